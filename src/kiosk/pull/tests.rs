//! Publisher and kiosk in one memory, with everything between them that may go wrong.

mod faults;
mod ladder;
mod local;
mod power;
mod provenance;
mod rollout;
mod room;
mod status;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use super::*;
use crate::bundle::place;
use crate::bundle::publish::Keys;
use crate::bundle::publish::testing::{Memory, day, first_root, key, night, night_with, root_of, site};
use crate::kiosk::simulated::Simulated;
use crate::kiosk::{Lookup, Store};
use crate::model::fetch::Sink;
use crate::tuf::metadata::TimestampRole;
use crate::tuf::sign;
use crate::tuf::trust::{Highest, TrustedRoot};

/// What becomes of an answer.
type Change = Box<dyn Fn(&str, Vec<u8>) -> Answer + Send + Sync>;

enum Answer {
    Bytes(Vec<u8>),
    Absent,
    Silent,
}

/// A web server on the way to which something may be wrong.
struct Road<'m> {
    memory: &'m Memory,
    change: Option<Change>,
    /// The connection drops after so many bytes.
    drops: Option<usize>,
    /// Knows no ranges.
    whole_only: bool,
    is_local: bool,
    asked: Mutex<Vec<String>>,
}

impl<'m> Road<'m> {
    fn new(memory: &'m Memory) -> Self {
        Self { memory, change: None, drops: None, whole_only: false, is_local: false, asked: Mutex::default() }
    }

    fn changing(memory: &'m Memory, change: impl Fn(&str, Vec<u8>) -> Answer + Send + Sync + 'static) -> Self {
        Self { change: Some(Box::new(change)), ..Self::new(memory) }
    }

    fn file(&self, path: &str) -> Result<Vec<u8>, FetchFault> {
        self.asked.lock().expect("nobody panicked").push(path.to_owned());
        let found = self.memory.files().get(path).cloned();
        let answer = match (&self.change, found) {
            (Some(change), found) => change(path, found.unwrap_or_default()),
            (None, Some(bytes)) => Answer::Bytes(bytes),
            (None, None) => Answer::Absent,
        };
        match answer {
            Answer::Bytes(bytes) if bytes.is_empty() => Err(FetchFault::Absent(path.to_owned())),
            Answer::Bytes(bytes) => Ok(bytes),
            Answer::Absent => Err(FetchFault::Absent(path.to_owned())),
            Answer::Silent => Err(FetchFault::Network("no answer".to_owned())),
        }
    }
}

impl Source for Road<'_> {
    fn name(&self) -> &str {
        "road"
    }

    fn is_local(&self) -> bool {
        self.is_local
    }

    fn small(&self, path: &str, most: u64) -> Result<Vec<u8>, FetchFault> {
        let bytes = self.file(path)?;
        if bytes.len() as u64 > most { Err(FetchFault::TooLong(path.to_owned())) } else { Ok(bytes) }
    }

    fn rest(&self, path: &str, from: u64, size: u64, sink: &mut dyn Sink) -> Result<(), FetchFault> {
        let bytes = self.file(path)?;
        if (bytes.len() as u64) < size {
            return Err(FetchFault::Absent(path.to_owned()));
        }
        let from = if self.whole_only && from > 0 {
            sink.restart().map_err(FetchFault::Keep)?;
            0
        } else {
            usize::try_from(from).expect("small")
        };
        let rest = bytes.get(from..).unwrap_or_default();
        let sent = self.drops.map_or(rest.len(), |most| most.min(rest.len()));
        if (from + sent) as u64 > size {
            return Err(FetchFault::TooLong(path.to_owned()));
        }
        for chunk in rest[..sent].chunks(1000) {
            sink.take(chunk).map_err(FetchFault::Keep)?;
        }
        if sent < rest.len() { Err(FetchFault::Network("broke off".to_owned())) } else { Ok(()) }
    }
}

/// A kiosk and its disk.
struct Station {
    disk: Arc<Simulated>,
    store: Store,
}

impl Station {
    fn new(channel: &str) -> Self {
        let disk = Arc::new(Simulated::default());
        let store = Store::create(disk.clone(), &first_root(), channel).expect("enrolled");
        Self { disk, store }
    }

    /// Another one with the same disk.
    fn twin(&self) -> Self {
        let disk = self.disk.copy();
        let store = Store::open(disk.clone()).expect("a store");
        Self { disk, store }
    }

    fn pull(&mut self, sources: &[&dyn Source], visit: Visit) -> Result<Report, PullFault> {
        pull(&mut self.store, sources, visit)
    }
}

fn kiosk() -> Station {
    Station::new("village")
}

fn visit(at: i64) -> Visit {
    Visit { system: day(at), courier_days: 45 }
}

/// What the screen would show, every byte hashed.
fn screen(station: &Station) -> BTreeMap<String, Vec<u8>> {
    let store = &station.store;
    let Some(manifest) = store.manifest() else { return BTreeMap::new() };
    let show = |entry: &crate::bundle::manifest::ManifestEntry| match store.lookup(entry.path.as_str()) {
        Lookup::Found(line) => Some((line.path.to_string(), store.object_checked(&line).expect("whole"))),
        _ => None,
    };
    manifest.entries().iter().filter_map(show).collect()
}

fn tree(files: &BTreeMap<String, String>) -> BTreeMap<String, Vec<u8>> {
    files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect()
}

#[test]
fn nights_come_as_packs_and_a_quiet_night_costs_two_requests() {
    let (memory, mut store) = (Memory::default(), kiosk());
    night(&site(30, 0), 0, &memory).expect("published");
    let first = store.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    assert_eq!((first.from, first.to, first.way), (0, 1, Way::Full));
    assert!(screen(&store) == tree(&site(30, 0)));
    night(&site(31, 2), 1, &memory).expect("published");
    let second = store.pull(&[&Road::new(&memory)], visit(1)).expect("pulled");
    assert_eq!((second.from, second.to, second.way), (1, 2, Way::Delta));
    assert!(screen(&store) == tree(&site(31, 2)));
    assert!(second.requests <= 7 && second.metadata_bytes < 8192, "{second:?}");
    night(&site(31, 2), 2, &memory).expect("signed");
    let quiet = store.pull(&[&Road::new(&memory)], visit(2)).expect("pulled");
    assert_eq!((quiet.to, quiet.requests, quiet.way), (2, 2, Way::Nothing));
    assert!(quiet.bytes < 800, "{quiet:?}");
}

#[test]
fn a_lost_pack_is_gone_round_and_a_bare_host_is_enough() {
    let memory = Memory::default();
    night(&site(20, 0), 0, &memory).expect("published");
    let mut store = kiosk();
    store.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    night(&site(20, 3), 1, &memory).expect("published");
    let lose = |what: &'static [&'static str]| {
        Road::changing(&memory, move |path, bytes| {
            if what.iter().any(|what| path.starts_with(what)) { Answer::Absent } else { Answer::Bytes(bytes) }
        })
    };
    let mut by_full = store.twin();
    let report = by_full.pull(&[&lose(&["o/d/"])], visit(1)).expect("pulled");
    assert_eq!(report.way, Way::Full);
    assert!(screen(&by_full) == tree(&site(20, 3)));
    let mut by_objects = store.twin();
    let report = by_objects.pull(&[&lose(&["o/d/", "o/f/"])], visit(1)).expect("pulled");
    assert_eq!(report.way, Way::Objects);
    assert!(screen(&by_objects) == tree(&site(20, 3)));
    let mut cut = store.twin();
    let fault = cut.pull(&[&lose(&["o/"])], visit(1)).expect_err("nothing to fetch");
    assert!(matches!(fault, PullFault::Incomplete(_)), "{fault}");
    assert!(screen(&cut) == tree(&site(20, 0)), "the old content is still there");
    cut.pull(&[&Road::new(&memory)], visit(1)).expect("the mirror is whole the next night");
    assert!(screen(&cut) == tree(&site(20, 3)));
}

#[test]
fn a_line_that_drops_goes_on_where_it_dropped() {
    let memory = Memory::default();
    let noise = |n: u32| (0..40_000_u32).map(|at| char::from(b'a' + (at.wrapping_mul(n) >> 20) as u8 % 26)).collect();
    let files: BTreeMap<String, String> =
        (1..6_u32).map(|n| (format!("m/{n}.html"), noise(n.wrapping_mul(2_654_435_761)))).collect();
    night(&files, 0, &memory).expect("published");
    for whole_only in [false, true] {
        let mut store = kiosk();
        let mut bytes = 0;
        let mut road = Road::new(&memory);
        (road.drops, road.whole_only) = (Some(16_000), whole_only);
        for _ in 0..40 {
            match store.pull(&[&road], visit(0)) {
                Ok(report) => {
                    bytes += report.bytes;
                    break;
                }
                Err(PullFault::Network(_)) if whole_only => road.drops = road.drops.map(|most| most + 16_000),
                Err(PullFault::Network(_)) => {}
                Err(fault) => panic!("{fault}"),
            }
        }
        assert!(screen(&store) == tree(&files), "{whole_only} {bytes}");
    }
}

#[test]
fn every_flipped_bit_is_refused_or_gone_round() {
    let memory = Memory::default();
    night(&site(6, 0), 0, &memory).expect("published");
    let mut fresh = kiosk();
    fresh.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    night(&site(6, 2), 1, &memory).expect("published");
    let asked: BTreeSet<String> = {
        let road = Road::new(&memory);
        fresh.twin().pull(&[&road], visit(1)).expect("pulled");
        road.asked.into_inner().expect("nobody panicked").into_iter().collect()
    };
    let mut refused = 0;
    for target in asked.into_iter().filter(|path| memory.files().contains_key(path)) {
        let size = memory.files()[&target].len();
        for at in (0..size).step_by((size / 23).max(1)) {
            let goal = target.clone();
            let road = Road::changing(&memory, move |path, mut bytes| {
                if path == goal {
                    bytes[at] ^= 0x10;
                }
                Answer::Bytes(bytes)
            });
            let mut store = fresh.twin();
            match store.pull(&[&road], visit(1)) {
                Ok(_) => assert!(screen(&store) == tree(&site(6, 2)), "{target} {at}"),
                Err(fault) => {
                    assert!(fault.is_refusal(), "{target} {at}: {fault}");
                    assert!(screen(&store) == tree(&site(6, 0)), "{target} {at}");
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > 60, "{refused}");
}

#[test]
fn a_portal_that_answers_everything_with_a_page_changes_nothing() {
    let memory = Memory::default();
    night(&site(4, 0), 0, &memory).expect("published");
    let mut store = kiosk();
    store.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    night(&site(4, 1), 1, &memory).expect("published");
    let page = || Answer::Bytes(b"<html>please log in</html>".to_vec());
    let portal = Road::changing(&memory, move |_, _| page());
    assert!(store.pull(&[&portal], visit(1)).is_err());
    assert!(screen(&store) == tree(&site(4, 0)));
    // The portal first, the mirror second: the mirror serves.
    store.pull(&[&portal, &Road::new(&memory)], visit(1)).expect("pulled");
    assert!(screen(&store) == tree(&site(4, 1)));
}

#[test]
fn the_past_is_refused_after_the_present_was_seen() {
    let memory = Memory::default();
    night(&site(4, 0), 0, &memory).expect("published");
    let old: BTreeMap<String, Vec<u8>> = memory.files().clone();
    let mut store = kiosk();
    night(&site(4, 1), 1, &memory).expect("published");
    store.pull(&[&Road::new(&memory)], visit(1)).expect("pulled");
    let mut back =
        Road::changing(&memory, move |path, _| old.get(path).map_or(Answer::Absent, |b| Answer::Bytes(b.clone())));
    let fault = store.pull(&[&back], visit(1)).expect_err("older");
    assert!(matches!(fault, PullFault::Refused(Refusal::Rollback { .. })), "{fault}");
    back.is_local = true;
    let nothing = store.pull(&[&back], visit(1)).expect("a stick that was long on the road");
    assert_eq!((nothing.from, nothing.to), (2, 2));
    night(&site(4, 2), 2, &memory).expect("published");
    assert_eq!(
        store.pull(&[&back, &Road::new(&memory)], visit(2)).expect("pulled").to,
        3,
        "and the next source is asked"
    );
    assert!(screen(&store) == tree(&site(4, 2)));
}

#[test]
fn a_frozen_channel_is_told_from_the_eighth_day_and_a_wrong_clock_is_not_believed() {
    let memory = Memory::default();
    night(&site(3, 0), 0, &memory).expect("published");
    let mut store = kiosk();
    store.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    assert!(store.pull(&[&Road::new(&memory)], visit(6)).is_ok());
    let fault = store.pull(&[&Road::new(&memory)], visit(8)).expect_err("over");
    assert!(matches!(&fault, PullFault::Refused(refusal) if refusal.is_expiry()) && !fault.is_refusal(), "{fault}");
    assert!(screen(&store) == tree(&site(3, 0)), "what was shown stays");
    night(&site(3, 1), 9, &memory).expect("published");
    let dead = Visit { system: Timestamp::UNIX_EPOCH, courier_days: 45 };
    let report = store.pull(&[&Road::new(&memory)], dead).expect("the floor is the clock");
    assert_eq!((report.to, report.clock), (2, ClockState::Behind));
    let mad = Visit { system: day(3650), courier_days: 45 };
    assert!(store.pull(&[&Road::new(&memory)], mad).is_err(), "no update, and no harm");
    assert!(screen(&store) == tree(&site(3, 1)));
}

#[test]
fn roots_hand_over_and_nobody_hides_it() {
    let memory = Memory::default();
    night(&site(3, 0), 0, &memory).expect("published");
    let mut store = kiosk();
    store.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    // The key of releases was stolen; the roots name another one.
    let second = root_of(2, 8, 9, day(1));
    let second = sign::file(&second, &[&key(1), &key(2)]).expect("whole");
    let roots = [first_root(), second];
    let keys = || Keys { targets: key(8), online: key(9) };
    let moved = Memory::default();
    moved.files().extend(memory.files().clone());
    night_with(&site(3, 2), 1, &moved, &roots, keys()).expect("published");
    // The thief goes on with the old keys, in the old place.
    night(&site(3, 1), 1, &memory).expect("published");
    let hidden =
        Road::changing(
            &moved,
            |path, bytes| {
                if path.ends_with("2.root.json") { Answer::Silent } else { Answer::Bytes(bytes) }
            },
        );
    let fault = store.pull(&[&hidden], visit(1)).expect_err("a root was hidden by silence");
    assert!(matches!(fault, PullFault::Network(_)), "{fault}");
    store.pull(&[&Road::new(&moved)], visit(1)).expect("pulled");
    assert!(screen(&store) == tree(&site(3, 2)));
    // A night without news after a change of the online key alone.
    let third = root_of(3, 8, 5, day(2));
    let third = sign::file(&third, &[&key(1), &key(2)]).expect("whole");
    let roots = [roots[0].clone(), roots[1].clone(), third];
    let again = night_with(&site(3, 2), 2, &moved, &roots, Keys { targets: key(8), online: key(5) }).expect("signed");
    assert!(!again.is_new);
    store.pull(&[&Road::new(&moved)], visit(2)).expect("the new key's word");
    assert!(screen(&store) == tree(&site(3, 2)));
    assert!(store.pull(&[&Road::new(&memory)], visit(1)).is_err(), "the stolen key is nobody's");
    assert!(screen(&store) == tree(&site(3, 2)));
}

#[test]
fn a_stolen_clock_is_given_back_with_the_keys_in_one_visit() {
    let memory = Memory::default();
    night(&site(3, 0), 0, &memory).expect("published");
    let mut store = kiosk();
    store.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    let sound = memory.files().clone();
    let path = place::timestamp("village");
    let root = TrustedRoot::first(&first_root()).expect("a root");
    let seen = root.timestamp(&sound[&path], Highest::default(), day(0)).expect("a timestamp").get().clone();
    let far = TimestampRole { version: 900, expires: day(9000), published: Some(day(5000)), ..seen };
    memory.files().insert(path, sign::file(&far, &[&key(5)]).expect("whole"));
    store.pull(&[&Road::new(&memory)], visit(1)).expect("signed by the stolen key");
    assert_eq!(store.store.trust().floor, day(5000));
    *memory.files() = sound;
    let second = root_of(2, 4, 9, day(1));
    let roots = [first_root(), sign::file(&second, &[&key(1), &key(2)]).expect("whole")];
    night_with(&site(3, 2), 1, &memory, &roots, Keys { targets: key(4), online: key(9) }).expect("published");
    store.pull(&[&Road::new(&memory)], visit(1)).expect("the first visit after the change");
    assert!(screen(&store) == tree(&site(3, 2)));
}

#[test]
fn a_damaged_old_file_costs_only_itself() {
    let memory = Memory::default();
    night(&site(20, 0), 0, &memory).expect("published");
    let mut store = kiosk();
    store.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    let victim = store.store.manifest().expect("shown").entries()[0].clone();
    let hex = victim.sum.hex();
    let path = format!("objects/{}/{hex}", &hex[..2]);
    crate::model::disk::Disk::write(&*store.disk, &path, b"rotten").expect("memory");
    assert_eq!(store.store.damaged(1).expect("read").len(), 1);
    repair(&store.store, &[&Road::new(&memory)], &[victim]).expect("repaired");
    assert!(store.store.damaged(1).expect("read").is_empty());
    crate::model::disk::Disk::write(&*store.disk, &path, b"rotten").expect("memory");
    night(&site(20, 2), 1, &memory).expect("published");
    store.pull(&[&Road::new(&memory)], visit(1)).expect("pulled");
    assert!(screen(&store) == tree(&site(20, 2)));
}

#[test]
fn a_pack_of_another_channel_is_not_taken() {
    let memory = Memory::default();
    night(&site(3, 0), 0, &memory).expect("published");
    let mut other = Station::new("school");
    let swapped: BTreeMap<String, Vec<u8>> = memory.files().clone();
    let road = Road::changing(&memory, move |path, _| {
        let there = path.replace("c/school/", "c/village/");
        swapped.get(&there).map_or(Answer::Absent, |bytes| Answer::Bytes(bytes.clone()))
    });
    let fault = other.pull(&[&road], visit(0)).expect_err("another channel");
    assert!(matches!(fault, PullFault::Trust(TrustError::Channel { .. })), "{fault}");
}
