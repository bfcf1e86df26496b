//! One thing that a station said.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::kiosk::beacon::{is_station_id, is_verified};
use crate::kiosk::emergency::receipt::Shown;
use crate::kiosk::journal::Clock;
use crate::kiosk::status::{SCHEMA, State, Status};

/// A station's clock may run this far ahead of ours before its word on the time counts no more.
const SLACK: SignedDuration = SignedDuration::from_hours(1);

/// How it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// A status file: by stick or by PUT.
    File,
    /// A line of an access log.
    Log,
}

/// One thing that a station said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Which.
    pub station: String,
    /// When. With a clock that cannot be right, the last signed time, which is certainly not too late.
    pub at: Timestamp,
    /// Whether the time is the time of the report.
    pub is_timed: bool,
    /// How it came.
    pub way: Way,
    /// Exit code of its last pull.
    pub code: Option<u8>,
    /// Number of the fault.
    pub fault: Option<String>,
    /// The fault in words.
    pub message: Option<String>,
    /// Channel.
    pub channel: Option<String>,
    /// Release shown; 0 for none.
    pub serial: Option<u64>,
    /// Days since the last signature, then.
    pub signed_days: Option<i64>,
    /// Days since the release was published, then.
    pub content_days: Option<i64>,
    /// MiB that may still be written.
    pub free_mib: Option<u64>,
    /// A newer release that is not for it yet.
    pub waits: Option<u64>,
    /// Articles and MiB that its disk does not take; nothing where everything is there.
    pub left_out: Option<(u64, u64)>,
    /// The clock.
    pub clock: Option<Clock>,
    /// Whether every file was hashed and sound.
    pub is_verified: Option<bool>,
    /// Whether files were damaged at the last check.
    pub is_damaged: bool,
    /// Emergency notices that stood on its screen, as far as it said.
    pub shown: Vec<Seen>,
}

/// Since when a notice stood on a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its article.
    pub article: String,
    /// Number of the file in which it was shown first.
    pub number: u64,
    /// Since when.
    pub at: Timestamp,
    /// Whether the station's clock could be believed then; without it the truth is not before `at`.
    pub is_sure: bool,
}

/// Reads a status file; nothing when it is none.
#[must_use]
pub fn of_status(bytes: &[u8], now: Timestamp) -> Option<Heard> {
    let status: Status = serde_json::from_slice(bytes).ok()?;
    if status.schema != SCHEMA || !is_station_id(&status.id) {
        return None;
    }
    let is_timed = status.clock == Clock::Sound && status.at <= now.checked_add(SLACK).unwrap_or(now);
    let verified = is_verified(&status);
    let waits = status.waits().map(|waits| waits.serial);
    let pull = status.last_pull;
    let shown = status.emergency.map(|receipt| receipt.shown).unwrap_or_default();
    let seen = |one: Shown| Seen { article: one.article, number: one.sequence, at: one.at, is_sure: one.is_sure };
    Some(Heard {
        station: status.id,
        at: if is_timed { status.at } else { status.signed.min(now) },
        is_timed,
        way: Way::File,
        code: pull.as_ref().map(|pull| pull.code),
        fault: pull.as_ref().and_then(|pull| pull.fault.clone()),
        message: pull.map(|pull| pull.message).filter(|message| !message.is_empty()),
        channel: Some(status.channel),
        serial: Some(status.serial),
        signed_days: Some(status.days_since_signed),
        content_days: status.content_days,
        free_mib: status.free_bytes.map(|bytes| bytes >> 20),
        waits,
        left_out: (!status.left_out.is_nothing())
            .then(|| (status.left_out.articles, status.left_out.bytes.div_ceil(1 << 20))),
        clock: Some(status.clock),
        is_verified: Some(verified),
        is_damaged: status.state == State::Damaged,
        shown: shown.into_iter().map(seen).collect(),
    })
}
