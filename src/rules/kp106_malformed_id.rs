//! KP106 · malformed-id · The id is the address of a page for ever. Found while loading; a change is found in history.

use super::change::ChangeCx;
use super::example::page;
use super::{Check, Example, Rule};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};

pub(super) static RULE: Rule = Rule {
    code: 106,
    name: "malformed-id",
    severity: Severity::Error,
    since: "0.1",
    zh: "文章编号不合规或被更改",
    en: "id malformed or changed",
    what: "文章编号（id）只用小写字母、数字和单个连字符，以字母开头，6 至 64 个字符，一经使用终身不变。",
    why: "编号是网址、签署记录和终端更新共同认的名字。大小写、下划线或汉字在不同系统上会变样；改了编号，旧网址失效，审核记录也对不上。",
    fix: "新文章用 kepu new 生成编号；已发布的文章把编号改回原样。",
    english: "Ids are lower-case letters, digits and single hyphens, 6 to 64 characters, and never change: pages, records and \
              kiosks know an article by its id. Let kepu new make one, and put a changed id back.",
    source: None,
    bad: &[
        page!("id: ⟦JX_2026_Heat⟧"; "正文。"),
        page!("id: ⟦heat⟧"; "正文。"),
        Example {
            files: &[
                ("base/content/demo/index.md", "---\n...\n---\n\n正文。\n"),
                ("base/records/jx-example-article/1.signoff", "approve knowledge kn-agr-a 2026-10-30T01:00:00Z"),
                ("content/demo/index.md", "---\n...\nid: ⟦jx-another-name⟧\n---\n\n正文。\n"),
            ],
            now: None,
        },
    ],
    good: &[page!("id: jx-2026-0318-heatstroke"; "正文。")],
    check: Check::Load,
};

/// An id that somebody has decided about does not change in place.
pub(super) fn changed(cx: &ChangeCx<'_>, out: &mut Findings) {
    for article in cx.articles {
        let (Some(before), Some(after)) = (&article.before, &article.after) else { continue };
        if before == after || !(cx.has_records)(before) {
            continue;
        }
        let Ok(source) = article.dir.join("index.md") else { continue };
        let message = Bilingual::new(
            format!("编号由 {before} 改成了 {after}，而 {before} 已有签署记录"),
            format!("the id changed from {before} to {after}, and {before} has records"),
        );
        let span = cx.id_spans.get(after).copied().unwrap_or_default();
        let finding = Diagnostic::at(RULE.code, RULE.severity, &source, span, message);
        out.push(finding.help(format!("把编号改回 {before}"), format!("put the id back to {before}")));
    }
}
