//! Texts of a large site do not stay in memory: judged once, they are read again for their pages.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Materials, inputs};
use crate::gate::clearance::Production;
use crate::gate::shelf::Shelf;
use crate::load::{self, Library};
use crate::markup::documents::{NO_TEXTS, Texts};
use crate::model::article::ArticleHead;
use crate::model::sources::{SourceError, Sources};
use crate::site::output::SiteOutput;
use crate::site::{Inputs, assemble, letters};

/// A shelf whose texts are read again, each of which must be the one that was judged. Only pages are made from it: what
/// proves an approval needs the texts at hand.
pub struct Aside<'s> {
    shelf: Shelf<Production>,
    texts: Reread<'s>,
}

struct Reread<'s> {
    sources: &'s dyn Sources,
    letters: BTreeSet<char>,
}

impl<'s> Aside<'s> {
    /// Frees the texts of a shelf, and articles, parsed texts and records of the library that it was judged from.
    pub fn of(shelf: Shelf<Production>, library: &mut Library, sources: &'s dyn Sources) -> Self {
        // A font of the site holds the characters of every text, and nobody else asks for them.
        let font = library.settings.font.as_ref();
        let letters = font.map(|_| letters::of_texts(&shelf, sources, &NO_TEXTS)).unwrap_or_default();
        library.articles.clear();
        library.records = Arc::default();
        library.documents = Arc::default();
        Self { shelf: shelf.without_texts(), texts: Reread { sources, letters } }
    }

    /// Plans the site of the shelf: every edition of the library.
    pub fn site<'a>(&'a self, library: &'a Library, materials: Materials<'a>) -> SiteOutput<'a, Production> {
        let inputs = inputs(library, (&library.audiences, &[]), materials, true);
        assemble(&self.shelf, Inputs { texts: &self.texts, ..inputs })
    }
}

impl Texts for Reread<'_> {
    fn text(&self, article: &ArticleHead) -> Result<Option<Arc<str>>, SourceError> {
        load::text_of(self.sources, article)
    }

    fn letters(&self) -> &BTreeSet<char> {
        &self.letters
    }
}
