//! How a word is read aloud: `zhòng shǔ` for 中暑, laid against the readings that its characters can have.
//!
//! The author's mark is the truth, because only the author knows which of its readings a character has in a word; the
//! table of readings tells slips of the pen. Allowed beside the readings of the table: the tone that a neighbour
//! changes (`yí`, `bú`, `ní hǎo`), the neutral tone after the first character, and 儿 that is no syllable of its own
//! (`huār`). Deliberately absent: guessing.

use unicode_normalization::UnicodeNormalization as _;

use super::hanzi::is_han;
use super::readings;

/// Characters of a word with a reading, at most; it also bounds the search below.
pub const LONGEST: usize = 16;

/// Some characters and what stands above them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syllable {
    /// The characters: one, 儿 with the one before, or a word whose reading is written in one.
    pub han: String,
    /// The reading as written.
    pub reading: String,
}

/// What is wrong with a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no word, or no reading.
    Empty,
    /// The word holds something that is no Chinese character.
    NotHan(char),
    /// The word is longer than [`LONGEST`].
    TooLong,
    /// The bar between word and reading is a full-width one.
    WideBar,
    /// So many syllables for so many characters.
    Count {
        /// Characters.
        han: usize,
        /// Syllables.
        syllables: usize,
    },
    /// A character is never read so.
    Illegal {
        /// The character.
        han: char,
        /// What was written.
        reading: String,
    },
    /// A reading written in one for several characters that do not have it.
    IllegalWord {
        /// What was written.
        reading: String,
    },
}

/// Lays a reading against a word.
///
/// # Errors
/// Gives what is wrong with it.
pub fn read(word: &str, reading: &str) -> Result<Vec<Syllable>, Fault> {
    let han: Vec<char> = word.chars().collect();
    let written: Vec<&str> = reading.split_whitespace().collect();
    if han.is_empty() || written.is_empty() {
        return Err(Fault::Empty);
    }
    if let Some(other) = han.iter().find(|c| !is_han(**c)) {
        return Err(Fault::NotHan(*other));
    }
    if han.len() > LONGEST {
        return Err(Fault::TooLong);
    }
    let plain: Vec<String> = written.iter().map(|text| normal(text)).collect();
    let lengths = cover(&han, 0, &plain).ok_or_else(|| fault(&han, &written, &plain))?;
    let mut rest = han.as_slice();
    let parts = lengths.into_iter().zip(&written).map(|(length, reading)| {
        let (own, after) = rest.split_at(length.min(rest.len()));
        rest = after;
        Syllable { han: own.iter().collect(), reading: (*reading).to_owned() }
    });
    Ok(parts.collect())
}

/// The readings a character can have, as a sentence lists them.
#[must_use]
pub fn legal(han: char) -> String {
    readings(han).join("、")
}

/// How many characters each written reading covers, so that all are covered.
fn cover(han: &[char], from: usize, written: &[String]) -> Option<Vec<usize>> {
    let Some((first, rest)) = written.split_first() else { return (from == han.len()).then(Vec::new) };
    for to in from + 1..=han.len().checked_sub(rest.len())? {
        if is_read(han, from, to, first)
            && let Some(mut after) = cover(han, to, rest)
        {
            after.insert(0, to - from);
            return Some(after);
        }
    }
    None
}

/// Whether the characters `from..to` can be read so.
fn is_read(han: &[char], from: usize, to: usize, written: &str) -> bool {
    let written = written.trim_start_matches(['\'', '’', '-']);
    if from >= to {
        return written.is_empty();
    }
    sounds(han, from).into_iter().any(|sound| {
        let Some(rest) = written.strip_prefix(sound.as_str()) else { return false };
        let joined = rest.strip_prefix('r').filter(|_| han.get(from + 1) == Some(&'儿') && from + 1 < to);
        is_read(han, from + 1, to, rest) || joined.is_some_and(|rest| is_read(han, from + 2, to, rest))
    })
}

/// Everything a character can sound like at its place.
fn sounds(han: &[char], at: usize) -> Vec<String> {
    let Some(&own) = han.get(at) else { return Vec::new() };
    let mut sounds: Vec<String> = readings(own).into_iter().map(str::to_owned).collect();
    match own {
        '一' => sounds.extend(["yí", "yì"].map(str::to_owned)),
        '不' => sounds.push("bú".to_owned()),
        _ => {}
    }
    let before_third = han.get(at + 1).is_some_and(|next| readings(*next).into_iter().any(is_third));
    if before_third {
        let raised: Vec<String> = sounds.iter().filter(|sound| is_third(sound)).map(|sound| raised(sound)).collect();
        sounds.extend(raised);
    }
    if at > 0 {
        let neutral: Vec<String> = sounds.iter().map(|sound| toneless(sound)).collect();
        sounds.extend(neutral);
    }
    sounds
}

fn fault(han: &[char], written: &[&str], plain: &[String]) -> Fault {
    if written.len() == 1 && han.len() > 1 {
        return Fault::IllegalWord { reading: written.concat() };
    }
    if written.len() != han.len() {
        return Fault::Count { han: han.len(), syllables: written.len() };
    }
    let wrong = (0..han.len()).find(|&at| plain.get(at).is_some_and(|reading| !is_read(han, at, at + 1, reading)));
    let at = wrong.unwrap_or_default();
    let reading = written.get(at).copied().unwrap_or_default().to_owned();
    Fault::Illegal { han: han.get(at).copied().unwrap_or_default(), reading }
}

/// Small letters, marks composed, `v` and the other `ɑ` as what they stand for.
fn normal(written: &str) -> String {
    let lower = written.to_lowercase();
    lower
        .chars()
        .map(|c| {
            if c == 'ɑ' {
                'a'
            } else if c == 'v' {
                'ü'
            } else {
                c
            }
        })
        .nfc()
        .collect()
}

fn is_third(sound: &str) -> bool {
    sound.nfd().any(|c| c == '\u{30c}')
}

/// The second tone in place of the third.
fn raised(sound: &str) -> String {
    sound.nfd().map(|c| if c == '\u{30c}' { '\u{301}' } else { c }).nfc().collect()
}

fn toneless(sound: &str) -> String {
    sound.nfd().filter(|c| !matches!(c, '\u{300}' | '\u{301}' | '\u{304}' | '\u{30c}')).nfc().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(word: &str, reading: &str) -> String {
        match read(word, reading) {
            Ok(parts) => parts.iter().map(|part| format!("{}={};", part.han, part.reading)).collect(),
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[test]
    fn readings_are_laid_against_their_characters() {
        for (word, reading, expected) in [
            ("中暑", "zhòng shǔ", "中=zhòng;暑=shǔ;"),
            ("中暑", "zhòngshǔ", "中暑=zhòngshǔ;"),
            ("花儿", "huār", "花儿=huār;"),
            ("一点儿", "yì diǎnr", "一=yì;点儿=diǎnr;"),
            ("儿子", "ér zi", "儿=ér;子=zi;"),
            ("女儿", "nǚ ér", "女=nǚ;儿=ér;"),
            ("你好", "ní hǎo", "你=ní;好=hǎo;"),
            ("不是", "bú shì", "不=bú;是=shì;"),
            ("绿色", "lǜ sè", "绿=lǜ;色=sè;"),
            ("绿色", "lv\u{300} sè", "绿=lv\u{300};色=sè;"),
            ("西安", "Xī'ān", "西安=Xī'ān;"),
            ("江西省", "Jiāngxī Shěng", "江西=Jiāngxī;省=Shěng;"),
            ("桌子", "zhuō zi", "桌=zhuō;子=zi;"),
            ("的", "de", "的=de;"),
        ] {
            assert_eq!(shown(word, reading), expected, "{word} {reading}");
        }
    }

    #[test]
    fn slips_are_told() {
        let illegal = |han, reading: &str| Fault::Illegal { han, reading: reading.to_owned() };
        for (word, reading, expected) in [
            ("中暑", "zhòng shū", illegal('暑', "shū")),
            ("中暑", "zhong shu", illegal('中', "zhong")),
            ("中暑", "zhōng shǔ rè", Fault::Count { han: 2, syllables: 3 }),
            ("中暑气", "zhōng shǔ", Fault::Count { han: 3, syllables: 2 }),
            ("中暑", "zhòngshū", Fault::IllegalWord { reading: "zhòngshū".to_owned() }),
            ("花儿", "huār ér", illegal('花', "huār")),
            ("行", "xìngr", illegal('行', "xìngr")),
            ("中暑", " ", Fault::Empty),
            ("", "zhòng", Fault::Empty),
            ("CT", "ct", Fault::NotHan('C')),
            ("水水水水水水水水水水水水水水水水水", "shuǐ", Fault::TooLong),
        ] {
            assert_eq!(read(word, reading), Err(expected), "{word} {reading}");
        }
        assert_eq!(legal('中'), "zhōng、zhòng");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_of_what_can_be_read(word in "[中暑花儿一不行水]{1,6}", reading in "(zhòng|shǔ|huā|huār|ér|yí|xíng|shuí|shuǐ|r| |'){0,8}") {
            if let Ok(parts) = read(&word, &reading) {
                let han: String = parts.iter().map(|part| part.han.as_str()).collect();
                let written: Vec<&str> = parts.iter().map(|part| part.reading.as_str()).collect();
                prop_assert_eq!(han, word);
                prop_assert_eq!(written, reading.split_whitespace().collect::<Vec<_>>());
            }
        }
    }
}
