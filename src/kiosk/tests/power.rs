//! The power is cut at every call of a night, and the disk keeps what it likes of what was not durable.
//!
//! Source of the demand: `design/kiosk.md` §9, faults 1 to 3.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::night::*;
use crate::kiosk::simulated::{Kind, Moment, Simulated, Tree, cuts};
use crate::kiosk::{DenyMark, Store};

/// Disks that were tried.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tried {
    /// Calls at which the power was cut.
    moments: usize,
    /// Disks, each made from one moment.
    disks: usize,
    /// Those that differ in anything.
    different: usize,
    /// Of them, those that showed the old release, and those that showed the new one.
    old: usize,
    new: usize,
    /// Disks after a second cut, in the run that came after the first.
    twice: usize,
}

/// Every how many disks the run after is cut as well.
const TWICE_EVERY: usize = 211;

fn night() -> Vec<Moment> {
    let disk = Simulated::of(kiosk());
    disk.record();
    update(&disk, NEW).expect("a night without faults");
    disk.moments()
}

/// What a kiosk must be like after a cut, having been told that `reached` is done.
fn assert_sound(tree: &Tree, reached: u32) -> u64 {
    let disk = Simulated::of(tree.clone());
    let mut store = Store::open(disk.clone()).expect("it opens");
    let shown = assert_whole(&store);
    let (before, trust) = (raised(store.trust(), OLD), raised(store.trust(), NEW));
    let held = store.trust().clone();
    assert!(reached < SWITCHED || shown == NEW, "a switch that was done stays done");
    assert!([OLD, NEW].contains(&shown));
    assert!(held == trust || (held == before && reached < TRUSTED), "trust as a whole, never lower: {held:?}");
    assert!(held.serial >= shown, "nothing is shown that is not believed");
    assert!(held.serial == NEW || (held.serial == OLD && reached < TRUSTED));
    let denies = store.deny().path(RETRACTED).is_some();
    assert!(denies || reached < RETRACTS, "what was retracted stays so");
    assert!(denies || shown == OLD);
    assert!(DenyMark::begins(&held.deny, store.deny()) && !store.is_deny_lost());
    for kept in store.releases().expect("readable") {
        assert_eq!(store.damaged(kept.serial).expect("kept"), [], "release {} is kept whole", kept.serial);
    }
    assert!(!store.is_stale());
    store.recover().expect("it mends itself");
    assert_eq!(assert_whole(&store), shown, "mending changes nothing that is shown");
    shown
}

/// The same night once more ends where it should.
fn assert_goes_on(disk: &std::sync::Arc<Simulated>) {
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

fn key(tree: &Tree, reached: u32) -> u64 {
    let mut hasher = DefaultHasher::new();
    (tree, reached).hash(&mut hasher);
    hasher.finish()
}

fn cut_everywhere(kind: Kind) -> Tried {
    let mut tried = Tried::default();
    let mut seen = BTreeSet::new();
    for (at, moment) in night().iter().enumerate() {
        tried.moments += 1;
        cuts(moment, kind, at as u64 + 1, &mut |tree| {
            tried.disks += 1;
            if !seen.insert(key(&tree, moment.reached)) {
                return;
            }
            tried.different += 1;
            match assert_sound(&tree, moment.reached) {
                OLD => tried.old += 1,
                _ => tried.new += 1,
            }
            let disk = Simulated::of(tree);
            if tried.different % TWICE_EVERY == 0 {
                disk.record();
            }
            assert_goes_on(&disk);
            for again in disk.moments() {
                // The first run's promises hold in the second one too.
                let reached = again.reached.max(moment.reached);
                cuts(&again, kind, 1, &mut |tree| {
                    if seen.insert(key(&tree, reached)) {
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
fn a_journal_of_names() {
    assert_eq!(cut_everywhere(Kind::Journal), Tried::default());
}

#[test]
fn no_journal_at_all() {
    assert_eq!(cut_everywhere(Kind::Fat), Tried::default());
}
