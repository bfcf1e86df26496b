//! The plan of a site: every output file of one lane, made on demand, in order of path.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::BuildFault;
use super::desk::{Desk, Seen};
use super::ledger::{Ledger, Recorder};
use super::plan::{Planned, Unit};
use super::route::article_of;
use crate::gate::clearance::Lane;
use crate::model::path::SitePath;
use crate::model::recent::Recent;

/// How many plans of articles are kept: more than any machine has threads.
const FEW: usize = 128;

/// Every file of a site of lane `L`. Nothing is made until [`SiteOutput::make`] asks for it, so memory does not
/// grow with the site.
///
/// A production site cannot be had from anything but a production shelf:
///
/// ```
/// use kepu::gate::{clearance::Production, shelf::Shelf};
/// use kepu::site::{Inputs, assemble, output::SiteOutput};
/// fn only<'a>(shelf: &'a Shelf<Production>, inputs: Inputs<'a>) -> SiteOutput<'a, Production> {
///     assemble(shelf, inputs)
/// }
/// ```
///
/// ```compile_fail
/// use kepu::gate::{clearance::{Preview, Production}, shelf::Shelf};
/// use kepu::site::{Inputs, assemble, output::SiteOutput};
/// fn only<'a>(shelf: &'a Shelf<Preview>, inputs: Inputs<'a>) -> SiteOutput<'a, Production> {
///     assemble(shelf, inputs)
/// }
/// ```
pub struct SiteOutput<'a, L: Lane> {
    desk: Desk<'a, L>,
    /// Plans of articles. There may be a million, and the files of one are asked for one after the other.
    recent: Mutex<Recent<usize, Arc<Planned<'a, L>>>>,
    /// Units that are about no single article.
    general: Vec<Laid<'a, L>>,
    of_article: OfArticle<'a, L>,
    /// Units of each article, once somebody asked for one.
    own: Vec<OnceLock<Slots<'a, L>>>,
    files: OnceLock<BTreeMap<SitePath, Place>>,
    recorder: Option<Recorder>,
}

/// A unit that is about no single article, with its plan, once somebody asked for one of its files: such a plan may hold
/// what all its files are made from.
type Laid<'a, L> = (Slot<'a, L>, OnceLock<Arc<Planned<'a, L>>>);

/// A unit and what was looked at to plan it, once somebody asked for one of its files.
struct Slot<'a, L: Lane> {
    unit: Unit<'a, L>,
    seen: OnceLock<Seen>,
}

/// The units of an article.
type Slots<'a, L> = Box<[Option<Slot<'a, L>>]>;

impl<'a, L: Lane> From<Unit<'a, L>> for Slot<'a, L> {
    fn from(unit: Unit<'a, L>) -> Self {
        Self { unit, seen: OnceLock::new() }
    }
}

/// Gives the units of an article, with a gap for each edition that does not show it.
pub(super) type OfArticle<'a, L> = fn(&Desk<'a, L>, usize) -> Vec<Option<Unit<'a, L>>>;

/// Where a file comes from.
#[derive(Clone, Copy, Debug)]
struct Place {
    unit: usize,
    /// Whether it is as it was when the ledger was written.
    stands: bool,
}

impl<'a, L: Lane> SiteOutput<'a, L> {
    /// A site of units: the general ones, and those of each article.
    pub(super) fn new(desk: Desk<'a, L>, general: Vec<Unit<'a, L>>, of_article: OfArticle<'a, L>) -> Self {
        let general = general.into_iter().map(|unit| (unit.into(), OnceLock::new())).collect();
        let own = (0..desk.every_article()).map(|_| OnceLock::new()).collect();
        let recent = Mutex::new(Recent::new(FEW));
        Self { desk, recent, general, of_article, own, files: OnceLock::new(), recorder: None }
    }

    /// How many numbers the units of an article take.
    fn stride(&self) -> usize {
        self.desk.editions().len() + 1
    }

    /// The numbers of all units: the general ones first, then those of the articles in order. There are gaps.
    fn numbers(&self) -> std::ops::Range<usize> {
        0..self.general.len() + self.own.len() * self.stride()
    }

    fn slot(&self, number: usize) -> Option<&Slot<'a, L>> {
        let Some(own) = number.checked_sub(self.general.len()) else {
            return self.general.get(number).map(|(slot, _)| slot);
        };
        let (at, nth) = (own / self.stride(), own % self.stride());
        let slots = || {
            let units = (self.of_article)(&self.desk, at).into_iter();
            units.map(|unit| unit.map(Slot::from)).collect()
        };
        self.own.get(at)?.get_or_init(slots).get(nth)?.as_ref()
    }

    /// The same site, of which files need not be made again that stand in the ledger of an earlier build and rest on
    /// nothing that changed since. What this build makes is recorded for [`SiteOutput::into_ledger`].
    #[must_use]
    pub fn after(mut self, ledger: Ledger) -> Self {
        let recorder = Recorder::new(ledger, &self.desk);
        let files = self.all(|unit| recorder.files_of(&unit.name));
        self.files = OnceLock::from(files);
        self.recorder = Some(recorder);
        self
    }

    /// The record of a build whose every file was made or stands.
    #[must_use]
    pub fn into_ledger(self) -> Option<Ledger> {
        let known = |number| self.slot(number).map_or(("", None), |slot| (slot.unit.name.as_str(), slot.seen.get()));
        let units = self.numbers().map(known);
        let has = |unit: usize, path: &SitePath| self.files().get(path).is_some_and(|place| place.unit == unit);
        self.recorder.as_ref().map(|recorder| recorder.ledger(&self.desk, units, &has))
    }

    /// Every path, in order.
    pub fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.files().keys()
    }

    /// Whether a file is as it was when the ledger was written that this site comes after.
    #[must_use]
    pub fn stands(&self, path: &SitePath) -> bool {
        self.files().get(path).is_some_and(|place| place.stands)
    }

    /// Makes one file; `None` when it is not in the plan.
    #[must_use]
    pub fn make(&self, path: &SitePath) -> Option<Result<Vec<u8>, BuildFault>> {
        let (unit, planned) = self.find(path)?;
        let (result, seen) = planned.make(path, &self.desk)?;
        if let Some(recorder) = &self.recorder {
            recorder.note(unit, path, &seen);
        }
        Some(result)
    }

    /// The unit of a file. As long as nobody asked for every path, no more is planned than is needed to find it.
    fn find(&self, path: &SitePath) -> Option<(usize, Arc<Planned<'a, L>>)> {
        if let Some(files) = self.files.get() {
            let unit = files.get(path)?.unit;
            return Some((unit, self.planned(unit)?));
        }
        let of_article = article_of(path).and_then(|id| self.desk.place(id)).map(|at| {
            let first = self.general.len() + at * self.stride();
            first..first + self.stride()
        });
        let edition = path.as_str().split('/').next().unwrap_or_default();
        let is_of = |at: &usize| self.general.get(*at).is_some_and(|(slot, _)| slot.unit.name.ends_with(edition));
        // No two units have one file, so they may be asked in the order in which one of them is likely to have it.
        let (of_edition, others): (Vec<_>, Vec<_>) = (0..self.general.len()).partition(is_of);
        let mut likely = of_article.into_iter().flatten().chain(of_edition).chain(others);
        let unit = likely.find(|at| self.planned(*at).is_some_and(|planned| planned.has(path)))?;
        Some((unit, self.planned(unit)?))
    }

    fn planned(&self, unit: usize) -> Option<Arc<Planned<'a, L>>> {
        let slot = self.slot(unit)?;
        let plan = || {
            let planned = Arc::new(slot.unit.plan(&self.desk));
            // Of two threads that plan one unit each sees the same.
            let _ = slot.seen.set(planned.seen().clone());
            planned
        };
        if let Some((_, planned)) = self.general.get(unit) {
            return Some(Arc::clone(planned.get_or_init(plan)));
        }
        let recent = || self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = recent().get(&unit) {
            return Some(Arc::clone(known));
        }
        let planned = plan();
        let left = recent().put(unit, Arc::clone(&planned));
        // Freed after the lock, which nobody need wait for.
        drop(left);
        Some(planned)
    }

    fn files(&self) -> &BTreeMap<SitePath, Place> {
        self.files.get_or_init(|| self.all(|_| None))
    }

    /// Every file: of a unit whose files are known, those, else those that it plans.
    fn all(&self, known: impl Fn(&Unit<'a, L>) -> Option<Vec<(SitePath, bool)>> + Sync) -> BTreeMap<SitePath, Place> {
        let of_unit = |unit: usize| {
            let known = self.slot(unit).and_then(|slot| known(&slot.unit));
            let named = |planned: Arc<Planned<'a, L>>| planned.paths().map(|path| (path.clone(), false)).collect();
            let files: Vec<(SitePath, bool)> = known.or_else(|| self.planned(unit).map(named)).unwrap_or_default();
            files.into_iter().map(|(path, stands)| (path, Place { unit, stands })).collect::<Vec<_>>()
        };
        let files: Vec<Vec<(SitePath, Place)>> = self.numbers().into_par_iter().map(of_unit).collect();
        files.into_iter().flatten().collect()
    }
}

/// The files of a site of one lane, however long what it is made from lives.
pub trait Files<L: Lane>: std::fmt::Debug + Sync {
    /// Every path, in order.
    fn paths(&self) -> Box<dyn Iterator<Item = &SitePath> + '_>;

    /// Makes one file; `None` when the site has none there.
    fn make(&self, path: &SitePath) -> Option<Result<Vec<u8>, BuildFault>>;
}

impl<L: Lane> Files<L> for SiteOutput<'_, L> {
    fn paths(&self) -> Box<dyn Iterator<Item = &SitePath> + '_> {
        Box::new(SiteOutput::paths(self))
    }

    fn make(&self, path: &SitePath) -> Option<Result<Vec<u8>, BuildFault>> {
        SiteOutput::make(self, path)
    }
}

impl<L: Lane> std::fmt::Debug for SiteOutput<'_, L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.files().keys()).finish()
    }
}
