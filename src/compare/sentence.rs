//! The sentences of a body: what a reviewer points at ("句 12") and what a comparison compares.
//!
//! Contract: list items, table cells, headings, picture texts and lines of code are units of their own; a quotation or
//! bracket that ends in the same line is not cut; nothing but space is lost. The review sheet prints these numbers, so
//! both speak of the same sentence.

use std::ops::Range;

use crate::markup::hanzi;
use crate::markup::outline::{Block, BlockKind};
use crate::markup::{Document, Outline};
use crate::model::span::Span;

/// One sentence of a body; its number is its place in the list plus one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Decoded text without marks; citations `[^s1]` stay.
    pub text: String,
    /// What block it stands in.
    pub kind: BlockKind,
    /// Number of the block in the body, from 0.
    pub block: usize,
    /// Bytes of the block's text.
    pub range: Range<usize>,
    /// Place in the body.
    pub span: Span,
    /// The heading it stands under; empty before the first.
    pub section: String,
}

/// Every sentence of a body in reading order.
#[must_use]
pub fn sentences(document: &Document) -> Vec<Sentence> {
    let outline: &Outline = &document.outline;
    let mut found = Vec::new();
    let mut section = String::new();
    for (number, block) in outline.blocks.iter().enumerate() {
        if matches!(block.kind, BlockKind::Heading(_)) {
            section = crate::markup::citation::without_citations(&block.text).trim().to_owned();
        }
        for range in ranges(block) {
            found.push(Sentence {
                text: block.text[range.clone()].to_owned(),
                kind: block.kind,
                block: number,
                span: block.place(range.start, range.end),
                range,
                section: section.clone(),
            });
        }
    }
    found
}

/// The byte ranges of the sentences of one block.
fn ranges(block: &Block) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in block.text.split_inclusive('\n') {
        if block.kind == BlockKind::Code {
            let trimmed = line.trim_end();
            found.extend((!trimmed.trim().is_empty()).then(|| start..start + trimmed.len()));
        } else {
            let parts = together(line, hanzi::sentences(line));
            found.extend(parts.into_iter().map(|part| start + part.start..start + part.end));
        }
        start += line.len();
    }
    found
}

/// Joins parts that a quotation or bracket reaches across; one that is never closed joins nothing.
fn together(line: &str, parts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(parts.len());
    let mut rest: i32 = parts.iter().map(|part| balance(&line[part.clone()])).sum();
    let mut parts = parts.into_iter();
    while let Some(mut whole) = parts.next() {
        let mut depth = balance(&line[whole.clone()]);
        rest -= depth;
        if depth > 0 && depth + rest <= 0 {
            while depth > 0
                && let Some(next) = parts.next()
            {
                let own = balance(&line[next.clone()]);
                (depth, rest) = (depth + own, rest - own);
                whole.end = next.end;
            }
        }
        joined.push(whole);
    }
    joined
}

/// Quotations and brackets opened and not closed.
fn balance(text: &str) -> i32 {
    text.chars().fold(0, |depth, c| match c {
        '“' | '‘' | '「' | '『' | '（' | '(' | '《' | '【' => depth + 1,
        '”' | '’' | '」' | '』' | '）' | ')' | '》' | '】' => depth - 1,
        _ => depth,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markup::parse;

    fn cut(body: &str) -> Vec<String> {
        sentences(&parse(body)).into_iter().map(|sentence| sentence.text).collect()
    }

    #[test]
    fn units_are_what_a_reviewer_points_at() {
        assert_eq!(cut("# 用药\n\n先看。再吃！\n\n- 一\n- 二；三"), ["用药", "先看。", "再吃！", "一", "二；", "三"]);
        assert_eq!(cut("| 甲 | 乙 |\n|--|--|\n| 5毫克[^s1] | 丁 |"), ["甲", "乙", "5毫克[^s1]", "丁"]);
        assert_eq!(cut("![图。说](a.png)"), ["图。", "说"]);
        assert_eq!(cut("```\na;b\n\nc\n```"), ["a;b", "c"]);
        assert_eq!(cut("甲  \n乙"), ["甲", "乙"]);
    }

    #[test]
    fn quotations_stay_whole() {
        assert_eq!(cut("他说：“快走。别回头！”我走了。"), ["他说：“快走。别回头！”", "我走了。"]);
        assert_eq!(cut("他说：“快走。别回头！"), ["他说：“快走。", "别回头！"]);
        assert_eq!(cut("水（净水；开水）好。土"), ["水（净水；开水）好。", "土"]);
        assert_eq!(cut("好。）土（甲；乙"), ["好。）", "土（甲；", "乙"]);
    }

    #[test]
    fn sections_and_places() {
        let body = "前\n\n## 用**法**\n\n每次5毫克。";
        let all = sentences(&parse(body));
        assert_eq!(all.iter().map(|s| s.section.as_str()).collect::<Vec<_>>(), ["", "用法", "用法"]);
        assert_eq!(&body[all[2].span.range()], "每次5毫克。");
    }

    proptest! {
        #[test]
        fn only_space_is_lost(body in "([ \n*_`|#>-]|[水稻。！；，（）“”a1]|\\[\\^s1\\]|\n\n){0,60}") {
            let document = parse(&body);
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let blocks: String = document.outline.blocks.iter().map(|block| bare(&block.text)).collect();
            let cut: String = sentences(&document).iter().map(|sentence| bare(&sentence.text)).collect();
            prop_assert_eq!(blocks, cut);
        }
    }
}
