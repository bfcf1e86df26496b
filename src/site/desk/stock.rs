//! Everything that the files of a site are made from, found once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::Timestamp;

use super::index::Index;
use crate::gate::clearance::{Cleared, Lane};
use crate::gate::shelf::{Place, Shelf};
use crate::markup::documents::{Documents, Texts};
use crate::model::audience::Audience;
use crate::model::cache::Cache;
use crate::model::clock::Clock;
use crate::model::days::ThemedDays;
use crate::model::emergency::Emergencies;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;
use crate::model::sources::Sources;
use crate::model::units::china_midnight;
use crate::render::template::Theme;
use crate::render::terms::Terms;
use crate::site::catalogue::List;
use crate::site::drawn::Drawn;
use crate::site::notices::Event;
use crate::site::paging::Cut;
use crate::site::prepared::{Kit, Prepared};
use crate::site::route::Part;
use crate::site::terms;

/// What every file of a site may rest on without a note: with another frame no file of an earlier build is kept.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    /// Settings.
    pub settings: &'a SiteSettings,
    /// Editions to make, in order.
    pub audiences: &'a [Audience],
    /// The id of the common edition, also when that edition is not made.
    pub commons: &'a str,
    /// Regions where the site is read, by code; empty means anywhere.
    pub near: &'a [String],
    /// People, for names.
    pub roster: &'a Roster,
    /// Events, for their all-clear.
    pub emergencies: &'a Emergencies,
    /// Themed days.
    pub days: &'a ThemedDays,
    /// Templates and static files.
    pub theme: &'a Theme,
    /// Whether readers are on the web and not before a kiosk: whether they can subscribe and open bare data.
    pub online: bool,
}

/// What a site is made from besides its shelf.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// What all of its files may rest on.
    pub frame: Frame<'a>,
    /// Bodies, parsed when first asked for.
    pub documents: &'a Documents,
    /// Texts that were set aside.
    pub texts: &'a dyn Texts,
    /// Bytes of pictures.
    pub sources: &'a dyn Sources,
    /// Pictures made before.
    pub cache: &'a dyn Cache,
    /// The clock, as a value.
    pub now: Clock<'a>,
}

/// Everything the makers of files may look at, through a [`Desk`](super::Desk) that notes what they saw.
pub(super) struct Stock<'a, L: Lane> {
    pub(super) inputs: Inputs<'a>,
    pub(super) shelf: &'a Shelf<L>,
    pub(super) prepared: Vec<Prepared<'a, L>>,
    pub(super) editions: Vec<Edition<'a>>,
    pub(super) kit: Arc<Kit<'a>>,
    drawn: OnceLock<Drawn>,
    /// Articles by the folder they are written in.
    folders: OnceLock<BTreeMap<&'a str, usize>>,
    pub(super) letters: OnceLock<BTreeSet<char>>,
}

/// One edition: which articles it shows, by index into [`Stock::prepared`].
pub(in crate::site) struct Edition<'a> {
    pub(in crate::site) audience: &'a Audience,
    /// Its place among the editions.
    pub(in crate::site) number: usize,
    /// Found when somebody first asks: the page of an article looks at one edition's.
    of: OnceLock<Contents>,
}

/// What an edition holds. Makers ask a desk for it.
pub(super) struct Contents {
    /// Every article with a page, in order of id.
    pub(super) members: Vec<usize>,
    /// Those in lists, newest first.
    pub(super) listed: Vec<usize>,
    /// The other members, in order of id.
    pub(super) unlisted: Vec<usize>,
    /// Those in lists by their first publication, the oldest first; one that went and was listed leaves its place.
    pub(super) places: Vec<Option<usize>>,
    /// What those left behind that are not on the shelf, by its place there.
    pub(super) left: Vec<usize>,
    /// Listed articles of each part that somebody asked for.
    of_part: Mutex<BTreeMap<Part, Arc<[usize]>>>,
    /// What its glossaries explain.
    pub(super) terms: Terms,
    /// What they are about.
    pub(super) index: Index,
    /// Parts that can be subscribed to, once somebody asked.
    pub(super) parts: OnceLock<BTreeSet<Part>>,
    /// Lists and where each is cut, once somebody asked.
    pub(super) lists: OnceLock<Vec<List>>,
    /// What the notices page tells, once somebody asked.
    pub(super) notices: OnceLock<Cut<Event>>,
    /// Emergency notices that ended, once somebody asked.
    pub(super) over: OnceLock<Cut<usize>>,
    /// Regions with a calendar of their own, once somebody asked.
    pub(super) calendars: OnceLock<BTreeSet<String>>,
}

impl<'a, L: Lane> Stock<'a, L> {
    pub(super) fn new(shelf: &'a Shelf<L>, inputs: Inputs<'a>) -> Self {
        let edges: BTreeSet<u32> = inputs.frame.audiences.iter().map(|audience| audience.image_edge_px).collect();
        let files = (inputs.sources, inputs.cache);
        let kit = Arc::new(Kit::new((inputs.documents, inputs.texts), edges.into_iter().collect(), files));
        let prepared: Vec<_> = shelf.articles().iter().map(|cleared| Prepared::new(cleared, &kit)).collect();
        let edition = |(number, audience)| Edition { audience, number, of: OnceLock::new() };
        let editions = inputs.frame.audiences.iter().enumerate().map(edition).collect();
        let (drawn, folders, letters) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { inputs, shelf, prepared, editions, kit, drawn, folders, letters }
    }

    /// What an edition holds. No thread pool works on it: whoever waits here may be one of its threads.
    pub(super) fn contents<'d>(&self, edition: &'d Edition<'_>) -> &'d Contents {
        edition.of.get_or_init(|| {
            Contents::new((edition.audience, self.inputs.frame.commons), &self.prepared, self.shelf.places())
        })
    }

    /// Whether an edition shows an article.
    pub(super) fn shows(&self, edition: &Edition<'_>, at: usize) -> bool {
        let commons = self.inputs.frame.commons;
        // Not worth finding out what else the edition holds.
        let asked = || self.prepared.get(at).is_some_and(|one| one.cleared.ticket(edition.audience, commons).is_some());
        edition.of.get().map_or_else(asked, |contents| contents.index.has(at))
    }

    /// What the theme draws.
    pub(super) fn drawn(&self) -> &Drawn {
        self.drawn.get_or_init(|| Drawn::of(self.inputs.frame.theme))
    }

    /// Articles by the folder they are written in.
    pub(super) fn folders(&self) -> &BTreeMap<&'a str, usize> {
        self.folders.get_or_init(|| {
            let articles = self.shelf.articles().iter().enumerate();
            articles.map(|(at, cleared)| (cleared.article().dir.as_str(), at)).collect()
        })
    }

    /// The listed articles of a part of an edition, newest first, found once for its feeds and lists.
    pub(super) fn of_part(&self, edition: &Edition<'_>, part: &Part) -> Arc<[usize]> {
        let contents = self.contents(edition);
        let mut known = contents.of_part.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(list) = known.get(part) {
            return Arc::clone(list);
        }
        let front = |at: usize| self.prepared.get(at).map(|prepared| &prepared.cleared.article().front);
        let holds = |at: &usize| front(*at).is_some_and(|front| part.holds(edition.audience, front));
        let list: Arc<[usize]> = contents.listed.iter().copied().filter(holds).collect();
        known.insert(part.clone(), Arc::clone(&list));
        list
    }

    /// The index of an article, whether any edition shows it or not.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.prepared.binary_search_by(|prepared| prepared.cleared.id().as_str().cmp(id)).ok()
    }
}

impl Contents {
    fn new<L: Lane>((audience, commons): (&Audience, &str), prepared: &[Prepared<'_, L>], all_left: &[Place]) -> Self {
        let shows = |at: &usize| prepared.get(*at).is_some_and(|p| p.cleared.ticket(audience, commons).is_some());
        let members: Vec<usize> = (0..prepared.len()).filter(shows).collect();
        let is_listed = |at: &usize| prepared.get(*at).is_some_and(|p| p.cleared.state().is_listed());
        let (mut listed, unlisted): (Vec<usize>, Vec<usize>) = members.iter().copied().partition(is_listed);
        // Places are in order of id already.
        let key = |at: &usize| (prepared.get(*at).map(|p| std::cmp::Reverse(approved_at(p.cleared))), *at);
        listed.sort_by_cached_key(key);
        let is_of = |(at, place): (usize, &Place)| place.is_of(audience, commons).then_some(at);
        let left: Vec<usize> = all_left.iter().enumerate().filter_map(is_of).collect();
        let named: Vec<&Place> = left.iter().filter_map(|at| all_left.get(*at)).collect();
        let places = places((&members, is_listed), prepared, &named);
        let index = Index::new(audience, (&members, &listed), prepared);
        let terms = terms::of_edition((audience, &listed), prepared);
        Self {
            members,
            listed,
            unlisted,
            places,
            left,
            of_part: Mutex::default(),
            terms,
            index,
            parts: OnceLock::new(),
            lists: OnceLock::new(),
            notices: OnceLock::new(),
            over: OnceLock::new(),
            calendars: OnceLock::new(),
        }
    }
}

/// Articles and what others left behind, in order of first publication.
fn places<L: Lane>(
    (members, is_listed): (&[usize], impl Fn(&usize) -> bool),
    prepared: &[Prepared<'_, L>],
    left: &[&Place],
) -> Vec<Option<usize>> {
    let of = |at: &usize| prepared.get(*at).map(|prepared| prepared.cleared);
    let shown =
        members.iter().filter_map(|at| Some(((first_out(of(at)?), of(at)?.id()), Some(*at).filter(&is_listed))));
    let mut all: Vec<_> = shown.chain(left.iter().map(|place| (place.order(), None))).collect();
    all.sort();
    all.into_iter().map(|(_, at)| at).collect()
}

/// When an article first went out; on the editor's desk, the day it was written.
pub(in crate::site) fn first_out<L: Lane>(cleared: &Cleared<L>) -> Timestamp {
    let approval = L::approval(cleared.stamp());
    approval.map_or_else(|| china_midnight(cleared.article().front.created.value), |approval| approval.first_published)
}

/// When an article was last approved, or fixed since; the editor's desk has only the day of the last change.
pub(in crate::site) fn approved_at<L: Lane>(cleared: &Cleared<L>) -> Timestamp {
    let approval = L::approval(cleared.stamp());
    approval.map_or_else(
        || china_midnight(cleared.article().front.changed()),
        |approval| approval.fix.as_ref().map_or(approval.completed, |fix| fix.at),
    )
}
