//! Links that stand for a file: `[用药安全三条](safety.md "引用")`, alone in a paragraph.
//!
//! A forge shows an ordinary link. Deliberately absent: files.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Document;
use crate::model::span::Span;

/// The title that makes a link an include.
pub const TITLE: &str = "引用";

/// A link with that title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// Where it leads.
    pub dest: String,
    /// The link.
    pub span: Span,
    /// Its paragraph, when it is alone in one that stands in nothing else.
    pub alone: Option<Range<usize>>,
}

/// Every include of a body, in order.
#[must_use]
pub fn includes(document: &Document) -> Vec<Include> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    for (at, (event, range)) in document.events.iter().enumerate() {
        match event {
            Event::Start(tag) => {
                if let Tag::Link { dest_url, title, .. } = tag
                    && &**title == TITLE
                {
                    let alone = paragraph(document, at).filter(|_| depth == 1);
                    found.push(Include { dest: dest_url.to_string(), span: Span::new(range.start, range.end), alone });
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

/// The paragraph of which the link that begins at an event is all.
fn paragraph(document: &Document, at: usize) -> Option<Range<usize>> {
    let (Event::Start(Tag::Paragraph), range) = document.events.get(at.checked_sub(1)?)? else { return None };
    let rest = document.events.get(at..)?;
    let end = rest.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Link)))?;
    matches!(rest.get(end + 1)?, (Event::End(TagEnd::Paragraph), _)).then(|| range.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::parse;

    #[test]
    fn only_a_link_alone_is_an_include() {
        let found = |body: &str| -> Vec<bool> {
            includes(&parse(body)).iter().map(|include| include.alone.is_some()).collect()
        };
        assert_eq!(found("前\n\n[三条](a.md \"引用\")\n\n后"), [true]);
        assert_eq!(found("[三条](a.md \"题\")"), Vec::<bool>::new());
        assert_eq!(found("看[三条](a.md \"引用\")"), [false]);
        assert_eq!(found("[三条](a.md \"引用\")。"), [false]);
        assert_eq!(found("- [三条](a.md \"引用\")"), [false]);
        assert_eq!(found("> [三条](a.md \"引用\")"), [false]);
        assert_eq!(found("::: 人群 农民\n[三条](a.md \"引用\")\n:::"), [true]);
    }
}
