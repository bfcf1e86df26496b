//! The claims of all refutations, indexed so that those with nearly the same words are found without comparing all.
//!
//! Two claims are near when they share a pair of neighbouring characters and most of their characters. Measured on the
//! pairs beside KP506: characters alone tell paraphrases ("喝醋能软化鱼刺" and "鱼刺卡喉喝醋就软化了") better than pairs do,
//! because Chinese moves words freely; the pairs keep far texts apart.
//!
//! Of two claims with so many characters in common at least one is among the rarest few of both ("prefix filtering",
//! Chaudhuri, Ganti and Kaushik 2006), so only those few are indexed and most claims are never compared.

use std::collections::{BTreeMap, HashMap};
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
    telling: Telling,
}

/// What tells a claim from others: its characters and its pairs, in order, each once.
#[derive(Debug)]
struct Telling {
    characters: Vec<char>,
    pairs: Vec<(char, char)>,
}

/// The claim of a refutation that still stands.
fn standing(article: &Article) -> Option<&str> {
    let claim = article.front.claim.as_ref().filter(|_| article.front.retraction.is_none())?;
    Some(&claim.text.value)
}

/// The index.
#[derive(Debug, Default)]
pub struct Claims {
    entries: Vec<Entry>,
    by_id: BTreeMap<ArticleId, usize>,
    /// In how many claims a character stands.
    counts: HashMap<char, usize>,
    /// Claims by each of their rarest characters.
    by_rare: HashMap<char, Vec<usize>>,
}

impl Claims {
    /// Indexes every refutation that still stands.
    #[must_use]
    pub fn of(articles: &BTreeMap<ArticleId, Arc<Article>>, approved: &dyn Fn(&Article) -> Approved) -> Self {
        Self::of_these(articles.values(), approved)
    }

    /// The refutation that an article is and those near it: as much as [`Claims::before`] needs for that one.
    #[must_use]
    pub fn around(
        article: &Article,
        articles: &BTreeMap<ArticleId, Arc<Article>>,
        approved: &dyn Fn(&Article) -> Approved,
    ) -> Self {
        let Some(own) = standing(article).map(Telling::of) else { return Self::default() };
        let matters = |other: &&Arc<Article>| {
            other.id() == article.id() || standing(other).is_some_and(|text| is_near(&own, &Telling::of(text)))
        };
        Self::of_these(articles.values().filter(matters), approved)
    }

    fn of_these<'a>(articles: impl Iterator<Item = &'a Arc<Article>>, approved: &dyn Fn(&Article) -> Approved) -> Self {
        let mut claims = Self::default();
        for article in articles {
            let (Some(text), id) = (standing(article), article.id()) else { continue };
            let approved = approved(article);
            let rank = Rank {
                is_unpublished: approved == Approved::No,
                since: if let Approved::Since(at) = approved { at } else { None },
                created: article.front.created.value,
                id: id.clone(),
            };
            claims.push(rank, text);
        }
        claims.index();
        claims
    }

    fn index(&mut self) {
        for at in 0..self.entries.len() {
            for rare in self.rarest(at) {
                self.by_rare.entry(rare).or_default().push(at);
            }
        }
    }

    /// The rarest characters of a claim, as many as are needed to meet every near claim in one of them.
    fn rarest(&self, at: usize) -> Vec<char> {
        let mut characters = self.entries[at].telling.characters.clone();
        characters.sort_by_key(|c| (self.counts.get(c).copied().unwrap_or_default(), *c));
        characters.truncate(characters.len() + 1 - least_common(characters.len()));
        characters
    }

    fn push(&mut self, rank: Rank, text: &str) {
        let at = self.entries.len();
        let telling = Telling::of(text);
        for c in &telling.characters {
            *self.counts.entry(*c).or_default() += 1;
        }
        self.by_id.insert(rank.id.clone(), at);
        self.entries.push(Entry { rank, telling });
    }

    /// The near claims that came before the claim of an article, first come first, with whether each is published.
    #[must_use]
    pub fn before(&self, id: &ArticleId) -> Vec<(&ArticleId, bool)> {
        let Some(at) = self.by_id.get(id).copied() else { return Vec::new() };
        let own = &self.entries[at];
        let rare = self.rarest(at);
        let mut met: Vec<usize> = rare.iter().filter_map(|c| self.by_rare.get(c)).flatten().copied().collect();
        met.sort_unstable();
        met.dedup();
        let found = met.into_iter().map(|at| &self.entries[at]);
        let found = found.filter(|other| other.rank < own.rank && is_near(&own.telling, &other.telling));
        let mut found: Vec<&Rank> = found.map(|other| &other.rank).collect();
        found.sort();
        found.into_iter().map(|rank| (&rank.id, !rank.is_unpublished)).collect()
    }
}

fn is_near(a: &Telling, b: &Telling) -> bool {
    let n = (a.characters.len(), b.characters.len());
    // What the lengths rule out need not be counted.
    dice(n.0.min(n.1), n.0, n.1) >= NEAR
        && dice(n_common(&a.characters, &b.characters), n.0, n.1) >= NEAR
        && dice(n_common(&a.pairs, &b.pairs), a.pairs.len(), b.pairs.len()) >= NEAR_PAIRS
}

/// How many characters a claim of `n` has in common with any near one, at least: of `n` and `m` characters [`NEAR`] are
/// common, so half of `NEAR` of `n + m`, and `m` is no less than that. One is taken off for the rounding of the division.
fn least_common(n: usize) -> usize {
    let least = n as f64 * NEAR / (2.0 - NEAR);
    // Not negative, and no more than `n`.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
    (least.floor() as usize).saturating_sub(1).max(1).min(n.max(1))
}

/// How many things two ordered lists have in common.
fn n_common<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut a, mut b, mut n) = (a.iter().peekable(), b.iter().peekable(), 0);
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => drop(a.next()),
            std::cmp::Ordering::Greater => drop(b.next()),
            std::cmp::Ordering::Equal => {
                n += 1;
                a.next();
                b.next();
            }
        }
    }
    n
}

fn dice(common: usize, a: usize, b: usize) -> f64 {
    if a + b == 0 { 0.0 } else { 2.0 * common as f64 / (a + b) as f64 }
}

impl Telling {
    /// The telling characters of a claim, and the pairs of those that follow each other.
    fn of(text: &str) -> Self {
        let lower = text.chars().flat_map(char::to_lowercase);
        let told: Vec<char> =
            lower.filter(|&c| (is_han(c) || c.is_ascii_alphanumeric()) && !FILLERS.contains(c)).collect();
        let mut pairs: Vec<_> = told.windows(2).filter_map(|two| Some((*two.first()?, *two.last()?))).collect();
        let mut characters = told;
        characters.sort_unstable();
        characters.dedup();
        pairs.sort_unstable();
        pairs.dedup();
        Self { characters, pairs }
    }
}

/// Whether two claims are near, for measurements.
#[cfg(test)]
pub(super) fn are_near(a: &str, b: &str) -> bool {
    is_near(&Telling::of(a), &Telling::of(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// The index finds exactly those that comparing all would find.
        #[test]
        fn nothing_near_is_missed(texts in proptest::collection::vec("[水火茶酒醋盐糖药血压]{0,9}", 0..14)) {
            let of = |is_in: &dyn Fn(usize) -> bool| {
                let mut claims = Claims::default();
                for (at, text) in texts.iter().enumerate().filter(|(at, _)| is_in(*at)) {
                    let id = ArticleId::new(&format!("test-{at:02}")).expect("an id");
                    let created = Date::constant(2026, 3, 1);
                    claims.push(Rank { is_unpublished: true, since: None, created, id }, text);
                }
                claims.index();
                claims
            };
            let claims = of(&|_| true);
            for (at, entry) in claims.entries.iter().enumerate() {
                let all = claims.entries[..at].iter().filter(|other| is_near(&entry.telling, &other.telling));
                let all: Vec<&ArticleId> = all.map(|other| &other.rank.id).collect();
                let found: Vec<&ArticleId> = claims.before(&entry.rank.id).into_iter().map(|(id, _)| id).collect();
                prop_assert_eq!(&found, &all);
                // So does one that holds the claim and what is near it alone.
                let few = of(&|other| other == at || is_near(&entry.telling, &claims.entries[other].telling));
                let few: Vec<&ArticleId> = few.before(&entry.rank.id).into_iter().map(|(id, _)| id).collect();
                prop_assert_eq!(few, found);
            }
        }
    }
}
