//! KP904 · review-near-its-end · A review that ends within a month wants a date.

use super::signed_example::signed;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 904,
    name: "review-near-its-end",
    severity: Severity::Warning,
    since: "0.1",
    zh: "审核即将到期",
    en: "review expires soon",
    what: "离审核有效期结束不到 30 天。",
    why: "现在安排复核，页面不会断档。",
    fix: "请审核人复核后重新签署；内容要改的，现在就改。",
    english: "The review ends within thirty days. Arrange the re-review now.",
    source: None,
    bad: &[signed! {
        front "review_by: 2026-11-20";
        "1" => "approve initial ed-wu 2026-03-20T01:00:00Z",
        "2" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z",
        "3" => "approve second se-chen 2026-03-20T03:00:00Z",
        "4" => "approve final fi-zhou 2026-03-20T04:00:00Z",
    }],
    good: &[signed! {
        "1" => "approve initial ed-wu 2026-03-20T01:00:00Z",
        "2" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z",
        "3" => "approve second se-chen 2026-03-20T03:00:00Z",
        "4" => "approve final fi-zhou 2026-03-20T04:00:00Z",
    }],
    check: Check::Gate,
};
