//! KP909 · concealed-on-page · What the gate found out must be on the page, where a reader sees it.

use crate::diag::Severity;

use super::{Check, Example, Rule};

/// An approved article, and a template in the place of the theme's own.
macro_rules! themed {
    ($template:literal => $text:literal) => {
        Example {
            files: &[
                ("content/demo/index.md", "---\n...\n---\n\n正文。\n"),
                ("records/jx-example-article/1.signoff", "approve initial ed-wu 2026-03-20T01:00:00Z"),
                ("records/jx-example-article/2.signoff", "approve knowledge kn-agr-a 2026-03-20T02:00:00Z"),
                ("records/jx-example-article/3.signoff", "approve second se-chen 2026-03-20T03:00:00Z"),
                ("records/jx-example-article/4.signoff", "approve final fi-zhou 2026-03-20T04:00:00Z"),
                (concat!("themes/base/", $template), $text),
            ],
            now: None,
        }
    };
}

pub(super) static RULE: Rule = Rule {
    code: 909,
    name: "concealed-on-page",
    severity: Severity::Error,
    since: "0.1",
    zh: "生成页面缺少审核人、更正、审图号、AI 标识或与摘要不一致",
    en: "built page lacks credits/correction/map no./AI label or differs from digest",
    what: "每篇文章的网页生成后，再按读者看到的样子读一遍：标题、摘要、正文是否一字不少；审核人、核对码、更正、审图号、\
           人工智能标识、过期或先行发布等状态提示、撤稿原因、应急依据和有效期、辟谣结论与流言原话是否都在；首页上备案号和投诉入口是否都在；分页的目录上，通往较早、较新一页的链接是否都在。\
           写在注释、属性里的，`hidden`、`display:none` 或收起的 `<details>` 里的不算。样式表里的隐藏查不出来，要靠主题的审核。",
    why: "主题一改，就可能让人看不到“已过期”“AI 辅助”或审核人；前面的审核做得再细，读者也无从知道。",
    fix: "在主题的 article.html 及其片段里恢复缺少的内容。修好以前不会写出任何文件，原有网站照旧。",
    english: "Each finished article page is read again as a reader sees it. Title, summary, body, reviewers, short digest, \
              corrections, map approvals, the AI label, the state, retraction, emergency and verdict must be in it as visible \
              text, and on home pages the filing numbers and the complaint entry, and a list in pages must lead to the page before and after; comments, attributes, hidden, display:none and closed details do not count, and style sheets are not \
              read. A page that lacks one stops the build; the site as it was stays.",
    source: Some("地图管理条例第四十二条；人工智能生成合成内容标识办法第四条；网络信息内容生态治理规定第九条"),
    bad: &[
        themed!("templates/credits.html" => "<!-- {{ credits }} {{ digest_short }} -->\n"),
        themed!("templates/footer.html" => "<footer><!-- {{ chrome.site.filings }} --></footer>\n"),
        themed!("audiences/farmers/templates/credits.html" => "<p hidden>{{ digest_short }}</p>\n"),
    ],
    good: &[themed!("templates/retraction.html" => "\n")],
    check: Check::Build,
};
