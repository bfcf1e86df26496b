//! What a file was made from: every look at the stock is one of these.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One thing that the maker of a file looked at. Editions by their place in the settings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Reading {
    /// All of an article: text, approval, state.
    Article(String),
    /// Which article stands in a folder of the source tree.
    Folder(String),
    /// Whether an edition shows an article.
    Member(usize, String),
    /// Which articles an edition shows.
    Members(usize),
    /// Which articles an edition lists, in which order.
    Listed(usize),
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
    HasTombstone(String),
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
    pub(super) shared: Vec<Arc<BTreeSet<Reading>>>,
}
