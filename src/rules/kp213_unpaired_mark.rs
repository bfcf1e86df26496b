//! KP213 · unpaired-mark · A bracket or quotation that never closes leaves the reader guessing where it ends.

mod pairing;

use crate::diag::{Findings, Severity};
use crate::markup::outline::BlockKind;

use super::example::page;
use super::prose::{Prose, prose};
use super::{ArticleCx, Check, Rule};

use pairing::{Fault, Problem, faults};

pub(super) static RULE: Rule = Rule {
    code: 213,
    name: "unpaired-mark",
    severity: Severity::Warning,
    since: "0.1",
    zh: "括号、引号或书名号不成对",
    en: "bracket or quotation mark without its partner",
    what: "检查标题、摘要、正文每一段里的（）《》〈〉“”‘’「」『』【】〔〕是否成对、有没有交叉，一对里有没有半角、全角混用。\
           编号“1）”“a)”、表情符号、代码、区间“[0,1)”不算；跨段的引文可以每段开头都用前引号，只在末段用后引号。\
           检查合并请求时，只说改动的行。",
    why: "括号少一半，读者不知道补充说明到哪里为止；年份、剂量写在没有收口的括号里，容易读错。",
    fix: "补上缺的一半，或删掉多的一半；一对括号要么都用全角（），要么都用半角()。",
    english: "Brackets and quotation marks of each paragraph must pair, without crossing and without mixing widths. List \
              numbers such as `1）`, emoticons, code, intervals and quotations over several paragraphs are fine. Of a change \
              only its lines are told.",
    source: Some("GB/T 15834-2011 标点符号用法 4.8、4.9、4.15"),
    bad: &[
        page!("实施《全民科学素质行动规划纲要⟦（⟧2021—2035年》。"),
        page!("晒田⟦）⟧之后要复水。"),
        page!("水温（25℃⟦)⟧以上。"),
    ],
    good: &[
        page!("按《农药管理条例》（2022年修订）用药，步骤：1）看水；2）施肥。网友说：“真好 :)”"),
        page!("他说：“先看水。\n\n“再施肥。”"),
    ],
    check: Check::Proofing(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let texts = prose(cx);
    let mut found: Vec<(usize, Fault)> = Vec::new();
    // Quotations that are open at the end of a text: their faults, by place in `found`.
    let mut open: Vec<usize> = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        if !carries_on(text) {
            open.clear();
        }
        // A paragraph that repeats the mark of an open quotation carries it on.
        let repeated = text.text.trim_start().chars().next();
        settle(&mut open, &mut found, |open| Some(open.mark) == repeated);
        for fault in faults(text.text, &|at| text.is_code(at)) {
            if fault.problem == Problem::Close && settle(&mut open, &mut found, |open| closes(open, &fault)) {
                continue;
            }
            if fault.problem == Problem::Open && pairing::is_quote(fault.mark) {
                open.push(found.len());
            }
            found.push((at, fault));
        }
    }
    for (at, fault) in found.into_iter().filter(|(_, fault)| !fault.is_settled) {
        let (zh, en) = fault.says();
        let (help_zh, help_en) = fault.help();
        let part = fault.at..fault.at + fault.mark.len_utf8();
        out.push(texts[at].finding(cx, &RULE, part, (zh, en)).help(help_zh, help_en));
    }
}

/// Whether a quotation may come over from the text before.
fn carries_on(text: &Prose<'_>) -> bool {
    matches!(text.kind(), Some(BlockKind::Paragraph | BlockKind::Item))
}

fn closes(open: &Fault, fault: &Fault) -> bool {
    pairing::partner(open.mark) == Some(fault.mark)
}

/// Takes the last open quotation of a kind as explained; says whether there was one.
fn settle(open: &mut Vec<usize>, found: &mut [(usize, Fault)], is_it: impl Fn(&Fault) -> bool) -> bool {
    let Some(place) = open.iter().rposition(|&at| is_it(&found[at].1)) else { return false };
    found[open.remove(place)].1.is_settled = true;
    true
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, marks};
    use super::*;

    #[test]
    fn pairs_and_their_faults() {
        let table: &[(&str, &[&str])] = &[
            ("《甲》（乙）“丙‘丁’”【戊】〔2021〕", &[]),
            ("《甲（乙》", &["（"]),
            ("《甲（2020-2035》。", &["（"]),
            ("甲）乙", &["）"]),
            ("（甲)乙", &[")"]),
            ("(甲）乙", &["）"]),
            ("“甲“乙", &["“"]),
            ("“甲", &["“"]),
            ("甲”", &["”"]),
            ("“甲（乙”丙）", &["（"]),
            ("1）甲；2）乙 a) 丙 一）丁", &[]),
            ("第十）", &["）"]),
            ("共2035）", &["）"]),
            ("好 :) ;-) 又 (^_^)", &[]),
            ("区间[0,1)和(0,1]", &[]),
            ("don’t，5’，‘甲’", &[]),
            ("`（`和`)`", &[]),
            ("[链接](a/index.md)（见[^s1]）", &[]),
            ("## （甲\n\n乙）", &["（", "）"]),
        ];
        for (body, found) in table {
            assert_eq!(&marks(&RULE, body), found, "{body}");
        }
    }

    #[test]
    fn quotations_over_paragraphs() {
        assert_eq!(marks(&RULE, "他说：“甲。\n\n“乙。\n\n“丙。”丁。"), [""; 0]);
        assert_eq!(marks(&RULE, "他说：“甲。\n\n乙。”丙。"), [""; 0]);
        assert_eq!(marks(&RULE, "他说：“甲。\n\n## 题\n\n乙。”"), ["“", "”"]);
        assert_eq!(marks(&RULE, "他说：“甲。\n\n“乙。\n\n丙。"), ["“"]);
        assert_eq!(marks(&RULE, "（甲。\n\n乙）"), ["（", "）"]);
    }

    #[test]
    fn titles_and_summaries() {
        let bed = Bed::new("字").front(|front| front.title.value = "甲（乙".to_owned());
        assert_eq!(bed.marks(&RULE), ["front"]);
    }
}
