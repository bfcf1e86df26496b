//! KP435 · brief-card · A brief is one page: at most five points, each figure with its source.

use crate::diag::{Findings, Severity};
use crate::markup::container::Kind;
use crate::markup::hanzi::count_han;
use crate::markup::{Event, citations};

use super::card::{cards, opening};
use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 435,
    name: "brief-card",
    severity: Severity::Error,
    since: "0.1",
    zh: "要点卡片没有要点、超过五条、超过一页，或没有依据",
    en: "a brief has no points, more than five, more than a page, or no evidence",
    what: "检查“::: 要点”卡片：要有编号清单，一到五条；整张卡片不超过 900 个汉字，印出来是一页 A4；至少有一条标了来源 [^…]；\
           要有“建议”一栏。一篇稿件只放一张。",
    why: "领导干部只看一页：五条以内、每个数字有出处、最后说要做什么。多了就没有人看，没有依据就不能用来决策。",
    fix: "删到五条以内，条末标来源，最后加一行“- 建议：…”。",
    english: "A `brief` card has one to five numbered points, at most 900 characters (one A4 page), at least one citation, and the \
              field 建议 (what is asked). One brief an article.",
    source: Some("docs/markdown.md“要点”"),
    bad: &[
        page!("⟦::: 要点⟧\n\n- 建议：限产。\n\n:::"),
        page!("⟦::: 要点⟧\n\n1. 一\n2. 二\n3. 三\n4. 四\n5. 五\n6. 六[^s1]\n\n- 建议：限产。\n\n:::"),
    ],
    good: &[page!("::: 要点\n\n1. 碳排放要在 2030 年前达峰。[^s1]\n\n- 建议：先摸底。\n\n:::")],
    check: Check::Article(check),
};

/// One A4 page beside head, sources and credits, in Han characters.
const PAGE: usize = 900;
/// Points that are read.
const POINTS: usize = 5;

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let briefs = cards(cx, Kind::Brief);
    for (card, _) in briefs.iter().skip(1) {
        let finding = RULE.in_body(cx, opening(cx, card), "已经有一张要点卡片", "the article has a brief already");
        out.push(finding.help("合成一张", "make one of them"));
    }
    for (card, anatomy) in &briefs {
        let place = opening(cx, card);
        let n_points = anatomy.steps().count();
        if !(1..=POINTS).contains(&n_points) {
            let (zh, en) =
                (format!("要点有 {n_points} 条，要一到五条"), format!("{n_points} points; one to five are read"));
            out.push(RULE.in_body(cx, place, zh, en).help("用编号清单写", "write a numbered list"));
        }
        let han = count_han(cx.article.body.text.get(card.span.range()).unwrap_or_default());
        if han > PAGE {
            let (zh, en) =
                (format!("要点有 {han} 个字，一页放得下 {PAGE} 个"), format!("{han} characters; a page takes {PAGE}"));
            out.push(RULE.in_body(cx, place, zh, en).help("删减", "shorten it"));
        }
        let events = cx.document.events.get(card.events.clone()).unwrap_or_default();
        let cites = |event: &Event<'_>| match event {
            Event::Text(text) => !citations(text).is_empty(),
            Event::FootnoteReference(_) => true,
            _ => false,
        };
        if !events.iter().any(|(event, _)| cites(event)) {
            let finding = RULE.in_body(cx, place, "要点里没有一处标来源", "no point cites a source");
            out.push(finding.help("在条末写 [^s1]", "write [^s1] at the end of a point"));
        }
        if anatomy.field("建议").is_none() {
            let finding = RULE.in_body(cx, place, "要点没有“建议”一栏", "the brief does not say what is asked");
            out.push(finding.help("加一行“- 建议：…”", "add a line `- 建议：…`"));
        }
    }
}
