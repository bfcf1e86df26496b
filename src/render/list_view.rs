//! What the templates of lists, notices and the home pages see.

use serde::Serialize;

use super::pages_view::{DayView, TermView};
use super::view::{Chrome, LinkView};

/// An article in a list. A rumour always comes with its verdict.
#[derive(Clone, Debug, Serialize)]
pub struct CardView {
    /// Id.
    pub id: String,
    /// Address.
    pub href: String,
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// Kind token.
    pub kind: &'static str,
    /// Primary topic.
    pub topic: String,
    /// Last approved.
    pub date: String,
    /// Rumour, if it is a rebuttal.
    pub claim: Option<CardClaim>,
    /// Badge such as `先行发布`.
    pub badge: Option<String>,
    /// Ages it is written for, in an edition that tells its readers apart by age.
    pub ages: Vec<String>,
    /// When an emergency notice ends, RFC 3339.
    pub expires: Option<String>,
    /// First picture.
    pub cover: Option<CoverView>,
}

/// The rumour on a card.
#[derive(Clone, Debug, Serialize)]
pub struct CardClaim {
    /// The rumour.
    pub text: String,
    /// Verdict token.
    pub verdict: &'static str,
    /// Verdict label.
    pub verdict_label: &'static str,
}

/// A picture on a card.
#[derive(Clone, Debug, Serialize)]
pub struct CoverView {
    /// Address.
    pub src: String,
    /// Address of the same as WebP.
    pub webp: Option<String>,
    /// Replacement text.
    pub alt: String,
    /// Width in px.
    pub width: u32,
    /// Height in px.
    pub height: u32,
}

/// A home page; the root's also offers the editions.
#[derive(Clone, Debug, Serialize)]
pub struct HomeView {
    /// Around it.
    pub chrome: Chrome,
    /// Editions to choose from; empty on the home page of an edition.
    pub choices: Vec<ChoiceView>,
    /// What the first screen shows: the newest article that has a picture.
    pub lead: Option<CardView>,
    /// Emergency articles in force.
    pub emergency: Vec<CardView>,
    /// The themed day that runs or comes next.
    pub day: Option<DayView>,
    /// The calendar.
    pub calendar: String,
    /// This solar term and the next ones for which there is something to do or to read.
    pub terms: Vec<TermView>,
    /// The calendar of each region that has work of its own.
    pub places: Vec<LinkView>,
    /// Newest articles.
    pub latest: Vec<CardView>,
    /// Newest refutations.
    pub rumours: Vec<CardView>,
    /// Topics with articles.
    pub topics: Vec<CountedLink>,
    /// Articles in this edition.
    pub total: usize,
}

/// An edition to choose.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceView {
    /// Audience id.
    pub id: String,
    /// Name.
    pub label: String,
    /// Name of its mark among the theme's signs; empty when it has none.
    pub mark: String,
    /// Sentence.
    pub intro: String,
    /// Address.
    pub href: String,
    /// Articles.
    pub count: usize,
}

/// A labelled address with a number.
#[derive(Clone, Debug, Serialize)]
pub struct CountedLink {
    /// Words.
    pub label: String,
    /// Address.
    pub href: String,
    /// Articles.
    pub count: usize,
}

/// A list of articles: one topic, one region, the rumour register, all.
#[derive(Clone, Debug, Serialize)]
pub struct ListView {
    /// Around it.
    pub chrome: Chrome,
    /// Heading, with the number of the page.
    pub heading: String,
    /// Sentence under it.
    pub intro: String,
    /// Articles of this page, newest first.
    pub cards: Vec<CardView>,
    /// The other pages.
    pub pager: PagerView,
}

/// How a list goes on; all of it is empty where the list is one page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PagerView {
    /// What the list is called.
    pub list: String,
    /// Entries of the whole list; told on the front alone, as older pages do not change with it.
    pub total: Option<usize>,
    /// Number of this page; the front has none.
    pub number: Option<usize>,
    /// The front, from any other page.
    pub front: Option<PageLink>,
    /// The page of the next newer entries, which may be the front.
    pub newer: Option<PageLink>,
    /// The page of the next older entries.
    pub older: Option<PageLink>,
    /// Pages to jump to, the newest first, the oldest last; with the page itself.
    pub pages: Vec<PageLink>,
}

/// A page of a list.
#[derive(Clone, Debug, Serialize)]
pub struct PageLink {
    /// Its number; the front has none.
    pub number: Option<usize>,
    /// Address.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
}

/// An index of lists (topics, regions).
#[derive(Clone, Debug, Serialize)]
pub struct IndexView {
    /// Around it.
    pub chrome: Chrome,
    /// Heading.
    pub heading: String,
    /// Sentence.
    pub intro: String,
    /// Groups.
    pub groups: Vec<IndexGroup>,
}

/// One group of an index.
#[derive(Clone, Debug, Serialize)]
pub struct IndexGroup {
    /// Heading.
    pub label: String,
    /// Entries.
    pub links: Vec<CountedLink>,
}

/// Corrections and withdrawals.
#[derive(Clone, Debug, Serialize)]
pub struct NoticesView {
    /// Around it.
    pub chrome: Chrome,
    /// Corrections and updates, newest first.
    pub corrections: Vec<NoticeLine>,
    /// Retracted, suspended, expired, archived, newest first.
    pub withdrawn: Vec<NoticeLine>,
    /// The other pages.
    pub pager: PagerView,
}

/// One line of the notices page.
#[derive(Clone, Debug, Serialize)]
pub struct NoticeLine {
    /// Day.
    pub date: String,
    /// What happened.
    pub label: String,
    /// Title where it may be shown, else the id.
    pub title: String,
    /// Address.
    pub href: String,
    /// Words.
    pub text: String,
}

/// What is left of an article that may not be shown: no authored text.
#[derive(Clone, Debug, Serialize)]
pub struct TombstoneView {
    /// Around it.
    pub chrome: Chrome,
    /// Id.
    pub id: String,
    /// State token.
    pub state: &'static str,
    /// State label.
    pub state_label: &'static str,
    /// Since, `2026-03-18`.
    pub since: String,
    /// Words.
    pub reason: Option<String>,
    /// What to read instead.
    pub replaced_by: Option<LinkView>,
}

/// How review works here, and by whom.
#[derive(Clone, Debug, Serialize)]
pub struct AboutView {
    /// Around it.
    pub chrome: Chrome,
    /// People with counted approvals in this edition.
    pub people: Vec<PersonView>,
}

/// One reviewer on the review page.
#[derive(Clone, Debug, Serialize)]
pub struct PersonView {
    /// Name.
    pub name: String,
    /// Title.
    pub title: Option<String>,
    /// Organisation.
    pub org: Option<String>,
    /// Stages held.
    pub stages: Vec<&'static str>,
    /// Articles approved.
    pub count: usize,
}

/// The page with the search box.
#[derive(Clone, Debug, Serialize)]
pub struct SearchView {
    /// Around it.
    pub chrome: Chrome,
    /// Address of the index's first script.
    pub start: String,
    /// Address of the table of traditional characters.
    pub fold: String,
    /// Articles in this edition.
    pub total: usize,
    /// First letters of titles, with addresses.
    pub letters: Vec<CountedLink>,
    /// Topics with articles.
    pub topics: Vec<CountedLink>,
}

/// Titles in order of pinyin.
#[derive(Clone, Debug, Serialize)]
pub struct AzView {
    /// Around it.
    pub chrome: Chrome,
    /// Heading.
    pub heading: String,
    /// All letters, with addresses.
    pub letters: Vec<CountedLink>,
    /// Letters whose titles stand on this page.
    pub groups: Vec<AzGroup>,
}

/// The titles of one letter.
#[derive(Clone, Debug, Serialize)]
pub struct AzGroup {
    /// As printed.
    pub letter: String,
    /// Anchor without `#`.
    pub anchor: String,
    /// Titles.
    pub entries: Vec<AzEntry>,
}

/// One title.
#[derive(Clone, Debug, Serialize)]
pub struct AzEntry {
    /// Title in this edition.
    pub title: String,
    /// Address.
    pub href: String,
    /// The verdict, of a refutation.
    pub verdict: Option<VerdictView>,
}

/// A verdict.
#[derive(Clone, Debug, Serialize)]
pub struct VerdictView {
    /// Token.
    pub verdict: &'static str,
    /// Label.
    pub label: &'static str,
}
