//! KP604 · post-review-overdue · What went out in haste is reviewed in full before the clock of the policy runs out.

use crate::diag::Severity;

use super::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 604,
    name: "post-review-overdue",
    severity: Severity::Error,
    since: "0.1.0",
    zh: "先行发布后未按期完成全部审核",
    en: "post-review overdue",
    what: "稿件经快速通道先行发布后，必须在政策规定的时限内（示例站为 72 小时）补齐全部审核。时限从这篇稿件第一次经快速通道发布起算，中途改稿不重新计时。到期仍未补齐，稿件停止展示，读者只看到一则说明。",
    why: "先发后审不等于只发不审。快速通道只有少数人看过，久拖不审，可能的差错就一直挂在读者面前。",
    fix: "请尚未签署的审核人尽快阅读并签署，终审人在其他审次完成后再签一次；全部齐备后稿件自动恢复展示。",
    english: "A text let out by the fast track needs its full review within the hours the policy allows (72 on the sample site), counted from the first time any version of it went out; an edit does not wind the clock up again. After that a notice takes its place. Have the remaining reviewers sign, and the final approver last, and it comes back by itself.",
    source: None,
    bad: &[Example {
        files: &[
            ("content/demo/index.md", NOTICE_MARKED),
            ("records/jx-example-article/1-knowledge.signoff", "approve knowledge kn-agr-a 2026-11-17T02:00:00Z"),
            ("records/jx-example-article/2-final.signoff", "approve final fi-xu 2026-11-17T04:00:00Z"),
        ],
        now: Some("2026-11-24T00:00:00Z"),
    }],
    good: &[Example {
        files: &[
            ("content/demo/index.md", NOTICE),
            ("records/jx-example-article/1-knowledge.signoff", "approve knowledge kn-agr-a 2026-11-17T02:00:00Z"),
            ("records/jx-example-article/2-final.signoff", "approve final fi-xu 2026-11-17T04:00:00Z"),
            ("records/jx-example-article/3-initial.signoff", "approve initial ed-lin 2026-11-18T01:00:00Z"),
            ("records/jx-example-article/4-second.signoff", "approve second se-chen 2026-11-18T02:00:00Z"),
            ("records/jx-example-article/5-final.signoff", "approve final fi-xu 2026-11-18T03:00:00Z"),
        ],
        now: Some("2026-11-24T00:00:00Z"),
    }],
    check: Check::Gate,
};

const NOTICE_MARKED: &str = "---\nid: ⟦jx-example-article⟧\n...\nkind: emergency\ntopics: [agriculture.citrus, weather.disaster]\nemergency:\n  event: 2026-11-demo-coldwave\n  category: natural_disaster\n  level: III\n  authority: 示例省应急管理机构\n  issued: 2026-11-17T08:00:00+08:00\n  expires: 2026-12-01T08:00:00+08:00\n  fast_track: true\n---\n\n抢在降温前采下熟果。\n";

const NOTICE: &str = "---\n...\nkind: emergency\ntopics: [agriculture.citrus, weather.disaster]\nemergency:\n  event: 2026-11-demo-coldwave\n  category: natural_disaster\n  level: III\n  authority: 示例省应急管理机构\n  issued: 2026-11-17T08:00:00+08:00\n  expires: 2026-12-01T08:00:00+08:00\n  fast_track: true\n---\n\n抢在降温前采下熟果。\n";
