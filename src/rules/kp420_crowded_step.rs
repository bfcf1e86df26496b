//! KP420 · crowded-step · A step is one act, so that hands can follow while eyes come back to the page.

use std::ops::Range;

use crate::diag::{Findings, Severity};
use crate::markup::hanzi::{count_han, sentences};
use crate::markup::outline::{Block, BlockKind};
use crate::markup::{Document, Event, Tag, TagEnd};
use crate::model::audience::Manner;

use super::edition_text::{editions_asking, labels, shown_by};
use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 420,
    name: "crowded-step",
    severity: Severity::Info,
    since: "0.1",
    zh: "一步里有几件事",
    en: "several acts in one step",
    what: "受众档案的写法要求里有 one_act_per_step（一步一件事）的，编号列表的每一项只写一件事：一项里有两句以上要做的事，\
           或者用“然后”“接着”“再”“同时”把几件事连起来，就提示。说明为什么、提醒不要做什么的话不算另一件事。",
    why: "照着做的人看一步、做一步；一步里塞了三件事，回头就找不到做到哪里了，最后一件常常漏掉。",
    fix: "拆成几步，一步一个动词开头；原因和提醒放在步骤后面另起一段。",
    english: "Where a profile asks for `one_act_per_step`, an item of a numbered list holds one act: more than one sentence of things to \
              do, or acts chained by 然后, 接着, 再, is told. Reasons and warnings are no acts. Make a step of each act.",
    source: None,
    bad: &[page!("audience: [产业工人]"; "1. ⟦拉下电闸，然后挂上警示牌，再用验电笔验电。⟧\n2. 喊人。")],
    good: &[
        page!("audience: [产业工人]"; "1. 拉下电闸。不要用湿手碰。\n2. 挂上警示牌，防止别人合闸。\n\n- 先拉闸，然后挂牌，再验电。"),
    ],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let editions = editions_asking(cx, Manner::OneActPerStep);
    if editions.is_empty() {
        return;
    }
    let (label, label_en) = labels(&editions.iter().collect::<Vec<_>>());
    let steps = steps(cx.document);
    let is_step = |block: &Block| {
        block.kind == BlockKind::Item
            && innermost(&steps, block.span.range().start).is_some_and(|(_, ordered)| *ordered)
    };
    for block in shown_by(&editions).into_iter().filter(|block| is_step(block)) {
        let acts = acts(&block.text);
        if acts > 1 {
            let end = block.text.trim_end().len();
            let finding = RULE.in_body(
                cx,
                block.place(0, end),
                format!("这一步有 {acts} 件事，{label}版一步写一件"),
                format!("{acts} acts in a step, the {label_en} edition takes one"),
            );
            out.push(finding.help("拆成几步，每步一个动词开头", "make a step of each act"));
        }
    }
}

/// Every item of a list with whether its list is numbered.
fn steps(document: &Document) -> Vec<(Range<usize>, bool)> {
    let mut lists = Vec::new();
    let mut items = Vec::new();
    for (event, range) in &document.events {
        match event {
            Event::Start(Tag::List(first)) => lists.push(first.is_some()),
            Event::End(TagEnd::List(_)) => {
                lists.pop();
            }
            Event::Start(Tag::Item) => items.push((range.clone(), lists.last().copied().unwrap_or(false))),
            _ => {}
        }
    }
    items
}

fn innermost(items: &[(Range<usize>, bool)], at: usize) -> Option<&(Range<usize>, bool)> {
    items.iter().rev().find(|(range, _)| range.contains(&at))
}

/// Words that chain one act to another, after a comma.
const CHAINS: &str = "然后 接着 随后 最后 再 并 同时";

/// Words of a sentence that asks for no act of its own: reasons, warnings, conditions, what is seen.
const NO_ACT: &str = "不要 不能 不许 不准 不用 别 勿 禁止 严禁 没有 如果 要是 因为 这样 否则 以免 防止 免得 \
    是 了 要 会 可能 能 就 也 都 还";

/// A first sentence this short names the step.
const TITLE: usize = 6;

/// How many acts a step asks for.
fn acts(text: &str) -> usize {
    let parts = sentences(text);
    let told: Vec<&str> = parts.iter().map(|part| &text[part.clone()]).filter(|part| count_han(part) > 1).collect();
    let is_title = told.len() > 1 && count_han(told[0]) <= TITLE && !told[0].contains('，');
    let mut n = 0;
    for (at, sentence) in told.into_iter().skip(usize::from(is_title)).enumerate() {
        let is_act = at == 0 || !NO_ACT.split(' ').any(|word| sentence.contains(word));
        let clauses = sentence.split(['，', ',', '。']).skip(1).map(str::trim);
        n += usize::from(is_act) + clauses.filter(|clause| is_chained(clause)).count();
    }
    n
}

/// Whether a clause adds an act to the one before; 再下去之前 says only when.
fn is_chained(clause: &str) -> bool {
    CHAINS.split(' ').any(|word| clause.starts_with(word)) && !clause.ends_with(['前', '后', '时'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_of_a_step() {
        let table = [
            ("关火。", 1),
            ("关火", 1),
            ("关好煤气总开关。打开门窗通风。", 2),
            ("再抽风。把尘源罩起来抽走。", 1),
            ("人出来歇过一阵，再下去之前，重新检测。", 1),
            ("装好护栏，再用安全带。带子是后一道保险。", 2),
            ("关火，然后开窗，再出门。", 3),
            ("关火。不要开灯。", 1),
            ("关火，别开灯。那样会炸。", 1),
            ("拍双肩，在耳边大声喊。", 1),
            ("先停机，等扬起的灰落下来。", 1),
            ("", 0),
        ];
        for (text, n) in table {
            assert_eq!(acts(text), n, "{text}");
        }
    }

    #[test]
    fn only_numbered_items() {
        let document = crate::markup::parse("1. 甲\n   - 乙\n2. 丙\n\n- 丁\n");
        let flags: Vec<bool> = document
            .outline
            .blocks
            .iter()
            .map(|block| innermost(&steps(&document), block.span.range().start).is_some_and(|(_, ordered)| *ordered))
            .collect();
        assert_eq!(flags, [true, false, true, false]);
    }
}
