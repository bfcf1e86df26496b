//! Numbers of identity cards, bank cards, passports. A checksum decides where there is one, the words around it where
//! there is none.

use std::ops::Range;

use jiff::civil::Date;

use super::{Datum, Kind};
use crate::markup::hanzi::sentences;

/// Every such number in a folded text.
pub(super) fn numbers(text: &str) -> Vec<Datum> {
    let mut found = Vec::new();
    for chain in chains(text) {
        let mut first = 0;
        while first < chain.len() {
            let taken = (first..chain.len().min(first + MAX_GROUPS)).rev().find_map(|last| {
                let groups = &chain[first..=last];
                kind_of(text, groups).map(|(kind, end)| (last, Datum { kind, range: groups[0].start..end }))
            });
            first = match taken {
                Some((last, datum)) => {
                    found.push(datum);
                    last + 1
                }
                None => first + 1,
            };
        }
    }
    found.extend(passports(text));
    found
}

/// A number is written in at most this many groups; 19 digits in fours are five.
const MAX_GROUPS: usize = 6;

/// Runs of digits, those that a single blank or hyphen separates together.
fn chains(text: &str) -> Vec<Vec<Range<usize>>> {
    let bytes = text.as_bytes();
    let mut chains: Vec<Vec<Range<usize>>> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let joins = |end: usize| end + 1 == start && matches!(bytes[end], b' ' | b'-');
        match chains.last_mut() {
            Some(chain) if chain.last().is_some_and(|group| joins(group.end)) => chain.push(start..at),
            _ => chains.push(std::iter::once(start..at).collect()),
        }
    }
    chains
}

/// What some groups of digits are, and where it ends.
fn kind_of(text: &str, groups: &[Range<usize>]) -> Option<(Kind, usize)> {
    let digits: Vec<u8> = groups.iter().flat_map(|group| text[group.clone()].bytes().map(|byte| byte - b'0')).collect();
    let (start, end) = (groups.first()?.start, groups.last()?.end);
    let rest = &text[end..];
    let check_letter = rest.starts_with(['X', 'x']) && !rest[1..].starts_with(|c: char| c.is_ascii_alphanumeric());
    match digits.len() {
        17 if check_letter && is_id(&digits, 10) => Some((Kind::IdCard, end + 1)),
        18 if is_id(&digits[..17], digits[17]) => Some((Kind::IdCard, end)),
        15 if is_old_id(&digits) && says(text, start, ID_WORDS) => Some((Kind::IdCard, end)),
        16..=19 if is_card(text, &digits, groups) => Some((Kind::BankCard, end)),
        _ => None,
    }
}

/// Source: GB 11643-1999: six digits of the place, eight of the birth date, three in order, and a check character
/// by ISO 7064 MOD 11-2, where ten is written X.
fn is_id(digits: &[u8], check: u8) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(&digit, weight)| u32::from(digit) * weight).sum();
    let year = number(&digits[6..10]);
    u32::from(check) == (12 - sum % 11) % 11
        && is_province(digits)
        && (1900..2100).contains(&year)
        && is_day(year, &digits[10..14])
}

/// The numbers issued until 1999 have no check character and a year of two digits.
fn is_old_id(digits: &[u8]) -> bool {
    is_province(digits) && is_day(1900 + number(&digits[6..8]), &digits[8..12])
}

/// Source: GB/T 2260, the first two digits.
fn is_province(digits: &[u8]) -> bool {
    matches!(number(&digits[..2]), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
}

fn is_day(year: u16, month_day: &[u8]) -> bool {
    let part = |digits: &[u8]| i8::try_from(number(digits)).unwrap_or(0);
    let year = i16::try_from(year).unwrap_or(0);
    Date::new(year, part(&month_day[..2]), part(&month_day[2..])).is_ok()
}

fn number(digits: &[u8]) -> u16 {
    digits.iter().fold(0, |number, &digit| number * 10 + u16::from(digit))
}

/// Words that say what the number after them is.
const ID_WORDS: &[&str] = &["身份证", "公民身份", "证件号"];
const CARD_WORDS: &[&str] =
    &["银行", "卡号", "储蓄卡", "信用卡", "借记卡", "账号", "帐号", "账户", "帐户", "汇款", "转账", "打款", "收款"];
const OTHER_NUMBERS: &[&str] = &[
    "订单",
    "单号",
    "运单",
    "快递",
    "编号",
    "流水",
    "条码",
    "条形码",
    "批号",
    "备案",
    "许可",
    "登记",
    "编码",
    "追溯",
    "ISBN",
    "ISSN",
    "DOI",
    "doi",
    "审图",
    "代码",
];

/// A bank card: right by Luhn's sum, and of a card network by its first digits or by the words around it.
///
/// Source: ISO/IEC 7812-1; 62 is UnionPay's, 4 Visa's and 5 Mastercard's, both of sixteen digits.
fn is_card(text: &str, digits: &[u8], groups: &[Range<usize>]) -> bool {
    let (start, end) = (groups[0].start, groups[groups.len() - 1].end);
    let before = text[..start].chars().next_back();
    let inside = before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '_' | '='))
        || text[end..].starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_'));
    if inside || !is_luhn(digits) || digits.iter().all(|digit| *digit == digits[0]) {
        return false;
    }
    let in_fours = groups.len() > 3 && groups[..groups.len() - 1].iter().all(|group| group.len() == 4);
    let named = says(text, start, CARD_WORDS);
    match digits {
        [6, 2, ..] => named || !says_just_before(text, start, OTHER_NUMBERS),
        [4 | 5, ..] if digits.len() == 16 && in_fours => named || !says_just_before(text, start, OTHER_NUMBERS),
        _ => named && !says_just_before(text, start, OTHER_NUMBERS),
    }
}

fn is_luhn(digits: &[u8]) -> bool {
    let doubled = |(place, &digit): (usize, &u8)| match digit * 2 {
        _ if place % 2 == 0 => u32::from(digit),
        twice if twice > 9 => u32::from(twice - 9),
        twice => u32::from(twice),
    };
    digits.iter().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

/// Whether one of some words stands in the same sentence before a place.
fn says(text: &str, at: usize, words: &[&str]) -> bool {
    let sentence = sentences(text).into_iter().find(|part| part.contains(&at));
    let before = sentence.map_or("", |part| &text[part.start..at]);
    words.iter().any(|word| before.contains(word))
}

/// Whether one of some words stands in the eight characters before a place.
fn says_just_before(text: &str, at: usize, words: &[&str]) -> bool {
    let near = text[..at].char_indices().rev().nth(7).map_or(0, |(near, _)| near);
    words.iter().any(|word| text[near..at].contains(word))
}

/// Numbers of passports and of travel permits, which only the words of their sentence tell from part numbers.
///
/// Source: 普通护照 E or G with eight digits, or E, a letter and seven digits; 通行证 one letter and eight to ten.
fn passports(text: &str) -> Vec<Datum> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for (at, _) in text.match_indices(|c: char| c.is_ascii_uppercase()) {
        if at > 0 && bytes[at - 1].is_ascii_alphanumeric() {
            continue;
        }
        let len = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let word = &text[at..at + len];
        if !is_passport(word) && !is_permit(word) {
            continue;
        }
        let sentence = sentences(text).into_iter().find(|part| part.contains(&at)).unwrap_or(at..at);
        let says = |words: &[&str]| words.iter().any(|word| text[sentence.clone()].contains(word));
        let named = is_passport(word) && says(&["护照"]) || is_permit(word) && says(&["通行证", "回乡证", "台胞证"]);
        if named {
            found.push(Datum { kind: Kind::Passport, range: at..at + len });
        }
    }
    found
}

fn is_passport(word: &str) -> bool {
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let second = word.get(1..2).is_some_and(|second| second.bytes().all(|byte| byte.is_ascii_uppercase()));
    word.len() == 9
        && match word.as_bytes()[0] {
            b'E' if second => all_digits(&word[2..]),
            b'E' | b'G' | b'D' | b'S' | b'P' | b'H' => all_digits(&word[1..]),
            _ => false,
        }
}

fn is_permit(word: &str) -> bool {
    (9..=11).contains(&word.len())
        && matches!(word.as_bytes()[0], b'C' | b'W' | b'H' | b'M' | b'L' | b'T')
        && word[1..].bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Vec<(Kind, &str)> {
        numbers(text).into_iter().map(|datum| (datum.kind, &text[datum.range])).collect()
    }

    #[test]
    fn one_wrong_digit_is_no_number() {
        assert_eq!(shown("11010519491231002X"), [(Kind::IdCard, "11010519491231002X")]);
        for at in 0..17 {
            let mut wrong = "11010519491231002X".to_owned().into_bytes();
            wrong[at] = if wrong[at] == b'9' { b'0' } else { wrong[at] + 1 };
            let wrong = String::from_utf8(wrong).expect("digits");
            assert_eq!(shown(&wrong), [], "{wrong}");
        }
    }

    #[test]
    fn words_decide_where_no_checksum_does() {
        assert_eq!(shown("身份证 110105491231002")[0].0, Kind::IdCard);
        assert_eq!(shown("编号 110105491231002"), []);
        assert_eq!(shown("持EA1234567号护照。零件 E12345678"), [(Kind::Passport, "EA1234567")]);
        assert_eq!(shown("零件 E12345678"), []);
        assert_eq!(shown("通行证 C12345678")[0].0, Kind::Passport);
        assert_eq!(shown("4111 1111 1111 1111")[0].0, Kind::BankCard);
        assert_eq!(shown("4111111111111111"), []);
        assert_eq!(shown("卡号4111111111111111")[0].0, Kind::BankCard);
    }

    #[test]
    fn two_numbers_in_a_row() {
        assert_eq!(shown("110105 19491231 002X 11010519491231002X").len(), 2);
        assert_eq!(shown("2020-2025 11010519491231002X").len(), 1);
    }

    proptest! {
        #[test]
        fn ranges_are_slices(text in "([0-9]{1,19}|[ XE卡号护照身份证。-]|水){0,12}") {
            for datum in numbers(&text) {
                prop_assert!(text.get(datum.range).is_some());
            }
        }
    }
}
