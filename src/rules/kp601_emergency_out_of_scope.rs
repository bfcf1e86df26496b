//! KP601 · emergency-out-of-scope · Emergency content belongs to a registered event that was open when it was issued.

use crate::diag::{Diagnostic, Findings, Severity};
use crate::model::article::{EmergencyNotice, Kind};
use crate::model::emergency::EmergencyEvent;
use crate::model::span::Spanned;
use crate::model::units::china_rfc3339;

use super::{ArticleCx, Check, Example, Rule};

const EVENTS: &str = "kepu_emergencies: 1\nevents:\n  - {id: 2026-10-demo-storm, title: （演示）台风, category: natural_disaster, level: III, topics: [weather.disaster], region: [\"360100\"], opened: 2026-10-01T08:00:00+08:00, closed: 2026-10-10T08:00:00+08:00}\n";

pub(super) static RULE: Rule = Rule {
    code: 601,
    name: "emergency-out-of-scope",
    severity: Severity::Error,
    since: "0.1",
    zh: "应急事件未登记、未开启、已关闭，或主题地区不符",
    en: "event not registered/open, or topic/region outside it",
    what: "应急稿件的 `emergency.event` 要在 `emergencies.yaml` 里登记过；稿件的 issued 时间要在事件开启之后、关闭之前；\
           稿件的主题和地区要在事件的范围之内。`emergency` 一栏只能用于 `kind: emergency`。",
    why: "应急稿件可以先发后审。没有登记的事件、范围以外的主题都走这条路，先审后发就成了空话。",
    fix: "请值班负责人先在 emergencies.yaml 里登记或调整事件；与事件无关的内容按普通稿件送审。",
    english: "Emergency content may appear before its full review, so its event must be registered and open when it was issued, \
              and cover its topics and regions. Have the duty officer register the event, or send the text through the \
              ordinary review.",
    source: Some("突发事件应对法（2024 修订）；江西省突发公共事件总体应急预案"),
    bad: &[Example {
        files: &[
            ("emergencies.yaml", EVENTS),
            (
                "content/demo/index.md",
                "---\n...\nkind: emergency\ntopics: [weather.disaster]\nregion: [\"360100\"]\nemergency:\n  event: 2026-10-demo-storm\n  category: natural_disaster\n  level: III\n  authority: 示例省应急管理机构\n  issued: ⟦2026-10-12T08:00:00+08:00⟧\n  expires: 2026-10-20T08:00:00+08:00\n  fast_track: false\n---\n\n正文。\n",
            ),
        ],
        now: None,
    }],
    good: &[Example {
        files: &[
            ("emergencies.yaml", EVENTS),
            (
                "content/demo/index.md",
                "---\n...\nkind: emergency\ntopics: [weather.disaster]\nregion: [\"360100\"]\nemergency:\n  event: 2026-10-demo-storm\n  category: natural_disaster\n  level: III\n  authority: 示例省应急管理机构\n  issued: 2026-10-02T08:00:00+08:00\n  expires: 2026-10-20T08:00:00+08:00\n  fast_track: false\n---\n\n正文。\n",
            ),
        ],
        now: None,
    }],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let Some(notice) = &front.emergency else { return };
    if front.kind.value != Kind::Emergency {
        let (zh, en) = (
            format!("类别是“{}”，却有 emergency 一栏", front.kind.value.zh()),
            format!("kind is “{}” but there is an emergency block", front.kind.value.en()),
        );
        out.push(
            RULE.in_front(cx, front.kind.span, zh, en)
                .help("把 kind 改为 emergency，或删掉这一栏", "set kind: emergency or delete the block"),
        );
    }
    match cx.site.emergencies.event(&notice.event.value) {
        None => {
            let id = &notice.event.value;
            let (zh, en) =
                (format!("emergencies.yaml 里没有事件“{id}”"), format!("no event “{id}” in emergencies.yaml"));
            out.push(
                RULE.in_front(cx, notice.event.span, zh, en)
                    .help("请值班负责人先登记事件", "have the duty officer register the event"),
            );
        }
        Some(event) => {
            out.extend(not_open(cx, notice, event));
            out.extend(out_of_scope(cx, event));
        }
    }
}

fn not_open(cx: &ArticleCx<'_>, notice: &EmergencyNotice, event: &EmergencyEvent) -> Option<Diagnostic> {
    let issued = notice.issued.value;
    if event.is_open(issued) {
        return None;
    }
    let (zh, en) = if issued < event.opened {
        (
            format!("发布时事件还没有开启（{}）", china_rfc3339(event.opened)),
            format!("issued before the event opened ({})", china_rfc3339(event.opened)),
        )
    } else {
        let closed = event.closed.map(china_rfc3339).unwrap_or_default();
        (format!("发布时事件已经关闭（{closed}）"), format!("issued after the event was closed ({closed})"))
    };
    Some(
        RULE.in_front(cx, notice.issued.span, zh, en)
            .help("核对 issued，或改走普通审核", "check issued or use the ordinary review"),
    )
}

fn out_of_scope(cx: &ArticleCx<'_>, event: &EmergencyEvent) -> Vec<Diagnostic> {
    let front = &cx.article.front;
    let outside = |word: &Spanned<String>, zh: &str, en: &str| {
        let (id, title) = (&word.value, &event.title);
        RULE.in_front(
            cx,
            word.span,
            format!("{zh}“{id}”不在事件“{title}”的范围内"),
            format!("{en} “{id}” is outside the event “{title}”"),
        )
        .help("去掉它，或请值班负责人调整事件范围", "take it out or have the event widened")
    };
    let topics = front.topics.iter().filter(|topic| !event.topics.iter().any(|wide| covers_topic(wide, &topic.value)));
    let regions = front.region.iter().filter(|code| !event.region.iter().any(|wide| covers_region(wide, &code.value)));
    topics
        .map(|topic| outside(topic, "主题", "topic"))
        .chain(regions.map(|code| outside(code, "地区", "region")))
        .collect()
}

/// `weather` covers `weather.disaster`.
fn covers_topic(wide: &str, topic: &str) -> bool {
    topic.strip_prefix(wide).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A code covers those that agree with it up to its pairs of zeros. Source: GB/T 2260.
fn covers_region(wide: &str, code: &str) -> bool {
    let mut stem = wide;
    while let Some(shorter) = stem.strip_suffix("00").filter(|_| stem.len().is_multiple_of(2)) {
        stem = shorter;
    }
    code.starts_with(stem)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at};
    use super::*;
    use crate::model::article::{EmergencyCategory, EmergencyLevel};
    use jiff::Timestamp;

    #[test]
    fn regions_and_topics() {
        assert!(
            covers_region("000000", "360100") && covers_region("360000", "360100") && covers_region("360100", "360121")
        );
        assert!(!covers_region("360100", "360000") && !covers_region("360000", "430000"));
        assert!(covers_topic("weather", "weather.disaster") && !covers_topic("wea", "weather"));
    }

    fn bed(event: &str, issued: i64) -> Bed {
        let time = |second: i64| Timestamp::from_second(second).unwrap_or_default();
        let mut bed = Bed::new("字").front(|front| {
            front.kind = at(Kind::Emergency);
            front.emergency = Some(Box::new(EmergencyNotice {
                event: at(event.to_owned()),
                category: at(EmergencyCategory::Accident),
                level: at(EmergencyLevel::II),
                authority: String::new(),
                issued: at(time(issued)),
                expires: at(time(issued + 1)),
                fast_track: true,
            }));
        });
        bed.emergencies.events.push(EmergencyEvent {
            id: at("storm".to_owned()),
            title: "台风".to_owned(),
            category: EmergencyCategory::Accident,
            level: EmergencyLevel::II,
            topics: vec!["t".to_owned()],
            region: vec!["360000".to_owned()],
            drill: false,
            opened: time(100),
            closed: Some(time(200)),
        });
        bed
    }

    #[test]
    fn events() {
        assert_eq!(bed("storm", 150).findings(&RULE).len(), 0);
        assert_eq!(bed("flood", 150).findings(&RULE).len(), 1);
        assert_eq!(bed("storm", 99).findings(&RULE).len(), 1);
        assert_eq!(bed("storm", 200).findings(&RULE).len(), 1);
        assert_eq!(bed("storm", 150).front(|front| front.kind = at(Kind::Article)).findings(&RULE).len(), 1);
        let outside = bed("storm", 150).front(|front| {
            front.topics.push(at("u.two".to_owned()));
            front.region.push(at("430000".to_owned()));
        });
        assert_eq!(outside.findings(&RULE).len(), 2);
    }
}
