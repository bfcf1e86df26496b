//! Chinese characters: which they are, how many, how long sentences are, how wide a line is.
//!
//! Deliberately absent: word segmentation and character tables; sentence length separates texts better.

use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

/// Whether a character is a Chinese character, in every block of unified or compatibility ideographs.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(u32::from(c),
        0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x3005 | 0x3007
        | 0xF900..=0xFAFF | 0x20000..=0x2EE5F | 0x2F800..=0x2FA1F | 0x30000..=0x3347F)
}

/// Whether a character is punctuation that stands in Chinese text as wide as a character.
#[must_use]
pub fn is_wide_punctuation(c: char) -> bool {
    matches!(u32::from(c),
        0x3001..=0x3003 | 0x3008..=0x3011 | 0x3014..=0x301F | 0xFF01..=0xFF0F | 0xFF1A..=0xFF20
        | 0xFF3B..=0xFF40 | 0xFF5B..=0xFF65 | 0x2014 | 0x2018 | 0x2019 | 0x201C | 0x201D | 0x2026 | 0xB7)
}

/// How many Chinese characters a text has.
#[must_use]
pub fn count_han(text: &str) -> usize {
    text.chars().filter(|&c| is_han(c)).count()
}

/// Columns of a terminal or a fixed-width line; a Chinese character takes two.
#[must_use]
pub fn display_width(text: &str) -> usize {
    text.width()
}

/// The byte ranges of the sentences of one block, without the space around them; each keeps its closing mark.
///
/// A sentence ends at 。！？；… (or `!`, `?`, `;`) together with the quotation marks, brackets and citations that
/// follow, or at the end of the block.
#[must_use]
pub fn sentences(block: &str) -> Vec<Range<usize>> {
    split(block, is_sentence_end)
}

/// The byte ranges of the clauses of one block: sentences cut again at ，、：— and their like.
#[must_use]
pub fn clauses(block: &str) -> Vec<Range<usize>> {
    split(block, |c| is_sentence_end(c) || matches!(c, '，' | ',' | '：' | ':' | '—'))
}

/// Lengths in Chinese characters; parts without any are left out.
#[must_use]
pub fn lengths(block: &str, parts: &[Range<usize>]) -> Vec<usize> {
    parts.iter().map(|part| count_han(&block[part.clone()])).filter(|&length| length > 0).collect()
}

fn is_sentence_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '…' | '!' | '?' | ';')
}

fn split(block: &str, ends: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(c) = block[at..].chars().next() {
        at += c.len_utf8();
        if ends(c) {
            at = after_closers(block, at, &ends);
            push_trimmed(block, start..at, &mut parts);
            start = at;
        }
    }
    push_trimmed(block, start..block.len(), &mut parts);
    parts
}

/// Moves over further end marks, closing quotes and brackets, and citations.
fn after_closers(block: &str, mut at: usize, ends: &impl Fn(char) -> bool) -> usize {
    loop {
        let rest = &block[at..];
        let citation = super::citation::citations(rest.get(..rest.find(']').map_or(0, |end| end + 1)).unwrap_or(""));
        match (citation.first(), rest.chars().next()) {
            (Some((range, _)), _) if range.start == 0 => at += range.end,
            (_, Some(c)) if ends(c) || matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '》' | '】') => {
                at += c.len_utf8()
            }
            _ => return at,
        }
    }
}

fn push_trimmed(block: &str, part: Range<usize>, parts: &mut Vec<Range<usize>>) {
    let text = &block[part.clone()];
    let start = part.start + (text.len() - text.trim_start().len());
    let end = start + text.trim().len();
    if end > start {
        parts.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sentences_keep_their_marks_and_citations() {
        let cut = |text: &'static str| -> Vec<&str> { sentences(text).into_iter().map(|part| &text[part]).collect() };
        assert_eq!(cut("水要烧开。[^s1]再喝！真的？！ 好"), ["水要烧开。[^s1]", "再喝！", "真的？！", "好"]);
        assert_eq!(cut("他说：“快走。”我走了"), ["他说：“快走。”", "我走了"]);
        assert_eq!(cut("……等等"), ["……", "等等"]);
        assert_eq!(cut(""), Vec::<&str>::new());
        assert_eq!(cut("3.5毫克"), ["3.5毫克"]);
    }

    #[test]
    fn counts_and_widths() {
        assert_eq!(count_han("早稻 2026 年，〇"), 4);
        assert_eq!(lengths("早稻好，晚稻也好。OK。", &sentences("早稻好，晚稻也好。OK。")), [7]);
        assert_eq!(lengths("早稻好，晚稻也好。", &clauses("早稻好，晚稻也好。")), [3, 4]);
        assert_eq!(display_width("早ab"), 4);
        assert!(is_han('𠮷') && !is_han('⽇') && is_wide_punctuation('～') && !is_wide_punctuation('~'));
    }

    proptest! {
        #[test]
        fn parts_are_ordered_and_lose_no_character(text in "[水稻。！？；，：…”\\[\\]^s1 a]{0,60}") {
            let mut from = 0;
            let mut n_han = 0;
            for part in sentences(&text) {
                prop_assert!(part.start >= from && part.end > part.start);
                from = part.end;
                n_han += count_han(&text[part]);
            }
            prop_assert_eq!(n_han, count_han(&text));
        }
    }
}
