//! What a visit left half done is finished without a source, and what a visit would cost is told without one step of it.

use super::*;
use crate::kiosk::overlay::Overlay;
use crate::kiosk::pull::files::ways;
use crate::kiosk::pull::{Plan, apply, metadata, plan};
use crate::model::disk::Disk as _;

/// A station that shows release 1 and has believed release 2, with what a killed run left of its pack.
fn half_way(memory: &Memory, part: impl Fn(&[u8]) -> &[u8]) -> Station {
    night(&site(20, 0), 0, memory).expect("published");
    let mut station = kiosk();
    station.pull(&[&Road::new(memory)], visit(0)).expect("pulled");
    night(&site(20, 3), 1, memory).expect("published");
    let road = Road::new(memory);
    let mut report = Report::default();
    let line = Line { source: &road, report: std::cell::RefCell::new(&mut report) };
    let news = metadata::update(&mut station.store, &line, (visit(1), &Terms::default())).expect("believed");
    let metadata::News::Release(wanted) = news else { panic!("no news") };
    let hops = ways(&station.store, &line, &wanted).expect("known").swap_remove(0);
    for piece in hops.iter().flat_map(|hop| &hop.parts) {
        let bytes = memory.files().get(&piece.path).cloned().expect("a pack");
        station.store.part_append(&piece.sha256, part(&bytes)).expect("kept");
    }
    station
}

#[test]
fn a_pack_that_came_whole_is_shown_without_any_source() {
    let memory = Memory::default();
    let mut station = half_way(&memory, |bytes| bytes);
    let done = apply(&mut station.store, visit(1), &Terms::default()).expect("finished");
    assert_eq!((done.from, done.to, done.way), (1, 2, Way::Delta));
    assert!(screen(&station) == tree(&site(20, 3)));
    let again = apply(&mut station.store, visit(1), &Terms::default()).expect("nothing left");
    assert_eq!((again.from, again.to), (2, 2));
}

#[test]
fn files_that_are_all_here_are_shown_though_the_pack_is_gone() {
    let memory = Memory::default();
    let mut whole = half_way(&memory, |bytes| bytes);
    let twin = whole.twin();
    apply(&mut whole.store, visit(1), &Terms::default()).expect("finished");
    // The other one was killed between the last file and the switch.
    let mut cut = twin;
    let stored = whole.store.release(2).expect("readable").expect("kept");
    cut.store.add_release(2, &stored.release, &stored.manifest.text()).expect("announced");
    for line in cut.store.missing(2, &stored.manifest) {
        cut.store.put(&line.sum, &whole.store.object(&line).expect("there")).expect("put");
    }
    for part in cut.store.parts().expect("readable") {
        cut.store.part_drop(&part).expect("gone");
    }
    let done = apply(&mut cut.store, visit(1), &Terms::default()).expect("finished");
    assert_eq!((done.to, done.way), (2, Way::Nothing));
    assert!(screen(&cut) == tree(&site(20, 3)));
}

#[test]
fn what_is_still_to_be_fetched_or_out_of_date_is_told_and_changes_nothing() {
    let memory = Memory::default();
    let mut station = half_way(&memory, |bytes| &bytes[..bytes.len() / 2]);
    let fault = apply(&mut station.store, visit(1), &Terms::default()).expect_err("half a pack");
    assert!(matches!(fault, PullFault::Incomplete(_)), "{fault}");
    let whole = Memory::default();
    let mut late = half_way(&whole, |bytes| bytes);
    let fault = apply(&mut late.store, visit(60), &Terms::default()).expect_err("everything is over");
    assert!(matches!(fault, PullFault::Incomplete(_)), "{fault}");
    assert!(screen(&late) == tree(&site(20, 0)), "the old content is still there");
    let mut forged = half_way(&Memory::default(), |bytes| bytes);
    let stamp = forged.store.meta("timestamp.json").expect("kept");
    let stamp = String::from_utf8(stamp).expect("text").replace("\"version\":2", "\"version\":3");
    forged.store.set_meta("timestamp.json", stamp.as_bytes()).expect("written");
    assert!(
        apply(&mut forged.store, visit(1), &Terms::default()).is_err(),
        "what is kept is no more believed than a stick"
    );
    assert_eq!(forged.store.current().map(|current| current.serial), Some(1));
}

#[test]
fn a_plan_is_what_the_pull_then_takes_and_changes_nothing() {
    let memory = Memory::default();
    night(&site(20, 0), 0, &memory).expect("published");
    let mut station = kiosk();
    let tried = |station: &Station, road: &Road<'_>, at: i64| -> Result<Plan, PullFault> {
        let before = station.disk.tree();
        let mut store = Store::open(Arc::new(Overlay::new(station.disk.clone()))).expect("it opens");
        let found = plan(&mut store, &[road], (visit(at), &Terms::default()));
        assert!(station.disk.tree() == before, "nothing was written");
        found
    };
    let lose = |what: &'static [&'static str]| {
        Road::changing(&memory, move |path, bytes| {
            if what.iter().any(|what| path.starts_with(what)) { Answer::Absent } else { Answer::Bytes(bytes) }
        })
    };
    for (at, way, from) in [(0, Way::Full, 0), (1, Way::Delta, 1)] {
        let road = Road::new(&memory);
        let planned = tried(&station, &road, at).expect("planned");
        let done = station.pull(&[&Road::new(&memory)], visit(at)).expect("pulled");
        assert_eq!((planned.from, planned.to, planned.way), (from, done.to, way));
        assert_eq!((planned.spent, planned.bytes), (done.metadata_bytes, done.bytes - done.metadata_bytes));
        night(&site(20, 3), at + 1, &memory).expect("published");
    }
    let quiet = tried(&station, &Road::new(&memory), 2).expect("planned");
    assert_eq!((quiet.from, quiet.to, quiet.bytes, quiet.requests), (2, 2, 0, 0));
    assert!(tried(&station, &lose(&["c/"]), 2).is_err());
}

#[test]
fn an_overlay_is_a_disk_of_its_own() {
    let below = Arc::new(Simulated::default());
    below.make_dir("a").expect("made");
    below.write("a/old", b"old").expect("written");
    let over = Overlay::new(below.clone());
    over.write("a/new", b"n").expect("kept");
    over.append("a/old", b"er").expect("kept");
    assert_eq!(over.list("a").expect("listed"), ["new", "old"]);
    assert_eq!(over.read("a/old").expect("read"), b"older");
    over.rename("a/old", "b/c/moved").expect("kept");
    assert_eq!(
        (over.list("a").expect("listed"), over.list("b").expect("listed")),
        (vec!["new".into()], vec!["c".into()])
    );
    assert_eq!(over.length("a/old").expect("known"), None);
    assert!(over.read("a/old").is_err());
    assert_eq!(below.read("a/old").expect("untouched"), b"old");
    assert_eq!(below.list("a").expect("listed"), ["old"]);
}
