//! The response ledger: for each event when its notices were drafted, approved, signed and first shown at each station,
//! and how long each step took.
//!
//! Every moment has a source of its own, and one that no source tells is absent, never a zero. What a station says of
//! itself nobody signs; what its clock could not know is told apart and measured nowhere.

mod csv;
mod json;
mod page;
mod spans;
mod text;

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::heard::{Heard, Seen};
use super::report::Inputs;
use crate::bundle::emergency::Bulletin;
use crate::bundle::siren::Past;
use crate::model::alert::Alert;
use crate::model::article::EmergencyLevel;
use crate::model::emergency::{Emergencies, EmergencyEvent};
use crate::model::site::contains;
use crate::model::station::Stations;
use crate::model::token::vocabulary;
use crate::model::units::china_date;

pub use spans::{Spans, Spread};

vocabulary! {
    /// What tells that a draft was there.
    DraftSource {
        Commit = "commit", "提交", "commit";
        Record = "record", "首条审批记录", "first record";
    }
}

vocabulary! {
    /// By which track a notice was let out first.
    Track {
        Fast = "fast", "快速通道", "fast track";
        Full = "full", "全部审次", "full review";
    }
}

/// What the site knows of the notice of one article.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Its article.
    pub article: String,
    /// Its event.
    pub event: String,
    /// Title.
    pub title: String,
    /// Level.
    pub level: EmergencyLevel,
    /// Regions.
    pub regions: Vec<String>,
    /// When the draft was there, at the latest, and what tells so.
    pub draft: Option<(Timestamp, DraftSource)>,
    /// When it was let out first.
    pub approved: Option<(Timestamp, Track)>,
    /// When the full review was complete.
    pub reviewed: Option<Timestamp>,
}

/// What a ledger stands on.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The register of events.
    pub emergencies: &'a Emergencies,
    /// What the site knows of notices.
    pub origins: &'a [Origin],
    /// What was signed.
    pub past: &'a Past,
    /// The register of stations.
    pub stations: &'a Stations,
    /// The clock.
    pub now: Timestamp,
}

/// A signed file: its number, and when it was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Number.
    pub number: u64,
    /// When.
    pub at: Timestamp,
}

/// A notice on the screen of a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Showing {
    /// The station.
    pub station: String,
    /// What it said.
    pub seen: Seen,
    /// Seconds since the notice was signed, by the station's clock; negative where that cannot be.
    pub seconds: Option<i64>,
    /// Whether the register has the station in service where the notice is for.
    pub is_addressed: bool,
}

/// One notice.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What the site knows of it, or the signed file where the site has it no more.
    pub origin: Origin,
    /// The file that said it first.
    pub published: Option<Signed>,
    /// The first file after that which left it out.
    pub dropped: Option<Signed>,
    /// Stations in service where it is for.
    pub addressed: Vec<String>,
    /// Where it was shown, the first first.
    pub shown: Vec<Showing>,
    /// How long the steps took.
    pub spans: Spans,
}

impl Entry {
    /// Stations that should show it and did not say so.
    pub fn silent(&self) -> impl Iterator<Item = &str> {
        let is_silent = |id: &&String| !self.shown.iter().any(|showing| showing.station == **id);
        self.addressed.iter().filter(is_silent).map(String::as_str)
    }
}

/// One event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Id.
    pub id: String,
    /// Its entry in the register; absent where that has none.
    pub known: Option<EmergencyEvent>,
    /// The first file that gave the all-clear.
    pub all_clear: Option<Signed>,
    /// Its notices, by time of publication.
    pub entries: Vec<Entry>,
}

impl Event {
    /// Whether it is a drill, as far as the register says.
    #[must_use]
    pub fn is_drill(&self) -> bool {
        self.known.as_ref().is_some_and(|known| known.drill)
    }
}

/// The ledger.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The clock.
    pub now: Timestamp,
    /// Events, the last one first.
    pub events: Vec<Event>,
    /// Signed files with news.
    pub files: usize,
    /// Files that no root vouches for.
    pub refused: usize,
}

impl Ledger {
    /// Puts everything together; with ids only these events.
    #[must_use]
    pub fn new(evidence: Evidence<'_>, inputs: &Inputs, only: &[String]) -> Self {
        let seen = by_article(inputs);
        let mut ids: Vec<&str> = evidence.emergencies.events.iter().map(|event| event.id.value.as_str()).collect();
        let past = evidence.past;
        let signed = past.live.iter().chain(&past.drill).flat_map(|file| &file.notices);
        ids.extend(evidence.origins.iter().map(|origin| origin.event.as_str()));
        ids.extend(signed.map(|alert| alert.event.as_str()));
        ids.sort_unstable();
        ids.dedup();
        let wanted = ids.into_iter().filter(|id| only.is_empty() || only.iter().any(|own| own == id));
        let mut events: Vec<Event> = wanted.map(|id| event(id, evidence, &seen)).collect();
        let opened = |event: &Event| event.known.as_ref().map(|known| known.opened);
        events.sort_by(|a, b| (opened(b), &a.id).cmp(&(opened(a), &b.id)));
        Self { now: evidence.now, events, files: past.live.len() + past.drill.len(), refused: past.refused }
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> String {
        json::json(self)
    }

    /// For spreadsheets: one line a notice and station.
    #[must_use]
    pub fn csv(&self) -> String {
        csv::csv(self)
    }

    /// For people.
    #[must_use]
    pub fn text(&self, lang: crate::diag::Lang) -> String {
        text::text(self, lang)
    }

    /// A part of the page of all stations; nothing where there is no event.
    pub(super) fn section(&self) -> String {
        page::section(self)
    }
}

/// What stations said of each article: of several words of one station the one that is sure, then the earliest.
type SeenBy<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a Seen>>;

fn by_article(inputs: &Inputs) -> SeenBy<'_> {
    let mut all = SeenBy::new();
    for Heard { station, shown, .. } in inputs.heard() {
        for seen in shown {
            let own = all.entry(&seen.article).or_default().entry(station).or_insert(seen);
            if (!seen.is_sure, seen.at) < (!own.is_sure, own.at) {
                *own = seen;
            }
        }
    }
    all
}

fn event(id: &str, evidence: Evidence<'_>, seen: &SeenBy<'_>) -> Event {
    let known = evidence.emergencies.event(id).cloned();
    let is_drill = known.as_ref().map(|known| known.drill);
    let past = evidence.past;
    // A file of drills says nothing of what is real.
    let files: Vec<&Bulletin> = match is_drill {
        Some(true) => past.drill.iter().collect(),
        Some(false) => past.live.iter().collect(),
        None => past.live.iter().chain(&past.drill).collect(),
    };
    let clears = |file: &&&Bulletin| file.clear.iter().any(|clear| clear.event == id);
    let mut origins: Vec<Origin> = evidence.origins.iter().filter(|origin| origin.event == id).cloned().collect();
    for alert in files.iter().flat_map(|file| &file.notices).filter(|alert| alert.event == id) {
        if !origins.iter().any(|origin| origin.article == alert.article) {
            origins.push(gone(alert));
        }
    }
    let opened = known.as_ref().map(|known| known.opened);
    let mut entries: Vec<Entry> =
        origins.into_iter().map(|origin| entry((origin, opened), &files, evidence, seen)).collect();
    let published = |entry: &Entry| entry.published.map(|file| file.at);
    entries.sort_by(|a, b| {
        let key = |entry: &Entry| (published(entry).is_none(), published(entry));
        (key(a), &a.origin.article).cmp(&(key(b), &b.origin.article))
    });
    Event { id: id.to_owned(), all_clear: files.iter().find(clears).map(|file| signed(file)), known, entries }
}

fn signed(file: &Bulletin) -> Signed {
    Signed { number: file.version, at: file.published }
}

/// A notice whose article the site has no more.
fn gone(alert: &Alert) -> Origin {
    Origin {
        article: alert.article.clone(),
        event: alert.event.clone(),
        title: alert.title.clone(),
        level: alert.level,
        regions: alert.regions.clone(),
        draft: None,
        approved: None,
        reviewed: None,
    }
}

fn entry(
    (origin, opened): (Origin, Option<Timestamp>),
    files: &[&Bulletin],
    evidence: Evidence<'_>,
    seen: &SeenBy<'_>,
) -> Entry {
    let names = |file: &Bulletin| file.notices.iter().any(|alert| alert.article == origin.article);
    let first = files.iter().position(|file| names(file));
    let published = first.map(|at| signed(files[at]));
    let dropped = first.and_then(|at| files[at..].iter().find(|file| !names(file))).map(|file| signed(file));
    let today = china_date(published.map_or(evidence.now, |file| file.at));
    let reaches = |region: &str| origin.regions.iter().any(|own| contains(own, region));
    let stations = evidence.stations.stations.iter().filter(|one| one.serves_on(today) && reaches(&one.region));
    let addressed: Vec<String> = stations.map(|station| station.id.value.clone()).collect();
    let showing = |(station, seen): (&&str, &&Seen)| Showing {
        station: (*station).to_owned(),
        seconds: published.filter(|_| seen.is_sure).map(|file| spans::between(file.at, seen.at)),
        is_addressed: addressed.iter().any(|id| id == station),
        seen: (*seen).clone(),
    };
    let mut shown: Vec<Showing> = seen.get(origin.article.as_str()).into_iter().flatten().map(showing).collect();
    shown.sort_by(|a, b| (!a.seen.is_sure, a.seen.at, &a.station).cmp(&(!b.seen.is_sure, b.seen.at, &b.station)));
    let spans = Spans::of(opened, &origin, published, &shown);
    Entry { published, dropped, addressed, shown, spans, origin }
}

#[cfg(test)]
mod tests;
