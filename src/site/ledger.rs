//! What each file of a build was made from, so that the next build makes only what changed.
//!
//! Nothing is declared: a file rests on what its maker and its planner looked at, as their desks noted it. A file stands
//! when all of that has the sums it had, and settings, theme and program are the same.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use super::desk::PROGRAM;
use super::desk::reading::Reading;
use super::desk::{Desk, Seen, sum_of_frame};
use super::plan::Planned;
use crate::gate::clearance::Lane;
use crate::model::path::SitePath;
use crate::model::units::Sha256;

/// The record of one build.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// The sum of what every file may rest on.
    frame: String,
    /// Everything that was looked at, and its sum.
    readings: Vec<(Reading, String)>,
    /// Sets of readings, by their places above.
    sets: Vec<Vec<u32>>,
    units: BTreeMap<String, Entry>,
}

/// One unit of a build.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Entry {
    /// Sets that its plan rests on.
    plan: Vec<u32>,
    /// Its files, each with the sets that it rests on besides.
    files: BTreeMap<String, Vec<u32>>,
}

/// A ledger in the making.
pub(super) struct Recorder {
    known: BTreeMap<String, Entry>,
    /// Which sets of `known` hold nothing that changed.
    stands: Vec<bool>,
    book: Mutex<Book>,
}

/// Readings and sets, each once.
#[derive(Default)]
struct Book {
    readings: HashMap<Reading, u32>,
    sets: HashMap<Vec<u32>, u32>,
    /// Sets that many files share, by where they lie; they lie there as long as the book.
    shared: HashMap<usize, (Arc<BTreeSet<Reading>>, u32)>,
    /// What the files of each unit rest on that were made.
    made: HashMap<usize, BTreeMap<String, Vec<u32>>>,
}

impl Recorder {
    pub(super) fn new<L: Lane>(ledger: Ledger, desk: &Desk<'_, L>) -> Self {
        let Ledger { frame, readings, sets, units } = ledger;
        if frame != sum_of_frame(desk).hex() {
            return Self { known: BTreeMap::new(), stands: Vec::new(), book: Mutex::default() };
        }
        let holds: Vec<bool> = readings.par_iter().map(|(reading, sum)| desk.sum(reading).hex() == *sum).collect();
        let stands = |set: &Vec<u32>| set.iter().all(|at| holds.get(*at as usize).copied().unwrap_or_default());
        let stands = sets.iter().map(stands).collect();
        // The sets of the new ledger begin with those of the old one, so that what stands need not be translated.
        let mut book = Book::default();
        for (at, (reading, _)) in (0..).zip(readings) {
            book.readings.insert(reading, at);
        }
        for (at, set) in (0..).zip(sets) {
            book.sets.insert(set, at);
        }
        Self { known: units, stands, book: Mutex::new(book) }
    }

    /// The files of a unit whose plan stands, each with whether it stands itself.
    pub(super) fn files_of(&self, unit: &str) -> Option<Vec<(SitePath, bool)>> {
        let entry = self.known.get(unit).filter(|entry| self.stand(&entry.plan))?;
        let file = |(path, sets): (&String, &Vec<u32>)| Some((SitePath::new(path).ok()?, self.stand(sets)));
        entry.files.iter().map(file).collect()
    }

    fn stand(&self, sets: &[u32]) -> bool {
        sets.iter().all(|at| self.stands.get(*at as usize).copied().unwrap_or_default())
    }

    /// Notes what a file rests on that was made.
    pub(super) fn note(&self, unit: usize, path: &SitePath, seen: &Seen) {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        let sets = book.sets_of(seen);
        book.made.entry(unit).or_default().insert(path.to_string(), sets);
    }

    pub(super) fn ledger<'u, 'a: 'u, L: Lane>(
        &self,
        desk: &Desk<'a, L>,
        units: impl Iterator<Item = (&'u str, Option<&'u Planned<'a, L>>)>,
    ) -> Ledger {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        let mut entries = BTreeMap::new();
        for (at, (name, planned)) in units.enumerate() {
            let mut entry = self.known.get(name).filter(|entry| self.stand(&entry.plan)).cloned().unwrap_or_default();
            // Planned anew: only what is planned now, and as it was made now.
            if let Some(planned) = planned {
                entry.plan = book.sets_of(planned.seen());
                entry.files.retain(|path, _| SitePath::new(path).is_ok_and(|path| planned.has(&path)));
            }
            entry.files.extend(book.made.remove(&at).unwrap_or_default());
            entries.insert(name.to_owned(), entry);
        }
        book.close(sum_of_frame(desk), entries, |reading| desk.sum(reading))
    }
}

impl Book {
    fn sets_of(&mut self, seen: &Seen) -> Vec<u32> {
        let used = seen.iter().filter(|set| !set.is_empty());
        let mut sets: Vec<u32> = used.map(|set| self.set(set)).collect();
        sets.sort_unstable();
        sets.dedup();
        sets
    }

    fn set(&mut self, set: &Arc<BTreeSet<Reading>>) -> u32 {
        let place = Arc::as_ptr(set) as usize;
        if let Some((_, number)) = self.shared.get(&place) {
            return *number;
        }
        let mut numbers: Vec<u32> = set.iter().map(|reading| self.reading(reading)).collect();
        numbers.sort_unstable();
        let next = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        let number = *self.sets.entry(numbers).or_insert(next);
        if Arc::strong_count(set) > 1 {
            self.shared.insert(place, (Arc::clone(set), number));
        }
        number
    }

    fn reading(&mut self, reading: &Reading) -> u32 {
        if let Some(known) = self.readings.get(reading) {
            return *known;
        }
        let next = u32::try_from(self.readings.len()).unwrap_or(u32::MAX);
        self.readings.insert(reading.clone(), next);
        next
    }

    /// Writes down what the entries still name, numbered anew.
    fn close(
        &self,
        frame: Sha256,
        mut units: BTreeMap<String, Entry>,
        sum: impl Fn(&Reading) -> Sha256 + Sync,
    ) -> Ledger {
        let sets: HashMap<u32, &Vec<u32>> = self.sets.iter().map(|(set, number)| (*number, set)).collect();
        let readings: HashMap<u32, &Reading> = self.readings.iter().map(|(one, number)| (*number, one)).collect();
        let named =
            |entry: &Entry| entry.plan.iter().chain(entry.files.values().flatten()).copied().collect::<Vec<_>>();
        let used: BTreeSet<u32> = units.values().flat_map(named).collect();
        let used: Vec<(u32, &Vec<u32>)> = used.into_iter().filter_map(|at| Some((at, *sets.get(&at)?))).collect();
        let seen: BTreeSet<u32> = used.iter().flat_map(|(_, set)| set.iter().copied()).collect();
        let seen: Vec<(u32, &Reading)> = seen.into_iter().filter_map(|at| Some((at, *readings.get(&at)?))).collect();
        let new_set: HashMap<u32, u32> = used.iter().map(|(old, _)| *old).zip(0..).collect();
        let new_reading: HashMap<u32, u32> = seen.iter().map(|(old, _)| *old).zip(0..).collect();
        let again = |map: &HashMap<u32, u32>, list: &[u32]| list.iter().filter_map(|at| map.get(at).copied()).collect();
        for entry in units.values_mut() {
            entry.plan = again(&new_set, &entry.plan);
            entry.files.values_mut().for_each(|sets| *sets = again(&new_set, sets));
        }
        Ledger {
            frame: frame.hex(),
            readings: seen.par_iter().map(|(_, reading)| ((*reading).clone(), sum(reading).hex())).collect(),
            sets: used.iter().map(|(_, set)| again(&new_reading, set)).collect(),
            units,
        }
    }
}
