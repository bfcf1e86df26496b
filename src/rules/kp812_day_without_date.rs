//! KP812 · day-without-date · Editors must begin for a themed day, and nobody has looked up when it is.

use jiff::ToSpan as _;

use super::{Check, Example, Rule, SiteCx};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::days::ThemedDay;
use crate::model::path::SourcePath;
use crate::model::span::Span;

macro_rules! day {
    ($rest:literal) => {
        Example {
            files: &[(
                "days.yaml",
                concat!(
                    "kepu_days: 1\ndays:\n  - id: demo\n    title: 示例周\n    topics: [health.heat]\n    lead: 60\n",
                    "    source: {title: 示例通知, publisher: 示例部}\n",
                    $rest
                ),
            )],
            now: None,
        }
    };
}

pub(super) static RULE: Rule = Rule {
    code: 812,
    name: "day-without-date",
    severity: Severity::Warning,
    since: "0.1",
    zh: "主题日临近，日期还没有查明",
    en: "themed day draws near without a date",
    what: "days.yaml 里每年另行公布日期的主题日，已到该动手的时候（往年月份减去提前天数 lead），还没有写上这一年的日期；\
           或者规则写明的有效年份 until 已经过去。",
    why: "日期靠记忆会记错：首页和日历登错主题日，读者白跑一趟，编辑也来不及备稿。",
    fix: "查主办单位的通知，在 dates 里加上这一年的 {first, last}；规则变了就改 rule，不再举办的删去整条。改动经治理审批。",
    english: "A themed day whose dates are set each year has none for the coming one although its lead time has begun, or the last \
              year of its rule has passed. Look up the organiser's notice and add the dates, change the rule, or delete the entry.",
    source: None,
    bad: &[
        day!("    rule: ⟦{usual_month: 12}⟧\n"),
        day!("    rule: ⟦{dates: [{first: 2025-11-20, last: 2025-11-26}]}⟧\n"),
        day!("    rule: {month: 6}\n    until: ⟦2025⟧\n"),
    ],
    good: &[
        day!("    rule: {usual_month: 3}\n"),
        day!("    rule: {dates: [{first: 2025-11-20}, {first: 2026-11-21}]}\n"),
        day!("    rule: {date: \"11-09\"}\n    until: 2030\n"),
        day!("    rule: {dates: []}\n"),
    ],
    check: Check::Site(check),
};

fn check(cx: &SiteCx<'_>, out: &mut Findings) {
    for day in &cx.days.days {
        ended(cx, day, out);
        awaited(cx, day, out);
    }
}

fn ended(cx: &SiteCx<'_>, day: &ThemedDay, out: &mut Findings) {
    let Some(until) = day.until.as_ref().filter(|until| until.value < cx.now.day().year()) else { return };
    let message = Bilingual::new(
        format!("“{}”的规则只到 {} 年有效", day.title, until.value),
        format!("the rule of “{}” holds until {} only", day.title, until.value),
    );
    push(until.span, message, out);
}

fn awaited(cx: &SiteCx<'_>, day: &ThemedDay, out: &mut Findings) {
    let begun = cx.now.day().saturating_add(i64::from(day.lead_days).days());
    let awaited = day.awaited(cx.now.day()).filter(|expected| *expected <= begun);
    let Some(expected) = awaited.filter(|expected| day.holds_in(expected.year())) else { return };
    let message = Bilingual::new(
        format!("“{}”还没有 {} 年的日期，往年在 {} 月", day.title, expected.year(), expected.month()),
        format!("“{}” has no date for {}; it usually is in month {}", day.title, expected.year(), expected.month()),
    );
    push(day.rule.span, message, out);
}

fn push(span: Span, message: Bilingual, out: &mut Findings) {
    let Ok(path) = SourcePath::new("days.yaml") else { return };
    let finding = Diagnostic::at(RULE.code, RULE.severity, &path, span, message);
    out.push(
        finding.help("查主办单位的通知，写上日期或改规则", "look up the notice, add the dates or change the rule"),
    );
}
