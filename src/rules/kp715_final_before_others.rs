//! KP715 · final-before-others · The final review looks at what all others have passed.

use super::signed_example::signed;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 715,
    name: "final-before-others",
    severity: Severity::Error,
    since: "0.1",
    zh: "终审必须最后进行",
    en: "final review must come last",
    what: "终审的时间不能早于初审、知识审核、复审全部完成的时间。早签的终审不计入，其他审次齐了以后要再签一次。",
    why: "领导先签了字，后面的人就不好意思提意见。",
    fix: "其他审次完成后，请终审人再签一次。",
    english: "A final review given before the other stages were complete does not count until it is given again. \
              Sign it again after them.",
    source: Some("图书质量保障体系（1997）：终审在初审、复审的基础上进行"),
    bad: &[signed! {
        "0" => "approve final fi-zhou 2026-03-19T04:00:00Z",
        "1" => "approve initial ed-wu 2026-03-20T01:00:00Z",
        "2" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z",
        "3" => "approve second se-chen 2026-03-20T03:00:00Z",
    }],
    good: &[signed! {
        "1" => "approve initial ed-wu 2026-03-20T01:00:00Z",
        "2" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z",
        "3" => "approve second se-chen 2026-03-20T03:00:00Z",
        "4" => "approve final fi-zhou 2026-03-20T04:00:00Z",
    }],
    check: Check::Gate,
};
