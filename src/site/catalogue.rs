//! The lists of an edition and where each is cut, found once: a page must not sort every article.
//!
//! Places follow the first publication of the articles, which no later approval changes: an old article that is read
//! again stays on its page. What lists no longer show (expired, archived, retracted, suspended, being read again) keeps its
//! place. What is off the shelf altogether has none in lists by age and season, nor has one whose folder is gone: the newer
//! pages of those move up by one.

use std::collections::{BTreeMap, BTreeSet};

use super::desk::{Desk, Edition, first_out};
use super::farm_work;
use super::paging::{Cut, cut};
use super::prepared::Prepared;
use super::route::{self, Route};
use crate::gate::clearance::Lane;
use crate::gate::shelf::Place;
use crate::model::article::{FrontMatter, Kind};
use crate::model::audience::Audience;
use crate::model::solar;
use crate::model::span::Spanned;

/// One list.
pub(super) struct List {
    /// Its front.
    pub(super) route: Route,
    /// Its articles, as indices into the desk's prepared ones. The front is in order of the last approval.
    pub(super) cut: Cut<usize>,
}

/// The list with this front, if the edition has it.
pub(super) fn list<'d, L: Lane>(desk: &Desk<'_, L>, edition: &'d Edition<'_>, route: &Route) -> Option<&'d List> {
    desk.lists(edition).iter().find(|list| &list.route == route)
}

/// Entries on one page of an edition's lists.
pub(super) fn page_size<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> usize {
    edition.audience.list_entries.unwrap_or(desk.inputs.settings.list_entries) as usize
}

/// Places in lists by what articles are about, the oldest first.
#[derive(Default)]
struct Places {
    all: Vec<Option<usize>>,
    rumours: Vec<Option<usize>>,
    topics: BTreeMap<String, Vec<Option<usize>>>,
    regions: BTreeMap<String, Vec<Option<usize>>>,
    bands: BTreeMap<String, Vec<Option<usize>>>,
    seasons: BTreeMap<String, Vec<Option<usize>>>,
}

/// Articles, and pieces of farm work, under one season of a calendar at most; the rest stand in its list.
pub(super) const SHOWN: usize = 12;

impl Places {
    fn add(&mut self, audience: &Audience, front: &FrontMatter, place: Option<usize>) {
        let words = |words: &[Spanned<String>]| words.iter().map(|word| word.value.clone()).collect();
        self.put(place, front.kind.value, words(&front.topics), words(&front.region));
        for band in audience.bands_of(&front.editions) {
            self.bands.entry(band.id.clone()).or_default().push(place);
        }
    }

    /// The place of one that is gone. Nothing is known of its ages and seasons, which are in its text.
    fn leave(&mut self, left: &Place) {
        let words = |words: &[String]| words.iter().cloned().collect();
        self.put(None, left.kind(), words(left.topics()), words(left.regions()));
    }

    fn put(&mut self, place: Option<usize>, kind: Kind, topics: BTreeSet<String>, regions: BTreeSet<String>) {
        self.all.push(place);
        if kind == Kind::Rebuttal {
            self.rumours.push(place);
        }
        for (words, by) in [(topics, &mut self.topics), (regions, &mut self.regions)] {
            words.into_iter().for_each(|word| by.entry(word).or_default().push(place));
        }
    }
}

/// The lists of an edition: all, the rumours, each topic, region and age that a listed article names, and the seasons
/// that have more than a calendar shows.
pub(super) fn found<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Vec<List> {
    let mut members: Vec<(usize, &Prepared<'_, L>)> =
        desk.members(edition).iter().filter_map(|at| Some((*at, desk.article(*at)?))).collect();
    members.sort_by_cached_key(|(_, prepared)| (first_out(prepared.cleared), prepared.cleared.id()));
    let mut places = Places::default();
    let mut left = desk.left(edition).into_iter().peekable();
    for (at, prepared) in members {
        let order = (first_out(prepared.cleared), prepared.cleared.id());
        while let Some(place) = left.next_if(|place| place.order() < order) {
            places.leave(place);
        }
        let place = Some(at).filter(|_| prepared.cleared.state().is_listed());
        places.add(edition.audience, &prepared.cleared.article().front, place);
        for season in seasons(desk, edition, (at, prepared)) {
            places.seasons.entry(season).or_default().push(place);
        }
    }
    left.for_each(|place| places.leave(place));
    let rank: BTreeMap<usize, usize> = desk.listed(edition).iter().enumerate().map(|(nth, at)| (*at, nth)).collect();
    let size = page_size(desk, edition);
    let list = |route: Route, places: &[Option<usize>]| {
        let mut cut = cut(places, size);
        cut.front.sort_by_key(|at| rank.get(at));
        List { route, cut }
    };
    let named = |by: BTreeMap<String, Vec<Option<usize>>>, route: fn(String) -> Route| {
        let alive = by.into_iter().filter(|(_, places)| places.iter().any(Option::is_some));
        alive.map(move |(word, places)| (route(word), places)).collect::<Vec<_>>()
    };
    let mut lists = vec![list(Route::All, &places.all), list(Route::Rumours, &places.rumours)];
    for by in
        [named(places.topics, Route::Topic), named(places.regions, Route::Region), named(places.bands, Route::Band)]
    {
        lists.extend(by.into_iter().map(|(route, places)| list(route, &places)));
    }
    let seasons = named(places.seasons, Route::Season).into_iter().map(|(route, places)| list(route, &places));
    lists.extend(seasons.filter(|list| list.cut.total > SHOWN));
    lists
}

/// The seasons an article belongs to: solar terms that it or one of its farm cards names, and other words of its own.
fn seasons<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    (at, prepared): (usize, &Prepared<'_, L>),
) -> BTreeSet<String> {
    let terms = |words: &str| solar::NAMES.into_iter().filter(|name| words.contains(name)).collect::<Vec<_>>();
    let mut found = BTreeSet::new();
    for word in prepared.cleared.article().front.seasons() {
        let terms = terms(word);
        found.extend(if terms.is_empty() { vec![word] } else { terms }.into_iter().map(str::to_owned));
    }
    let here = route::path(edition.audience, &Route::Calendar(None));
    for work in farm_work::of(desk, edition, &here, at) {
        found.extend(terms(work.season()).into_iter().map(str::to_owned));
    }
    found
}
