//! What time it is, on a box whose clock may be of 1970, right, or of 2100.
//!
//! A signed time is never ahead of the truth, and neither is that time and the while the machine has run since. The
//! clock is believed where it is not before that, and not too far after it. How far is too far depends on what is
//! known: a box that was switched off for the summer has a right clock and an old signature, so 400 days. A box that saw
//! one signature take the place of another while it ran knows the hour, so two days.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::model::units::{plus_days, plus_seconds};

/// How far past the last signed time a clock is believed, after the machine may have been off.
const FAR_DAYS: i64 = 400;
/// How far, where a new signature came while it ran. A mirror that is filled every night may be a day late.
const NEAR_DAYS: i64 = 2;
/// By how much a sound clock may be behind that of the publisher.
const CLOSE: SignedDuration = SignedDuration::from_mins(10);

/// How long the machine has run, and which of its starts that is counted from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uptime {
    /// The start.
    pub boot: String,
    /// Seconds since then.
    pub seconds: u64,
}

/// Both clocks of the machine.
#[derive(Clone, Debug)]
pub struct Clocks {
    /// The one that may be wrong.
    pub system: Timestamp,
    /// The one that only runs.
    pub uptime: Uptime,
}

/// A signed time, and how long ago it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Anchor {
    pub(super) signed: Timestamp,
    /// Seconds that the machine ran since, as far as they were written down.
    pub(super) elapsed: u64,
    /// Up to here.
    pub(super) counted: Uptime,
    /// The start in which it took the place of another, so that it was new when it came.
    pub(super) fresh: Option<String>,
}

/// What time it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reckoned {
    /// The instant that notices are judged by.
    pub now: Timestamp,
    /// Whether the machine's own clock agrees.
    pub is_sound: bool,
}

impl Uptime {
    /// Seconds since an earlier moment; none that are sure when the machine was started again.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> u64 {
        if self.boot == earlier.boot { self.seconds.saturating_sub(earlier.seconds) } else { 0 }
    }

    /// Whether a moment lies in this start, and no longer ago than `seconds`.
    pub(super) fn is_within(&self, seconds: u64, of: &Self) -> bool {
        self.boot == of.boot && self.since(of) <= seconds
    }
}

impl Anchor {
    /// Seen now. It is never later than `known` for the past that is given up with another anchor.
    pub(super) fn new(signed: Timestamp, uptime: &Uptime, is_fresh: bool, known: Option<Timestamp>) -> Self {
        let ahead = known.map_or(0, |known| known.as_second() - signed.as_second());
        Self {
            signed,
            elapsed: u64::try_from(ahead).unwrap_or(0),
            counted: uptime.clone(),
            fresh: is_fresh.then(|| uptime.boot.clone()),
        }
    }

    /// The truth is not before this.
    pub(super) fn earliest(&self, uptime: &Uptime) -> Timestamp {
        let ran = self.elapsed.saturating_add(uptime.since(&self.counted));
        plus_seconds(self.signed, i64::try_from(ran).unwrap_or(i64::MAX))
    }

    /// Writes down how long the machine ran.
    pub(super) fn count(&mut self, uptime: &Uptime) {
        self.elapsed = self.elapsed.saturating_add(uptime.since(&self.counted));
        self.counted = uptime.clone();
    }

    fn is_fresh(&self, uptime: &Uptime) -> bool {
        self.fresh.as_ref() == Some(&uptime.boot)
    }
}

/// What time it is, from signed times and both clocks.
pub(super) fn reckon<'a>(
    floor: Timestamp,
    anchors: impl Iterator<Item = &'a Anchor> + Clone,
    clocks: &Clocks,
) -> Reckoned {
    let earliest = anchors.clone().map(|anchor| anchor.earliest(&clocks.uptime)).fold(floor, Timestamp::max);
    let is_fresh = anchors.clone().any(|anchor| anchor.is_fresh(&clocks.uptime));
    let latest = plus_days(earliest, if is_fresh { NEAR_DAYS } else { FAR_DAYS });
    let is_close = clocks.system.saturating_add(CLOSE).unwrap_or(Timestamp::MAX) >= earliest;
    let is_sound = is_close && clocks.system <= latest;
    Reckoned { now: if is_sound { clocks.system.max(earliest) } else { earliest }, is_sound }
}
