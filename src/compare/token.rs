//! A sentence as tokens, each with what it means to a reviewer: a number with its unit, a date, a name, a negation.
//!
//! Contract: the tokens of a text, joined, are the text. A wrong class only changes the order in which changes are
//! shown, never whether they are shown; so the word lists lean towards caution.
//!
//! Deliberately absent: word segmentation, dictionaries of medicines (a few stems stand in for them).

use std::ops::Range;

use super::units::{Measure, unit_at};
use crate::markup::citation::citations;
use crate::markup::hanzi::is_han;
use crate::model::article::VerdictWord;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A number, with its unit where it has one.
    Figure(Measure),
    /// A date.
    Date,
    /// A citation `[^s1]` or an address.
    Source,
    /// A word that turns or limits a statement: 不, 必须, 最多.
    Logic,
    /// A verdict on a rumour.
    Verdict,
    /// A Latin word, a part of a medicine's name, anything between quotation marks.
    Name,
    /// Any other character of a word, and quotation marks, which make a word mean something else.
    Word,
    /// Punctuation.
    Mark,
    /// Space.
    Space,
}

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What it is.
    pub class: Class,
}

/// Words that turn, bind or limit a statement; the longest is taken.
const LOGIC: &[&str] = &[
    "不",
    "没有",
    "没",
    "无",
    "未",
    "非",
    "勿",
    "莫",
    "别",
    "禁止",
    "严禁",
    "禁",
    "忌",
    "避免",
    "切勿",
    "不可",
    "不能",
    "不要",
    "不得",
    "不宜",
    "不必",
    "可以",
    "能够",
    "必须",
    "务必",
    "应当",
    "应该",
    "应",
    "需要",
    "须",
    "只能",
    "只有",
    "仅",
    "都",
    "全部",
    "所有",
    "部分",
    "至少",
    "至多",
    "最多",
    "最少",
    "不超过",
    "超过",
    "低于",
    "高于",
    "少于",
    "多于",
    "以上",
    "以下",
    "以内",
    "之前",
    "之后",
    "前",
    "后",
    "或",
    "和",
    "且",
    "立即",
    "马上",
    "可能",
    "一定",
    "大于",
    "小于",
    "等于",
    "增加",
    "减少",
    "上升",
    "下降",
    "升高",
    "降低",
    "停用",
    "有效",
    "无效",
    "安全",
    "有毒",
    "无毒",
];

/// Words that only look like one of [`LOGIC`].
const NOT_LOGIC: &[&str] = &[
    "特别",
    "分别",
    "区别",
    "级别",
    "性别",
    "类别",
    "识别",
    "别人",
    "别的",
    "非常",
    "非洲",
    "无论",
    "不仅",
    "不但",
    "不同",
    "不过",
    "不断",
    "目前",
    "前面",
    "后面",
    "以后",
    "和平",
    "暖和",
    "温和",
    "首都",
    "都市",
    "反应",
    "供应",
    "适应",
    "应用",
    "效应",
    "响应",
    "应急",
    "必须品",
    "然后",
    "最后",
    "后来",
    "或者",
    "提前",
    "当前",
    "前往",
    "前后",
    "应对",
];

/// Ends of names of medicines, pesticides and their like. Source: the stems of 国家药典委员会《中国药品通用名称命名原则》
/// and GB 4839 农药中文通用名称, the common ones.
const NAME_ENDS: &[&str] = &[
    "霉素",
    "沙星",
    "西林",
    "他汀",
    "地平",
    "普利",
    "沙坦",
    "洛尔",
    "硝唑",
    "菊酯",
    "双胍",
    "列酮",
    "格列净",
    "格列汀",
    "拉唑",
    "替丁",
    "昔布",
    "可韦",
    "韦酯",
    "洛韦",
    "那韦",
    "康唑",
    "夫定",
    "布洛芬",
    "酰胺",
    "磺胺",
    "胰岛素",
    "疫苗",
    "甲酸",
    "乙酸",
    "酸钠",
    "酸钾",
    "酸钙",
    "磷",
    "脒",
    "唑",
    "膦",
    "酮",
    "啉",
    "嗪",
    "啶",
    "烷",
    "醇",
    "酚",
    "醛",
    "苷",
    "碱",
    "酶",
    "酯",
    "灵",
    "胺",
    "酸",
    "素",
    "片",
    "丸",
    "散",
    "胶囊",
    "颗粒",
    "口服液",
    "注射液",
    "滴眼液",
    "软膏",
];

/// Characters before such an end that belong to the name.
const NAME_REACH: usize = 4;

/// The tokens of a text.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut cited = citations(text).into_iter().map(|(range, _)| range).peekable();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        while cited.next_if(|range| range.start < at).is_some() {}
        let (len, class) = match cited.next_if(|range| range.start == at) {
            Some(range) => (range.len(), Class::Source),
            None => next(&text[at..], c),
        };
        found.push(Token { range: at..at + len, class });
        at += len;
    }
    name_quoted(text, &mut found);
    name_stems(text, &mut found);
    found
}

fn next(rest: &str, c: char) -> (usize, Class) {
    if c.is_whitespace() {
        return (run(rest, char::is_whitespace), Class::Space);
    }
    if let Some(len) = address(rest) {
        return (len, Class::Source);
    }
    if is_digit(c) {
        return date(rest).map_or_else(|| figure(rest), |len| (len, Class::Date));
    }
    if is_numeral(c)
        && let Some(found) = spoken_figure(rest)
    {
        return found;
    }
    if c.is_ascii_alphabetic() {
        return (run(rest, |c| c.is_ascii_alphanumeric() || c == '-'), Class::Name);
    }
    if let Some(found) = listed(rest) {
        return found;
    }
    let is_quote = matches!(c, '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '"');
    let class = if c.is_alphanumeric() || is_han(c) || is_quote { Class::Word } else { Class::Mark };
    (c.len_utf8(), class)
}

fn run(text: &str, holds: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !holds(c)).unwrap_or(text.len())
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_numeral(c: char) -> bool {
    "零〇一二两三四五六七八九十百千万亿半".contains(c)
}

fn address(rest: &str) -> Option<usize> {
    (rest.starts_with("http://") || rest.starts_with("https://"))
        .then(|| run(rest, |c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"')))
}

/// `2026-03-01`, `2026年3月1日`, `3月1日`, `2026/3/1`.
fn date(rest: &str) -> Option<usize> {
    let number = |at: usize| rest.get(at..).map(|text| run(text, is_digit)).filter(|len| *len > 0);
    let mark = |at: usize, marks: &[char]| rest.get(at..)?.chars().next().filter(|c| marks.contains(c));
    let first = number(0)?;
    let second_at = match mark(first, &['年', '-', '/']) {
        Some(c) if first >= 4 => first + c.len_utf8(),
        _ if mark(first, &['月']).is_some() => 0,
        _ => return None,
    };
    let month_end = second_at + number(second_at)?;
    let c = mark(month_end, &['月', '-', '/'])?;
    let day_at = month_end + c.len_utf8();
    match number(day_at) {
        Some(len) => Some(day_at + len + mark(day_at + len, &['日', '号']).map_or(0, char::len_utf8)),
        None if c == '月' && second_at > 0 => Some(day_at),
        None => None,
    }
}

fn figure(rest: &str) -> (usize, Class) {
    let mut len = run(rest, is_digit);
    while let Some(c) = rest[len..].chars().next().filter(|c| matches!(c, '.' | ',' | '．' | '/' | ':')) {
        let after = &rest[len + c.len_utf8()..];
        let more = run(after, is_digit);
        if more == 0 || (c == ',' && more != 3) {
            break;
        }
        len += c.len_utf8() + more;
    }
    with_unit(rest, len, false)
}

/// A number in characters counts as a figure only with a unit behind it.
fn spoken_figure(rest: &str) -> Option<(usize, Class)> {
    if let Some(share) = rest.strip_prefix("百分之") {
        let len = run(share, |c| is_numeral(c) || is_digit(c));
        return (len > 0).then_some((rest.len() - share.len() + len, Class::Figure(Measure::Share)));
    }
    let len = run(rest, is_numeral);
    unit_at(&rest[len..], true).map(|_| with_unit(rest, len, true))
}

/// The number together with `万`, `多` and a unit, also a compound one (`克/亩`, `毫克每千克`).
fn with_unit(rest: &str, number: usize, by_words: bool) -> (usize, Class) {
    let scaled = number + run(&rest[number..], |c| matches!(c, '百' | '千' | '万' | '亿' | '多' | '余' | '几'));
    let gap = run(&rest[scaled..], |c| c == ' ');
    let Some((measure, unit)) = unit_at(&rest[scaled + gap..], by_words) else {
        return (scaled, Class::Figure(Measure::Plain));
    };
    let mut end = scaled + gap + unit;
    for joint in ["/", "／", "每"] {
        if let Some(second) = rest[end..].strip_prefix(joint)
            && let Some((_, len)) = unit_at(second, false)
        {
            end += joint.len() + len;
            break;
        }
    }
    (end, Class::Figure(measure))
}

fn listed(rest: &str) -> Option<(usize, Class)> {
    let longest = |words: &mut dyn Iterator<Item = &'static str>| {
        words.filter(|word| rest.starts_with(word)).map(str::len).max().unwrap_or(0)
    };
    let verdict = longest(&mut VerdictWord::ALL.iter().map(|word| word.zh()));
    if verdict > 0 {
        return Some((verdict, Class::Verdict));
    }
    let harmless = longest(&mut NOT_LOGIC.iter().copied());
    let logic = longest(&mut LOGIC.iter().copied());
    match (harmless, logic) {
        (0, 0) => None,
        (harmless, logic) if harmless >= logic => Some((harmless, Class::Word)),
        (_, logic) => Some((logic, Class::Logic)),
    }
}

/// Words between quotation marks or in a title are names of something.
fn name_quoted(text: &str, tokens: &mut [Token]) {
    let mut depth = 0_i32;
    for token in tokens {
        match &text[token.range.clone()] {
            "“" | "‘" | "「" | "『" | "《" => depth += 1,
            "”" | "’" | "」" | "』" | "》" => depth = (depth - 1).max(0),
            _ if depth > 0 && token.class == Class::Word => token.class = Class::Name,
            _ => {}
        }
    }
}

/// Characters up to the end of a name, and a few before it.
fn name_stems(text: &str, tokens: &mut [Token]) {
    for end in NAME_ENDS {
        // Single characters also end ordinary words; they count only behind two more Han characters.
        for (at, _) in text.match_indices(end) {
            let before = text[..at].chars().rev().take_while(|c| is_han(*c)).take(NAME_REACH);
            let (n, bytes) = before.fold((0, 0), |(n, bytes), c| (n + 1, bytes + c.len_utf8()));
            if n < 2 && end.chars().count() == 1 {
                continue;
            }
            let reach = at - bytes..at + end.len();
            let first = tokens.partition_point(|token| token.range.start < reach.start);
            let inside = tokens.iter_mut().skip(first).take_while(|token| token.range.end <= reach.end);
            inside
                .filter(|token| matches!(token.class, Class::Word | Class::Logic))
                .for_each(|token| token.class = Class::Name);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn classes(text: &str) -> Vec<(&str, Class)> {
        tokens(text).into_iter().map(|token| (&text[token.range], token.class)).collect()
    }

    fn first(text: &str) -> (&str, Class) {
        classes(text).into_iter().next().unwrap_or(("", Class::Space))
    }

    #[test]
    fn a_number_keeps_its_unit() {
        use Measure::{Dose, Money, Physical, Plain, Share, Time};
        for (text, token, measure) in [
            ("500毫克每次", "500毫克每次", Dose),
            ("0.5 g一次", "0.5 g", Dose),
            ("1,000倍液", "1,000倍液", Dose),
            ("30毫升/亩", "30毫升/亩", Dose),
            ("三毫升", "三毫升", Dose),
            ("3万元奖", "3万元", Money),
            ("两天后", "两天", Time),
            ("37.5℃", "37.5℃", Physical),
            ("百分之五的", "百分之五", Share),
            ("120急救", "120", Plain),
            ("140/90mmHg", "140/90mmHg", Physical),
            ("100多米", "100多米", Physical),
        ] {
            assert_eq!(first(text), (token, Class::Figure(measure)), "{text}");
        }
        assert_eq!(first("一般人"), ("一", Class::Word));
    }

    #[test]
    fn dates_words_and_names() {
        for (text, token, class) in [
            ("2026年3月1日起", "2026年3月1日", Class::Date),
            ("2026-03-01", "2026-03-01", Class::Date),
            ("3月1日", "3月1日", Class::Date),
            ("2026年3月", "2026年3月", Class::Date),
            ("不可以吃", "不可", Class::Logic),
            ("特别好", "特别", Class::Word),
            ("谣言", "谣言", Class::Verdict),
            ("COVID-19疫", "COVID-19", Class::Name),
            ("[^s1]好", "[^s1]", Class::Source),
            ("https://a.cn/b好", "https://a.cn/b", Class::Source),
            ("，", "，", Class::Mark),
        ] {
            assert_eq!(first(text), (token, class), "{text}");
        }
    }

    #[test]
    fn names_by_quotes_and_stems() {
        assert!(classes("吃“神药”吧").contains(&("神", Class::Name)));
        assert!(classes("吃阿莫西林吧").contains(&("莫", Class::Name)));
        assert!(classes("吃吧").contains(&("吃", Class::Word)));
    }

    proptest! {
        #[test]
        fn joined_tokens_are_the_text(text in "([0-9０.,/:年月日 -]|[一两百千万多半]|毫克|mg|不|[水稻“”《》。，]|\\[\\^s1\\]|https://a|\\PC){0,40}") {
            let mut at = 0;
            for token in tokens(&text) {
                prop_assert_eq!(token.range.start, at);
                prop_assert!(token.range.end > at);
                at = token.range.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
