//! The report for programs.

use serde::Serialize;

use super::heard::{Heard, Way};
use super::judge::{Grade, days};
use super::months::Month;
use super::report::{Counts, Report, Row, Stranger};
use super::totals::Total;
use crate::kiosk::journal::Clock;
use crate::model::units::china_rfc3339;

/// Version of the form. Fields are added, never changed.
const SCHEMA: &str = "kepu-fleet/1";

#[derive(Serialize)]
struct View<'a> {
    schema: &'static str,
    now: String,
    silent_days: i64,
    span: Option<[String; 2]>,
    counts: &'a Counts,
    newest: Vec<ChannelView<'a>>,
    stations: Vec<StationView<'a>>,
    unknown: Vec<StrangerView<'a>>,
    out_of_service: Vec<&'a str>,
    totals: Totals<'a>,
    months: &'a [Month],
}

#[derive(Serialize)]
struct ChannelView<'a> {
    channel: &'a str,
    serial: Option<u64>,
    published: Option<String>,
}

#[derive(Serialize)]
struct Totals<'a> {
    region: &'a [Total],
    venue: &'a [Total],
    channel: &'a [Total],
}

#[derive(Serialize)]
struct StationView<'a> {
    id: &'a str,
    name: &'a str,
    region: &'a str,
    venue: &'a str,
    channel: &'a str,
    grade: &'static str,
    verdict: &'static str,
    silent_days: Option<i64>,
    newest: Option<u64>,
    /// What is known now; absent while nothing is known.
    known: Option<HeardView<'a>>,
    /// The last thing ever heard.
    last: Option<HeardView<'a>>,
    months: &'a [Month],
}

#[derive(Serialize)]
struct StrangerView<'a> {
    id: &'a str,
    times: usize,
    last: HeardView<'a>,
}

#[derive(Serialize)]
struct HeardView<'a> {
    at: String,
    timed: bool,
    way: Way,
    code: Option<u8>,
    fault: Option<&'a str>,
    serial: Option<u64>,
    verified: Option<bool>,
    signed_days: Option<i64>,
    content_days: Option<i64>,
    free_mib: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<LeftOutView>,
    clock: Option<Clock>,
}

#[derive(Serialize)]
struct LeftOutView {
    articles: u64,
    mib: u64,
}

/// A grade for programs.
pub(super) fn token(grade: Grade) -> &'static str {
    match grade {
        Grade::Bad => "bad",
        Grade::NoData => "no-data",
        Grade::Attention => "attention",
        Grade::Fine => "fine",
    }
}

/// JSON with a final line end.
pub(super) fn json(report: &Report<'_>) -> String {
    let ground = report.ground;
    let channels = ground.newest.iter().map(|(channel, newest)| ChannelView {
        channel,
        serial: newest.as_ref().map(|newest| newest.serial),
        published: newest.as_ref().map(|newest| china_rfc3339(newest.published)),
    });
    let [(_, region), (_, venue), (_, channel)] = &report.totals;
    let view = View {
        schema: SCHEMA,
        now: china_rfc3339(ground.now),
        silent_days: ground.silent_days,
        span: report.span.map(|(from, to)| [from.to_string(), to.to_string()]),
        counts: &report.counts,
        newest: channels.collect(),
        stations: report.rows.iter().map(|row| station(report, row)).collect(),
        unknown: report.strangers.iter().map(stranger).collect(),
        out_of_service: report.out_of_service.iter().map(|station| station.id.value.as_str()).collect(),
        totals: Totals { region, venue, channel },
        months: &report.months,
    };
    // A struct of texts and numbers always has a JSON form.
    serde_json::to_string_pretty(&view).unwrap_or_default() + "\n"
}

fn station<'a>(report: &Report<'_>, row: &'a Row<'_>) -> StationView<'a> {
    let station = row.station;
    StationView {
        id: &station.id.value,
        name: &station.name,
        region: &station.region,
        venue: &station.venue.value,
        channel: &station.channel.value,
        grade: token(row.verdict.grade()),
        verdict: row.verdict.zh(),
        silent_days: row.last.as_ref().map(|last| days(last.at, report.ground.now)),
        newest: report.newest(&station.channel.value),
        known: row.known().map(heard),
        last: row.last.as_ref().map(heard),
        months: &row.months,
    }
}

fn stranger(stranger: &Stranger) -> StrangerView<'_> {
    StrangerView { id: &stranger.id, times: stranger.times, last: heard(&stranger.last) }
}

fn heard(heard: &Heard) -> HeardView<'_> {
    HeardView {
        at: china_rfc3339(heard.at),
        timed: heard.is_timed,
        way: heard.way,
        code: heard.code,
        fault: heard.fault.as_deref(),
        serial: heard.serial,
        verified: heard.is_verified,
        signed_days: heard.signed_days,
        content_days: heard.content_days,
        free_mib: heard.free_mib,
        left_out: heard.left_out.map(|(articles, mib)| LeftOutView { articles, mib }),
        clock: heard.clock,
    }
}
