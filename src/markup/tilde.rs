//! A half-width `~` that means a range: strike-through on one platform, itself on another.

use super::Document;
use super::hanzi::is_han;
use super::outline::Block;
use crate::model::span::Span;

/// Every lone, unescaped tilde of the running text with a digit, a sign of measure or a Chinese character on a side.
#[must_use]
pub fn range_marks(document: &Document, body: &str) -> Vec<Span> {
    let near = |c: char| is_number(c) || is_han(c) || matches!(c, '）' | '（');
    marks(document, body, |before, after| before.ends_with(near) || after.starts_with(near))
}

/// Those between two numbers, the first of which may have its unit behind it: they can only be a range.
#[must_use]
pub fn number_ranges(document: &Document, body: &str) -> Vec<Span> {
    marks(document, body, |before, after| {
        let bare = before.trim_end_matches(|c| is_han(c) && !is_number(c));
        let unit = before[bare.len()..].chars().count();
        unit <= MAX_UNIT && bare.ends_with(is_number) && after.starts_with(is_number)
    })
}

/// Characters of a unit between a number and its range mark: `5天~7天`, `3毫升~5毫升`.
const MAX_UNIT: usize = 2;

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '%' | '％' | '℃' | '°') || "〇零一二三四五六七八九十百千万亿两半".contains(c)
}

fn marks(document: &Document, body: &str, wanted: impl Fn(&str, &str) -> bool) -> Vec<Span> {
    let prose = document.outline.blocks.iter().filter(|block| block.kind.is_prose());
    let of_block = |block: &Block| -> Vec<Span> {
        let places = block.text.match_indices('~').map(|(at, _)| at).filter(|at| is_plain(block, body, *at));
        let places = places.filter(|at| wanted(&block.text[..*at], &block.text[at + 1..]));
        places.map(|at| block.place(at, at + 1)).collect()
    };
    prose.flat_map(of_block).collect()
}

/// Whether a tilde stands alone, outside code, and is not escaped.
fn is_plain(block: &Block, body: &str, at: usize) -> bool {
    let double = block.text[..at].ends_with('~') || block.text[at + 1..].starts_with('~');
    !double && !block.is_code(at) && !body[..block.place(at, at + 1).range().start].ends_with('\\')
}
