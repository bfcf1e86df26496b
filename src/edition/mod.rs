//! What one edition shows of a body: its passages, its cards, and their order.
//!
//! Contract: text outside every `人群` block belongs to all editions; a block belongs to each audience it names; blocks
//! that follow each other without text between them are alternatives, of which `其他` is the rest. The common edition
//! leaves nothing out: where alternatives do not name it, it shows them all with their labels.
//!
//! Deliberately absent: HTML, addresses, whether the article may be shown.

pub mod order;
pub mod passages;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::markup::container::{Container, Kind};
use crate::markup::outline::{Block, BlockKind, Heading};
use crate::markup::{Document, Event, Tag};
use crate::model::article::EditionWords;
use crate::model::audience::Audience;
use crate::model::site::Region;
use crate::model::span::Span;

use passages::Passage;

/// What an article asks for in its editions, by audience id.
pub type Editions = BTreeMap<String, EditionWords>;

/// For whom a body is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Readers<'a> {
    /// The edition.
    pub audience: &'a Audience,
    /// Every edition, for names.
    pub audiences: &'a [Audience],
    /// Every region, for names.
    pub regions: &'a [Region],
    /// Codes of the regions where it is read; empty means anywhere.
    pub near: &'a [String],
}

/// A body as one edition shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Ranges of events in the order in which they are shown; together they are the whole body.
    pub parts: Vec<Range<usize>>,
    /// By container: whether it is left out.
    pub hidden: Vec<bool>,
    /// By container: for whom or where it holds, when the reader must be told.
    pub labels: Vec<Option<String>>,
}

/// Lays a body out for one edition.
#[must_use]
pub fn layout(document: &Document, editions: &Editions, readers: &Readers<'_>) -> Layout {
    let passages = passages::read(document, readers.audiences, readers.regions);
    let mut hidden: Vec<bool> = document.containers.iter().map(|card| leaves_out(readers.audience, card)).collect();
    let mut labels = vec![None; hidden.len()];
    for group in passages::groups(document) {
        let shown = alternatives(&group, &passages, readers);
        for at in group {
            if !shown.contains(&at) {
                hidden[at] = true;
            }
        }
    }
    for (at, passage) in passages.iter().enumerate() {
        if !passage.holds_near(readers.near) {
            hidden[at] = true;
        }
        labels[at] = label(&document.containers[at], passage, readers);
    }
    let wanted = order::wanted(editions, readers.audience);
    Layout { parts: order::parts(document, &hidden, &wanted), hidden, labels }
}

impl Layout {
    /// The layout that shows everything as it was written.
    #[must_use]
    pub fn whole(document: &Document) -> Self {
        let n = document.containers.len();
        Self { parts: order::all(document), hidden: vec![false; n], labels: vec![None; n] }
    }

    /// Whether a place of the body is shown.
    #[must_use]
    pub fn shows(&self, document: &Document, span: Span) -> bool {
        let mut left_out = document.containers.iter().zip(&self.hidden).filter(|(_, hidden)| **hidden);
        !left_out.any(|(card, _)| card.span.start <= span.start && span.end <= card.span.end)
    }

    /// The headings of the text itself that are shown, in the order in which they are shown; a card's are its own.
    #[must_use]
    pub fn headings<'d>(&self, document: &'d Document) -> Vec<&'d Heading> {
        let is_start =
            |(_, (event, _)): &(usize, &(Event<'_>, Range<usize>))| matches!(event, Event::Start(Tag::Heading { .. }));
        let starts = document.events.iter().enumerate().filter(is_start).map(|(at, _)| at);
        let all: Vec<(usize, &Heading)> = starts.zip(&document.outline.headings).collect();
        let in_order = self.parts.iter().flat_map(|part| all.iter().filter(|(at, _)| part.contains(at)));
        let holds = |card: &Container, heading: &Heading| {
            card.kind != Kind::Audience && card.span.start <= heading.span.start && heading.span.end <= card.span.end
        };
        let is_of_text = |heading: &&Heading| !document.containers.iter().any(|card| holds(card, heading));
        in_order.map(|(_, heading)| *heading).filter(is_of_text).filter(|h| self.shows(document, h.span)).collect()
    }

    /// The blocks of text that are shown, in authored order. The line that opens a passage is no text.
    #[must_use]
    pub fn blocks<'d>(&self, document: &'d Document) -> Vec<&'d Block> {
        let opens = |block: &Block, card: &Container| {
            let line = card.span.start..=card.words_span.end;
            card.kind == Kind::Audience && line.contains(&block.span.start)
        };
        let is_passage_line =
            |block: &Block| block.kind == BlockKind::Label && document.containers.iter().any(|card| opens(block, card));
        let blocks = document.outline.blocks.iter();
        blocks.filter(|block| self.shows(document, block.span) && !is_passage_line(block)).collect()
    }
}

/// A card that the edition's profile leaves out.
fn leaves_out(audience: &Audience, card: &Container) -> bool {
    audience.leaves_out.iter().any(|kind| kind == card.kind.token())
}

/// Which of a group of neighbouring passages an edition shows.
fn alternatives(group: &[usize], passages: &[Passage], readers: &Readers<'_>) -> Vec<usize> {
    let id = &readers.audience.id;
    let named: Vec<usize> = group.iter().copied().filter(|at| passages[*at].audiences.contains(id)).collect();
    if !named.is_empty() {
        return named;
    }
    let rest: Vec<usize> = group.iter().copied().filter(|at| passages[*at].is_rest).collect();
    if rest.is_empty() && readers.audience.common { group.to_vec() } else { rest }
}

/// `写给农民、老年人；适用于赣州市`, where that is news: the reader of an edition knows whom it is for.
fn label(card: &Container, passage: &Passage, readers: &Readers<'_>) -> Option<String> {
    let name = |id: &String| readers.audiences.iter().find(|audience| &audience.id == id).map(|a| a.label.as_str());
    let mut says = Vec::new();
    let named: Vec<&str> = passage.audiences.iter().filter_map(name).collect();
    if card.kind == Kind::Audience && readers.audience.common && !named.is_empty() {
        says.push(format!("写给{}", named.join("、")));
    }
    let regions: Vec<&str> = passage.region_labels.iter().map(String::as_str).collect();
    if !regions.is_empty() {
        says.push(format!("适用于{}", regions.join("、")));
    }
    (!says.is_empty()).then(|| says.join("；"))
}

#[cfg(test)]
mod tests;
