//! The power is cut at every call of a real pull; the store's own cuts stand in `src/kiosk/tests/power.rs`.

use super::*;
use crate::kiosk::simulated::{Kind, cuts};

/// Every how many disks the pull is made again to its end.
const GOES_ON_EVERY: usize = 41;

#[test]
fn cut_at_every_call_of_a_pull() {
    let memory = Memory::default();
    night(&site(7, 0), 0, &memory).expect("published");
    let mut station = kiosk();
    station.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    night(&site(8, 4), 1, &memory).expect("published");
    let (old, new) = (tree(&site(7, 0)), tree(&site(8, 4)));
    station.disk.record();
    station.pull(&[&Road::new(&memory)], visit(1)).expect("pulled");
    let (mut tried, mut went_on, mut highest) = (0_usize, 0_usize, 0);
    for (at, moment) in station.disk.moments().iter().enumerate() {
        for kind in [Kind::Journal, Kind::Fat] {
            // Nothing that is durable at this moment is lost by a cut in it or after it.
            let before = Store::open(Simulated::of(moment.durable.clone())).expect("it opens").trust().clone();
            highest = highest.max(before.highest.timestamp);
            cuts(moment, kind, at as u64 + 1, &mut |files| {
                tried += 1;
                let disk = Simulated::of(files);
                let mut cut = Station { store: Store::open(disk.clone()).expect("it opens"), disk };
                let shown = screen(&cut);
                assert!(shown == old || shown == new, "never a mixture");
                let trust = cut.store.trust();
                assert!(trust.highest >= before.highest && trust.serial >= before.serial, "trust is never lower");
                assert!(trust.floor >= before.floor && trust.deny.count >= before.deny.count);
                if tried.is_multiple_of(GOES_ON_EVERY) {
                    went_on += 1;
                    cut.store.recover().expect("mended");
                    cut.pull(&[&Road::new(&memory)], visit(1)).expect("the next run");
                    assert!(screen(&cut) == new);
                    assert!(cut.store.damaged(2).expect("kept").is_empty());
                }
            });
        }
    }
    assert!(tried > 7_000, "{tried}");
    assert!(went_on > 200, "{went_on}");
    assert_eq!(highest, 2, "cuts before and after the second night was believed");
}
