//! Where a long sentence falls into two: at a comma or before a conjunction, near the middle, outside quotations,
//! brackets and numbers, where both parts can stand alone.

use std::ops::Range;

use crate::markup::hanzi::{count_han, is_han};

/// A place to cut a sentence at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// Bytes of the sentence: the comma, or the conjunction that begins the second part.
    pub(super) range: Range<usize>,
    /// Whether a comma stands there.
    pub(super) is_comma: bool,
}

/// A part with fewer characters says too little to stand alone.
const SHORTEST_PART: usize = 4;

/// A comma is the better place even when a conjunction is this many characters nearer to the middle.
const COMMA_FIRST: i64 = 8;

/// Words that begin a new thought.
const CONJUNCTIONS: &str = "但是 不过 然而 可是 所以 因此 因而 于是 然后 随后 接着 同时 此外 另外 而且 并且 否则 \
    以便 以免 其中 同样 也就是说 例如 比如";

/// Beginnings of a clause that waits for the next one.
const WAITING: &str = "如果 要是 假如 万一 一旦 只要 只有 除非 因为 由于 虽然 尽管 即使 哪怕 无论 不管 不论 \
    为了 随着 对于 关于 根据 按照 通过 既然 除了 当 若 凡";

/// The place that leaves the parts most alike.
pub(super) fn place_to_cut(sentence: &str) -> Option<Cut> {
    let whole = count_han(sentence) as i64;
    let uneven = |at: usize| (2 * count_han(&sentence[..at]) as i64 - whole).abs();
    let weight = |cut: &Cut| uneven(cut.range.start) + if cut.is_comma { 0 } else { COMMA_FIRST };
    places(sentence).into_iter().filter(|cut| leaves_two(sentence, cut)).min_by_key(weight)
}

fn places(sentence: &str) -> Vec<Cut> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut before = None;
    for (at, c) in sentence.char_indices() {
        match c {
            '“' | '‘' | '「' | '『' | '（' | '(' | '《' | '〈' | '【' | '[' | '〔' => depth += 1,
            '”' | '’' | '」' | '』' | '）' | ')' | '》' | '〉' | '】' | ']' | '〕' => {
                depth = depth.saturating_sub(1)
            }
            _ => {}
        }
        let rest = &sentence[at..];
        let is_in_number = |before: char| before.is_numeric() && rest[c.len_utf8()..].starts_with(char::is_numeric);
        let is_comma = matches!(c, '，' | ',') && !before.is_some_and(is_in_number);
        if depth == 0 && is_comma {
            found.push(Cut { range: at..at + c.len_utf8(), is_comma });
        } else if depth == 0 && before.is_some_and(is_han) {
            let word = CONJUNCTIONS.split(' ').find(|word| rest.starts_with(word));
            found.extend(word.map(|word| Cut { range: at..at + word.len(), is_comma }));
        }
        before = Some(c);
    }
    found
}

/// Whether two clauses are left that can each be a sentence.
fn leaves_two(sentence: &str, cut: &Cut) -> bool {
    let first = &sentence[..cut.range.start];
    let second = if cut.is_comma { &sentence[cut.range.end..] } else { &sentence[cut.range.start..] };
    let clause = first.rsplit(['，', ',', '：', '；']).next().unwrap_or(first).trim_start();
    let is_waiting = WAITING.split(' ').any(|word| clause.starts_with(word))
        || clause.ends_with(['时', '后', '前', '的']) && clause.starts_with(['在', '从', '把', '用', '等', '到']);
    let is_long = |part: &str| count_han(part) >= SHORTEST_PART;
    is_long(first) && is_long(second) && !is_waiting
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_place_nearest_to_the_middle() {
        let table: &[(&str, Option<&str>)] = &[
            ("一二三四，五六七八九，十一", Some("一二三四")),
            ("一，二三四五六七八", None),
            ("一二三四五", None),
            ("他说“先关火，再开窗，马上走”，大家都记住了这一句话", Some("他说“先关火，再开窗，马上走”")),
            ("里面（先关火，再开窗，马上走出去）的人都要听从安排", None),
            ("这一年全县收了1,200,300公斤稻谷比去年多得多", None),
            ("全县收了1,200公斤稻谷，比去年多得多", Some("全县收了1,200公斤稻谷")),
            ("如果夜里气温降到零度以下，就在傍晚给果园灌一次水", None),
            ("天冷了，如果夜里降到零度以下，就在傍晚灌一次水", None),
            ("头一天晚上要先关好门窗，如果夜里降到零度以下，就灌一次水", Some("头一天晚上要先关好门窗")),
            ("药打在叶子和果皮上会慢慢分解但是时间不够就会有残留", Some("药打在叶子和果皮上会慢慢分解")),
            ("", None),
        ];
        for (sentence, head) in table {
            let cut = place_to_cut(sentence).map(|cut| &sentence[..cut.range.start]);
            assert_eq!(cut, *head, "{sentence}");
        }
    }

    proptest! {
        #[test]
        fn never_inside_a_quotation(text in "[水稻先后，,“”（）1但是]{0,40}") {
            if let Some(cut) = place_to_cut(&text) {
                let head = &text[..cut.range.start];
                prop_assert!(count_han(head) >= SHORTEST_PART && count_han(&text[cut.range.start..]) >= SHORTEST_PART);
                let last_opener = head.rfind(['“', '（']);
                prop_assert!(last_opener.is_none_or(|at| head[at..].contains(['”', '）'])));
            }
        }
    }
}
