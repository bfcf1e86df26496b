//! A shorter form of a text for places with room for so many characters: where it may be cut, and where never.
//!
//! Never inside a character with its marks, a word or an address, a number and its unit; inside a quotation only when
//! the text begins with a long one. Best at the end of a sentence, else of a clause; `docs/language.md` publishes it.

use std::borrow::Cow;

use super::counting::{is_attached, is_joiner, is_running};
use super::hanzi::{is_han, is_wide_punctuation};

/// Characters that search engines and cards show of a page's description.
pub const DESCRIPTION: usize = 120;
/// Characters that WeChat takes as the digest of a draft.
pub const WECHAT_DIGEST: usize = 128;

/// What stands for the rest of a text.
const REST: &str = "……";

/// The text in at most `limit` characters, on one line.
///
/// A text that is short enough stays whole. What has no place to be cut (an address of a thousand characters) goes.
#[must_use]
pub fn excerpt(text: &str, limit: usize) -> Cow<'_, str> {
    let text = text.trim();
    let text: Cow<'_, str> = match text.contains(char::is_control) {
        true => text.split_whitespace().collect::<Vec<_>>().join(" ").into(),
        false => text.into(),
    };
    if text.chars().count() <= limit {
        return text;
    }
    shortened(&text, limit).into()
}

fn shortened(text: &str, limit: usize) -> String {
    let places = places(text, limit);
    let room = limit.saturating_sub(REST.chars().count());
    let last = |is_fit: &dyn Fn(&Place) -> bool| places.iter().rev().find(|place| is_fit(place));
    let is_long = |place: &Place| place.n_chars * 2 >= limit;
    if let Some(place) = last(&|place| place.end == End::Sentence && place.is_outside && is_long(place)) {
        return text[..place.at].to_owned();
    }
    let clause = last(&|p| p.end == End::Clause && p.is_outside && is_long(p) && p.n_chars <= room + 1);
    let word = || last(&|p| p.is_outside && p.n_chars * 4 >= limit && p.n_chars <= room);
    let any = || last(&|p| p.n_chars <= room);
    let head = clause.or_else(word).or_else(any).map_or("", |place| &text[..place.at]);
    let head =
        head.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '，' | '、' | '；' | '：' | ',' | '…' | '—'));
    let rest: String = REST.chars().take(limit).collect();
    head.to_owned() + &rest
}

/// What ends at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Sentence,
    Clause,
    Word,
}

/// A place where a text may be cut.
struct Place {
    /// Bytes before it.
    at: usize,
    /// Characters before it.
    n_chars: usize,
    end: End,
    /// Whether it stands outside every quotation and bracket.
    is_outside: bool,
}

/// Every place up to a number of characters, in order.
fn places(text: &str, limit: usize) -> Vec<Place> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    let mut depth = 0_usize;
    // Characters since the last digit: its unit follows it.
    let mut since_number = usize::MAX;
    for (n, &(at, c)) in chars.iter().enumerate().take(limit) {
        depth = depth_after(depth, c);
        since_number = match c {
            _ if c.is_numeric() => 0,
            _ if c.is_whitespace() || is_attached(c) => since_number,
            _ => since_number.saturating_add(1),
        };
        let Some(&(next_at, next)) = chars.get(n + 1) else { break };
        let before = n.checked_sub(1).map(|n| chars[n].1);
        if !is_joined((before, c), next, since_number) {
            let end = match c {
                _ if is_stop(c) || (is_closer(c) && before.is_some_and(is_stop)) => End::Sentence,
                '，' | '、' | '；' | '：' => End::Clause,
                _ => End::Word,
            };
            found.push(Place { at: next_at.max(at), n_chars: n + 1, end, is_outside: depth == 0 });
        }
    }
    found
}

/// A unit has at most so many characters: 平方千米.
const LONGEST_UNIT: usize = 4;

/// Whether two neighbours belong together.
fn is_joined((before, c): (Option<char>, char), next: char, since_number: usize) -> bool {
    let is_symbol = |c: char| !is_han(c) && !c.is_alphanumeric() && !c.is_whitespace() && !is_mark(c);
    let runs_on = |c: char| is_running(c) || is_joiner(c) || is_attached(c);
    let in_number = since_number < LONGEST_UNIT && !is_mark(c) && !is_mark(next);
    is_attached(next)
        || is_opener(c)
        || c == '第'
        || (is_mark(next) && !is_opener(next))
        || (runs_on(c) && runs_on(next))
        || (is_symbol(c) && is_symbol(next))
        || (c == '\u{200D}')
        || in_number
        || (next.is_numeric() && (!is_han(c) && !is_mark(c) || matches!(c, '～' | '—' | '·')))
        || (c.is_whitespace() && next.is_numeric() && before.is_some_and(|before| before.is_ascii_alphabetic()))
}

fn is_mark(c: char) -> bool {
    is_wide_punctuation(c) || matches!(c, '!' | ';' | '"' | '(' | ')' | '[' | ']' | '~' | '°' | '‰' | '％' | '℃')
}

fn is_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!')
}

fn is_opener(c: char) -> bool {
    matches!(c, '“' | '‘' | '「' | '『' | '（' | '(' | '《' | '〈' | '【' | '[' | '〔' | '￥' | '¥' | '$')
}

fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '》' | '〉' | '】' | ']' | '〕')
}

fn depth_after(depth: usize, c: char) -> usize {
    match c {
        '￥' | '¥' | '$' => depth,
        _ if is_opener(c) => depth + 1,
        _ if is_closer(c) => depth.saturating_sub(1),
        _ => depth,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation as _;

    proptest! {
        #[test]
        fn never_longer_and_never_inside_a_character(
            text in "([水稻，。“”（）]|[a-z]{1,9}| |3\\.5|毫克|e\u{301}|👨\u{200D}👩\u{200D}👧|👍🏽|葛\u{E0100}|🇨🇳|❤\u{FE0F}|——|……){0,40}",
            limit in 4_usize..60,
        ) {
            let cut = excerpt(&text, limit);
            prop_assert!(cut.chars().count() <= limit, "{cut}");
            let whole = text.trim();
            if cut == whole { return Ok(()); }
            let head = cut.strip_suffix(REST).unwrap_or(&cut);
            prop_assert!(whole.starts_with(head), "{head}");
            let is_border = head.len() == whole.len() || whole.grapheme_indices(true).any(|(at, _)| at == head.len());
            prop_assert!(is_border, "{head}");
        }

        #[test]
        fn never_inside_a_word_or_a_number(text in "(水|稻|，|https://a\\.cn/b-c|DNA|37\\.5℃|1,000毫升|20 千克| ){1,30}", limit in 4_usize..40) {
            let cut = excerpt(&text, limit);
            if cut == text.trim() { return Ok(()); }
            let head = cut.strip_suffix(REST).unwrap_or(&cut);
            for word in ["https://a.cn/b-c", "DNA", "37.5℃", "1,000毫升", "20 千克"] {
                let inside = text.trim().match_indices(word).any(|(at, _)| at < head.len() && head.len() < at + word.len());
                prop_assert!(!inside, "{head} cuts {word}");
            }
        }
    }
}
