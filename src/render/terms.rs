//! The terms that an edition explains, and the search for them in running text.
//!
//! Made once per edition from glossaries that its shelf shows. Deliberately absent: where they come from, addresses.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::lexicon::{Entry, Lexicon};
use crate::model::article::ArticleId;

/// A term as its reviewed glossary has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// The term.
    pub name: String,
    /// What it is.
    pub meaning: String,
    /// What people call it.
    pub folk: Vec<String>,
    /// The glossary, whose reviewers answer for it.
    pub article: ArticleId,
    /// The title of the glossary.
    pub title: String,
}

/// Every term of an edition, ready to be searched for.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    terms: Vec<Term>,
    /// The term of each name and folk name.
    by_name: BTreeMap<String, usize>,
    names: Lexicon,
}

impl Terms {
    /// Collects terms; of two with one name the first stays.
    #[must_use]
    pub fn new(terms: Vec<Term>) -> Self {
        let mut by_name = BTreeMap::new();
        // A term beats a folk name, whatever the order.
        for (at, term) in terms.iter().enumerate() {
            by_name.entry(term.name.clone()).or_insert(at);
        }
        for (at, term) in terms.iter().enumerate() {
            for name in &term.folk {
                by_name.entry(name.clone()).or_insert(at);
            }
        }
        let entries = by_name.keys().map(|name| Entry { word: name.clone(), fields: Vec::new() });
        // More names than a search can hold explain nothing, which is a loss of comfort and not of words.
        let names = Lexicon::new(entries.collect()).unwrap_or_default();
        Self { terms, by_name, names }
    }

    /// Every term, in order.
    #[must_use]
    pub fn all(&self) -> &[Term] {
        &self.terms
    }

    /// The term at a place of [`Self::all`].
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Term> {
        self.terms.get(at)
    }

    /// The place of the term with this name or folk name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The names in a text, in order, the longest of those that begin together.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let found = self.names.find(text);
        found.filter_map(|found| Some((found.range, self.named(&found.entry.word)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_wins_and_a_term_beats_a_folk_name() {
        let term = |name: &str, folk: &[&str]| Term {
            name: name.to_owned(),
            meaning: "义".to_owned(),
            folk: folk.iter().map(|name| (*name).to_owned()).collect(),
            article: ArticleId::new("jx-terms").expect("an id"),
            title: "术语".to_owned(),
        };
        let terms = Terms::new(vec![term("黄龙病", &["黄梢病", "螟虫"]), term("螟虫", &[]), term("二化螟虫", &[])]);
        let found: Vec<usize> = terms.find("二化螟虫不是螟虫，黄梢病").into_iter().map(|(_, at)| at).collect();
        assert_eq!(found, [2, 1, 0]);
    }
}
