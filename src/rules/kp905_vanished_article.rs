//! KP905 · vanished-article · What was public does not vanish without a word.

use super::signed_example::signed;
use super::{Check, Example, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 905,
    name: "vanished-article",
    severity: Severity::Error,
    since: "0.1",
    zh: "已发布文章被删除、退回草稿或编号被重用",
    en: "published article deleted, back to draft, or id reused",
    what: "`records/` 里有一篇文章通过了全部审核，现在内容里却找不到它，或者它被退回了草稿；或者它已经撤稿，现在\
           撤稿声明又不见了。编号终身唯一，不能给别的文章用。",
    why: "读者收藏的链接会变成空白，也没人知道为什么撤。要撤就公开地撤。",
    fix: "恢复文章目录；要撤下，签署暂停（suspend），或写 `retraction` 并签署撤稿。已撤稿的恢复撤稿版本，新文用新编号。",
    english: "An article that was approved in full is gone from the content or is a draft again, or a retracted one has \
              lost its retraction. Bring it back; to take it down, suspend or retract it. An id is never used again.",
    source: Some("COPE Retraction Guidelines（2019）：撤稿文章应仍可查到"),
    bad: &[
        Example {
            files: &[
                ("records/jx-gone-article/1.signoff", "approve initial ed-wu 2026-03-20T01:00:00Z"),
                ("records/jx-gone-article/2.signoff", "approve knowledge kn-agr-a 2026-03-20T02:00:00Z"),
                ("records/jx-gone-article/3.signoff", "approve second se-chen 2026-03-20T03:00:00Z"),
                ("records/jx-gone-article/4.signoff", "approve final fi-zhou 2026-03-20T04:00:00Z"),
            ],
            now: None,
        },
        signed! {
            front "review: {status: ⟦draft⟧}";
            "1" => "approve initial ed-wu 2026-03-20T01:00:00Z",
            "2" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z",
            "3" => "approve second se-chen 2026-03-20T03:00:00Z",
            "4" => "approve final fi-zhou 2026-03-20T04:00:00Z",
        },
        signed! {
            front "id: ⟦jx-example-article⟧";
            "1" => "retract knowledge kn-agr-a 2026-03-20T01:00:00Z digest=other note=标准已废止",
            "2" => "retract final fi-zhou 2026-03-20T02:00:00Z digest=other note=标准已废止",
        },
    ],
    good: &[signed! {
        "1" => "approve initial ed-wu 2026-03-20T01:00:00Z",
        "2" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z",
        "3" => "approve second se-chen 2026-03-20T03:00:00Z",
        "4" => "approve final fi-zhou 2026-03-20T04:00:00Z",
    }],
    check: Check::Gate,
};
