//! The power is cut at every call of a night, and the disk keeps what it likes of what was not durable.
//!
//! Source of the demand: `design/kiosk.md` §9, faults 1 to 3.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use super::night::*;
use crate::kiosk::simulated::{Kind, Moment, Simulated, Tree, cuts};
use crate::kiosk::{Store, StoreFault};

/// Disks that were tried.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tried {
    /// Calls at which the power was cut.
    moments: usize,
    /// Disks, each made from one moment.
    disks: usize,
    /// Those that differ in anything; each is opened, mended, and goes through the night again.
    different: usize,
    /// Of them, those that showed the new release.
    new: usize,
    /// Disks after a second cut, in the run that came after the first.
    twice: usize,
}

/// Every how many disks the run after is cut as well.
const TWICE_EVERY: usize = 997;
/// Every how many disks of the first night go through it again.
const GOES_ON_EVERY: usize = 7;

/// What a kiosk must be like after a cut, having been told that `reached` is done.
fn assert_sound(tree: &Tree, reached: u32) -> u64 {
    let disk = Simulated::of(tree.clone());
    let mut store = Store::open(disk).expect("it opens");
    let shown = assert_whole(&store);
    let held = store.trust().clone();
    assert!([OLD, NEW].contains(&shown));
    assert!(reached < SWITCHED || shown == NEW, "a switch that was done stays done");
    assert!(held.serial == NEW || (held.serial == OLD && reached < TRUSTED), "trust is never lower: {held:?}");
    assert_eq!(held, raised(&held, held.serial), "and never a mixture");
    assert!(held.serial >= shown, "nothing is shown that is not believed");
    let denies = store.deny().path(RETRACTED).is_some();
    assert!(denies || (reached < RETRACTS && shown == OLD), "what was retracted stays so");
    assert!(held.deny.begins(store.deny()) && !store.is_deny_lost());
    for kept in store.releases().expect("readable") {
        assert_eq!(store.damaged(kept.serial).expect("kept"), [], "release {} is kept whole", kept.serial);
    }
    assert!(!store.is_stale());
    store.recover().expect("it mends itself");
    assert_eq!(assert_whole(&store), shown, "mending changes nothing that is shown");
    shown
}

/// The same night once more ends where it should.
fn assert_goes_on(disk: &Arc<Simulated>) {
    let store = update(disk, NEW).expect("the next run");
    assert_eq!(assert_whole(&store), NEW);
    let tree = disk.tree();
    assert!(tree.names("tmp").is_empty() && tree.names("part").is_empty());
    assert_eq!(tree.names("rel"), [OLD.to_string(), NEW.to_string()]);
    let lines = [manifest(OLD), manifest(NEW)].map(|manifest| manifest.entries().to_vec()).concat();
    let shown = lines.iter().filter(|line| store.deny().object(&line.sum).is_none());
    let named: BTreeSet<String> = shown.map(|line| line.sum.hex()).collect();
    let objects = tree.files.keys().filter_map(|path| path.strip_prefix("objects/")?.split('/').nth(1));
    assert_eq!(objects.map(str::to_owned).collect::<BTreeSet<_>>(), named, "what is needed, and nothing else");
}

/// Whether a disk was not tried yet.
fn is_new(seen: &mut BTreeSet<u64>, tree: &Tree, reached: u32) -> bool {
    let mut hasher = DefaultHasher::new();
    (tree, reached).hash(&mut hasher);
    seen.insert(hasher.finish())
}

fn moments(tree: Tree) -> Vec<Moment> {
    let disk = Simulated::of(tree);
    disk.record();
    update(&disk, NEW).expect("a night without faults");
    disk.moments()
}

fn cut_everywhere(kind: Kind) -> Tried {
    let mut tried = Tried::default();
    let (mut seen, mut seen_twice) = (BTreeSet::new(), BTreeSet::new());
    for (at, moment) in moments(kiosk()).iter().enumerate() {
        tried.moments += 1;
        cuts(moment, kind, at as u64 + 1, &mut |tree| {
            tried.disks += 1;
            if !is_new(&mut seen, &tree, moment.reached) {
                return;
            }
            tried.different += 1;
            tried.new += usize::from(assert_sound(&tree, moment.reached) == NEW);
            assert_goes_on(&Simulated::of(tree.clone()));
            if tried.different % TWICE_EVERY > 0 {
                return;
            }
            for again in moments(tree) {
                // What the first run was told holds in the second one too.
                let reached = again.reached.max(moment.reached);
                cuts(&again, kind, 1, &mut |tree| {
                    if is_new(&mut seen_twice, &tree, reached) {
                        tried.twice += 1;
                        assert_sound(&tree, reached);
                    }
                });
            }
        });
    }
    tried
}

#[test]
fn cut_with_a_journal_of_names() {
    let tried = cut_everywhere(Kind::Journal);
    // Figures, not bounds: a night that makes other calls, or cuts that try less, must be looked at.
    assert_eq!(tried, Tried { moments: 53, disks: 6_605, different: 3_048, new: 583, twice: 3_331 });
}

#[test]
fn cut_without_any_journal() {
    let tried = cut_everywhere(Kind::Fat);
    assert_eq!(tried, Tried { moments: 53, disks: 6_737, different: 2_999, new: 583, twice: 2_851 });
}

/// The first night has nothing to fall back to: nothing is shown, or all of it, and enrolment can be begun again.
fn cut_the_first_night(kind: Kind) -> usize {
    let disk = Simulated::of(Tree::default());
    disk.record();
    Store::create(disk.clone(), &super::root(1), CHANNEL).expect("enrolled");
    disk.reach(ENROLLED);
    update(&disk, BEFORE).expect("the first night");
    let mut seen = BTreeSet::new();
    for (at, moment) in disk.moments().iter().enumerate() {
        cuts(moment, kind, at as u64 + 1, &mut |tree| {
            if !is_new(&mut seen, &tree, moment.reached) {
                return;
            }
            let disk = Simulated::of(tree);
            match Store::open(disk.clone()) {
                Ok(store) if store.current().is_some() => {
                    assert_eq!(assert_whole(&store), BEFORE);
                    assert_eq!(*store.trust(), raised(store.trust(), BEFORE), "nothing is shown that is not believed");
                }
                Ok(_) => assert!(moment.reached < SWITCHED || moment.reached == ENROLLED),
                Err(StoreFault::NoStore | StoreFault::TrustLost) => {
                    assert_eq!(moment.reached, 0);
                    Store::create(disk.clone(), &super::root(1), CHANNEL).expect("begun again");
                }
                Err(fault) => panic!("{fault}"),
            }
            if seen.len().is_multiple_of(GOES_ON_EVERY) {
                assert_eq!(assert_whole(&update(&disk, BEFORE).expect("the next run")), BEFORE);
            }
        });
    }
    seen.len()
}

#[test]
fn cut_in_the_first_night() {
    assert_eq!([Kind::Journal, Kind::Fat].map(cut_the_first_night), [8_105, 8_127]);
}
