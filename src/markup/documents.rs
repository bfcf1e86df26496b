//! Bodies parsed once, for all who look at them at about the same time.
//!
//! Trusted surface: a text that is read again for its pages is the one that was judged, or it is not parsed.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Document, parse};
use crate::model::article::{Article, ArticleHead, ArticleId};
use crate::model::recent::Recent;
use crate::model::sources::SourceError;
use crate::model::units::Sha256;

/// How many parsed bodies are kept where not all are: more than any machine has threads, and few megabytes.
const FEW: usize = 64;

/// A body, and the article that it was parsed from.
type Known = (Arc<ArticleHead>, Arc<Document>);

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
        self.known(&article.head).unwrap_or_else(|| self.keep(&article.head, parse(&article.body.text)))
    }

    /// The parsed body of an article whose text was set aside; nothing when the text is there no more, or another one.
    /// Whoever gives it is not believed: it must have the sum that the article had when it was judged.
    ///
    /// # Errors
    /// When the text cannot be read.
    pub fn read(&self, article: &Arc<ArticleHead>, texts: &dyn Texts) -> Result<Option<Arc<Document>>, SourceError> {
        if let Some(document) = self.known(article) {
            return Ok(Some(document));
        }
        let text = texts.text(article)?.filter(|text| Sha256::of(text.as_bytes()) == article.text);
        Ok(text.map(|text| self.keep(article, parse(&text))))
    }

    fn known(&self, article: &Arc<ArticleHead>) -> Option<Arc<Document>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(article.id()).cloned();
        known.filter(|(of, _)| Arc::ptr_eq(of, article)).map(|(_, document)| document)
    }

    fn keep(&self, article: &Arc<ArticleHead>, document: Document) -> Arc<Document> {
        let document = Arc::new(document);
        let entry = (Arc::clone(article), Arc::clone(&document));
        let left = self.0.lock().unwrap_or_else(PoisonError::into_inner).put(article.id().clone(), entry);
        // Freed after the lock, which nobody need wait for.
        drop(left);
        document
    }
}

/// Texts that were set aside after they were judged.
pub trait Texts: Sync {
    /// The text of an article as it is now; nothing when it has none any more.
    ///
    /// # Errors
    /// When it cannot be read.
    fn text(&self, article: &ArticleHead) -> Result<Option<Arc<str>>, SourceError>;

    /// The characters of all of them and of what their authors wrote beside them.
    fn letters(&self) -> &BTreeSet<char>;
}

/// No text was set aside.
pub static NO_TEXTS: NoTexts = NoTexts(BTreeSet::new());

/// What [`NO_TEXTS`] is.
#[derive(Debug)]
pub struct NoTexts(BTreeSet<char>);

impl Texts for NoTexts {
    fn text(&self, _: &ArticleHead) -> Result<Option<Arc<str>>, SourceError> {
        Ok(None)
    }

    fn letters(&self) -> &BTreeSet<char> {
        &self.0
    }
}
