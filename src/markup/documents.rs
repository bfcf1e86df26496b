//! Bodies parsed once, for all who look at them.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::{Document, parse};
use crate::model::article::{Article, ArticleId};

type Known = (Arc<Article>, Arc<Document>);

/// Parsed bodies of articles. An article that was loaded anew is parsed anew.
#[derive(Debug, Default)]
pub struct Documents(RwLock<HashMap<ArticleId, Known>>);

impl Documents {
    /// The parsed body of an article.
    #[must_use]
    pub fn of(&self, article: &Arc<Article>) -> Arc<Document> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(article.id()).cloned();
        if let Some((_, document)) = known.filter(|(of, _)| Arc::ptr_eq(of, article)) {
            return document;
        }
        let document = Arc::new(parse(&article.body.text));
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(article.id().clone(), (Arc::clone(article), Arc::clone(&document)));
        document
    }
}
