//! KP707 · unfit-reviewer · A text is judged by those who know its subject.

use crate::diag::Severity;

use super::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 707,
    name: "unfit-reviewer",
    severity: Severity::Error,
    since: "0.1.0",
    zh: "审核人专业领域或资质不符",
    en: "domain or qualification mismatch",
    what: "政策对某一审次规定了专业领域的（知识审核一般要与第一个主题的领域相符），签署人在名册上的领域要能对上；高风险稿件还要求同一审次中有若干人具备资质（如执业医师、农艺师），资质在签署那天要有效。人数够了、资质不够，也报这一条。",
    why: "隔行如隔山。医生看不出农药用量的错，农艺师看不出用药禁忌的错，外行签字等于没有审。",
    fix: "请对口领域、具备资质的审核人签署。名册上领域或资质漏登的，先由治理人员补登。若是稿件第一个主题选错了，改正主题后重新送审。原记录不必删除，审核另行齐备后只作提醒。",
    english: "Where the policy asks a stage for a domain, as it does for knowledge review by the primary topic, the signer must have it on the roster; for high-risk text some of the signers must also hold a qualification valid on the day. Have a fitting reviewer sign, or correct the roster or the topic first.",
    source: Some("关于建立健全全媒体健康科普知识发布和传播机制的指导意见（2022）：由相应领域的专家审核"),
    bad: &[
        Example {
            files: &[
                ("content/demo/index.md", ARTICLE),
                ("records/jx-example-article/knowledge.signoff", "approve knowledge kn-med-a 2026-03-20T08:00:00Z"),
            ],
            now: None,
        },
        Example {
            files: &[
                ("content/demo/index.md", OFFICIALS),
                ("records/jx-example-article/second.signoff", "approve second se-luo 2026-03-20T08:00:00Z"),
            ],
            now: None,
        },
    ],
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

// The policy of the sample wants a second reviewer who knows policy here.
const OFFICIALS: &str = "---\n...\naudience: [officials]\nsources:\n  - {id: s1, type: official, title: 示例通知, publisher: 示例省农业主管部门, published: 2025-01-01}\n---\n\n水稻浅水插秧，返青后露田。\n";
