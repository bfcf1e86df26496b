//! Boxes that were away, and packs that are. Source: `design/kiosk.md` §9, faults 21 and 25.

use super::*;
use crate::bundle::release::Release;

/// Pages that zstd cannot make small, so that a pack has a size. Source of the numbers: Marsaglia's xorshift.
pub(super) fn noise(files: u32, bytes: u32) -> BTreeMap<String, String> {
    let page = |seed: u32| -> String {
        let mut state = seed;
        let mut letter = |_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            char::from(b'0' + (state % 64) as u8)
        };
        (0..bytes).map(&mut letter).collect()
    };
    (1..=files).map(|n| (format!("m/{n:03}.html"), page(n.wrapping_mul(0x9e37_79b9)))).collect()
}

pub(super) fn release_in_force(memory: &Memory) -> Release {
    let files = memory.files();
    let releases = files.iter().filter(|(path, _)| path.ends_with(".release.json"));
    let read = releases.map(|(_, bytes)| serde_json::from_slice::<Release>(bytes).expect("a release"));
    read.max_by_key(|release| release.serial).expect("published")
}

/// Fault 25: away for as long as packs are kept, and longer. A pack is kept for sixty nights, and the oldest ones start
/// four weeks before.
#[test]
fn weeks_away_come_by_the_ladder_and_months_by_what_is_cheaper() {
    const LAST: i64 = 96;
    let memory = Memory::default();
    let pages = |at: i64| {
        let mut files = noise(60, 3_000);
        for n in 0..at {
            let path = format!("m/{:03}.html", 1 + n % 60);
            files.entry(path).and_modify(|text| text.insert(usize::try_from(n * 7 % 1000).expect("small"), '新'));
        }
        files
    };
    let mut boxes: BTreeMap<i64, Station> = BTreeMap::new();
    for at in (0..=LAST).step_by(3) {
        night(&pages(at), at, &memory).expect("published");
        if [0, 6, 36, 60, 90, 93].contains(&at) {
            let mut fresh = kiosk();
            fresh.pull(&[&Road::new(&memory)], visit(at)).expect("pulled");
            boxes.insert(at, fresh);
        }
    }
    let full: u64 = release_in_force(&memory).full.iter().map(|piece| piece.size).sum();
    for (at, mut station) in boxes {
        let away = LAST - at;
        let road = Road::new(&memory);
        let report = station.pull(&[&road], visit(LAST)).expect("pulled");
        assert!(screen(&station) == tree(&pages(LAST)), "{away} nights away");
        let asked = road.asked.into_inner().expect("nobody panicked");
        let packs = asked.iter().filter(|path| path.starts_with("o/d/")).count();
        if away <= 60 + 30 {
            assert_eq!(report.way, Way::Delta, "{away}: {report:?}");
            assert!(packs <= 8 && (away > 3 || packs == 1), "{away}: {packs} packs");
            assert!(report.bytes < full / 2, "{away}: {report:?} of {full}");
        } else {
            assert_eq!((report.way, packs), (Way::Full, 0), "{away}: everything has changed since: {report:?}");
        }
    }
    // Where little changed, files one by one are fewer bytes than the full pack.
    let mut station = kiosk();
    let quiet = Memory::default();
    night(&noise(60, 3_000), 0, &quiet).expect("published");
    station.pull(&[&Road::new(&quiet)], visit(0)).expect("pulled");
    let mut other = noise(60, 3_000);
    other.insert("m/new.html".to_owned(), "新".to_owned());
    night(&other, 1, &quiet).expect("published");
    let lost = Road::changing(&quiet, |path, bytes| {
        if path.starts_with("o/d/") || path.starts_with("o/s/") { Answer::Absent } else { Answer::Bytes(bytes) }
    });
    let report = station.pull(&[&lost], visit(1)).expect("pulled");
    assert_eq!(report.way, Way::Objects, "{report:?}");
    assert!(screen(&station) == tree(&other));
}

/// Fault 21, of the ladder: a step that is gone, and a list of steps that is not what was signed.
#[test]
fn a_ladder_with_a_step_missing_is_gone_round() {
    let memory = Memory::default();
    night(&site(20, 0), 0, &memory).expect("published");
    let mut away = kiosk();
    away.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    for at in 1..=3 {
        night(&site(20, usize::try_from(at).expect("small")), at, &memory).expect("published");
    }
    let whole = Road::new(&memory);
    assert_eq!(away.twin().pull(&[&whole], visit(3)).expect("pulled").way, Way::Delta);
    let asked = whole.asked.into_inner().expect("nobody panicked");
    let needed: Vec<String> =
        asked.into_iter().filter(|path| path.starts_with("o/d/") || path.starts_with("o/s/")).collect();
    assert_eq!(needed.len(), 4, "a list and three packs: {needed:?}");
    for goal in needed {
        for is_gone in [true, false] {
            let goal = goal.clone();
            let road = Road::changing(&memory, move |path, mut bytes| {
                if path != goal {
                    return Answer::Bytes(bytes);
                }
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
                if is_gone { Answer::Absent } else { Answer::Bytes(bytes) }
            });
            let mut station = away.twin();
            let report = station.pull(&[&road], visit(3)).expect("another way");
            assert!(matches!(report.way, Way::Full | Way::Objects), "{report:?}");
            assert!(screen(&station) == tree(&site(20, 3)));
        }
    }
}

/// Also after a rollback a newer release that was begun is gone on with.
#[test]
fn a_box_that_was_rolled_back_takes_the_next_release_though_its_download_broke_off() {
    let memory = Memory::default();
    let mut station = kiosk();
    for at in 0..2 {
        night(&site(6, usize::try_from(at).expect("small")), at, &memory).expect("published");
        station.pull(&[&Road::new(&memory)], visit(at)).expect("pulled");
    }
    station.store.roll_back(1).expect("the one before");
    let report = station.pull(&[&Road::new(&memory)], visit(1)).expect("nothing new");
    assert_eq!(report.to, 1, "what was set aside stays so");
    night(&site(7, 3), 2, &memory).expect("published");
    let broken = Road::changing(
        &memory,
        |path, bytes| {
            if path.starts_with("o/") { Answer::Silent } else { Answer::Bytes(bytes) }
        },
    );
    assert!(station.pull(&[&broken], visit(2)).is_err());
    let report = station.pull(&[&Road::new(&memory)], visit(2)).expect("pulled");
    assert_eq!((report.from, report.to), (1, 3));
}
