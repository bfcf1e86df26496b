//! The ledger for programs.

use serde::Serialize;

use super::{Entry, Event, Ledger, Showing, Signed, Spans};
use crate::model::units::china_rfc3339;

/// Version of the form. Fields are added, never changed.
const SCHEMA: &str = "kepu-ledger/1";

#[derive(Serialize)]
struct View<'a> {
    schema: &'static str,
    now: String,
    files: usize,
    refused_files: usize,
    events: Vec<EventView<'a>>,
}

/// What is not known is null.
#[derive(Serialize)]
struct EventView<'a> {
    id: &'a str,
    title: Option<&'a str>,
    category: Option<&'static str>,
    level: Option<&'static str>,
    drill: Option<bool>,
    opened: Option<String>,
    closed: Option<String>,
    all_clear: Option<SignedView>,
    notices: Vec<EntryView<'a>>,
}

#[derive(Serialize)]
struct SignedView {
    number: u64,
    at: String,
}

#[derive(Serialize)]
struct Step {
    at: String,
    by: &'static str,
}

#[derive(Serialize)]
struct EntryView<'a> {
    article: &'a str,
    title: &'a str,
    level: &'static str,
    regions: &'a [String],
    draft: Option<Step>,
    approved: Option<Step>,
    reviewed: Option<String>,
    published: Option<SignedView>,
    dropped: Option<SignedView>,
    seconds: &'a Spans,
    addressed: usize,
    silent: Vec<&'a str>,
    shown: Vec<ShowingView<'a>>,
}

#[derive(Serialize)]
struct ShowingView<'a> {
    station: &'a str,
    number: u64,
    at: String,
    sure: bool,
    addressed: bool,
    seconds: Option<i64>,
}

/// JSON with a final line end.
pub(super) fn json(ledger: &Ledger) -> String {
    let view = View {
        schema: SCHEMA,
        now: china_rfc3339(ledger.now),
        files: ledger.files,
        refused_files: ledger.refused,
        events: ledger.events.iter().map(event).collect(),
    };
    // A struct of texts and numbers always has a JSON form.
    serde_json::to_string_pretty(&view).unwrap_or_default() + "\n"
}

fn event(event: &Event) -> EventView<'_> {
    let known = event.known.as_ref();
    EventView {
        id: &event.id,
        title: known.map(|known| known.title.as_str()),
        category: known.map(|known| known.category.token()),
        level: known.map(|known| known.level.token()),
        drill: known.map(|known| known.drill),
        opened: known.map(|known| china_rfc3339(known.opened)),
        closed: known.and_then(|known| known.closed).map(china_rfc3339),
        all_clear: event.all_clear.map(signed),
        notices: event.entries.iter().map(entry).collect(),
    }
}

fn signed(file: Signed) -> SignedView {
    SignedView { number: file.number, at: china_rfc3339(file.at) }
}

fn entry(entry: &Entry) -> EntryView<'_> {
    let origin = &entry.origin;
    EntryView {
        article: &origin.article,
        title: &origin.title,
        level: origin.level.token(),
        regions: &origin.regions,
        draft: origin.draft.map(|(at, by)| Step { at: china_rfc3339(at), by: by.token() }),
        approved: origin.approved.map(|(at, by)| Step { at: china_rfc3339(at), by: by.token() }),
        reviewed: origin.reviewed.map(china_rfc3339),
        published: entry.published.map(signed),
        dropped: entry.dropped.map(signed),
        seconds: &entry.spans,
        addressed: entry.addressed.len(),
        silent: entry.silent().collect(),
        shown: entry.shown.iter().map(showing).collect(),
    }
}

fn showing(showing: &Showing) -> ShowingView<'_> {
    ShowingView {
        station: &showing.station,
        number: showing.seen.number,
        at: china_rfc3339(showing.seen.at),
        sure: showing.seen.is_sure,
        addressed: showing.is_addressed,
        seconds: showing.seconds,
    }
}
