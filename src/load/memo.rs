//! What was loaded before, taken again as long as every file that was read for it is the same.
//!
//! What a result rests on is not declared but seen: a [`Witness`] stands between the loader and the tree and notes each
//! file and folder that is asked for.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::library::Loaded;
use super::records::Records;
use super::walk::Bundle;
use crate::markup::documents::Documents;
use crate::model::path::SourcePath;
use crate::model::sources::{ListedFile, SourceError, Sources};

/// Results of earlier loads of one tree.
///
/// By default nothing is kept: only who loads a tree again and again has a use for it.
#[derive(Debug, Default)]
pub struct Memo {
    keeps: bool,
    bundles: RwLock<HashMap<SourcePath, Arc<Known>>>,
    records: Mutex<Option<(Grounds, Records)>>,
    documents: Arc<Documents>,
    /// The settings that the bundles were loaded with.
    words: Mutex<Option<Grounds>>,
}

/// A directory that was loaded, and what was seen for it.
type Known = (Grounds, Arc<Loaded>);

/// What was seen of a tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Grounds {
    files: BTreeMap<SourcePath, u64>,
    lists: BTreeMap<String, u64>,
    /// The directories at the root that all of it lies in.
    tops: BTreeMap<String, Option<u64>>,
    /// Something was seen that has no mark, so nothing can be said of it later.
    is_unknown: bool,
}

impl Grounds {
    /// Whether everything that was seen is as it was.
    fn hold(&self, sources: &dyn Sources) -> bool {
        !self.is_unknown && (self.is_untouched(sources) || self.is_alike(sources))
    }

    /// Nothing at all happened where it lies.
    fn is_untouched(&self, sources: &dyn Sources) -> bool {
        self.tops.iter().all(|(top, mark)| mark.is_some() && sources.tree_mark(top) == *mark)
    }

    fn is_alike(&self, sources: &dyn Sources) -> bool {
        self.files.iter().all(|(path, mark)| sources.mark(path) == Some(*mark))
            && self.lists.iter().all(|(dir, mark)| sources.list_mark(dir) == Some(*mark))
    }
}

impl Memo {
    /// One that keeps everything for the next load.
    #[must_use]
    pub fn keeping() -> Self {
        Self { keeps: true, documents: Arc::new(Documents::keeping_all()), ..Self::default() }
    }

    /// Bodies parsed before.
    pub(super) fn documents(&self) -> Arc<Documents> {
        Arc::clone(&self.documents)
    }

    /// Forgets the articles when the settings that they were read with are others.
    pub(super) fn settle(&self, words: Grounds, sources: &dyn Sources) {
        let mut known = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.as_ref().is_some_and(|known| known.hold(sources)) {
            self.bundles.write().unwrap_or_else(PoisonError::into_inner).clear();
        }
        *known = Some(words);
    }

    /// What a directory held, if it holds the same still.
    pub(super) fn bundle(&self, bundle: &Bundle, sources: &dyn Sources) -> Option<Arc<Loaded>> {
        let known = Arc::clone(self.bundles.read().unwrap_or_else(PoisonError::into_inner).get(&bundle.dir)?);
        let (grounds, loaded) = &*known;
        let is_listed_alike = loaded.bundle.files().eq(bundle.files());
        (is_listed_alike && grounds.hold(sources)).then(|| Arc::clone(loaded))
    }

    pub(super) fn keep_bundle(&self, dir: &SourcePath, grounds: Grounds, loaded: &Arc<Loaded>) {
        if grounds.is_unknown || !self.keeps {
            return;
        }
        let mut bundles = self.bundles.write().unwrap_or_else(PoisonError::into_inner);
        bundles.insert(dir.clone(), Arc::new((grounds, Arc::clone(loaded))));
    }

    pub(super) fn records(&self, sources: &dyn Sources) -> Option<Records> {
        let known = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|(grounds, _)| grounds.hold(sources)).map(|(_, records)| records.clone())
    }

    pub(super) fn keep_records(&self, grounds: Grounds, records: &Records) {
        if grounds.is_unknown || !self.keeps {
            return;
        }
        *self.records.lock().unwrap_or_else(PoisonError::into_inner) = Some((grounds, records.clone()));
    }
}

/// A tree that notes what is asked of it.
pub(super) struct Witness<'a> {
    inner: &'a dyn Sources,
    seen: Mutex<Grounds>,
}

impl<'a> Witness<'a> {
    pub(super) fn new(inner: &'a dyn Sources) -> Self {
        Self { inner, seen: Mutex::default() }
    }

    /// Notes the directory at the root, as it is before anything in it is looked at.
    fn enter(&self, path: &str) {
        let top = path.split('/').next().unwrap_or_default();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.tops.contains_key(top) {
            seen.tops.insert(top.to_owned(), self.inner.tree_mark(top));
        }
    }

    pub(super) fn grounds(self) -> Grounds {
        self.seen.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sources for Witness<'_> {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        self.enter(dir);
        // The mark first, as below.
        let mark = self.inner.list_mark(dir);
        let list = self.inner.list(dir)?;
        let mark = mark.or_else(|| self.inner.list_mark(dir));
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match mark {
            Some(mark) => drop(seen.lists.insert(dir.to_owned(), mark)),
            None => seen.is_unknown = true,
        }
        Ok(list)
    }

    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        self.enter(path.as_str());
        // The mark first: what changes in between is found changed the next time.
        let mark = self.inner.mark(path);
        let bytes = self.inner.bytes(path)?;
        let mark = mark.or_else(|| self.inner.mark(path));
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match mark {
            Some(mark) => drop(seen.files.insert(path.clone(), mark)),
            None => seen.is_unknown = true,
        }
        Ok(bytes)
    }

    fn mark(&self, path: &SourcePath) -> Option<u64> {
        self.inner.mark(path)
    }

    fn tree_mark(&self, top: &str) -> Option<u64> {
        self.inner.tree_mark(top)
    }

    fn list_mark(&self, dir: &str) -> Option<u64> {
        self.inner.list_mark(dir)
    }
}
