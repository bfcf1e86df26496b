//! KP433 · unsafe-experiment · An experiment that does not say what is needed and whether an adult must be there.

use crate::diag::{Findings, Severity};
use crate::lexicon::Name;
use crate::markup::anatomy::Anatomy;
use crate::markup::container::{Container, Kind};
use crate::model::article::Risk;
use crate::model::audience::Audience;
use crate::model::span::Span;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 433,
    name: "unsafe-experiment",
    severity: Severity::Error,
    since: "0.1",
    zh: "实验卡缺材料、步骤或大人陪同",
    en: "an experiment lacks materials, steps or the adult mark",
    what: "检查“::: 实验”：要有“材料：”、编号的步骤和“大人陪同：”。大人陪同的第一个词是“要”“需要”或“不用”“不需要”。\
           档案里写了 `needs_adult_mark: true` 的版会出现的实验，缺这一项是错误，别的版只提醒。\
           卡里有火、强酸强碱、市电（词表 lexicons/advice.txt 的“危险”）而写“不用”，是错误。",
    why: "孩子会马上动手，不会先读完全文。大人要不要在场，必须第一眼就看得见，而且不能写错。",
    fix: "加一行“- 大人陪同：要，用到开水”或“- 大人陪同：不用”，材料写全，步骤从 1 编号。",
    english: "Children act before they read to the end, so an experiment names its materials, its numbered steps and whether \
              an adult must be there: 大人陪同 begins with 要, 需要 or 不用, 不需要. Missing is an error in editions whose \
              profile says `needs_adult_mark: true`, else a warning; 不用 beside fire, strong acids or mains is an error.",
    source: Some("未成年人保护法；未成年人学校保护规定"),
    bad: &[
        page!("::: 实验 会跑的纸杯\n\n- 材料：纸杯、蜡烛\n- ⟦大人陪同：不用⟧\n\n1. 把蜡烛放进杯里。\n\n:::"),
        page!("⟦::: 实验 水的皮⟧\n\n- 大人陪同：不用\n\n1. 把水倒满。\n\n:::"),
        page!("⟦::: 实验 水的皮⟧\n\n- 材料：杯子、水\n\n1. 把水倒满。\n\n:::"),
    ],
    good: &[page!(
        "::: 实验 水的皮\n\n- 材料：杯子、水、回形针\n- 时间：十分钟\n- 大人陪同：不用\n\n1. 把水倒满。\n2. 轻轻放上回形针。\n\n:::"
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for card in cx.document.containers.iter().filter(|card| card.kind == Kind::Experiment) {
        let anatomy = cx.document.anatomy(card);
        if anatomy.field("材料").is_none() {
            let finding =
                RULE.in_body(cx, card.opening(), "这个实验没有写“材料：”", "this experiment names no materials");
            out.push(finding.help("加一行“- 材料：……”", "add a line `- 材料：…`"));
        }
        if anatomy.steps().next().is_none() {
            let finding =
                RULE.in_body(cx, card.opening(), "这个实验没有编号的步骤", "this experiment has no numbered steps");
            out.push(finding.help("一步一行，写成“1. ……”", "write a line for each step: `1. …`"));
        }
        adult(cx, card, &anatomy, out);
    }
}

fn adult(cx: &ArticleCx<'_>, card: &Container, anatomy: &Anatomy, out: &mut Findings) {
    let Some(field) = anatomy.field("大人陪同") else {
        let finding =
            RULE.in_body(cx, card.opening(), "没有写要不要大人陪同", "it does not say whether an adult must be there");
        let weight = if is_needed(cx) { Severity::Error } else { Severity::Warning };
        let finding = finding.weighing(weight);
        return out.push(
            finding.help("加一行“- 大人陪同：要”或“- 大人陪同：不用”", "add `- 大人陪同：要` or `- 大人陪同：不用`"),
        );
    };
    match anatomy.adult() {
        None => {
            let finding =
                RULE.in_body(cx, field.span, "看不出要不要大人陪同", "it is unclear whether an adult must be there");
            out.push(finding.help("第一个词写“要”或“不用”", "begin with 要 or 不用"));
        }
        Some(true) => {}
        Some(false) => {
            if let Some((word, span)) = danger(cx, card, field.span) {
                let (zh, en) = (
                    format!("实验里有“{word}”，却写不用大人陪同"),
                    format!("the experiment has “{word}”, yet says that no adult is needed"),
                );
                let finding = RULE.in_body(cx, field.span, zh, en);
                let at = span.shifted(cx.article.body.offset);
                let finding = finding.also(&cx.article.source, at, "写在这里", "it is written here");
                out.push(finding.help("改成“大人陪同：要”，或换一种做法", "write 大人陪同：要, or do it another way"));
            }
        }
    }
}

/// Whether an edition that insists on the mark would show this article.
fn is_needed(cx: &ArticleCx<'_>) -> bool {
    let front = &cx.article.front;
    let commons = cx.site.audiences.iter().find(|audience| audience.common).map_or("", |audience| &audience.id);
    let risks: Vec<Risk> = front.risk.iter().map(|risk| risk.value).collect();
    let shows =
        |audience: &Audience| audience.admits(commons, front.audience.iter().map(|id| id.value.as_str()), &risks);
    cx.site.audiences.iter().any(|audience| audience.needs_adult_mark && shows(audience))
}

/// The first dangerous thing among the words of a card, outside the adult mark itself.
fn danger<'a>(cx: &ArticleCx<'a>, card: &Container, mark: Span) -> Option<(&'a str, Span)> {
    let list = cx.site.lexicons.get(Name::Advice);
    let inside = |span: Span, outer: Span| outer.start <= span.start && span.end <= outer.end;
    let blocks = cx.document.outline.blocks.iter().filter(|block| inside(block.span, card.span));
    blocks.filter(|block| !inside(block.span, mark)).find_map(|block| {
        let found = list.find(&block.text).find(|found| found.entry.has(0, "danger"))?;
        Some((found.entry.word.as_str(), block.place(found.range.start, found.range.end)))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, audience};
    use super::*;

    #[test]
    fn the_mark_weighs_by_edition() {
        let run = |named: &str, common: bool| {
            let body = "::: 实验 水\n\n- 材料：水\n\n1. 倒水。\n\n:::";
            let mut bed = Bed::new(body).front(|front| front.audience = vec![at(named.to_owned())]);
            let all = Audience { common, ..audience("all") };
            bed.audiences = vec![all, Audience { needs_adult_mark: true, ..audience("k") }, audience("o")];
            bed.findings(&RULE).iter().map(|finding| finding.severity).collect::<Vec<_>>()
        };
        assert_eq!(run("k", true), [Severity::Error]);
        assert_eq!(run("all", true), [Severity::Error]);
        assert_eq!(run("o", true), [Severity::Warning]);
    }

    #[test]
    fn words_of_the_mark() {
        let run = |mark: &str, act: &str| {
            Bed::new(&format!("::: 实验 水\n\n- 材料：水\n- 大人陪同：{mark}\n\n1. {act}\n\n:::")).marks(&RULE)
        };
        assert_eq!(run("要，水烫", "点燃蜡烛。"), [""; 0]);
        assert_eq!(run("看着办", "倒水。"), ["大人陪同：看着办"]);
        assert_eq!(run("不需要", "插进插座。"), ["大人陪同：不需要"]);
        assert_eq!(run("不用，没有明火", "倒水。"), [""; 0]);
    }
}
