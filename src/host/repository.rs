//! A published folder on this machine.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::{HostError, files};
use crate::model::cache::Cache;
use crate::model::repository::{Attic, Repository};
use crate::model::units::Sha256;

/// A folder that any web server or stick can hold.
#[derive(Clone, Debug)]
pub struct Folder(pub PathBuf);

impl Repository for Folder {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        files::read_if_there(&self.0.join(path)).map_err(plain)
    }

    fn has(&self, path: &str) -> io::Result<bool> {
        match fs::symlink_metadata(self.0.join(path)) {
            Ok(meta) => Ok(meta.is_file()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn add(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        if self.has(path)? { Ok(()) } else { self.replace(path, bytes) }
    }

    fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        files::write_whole(&self.0.join(path), bytes).map_err(plain)
    }
}

impl Attic for Folder {
    fn list(&self, folder: &str) -> io::Result<Vec<(String, u64)>> {
        let mut found = Vec::new();
        let mut open = vec![folder.to_owned()];
        while let Some(next) = open.pop() {
            let entries = match fs::read_dir(self.0.join(&next)) {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            for entry in entries {
                let entry = entry?;
                let (meta, name) = (entry.metadata()?, entry.file_name());
                // A name that is no text is none of ours.
                let Some(path) = name.to_str().map(|name| format!("{next}/{name}")) else { continue };
                if meta.is_dir() {
                    open.push(path);
                } else {
                    found.push((path, meta.len()));
                }
            }
        }
        found.sort();
        Ok(found)
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        files::remove_if_there(&self.0.join(path)).map_err(plain)
    }
}

/// A published folder and, beside it, what was squeezed before: other channels and other nights need much of it again.
pub struct Workshop<'a> {
    folder: Folder,
    cache: &'a dyn Cache,
}

impl<'a> Workshop<'a> {
    /// The published folder, and what may be thrown away at any time.
    #[must_use]
    pub fn new(folder: PathBuf, cache: &'a dyn Cache) -> Self {
        Self { folder: Folder(folder), cache }
    }
}

impl Repository for Workshop<'_> {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.folder.read(path)
    }

    fn has(&self, path: &str) -> io::Result<bool> {
        self.folder.has(path)
    }

    fn add(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.folder.add(path, bytes)
    }

    fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.folder.replace(path, bytes)
    }

    fn recall(&self, key: &Sha256) -> Option<Vec<u8>> {
        self.cache.get(key)
    }

    fn keep(&self, key: &Sha256, bytes: &[u8]) {
        self.cache.put(key, bytes);
    }
}

fn plain(error: HostError) -> io::Error {
    match error {
        HostError::Io { source, .. } => source,
        other => io::Error::other(other.to_string()),
    }
}
