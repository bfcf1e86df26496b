//! Latin abbreviations in a text, and whether their Chinese stands beside them.

use std::ops::Range;

use crate::lexicon::{Entry, Lexicon};
use crate::markup::hanzi::is_han;

/// The lists that tell an abbreviation from a unit.
#[derive(Clone, Copy)]
pub(super) struct Lists<'a> {
    pub(super) abbreviations: &'a Lexicon,
    pub(super) units: &'a Lexicon,
}

/// An abbreviation that not everybody knows.
pub(super) struct Abbreviation<'a> {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// Its line, when it is listed.
    pub(super) entry: Option<&'a Entry>,
}

/// Every abbreviation of a text in order; those that everybody knows, units, formulas, codes of standards, Roman
/// numerals and addresses are none.
pub(super) fn abbreviations<'a>(text: &str, lists: Lists<'a>) -> Vec<Abbreviation<'a>> {
    let mut found = Vec::new();
    for range in runs(text) {
        let word = &text[range.clone()];
        let entry = lists.abbreviations.entries().iter().find(|entry| entry.word == word);
        let is_known = entry.is_some_and(|entry| entry.has(1, "common"));
        let is_other =
            || is_unit(text, &range, lists.units) || is_formula(word) || is_code(text, &range) || is_roman(word);
        if !is_known && looks_short(word) && (entry.is_some() || !is_other()) {
            found.push(Abbreviation { range, entry });
        }
    }
    found
}

/// Whether the Chinese of an abbreviation stands beside it: in the brackets after it, before the brackets that it
/// stands in, or in words such as 是指.
pub(super) fn is_explained(text: &str, found: &Abbreviation<'_>) -> bool {
    let (before, after) = (&text[..found.range.start], text[found.range.end..].trim_start());
    let before = before.trim_end_matches([' ', '“', '"', '‘']);
    let opens = |c: char| matches!(c, '（' | '(');
    let bracketed = after.strip_prefix(opens).is_some_and(|rest| rest.starts_with(is_han));
    let in_brackets =
        before.strip_suffix(opens).is_some_and(|head| head.trim_end_matches(['”', '》']).ends_with(is_han));
    let after = after.trim_start_matches(['”', '"', '’', '，', '：', ' ', '—']);
    let told_after = ["即", "指", "是指", "就是", "也就是", "意思是", "是", "的意思", "的全称", "全称"];
    let told_before = ["简称", "缩写", "缩写为", "缩写是", "英文叫", "叫作", "叫做", "又叫", "也叫", "即"];
    let named = found.entry.is_some_and(|entry| !entry.text(0).is_empty() && text.contains(entry.text(0)));
    bracketed
        || in_brackets
        || named
        || told_after.iter().any(|word| after.starts_with(word))
        || told_before.iter().any(|word| before.ends_with(word))
}

/// Runs of letters and digits with the marks that join them; addresses are left out.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let is_inside =
            c.is_ascii_alphanumeric() || (start.is_some() && matches!(c, '.' | '-' | '/' | '&' | ':' | '@' | '_'));
        match start {
            None if is_inside => start = Some(at),
            Some(from) if !is_inside => {
                let run = text[from..at].trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
                if !run.contains("://") && !run.contains('@') && !run.starts_with("www.") {
                    found.push(from..from + run.len());
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Two capitals at least, and half of the letters.
fn looks_short(word: &str) -> bool {
    let letters = word.chars().filter(char::is_ascii_alphabetic).count();
    let capitals = word.chars().filter(char::is_ascii_uppercase).count();
    capitals >= 2 && capitals * 2 >= letters && !word.starts_with(|c: char| c.is_ascii_digit())
}

fn is_unit(text: &str, range: &Range<usize>, units: &Lexicon) -> bool {
    let follows_number = text[..range.start].trim_end().ends_with(|c: char| c.is_numeric());
    let word = &text[range.clone()];
    let is_listed = units.entries().iter().any(|entry| entry.word == word);
    is_listed || (follows_number && word.chars().count() <= 3)
}

/// The code of a standard or a document: letters before a number, `GB 2763-2021`, `NY/T 1276`, `GB17761`.
fn is_code(text: &str, range: &Range<usize>) -> bool {
    let word = &text[range.clone()];
    let goes_on = text[range.end..].trim_start_matches([' ', '\u{a0}']).starts_with(|c: char| c.is_ascii_digit());
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
    goes_on || (word.len() - letters.len() >= 3 && letters.chars().all(|c| c.is_ascii_uppercase() || c == '/'))
}

fn is_roman(word: &str) -> bool {
    word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

/// Symbols of the elements that occur in formulas of everyday substances.
const ELEMENTS: &[&str] = &[
    "H", "He", "Li", "B", "C", "N", "O", "F", "Na", "Mg", "Al", "Si", "P", "S", "Cl", "K", "Ca", "Ti", "Cr", "Mn",
    "Fe", "Co", "Ni", "Cu", "Zn", "As", "Br", "Sr", "Mo", "Ag", "Cd", "Sn", "I", "Ba", "Nd", "W", "Au", "Hg", "Pb",
    "U",
];

/// Whether a word is made of elements and numbers, with a number in it.
fn is_formula(word: &str) -> bool {
    let mut rest = word;
    while !rest.is_empty() {
        let element = ELEMENTS.iter().filter(|element| rest.starts_with(**element)).max_by_key(|element| element.len());
        let Some(element) = element else { return false };
        rest = rest[element.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
    }
    word.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Name, built_in};

    #[test]
    fn what_is_short_for_something() {
        let lists =
            Lists { abbreviations: built_in().get(Name::Abbreviations), units: built_in().get(Name::DoseUnits) };
        let table: &[(&str, &[&str])] = &[
            ("拿AED来，用 CPR 急救", &["AED", "CPR"]),
            ("装APP、连WiFi，PM2.5高，做CT", &[]),
            ("GB 2763-2021和NY/T 1276、GB17761-2024", &[]),
            ("CO2、H2S、NH3中毒，二氧化碳CO2", &[]),
            ("20MPa，5 kWh，MHz不算，100mL", &["MHz"]),
            ("Ⅱ型、II型、IV度", &[]),
            ("看https://WWW.WHO.INT/AB，写信A.B@WHO.INT", &[]),
            ("Python、iPhone、JavaScript", &[]),
            ("COVID-19和mRNA", &["COVID-19", "mRNA"]),
        ];
        for (text, words) in table {
            let found: Vec<&str> = abbreviations(text, lists).iter().map(|found| &text[found.range.clone()]).collect();
            assert_eq!(&found, words, "{text}");
        }
    }

    #[test]
    fn its_chinese_beside_it() {
        let lists =
            Lists { abbreviations: built_in().get(Name::Abbreviations), units: built_in().get(Name::DoseUnits) };
        let table = [
            ("自动体外除颤器（AED）", true),
            ("AED（除颤的机器）", true),
            ("XYZ是指某种机器", true),
            ("某种机器简称“XYZ”", true),
            ("用BMI算，就是体重指数", true),
            ("拿XYZ来", false),
            ("机器（带上XYZ）", false),
            ("XYZ（A）", false),
        ];
        for (text, explained) in table {
            let found = abbreviations(text, lists);
            assert_eq!(is_explained(text, &found[0]), explained, "{text}");
        }
    }
}
