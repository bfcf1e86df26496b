//! Whether the system's clock can be right, beside what was signed and what a web server says.

use jiff::{SignedDuration, Timestamp};

use super::journal::Clock;

/// A server's time and a signature of the last night may lie this far apart. Source: `design/kiosk.md` §7 (3).
const AGREE: SignedDuration = SignedDuration::from_hours(48);
/// Less than this is no reason for anything being over.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// What the clock is like. `signed` is the latest signed time, `served` what the source said of the time: neither alone
/// makes the clock wrong, as a server's word is nobody's signature. This is told to people; nothing is believed for it.
#[must_use]
pub fn look(system: Timestamp, signed: Timestamp, served: Option<Timestamp>) -> Clock {
    if system < signed {
        return Clock::Behind;
    }
    match served {
        Some(served) if served.duration_since(signed).abs() <= AGREE && system.duration_since(served) > AHEAD => {
            Clock::Ahead
        }
        _ => Clock::Sound,
    }
}

/// The signed time that a timestamp claims. Nobody has verified it: for [`look`] alone.
#[must_use]
pub fn claimed(timestamp: &[u8]) -> Option<Timestamp> {
    let value: serde_json::Value = serde_json::from_slice(timestamp).ok()?;
    value.get("signed")?.get("x-published")?.as_str()?.parse().ok()
}

/// The time of an HTTP `Date`.
#[must_use]
pub fn of_header(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn a_clock_is_ahead_only_when_server_and_signature_agree() {
        let (signed, served) = (at("2026-11-24T18:00:00Z"), at("2026-11-26T08:00:00Z"));
        let state = |system: &str, served| look(at(system), signed, served);
        assert_eq!(state("2036-01-01T00:00:00Z", Some(served)), Clock::Ahead);
        assert_eq!(state("2036-01-01T00:00:00Z", None), Clock::Sound, "nobody else to ask");
        assert_eq!(state("2036-01-01T00:00:00Z", Some(at("2036-01-01T00:00:00Z"))), Clock::Sound, "it really is late");
        assert_eq!(state("2026-11-26T20:00:00Z", Some(served)), Clock::Sound, "half a day is nothing");
        assert_eq!(state("1970-01-01T00:00:00Z", Some(served)), Clock::Behind);
    }

    #[test]
    fn a_claimed_time_is_read_where_it_stands() {
        let bytes = br#"{"signed":{"x-published":"2026-11-24T18:00:00Z"},"signatures":[]}"#;
        assert_eq!(claimed(bytes), Some(at("2026-11-24T18:00:00Z")));
        assert_eq!(claimed(b"<html>"), None);
        assert_eq!(of_header("Tue, 24 Nov 2026 18:00:00 GMT"), Some(at("2026-11-24T18:00:00Z")));
    }
}
