//! What a reviewer must not read over: doses, money, shares, absolute words, figures without a source.
//!
//! These are marks for the eye, not findings: they lean towards too many, and they hold nothing back.

use std::ops::Range;

use crate::compare::Measure;
use crate::compare::token::{Class, tokens};

/// What a passage is marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// A dose, a concentration, an amount.
    Dose,
    /// Money.
    Money,
    /// Any other number or date.
    Figure,
    /// A superlative or an absolute claim.
    Absolute,
}

impl Mark {
    /// Every mark, in the order of the legend.
    pub(super) const ALL: &'static [Self] = &[Self::Dose, Self::Money, Self::Figure, Self::Absolute];

    /// The class in the style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Dose => "dose",
            Self::Money => "money",
            Self::Figure => "figure",
            Self::Absolute => "absolute",
        }
    }

    /// What it means, with an example.
    pub(super) fn legend(self) -> (&'static str, &'static str) {
        match self {
            Self::Dose => ("5毫克", "剂量、用量、浓度"),
            Self::Money => ("30元", "金额"),
            Self::Figure => ("3天", "其他数字和日期"),
            Self::Absolute => ("根治", "绝对化或最高级的说法"),
        }
    }
}

/// A marked passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marked {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    pub(super) mark: Mark,
    /// Whether it is a figure that names no source in its paragraph, list item or table row.
    pub(super) unsourced: bool,
}

/// Absolute and superlative words. Source: 广告法 (2021) 第九条, 第十六条, the words health writers use most.
const ABSOLUTE: &[&str] = &[
    "唯一",
    "第一",
    "首个",
    "首创",
    "顶级",
    "极致",
    "国家级",
    "世界级",
    "根治",
    "治愈",
    "彻底",
    "完全",
    "绝对",
    "永远",
    "永不",
    "永久",
    "一定能",
    "一定会",
    "肯定能",
    "肯定会",
    "必然",
    "必定",
    "百分之百",
    "100%",
    "百分百",
    "零风险",
    "零副作用",
    "无副作用",
    "没有副作用",
    "无毒副作用",
    "没有任何",
    "毫无",
    "万能",
    "包治",
    "包好",
    "神奇",
    "神药",
    "特效",
    "奇效",
    "速效",
    "保证",
    "确保",
    "从不",
    "从来不",
    "所有人",
    "任何人",
    "人人都",
    "都能治",
    "立竿见影",
    "药到病除",
    "一吃就好",
    "无敌",
    "史无前例",
    "绝无",
    "毫不",
    "全部",
    "任何情况",
];

/// Characters after 最 that make a limit or a time of it, not a superlative.
const NOT_SUPERLATIVE: &str = "后近初终多少低高长短大小迟早晚";

/// The marked passages of a text, in order, without overlap.
pub(super) fn marks(text: &str, is_sourced: bool) -> Vec<Marked> {
    let mut found: Vec<Marked> = absolute(text).collect();
    for token in tokens(text) {
        let mark = match token.class {
            Class::Figure(Measure::Dose) => Mark::Dose,
            Class::Figure(Measure::Money) => Mark::Money,
            Class::Figure(_) | Class::Date => Mark::Figure,
            _ => continue,
        };
        let needs_source =
            matches!(token.class, Class::Figure(Measure::Dose | Measure::Money | Measure::Share | Measure::Physical));
        found.push(Marked { range: token.range, mark, unsourced: needs_source && !is_sourced });
    }
    // A claim such as 100% is a claim first.
    found.sort_by_key(|marked| (marked.range.start, std::cmp::Reverse(marked.mark)));
    let mut end = 0;
    found.retain(|marked| {
        let is_free = marked.range.start >= end;
        end = if is_free { marked.range.end } else { end };
        is_free
    });
    found
}

fn absolute(text: &str) -> impl Iterator<Item = Marked> {
    let marked = |range| Marked { range, mark: Mark::Absolute, unsourced: false };
    let superlative = text.match_indices('最').filter_map(move |(at, most)| {
        let next = text[at + most.len()..].chars().next()?;
        let is_word = crate::markup::hanzi::is_han(next) && !NOT_SUPERLATIVE.contains(next);
        is_word.then(|| marked(at..at + most.len() + next.len_utf8()))
    });
    let words = ABSOLUTE.iter().flat_map(move |word| text.match_indices(word));
    words.map(move |(at, word)| marked(at..at + word.len())).chain(superlative)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str, is_sourced: bool) -> Vec<(&str, Mark, bool)> {
        marks(text, is_sourced).into_iter().map(|m| (&text[m.range], m.mark, m.unsourced)).collect()
    }

    #[test]
    fn what_must_not_be_read_over() {
        assert_eq!(
            found("每次500毫克，3天见效，能根治，最好吃，花30元，最后。", false),
            [
                ("500毫克", Mark::Dose, true),
                ("3天", Mark::Figure, false),
                ("根治", Mark::Absolute, false),
                ("最好", Mark::Absolute, false),
                ("30元", Mark::Money, true),
            ]
        );
        assert_eq!(found("500毫克", true), [("500毫克", Mark::Dose, false)]);
        assert_eq!(found("100%有效", false), [("100%", Mark::Absolute, false)]);
        assert_eq!(
            found("2026年3月1日打120", false),
            [("2026年3月1日", Mark::Figure, false), ("120", Mark::Figure, false)]
        );
    }

    proptest! {
        #[test]
        fn marks_are_in_order_and_apart(text in "([0-9%]|最|根治|毫克|元|[水好。]|100%){0,30}") {
            let mut end = 0;
            for marked in marks(&text, false) {
                prop_assert!(marked.range.start >= end && marked.range.end > marked.range.start);
                prop_assert!(text.get(marked.range.clone()).is_some());
                end = marked.range.end;
            }
        }
    }
}
