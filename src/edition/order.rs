//! The order of parts: an edition may put a card before the text, or after it.

use std::ops::Range;

use crate::markup::container::{Container, Kind};
use crate::markup::{Document, Event, Tag, TagEnd};
use crate::model::audience::Audience;

use super::Editions;

/// The words that mean "all running text" in a list of parts.
pub const TEXT: [&str; 2] = ["正文", "text"];

/// A part in a list of parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Running text.
    Text,
    /// The cards of a kind.
    Card(Kind),
}

impl Part {
    /// The part of this name.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        if TEXT.contains(&name) {
            return Some(Self::Text);
        }
        Kind::read(name).filter(|kind| *kind != Kind::Audience).map(Self::Card)
    }
}

/// The order an article asks for in an edition, else the edition's own.
pub(super) fn wanted(editions: &Editions, audience: &Audience) -> Vec<Part> {
    let own = editions.get(&audience.id).filter(|own| !own.order.is_empty());
    match own {
        Some(own) => own.order.iter().filter_map(|name| Part::read(&name.value)).collect(),
        None => audience.parts.iter().filter_map(|name| Part::read(name)).collect(),
    }
}

/// The whole body in authored order.
pub(super) fn all(document: &Document) -> Vec<Range<usize>> {
    std::iter::once(0..document.events.len()).collect()
}

/// The body in the wanted order: text keeps its order, and so do cards of one kind.
///
/// What the list does not name goes with the text; text that is not named comes last.
pub(super) fn parts(document: &Document, hidden: &[bool], wanted: &[Part]) -> Vec<Range<usize>> {
    if wanted.is_empty() {
        return all(document);
    }
    let text = wanted.iter().position(|part| *part == Part::Text).unwrap_or(wanted.len());
    let mut ranked: Vec<(usize, Range<usize>)> = Vec::new();
    let mut at = 0;
    for (card, hidden) in document.containers.iter().zip(hidden) {
        let rank = wanted.iter().position(|part| *part == Part::Card(card.kind));
        let Some(rank) = rank.filter(|_| !hidden && card.events.start >= at && stands_free(document, card)) else {
            continue;
        };
        let start = own_heading(document, card, at).unwrap_or(card.events.start);
        ranked.push((text, at..start));
        ranked.push((rank, start..card.events.end));
        at = card.events.end;
    }
    ranked.push((text, at..document.events.len()));
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, range)| range).filter(|range| !range.is_empty()).collect()
}

/// Whether a card stands in no other block: a card of a passage stays in its place.
fn stands_free(document: &Document, card: &Container) -> bool {
    let around = |other: &&Container| other.span.start < card.span.start && card.span.end < other.span.end;
    !document.containers.iter().any(|other| around(&other))
}

/// Where the heading over a card begins, when the card is all that stands below it.
fn own_heading(document: &Document, card: &Container, from: usize) -> Option<usize> {
    let before = document.events.get(from..card.events.start)?;
    let (Event::End(TagEnd::Heading(_)), _) = before.last()? else { return None };
    let start = before.iter().rposition(|(event, _)| matches!(event, Event::Start(Tag::Heading { .. })))?;
    let ends = matches!(document.events.get(card.events.end), None | Some((Event::Start(Tag::Heading { .. }), _)));
    ends.then_some(from + start)
}
