//! KP103 · unknown-field · A field that nothing reads is a field somebody believes in. Found while loading.

use super::example::page;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 103,
    name: "unknown-field",
    severity: Severity::Error,
    since: "0.1",
    zh: "未知字段",
    en: "unknown field",
    what: "前置元数据里只能写规定的字段。拼错的字段会给出最接近的正确写法。",
    why: "写错的字段不会生效：把 review_by 错写成 reviewby，文章就不会按时复核；把 risk 写错，高风险内容就会少审一道。",
    fix: "照提示改成正确的字段名；确实不需要的就删掉。",
    english: "Only the documented fields may stand in front matter. A misspelt field would silently do nothing, so it is told \
              with the nearest correct name. Correct it or delete it.",
    source: None,
    bad: &[
        page!("⟦sumary⟧: 一句话说清读者能做什么。"; "正文。"),
        page!("sources:\n  - {id: s1, type: guideline, title: 示例指南, publisher: 示例中心, ⟦link⟧: \"https://example.org/\"}"; "正文。[^s1]"),
    ],
    good: &[page!("season: 小暑"; "正文。")],
    check: Check::Load,
};
