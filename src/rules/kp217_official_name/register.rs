//! `data/official-names.txt` as values.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What is known of a name.
#[derive(Debug)]
pub(super) enum Fact {
    /// The document has one of these spans of years.
    Years(Vec<Vec<u16>>),
    /// The name was in use until this year.
    Until(u16),
}

/// One line of the register.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) fact: Fact,
    /// What should be written.
    pub(super) right: &'static str,
    /// Who says so.
    pub(super) source: &'static str,
    /// Characters after the name that make it another word.
    except: &'static str,
}

impl Entry {
    /// Whether what follows makes it another word: 国土资源部门.
    pub(super) fn is_another(&self, after: &str) -> bool {
        after.starts_with(|c| self.except.contains(c))
    }
}

/// Entries by the first character of their name, so that one walk over a text finds all of them.
pub(super) static REGISTER: LazyLock<BTreeMap<char, Vec<Entry>>> = LazyLock::new(|| {
    let mut register: BTreeMap<char, Vec<Entry>> = BTreeMap::new();
    for entry in include_str!("../data/official-names.txt").lines().filter_map(entry) {
        if let Some(first) = entry.name.chars().next() {
            register.entry(first).or_default().push(entry);
        }
    }
    register
});

fn entry(line: &'static str) -> Option<Entry> {
    let fields: Vec<&'static str> = line.split('|').map(str::trim).collect();
    match fields.as_slice() {
        ["年限", name, right, source] => {
            let fact = Fact::Years(right.split('、').map(years).collect());
            Some(Entry { name, fact, right, source, except: "" })
        }
        ["旧称", name, right, until, source, rest @ ..] => {
            let except = rest.first().copied().unwrap_or_default();
            Some(Entry { name, fact: Fact::Until(until.parse().ok()?), right, source, except })
        }
        _ => None,
    }
}

/// The four-digit numbers of a text.
pub(super) fn years(text: &str) -> Vec<u16> {
    let digits = text.split(|c: char| !c.is_ascii_digit());
    digits.filter(|word| word.len() == 4).filter_map(|word| word.parse().ok()).collect()
}

/// The years that a sentence tells: four digits before 年, or the first of a span that ends in 年.
pub(super) fn years_told(sentence: &str) -> Vec<u16> {
    let before = sentence.match_indices('年').map(|(at, _)| &sentence[..at]);
    let own = before.filter_map(|head| {
        let digits = head.len() - head.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        (digits == 4).then(|| head[head.len() - 4..].parse().ok()).flatten()
    });
    own.collect()
}
