//! A published folder on this machine.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::{HostError, files};
use crate::model::repository::Repository;

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

fn plain(error: HostError) -> io::Error {
    match error {
        HostError::Io { source, .. } => source,
        other => io::Error::other(other.to_string()),
    }
}
