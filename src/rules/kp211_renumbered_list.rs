//! KP211 · renumbered-list · A list whose numbers in the source are not those the reader will see.

use crate::diag::{Findings, Severity};
use crate::markup::{Event, Tag, TagEnd};
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
    // The number each open list expects next; `None` for bullets.
    let mut open: Vec<Option<u64>> = Vec::new();
    for (event, range) in &cx.document.events {
        match event {
            Event::Start(Tag::List(start)) => open.push(*start),
            Event::End(TagEnd::List(_)) => drop(open.pop()),
            Event::Start(Tag::Item) => {
                let Some(Some(expected)) = open.last_mut() else { continue };
                if let Some((number, span)) = marker(cx, range.start).filter(|(number, _)| number != expected) {
                    let (zh, en) = (
                        format!("这里写的是 {number}，发布后会变成 {expected}"),
                        format!("written as {number}, shown as {expected}"),
                    );
                    out.push(RULE.in_body(cx, span, zh, en).help("把编号改成连续的", "number consecutively"));
                }
                *expected = expected.saturating_add(1);
            }
            _ => {}
        }
    }
}

/// The number written at an item and the place of its marker.
fn marker(cx: &ArticleCx<'_>, at: usize) -> Option<(u64, Span)> {
    let item = cx.article.body.text.get(at..)?;
    let text = item.trim_start();
    let start = at + item.len() - text.len();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..digits].parse().ok()?;
    Some((number, Span::new(start, start + digits + 1)))
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
