//! Changes of a source tree as they happen (the only notify).
//!
//! Editors save in many ways: over the file, beside it and renamed, emptied and written anew. All of them end in
//! events about a path, and what counts is what stands there when things are quiet.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use notify_debouncer_full::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

/// How long a path must be quiet. Who saves more slowly is shown what stands there by then, and the rest after it.
const QUIET: Duration = Duration::from_millis(20);
/// How often it is looked whether one is.
const TICK: Duration = Duration::from_millis(10);

/// A watch that runs until it is dropped.
pub struct Watch {
    root: PathBuf,
    folders: &'static [&'static str],
    watched: Vec<&'static str>,
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    changes: Receiver<Batch>,
    /// What came before a folder that could not be followed was told.
    pending: Vec<Batch>,
}

enum Batch {
    Paths(Vec<PathBuf>),
    /// The system lost count.
    Everything,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// Something did, to these paths below the root, with `/`.
    Paths(Vec<String>),
    /// More than could be followed: everything is to be read anew.
    Everything,
}

/// Why a tree cannot be watched.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WatchError(String);

impl Watch {
    /// Watches the files of `root` and, wherever they come to exist, the folders of these names with all below.
    ///
    /// # Errors
    /// When the system has no more watches to give, or the folder is not there.
    pub fn new(root: &Path, folders: &'static [&'static str]) -> Result<Self, WatchError> {
        let root = fs::canonicalize(root).map_err(|error| WatchError(error.to_string()))?;
        let (sender, changes) = channel();
        let debouncer = new_debouncer(QUIET, Some(TICK), move |result| pass_on(result, &sender));
        let debouncer = debouncer.map_err(|error| WatchError(error.to_string()))?;
        let mut watch = Self { root, folders, watched: Vec::new(), debouncer, changes, pending: Vec::new() };
        let root = watch.root.clone();
        let watched = watch.debouncer.watch(&root, RecursiveMode::NonRecursive);
        watched.map_err(|error| WatchError(error.to_string()))?;
        watch.follow()?;
        Ok(watch)
    }

    /// Follows the folders that are there and not followed yet, and lets go of those that went.
    fn follow(&mut self) -> Result<Vec<&'static str>, WatchError> {
        let mut new = Vec::new();
        for folder in self.folders {
            let path = self.root.join(folder);
            let is_known = self.watched.contains(folder);
            match (path.is_dir(), is_known) {
                (true, false) => {
                    // Told once, if it cannot be followed, and not tried again until it goes and comes back.
                    self.watched.push(folder);
                    let watched = self.debouncer.watch(&path, RecursiveMode::Recursive);
                    watched.map_err(|error| WatchError(format!("{folder}: {error}")))?;
                    new.push(*folder);
                }
                (false, true) => {
                    // It went by itself.
                    let _ = self.debouncer.unwatch(&path);
                    self.watched.retain(|known| known != folder);
                }
                _ => {}
            }
        }
        Ok(new)
    }

    /// Waits for the next changes; nothing once the watch has ended.
    ///
    /// # Errors
    /// When a folder that appeared cannot be followed; what else happened comes with the next call.
    pub fn wait(&mut self) -> Result<Option<Changes>, WatchError> {
        if self.pending.is_empty() {
            let Ok(first) = self.changes.recv() else { return Ok(None) };
            self.pending.push(first);
        }
        self.pending.extend(self.changes.try_iter());
        // What lay in a folder before it was followed raised no event.
        let appeared = self.follow()?;
        let mut paths: Vec<String> = appeared.into_iter().map(str::to_owned).collect();
        for batch in std::mem::take(&mut self.pending) {
            match batch {
                Batch::Everything => return Ok(Some(Changes::Everything)),
                Batch::Paths(batch) => paths.extend(batch.iter().filter_map(|path| below(&self.root, path))),
            }
        }
        paths.sort();
        paths.dedup();
        Ok(Some(Changes::Paths(paths)))
    }
}

fn pass_on(result: DebounceEventResult, sender: &Sender<Batch>) {
    use notify_debouncer_full::notify::EventKind;
    let batch = match result {
        Ok(events) if events.iter().any(|event| event.need_rescan()) => Batch::Everything,
        Ok(events) => {
            // Being read is no change.
            let changes = events.iter().filter(|event| !matches!(event.kind, EventKind::Access(_)));
            Batch::Paths(changes.flat_map(|event| event.paths.iter().cloned()).collect())
        }
        Err(_) => Batch::Everything,
    };
    if !matches!(&batch, Batch::Paths(paths) if paths.is_empty()) {
        // Nobody listens any more when the program ends.
        let _ = sender.send(batch);
    }
}

/// A path below the root with `/` whatever the system writes; nothing for the root and for what lies elsewhere.
fn below(root: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> =
        path.strip_prefix(root).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/")).filter(|text| !text.is_empty())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests are an editor who saves")]
mod tests {
    use super::*;

    fn until(watch: &mut Watch, wanted: &str) -> Vec<String> {
        let mut seen = Vec::new();
        while !seen.iter().any(|path| path == wanted) {
            match watch.wait().expect("followed").expect("not over") {
                Changes::Paths(paths) => seen.extend(paths),
                Changes::Everything => return vec![wanted.to_owned()],
            }
        }
        seen
    }

    #[test]
    fn every_way_of_saving_is_seen_also_in_folders_that_appear_later() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path();
        fs::create_dir_all(root.join("content/a")).expect("made");
        fs::create_dir_all(root.join("public")).expect("made");
        let mut watch = Watch::new(root, &["content", "records"]).expect("watched");
        fs::write(root.join("content/a/文章.md"), "1").expect("written");
        until(&mut watch, "content/a/文章.md");
        // Beside it and renamed over it, as editors do.
        fs::write(root.join("content/a/.文章.md.swp"), "2").expect("written");
        fs::rename(root.join("content/a/.文章.md.swp"), root.join("content/a/文章.md")).expect("renamed");
        until(&mut watch, "content/a/文章.md");
        // The output is not followed, and its writing wakes nobody for long.
        fs::write(root.join("public/index.html"), "x").expect("written");
        fs::create_dir_all(root.join("records/a")).expect("made");
        let seen = until(&mut watch, "records");
        assert!(!seen.iter().any(|path| path.starts_with("public/")), "{seen:?}");
        fs::write(root.join("records/a/x.signoff"), "x").expect("written");
        until(&mut watch, "records/a/x.signoff");
        fs::write(root.join("site.yaml"), "x").expect("written");
        until(&mut watch, "site.yaml");
        fs::remove_dir_all(root.join("records")).expect("removed");
        until(&mut watch, "records");
        fs::create_dir_all(root.join("records")).expect("made");
        until(&mut watch, "records");
    }

    #[test]
    fn paths_are_told_as_git_writes_them() {
        let root = Path::new("/site");
        assert_eq!(
            below(root, &root.join("content").join("甲").join("index.md")).as_deref(),
            Some("content/甲/index.md")
        );
        assert_eq!(below(root, root), None);
        assert_eq!(below(root, Path::new("/elsewhere/x")), None);
    }
}
