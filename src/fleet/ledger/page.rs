//! The ledger as a part of the page of all stations.

use std::fmt::Write as _;

use super::text::{length, moment, screens};
use super::{Entry, Event, Ledger};
use crate::diag::Lang;
use crate::fleet::page::{NO_DATA, escaped};

pub(super) fn section(ledger: &Ledger) -> String {
    let mut out = String::new();
    if ledger.events.iter().all(|event| event.entries.is_empty()) {
        return out;
    }
    out += "<section aria-labelledby=\"ledger\">\n<h2 id=\"ledger\">应急响应</h2>\n\
            <p class=\"soft\">事件时间取自登记册，成稿取自提交历史，放行取自审批记录，发布取自签名文件，上屏是各站自报的。\
            没有依据的写无数据，不算零。各站逐条在 ledger.csv。</p>\n\
            <div class=\"scroll\"><table class=\"sums\">\n<thead><tr>";
    for head in ["应急稿", "事件", "成稿", "放行", "发布", "上屏"] {
        let _ = write!(out, "<th scope=\"col\">{head}</th>");
    }
    out += "</tr></thead>\n<tbody>\n";
    for event in &ledger.events {
        for entry in &event.entries {
            row(event, entry, &mut out);
        }
    }
    out += "</tbody>\n</table></div>\n</section>\n";
    out
}

fn row(event: &Event, entry: &Entry, out: &mut String) {
    let (origin, spans) = (&entry.origin, &entry.spans);
    let drill = if event.is_drill() { "【演练】" } else { "" };
    let _ = write!(
        out,
        "<tr><th scope=\"row\">{drill}{}<small>{}</small></th>",
        escaped(&origin.title),
        escaped(&origin.article)
    );
    let mut cell = |at: Option<jiff::Timestamp>, small: String| {
        let at = at.map_or_else(|| NO_DATA.to_owned(), moment);
        let _ = write!(out, "<td>{at}<small>{}</small></td>", escaped(&small));
    };
    let after = |name: &str, span: Option<i64>| {
        span.map(|seconds| format!("{name} {}", length(seconds, Lang::Zh))).unwrap_or_default()
    };
    let title = event.known.as_ref().map_or(event.id.as_str(), |known| &known.title);
    cell(event.known.as_ref().map(|known| known.opened), title.to_owned());
    cell(origin.draft.map(|draft| draft.0), after("事件后", spans.event_to_draft));
    cell(origin.approved.map(|approved| approved.0), after("成稿后", spans.draft_to_approval));
    cell(entry.published.map(|file| file.at), after("放行后", spans.approval_to_publication));
    let _ = writeln!(out, "<td>{}</td></tr>", escaped(&screens(entry, Lang::Zh)));
}
