//! Pinyin: names for addresses, the order of titles, and every reading that a character has (the only pinyin).
//!
//! Deliberately absent: guessing how a word is read. A character alone does not tell (重庆, 中暑), so nothing made here
//! is shown as a reading.

use pinyin::{ToPinyin as _, ToPinyinMulti as _};

/// Longest name in bytes; longer headings are cut between syllables.
const LONGEST: usize = 60;

/// A name in ASCII for a heading, `s-fang-zhi`: letters and digits, a hyphen between syllables and words.
///
/// A character with two readings gets its first; a name need not be read aloud, only stay the same.
#[must_use]
pub(super) fn slug(text: &str) -> String {
    let mut name = String::from("s");
    let mut open_word = false;
    for c in text.chars() {
        let syllable = plain(c);
        let letter = c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase());
        let starts = syllable.is_some() || (letter.is_some() && !open_word);
        let len = syllable.as_ref().map_or(usize::from(letter.is_some()), String::len) + usize::from(starts);
        if name.len() + len > LONGEST {
            break;
        }
        if starts {
            name.push('-');
        }
        name.push_str(&syllable.unwrap_or_default());
        name.extend(letter);
        open_word = letter.is_some();
    }
    name
}

/// The first letter of the first reading of a character.
#[must_use]
pub fn initial(c: char) -> Option<char> {
    plain(c)?.chars().next()
}

/// What a title is sorted by: a syllable and a space for each character, Latin letters and digits in between.
#[must_use]
pub fn sort_key(title: &str) -> String {
    let mut key = String::with_capacity(title.len() * 2);
    for c in title.chars() {
        if let Some(syllable) = plain(c) {
            key.push_str(&syllable);
            key.push(' ');
        } else if c.is_ascii_alphanumeric() {
            key.push(c.to_ascii_lowercase());
        }
    }
    key
}

/// The first reading without its tone; `v` is how everybody types ü.
fn plain(c: char) -> Option<String> {
    c.to_pinyin().map(|pinyin| pinyin.plain().replace('ü', "v"))
}

/// Every reading of a character, with its tone: `中` is read `zhōng` and `zhòng`. Empty for what is no character.
#[must_use]
pub fn readings(c: char) -> Vec<&'static str> {
    let mut all: Vec<&'static str> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten().map(|reading| reading.with_tone()) {
        if !all.contains(&reading) {
            all.push(reading);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_gives_ascii() {
        for c in '\u{1}'..='\u{2FFFF}' {
            let name = slug(&c.to_string());
            let clean = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            assert!(clean && !name.ends_with('-'), "{c}: {name}");
        }
    }

    #[test]
    fn titles_are_sorted_as_they_are_read() {
        let mut titles = ["中暑", "《稻》", "黄龙病", "绿肥", "5G", "黄鳝", "O3", "稻飞虱", "量"];
        titles.sort_by_key(|title| sort_key(title));
        assert_eq!(titles, ["5G", "《稻》", "稻飞虱", "黄龙病", "黄鳝", "量", "绿肥", "O3", "中暑"]);
        assert_eq!((initial('绿'), initial('a'), initial('，')), (Some('l'), None, None));
    }

    #[test]
    fn long_headings_are_cut_between_syllables() {
        assert_eq!(slug(&"装".repeat(40)), format!("s{}", "-zhuang".repeat(8)));
        assert_eq!(slug(&"a".repeat(99)).len(), LONGEST);
        assert_eq!(slug("PM2.5 与 O3"), "s-pm2-5-yu-o3");
    }
}
