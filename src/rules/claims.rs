//! The claims of all refutations, indexed so that those with nearly the same words are found without comparing all.
//!
//! Two claims are near when they share a pair of neighbouring characters and most of their characters. Measured on the
//! pairs beside KP506: characters alone tell paraphrases ("喝醋能软化鱼刺" and "鱼刺卡喉喝醋就软化了") better than pairs do,
//! because Chinese moves words freely; the pairs keep far texts apart and make the index.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::markup::hanzi::is_han;
use crate::model::article::{Article, ArticleId};

/// Share of common characters (Dice) from which two claims are one. See `kp506_contradicted_verdict/`.
const NEAR: f64 = 0.7;

/// Share of common pairs that two near claims have at least.
const NEAR_PAIRS: f64 = 0.1;

/// Characters that sentences are built with, and that say nothing of their subject.
const FILLERS: &str = "的了吗呢吧啊就会能可以才也都和与或在是让把被后时个得";

/// Which of two claims came first: a published one before any other, then by day and id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    is_unpublished: bool,
    since: Option<Timestamp>,
    created: Date,
    id: ArticleId,
}

/// How far an article has come, as far as records tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approved {
    /// Nobody has approved this version to the end.
    No,
    /// Approved at a time, or at some time in the trusted past.
    Since(Option<Timestamp>),
}

#[derive(Debug)]
struct Entry {
    rank: Rank,
    characters: BTreeSet<char>,
    pairs: BTreeSet<(char, char)>,
}

/// The index.
#[derive(Debug, Default)]
pub struct Claims {
    entries: Vec<Entry>,
    by_id: BTreeMap<ArticleId, usize>,
    by_pair: BTreeMap<(char, char), Vec<usize>>,
}

impl Claims {
    /// Indexes every refutation that still stands.
    #[must_use]
    pub fn of(articles: &BTreeMap<ArticleId, Arc<Article>>, approved: &dyn Fn(&Article) -> Approved) -> Self {
        let mut claims = Self::default();
        for (id, article) in articles {
            let Some(claim) = article.front.claim.as_ref().filter(|_| article.front.retraction.is_none()) else {
                continue;
            };
            let approved = approved(article);
            let rank = Rank {
                is_unpublished: approved == Approved::No,
                since: if let Approved::Since(at) = approved { at } else { None },
                created: article.front.created.value,
                id: id.clone(),
            };
            claims.push(rank, &claim.text.value);
        }
        claims
    }

    fn push(&mut self, rank: Rank, text: &str) {
        let at = self.entries.len();
        let (characters, pairs) = features(text);
        for pair in &pairs {
            self.by_pair.entry(*pair).or_default().push(at);
        }
        self.by_id.insert(rank.id.clone(), at);
        self.entries.push(Entry { rank, characters, pairs });
    }

    /// The near claims that came before the claim of an article, first come first, with whether each is published.
    #[must_use]
    pub fn before(&self, id: &ArticleId) -> Vec<(&ArticleId, bool)> {
        let Some(own) = self.by_id.get(id).and_then(|at| self.entries.get(*at)) else { return Vec::new() };
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for at in own.pairs.iter().filter_map(|pair| self.by_pair.get(pair)).flatten() {
            *shared.entry(*at).or_default() += 1;
        }
        let found = shared.into_iter().filter_map(|(at, n_pairs)| Some((self.entries.get(at)?, n_pairs)));
        let found = found.filter(|(other, n_pairs)| other.rank < own.rank && is_near(own, other, *n_pairs));
        let mut found: Vec<&Rank> = found.map(|(other, _)| &other.rank).collect();
        found.sort();
        found.into_iter().map(|rank| (&rank.id, !rank.is_unpublished)).collect()
    }
}

fn is_near(a: &Entry, b: &Entry, n_pairs: usize) -> bool {
    let n_characters = a.characters.intersection(&b.characters).count();
    dice(n_pairs, a.pairs.len(), b.pairs.len()) >= NEAR_PAIRS
        && dice(n_characters, a.characters.len(), b.characters.len()) >= NEAR
}

fn dice(common: usize, a: usize, b: usize) -> f64 {
    if a + b == 0 { 0.0 } else { 2.0 * common as f64 / (a + b) as f64 }
}

/// The telling characters of a claim, and the pairs of those that follow each other.
fn features(text: &str) -> (BTreeSet<char>, BTreeSet<(char, char)>) {
    let lower = text.chars().flat_map(char::to_lowercase);
    let told: Vec<char> = lower.filter(|&c| (is_han(c) || c.is_ascii_alphanumeric()) && !FILLERS.contains(c)).collect();
    let pairs = told.windows(2).filter_map(|two| Some((*two.first()?, *two.last()?))).collect();
    (told.into_iter().collect(), pairs)
}

/// Whether two claims are near, for measurements.
#[cfg(test)]
pub(super) fn are_near(a: &str, b: &str) -> bool {
    let entry = |text: &str, id: &str| {
        let (characters, pairs) = features(text);
        let id = ArticleId::new(id).expect("an id");
        let rank = Rank { is_unpublished: true, since: None, created: Date::constant(2026, 3, 1), id };
        Entry { rank, characters, pairs }
    };
    let (a, b) = (entry(a, "test-a"), entry(b, "test-b"));
    let n_pairs = a.pairs.intersection(&b.pairs).count();
    n_pairs > 0 && is_near(&a, &b, n_pairs)
}
