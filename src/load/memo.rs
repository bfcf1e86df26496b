//! What was loaded before, taken again as long as what it rests on is the same.
//!
//! Of articles and records the tree itself says what was touched since. What settings rest on is not declared but seen: a
//! [`Witness`] stands between the loader and the tree and notes each file and folder that is asked for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::LoadStop;
use super::article::Words;
use super::collection::{Collection, Parts};
use super::library::{self, Registers};
use super::records::Records;
use super::schema::SiteWords;
use crate::markup::documents::Documents;
use crate::model::path::SourcePath;
use crate::model::sources::{ListedFile, SourceError, Sources};

/// Results of earlier loads of one tree.
///
/// By default nothing is kept: only who loads a tree again and again has a use for it.
#[derive(Debug, Default)]
pub struct Memo {
    keeps: bool,
    documents: Arc<Documents>,
    words: Mutex<Option<(Grounds, SiteWords)>>,
    /// With the words that they were read with.
    registers: Mutex<Option<(Grounds, String, Registers)>>,
    /// With the state of the tree that they are of, and the words that they were read with.
    articles: Mutex<Option<(u64, String, Collection)>>,
    records: Mutex<Option<(u64, Records)>>,
}

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

    /// Whether all of it lies in a directory.
    pub(super) fn lie_within(&self, dir: &SourcePath) -> bool {
        self.lists.is_empty() && self.files.keys().all(|path| path.below(dir.as_str()).is_some())
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

    /// The settings, profiles and people of a site.
    pub(super) fn words(&self, sources: &dyn Sources) -> Result<SiteWords, LoadStop> {
        let mut kept = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, words)) = kept.as_ref().filter(|(grounds, _)| grounds.hold(sources)) {
            return Ok(words.clone());
        }
        let witness = Witness::new(sources);
        let words = library::site_words(&witness)?;
        *kept = self.keeps.then(|| (witness.grounds(), words.clone()));
        Ok(words)
    }

    /// What a site keeps lists of.
    pub(super) fn registers(&self, sources: &dyn Sources, words: Words<'_>) -> Result<Registers, LoadStop> {
        let mut kept = self.registers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.as_ref().filter(|(grounds, shown, _)| grounds.hold(sources) && *shown == words.shown());
        if let Some((_, _, registers)) = known {
            return Ok(registers.clone());
        }
        let witness = Witness::new(sources);
        let registers = library::registers(&witness, words)?;
        *kept = self.keeps.then(|| (witness.grounds(), words.shown(), registers.clone()));
        Ok(registers)
    }

    /// Every article.
    pub(super) fn articles(&self, sources: &dyn Sources, words: Words<'_>) -> Result<Parts, SourceError> {
        let state = sources.state().filter(|_| self.keeps);
        let Some(state) = state else { return Collection::whole(sources, words).map(Collection::into_parts) };
        let mut kept = self.articles.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = words.shown();
        let known = kept.as_mut().filter(|(_, with, _)| *with == shown);
        let known = known.and_then(|known| Some((sources.touched_since(known.0)?, known)));
        if let Some((touched, (of, _, collection))) = known {
            collection.follow(&touched, (sources, words))?;
            *of = state;
            return Ok(collection.parts());
        }
        let collection = Collection::whole(sources, words)?;
        let parts = collection.parts();
        *kept = Some((state, shown, collection));
        Ok(parts)
    }

    /// Every record.
    pub(super) fn records(&self, sources: &dyn Sources) -> Result<Records, SourceError> {
        let state = sources.state().filter(|_| self.keeps);
        let Some(state) = state else { return Records::whole(sources) };
        let mut kept = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.as_mut().and_then(|known| Some((sources.touched_since(known.0)?, known)));
        if let Some((touched, (of, records))) = known {
            records.follow(&touched, sources)?;
            *of = state;
            return Ok(records.clone());
        }
        let records = Records::whole(sources)?;
        *kept = Some((state, records.clone()));
        Ok(records)
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
