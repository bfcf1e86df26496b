//! KP704 · untrusted-key · Only a key that the roster gives to the signer, on that day, speaks for him.

use crate::diag::Severity;

use super::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 704,
    name: "untrusted-key",
    severity: Severity::Error,
    since: "0.1.0",
    zh: "签名密钥未登记、不在有效期或已吊销",
    en: "key unknown, out of window or revoked",
    what: "签名所用的密钥要在 reviewers.yaml 中登记在这位审核人名下，签署那天在有效期内，也还没到吊销日期（吊销时另写了不可信起始日期的，以它为准）。平台审批由记录程序代签，要有为该平台、该仓库登记的记录程序，密钥登记在它名下。",
    why: "密钥就是审核人的私章。别人的章、过期的章、已经挂失的章，都不能代表他本人。",
    fix: "请审核人用名册中有效的密钥重新签署；换了新密钥的，先由治理人员登记到 reviewers.yaml。旧密钥只写停用日期或吊销，不要删除。原来的批准记录也不必删除，审核另行齐备后只作提醒。",
    english: "The signing key must be on the roster under the signer, valid on the day of the record and not distrusted by then; a platform decision needs a registered recorder for that platform and repository, and one of its keys. Sign again with a valid key, after registering a new one if need be; old keys are ended or revoked, never deleted.",
    source: None,
    bad: &[
        Example {
            files: &[
                ("content/demo/index.md", ARTICLE),
                (
                    "records/jx-example-article/knowledge.signoff",
                    "approve knowledge kn-agr-a 2026-03-20T08:00:00Z key=kn-agr-b",
                ),
            ],
            now: None,
        },
        Example {
            files: &[
                ("content/demo/index.md", ARTICLE),
                ("records/jx-example-article/knowledge.signoff", "approve knowledge kn-agr-a 2021-12-20T08:00:00Z"),
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
