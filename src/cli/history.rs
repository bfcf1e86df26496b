//! What a branch has held, looked up in git only when it matters.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock, PoisonError};

use jiff::Timestamp;

use crate::host::git::{GitError, Oid, Repository};
use crate::load;
use crate::model::article::ArticleId;
use crate::model::history::{History, StoredVersion};
use crate::model::path::SourcePath;
use crate::model::sources::Sources as _;
use crate::model::units::ContentDigest;
use crate::pipeline::proposal::version_in;

/// A commit and a folder for each version.
type Places = BTreeMap<ContentDigest, (Oid, String)>;

/// Every folder that an article ever lay in.
type Folders = BTreeMap<ArticleId, BTreeSet<String>>;

/// The history of a commit.
#[derive(Debug)]
pub(super) struct GitHistory {
    repository: Repository,
    tip: Oid,
    /// Where some articles lie at the tip: most questions are about the version there, and need no history.
    at_tip: BTreeMap<ArticleId, String>,
    /// From one walk over the history; `None` when it could not be walked.
    folders: OnceLock<Option<Folders>>,
    /// Where every version was found, by article; `None` when it could not be known.
    known: Mutex<BTreeMap<ArticleId, Option<Places>>>,
}

impl GitHistory {
    pub(super) fn new(repository: Repository, tip: Oid) -> Self {
        Self { repository, tip, at_tip: BTreeMap::new(), folders: OnceLock::new(), known: Mutex::default() }
    }

    /// Says where some articles lie at the tip.
    pub(super) fn knowing(mut self, at_tip: BTreeMap<ArticleId, String>) -> Self {
        self.at_tip = at_tip;
        self
    }

    /// The version at the tip.
    fn present(&self, article: &ArticleId) -> Option<StoredVersion> {
        let dir = self.at_tip.get(article)?;
        let tree = self.repository.folder(&self.tip, dir).ok()?;
        version_in(&tree, dir).ok().flatten().filter(|found| found.id == *article)
    }

    fn folders(&self) -> Option<&Folders> {
        let walk = || {
            let mut folders = Folders::new();
            let mut visit = |dir: &str, bytes: &[u8]| {
                let index = SourcePath::new(&format!("{dir}/index.md")).ok();
                if let Some(id) = index.and_then(|index| load::id_in(&load::encoding::shown(bytes), &index)) {
                    folders.entry(id).or_default().insert(dir.to_owned());
                }
            };
            self.repository.texts_ever_held(&self.tip, "content", &mut visit).ok()?;
            Some(folders)
        };
        self.folders.get_or_init(walk).as_ref()
    }

    /// Every version of an article in any folder it ever lay in.
    fn versions(&self, article: &ArticleId) -> Result<Option<Places>, GitError> {
        if self.repository.is_shallow() {
            return Ok(None);
        }
        let Some(folders) = self.folders() else { return Ok(None) };
        let mut versions = Places::new();
        for dir in folders.get(article).into_iter().flatten() {
            for commit in self.repository.versions(&self.tip, dir)? {
                let tree = self.repository.folder(&commit, dir)?;
                // A version that cannot be read was never approved as it stands.
                if let Ok(Some(found)) = version_in(&tree, dir)
                    && found.id == *article
                {
                    versions.entry(found.digest).or_insert_with(|| (commit.clone(), dir.clone()));
                }
            }
        }
        Ok(Some(versions))
    }
}

impl GitHistory {
    /// Asks the place of a version; the first question about an article looks through its history.
    fn with_places<T>(&self, article: &ArticleId, ask: impl FnOnce(Option<&Places>) -> T) -> T {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains_key(article) {
            let found = self.versions(article).unwrap_or(None);
            known.insert(article.clone(), found);
        }
        ask(known.get(article).and_then(Option::as_ref))
    }
}

impl GitHistory {
    /// The first of the commits that held the article in a folder.
    fn begun_in(&self, article: &ArticleId, dir: &str) -> Result<Option<Timestamp>, GitError> {
        let index = SourcePath::new(&format!("{dir}/index.md")).ok();
        for (commit, seconds) in self.repository.written(&self.tip, dir)?.into_iter().rev() {
            // Early drafts may be unreadable but for their id.
            let tree = self.repository.folder(&commit, dir)?;
            let bytes = index.as_ref().and_then(|index| tree.bytes(index).ok().flatten()).unwrap_or_default();
            let id = index.as_ref().and_then(|index| load::id_in(&load::encoding::shown(&bytes), index));
            if id.as_ref() == Some(article) {
                return Ok(Timestamp::from_second(seconds).ok());
            }
        }
        Ok(None)
    }
}

impl History for GitHistory {
    fn begun(&self, article: &ArticleId) -> Option<Timestamp> {
        // Where history was cut off its first commit is not the first.
        let folders = if self.repository.is_shallow() { None } else { self.folders() };
        let begun = |dir: &String| self.begun_in(article, dir).ok().flatten();
        folders?.get(article)?.iter().filter_map(begun).min()
    }

    fn held(&self, article: &ArticleId, version: &ContentDigest) -> bool {
        let is_present = self.present(article).is_some_and(|present| present.digest == *version);
        is_present || self.with_places(article, |places| places.is_none_or(|places| places.contains_key(version)))
    }

    fn text(&self, article: &ArticleId, version: &ContentDigest) -> Option<StoredVersion> {
        if let Some(present) = self.present(article).filter(|present| present.digest == *version) {
            return Some(present);
        }
        let (commit, dir) = self.with_places(article, |places| places?.get(version).cloned())?;
        let tree = self.repository.folder(&commit, &dir).ok()?;
        version_in(&tree, &dir).ok().flatten()
    }
}
