//! KP110 · unknown-editor · Nobody on the roster answers for the article.

use super::{ArticleCx, Check, Rule};
use super::example::page;
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::span::Spanned;
use crate::model::units::china_date;

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
    good: &[page!("editor: ed-wu\nauthors:\n  - {name: 示例农艺师·丙, person: kn-agr-a}\nreview: {status: ready, request: [kn-agr-b]}"; "正文。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let people = &cx.site.roster.people;
    match people.get(&front.editor.value) {
        None => out.push(unknown(cx, &front.editor, ("责任编辑", "editor"))),
        // A retired editor's articles stay good: what counts is the day of the work.
        Some(editor) if !editor.active.holds(front.created.value) && !editor.active.holds(front.changed()) => {
            let (id, day) = (&front.editor.value, front.changed());
            let finding = RULE.in_front(
                cx,
                front.editor.span,
                format!("责任编辑 {id} 在 {day} 不在任期内"),
                format!("the editor {id} was not in office on {day}"),
            );
            out.push(finding.help("换成当时在任的编辑，或改正日期", "name an editor who was, or correct the date"));
        }
        Some(_) => {}
    }
    let authors = front.authors.iter().filter_map(|author| author.person.as_ref());
    out.extend(authors.filter(|id| !people.contains_key(&id.value)).map(|id| unknown(cx, id, ("作者", "author"))));
    for asked in &front.review.request {
        match people.get(&asked.value) {
            None => out.push(unknown(cx, asked, ("被请的审核人", "requested reviewer"))),
            Some(person) if !person.active.holds(china_date(cx.site.now)) => out.push(retired(cx, asked)),
            Some(_) => {}
        }
    }
}

fn unknown(cx: &ArticleCx<'_>, id: &Spanned<String>, what: (&str, &str)) -> Diagnostic {
    let finding = RULE.in_front(
        cx,
        id.span,
        format!("{}“{}”不在名册里", what.0, id.value),
        format!("the {} `{}` is not on the roster", what.1, id.value),
    );
    match nearest(cx, &id.value) {
        Some((near, name)) => finding.help(format!("是不是 {near}（{name}）？"), format!("did you mean {near}?")),
        None => finding.help("写 reviewers.yaml 里的人员编号", "write a person id of reviewers.yaml"),
    }
}

fn retired(cx: &ArticleCx<'_>, id: &Spanned<String>) -> Diagnostic {
    let message = Bilingual::new(
        format!("被请的审核人 {} 现已不在任期内", id.value),
        format!("the requested reviewer {} is no longer in office", id.value),
    );
    Diagnostic::at(RULE.code, Severity::Warning, &cx.article.source, id.span, message)
        .help("请别的审核人", "ask somebody else")
}

/// The person whose id or name is closest, if it is close.
fn nearest<'a>(cx: &ArticleCx<'a>, given: &str) -> Option<(&'a str, &'a str)> {
    let people = cx.site.roster.people.values();
    let scored = people.map(|person| {
        let by_id = strsim::normalized_damerau_levenshtein(given, &person.id.value);
        let score = if person.name == given { 1.0 } else { by_id };
        (score, person.id.value.as_str(), person.name.as_str())
    });
    let best = scored.filter(|(score, ..)| *score >= 0.6).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, id, name)| (id, name))
}
