//! KP710 · conflict-of-interest · Who has an interest in the matter does not review it.

use super::signed_example::signed;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 710,
    name: "conflict-of-interest",
    severity: Severity::Error,
    since: "0.1",
    zh: "存在利益冲突",
    en: "conflict of interest",
    what: "签署时声明了利益冲突的不计入；名册上登记的利益关系涉及本文主题或领域的也不计入，关系结束三年后才解除。",
    why: "拿过药企讲课费的专家来审这家药的文章，读者没法信。",
    fix: "请没有利益关系的审核人签署。",
    english: "A declared conflict, or a standing interest on the roster that touches the article's topics, voids the \
              review until three years after it ended. Have somebody else sign.",
    source: Some("Cochrane 利益冲突政策（三年）"),
    bad: &[signed! {
        "1" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z conflict",
    }],
    good: &[signed! {
        "1" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z",
    }],
    check: Check::Gate,
};
