//! A disk in memory that remembers what is not durable yet, and what it looks like after the power was cut.
//!
//! Harsher than real disks: nothing but `sync` of a path and `barrier` makes anything durable, whatever is pending may
//! be kept or lost in any combination, and what is kept may be cut off or full of zeros.

mod cut;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::kiosk::budget::weight;
use crate::model::disk::{Disk, ReadSeek};

pub(super) use cut::{Kind, cuts};

/// Files and folders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Tree {
    pub(super) files: BTreeMap<String, Arc<[u8]>>,
    pub(super) folders: BTreeSet<String>,
}

/// A change.
#[derive(Clone, Debug)]
pub(super) enum Op {
    Write { path: String, bytes: Arc<[u8]> },
    Append { path: String, at: usize, bytes: Arc<[u8]> },
    Rename { from: String, to: String },
    Remove { path: String },
    MakeDir { path: String },
}

/// What the disk was like after one call.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) durable: Tree,
    pub(super) pending: Vec<Op>,
    /// How far the run had come: what it had been told is done.
    pub(super) reached: u32,
}

/// Which call fails as on a full disk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Full {
    /// The number of the call, from 0.
    pub(super) at: usize,
    /// Whether later calls that need space fail as well.
    pub(super) stays: bool,
}

#[derive(Debug, Default)]
struct State {
    live: Tree,
    durable: Tree,
    pending: Vec<Op>,
    moments: Option<Vec<Moment>>,
    reached: u32,
    calls: usize,
    full: Option<Full>,
    failed_to_sync: bool,
    /// Bytes of the disk; nothing for endless.
    capacity: Option<u64>,
    /// The least that was ever free of them.
    least_free: u64,
}

/// The disk.
#[derive(Debug, Default)]
pub(super) struct Simulated(Mutex<State>);

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

impl Tree {
    pub(super) fn has_folder(&self, path: &str) -> bool {
        path.is_empty() || self.folders.contains(path)
    }

    pub(super) fn make_dir(&mut self, path: &str) {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        self.folders.extend(ends.map(|end| path[..end].to_owned()));
    }

    pub(super) fn remove(&mut self, path: &str) {
        let below = format!("{path}/");
        let is_empty = !self.files.keys().chain(&self.folders).any(|other| other.starts_with(&below));
        if self.files.remove(path).is_none() && is_empty {
            self.folders.remove(path);
        }
    }

    pub(super) fn names(&self, folder: &str) -> Vec<String> {
        let below = |path: &String| {
            let rest = path.strip_prefix(folder)?.strip_prefix('/')?;
            (!rest.contains('/')).then(|| rest.to_owned())
        };
        let names: BTreeSet<String> = self.files.keys().chain(&self.folders).filter_map(below).collect();
        names.into_iter().collect()
    }
}

impl Op {
    fn touches(&self, names: &BTreeSet<String>) -> bool {
        match self {
            Self::Write { path, .. } | Self::Append { path, .. } | Self::Remove { path } => names.contains(path),
            Self::Rename { from, to } => names.contains(from) || names.contains(to),
            Self::MakeDir { path } => names.iter().any(|name| name.starts_with(&format!("{path}/"))),
        }
    }
}

impl Simulated {
    pub(super) fn of(tree: Tree) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State { live: tree.clone(), durable: tree, ..State::default() })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no thread panicked")
    }

    /// Another disk with the same files.
    pub(super) fn copy(&self) -> Arc<Self> {
        Self::of(self.state().live.clone())
    }

    /// From now on each call leaves a moment.
    pub(super) fn record(&self) {
        let mut state = self.state();
        state.moments = Some(Vec::new());
        state.reached = 0;
        state.keep_moment();
    }

    pub(super) fn moments(&self) -> Vec<Moment> {
        self.state().moments.take().unwrap_or_default()
    }

    /// Something is done and must not be lost from here on.
    pub(super) fn reach(&self, step: u32) {
        let mut state = self.state();
        state.reached = step;
        state.keep_moment();
    }

    pub(super) fn reached(&self) -> u32 {
        self.state().reached
    }

    pub(super) fn fill(&self, full: Option<Full>) {
        let mut state = self.state();
        (state.calls, state.full, state.failed_to_sync) = (0, full, false);
    }

    /// From now on the disk has so many bytes.
    pub(super) fn size(&self, capacity: u64) {
        let mut state = self.state();
        state.capacity = Some(capacity);
        state.least_free = state.free();
    }

    pub(super) fn least_free(&self) -> u64 {
        self.state().least_free
    }

    pub(super) fn failed_to_sync(&self) -> bool {
        self.state().failed_to_sync
    }

    pub(super) fn calls(&self) -> usize {
        self.state().calls
    }

    pub(super) fn tree(&self) -> Tree {
        self.state().live.clone()
    }
}

impl State {
    fn keep_moment(&mut self) {
        if let Some(moments) = &mut self.moments {
            let (durable, pending) = (self.durable.clone(), self.pending.clone());
            moments.push(Moment { durable, pending, reached: self.reached });
        }
    }

    fn free(&self) -> u64 {
        let Some(capacity) = self.capacity else { return u64::MAX };
        let used: u64 = self.live.files.values().map(|bytes| weight(bytes.len() as u64)).sum();
        capacity.saturating_sub(used)
    }

    /// Whether a file of this size does not fit in the place of the one that is there.
    fn is_too_much(&self, path: &str, size: usize) -> bool {
        let there = self.live.files.get(path).map_or(0, |bytes| weight(bytes.len() as u64));
        weight(size as u64) > self.free().saturating_add(there)
    }

    /// Counts a call; says whether it finds the disk full.
    fn is_full(&mut self, needs_space: bool) -> bool {
        let call = self.calls;
        self.calls += 1;
        self.full.is_some_and(|full| call == full.at || (full.stays && needs_space && call > full.at))
    }

    fn change(&mut self, op: Op) {
        op.apply(&mut self.live, cut::Fate::Kept, Kind::Journal);
        self.pending.push(op);
        self.least_free = self.least_free.min(self.free());
        self.keep_moment();
    }
}

fn full() -> io::Error {
    io::Error::from(ErrorKind::StorageFull)
}

fn not_found(path: &str) -> io::Error {
    io::Error::new(ErrorKind::NotFound, path.to_owned())
}

impl Disk for Simulated {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.state().live.files.get(path).map(|bytes| bytes.to_vec()).ok_or_else(|| not_found(path))
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(Cursor::new(self.read(path)?)))
    }

    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        if !state.live.has_folder(parent(path)) {
            return Err(not_found(path));
        }
        let is_full = state.is_full(true) || state.is_too_much(path, bytes.len());
        let fitting = if is_full { &bytes[..bytes.len() / 2] } else { bytes };
        state.change(Op::Write { path: path.to_owned(), bytes: fitting.into() });
        if is_full { Err(full()) } else { Ok(()) }
    }

    fn append(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        if !state.live.has_folder(parent(path)) {
            return Err(not_found(path));
        }
        let at = state.live.files.get(path).map_or(0, |bytes| bytes.len());
        let is_full = state.is_full(true) || state.is_too_much(path, at + bytes.len());
        let fitting = if is_full { &bytes[..bytes.len() / 2] } else { bytes };
        state.change(Op::Append { path: path.to_owned(), at, bytes: fitting.into() });
        if is_full { Err(full()) } else { Ok(()) }
    }

    fn length(&self, path: &str) -> io::Result<Option<u64>> {
        Ok(self.state().live.files.get(path).map(|bytes| bytes.len() as u64))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.state();
        if !state.live.files.contains_key(from) || !state.live.has_folder(parent(to)) {
            return Err(not_found(from));
        }
        if state.is_full(false) {
            return Err(full());
        }
        state.change(Op::Rename { from: from.to_owned(), to: to.to_owned() });
        Ok(())
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        let mut state = self.state();
        if state.is_full(false) {
            return Err(full());
        }
        if state.live.files.contains_key(path) || state.live.folders.contains(path) {
            state.change(Op::Remove { path: path.to_owned() });
        }
        Ok(())
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        Ok(self.state().live.names(folder))
    }

    fn make_dir(&self, path: &str) -> io::Result<()> {
        let mut state = self.state();
        if state.live.has_folder(path) {
            return Ok(());
        }
        if state.is_full(true) {
            return Err(full());
        }
        state.change(Op::MakeDir { path: path.to_owned() });
        Ok(())
    }

    fn sync(&self, path: &str) -> io::Result<()> {
        let mut state = self.state();
        if state.is_full(false) {
            state.failed_to_sync = true;
            return Err(full());
        }
        // What led to the file under this name, backwards: names it had before count as well.
        let mut names = BTreeSet::from([path.to_owned()]);
        let mut needed = vec![false; state.pending.len()];
        for (at, op) in state.pending.iter().enumerate().rev() {
            needed[at] = op.touches(&names);
            if let Op::Rename { from, .. } = op
                && needed[at]
            {
                names.insert(from.clone());
            }
        }
        let mut rest = Vec::new();
        for (op, needed) in std::mem::take(&mut state.pending).into_iter().zip(needed) {
            if needed {
                op.apply(&mut state.durable, cut::Fate::Kept, Kind::Journal);
            } else {
                rest.push(op);
            }
        }
        state.pending = rest;
        state.keep_moment();
        Ok(())
    }

    fn barrier(&self) -> io::Result<()> {
        let mut state = self.state();
        if state.is_full(false) {
            return Err(full());
        }
        state.durable = state.live.clone();
        state.pending.clear();
        state.keep_moment();
        Ok(())
    }

    fn free(&self) -> io::Result<u64> {
        Ok(self.state().free())
    }
}
