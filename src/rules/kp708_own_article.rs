//! KP708 · own-article · Nobody reviews what he wrote.

use crate::diag::Severity;

use super::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 708,
    name: "own-article",
    severity: Severity::Error,
    since: "0.1.0",
    zh: "作者不得审核本人文章",
    en: "author cannot review own article",
    what: "本文作者（按人员编号认，也按姓名认）不得在任何审次批准本文或签署撤稿；责任编辑只能给初审。作者和责任编辑也不得解除本文的暂停展示或裁定针对本文的反对意见。",
    why: "自己写的自己看，错处看不见，读者也信不过。三审要的就是另一双眼睛。",
    fix: "请另一位承担这一审次的人签署。仅是同名的，请在稿件 authors 中用能区分的署名。原记录不必删除，审核另行齐备后只作提醒。",
    english: "An author, known by person id or by name, may not approve or retract the article at any stage; the responsible editor may give the initial review only. Neither may resume it after a suspension or overrule an objection to it. Have another person of that stage sign.",
    source: None,
    bad: &[
        Example {
            files: &[
                ("content/demo/index.md", BY_REVIEWER),
                ("records/jx-example-article/knowledge.signoff", "approve knowledge kn-agr-a 2026-03-20T08:00:00Z"),
            ],
            now: None,
        },
        Example {
            files: &[
                ("content/demo/index.md", BY_NAMESAKE),
                ("records/jx-example-article/knowledge.signoff", "approve knowledge kn-agr-a 2026-03-20T08:00:00Z"),
            ],
            now: None,
        },
        Example {
            files: &[
                ("content/demo/index.md", EDITED_BY_CHIEF),
                ("records/jx-example-article/final.signoff", "approve final fi-zhou 2026-03-20T08:00:00Z"),
            ],
            now: None,
        },
    ],
    good: &[Example {
        files: &[
            ("content/demo/index.md", ARTICLE),
            ("records/jx-example-article/initial.signoff", "approve initial ed-lin 2026-03-19T08:00:00Z"),
            ("records/jx-example-article/knowledge.signoff", "approve knowledge kn-agr-a 2026-03-20T08:00:00Z"),
        ],
        now: None,
    }],
    check: Check::Gate,
};

const ARTICLE: &str = "---\n...\n---\n\n水稻浅水插秧，返青后露田。\n";

const BY_REVIEWER: &str = "---\n...\nauthors:\n  - {name: 示例农艺师·丙, org: 示例农业大学, person: kn-agr-a, interests: none}\n---\n\n水稻浅水插秧，返青后露田。\n";

const BY_NAMESAKE: &str = "---\n...\nauthors:\n  - {name: 示例农艺师·丙, org: 示例农业大学, interests: none}\n---\n\n水稻浅水插秧，返青后露田。\n";

const EDITED_BY_CHIEF: &str = "---\n...\neditor: fi-zhou\n---\n\n水稻浅水插秧，返青后露田。\n";
