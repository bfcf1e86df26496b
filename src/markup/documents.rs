//! Bodies parsed once, for all who look at them at about the same time.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Document, parse};
use crate::model::article::{Article, ArticleId};
use crate::model::recent::Recent;

/// How many parsed bodies are kept where not all are: more than any machine has threads, and few megabytes.
const FEW: usize = 64;

/// A body, and the article that it was parsed from.
type Known = (Arc<Article>, Arc<Document>);

/// Parsed bodies of articles. An article that was loaded anew is parsed anew.
///
/// A parsed body takes ten times the memory of its text and little time to make: a build keeps only those that were
/// looked at last, and an editor's desk, where the next look at any article may come in a second, keeps all.
#[derive(Debug)]
pub struct Documents(Mutex<Recent<ArticleId, Known>>);

impl Default for Documents {
    fn default() -> Self {
        Self(Mutex::new(Recent::new(FEW)))
    }
}

impl Documents {
    /// Parsed bodies that are all kept.
    #[must_use]
    pub fn keeping_all() -> Self {
        Self(Mutex::new(Recent::new(usize::MAX)))
    }

    /// The parsed body of an article.
    #[must_use]
    pub fn of(&self, article: &Arc<Article>) -> Arc<Document> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(article.id()).cloned();
        if let Some((_, document)) = known.filter(|(of, _)| Arc::ptr_eq(of, article)) {
            return document;
        }
        let document = Arc::new(parse(&article.body.text));
        let entry = (Arc::clone(article), Arc::clone(&document));
        let left = self.0.lock().unwrap_or_else(PoisonError::into_inner).put(article.id().clone(), entry);
        // Freed after the lock, which nobody need wait for.
        drop(left);
        document
    }
}
