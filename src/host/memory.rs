//! Source files held in memory: for tests, examples and new sites.

use std::collections::BTreeMap;

use crate::model::path::{PathFault, SourcePath};
use crate::model::sources::{EntryKind, ListedFile, SourceError, Sources};

/// A map of paths to bytes.
#[derive(Clone, Debug, Default)]
pub struct MemorySources {
    files: BTreeMap<SourcePath, Vec<u8>>,
}

impl MemorySources {
    /// Adds or replaces a file.
    ///
    /// # Errors
    /// When the path is not clean.
    pub fn put(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Result<(), PathFault> {
        self.files.insert(SourcePath::new(path)?, bytes.into());
        Ok(())
    }

    /// Every path, in order.
    pub fn paths(&self) -> impl Iterator<Item = &SourcePath> {
        self.files.keys()
    }

    /// Removes a file.
    pub fn remove(&mut self, path: &SourcePath) {
        self.files.remove(path);
    }
}

impl Sources for MemorySources {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        let below = self.files.iter().filter(|(path, _)| path.below(dir).is_some());
        Ok(below
            .map(|(path, bytes)| ListedFile { path: path.clone(), kind: EntryKind::File, size: bytes.len() as u64 })
            .collect())
    }

    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(self.files.get(path).cloned())
    }
}
