//! The plan of a site: every output file of one lane, made on demand, in order of path.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::BuildFault;
use super::desk::Desk;
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
    files: OnceLock<Listing>,
    recorder: Option<Recorder>,
}

/// A unit that is about no single article, with its plan, once somebody asked for one of its files: such a plan may hold
/// what all its files are made from.
type Laid<'a, L> = (Unit<'a, L>, OnceLock<Arc<Planned<'a, L>>>);

/// Gives a unit of an article: that of an edition by its number, if it shows the article, and after them one about the
/// article alone.
pub(super) type OfArticle<'a, L> = fn(&Desk<'a, L>, usize, usize) -> Option<Unit<'a, L>>;

/// Where a file comes from.
#[derive(Clone, Copy, Debug)]
struct Place {
    unit: u32,
    /// Whether it is as it was when the ledger was written.
    stands: bool,
}

/// Every file of a site, each once, in order of path: a list takes half of what a tree does, and nothing is added later.
struct Listing(Vec<(SitePath, Place)>);

impl Listing {
    fn of(mut files: Vec<(SitePath, Place)>) -> Self {
        files.par_sort_unstable_by(|(a, at), (b, other)| a.cmp(b).then(other.unit.cmp(&at.unit)));
        files.dedup_by(|(later, _), (earlier, _)| later == earlier);
        files.shrink_to_fit();
        Self(files)
    }

    fn get(&self, path: &SitePath) -> Option<Place> {
        let at = self.0.binary_search_by(|(known, _)| known.cmp(path)).ok()?;
        self.0.get(at).map(|(_, place)| *place)
    }

    fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.0.iter().map(|(path, _)| path)
    }
}

impl<'a, L: Lane> SiteOutput<'a, L> {
    /// A site of units: the general ones, and those of each article.
    pub(super) fn new(desk: Desk<'a, L>, general: Vec<Unit<'a, L>>, of_article: OfArticle<'a, L>) -> Self {
        let general = general.into_iter().map(|unit| (unit, OnceLock::new())).collect();
        let recent = Mutex::new(Recent::new(FEW));
        Self { desk, recent, general, of_article, files: OnceLock::new(), recorder: None }
    }

    /// How many numbers the units of an article take.
    fn stride(&self) -> usize {
        self.desk.editions().len() + 1
    }

    /// The numbers of all units: the general ones first, then those of the articles in order. There are gaps.
    fn numbers(&self) -> std::ops::Range<usize> {
        0..self.general.len() + self.desk.every_article() * self.stride()
    }

    /// Does something with a unit. Those of articles are made for whoever asks: there may be half a million.
    fn with<T>(&self, number: usize, ask: impl FnOnce(&Unit<'a, L>) -> T) -> Option<T> {
        let Some(own) = number.checked_sub(self.general.len()) else {
            return self.general.get(number).map(|(unit, _)| ask(unit));
        };
        (self.of_article)(&self.desk, own / self.stride(), own % self.stride()).as_ref().map(ask)
    }

    /// The same site, of which files need not be made again that stand in the ledger of an earlier build and rest on
    /// nothing that changed since. What this build makes is recorded for [`SiteOutput::into_ledger`].
    #[must_use]
    pub fn after(mut self, ledger: Ledger) -> Self {
        self.recorder = Some(Recorder::new(ledger, &self.desk));
        self.files = OnceLock::from(self.all());
        self
    }

    /// The record of a build whose every file was made or stands.
    #[must_use]
    pub fn into_ledger(mut self) -> Option<Ledger> {
        // Nothing is made any more, and the record of a large site needs the room.
        self.recent = Mutex::new(Recent::new(FEW));
        self.general.iter_mut().for_each(|(_, planned)| drop(planned.take()));
        let name = |number| self.with(number, |unit| unit.name.clone()).unwrap_or_default();
        let units = self.numbers().map(name);
        let has =
            |unit: usize, path: &SitePath| self.files().get(path).is_some_and(|place| place.unit as usize == unit);
        let recorder = self.recorder.as_ref().filter(|_| self.fault().is_none())?;
        Some(recorder.ledger(&self.desk, units, &has))
    }

    /// Every path, in order.
    pub fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.files().paths()
    }

    /// Whether a file is as it was when the ledger was written that this site comes after.
    #[must_use]
    pub fn stands(&self, path: &SitePath) -> bool {
        self.files().get(path).is_some_and(|place| place.stands)
    }

    /// Why nothing can be made any more: a text was read again for its pages and is not the one that was judged.
    #[must_use]
    pub fn fault(&self) -> Option<BuildFault> {
        self.desk.fault()
    }

    /// Makes one file; `None` when it is not in the plan.
    #[must_use]
    pub fn make(&self, path: &SitePath) -> Option<Result<Vec<u8>, BuildFault>> {
        let (unit, planned) = self.find(path)?;
        if let Some(fault) = self.fault() {
            return Some(Err(fault));
        }
        let (result, seen) = planned.make(path, &self.desk)?;
        if let Some(recorder) = &self.recorder {
            recorder.note(unit, path, &seen);
        }
        // Asked afterwards: the text may have been read for this very file.
        Some(self.fault().map_or(result, Err))
    }

    /// The unit of a file. As long as nobody asked for every path, no more is planned than is needed to find it.
    fn find(&self, path: &SitePath) -> Option<(usize, Arc<Planned<'a, L>>)> {
        if let Some(files) = self.files.get() {
            let unit = files.get(path)?.unit as usize;
            return Some((unit, self.planned(unit)?));
        }
        let of_article = article_of(path).and_then(|id| self.desk.place(id)).map(|at| {
            let first = self.general.len() + at * self.stride();
            first..first + self.stride()
        });
        let edition = path.as_str().split('/').next().unwrap_or_default();
        let is_of = |at: &usize| self.general.get(*at).is_some_and(|(unit, _)| unit.name.ends_with(edition));
        // No two units have one file, so they may be asked in the order in which one of them is likely to have it.
        let (of_edition, others): (Vec<_>, Vec<_>) = (0..self.general.len()).partition(is_of);
        let mut likely = of_article.into_iter().flatten().chain(of_edition).chain(others);
        let unit = likely.find(|at| self.planned(*at).is_some_and(|planned| planned.has(path)))?;
        Some((unit, self.planned(unit)?))
    }

    fn planned(&self, unit: usize) -> Option<Arc<Planned<'a, L>>> {
        let plan = |of: &Unit<'a, L>| {
            let planned = Arc::new(of.plan(&self.desk));
            if let Some(recorder) = &self.recorder {
                recorder.note_plan(unit, planned.seen());
            }
            planned
        };
        if let Some((of, planned)) = self.general.get(unit) {
            return Some(Arc::clone(planned.get_or_init(|| plan(of))));
        }
        let recent = || self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = recent().get(&unit) {
            return Some(Arc::clone(known));
        }
        let planned = self.with(unit, plan)?;
        let left = recent().put(unit, Arc::clone(&planned));
        // Freed after the lock, which nobody need wait for.
        drop(left);
        Some(planned)
    }

    fn files(&self) -> &Listing {
        self.files.get_or_init(|| self.all())
    }

    /// Every file: of a unit whose files are known, those, else those that it plans.
    fn all(&self) -> Listing {
        let known = |of: &Unit<'a, L>| self.recorder.as_ref().and_then(|recorder| recorder.files_of(&of.name));
        let of_unit = |unit: usize| {
            let known = self.with(unit, known).flatten();
            let named = |planned: Arc<Planned<'a, L>>| planned.paths().map(|path| (path.clone(), false)).collect();
            let files: Vec<(SitePath, bool)> = known.or_else(|| self.planned(unit).map(named)).unwrap_or_default();
            // Four thousand million units are more than any memory holds.
            let unit = u32::try_from(unit).unwrap_or(u32::MAX);
            files.into_iter().map(move |(path, stands)| (path, Place { unit, stands }))
        };
        Listing::of(self.numbers().into_par_iter().flat_map_iter(of_unit).collect())
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
        f.debug_set().entries(self.files().paths()).finish()
    }
}
