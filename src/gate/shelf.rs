//! The only collection that later stages may see.
//!
//! Trusted surface: private fields. Each forgery stands under the twin that compiles.
//!
//! A shelf of previews is no shelf of production:
//!
//! ```
//! # use kepu::diag::Bilingual;
//! # use kepu::gate::clearance::{Cleared, Preview, Production};
//! # use kepu::gate::shelf::{Shelf, Tombstone};
//! # use kepu::model::article::ArticleId;
//! fn pack(_: &Shelf<Production>) {}
//! fn forge(shelf: &Shelf<Production>) {
//!     pack(shelf);
//! }
//! ```
//!
//! ```compile_fail
//! # use kepu::diag::Bilingual;
//! # use kepu::gate::clearance::{Cleared, Preview, Production};
//! # use kepu::gate::shelf::{Shelf, Tombstone};
//! # use kepu::model::article::ArticleId;
//! fn pack(_: &Shelf<Production>) {}
//! fn forge(shelf: &Shelf<Preview>) {
//!     pack(shelf);
//! }
//! ```
//!
//! Collecting does not change the lane:
//!
//! ```
//! # use kepu::diag::Bilingual;
//! # use kepu::gate::clearance::{Cleared, Preview, Production};
//! # use kepu::gate::shelf::{Shelf, Tombstone};
//! # use kepu::model::article::ArticleId;
//! fn forge(desk: Vec<Cleared<Preview>>) -> Shelf<Preview> {
//!     Shelf::collect(desk)
//! }
//! ```
//!
//! ```compile_fail
//! # use kepu::diag::Bilingual;
//! # use kepu::gate::clearance::{Cleared, Preview, Production};
//! # use kepu::gate::shelf::{Shelf, Tombstone};
//! # use kepu::model::article::ArticleId;
//! fn forge(desk: Vec<Cleared<Preview>>) -> Shelf<Production> {
//!     Shelf::collect(desk)
//! }
//! ```
//!
//! Nor can the struct be written down; another of the same fields can:
//!
//! ```
//! # use kepu::diag::Bilingual;
//! # use kepu::gate::clearance::{Cleared, Preview, Production};
//! # use kepu::gate::shelf::{Shelf, Tombstone};
//! # use kepu::model::article::ArticleId;
//! struct Own { cleared: Vec<Cleared<Production>>, tombstones: Vec<Tombstone> }
//! fn forge(cleared: Vec<Cleared<Production>>, tombstones: Vec<Tombstone>) {
//!     let _ = Own { cleared, tombstones };
//! }
//! ```
//!
//! ```compile_fail
//! # use kepu::diag::Bilingual;
//! # use kepu::gate::clearance::{Cleared, Preview, Production};
//! # use kepu::gate::shelf::{Shelf, Tombstone};
//! # use kepu::model::article::ArticleId;
//! struct Own { cleared: Vec<Cleared<Production>>, tombstones: Vec<Tombstone> }
//! fn forge(cleared: Vec<Cleared<Production>>, tombstones: Vec<Tombstone>) {
//!     let _ = Shelf { cleared, tombstones };
//! }
//! ```
//!
//! A notice is made by the gate and can be read by all:
//!
//! ```
//! # use kepu::diag::Bilingual;
//! # use kepu::gate::clearance::{Cleared, Preview, Production};
//! # use kepu::gate::shelf::{Shelf, Tombstone};
//! # use kepu::model::article::ArticleId;
//! fn forge(real: &Tombstone) -> &ArticleId {
//!     let _ = Tombstone::reason;
//!     real.id()
//! }
//! ```
//!
//! ```compile_fail
//! # use kepu::diag::Bilingual;
//! # use kepu::gate::clearance::{Cleared, Preview, Production};
//! # use kepu::gate::shelf::{Shelf, Tombstone};
//! # use kepu::model::article::ArticleId;
//! fn forge(real: &Tombstone) -> &ArticleId {
//!     let _ = Tombstone::new;
//!     real.id()
//! }
//! ```

use jiff::Timestamp;

use super::clearance::{Cleared, Lane, Production};
use crate::diag::Bilingual;
use crate::model::article::{ArticleHead, ArticleId, Kind, Risk};
use crate::model::audience::Audience;
use crate::model::span::Spanned;
use crate::model::state::State;

/// What is left of an article whose text may not be shown any more. It carries no authored text at all.
#[derive(Clone, Debug, Hash)]
pub struct Tombstone {
    id: ArticleId,
    state: State,
    since: Timestamp,
    reason: Option<Bilingual>,
    replaced_by: Option<String>,
}

/// Where an article stood that went out once and is not on the shelf: when it first did, for whom, in which lists. It holds
/// the place in all that is in order of first publication, so that nothing else moves; it carries no authored text at all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    first_published: Timestamp,
    id: ArticleId,
    kind: Kind,
    audience: Vec<String>,
    risks: Vec<Risk>,
    topics: Vec<String>,
    regions: Vec<String>,
}

/// Why an article is taken off a shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Since when it is away.
    pub since: Timestamp,
    /// Why, for readers.
    pub reason: String,
    /// Id of the article to read instead.
    pub replaced_by: Option<String>,
}

impl Tombstone {
    /// Made by the gate alone.
    pub(in crate::gate) fn new(id: ArticleId, state: State, since: Timestamp, reason: Option<Bilingual>) -> Self {
        Self { id, state, since, reason, replaced_by: None }
    }

    /// The article.
    #[must_use]
    pub fn id(&self) -> &ArticleId {
        &self.id
    }

    /// Why it is gone.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// Since when.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// The words for readers, from a signed record or from the rule that withheld it.
    #[must_use]
    pub fn reason(&self) -> Option<&Bilingual> {
        self.reason.as_ref()
    }

    /// Id of the article to read instead.
    #[must_use]
    pub fn replaced_by(&self) -> Option<&str> {
        self.replaced_by.as_deref()
    }
}

impl Place {
    /// Made by the gate alone.
    pub(in crate::gate) fn of(article: &ArticleHead, first_published: Timestamp) -> Self {
        let front = &article.front;
        let values = |words: &[Spanned<String>]| words.iter().map(|word| word.value.clone()).collect();
        Self {
            first_published,
            id: article.id().clone(),
            kind: front.kind.value,
            audience: values(&front.audience),
            risks: front.risk.iter().map(|risk| risk.value).collect(),
            topics: values(&front.topics),
            regions: values(&front.region),
        }
    }

    /// What places are in order of, as articles are.
    #[must_use]
    pub fn order(&self) -> (Timestamp, &ArticleId) {
        (self.first_published, &self.id)
    }

    /// What the article was.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Topics that the article named.
    #[must_use]
    pub fn topics(&self) -> &[String] {
        &self.topics
    }

    /// Regions that the article named.
    #[must_use]
    pub fn regions(&self) -> &[String] {
        &self.regions
    }

    /// Whether the article belonged to an edition.
    #[must_use]
    pub fn is_of(&self, audience: &Audience, commons: &str) -> bool {
        audience.admits(commons, self.audience.iter().map(String::as_str), &self.risks)
    }
}

/// Everything of one lane that later stages may name, in order of id.
#[derive(Debug)]
pub struct Shelf<L: Lane> {
    cleared: Vec<Cleared<L>>,
    tombstones: Vec<Tombstone>,
    places: Vec<Place>,
}

impl<L: Lane> Shelf<L> {
    /// Collects cleared articles.
    #[must_use]
    pub fn collect(cleared: impl IntoIterator<Item = Cleared<L>>) -> Self {
        let mut cleared: Vec<_> = cleared.into_iter().collect();
        cleared.sort_unstable_by(|a, b| a.id().cmp(b.id()));
        Self { cleared, tombstones: Vec::new(), places: Vec::new() }
    }

    /// A part of this shelf; what was cleared stays cleared, and nothing is added.
    #[must_use]
    pub fn narrowed(&self, keep: impl Fn(&Cleared<L>) -> bool) -> Self {
        let cleared = self.cleared.iter().filter(|cleared| keep(cleared)).cloned().collect();
        Self { cleared, tombstones: self.tombstones.clone(), places: self.places.clone() }
    }

    /// The same shelf without its texts, which a large site has no room for: they are read again for their pages.
    #[must_use]
    pub(crate) fn without_texts(self) -> Self {
        let cleared = self.cleared.into_iter().map(Cleared::without_text).collect();
        Self { cleared, ..self }
    }

    /// The same shelf with those places alone that this wants kept.
    #[must_use]
    pub fn with_places_that(mut self, keep: impl FnMut(&Place) -> bool) -> Self {
        self.places.retain(keep);
        self
    }

    /// Every article whose text may be shown.
    #[must_use]
    pub fn articles(&self) -> &[Cleared<L>] {
        &self.cleared
    }

    /// Those that stand in lists, feeds and search.
    pub fn listed(&self) -> impl Iterator<Item = &Cleared<L>> {
        self.cleared.iter().filter(|cleared| cleared.state().is_listed())
    }

    /// The article of this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Cleared<L>> {
        let at = self.cleared.binary_search_by(|cleared| cleared.id().as_str().cmp(id)).ok()?;
        self.cleared.get(at)
    }

    /// Articles that were shown once and may not be any more.
    #[must_use]
    pub fn tombstones(&self) -> &[Tombstone] {
        &self.tombstones
    }

    /// Places of articles that went out once and are not on the shelf.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        &self.places
    }
}

impl Shelf<Production> {
    /// Adds the notices for withdrawn articles.
    #[must_use]
    pub fn with_tombstones(mut self, tombstones: impl IntoIterator<Item = Tombstone>) -> Self {
        self.tombstones.extend(tombstones);
        self.tombstones.sort_by(|a, b| a.id.cmp(&b.id));
        self
    }

    /// Adds the places of articles that went out once and are not among the cleared.
    #[must_use]
    pub fn with_places(mut self, places: impl IntoIterator<Item = Place>) -> Self {
        self.places.extend(places);
        self.places.sort();
        self
    }

    /// The same shelf with a notice in the place of each article for which there is one. It can only take away.
    #[must_use]
    pub fn without(&self, notice: impl Fn(&Cleared<Production>) -> Option<Notice>) -> Self {
        let stones = self.cleared.iter().filter_map(|cleared| {
            let Notice { since, reason, replaced_by } = notice(cleared)?;
            let reason = Some(Bilingual::new(reason.clone(), reason));
            Some(Tombstone { id: cleared.id().clone(), state: State::Retracted, since, reason, replaced_by })
        });
        let gone = self.cleared.iter().filter(|cleared| notice(cleared).is_some());
        let places = gone.map(|cleared| Place::of(cleared.article(), cleared.approval().first_published));
        self.narrowed(|cleared| notice(cleared).is_none()).with_tombstones(stones).with_places(places)
    }
}
