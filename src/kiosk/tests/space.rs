//! The disk is full at every call of a night. Source of the demand: `design/kiosk.md` §9, fault 8.

use super::night::*;
use crate::kiosk::simulated::{Full, Simulated};
use crate::kiosk::{Store, StoreFault};

#[test]
fn a_full_disk_costs_the_night_and_nothing_else() {
    let kiosk = kiosk();
    let disk = Simulated::of(kiosk.clone());
    disk.fill(None);
    update(&disk, NEW).expect("a night without faults");
    let calls = disk.calls();
    let mut failed = 0;
    for full in (0..calls).flat_map(|at| [false, true].map(|stays| Full { at, stays })) {
        let disk = Simulated::of(kiosk.clone());
        disk.fill(Some(full));
        let outcome = update(&disk, NEW);
        let reached = disk.reached();
        let shown = assert_whole(&Store::open(disk.clone()).expect("it opens"));
        match outcome {
            Ok(_) => assert_eq!(shown, NEW, "{full:?}: only a second copy of a record was not written"),
            Err(StoreFault::DiskFull { .. }) => {
                failed += 1;
                // A record that was written and could not be made durable may be read all the same.
                let is_unsure = reached == RETRACTS && disk.failed_to_sync();
                assert!(shown == if reached < SWITCHED { OLD } else { NEW } || is_unsure, "{full:?}");
            }
            Err(fault) => panic!("{full:?}: {fault}"),
        }
        disk.fill(None);
        let store = update(&disk, NEW).expect("the next run");
        assert_eq!(assert_whole(&store), NEW);
        assert!(disk.tree().names("tmp").is_empty());
    }
    assert_eq!((calls, failed), (49, 87), "each call fails once alone and once with all after it");
}
