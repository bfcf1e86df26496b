//! What the operator told the kiosk: who it is, where it fetches from, when and how fast.
//!
//! JSON, written by `kepu kiosk enrol`: the small agent has no reader of YAML.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::budget::{Budget, RESERVE_BYTES};
use super::provenance::Demand;
use super::pull::Terms;
use super::rollout::Pace;
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
    /// When a release must show who approved it.
    #[serde(default)]
    pub provenance: Demand,
    /// Web address that a beacon asks for after each pull; nothing is sent without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beacon: Option<String>,
    /// What the store may take of the disk.
    #[serde(default, skip_serializing_if = "Disk::is_usual")]
    pub disk: Disk,
    /// When it takes releases that are not for all yet.
    #[serde(default)]
    pub rollout: Pace,
    /// Web address, signed beforehand by its owner, that the status is put to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_put: Option<String>,
}

/// What the store may take of the disk, in MiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disk {
    /// At most so much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_mib: Option<u64>,
    /// So much of the disk stays free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserve_mib: Option<u64>,
}

impl Disk {
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// In bytes.
    #[must_use]
    pub fn budget(self) -> Budget {
        let bytes = |mib: u64| mib.saturating_mul(1 << 20);
        Budget { max: self.max_mib.map(bytes), reserve: self.reserve_mib.map_or(RESERVE_BYTES, bytes) }
    }
}

impl Settings {
    /// On which terms this kiosk takes what it is offered.
    #[must_use]
    pub fn terms(&self) -> Terms {
        Terms { id: self.id.clone(), pace: self.rollout, demand: self.provenance, budget: self.disk.budget() }
    }
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
        let (day, begins) = self.night(now);
        let share = spread(id, day) % u64::from(self.minutes * 60);
        let instant = begins + i64::try_from(share).unwrap_or(0);
        u64::try_from(instant - local(now)).unwrap_or(0)
    }

    /// Seconds until a visit that failed is tried again: 30, doubled each time up to an hour, and of each kiosk's own
    /// length. Nothing when the window is over by then.
    #[must_use]
    pub fn pause(self, id: &str, now: Timestamp, tries: u32) -> Option<u64> {
        const FIRST: u64 = 30;
        const LONGEST: u64 = 3600;
        let (day, begins) = self.night(now);
        let pause = (FIRST << tries.min(7)).min(LONGEST);
        let pause = pause + spread(&format!("{id} {tries}"), day) % pause;
        let then = local(now) + i64::try_from(pause).unwrap_or(i64::MAX / 2);
        (local(now) >= begins && then < begins + self.seconds()).then_some(pause)
    }

    /// The window that runs or comes next: its day, and its first second on China's clocks.
    fn night(self, now: Timestamp) -> (i64, i64) {
        let day = local(now).div_euclid(86_400);
        let begins = |day: i64| day * 86_400 + i64::from(self.from) * 60;
        // The window of yesterday may still run.
        let runs = |day: &i64| local(now) < begins(*day) + self.seconds();
        let day = [day - 1, day].into_iter().find(runs).unwrap_or(day + 1);
        (day, begins(day))
    }

    fn seconds(self) -> i64 {
        i64::from(self.minutes) * 60
    }
}

/// China is eight hours ahead of UTC, all year.
fn local(now: Timestamp) -> i64 {
    const OFFSET: i64 = 8 * 3600;
    now.as_second() + OFFSET
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

    #[test]
    fn a_failed_visit_is_tried_again_while_the_night_lasts() {
        let window = Window::read("23:00-03:00").expect("a window");
        let first: Vec<u64> = (0..8)
            .map(|n| window.pause(&format!("jx-{n}"), at("2026-11-24T23:10:00+08:00"), 0).expect("hours are left"))
            .collect();
        assert!(first.iter().all(|pause| (30..60).contains(pause)), "{first:?}");
        assert!(first.iter().any(|pause| *pause != first[0]), "not all at once");
        let mut now = at("2026-11-24T23:10:00+08:00");
        let mut tries = 0;
        while let Some(pause) = window.pause("jx-1", now, tries) {
            now = now.saturating_add(jiff::SignedDuration::from_secs(pause.cast_signed())).expect("a time");
            tries += 1;
        }
        assert!((7..11).contains(&tries) && now < at("2026-11-25T03:00:00+08:00"), "{tries} {now}");
        assert_eq!(window.pause("jx-1", at("2026-11-25T02:59:50+08:00"), 0), None);
        assert_eq!(window.pause("jx-1", at("2026-11-25T12:00:00+08:00"), 0), None, "at noon by hand");
    }
}
