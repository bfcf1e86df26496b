//! Files that others collected: read in any number, of bounded size, never through links.
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that touches files")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use super::HostError;

/// Folders within folders: by day, by county; deeper is somebody's mistake.
const MAX_DEPTH: usize = 6;
/// A longer line is no line of a log.
const MAX_LINE_BYTES: u64 = 64 * 1024;

/// The bytes of every file with this ending in a folder and those below it, in order of path. Larger ones are handed on
/// empty, so that they are counted.
///
/// # Errors
/// When a folder or file cannot be read.
pub fn small_files(folder: &Path, ending: &str, most: u64) -> Result<Vec<Vec<u8>>, HostError> {
    let mut found = Vec::new();
    walk(folder, MAX_DEPTH, &mut |path| {
        if path.extension().is_some_and(|end| end == ending) {
            let length = fs::symlink_metadata(path).map_err(HostError::io(path))?.len();
            found.push(if length > most { Vec::new() } else { fs::read(path).map_err(HostError::io(path))? });
        }
        Ok(())
    })?;
    Ok(found)
}

fn walk(folder: &Path, depth: usize, take: &mut dyn FnMut(&Path) -> Result<(), HostError>) -> Result<(), HostError> {
    let entries = fs::read_dir(folder).map_err(HostError::io(folder))?;
    let mut paths = Vec::new();
    for entry in entries {
        let entry = entry.map_err(HostError::io(folder))?;
        paths.push((entry.path(), entry.file_type().map_err(HostError::io(folder))?));
    }
    paths.sort_by(|a, b| a.0.cmp(&b.0));
    for (path, kind) in paths {
        if kind.is_file() {
            take(&path)?;
        } else if kind.is_dir() && depth > 0 {
            walk(&path, depth - 1, take)?;
        }
    }
    Ok(())
}

/// Every line of a file without its end, in memory one by one; what is longer than any honest line comes in pieces.
///
/// # Errors
/// When it cannot be read.
pub fn lines(path: &Path, take: &mut dyn FnMut(&[u8])) -> Result<(), HostError> {
    let mut reader = BufReader::new(fs::File::open(path).map_err(HostError::io(path))?);
    let mut line = Vec::new();
    loop {
        line.clear();
        let n = (&mut reader).take(MAX_LINE_BYTES).read_until(b'\n', &mut line).map_err(HostError::io(path))?;
        if n == 0 {
            return Ok(());
        }
        let end = line.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |at| at + 1);
        take(line.get(..end).unwrap_or_default());
    }
}
