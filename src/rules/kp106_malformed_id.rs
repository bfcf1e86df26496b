//! KP106 · malformed-id · The id is the address of a page for ever. Found while loading; a change is found in history.

use super::example::page;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 106,
    name: "malformed-id",
    severity: Severity::Error,
    since: "0.1",
    zh: "文章编号不合规或被更改",
    en: "id malformed or changed",
    what: "文章编号（id）只用小写字母、数字和单个连字符，以字母开头，6 至 64 个字符，一经使用终身不变。",
    why: "编号是网址、签署记录和终端更新共同认的名字。大小写、下划线或汉字在不同系统上会变样；改了编号，旧网址失效，审核记录也对不上。",
    fix: "新文章用 kepu new 生成编号；已发布的文章把编号改回原样。",
    english: "Ids are lower-case letters, digits and single hyphens, 6 to 64 characters, and never change: pages, records and \
              kiosks know an article by its id. Let kepu new make one, and put a changed id back.",
    source: None,
    bad: &[page!("id: ⟦JX_2026_Heat⟧"; "正文。"), page!("id: ⟦heat⟧"; "正文。")],
    good: &[page!("id: jx-2026-0318-heatstroke"; "正文。")],
    check: Check::Load,
};
