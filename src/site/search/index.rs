//! Which term stands in which article, for one edition: filled article by article, sorted shard by shard on demand.
//!
//! A posting is one number: 32 bits of the term, 30 of the article, 2 of the weight. Filling only appends, so a shard costs its own
//! sorting and nothing is kept twice.

use std::collections::HashMap;

use super::postings::Postings;
use super::script::List;
use super::terms::{self, Term};
use crate::markup::initial;

/// From this many numbers on an edition has more and so smaller shards.
const LARGE: usize = 2_000;
const FEW_SHARDS: usize = 64;
const MANY_SHARDS: usize = 256;

/// How much a place says about its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Running text.
    Body = 0,
    /// Headings, the summary, the conclusion, names of topics and regions.
    Heading = 1,
    /// A rumour in its own words.
    Claim = 2,
    /// The title.
    Title = 3,
}

/// The index of one edition.
#[derive(Debug)]
pub(super) struct Index {
    words: Words,
    shards: Vec<Postings>,
    /// Term and weight of everything noted of the article that is being read.
    open: Vec<u64>,
}

/// How many shards an edition with so many numbers has.
pub(super) fn shard_count(articles: usize) -> usize {
    if articles < LARGE { FEW_SHARDS } else { MANY_SHARDS }
}

impl Index {
    /// An empty index for so many articles.
    pub(super) fn new(articles: usize) -> Self {
        Self { words: Words::default(), shards: vec![Postings::default(); shard_count(articles)], open: Vec::new() }
    }

    /// Notes a text of the article that is being read.
    pub(super) fn note(&mut self, weight: Weight, text: &str) {
        let Self { words, open, .. } = self;
        terms::each(text, |term| {
            let key = match term {
                Term::Pair(a, b) => pair_key(a, b).unwrap_or_else(|| words.key(&String::from_iter([a, b]))),
                Term::One(c) if weight == Weight::Title => words.key(c.encode_utf8(&mut [0; 4])),
                Term::One(_) => return,
                Term::Word(word) => words.key(word),
            };
            open.push(key << 2 | weight as u64);
        });
        if weight == Weight::Title {
            self.note_initials(text);
        }
    }

    /// Titles are also found by the first letters of their pinyin, in pairs before a mark that no word has.
    fn note_initials(&mut self, title: &str) {
        let Self { words, open, .. } = self;
        terms::each(title, |term| {
            let Term::Pair(a, b) = term else { return };
            if let (Some(a), Some(b)) = (initial(a), initial(b)) {
                open.push(words.key(&String::from_iter([a, b, '~'])) << 2 | Weight::Title as u64);
            }
        });
    }

    /// Ends the article that is being read; articles come in the order of their numbers.
    pub(super) fn close(&mut self, article: u32) {
        self.open.sort_unstable();
        for same in self.open.chunk_by(|a, b| a >> 2 == b >> 2) {
            // The last of a term has its greatest weight.
            let Some(&last) = same.last() else { continue };
            let (key, weight) = (last >> 2, last & 3);
            let shard = self.words.shard(key, self.shards.len());
            if let Some(shard) = self.shards.get_mut(shard) {
                shard.push(key << 32 | u64::from(article) << 2 | weight);
            }
        }
        self.open.clear();
    }

    /// The terms of one shard.
    pub(super) fn shard(&self, n: usize) -> Vec<List> {
        let postings = self.shards.get(n).map(Postings::sorted).unwrap_or_default();
        let list = |same: &[u64]| List {
            term: same.first().map(|first| self.words.text(first >> 32)).unwrap_or_default(),
            places: same.iter().map(|posting| ((posting >> 2 & 0x3FFF_FFFF) as u32, (posting & 3) as u8)).collect(),
        };
        postings.chunk_by(|a, b| a >> 32 == b >> 32).map(list).collect()
    }
}

/// First character of the block whose pairs need no table, and how many bits each takes.
const FIRST: u32 = 0x4E00;
const BITS: u32 = 15;
/// Marks the key of a term that stands in the table.
const TABLED: u64 = 1 << 31;

fn pair_key(a: char, b: char) -> Option<u64> {
    let place = |c: char| u32::from(c).checked_sub(FIRST).filter(|_| c <= '\u{9FFF}').map(u64::from);
    Some(place(a)? << BITS | place(b)?)
}

fn pair_of(key: u64) -> [char; 2] {
    let at = |place: u64| u32::try_from(place).ok().and_then(|place| char::from_u32(FIRST + place)).unwrap_or('?');
    [at(key >> BITS), at(key & ((1 << BITS) - 1))]
}

/// Every term that is not a pair of common characters, numbered as it comes.
#[derive(Debug, Default)]
struct Words {
    numbers: HashMap<String, u32>,
    texts: Vec<String>,
}

impl Words {
    fn key(&mut self, text: &str) -> u64 {
        let number = self.numbers.get(text).copied().unwrap_or_else(|| {
            let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
            self.numbers.insert(text.to_owned(), number);
            self.texts.push(text.to_owned());
            number
        });
        TABLED | u64::from(number)
    }

    fn text(&self, key: u64) -> String {
        if key & TABLED == 0 {
            return String::from_iter(pair_of(key));
        }
        usize::try_from(key & (TABLED - 1)).ok().and_then(|at| self.texts.get(at)).cloned().unwrap_or_default()
    }

    fn shard(&self, key: u64, shards: usize) -> usize {
        if key & TABLED == 0 {
            let [a, b] = pair_of(key);
            return shard_of([a as usize, b as usize].into_iter(), shards);
        }
        shard_of(self.text(key).encode_utf16().map(usize::from), shards)
    }
}

/// Terms that begin alike stand in few shards, which then name what they begin with few times.
const ROWS: usize = 32;

/// The shard of a term by its UTF-16 units: a row by the first, a place in the row by the others. The reader does the
/// same sum.
fn shard_of(mut units: impl Iterator<Item = usize>, shards: usize) -> usize {
    let in_row = shards / ROWS;
    let first = units.next().unwrap_or_default();
    first % ROWS * in_row + units.sum::<usize>() % in_row
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn index(articles: &[(&str, &str)]) -> Index {
        let mut index = Index::new(articles.len());
        for (number, (title, body)) in (0..).zip(articles) {
            index.note(Weight::Body, body);
            index.note(Weight::Title, title);
            index.close(number);
        }
        index
    }

    fn all(index: &Index) -> BTreeMap<String, Vec<(u32, u8)>> {
        (0..index.shards.len()).flat_map(|n| index.shard(n)).map(|list| (list.term, list.places)).collect()
    }

    #[test]
    fn a_term_is_listed_once_an_article_with_its_greatest_weight() {
        let found = all(&index(&[("黄龙病", "防治黄龙病，黄龙病难治，用DNA"), ("防治", "𠮷野DNA dna")]));
        let list = |term: &str| found.get(term).cloned().unwrap_or_default();
        assert_eq!(list("黄龙"), [(0, 3)]);
        assert_eq!(list("防治"), [(0, 0), (1, 3)]);
        assert_eq!(list("dna"), [(0, 0), (1, 0)]);
        assert_eq!(list("𠮷野"), [(1, 0)]);
        assert_eq!((list("黄"), list("难"), list("防")), (vec![(0, 3)], vec![], vec![(1, 3)]));
        assert_eq!((list("hl~"), list("fz~")), (vec![(0, 3)], vec![(1, 3)]));
    }

    #[test]
    fn shards_are_about_equal() {
        let common: Vec<char> = ('\u{4E00}'..'\u{4E80}').collect();
        for shards in [FEW_SHARDS, MANY_SHARDS] {
            let mut sizes = vec![0_usize; shards];
            for a in &common {
                for b in &common {
                    sizes[shard_of([*a as usize, *b as usize].into_iter(), shards)] += 1;
                }
            }
            let mean = common.len() * common.len() / shards;
            assert!(sizes.iter().all(|size| *size < mean * 2), "{sizes:?}");
        }
    }

    #[test]
    fn every_term_lies_in_one_shard() {
        let index = index(&[("一二三四五六七八九十", "甲乙丙丁abc戊己庚辛12壬癸"), ("〇一", "々二")]);
        let mut seen = BTreeSet::new();
        for n in 0..index.shards.len() {
            for list in index.shard(n) {
                assert_eq!(shard_of(list.term.encode_utf16().map(usize::from), index.shards.len()), n, "{}", list.term);
                assert!(seen.insert(list.term));
            }
        }
        assert!(seen.contains("壬癸") && seen.contains("12") && seen.contains("〇一") && seen.contains("〇"));
    }
}
