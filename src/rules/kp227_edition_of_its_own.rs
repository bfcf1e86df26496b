//! KP227 · edition-of-its-own · An edition that shares little with the others is another text.

use crate::diag::{Findings, Severity};
use crate::edition::{self, Readers};
use crate::markup::container::Kind;
use crate::markup::hanzi::count_han;
use crate::markup::outline::Block;
use crate::model::span::Span;

use super::example::page;
use super::{ArticleCx, Check, Rule, reach};

pub(super) static RULE: Rule = Rule {
    code: 227,
    name: "edition-of-its-own",
    severity: Severity::Error,
    since: "0.1",
    zh: "这一版和别的版共用的文字太少，却没有声明单独成文",
    en: "an edition shares too little with the others and does not say so",
    what: "一版里各版共用的文字（“人群”块以外的）少于六成，就要在 editions.<受众> 里写 own: true，声明这一版单独成文；\
           审核单会把它单独列出来。总共不到一百字的不算。",
    why: "审核人多半照着共用的正文看。某一版大半是另写的，审了这一版就不等于审了那一版，要让审核人明白地看到。",
    fix: "把各版都该知道的话移到“人群”块外面；确实要另写的，写上 own: true，或者另开一篇。",
    english: "When less than 60 % of an edition's text is shared with all, `editions.<audience>.own: true` must say so: review of one \
              edition shall not be borrowed for another. Move what all should know out of the block, declare it, or write \
              another article.",
    source: Some("docs/markdown.md“人群”"),
    bad: &[page!(
        "audience: [⟦农民⟧, 老年人]";
        "天热了。\n\n::: 人群 农民\n\n下地要趁早，十点以前收工，中午在树荫下歇两个钟头，水壶里放一小撮盐，隔一会儿喝几口，觉得头晕眼花就\
         马上停下来，走到阴凉的地方坐着，解开衣服扇风，叫人来看着你，过一刻钟不见好就打一二零，说清楚在哪个村哪块地，等车来的时候不要\
         自己走动，旁边的人不要给昏迷的人灌水，也不要给他吃药。\n\n:::"
    )],
    good: &[page!("audience: [农民, 老年人]"; "天热了，少出门。\n\n::: 人群 农民\n\n早收工。\n\n:::")],
    check: Check::Article(check),
};

/// The least part of an edition's text that must be shared with all editions.
const SHARED: f64 = 0.6;
/// Shorter editions are told apart at a glance, in Han characters.
const ENOUGH: usize = 100;

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let passages: Vec<Span> =
        cx.document.containers.iter().filter(|card| card.kind == Kind::Audience).map(|card| card.span).collect();
    if passages.is_empty() {
        return;
    }
    for audience in reach::editions(cx).into_iter().filter(|audience| !audience.common) {
        if cx.article.front.editions.get(&audience.id).is_some_and(|own| own.own) {
            continue;
        }
        let regions = &cx.site.settings.regions;
        let readers = Readers { audience, audiences: cx.site.audiences, regions, near: &[] };
        let layout = edition::layout(cx.document, &cx.article.front.editions, &readers);
        let (mut all, mut shared) = (0, 0);
        for block in layout.blocks(cx.document).into_iter().filter(|block| block.kind.is_prose()) {
            let han = count_han(&block.text);
            all += han;
            shared += if is_inside(block, &passages) { 0 } else { han };
        }
        let share = shared as f64 / all.max(1) as f64;
        if all >= ENOUGH && share < SHARED {
            let place = cx.article.front.audience.iter().find(|named| named.value == audience.id);
            let place = place.or(cx.article.front.audience.first()).map(|named| named.span).unwrap_or_default();
            let (label, percent) = (&audience.label, (share * 100.0).floor());
            let finding = RULE.in_front(
                cx,
                place,
                format!("{label}版 {all} 字里，各版共用的只有 {shared} 字（{percent}%），不到六成"),
                format!(
                    "the {} edition shares {percent} % of its text with the others, less than 60 %",
                    audience.label_en
                ),
            );
            out.push(finding.help(
                format!("在 editions 里写 {}: {{own: true}}，或把共用的话移出“人群”块", audience.id),
                format!(
                    "write `{}: {{own: true}}` below `editions`, or move shared text out of the block",
                    audience.id
                ),
            ));
        }
    }
}

fn is_inside(block: &Block, passages: &[Span]) -> bool {
    passages.iter().any(|passage| passage.start <= block.span.start && block.span.end <= passage.end)
}
