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
        disk.fill(None);
        let shown = assert_whole(&Store::open(disk.clone()).expect("it opens"));
        match outcome {
            Ok(_) => assert_eq!(shown, NEW, "{full:?}: only a second copy of a record was not written"),
            Err(StoreFault::DiskFull { .. }) => {
                failed += 1;
                assert_eq!(shown, if reached < SWITCHED { OLD } else { NEW }, "{full:?}");
            }
            Err(fault) => panic!("{full:?}: {fault}"),
        }
        let store = update(&disk, NEW).expect("the next run");
        assert_eq!(assert_whole(&store), NEW);
        assert!(disk.tree().names("tmp").is_empty());
    }
    assert!(calls > 50 && failed > calls, "{failed} of {calls} calls, each twice");
}
