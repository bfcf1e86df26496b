//! What the operator told the kiosk: who it is, where it fetches from, when and how fast.
//!
//! JSON, written by `kepu kiosk enrol`: the small agent has no reader of YAML.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::units::Sha256;

/// File name beside the store.
pub const SETTINGS: &str = "kiosk.json";

/// The settings of one kiosk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Station id, as in the registry.
    pub id: String,
    /// Sources in order: web addresses and folders.
    pub sources: Vec<String>,
    /// Administrative code of the place, for emergency notices; without one every notice is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Night hours, `01:00-05:00`, China time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
    /// KiB a second at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_kib: Option<u64>,
    /// Days by which metadata on a stick may be over.
    #[serde(default = "courier_days")]
    pub courier_days: u32,
}

/// Whether this is an administrative code. Source: GB/T 2260.
#[must_use]
pub fn is_code(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// The road from the county. Source: `design/kiosk.md` §1 (10).
#[must_use]
pub fn courier_days() -> u32 {
    45
}

/// Night hours in minutes of the day, China time; may pass midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First minute.
    pub from: u32,
    /// Minutes that it lasts, at least 1.
    pub minutes: u32,
}

const DAY: u32 = 24 * 60;

impl Window {
    /// Reads `01:00-05:00`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let minute = |text: &str| {
            let (hour, minute) = text.trim().split_once(':')?;
            let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
            (hour < 24 && minute < 60).then_some(hour * 60 + minute)
        };
        let (from, to) = text.split_once('-')?;
        let (from, to) = (minute(from)?, minute(to)?);
        let minutes = (to + DAY - from) % DAY;
        (minutes > 0).then_some(Self { from, minutes })
    }

    /// Seconds from now to this kiosk's own instant of the window that runs or comes next. Within a window the instant
    /// follows from the kiosk and the day, so that a county's kiosks do not call all at once, and another order holds
    /// the next night. An instant that is past has come: 0.
    #[must_use]
    pub fn wait(self, id: &str, now: Timestamp) -> u64 {
        /// China is eight hours ahead of UTC, all year.
        const OFFSET: i64 = 8 * 3600;
        let local = now.as_second() + OFFSET;
        let day = local.div_euclid(86_400);
        let starts = |day: i64| day * 86_400 + i64::from(self.from) * 60;
        let length = i64::from(self.minutes) * 60;
        // The window of yesterday may still run.
        let begun = [day - 1, day].into_iter().find(|day| local < starts(*day) + length).unwrap_or(day + 1);
        let share = spread(id, begun) % u64::from(self.minutes * 60);
        let instant = starts(begun) + i64::try_from(share).unwrap_or(0);
        u64::try_from(instant - local).unwrap_or(0)
    }
}

fn spread(id: &str, day: i64) -> u64 {
    let sum = Sha256::of(format!("{id}\n{day}").as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&sum.0[..8]);
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn windows_are_read_and_pass_midnight() {
        assert_eq!(Window::read("01:00-05:00"), Some(Window { from: 60, minutes: 240 }));
        assert_eq!(Window::read("23:30-01:00"), Some(Window { from: 1410, minutes: 90 }));
        for bad in ["", "1-5", "01:00", "25:00-05:00", "01:00-01:00", "01:60-02:00"] {
            assert_eq!(Window::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn each_kiosk_has_its_instant_in_the_window_and_another_the_next_night() {
        let window = Window::read("01:00-05:00").expect("a window");
        let evening = at("2026-11-24T20:00:00+08:00");
        let waits: Vec<u64> = (0..500).map(|n| window.wait(&format!("jx-{n}"), evening)).collect();
        assert!(waits.iter().all(|wait| (5 * 3600..9 * 3600).contains(wait)));
        // Ten equal parts of the window: none is empty, none has more than three times its share.
        for part in 0..10 {
            let n = waits.iter().filter(|wait| (**wait - 5 * 3600) / 1440 == part).count();
            assert!((1..150).contains(&n), "{part}: {n}");
        }
        let next = at("2026-11-25T20:00:00+08:00");
        let same = (0..500).filter(|n| window.wait(&format!("jx-{n}"), next) == waits[*n]).count();
        assert!(same < 5, "{same}");
        assert_eq!(window.wait("jx-1", at("2026-11-25T04:59:59+08:00")), 0, "its instant has come");
    }
}
