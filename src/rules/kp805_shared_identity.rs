//! KP805 · shared-identity · Two people with one account, address or key are one person to every rule.

use std::collections::BTreeMap;

use super::{Check, Example, Rule, SiteCx};
use super::roster_example::roster;
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::path::SourcePath;
use crate::model::span::Span;

pub(super) static RULE: Rule = Rule {
    code: 805,
    name: "shared-identity",
    severity: Severity::Fatal,
    since: "0.1",
    zh: "两人共用账号、邮箱或密钥",
    en: "shared account, e-mail or key",
    what: "名册里每个平台账号、邮箱和密钥只能属于一个人；登记程序的密钥也不能与任何人或别的登记程序相同。已停用的也算。",
    why: "三审要求不同的人各审一道。两个人共用一把密钥，一个人就能签两道审；登记程序与人共用密钥，机器就能冒充人。",
    fix: "给其中一人登记自己的账号、邮箱或密钥；一个人登记了两次的，只留一条。",
    english: "Stages count people, so an account, address or key may stand for one person or recorder only, ended ones included. \
              Enter a separate one for each, or remove the double entry of one person.",
    source: Some("图书质量保障体系（1997）：稿件三审责任制度"),
    bad: &[
        Example { files: &[("reviewers.yaml", roster!("  - {id: ed-wu, name: 示例编辑·吴, active: {from: 2022-01-01}, stages: [initial], emails: [office@example.org]}\n  - {id: ed-yu, name: 示例编辑·余, active: {from: 2022-01-01}, stages: [initial], emails: [⟦Office@example.org⟧]}\n"))], now: None },
        Example { files: &[("reviewers.yaml", roster!("  - {id: ed-wu, name: 示例编辑·吴, active: {from: 2022-01-01}, stages: [initial], accounts: [{platform: gitee, id: 90002}]}\n  - {id: ed-yu, name: 示例编辑·余, active: {from: 2022-01-01}, stages: [initial], accounts: [{platform: gitee, id: ⟦90002⟧}]}\n"))], now: None },
    ],
    good: &[Example { files: &[("reviewers.yaml", roster!("  - {id: ed-wu, name: 示例编辑·吴, active: {from: 2022-01-01}, stages: [initial], accounts: [{platform: gitee, id: 90002}, {platform: github, id: 90003}]}\n  - {id: ed-yu, name: 示例编辑·余, active: {from: 2022-01-01}, stages: [initial], accounts: [{platform: github, id: 90002}]}\n"))], now: None }],
    check: Check::Site(check),
};

/// What stands for somebody: its kind in both languages and its canonical text.
type Mark = (&'static str, &'static str, String);

/// Who is known by each mark, and where it was written.
type Holders<'a> = BTreeMap<Mark, (&'a str, Span)>;

fn check(cx: &SiteCx<'_>, out: &mut Findings) {
    let Ok(path) = SourcePath::new("reviewers.yaml") else { return };
    let mut holders = Holders::new();
    for person in cx.roster.people.values() {
        let id = person.id.value.as_str();
        for account in &person.accounts {
            let text = format!("{}:{}", account.platform, account.id.value);
            claim(&mut holders, ("账号", "account", text), (id, account.id.span), &path, out);
        }
        for email in &person.emails {
            claim(&mut holders, ("邮箱", "e-mail address", email.value.to_lowercase()), (id, email.span), &path, out);
        }
        for key in &person.keys {
            claim(&mut holders, ("密钥", "key", key.key.value.clone()), (id, key.key.span), &path, out);
        }
    }
    for recorder in cx.roster.recorders.values() {
        for key in &recorder.keys {
            let holder = (recorder.id.value.as_str(), key.key.span);
            claim(&mut holders, ("密钥", "key", key.key.value.clone()), holder, &path, out);
        }
    }
}

fn claim<'a>(holders: &mut Holders<'a>, mark: Mark, holder: (&'a str, Span), path: &SourcePath, out: &mut Findings) {
    let (zh, en, text) = &mark;
    match holders.get(&mark) {
        Some((first, _)) if *first == holder.0 => {}
        Some((first, span)) => {
            let shown: String = text.chars().take(40).collect();
            let message = Bilingual::new(
                format!("{} 与 {first} 共用{zh} {shown}", holder.0),
                format!("{} and {first} share the {en} {shown}", holder.0),
            );
            // People come before recorders and in order of id: the later one in the file is not known here.
            let (here, there) = if holder.1 < *span { (*span, holder.1) } else { (holder.1, *span) };
            let finding = Diagnostic::at(RULE.code, RULE.severity, path, here, message).also(path, there, "另一处", "also here");
            out.push(finding.help("每人各用自己的，只留一处", "give each their own"));
        }
        None => {
            holders.insert(mark, holder);
        }
    }
}
