//! What the store refuses, mends and forgets.

use std::sync::Arc;

use super::night::*;
use super::root;
use crate::bundle::deny::DenyFault;
use crate::kiosk::simulated::{Simulated, Tree};
use crate::kiosk::{Forget, Lookup, Put, Store, StoreFault, Trust};
use crate::model::disk::Disk as _;
use crate::model::units::Sha256;

fn opened() -> (Arc<Simulated>, Store) {
    let disk = Simulated::of(kiosk());
    let store = Store::open(disk.clone()).expect("a store");
    (disk, store)
}

fn after_the_night() -> (Arc<Simulated>, Store) {
    let disk = Simulated::of(kiosk());
    let store = update(&disk, NEW).expect("a night");
    (disk, store)
}

/// Ways in which a record is lost.
fn lose(disk: &Simulated, path: &str, how: u8) {
    let bytes = disk.read(path).expect("a record");
    let lost = match how {
        0 => Vec::new(),
        1 => bytes[..bytes.len() - 1].to_vec(),
        2 => vec![0; bytes.len()],
        3 => bytes.iter().map(|byte| byte ^ 1).collect(),
        _ => return disk.remove(path).expect("removed"),
    };
    disk.write(path, &lost).expect("written");
}

#[test]
fn one_of_two_copies_is_enough() {
    for record in ["slot", "trust", "deny"] {
        for (copy, how) in (0..2).flat_map(|copy| (0..5).map(move |how| (copy, how))) {
            let (disk, before) = after_the_night();
            let path = format!("{record}.{copy}");
            let whole = disk.read(&path).expect("a record");
            lose(&disk, &path, how);
            let mut store = Store::open(disk.clone()).expect("it opens");
            assert_eq!((store.current(), store.trust()), (before.current(), before.trust()), "{path} {how}");
            assert_eq!(store.deny().text(), before.deny().text());
            assert_eq!(assert_whole(&store), NEW);
            store.recover().expect("mended");
            let other = disk.read(&format!("{record}.{}", 1 - copy)).expect("a record");
            let mended = disk.read(&path).expect("a record");
            assert_eq!(mended, other, "{path} {how}: both hold the same");
            assert!(mended.len() == whole.len() && store.current() == before.current());
        }
    }
}

#[test]
fn a_record_in_the_wrong_place_is_none() {
    let (disk, _) = opened();
    for copy in 0..2 {
        disk.write(&format!("trust.{copy}"), &disk.read("slot.0").expect("a record")).expect("written");
    }
    assert!(matches!(Store::open(disk), Err(StoreFault::TrustLost)));
}

#[test]
fn both_pointers_lost_shows_the_highest_whole_release() {
    for how in 0..5 {
        let (disk, _) = after_the_night();
        lose(&disk, "slot.0", how);
        lose(&disk, "slot.1", how);
        let mut store = Store::open(disk.clone()).expect("it opens");
        assert_eq!(assert_whole(&store), NEW);
        assert!(store.recover().expect("mended").chosen_anew);
        let store = Store::open(disk.clone()).expect("it opens");
        assert_eq!(store.releases().expect("readable").len(), 2);

        lose(&disk, "slot.0", how);
        lose(&disk, "slot.1", how);
        let home = manifest(NEW).find("index.html").expect("a line").sum.hex();
        disk.write(&format!("objects/{}/{home}", &home[..2]), b"home 413").expect("written");
        let store = Store::open(disk).expect("it opens");
        assert_eq!(assert_whole(&store), OLD, "the newer one lacks a file");
    }
}

#[test]
fn both_trust_records_lost_locks_the_kiosk_until_somebody_comes() {
    for how in 0..5 {
        let (disk, _) = after_the_night();
        lose(&disk, "trust.0", how);
        lose(&disk, "trust.1", how);
        assert!(matches!(Store::open(disk.clone()), Err(StoreFault::TrustLost)));
        assert!(matches!(Store::create(disk.clone(), &root(1), CHANNEL), Err(StoreFault::TrustLost)));
        let store = Store::enrol_again(disk.clone(), &root(1), CHANNEL).expect("enrolled again");
        assert_eq!(assert_whole(&store), NEW, "content stays");
        assert_eq!(store.trust().serial, NEW, "and older releases stay refused");
        assert_eq!(store.deny().text(), deny(), "and what was retracted");
        assert!(matches!(Store::enrol_again(disk, &root(1), CHANNEL), Err(StoreFault::Enrolled)));
    }
}

#[test]
fn enrolled_again_for_another_channel_shows_nothing_of_the_old_one() {
    let (disk, _) = after_the_night();
    lose(&disk, "trust.0", 0);
    lose(&disk, "trust.1", 0);
    let store = Store::enrol_again(disk, &root(1), "elderly-sc").expect("enrolled again");
    assert_eq!((store.current(), store.trust().serial), (None, 0));
}

#[test]
fn a_lost_root_is_brought_again_and_versions_stay() {
    let (disk, before) = after_the_night();
    disk.write("meta/1.root.json", b"{}").expect("written");
    assert!(matches!(before.root(), Err(StoreFault::TrustLost)));
    let store = Store::enrol_again(disk, &root(1), CHANNEL).expect("enrolled again");
    assert_eq!(store.trust(), before.trust());
    assert_eq!(store.root().expect("a root"), root(1));
}

#[test]
fn a_cut_first_enrolment_is_begun_again() {
    let disk = Simulated::of(Tree::default());
    assert!(matches!(Store::open(disk.clone()), Err(StoreFault::NoStore)));
    disk.write("trust.0", b"kepu-slot/1 tr").expect("written");
    let store = Store::create(disk.clone(), &root(1), CHANNEL).expect("enrolled");
    assert_eq!((store.current(), store.lookup("index.html")), (None, Lookup::Nothing));
    assert!(matches!(Store::create(disk, &root(1), CHANNEL), Err(StoreFault::Enrolled)));
    let disk = Simulated::of(Tree::default());
    assert!(matches!(Store::create(disk, b"{}", CHANNEL), Err(StoreFault::Root(_))));
}

#[test]
fn trust_never_falls() {
    let (_, mut store) = opened();
    let now = store.trust().clone();
    type Change = fn(&mut Trust);
    let lower: [(&str, Change); 9] = [
        ("channel", |trust| trust.channel = "other".into()),
        ("root", |trust| trust.root_version = 0),
        ("root", |trust| trust.root = Sha256::of(b"")),
        ("deny list", |trust| trust.deny.count = 7),
        ("timestamp", |trust| trust.highest.timestamp -= 1),
        ("snapshot", |trust| trust.highest.snapshot -= 1),
        ("targets", |trust| trust.highest.targets -= 1),
        ("serial", |trust| trust.serial -= 1),
        ("time", |trust| trust.floor = jiff::Timestamp::UNIX_EPOCH),
    ];
    for (what, change) in lower {
        let mut new = now.clone();
        change(&mut new);
        assert!(matches!(store.raise_trust(new), Err(StoreFault::Lowered(found)) if found == what), "{what}");
        assert_eq!(*store.trust(), now);
    }
}

#[test]
fn a_new_root_forgets_what_stolen_keys_said_and_nothing_else() {
    let (disk, mut store) = opened();
    let before = store.trust().clone();
    assert!(matches!(store.rotate_root(&root(1), Forget::default()), Err(StoreFault::Lowered("root"))));
    store.rotate_root(&root(2), Forget::default()).expect("rotated");
    assert_eq!((store.trust().highest, store.trust().serial), (before.highest, before.serial));
    store.rotate_root(&root(3), Forget { targets: true, ..Forget::default() }).expect("rotated");
    let mut store = Store::open(disk.clone()).expect("it opens");
    assert_eq!((store.trust().root_version, store.trust().highest.targets, store.trust().serial), (3, 0, 0));
    assert_eq!((store.trust().highest.snapshot, store.trust().floor), (OLD, before.floor));
    assert_eq!(store.root().expect("a root"), root(3));
    store.gc().expect("swept");
    assert_eq!(disk.tree().names("meta"), ["3.root.json"]);
    assert_eq!(assert_whole(&store), OLD);
}

/// Source of the demand: `design/kiosk.md` §9, fault 15.
#[test]
fn what_a_stolen_key_released_is_no_way_back() {
    let all = Forget { timestamp: true, snapshot: true, targets: true, roster: true };
    let (disk, mut store) = after_the_night();
    store.roll_back(OLD).expect("kept");
    store.rotate_root(&root(2), all).expect("rotated");
    assert_eq!((assert_whole(&store), store.set_aside()), (OLD, None), "shown until there is something better");
    assert!(store.roll_back(NEW).is_err());
    let store = update(&disk, NEW).expect("signed by the new keys");
    assert_eq!(store.releases().expect("readable").len(), 1);
    // The thief's number was higher.
    let (disk, mut store) = after_the_night();
    store.rotate_root(&root(2), all).expect("rotated");
    let store = update(&disk, OLD).expect("signed by the new keys");
    assert_eq!((assert_whole(&store), store.releases().expect("readable").len()), (OLD, 1));
    assert_eq!(disk.tree().names("rel"), [OLD.to_string()], "what the thief released is gone");
}

#[test]
fn a_switch_wants_everything_in_its_place() {
    let (_, mut store) = opened();
    let trust = store.trust().clone();
    let sum = manifest_sum(NEW);
    assert!(matches!(store.switch(NEW, &sum, trust.clone()), Err(StoreFault::Absent(NEW))));
    store.add_release(NEW, &release(NEW), &manifest(NEW).text()).expect("added");
    let lacking = store.missing(NEW, manifest(NEW));
    let refused = store.switch(NEW, &sum, trust.clone());
    assert!(matches!(refused, Err(StoreFault::Incomplete { count, .. }) if count == lacking.len() && count == 4));
    assert!(matches!(store.switch(NEW, &Sha256::of(b""), trust.clone()), Err(StoreFault::Absent(NEW))));
    let older = store.switch(BEFORE, &manifest_sum(BEFORE), trust);
    assert!(matches!(older, Err(StoreFault::Lowered("serial"))), "the past is not shown by a switch");
    let other = store.add_release(OLD, b"{}", &manifest(OLD).text());
    assert!(matches!(other, Err(StoreFault::Conflict(OLD))));
    assert_eq!(assert_whole(&store), OLD);
}

#[test]
fn bytes_are_taken_by_sum() {
    let (disk, store) = opened();
    let sum = Sha256::of(b"right");
    assert!(matches!(store.put(&sum, b"wrong"), Err(StoreFault::Wrong(_))));
    assert_eq!(store.put(&sum, b"right").expect("put"), Put::Written);
    assert_eq!(store.put(&sum, b"right").expect("put"), Put::There);
    let path = format!("objects/{}/{}", &sum.hex()[..2], sum.hex());
    disk.write(&path, b"rotte").expect("written");
    assert_eq!(store.put(&sum, b"right").expect("put"), Put::Written, "the same length is not the same bytes");
    for bad in ["", ".x", "a/b", "a.", "../x", "é"] {
        assert!(store.part_append(bad, b"x").is_err(), "{bad:?}");
    }
    store.part_append("big", b"adop").expect("appended");
    assert!(matches!(store.part_adopt("big", &Sha256::of(b"adopted")), Err(StoreFault::Wrong(_))));
    store.part_append("big", b"ted").expect("appended");
    assert_eq!((store.part_length("big").expect("readable"), store.parts().expect("readable").len()), (7, 1));
    assert_eq!(store.part_adopt("big", &Sha256::of(b"adopted")).expect("adopted"), Put::Written);
    assert!(store.parts().expect("readable").is_empty());
}

#[test]
fn damage_is_found_and_put_right() {
    let (disk, store) = opened();
    let line = manifest(OLD).find("index.html").expect("a line").clone();
    let path = format!("objects/{}/{}", &line.sum.hex()[..2], line.sum.hex());
    disk.write(&path, b"home 41\0").expect("written");
    assert_eq!(store.damaged(OLD).expect("kept"), std::slice::from_ref(&line));
    assert!(store.object_checked(&line).is_err() && store.object(&line).is_ok());
    assert_eq!(store.put(&line.sum, b"home 411").expect("put"), Put::Written);
    assert_eq!(store.damaged(OLD).expect("kept"), []);
}

#[test]
fn what_was_retracted_is_gone_from_every_release() {
    let (disk, mut store) = opened();
    let line = manifest(OLD).find(RETRACTED).expect("a line").clone();
    assert_eq!(store.lookup(RETRACTED), Lookup::Found(line.clone()));
    store.set_deny(&deny()).expect("longer");
    assert!(matches!(store.lookup(RETRACTED), Lookup::Denied { notice: None, .. }), "before the new release is here");
    assert!(store.object(&line).is_ok(), "packs still need it");
    update(&disk, NEW).expect("a night");
    let mut store = Store::open(disk.clone()).expect("it opens");
    assert!(matches!(store.lookup(RETRACTED), Lookup::Denied { notice: Some(_), .. }), "the notice takes its place");
    assert!(!store.has(&line), "its bytes are gone");
    store.roll_back(OLD).expect("kept");
    assert_eq!((assert_whole(&store), store.set_aside()), (OLD, Some(NEW)));
    assert!(matches!(store.lookup(RETRACTED), Lookup::Denied { notice: None, .. }), "and going back does not help");
    assert_eq!(store.put(&line.sum, b"page 2 of 410").expect("a fact"), Put::Denied, "nor does an old stick");
    assert_eq!(store.missing(OLD, manifest(OLD)), []);
    store.gc().expect("swept");
    let again = Store::open(disk.clone()).expect("it opens");
    assert_eq!(
        (again.current(), again.set_aside(), again.releases().expect("readable").len()),
        (store.current(), Some(NEW), 2)
    );
    assert!(matches!(store.roll_back(BEFORE), Err(StoreFault::Absent(BEFORE))));
}

#[test]
fn the_deny_list_only_grows() {
    let (_, mut store) = after_the_night();
    for shorter in [String::new(), deny().replace("x2", "x3")] {
        assert!(matches!(store.set_deny(&shorter), Err(StoreFault::DenyShrinks)));
    }
    assert!(matches!(store.set_deny("{}\n"), Err(StoreFault::Deny(DenyFault::Line(1)))));
    let longer = deny() + &deny();
    store.set_deny(&longer).expect("longer");
    assert_eq!(store.trust().deny.count, 2);
}

#[test]
fn without_its_deny_list_a_kiosk_shows_only_what_is_as_new_as_its_trust() {
    let (disk, mut store) = opened();
    store.raise_trust(raised(store.trust(), NEW)).expect("higher");
    store.set_deny(&deny()).expect("longer");
    lose(&disk, "deny.0", 0);
    lose(&disk, "deny.1", 0);
    let mut store = Store::open(disk.clone()).expect("it opens");
    assert!(store.is_deny_lost());
    assert_eq!((store.current(), store.lookup("index.html")), (None, Lookup::Nothing), "it could be a retracted page");
    assert!(matches!(store.set_deny(""), Err(StoreFault::DenyShrinks)));
    store.recover().expect("nothing to mend");
    store.set_deny(&deny()).expect("fetched again");
    assert_eq!(assert_whole(&store), OLD);

    let (disk, _) = after_the_night();
    lose(&disk, "deny.0", 0);
    lose(&disk, "deny.1", 0);
    let mut store = Store::open(disk).expect("it opens");
    assert_eq!(store.current().map(|current| current.serial), Some(NEW), "the publisher has left it out here");
    assert!(store.roll_back(OLD).is_err(), "what is gone from an older release cannot be told from what is lost");
}

#[test]
fn another_process_is_noticed() {
    let (disk, reader) = opened();
    assert!(!reader.is_stale());
    update(&disk, NEW).expect("a night");
    assert!(reader.is_stale());
    let Lookup::Found(line) = reader.lookup("index.html") else { panic!("the old home page") };
    assert_eq!(reader.object_checked(&line).expect("kept"), b"home 411", "until then each answer is of one release");
}

#[test]
fn opening_changes_nothing() {
    let (disk, _) = after_the_night();
    lose(&disk, "slot.0", 0);
    lose(&disk, "trust.1", 2);
    disk.make_dir("tmp").expect("made");
    disk.write("tmp/half", b"half").expect("written");
    let before = disk.tree();
    disk.fill(None);
    let store = Store::open(disk.clone()).expect("it opens");
    assert_eq!((assert_whole(&store), store.damaged(NEW).expect("kept")), (NEW, vec![]));
    assert_eq!((disk.calls(), disk.tree()), (0, before));
}
