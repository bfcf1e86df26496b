//! A disk on which a run can be tried: reads come from below, writes stay in memory and are lost.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::budget::weight;
use crate::model::disk::{Disk, ReadSeek};

/// Nothing below is changed.
pub struct Overlay {
    below: Arc<dyn Disk>,
    /// What was written, or removed.
    above: Mutex<BTreeMap<String, Option<Vec<u8>>>>,
}

impl Overlay {
    /// Above this disk.
    #[must_use]
    pub fn new(below: Arc<dyn Disk>) -> Self {
        Self { below, above: Mutex::default() }
    }

    fn above(&self) -> MutexGuard<'_, BTreeMap<String, Option<Vec<u8>>>> {
        self.above.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, path: &str) -> Option<Option<Vec<u8>>> {
        self.above().get(path).cloned()
    }

    fn keep(&self, path: &str, bytes: Option<Vec<u8>>) {
        self.above().insert(path.to_owned(), bytes);
    }
}

impl Disk for Overlay {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self.known(path) {
            Some(found) => found.ok_or_else(|| io::Error::new(ErrorKind::NotFound, format!("{path}: removed"))),
            None => self.below.read(path),
        }
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn ReadSeek>> {
        match self.known(path) {
            Some(_) => Ok(Box::new(Cursor::new(self.read(path)?))),
            None => self.below.open(path),
        }
    }

    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.keep(path, Some(bytes.to_vec()));
        Ok(())
    }

    fn append(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let mut whole = match self.read(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            read => read?,
        };
        whole.extend(bytes);
        self.write(path, &whole)
    }

    fn length(&self, path: &str) -> io::Result<Option<u64>> {
        match self.known(path) {
            Some(found) => Ok(found.map(|bytes| bytes.len() as u64)),
            None => self.below.length(path),
        }
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let bytes = self.read(from)?;
        self.keep(from, None);
        self.write(to, &bytes)
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        self.keep(path, None);
        Ok(())
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let mut names: BTreeSet<String> = self.below.list(folder)?.into_iter().collect();
        for (path, found) in &*self.above() {
            let Some((name, is_file)) = path
                .strip_prefix(folder)
                .and_then(|rest| rest.strip_prefix('/'))
                .map(|rest| rest.split_once('/').map_or((rest, true), |(name, _)| (name, false)))
            else {
                continue;
            };
            if found.is_some() {
                names.insert(name.to_owned());
            } else if is_file {
                names.remove(name);
            }
        }
        Ok(names.into_iter().collect())
    }

    fn make_dir(&self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn sync(&self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn barrier(&self) -> io::Result<()> {
        Ok(())
    }

    fn free(&self) -> io::Result<u64> {
        let mut free = self.below.free()?;
        for (path, found) in &*self.above() {
            let below = self.below.length(path).ok().flatten().map_or(0, weight);
            let above = found.as_ref().map_or(0, |bytes| weight(bytes.len() as u64));
            free = free.saturating_add(below).saturating_sub(above);
        }
        Ok(free)
    }
}
