//! KP703 · foreign-record · An approval speaks of one article of one site.

use crate::diag::Severity;

use super::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 703,
    name: "foreign-record",
    severity: Severity::Error,
    since: "0.1.0",
    zh: "记录属于其他项目或其他文章",
    en: "record belongs to another project or article",
    what: "签署记录里写着站点的项目编号和文章编号。项目编号要与 site.yaml 一致，文章编号要与记录所在的目录名一致。",
    why: "审核人同意的是那一篇，不是这一篇。不核对，把别处的签署复制过来就能冒充审核通过。",
    fix: "把放错的记录移走；本文需要的签署，请审核人读过本文后用 `kepu sign` 另签。",
    english: "A record names its project and its article. The project must be the one in site.yaml and the article must be the folder the record lies in, so that an approval copied from elsewhere counts for nothing. Move the file away and have this article signed on its own.",
    source: None,
    bad: &[
        Example {
            files: &[
                ("content/demo/index.md", ARTICLE),
                (
                    "records/jx-example-article/knowledge.signoff",
                    "approve knowledge kn-agr-a 2026-03-20T08:00:00Z article=jx-other-article",
                ),
            ],
            now: None,
        },
        Example {
            files: &[
                ("content/demo/index.md", ARTICLE),
                (
                    "records/jx-example-article/knowledge.signoff",
                    "approve knowledge kn-agr-a 2026-03-20T08:00:00Z project=7d0c1f52-0b1e-4c65-8a35-5f6f6b0f9f11",
                ),
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
