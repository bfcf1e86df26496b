//! KP407 · long-sentence · Sentence length is what makes a text hard; each audience has its own measure.

mod cut;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diag::{Diagnostic, Findings, Severity};
use crate::markup::hanzi::{count_han, sentences};
use crate::markup::outline::Block;
use crate::markup::reading::Measure;
use crate::model::audience::{Audience, ReadingLimits};

use super::edition_text::{Named, editions, labels};
use super::example::page;
use super::{ArticleCx, Check, Rule};

use cut::place_to_cut;

pub(super) static RULE: Rule = Rule {
    code: 407,
    name: "long-sentence",
    severity: Severity::Warning,
    since: "0.1",
    zh: "文字难度超出目标受众",
    en: "reading level above audience",
    what: "量稿件点名的每个受众看到的正文，和受众档案 audience.yaml 的 reading 比三个数：平均句长、第 90 百分位句长（十句里第九长的一句）、\
           平均分句长，都按汉字数算。句子到句号、问号、叹号、分号、省略号或段末为止，一个标题、一格表格也算一句，代码不数；分句在逗号、\
           冒号、破折号处再分。三个数里有一个超过上限是警告；有两个超过，或者有一个超过一半（上限的 1.5 倍），是错误。\
           第 90 百分位超了，逐句指出超过的句子和断句的地方。不足十句、又不够十句平均长度的短文，只指出长句，不算平均。",
    why: "同样的字，句子长一倍，老人和孩子就读不下去。量过的文章里，句长最能分开好懂和难懂；生僻字表分不开。",
    fix: "在提示的逗号处改用句号，或在连词前断开，或删掉插在中间的修饰。“当……时，”“……后，”“如果……，”属于后面的话，提示从不断在它后面。十句里留一句长的不要紧。算法见 docs/language.md。",
    english: "Measures the text of each named audience's edition against its profile: mean sentence, 90th percentile and mean clause, in \
              Chinese characters. One of the three above its limit is a warning; two above, or one by half, an error. Each sentence \
              longer than the 90th percentile allows is told with its length and a place to cut it. Texts too short for a mean (ten \
              sentences, or their length) are told their long sentences only.",
    source: Some("docs/design-notes.md“Reading limits”；《全民科学素质行动规划纲要》：分众化、通俗化"),
    bad: &[page!(
        "audience: [老年人]";
        "⟦出门以前先看一看当天的天气预报和自己的身体状况再决定要不要出门，回来以后也要量一量血压记在本子上给家里人看。⟧"
    ), page!(
        "audience: [老年人]";
        "⟦当室外气温超过三十七度的时候，所有露天的活都要停下来，人要马上到阴凉通风的地方去坐下来歇一歇再喝几口水。⟧"
    )],
    good: &[page!("audience: [老年人]"; "出门前看天气。回来量血压，记在本子上。")],
    check: Check::Article(check),
};

/// A mean of fewer sentences says nothing of the text.
const ENOUGH: usize = 10;

/// How far above its limit a single value makes the text unfit.
const BY_HALF: f64 = 1.5;

/// How many of the longest sentences are shown where only a mean is too high.
const SHOWN: usize = 3;

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let mut editions = editions(cx);
    editions.sort_by(|a, b| a.audience.reading.p90_sentence.total_cmp(&b.audience.reading.p90_sentence));
    let measured: Vec<(Named<'_>, Measure)> =
        editions.into_iter().filter_map(|named| Measure::of(&named.blocks).map(|measure| (named, measure))).collect();
    let mut told = BTreeSet::new();
    for (named, measure) in &measured {
        if measure.p90_sentence as f64 > named.audience.reading.p90_sentence {
            named.blocks.iter().for_each(|block| long_sentences(cx, block, named.audience, &mut told, out));
        }
    }
    for group in alike(&measured) {
        out.extend(summary(cx, &group));
    }
}

/// Editions with the same numbers and the same limits, which are told together.
fn alike<'m, 'a>(measured: &'m [(Named<'a>, Measure)]) -> Vec<Vec<&'m (Named<'a>, Measure)>> {
    let mut groups: Vec<Vec<&(Named<'_>, Measure)>> = Vec::new();
    for one in measured {
        let same =
            |other: &(Named<'_>, Measure)| other.1 == one.1 && other.0.audience.reading == one.0.audience.reading;
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| same(first))) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

/// One of the three numbers with its limit.
struct Value {
    zh: &'static str,
    en: &'static str,
    value: f64,
    limit: f64,
}

impl Value {
    fn is_over(&self) -> bool {
        self.value > self.limit
    }
}

fn values(measure: &Measure, limits: &ReadingLimits) -> [Value; 3] {
    let value = |zh, en, value, limit| Value { zh, en, value, limit };
    [
        value("平均句长", "mean sentence", measure.mean_sentence, limits.mean_sentence),
        value("第90百分位句长", "90th percentile", measure.p90_sentence as f64, limits.p90_sentence),
        value("平均分句长", "mean clause", measure.mean_clause, limits.mean_clause),
    ]
}

/// The weight of the three numbers together; nothing when none is over.
fn weight(values: &[Value; 3]) -> Option<Severity> {
    let n_over = values.iter().filter(|value| value.is_over()).count();
    let is_far = values.iter().any(|value| value.value > value.limit * BY_HALF);
    match n_over {
        0 => None,
        1 if !is_far => Some(Severity::Warning),
        _ => Some(Severity::Error),
    }
}

/// Whether a text is long enough for its means to say something: ten sentences, or as many characters as ten have.
fn is_enough(measure: &Measure, limits: &ReadingLimits) -> bool {
    measure.n_sentences >= ENOUGH || measure.n_han as f64 >= limits.mean_sentence * ENOUGH as f64
}

fn summary(cx: &ArticleCx<'_>, group: &[&(Named<'_>, Measure)]) -> Option<Diagnostic> {
    let (named, measure) = group.first()?;
    let limits = &named.audience.reading;
    let values = values(measure, limits);
    let severity = weight(&values).filter(|_| is_enough(measure, limits))?;
    let [sentence, long, clause] = &values;
    if severity < Severity::Error && !sentence.is_over() && !clause.is_over() {
        // The long sentences say it all.
        return None;
    }
    let (label, label_en) = labels(&group.iter().map(|(named, _)| named).collect::<Vec<_>>());
    let over = values.iter().filter(|value| value.is_over());
    let (zh, en): (Vec<String>, Vec<String>) = over.map(|v| (said(v, v.zh, "上限"), said(v, v.en, "limit"))).unzip();
    let mut finding = RULE.in_front(
        cx,
        named.span,
        format!("{label}版偏难：{}", zh.join("，")),
        format!("hard for the {label_en} edition: {}", en.join(", ")),
    );
    finding.severity = severity;
    if !long.is_over() {
        for (block, part) in longest(&named.blocks) {
            let n = count_han(&block.text[part.clone()]);
            let place = block.place(part.start, part.end).shifted(cx.article.body.offset);
            finding = finding.also(&cx.article.source, place, format!("{n} 个汉字"), format!("{n} characters"));
        }
    }
    Some(finding.help("把最长的几句断开，一句话说一件事", "cut the longest sentences: one thing in each"))
}

fn said(value: &Value, name: &str, limit: &str) -> String {
    let number = if value.value.fract() == 0.0 { format!("{}", value.value) } else { format!("{:.1}", value.value) };
    format!("{name} {number}（{limit} {}）", value.limit)
}

/// The longest sentences of a text, longest first.
fn longest<'a>(blocks: &[&'a Block]) -> Vec<(&'a Block, Range<usize>)> {
    let sentences = |block: &&'a Block| {
        let block = *block;
        sentences(&block.text).into_iter().map(move |part| (block, part))
    };
    let mut all: Vec<(&Block, Range<usize>)> = blocks.iter().flat_map(sentences).collect();
    all.sort_by_key(|(block, part)| std::cmp::Reverse(count_han(&block.text[part.clone()])));
    all.truncate(SHOWN);
    all
}

fn long_sentences(
    cx: &ArticleCx<'_>,
    block: &Block,
    audience: &Audience,
    told: &mut BTreeSet<(u32, usize)>,
    out: &mut Findings,
) {
    for part in sentences(&block.text) {
        let n = count_han(&block.text[part.clone()]);
        if n as f64 > audience.reading.p90_sentence && told.insert((block.span.start, part.start)) {
            out.push(long_sentence(cx, block, &part, (audience, n)));
        }
    }
}

fn long_sentence(cx: &ArticleCx<'_>, block: &Block, part: &Range<usize>, what: (&Audience, usize)) -> Diagnostic {
    let (audience, n) = what;
    let (label, label_en, limit) = (&audience.label, &audience.label_en, audience.reading.p90_sentence);
    let sentence = &block.text[part.clone()];
    let words = beginning(sentence);
    let finding = RULE.in_body(
        cx,
        block.place(part.start, part.end),
        format!("这句有 {n} 个汉字，{label}版每句不宜超过 {limit}：“{words}”"),
        format!("{n} characters in a sentence, the {label_en} edition takes {limit}: “{words}”"),
    );
    let Some(cut) = place_to_cut(sentence) else {
        return match sentence.contains(['，', ',']) {
            true => finding.help("这里的逗号前后分不开，改写成两句", "what its commas part belongs together: write two sentences"),
            false => finding.help("没有可断的逗号，改写成两句", "there is no comma to cut at: write two sentences"),
        };
    };
    let place = block.place(part.start + cut.range.start, part.start + cut.range.end);
    let finding = finding.also(&cx.article.source, place.shifted(cx.article.body.offset), "可在这里断句", "cut here");
    let first = &sentence[..cut.range.start];
    let before: String = first.char_indices().rev().nth(3).map_or(first, |(at, _)| &first[at..]).to_owned();
    if cut.is_comma {
        return finding.help(
            format!("在“{before}”后面改用句号，断成两句"),
            format!("put a full stop after “{before}” and make two sentences"),
        );
    }
    let word = &sentence[cut.range];
    finding.help(
        format!("在“{word}”前面用句号，断成两句"),
        format!("put a full stop before “{word}” and make two sentences"),
    )
}

/// The first words of a sentence.
fn beginning(sentence: &str) -> String {
    let words: String = sentence.chars().take(12).collect();
    if sentence.chars().count() > 12 { words + "……" } else { words }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, audience};
    use super::*;

    fn run(body: &str, p90: f64, mean_sentence: f64) -> Vec<Diagnostic> {
        let mut bed = Bed::new(body).front(|front| front.audience = vec![at("e".to_owned()), at("f".to_owned())]);
        let reading = ReadingLimits { mean_sentence, p90_sentence: p90, mean_clause: 1000.0 };
        let loose = ReadingLimits { mean_sentence: 1000.0, p90_sentence: 1000.0, mean_clause: 1000.0 };
        bed.audiences = vec![Audience { reading: loose, ..audience("f") }, Audience { reading, ..audience("e") }];
        bed.findings(&RULE)
    }

    #[test]
    fn each_long_sentence_with_its_cut() {
        let body = "今天天气很好，我们去河边走一走。短句。\n\n- 这一句没有逗号但写得也很长。";
        let found = run(body, 10.0, 1000.0);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].message.zh, "这句有 14 个汉字，某版版每句不宜超过 10：“今天天气很好，我们去河边……”");
        assert_eq!(found[0].helps[0].zh, "在“天气很好”后面改用句号，断成两句");
        assert_eq!(found[0].others.len(), 1);
        assert_eq!(found[1].helps[0].zh, "没有可断的逗号，改写成两句");
        let found = run("今天天气很好但是我们还得早点回家。", 10.0, 1000.0);
        assert_eq!(found[0].helps[0].zh, "在“但是”前面用句号，断成两句");
        let found = run("当气温超过三十七度的时候，露天的活都要停下来，人到阴凉处去。", 10.0, 1000.0);
        assert_eq!(found[0].helps[0].zh, "在“要停下来”后面改用句号，断成两句");
        let found = run("打完药回到家里以后，先洗手洗脸再换一身衣服。", 10.0, 1000.0);
        assert_eq!(found[0].helps[0].zh, "这里的逗号前后分不开，改写成两句");
    }

    #[test]
    fn one_in_ten_may_be_long() {
        let long = "这一句没有逗号但写得也很长。";
        assert_eq!(run(&("短句。".repeat(9) + long), 10.0, 1000.0).len(), 0);
        assert_eq!(run(&("短句。".repeat(8) + long), 10.0, 1000.0).len(), 1);
    }

    #[test]
    fn one_over_is_a_warning_two_or_one_by_half_an_error() {
        let weigh = |body: &str, p90: f64, mean: f64| {
            let found = run(body, p90, mean);
            (found.iter().map(|finding| finding.severity).max(), found.len())
        };
        let ten = "四个汉字。".repeat(10);
        assert_eq!(weigh(&ten, 10.0, 4.0), (None, 0));
        assert_eq!(weigh(&ten, 10.0, 3.5), (Some(Severity::Warning), 1));
        assert_eq!(weigh(&ten, 10.0, 2.6), (Some(Severity::Error), 1));
        // The summary and ten sentences.
        assert_eq!(weigh(&ten, 3.5, 3.5), (Some(Severity::Error), 11));
        assert_eq!(weigh(&ten, 3.5, 10.0), (Some(Severity::Warning), 10));
        assert_eq!(weigh(&ten, 2.0, 10.0), (Some(Severity::Error), 11));
        // Nine short sentences say nothing; nine long ones are as much text as ten.
        assert_eq!(weigh(&"四个汉字。".repeat(8), 10.0, 3.5), (None, 0));
        assert_eq!(weigh(&"四个汉字。".repeat(9), 10.0, 3.5), (Some(Severity::Warning), 1));
        assert_eq!(run(&ten, 10.0, 3.5)[0].message.zh, "某版版偏难：平均句长 4（上限 3.5）");
        assert_eq!(run(&ten, 10.0, 3.5)[0].others.len(), SHOWN);
    }

    #[test]
    fn editions_with_the_same_limits_are_told_together() {
        let mut bed = Bed::new(&"四个汉字。".repeat(10));
        bed.article.front.audience = vec![at("e".to_owned()), at("f".to_owned())];
        let reading = ReadingLimits { mean_sentence: 3.5, p90_sentence: 9.0, mean_clause: 9.0 };
        bed.audiences = vec![Audience { reading, ..audience("f") }, Audience { reading, ..audience("e") }];
        let found = bed.findings(&RULE);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message.zh, "某版、某版版偏难：平均句长 4（上限 3.5）");
    }
}
