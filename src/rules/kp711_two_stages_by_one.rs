//! KP711 · two-stages-by-one · One person, one stage.

use super::roster_example::roster;
use super::{Check, Example, Rule};
use crate::diag::Severity;

/// A trust file in which one person holds two stages.
const LUO: &str = roster!(
    "  - {id: se-luo, name: 示例复审·罗, active: {from: 2022-01-01}, stages: [initial, second], keys: [{key: \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIaU5TzcUGw6YoMP3bFvYZ4H/gxM2CRxSo2P9GHTotiZ\", from: 2022-01-01}]}\n"
);

pub(super) static RULE: Rule = Rule {
    code: 711,
    name: "two-stages-by-one",
    severity: Severity::Error,
    since: "0.1",
    zh: "同一人不得承担两个审次",
    en: "one person, two stages",
    what: "同一个人在同一版文章上只算一个审次。名册上兼任几个审次的人先签一个、又签另一个，只计后一次。数的是人：换密\
           钥、换账号、多签几遍都是一个人。",
    why: "三审要三双眼睛。一个人签三遍，还是一双。",
    fix: "请另一人签署空出来的审次。",
    english: "A person counts for one stage of a version; of two the later counts. People are counted, not keys, \
              accounts or files. Have another person give the other stage.",
    source: Some("图书质量保障体系（1997）：三审不得由一人兼任两个环节"),
    bad: &[Example {
        files: &[
            ("reviewers.yaml", LUO),
            ("content/demo/index.md", "---\n...\n---\n\n正文。\n"),
            ("records/jx-example-article/1.signoff", "approve initial se-luo 2026-03-20T01:00:00Z"),
            ("records/jx-example-article/2.signoff", "approve second se-luo 2026-03-20T03:00:00Z"),
        ],
        now: None,
    }],
    good: &[Example {
        files: &[
            ("reviewers.yaml", LUO),
            ("content/demo/index.md", "---\n...\n---\n\n正文。\n"),
            ("records/jx-example-article/1.signoff", "approve second se-luo 2026-03-20T03:00:00Z"),
        ],
        now: None,
    }],
    check: Check::Gate,
};
