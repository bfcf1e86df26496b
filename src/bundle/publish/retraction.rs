//! Which articles a channel calls back and which come back: the records decide, and a duty officer before them.
//!
//! An article that the records retract, suspend, or let run over its term of full review is called back by itself. What a
//! duty officer called back stays away until another version has been approved in full since then, or until the officer
//! ends it: tonight's build must not undo what was stopped this afternoon because the records still say yes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::PublishFault;
use super::history::{Known, Past};
use crate::bundle::deny::DenyEntry;
use crate::gate::clearance::{Cleared, Production};
use crate::gate::shelf::{Notice, Shelf};
use crate::model::article::ArticleId;
use crate::model::audience::Audience;
use crate::model::path::SitePath;
use crate::model::repository::Repository;
use crate::model::state::State;
use crate::model::units::{ContentDigest, Sha256, china_date, china_midnight, plus_days};
use crate::site::route::{self, Route};

/// What a duty officer wants of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The article.
    pub article: ArticleId,
    /// Why, for readers.
    pub reason: String,
    /// Whether it is called back, or no more.
    pub kind: OrderKind,
}

/// One or the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderKind {
    /// Call it back.
    Retract {
        /// The article to read instead.
        replaced_by: Option<String>,
    },
    /// Let it be shown again.
    End,
}

/// What the next release shows and what its deny list says more.
#[derive(Debug)]
pub struct Called {
    /// The shelf, with notices in the place of what is called back.
    pub shelf: Shelf<Production>,
    /// New lines of the deny list.
    pub(super) entries: Vec<DenyEntry>,
    /// Articles that are approved and stay away, as they were called back by hand.
    pub kept_away: Vec<ArticleId>,
}

impl Called {
    /// Articles that are called back for the first time, and those that may be shown again.
    #[must_use]
    pub fn news(&self) -> (Vec<&str>, Vec<&str>) {
        let ids = |is_end: bool| {
            let entries = self.entries.iter().filter(move |entry| entry.is_end() == is_end);
            entries.map(|entry| entry.article.as_str()).collect()
        };
        (ids(false), ids(true))
    }
}

/// What the records call back, with the words for readers.
#[derive(Clone)]
struct Word {
    reason: String,
    replaced_by: Option<String>,
    since: Timestamp,
    version: Option<ContentDigest>,
}

pub(super) struct Decider<'a> {
    pub(super) now: Timestamp,
    pub(super) past: &'a Past,
    pub(super) repository: &'a dyn Repository,
    pub(super) audiences: &'a [Audience],
}

impl Decider<'_> {
    /// Decides about every article of a shelf, and carries out an order.
    pub(super) fn call(&self, shelf: &Shelf<Production>, order: Option<&Order>) -> Result<Called, PublishFault> {
        let mut words = recorded(shelf);
        let mut entries = Vec::new();
        let mut kept_away = Vec::new();
        let by_hand = order.and_then(|order| self.by_hand(shelf, order));
        let ended = order.filter(|order| order.kind == OrderKind::End).map(|order| &order.article);
        for entry in self.past.deny.in_force() {
            let Some(id) = ArticleId::new(&entry.article).filter(|id| !words.contains_key(id)) else { continue };
            let cleared = shelf.get(id.as_str());
            let comes_back = cleared.is_some_and(|cleared| self.is_over(entry, cleared));
            if comes_back || ended == Some(&id) {
                entries.push(self.end(entry, order));
            } else if cleared.is_some() {
                words.insert(id.clone(), Word::of(entry));
                kept_away.push(id);
            }
        }
        for (id, word) in words.iter().chain(by_hand.as_ref().map(|(id, word)| (id, word))) {
            if self.past.deny.article(id.as_str()).is_none() && !entries.iter().any(|entry| is_about(entry, id)) {
                entries.extend(self.entry(id, word, by_hand.as_ref().is_some_and(|(asked, _)| asked == id))?);
            }
        }
        words.extend(by_hand);
        let shelf = shelf.without(|cleared| words.get(cleared.id()).map(Word::notice));
        Ok(Called { shelf, entries, kept_away })
    }

    fn by_hand(&self, shelf: &Shelf<Production>, order: &Order) -> Option<(ArticleId, Word)> {
        let OrderKind::Retract { replaced_by } = &order.kind else { return None };
        let version = shelf.get(order.article.as_str()).map(|cleared| cleared.approval().digest);
        let word = Word { reason: order.reason.clone(), replaced_by: replaced_by.clone(), since: self.now, version };
        Some((order.article.clone(), word))
    }

    /// Whether a retraction is over: the records that made it say so, or another version was read in full since.
    fn is_over(&self, entry: &DenyEntry, cleared: &Cleared<Production>) -> bool {
        let Some(version) = entry.version else { return true };
        let approval = cleared.approval();
        approval.digest != version && approval.completed > self.called_back_at(entry)
    }

    fn called_back_at(&self, entry: &DenyEntry) -> Timestamp {
        let known = self.past.releases().iter().find(|known| known.release.serial == entry.serial);
        known.map_or_else(|| plus_days(china_midnight(entry.date), 1), |known| known.release.published)
    }

    fn end(&self, entry: &DenyEntry, order: Option<&Order>) -> DenyEntry {
        let reason = order.filter(|order| order.article.as_str() == entry.article).map(|order| order.reason.clone());
        DenyEntry {
            serial: self.past.next_serial(),
            date: china_date(self.now),
            article: entry.article.clone(),
            reason: reason.unwrap_or_default(),
            replaced_by: None,
            version: None,
            paths: Vec::new(),
            objects: Vec::new(),
        }
    }

    /// The line about an article, if any release that kiosks may hold showed it.
    fn entry(&self, id: &ArticleId, word: &Word, is_asked_for: bool) -> Result<Option<DenyEntry>, PublishFault> {
        let mut paths: BTreeSet<SitePath> = BTreeSet::new();
        let mut pages: BTreeSet<Sha256> = BTreeSet::new();
        let mut held = false;
        for known in self.past.releases() {
            held |= self.files_of(known, id, &mut paths, &mut pages)?;
        }
        if !held && !(is_asked_for && word.version.is_some()) {
            return Ok(None);
        }
        // Kiosks may hold a release that is older than the publisher's memory.
        paths.extend(self.audiences.iter().map(|audience| route::path(audience, &Route::Article(id.clone()))));
        Ok(Some(DenyEntry {
            serial: self.past.next_serial(),
            date: china_date(self.now),
            article: id.to_string(),
            reason: word.reason.clone(),
            replaced_by: word.replaced_by.clone(),
            version: word.version.filter(|_| is_asked_for),
            paths: paths.into_iter().collect(),
            objects: pages.into_iter().collect(),
        }))
    }

    /// Adds the files of an article in a release, and tells whether its text was among them.
    ///
    /// Bytes are denied of pages alone: a picture may stand in the article that takes the place of this one.
    fn files_of(
        &self,
        known: &Known,
        id: &ArticleId,
        paths: &mut BTreeSet<SitePath>,
        pages: &mut BTreeSet<Sha256>,
    ) -> Result<bool, PublishFault> {
        let manifest = known.manifest(self.repository)?;
        // A notice that stands in an article's place has no provenance.
        if manifest.find(route::provenance(id).as_str()).is_none() {
            return Ok(false);
        }
        for line in manifest.entries().iter().filter(|line| route::article_of(&line.path) == Some(id.as_str())) {
            paths.insert(line.path.clone());
            if line.path.extension() == "html" {
                pages.insert(line.sum);
            }
        }
        Ok(true)
    }
}

impl Word {
    fn of(entry: &DenyEntry) -> Self {
        Self {
            reason: entry.reason.clone(),
            replaced_by: entry.replaced_by.clone(),
            since: china_midnight(entry.date),
            version: None,
        }
    }

    fn notice(&self) -> Notice {
        Notice { since: self.since, reason: self.reason.clone(), replaced_by: self.replaced_by.clone() }
    }
}

fn is_about(entry: &DenyEntry, id: &ArticleId) -> bool {
    entry.article == id.as_str()
}

/// What the records call back: what is retracted, suspended, or was let out in haste and not read in full in time. An
/// approval that ran out calls nothing back: the end is known to every kiosk.
fn recorded(shelf: &Shelf<Production>) -> BTreeMap<ArticleId, Word> {
    let retracted = shelf.articles().iter().filter(|cleared| cleared.state() == State::Retracted).map(|cleared| {
        let said = cleared.article().front.retraction.as_ref();
        let word = Word {
            reason: said.map(|said| said.reason.value.clone()).unwrap_or_default(),
            replaced_by: said.and_then(|said| said.replaced_by.as_ref()).map(|other| other.value.clone()),
            since: said.map_or(cleared.approval().completed, |said| china_midnight(said.date.value)),
            version: None,
        };
        (cleared.id().clone(), word)
    });
    let is_called_back = |state| matches!(state, State::Retracted | State::Suspended | State::Overdue);
    let gone = shelf.tombstones().iter().filter(|stone| is_called_back(stone.state())).map(|stone| {
        let reason = stone.reason().map_or_else(|| stone.state().zh().to_owned(), |reason| reason.zh.clone());
        (stone.id().clone(), Word { reason, replaced_by: None, since: stone.since(), version: None })
    });
    retracted.chain(gone).collect()
}
