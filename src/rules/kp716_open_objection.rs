//! KP716 · open-objection · An objection holds until it is settled.

use super::signed_example::signed;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 716,
    name: "open-objection",
    severity: Severity::Error,
    since: "0.1",
    zh: "有未解决的反对意见",
    en: "unresolved objection",
    what: "审核人签了“不通过”，本文就不能发布。改一个标点、换一版、改作者或主题，都不能让它消失；只有他本人后来签通过\
           或撤回，或由没有参与本文的终审人签署裁定。",
    why: "反对意见是最要紧的一道防线，不能靠改个逗号绕过去。",
    fix: "与提出人沟通、改好之后请他重新签署；意见不成立的，由终审人写明理由裁定（overrule）。",
    english: "A rejection sticks to the article whatever is edited. It ends with the objector's own later approval \
              or withdrawal, or with an overruling, with a reason, by a final approver who took no part in the \
              article.",
    source: None,
    bad: &[signed! {
        "1" => "reject knowledge kn-agr-a 2026-03-20T02:00:00Z note=剂量有误",
    }],
    good: &[
        signed! {
            "1" => "reject knowledge kn-agr-a 2026-03-20T02:00:00Z note=剂量有误",
            "2" => "approve knowledge kn-agr-a 2026-03-21T02:00:00Z",
        },
        signed! {
            "1" => "reject knowledge kn-agr-a 2026-03-20T02:00:00Z note=剂量有误",
            "2" => "overrule final fi-xu 2026-03-21T02:00:00Z note=已查证标签",
        },
    ],
    check: Check::Gate,
};
