//! KP110 · unknown-editor · Nobody on the roster answers for the article. Unknown ids are found while loading.

use super::example::page;
use super::{ArticleCx, Check, Rule};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::span::Spanned;

pub(super) static RULE: Rule = Rule {
    code: 110,
    name: "unknown-editor",
    severity: Severity::Error,
    since: "0.1",
    zh: "责任编辑或作者身份未登记或已停用",
    en: "editor or author identity unknown or inactive",
    what: "责任编辑（editor）、作者的人员编号（person）和被请的审核人（request）都要在 reviewers.yaml 里；\
           责任编辑在文章撰写或最近修改的那天须在任期内。被请的审核人任期已满时只提醒。",
    why: "稿件要有人负责。编号写错，回避规则也会失灵：系统认不出作者是谁，就挡不住作者审自己的稿。",
    fix: "改成名册里的编号；新同事先由治理人员登记到 reviewers.yaml。",
    english: "The responsible editor, authors' person ids and requested reviewers must be on the roster, and the editor must have \
              been in office when the text was written or last changed; else nobody answers for it and conflicts of interest \
              go unseen. Use an id of reviewers.yaml.",
    source: Some("图书质量保障体系（1997）：稿件三审责任制度"),
    bad: &[
        page!("editor: ⟦ed-lim⟧"; "正文。"),
        page!("created: 2021-12-31\neditor: ⟦ed-lin⟧"; "正文。"),
        page!("authors:\n  - {name: 示例作者, person: ⟦kn-nobody⟧}"; "正文。"),
        page!("review:\n  status: ready\n  request: [kn-agr-a, ⟦kn-agr-z⟧]"; "正文。"),
    ],
    good: &[
        page!("editor: ed-wu\nauthors:\n  - {name: 示例农艺师·丙, person: kn-agr-a}\nreview: {status: ready, request: [kn-agr-b]}"; "正文。"),
    ],
    check: Check::Article(check),
};

/// Unknown ids are told while loading, so that they are told of articles with other faults too.
fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let people = &cx.site.roster.people;
    // A retired editor's articles stay good: what counts is the day of the work.
    let in_office = |day| people.get(&front.editor.value).is_none_or(|editor| editor.active.holds(day));
    if !in_office(front.created.value) && !in_office(front.changed()) {
        let (id, day) = (&front.editor.value, front.changed());
        let finding = RULE.in_front(
            cx,
            front.editor.span,
            format!("责任编辑 {id} 在 {day} 不在任期内"),
            format!("the editor {id} was not in office on {day}"),
        );
        out.push(finding.help("换成当时在任的编辑，或改正日期", "name an editor who was, or correct the date"));
    }
    let today = cx.site.now.day();
    let retired = |id: &&Spanned<String>| people.get(&id.value).is_some_and(|person| !person.active.holds(today));
    for asked in front.review.request.iter().filter(retired) {
        let message = Bilingual::new(
            format!("被请的审核人 {} 现已不在任期内", asked.value),
            format!("the requested reviewer {} is no longer in office", asked.value),
        );
        let finding = Diagnostic::at(RULE.code, Severity::Warning, &cx.article.source, asked.span, message);
        out.push(finding.help("请别的审核人", "ask somebody else"));
    }
}
