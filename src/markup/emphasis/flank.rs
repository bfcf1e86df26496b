//! Which runs of `*` and `~~` the parser misreads, from the characters on both sides of the run.
//!
//! Source: tats-u/markdown-cjk-friendly, specification.md (amendment to CommonMark 0.31.2, chapter 6.2).

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// The side of a run on which a letter hides the border of the emphasis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// `水**《稻》…`: the run opens, but the parser would not see it.
    Before,
    /// `…稻。**水`: the run closes, but the parser would not see it.
    After,
}

/// Every longest run of `*`, and every `~~` that is not longer.
pub(super) fn runs(body: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + body.get(from..)?.find(['*', '~'])?;
        let run = run_at(body, start);
        from = run.end;
        Some(run)
    })
    .filter(|run| body.as_bytes()[run.start] == b'*' || run.len() == 2)
}

/// The longest run of one character around a place.
pub(super) fn run_at(body: &str, at: usize) -> Range<usize> {
    let bytes = body.as_bytes();
    let sign = bytes[at];
    let before = bytes[..at].iter().rev().take_while(|&&byte| byte == sign).count();
    let after = bytes[at..].iter().take_while(|&&byte| byte == sign).count();
    at - before..at + after
}

/// Where the plain rule and the amendment part: punctuation on one side, a letter on the other, and one of the two is
/// Chinese. The run then opens and closes; the plain rule lets it do one of the two only.
///
/// Runs of `_` never part, because they do not act inside words in either rule.
pub(super) fn misread_side(body: &str, run: &Range<usize>) -> Option<Side> {
    let before = &body[..run.start];
    let (prev, next) = (before.chars().next_back()?, body[run.end..].chars().next()?);
    if prev.is_whitespace() || next.is_whitespace() || !(is_cjk(next) || ends_in_cjk(before)) {
        return None;
    }
    match (is_punctuation(prev), is_punctuation(next)) {
        (false, true) => Some(Side::Before),
        (true, false) => Some(Side::After),
        _ => None,
    }
}

/// A variation selector belongs to the character before it; those of ideographs follow nothing else.
fn ends_in_cjk(text: &str) -> bool {
    let mut back = text.chars().rev();
    match back.next() {
        Some('\u{FE00}'..='\u{FE0E}') => back.next().is_some_and(is_cjk),
        Some('\u{E0100}'..='\u{E01EF}') => true,
        last => last.is_some_and(is_cjk),
    }
}

/// Whether a character is as wide as a Chinese one (or the half-width form of one) and no emoji, or is Hangul.
///
/// Curly quotation marks, `…`, `—` and `·` are not: Latin text uses them too.
fn is_cjk(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x11FF | 0x20A9 | 0x2329..=0x232A | 0x2630..=0x2637 | 0x268A..=0x268F
        | 0x2E80..=0x2FFF | 0x3000..=0x303E | 0x3040..=0xA4CF | 0xA960..=0xA97F | 0xAC00..=0xD7FF
        | 0xF900..=0xFAFF | 0xFE10..=0xFE1F | 0xFE30..=0xFE6F | 0xFF01..=0xFFEE
        | 0x16FE0..=0x18DFF | 0x1AFF0..=0x1B2FF | 0x20000..=0x3FFFD)
}

/// Whether the parser counts a character as punctuation (Unicode P and S); a test compares every assigned character.
pub(super) fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    // Letters in circles and squares count as letters and as symbols.
    let framed = matches!(u32::from(c), 0x24B6..=0x24E9 | 0x1F130..=0x1F149 | 0x1F150..=0x1F169 | 0x1F170..=0x1F189);
    framed || !(c.is_alphanumeric() || c.is_whitespace() || c.is_control() || is_combining_mark(c))
}
