//! The ledger for spreadsheets: one line a notice and station; an empty cell is what is not known.

use super::{Entry, Event, Ledger, Showing};
use crate::fleet::csv::{MARK, line};
use crate::model::units::china_rfc3339;

const HEAD: [&str; 24] = [
    "事件",
    "事件名称",
    "演练",
    "级别",
    "事件时间",
    "稿件",
    "标题",
    "成稿时间",
    "成稿依据",
    "放行时间",
    "放行依据",
    "全部审完时间",
    "发布时间",
    "发布序号",
    "停止提示时间",
    "解除时间",
    "事件到成稿（秒）",
    "成稿到放行（秒）",
    "放行到发布（秒）",
    "事件到发布（秒）",
    "站点",
    "上屏时间",
    "时钟可信",
    "发布到上屏（秒）",
];

pub(super) fn csv(ledger: &Ledger) -> String {
    let mut text = MARK.to_owned() + &line(HEAD.map(str::to_owned));
    for event in &ledger.events {
        for entry in &event.entries {
            for showing in &entry.shown {
                text += &line(cells(event, entry, (&showing.station, Some(showing))));
            }
            for station in entry.silent() {
                text += &line(cells(event, entry, (station, None)));
            }
            if entry.shown.is_empty() && entry.addressed.is_empty() {
                text += &line(cells(event, entry, ("", None)));
            }
        }
    }
    text
}

fn cells(event: &Event, entry: &Entry, (station, showing): (&str, Option<&Showing>)) -> [String; 24] {
    fn shown<T: ToString>(value: Option<T>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let yes = |value: bool| if value { "是" } else { "否" }.to_owned();
    let (known, origin, spans) = (event.known.as_ref(), &entry.origin, &entry.spans);
    [
        event.id.clone(),
        known.map(|known| known.title.clone()).unwrap_or_default(),
        shown(known.map(|known| yes(known.drill))),
        origin.level.token().to_owned(),
        shown(known.map(|known| china_rfc3339(known.opened))),
        origin.article.clone(),
        origin.title.clone(),
        shown(origin.draft.map(|draft| china_rfc3339(draft.0))),
        shown(origin.draft.map(|draft| draft.1.zh())),
        shown(origin.approved.map(|approved| china_rfc3339(approved.0))),
        shown(origin.approved.map(|approved| approved.1.zh())),
        shown(origin.reviewed.map(china_rfc3339)),
        shown(entry.published.map(|file| china_rfc3339(file.at))),
        shown(entry.published.map(|file| file.number)),
        shown(entry.dropped.map(|file| china_rfc3339(file.at))),
        shown(event.all_clear.map(|file| china_rfc3339(file.at))),
        shown(spans.event_to_draft),
        shown(spans.draft_to_approval),
        shown(spans.approval_to_publication),
        shown(spans.event_to_publication),
        station.to_owned(),
        shown(showing.map(|showing| china_rfc3339(showing.seen.at))),
        shown(showing.map(|showing| yes(showing.seen.is_sure))),
        shown(showing.and_then(|showing| showing.seconds)),
    ]
}
