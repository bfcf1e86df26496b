//! KP407 · long-sentence · Sentence length is what makes a text hard; each audience has its own measure.

use std::ops::Range;

use crate::diag::{Diagnostic, Findings, Severity};
use crate::markup::hanzi::{clauses, count_han, lengths, sentences};
use crate::markup::outline::Block;
use crate::model::audience::Audience;
use crate::model::span::Span;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 407,
    name: "long-sentence",
    severity: Severity::Warning,
    since: "0.1",
    zh: "文字难度超出目标受众",
    en: "reading level above audience",
    what: "数正文里每句话的汉字（到句号、问号、叹号、分号或段末为止；一个标题、一格表格也算一句，代码不数），和稿件点名的受众的阅读上限\
           （受众档案 audience.yaml 的 reading）比：十句里第九长的一句超过 p90_sentence，就逐句指出超过的句子；\
           十句以上的稿件，平均句长超过 mean_sentence、平均分句长超过 mean_clause，各提示一次。点名几个受众的，按最严的一个。",
    why: "同样的字，句子长一倍，老人和孩子就读不下去。量过的文章里，句长最能分开好懂和难懂；生僻字表分不开。",
    fix: "在提示的逗号处断成两句，或删掉插在中间的修饰。十句里留一句长的不要紧。",
    english: "Counts Chinese characters in each sentence (a heading or a cell of a table is one) and compares them with the reading limits of the \
              named audiences (the strictest counts). When the 90th percentile is above `p90_sentence`, each longer sentence is \
              told with a place to cut it; in texts of ten sentences or more, means above `mean_sentence` and `mean_clause` are told once.",
    source: Some("docs/design-notes.md“Reading limits”；《全民科学素质行动规划纲要》：分众化、通俗化"),
    bad: &[page!(
        "audience: [老年人]";
        "⟦出门以前先看一看当天的天气预报和自己的身体状况再决定要不要出门，回来以后也要量一量血压记在本子上给家里人看。⟧"
    )],
    good: &[page!("audience: [老年人]"; "出门前看天气。回来量血压，记在本子上。")],
    check: Check::Article(check),
};

/// A mean of fewer sentences says nothing of the text.
const ENOUGH: usize = 10;

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let named: Vec<(&Audience, Span)> = cx.article.front.audience.iter().filter_map(|id| audience(cx, id)).collect();
    let blocks: Vec<&Block> = cx.document.outline.blocks.iter().filter(|block| block.kind.is_prose()).collect();
    let cut = |cut: fn(&str) -> Vec<Range<usize>>| -> Vec<usize> {
        blocks.iter().flat_map(|block| lengths(&block.text, &cut(&block.text))).collect()
    };
    let (of_sentences, of_clauses) = (cut(sentences), cut(clauses));
    if of_sentences.is_empty() {
        return;
    }
    if let Some((audience, _)) = strictest(&named, |audience| audience.reading.p90_sentence)
        && percentile_90(&of_sentences) as f64 > audience.reading.p90_sentence
    {
        blocks.iter().for_each(|block| long_sentences(cx, block, audience, out));
    }
    if of_sentences.len() < ENOUGH {
        return;
    }
    let means = [
        ("句", "sentence", mean(&of_sentences), strictest(&named, |audience| audience.reading.mean_sentence)),
        ("分句", "clause", mean(&of_clauses), strictest(&named, |audience| audience.reading.mean_clause)),
    ];
    for (zh, en, mean, strictest) in means {
        let Some((audience, span)) = strictest else { continue };
        let limit = if en == "sentence" { audience.reading.mean_sentence } else { audience.reading.mean_clause };
        if mean > limit {
            let (label, label_en) = (&audience.label, &audience.label_en);
            let finding = RULE.in_front(
                cx,
                span,
                format!("平均每{zh} {mean:.1} 个字，{label}版的上限是 {limit}"),
                format!("{mean:.1} characters a {en} on average, the {label_en} edition takes {limit}"),
            );
            out.push(finding.help("多用短句，一句话说一件事", "write short sentences, one thing in each"));
        }
    }
}

fn audience<'a>(
    cx: &ArticleCx<'a>,
    id: &crate::model::span::Spanned<String>,
) -> Option<(&'a Audience, Span)> {
    let audience = cx.site.audiences.iter().find(|audience| audience.id == id.value)?;
    Some((audience, id.span))
}

/// The named audience with the least limit.
fn strictest<'a>(named: &[(&'a Audience, Span)], limit: impl Fn(&Audience) -> f64) -> Option<(&'a Audience, Span)> {
    named.iter().copied().min_by(|a, b| limit(a.0).total_cmp(&limit(b.0)))
}

/// The length that nine of ten do not exceed, by nearest rank.
fn percentile_90(lengths: &[usize]) -> usize {
    let mut sorted = lengths.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * 9).div_ceil(10);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0)
}

fn mean(lengths: &[usize]) -> f64 {
    lengths.iter().sum::<usize>() as f64 / lengths.len().max(1) as f64
}

fn long_sentences(cx: &ArticleCx<'_>, block: &Block, audience: &Audience, out: &mut Findings) {
    let limit = audience.reading.p90_sentence;
    for part in sentences(&block.text) {
        let sentence = &block.text[part.clone()];
        let n = count_han(sentence);
        if n as f64 > limit {
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
        return finding.help("没有可断的逗号，改写成两句", "there is no comma to cut at: write two sentences");
    };
    let before = sentence[..cut.start].chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect::<String>();
    let place = block.place(part.start + cut.start, part.start + cut.end).shifted(cx.article.body.offset);
    finding.also(&cx.article.source, place, "可在这里断句", "cut here").help(
        format!("在“{before}”后面改用句号，断成两句"),
        format!("put a full stop after “{before}” and make two sentences"),
    )
}

/// The first words of a sentence.
fn beginning(sentence: &str) -> String {
    let words: String = sentence.chars().take(12).collect();
    if sentence.chars().count() > 12 { words + "……" } else { words }
}

/// The comma or colon that leaves the halves most alike.
fn place_to_cut(sentence: &str) -> Option<Range<usize>> {
    let half = count_han(sentence) as i64;
    let marks = sentence.match_indices(['，', ',', '：']);
    let uneven = |at: usize| (2 * count_han(&sentence[..at]) as i64 - half).abs();
    let best = marks.min_by_key(|(at, _)| uneven(*at))?;
    // A cut after the first words would leave the sentence as long as it was.
    let within = count_han(&sentence[..best.0]) >= 4 && count_han(&sentence[best.0..]) >= 4;
    within.then(|| best.0..best.0 + best.1.len())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, audience};
    use super::*;
    use crate::model::audience::ReadingLimits;

    fn run(body: &str, p90: f64, mean_sentence: f64) -> Vec<Diagnostic> {
        let mut bed = Bed::new(body).front(|front| front.audience = vec![at("e".to_owned()), at("f".to_owned())]);
        let reading = ReadingLimits { mean_sentence, p90_sentence: p90, mean_clause: 1000.0 };
        let loose = ReadingLimits { mean_sentence: 1000.0, p90_sentence: 1000.0, mean_clause: 1000.0 };
        bed.audiences = vec![Audience { reading: loose, ..audience("f") }, Audience { reading, ..audience("e") }];
        bed.findings(&RULE)
    }

    #[test]
    fn each_long_sentence_with_its_cut() {
        let body = "今天天气很好，我们去河边走一走。短句。\n\n- 这一句没有逗号但是写得也很长。";
        let found = run(body, 10.0, 1000.0);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].message.zh, "这句有 14 个汉字，某版版每句不宜超过 10：“今天天气很好，我们去河边……”");
        assert_eq!(found[0].helps[0].zh, "在“天气很好”后面改用句号，断成两句");
        assert_eq!(found[0].others.len(), 1);
        assert_eq!(found[1].helps[0].zh, "没有可断的逗号，改写成两句");
    }

    #[test]
    fn one_in_ten_may_be_long() {
        let long = "这一句没有逗号但是写得也很长。";
        assert_eq!(run(&("短句。".repeat(9) + long), 10.0, 1000.0).len(), 0);
        assert_eq!(run(&("短句。".repeat(8) + long), 10.0, 1000.0).len(), 1);
        assert_eq!(percentile_90(&[]), 0);
        assert_eq!(percentile_90(&[5, 1]), 5);
    }

    #[test]
    fn means_are_told_once_at_the_audience() {
        let found = run(&"四个汉字。".repeat(10), 10.0, 3.5);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message.zh, "平均每句 4.0 个字，某版版的上限是 3.5");
        assert_eq!(run(&"四个汉字。".repeat(9), 10.0, 3.5).len(), 0);
        assert_eq!(run("`很长很长的代码`的\n\n![很长很长的图](a.png)\n\n```\n很长很长的代码\n```", 8.0, 8.0).len(), 0);
    }

    #[test]
    fn the_comma_nearest_to_the_middle() {
        let cut = |text: &str| place_to_cut(text).map(|range| text[..range.start].to_owned());
        assert_eq!(cut("一二三四，五六七八九，十").as_deref(), Some("一二三四"));
        assert_eq!(cut("一，二三四五六七八"), None);
        assert_eq!(cut("一二三四五"), None);
    }
}
