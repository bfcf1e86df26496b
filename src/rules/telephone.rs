//! Telephone numbers in a text. Short public numbers never match: they have at most six digits.

use std::ops::Range;

/// A number that rings at somebody's.
pub(super) struct Phone {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// Whether it is a 400 or 800 line, which is a firm's.
    pub(super) is_service: bool,
}

/// Numbers of a mobile, a fixed line with its area code, or a 400 line. Source: 电信网编号计划（2017年版）.
pub(super) fn phones(text: &str) -> Vec<Phone> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = at;
        let mut n_gaps = 0;
        while let Some(&byte) = bytes.get(at) {
            let is_gap = matches!(byte, b'-' | b' ') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
            if !byte.is_ascii_digit() && !is_gap {
                break;
            }
            n_gaps += usize::from(is_gap);
            at += 1;
            end = at;
        }
        let inside_word =
            start > 0 && (bytes[start - 1].is_ascii_alphanumeric() || matches!(bytes[start - 1], b'.' | b'/'));
        let digits: String = text[start..end].chars().filter(char::is_ascii_digit).collect();
        if n_gaps <= 2 && !inside_word && is_phone(&digits) {
            found.push(Phone { range: start..end, is_service: digits.starts_with(['4', '8']) });
        }
    }
    found
}

fn is_phone(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    match (bytes.first(), bytes.get(1), bytes.len()) {
        (Some(b'1'), Some(b'3'..=b'9'), 11) => true,
        (Some(b'0'), Some(b'1'..=b'9'), 10..=12) => true,
        (Some(b'4' | b'8'), Some(b'0'), 10) => bytes[2] == b'0',
        _ => false,
    }
}
