//! A comparison as Markdown for the comment of a pull request, safe on GitHub, GitLab and Gitee.
//!
//! `<del>` and `<ins>` stand for the marks: asterisks and tildes beside Chinese punctuation are not read as marks.

use std::fmt::Write as _;

use super::words::{place, side};
use super::{Act, Change, Comparison, Kind, escape};
use crate::diag::Lang;

/// Groups of changes, the most dangerous first; empty when nothing changed.
#[must_use]
pub fn render(comparison: &Comparison, lang: Lang) -> String {
    let mut text = String::new();
    for kind in Kind::ALL {
        let group: Vec<&Change> = comparison.changes.iter().filter(|change| change.kind == *kind).collect();
        if group.is_empty() {
            continue;
        }
        // Writing to a String cannot fail.
        let _ = match lang {
            Lang::Zh => writeln!(text, "**{}**（{}）\n", kind.label().zh, group.len()),
            Lang::En => writeln!(text, "**{}** ({})\n", kind.label().en, group.len()),
        };
        for change in group {
            text.push_str(&item(change, lang));
        }
        text.push('\n');
    }
    text
}

fn item(change: &Change, lang: Lang) -> String {
    let mut text = format!("- {}", place(change, lang, &escape::markdown));
    let (old, new) = match lang {
        Lang::Zh => ("旧：", "新："),
        Lang::En => ("old: ", "new: "),
    };
    let before = side(&change.before, ("<del>", "</del>"), &escape::markdown);
    let after = side(&change.after, ("<ins>", "</ins>"), &escape::markdown);
    if !before.is_empty() && change.act != Act::Moved {
        text.push_str(&format!("<br>{old}{before}"));
    }
    if !after.is_empty() {
        text.push_str(&format!("<br>{}{after}", if change.act == Act::Moved { "" } else { new }));
    }
    text.push('\n');
    text
}
