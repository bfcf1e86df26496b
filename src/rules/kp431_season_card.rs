//! KP431 · season-card · A farm card is followed in the field, so it says when, what and how much.

use crate::diag::{Findings, Severity};
use crate::lexicon::Name;
use crate::markup::anatomy::Anatomy;
use crate::markup::container::{Container, Kind};

use super::card::{cards, opening};
use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 431,
    name: "season-card",
    severity: Severity::Error,
    since: "0.1",
    zh: "农时卡片缺少农民照着做必需的栏目",
    en: "a farm card lacks what a farmer needs to follow it",
    what: "检查“::: 农时”卡片：要有“做法”（一栏，或编号步骤）；要有“节气”或“时段”，节气要是词表（lexicons/seasons.txt）里的名字；\
           “用量”要有数字和单位，不能只写“适量”“少许”；“做法”“用量”里提到农药的，要有“安全间隔期”，写明几天，也要有“不宜”或“天气”，\
           写明什么天气不打；提到禁用农药的，不许。",
    why: "农时卡片会进农事日历，农民看着它下地。没写量、没写间隔期，轻则白干，重则药害和农残。",
    fix: "照提示补上栏目：一行一项，写成“- 安全间隔期：14天”。",
    english: "A `season` card needs what to do (field 做法 or numbered steps), when (节气 from lexicons/seasons.txt, or 时段), a dose \
              with number and unit, and, where a pesticide is named, the pre-harvest interval in days and the weather that \
              forbids spraying. Banned pesticides are refused.",
    source: Some("农药管理条例（2022年修订）第三十四条；GB 4839-2009"),
    bad: &[
        page!("⟦::: 农时 早稻浸种⟧\n\n- 作物：早稻\n\n:::"),
        page!("::: 农时\n\n- 节气：⟦惊蜇⟧\n- 做法：浸种。\n\n:::"),
        page!("::: 农时\n\n- 时段：3月下旬\n- 做法：撒石灰。\n- 用量：⟦适量⟧\n\n:::"),
        page!("risk: [agrichem]"; "⟦::: 农时⟧\n\n- 时段：7月\n- 做法：喷三环唑。\n- 不宜：下雨前不打药。\n\n:::\n\n农药按标签使用。"),
    ],
    good: &[page!(
        "risk: [agrichem]";
        "::: 农时 早稻\n\n- 节气：惊蛰—春分\n- 做法：喷三环唑，看标签。\n- 用量：每亩 100 克，兑水 30 公斤\n\
         - 安全间隔期：21天\n- 不宜：下雨前、大风天不打药\n\n:::\n\n农药按标签使用。"
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for (card, anatomy) in cards(cx, Kind::Season) {
        when(cx, card, &anatomy, out);
        if anatomy.field("做法").is_none() && anatomy.steps().next().is_none() {
            lacks(cx, card, ("做法", "what to do"), out);
        }
        dose(cx, &anatomy, out);
        pesticides(cx, card, &anatomy, out);
    }
}

fn lacks(cx: &ArticleCx<'_>, card: &Container, field: (&str, &str), out: &mut Findings) {
    let (zh, en) = (format!("这张农时卡片没有“{}”", field.0), format!("this card does not say {}", field.1));
    let finding = RULE.in_body(cx, opening(cx, card), zh, en);
    out.push(finding.help(format!("加一行“- {}：…”", field.0), format!("add a line `- {}：…`", field.0)));
}

fn when(cx: &ArticleCx<'_>, card: &Container, anatomy: &Anatomy, out: &mut Findings) {
    match anatomy.field("节气") {
        Some(term) if !cx.site.lexicons.get(Name::Seasons).occurs(&term.text, |_| true) => {
            let place = value(term.span, term.prefix);
            let (zh, en) = (format!("没有叫“{}”的节气", term.text), format!("there is no solar term “{}”", term.text));
            out.push(RULE.in_body(cx, place, zh, en).help("例如“惊蛰”", "for instance 惊蛰"));
        }
        None if anatomy.field("时段").is_none() => lacks(cx, card, ("时段", "when"), out),
        _ => {}
    }
}

/// The value of a field, without its name.
fn value(span: crate::model::span::Span, prefix: usize) -> crate::model::span::Span {
    crate::model::span::Span::new(span.range().start + prefix, span.range().end)
}

fn dose(cx: &ArticleCx<'_>, anatomy: &Anatomy, out: &mut Findings) {
    let Some(dose) = anatomy.field("用量") else { return };
    let vague = ["适量", "少许", "酌情", "若干"].iter().any(|word| dose.text.contains(word));
    if vague || !dose.text.chars().any(char::is_numeric) {
        let place = value(dose.span, dose.prefix);
        let finding = RULE.in_body(cx, place, "用量没有数字和单位", "the dose has no number and unit");
        out.push(finding.help("写明每亩多少、兑水多少", "say how much an area and in how much water"));
    }
}

fn pesticides(cx: &ArticleCx<'_>, card: &Container, anatomy: &Anatomy, out: &mut Findings) {
    let list = cx.site.lexicons.get(Name::Pesticides);
    let told = cx.article.body.text.get(card.span.range()).unwrap_or_default();
    if !list.occurs(told, |_| true) {
        return;
    }
    if list.occurs(told, |entry| entry.has(0, "禁用")) {
        let (zh, en) = ("卡片里有禁用农药", "the card names a banned pesticide");
        out.push(RULE.in_body(cx, opening(cx, card), zh, en).help("换成登记在用的药", "name one that is registered"));
    }
    if !anatomy.field("安全间隔期").is_some_and(|field| field.text.chars().any(char::is_numeric)) {
        lacks(cx, card, ("安全间隔期", "the pre-harvest interval in days"), out);
    }
    if anatomy.field("不宜").is_none() && anatomy.field("天气").is_none() {
        lacks(cx, card, ("不宜", "which weather forbids it"), out);
    }
}
