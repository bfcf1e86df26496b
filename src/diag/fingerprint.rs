//! Names of findings that survive edits elsewhere in the file: rule, file, the text of the line, and a running number.
//!
//! The message is left out: it may hold dates and counts that change by themselves.

use std::collections::BTreeMap;

use super::Diagnostic;
use super::report::Report;
use crate::model::units::Sha256;

/// Hexadecimal digits kept; two findings of one site never meet in so many.
const DIGITS: usize = 32;

pub(super) fn of_all(report: &Report<'_>) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let name = |finding: &Diagnostic| {
        let sum = Sha256::of(identity(report, finding).as_bytes()).hex();
        let short = sum.get(..DIGITS).unwrap_or(&sum).to_owned();
        let count = seen.entry(short.clone()).or_default();
        *count += 1;
        format!("{short}:{count}")
    };
    report.findings.iter().map(name).collect()
}

fn identity(report: &Report<'_>, finding: &Diagnostic) -> String {
    let (path, text) = (&finding.primary.path, report.sources.text(&finding.primary.path));
    let range = finding.primary.span.map(crate::model::span::Span::range);
    let place = text.zip(range).and_then(|(text, range)| Some((line_around(text, range.start)?, text.get(range)?)));
    let (line, words) = place.unwrap_or_default();
    let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    ["kepu-finding-v1", &finding.code.to_string(), &report.path(path), &tidy(line), &tidy(words)].join("\0")
}

fn line_around(text: &str, byte: usize) -> Option<&str> {
    let start = text.get(..byte)?.rfind('\n').map_or(0, |at| at + 1);
    text.get(start..)?.split('\n').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::source_map::SourceMap;
    use crate::diag::{Code, Lang};
    use crate::model::path::SourcePath;
    use crate::model::span::Span;

    /// The names of a finding at each place of a word.
    fn names(text: &str, word: &str) -> Vec<String> {
        let path = SourcePath::new("content/a/index.md").expect("clean");
        let at = |(start, _): (usize, &str)| {
            let span = Span::new(start, start + word.len());
            Diagnostic::error(402, &path, span, format!("第 {start} 字节"), "x")
        };
        let findings: Vec<Diagnostic> = text.match_indices(word).map(at).collect();
        let mut sources = SourceMap::default();
        sources.insert(path, text.to_owned());
        Report { findings: &findings, sources: &sources, lang: Lang::Zh, prefix: "" }.fingerprints()
    }

    #[test]
    fn a_name_goes_with_its_line() {
        let old = names("一\n每天 3 次\n", "3");
        assert_eq!(names("新的一段\n\n一\n每天 3 次\n", "3"), old, "moved");
        assert_eq!(names("一\n  每天  3 次\n", "3"), old, "indented");
        assert_ne!(names("一\n每周 3 次\n", "3"), old, "another line");
    }

    #[test]
    fn no_name_is_given_twice() {
        let three = names("3 和 3\n3 和 3\n3 和 3\n", "3");
        let unique: std::collections::BTreeSet<&String> = three.iter().collect();
        assert_eq!(unique.len(), 6);
        assert!(three.iter().all(|name| name.len() == DIGITS + 2), "{three:?}");
    }

    #[test]
    fn rules_and_folders_part_names() {
        let path = SourcePath::new("a.md").expect("clean");
        let mut other = Diagnostic::error(101, &path, Span::new(0, 0), "", "");
        let first = other.clone();
        other.code = Code(102);
        let findings = [first, other];
        let sources = SourceMap::default();
        let of = |prefix| Report { findings: &findings, sources: &sources, lang: Lang::Zh, prefix }.fingerprints();
        let all: std::collections::BTreeSet<String> = of("").into_iter().chain(of("site/")).collect();
        assert_eq!(all.len(), 4);
    }
}
