//! KP803 · policy-with-content · Nobody changes the rules in the same breath as the text they apply to.

use super::change::ChangeCx;
use super::{Check, Example, Rule};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};

pub(super) static RULE: Rule = Rule {
    code: 803,
    name: "policy-with-content",
    severity: Severity::Error,
    since: "0.2",
    zh: "策略改动与内容改动不得混在一起",
    en: "policy and content changed together",
    what: "一个合并请求要么改稿件（`content/`），要么改受保护的文件（名册、政策、站点设置、模板、词表、CI 配置等），不能都改。",
    why: "放宽要求的改动夹在一大堆文字里，最容易被漏看。分开以后，治理人员只看规则，审核人只看文章。",
    fix: "拆成两个合并请求，先合并规则的改动。",
    english: "A change touches either articles or protected files (people, policy, settings, templates, word lists, CI), never \
              both, so that a loosened rule cannot hide behind text. Split it in two.",
    source: None,
    bad: &[Example {
        files: &[("content/demo/index.md", "---\n...\n---\n\n正文。\n"), ("themes/base/static/extra.css", "body{}\n")],
        now: None,
    }],
    good: &[Example {
        files: &[("content/demo/index.md", "---\n...\n---\n\n正文。\n"), ("README.md", "说明\n")],
        now: None,
    }],
    check: Check::Change(check),
};

fn check(cx: &ChangeCx<'_>, out: &mut Findings) {
    let Some(content) = cx.files.iter().find(|file| file.path.below("content").is_some()) else { return };
    for file in cx.protected() {
        let message = Bilingual::new(
            format!("受保护的 {} 与稿件 {} 在同一个合并请求里改动", file.path, content.path),
            format!("the protected {} changed together with {}", file.path, content.path),
        );
        let finding = Diagnostic::whole_file(RULE.code, RULE.severity, &file.path, message);
        out.push(finding.help("拆成两个合并请求", "split it into two pull requests"));
    }
}
