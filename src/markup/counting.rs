//! How long a text is, in words and in minutes, where Chinese stands beside Latin letters and numbers.
//!
//! The formula is published in `docs/language.md`; the golden table below `tests/fixtures/` holds it.

use super::hanzi::is_han;

/// How many words a text has: each Chinese character (or kana), each run of other letters and each number is one.
///
/// `COVID-19`, `37.5`, `1,000` and `GB/T` are one each, because a mark between two letters or digits joins them.
/// Punctuation, emoji, combining marks and variation selectors count nothing.
#[must_use]
pub fn count_words(text: &str) -> usize {
    let mut n = 0;
    let mut is_inside = false;
    let mut chars = text.chars().filter(|&c| !is_attached(c)).peekable();
    while let Some(c) = chars.next() {
        let stands_alone = stands_alone(c);
        let is_letter = !stands_alone && c.is_alphanumeric() && !is_enclosed(c);
        n += usize::from(stands_alone || (is_letter && !is_inside));
        let goes_on = is_inside && is_joiner(c) && chars.peek().is_some_and(|&next| is_running(next) || next == '/');
        is_inside = is_letter || goes_on;
    }
    n
}

/// Minutes of reading, at least one.
#[must_use]
pub fn reading_minutes(n_words: usize, per_minute: u32) -> usize {
    n_words.div_ceil(usize::try_from(per_minute).unwrap_or(usize::MAX).max(1)).max(1)
}

/// Whether a character belongs to a run of letters or digits that reads as one word.
pub(super) fn is_running(c: char) -> bool {
    c.is_alphanumeric() && !stands_alone(c) && !is_enclosed(c)
}

/// Whether a mark between two letters or digits joins them to one word.
pub(super) fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '.' | ',' | '-' | '_' | '/' | ':' | '@' | '\'' | '’' | '&' | '+' | '#' | '%' | '=' | '?' | '．' | '\u{2011}'
    )
}

/// Whether a character only changes the one before it: combining marks, variation selectors, joiners.
pub(super) fn is_attached(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
        || matches!(u32::from(c), 0x200B..=0x200D | 0x2060 | 0xFE00..=0xFE0F | 0xFEFF | 0x1F3FB..=0x1F3FF
            | 0xE0020..=0xE01EF)
}

/// Characters that are each a word: Chinese, and kana and Hangul, which are written without spaces as well.
fn stands_alone(c: char) -> bool {
    is_han(c) || matches!(u32::from(c), 0x3041..=0x3096 | 0x30A1..=0x30FA | 0x31F0..=0x31FF | 0xAC00..=0xD7A3)
}

/// `①`, `Ⓐ` and their like number a list; nobody reads them as words.
fn is_enclosed(c: char) -> bool {
    matches!(u32::from(c), 0x2460..=0x24FF | 0x2776..=0x2793 | 0x3200..=0x33FF | 0x1F100..=0x1F2FF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn minutes_are_rounded_up() {
        let table = [(0, 300, 1), (300, 300, 1), (301, 300, 2), (601, 200, 4), (5, 0, 5)];
        for (n, rate, minutes) in table {
            assert_eq!(reading_minutes(n, rate), minutes, "{n} at {rate}");
        }
    }

    proptest! {
        #[test]
        fn a_space_between_two_texts_adds_nothing(a in "[水稻aZ９0．，。. -]{0,12}", b in "[水稻aZ９0．，。. -]{0,12}") {
            prop_assert_eq!(count_words(&format!("{a} {b}")), count_words(&a) + count_words(&b));
        }
    }
}
