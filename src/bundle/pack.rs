//! The archive for plain consumers: the same bytes on every machine.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::place::is_dense;
use crate::model::path::SitePath;

/// Why an archive could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct PackFault(String);

/// Deflate level: 6 is what every unpacker's author tested with, and higher ones gain under 1 % on HTML.
const LEVEL: i64 = 6;

/// An archive in the making; files are added in the order of the site's plan.
pub struct Archive(Option<ZipWriter<Cursor<Vec<u8>>>>);

impl Archive {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self(Some(ZipWriter::new(Cursor::new(Vec::new()))))
    }

    /// Adds a file.
    ///
    /// # Errors
    /// When the archive is full or finished.
    pub fn add(&mut self, path: &SitePath, bytes: &[u8]) -> Result<(), PackFault> {
        let zip = self.0.as_mut().ok_or_else(|| PackFault("the archive is finished".to_owned()))?;
        zip.start_file(path.as_str(), options(path.as_str())).map_err(|error| PackFault(error.to_string()))?;
        zip.write_all(bytes).map_err(|error| PackFault(error.to_string()))
    }

    /// The bytes of the archive.
    ///
    /// # Errors
    /// When the list of files cannot be written.
    pub fn finish(&mut self) -> Result<Vec<u8>, PackFault> {
        let zip = self.0.take().ok_or_else(|| PackFault("the archive is finished".to_owned()))?;
        zip.finish().map(Cursor::into_inner).map_err(|error| PackFault(error.to_string()))
    }
}

impl Default for Archive {
    fn default() -> Self {
        Self::new()
    }
}

/// Fixed date, fixed level, no owner; what is dense already is stored as it is.
fn options(path: &str) -> SimpleFileOptions {
    let stored = is_dense(path);
    let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    SimpleFileOptions::default()
        .compression_method(method)
        .compression_level((!stored).then_some(LEVEL))
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644)
}
