//! Which articles a channel calls back and which come back: the records decide, and a duty officer before them.
//!
//! An article that the records retract, suspend, or let run over its term of full review is called back by itself. What a
//! duty officer called back stays away until another version has been approved in full since then, or until the officer
//! ends it: tonight's build must not undo what was stopped this afternoon because the records still say yes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::PublishFault;
use super::history::{Known, Past};
use crate::bundle::deny::{DenyEntry, DenyList};
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
    /// Whether something is called back for the first time.
    pub(super) fn calls_back(&self) -> bool {
        self.entries.iter().any(|entry| !entry.is_end())
    }

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

/// Why an article is called back, with the words for readers.
#[derive(Clone)]
struct Word {
    reason: String,
    replaced_by: Option<String>,
    since: Timestamp,
    /// By hand: the approved version that this is about.
    version: Option<ContentDigest>,
}

/// A shelf as a release with this deny list shows it.
#[must_use]
pub fn shown_under(shelf: &Shelf<Production>, deny: &DenyList) -> Shelf<Production> {
    let mut words = recorded(shelf);
    for entry in deny.in_force() {
        if let Some(id) = ArticleId::new(&entry.article) {
            words.entry(id).or_insert_with(|| Word::of(entry));
        }
    }
    shelf.without(|cleared| words.get(cleared.id()).map(Word::notice))
}

pub(super) struct Decider<'a> {
    pub(super) now: Timestamp,
    pub(super) past: &'a Past,
    pub(super) repository: &'a dyn Repository,
    pub(super) audiences: &'a [Audience],
}

/// What is known of one article tonight.
#[derive(Clone, Copy, Default)]
struct Case<'a> {
    /// The retraction in force, and when it was made.
    entry: Option<(&'a DenyEntry, Timestamp)>,
    /// Whether the records call it back.
    is_recorded: bool,
    /// The approved version, and when its full review was complete.
    cleared: Option<(ContentDigest, Timestamp)>,
    order: Option<&'a OrderKind>,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// What the records say.
    Nothing,
    /// It is called back, by hand or not.
    CallBack { by_hand: bool },
    /// It is called back already.
    StayAway,
    /// It may be shown again.
    End,
}

impl Case<'_> {
    fn act(self) -> Act {
        let version = self.cleared.map(|(version, _)| version);
        match (self.entry, self.order) {
            (None, _) if self.is_recorded => Act::CallBack { by_hand: false },
            (Some(_), _) if self.is_recorded => Act::StayAway,
            // An order about the version that is away already changes nothing; nor does one while nothing is approved.
            (Some((entry, _)), Some(OrderKind::Retract { .. })) if version.is_none() || entry.version == version => {
                Act::StayAway
            }
            (_, Some(OrderKind::Retract { .. })) => Act::CallBack { by_hand: true },
            (None, _) => Act::Nothing,
            (Some(_), Some(OrderKind::End)) => Act::End,
            (Some((entry, made)), None) => match (entry.version, self.cleared) {
                (_, None) => Act::StayAway,
                // The records made it, and the records say otherwise now.
                (None, Some(_)) => Act::End,
                (Some(away), Some((version, completed))) if version != away && completed > made => Act::End,
                (Some(_), Some(_)) => Act::StayAway,
            },
        }
    }
}

impl Decider<'_> {
    /// Whether a version that the records let through stays away all the same.
    pub(super) fn keeps_away(&self, cleared: &Cleared<Production>) -> bool {
        let Some(entry) = self.past.deny.article(cleared.id().as_str()) else { return false };
        let approval = cleared.approval();
        let case = Case {
            entry: Some((entry, self.made(entry))),
            cleared: Some((approval.digest, approval.completed)),
            ..Case::default()
        };
        case.act() == Act::StayAway
    }

    /// Decides about every article of a shelf, and carries out an order.
    pub(super) fn call(&self, shelf: &Shelf<Production>, order: Option<&Order>) -> Result<Called, PublishFault> {
        let mut words = recorded(shelf);
        let (mut entries, mut kept_away) = (Vec::new(), Vec::new());
        let in_force = self.past.deny.in_force().filter_map(|entry| ArticleId::new(&entry.article));
        let ids: BTreeSet<ArticleId> =
            words.keys().cloned().chain(in_force).chain(order.map(|order| order.article.clone())).collect();
        for id in ids {
            let (entry, order) = (self.past.deny.article(id.as_str()), order.filter(|order| order.article == id));
            let cleared = shelf.get(id.as_str()).map(Cleared::approval);
            let case = Case {
                entry: entry.map(|entry| (entry, self.made(entry))),
                is_recorded: words.contains_key(&id),
                cleared: cleared.map(|approval| (approval.digest, approval.completed)),
                order: order.map(|order| &order.kind),
            };
            match case.act() {
                Act::Nothing => {}
                Act::CallBack { by_hand } => {
                    let asked = order.filter(|_| by_hand).map(|order| self.word(order, case));
                    let Some(word) = asked.or_else(|| words.get(&id).cloned()) else { continue };
                    entries.extend(self.entry(&id, &word)?);
                    words.insert(id, word);
                }
                Act::StayAway if !case.is_recorded && cleared.is_some() => {
                    words.extend(entry.map(|entry| (id.clone(), Word::of(entry))));
                    kept_away.push(id);
                }
                Act::StayAway => {}
                Act::End => entries.extend(entry.map(|entry| self.end(entry, order))),
            }
        }
        let shelf = shelf.without(|cleared| words.get(cleared.id()).map(Word::notice));
        Ok(Called { shelf, entries, kept_away })
    }

    fn word(&self, order: &Order, case: Case<'_>) -> Word {
        let replaced_by = match &order.kind {
            OrderKind::Retract { replaced_by } => replaced_by.clone(),
            OrderKind::End => None,
        };
        let version = case.cleared.map(|(version, _)| version);
        Word { reason: order.reason.clone(), replaced_by, since: self.now, version }
    }

    /// When a retraction was made.
    fn made(&self, entry: &DenyEntry) -> Timestamp {
        let known = self.past.releases().iter().find(|known| known.release.serial == entry.serial);
        known.map_or_else(|| plus_days(china_midnight(entry.date), 1), |known| known.release.published)
    }

    fn end(&self, entry: &DenyEntry, order: Option<&Order>) -> DenyEntry {
        let reason = order.map(|order| order.reason.clone());
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
    fn entry(&self, id: &ArticleId, word: &Word) -> Result<Option<DenyEntry>, PublishFault> {
        let mut paths: BTreeSet<SitePath> = BTreeSet::new();
        let mut pages: BTreeSet<Sha256> = BTreeSet::new();
        let mut held = false;
        for known in self.past.releases() {
            held |= self.files_of(known, id, &mut paths, &mut pages)?;
        }
        // By hand it is called back also on its way into its first release.
        if !held && word.version.is_none() {
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
            version: word.version,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> ContentDigest {
        ContentDigest(Sha256::of(text.as_bytes()))
    }

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + hour * 3600).expect("a time")
    }

    #[test]
    fn the_records_decide_and_a_brake_holds_before_them() {
        let entry = |version| DenyEntry {
            serial: 7,
            date: china_date(at(10)),
            article: "jx-demo".to_owned(),
            reason: String::new(),
            replaced_by: None,
            version,
            paths: vec![SitePath::new("farmers/a/jx-demo/index.html").expect("a clean path")],
            objects: Vec::new(),
        };
        let (recorded, braked) = (entry(None), entry(Some(version("wrong"))));
        let retract = OrderKind::Retract { replaced_by: None };
        let (none, case) =
            (Case::default(), |entry, is_recorded, cleared, order| Case { entry, is_recorded, cleared, order });
        let (by_records, by_hand) = (Some((&recorded, at(10))), Some((&braked, at(10))));
        let old = |text| Some((version(text), at(1)));
        let new = |text| Some((version(text), at(20)));
        for (why, case, act) in [
            ("nothing happened", none, Act::Nothing),
            ("the records call it back", case(None, true, None, None), Act::CallBack { by_hand: false }),
            ("once is enough", case(by_records, true, None, None), Act::StayAway),
            ("the records let it go", case(by_records, false, old("wrong"), None), Act::End),
            ("held back for another reason", case(by_records, false, None, None), Act::StayAway),
            ("a brake", case(None, false, old("wrong"), Some(&retract)), Act::CallBack { by_hand: true }),
            ("pulled twice", case(by_hand, false, old("wrong"), Some(&retract)), Act::StayAway),
            ("the records still say yes", case(by_hand, false, old("wrong"), None), Act::StayAway),
            ("the same text read again is no better", case(by_hand, false, new("wrong"), None), Act::StayAway),
            ("an older text was not read since", case(by_hand, false, old("before"), None), Act::StayAway),
            ("another text, read since", case(by_hand, false, new("mended"), None), Act::End),
            (
                "that one is wrong too",
                case(by_hand, false, new("mended"), Some(&retract)),
                Act::CallBack { by_hand: true },
            ),
            (
                "the brake, in the hour in which a suspension ends",
                case(by_records, false, old("wrong"), Some(&retract)),
                Act::CallBack { by_hand: true },
            ),
            ("a mistake", case(by_hand, false, old("wrong"), Some(&OrderKind::End)), Act::End),
            ("not against the records", case(by_records, true, None, Some(&OrderKind::End)), Act::StayAway),
            ("nothing to end", case(None, false, old("x"), Some(&OrderKind::End)), Act::Nothing),
        ] {
            assert_eq!(case.act(), act, "{why}");
        }
    }
}
