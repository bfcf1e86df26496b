//! A folder of small files that must survive a power cut: what the kiosk's store asks of a file system.
//!
//! Paths are relative, `/` between parts. What was written, renamed or removed is durable only after [`Disk::sync`] of
//! that path or [`Disk::barrier`]; before, a power cut may keep any part of it, in any order.

use std::io::{self, Read, Seek};

/// An opened file.
pub trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

/// A folder. Nothing in it is followed out of it: links are errors, only regular files are read.
#[expect(clippy::missing_errors_doc, reason = "every method fails when the system refuses, and only then")]
pub trait Disk: Send + Sync {
    /// The bytes of a file.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;
    /// A file, opened for reading.
    fn open(&self, path: &str) -> io::Result<Box<dyn ReadSeek>>;
    /// Makes a file, or empties it, and writes.
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()>;
    /// Writes at the end of a file, made when it is absent.
    fn append(&self, path: &str, bytes: &[u8]) -> io::Result<()>;
    /// The size of a regular file; nothing when it is absent.
    fn length(&self, path: &str) -> io::Result<Option<u64>>;
    /// Gives a file another name, in the place of what had it.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Removes a file or an empty folder; absent is fine.
    fn remove(&self, path: &str) -> io::Result<()>;
    /// Names in a folder, sorted; none when it is absent.
    fn list(&self, folder: &str) -> io::Result<Vec<String>>;
    /// Makes a folder and those above it; there already is fine.
    fn make_dir(&self, path: &str) -> io::Result<()>;
    /// Returns when the file, its name and the folders above it are durable.
    fn sync(&self, path: &str) -> io::Result<()>;
    /// Returns when everything done before is durable.
    fn barrier(&self) -> io::Result<()>;
    /// Bytes that may still be written.
    fn free(&self) -> io::Result<u64>;
}
