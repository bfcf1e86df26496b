//! What a station says of itself, in every state that can be brought about. Source of the demand: FEATURES KB-10.

use super::*;
use crate::kiosk::beacon::{is_verified, query};
use crate::kiosk::journal::{Checked, Clock, Event, Outcome};
use crate::kiosk::simulated::Full;
use crate::kiosk::status::{STATUS, State, Status};
use crate::model::disk::Disk as _;

fn outcome(code: u8, at: i64) -> Outcome {
    Outcome {
        at: day(at),
        code,
        fault: None,
        message: String::new(),
        source: "road".into(),
        serial: 1,
        bytes: 10,
        waits: None,
    }
}

fn checked(station: &Station, at: i64) {
    let current = station.store.current().expect("shown");
    let damaged = station.store.damaged(current.serial).expect("read").len() as u64;
    let (serial, manifest) = (current.serial, current.manifest.hex());
    station.store.note_verify(Checked { at: day(at), serial, manifest, damaged }).expect("written");
}

fn state(station: &Station, at: i64) -> State {
    station.store.status("jx-1", day(at)).state
}

#[test]
fn the_word_is_what_is_on_the_disk() {
    let memory = Memory::default();
    night(&site(9, 0), 0, &memory).expect("published");
    let mut station = kiosk();
    assert_eq!(state(&station, 0), State::Empty);
    station.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    assert_eq!(state(&station, 0), State::Unverified, "a pull is no check");
    checked(&station, 0);
    assert_eq!(state(&station, 0), State::Current);
    assert_eq!(state(&station, 14), State::Stale, "no green light over old content");
    night(&site(9, 2), 1, &memory).expect("published");
    let lose = Road::changing(
        &memory,
        |path, bytes| {
            if path.starts_with("o/") { Answer::Silent } else { Answer::Bytes(bytes) }
        },
    );
    station.pull(&[&lose], visit(1)).expect_err("the files do not come");
    assert_eq!(state(&station, 1), State::Behind, "it knows of the newer one");
    station.pull(&[&Road::new(&memory)], visit(1)).expect("pulled");
    assert_eq!(state(&station, 1), State::Unverified, "the check was of the release before");
    let victim = station.store.manifest().expect("shown").entries()[0].clone();
    let hex = victim.sum.hex();
    station.disk.write(&format!("objects/{}/{hex}", &hex[..2]), b"rotten").expect("memory");
    checked(&station, 1);
    assert_eq!(state(&station, 1), State::Damaged);
    let status = station.store.status("jx-1", day(1));
    assert!(!is_verified(&status));
    assert_eq!((status.serial, status.newest_serial, status.root_version), (2, 2, 1));
    assert_eq!((status.content_days, status.published), (Some(0), Some(day(1))));
    assert!(status.store_bytes.is_some_and(|bytes| bytes > 1000) && status.free_bytes.is_some());
    let known: Status = serde_json::from_str(&status.text()).expect("its own form");
    assert_eq!(known, status);
}

#[test]
fn results_outlive_the_run_and_the_ring_stays_small() {
    let memory = Memory::default();
    night(&site(3, 0), 0, &memory).expect("published");
    let mut station = kiosk();
    station.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    station.store.note_pull(outcome(0, 0), Clock::Sound).expect("written");
    for n in 0..2000 {
        let failed = outcome(20, 1).told(&format!("KB140 来源连不上：第 {n} 次\n{}", "长".repeat(500)));
        station.store.note_pull(failed, Clock::Ahead).expect("written");
    }
    let store = Store::open(station.disk.clone()).expect("it opens");
    let last = store.last();
    assert_eq!(last.success, Some(outcome(0, 0)), "two thousand failures later");
    let pull = last.pull.expect("kept");
    assert_eq!((pull.code, pull.fault.as_deref()), (20, Some("KB140")));
    assert!(pull.message.chars().count() <= 200 && !pull.message.contains('\n') && pull.message.contains("1999"));
    assert_eq!(store.status("jx-1", day(1)).clock, Clock::Ahead);
    let length = |name| station.disk.length(name).expect("readable").unwrap_or(0);
    let ring = length("log") + length("log.old");
    assert!(ring > 128 * 1024 && ring <= 256 * 1024, "{ring}");
    station.disk.append("log", b"{\"run\":\"pull\",\"at\":\"2026").expect("torn by a power cut");
    store.note_pull(outcome(10, 2), Clock::Sound).expect("written");
    let events = store.events();
    assert!(matches!(events.last(), Some(Event::Pull(pull)) if pull.code == 10), "after a torn line it goes on");
    assert!(events.len() > 300);
}

#[test]
fn a_full_disk_hides_no_failure() {
    let memory = Memory::default();
    night(&site(3, 0), 0, &memory).expect("published");
    let mut station = kiosk();
    station.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    station.store.note_pull(outcome(0, 0), Clock::Sound).expect("written");
    let status = station.store.status("jx-1", day(0));
    station.store.leave_status(&status).expect("left");
    station.disk.fill(Some(Full { at: 0, stays: true }));
    assert!(station.store.note_pull(outcome(40, 1), Clock::Sound).is_err(), "the caller is told");
    assert!(station.store.leave_status(&station.store.status("jx-1", day(1))).is_err());
    station.disk.fill(None);
    let left: Status = serde_json::from_slice(&station.disk.read(STATUS).expect("there")).expect("whole");
    assert_eq!(left, status, "the old one is whole: its date says how old");
    assert_eq!(station.store.last().success, Some(outcome(0, 0)));
}

#[test]
fn a_beacon_says_nothing_of_visitors() {
    let memory = Memory::default();
    night(&site(3, 0), 0, &memory).expect("published");
    let mut station = kiosk();
    station.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    checked(&station, 0);
    let failed = outcome(20, 2).told("KB140 来源连不上");
    station.store.note_pull(failed, Clock::Sound).expect("written");
    let status = station.store.status("jx-1", day(3));
    let free = status.free_bytes.expect("known") >> 20;
    let text = query("jx-1", 20, Some(&status));
    assert_eq!(text, format!("k=jx-1&r=20&c=village&s=1&n=1&f=KB140&a=3&p=3&d={free}&t=sound&v=1"));
    assert_eq!(query("e 站", 50, None), "k=e%20%E7%AB%99&r=50");
}

#[test]
fn purged_is_said_only_of_what_is_gone() {
    use crate::bundle::deny::DenyEntry;
    let memory = Memory::default();
    night(&site(3, 0), 0, &memory).expect("published");
    let mut station = kiosk();
    station.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    let victim = station.store.manifest().expect("shown").entries()[0].clone();
    let entry = DenyEntry {
        serial: 2,
        date: jiff::civil::date(2026, 11, 24),
        article: "jx-1".into(),
        reason: "错了".into(),
        replaced_by: None,
        version: None,
        paths: vec![victim.path.clone()],
        objects: vec![victim.sum],
    };
    station.store.set_deny(&entry.line()).expect("taken");
    let status = station.store.status("jx-1", day(0));
    assert_eq!((status.denied, status.denied_through), (1, 0), "denied, and its bytes are still there");
    station.store.gc().expect("swept");
    assert_eq!(station.store.status("jx-1", day(0)).denied_through, 2);
}
