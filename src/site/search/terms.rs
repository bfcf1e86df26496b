//! What a text is found by: pairs of neighbouring Chinese characters, Latin words and numbers.
//!
//! `themes/base/static/js/search.js` cuts a query the same way; `tests/fixtures/search/terms.json` holds both to it.
//!
//! Deliberately absent: words of Chinese. Two dictionaries, or two versions of one, would not agree; pairs always do.

use unicode_normalization::UnicodeNormalization as _;

use super::traditional::simplified;
use crate::markup::hanzi::is_wide_punctuation;

/// One thing that a text is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term<'t> {
    /// Two Chinese characters side by side.
    Pair(char, char),
    /// One Chinese character.
    One(char),
    /// A run of Latin or Greek letters and digits in lower case.
    Word(&'t str),
}

/// Calls `found` for each term of a text, in order; every Chinese character is also told alone.
pub(super) fn each(text: &str, found: impl FnMut(Term<'_>)) {
    if text.chars().all(is_settled) {
        return cut(text.chars().map(|c| c.to_ascii_lowercase()), found);
    }
    let folded = text.nfkc().collect::<String>().to_lowercase();
    cut(folded.chars(), found);
}

/// Whether compatibility forms and case cannot matter here: nearly every text consists of these.
fn is_settled(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{4E00}'..='\u{9FFF}') || is_wide_punctuation(c)
}

fn cut(chars: impl Iterator<Item = char>, mut found: impl FnMut(Term<'_>)) {
    let mut before = None;
    let mut word = String::new();
    for c in chars {
        if is_letter(c) {
            word.push(c);
            before = None;
            continue;
        }
        if !word.is_empty() {
            found(Term::Word(&word));
            word.clear();
        }
        let c = simplified(c);
        if !is_han(c) {
            before = None;
            continue;
        }
        found(Term::One(c));
        if let Some(before) = before {
            found(Term::Pair(before, c));
        }
        before = Some(c);
    }
    if !word.is_empty() {
        found(Term::Word(&word));
    }
}

fn is_letter(c: char) -> bool {
    matches!(c, 'a'..='z' | '0'..='9' | '\u{DF}'..='\u{F6}' | '\u{F8}'..='\u{24F}' | '\u{3B1}'..='\u{3C9}')
}

/// Ideographs as the reader can tell them by a simple pattern: planes 2 and 3 hold nothing else.
fn is_han(c: char) -> bool {
    matches!(u32::from(c),
        0x3005 | 0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

/// The terms of a query, as the reader looks them up: single characters only when there is nothing else.
#[cfg(test)]
pub(super) fn of_query(query: &str) -> Vec<String> {
    let (mut terms, mut ones) = (Vec::new(), Vec::new());
    each(query, |term| match term {
        Term::Pair(a, b) => terms.push(String::from_iter([a, b])),
        Term::Word(word) => terms.push(word.to_owned()),
        Term::One(c) => ones.push(c.to_string()),
    });
    let all = if terms.is_empty() { ones } else { terms };
    let is_first = |(at, term): &(usize, &String)| !all[..*at].contains(term);
    all.iter().enumerate().filter(is_first).map(|(_, term)| term.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pairs_words_and_single_characters() {
        let cases: &[(&str, &[&str])] = &[
            ("黄龙病", &["黄龙", "龙病"]),
            ("防治，黃龍病", &["防治", "黄龙", "龙病"]),
            ("ＰＭ２．５与CO₂", &["pm2", "5", "co2"]),
            ("维生素C每天 100㎎", &["维生", "生素", "c", "每天", "100mg"]),
            ("盐", &["盐"]),
            ("盐 油", &["盐", "油"]),
            ("β-胡萝卜素", &["β", "胡萝", "萝卜", "卜素"]),
            ("第〇七号", &["第〇", "〇七", "七号"]),
            ("𠮷野", &["𠮷野"]),
            ("⽔稻", &["水稻"]),
            ("！？ …", &[]),
        ];
        for (query, expected) in cases {
            assert_eq!(of_query(query), *expected, "{query}");
        }
    }

    /// Ranges in which normalisation, case and the borders of scripts have their pitfalls.
    const RANGES: &[(u32, u32)] = &[
        (0x20, 0x7E),
        (0x20, 0x7E),
        (0xA0, 0x24F),
        (0x370, 0x3FF),
        (0x400, 0x45F),
        (0x2000, 0x206F),
        (0x2070, 0x209C),
        (0x2100, 0x218B),
        (0x2460, 0x24FF),
        (0x2F00, 0x2FD5),
        (0x3000, 0x30FF),
        (0x3200, 0x33FF),
        (0x33F0, 0x3410),
        (0x4DB0, 0x4E10),
        (0x4E00, 0x9FFF),
        (0x4E00, 0x9FFF),
        (0x4E00, 0x9FFF),
        (0x9FF0, 0xA010),
        (0xF900, 0xFAD9),
        (0xFE30, 0xFE4F),
        (0xFF00, 0xFFEF),
        (0x1D400, 0x1D7FF),
        (0x20000, 0x20040),
        (0x2F800, 0x2F840),
        (0x30000, 0x30020),
    ];

    /// Texts for both tokenisers: seeded, so that the page in the browser is held to what is written here.
    fn texts() -> Vec<String> {
        let mut state = 1_u64;
        let mut below = |bound: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % bound
        };
        let mut text = || {
            let len = below(14) + 1;
            let mut range = RANGES[below(RANGES.len())];
            let mut text = String::new();
            while text.chars().count() < len {
                if below(3) == 0 {
                    range = RANGES[below(RANGES.len())];
                }
                text.extend(char::from_u32(range.0 + below((range.1 - range.0 + 1) as usize) as u32));
            }
            text
        };
        (0..1_500).map(|_| text()).collect()
    }

    /// `.ci/browser/search.mjs` gives the same file to the reader of the page.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the expectation is a file")]
    fn both_tokenisers_are_held_to_one_file() -> std::io::Result<()> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/search/terms.json");
        let mut made = String::from("[\n");
        for (at, text) in texts().iter().enumerate() {
            let comma = if at == 0 { "" } else { ",\n" };
            made.push_str(&format!("{comma}{}", serde_json::json!([text, of_query(text)])));
        }
        made.push_str("\n]\n");
        if std::env::var_os("KEPU_BLESS").is_some() {
            std::fs::write(path, &made)?;
        }
        assert!(std::fs::read_to_string(path)? == made, "{path} is not what the tokeniser gives; bless it");
        Ok(())
    }

    proptest! {
        #[test]
        fn the_short_way_gives_what_the_long_way_gives(text in "[a-zA-Z0-9 一-鿿，。（）：；！？～、《》“”…—·]{0,60}") {
            let slow = text.nfkc().collect::<String>().to_lowercase();
            let mut expected = Vec::new();
            cut(slow.chars(), |term| expected.push(format!("{term:?}")));
            let mut got = Vec::new();
            each(&text, |term| got.push(format!("{term:?}")));
            prop_assert_eq!(got, expected);
        }

        #[test]
        fn a_part_of_a_text_asks_for_nothing_the_text_does_not_have(text in "[一-鿿]{2,30}", from in 0usize..30, len in 2usize..7) {
            let chars: Vec<char> = text.chars().collect();
            let from = from.min(chars.len() - 2);
            let part: String = chars.iter().skip(from).take(len).collect();
            let all = of_query(&text);
            prop_assert!(of_query(&part).iter().all(|term| all.contains(term)));
        }
    }
}
