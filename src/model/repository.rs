//! A folder of plain files that is published: read, add, replace.

use std::io;

use super::units::Sha256;

/// Where a publisher puts its files. Paths are relative, parts separated by `/`.
pub trait Repository {
    /// The bytes of a file; nothing when there is none.
    ///
    /// # Errors
    /// What the system says.
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>>;

    /// Whether a file is there.
    ///
    /// # Errors
    /// What the system says.
    fn has(&self, path: &str) -> io::Result<bool>;

    /// Writes a file whose name stands for its bytes; one that is there stays.
    ///
    /// # Errors
    /// What the system says.
    fn add(&self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// Writes a file in the place of the one of that name, whole or not at all.
    ///
    /// # Errors
    /// What the system says.
    fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// What was made under this key before and kept outside the published folder; without it, it is made anew.
    fn recall(&self, _key: &Sha256) -> Option<Vec<u8>> {
        None
    }

    /// Keeps what was made under a key, if there is room. Nothing depends on it but time.
    fn keep(&self, _key: &Sha256, _bytes: &[u8]) {}
}

/// A repository whose files can be listed and removed.
pub trait Attic: Repository {
    /// Every file below a folder with its size; nothing when there is no such folder.
    ///
    /// # Errors
    /// What the system says.
    fn list(&self, folder: &str) -> io::Result<Vec<(String, u64)>>;

    /// Removes a file; one that is gone already is no fault.
    ///
    /// # Errors
    /// What the system says.
    fn remove(&self, path: &str) -> io::Result<()>;
}
