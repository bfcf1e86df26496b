//! KP901 · unexplained-change · Public text that changes says so.

use super::signed_example::signed;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 901,
    name: "unexplained-change",
    severity: Severity::Error,
    since: "0.1",
    zh: "已发布内容有改动但没有更正说明",
    en: "published text changed without a correction entry",
    what: "这篇文章有另一版曾通过全部审核，现在的文字与它不同，`corrections` 里却没有写明取代的是哪一版。写错了用 \
           correction，有了新事实用 update；撤稿的写 retraction。",
    why: "悄悄改掉不算更正。看过旧文的人要能知道哪里变了。",
    fix: "在 `corrections` 里加一条，写日期、类型、被取代版本的摘要值，和给读者的一句话。",
    english: "Another version was approved in full before, and the present text does not say that it replaces it. \
              Add an entry to corrections with the digest of the old version and a sentence for readers.",
    source: Some("期刊出版管理规定：刊登更正；IFCN 准则第五条：公开、诚实的更正"),
    bad: &[signed! {
        front "id: ⟦jx-example-article⟧";
        "5" => "approve initial ed-wu 2026-03-20T01:00:00Z digest=other",
        "6" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z digest=other",
        "7" => "approve second se-chen 2026-03-20T03:00:00Z digest=other",
        "8" => "approve final fi-zhou 2026-03-20T04:00:00Z digest=other",
    }],
    good: &[signed! {
        front "corrections:\n  - {date: 2026-04-02, type: correction, of: \"sha256:abababababababababababababababababababababababababababababababab\", summary: 更正饮水量单位。}";
        "5" => "approve initial ed-wu 2026-03-20T01:00:00Z digest=other",
        "6" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z digest=other",
        "7" => "approve second se-chen 2026-03-20T03:00:00Z digest=other",
        "8" => "approve final fi-zhou 2026-03-20T04:00:00Z digest=other",
    }],
    check: Check::Gate,
};
