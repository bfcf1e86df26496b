//! Downloads that go on another night. Nothing in them is believed before the whole was hashed by whoever asked for it.

use std::io;

use super::fault::StoreFault;
use super::objects::{Put, sum_of};
use super::store::Store;
use crate::model::disk::ReadSeek;
use crate::model::units::Sha256;

const FOLDER: &str = "part";
const MAX_NAME_BYTES: usize = 120;

/// Names are ours, as a sum or the name of a pack: letters, digits, `-`, `_` and dots within.
fn path(name: &str) -> Result<String, StoreFault> {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_edge = |end: Option<char>| end.is_some_and(|c| c != '.');
    if name.len() <= MAX_NAME_BYTES
        && name.chars().all(is_fine)
        && is_edge(name.chars().next())
        && is_edge(name.chars().next_back())
    {
        return Ok(format!("{FOLDER}/{name}"));
    }
    Err(StoreFault::at(name)(io::Error::new(io::ErrorKind::InvalidInput, "not a name of a download")))
}

#[expect(clippy::missing_errors_doc, reason = "the name is not one, or the system refuses")]
impl Store {
    /// Downloads that were begun, sorted.
    pub fn parts(&self) -> Result<Vec<String>, StoreFault> {
        self.disk.list(FOLDER).map_err(StoreFault::at(FOLDER))
    }

    /// Bytes that are there; 0 when it was not begun. A link or an empty folder in its place goes: it would stand in the
    /// way for ever.
    pub fn part_length(&self, name: &str) -> Result<u64, StoreFault> {
        let path = path(name)?;
        match self.disk.length(&path) {
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => self.part_drop(name).map(|()| 0),
            length => Ok(length.map_err(StoreFault::at(&path))?.unwrap_or(0)),
        }
    }

    /// Goes on with a download.
    pub fn part_append(&self, name: &str, bytes: &[u8]) -> Result<(), StoreFault> {
        let path = path(name)?;
        self.disk.make_dir(FOLDER).map_err(StoreFault::at(FOLDER))?;
        self.disk.append(&path, bytes).map_err(StoreFault::at(&path))
    }

    /// Makes what is there durable, so that a power cut costs only what came later.
    pub fn part_sync(&self, name: &str) -> Result<(), StoreFault> {
        let path = path(name)?;
        self.disk.sync(&path).map_err(StoreFault::at(&path))
    }

    /// Opens a download.
    pub fn part_open(&self, name: &str) -> Result<Box<dyn ReadSeek>, StoreFault> {
        let path = path(name)?;
        self.disk.open(&path).map_err(StoreFault::at(&path))
    }

    /// Sum of what is there, in bounded memory.
    pub fn part_sum(&self, name: &str) -> Result<Sha256, StoreFault> {
        let path = path(name)?;
        sum_of(&*self.disk, &path).map_err(StoreFault::at(&path))
    }

    /// Makes an object of a download, without a copy: for files too large for the memory.
    pub fn part_adopt(&self, name: &str, sum: &Sha256) -> Result<Put, StoreFault> {
        if self.part_sum(name)? != *sum {
            return Err(StoreFault::Wrong(*sum));
        }
        if self.deny().object(sum).is_some() {
            return self.part_drop(name).map(|()| Put::Denied);
        }
        self.place(&path(name)?, sum).map(|()| Put::Written)
    }

    /// Gives a download up.
    pub fn part_drop(&self, name: &str) -> Result<(), StoreFault> {
        let path = path(name)?;
        self.disk.remove(&path).map_err(StoreFault::at(&path))
    }
}
