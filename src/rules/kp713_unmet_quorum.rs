//! KP713 · unmet-quorum · An article is shown when everybody needed has approved exactly this text.

use super::signed_example::signed;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 713,
    name: "unmet-quorum",
    severity: Severity::Error,
    since: "0.1",
    zh: "审核未完成，尚缺：…",
    en: "quorum not met; missing: …",
    what: "按 `reviewers.yaml` 里的审核政策，数一数谁对现在这一版签了通过：每个审次的人数、领域、资质、单位、职务、是\
           否本人密钥，都够了才能发布。缺什么、谁能签，逐条列出。",
    why: "发布与否不看谁说了算，只看这张单子齐不齐。",
    fix: "请所列的人读过全文后签署。",
    english: "Counts the valid approvals of exactly this text against the policy: people per stage, domains, \
              qualifications, organisations, duties, own keys. Whatever is missing is listed with those who may give \
              it.",
    source: Some("科学技术普及法（2024 修订）：科普内容应当科学准确"),
    bad: &[signed! {
        front "id: ⟦jx-example-article⟧";
    }],
    good: &[
        signed! {
            "1" => "approve initial ed-wu 2026-03-20T01:00:00Z",
            "2" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z",
            "3" => "approve second se-chen 2026-03-20T03:00:00Z",
            "4" => "approve final fi-zhou 2026-03-20T04:00:00Z",
        },
        signed! {
            front "review: {status: draft}";
        },
    ],
    check: Check::Gate,
};
