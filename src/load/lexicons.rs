//! The word lists of a site: the built-in ones, each replaced or extended by a file of the same name in `lexicons/`.
//!
//! A list that cannot be read to its last line stops the load, as any settings file does: half a list would let
//! through what the whole one holds back.

use super::report::{Report, Voice};
use super::{LoadStop, encoding};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::lexicon::format::{self, Draft, Fault, Mode};
use crate::lexicon::{Entry, Lexicon, Lexicons, Name, built_in};
use crate::model::path::SourcePath;
use crate::model::sources::{EntryKind, Sources};

/// Where a site keeps its lists.
const FOLDER: &str = "lexicons";

/// The lists of a site.
///
/// # Errors
/// When a file cannot be read, or a list is at fault (KP801, every fault in one run).
pub(super) fn lexicons(sources: &dyn Sources) -> Result<Lexicons, LoadStop> {
    let mut lists = built_in().clone();
    let mut findings = Findings::default();
    for file in sources.list(FOLDER)? {
        let below = file.path.below(FOLDER).unwrap_or_default();
        if below == "README.md" {
            continue;
        }
        if !matches!(file.kind, EntryKind::File | EntryKind::Executable) {
            let message = Bilingual::new("词表必须是普通文件", "a word list must be a regular file");
            findings.push(whole(&file.path, message).help("换成文件本身", "put the file itself here"));
            continue;
        }
        let Some(name) = below.strip_suffix(".txt").and_then(named) else {
            findings.push(stray(&file.path, below));
            continue;
        };
        let bytes = sources.bytes(&file.path)?.unwrap_or_default();
        let (entries, found) = list(name, &bytes, &file.path);
        findings.absorb(found);
        match Lexicon::new(entries) {
            Ok(list) => lists.set(name, list),
            Err(error) => findings.push(whole(
                &file.path,
                Bilingual::new(format!("词表太大：{error}"), format!("the list is too large: {error}")),
            )),
        }
    }
    if findings.is_empty() { Ok(lists) } else { Err(LoadStop::Settings(findings)) }
}

fn named(stem: &str) -> Option<Name> {
    Name::ALL.iter().copied().find(|name| name.token() == stem)
}

/// The lines of one list, after what it does to the built-in one.
fn list(name: Name, bytes: &[u8], path: &SourcePath) -> (Vec<Entry>, Findings) {
    let mut report = Report::new(path, Voice::Settings);
    let (text, coding) = encoding::read(bytes, path);
    for mut finding in coding {
        let (code, severity) = Voice::Settings.weigh(108);
        (finding.code, finding.severity) = (crate::diag::Code(code), severity);
        report.push_always(finding);
    }
    let Some(text) = text else { return (Vec::new(), report.finish()) };
    let (draft, mut faults) = format::read(name, &text);
    let entries = match draft.mode {
        Mode::Replace => Draft::into_entries(draft),
        Mode::Extend => {
            let (entries, more) = draft.over(built_in().get(name).entries().to_vec());
            faults.extend(more);
            entries
        }
    };
    for Fault { span, message, help } in faults {
        let finding = report.error(801, span, message.zh, message.en);
        report.push_always(finding.help(help.zh, help.en));
    }
    (entries, report.finish())
}

fn whole(path: &SourcePath, message: Bilingual) -> Diagnostic {
    Diagnostic::whole_file(801, Severity::Fatal, path, message)
}

/// A file that no rule would ever read: most likely a slip in its name.
fn stray(path: &SourcePath, below: &str) -> Diagnostic {
    let names: Vec<String> = Name::ALL.iter().map(|name| format!("{}.txt", name.token())).collect();
    let near = names.iter().min_by_key(|name| strsim::levenshtein(name, below));
    let near = near.filter(|name| strsim::levenshtein(name, below) <= 3);
    let message = Bilingual::new(format!("没有叫“{below}”的词表"), format!("there is no word list `{below}`"));
    let finding = whole(path, message);
    match near {
        Some(near) => finding.help(format!("改名为 {near}"), format!("name it {near}")),
        None => finding.help(
            format!("可用的文件名：{}；说明写在 README.md 里", names.join("、")),
            format!("name it one of {}; remarks go into README.md", names.join(", ")),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::built_in_text;

    fn site(files: &[(&str, &[u8])]) -> Result<Lexicons, Vec<Diagnostic>> {
        struct Files<'a>(&'a [(&'a str, &'a [u8])]);
        impl Sources for Files<'_> {
            fn list(
                &self,
                dir: &str,
            ) -> Result<Vec<crate::model::sources::ListedFile>, crate::model::sources::SourceError> {
                let file = |(name, bytes): &(&str, &[u8])| crate::model::sources::ListedFile {
                    path: SourcePath::new(&format!("{dir}/{name}")).expect("a clean path"),
                    kind: if name.starts_with("risk") { EntryKind::Symlink } else { EntryKind::File },
                    size: bytes.len() as u64,
                };
                Ok(self.0.iter().map(file).collect())
            }

            fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, crate::model::sources::SourceError> {
                Ok(self.0.iter().find(|(name, _)| path.file_name() == *name).map(|(_, bytes)| bytes.to_vec()))
            }
        }
        lexicons(&Files(files)).map_err(|stop| match stop {
            LoadStop::Settings(findings) => findings.sorted(),
            LoadStop::Source(error) => panic!("{error}"),
        })
    }

    fn has(lists: &Lexicons, name: Name, word: &str) -> bool {
        lists.get(name).entries().iter().any(|entry| entry.word == word)
    }

    #[test]
    fn replaces_or_extends() {
        let none = site(&[]).expect("the built-in lists");
        assert!(has(&none, Name::Drugs, "布洛芬"));
        let own = site(&[("drugs.txt", "# kepu-lexicon: replace\r\n某新药 | 其他\r\n".as_bytes())]).expect("lists");
        assert!(has(&own, Name::Drugs, "某新药") && !has(&own, Name::Drugs, "布洛芬"));
        assert!(has(&own, Name::Pesticides, "吡虫啉"));
        let more = "# kepu-lexicon: extend\n某新药 | 其他\n- 布洛芬\n".as_bytes();
        let more = site(&[("drugs.txt", more)]).expect("lists");
        assert!(has(&more, Name::Drugs, "某新药") && has(&more, Name::Drugs, "阿司匹林"));
        assert!(!has(&more, Name::Drugs, "布洛芬"));
        let same = site(&[("drugs.txt", built_in_text(Name::Drugs).as_bytes())]).expect("lists");
        assert_eq!(same.get(Name::Drugs).entries(), built_in().get(Name::Drugs).entries());
    }

    #[test]
    fn every_fault_in_one_run() {
        let found = site(&[
            ("README.md", b"remarks"),
            ("drug.txt", b""),
            ("notes.doc", b""),
            ("drugs.txt", "# kepu-lexicon: extend\n某新药\n- 没有的药\n".as_bytes()),
            ("risk-words.txt", b""),
            ("seasons-old.txt", b""),
            ("advice.txt", b"\xef\xbb\xbf# kepu-lexicon: extend\n"),
        ]);
        let found = found.map(|_| ()).expect_err("faults");
        assert!(found.iter().all(|finding| finding.code.0 == 801 && finding.severity == Severity::Fatal));
        let places: Vec<(&str, bool)> =
            found.iter().map(|finding| (finding.primary.path.file_name(), finding.primary.span.is_some())).collect();
        assert_eq!(
            places,
            [
                ("advice.txt", true),
                ("drug.txt", false),
                ("drugs.txt", true),
                ("drugs.txt", true),
                ("notes.doc", false),
                ("risk-words.txt", false),
                ("seasons-old.txt", false)
            ]
        );
        assert!(found.iter().any(|finding| finding.helps.iter().any(|help| help.zh == "改名为 drugs.txt")));
    }
}
