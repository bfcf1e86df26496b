//! KP705 · unknown-reviewer · Only people on the roster, while they are active, are heard.

use crate::diag::Severity;

use super::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 705,
    name: "unknown-reviewer",
    severity: Severity::Error,
    since: "0.1.0",
    zh: "审核人未登记或已停用",
    en: "reviewer unknown or inactive",
    what: "签署记录写明的审核人要在 reviewers.yaml 名册上，签署那天（北京时间）在任期内。由平台审批转来的记录，平台账号的数字编号那天也要登记在此人名下。",
    why: "读者看到的审核人必须真有其人、当时在任。名册以外的签名，机构无法负责。",
    fix: "先由治理人员在 reviewers.yaml 登记此人、任期或平台账号的数字编号，再请本人重新签署；已离任的，请在任的审核人签署。离任之前签的仍然有效。原来的批准记录不必删除，审核另行齐备后只作提醒。",
    english: "The reviewer of a record must be on the roster and active on the day of signing (Chinese time); for a platform decision the numeric account must be his on that day. Register the person or account and sign again, or have an active reviewer sign. What somebody signed while active stays good.",
    source: None,
    bad: &[Example {
        files: &[
            ("content/demo/index.md", ARTICLE),
            (
                "records/jx-example-article/knowledge.signoff",
                "approve knowledge zhang-san 2026-03-20T08:00:00Z key=outsider",
            ),
        ],
        now: None,
    }],
    good: &[Example {
        files: &[
            ("content/demo/index.md", ARTICLE),
            ("records/jx-example-article/knowledge.signoff", "approve knowledge kn-agr-a 2026-03-20T08:00:00Z"),
        ],
        now: None,
    }],
    check: Check::Gate,
};

const ARTICLE: &str = "---\n...\n---\n\n水稻浅水插秧，返青后露田。\n";
