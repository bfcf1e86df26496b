//! A comparison as plain text for a terminal: `[-gone-]` and `{+new+}` mark the spans.

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
        text.push_str(&match lang {
            Lang::Zh => format!("{}（{}）\n", kind.label().zh, group.len()),
            Lang::En => format!("{} ({})\n", kind.label().en, group.len()),
        });
        group.into_iter().for_each(|change| text.push_str(&item(change, lang)));
    }
    text
}

fn item(change: &Change, lang: Lang) -> String {
    let mut text = format!("  {}\n", place(change, lang, &escape::terminal));
    let (old, new) = match lang {
        Lang::Zh => ("旧：", "新："),
        Lang::En => ("old: ", "new: "),
    };
    let before = side(&change.before, ("[-", "-]"), &escape::terminal);
    let after = side(&change.after, ("{+", "+}"), &escape::terminal);
    if !before.is_empty() && change.act != Act::Moved {
        text.push_str(&format!("    {old}{before}\n"));
    }
    if !after.is_empty() {
        text.push_str(&format!("    {}{after}\n", if change.act == Act::Moved { "" } else { new }));
    }
    text
}
