//! The core's only window to files.

use super::path::SourcePath;

/// What kind of thing a listed path is. Anything but a regular file is named, never followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A regular file with an executable bit.
    Executable,
    /// A symbolic link.
    Symlink,
    /// Something else (device, socket, submodule).
    Other,
}

/// One file of a source tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFile {
    /// Where it lies.
    pub path: SourcePath,
    /// What it is.
    pub kind: EntryKind,
    /// Its size in bytes.
    pub size: u64,
}

/// Why a source file could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct SourceError {
    /// The path as the host knows it.
    pub path: String,
    /// The system's own words.
    pub reason: String,
}

/// A tree of source files: a working copy, a set of git objects, or a map in memory.
pub trait Sources: Sync {
    /// Every file below `dir` (a directory), sorted by path bytes. A missing directory is an empty list.
    ///
    /// # Errors
    /// When the directory exists and cannot be read, or holds a name that is no clean UTF-8 path.
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError>;

    /// Those files of [`list`](Self::list) that are `path` or lie below it.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    fn list_at(&self, dir: &str, path: &str) -> Result<Vec<ListedFile>, SourceError> {
        let mut files = self.list(dir)?;
        files.retain(|file| file.path.is_at_or_below(path));
        Ok(files)
    }

    /// The bytes of one file, or `None` when it is not there.
    ///
    /// # Errors
    /// When the file exists and cannot be read.
    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError>;

    /// A number that is another one whenever the bytes may be others; nothing where that is not known, or the file was
    /// not read yet.
    fn mark(&self, _path: &SourcePath) -> Option<u64> {
        None
    }

    /// The same for everything below a directory at the root: names and bytes. It may change more often than they do.
    fn tree_mark(&self, _top: &str) -> Option<u64> {
        None
    }

    /// The same for what lies below a directory: names, kinds and sizes.
    fn list_mark(&self, _dir: &str) -> Option<u64> {
        None
    }

    /// The number of this state, where it is one of a row of states of one tree.
    fn state(&self) -> Option<u64> {
        None
    }

    /// Where something may have happened since an earlier state of the row: files, or folders with all they hold;
    /// nothing where that is not known.
    fn touched_since(&self, _state: u64) -> Option<Vec<String>> {
        None
    }
}
