//! KP712 · approval-of-another-version · An approval speaks of one text; this is another.

use super::signed_example::signed;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 712,
    name: "approval-of-another-version",
    severity: Severity::Info,
    since: "0.1",
    zh: "该签署对应的是其他版本",
    en: "sign-off is for another version",
    what: "签署记录里写着它所对应的内容摘要值。与现在的文章不一样，说明签完之后文章、元数据或图片改过。改回原样，签署\
           自动恢复有效。",
    why: "签过之后再改一个字，签的人就没有看过。一张图换了也算。",
    fix: "用 `kepu status` 看改了哪一部分；请审核人阅读现在的版本，重新签署。",
    english: "A sign-off is bound to the digest of exactly what was read. If the text, the front matter or a picture \
              has changed since, it counts for the other version only. See kepu status for what changed, and sign \
              again.",
    source: None,
    bad: &[signed! {
        "1" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z digest=other",
    }],
    good: &[signed! {
        "1" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z",
    }],
    check: Check::Gate,
};
