//! What a branch has held, looked up in git only when it matters.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::host::git::{GitError, Oid, Repository};
use crate::model::article::ArticleId;
use crate::model::history::{History, StoredVersion};
use crate::model::units::ContentDigest;
use crate::pipeline::proposal::version_in;

/// A commit and a folder for each version.
type Places = BTreeMap<ContentDigest, (Oid, String)>;

/// The history of a commit.
#[derive(Debug)]
pub(super) struct GitHistory {
    repository: Repository,
    tip: Oid,
    /// Where every version was found, by article; `None` when it could not be known.
    known: Mutex<BTreeMap<ArticleId, Option<Places>>>,
}

impl GitHistory {
    pub(super) fn new(repository: Repository, tip: Oid) -> Self {
        Self { repository, tip, known: Mutex::default() }
    }

    /// Every version of an article in any folder it ever lay in.
    fn versions(&self, article: &ArticleId) -> Result<Option<Places>, GitError> {
        if self.repository.is_shallow() {
            return Ok(None);
        }
        let mut versions = Places::new();
        for dir in self.repository.folders_that_named(&self.tip, "content", article.as_str())? {
            for commit in self.repository.versions(&self.tip, &dir)? {
                let tree = self.repository.folder(&commit, &dir)?;
                // A version that cannot be read was never approved as it stands.
                if let Ok(Some(found)) = version_in(&tree, &dir)
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

impl History for GitHistory {
    fn held(&self, article: &ArticleId, version: &ContentDigest) -> bool {
        self.with_places(article, |places| places.is_none_or(|places| places.contains_key(version)))
    }

    fn text(&self, article: &ArticleId, version: &ContentDigest) -> Option<StoredVersion> {
        let (commit, dir) = self.with_places(article, |places| places?.get(version).cloned())?;
        let tree = self.repository.folder(&commit, &dir).ok()?;
        version_in(&tree, &dir).ok().flatten()
    }
}
