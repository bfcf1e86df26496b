//! KP720 · rolled-back-version · An older version does not quietly replace a newer one.

use super::signed_example::signed;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 720,
    name: "rolled-back-version",
    severity: Severity::Error,
    since: "0.1",
    zh: "试图恢复已被取代的版本",
    en: "older version would replace a newer approved one",
    what: "同一篇文章另有一版在这一版之后完成了全部审核。旧版的签名虽然还在，也不能再用来发布。其他版本的元数据已不可\
           知，所以只按普遍适用的审次计算。",
    why: "更正之后又被改回去，读者会重新看到错的内容。",
    fix: "恢复最新的版本；确实要改回旧文，请对旧文重新走完全部审核。",
    english: "Another version of this article was approved in full after this one. Restore it; or, if the old text \
              is right after all, have it reviewed in full again.",
    source: None,
    bad: &[signed! {
        "1" => "approve initial ed-wu 2026-03-20T01:00:00Z",
        "2" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z",
        "3" => "approve second se-chen 2026-03-20T03:00:00Z",
        "4" => "approve final fi-zhou 2026-03-20T04:00:00Z",
        "5" => "approve initial ed-wu 2026-04-20T01:00:00Z digest=other",
        "6" => "approve knowledge kn-agr-a 2026-04-20T02:00:00Z digest=other",
        "7" => "approve second se-chen 2026-04-20T03:00:00Z digest=other",
        "8" => "approve final fi-zhou 2026-04-20T04:00:00Z digest=other",
    }],
    good: &[signed! {
        "1" => "approve initial ed-wu 2026-03-20T01:00:00Z",
        "2" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z",
        "3" => "approve second se-chen 2026-03-20T03:00:00Z",
        "4" => "approve final fi-zhou 2026-03-20T04:00:00Z",
    }],
    check: Check::Gate,
};
