//! KP201 · bidi-control · Characters that turn the reading direction make a text say another thing than it shows.

use crate::diag::{Findings, Severity};
use crate::markup::signs::is_bidi_control;

use super::example::page;
use super::passage::{code_points, passages};
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 201,
    name: "bidi-control",
    severity: Severity::Error,
    since: "0.1",
    zh: "含双向控制字符",
    en: "bidirectional control character",
    what: "检查正文、前置元数据和文件名里有没有双向控制字符（U+200E、U+200F、U+061C、U+202A 至 U+202E、U+2066 至 U+2069），\
           写成 `&#8238;` 一类的也查。",
    why: "这类字符看不见，却能把后面的字倒过来显示：审稿人看到的剂量、网址和实际的文字可以不一样。中文稿用不到它们。",
    fix: "删掉它们。多半是从别处复制时带来的，把这句话手工重打一遍最稳妥。",
    english: "Bidirectional controls are invisible and reorder what is shown, so a reviewer can approve a text that says \
              something else. Body, front matter, file names and decoded entities are checked. Delete them; retype the \
              sentence if it was pasted.",
    source: Some("Unicode UAX #9；Boucher & Anderson, Trojan Source, 2021（CVE-2021-42574）"),
    bad: &[page!("每次服用⟦\u{202e}⟧片一。"), page!("每次服用⟦&#8238;⟧一片。")],
    good: &[page!("每次服用一片，阿拉伯文写作 حبة 。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for passage in passages(cx) {
        for run in passage.runs(|_, c| is_bidi_control(c)) {
            let names = code_points(&passage.text[run.clone()]);
            let says = (format!("这里有双向控制字符 {names}"), format!("bidirectional control {names} here"));
            out.push(
                passage.finding(cx, &RULE, run, says).help("删掉这个看不见的字符", "delete the invisible character"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, marks};
    use super::*;
    use crate::model::packed::PackedNode;
    use crate::model::tree::{Entry, Node};

    #[test]
    fn every_place_is_looked_at() {
        assert_eq!(marks(&RULE, "一\u{202e}\u{2066}二`\u{200f}`"), ["\u{202e}\u{2066}", "\u{200f}"]);
        assert_eq!(marks(&RULE, "&#x202E;和[字](<a&#x200e;.md>)"), ["&#x202E;", "[字](<a&#x200e;.md>)"]);
        assert_eq!(marks(&RULE, "平常的文字 abc"), [""; 0]);
        let mut bed = Bed::new("字").file("图\u{202e}.png", b"");
        let value = at(Node::List(vec![at(Node::Scalar("题\u{202d}".to_owned()))]));
        bed.article.authored = PackedNode::of(&Node::Map(vec![Entry { key: at("title".to_owned()), value }]));
        assert_eq!(bed.marks(&RULE), ["front", "图\u{202e}.png"]);
    }
}
