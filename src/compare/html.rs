//! A comparison as an HTML fragment: lists with `<del>` and `<ins>`, every text escaped, no style of its own.

use super::words::{place, side};
use super::{Act, Change, Comparison, Kind, escape};
use crate::diag::Lang;

/// One `<section>` a kind, the most dangerous first; empty when nothing changed.
#[must_use]
pub fn render(comparison: &Comparison, lang: Lang) -> String {
    let mut html = String::new();
    for kind in Kind::ALL {
        let group: Vec<&Change> = comparison.changes.iter().filter(|change| change.kind == *kind).collect();
        if group.is_empty() {
            continue;
        }
        let label = kind.label();
        let (weight, n) = (kind.weight(), group.len());
        html.push_str(&format!(
            "<section class=\"changes weight-{weight}\">\n<h3>{} <span class=\"count\">{n}</span></h3>\n<ul>\n",
            escape::html(label.get(lang))
        ));
        group.into_iter().for_each(|change| html.push_str(&item(change, lang)));
        html.push_str("</ul>\n</section>\n");
    }
    html
}

fn item(change: &Change, lang: Lang) -> String {
    let mut html = format!("<li><p class=\"place\">{}</p>\n", place(change, lang, &escape::html));
    let before = side(&change.before, ("<del>", "</del>"), &escape::html);
    let after = side(&change.after, ("<ins>", "</ins>"), &escape::html);
    if !before.is_empty() && change.act != Act::Moved {
        html.push_str(&format!("<p class=\"before\">{before}</p>\n"));
    }
    if !after.is_empty() {
        html.push_str(&format!("<p class=\"after\">{after}</p>\n"));
    }
    html.push_str("</li>\n");
    html
}
