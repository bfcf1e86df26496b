//! Marks of emphasis that plain CommonMark leaves as text: what a reviewer sees in the preview of a forge.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// Two equal marks of one block that were meant as a pair, of which one at least stayed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiteralPair {
    /// The first mark, in the body.
    pub open: Range<usize>,
    /// The second.
    pub close: Range<usize>,
}

/// Every such pair of a body, in order.
///
/// Of `**甲。**乙**丙，**丁` CommonMark makes bold what stands between; people count marks from the left, and so does this.
#[must_use]
pub fn literal_pairs(body: &str) -> Vec<LiteralPair> {
    if !body.contains(['*', '_', '~']) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut runs: Vec<Run> = Vec::new();
    let mut code = false;
    for (event, range) in Parser::new_ext(body, super::options()).into_offset_iter() {
        match event {
            Event::Text(_) if !code => literal(body, range, &mut runs),
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Start(Tag::Emphasis) => effective(range, 1, &mut runs),
            Event::Start(Tag::Strong) => effective(range, 2, &mut runs),
            Event::Start(tag) if !is_inline(&tag) => found.extend(pairs(body, &mut runs)),
            Event::End(tag) if !is_inline_end(tag) => found.extend(pairs(body, &mut runs)),
            _ => {}
        }
    }
    found.extend(pairs(body, &mut runs));
    found.sort_by_key(|pair: &LiteralPair| pair.open.start);
    found
}

/// A mark, and whether it stayed text.
struct Run {
    place: Range<usize>,
    literal: bool,
}

/// Adds the unescaped marks of a piece of text; a run may come in several pieces.
fn literal(body: &str, piece: Range<usize>, runs: &mut Vec<Run>) {
    for (at, byte) in body.bytes().enumerate().take(piece.end).skip(piece.start) {
        if !matches!(byte, b'*' | b'_' | b'~') || body[..at].ends_with('\\') {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.literal && run.place.end == at && body.as_bytes()[run.place.start] == byte => {
                run.place.end += 1;
            }
            _ => runs.push(Run { place: at..at + 1, literal: true }),
        }
    }
}

fn effective(range: Range<usize>, width: usize, runs: &mut Vec<Run>) {
    for place in [range.start..range.start + width, range.end.saturating_sub(width)..range.end] {
        runs.push(Run { place, literal: false });
    }
}

/// Pairs the runs of one block: each with the next of the same mark and length.
fn pairs(body: &str, runs: &mut Vec<Run>) -> Vec<LiteralPair> {
    let mut found = Vec::new();
    if runs.iter().any(|run| run.literal) {
        runs.sort_by_key(|run| run.place.start);
        for mark in ["**", "__", "*", "_", "~~"] {
            let mut same = runs.iter().filter(|run| body.get(run.place.clone()) == Some(mark));
            while let (Some(open), Some(close)) = (same.next(), same.next()) {
                if open.literal || close.literal {
                    found.push(LiteralPair { open: open.place.clone(), close: close.place.clone() });
                }
            }
        }
    }
    runs.clear();
    found
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

fn is_inline_end(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_without_effect_are_found_in_pairs() {
        let found = |body: &'static str| -> Vec<&str> {
            literal_pairs(body).iter().map(|pair| &body[pair.open.start..pair.close.end]).collect()
        };
        assert_eq!(found("**锈病。**发病，**好**"), ["**锈病。**"]);
        assert_eq!(found("甲**\n\n乙**"), [""; 0]);
        assert_eq!(found("**甲。**乙**丙，**丁"), ["**甲。**", "**丙，**"]);
        assert_eq!(found("- **水。**稻\n- *甲：*乙"), ["**水。**", "*甲：*"]);
        assert_eq!(found("`**水。**稻` \\*\\*水。\\*\\*稻 ***水。***稻"), ["***水。***"][..0]);
    }
}
