//! Sources that remember: each file and folder is read once, until somebody says that it changed.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::sheaf::Sheaf;
use crate::model::path::SourcePath;
use crate::model::sources::{EntryKind, ListedFile, SourceError, Sources};

/// Files up to this size stay in memory; pictures and sounds are read when they are asked for.
const MOST_BYTES: usize = 256 * 1024;
/// Changes that are told apart; whoever missed more of them looks at everything.
const MOST_CHANGES: usize = 1024;

/// One state of a tree. [`Remembering::changed`] gives the next one, which shares what stayed the same.
#[derive(Debug)]
pub struct Remembering<S> {
    inner: Arc<S>,
    lists: Mutex<BTreeMap<String, Marked>>,
    files: RwLock<Sheaf<Known>>,
    /// The newest change in each directory at the root.
    tops: BTreeMap<String, u64>,
    /// The states of the row so far with what was touched for each, this one last.
    states: Vec<(u64, Arc<[String]>)>,
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
        Self {
            inner: Arc::new(inner),
            lists: Mutex::default(),
            files: RwLock::default(),
            tops: BTreeMap::new(),
            states: vec![(next_mark(), Arc::default())],
        }
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
            files.cut(path);
            for (dir, list) in &mut lists {
                self.relist(dir, list, path)?;
            }
        }
        let forgotten = (self.states.len() + 1).saturating_sub(MOST_CHANGES);
        let mut states = self.states.get(forgotten..).unwrap_or_default().to_vec();
        states.push((next_mark(), paths.into()));
        Ok(Self { inner: Arc::clone(&self.inner), lists: Mutex::new(lists), files: RwLock::new(files), tops, states })
    }

    fn files_of(&self, dir: &str) -> Result<Files, SourceError> {
        let known = self.lists.lock().unwrap_or_else(PoisonError::into_inner).get(dir).cloned();
        if let Some((_, files)) = known {
            return Ok(files);
        }
        let files = sheaf(self.inner.list(dir)?);
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(lists.entry(dir.to_owned()).or_insert_with(|| (next_mark(), files)).1.clone())
    }

    /// Puts what stands under `path` now into the list of `dir`.
    fn relist(&self, dir: &str, (mark, known): &mut Marked, path: &str) -> Result<(), SourceError> {
        let holds_dir = dir == path || dir.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        if holds_dir {
            (*mark, *known) = (next_mark(), sheaf(self.inner.list(dir)?));
        } else if path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/')) {
            let now = self.inner.list(path)?;
            // Most saves change no name and often no size.
            if known.at(path).map(listed).eq(now.iter().cloned()) {
                return Ok(());
            }
            known.cut(path);
            now.into_iter().for_each(|file| known.put(file.path, (file.kind, file.size)));
            *mark = next_mark();
        }
        Ok(())
    }
}

/// The files below a folder, each with what it is and its size.
type Files = Sheaf<(EntryKind, u64)>;

fn sheaf(files: Vec<ListedFile>) -> Files {
    let mut sheaf = Files::default();
    files.into_iter().for_each(|file| sheaf.put(file.path, (file.kind, file.size)));
    sheaf
}

fn listed((path, (kind, size)): &(SourcePath, (EntryKind, u64))) -> ListedFile {
    ListedFile { path: path.clone(), kind: *kind, size: *size }
}

/// A list of files, and a number that is another one for another list.
type Marked = (u64, Files);

fn next_mark() -> u64 {
    static MARKS: AtomicU64 = AtomicU64::new(1);
    MARKS.fetch_add(1, Ordering::Relaxed)
}

fn top(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

impl<S: Sources + Send> Sources for Remembering<S> {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        self.files_of(dir).map(|files| files.iter().map(listed).collect())
    }

    fn list_at(&self, dir: &str, path: &str) -> Result<Vec<ListedFile>, SourceError> {
        self.files_of(dir).map(|files| files.at(path).map(listed).collect())
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
            files.put(path.clone(), Known::of(bytes.as_deref()));
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

    fn state(&self) -> Option<u64> {
        self.states.last().map(|(state, _)| *state)
    }

    fn touched_since(&self, state: u64) -> Option<Vec<String>> {
        let at = self.states.iter().rposition(|(known, _)| *known == state)?;
        Some(self.states.iter().skip(at + 1).flat_map(|(_, paths)| paths.iter().cloned()).collect())
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
        // Each state knows what was touched since the others of its row before it.
        let state = |sources: &Remembering<&Live>| sources.state().expect("one of a row");
        let touched = ["content/a/index.md", "content/c", "content"].map(str::to_owned);
        assert_eq!(last.touched_since(state(&first)).as_deref(), Some(&touched[..]));
        assert_eq!(last.touched_since(state(&next)).as_deref(), Some(&touched[2..]));
        assert_eq!(last.touched_since(state(&last)).as_deref(), Some(&[][..]));
        assert_eq!(next.touched_since(state(&last)), None, "a later one");
        assert_eq!(last.touched_since(state(&Remembering::new(&live))), None, "of another row");
        let files = |at| last.list_at("content", at).expect("listed").len();
        assert_eq!(["content/a", "content/a/index.md", "content/b", "content"].map(files), [1, 1, 0, 2]);
        // The states before are what they were.
        assert_eq!(names(&first, "content").len(), 2);
    }
}
