//! KP208 · tilde-between-numbers · `1~2片` is a range here and a struck-out dose elsewhere.

use crate::diag::{Diagnostic, Findings, Severity};
use crate::markup::tilde::range_marks;
use crate::markup::{Event, Tag};
use crate::model::span::Span;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 208,
    name: "tilde-between-numbers",
    severity: Severity::Error,
    since: "0.1",
    zh: "数字之间使用“~”会在部分平台显示为删除线，请用“～”或“至”",
    en: "\"~\" between numbers may render as strike-through",
    what: "检查正文里紧挨着数字或汉字的半角波浪号“~”，以及用单个“~”写成的删除线。代码文字里的不算。",
    why: "“每日1~2片，高血压者1~3片”在一些平台上，两个“~”之间的字会被划掉：审核人和读者看到的剂量就不一样了。",
    fix: "表示范围用全角“～”或“至”，例如 20～30、20至30；真要划掉文字用两个“~~”。",
    english: "A single `~` beside digits or Han is a range on one platform and strike-through on another, so doses differ \
              between reviewer and reader. Write ～ or 至; strike out with `~~`.",
    source: Some("GB/T 15835-2011 出版物上数字用法：数值范围用“～”或“—”"),
    bad: &[page!("成人每日1⟦~⟧2片。")],
    good: &[page!("成人每日1～2片，儿童每日1至2片。~~旧说法~~已不用，见 `a~b`。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    out.extend(range_marks(cx.document, &cx.article.body.text).into_iter().map(|span| finding(cx, span)));
    for (event, range) in &cx.document.events {
        let text = cx.article.body.text.get(range.clone()).unwrap_or("");
        if matches!(event, Event::Start(Tag::Strikethrough)) && !text.starts_with("~~") {
            out.push(finding(cx, Span::new(range.start, range.end)));
        }
    }
}

fn finding(cx: &ArticleCx<'_>, span: Span) -> Diagnostic {
    RULE.in_body(cx, span, "半角“~”在部分平台会变成删除线", "a single \"~\" is strike-through on some platforms")
        .help("改用“～”或“至”", "write ～ or 至")
}

#[cfg(test)]
mod tests {
    use super::super::testing::marks;
    use super::*;

    #[test]
    fn ranges_and_other_tildes() {
        assert_eq!(marks(&RULE, "1~2片，1~3片"), ["~", "~"]);
        assert_eq!(marks(&RULE, "10%~20%，甲~乙，~50元，3 ~ 5"), ["~", "~", "~"]);
        assert_eq!(marks(&RULE, "| 用量 |\n|--|\n| 1~2 |"), ["~"]);
        assert_eq!(marks(&RULE, "水 ~错~ 稻"), ["~错~"]);
        assert_eq!(marks(&RULE, "1\\~2 `1~2` ~~错~~ a~b 1～2"), [""; 0]);
    }
}
