//! Private contacts in a text: telephone numbers, QQ numbers, WeChat ids.

use std::ops::Range;

use super::super::telephone::phones;

/// Each contact with what it is in two languages. Short public numbers never match: they have at most six digits.
pub(super) fn contacts(text: &str) -> Vec<(Range<usize>, &'static str, &'static str)> {
    let mut found: Vec<_> =
        phones(text).into_iter().map(|phone| (phone.range, "电话号码", "a telephone number")).collect();
    for (word, zh, en, is_id) in [
        ("QQ", "QQ 号", "a QQ number", is_qq as fn(&str) -> bool),
        ("微信", "微信号", "a WeChat id", is_wechat),
        ("VX", "微信号", "a WeChat id", is_wechat),
        ("WeChat", "微信号", "a WeChat id", is_wechat),
    ] {
        found.extend(named_ids(text, word, is_id).into_iter().map(|range| (range, zh, en)));
    }
    found
}

/// `word` followed by an id, with 号, 群, colons and spaces between.
fn named_ids(text: &str, word: &str, is_id: fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices(word) {
        let after = &text[start + word.len()..];
        let id_text = after.trim_start_matches(['号', '群', '：', ':', ' ', '是', '为']);
        let len = id_text.bytes().take_while(|&b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
        if is_id(&id_text[..len]) {
            found.push(start..text.len() - id_text.len() + len);
        }
    }
    found
}

fn is_qq(id: &str) -> bool {
    (5..=11).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit())
}

/// Source: WeChat's rule for ids: 6 to 20 characters, beginning with a letter.
fn is_wechat(id: &str) -> bool {
    (6..=20).contains(&id.len()) && id.starts_with(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn private_and_public_numbers() {
        let table: &[(&str, &[&str])] = &[
            ("打13912345678", &["13912345678"]),
            ("打139-1234-5678或0791-86231234", &["139-1234-5678", "0791-86231234"]),
            ("400-123-4567", &["400-123-4567"]),
            ("打120、12345、96110、12320", &[]),
            ("2020-2025年，编号20260101123", &[]),
            ("ISBN 978-7-1139-1234-5", &[]),
            ("QQ群：12345678", &["QQ群：12345678"]),
            ("微信 kepu_2026", &["微信 kepu_2026"]),
            ("微信App和QQ空间", &[]),
        ];
        for (text, found) in table {
            let shown: Vec<&str> = contacts(text).into_iter().map(|(range, ..)| &text[range]).collect();
            assert_eq!(&shown, found, "{text}");
        }
    }

    proptest! {
        #[test]
        fn ranges_are_slices(text in "([0-9-]|QQ|微信|：|a| |水){0,40}") {
            for (range, ..) in contacts(&text) {
                prop_assert!(text.get(range).is_some());
            }
        }
    }
}
