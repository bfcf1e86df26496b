//! A folder of plain files that is published: read, add, replace.

use std::io;

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
}
