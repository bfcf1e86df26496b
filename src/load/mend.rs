//! Reads a YAML text to its end whatever is wrong in it: each fault is reported with its cause, its lines are
//! blanked without moving anything, and the rest is read again (KP102).
//!
//! Deliberately absent: meaning of keys; a mended text is used for further findings only, never shown.

use std::ops::Range;

use super::cause::{self, Cause, CauseKind};
use super::report::Report;
use super::wording;
use super::yaml::{self, Limits, Mark, MarkKind, Slip, SlipKind};
use crate::diag::Diagnostic;
use crate::model::span::{Span, Spanned};
use crate::model::tree::Node;

/// A file with more faults than this is not a file with faults; the rest is told after these are mended.
const MAX_MENDS: usize = 64;

/// Reads the YAML at `range` of `text` into a mapping; faults go to the report.
pub(super) fn read(text: &str, range: Range<usize>, limits: Limits, report: &mut Report<'_>) -> Option<Spanned<Node>> {
    let base = range.start;
    let written = &text[range];
    let mut mending = Mending { written, text: written.to_owned(), base, limits, tabbed: Vec::new() };
    mending.replace_tabs(report);
    mending.replace_wide_indents(report);
    for _ in 0..MAX_MENDS {
        let slip = match yaml::tree(&mending.text, base, limits) {
            Ok(tree) if matches!(tree.root.value, Node::Map(_)) => {
                tree.marks.iter().for_each(|mark| report_mark(&mending.text, base, mark, report));
                return Some(tree.root);
            }
            Ok(tree) => Slip { kind: SlipKind::NotAKey, at: tree.root.span.start as usize },
            Err(slip) if slip.kind == SlipKind::Size => {
                report.push_always(size_finding(limits, slip.at, report));
                return None;
            }
            Err(slip) => slip,
        };
        if !mending.mend(slip, report) {
            return None;
        }
    }
    None
}

struct Mending<'a> {
    /// As it stands in the file; as long as `text`.
    written: &'a str,
    text: String,
    base: usize,
    limits: Limits,
    /// Begins of lines that were indented by a tab or a wide space and reported for it.
    tabbed: Vec<usize>,
}

impl Mending<'_> {
    /// Tabs are refused everywhere, one report a line; as spaces they leave all places where they were.
    fn replace_tabs(&mut self, report: &mut Report<'_>) {
        if !self.text.contains('\t') {
            return;
        }
        let mut begin = 0;
        for line in self.text.split_inclusive('\n') {
            if let Some(tab) = line.find('\t') {
                let run = line[tab..].bytes().take_while(|byte| *byte == b'\t').count();
                let at = self.base + begin + tab;
                let indents = line[..tab].trim().is_empty();
                let (zh, en) = if indents {
                    ("缩进用了制表符（Tab）", "indented with a tab")
                } else {
                    ("用了制表符（Tab）", "a tab")
                };
                let finding = report.error(102, Span::new(at, at + run), zh, en);
                report.push_always(finding.help("换成空格，每级两格", "use spaces, two a level"));
                if indents {
                    self.tabbed.push(begin);
                }
            }
            begin += line.len();
        }
        self.text = self.text.replace('\t', " ");
    }

    /// Wide spaces before a field are part of its name for YAML, so the field would be unknown and another one missing.
    fn replace_wide_indents(&mut self, report: &mut Report<'_>) {
        let mut text = String::with_capacity(self.text.len());
        for line in self.text.split_inclusive('\n') {
            if !indents_widely(line) {
                text.push_str(line);
                continue;
            }
            let (begin, indent) = (text.len(), line.len() - line.trim_start().len());
            let wide = line.find(is_wide_space).unwrap_or(0);
            let span = Span::new(self.base + begin + wide, self.base + begin + indent);
            let finding = report.error(102, span, "缩进用了全角空格或不换行空格", "indented with wide spaces");
            report.push_always(finding.help("换成半角空格，每级两格", "use plain spaces, two a level"));
            self.tabbed.push(begin);
            text.push_str(&" ".repeat(indent));
            text.push_str(&line[indent..]);
        }
        self.text = text;
    }

    /// What was mended before may be wider as it was written (a full-width colon), so the place is widened with it.
    fn cause_finding(&self, cause: &Cause, report: &Report<'_>) -> Diagnostic {
        let key = cause.key.as_deref().unwrap_or("key");
        let words = wording::of_cause(cause.kind, key, &self.text[cause.place.clone()]);
        let start = self.written.floor_char_boundary(cause.place.start);
        let end = self.written.ceil_char_boundary(cause.place.end);
        let span = Span::new(self.base + start, self.base + end);
        report.error(102, span, words.fact.zh, words.fact.en).help(words.help.zh, words.help.en)
    }

    /// Reports one slip and gets past it; false when there is nothing left to mend.
    fn mend(&mut self, slip: Slip, report: &mut Report<'_>) -> bool {
        let Some((block, slip)) = self.culprit(slip) else { return false };
        let cause = cause::find(&self.text[block.clone()]).map(|cause| moved(cause, block.start));
        let tabbed = |lines: &Range<usize>| self.tabbed.iter().any(|begin| lines.contains(begin));
        let (blank, lines, key) = match cause {
            Some(cause) => {
                if !tabbed(&cause.lines) {
                    report.push_always(self.cause_finding(&cause, report));
                }
                // These two are read as they were meant, so that the value is looked at as well.
                if let CauseKind::FullColon | CauseKind::WideSpace = cause.kind {
                    let colon = if cause.kind == CauseKind::FullColon { ":" } else { "" };
                    let meant = format!("{colon:<width$}", width = cause.place.len());
                    self.text.replace_range(cause.place, &meant);
                    return true;
                }
                (cause.blank, cause.lines, cause.key)
            }
            None => {
                if !tabbed(&block) {
                    report.push_always(slip_finding(&self.text, self.base, &slip, report));
                }
                let key = self.text[block.clone()].split([':', '：']).next().map(|key| key.trim().to_owned());
                (block.clone(), block, key)
            }
        };
        report.breaks(Span::new(self.base + lines.start, self.base + lines.end.saturating_sub(1).max(lines.start)));
        // With its lines the field they stand below may be empty.
        let owner = self.text[lines.start.min(self.text.len())..].starts_with(' ').then(|| self.owner(lines.start));
        for key in key.into_iter().chain(owner.flatten()) {
            report.loses_key(&key);
        }
        self.blank(blank)
    }

    /// The name of the top-level field that a place belongs to.
    fn owner(&self, at: usize) -> Option<String> {
        let block = blocks(&self.text).into_iter().rev().find(|block| block.start <= at)?;
        self.text[block].split(':').next().map(|key| key.trim().to_owned())
    }

    /// Overwrites text with spaces; line ends stay. False when nothing changed.
    fn blank(&mut self, range: Range<usize>) -> bool {
        let old = &self.text[range.clone()];
        let new: String = old.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        let changed = new != old;
        self.text.replace_range(range, &new);
        changed
    }

    /// The block that does not parse by itself, at or before the slip, and what is wrong in it.
    fn culprit(&self, slip: Slip) -> Option<(Range<usize>, Slip)> {
        let at = slip.at.saturating_sub(self.base);
        let blocks = blocks(&self.text);
        let until = blocks.iter().rposition(|block| block.start <= at).unwrap_or(0);
        for block in blocks.iter().take(until + 1).rev() {
            match yaml::tree(&self.text[block.clone()], self.base + block.start, self.limits) {
                Ok(tree) if matches!(tree.root.value, Node::Map(_)) => {}
                Ok(tree) => {
                    return Some((block.clone(), Slip { kind: SlipKind::NotAKey, at: tree.root.span.start as usize }));
                }
                Err(own) => return Some((block.clone(), own)),
            }
        }
        // Every block is sound alone: the one where the parser stopped cannot stand with the others.
        let block = blocks[..=until.min(blocks.len().checked_sub(1)?)].iter().rev();
        let block = block.into_iter().find(|block| !self.text[(*block).clone()].trim().is_empty())?;
        Some((block.clone(), slip))
    }
}

/// A space that looks like one and is none for YAML: the full-width one, the one that does not break, and their like.
pub(super) fn is_wide_space(c: char) -> bool {
    c.is_whitespace() && !c.is_ascii() && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether wide spaces stand before a field or a list item. Prose may begin with them: Chinese paragraphs do.
pub(super) fn indents_widely(line: &str) -> bool {
    let rest = line.trim_start_matches(|c| matches!(c, ' ' | '\t') || is_wide_space(c));
    let key = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let structured = rest.starts_with("- ") || (key > 0 && rest[key..].starts_with([':', '：']));
    structured && line[..line.len() - rest.len()].contains(is_wide_space)
}

/// Top-level blocks: each begins with a line in the first column that could hold a key.
pub(super) fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let continues = line.starts_with([' ', '#', ']', '}', '\n']) || line.starts_with("- ") || line == "-\n";
        if starts.is_empty() || !continues {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

fn moved(cause: Cause, by: usize) -> Cause {
    let shift = |range: Range<usize>| range.start + by..range.end + by;
    Cause { place: shift(cause.place), blank: shift(cause.blank), lines: shift(cause.lines), ..cause }
}

fn size_finding(limits: Limits, at: usize, report: &Report<'_>) -> Diagnostic {
    let (kib, nodes) = (limits.bytes >> 10, limits.nodes);
    report.error(
        102,
        Span::new(at, at),
        format!("内容过大：上限是 {kib} KiB、{nodes} 个值"),
        format!("too large: the limit is {kib} KiB and {nodes} values"),
    )
}

fn report_mark(text: &str, base: usize, mark: &Mark, report: &mut Report<'_>) {
    let written = text.get(mark.span.start as usize - base..mark.span.end as usize - base).unwrap_or_default();
    let words = wording::of_mark(&mark.kind, written);
    let mut finding = report.error(102, mark.span, words.fact.zh, words.fact.en).help(words.help.zh, words.help.en);
    if let MarkKind::Duplicate(first) = mark.kind {
        finding = finding.also(report.path, first, "第一次在这里", "first written here");
    }
    report.push(finding);
    // What an alias would stand for is unknown; its value is not judged again.
    if mark.kind == MarkKind::Alias {
        report.breaks(mark.span);
    }
}

fn slip_finding(text: &str, base: usize, slip: &Slip, report: &Report<'_>) -> Diagnostic {
    let at = text.floor_char_boundary(slip.at.saturating_sub(base));
    let length = text[at..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    // A parser that notices at a line's end points at nothing; the line's text says more.
    let written = text[line..].split('\n').next().unwrap_or_default();
    let span = if length == 0 && !written.trim().is_empty() {
        let indent = written.len() - written.trim_start().len();
        Span::new(base + line + indent, base + line + written.trim_end().len())
    } else {
        Span::new(base + at, base + at + length)
    };
    let words = wording::of_slip(slip.kind);
    report.error(102, span, words.fact.zh, words.fact.en).help(words.help.zh, words.help.en)
}

#[cfg(test)]
mod tests {
    use super::super::report::Voice;
    use super::*;
    use crate::diag::source_map::position_in;
    use crate::model::path::SourcePath;

    /// Line, column and message.
    type Told = (usize, usize, String);

    fn run(text: &str) -> (Option<Spanned<Node>>, Vec<Told>) {
        let path = SourcePath::new("content/a/index.md").expect("clean");
        let mut report = Report::new(&path, Voice::Article);
        let node = read(text, 0..text.len(), Limits::ARTICLE, &mut report);
        let findings = report.finish().sorted().into_iter().map(|finding| {
            let at = position_in(text, finding.primary.span.map_or(0, |span| span.start as usize));
            (at.line, at.column, finding.message.zh)
        });
        (node, findings.collect())
    }

    #[test]
    fn all_faults_of_a_text_are_told_at_once() {
        let text = "kepu: 1\ntitle：高温\nsummary: 三句话: 讲清\naudience: [farmers, 老年人\ntopics: [health.heat]\nauthors:\n\t- {name: 张三}\neditor: \"ed-lin\ncreated: 2026-03-18\nkind: &k article\nkind: article\nrisk: - medical\nlang: zh-CN\n";
        let (node, found) = run(text);
        let places: Vec<(usize, usize)> = found.iter().map(|(line, column, _)| (*line, *column)).collect();
        assert_eq!(places, [(2, 6), (3, 13), (4, 11), (7, 1), (8, 9), (10, 7), (11, 1), (12, 7)], "{found:?}");
        let node = node.expect("read to the end").value;
        assert_eq!(node.get("title").and_then(|entry| entry.value.value.as_str()), Some("高温"));
        assert_eq!(node.get("lang").and_then(|entry| entry.value.value.as_str()), Some("zh-CN"));
        assert!(node.get("topics").is_some());
    }

    #[test]
    fn what_no_detector_knows_still_has_a_place() {
        for (text, line, column) in [
            ("a: 1\nb\nc: 2\n", 2, 1),
            ("a: 1\nb: \"\\d\"\n", 2, 4),
            ("%YAML 1.2\n---\na: 1\n", 1, 1),
            ("- a\n- b\n", 1, 1),
            ("title\n", 1, 1),
        ] {
            let (node, found) = run(text);
            assert!(node.is_some(), "{text:?}");
            assert_eq!(
                found.first().map(|(line, column, _)| (*line, *column)),
                Some((line, column)),
                "{text:?} {found:?}"
            );
        }
    }

    #[test]
    fn a_place_is_whole_after_a_colon_was_mended() {
        let (_, found) = run("高\t：a: a: \n");
        assert!(!found.is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_to_the_end(text in "([a-c:,\\[\\]{}\"' \n\t#&*!|>%@-]|a: |高|：|”){0,80}") {
            let path = SourcePath::new("content/a/index.md").expect("clean");
            let mut report = Report::new(&path, Voice::Article);
            let _ = read(&text, 0..text.len(), Limits::ARTICLE, &mut report);
            for finding in report.finish() {
                let span = finding.primary.span.unwrap_or_default().range();
                proptest::prop_assert!(text.get(span).is_some(), "{:?}", finding);
            }
        }
    }
}
