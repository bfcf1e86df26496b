//! Sources that remember: each file and folder is read once, until somebody says that it changed.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::model::path::SourcePath;
use crate::model::sources::{ListedFile, SourceError, Sources};

/// Files up to this size stay in memory; pictures and sounds are read when they are asked for.
const MOST_BYTES: usize = 256 * 1024;

/// One state of a tree. [`Remembering::changed`] gives the next one, which shares what stayed the same.
#[derive(Debug)]
pub struct Remembering<S> {
    inner: Arc<S>,
    lists: Mutex<BTreeMap<String, Marked>>,
    files: RwLock<HashMap<SourcePath, Known>>,
    /// The newest change in each directory at the root.
    tops: BTreeMap<String, u64>,
}

/// A file that was read.
#[derive(Clone, Debug)]
struct Known {
    mark: u64,
    bytes: Kept,
}

#[derive(Clone, Debug)]
enum Kept {
    Absent,
    Small(Arc<[u8]>),
    /// Read anew when it is asked for.
    Large,
}

impl Known {
    fn of(bytes: Option<&[u8]>) -> Self {
        let kept = match bytes {
            None => Kept::Absent,
            Some(bytes) if bytes.len() <= MOST_BYTES => Kept::Small(Arc::from(bytes)),
            Some(_) => Kept::Large,
        };
        Self { mark: next_mark(), bytes: kept }
    }
}

impl<S: Sources> Remembering<S> {
    /// Nothing is remembered yet.
    #[must_use]
    pub fn new(inner: S) -> Self {
        Self { inner: Arc::new(inner), lists: Mutex::default(), files: RwLock::default(), tops: BTreeMap::new() }
    }

    /// The state after something happened to these paths below the root: files, or folders with all they hold.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn changed(&self, paths: &[String]) -> Result<Self, SourceError> {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut files = self.files.read().unwrap_or_else(PoisonError::into_inner).clone();
        let mut tops = self.tops.clone();
        for path in paths {
            tops.insert(top(path).to_owned(), next_mark());
            files.retain(|known, _| !is_within(known, path));
            for (dir, list) in &mut lists {
                self.relist(dir, list, path)?;
            }
        }
        Ok(Self { inner: Arc::clone(&self.inner), lists: Mutex::new(lists), files: RwLock::new(files), tops })
    }

    /// Puts what stands under `path` now into the list of `dir`.
    fn relist(&self, dir: &str, (mark, known): &mut Marked, path: &str) -> Result<(), SourceError> {
        let holds_dir = dir == path || dir.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        if holds_dir {
            (*mark, *known) = (next_mark(), Arc::new(self.inner.list(dir)?));
        } else if path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/')) {
            let now = self.inner.list(path)?;
            let first = known.partition_point(|file| file.path.as_str() < path);
            let before = known.get(first..).unwrap_or_default().iter().filter(|file| is_within(&file.path, path));
            // Most saves change no name and often no size.
            if before.eq(&now) {
                return Ok(());
            }
            let list = Arc::make_mut(known);
            list.retain(|file| !is_within(&file.path, path));
            list.extend(now);
            list.sort_by(|a, b| a.path.cmp(&b.path));
            *mark = next_mark();
        }
        Ok(())
    }
}

/// A list of files, and a number that is another one for another list.
type Marked = (u64, Arc<Vec<ListedFile>>);

fn next_mark() -> u64 {
    static MARKS: AtomicU64 = AtomicU64::new(1);
    MARKS.fetch_add(1, Ordering::Relaxed)
}

fn top(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

fn is_within(file: &SourcePath, path: &str) -> bool {
    file.as_str() == path || file.below(path).is_some()
}

impl<S: Sources + Send> Sources for Remembering<S> {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        let known = self.lists.lock().unwrap_or_else(PoisonError::into_inner).get(dir).cloned();
        if let Some((_, list)) = known {
            return Ok(list.as_ref().clone());
        }
        let list = self.inner.list(dir)?;
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        lists.insert(dir.to_owned(), (next_mark(), Arc::new(list.clone())));
        Ok(list)
    }

    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        let known = self.files.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        match known.as_ref().map(|known| &known.bytes) {
            Some(Kept::Absent) => return Ok(None),
            Some(Kept::Small(bytes)) => return Ok(Some(bytes.to_vec())),
            Some(Kept::Large) | None => {}
        }
        let bytes = self.inner.bytes(path)?;
        if known.is_none() {
            let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
            // Of two threads that read it at once the first is right.
            files.entry(path.clone()).or_insert_with(|| Known::of(bytes.as_deref()));
        }
        Ok(bytes)
    }

    fn mark(&self, path: &SourcePath) -> Option<u64> {
        self.files.read().unwrap_or_else(PoisonError::into_inner).get(path).map(|known| known.mark)
    }

    fn tree_mark(&self, top: &str) -> Option<u64> {
        Some(self.tops.get(top).copied().unwrap_or_default())
    }

    fn list_mark(&self, dir: &str) -> Option<u64> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner).get(dir).map(|(mark, _)| *mark)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::RwLock;

    use super::*;
    use crate::host::memory::MemorySources;

    /// A tree that changes behind the back of whoever remembers it.
    struct Live(RwLock<MemorySources>);

    impl Sources for &Live {
        fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
            let tree = self.0.read().expect("nobody panicked");
            let path = SourcePath::new(dir).expect("a clean path");
            let own = tree.bytes(&path)?.map(|bytes| ListedFile {
                path,
                kind: crate::model::sources::EntryKind::File,
                size: bytes.len() as u64,
            });
            Ok(own.into_iter().chain(tree.list(dir)?).collect())
        }
        fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
            self.0.read().expect("nobody panicked").bytes(path)
        }
    }

    fn path(text: &str) -> SourcePath {
        SourcePath::new(text).expect("a clean path")
    }

    fn names(sources: &impl Sources, dir: &str) -> Vec<String> {
        sources.list(dir).expect("listed").iter().map(|file| format!("{} {}", file.path, file.size)).collect()
    }

    #[test]
    fn what_changed_is_read_again_and_nothing_else() {
        let live = Live(RwLock::default());
        let put = |at: &str, text: &str| live.0.write().expect("nobody panicked").put(at, text).expect("a clean path");
        put("content/a/index.md", "1");
        put("content/b/index.md", "1");
        let first = Remembering::new(&live);
        let read = |sources: &Remembering<&Live>, at: &str| sources.bytes(&path(at)).expect("read");
        assert_eq!(names(&first, "content"), ["content/a/index.md 1", "content/b/index.md 1"]);
        assert_eq!(read(&first, "content/a/index.md"), Some(b"1".to_vec()));
        assert_eq!(read(&first, "content/c/index.md"), None);
        let mark = |sources: &Remembering<&Live>, at: &str| sources.mark(&path(at));
        assert!(mark(&first, "content/a/index.md").is_some() && mark(&first, "content/b/index.md").is_none());
        put("content/a/index.md", "22");
        put("content/b/index.md", "22");
        put("content/c/index.md", "3");
        // Nobody said so.
        assert_eq!(read(&first, "content/a/index.md"), Some(b"1".to_vec()));
        let next = first.changed(&["content/a/index.md".into(), "content/c".into()]).expect("listed");
        assert_eq!(names(&next, "content"), ["content/a/index.md 2", "content/b/index.md 1", "content/c/index.md 1"]);
        assert_eq!(mark(&next, "content/a/index.md"), None, "not read yet");
        assert_eq!(read(&next, "content/a/index.md"), Some(b"22".to_vec()));
        assert_ne!(mark(&next, "content/a/index.md"), mark(&first, "content/a/index.md"));
        assert_eq!(read(&next, "content/c/index.md"), Some(b"3".to_vec()));
        live.0.write().expect("nobody panicked").remove(&path("content/b/index.md"));
        let last = next.changed(&["content".into()]).expect("listed");
        assert_eq!(names(&last, "content"), ["content/a/index.md 2", "content/c/index.md 1"]);
        // What lies at the root of the tree tells whether anything happened in it.
        let tops = |sources: &Remembering<&Live>| ["content", "records"].map(|top| sources.tree_mark(top));
        assert!(tops(&last)[0] != tops(&next)[0] && tops(&last)[1] == tops(&first)[1]);
        // The states before are what they were.
        assert_eq!(names(&first, "content").len(), 2);
    }
}
