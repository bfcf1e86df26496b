//! KP105 · invalid-value · A value that is none of those the field can have. Found while loading.

use super::example::page;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 105,
    name: "invalid-value",
    severity: Severity::Error,
    since: "0.1",
    zh: "字段取值不合法（枚举、日期、行政区划、主题）",
    en: "invalid value (enumeration, date, region, topic)",
    what: "受众、主题、地区、类型、风险、结论等字段只能取规定的词，中文名称和英文代号都可以写；\
           日期写成 2026-03-18，时间写成 2026-03-25T08:00:00+08:00；清单写成 [甲, 乙]。",
    why: "这些词决定文章给谁看、由谁审、何时发布、何时到期。写成别的词，就没有人能判断它的意思。",
    fix: "从提示列出的词里选一个。主题和地区的完整列表在 site.yaml 里。",
    english: "Audiences, topics, regions, kinds, risks and verdicts come from closed lists (Chinese names and English tokens are \
              both accepted), dates are year-month-day, instants carry their offset. Choose one of the listed values; topics \
              and regions stand in site.yaml.",
    source: Some("GB/T 7408.1（日期和时间）；GB/T 2260（行政区划代码）"),
    bad: &[
        page!("audience: [⟦农名⟧]"; "正文。"),
        page!("created: ⟦2026-02-30⟧"; "正文。"),
        page!("publish_at: ⟦2026-03-25 08:00⟧"; "正文。"),
        page!("topics: ⟦agriculture.rice⟧"; "正文。"),
    ],
    good: &[page!("audience: [农民, elderly]\nregion: [江西省]\npublish_at: 2026-03-25T08:00:00+08:00"; "正文。")],
    check: Check::Load,
};
