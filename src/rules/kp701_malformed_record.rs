//! KP701 · malformed-record · A sign-off record is exactly what the program writes, at its place.

use crate::diag::Severity;

use super::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 701,
    name: "malformed-record",
    severity: Severity::Error,
    since: "0.1.0",
    zh: "签署记录格式错误",
    en: "record malformed",
    what: "检查 records 目录里的签署记录：文件要放在 `records/文章编号/` 下，以 `.signoff` 结尾，是不超过 16 KiB 的普通文件（`.parts` 清单、README.md 除外）；内容是 UTF-8 文本、不含回车符，十三行依次写全，每一项用规定的英文词；批准、撤稿、小改要写明审次，不同意、暂停、撤稿、裁定要写明理由；平台审批要有能读懂、与平台相符的凭据，本人签署则不写；签名段完整，后面没有别的内容。",
    why: "签名保护的是记录的每一个字节。写法只许有一种，谁来读都是同一个意思，别人也没有地方夹带内容。",
    fix: "不要手写、手改或另存签署记录。用 `kepu sign` 请本人重新签署，平台审批用 `kepu record` 重新登记；放错地方的文件移出 records 目录。",
    english: "A record lies at `records/<article id>/*.signoff`, 16 KiB at most, and holds exactly thirteen lines in canonical form followed by one signature block: UTF-8, no carriage returns, canonical tokens, a stage for approve, minor and retract, a reason for reject, suspend, retract and overrule, readable evidence of the same platform for platform decisions and for them only. Never write or edit one by hand: sign again with `kepu sign` or record again with `kepu record`.",
    source: None,
    bad: &[
        Example {
            files: &[("content/demo/index.md", ARTICLE), ("records/jx-example-article/knowledge.signoff", BY_HAND)],
            now: None,
        },
        Example {
            files: &[
                ("content/demo/index.md", ARTICLE),
                ("records/jx-example-article/retract.signoff", "retract - fi-zhou 2026-03-20T08:00:00Z note=数据有误"),
            ],
            now: None,
        },
        Example {
            files: &[("content/demo/index.md", ARTICLE), ("records/jx-example-article/opinion.txt", "同意发布。\n")],
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

const BY_HAND: &str = "kepu-signoff-v1\nproject: 3f2b7c1e-5a64-4f0e-9d0c-2b8f6f7a1c55\narticle: jx-example-article\ndigest: sha256:b3ab92f7428f06f020887028288da49b888d93475e4acb6e4330424d1668459f\nfrom: -\ndecision: ⟦通过⟧\nstage: knowledge\nreviewer: kn-agr-a\nconflict: none\nat: 2026-03-20T08:00:00Z\nvia: ssh\nevidence: -\nnote: -\n-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAA\n-----END SSH SIGNATURE-----\n";
