//! One list and the search in it: every word at once, in one walk over a text.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use aho_corasick::{AhoCorasick, BuildError, MatchKind};

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The word.
    pub word: String,
    /// What stands after it, one value a column of the list; choices in their canonical form.
    pub fields: Vec<String>,
}

impl Entry {
    /// The text of a column, empty when it was left out.
    #[must_use]
    pub fn text(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", String::as_str)
    }

    /// The words of a column, which are separated by spaces.
    pub fn words(&self, column: usize) -> impl Iterator<Item = &str> {
        self.text(column).split_whitespace()
    }

    /// Whether a column holds this word.
    #[must_use]
    pub fn has(&self, column: usize, word: &str) -> bool {
        let text = self.text(column);
        text == word || (text.len() > word.len() && self.words(column).any(|own| own == word))
    }
}

/// A word at its place in a text.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// The line it is listed in.
    pub entry: &'a Entry,
}

/// A list, ready to be searched for.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    entries: Vec<Entry>,
    finder: Option<AhoCorasick>,
    /// The lines of each word that is searched for.
    lines: Vec<Vec<usize>>,
    characters: Vec<(RangeInclusive<char>, usize)>,
}

impl Lexicon {
    /// Makes a list of its lines.
    ///
    /// # Errors
    /// When there are more words than a search can hold.
    pub fn new(entries: Vec<Entry>) -> Result<Self, BuildError> {
        let mut lines: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            lines.entry(&entry.word).or_default().push(at);
        }
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(lines.keys())?;
        let lines = lines.into_values().collect();
        let characters = entries.iter().enumerate();
        let characters = characters.filter_map(|(at, entry)| Some((characters_of(&entry.word)?, at))).collect();
        Ok(Self { entries, finder: Some(finder), lines, characters })
    }

    /// Every line, in the order of the file.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The words that occur in a text, in order and without overlap; of those that begin together, the longest.
    /// A word in several lines is given once for each.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Found<'a>> {
        let hits = self.finder.iter().flat_map(move |finder| finder.find_iter(text));
        hits.flat_map(move |hit| {
            let lines = self.lines.get(hit.pattern().as_usize()).into_iter().flatten();
            lines.filter_map(move |&at| Some(Found { range: hit.range(), entry: self.entries.get(at)? }))
        })
    }

    /// Whether any word that `wanted` picks occurs in a text.
    pub fn occurs(&self, text: &str, wanted: impl Fn(&Entry) -> bool) -> bool {
        self.entries.iter().any(|entry| text.contains(&entry.word) && wanted(entry))
    }

    /// The longest word with which a text begins.
    #[must_use]
    pub fn at_start(&self, text: &str) -> Option<&Entry> {
        self.entries.iter().filter(|entry| text.starts_with(&entry.word)).max_by_key(|entry| entry.word.len())
    }

    /// The line that names a character, by itself or, failing that, in a range `U+0400..U+052F`.
    #[must_use]
    pub fn of_character(&self, c: char) -> Option<&Entry> {
        let holders = self.characters.iter().filter(|(range, _)| range.contains(&c));
        let (_, at) = holders.min_by_key(|(range, _)| range.start() != range.end())?;
        self.entries.get(*at)
    }
}

/// The characters that a word stands for: itself alone, or the range that it names.
pub(super) fn characters_of(word: &str) -> Option<RangeInclusive<char>> {
    let mut chars = word.chars();
    if let (Some(only), None) = (chars.next(), chars.next()) {
        return Some(only..=only);
    }
    let point = |text: &str| u32::from_str_radix(text.strip_prefix("U+")?, 16).ok().and_then(char::from_u32);
    let (first, last) = word.split_once("..")?;
    let (first, last) = (point(first)?, point(last)?);
    (first <= last).then_some(first..=last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(words: &[&str]) -> Lexicon {
        let entries = words.iter().map(|word| Entry { word: (*word).to_owned(), fields: vec!["甲 乙".to_owned()] });
        Lexicon::new(entries.collect()).expect("a small list")
    }

    #[test]
    fn the_longest_word_wins() {
        let list = list(&["阿莫西林", "阿莫西林克拉维酸钾", "西林"]);
        let found: Vec<&str> = list.find("服阿莫西林克拉维酸钾和阿莫西林").map(|f| &*f.entry.word).collect();
        assert_eq!(found, ["阿莫西林克拉维酸钾", "阿莫西林"]);
        assert_eq!(list.at_start("阿莫西林片").map(|entry| &*entry.word), Some("阿莫西林"));
        assert!(list.occurs("氨苄西林", |_| true) && !list.occurs("氨苄西林", |entry| entry.has(0, "丙")));
        assert!(list.entries()[0].has(0, "乙") && list.entries()[0].text(1).is_empty());
    }

    #[test]
    fn a_word_may_stand_in_two_lines() {
        let entry = |field: &str| Entry { word: "打".to_owned(), fields: vec![field.to_owned()] };
        let list = Lexicon::new(vec![entry("甲"), entry("乙")]).expect("a small list");
        let found: Vec<&str> = list.find("打").map(|found| found.entry.text(0)).collect();
        assert_eq!(found, ["甲", "乙"]);
    }

    #[test]
    fn characters_by_themselves_before_ranges() {
        let list = list(&["U+0400..U+052F", "о", "ab"]);
        assert_eq!(list.of_character('о').map(|entry| &*entry.word), Some("о"));
        assert_eq!(list.of_character('ж').map(|entry| &*entry.word), Some("U+0400..U+052F"));
        assert!(list.of_character('o').is_none());
        assert_eq!(characters_of("U+052F..U+0400"), None);
    }

    proptest! {
        #[test]
        fn what_is_found_is_there(words in prop::collection::hash_set("[阿莫西林]{1,3}", 1..6), text in "[阿莫西林 ]{0,30}") {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let list = list(&words);
            let mut from = 0;
            for found in list.find(&text) {
                prop_assert!(found.range.start >= from);
                prop_assert_eq!(&text[found.range.clone()], found.entry.word.as_str());
                from = found.range.end;
            }
            prop_assert_eq!(from > 0, words.iter().any(|word| text.contains(word)));
        }
    }
}
