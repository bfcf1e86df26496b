//! KP436 · exhibit-stop · An exhibition is walked from stop to stop; a stop must say what is to be seen, and where.

use crate::diag::{Findings, Severity};
use crate::markup::anatomy::{PLAN, spot};
use crate::markup::container::Kind;

use super::card::{cards, opening};
use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 436,
    name: "exhibit-stop",
    severity: Severity::Error,
    since: "0.1",
    zh: "展项没有名字、没有说看什么，或平面图上的位置不对",
    en: "an exhibit stop has no name, does not say what to see, or has no right place on the plan",
    what: "检查“::: 展项”卡片：第一行要有名字；要有图片，或“看什么”一栏；正文里有平面图（引号里写着“平面图”的图片）时，每个展项都要有“位置”，\
           写成横、纵两个百分数，例如“35,60”。只有一个展项不成展览。",
    why: "读者在家里逛展，一站一站走。没有位置的展项在平面图上找不到，没有名字的展项读屏软件念不出来。",
    fix: "第一行写“::: 展项 名字”，下面写“- 位置：35,60”和“- 看什么：…”。",
    english: "A `stop` has a name, a picture or the field 看什么, and, when the body shows a floor plan (a picture with the title \
              平面图), its 位置 as two percentages such as `35,60`. A walk has two stops or more.",
    source: None,
    bad: &[
        page!("⟦::: 展项⟧\n\n- 看什么：铜釜。\n\n:::\n\n::: 展项 铜镜\n\n- 看什么：铜镜。\n\n:::"),
        page!("::: 展项 铜釜\n\n- 看什么：铜釜。\n- 位置：⟦左边⟧\n\n:::\n\n::: 展项 铜镜\n\n- 看什么：铜镜。\n\n:::"),
    ],
    good: &[page!(
        "::: 展项 铜釜\n\n- 看什么：铜釜。\n- 位置：35,60\n\n:::\n\n::: 展项 铜镜\n\n- 看什么：铜镜。\n\n:::"
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let stops = cards(cx, Kind::Stop);
    let has_plan = cx.document.outline.images.iter().any(|image| image.title == PLAN);
    for (card, anatomy) in &stops {
        let place = opening(cx, card);
        if card.words.is_empty() {
            let finding = RULE.in_body(cx, place, "这个展项没有名字", "this stop has no name");
            out.push(finding.help("写在“展项”后面", "write it after the word `stop`"));
        }
        let is_inside = |at: crate::model::span::Span| card.span.start <= at.start && at.end <= card.span.end;
        let pictured = cx.document.outline.images.iter().any(|image| is_inside(image.span));
        if !pictured && anatomy.field("看什么").is_none() {
            let finding =
                RULE.in_body(cx, place, "没有图，也没有写看什么", "no picture, and nothing said of what to see");
            out.push(finding.help("加一行“- 看什么：…”", "add a line `- 看什么：…`"));
        }
        match anatomy.field("位置") {
            Some(field) if spot(&field.text).is_none() => {
                let start = field.span.range().start + field.prefix;
                let place = crate::model::span::Span::new(start, field.span.range().end);
                let finding = RULE.in_body(cx, place, "位置不是两个百分数", "the place is not two percentages");
                out.push(
                    finding.help("例如“35,60”：从左 35%，从上 60%", "for instance `35,60`: from left and from top"),
                );
            }
            None if has_plan => {
                let finding = RULE.in_body(cx, place, "平面图上没有这个展项的位置", "this stop is not on the plan");
                out.push(finding.help("加一行“- 位置：35,60”", "add a line `- 位置：35,60`"));
            }
            _ => {}
        }
    }
    if let [(card, _)] = &stops[..] {
        let finding = RULE.in_body(cx, opening(cx, card), "只有一个展项", "a walk of one stop");
        out.push(finding.help("至少两站，或改成普通段落", "write two stops or more, or plain text"));
    }
}
