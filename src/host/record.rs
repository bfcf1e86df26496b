//! The record of the last build into an output folder. It may be deleted, damaged or of another machine at any time.
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that touches files")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::HostError;
use super::files::{write_whole, write_whole_with};
use crate::model::units::{Sha256, Summing};

/// Digits of the sum that a record ends with.
const SUM: usize = 64;

/// What was found.
#[derive(Debug)]
pub enum Found<T> {
    /// A record, whole.
    Whole(Box<T>),
    /// There is none.
    Nothing,
    /// There is one that cannot be used.
    Damaged(PathBuf),
}

/// Reads the record of the last build of a site into an output folder.
#[must_use]
pub fn read<T: DeserializeOwned>(root: &Path, out: &Path, kind: &str) -> Found<T> {
    let path = path(root, out, kind);
    let Ok(bytes) = fs::read(&path) else { return Found::Nothing };
    let parts = bytes.len().checked_sub(SUM).and_then(|at| bytes.split_at_checked(at));
    let whole = parts.filter(|(body, sum)| Sha256::of(body).hex().as_bytes() == *sum);
    let record = whole.and_then(|(body, _)| serde_json::from_slice(body).ok());
    record.map_or(Found::Damaged(path), |record| Found::Whole(Box::new(record)))
}

/// Keeps a record. A full or read-only disk costs the next build some time and nothing else.
pub fn keep(root: &Path, out: &Path, kind: &str, record: &impl Serialize) {
    // No record is better than one of an older build.
    if write(root, &path(root, out, kind), record).is_err() {
        forget(root, out, kind);
    }
}

/// Removes a record that says nothing of the build that was just done.
pub fn forget(root: &Path, out: &Path, kind: &str) {
    let _ = fs::remove_file(path(root, out, kind));
}

fn write(root: &Path, path: &Path, record: &impl Serialize) -> Result<(), HostError> {
    // The folder keeps itself out of the repository.
    write_whole(&root.join(".kepu").join(".gitignore"), b"*\n")?;
    write_whole_with(path, |file| {
        // Written as it is made: the record of a large site takes as much memory as the site.
        let mut summed = Summed { file, sum: Summing::default() };
        serde_json::to_writer(&mut summed, record)?;
        let Summed { file, sum } = summed;
        file.write_all(sum.sum().hex().as_bytes())
    })
}

/// Sums what is written.
struct Summed<'f> {
    file: &'f mut dyn Write,
    sum: Summing,
}

impl Write for Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sum.add(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

/// One record of a kind for each output folder.
fn path(root: &Path, out: &Path, kind: &str) -> PathBuf {
    let place = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    let name = Sha256::of(place.to_string_lossy().as_bytes()).hex();
    root.join(".kepu").join("built").join(format!("{}-{kind}.json", &name[..16]))
}
