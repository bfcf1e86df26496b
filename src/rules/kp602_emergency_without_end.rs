//! KP602 · emergency-without-end · Emergency content ends by itself, and soon.

use crate::diag::{Findings, Severity};
use crate::model::article::Kind;
use crate::model::units::{china_rfc3339, plus_days};

use super::{ArticleCx, Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 602,
    name: "emergency-without-end",
    severity: Severity::Error,
    since: "0.1",
    zh: "应急内容缺少或超出有效期",
    en: "expiry missing or too long",
    what: "应急稿件要有 `emergency` 一栏；到期时间 expires 要晚于 issued，且不超过政策规定的天数（默认 30 天）。",
    why: "洪水过后还挂着撤离通知，会误导人。应急内容到点自动下线，e站断网也一样。",
    fix: "把 expires 改到期限以内；过后仍有用的知识，另写一篇普通稿件。",
    english: "Emergency content needs an `emergency` block whose `expires` is after `issued` and within the days the policy \
              allows (30 by default), so that it leaves every screen by itself. Shorten it; lasting knowledge belongs into an \
              ordinary article.",
    source: Some("突发事件应对法（2024 修订）：预警信息应及时更新、解除"),
    bad: &[Example {
        files: &[
            ("emergencies.yaml", EVENTS),
            (
                "content/demo/index.md",
                "---\n...\nkind: emergency\ntopics: [weather.disaster]\nregion: [\"360000\"]\nemergency:\n  event: 2026-10-demo-storm\n  category: natural_disaster\n  level: III\n  authority: 示例省应急管理机构\n  issued: 2026-10-02T08:00:00+08:00\n  expires: ⟦2026-12-02T08:00:00+08:00⟧\n  fast_track: false\n---\n\n正文。\n",
            ),
        ],
        now: None,
    }],
    good: &[Example {
        files: &[
            ("emergencies.yaml", EVENTS),
            (
                "content/demo/index.md",
                "---\n...\nkind: emergency\ntopics: [weather.disaster]\nregion: [\"360000\"]\nemergency:\n  event: 2026-10-demo-storm\n  category: natural_disaster\n  level: III\n  authority: 示例省应急管理机构\n  issued: 2026-10-02T08:00:00+08:00\n  expires: 2026-10-20T08:00:00+08:00\n  fast_track: false\n---\n\n正文。\n",
            ),
        ],
        now: None,
    }],
    check: Check::Article(check),
};

const EVENTS: &str = "kepu_emergencies: 1\nevents:\n  - {id: 2026-10-demo-storm, title: （演示）台风, category: natural_disaster, level: III, topics: [weather.disaster], region: [\"360000\"], opened: 2026-10-01T08:00:00+08:00}\n";

/// A month: the longest the policy of the sample site allows, and longer than any warning of the last ten years.
const DEFAULT_MAX_DAYS: u32 = 30;

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let Some(notice) = &front.emergency else {
        if front.kind.value == Kind::Emergency {
            let finding = RULE.in_front(
                cx,
                front.kind.span,
                "应急稿件没有 emergency 一栏",
                "emergency content without an emergency block",
            );
            out.push(
                finding.help("补上 emergency：事件、issued、expires", "add the block with event, issued and expires"),
            );
        }
        return;
    };
    let newest = cx.site.roster.policy.iter().max_by_key(|version| version.since.value);
    let max_days =
        newest.and_then(|version| version.fast_track.as_ref()).map_or(DEFAULT_MAX_DAYS, |fast| fast.max_days);
    let (issued, expires) = (notice.issued.value, notice.expires.value);
    let latest = plus_days(issued, i64::from(max_days));
    let (zh, en) = if expires <= issued {
        ("到期时间不晚于发布时间".to_owned(), "expires is not after issued".to_owned())
    } else if expires > latest {
        (
            format!("有效期超过 {max_days} 天，最晚 {}", china_rfc3339(latest)),
            format!("lives longer than {max_days} days, {} at the latest", china_rfc3339(latest)),
        )
    } else {
        return;
    };
    out.push(RULE.in_front(cx, notice.expires.span, zh, en).help("改 expires", "change expires"));
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at};
    use super::*;
    use crate::model::article::{EmergencyCategory, EmergencyLevel, EmergencyNotice};
    use jiff::Timestamp;

    #[test]
    fn life_time() {
        let run = |seconds: Option<i64>| {
            let bed = Bed::new("字").front(|front| {
                front.kind = at(Kind::Emergency);
                front.emergency = seconds.map(|seconds| Box::new(EmergencyNotice {
                    event: at("storm".to_owned()),
                    category: at(EmergencyCategory::Accident),
                    level: at(EmergencyLevel::II),
                    authority: String::new(),
                    issued: at(Timestamp::UNIX_EPOCH),
                    expires: at(Timestamp::from_second(seconds).unwrap_or_default()),
                    fast_track: false,
                }));
            });
            bed.findings(&RULE).len()
        };
        assert_eq!(
            [run(None), run(Some(0)), run(Some(1)), run(Some(30 * 86_400)), run(Some(30 * 86_400 + 1))],
            [1, 1, 0, 0, 1]
        );
    }
}
