//! KP723 · approval-without-own-key · Where it matters most, a click on a platform is not enough.

use super::roster_example::roster;
use super::{Check, Example, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 723,
    name: "approval-without-own-key",
    severity: Severity::Error,
    since: "0.1",
    zh: "该审次须由本人密钥签署",
    en: "stage requires the person's own key",
    what: "审核政策用 direct 写明的审次（如医疗、农药、辟谣类稿件的终审），批准只计本人密钥的签署；平台上点的“通过”由程序\
           代签，不计入。终审要本人密钥的文章，恢复展示和裁定反对意见也要本人密钥。",
    why: "平台账号、记录程序的密钥都放在别人的服务器上。万一被盗，也不能让高风险的内容发出去。",
    fix: "请本人用 `kepu sign` 签署同一审次。原记录不必删除，审核另行齐备后，不计入的批准只作提醒。",
    english: "At stages that the policy lists under direct, only the person's own key counts; a click that a recorder \
              signed does not. Where the final review is such a stage, resuming the article and overruling an objection \
              need the own key too. Sign with kepu sign.",
    source: None,
    bad: &[Example {
        files: &[
            ("reviewers.yaml", PEOPLE),
            ("content/demo/index.md", ARTICLE),
            (
                "records/jx-example-article/1.signoff",
                "approve final fi-xu 2026-03-20T04:00:00Z via=gitee account=90032",
            ),
        ],
        now: None,
    }],
    good: &[
        Example {
            files: &[
                ("reviewers.yaml", PEOPLE),
                ("content/demo/index.md", ARTICLE),
                ("records/jx-example-article/1.signoff", "approve final fi-xu 2026-03-20T04:00:00Z"),
            ],
            now: None,
        },
        // The other stages may be clicked.
        Example {
            files: &[
                ("reviewers.yaml", PEOPLE),
                ("content/demo/index.md", ARTICLE),
                (
                    "records/jx-example-article/1.signoff",
                    "approve initial ed-wu 2026-03-20T04:00:00Z via=gitee account=90002",
                ),
            ],
            now: None,
        },
    ],
    check: Check::Gate,
};

const ARTICLE: &str = "---\n...\n---\n\n正文。\n";

/// A trust file that asks for the own key of every final approver, with a recorder for one repository.
const PEOPLE: &str = roster!(
    "  - {id: kn-an, name: 示例专家·安, active: {from: 2022-01-01}, stages: [knowledge], domains: [medicine, agriculture, safety, ecology, materials, energy, information, meteorology, education, policy, food]}\n",
    "  - {id: ed-wu, name: 示例编辑·吴, active: {from: 2022-01-01}, stages: [initial], accounts: [{platform: gitee, id: 90002, from: 2022-01-01}]}\n  - {id: fi-xu, name: 示例终审·徐, active: {from: 2022-01-01}, stages: [final], accounts: [{platform: gitee, id: 90032, from: 2022-01-01}], keys: [{key: \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE5ilnXp8/xqexh92GRS7ubpyDhVkeNxbXhPvYpzlOB+\", from: 2022-01-01}]}\nrecorders:\n  - {id: ci-gitee, platforms: [gitee], repos: [\"gitee:demo/kepu\"], keys: [{key: \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA8iwHunvfmRMfdKNc0jM2IP2UICsViLcsw6W/1vZT+y\", from: 2022-01-01}]}\n",
    "      - {id: own-key, when: {}, direct: [final]}\n"
);
