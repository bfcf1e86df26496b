//! What the templates of special pages see: subscriptions, the calendar, emergencies.

use serde::Serialize;

use super::view::{Chrome, CountedLink, FeedLink, LinkView, PagerView};

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

/// The calendar of an edition or of a region in it.
#[derive(Clone, Debug, Serialize)]
pub struct CalendarView {
    /// Around it.
    pub chrome: Chrome,
    /// Heading.
    pub heading: String,
    /// Sentence under it.
    pub intro: String,
    /// A year of solar terms; the first is the one that the build's day falls into.
    pub terms: Vec<TermView>,
    /// Seasons that are no solar terms.
    pub seasons: Vec<SeasonView>,
    /// Themed days with a date.
    pub days: Vec<DayView>,
    /// Themed days whose date is not yet announced.
    pub awaited: Vec<AwaitedView>,
    /// Calendars of regions.
    pub regions: Vec<LinkView>,
}

/// One solar term.
#[derive(Clone, Debug, Serialize)]
pub struct TermView {
    /// Name.
    pub name: &'static str,
    /// First day, `2026-11-22`.
    pub first: String,
    /// Last day.
    pub last: String,
    /// Whether it is the one of the build's day.
    pub now: bool,
    /// Farm work, from the cards of articles.
    pub work: Vec<WorkView>,
    /// Articles of the season.
    pub articles: Vec<LinkView>,
    /// The list of them all, where work and articles are but the newest.
    pub more: Option<CountedLink>,
}

/// One piece of farm work.
#[derive(Clone, Debug, Serialize)]
pub struct WorkView {
    /// What the card calls it.
    pub title: String,
    /// Address of its article.
    pub href: String,
    /// Crop.
    pub crop: Option<String>,
    /// Stage of growth.
    pub stage: Option<String>,
    /// What to do.
    pub act: Option<String>,
    /// Names of the regions it is for, when they are fewer than the article's.
    pub regions: Vec<String>,
}

/// A season without fixed days.
#[derive(Clone, Debug, Serialize)]
pub struct SeasonView {
    /// Name.
    pub name: String,
    /// Articles.
    pub articles: Vec<LinkView>,
    /// The list of them all, where these are but the newest.
    pub more: Option<CountedLink>,
}

/// A themed day.
#[derive(Clone, Debug, Serialize)]
pub struct DayView {
    /// Anchor on the calendar.
    pub anchor: String,
    /// Name.
    pub title: String,
    /// Sentence.
    pub intro: Option<String>,
    /// First day, `2026-12-05`.
    pub first: String,
    /// Last day.
    pub last: String,
    /// Whether the two are the same.
    pub one_day: bool,
    /// Whether the build's day is one of them.
    pub now: bool,
    /// Where it is written.
    pub source: String,
    /// By whom.
    pub publisher: String,
    /// Articles about it.
    pub articles: Vec<LinkView>,
}

/// A themed day without a date.
#[derive(Clone, Debug, Serialize)]
pub struct AwaitedView {
    /// Name.
    pub title: String,
    /// Sentence.
    pub intro: Option<String>,
    /// When it usually is.
    pub usual: Option<String>,
    /// Where it will be written.
    pub source: String,
    /// By whom.
    pub publisher: String,
}

/// Emergency notices of an edition.
#[derive(Clone, Debug, Serialize)]
pub struct EmergencyPageView {
    /// Around it.
    pub chrome: Chrome,
    /// Heading.
    pub heading: String,
    /// Sentence under it.
    pub intro: &'static str,
    /// Notices in force, the highest level first; only on the front of several pages.
    pub in_force: Vec<InForceView>,
    /// Notices that ended, newest first.
    pub ended: Vec<EndedView>,
    /// Whom to call.
    pub hotlines: Vec<HotlineView>,
    /// Earlier ones that ended.
    pub pager: PagerView,
}

/// A notice in force.
#[derive(Clone, Debug, Serialize)]
pub struct InForceView {
    /// Title.
    pub title: String,
    /// Address of the article that says what to do.
    pub href: String,
    /// What to do in a sentence or two.
    pub summary: String,
    /// Category label.
    pub category: &'static str,
    /// Level label.
    pub level: String,
    /// Names of the regions.
    pub area: Vec<String>,
    /// Whose notice it follows.
    pub authority: String,
    /// Issued, for people.
    pub issued: String,
    /// Ends, for people.
    pub expires: String,
    /// Issued, RFC 3339.
    pub issued_at: String,
    /// Ends, RFC 3339.
    pub expires_at: String,
    /// Whether it is a drill.
    pub drill: bool,
    /// Badge such as `先行发布，正在复核`.
    pub badge: Option<String>,
}

/// A notice that ended.
#[derive(Clone, Debug, Serialize)]
pub struct EndedView {
    /// Title.
    pub title: String,
    /// Address.
    pub href: String,
    /// How it ended: `解除于` or `到期于`.
    pub how: &'static str,
    /// When, for people.
    pub when: String,
    /// Whether it was a drill.
    pub drill: bool,
}

/// A number to call.
#[derive(Clone, Debug, Serialize)]
pub struct HotlineView {
    /// Number.
    pub number: String,
    /// Who answers.
    pub label: String,
    /// Address that dials it, where there is a telephone.
    pub href: Option<String>,
}
