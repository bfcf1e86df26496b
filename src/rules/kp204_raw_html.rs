//! KP204 · raw-html · HTML and comments read otherwise on every platform.

use crate::diag::{Findings, Severity};
use crate::markup::{Event, Tag};
use crate::model::span::Span;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 204,
    name: "raw-html",
    severity: Severity::Error,
    since: "0.1",
    zh: "不允许 HTML 或注释",
    en: "raw HTML or comment",
    what: "检查正文里有没有 HTML 标签（如 `<br>`、`<div hidden>`）和注释（`<!-- … -->`）。代码块和代码文字里的不算。",
    why: "同一段 HTML，有的平台执行，有的平台原样显示，有的平台整段藏起来：审稿人、网站读者和 e站读者会读到三篇不同的文章。\
          注释谁也看不到，却能通过审核进入版本库。",
    fix: "换成 Markdown：换行就空一行，强调用 `**词语**`，表格用竖线。上下标写成 H₂O、m² 这样的字符。要写给审核人的话，放进 `review.note`。",
    english: "Platforms run, show or hide raw HTML differently, so reviewers and readers would not read the same text; \
              comments pass review unseen. Use Markdown, characters such as ₂ and ², and `review.note` for words to reviewers.",
    source: Some("CommonMark 0.31，HTML blocks 与 Raw HTML 两节"),
    bad: &[
        page!("血压高的人⟦<!-- 剂量待核 -->⟧要少吃盐。"),
        page!("⟦<div hidden>\n每日三片。\n</div>⟧"),
    ],
    good: &[page!("水的化学式是 H₂O。标签 `<br>` 表示换行，3 < 5。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for (event, range) in &cx.document.events {
        if !matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)) {
            continue;
        }
        let text = cx.article.body.text.get(range.clone()).unwrap_or("").trim();
        let span = Span::new(range.start, range.end);
        let finding = if text.starts_with("<!--") {
            RULE.in_block(cx, span, "正文里有读者看不到的注释", "a comment that no reader sees")
                .help("删掉注释，或写进 review.note", "delete it or move it to review.note")
        } else {
            let tag = tag_of(text);
            RULE.in_block(cx, span, format!("正文里有 HTML 标签 {tag}"), format!("the HTML tag {tag} in the body"))
                .help("改用 Markdown 写法", "write it in Markdown")
        };
        out.push(finding);
    }
}

/// `<div …>` without its attributes.
fn tag_of(html: &str) -> String {
    let name: String =
        html.trim_start_matches('<').chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '!' | '?')).collect();
    format!("<{name}>")
}

#[cfg(test)]
mod tests {
    use super::super::testing::marks;
    use super::*;

    #[test]
    fn blocks_and_inline_alike() {
        assert_eq!(marks(&RULE, "一<b>二</b>"), ["<b>", "</b>"]);
        assert_eq!(marks(&RULE, "<p>一\n二\n\n三"), ["<p>一\n二"]);
        assert_eq!(marks(&RULE, "<?php ?>"), ["<?php ?>"]);
        assert_eq!(marks(&RULE, "`<b>`\n\n    <b>\n\n```\n<b>\n```\n\n\\<b> <https://a.cn> 1<2"), [""; 0]);
    }
}
