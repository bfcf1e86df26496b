//! Every article of a tree; after a change, only those that it touched are loaded again.
//!
//! Contract: what a directory gives rests on its own files and on the words of the site, and which articles there are
//! rests on the list of files. So the collection after a change is that which would be loaded from nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::Faulty;
use super::article::Words;
use super::bundle::{self, Loaded};
use super::library::ByFile;
use super::walk::{self, INDEX};
use crate::diag::{Diagnostic, Findings};
use crate::model::article::{Article, ArticleId};
use crate::model::path::SourcePath;
use crate::model::sources::{ListedFile, SourceError, Sources};
use crate::model::span::Span;

/// Where articles lie.
const FOLDER: &str = "content";

/// The articles of one state of a tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Collection {
    /// Every directory with an article.
    bundles: BTreeMap<SourcePath, Arc<Loaded>>,
    /// Markdown that belongs to none.
    strays: BTreeSet<SourcePath>,
    /// The directories that an id stands in; two are one too many.
    homes: BTreeMap<ArticleId, BTreeSet<SourcePath>>,
    /// Those that can be had as values.
    articles: BTreeMap<ArticleId, Arc<Article>>,
    /// The others, by directory.
    faulty: BTreeMap<SourcePath, Faulty>,
    findings: ByFile,
}

/// What a library holds of a collection.
pub(super) struct Parts {
    pub(super) articles: BTreeMap<ArticleId, Arc<Article>>,
    pub(super) faulty: Vec<Faulty>,
    pub(super) findings: ByFile,
}

impl Collection {
    /// Every article of a tree.
    pub(super) fn whole(sources: &dyn Sources, words: Words<'_>) -> Result<Self, SourceError> {
        let mut collection = Self::default();
        collection.replace(sources.list(FOLDER)?, &[FOLDER.to_owned()], (sources, words))?;
        Ok(collection)
    }

    /// Takes in what happened to these paths of the tree. After an error it is as it was.
    pub(super) fn follow(
        &mut self,
        touched: &[String],
        (sources, words): (&dyn Sources, Words<'_>),
    ) -> Result<(), SourceError> {
        let regions = self.regions(touched);
        let mut files = Vec::new();
        for region in &regions {
            files.extend(sources.list_at(FOLDER, region)?);
        }
        self.replace(files, &regions, (sources, words))
    }

    /// What a library holds.
    pub(super) fn parts(&self) -> Parts {
        let findings = self.findings.clone();
        Parts { articles: self.articles.clone(), faulty: self.all_faulty(), findings }
    }

    /// The same of a collection that nobody needs again.
    pub(super) fn into_parts(self) -> Parts {
        let faulty = self.all_faulty();
        Parts { articles: self.articles, faulty, findings: self.findings }
    }

    fn all_faulty(&self) -> Vec<Faulty> {
        let strays = self.strays.iter().map(|path| {
            let dir = path.parent().unwrap_or_else(|| path.clone());
            Faulty { dir, source: path.clone(), id: None, text: None }
        });
        self.faulty.values().cloned().chain(strays).collect()
    }

    /// The parts of the tree to look at again after something happened to these paths, none below another. No file
    /// outside can belong to a directory inside, nor the other way round.
    fn regions(&self, touched: &[String]) -> Vec<String> {
        let wanted: BTreeSet<String> = touched.iter().filter_map(|path| self.region(path)).collect();
        let is_below = |path: &str, other: &str| path.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'));
        let is_top = |path: &&String| !wanted.iter().any(|other| is_below(path, other));
        wanted.iter().filter(is_top).cloned().collect()
    }

    fn region(&self, path: &str) -> Option<String> {
        if path == FOLDER {
            return Some(path.to_owned());
        }
        let below = path.strip_prefix(FOLDER)?.strip_prefix('/')?;
        // The outermost article around it owns everything that no inner one does.
        let ends = below.match_indices('/').map(|(at, _)| at).chain([below.len()]);
        let around = ends.filter_map(|end| SourcePath::new(path.get(..FOLDER.len() + 1 + end)?).ok());
        if let Some(dir) = around.into_iter().find(|dir| self.bundles.contains_key(dir)) {
            return Some(dir.to_string());
        }
        // A new article takes the files that lie around it.
        let dir = path.strip_suffix(INDEX).and_then(|dir| dir.strip_suffix('/')).filter(|dir| *dir != FOLDER);
        Some(dir.unwrap_or(path).to_owned())
    }

    /// Puts what these files give in the place of all that lies in some regions.
    fn replace(
        &mut self,
        files: Vec<ListedFile>,
        regions: &[String],
        (sources, words): (&dyn Sources, Words<'_>),
    ) -> Result<(), SourceError> {
        let (bundles, strays) = walk::bundles(files);
        let loaded: Vec<Result<Loaded, SourceError>> =
            bundles.into_par_iter().map(|bundle| bundle::load(sources, bundle, words)).collect();
        // Nothing was changed so far, so an error leaves everything as it was.
        let loaded = loaded.into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut ids = BTreeSet::new();
        for region in regions {
            for dir in self.dirs_within(region) {
                ids.extend(self.take_out(&dir));
            }
            let gone: Vec<SourcePath> =
                self.strays.iter().filter(|path| path.is_at_or_below(region)).cloned().collect();
            for path in gone {
                self.strays.remove(&path);
                self.findings.remove(&path);
            }
        }
        let mut nameless = Vec::new();
        for one in loaded {
            let dir = one.bundle.dir.clone();
            match &one.id {
                Some(id) => {
                    self.homes.entry(id.value.clone()).or_default().insert(dir.clone());
                    ids.insert(id.value.clone());
                }
                None => nameless.push(dir.clone()),
            }
            self.bundles.insert(dir, Arc::new(one));
        }
        nameless.iter().for_each(|dir| self.place(dir, None));
        ids.iter().for_each(|id| self.place_all(id));
        for path in strays {
            self.findings.insert(path.clone(), [walk::stray(&path)].into_iter().collect());
            self.strays.insert(path);
        }
        Ok(())
    }

    fn dirs_within(&self, region: &str) -> Vec<SourcePath> {
        // No file has a path that is none.
        let Ok(first) = SourcePath::new(region) else { return Vec::new() };
        let near = self.bundles.range(first..).map(|(dir, _)| dir).take_while(|dir| dir.as_str().starts_with(region));
        near.filter(|dir| dir.is_at_or_below(region)).cloned().collect()
    }

    /// Takes a directory out, and gives its id: those that share it are to be placed anew.
    fn take_out(&mut self, dir: &SourcePath) -> Option<ArticleId> {
        let one = self.bundles.remove(dir)?;
        self.forget(&one);
        let id = &one.id.as_ref()?.value;
        let homes = self.homes.get_mut(id)?;
        homes.remove(dir);
        if homes.is_empty() {
            self.homes.remove(id);
        }
        Some(id.clone())
    }

    /// Forgets what a directory gave.
    fn forget(&mut self, one: &Loaded) {
        if let Some(article) = &one.article
            && self.articles.get(article.id()).is_some_and(|known| Arc::ptr_eq(known, article))
        {
            self.articles.remove(article.id());
        }
        self.faulty.remove(&one.bundle.dir);
        self.findings.remove(&one.bundle.index.path);
    }

    /// Places every directory of an id.
    fn place_all(&mut self, id: &ArticleId) {
        let Some(homes) = self.homes.get(id).cloned() else { return };
        let bundles: Vec<Arc<Loaded>> = homes.iter().filter_map(|dir| self.bundles.get(dir).cloned()).collect();
        let sharer = |one: &Arc<Loaded>| {
            let span = one.id.as_ref().map_or(Span::default(), |id| id.span);
            (one.bundle.index.path.clone(), span)
        };
        let sharers: Vec<Sharer> = bundles.iter().map(sharer).collect();
        for (dir, own) in homes.iter().zip(&sharers) {
            let others = || sharers.iter().filter(|other| other.0 != own.0).cloned();
            let shared = (sharers.len() > 1).then(|| shared_id(id, own, others()));
            self.place(dir, shared);
        }
    }

    /// Says what a directory gives; one that shares its id with another gives no article.
    fn place(&mut self, dir: &SourcePath, shared: Option<Diagnostic>) {
        let Some(one) = self.bundles.get(dir).cloned() else { return };
        self.forget(&one);
        let source = &one.bundle.index.path;
        let sound = one.sound && shared.is_none();
        if !one.findings.is_empty() || shared.is_some() {
            let mut found: Findings = one.findings.clone();
            found.extend(shared);
            self.findings.insert(source.clone(), found);
        }
        match &one.article {
            Some(article) if sound => {
                self.articles.insert(article.id().clone(), Arc::clone(article));
            }
            text => {
                let id = one.id.as_ref().map(|id| id.value.clone());
                let faulty = Faulty { dir: dir.clone(), source: source.clone(), id, text: text.clone() };
                self.faulty.insert(dir.clone(), faulty);
            }
        }
    }
}

/// A file that an id stands in, and where.
type Sharer = (SourcePath, Span);

/// Of articles with one id none is shown: nobody could tell which of them was approved (KP107).
fn shared_id(id: &ArticleId, (path, span): &Sharer, others: impl Iterator<Item = Sharer>) -> Diagnostic {
    let (zh, en) = (format!("文章编号 {id} 与另一篇重复"), format!("the id {id} is used twice"));
    let mut finding = Diagnostic::error(107, path, *span, zh, en);
    for (other, span) in others {
        finding = finding.also(&other, span, "另一处", "also here");
    }
    finding.help(
        "给后写的一篇换一个新编号；编号终身不变，不可重用",
        "give the newer one an id of its own; ids are never reused",
    )
}
