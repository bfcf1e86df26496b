//! The terms of every loaded glossary, so that a name is found without reading them again.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use crate::markup::{self, glossary};
use crate::model::article::{Article, ArticleId, Kind};

/// Who else uses a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// When its glossary was written; of two glossaries the younger one is at fault.
    pub created: Date,
    /// The glossary.
    pub article: ArticleId,
    /// The term; the name itself, or what it is a folk name of.
    pub term: String,
}

/// The index of names.
#[derive(Debug, Default)]
pub struct Terms {
    owners: BTreeMap<String, Vec<Owner>>,
}

impl Terms {
    /// Reads the glossaries among the articles.
    #[must_use]
    pub fn of(articles: &BTreeMap<ArticleId, Arc<Article>>) -> Self {
        let mut terms = Self::default();
        let is_glossary = |article: &&Arc<Article>| article.front.kind.value == Kind::Glossary;
        for article in articles.values().filter(is_glossary).filter(|article| article.front.retraction.is_none()) {
            for entry in glossary::entries(&markup::parse(&article.body.text)) {
                for name in entry.names() {
                    terms.owners.entry(name.value.clone()).or_default().push(Owner {
                        created: article.front.created.value,
                        article: article.id().clone(),
                        term: entry.name.value.clone(),
                    });
                }
            }
        }
        terms.owners.values_mut().for_each(|owners| owners.sort());
        terms
    }

    /// Whether any glossary has this name.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.owners.contains_key(name)
    }

    /// Where names of the glossaries stand in a text, in order; of those that overlap, the longest first one.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let names = self.owners.keys().filter(|name| !name.is_empty());
        let hits = names.flat_map(|name| text.match_indices(name.as_str()).map(|(at, word)| at..at + word.len()));
        let mut hits: Vec<Range<usize>> = hits.collect();
        hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
        let mut end = 0;
        hits.retain(|hit| {
            let is_apart = hit.start >= end;
            end = if is_apart { hit.end } else { end };
            is_apart
        });
        hits
    }

    /// Every term that a name stands for, the oldest glossary first.
    #[must_use]
    pub fn owners(&self, name: &str) -> &[Owner] {
        self.owners.get(name).map_or(&[], Vec::as_slice)
    }

    /// The name most like this one.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let shares = |known: &str| name.chars().any(|c| known.contains(c));
        let near = self.owners.keys().filter(|known| shares(known));
        let by_distance = near.map(|known| (strsim::damerau_levenshtein(known, name), known));
        by_distance.min().filter(|(distance, _)| *distance <= 2).map(|(_, known)| known.as_str())
    }
}
