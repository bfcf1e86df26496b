//! Marks of emphasis that plain CommonMark leaves as text: what a reviewer sees in the preview of a forge.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// Two equal marks of one block that stayed text; what stands between was meant to be emphasised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiteralPair {
    /// The first mark, in the body.
    pub open: Range<usize>,
    /// The second.
    pub close: Range<usize>,
}

/// Every such pair of a body, in order.
#[must_use]
pub fn literal_pairs(body: &str) -> Vec<LiteralPair> {
    if !body.contains(['*', '_', '~']) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut code = false;
    for (event, range) in Parser::new_ext(body, super::options()).into_offset_iter() {
        match event {
            Event::Text(_) if !code => marks(body, range, &mut runs),
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Start(tag) if !is_inline(&tag) => found.extend(pairs(body, &mut runs)),
            Event::End(tag) if !is_inline_end(tag) => found.extend(pairs(body, &mut runs)),
            _ => {}
        }
    }
    found.extend(pairs(body, &mut runs));
    found.sort_by_key(|pair: &LiteralPair| pair.open.start);
    found
}

/// Adds the unescaped marks of a piece of text; a run may come in several pieces.
fn marks(body: &str, piece: Range<usize>, runs: &mut Vec<Range<usize>>) {
    for (at, byte) in body.bytes().enumerate().take(piece.end).skip(piece.start) {
        if !matches!(byte, b'*' | b'_' | b'~') || body[..at].ends_with('\\') {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == at && body.as_bytes()[run.start] == byte => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
}

/// Pairs the runs of one block: each with the next of the same mark and length.
fn pairs(body: &str, runs: &mut Vec<Range<usize>>) -> Vec<LiteralPair> {
    let mut found = Vec::new();
    for mark in ["**", "__", "*", "_", "~~"] {
        let mut same = runs.iter().filter(|run| &body[(*run).clone()] == mark);
        while let (Some(open), Some(close)) = (same.next(), same.next()) {
            found.push(LiteralPair { open: open.clone(), close: close.clone() });
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
        assert_eq!(found("- **水。**稻\n- *甲：*乙"), ["**水。**", "*甲：*"]);
        assert_eq!(found("`**水。**稻` \\*\\*水。\\*\\*稻 ***水。***稻"), ["***水。***"][..0]);
    }
}
