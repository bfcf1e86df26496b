//! KP706 · stage-not-permitted · Everybody decides only what the roster and the policy entrust to him.

use crate::diag::Severity;

use super::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 706,
    name: "stage-not-permitted",
    severity: Severity::Error,
    since: "0.1.0",
    zh: "审核人无权承担该审次",
    en: "stage not permitted",
    what: "签署人要在名册上承担所签的审次，本文的政策对这一审次要求职务的（如面向某类读者的稿件须由总负责人终审），还要有这项职务。暂停和恢复展示，由政策指定的职务或审次的人决定；裁定反对意见，由没有利益冲突的终审人决定；提出反对，须是承担审次的审核人。",
    why: "三审各有分工：专家看知识，复审看依据，终审定发布。越权签署等于少了一道关。",
    fix: "请名册上承担这一审次、有这项职务的人签署。分工确有变化的，先走治理审批修改 reviewers.yaml，不要先签后补。越权的批准不必删除，审核另行齐备后只作提醒。",
    english: "The signer must hold the stage on the roster, and the duty if the policy asks for one at that stage of this article. Suspending and resuming is for the duties and stages the policy names, overruling for final approvers without a conflict, objecting for people who hold a stage of review. Have the right person sign; change the roster first if the work is divided differently now.",
    source: Some("图书质量保障体系（1997）：坚持三审责任制度"),
    bad: &[
        Example {
            files: &[
                ("content/demo/index.md", ARTICLE),
                ("records/jx-example-article/second.signoff", "approve second kn-agr-a 2026-03-20T08:00:00Z"),
            ],
            now: None,
        },
        Example {
            files: &[
                ("content/demo/index.md", ARTICLE),
                ("records/jx-example-article/suspend.signoff", "suspend - kn-agr-a 2026-03-20T08:00:00Z note=数据存疑"),
            ],
            now: None,
        },
        Example {
            files: &[
                ("content/demo/index.md", OFFICIALS),
                ("records/jx-example-article/1-initial.signoff", "approve initial ed-lin 2026-03-20T08:00:00Z"),
                ("records/jx-example-article/2-knowledge.signoff", "approve knowledge kn-agr-a 2026-03-21T08:00:00Z"),
                ("records/jx-example-article/3-second.signoff", "approve second se-chen 2026-03-22T08:00:00Z"),
                ("records/jx-example-article/4-final.signoff", "approve final fi-xu 2026-03-23T08:00:00Z"),
            ],
            now: None,
        },
    ],
    good: &[Example {
        files: &[
            ("content/demo/index.md", ARTICLE),
            ("records/jx-example-article/1-knowledge.signoff", "approve knowledge kn-agr-a 2026-03-20T08:00:00Z"),
            ("records/jx-example-article/2-second.signoff", "approve second se-chen 2026-03-21T08:00:00Z"),
        ],
        now: None,
    }],
    check: Check::Gate,
};

const ARTICLE: &str = "---\n...\n---\n\n水稻浅水插秧，返青后露田。\n";

// The policy of the sample wants the chief here, not an officer on duty.
const OFFICIALS: &str = "---\n...\naudience: [officials]\nsources:\n  - {id: s1, type: official, title: 示例通知, publisher: 示例省农业主管部门, published: 2025-01-01}\n---\n\n水稻浅水插秧，返青后露田。\n";
