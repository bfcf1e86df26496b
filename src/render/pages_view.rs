//! What the templates of special pages see: subscriptions, the calendar, emergencies.

use serde::Serialize;

use super::view::{Chrome, FeedLink};

/// Every feed of an edition.
#[derive(Clone, Debug, Serialize)]
pub struct FeedsView {
    /// Around it.
    pub chrome: Chrome,
    /// Heading.
    pub heading: &'static str,
    /// Sentence under it.
    pub intro: &'static str,
    /// Groups with at least one feed.
    pub groups: Vec<FeedGroup>,
}

/// Feeds of one sort.
#[derive(Clone, Debug, Serialize)]
pub struct FeedGroup {
    /// Heading.
    pub label: &'static str,
    /// Whether the group is so long that it is folded.
    pub folded: bool,
    /// One row for each part.
    pub rows: Vec<FeedRow>,
}

/// The feeds of one part.
#[derive(Clone, Debug, Serialize)]
pub struct FeedRow {
    /// Name of the part.
    pub label: String,
    /// Articles in it.
    pub count: usize,
    /// Its feeds.
    pub feeds: Vec<FeedLink>,
}
