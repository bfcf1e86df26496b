//! The desk of whoever makes a file: it hands out the stock and notes what was looked at.
//!
//! Trusted surface: what a file rests on is not declared but seen. Nothing of the stock that can change while the
//! settings, the theme and the program stay the same is reached without a note, so whoever keeps a file of an earlier
//! build needs only to ask whether everything noted is as it was.

mod index;
pub(super) mod reading;
pub(super) mod stock;
mod sums;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;

use self::reading::{Reading, Readings};
use self::stock::{Contents, Stock};
pub(super) use self::stock::{Edition, approved_at, first_out};
pub use self::stock::{Frame, Inputs};
pub use self::sums::PROGRAM;
pub(super) use self::sums::sum_of_frame;
use super::catalogue::List;
use super::drawn::Drawn;
use super::notices::Event;
use super::paging::Cut;
use super::prepared::{Prepared, approved_bytes};
use super::route::{Part, Route};
use super::{BuildFault, calendar, card_pages, catalogue, emergency, letters, notices, part, route};
use crate::gate::clearance::{Lane, Ticket};
use crate::gate::shelf::{Place, Shelf, Tombstone};
use crate::model::article::{ArticleId, Asset};
use crate::model::audience::Audience;
use crate::model::path::{SitePath, SourcePath};
use crate::render::page::Page;
use crate::render::terms::Terms;

/// The stock as the maker of one file sees it.
pub struct Desk<'a, L: Lane> {
    pub(super) inputs: Frame<'a>,
    stock: Arc<Stock<'a, L>>,
    seen: Mutex<Readings>,
}

/// What was looked at for work that several makers share.
pub(super) type Seen = Box<[Arc<[Reading]>]>;

impl<L: Lane> std::fmt::Debug for Desk<'_, L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Desk").field(&self.seen).finish()
    }
}

impl<'a, L: Lane> Desk<'a, L> {
    /// The desk at what a site is made from.
    pub(super) fn of(shelf: &'a Shelf<L>, inputs: Inputs<'a>) -> Self {
        Self::new(&Arc::new(Stock::new(shelf, inputs)))
    }

    fn new(stock: &Arc<Stock<'a, L>>) -> Self {
        Self { inputs: stock.inputs.frame, stock: Arc::clone(stock), seen: Mutex::default() }
    }

    /// How many articles there are, for who says which units there are: a unit comes and goes with its article.
    pub(super) fn every_article(&self) -> usize {
        self.stock.prepared.len()
    }

    /// The name of one, for the same purpose.
    pub(super) fn id_at(&self, at: usize) -> Option<&str> {
        self.stock.prepared.get(at).map(|prepared| prepared.cleared.id().as_str())
    }

    /// Where one of this name stands, for the same purpose.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.stock.place(id)
    }

    /// Whether an edition shows it, for the same purpose.
    pub(super) fn shows(&self, edition: &Edition<'_>, at: usize) -> bool {
        self.stock.shows(edition, at)
    }

    fn contents<'d>(&self, edition: &'d Edition<'_>) -> &'d Contents {
        self.stock.contents(edition)
    }

    /// What was looked at.
    fn into_readings(self) -> Readings {
        let mut readings = self.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        let seen = readings.articles.iter().filter_map(|at| self.stock.prepared.get(at));
        readings.own.extend(seen.map(|prepared| Reading::Article(prepared.cleared.id().clone())));
        readings
    }

    /// Another desk at the same stock, for work whose result many share.
    fn another(&self) -> Self {
        Self::new(&self.stock)
    }

    fn note(&self, reading: Reading) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).own.insert(reading);
    }

    /// Does work at a desk of its own, and says what was looked at for it: whoever uses the result [saw](Self::saw) that.
    pub(super) fn aside<T>(&self, make: impl FnOnce(&Self) -> T) -> (T, Seen) {
        let desk = self.another();
        let value = make(&desk);
        let Readings { own, shared, .. } = desk.into_readings();
        let own = (!own.is_empty()).then(|| own.into_iter().collect());
        (value, shared.into_iter().chain(own).collect())
    }

    /// Has seen what was looked at for work done aside.
    pub(super) fn saw(&self, seen: &Seen) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).shared.extend(seen.iter().cloned());
    }

    /// Every edition of the site.
    pub(super) fn editions(&self) -> &[Edition<'a>] {
        &self.stock.editions
    }

    /// An edition by its place.
    ///
    /// # Errors
    /// When there is none: the plan is of another site.
    pub(super) fn edition(&self, number: usize) -> Result<&Edition<'a>, BuildFault> {
        self.stock.editions.get(number).ok_or_else(|| BuildFault::Encode("no such edition".to_owned()))
    }

    /// An article, all of it.
    pub(super) fn article(&self, at: usize) -> Option<&Prepared<'a, L>> {
        let prepared = self.stock.prepared.get(at)?;
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).articles.set(at);
        Some(prepared)
    }

    /// Articles, all of each.
    pub(super) fn articles<'d>(&'d self, which: &'d [usize]) -> impl Iterator<Item = &'d Prepared<'a, L>> + 'd {
        which.iter().filter_map(|at| self.article(*at))
    }

    /// The ticket of an article that an edition shows.
    pub(super) fn ticket(&self, at: usize, audience: &'a Audience) -> Option<Ticket<'a, L>> {
        self.article(at)?.cleared.ticket(audience, self.inputs.commons)
    }

    /// The index of an article, if this edition shows it.
    pub(super) fn member(&self, edition: &Edition<'_>, id: &str) -> Option<usize> {
        let at = self.stock.place(id);
        // What is no id is nobody's, today and tomorrow.
        let own = at.and_then(|at| self.stock.prepared.get(at)).map(|prepared| prepared.cleared.id().clone());
        if let Some(id) = own.or_else(|| ArticleId::new(id)) {
            self.note(Reading::Member(edition.number, id));
        }
        at.filter(|at| self.stock.shows(edition, *at))
    }

    /// The index of the article that is written in a folder of the source tree.
    pub(super) fn in_folder(&self, dir: &str) -> Option<usize> {
        self.note(Reading::Folder(dir.to_owned()));
        self.stock.folders().get(dir).copied()
    }

    /// Every article with a page in an edition, in order of id.
    pub(super) fn members<'d>(&self, edition: &'d Edition<'_>) -> &'d [usize] {
        self.note(Reading::Members(edition.number));
        &self.contents(edition).members
    }

    /// Those in lists, newest first.
    pub(super) fn listed<'d>(&self, edition: &'d Edition<'_>) -> &'d [usize] {
        self.note(Reading::Listed(edition.number));
        &self.contents(edition).listed
    }

    /// Those in lists by their first publication, the oldest first. What went keeps a place, which is empty, so that no
    /// other moves.
    pub(super) fn places<'d>(&self, edition: &'d Edition<'_>) -> &'d [Option<usize>] {
        self.note(Reading::Places(edition.number));
        &self.contents(edition).places
    }

    /// What articles left behind that are not on the shelf, for who finds the lists of an edition.
    pub(super) fn left(&self, edition: &Edition<'_>) -> Vec<&'a Place> {
        let all = self.stock.shelf.places();
        self.contents(edition).left.iter().filter_map(|at| all.get(*at)).collect()
    }

    /// Those that an edition shows and does not list, in order of id.
    pub(super) fn unlisted<'d>(&self, edition: &'d Edition<'_>) -> &'d [usize] {
        self.note(Reading::Unlisted(edition.number));
        &self.contents(edition).unlisted
    }

    /// Those that an edition lists in a part, newest first.
    pub(super) fn of_part(&self, edition: &Edition<'_>, part: &Part) -> Arc<[usize]> {
        self.note(Reading::Part(edition.number, Box::new(part.clone())));
        self.stock.of_part(edition, part)
    }

    /// How many articles an edition lists.
    pub(super) fn count(&self, edition: &Edition<'_>) -> usize {
        self.note(Reading::Count(edition.number));
        self.contents(edition).listed.len()
    }

    /// Whether a listed article names a topic.
    pub(super) fn has_topic(&self, edition: &Edition<'_>, topic: &str) -> bool {
        self.note(Reading::HasTopic(edition.number, topic.to_owned()));
        !self.contents(edition).index.of_topic(topic).is_empty()
    }

    /// Listed articles of a topic.
    pub(super) fn of_topic<'d>(&self, edition: &'d Edition<'_>, topic: &str) -> &'d [usize] {
        self.note(Reading::Topic(edition.number, topic.to_owned()));
        self.contents(edition).index.of_topic(topic)
    }

    /// Regions that a listed article names.
    pub(super) fn regions<'d>(&self, edition: &'d Edition<'_>) -> impl Iterator<Item = &'d String> + use<'d, L> {
        self.note(Reading::Regions(edition.number));
        self.contents(edition).index.regions()
    }

    /// Whether a listed article names a region.
    pub(super) fn has_region(&self, edition: &Edition<'_>, code: &str) -> bool {
        self.note(Reading::HasRegion(edition.number, code.to_owned()));
        !self.contents(edition).index.of_region(code).is_empty()
    }

    /// Listed articles of a region.
    pub(super) fn of_region<'d>(&self, edition: &'d Edition<'_>, code: &str) -> &'d [usize] {
        self.note(Reading::Region(edition.number, code.to_owned()));
        self.contents(edition).index.of_region(code)
    }

    /// Whether a listed article names an age of the edition.
    pub(super) fn has_band(&self, edition: &Edition<'_>, id: &str) -> bool {
        self.note(Reading::HasBand(edition.number, id.to_owned()));
        self.contents(edition).index.has_band(id)
    }

    /// Listed emergency texts.
    pub(super) fn emergencies<'d>(&self, edition: &'d Edition<'_>) -> &'d [usize] {
        self.note(Reading::Emergencies(edition.number));
        &self.contents(edition).index.emergencies
    }

    /// What the glossaries of an edition explain.
    pub(super) fn terms<'d>(&self, edition: &'d Edition<'_>) -> &'d Terms {
        self.note(Reading::Terms(edition.number));
        &self.contents(edition).terms
    }

    /// Every part of an edition that can be subscribed to.
    pub(super) fn parts<'d>(&self, edition: &'d Edition<'_>) -> &'d BTreeSet<Part> {
        self.note(Reading::Parts(edition.number));
        self.contents(edition).parts.get_or_init(|| part::found(&self.another(), edition))
    }

    /// The lists of an edition, and where each is cut.
    pub(super) fn lists<'d>(&self, edition: &'d Edition<'_>) -> &'d [List] {
        self.note(Reading::Lists(edition.number));
        self.every_list(edition)
    }

    fn every_list<'d>(&self, edition: &'d Edition<'_>) -> &'d [List] {
        self.contents(edition).lists.get_or_init(|| catalogue::found(&self.another(), edition))
    }

    /// What the notices page tells.
    pub(super) fn notices<'d>(&self, edition: &'d Edition<'_>) -> &'d Cut<Event> {
        self.note(Reading::Notices(edition.number));
        self.contents(edition).notices.get_or_init(|| notices::events(&self.another(), edition))
    }

    /// Emergency notices that ended.
    pub(super) fn over<'d>(&self, edition: &'d Edition<'_>) -> &'d Cut<usize> {
        self.note(Reading::Over(edition.number));
        self.contents(edition).over.get_or_init(|| emergency::over(&self.another(), edition))
    }

    /// Whether an edition has a list of a season, more of which than a calendar shows.
    pub(super) fn has_season(&self, edition: &Edition<'_>, season: &str) -> bool {
        self.note(Reading::HasSeason(edition.number, season.to_owned()));
        self.every_list(edition).iter().any(|list| matches!(&list.route, Route::Season(own) if own == season))
    }

    /// Regions with a calendar of their own.
    pub(super) fn calendars<'d>(&self, edition: &'d Edition<'_>) -> &'d BTreeSet<String> {
        self.note(Reading::Calendars(edition.number));
        self.contents(edition).calendars.get_or_init(|| calendar::named(&self.another(), edition))
    }

    /// What is left of withdrawn articles.
    pub(super) fn tombstones(&self) -> &'a [Tombstone] {
        self.note(Reading::Tombstones);
        self.stock.shelf.tombstones()
    }

    fn has_tombstone(&self, id: &ArticleId) -> bool {
        self.note(Reading::HasTombstone(id.clone()));
        self.stock.shelf.tombstones().iter().any(|stone| stone.id() == id)
    }

    /// The clock. Whoever needs the day, or whether something is over, asks for that.
    pub(super) fn now(&self) -> Timestamp {
        self.note(Reading::Now);
        self.stock.inputs.now.exactly()
    }

    /// The day in China.
    pub(super) fn today(&self) -> Date {
        self.note(Reading::Today);
        self.stock.inputs.now.day()
    }

    /// Whether an instant is over; the instant itself is.
    pub(super) fn is_past(&self, at: Timestamp) -> bool {
        self.note(Reading::Past(at));
        self.stock.inputs.now >= at
    }

    /// The bytes of a source file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn file(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, BuildFault> {
        self.note(Reading::File(path.to_string()));
        Ok(self.stock.inputs.sources.bytes(path)?)
    }

    /// The bytes of a file beside an article, whose sum is part of the article.
    ///
    /// # Errors
    /// When they are not the bytes that the gate judged.
    pub(super) fn asset(&self, asset: &Asset) -> Result<Vec<u8>, BuildFault> {
        approved_bytes(asset, self.stock.inputs.sources)
    }

    /// The characters of all texts and of the site's own files.
    pub(super) fn letters(&self) -> &BTreeSet<char> {
        self.note(Reading::Letters);
        let stock = &self.stock;
        stock.letters.get_or_init(|| letters::of_texts(stock.shelf, stock.inputs.sources, stock.inputs.texts))
    }

    /// Why a text that was set aside could not be had again as it was judged: nothing that was made may be shown.
    pub(super) fn fault(&self) -> Option<BuildFault> {
        self.stock.kit.fault()
    }

    /// What the theme draws.
    pub(super) fn drawn(&self) -> &Drawn {
        self.stock.drawn()
    }

    /// A page about several articles; the shelf vouches for the lane.
    pub(super) fn listing(&self, html: String) -> Page<L> {
        Page::listing(self.stock.shelf, html)
    }

    /// The page of a route in an edition, or that edition's home when it has no such page.
    pub(super) fn twin(&self, edition: &Edition<'_>, route: &Route) -> SitePath {
        let has = match route {
            Route::Article(id) => self.member(edition, id.as_str()).is_some() || self.has_tombstone(id),
            Route::Topic(topic) => self.has_topic(edition, topic),
            Route::Region(code) => self.has_region(edition, code),
            Route::Band(id) => self.has_band(edition, id),
            Route::Season(season) => self.has_season(edition, season),
            Route::Calendar(Some(code)) => self.calendars(edition).contains(code),
            Route::Poster(id) | Route::Brief(id) => {
                if card_pages::has(self, edition, id, route) {
                    return route::path(edition.audience, route);
                }
                return self.twin(edition, &Route::Article(id.clone()));
            }
            // Another edition may have other letters.
            Route::AzLetter(_) => return route::path(edition.audience, &Route::Az),
            _ => true,
        };
        route::path(edition.audience, if has { route } else { &Route::Home })
    }
}
