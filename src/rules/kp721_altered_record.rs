//! KP721 · altered-record · The book of decisions is only ever added to.

use super::change::ChangeCx;
use super::{Check, Example, Rule};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};

pub(super) static RULE: Rule = Rule {
    code: 721,
    name: "altered-record",
    severity: Severity::Error,
    since: "0.2",
    zh: "已有签署记录被修改或删除",
    en: "existing record altered or deleted",
    what: "合并请求不得修改或删除 `records/` 里已有的文件，只能增加。",
    why: "删掉一条反对意见，或把一条撤回改成通过，等于改写历史。记录只增不减，谁同意过、谁反对过才查得清。",
    fix: "把这个文件恢复成基准分支上的样子。签错了的，请本人再签一条撤回（withdraw）。",
    english: "A change may add files below records/, never alter or delete one: an objection must not disappear. Put the \
              file back as the base has it; to take a decision back, its giver signs a withdrawal.",
    source: None,
    bad: &[
        Example {
            files: &[
                (
                    "base/records/jx-example-article/1.signoff",
                    "reject knowledge kn-agr-a 2026-10-30T01:00:00Z note=剂量有误",
                ),
                ("records/jx-example-article/1.signoff", "<removed>"),
            ],
            now: None,
        },
        Example {
            files: &[
                (
                    "base/records/jx-example-article/1.signoff",
                    "reject knowledge kn-agr-a 2026-10-30T01:00:00Z note=剂量有误",
                ),
                ("records/jx-example-article/1.signoff", "approve knowledge kn-agr-a 2026-10-30T01:00:00Z"),
            ],
            now: None,
        },
    ],
    good: &[Example {
        files: &[
            ("base/content/demo/index.md", "---\n...\n---\n\n正文。\n"),
            (
                "base/records/jx-example-article/1.signoff",
                "reject knowledge kn-agr-a 2026-10-30T01:00:00Z note=剂量有误",
            ),
            ("records/jx-example-article/2.signoff", "approve knowledge kn-agr-a 2026-10-31T01:00:00Z"),
        ],
        now: None,
    }],
    check: Check::Change(check),
};

fn check(cx: &ChangeCx<'_>, out: &mut Findings) {
    for file in cx.files.iter().filter(|file| file.before && file.path.below("records").is_some()) {
        let message = if file.after {
            Bilingual::new("这条签署记录被改动", "this record was altered")
        } else {
            Bilingual::new("这条签署记录被删除", "this record was deleted")
        };
        let finding = Diagnostic::whole_file(RULE.code, RULE.severity, &file.path, message);
        let path = &file.path;
        out.push(finding.help(
            format!("恢复原样：git checkout 基准分支 -- {path}"),
            format!("put it back: git checkout BASE -- {path}"),
        ));
    }
}
