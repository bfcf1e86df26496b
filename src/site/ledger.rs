//! What each file of a build was made from, so that the next build makes only what changed.
//!
//! Nothing is declared: a file rests on what its maker and its planner looked at, as their desks noted it. A file stands
//! when all of that has the sums it had, and settings, theme and program are the same.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use super::desk::PROGRAM;
use super::desk::reading::Reading;
use super::desk::{Desk, Seen, sum_of_frame};
use crate::gate::clearance::Lane;
use crate::model::path::SitePath;
use crate::model::units::Sha256;

/// The record of one build.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// The sum of what every file may rest on.
    frame: Option<Sha256>,
    /// Everything that was looked at, and its sum.
    readings: Vec<(Reading, Sha256)>,
    /// Sets of readings, by their places above.
    sets: Vec<Box<[u32]>>,
    /// Lists of sets, by their places above: most files of a kind rest on the same.
    lists: Vec<Box<[u32]>>,
    units: BTreeMap<String, Entry>,
}

/// One unit of a build.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    /// The list of sets that its plan rests on.
    plan: u32,
    /// Its files in order, each with the list of sets that it rests on besides.
    files: Vec<(SitePath, u32)>,
}

/// A ledger in the making.
pub(super) struct Recorder {
    known: BTreeMap<String, Entry>,
    /// Which lists of `known` hold nothing that changed.
    stands: Vec<bool>,
    book: Mutex<Book>,
}

/// No list: there are fewer than that.
const UNPLANNED: u32 = u32::MAX;

/// Readings, sets and lists, each once.
#[derive(Default)]
struct Book {
    readings: HashMap<Reading, u32>,
    sets: HashMap<Box<[u32]>, u32>,
    lists: HashMap<Box<[u32]>, u32>,
    /// Sets that many files share, by where they lie; they lie there as long as the book.
    shared: HashMap<usize, (Arc<[Reading]>, u32)>,
    /// The list that the plan of each unit rests on, by the unit's number; of one that was not planned, [`UNPLANNED`].
    plans: Vec<u32>,
    /// Which list each file rests on that was made, with its unit.
    made: Vec<(u32, SitePath, u32)>,
}

impl Recorder {
    pub(super) fn new<L: Lane>(ledger: Ledger, desk: &Desk<'_, L>) -> Self {
        let Ledger { frame, readings, sets, lists, units } = ledger;
        if frame != Some(sum_of_frame(desk)) {
            return Self { known: BTreeMap::new(), stands: Vec::new(), book: Mutex::default() };
        }
        let all =
            |of: &[bool], places: &[u32]| places.iter().all(|at| of.get(*at as usize).copied().unwrap_or_default());
        let holds: Vec<bool> = readings.par_iter().map(|(reading, sum)| desk.sum(reading) == *sum).collect();
        let holds: Vec<bool> = sets.iter().map(|set| all(&holds, set)).collect();
        let stands = lists.iter().map(|list| all(&holds, list)).collect();
        // The numbers of the new ledger begin with those of the old one, so that what stands need not be translated.
        let book = Book {
            readings: readings.into_iter().map(|(reading, _)| reading).zip(0..).collect(),
            sets: sets.into_iter().zip(0..).collect(),
            lists: lists.into_iter().zip(0..).collect(),
            ..Book::default()
        };
        Self { known: units, stands, book: Mutex::new(book) }
    }

    /// The files of a unit whose plan stands, each with whether it stands itself.
    pub(super) fn files_of(&self, unit: &str) -> Option<Vec<(SitePath, bool)>> {
        let entry = self.known.get(unit).filter(|entry| self.stands(entry.plan))?;
        Some(entry.files.iter().map(|(path, list)| (path.clone(), self.stands(*list))).collect())
    }

    fn stands(&self, list: u32) -> bool {
        self.stands.get(list as usize).copied().unwrap_or_default()
    }

    /// Notes what a plan rests on. Whoever plans a unit again sees the same.
    pub(super) fn note_plan(&self, unit: usize, seen: &Seen) {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        let list = book.list(seen);
        if unit >= book.plans.len() {
            book.plans.resize(unit + 1, UNPLANNED);
        }
        book.plans[unit] = list;
    }

    /// Notes what a file rests on that was made.
    pub(super) fn note(&self, unit: usize, path: &SitePath, seen: &Seen) {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        let list = book.list(seen);
        book.made.push((u32::try_from(unit).unwrap_or(u32::MAX), path.clone(), list));
    }

    /// Writes down every unit by its name; `has` knows whether a unit has a file.
    pub(super) fn ledger<L: Lane>(
        &self,
        desk: &Desk<'_, L>,
        units: impl Iterator<Item = String>,
        has: &dyn Fn(usize, &SitePath) -> bool,
    ) -> Ledger {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        let mut made = std::mem::take(&mut book.made);
        made.sort_unstable();
        let mut made = made.into_iter().peekable();
        let mut entries = Vec::new();
        for (at, name) in units.enumerate() {
            let planned = book.plans.get(at).copied().filter(|list| *list != UNPLANNED);
            let known = self.known.get(&name).filter(|entry| self.stands(entry.plan));
            let mut files: BTreeMap<SitePath, u32> =
                known.map(|entry| entry.files.iter().cloned().collect()).unwrap_or_default();
            // Planned anew: only what is planned now, and as it was made now.
            files.retain(|path, _| planned.is_none() || has(at, path));
            while let Some((_, path, list)) = made.next_if(|(unit, ..)| *unit as usize == at) {
                files.insert(path, list);
            }
            let Some(plan) = planned.or(known.map(|entry| entry.plan)) else { continue };
            entries.push((name, Entry { plan, files: files.into_iter().collect() }));
        }
        // A tree that is made of all at once takes half the memory.
        let entries = entries.into_iter().collect();
        std::mem::take(&mut *book).close(sum_of_frame(desk), entries, |reading| desk.sum(reading))
    }
}

/// The number of a thing in a list where each stands once.
fn numbered<T: Eq + std::hash::Hash>(list: &mut HashMap<T, u32>, one: T) -> u32 {
    // Four thousand million are more than any memory holds.
    let next = u32::try_from(list.len()).unwrap_or(u32::MAX);
    *list.entry(one).or_insert(next)
}

impl Book {
    fn list(&mut self, seen: &Seen) -> u32 {
        let mut sets: Vec<u32> = seen.iter().map(|set| self.set(set)).collect();
        sets.sort_unstable();
        sets.dedup();
        numbered(&mut self.lists, sets.into())
    }

    fn set(&mut self, set: &Arc<[Reading]>) -> u32 {
        let place = Arc::as_ptr(set).cast::<Reading>() as usize;
        if let Some((_, number)) = self.shared.get(&place) {
            return *number;
        }
        let mut numbers: Vec<u32> = set.iter().map(|reading| self.reading(reading)).collect();
        numbers.sort_unstable();
        let number = numbered(&mut self.sets, numbers.into());
        if Arc::strong_count(set) > 1 {
            self.shared.insert(place, (Arc::clone(set), number));
        }
        number
    }

    fn reading(&mut self, reading: &Reading) -> u32 {
        // Looked up first: most are known, and only a new one need be cloned.
        self.readings.get(reading).copied().unwrap_or_else(|| numbered(&mut self.readings, reading.clone()))
    }

    /// Writes down what the entries still name, numbered anew.
    fn close(
        self,
        frame: Sha256,
        mut units: BTreeMap<String, Entry>,
        sum: impl Fn(&Reading) -> Sha256 + Sync,
    ) -> Ledger {
        let (readings, sets, lists) = (in_order(self.readings), in_order(self.sets), in_order(self.lists));
        let named = units.values().flat_map(|entry| entry.files.iter().map(|(_, list)| *list).chain([entry.plan]));
        let used_lists = Used::of(lists.len(), named);
        let lists = used_lists.kept(lists);
        let used_sets = Used::of(sets.len(), lists.iter().flat_map(|list| list.iter().copied()));
        let sets = used_sets.kept(sets);
        let used_readings = Used::of(readings.len(), sets.iter().flat_map(|set| set.iter().copied()));
        let readings = used_readings.kept(readings);
        for entry in units.values_mut() {
            entry.plan = used_lists.new_place(entry.plan);
            entry.files.iter_mut().for_each(|(_, list)| *list = used_lists.new_place(*list));
        }
        let again = |used: &Used, mut list: Box<[u32]>| {
            list.iter_mut().for_each(|at| *at = used.new_place(*at));
            list
        };
        let summed = |reading: Reading| {
            let sum = sum(&reading);
            (reading, sum)
        };
        Ledger {
            frame: Some(frame),
            readings: readings.into_par_iter().map(summed).collect(),
            sets: sets.into_iter().map(|set| again(&used_readings, set)).collect(),
            lists: lists.into_iter().map(|list| again(&used_sets, list)).collect(),
            units,
        }
    }
}

/// Things by their numbers, which are those from 0 on.
fn in_order<T>(numbered: HashMap<T, u32>) -> Vec<T> {
    let mut things: Vec<(u32, T)> = numbered.into_iter().map(|(one, number)| (number, one)).collect();
    things.sort_unstable_by_key(|(number, _)| *number);
    things.into_iter().map(|(_, one)| one).collect()
}

/// Which of some things are still named, and the place of each in a list of only those.
struct Used {
    is_used: Vec<bool>,
    places: Vec<u32>,
}

impl Used {
    fn of(n: usize, named: impl Iterator<Item = u32>) -> Self {
        let mut is_used = vec![false; n];
        for at in named {
            if let Some(one) = is_used.get_mut(at as usize) {
                *one = true;
            }
        }
        let place = |next: &mut u32, is_used: &bool| {
            let own = *next;
            *next += u32::from(*is_used);
            Some(own)
        };
        let places = is_used.iter().scan(0, place).collect();
        Self { is_used, places }
    }

    /// Those that are named.
    fn kept<T>(&self, things: Vec<T>) -> Vec<T> {
        things.into_iter().zip(&self.is_used).filter(|(_, is_used)| **is_used).map(|(one, _)| one).collect()
    }

    fn new_place(&self, at: u32) -> u32 {
        // What is named is used, and so it has a place.
        self.places.get(at as usize).copied().unwrap_or(u32::MAX)
    }
}
