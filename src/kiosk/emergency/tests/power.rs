//! The power is cut at every call of a poll: the number never falls, and a notice that was kept stays.

use super::*;
use crate::kiosk::simulated::{Kind, cuts};

const KEPT: u32 = 1;

fn heard(disk: &Arc<Simulated>, file: &[u8]) -> Store {
    let mut store = Store::open(disk.clone() as Arc<dyn Disk>).expect("a store");
    let mut board = store.emergency().expect("a board");
    poll(&mut store, &mut board, &[&Shelf::of(file)], (&right(), true)).expect("an answer");
    store.keep_emergency(&mut board).expect("kept");
    store
}

fn cut_everywhere(kind: Kind) -> [usize; 2] {
    let (disk, _) = enrolled();
    heard(&disk, &flood(5, day(0)));
    disk.record();
    heard(&disk, &flood(6, day(0)));
    disk.reach(KEPT);
    let mut tried = [0, 0];
    for (at, moment) in disk.moments().iter().enumerate() {
        cuts(moment, kind, at as u64 + 1, &mut |tree| {
            let disk = Simulated::of(tree);
            let store = Store::open(disk.clone() as Arc<dyn Disk>).expect("it opens");
            let board = store.emergency().expect("a board");
            let number = sequence(&board);
            assert!(number == 6 || (number == 5 && moment.reached < KEPT), "{number}");
            assert_eq!(seen(&board, Some("360733")), ["flood"]);
            tried[usize::from(number == 6)] += 1;
            let store = heard(&disk, &flood(7, day(0)));
            assert_eq!(sequence(&store.emergency().expect("a board")), 7, "the next poll goes on");
        });
    }
    tried
}

#[test]
fn cut_at_every_write_of_a_poll() {
    // Figures, not bounds: a poll that makes other calls must be looked at.
    assert_eq!([Kind::Journal, Kind::Fat].map(cut_everywhere), [[12, 16], [12, 16]]);
}
