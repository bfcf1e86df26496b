//! What a branch has held, looked up in git only when it matters.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use crate::host::git::{GitError, Oid, Repository};
use crate::model::article::ArticleId;
use crate::model::history::History;
use crate::model::units::ContentDigest;
use crate::pipeline::proposal::version_in;

/// The history of a commit.
#[derive(Debug)]
pub(super) struct GitHistory {
    repository: Repository,
    tip: Oid,
    /// Every version that was found, by article; `None` when it could not be known.
    known: Mutex<BTreeMap<ArticleId, Option<BTreeSet<ContentDigest>>>>,
}

impl GitHistory {
    pub(super) fn new(repository: Repository, tip: Oid) -> Self {
        Self { repository, tip, known: Mutex::default() }
    }

    /// Every version of an article in any folder it ever lay in.
    fn versions(&self, article: &ArticleId) -> Result<Option<BTreeSet<ContentDigest>>, GitError> {
        if self.repository.is_shallow() {
            return Ok(None);
        }
        let mut versions = BTreeSet::new();
        for dir in self.repository.folders_that_named(&self.tip, "content", article.as_str())? {
            for commit in self.repository.versions(&self.tip, &dir)? {
                let tree = self.repository.folder(&commit, &dir)?;
                // A version that cannot be read was never approved as it stands.
                if let Ok(Some(found)) = version_in(&tree, &dir)
                    && found.id == *article
                {
                    versions.insert(found.digest);
                }
            }
        }
        Ok(Some(versions))
    }
}

impl History for GitHistory {
    fn held(&self, article: &ArticleId, version: &ContentDigest) -> bool {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains_key(article) {
            let found = self.versions(article).unwrap_or(None);
            known.insert(article.clone(), found);
        }
        known.get(article).and_then(Option::as_ref).is_none_or(|versions| versions.contains(version))
    }
}
