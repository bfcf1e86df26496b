//! What a file was made from: every look at the stock is one of these.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::article::ArticleId;
use crate::site::route::Part;

/// One thing that the maker of a file looked at. Editions by their place in the settings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Reading {
    /// All of an article: text, approval, state.
    Article(ArticleId),
    /// Which article stands in a folder of the source tree.
    Folder(String),
    /// Whether an edition shows an article.
    Member(usize, ArticleId),
    /// Which articles an edition shows.
    Members(usize),
    /// Which articles an edition lists, in which order.
    Listed(usize),
    /// Which it lists, by their first publication, and where one is missing.
    Places(usize),
    /// Which it shows and does not list.
    Unlisted(usize),
    /// Which it lists in a part.
    Part(usize, Box<Part>),
    /// How many it lists.
    Count(usize),
    /// Whether it has a list of a topic.
    HasTopic(usize, String),
    /// The list of a topic.
    Topic(usize, String),
    /// Regions that it has lists of.
    Regions(usize),
    /// Whether it has a list of a region.
    HasRegion(usize, String),
    /// The list of a region.
    Region(usize, String),
    /// Whether a listed article names an age.
    HasBand(usize, String),
    /// Its emergency texts.
    Emergencies(usize),
    /// The terms that it explains.
    Terms(usize),
    /// The parts of it that can be subscribed to.
    Parts(usize),
    /// Its lists, and where each is cut.
    Lists(usize),
    /// Whether it has a list of a season.
    HasSeason(usize, String),
    /// What its notices page tells.
    Notices(usize),
    /// Emergency notices that ended.
    Over(usize),
    /// Regions with a calendar of their own.
    Calendars(usize),
    /// What is left of withdrawn articles.
    Tombstones,
    /// Whether something is left of one.
    HasTombstone(ArticleId),
    /// The clock, to the last digit.
    Now,
    /// The day in China.
    Today,
    /// Whether an instant is over.
    Past(Timestamp),
    /// The bytes of a source file.
    File(String),
    /// The characters that a font must hold.
    Letters,
}

/// What one maker looked at: itself, and through work that it shares with others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Readings {
    pub(super) own: BTreeSet<Reading>,
    /// The articles among them: a calendar looks at every one a hundred times.
    pub(super) articles: Marks,
    pub(super) shared: Vec<Arc<[Reading]>>,
}

/// Places in a list, one bit each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks(Vec<u64>);

impl Marks {
    pub(super) fn set(&mut self, at: usize) {
        let (word, bit) = (at / 64, at % 64);
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << bit;
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        let bits = |word: u64| (0..64).filter(move |bit| word >> bit & 1 == 1);
        self.0.iter().enumerate().flat_map(move |(at, word)| bits(*word).map(move |bit| at * 64 + bit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_small_as_a_build_notes_hundreds_of_thousands() {
        assert!(size_of::<Reading>() <= 40, "{}", size_of::<Reading>());
    }

    #[test]
    fn marked_places_come_back_in_order() {
        let mut marks = Marks::default();
        [200, 0, 63, 64, 200].into_iter().for_each(|at| marks.set(at));
        assert_eq!(marks.iter().collect::<Vec<_>>(), [0, 63, 64, 200]);
    }
}
