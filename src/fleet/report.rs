//! The report: the register beside what was heard.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::access_log::{self, Line};
use super::heard::{self, Heard};
use super::judge::{Grade, Measure, Verdict, judge};
use super::ledger::Ledger;
use super::months::{Month, months};
use super::totals::{Total, by_month, totals};
use super::{csv, page, view};
use crate::bundle::publish::Newest;
use crate::model::site::SiteSettings;
use crate::model::station::{Station, Stations};
use crate::model::units::china_date;

/// What the report stands on.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// Names of regions and channels.
    pub settings: &'a SiteSettings,
    /// The register.
    pub stations: &'a Stations,
    /// Entries of the register that could not be read.
    pub unreadable: usize,
    /// What each channel offers, verified; nothing where that is not known.
    pub newest: &'a BTreeMap<String, Option<Newest>>,
    /// The clock.
    pub now: Timestamp,
    /// Days of silence after which nothing is known.
    pub silent_days: i64,
}

/// What was heard, as it comes in.
#[derive(Clone, Debug)]
pub struct Inputs {
    now: Timestamp,
    heard: BTreeMap<String, Vec<Heard>>,
    /// Counts of what was read.
    pub counts: Counts,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Status files.
    pub statuses: u64,
    /// Files that are no status.
    pub broken_statuses: u64,
    /// Lines of logs.
    pub lines: u64,
    /// Beacons among them.
    pub beacons: u64,
    /// Beacons whose words make no sense.
    pub broken_beacons: u64,
    /// Lines that are no line of a log.
    pub malformed_lines: u64,
    /// Reports whose own clock cannot be right.
    pub untimed: u64,
}

impl Inputs {
    /// Nothing yet.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self { now, heard: BTreeMap::new(), counts: Counts::default() }
    }

    /// Takes a status file.
    pub fn status(&mut self, bytes: &[u8]) {
        match heard::of_status(bytes, self.now) {
            Some(heard) => {
                self.counts.statuses += 1;
                self.counts.untimed += u64::from(!heard.is_timed);
                self.take(heard);
            }
            None => self.counts.broken_statuses += 1,
        }
    }

    /// Takes a line of a log.
    pub fn line(&mut self, line: &[u8]) {
        self.counts.lines += 1;
        match access_log::read(&String::from_utf8_lossy(line), self.now) {
            Line::Beacon(heard) => {
                self.counts.beacons += 1;
                self.take(*heard);
            }
            Line::Other => {}
            Line::Broken => self.counts.broken_beacons += 1,
            Line::Malformed => self.counts.malformed_lines += 1,
        }
    }

    /// Everything that was heard.
    pub fn heard(&self) -> impl Iterator<Item = &Heard> {
        self.heard.values().flatten()
    }

    fn take(&mut self, heard: Heard) {
        self.heard.entry(heard.station.clone()).or_default().push(heard);
    }
}

/// One station of the report.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Its entry.
    pub station: &'a Station,
    /// The verdict.
    pub verdict: Verdict,
    /// The last thing heard.
    pub last: Option<Heard>,
    /// Its months, the oldest first.
    pub months: Vec<Month>,
}

/// A station that the register does not have.
#[derive(Clone, Debug)]
pub struct Stranger {
    /// Id.
    pub id: String,
    /// The last thing heard.
    pub last: Heard,
    /// How often.
    pub times: usize,
}

/// The report.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// What it stands on.
    pub ground: Ground<'a>,
    /// Stations in service, trouble first.
    pub rows: Vec<Row<'a>>,
    /// Stations that are no longer, or not yet, in service.
    pub out_of_service: Vec<&'a Station>,
    /// Stations that the register does not have.
    pub strangers: Vec<Stranger>,
    /// Totals by region, venue and channel.
    pub totals: [(&'static str, Vec<Total>); 3],
    /// Months of all stations together.
    pub months: Vec<Month>,
    /// First and last day on which anything was heard.
    pub span: Option<(Date, Date)>,
    /// What was read.
    pub counts: Counts,
    /// How emergencies were answered, where that was looked up.
    pub ledger: Option<Ledger>,
}

/// The files of a report, by name.
pub type Outputs = Vec<(&'static str, String)>;

impl<'a> Report<'a> {
    /// Puts everything together.
    #[must_use]
    pub fn new(ground: Ground<'a>, mut inputs: Inputs) -> Self {
        for heard in inputs.heard.values_mut() {
            // Of two at one instant the later read stands; a file knows more than a line.
            heard.sort_by_key(|one| (one.at, std::cmp::Reverse(one.way)));
        }
        let timed = || inputs.heard.values().flatten().filter(|one| one.is_timed).map(|one| china_date(one.at));
        let span = timed().min().zip(timed().max());
        let today = china_date(ground.now);
        let (serving, out): (Vec<_>, Vec<_>) =
            ground.stations.stations.iter().partition(|station| station.serves_on(today));
        let mut rows: Vec<Row<'a>> = serving
            .into_iter()
            .map(|station| {
                let heard = inputs.heard.remove(&station.id.value).unwrap_or_default();
                row(ground, station, &heard, span.map(|(from, _)| (from, today)))
            })
            .collect();
        for station in &out {
            inputs.heard.remove(&station.id.value);
        }
        rows.sort_by(|a, b| {
            let silence = |row: &Row<'_>| row.last.as_ref().map(|last| last.at);
            (a.verdict.grade(), a.verdict, silence(a), &a.station.id.value).cmp(&(
                b.verdict.grade(),
                b.verdict,
                silence(b),
                &b.station.id.value,
            ))
        });
        let strangers = inputs.heard.into_iter().filter_map(|(id, heard)| {
            let times = heard.len();
            heard.into_iter().next_back().map(|last| Stranger { id, last, times })
        });
        Self {
            totals: totals(ground, &rows),
            months: by_month(&rows),
            strangers: strangers.collect(),
            out_of_service: out,
            counts: inputs.counts,
            ledger: None,
            ground,
            rows,
            span,
        }
    }

    /// Stations of a grade.
    #[must_use]
    pub fn count(&self, grade: Grade) -> usize {
        self.rows.iter().filter(|row| row.verdict.grade() == grade).count()
    }

    /// The newest serial of a channel.
    #[must_use]
    pub fn newest(&self, channel: &str) -> Option<u64> {
        newest(self.ground, channel)
    }

    /// Every file.
    #[must_use]
    pub fn outputs(&self) -> Outputs {
        let mut outputs = vec![
            ("index.html", page::page(self)),
            ("fleet.json", view::json(self)),
            ("fleet.csv", csv::stations(self)),
            ("months.csv", csv::months(self)),
        ];
        if let Some(ledger) = &self.ledger {
            outputs.extend([("ledger.json", ledger.json()), ("ledger.csv", ledger.csv())]);
        }
        outputs
    }
}

fn newest(ground: Ground<'_>, channel: &str) -> Option<u64> {
    Some(ground.newest.get(channel)?.as_ref()?.serial)
}

fn row<'a>(ground: Ground<'a>, station: &'a Station, heard: &[Heard], span: Option<(Date, Date)>) -> Row<'a> {
    let channel = station.channel.value.as_str();
    let Ground { now, silent_days, .. } = ground;
    let measure = Measure { now, silent_days, channel, newest: newest(ground, channel) };
    Row {
        station,
        verdict: judge(heard.last(), measure),
        last: heard.last().cloned(),
        months: span.map(|span| months(station, heard, span)).unwrap_or_default(),
    }
}

impl Row<'_> {
    /// What is known now: nothing when it has been silent for too long.
    #[must_use]
    pub fn known(&self) -> Option<&Heard> {
        self.last.as_ref().filter(|_| self.verdict.grade() != Grade::NoData)
    }
}
