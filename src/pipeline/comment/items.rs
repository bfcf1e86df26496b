//! Findings as lists that read well on a narrow screen: the fact, the words meant, what to do, the place.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::budget::{Rank, Section};
use super::{Comment, Length};
use crate::diag::markdown::{code, inert};
use crate::diag::{Code, Diagnostic, Lang, Severity};
use crate::model::path::SourcePath;

/// Longest text of one item in characters; a message may quote a whole paragraph.
const LONGEST: usize = 600;

impl Comment<'_> {
    /// Everything that blocks.
    pub(super) fn errors(&self, own: &[&Diagnostic], length: Length, text: &mut String) {
        let errors: Vec<&Diagnostic> =
            own.iter().filter(|finding| finding.severity >= Severity::Error).copied().collect();
        if errors.is_empty() {
            return;
        }
        let _ = match self.report.lang {
            Lang::Zh => writeln!(text, "**要改的问题（{}）**\n", errors.len()),
            Lang::En => writeln!(text, "**To mend ({})**\n", errors.len()),
        };
        self.list(&errors, length, text);
    }

    /// Everything else, folded.
    pub(super) fn remarks(&self, name: &str, own: &[&Diagnostic], length: Length) -> Option<Section> {
        let of = |wanted: Severity| own.iter().filter(move |finding| finding.severity == wanted);
        let remarks: Vec<&Diagnostic> = of(Severity::Warning).chain(of(Severity::Info)).copied().collect();
        if remarks.is_empty() {
            return None;
        }
        let (head, short) = match self.report.lang {
            Lang::Zh => (format!("{} 条提醒（不影响发布）", remarks.len()), format!("{} 条提醒", remarks.len())),
            Lang::En => {
                (format!("{} remarks (they block nothing)", remarks.len()), format!("{} remarks", remarks.len()))
            }
        };
        let mut text = format!("<details><summary>{head}</summary>\n\n");
        self.list(&remarks, length, &mut text);
        text.push_str("</details>\n\n");
        Some(Section { rank: Rank::Remarks, name: format!("{name} {short}"), text })
    }

    fn list(&self, findings: &[&Diagnostic], length: Length, text: &mut String) {
        let groups = self.grouped(findings);
        let (told, rest) = groups.split_at(groups.len().min(length.items()));
        for group in told {
            text.push_str(&self.item(group, length));
        }
        let rest: Vec<&Diagnostic> = rest.iter().flatten().copied().collect();
        if !rest.is_empty() {
            let rules = by_rule(&rest);
            let _ = match self.report.lang {
                Lang::Zh => writeln!(text, "- 另有 {} 条没有列出：{rules}。{}", rest.len(), self.elsewhere()),
                Lang::En => writeln!(text, "- {} more are not listed: {rules}. {}", rest.len(), self.elsewhere()),
            };
        }
        text.push('\n');
    }

    /// Findings that say the same of the same file stand together, in order of the first of each.
    fn grouped<'d>(&self, findings: &[&'d Diagnostic]) -> Vec<Vec<&'d Diagnostic>> {
        let mut places: BTreeMap<_, usize> = BTreeMap::new();
        let mut groups: Vec<Vec<&Diagnostic>> = Vec::new();
        for finding in findings {
            let said = (finding.code, &finding.message, &finding.helps, &finding.primary.path, self.quote(finding));
            let at = *places.entry(said).or_insert(groups.len());
            match groups.get_mut(at) {
                Some(group) => group.push(finding),
                None => groups.push(vec![finding]),
            }
        }
        groups
    }

    fn item(&self, group: &[&Diagnostic], length: Length) -> String {
        let Some(finding) = group.first() else { return String::new() };
        let lang = self.report.lang;
        let mut text = format!("- {}{}", inert(&cut(finding.message.get(lang))), self.quote(finding));
        let word = self.t("改法：", "Fix: ");
        for help in &finding.helps {
            let _ = write!(text, "<br>{word}{}", inert(&cut(help.get(lang))));
        }
        let _ = writeln!(text, "<br>{} · {}", self.places(group, length), finding.code);
        text
    }

    /// Where it is, each place a link when the host's address is known.
    fn places(&self, group: &[&Diagnostic], length: Length) -> String {
        let Some(path) = group.first().map(|finding| &finding.primary.path) else { return String::new() };
        let shown = group.iter().take(length.places()).map(|finding| self.place(finding));
        let shown = shown.collect::<Vec<_>>().join(self.t("、", "; "));
        let more = match (group.len().saturating_sub(length.places()), self.report.lang) {
            (0, _) => String::new(),
            (more, Lang::Zh) => format!("，另有 {more} 处。{}", self.elsewhere()),
            (more, Lang::En) => format!(" and {more} more places. {}", self.elsewhere()),
        };
        format!("{} {shown}{more}", code(self.within(path)))
    }

    fn place(&self, finding: &Diagnostic) -> String {
        let path = &finding.primary.path;
        let line = finding.primary.span.map(|span| self.report.sources.position(path, span.start));
        let label = match (line, self.report.lang) {
            (None, _) => self.t("整个文件", "the whole file").to_owned(),
            (Some(at), Lang::Zh) => format!("第 {} 行第 {} 字", at.line, at.column),
            (Some(at), Lang::En) => format!("line {}, column {}", at.line, at.column),
        };
        match self.links {
            None => label,
            Some(links) => format!("[{label}]({})", links.to(&self.report.path(path), line.map_or(1, |at| at.line))),
        }
    }

    fn elsewhere(&self) -> &'static str {
        match self.report.lang {
            Lang::Zh => "全部内容见检查任务的摘要，或运行 `kepu check`。",
            Lang::En => "All of them: the summary of the check, or `kepu check`.",
        }
    }

    /// The name of a file below the folder that the heading of its section names; else the whole path.
    fn within<'p>(&self, path: &'p SourcePath) -> &'p str {
        let own = self.subject.around(path).filter(|(_, id)| self.subject.ids.contains(id));
        let source = own.and_then(|(_, id)| self.subject.standings.get(id.as_str())?.source.as_ref());
        let folder = source.and_then(SourcePath::parent);
        folder.and_then(|folder| path.below(folder.as_str())).unwrap_or(path.as_str())
    }

    fn is_id(&self, words: &str) -> bool {
        self.subject.standings.contains_key(words)
    }

    /// The words that a finding points at, where they are short enough to help and said neither by the message nor by
    /// the heading.
    fn quote(&self, finding: &Diagnostic) -> String {
        let span = finding.primary.span.map(|span| span.range());
        let words = span.and_then(|range| self.report.sources.text(&finding.primary.path)?.get(range));
        let message = finding.message.get(self.report.lang);
        let helps = |words: &&str| {
            !words.is_empty()
                && words.chars().count() <= 40
                && !words.contains('\n')
                && !message.contains(*words)
                && !self.is_id(words)
        };
        words.map(str::trim).filter(helps).map_or_else(String::new, |words| format!(" {}", code(words)))
    }
}

/// `KP402 ×7、KP210 ×5`.
fn by_rule(findings: &[&Diagnostic]) -> String {
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    findings.iter().for_each(|finding| *counts.entry(finding.code).or_default() += 1);
    let words: Vec<String> = counts.iter().map(|(code, count)| format!("{code} ×{count}")).collect();
    words.join("、")
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain("……".chars()).collect()
}
