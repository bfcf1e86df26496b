//! KP702 · invalid-signature · A record is what was signed, to the last byte.

use crate::diag::Severity;

use super::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 702,
    name: "invalid-signature",
    severity: Severity::Error,
    since: "0.1.0",
    zh: "签名无效",
    en: "signature invalid",
    what: "用记录末尾的数字签名逐字节核对记录内容。签署之后改过一个字、签名段损坏，或签名是为别的用途做的，核对都通不过，这条签署不计入。",
    why: "签名好比骑缝章：章对不上，就不能证明这是审核人本人签的、签的是这篇稿件。",
    fix: "记录一经签署不可改动。从版本库取回原来的文件；取不回的，请审核人本人用 `kepu sign` 重新签署。",
    english: "The signature under a record is verified over every byte above it and for this use alone. A record changed after signing, a damaged signature or one made for another purpose counts for nothing. Restore the file as it was signed or have the person sign again.",
    source: None,
    bad: &[Example {
        files: &[
            ("content/demo/index.md", ARTICLE),
            ("records/jx-example-article/knowledge.signoff", "approve knowledge kn-agr-a 2026-03-20T08:00:00Z tamper"),
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
