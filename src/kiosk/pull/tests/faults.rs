//! Rows of the fault list that no other test stands for. Source: `design/kiosk.md` §9; `docs/kiosk-faults.md` says which
//! test is whose.

use super::ladder::{noise, release_in_force};
use super::*;
use crate::bundle::publish::testing::public;
use crate::kiosk::simulated::{Full, Kind, cuts};
use crate::model::disk::Disk as _;

/// A stick or a mirror in this room.
struct Stick<'m>(Road<'m>);

impl Source for Stick<'_> {
    fn name(&self) -> &str {
        "stick"
    }

    fn is_local(&self) -> bool {
        true
    }

    fn small(&self, path: &str, most: u64) -> Result<Vec<u8>, FetchFault> {
        self.0.small(path, most)
    }

    fn rest(&self, path: &str, from: u64, size: u64, sink: &mut dyn Sink) -> Result<(), FetchFault> {
        self.0.rest(path, from, size, sink)
    }
}

/// Fault 4.
#[test]
fn a_line_that_drops_every_64_kib_comes_to_its_end_in_one_run() {
    let memory = Memory::default();
    let files = noise(40, 20_000);
    night(&files, 0, &memory).expect("published");
    let pack: u64 = release_in_force(&memory).full.iter().map(|piece| piece.size).sum();
    assert!(pack > 6 * 65_536, "{pack}");
    let mut store = kiosk();
    let mut road = Road::new(&memory);
    road.drops = Some(65_536);
    let report = store.pull(&[&road], visit(0)).expect("one run");
    assert!(screen(&store) == tree(&files));
    assert!(report.bytes - report.metadata_bytes <= pack + pack / 20, "{report:?}, pack {pack}");
    // Who gives next to nothing at a time is no source.
    road.drops = Some(1000);
    assert!(matches!(kiosk().pull(&[&road], visit(0)), Err(PullFault::Network(_))));
    // A server that knows no ranges begins again; it is asked again once and not for ever.
    (road.drops, road.whole_only) = (Some(65_536), true);
    road.asked.lock().expect("nobody panicked").clear();
    assert!(matches!(kiosk().pull(&[&road], visit(0)), Err(PullFault::Network(_))));
    assert!(road.asked.lock().expect("nobody panicked").len() < 12);
}

/// Fault 8, of a whole pull: the store's own stands in `src/kiosk/tests/space.rs`.
#[test]
fn a_disk_that_fills_up_during_a_pull_is_told_and_costs_nothing_else() {
    let memory = Memory::default();
    night(&site(7, 0), 0, &memory).expect("published");
    let mut station = kiosk();
    station.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    night(&site(8, 4), 1, &memory).expect("published");
    let whole = station.twin();
    whole.disk.fill(None);
    let mut whole = whole;
    whole.pull(&[&Road::new(&memory)], visit(1)).expect("pulled");
    let mut told = 0;
    for at in 0..whole.disk.calls() {
        let mut cut = station.twin();
        cut.disk.fill(Some(Full { at, stays: true }));
        let done = cut.pull(&[&Road::new(&memory), &Road::new(&memory)], visit(1));
        if let Err(fault) = &done {
            assert!(matches!(fault, PullFault::Store(StoreFault::DiskFull { .. })), "{at}: {fault}");
            told += 1;
        }
        let disk = cut.disk.copy();
        disk.fill(None);
        let mut again = Station { store: Store::open(disk.clone()).expect("it opens"), disk };
        let shown = screen(&again);
        assert!(shown == tree(&site(7, 0)) || shown == tree(&site(8, 4)), "{at}");
        again.store.recover().expect("mended");
        again.pull(&[&Road::new(&memory)], visit(1)).expect("there is room again");
        assert!(screen(&again) == tree(&site(8, 4)));
    }
    assert!(told > 20, "{told}");
}

/// Fault 10: what was believed is torn in every way, and an older night comes.
#[test]
fn the_past_is_refused_with_half_of_what_was_believed_torn() {
    let memory = Memory::default();
    night(&site(4, 0), 0, &memory).expect("published");
    let old: BTreeMap<String, Vec<u8>> = memory.files().clone();
    night(&site(4, 1), 1, &memory).expect("published");
    let mut station = kiosk();
    station.pull(&[&Road::new(&memory)], visit(1)).expect("pulled");
    for (file, bytes) in
        [("trust.0", &b""[..]), ("trust.1", b""), ("trust.0", &[0; 400]), ("trust.1", b"torn"), ("slot.0", b"")]
    {
        let torn = station.twin();
        torn.disk.write(file, bytes).expect("memory");
        let mut torn = Station { store: Store::open(torn.disk.clone()).expect("one copy is enough"), disk: torn.disk };
        let played = old.clone();
        let back = Road::changing(&memory, move |path, _| {
            played.get(path).map_or(Answer::Absent, |b| Answer::Bytes(b.clone()))
        });
        let fault = torn.pull(&[&back], visit(1)).expect_err("older");
        assert!(matches!(fault, PullFault::Refused(Refusal::Rollback { .. })), "{file}: {fault}");
        assert!(screen(&torn) == tree(&site(4, 1)), "{file}");
    }
    let lost = station.twin();
    lost.disk.write("trust.0", b"").expect("memory");
    lost.disk.write("trust.1", b"").expect("memory");
    assert!(matches!(Store::open(lost.disk), Err(StoreFault::TrustLost)), "locked until somebody comes");
}

/// Fault 12: each file of one night in the place of another's.
#[test]
fn a_night_put_together_from_two_is_refused_or_gone_round() {
    let memory = Memory::default();
    for (at, changed) in [(0, 0), (1, 1), (2, 2)] {
        night(&site(6, changed), at, &memory).expect("published");
    }
    let mut fresh = kiosk();
    let frozen = memory.files().clone();
    fresh.pull(&[&Road::new(&memory)], visit(2)).expect("pulled");
    night(&site(6, 3), 3, &memory).expect("published");
    let is_of = |kind: &'static str| move |path: &str| path.contains(kind);
    for kind in [".snapshot.json", ".targets.json", ".release.json", "o/m/", "o/d/", "o/f/", "o/s/"] {
        let others: Vec<Vec<u8>> =
            frozen.iter().filter(|(path, _)| is_of(kind)(path)).map(|(_, bytes)| bytes.clone()).collect();
        assert!(!others.is_empty(), "{kind}");
        for other in others {
            let road = Road::changing(&memory, move |path, bytes| {
                if is_of(kind)(path) { Answer::Bytes(other.clone()) } else { Answer::Bytes(bytes) }
            });
            let mut station = fresh.twin();
            match station.pull(&[&road], visit(3)) {
                Ok(_) => assert!(kind.starts_with("o/") && screen(&station) == tree(&site(6, 3)), "{kind}"),
                Err(fault) => {
                    assert!(fault.is_refusal(), "{kind}: {fault}");
                    assert!(screen(&station) == tree(&site(6, 2)), "{kind}");
                }
            }
        }
    }
}

/// Fault 13: the clock jumps about, one visit after the other.
#[test]
fn a_clock_that_jumps_never_lowers_and_never_loses_a_night() {
    let memory = Memory::default();
    let mut station = kiosk();
    let clocks = [0, -20_000, -1, 3650, 0, -20_000, 1, -365];
    for (at, wrong) in (0_i64..).zip(clocks) {
        night(&site(5, usize::try_from(at).expect("small") % 6), at, &memory).expect("published");
        let system = if wrong == -20_000 { Timestamp::UNIX_EPOCH } else { day(at + wrong) };
        let done = station.pull(&[&Road::new(&memory)], Visit { system, courier_days: 45 });
        if wrong == 3650 {
            let fault = done.expect_err("everything is over by that clock");
            assert!(matches!(&fault, PullFault::Refused(refusal) if refusal.is_expiry()), "{fault}");
            assert_eq!(station.store.trust().serial, u64::try_from(at).expect("small"), "content stays");
        } else {
            let report = done.expect("the floor is the clock");
            let is_behind = wrong < -1 || (wrong == -1 && system < day(at - 1));
            assert!(!is_behind || report.clock == ClockState::Behind, "{report:?}");
            assert_eq!(station.store.trust().floor, day(at));
        }
    }
    assert_eq!(station.store.current().map(|current| current.serial), Some(8));
}

/// Fault 14: five roots in one visit: a key lost and replaced, the threshold raised.
#[test]
fn five_roots_one_after_the_other_are_followed_in_one_visit() {
    let memory = Memory::default();
    night(&site(3, 0), 0, &memory).expect("published");
    let mut station = kiosk();
    station.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    let mut roots = vec![first_root()];
    let mut holders: Vec<u8> = vec![1, 2, 3];
    for version in 2..=6_u64 {
        let mut root = root_of(version, 4, 5, day(1));
        let before = holders.clone();
        if version == 3 {
            // Key 3 is lost: key 6 comes in its place.
            holders = vec![1, 2, 6];
        }
        let keys: Vec<crate::tuf::metadata::Key> =
            holders.iter().map(|n| crate::tuf::metadata::Key::new(&public(*n))).collect();
        let role = root.roles.get_mut("root").expect("root");
        role.keyids = keys.iter().map(crate::tuf::metadata::Key::id).collect();
        role.threshold = if version >= 5 { 3 } else { 2 };
        root.keys.extend(keys.into_iter().map(|key| (key.id(), key)));
        let signers: BTreeSet<u8> = before.iter().filter(|n| **n != 3).chain(&holders).copied().collect();
        let signers: Vec<_> = signers.into_iter().map(key).collect();
        roots.push(sign::file(&root, &signers.iter().collect::<Vec<_>>()).expect("whole"));
    }
    night_with(&site(3, 2), 1, &memory, &roots, Keys { targets: key(4), online: key(5) }).expect("published");
    station.pull(&[&Road::new(&memory)], visit(1)).expect("pulled");
    assert_eq!(station.store.trust().root_version, 6);
    assert!(screen(&station) == tree(&site(3, 2)));
    // Two of the three that are needed now sign a seventh.
    let seventh = root_of(7, 8, 9, day(1));
    let path = place::root("village", 7);
    memory.files().insert(path, sign::file(&seventh, &[&key(1), &key(2)]).expect("whole"));
    let fault = station.pull(&[&Road::new(&memory)], visit(1)).expect_err("too few");
    assert!(matches!(fault, PullFault::Refused(Refusal::Threshold { found: 2, needed: 3, .. })), "{fault}");
    assert_eq!(station.store.trust().root_version, 6);
}

/// Fault 23.
#[test]
fn a_stick_is_trusted_no_more_than_a_line() {
    let memory = Memory::default();
    night(&site(6, 0), 0, &memory).expect("published");
    let older = Memory::default();
    older.files().extend(memory.files().clone());
    let mut station = kiosk();
    night(&site(6, 1), 1, &memory).expect("published");
    station.pull(&[&Road::new(&memory)], visit(1)).expect("pulled");
    // An older stick took the longer road: nothing changes, and nobody is accused.
    let report = station.pull(&[&Stick(Road::new(&older))], visit(1)).expect("no attack");
    assert_eq!((report.from, report.to), (2, 2));
    // The same past from the web is played back by somebody.
    let fault = station.pull(&[&Road::new(&older)], visit(1)).expect_err("older");
    assert!(matches!(fault, PullFault::Refused(Refusal::Rollback { .. })), "{fault}");
    // Pulled out half-way, at every request.
    night(&site(7, 3), 2, &memory).expect("published");
    let road = Road::new(&memory);
    station.twin().pull(&[&Stick(road)], visit(2)).expect("pulled");
    for at in 0..7 {
        let count = std::sync::atomic::AtomicUsize::new(0);
        let road = Road::changing(&memory, move |_, bytes| {
            let is_in = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < at;
            if is_in { Answer::Bytes(bytes) } else { Answer::Silent }
        });
        let mut half = station.twin();
        if half.pull(&[&Stick(road)], visit(2)).is_err() {
            assert!(screen(&half) == tree(&site(6, 1)), "{at}");
            half.pull(&[&Stick(Road::new(&memory))], visit(2)).expect("put in again");
        }
        assert!(screen(&half) == tree(&site(7, 3)), "{at}");
    }
    // A stick of another channel has nothing of this one.
    let other =
        Road::changing(
            &memory,
            |path, bytes| {
                if path.starts_with("c/village/") { Answer::Absent } else { Answer::Bytes(bytes) }
            },
        );
    let fault = station.twin().pull(&[&Stick(other)], visit(2)).expect_err("another channel");
    assert!(matches!(fault, PullFault::Incomplete(_)), "{fault}");
    // Seven days signed, forty-five on the road.
    for (late, is_fine) in [(7 + 44, true), (7 + 46, false)] {
        let done = station.twin().pull(&[&Stick(Road::new(&memory))], visit(2 + late));
        assert_eq!(done.is_ok(), is_fine, "{late}: {done:?}");
        assert!(station.twin().pull(&[&Road::new(&memory)], visit(2 + late)).is_err(), "a line has no road");
    }
}

/// What a killed run left behind goes in the next one, even on a night without news.
#[test]
fn a_run_killed_after_its_switch_is_tidied_up_by_the_next_one() {
    let memory = Memory::default();
    night(&site(6, 0), 0, &memory).expect("published");
    let mut station = kiosk();
    station.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    night(&site(6, 2), 1, &memory).expect("published");
    station.pull(&[&Road::new(&memory)], visit(1)).expect("pulled");
    night(&site(6, 4), 2, &memory).expect("published");
    station.disk.record();
    station.pull(&[&Road::new(&memory)], visit(2)).expect("pulled");
    let clean = station.disk.tree();
    let mut left = 0;
    for (at, moment) in station.disk.moments().iter().enumerate() {
        cuts(moment, Kind::Journal, at as u64 + 1, &mut |files| {
            let disk = Simulated::of(files);
            let mut cut = Station { store: Store::open(disk.clone()).expect("it opens"), disk };
            if cut.store.current().is_none_or(|current| current.serial < 3) || left > 40 {
                return;
            }
            left += 1;
            cut.pull(&[&Road::new(&memory)], visit(2)).expect("nothing new");
            let tree = cut.disk.tree();
            let names = |tree: &crate::kiosk::simulated::Tree| tree.files.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&tree), names(&clean));
        });
    }
    assert!(left > 10, "{left}");
}
