//! KP603 · fast-track-unavailable · The fast track is for open events, by the policy, under the hands it names.

use crate::diag::Severity;

use super::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 603,
    name: "fast-track-unavailable",
    severity: Severity::Error,
    since: "0.1.0",
    zh: "不符合快速通道条件",
    en: "fast track not available",
    what: "稿件写了 `fast_track: true`（先发后审），系统便查三件事：现行政策有没有适用于本文的快速通道；快速通道所需的签署凑齐的那一刻，应急事件是否处于开启状态；签署人有没有政策要求的职务（如值班负责人）。有一项不符，并且全部审核也没有完成，就报这一条，稿件不发布。",
    why: "先发后审只为抢时间救人，人手少，把关也松一些。事件还没登记开启或已经结束、签字的人不是值班负责人，就没有理由走这条近路。",
    fix: "按普通程序补齐全部审核，终审最后签；或在稿件中写 `fast_track: false`，改后重新送审。事件确实还在进行的，请值班负责人先更新 emergencies.yaml，再由快速通道的签署人重新签署。",
    english: "An article that asks for `fast_track: true` may go out before its full review only if the policy has a fast track for it, its event was open at the moment the fast-track approvals were complete, and the signers hold the duties the policy names. Otherwise it waits for the full review: complete it, or set `fast_track: false`.",
    source: None,
    bad: &[Example {
        files: &[
            ("content/demo/index.md", LATE),
            ("records/jx-example-article/1-initial.signoff", "approve initial ed-wu 2026-07-15T01:00:00Z"),
            ("records/jx-example-article/2-knowledge.signoff", "approve knowledge kn-saf-a 2026-07-15T02:00:00Z"),
            ("records/jx-example-article/3-second.signoff", "approve second se-chen 2026-07-15T03:00:00Z"),
            ("records/jx-example-article/4-final.signoff", "approve final fi-xu 2026-07-15T04:00:00Z"),
        ],
        now: Some("2026-07-16T00:00:00Z"),
    }],
    good: &[Example {
        files: &[
            ("content/demo/index.md", IN_TIME),
            ("records/jx-example-article/1-knowledge.signoff", "approve knowledge kn-agr-a 2026-11-17T02:00:00Z"),
            ("records/jx-example-article/2-final.signoff", "approve final fi-xu 2026-11-17T04:00:00Z"),
        ],
        now: Some("2026-11-18T00:00:00Z"),
    }],
    check: Check::Gate,
};

// The event was closed on 15 July at midnight in China.
const LATE: &str = "---\n...\nkind: emergency\ntopics: [safety.water, weather.disaster]\nemergency:\n  event: ⟦2026-06-demo-flood⟧\n  category: natural_disaster\n  level: III\n  authority: 示例省应急管理机构\n  issued: 2026-07-14T08:00:00+08:00\n  expires: 2026-07-20T08:00:00+08:00\n  fast_track: true\nreview:\n  status: ready\n  extra: {final: 2}\n---\n\n积水退去前不要下田。\n";

const IN_TIME: &str = "---\n...\nkind: emergency\ntopics: [agriculture.citrus, weather.disaster]\nemergency:\n  event: 2026-11-demo-coldwave\n  category: natural_disaster\n  level: III\n  authority: 示例省应急管理机构\n  issued: 2026-11-17T08:00:00+08:00\n  expires: 2026-12-01T08:00:00+08:00\n  fast_track: true\n---\n\n抢在降温前采下熟果。\n";
