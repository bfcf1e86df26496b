//! KP804 · ungoverned-change · Rules change when the people who answer for them agree to exactly this change.

use super::{Check, Example, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 804,
    name: "ungoverned-change",
    severity: Severity::Error,
    since: "0.2",
    zh: "策略改动未获治理审批",
    en: "governance quorum not met",
    what: "改动受保护的文件，须有基准分支政策 `governance` 规定的人用本人密钥签署（`records/@governance/`），签的是改动后\
           全部受保护文件的摘要值；提交人不算。只改 `emergencies.yaml` 时按 `emergencies_file` 的规定，签在 `records/@emergencies/`。",
    why: "谁能改名册和政策，谁就能放行任何文章。所以改规则要比发文章更严。",
    fix: "请治理人员核对改动后各自签署：`kepu sign @governance --as 本人编号 --key 本人密钥`，把生成的记录加进这个合并请求。",
    english: "A change of protected files needs the governance quorum of the base's policy, signed with own keys over the digest of \
              all protected files as they would be; makers of the change do not count. Have them sign with kepu sign @governance.",
    source: None,
    bad: &[Example { files: &[("themes/base/static/extra.css", "body{}\n")], now: None }],
    good: &[
        Example { files: &[("README.md", "说明\n")], now: None },
        Example {
            files: &[
                ("themes/base/static/extra.css", "body{}\n"),
                ("records/@governance/1.signoff", "approve governance gov-sun 2026-10-31T01:00:00Z"),
                ("records/@governance/2.signoff", "approve governance gov-qian 2026-10-31T02:00:00Z"),
            ],
            now: None,
        },
    ],
    check: Check::Gate,
};
