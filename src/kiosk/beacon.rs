//! One line for the access log of any web server. Nothing of visitors stands in it.

use super::journal::Clock;
use super::status::{State, Status};

/// The query of the beacon: `k` station, `c` channel, `s` serial shown, `n` newest serial known, `r` exit code of the pull,
/// `f` number of its fault, `a` days since the last signature, `p` days since the release was published, `d` free MiB,
/// `t` clock, `v` 1 when every file was hashed, `e` number of the emergency file, `g` since when each notice has stood on
/// the screen, `l` and `o` articles and MiB that the disk does not take, where there are any, `w` a newer release that is
/// not for this kiosk yet. A box that cannot read its store says `k` and `r` alone.
#[must_use]
pub fn query(id: &str, code: u8, status: Option<&Status>) -> String {
    let mut text = format!("k={}&r={code}", encoded(id));
    let mut add = |name: &str, value: &dyn std::fmt::Display| text += &format!("&{name}={value}");
    let Some(status) = status else { return text };
    add("c", &encoded(&status.channel));
    add("s", &status.serial);
    add("n", &status.newest_serial);
    if let Some(fault) = status.last_pull.as_ref().and_then(|pull| pull.fault.as_ref()) {
        add("f", &encoded(fault));
    }
    add("a", &status.days_since_signed);
    if let Some(days) = status.content_days {
        add("p", &days);
    }
    if let Some(free) = status.free_bytes {
        add("d", &(free >> 20));
    }
    let clock = match status.clock {
        Clock::Sound => "sound",
        Clock::Behind => "behind",
        Clock::Ahead => "ahead",
    };
    add("t", &clock);
    add("v", &u8::from(is_verified(status)));
    if let Some(waits) = status.waits() {
        add("w", &waits.serial);
    }
    if !status.left_out.is_nothing() {
        add("l", &status.left_out.articles);
        add("o", &status.left_out.bytes.div_ceil(1 << 20));
    }
    if let Some(receipt) = &status.emergency {
        add("e", &receipt.sequence);
        if !receipt.shown.is_empty() {
            add("g", &receipt.words());
        }
    }
    text
}

/// Whether every file of what is shown was hashed since it came and found sound.
#[must_use]
pub fn is_verified(status: &Status) -> bool {
    let checked = status.last_verify.as_ref();
    let is_this =
        checked.is_some_and(|checked| Some(&checked.manifest) == status.manifest.as_ref() && checked.damaged == 0);
    is_this && !matches!(status.state, State::Empty | State::Damaged)
}

/// Whether a station id can stand in file names and queries as it is: lower-case letters and digits, `-`, `_` and `.`
/// between them, as the register has it.
#[must_use]
pub fn is_station_id(id: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let ends = id.starts_with(inner) && id.ends_with(inner);
    ends && id.len() <= 64 && id.chars().all(|c| inner(c) || matches!(c, '-' | '_' | '.'))
}

fn encoded(text: &str) -> String {
    let one = |byte: u8| {
        let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(one).collect()
}
