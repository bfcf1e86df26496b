//! A folder of results, each a file that carries its own sum. It may be deleted, damaged or half-written at any time.
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that touches files")]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::model::cache::Cache;
use crate::model::units::Sha256;

/// Bytes of the sum before each result.
const SUM: usize = 32;
/// How long a result is kept that no build asks for.
const IDLE: Duration = Duration::from_secs(30 * 86_400);

/// A cache in a folder, which is made when the first result is kept.
#[derive(Debug)]
pub struct FolderCache {
    folder: PathBuf,
    used: Mutex<HashSet<Sha256>>,
    turn: AtomicU64,
}

impl FolderCache {
    /// The cache below the root of a site.
    #[must_use]
    pub fn of_site(root: &Path) -> Self {
        Self { folder: root.join(".kepu").join("cache"), used: Mutex::default(), turn: AtomicU64::new(0) }
    }

    fn path(&self, key: &Sha256) -> PathBuf {
        let hex = key.hex();
        self.folder.join(&hex[..2]).join(hex)
    }

    fn note(&self, key: &Sha256) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(*key);
    }

    /// Written beside its place and renamed, so that nobody ever reads a half.
    fn write(&self, key: &Sha256, bytes: &[u8]) -> std::io::Result<()> {
        let path = self.path(key);
        let parent = path.parent().unwrap_or(&self.folder);
        if !parent.is_dir() {
            fs::create_dir_all(parent)?;
            // The folder keeps itself out of the repository.
            fs::write(self.folder.join(".gitignore"), "*\n")?;
        }
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let new = parent.join(format!("new-{}-{turn}", std::process::id()));
        let mut whole = Sha256::of(bytes).0.to_vec();
        whole.extend_from_slice(bytes);
        fs::write(&new, whole).and_then(|()| fs::rename(&new, &path)).inspect_err(|_| drop(fs::remove_file(&new)))
    }

    /// Removes what this run did not ask for and nobody wrote in the last month. What cannot be removed stays.
    pub fn tidy(&self) {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let shelves = fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|shelf| shelf.path());
        for shelf in shelves.filter(|shelf| shelf.is_dir()) {
            for file in fs::read_dir(&shelf).into_iter().flatten().flatten() {
                let name = file.file_name().to_string_lossy().into_owned();
                let is_used = Sha256::from_hex(&name).is_some_and(|key| used.contains(&key));
                let age = file.metadata().and_then(|meta| meta.modified()).ok().and_then(|at| at.elapsed().ok());
                if !is_used && age.is_some_and(|age| age > IDLE) {
                    let _ = fs::remove_file(file.path());
                }
            }
        }
    }
}

impl Cache for FolderCache {
    fn get(&self, key: &Sha256) -> Option<Vec<u8>> {
        let mut bytes = fs::read(self.path(key)).ok()?;
        let sum: [u8; SUM] = bytes.get(..SUM)?.try_into().ok()?;
        bytes.drain(..SUM);
        let is_whole = Sha256::of(&bytes).0 == sum;
        is_whole.then(|| {
            self.note(key);
            bytes
        })
    }

    fn put(&self, key: &Sha256, bytes: &[u8]) {
        self.note(key);
        // A full or read-only disk costs the next build some time and nothing else.
        let _ = self.write(key, bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_counts_as_absent() {
        let dir = tempfile::tempdir().expect("a folder");
        let cache = FolderCache::of_site(dir.path());
        let key = Sha256::of(b"key");
        assert_eq!(cache.get(&key), None);
        cache.put(&key, b"result");
        assert_eq!(cache.get(&key), Some(b"result".to_vec()));
        let path = cache.path(&key);
        let whole = fs::read(&path).expect("there");
        for n in 0..whole.len() {
            fs::write(&path, &whole[..n]).expect("written");
            assert_eq!(cache.get(&key), None, "{n}");
            let mut flipped = whole.clone();
            flipped[n] ^= 1;
            fs::write(&path, flipped).expect("written");
            assert_eq!(cache.get(&key), None, "{n}");
        }
        cache.put(&key, b"result");
        assert_eq!(cache.get(&key), Some(b"result".to_vec()));
        assert_eq!(fs::read_to_string(dir.path().join(".kepu/cache/.gitignore")).expect("there"), "*\n");
    }

    #[test]
    fn only_what_is_old_and_unused_goes() {
        let dir = tempfile::tempdir().expect("a folder");
        let last = FolderCache::of_site(dir.path());
        let (used, old, young) = (Sha256::of(b"used"), Sha256::of(b"old"), Sha256::of(b"young"));
        for key in [&used, &old, &young] {
            last.put(key, b"x");
        }
        let long_ago = std::time::SystemTime::now() - IDLE - Duration::from_secs(60);
        for key in [&used, &old] {
            let file = fs::File::options().write(true).open(last.path(key)).expect("there");
            file.set_modified(long_ago).expect("set");
        }
        let now = FolderCache::of_site(dir.path());
        assert!(now.get(&used).is_some());
        now.tidy();
        assert_eq!([&used, &old, &young].map(|key| now.get(key).is_some()), [true, false, true]);
    }

    #[test]
    fn where_nothing_can_be_written_nothing_is_kept() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join(".kepu"), "a file stands in the way").expect("written");
        let cache = FolderCache::of_site(dir.path());
        cache.put(&Sha256::of(b"key"), b"result");
        assert_eq!(cache.get(&Sha256::of(b"key")), None);
        cache.tidy();
    }
}
