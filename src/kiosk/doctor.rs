//! What is wrong with a station, from what can be seen of it. Words and exit codes are the shell's.

use super::budget::RESERVE_BYTES;
use super::journal::{Clock, Event, Outcome};
use super::left::LeftOut;
use super::rollout::Waits;
use super::settings::{Settings, Window};
use super::status::{State, Status};

/// Below this an update with pictures may not fit. Source: `design/kiosk.md` §8, `reserve`.
const AMPLE_BYTES: u64 = 500 << 20;
/// Days before its end at which a root should have been replaced. Source: `design/kiosk.md` §7.
const ROOT_DAYS: i64 = 90;

/// How a source answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// With the channel's timestamp.
    Fine,
    /// It does not have the channel.
    Lacks,
    /// Not at all, and why.
    Silent(String),
    /// With something that is no timestamp: a login page, a wrong folder.
    Foreign,
}

/// What was seen.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// The status.
    pub status: &'a Status,
    /// The settings.
    pub settings: &'a Settings,
    /// Each source, by name.
    pub sources: Vec<(String, Answer)>,
    /// What servers make of the clock.
    pub clock: Clock,
    /// Whether another run is at work.
    pub is_busy: bool,
    /// The ring.
    pub events: Vec<Event>,
}

/// How much a finding matters, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Good.
    Fine,
    /// Worth knowing.
    Note,
    /// Somebody must act.
    Bad,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// What is shown.
    Shown(State),
    /// Days until the root ends; below zero it is over. Nothing when it cannot be read.
    Root(Option<i64>),
    /// The clock.
    Clock(Clock),
    /// A source.
    Source(String, Answer),
    /// No source can be fetched from.
    NoSource,
    /// Free bytes; nothing when the system does not say.
    Disk(Option<u64>),
    /// What the disk does not take of the release that is shown.
    LeftOut(LeftOut),
    /// The hours; nothing when none are set.
    Window(Option<String>),
    /// The hours cannot be read.
    WindowWrong(String),
    /// Another run is at work.
    Busy,
    /// A newer release is not for this kiosk yet.
    Waits(Waits),
    /// Nothing was ever pulled.
    NeverPulled,
    /// The last pull failed, as the last `n` did.
    Failed(Outcome, usize),
    /// The last pull was good.
    Pulled(Outcome),
    /// Nobody hears of this station: no beacon, no address for its status.
    Mute,
}

impl Finding {
    /// How much it matters.
    #[must_use]
    pub fn weight(&self) -> Weight {
        match self {
            Self::Shown(State::Current) | Self::Pulled(_) | Self::Window(_) | Self::Waits(_) => Weight::Fine,
            Self::Shown(State::Unverified | State::Behind) => Weight::Note,
            Self::Shown(State::Stale | State::Damaged | State::Empty) => Weight::Bad,
            Self::Root(None | Some(..=0)) => Weight::Bad,
            Self::Root(Some(days)) if *days < ROOT_DAYS => Weight::Note,
            Self::Clock(Clock::Ahead) => Weight::Bad,
            Self::Clock(Clock::Behind) => Weight::Note,
            Self::Root(_) | Self::Clock(Clock::Sound) | Self::Source(_, Answer::Fine) => Weight::Fine,
            Self::Source(..) | Self::Busy | Self::NeverPulled | Self::Mute | Self::LeftOut(_) => Weight::Note,
            Self::Disk(Some(..RESERVE_BYTES)) | Self::NoSource | Self::WindowWrong(_) => Weight::Bad,
            Self::Disk(Some(..AMPLE_BYTES) | None) => Weight::Note,
            Self::Disk(_) => Weight::Fine,
            // Repaired by the next run unless it goes on.
            Self::Failed(outcome, n) if *n < 3 && matches!(outcome.code, 11 | 13 | 20) => Weight::Note,
            Self::Failed(..) => Weight::Bad,
        }
    }
}

/// Looks at everything, in the order in which somebody at the box would.
#[must_use]
pub fn examine(seen: &Seen<'_>) -> Vec<Finding> {
    let Seen { status, settings, .. } = seen;
    let mut found = vec![Finding::Shown(status.state)];
    found.extend(seen.is_busy.then_some(Finding::Busy));
    let now = status.at.max(status.signed);
    let left = status.root_expires.map(|end| end.duration_since(now).as_hours().div_euclid(24));
    found.push(Finding::Root(left));
    found.push(Finding::Clock(if status.clock == Clock::Behind { Clock::Behind } else { seen.clock }));
    found.push(Finding::Disk(status.free_bytes));
    found.extend((!status.left_out.is_nothing()).then_some(Finding::LeftOut(status.left_out)));
    found.extend(seen.sources.iter().map(|(name, answer)| Finding::Source(name.clone(), answer.clone())));
    if !seen.sources.iter().any(|(_, answer)| *answer == Answer::Fine) {
        found.push(Finding::NoSource);
    }
    found.push(match &settings.window {
        Some(window) if Window::read(window).is_none() => Finding::WindowWrong(window.clone()),
        // The box's own hours, else those of the release.
        window => Finding::Window(window.clone().or_else(|| status.window.clone())),
    });
    found.extend(status.waits().map(Finding::Waits));
    found.push(last_pull(seen));
    if settings.beacon.is_none() && settings.status_put.is_none() {
        found.push(Finding::Mute);
    }
    found
}

fn last_pull(seen: &Seen<'_>) -> Finding {
    let Some(last) = &seen.status.last_pull else { return Finding::NeverPulled };
    if last.is_success() {
        return Finding::Pulled(last.clone());
    }
    let pulls =
        seen.events.iter().rev().filter_map(|event| if let Event::Pull(pull) = event { Some(pull) } else { None });
    let n = pulls.take_while(|pull| !pull.is_success()).count();
    Finding::Failed(last.clone(), n.max(1))
}
