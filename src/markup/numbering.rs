//! Ordered lists whose numbers in the source are not those that a reader will see.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Document;

/// An item with another number than it will be shown with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misnumbered {
    /// The number and its dot or bracket in the body.
    pub place: Range<usize>,
    /// The number written.
    pub written: u64,
    /// The number a reader sees.
    pub shown: u64,
}

/// Every such item of a body.
#[must_use]
pub fn misnumbered(document: &Document, body: &str) -> Vec<Misnumbered> {
    let mut found = Vec::new();
    // The number each open list expects next; `None` for bullets.
    let mut open: Vec<Option<u64>> = Vec::new();
    for (event, range) in &document.events {
        match event {
            Event::Start(Tag::List(start)) => open.push(*start),
            Event::End(TagEnd::List(_)) => drop(open.pop()),
            Event::Start(Tag::Item) => {
                let Some(Some(shown)) = open.last_mut() else { continue };
                let wrong = marker(body, range.start).filter(|(written, _)| written != shown);
                found.extend(wrong.map(|(written, place)| Misnumbered { place, written, shown: *shown }));
                *shown = shown.saturating_add(1);
            }
            _ => {}
        }
    }
    found
}

/// The number written at an item and the place of its marker.
fn marker(body: &str, at: usize) -> Option<(u64, Range<usize>)> {
    let item = body.get(at..)?;
    let text = item.trim_start();
    let start = at + item.len() - text.len();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..digits].parse().ok()?;
    Some((number, start..start + digits + 1))
}
