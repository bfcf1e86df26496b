//! KP808 · deleted-identity · People and keys are ended, never erased: old approvals must stay checkable.

use super::change::ChangeCx;
use super::roster_example::roster;
use super::{Check, Example, Rule};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::path::SourcePath;
use crate::model::roster::{Person, Roster, RosterKey};

pub(super) static RULE: Rule = Rule {
    code: 808,
    name: "deleted-identity",
    severity: Severity::Error,
    since: "0.2",
    zh: "人员或密钥只能停用，不得删除",
    en: "identities and keys are ended, never deleted",
    what: "名册里已有的单位、人员、账号、密钥和登记程序，改动后必须仍在；不再使用的写 `until`，失窃的写 `revoked`。",
    why: "三年前的签署要能用当时的密钥核对。删掉条目，旧文章的审核就无从证明；删掉再加回来，又能绕过停用日期。",
    fix: "恢复被删的条目，写上 `until: 日期`。",
    english: "Organisations, people, accounts, keys and recorders of the base must still be on the roster after a change; write \
              until (or revoked) instead of deleting, so that old approvals stay checkable.",
    source: None,
    bad: &[Example {
        files: &[
            (
                "base/reviewers.yaml",
                roster!("  - {id: ed-wu, name: 示例编辑·吴, active: {from: 2022-01-01}, stages: [initial]}\n"),
            ),
            ("reviewers.yaml", roster!()),
        ],
        now: None,
    }],
    good: &[Example {
        files: &[
            (
                "base/reviewers.yaml",
                roster!("  - {id: ed-wu, name: 示例编辑·吴, active: {from: 2022-01-01}, stages: [initial]}\n"),
            ),
            (
                "reviewers.yaml",
                roster!(
                    "  - {id: ed-wu, name: 示例编辑·吴, active: {from: 2022-01-01, until: 2026-10-31}, stages: [initial]}\n"
                ),
            ),
        ],
        now: None,
    }],
    check: Check::Change(check),
};

fn check(cx: &ChangeCx<'_>, out: &mut Findings) {
    let (Some(proposed), Ok(path)) = (cx.proposed_roster, SourcePath::new("reviewers.yaml")) else { return };
    for (zh, en) in missing(cx.roster, proposed) {
        let message = Bilingual::new(format!("名册里不见了{zh}"), format!("{en} is gone from the roster"));
        let finding = Diagnostic::whole_file(RULE.code, RULE.severity, &path, message);
        out.push(finding.help("恢复条目，用 until 写明停用日期", "put the entry back and end it with until"));
    }
}

/// Everything of the old roster that the new one has not, named in both languages.
fn missing(old: &Roster, new: &Roster) -> Vec<(String, String)> {
    let mut gone = Vec::new();
    let mut say = |zh: String, en: String| gone.push((zh, en));
    for id in old.organisations.keys().filter(|id| !new.organisations.contains_key(*id)) {
        say(format!("单位 {id}"), format!("organisation {id}"));
    }
    for (id, person) in &old.people {
        match new.people.get(id) {
            None => say(format!("人员 {id}（{}）", person.name), format!("person {id}")),
            Some(kept) => {
                missing_keys(&person.keys, &kept.keys).for_each(|key| {
                    say(format!(" {id} 的密钥 {}", shortened(key)), format!("key {} of {id}", shortened(key)));
                });
                missing_accounts(person, kept).for_each(|account| {
                    say(format!(" {id} 的账号 {account}"), format!("account {account} of {id}"));
                });
            }
        }
    }
    for (id, recorder) in &old.recorders {
        match new.recorders.get(id) {
            None => say(format!("登记程序 {id}"), format!("recorder {id}")),
            Some(kept) => missing_keys(&recorder.keys, &kept.keys).for_each(|key| {
                say(format!("登记程序 {id} 的密钥 {}", shortened(key)), format!("key {} of {id}", shortened(key)));
            }),
        }
    }
    gone
}

fn missing_keys<'a>(old: &'a [RosterKey], new: &'a [RosterKey]) -> impl Iterator<Item = &'a str> {
    let blob = |key: &RosterKey| key.key.value.split_whitespace().nth(1).map(str::to_owned);
    let kept: Vec<Option<String>> = new.iter().map(blob).collect();
    old.iter().filter(move |key| !kept.contains(&blob(key))).map(|key| key.key.value.as_str())
}

fn missing_accounts(old: &Person, new: &Person) -> impl Iterator<Item = String> {
    let name = |account: &crate::model::roster::Account| format!("{}:{}", account.platform, account.id.value);
    let kept: Vec<String> = new.accounts.iter().map(name).collect();
    old.accounts.iter().map(name).filter(move |account| !kept.contains(account))
}

/// The last characters of a key, which differ between keys.
fn shortened(line: &str) -> String {
    let blob = line.split_whitespace().nth(1).unwrap_or(line);
    let tail: Vec<char> = blob.chars().rev().take(8).collect();
    format!("…{}", tail.into_iter().rev().collect::<String>())
}
