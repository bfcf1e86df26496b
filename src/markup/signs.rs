//! Characters that do harm in a text: those that turn its direction, those that cannot be seen, and look-alikes.
//!
//! The rules tell of every one of them; [`hidden`] and [`ordinary`] name the few that can go or be replaced without a
//! reader noticing. Deliberately absent: judgement, and where in an article the text stands.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use super::hanzi::{is_han, is_wide_punctuation};

/// Whether a character sets the direction of what follows.
#[must_use]
pub fn is_bidi_control(c: char) -> bool {
    matches!(u32::from(c), 0x061C | 0x200E | 0x200F | 0x202A..=0x202E | 0x2066..=0x2069)
}

/// Whether a character has no shape. Controls of direction are another matter. As bytes, NUL and a
/// lone CR are refused on load; here they come from escapes such as `"\0"` in front matter, and XML knows neither.
#[must_use]
pub fn is_invisible(before: Option<char>, c: char) -> bool {
    match u32::from(c) {
        0x09 | 0x0A => false,
        0x00..=0x1F | 0x7F..=0x9F => true,
        0xFE0F => !before.is_some_and(is_symbol),
        0x00AD
        | 0x034F
        | 0x115F
        | 0x1160
        | 0x17B4
        | 0x17B5
        | 0x180B..=0x180F
        | 0x200B..=0x200D
        | 0x2028
        | 0x2029
        | 0x2060..=0x2065
        | 0x206A..=0x206F
        | 0x2800
        | 0x3164
        | 0xFE00..=0xFE0E
        | 0xFEFF
        | 0xFFA0
        | 0xFDD0..=0xFDEF
        | 0xFFF0..=0xFFFC
        | 0x1BCA0..=0x1BCA3
        | 0x1D173..=0x1D17A
        | 0xE0000..=0xE0FFF => true,
        // The last two of every plane, which are no characters.
        code => code & 0xFFFE == 0xFFFE,
    }
}

/// Characters that have a coloured form. Source: emoji-variation-sequences.txt of Unicode 16, by block.
fn is_symbol(c: char) -> bool {
    matches!(u32::from(c),
        0x23 | 0x2A | 0x30..=0x39 | 0xA9 | 0xAE | 0x203C | 0x2049 | 0x2122 | 0x2139 | 0x2190..=0x21FF | 0x2300..=0x23FF
        | 0x24C2 | 0x25A0..=0x27BF | 0x2934 | 0x2935 | 0x2B00..=0x2BFF | 0x3030 | 0x303D | 0x3297 | 0x3299
        | 0x1F000..=0x1FAFF)
}

/// Radicals, private use, and ideographs that another ideograph stands for.
#[must_use]
pub fn is_strange(c: char) -> bool {
    match u32::from(c) {
        0x2E80..=0x2FDF | 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFD => true,
        0xF900..=0xFAFF | 0x2_F800..=0x2_FA1F => !std::iter::once(c).nfkc().eq([c]),
        _ => false,
    }
}

/// The ordinary character that Unicode itself names for a radical: `⽇` is `日`.
///
/// Source: Unicode Character Database, compatibility decompositions; private use has none.
#[must_use]
pub fn ordinary(c: char) -> Option<char> {
    if !matches!(u32::from(c), 0x2E80..=0x2FDF) {
        return None;
    }
    let mut plain = std::iter::once(c).nfkc();
    plain.next().filter(|only| *only != c && !is_strange(*only) && plain.next().is_none())
}

/// The characters of one line that no reader can miss, as ranges: nothing of the text moves when they go.
///
/// Kept, because their going could be seen or could mean something: joiners outside Chinese and ASCII (they build
/// coloured signs and foreign letters), controls of direction beside text that runs from the right, line separators,
/// and everything that takes up room.
#[must_use]
pub fn hidden(line: &str) -> Vec<Range<usize>> {
    let turns = line.chars().any(runs_from_right);
    let mut found = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in line.char_indices() {
        let end = at + c.len_utf8();
        let gone = match u32::from(c) {
            0x00AD | 0x200B | 0x2060 | 0xFEFF => true,
            0x200C | 0x200D => {
                before.is_none_or(is_plain)
                    && line[end..].chars().find(|c| !is_invisible(None, *c)).is_none_or(is_plain)
            }
            0x200E | 0x202A | 0x202C | 0x202D | 0x2066 | 0x2068 | 0x2069 => !turns,
            _ => false,
        };
        if gone {
            found.push(at..end);
        } else {
            before = Some(c);
        }
    }
    found
}

/// A text without its [`hidden`] characters and with ordinary ones for radicals, in normal form C: what a reader sees.
#[must_use]
pub fn seen(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mut from = 0;
        for gone in hidden(line) {
            plain.push_str(&line[from..gone.start]);
            from = gone.end;
        }
        plain.push_str(&line[from..]);
    }
    Cow::Owned(plain.chars().map(|c| ordinary(c).unwrap_or(c)).nfc().collect())
}

/// Letters that no joiner changes.
fn is_plain(c: char) -> bool {
    is_han(c) || is_wide_punctuation(c) || c.is_ascii()
}

/// Hebrew, Arabic and their neighbours, and the controls that turn a line. Source: Unicode, blocks of classes R and AL.
fn runs_from_right(c: char) -> bool {
    matches!(u32::from(c),
        0x0590..=0x08FF | 0x200F | 0x202B | 0x202E | 0x2067 | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFE
        | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_can_see_goes() {
        for (text, shown) in [
            ("两\u{200b}次\u{feff}，\u{ad}每\u{2060}次", "两次，每次"),
            ("稻\u{200d}飞\u{200c}虱\u{200b}\u{200d}", "稻飞虱"),
            ("👨\u{200d}👩\u{200d}👧", "👨\u{200d}👩\u{200d}👧"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("\u{202a}D:\\稿件\u{202c}\u{200e}", "D:\\稿件"),
            ("\u{202a}حبة\u{202c}", "\u{202a}حبة\u{202c}"),
            ("服用\u{202e}片一", "服用\u{202e}片一"),
            ("段\u{2028}落\u{fffc}", "段\u{2028}落\u{fffc}"),
            ("⽇⽤品⺼", "日用品⺼"),
            ("\u{e000}", "\u{e000}"),
            ("cafe\u{301}", "caf\u{e9}"),
        ] {
            assert_eq!(seen(text), shown, "{text:?}");
            assert_eq!(seen(&seen(text)), shown, "{text:?}");
        }
    }
}
