//! Footnotes: numbered by first reference, printed at the end with their ways back.

use std::collections::BTreeMap;

use crate::render::html::escaped;

/// The notes of one body.
#[derive(Default)]
pub(super) struct Notes {
    /// Labels in order of first reference.
    order: Vec<String>,
    /// Times each label was referred to.
    uses: BTreeMap<String, usize>,
    /// Rendered notes in order of definition.
    texts: Vec<(String, String)>,
}

impl Notes {
    /// Keeps the HTML of a note.
    pub(super) fn define(&mut self, label: String, html: String) {
        self.texts.push((label, html));
    }

    /// Prints a reference.
    pub(super) fn refer(&mut self, label: &str, out: &mut String) {
        let at = self.order.iter().position(|known| known == label).unwrap_or_else(|| {
            self.order.push(label.to_owned());
            self.order.len() - 1
        });
        let uses = self.uses.entry(label.to_owned()).or_default();
        *uses += 1;
        let (number, place) = (at + 1, back(at + 1, *uses));
        open_mark("note", out);
        out.push_str(&format!("<a href=\"#note-{number}\" id=\"{place}\">注{number}</a></sup>"));
    }

    /// Prints all notes; one that nothing refers to comes last, as reviewed words are never dropped.
    pub(super) fn print(self, out: &mut String) {
        if self.texts.is_empty() {
            return;
        }
        out.push_str("<section class=\"notes\" aria-label=\"注释\">\n<ol>\n");
        let mut number = 0;
        for label in &self.order {
            number += 1;
            let text = self.texts.iter().find(|(known, _)| known == label);
            let html = text.map_or_else(|| escaped(label), |(_, html)| html.clone());
            let uses = self.uses.get(label).copied().unwrap_or_default();
            let back: String = (1..=uses)
                .map(|nth| format!("<a class=\"back\" href=\"#{}\" aria-label=\"回到正文\">↩</a>", back(number, nth)))
                .collect();
            out.push_str(&format!("<li id=\"note-{number}\">{html}{back}</li>\n"));
        }
        for (_, html) in self.texts.iter().filter(|(label, _)| !self.order.contains(label)) {
            number += 1;
            out.push_str(&format!("<li id=\"note-{number}\">{html}</li>\n"));
        }
        out.push_str("</ol>\n</section>\n");
    }
}

/// Opens a mark; one that follows another at once is told apart, so that a theme can keep a finger's width between them.
pub(super) fn open_mark(kind: &str, out: &mut String) {
    let beside = if out.ends_with("</sup>") { " beside" } else { "" };
    out.push_str(&format!("<sup class=\"{kind}{beside}\">"));
}

/// The id of the `nth` reference to a note.
fn back(number: usize, nth: usize) -> String {
    if nth == 1 { format!("noteref-{number}") } else { format!("noteref-{number}-{nth}") }
}
