//! The difference of two texts, as programmers and forges draw it.

use std::fmt::Write as _;
use std::ops::Range;

use crate::compare::align;
use crate::markup::signs::{is_bidi_control, is_invisible};

/// Lines shown around a change.
const CONTEXT: usize = 2;

/// One line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// `@@ -1,5 +1,6 @@`.
    Place(String),
    /// A line of both.
    Kept(String),
    /// A line of the old text.
    Gone(String),
    /// A line of the new text.
    New(String),
}

/// The lines of a unified difference; nothing when the texts are equal. What has no shape is shown by its number.
#[must_use]
pub fn diff(before: &str, after: &str) -> Vec<Line> {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let mut lines = Vec::new();
    for hunk in hunks(&old, &new) {
        lines.push(Line::Place(place(&hunk)));
        let mut at = hunk.old.start;
        for (gone, added) in &hunk.changes {
            lines.extend(old[at..gone.start].iter().map(|line| Line::Kept(visible(line))));
            lines.extend(old[gone.clone()].iter().map(|line| Line::Gone(visible(line))));
            lines.extend(new[added.clone()].iter().map(|line| Line::New(visible(line))));
            at = gone.end;
        }
        lines.extend(old[at..hunk.old.end].iter().map(|line| Line::Kept(visible(line))));
    }
    lines
}

/// The difference as text, with the names of the file.
#[must_use]
pub fn unified(path: &str, lines: &[Line]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut text = format!("--- a/{path}\n+++ b/{path}\n");
    for line in lines {
        let _ = match line {
            Line::Place(place) => writeln!(text, "{place}"),
            Line::Kept(line) => writeln!(text, " {line}"),
            Line::Gone(line) => writeln!(text, "-{line}"),
            Line::New(line) => writeln!(text, "+{line}"),
        };
    }
    text
}

struct Hunk {
    old: Range<usize>,
    new: Range<usize>,
    /// Lines that go, and lines that take their place.
    changes: Vec<(Range<usize>, Range<usize>)>,
}

fn hunks(old: &[&str], new: &[&str]) -> Vec<Hunk> {
    let mut found: Vec<Hunk> = Vec::new();
    for (gone, added) in changes(old, new) {
        let before = gone.start.min(CONTEXT);
        let (from, until) = (gone.start - before, (gone.end + CONTEXT).min(old.len()));
        match found.last_mut() {
            Some(hunk) if from <= hunk.old.end => {
                hunk.new.end = added.end + (until - gone.end);
                hunk.old.end = until;
                hunk.changes.push((gone, added));
            }
            _ => found.push(Hunk {
                old: from..until,
                new: added.start - before..added.end + (until - gone.end),
                changes: vec![(gone, added)],
            }),
        }
    }
    found
}

fn changes(old: &[&str], new: &[&str]) -> Vec<(Range<usize>, Range<usize>)> {
    let (mut a, mut b) = (0, 0);
    let mut found = Vec::new();
    for (x, y) in align::pairs(old, new).into_iter().chain([(old.len(), new.len())]) {
        if a < x || b < y {
            found.push((a..x, b..y));
        }
        (a, b) = (x + 1, y + 1);
    }
    found
}

fn place(hunk: &Hunk) -> String {
    let range = |range: &Range<usize>| {
        let start = if range.is_empty() { range.start } else { range.start + 1 };
        format!("{start},{}", range.len())
    };
    format!("@@ -{} +{} @@", range(&hunk.old), range(&hunk.new))
}

fn visible(line: &str) -> String {
    let line = line.trim_end_matches('\n');
    let mut before = None;
    let mut text = String::with_capacity(line.len());
    for c in line.chars() {
        let hidden = is_bidi_control(c) || is_invisible(before, c);
        let _ = if hidden { write!(text, "⟨U+{:04X}⟩", u32::from(c)) } else { write!(text, "{c}") };
        before = Some(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_stand_between_their_neighbours() {
        let old = "一\n二\n三\n四\n五\n六\n七\n八\n九\n";
        let new = "一\n贰\n三\n四\n五\n六\n七\n八\u{200b}\n九\n十\n";
        let shown = unified("a.md", &diff(old, new));
        assert_eq!(
            shown,
            "--- a/a.md\n+++ b/a.md\n@@ -1,4 +1,4 @@\n 一\n-二\n+贰\n 三\n 四\n@@ -6,4 +6,5 @@\n 六\n 七\n-八\n+八⟨U+200B⟩\n 九\n+十\n"
        );
        assert!(diff(old, old).is_empty());
        assert_eq!(unified("b", &diff("", "甲\n")), "--- a/b\n+++ b/b\n@@ -0,0 +1,1 @@\n+甲\n");
    }
}
