//! KP903 · expired-review · A review holds for a time.

use super::signed_example::signed;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 903,
    name: "expired-review",
    severity: Severity::Error,
    since: "0.1",
    zh: "审核已过期，需复核",
    en: "review expired",
    what: "审核从终审那天起算有效期：普通稿件三年，医疗、农药一年（以政策为准），`review_by` 只能缩短。过期后普通稿件\
           加提示继续展示，高风险稿件停止展示。",
    why: "指南会修订，药会退市。几年前对的话，今天可能害人。",
    fix: "内容没有变的普通稿件，过期半年内由一位知识审核人和终审人复核即可；其余请重新走完全部审核。",
    english: "The review has reached the end of its term by policy or by review_by. Unchanged ordinary text is \
              renewed by one knowledge reviewer and the final approver within half a year; everything else needs the \
              full review.",
    source: Some("关于建立健全全媒体健康科普知识发布和传播机制的指导意见（2022）"),
    bad: &[signed! {
        front "review_by: 2026-09-30";
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
