//! KP809 · expiry-near · A key or qualification ends soon and nothing follows it.

use jiff::ToSpan as _;

use jiff::civil::Date;

use super::roster_example::roster;
use super::{Check, Example, Rule, SiteCx};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::path::SourcePath;
use crate::model::roster::RosterKey;
use crate::model::span::Span;

/// Two months: long enough for a governance round and a new certificate.
const NOTICE_DAYS: i64 = 60;

pub(super) static RULE: Rule = Rule {
    code: 809,
    name: "expiry-near",
    severity: Severity::Warning,
    since: "0.1",
    zh: "密钥或资质即将到期",
    en: "key or qualification expires soon",
    what: "在任人员和登记程序的密钥、在任人员的资质在 60 天内到期，而又没有更晚到期的接上，就提醒。",
    why: "到期第二天起，新的签署就不算数。名册受保护，改一次要走治理审批，等到期了再办，急稿就发不出去。",
    fix: "换发密钥或续办资质后，在名册里加一条新的；旧的保留，不要删。",
    english: "A key or qualification of somebody in office ends within 60 days and no other follows it. From the day after, new \
              sign-offs do not count. Add the new one to the roster and keep the old entry.",
    source: None,
    bad: &[
        Example {
            files: &[(
                "reviewers.yaml",
                roster!(
                    "  - {id: kn-bo, name: 示例医师·博, active: {from: 2022-01-01}, stages: [knowledge], domains: [medicine], qualifications: [{type: ⟦physician⟧, until: 2026-12-15}]}\n"
                ),
            )],
            now: None,
        },
        Example {
            files: &[(
                "reviewers.yaml",
                roster!(
                    "  - {id: ed-wu, name: 示例编辑·吴, active: {from: 2022-01-01}, stages: [initial], keys: [{key: ⟦ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPFAxbuDjxbxPs6XmiUs+awWUdMoXYrHhKvc7Zz1hnu⟧, until: 2026-11-30}]}\n"
                ),
            )],
            now: None,
        },
    ],
    good: &[Example {
        files: &[(
            "reviewers.yaml",
            roster!(
                "  - {id: kn-bo, name: 示例医师·博, active: {from: 2022-01-01}, stages: [knowledge], domains: [medicine], qualifications: [{type: physician, until: 2026-12-15}, {type: physician, until: 2031-12-15}]}\n"
            ),
        )],
        now: None,
    }],
    check: Check::Site(check),
};

fn check(cx: &SiteCx<'_>, out: &mut Findings) {
    let today = cx.now.day();
    let near = Near { today, last: today.saturating_add(NOTICE_DAYS.days()) };
    for person in cx.roster.people.values().filter(|person| person.active.holds(today)) {
        keys(&person.id.value, &person.keys, near, out);
        for own in &person.qualifications {
            let others = person.qualifications.iter().filter(|other| other.kind.value == own.kind.value);
            let latest = others.map(|other| other.until.unwrap_or(Date::MAX)).max();
            if let Some(until) = own.until.filter(|until| near.holds(*until) && latest == Some(*until)) {
                let kind = &own.kind.value;
                push(
                    &person.id.value,
                    own.kind.span,
                    until,
                    (&format!("资质 {kind}"), &format!("qualification {kind}")),
                    out,
                );
            }
        }
    }
    for recorder in cx.roster.recorders.values() {
        keys(&recorder.id.value, &recorder.keys, near, out);
    }
}

/// The days that are near.
#[derive(Clone, Copy)]
struct Near {
    today: Date,
    last: Date,
}

impl Near {
    fn holds(self, day: Date) -> bool {
        self.today <= day && day <= self.last
    }
}

fn keys(holder: &str, keys: &[RosterKey], near: Near, out: &mut Findings) {
    let good = || keys.iter().filter(|key| key.revoked.is_none());
    let latest = good().map(|key| key.window.until.unwrap_or(Date::MAX)).max();
    for key in good() {
        if let Some(until) = key.window.until.filter(|until| near.holds(*until) && latest == Some(*until)) {
            push(holder, key.key.span, until, ("密钥", "key"), out);
        }
    }
}

fn push(holder: &str, span: Span, until: Date, what: (&str, &str), out: &mut Findings) {
    let Ok(path) = SourcePath::new("reviewers.yaml") else { return };
    let message = Bilingual::new(
        format!("{holder} 的{}于 {until} 到期", what.0),
        format!("the {} of {holder} ends on {until}", what.1),
    );
    let finding = Diagnostic::at(RULE.code, RULE.severity, &path, span, message);
    out.push(finding.help("换发后在名册里加一条新的，旧的保留", "add the new one to the roster and keep the old"));
}
