//! KP211 · renumbered-list · A list whose numbers in the source are not those the reader will see.

use crate::diag::{Findings, Severity};
use crate::markup::numbering::misnumbered;
use crate::model::span::Span;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 211,
    name: "renumbered-list",
    severity: Severity::Error,
    since: "0.1",
    zh: "有序列表编号不连续，发布后编号会改变",
    en: "list numbers would be renumbered",
    what: "检查有序列表的编号是否逐个加一。从几开始都可以。",
    why: "Markdown 只认第一个编号，后面的一律重排：稿件里写“见第3步”，发布后第3步可能成了第2步。",
    fix: "把编号改成连续的 1. 2. 3. ……；中间少了一步就补上，或改用不带编号的列表。",
    english: "Markdown keeps the first number of a list and counts on by itself, so gaps and repeats disappear and “see step 3” \
              points elsewhere. Number consecutively.",
    source: Some("CommonMark 0.31，List items"),
    bad: &[page!("1. 关火\n⟦3.⟧ 开窗")],
    good: &[page!("1. 关火\n2. 开窗\n\n接着：\n\n3. 打电话")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for item in misnumbered(cx.document, &cx.article.body.text) {
        let (written, shown) = (item.written, item.shown);
        let (zh, en) =
            (format!("这里写的是 {written}，发布后会变成 {shown}"), format!("written as {written}, shown as {shown}"));
        let span = Span::new(item.place.start, item.place.end);
        out.push(RULE.in_body(cx, span, zh, en).help("把编号改成连续的", "number consecutively"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::marks;
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(marks(&RULE, "1. 甲\n1. 乙\n1. 丙"), ["1.", "1."]);
        assert_eq!(marks(&RULE, "5. 甲\n6. 乙"), [""; 0]);
        assert_eq!(marks(&RULE, "1. 甲\n   1. 子\n   3. 丑\n2. 乙"), ["3."]);
        assert_eq!(marks(&RULE, "- 甲\n- 乙"), [""; 0]);
        assert_eq!(marks(&RULE, "> 1) 甲\n> 4) 乙"), ["4)"]);
        assert_eq!(marks(&RULE, "0. 甲\n1. 乙\n2. 丙"), [""; 0]);
    }
}
