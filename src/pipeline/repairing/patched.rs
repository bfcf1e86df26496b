//! A source tree with some files changed, as it would be after a repair.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::path::SourcePath;
use crate::model::sources::{ListedFile, SourceError, Sources};

/// Files laid over others. With directories given, no other part of `content` is seen.
pub struct Patched<'a> {
    below: &'a dyn Sources,
    changed: BTreeMap<SourcePath, Vec<u8>>,
    dirs: Option<BTreeSet<String>>,
}

impl<'a> Patched<'a> {
    /// Lays changed files over a tree; they must be there already.
    #[must_use]
    pub fn new(below: &'a dyn Sources, changed: BTreeMap<SourcePath, Vec<u8>>, dirs: Option<BTreeSet<String>>) -> Self {
        Self { below, changed, dirs }
    }

    fn resized(&self, file: ListedFile) -> ListedFile {
        let size = self.changed.get(&file.path).map_or(file.size, |bytes| bytes.len() as u64);
        ListedFile { size, ..file }
    }
}

impl Sources for Patched<'_> {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        let files = match &self.dirs {
            Some(dirs) if dir == "content" => {
                let inner = |dir: &str| dirs.iter().any(|other| dir.starts_with(&format!("{other}/")));
                let tops = dirs.iter().filter(|dir| !inner(dir));
                tops.map(|dir| self.below.list(dir)).collect::<Result<Vec<_>, _>>()?.concat()
            }
            Some(_) if dir == "records" => Vec::new(),
            _ => self.below.list(dir)?,
        };
        Ok(files.into_iter().map(|file| self.resized(file)).collect())
    }

    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        match self.changed.get(path) {
            Some(bytes) => Ok(Some(bytes.clone())),
            None => self.below.bytes(path),
        }
    }
}
