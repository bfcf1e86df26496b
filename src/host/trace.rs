//! Sources that note what of a folder was looked at, and whether all of it is as it was.
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that touches files")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::model::path::SourcePath;
use crate::model::sources::{ListedFile, SourceError, Sources};
use crate::model::units::{Sha256, sum_of};

/// A file that changed this shortly before it was read may have changed again within the same tick of the clock.
const TICK: Duration = Duration::from_secs(2);

/// What was looked at: folders with all they hold, and single files.
#[derive(Debug)]
pub struct Trace {
    began: SystemTime,
    seen: Mutex<(BTreeSet<String>, BTreeSet<SourcePath>)>,
}

/// Everything that was looked at, as one sum of names, sizes and times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sight {
    folders: BTreeSet<String>,
    files: BTreeSet<String>,
    sum: String,
}

/// Sources that leave a trace.
#[derive(Debug)]
pub struct Traced<S> {
    inner: S,
    trace: Arc<Trace>,
}

impl<S> Traced<S> {
    /// Looks at sources; the trace is shared.
    pub fn new(inner: S) -> Self {
        Self { inner, trace: Arc::new(Trace { began: SystemTime::now(), seen: Mutex::default() }) }
    }

    /// What was and will be looked at.
    #[must_use]
    pub fn trace(&self) -> Arc<Trace> {
        Arc::clone(&self.trace)
    }
}

impl<S: Sources + Send> Sources for Traced<S> {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        self.trace.seen.lock().unwrap_or_else(PoisonError::into_inner).0.insert(dir.to_owned());
        self.inner.list(dir)
    }

    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        let mut seen = self.trace.seen.lock().unwrap_or_else(PoisonError::into_inner);
        // Most files lie in a folder that was listed whole.
        if !is_below(path.as_str(), &seen.0) {
            seen.1.insert(path.clone());
        }
        drop(seen);
        self.inner.bytes(path)
    }
}

/// Whether a file is one of some folders, or lies in one.
fn is_below(file: &str, folders: &BTreeSet<String>) -> bool {
    let mut around = std::iter::successors(Some(file), |path| path.rsplit_once('/').map(|(dir, _)| dir));
    around.any(|dir| folders.contains(dir))
}

impl Trace {
    /// What was looked at below a root, as it is now; nothing when some of it changed so late that it may have been
    /// another when it was read.
    #[must_use]
    pub fn sight(&self, root: &Path) -> Option<Sight> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let folders = seen.0.clone();
        let single = seen.1.iter().map(SourcePath::as_str).filter(|file| !is_below(file, &folders));
        let files = single.map(str::to_owned).collect();
        drop(seen);
        let (sum, newest) = look(root, &folders, &files).ok()?;
        let quiet = newest.is_none_or(|newest| newest + TICK < self.began);
        quiet.then_some(Sight { folders, files, sum: sum.hex() })
    }
}

impl Sight {
    /// Whether all of it is as it was.
    #[must_use]
    pub fn holds(&self, root: &Path) -> bool {
        look(root, &self.folders, &self.files).is_ok_and(|(sum, _)| sum.hex() == self.sum)
    }
}

/// The sum of every file of a folder by name, size and time.
///
/// # Errors
/// When the folder cannot be read.
pub fn sum_of_folder(folder: &Path) -> std::io::Result<String> {
    look(folder, &BTreeSet::from([String::new()]), &BTreeSet::new()).map(|(sum, _)| sum.hex())
}

type Line = (PathBuf, Option<Stamp>);

/// Everything that a write changes, and much that only a fresh copy does.
type Stamp = (bool, u64, u128, u128, u64);

fn look(
    root: &Path,
    folders: &BTreeSet<String>,
    files: &BTreeSet<String>,
) -> std::io::Result<(Sha256, Option<SystemTime>)> {
    let tops: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    let below: Vec<Vec<Look>> = tops.par_iter().map(|top| look_below(top)).collect::<std::io::Result<_>>()?;
    let single = |file: &String| {
        let path = root.join(file);
        let meta = fs::metadata(&path).ok();
        Look::of(path, meta.as_ref())
    };
    let mut looks: Vec<Look> = below.into_iter().flatten().chain(files.iter().map(single)).collect();
    let newest = looks.iter().filter_map(|look| look.changed).max();
    looks.sort_unstable_by(|a, b| a.line.cmp(&b.line));
    let lines: Vec<&Line> = looks.iter().map(|look| &look.line).collect();
    Ok((sum_of(&lines), newest))
}

/// One file, seen.
struct Look {
    line: Line,
    changed: Option<SystemTime>,
}

impl Look {
    fn of(path: PathBuf, meta: Option<&fs::Metadata>) -> Self {
        Self { line: (path, meta.map(stamp)), changed: meta.and_then(changed) }
    }
}

/// Every file below a folder, or the folder itself if there is none. Folders do not wait for each other.
fn look_below(top: &Path) -> std::io::Result<Vec<Look>> {
    // The folder itself may be a link; no link below it is followed.
    let meta = match fs::metadata(top) {
        Ok(meta) => meta,
        Err(_) if !top.exists() => return Ok(vec![Look::of(top.to_owned(), None)]),
        Err(error) => return Err(error),
    };
    if !meta.is_dir() {
        return Ok(vec![Look::of(top.to_owned(), Some(&meta))]);
    }
    let (mut looks, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(top)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        } else {
            looks.push(Look::of(entry.path(), Some(&entry.metadata()?)));
        }
    }
    let below: Vec<Vec<Look>> = folders.par_iter().map(|folder| look_below(folder)).collect::<std::io::Result<_>>()?;
    looks.extend(below.into_iter().flatten());
    Ok(looks)
}

fn stamp(meta: &fs::Metadata) -> Stamp {
    let nanos = |at: Option<SystemTime>| {
        at.and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok()).map_or(0, |since| since.as_nanos())
    };
    (meta.is_file(), meta.len(), nanos(meta.modified().ok()), nanos(changed(meta)), number(meta))
}

#[cfg(unix)]
fn changed(meta: &fs::Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt as _;
    let since = Duration::new(u64::try_from(meta.ctime()).ok()?, u32::try_from(meta.ctime_nsec()).ok()?);
    SystemTime::UNIX_EPOCH.checked_add(since)
}

#[cfg(not(unix))]
fn changed(meta: &fs::Metadata) -> Option<SystemTime> {
    meta.modified().ok()
}

#[cfg(unix)]
fn number(meta: &fs::Metadata) -> u64 {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    meta.ino() ^ (u64::from(meta.permissions().mode()) << 48)
}

#[cfg(not(unix))]
fn number(_meta: &fs::Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::disk::DiskSources;

    fn aged(path: &Path) {
        let past = SystemTime::now() - Duration::from_secs(60);
        fs::File::options().write(true).open(path).expect("there").set_modified(past).expect("set");
    }

    #[test]
    fn whatever_was_looked_at_must_be_as_it_was_and_nothing_else() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path();
        fs::create_dir_all(root.join("content/a")).expect("made");
        for (name, text) in [("content/a/index.md", "1"), ("site.yaml", "2"), ("other.txt", "3")] {
            fs::write(root.join(name), text).expect("written");
            aged(&root.join(name));
        }
        let traced = Traced::new(DiskSources::new(root.to_owned()));
        traced.list("content").expect("listed");
        for name in ["site.yaml", "absent.yaml", "content/a/index.md"] {
            traced.bytes(&SourcePath::new(name).expect("clean")).expect("read");
        }
        // The files are new: their change is too near.
        assert_eq!(traced.trace().sight(root), None);
        let later = Trace {
            began: SystemTime::now() + Duration::from_secs(60),
            seen: Mutex::new(traced.trace().seen.lock().expect("nobody panicked").clone()),
        };
        let sight = later.sight(root).expect("all is old");
        assert!(sight.holds(root));
        fs::write(root.join("other.txt"), "nobody looked").expect("written");
        assert!(sight.holds(root));
        fs::write(root.join("absent.yaml"), "").expect("written");
        assert!(!sight.holds(root), "a file that was not there");
        fs::remove_file(root.join("absent.yaml")).expect("removed");
        assert!(sight.holds(root));
        fs::write(root.join("content/a/index.md"), "2").expect("written");
        assert!(!sight.holds(root), "a file of the same size");
    }
}
