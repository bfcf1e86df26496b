//! Where a kiosk fetches from: a web server, a mirror in the county, a stick. Trust does not depend on it.

use std::io;

/// Why nothing came.
#[derive(Debug, thiserror::Error)]
pub enum FetchFault {
    /// The source does not have it. Only a plain answer says so (404, 403, no such file); silence does not.
    #[error("{0} is not there")]
    Absent(String),
    /// The source cannot be reached, broke off, answered something else, or was too slow.
    #[error("{0}")]
    Network(String),
    /// More came than the file has.
    #[error("{0} is longer than it may be")]
    TooLong(String),
    /// What came cannot be kept on this machine.
    #[error(transparent)]
    Keep(io::Error),
}

/// Takes what comes.
pub trait Sink {
    /// The next bytes.
    ///
    /// # Errors
    /// When they cannot be kept.
    fn take(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// The source begins at the first byte again.
    ///
    /// # Errors
    /// When what was kept cannot be thrown away.
    fn restart(&mut self) -> io::Result<()>;
}

/// A place to fetch from. Paths are those of a repository.
pub trait Source {
    /// What people know it by.
    fn name(&self) -> &str;

    /// Whether it is in this room, so that a courier's days on the road are no sign of a freeze.
    fn is_local(&self) -> bool {
        false
    }

    /// A small file, whole.
    ///
    /// # Errors
    /// Absent, unreachable, or longer than `most`.
    fn small(&self, path: &str, most: u64) -> Result<Vec<u8>, FetchFault>;

    /// A file of `size` bytes from byte `from` on.
    ///
    /// # Errors
    /// Absent, unreachable, longer than `size`, or the sink's own.
    fn rest(&self, path: &str, from: u64, size: u64, sink: &mut dyn Sink) -> Result<(), FetchFault>;
}
