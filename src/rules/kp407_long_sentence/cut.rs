//! Where a long sentence falls into two: at a comma or before a conjunction, near the middle, outside quotations,
//! brackets and numbers, where both parts can stand alone. A clause that says when, where or on what condition belongs
//! to what follows it: no place after it is taken.

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
const WAITING: &str = "如果 要是 假如 假使 倘若 万一 一旦 只要 只有 除非 因为 由于 虽然 尽管 即使 哪怕 无论 不管 不论 \
    为了 随着 对于 关于 根据 按照 通过 既然 除了 每当 每逢 自从 直到 等到 遇到 遇上 碰到 碰上 当 若 凡 等 逢";

/// Those of them that ask for another clause wherever they stand, as after a subject.
const WAITING_ANYWHERE: &str = "如果 假如 倘若 一旦 只要 除非 虽然 尽管 即使 哪怕 无论 不论";

/// Words that only look like such beginnings.
const NOT_WAITING: &str = "当地 当然 当心 当年 当面 当场 当事 当选 若干 凡士林 等级 等于 等同";

/// Ends of a clause that says when or on what condition.
const WHEN: &str = "时 时候 后 前 的话 期间 之际 之间 之内 以内 以来 以上 以下 为止 之下 情况下 条件下 过程中 那天 这天 当天 当日 当晚 \
    头天 前一天 第二天 次日 晚上 早上 早晨 上午 中午 下午 傍晚 夜里 夜间 白天 春天 夏天 秋天 冬天 春季 夏季 秋季 冬季 季节 月份";

/// Words that only look like such ends.
const NOT_WHEN: &str = "小时 及时 按时 准时 守时 费时 省时 落后 滞后 背后 提前 向前 往前 门前 面前 跟前";

/// Beginnings of a clause that, with one of `PLACES` at its end, says where or when.
const PREPOSITIONS: [char; 6] = ['在', '从', '自', '到', '于', '离'];

/// Ends of such a clause.
const PLACES: [char; 16] =
    ['里', '上', '下', '中', '内', '外', '间', '边', '旁', '处', '起', '的', '区', '地', '方', '面'];

/// Beginnings of a clause that is a date or a span of time, with one of `UNITS` at its end.
const DATES: &str = "每 今年 明年 去年 前年 这 那 第 近";

/// Ends of such a clause.
const UNITS: [char; 8] = ['年', '月', '日', '号', '天', '周', '夜', '晚'];

/// Words near the beginning of a clause that answers a waiting one.
const ANSWERS: &str = "就 那么 则 便 才 都 也 所以 因此 但 可是 却 还是 仍";

/// Beginnings of a clause that cannot stand without the one before it.
const LEANING: &str = "就 便 则 才 却 那么 那就 也就";

/// How far into a clause its answering word may stand, in characters.
const ANSWER_WITHIN: usize = 5;

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
    let is_long = |part: &str| count_han(part) >= SHORTEST_PART;
    is_long(first) && is_long(second) && !begins(second.trim_start(), LEANING) && !is_waiting(first, second)
}

/// Whether the last clause of the first part, or an earlier one still without its answer, belongs to the second part.
fn is_waiting(first: &str, second: &str) -> bool {
    let last = clauses(first).last().unwrap_or(first);
    if opens(last) || says_when(last) {
        return true;
    }
    let mut is_open = false;
    for clause in clauses(first) {
        is_open = opens(clause) || is_open && !answers(clause);
    }
    is_open && clauses(second).any(answers)
}

fn clauses(text: &str) -> impl Iterator<Item = &str> {
    text.split(['，', ',', '：', '；']).map(str::trim)
}

/// Whether a clause has a word that asks for another clause.
fn opens(clause: &str) -> bool {
    let is_inside = || WAITING_ANYWHERE.split(' ').any(|word| clause.contains(word));
    begins(clause, WAITING) && !begins(clause, NOT_WAITING) || is_inside()
}

/// Whether a clause only says when or where.
fn says_when(clause: &str) -> bool {
    let clause = clause.trim_end_matches(['”', '’', '）', ')', '》', '」', '』', '】']);
    let is_when = ends(clause, WHEN) && !ends(clause, NOT_WHEN);
    let is_place = clause.starts_with(PREPOSITIONS) && clause.ends_with(PLACES);
    let is_date =
        (clause.starts_with(char::is_numeric) || begins(clause, DATES)) && clause.ends_with(UNITS);
    is_when || is_place || is_date
}

fn answers(clause: &str) -> bool {
    let end = clause.char_indices().nth(ANSWER_WITHIN).map_or(clause.len(), |(at, _)| at);
    ANSWERS.split(' ').any(|word| clause[..end].contains(word))
}

fn begins(clause: &str, words: &str) -> bool {
    words.split_whitespace().any(|word| clause.starts_with(word))
}

fn ends(clause: &str, words: &str) -> bool {
    words.split_whitespace().any(|word| clause.ends_with(word))
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
            // When, where and on what condition belong to what follows.
            ("当室外气温超过三十七度的时候，所有露天的活都要停下来", None),
            ("在山塘水库边上玩耍的时候，一定要有大人看着才行", None),
            ("给果树打完药的人回到家以后，先洗手洗脸再换衣服", None),
            ("每次在地里打完农药收工后，先洗手洗脸再换衣服", None),
            ("采收柑橘前的二十天到三十天之内，不能再打任何农药", None),
            ("在鄱阳湖边的沙洲和草滩上，每年冬天都住着几十万只候鸟", None),
            ("每年的七月到九月，是江西中暑的人最多的一段日子", None),
            ("夜里的气温如果降到零度以下的话，就给果园灌一次水", None),
            ("遇到打雷又下大雨的天气，马上离开水田和大树下面", None),
            ("如果夜里气温降到零度，风又完全停了下来，就给果园灌一次水", None),
            ("如果夜里气温降到零度，就给果园灌一次水，天亮后再看看叶子", Some("如果夜里气温降到零度，就给果园灌一次水")),
            ("早一点叫家里人来帮忙，就不会耽误去医院的时间", None),
            ("打完药回到家，当地的人都先洗手，洗完手以后，再去做饭", Some("打完药回到家，当地的人都先洗手")),
            ("从家里走到医院要两个小时，路上一定要带够水", Some("从家里走到医院要两个小时")),
            ("病人送医院送得不及时，后来就很难恢复到原样", Some("病人送医院送得不及时")),
            ("当地的人都知道这种病，外地来的人却不知道要防", Some("当地的人都知道这种病")),
            ("夜里的气温如果降到零度以下，要赶快给果园灌一次水", None),
            ("把没有吃完的药放在原来的盒子里，吃的时候再拿出来", Some("把没有吃完的药放在原来的盒子里")),
            ("没有吃完的药要放在原来的盒子里，下次吃再拿出来", Some("没有吃完的药要放在原来的盒子里")),
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
