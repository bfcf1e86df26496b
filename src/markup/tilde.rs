//! A half-width `~` that means a range: strike-through on one platform, itself on another.

use super::Document;
use super::hanzi::is_han;
use super::outline::Block;
use crate::model::span::Span;

/// Every lone, unescaped tilde of the running text with a digit, a sign of measure or a Chinese character on a side.
#[must_use]
pub fn range_marks(document: &Document, body: &str) -> Vec<Span> {
    marks(document, body, |before, after| before || after)
}

/// Those with such a character on both sides: they can only be a range.
#[must_use]
pub fn certain_range_marks(document: &Document, body: &str) -> Vec<Span> {
    marks(document, body, |before, after| before && after)
}

fn marks(document: &Document, body: &str, wanted: fn(bool, bool) -> bool) -> Vec<Span> {
    let prose = document.outline.blocks.iter().filter(|block| block.kind.is_prose());
    let of_block = |block: &Block| -> Vec<Span> {
        let places = block.text.match_indices('~').filter(|(at, _)| is_range_mark(block, body, *at, wanted));
        places.map(|(at, _)| block.place(at, at + 1)).collect()
    };
    prose.flat_map(of_block).collect()
}

fn is_range_mark(block: &Block, body: &str, at: usize, wanted: fn(bool, bool) -> bool) -> bool {
    let before = block.text[..at].chars().next_back();
    let after = block.text[at + 1..].chars().next();
    let near = |c: char| c.is_ascii_digit() || is_han(c) || matches!(c, '%' | '％' | '℃' | '°' | '）' | '（');
    let is_double = before == Some('~') || after == Some('~');
    let is_escaped = body[..block.place(at, at + 1).range().start].ends_with('\\');
    wanted(before.is_some_and(near), after.is_some_and(near)) && !is_double && !block.is_code(at) && !is_escaped
}
