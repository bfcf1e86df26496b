//! KP430 · broken-steps · A steps card that cannot be followed one step at a time.

use crate::diag::{Diagnostic, Findings, Severity};
use crate::markup::anatomy::{Anatomy, Piece};
use crate::markup::container::{Container, Kind};
use crate::markup::hanzi::count_han;
use crate::markup::tap::Tap;
use crate::model::span::Span;

use super::example::{DRAWING, page};
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 430,
    name: "broken-steps",
    severity: Severity::Error,
    since: "0.1",
    zh: "步骤卡不能一步一步照着做",
    en: "a steps card cannot be followed step by step",
    what: "检查“::: 步骤”：要有从 1 编起的有序列表；一步里的图最多标一处，写成 `![设置图标](图.png \"点这里 40,62\")`，\
           两个数是离左边、离上边的百分比，0 到 100。一步超过 40 个字只提醒。",
    why: "读者一次只看一步，老人还会照着屏幕点。没有编号就分不成步，标错了地方比不标更糟。",
    fix: "一步一个动作，编号 1、2、3；标记写成“点这里 横,竖”；一步要点两处，就拆成两步。",
    english: "A steps card needs one ordered list from 1 on. A step's picture may mark one place, written as the title \
              `点这里 40,62`: per cent from left and top. Steps longer than 40 characters are only remarked upon.",
    source: None,
    bad: &[
        page!("⟦::: 步骤 三步洗手⟧\n\n- 湿手。\n- 打皂。\n\n:::"),
        page!("::: 步骤\n\n2. ⟦湿手。⟧\n3. 打皂。\n\n:::"),
        page!(
            "media:\n  - {src: a.svg, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original}";
            "::: 步骤\n\n1. 打开设置。\n\n   ⟦![设置图标](a.svg \"点这里 140,62\")⟧\n\n:::", "a.svg" => DRAWING,
        ),
    ],
    good: &[page!(
        "media:\n  - {src: a.svg, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original}";
        "::: 步骤 调大字体\n\n1. 打开设置。\n\n   ![设置图标](a.svg \"点这里 40,62\")\n2. 点“显示”。\n\n:::", "a.svg" => DRAWING,
    )],
    check: Check::Article(check),
};

/// What is read in one breath and kept in mind while tapping.
const LONGEST_STEP: usize = 40;

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for card in cx.document.containers.iter().filter(|card| card.kind == Kind::Steps) {
        let anatomy = cx.document.anatomy(card);
        if anatomy.steps().next().is_none() {
            let finding =
                RULE.in_body(cx, card.opening(), "这张步骤卡没有编号的步骤", "this steps card has no numbered steps");
            out.push(
                finding.help("一步一行，写成“1. 湿手。”“2. 打皂。”", "write a line for each step: `1. …`, `2. …`"),
            );
        }
        numbers(cx, &anatomy, out);
        for (events, span) in anatomy.steps() {
            taps(cx, &cx.document.taps(events).collect::<Vec<_>>(), out);
            out.extend(long(cx, count_han(&cx.document.words(events)), span));
        }
        stray(cx, card, &anatomy, out);
    }
}

/// Lists that follow each other count on, so that "step 3" is one step.
fn numbers(cx: &ArticleCx<'_>, anatomy: &Anatomy, out: &mut Findings) {
    let mut is_told = false;
    let steps = anatomy.pieces.iter().filter_map(|piece| match piece {
        Piece::Step { number, span, .. } => Some((*number, *span)),
        _ => None,
    });
    for (expected, (number, span)) in (1..).zip(steps) {
        if number != expected && !is_told {
            is_told = true;
            let (zh, en) = (
                format!("这一步编号是 {number}，应是 {expected}"),
                format!("this step is number {number}, it should be {expected}"),
            );
            let finding = RULE.in_body(cx, first_line(cx, span), zh, en);
            out.push(finding.help("从 1 起连续编号", "number the steps from 1 on"));
        }
    }
}

fn taps(cx: &ArticleCx<'_>, taps: &[(Tap, Span)], out: &mut Findings) {
    let unreadable = taps.iter().filter(|(tap, _)| *tap == Tap::Unreadable);
    for (_, span) in unreadable {
        let finding =
            RULE.in_body(cx, *span, "看不出标的是图上哪一处", "the marked place of the picture cannot be read");
        out.push(finding.help(
            "写成“点这里 40,62”：离左边、离上边的百分比，0 到 100",
            "write `点这里 40,62`: per cent from left and top, 0 to 100",
        ));
    }
    let marked = taps.iter().filter(|(tap, _)| matches!(tap, Tap::At { .. }));
    for (_, span) in marked.skip(1) {
        let finding = RULE.in_body(cx, *span, "一步里标了不止一处", "a step marks more than one place");
        out.push(finding.help("拆成两步", "make two steps of it"));
    }
}

fn long(cx: &ArticleCx<'_>, n_han: usize, span: Span) -> Option<Diagnostic> {
    let (zh, en) = (
        format!("这一步有 {n_han} 个字，超过 {LONGEST_STEP} 个不好记"),
        format!("this step has {n_han} characters, more than {LONGEST_STEP} are hard to keep in mind"),
    );
    let finding = RULE.in_body(cx, first_line(cx, span), zh, en).weighing(Severity::Warning);
    (n_han > LONGEST_STEP).then(|| finding.help("一步只写一个动作", "one act a step"))
}

/// Marks outside every step, which no reader would see.
fn stray(cx: &ArticleCx<'_>, card: &Container, anatomy: &Anatomy, out: &mut Findings) {
    let in_step = |span: Span| anatomy.steps().any(|(_, step)| step.start <= span.start && span.end <= step.end);
    let marked = cx.document.taps(&card.events).filter(|(tap, _)| *tap != Tap::None);
    for (_, span) in marked.filter(|(_, span)| !in_step(*span)) {
        let finding = RULE.in_body(cx, span, "这张图不在哪一步里，标记不起作用", "this picture belongs to no step");
        out.push(finding.help("把图缩进到它那一步的下面", "indent the picture below its step"));
    }
}

fn first_line(cx: &ArticleCx<'_>, span: Span) -> Span {
    let text = cx.article.body.text.get(span.range()).unwrap_or_default();
    let line = text.lines().next().unwrap_or_default().trim_end();
    let start = span.range().start;
    Span::new(start, start + line.len())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, marks};
    use super::*;

    #[test]
    fn places() {
        let card = |inner: &str| format!("::: 步骤\n\n{inner}\n\n:::");
        let two = "1. 点。![甲](a \"点这里 1,2\")![乙](a \"点这里 3,4\")";
        assert_eq!(marks(&RULE, &card(two)), ["![乙](a \"点这里 3,4\")"]);
        assert_eq!(marks(&RULE, &card("1. 看。![甲](a \"点这里 40\")")), ["![甲](a \"点这里 40\")"]);
        assert_eq!(marks(&RULE, &card("![甲](a \"点这里 1,2\")\n\n1. 看。")), ["![甲](a \"点这里 1,2\")"]);
        assert_eq!(marks(&RULE, &card("1. 看。![甲](a \"设置 1,2\")\n2. 点。![甲](a \"图 1\")")), [""; 0]);
        assert_eq!(marks(&RULE, &card("1. 看。\n\n再看：\n\n2. 点。")), [""; 0]);
        assert_eq!(marks(&RULE, &card("1. 看。\n\n再看：\n\n1. 点。\n2. 按。")), ["点。"]);
        assert_eq!(marks(&RULE, "::: 人群 老年人\n\n::: 步骤\n\n看\n\n:::\n\n:::"), ["::: 步骤"]);
    }

    #[test]
    fn a_long_step_is_a_remark() {
        let body = |n: usize| format!("::: 步骤\n\n1. {}\n\n   ![{}](a)\n\n:::", "水".repeat(n), "图".repeat(50));
        let found = Bed::new(&body(41)).findings(&RULE);
        assert_eq!(found.iter().map(|finding| finding.severity).collect::<Vec<_>>(), [Severity::Warning]);
        assert_eq!(marks(&RULE, &body(40)), [""; 0]);
    }
}
