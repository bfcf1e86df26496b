//! The words of a passage's first line: audiences and regions.

use crate::markup::Document;
use crate::markup::container::{Container, Kind};
use crate::model::audience::Audience;
use crate::model::site::Region;
use crate::model::span::{Span, Spanned};

/// The audience word for everyone who is not named beside it.
pub const REST: [&str; 2] = ["其他", "others"];

/// Whom and where a block is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// Ids of the audiences it names.
    pub audiences: Vec<String>,
    /// Whether it is for everyone whom its neighbours do not name.
    pub is_rest: bool,
    /// Codes of the regions it names.
    pub regions: Vec<String>,
    /// Names of those regions.
    pub region_labels: Vec<String>,
    /// Words that name no audience.
    pub unknown_audiences: Vec<Spanned<String>>,
    /// Words that name no region.
    pub unknown_regions: Vec<Spanned<String>>,
}

impl Passage {
    /// Whether it holds for readers near some regions.
    pub(super) fn holds_near(&self, near: &[String]) -> bool {
        let related = |own: &String| near.iter().any(|code| Region::related(own, code));
        self.regions.is_empty() || near.is_empty() || self.regions.iter().any(related)
    }
}

/// One passage a container; those that are no passage name regions only.
#[must_use]
pub fn read(document: &Document, audiences: &[Audience], regions: &[Region]) -> Vec<Passage> {
    document.containers.iter().map(|card| one(card, audiences, regions)).collect()
}

fn one(card: &Container, audiences: &[Audience], regions: &[Region]) -> Passage {
    let mut passage = Passage::default();
    if card.kind == Kind::Audience {
        for word in words(&card.words, card.words_span) {
            match audiences.iter().find(|audience| audience.is_called(&word.value)) {
                _ if REST.contains(&word.value.as_str()) => passage.is_rest = true,
                Some(audience) => passage.audiences.push(audience.id.clone()),
                None => passage.unknown_audiences.push(word),
            }
        }
    }
    for word in &card.regions {
        match regions.iter().find(|region| region.is_called(&word.value)) {
            Some(region) => {
                passage.regions.push(region.code.value.clone());
                passage.region_labels.push(region.label.clone());
            }
            None => passage.unknown_regions.push(word.clone()),
        }
    }
    passage
}

/// The words of a line with their places.
fn words(text: &str, span: Span) -> Vec<Spanned<String>> {
    let separators = [' ', '\u{3000}', '\t', '、', '，', ','];
    let mut at = span.range().start;
    let mut found = Vec::new();
    for piece in text.split_inclusive(separators) {
        let word = piece.trim_end_matches(separators);
        if !word.is_empty() {
            found.push(Spanned { value: word.to_owned(), span: Span::new(at, at + word.len()) });
        }
        at += piece.len();
    }
    found
}

/// Passages that follow each other without anything between them, by index of container.
#[must_use]
pub fn groups(document: &Document) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut end = None;
    for (at, card) in document.containers.iter().enumerate().filter(|(_, card)| card.kind == Kind::Audience) {
        match groups.last_mut().filter(|_| end == Some(card.events.start)) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
        end = Some(card.events.end);
    }
    groups
}
