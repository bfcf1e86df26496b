//! Numbers, keys and regions; what the clocks do stands in `clocks`, and power cuts in `power`.

mod clocks;
mod power;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::receipt::read_word;
use super::{Board, Clocks, FirstShown, Heard, Showing, Uptime, believe};
use crate::bundle::emergency::{Bulletin, Drill, Emergency, MAX_BYTES, Siren};
use crate::bundle::place;
use crate::bundle::publish::testing::{day, first_root, key, public, root_of};
use crate::kiosk::Store;
use crate::kiosk::pull::PullFault;
use crate::kiosk::simulated::{Simulated, Tree};
use crate::model::alert::Alert;
use crate::model::article::EmergencyLevel;
use crate::model::disk::Disk;
use crate::model::fetch::{FetchFault, Sink, Source};
use crate::tuf::sign;
use crate::tuf::trust::Refusal;

/// A source in memory.
#[derive(Clone, Default)]
pub(super) struct Shelf {
    files: BTreeMap<String, Vec<u8>>,
    is_gone: bool,
}

impl Shelf {
    fn of(live: &[u8]) -> Self {
        Self::default().with("emergency.json", live)
    }

    fn with(mut self, path: &str, bytes: &[u8]) -> Self {
        self.files.insert(path.into(), bytes.into());
        self
    }
}

impl Source for Shelf {
    fn name(&self) -> &'static str {
        "shelf"
    }
    fn small(&self, path: &str, most: u64) -> Result<Vec<u8>, FetchFault> {
        if self.is_gone {
            return Err(FetchFault::Network("no answer".into()));
        }
        let bytes = self.files.get(path).cloned().ok_or_else(|| FetchFault::Absent(path.into()))?;
        if bytes.len() as u64 > most { Err(FetchFault::TooLong(path.into())) } else { Ok(bytes) }
    }
    fn rest(&self, path: &str, _: u64, _: u64, _: &mut dyn Sink) -> Result<(), FetchFault> {
        Err(FetchFault::Absent(path.into()))
    }
}

pub(super) fn hours(at: Timestamp, hours: i64) -> Timestamp {
    at + SignedDuration::from_hours(hours)
}

pub(super) fn alert(
    article: &str,
    level: EmergencyLevel,
    regions: &[&str],
    from: Timestamp,
    until: Timestamp,
) -> Alert {
    Alert {
        article: article.into(),
        event: "2026-11-flood".into(),
        level,
        category: "自然灾害".into(),
        regions: regions.iter().map(|code| (*code).into()).collect(),
        area: regions.iter().map(|code| (*code).into()).collect(),
        title: article.into(),
        act: "往高处走".into(),
        authority: "示例应急局".into(),
        issued: from,
        expires: until,
        provisional: false,
    }
}

pub(super) fn bulletin(version: u64, published: Timestamp, notices: Vec<Alert>) -> Bulletin {
    Bulletin {
        project: "p".into(),
        version,
        published,
        expires: hours(published, 24),
        notices,
        omitted: 0,
        clear: Vec::new(),
        hotlines: vec!["119 火灾".into()],
    }
}

/// Signs with the key of a number.
pub(super) fn file<T: Siren>(n: u8, bulletin: Bulletin) -> Vec<u8> {
    sign::file(&T::of(bulletin), &[&key(n)]).expect("whole")
}

/// The file of the duty officer: one notice of level II for one county, from day 0 for six hours.
pub(super) fn flood(version: u64, published: Timestamp) -> Vec<u8> {
    let notice = alert("flood", EmergencyLevel::II, &["360733"], day(0), hours(day(0), 6));
    file::<Emergency>(11, bulletin(version, published, vec![notice]))
}

pub(super) fn enrolled() -> (Arc<Simulated>, Store) {
    let disk = Simulated::of(Tree::default());
    let store = Store::create(disk.clone() as Arc<dyn Disk>, &first_root(), "village").expect("enrolled");
    (disk, store)
}

fn up(seconds: u64) -> Uptime {
    Uptime { boot: "one".into(), seconds }
}

/// The right time, a minute after day 0, on a machine that has run for as long.
fn right() -> Clocks {
    Clocks { system: day(0) + SignedDuration::from_secs(60), uptime: up(60) }
}

/// Both steps of a poll.
pub(super) fn poll(
    store: &mut Store,
    board: &mut Board,
    sources: &[&dyn Source],
    how: (&Clocks, bool),
) -> Result<Heard, PullFault> {
    believe(store, board, super::ask(sources), how)
}

fn ask(store: &mut Store, sources: &[&Shelf]) -> (Board, Result<Heard, PullFault>) {
    let mut board = store.emergency().expect("a board");
    let sources: Vec<&dyn Source> = sources.iter().map(|source| *source as &dyn Source).collect();
    let heard = poll(store, &mut board, &sources, (&right(), true));
    store.keep_emergency(&mut board).expect("kept");
    (store.emergency().expect("a board"), heard)
}

fn seen(board: &Board, region: Option<&str>) -> Vec<String> {
    let showing = board.showing(region, &right());
    showing.into_iter().flat_map(|showing| showing.notices).map(|alert| alert.article).collect()
}

fn sequence(board: &Board) -> u64 {
    board.standing(&right())[0].as_ref().map_or(0, |standing| standing.sequence)
}

#[test]
fn a_notice_is_seen_in_its_county_alone_and_what_leaves_it_out_ends_it() {
    let (_, mut store) = enrolled();
    assert!(ask(&mut store, &[&Shelf::default()]).1.is_ok_and(|heard| !heard.is_news), "nothing was ever wrong");
    let (board, heard) = ask(&mut store, &[&Shelf::of(&flood(7, day(0)))]);
    assert!(heard.expect("an answer").is_news);
    assert_eq!(seen(&board, Some("360733")), ["flood"]);
    assert_eq!(seen(&board, Some("360734")), [""; 0]);
    assert_eq!(seen(&board, None), ["flood"]);
    let (_, heard) = ask(&mut store, &[&Shelf::of(&flood(7, day(0)))]);
    assert!(!heard.expect("an answer").is_news, "the same again");
    let (_, heard) = ask(&mut store, &[&Shelf::of(&flood(8, day(0)))]);
    assert!(!heard.expect("an answer").is_news, "a heartbeat");
    let (board, heard) = ask(&mut store, &[&Shelf::of(&file::<Emergency>(11, bulletin(9, day(0), Vec::new())))]);
    assert!(heard.expect("an answer").is_news);
    assert_eq!(seen(&board, None), [""; 0]);
    let (board, heard) = ask(&mut store, &[&Shelf::of(&flood(8, day(0)))]);
    assert!(matches!(heard, Err(PullFault::Refused(Refusal::Rollback { found: 8, known: 9, .. }))), "{heard:?}");
    assert_eq!((sequence(&board), seen(&board, None)), (9, Vec::<String>::new()), "it does not come back");
}

#[test]
fn what_no_key_of_its_kind_signed_is_refused_whatever_its_name() {
    let (_, mut store) = enrolled();
    ask(&mut store, &[&Shelf::of(&flood(5, day(0)))]).1.expect("an answer");
    let other = || bulletin(6, day(0), vec![alert("x", EmergencyLevel::I, &["000000"], day(0), hours(day(0), 1))]);
    let live = flood(5, day(0));
    let long = vec![b' '; usize::try_from(MAX_BYTES).expect("small") + 1];
    for (what, shelf) in [
        ("a drill by the live key", Shelf::of(&live).with("drill.json", &file::<Drill>(11, other()))),
        ("live by the drill's key", Shelf::of(&file::<Emergency>(12, other()))),
        ("live by the publisher's key", Shelf::of(&file::<Emergency>(4, other()))),
        ("live by the key of every night", Shelf::of(&file::<Emergency>(5, other()))),
        ("a drill under the name of what is real", Shelf::of(&file::<Drill>(12, other()))),
        (
            "what is real under the name of a drill",
            Shelf::of(&live).with("drill.json", &file::<Emergency>(11, other())),
        ),
        ("another file of the same number", Shelf::of(&file::<Emergency>(11, bulletin(5, day(0), Vec::new())))),
        ("no metadata", Shelf::of(b"{}")),
        ("too much", Shelf::of(&long)),
    ] {
        let (board, heard) = ask(&mut store, &[&shelf]);
        assert!(heard.as_ref().is_err_and(PullFault::is_refusal), "{what}: {heard:?}");
        assert_eq!((sequence(&board), seen(&board, Some("360733"))), (5, vec!["flood".to_owned()]), "{what}");
    }
}

#[test]
fn a_drill_is_marked_and_gives_way_to_what_is_real() {
    let (_, mut store) = enrolled();
    let notice = |name: &str, level| alert(name, level, &["360000"], day(0), hours(day(0), 6));
    let drill = file::<Drill>(12, bulletin(3, day(0), vec![notice("drill", EmergencyLevel::I)]));
    let quiet = file::<Emergency>(11, bulletin(1, day(0), Vec::new()));
    let (board, _) = ask(&mut store, &[&Shelf::of(&quiet).with("drill.json", &drill)]);
    let showing = board.showing(Some("360733"), &right()).expect("a drill");
    assert!(showing.is_drill && showing.notices[0].article == "drill");
    let real = file::<Emergency>(11, bulletin(2, day(0), vec![notice("real", EmergencyLevel::IV)]));
    let (board, _) = ask(&mut store, &[&Shelf::of(&real).with("drill.json", &drill)]);
    let showing = board.showing(Some("360733"), &right()).expect("what is real");
    assert!(!showing.is_drill && showing.notices[0].article == "real", "of a lower level, and all the same first");
    let showing = board.showing(Some("430000"), &right());
    assert!(showing.is_none(), "neither is for here");
}

#[test]
fn every_source_is_asked_and_the_highest_number_counts() {
    let (_, mut store) = enrolled();
    let (old, new) = (Shelf::of(&flood(5, day(0))), Shelf::of(&flood(6, day(0))));
    let gone = Shelf { is_gone: true, ..Shelf::default() };
    for sources in [[&old, &gone, &new], [&new, &gone, &old]] {
        let (board, heard) = ask(&mut store, &sources);
        assert!(heard.is_ok() && sequence(&board) == 6, "{heard:?}");
    }
    let (_, heard) = ask(&mut store, &[&gone]);
    assert!(matches!(heard, Err(PullFault::Network(_))), "{heard:?}");
    let (_, heard) = ask(&mut store, &[&gone, &old]);
    assert!(heard.is_err_and(|fault| fault.is_refusal()), "a refusal is told before a silence");
    assert!(matches!(ask(&mut store, &[]).1, Err(PullFault::NoSource)));
}

#[test]
fn a_new_root_takes_back_the_number_and_the_time_of_a_stolen_key() {
    let (_, mut store) = enrolled();
    ask(&mut store, &[&Shelf::of(&flood(5, day(0)))]).1.expect("an answer");
    // The thief shuts every mouth for good: the highest number, and a time at which all is over.
    let thief = file::<Emergency>(11, bulletin(u64::MAX, day(36_500), Vec::new()));
    let (board, _) = ask(&mut store, &[&Shelf::of(&thief)]);
    assert_eq!(sequence(&board), u64::MAX);
    let mut root = root_of(2, 4, 5, day(0));
    let key_of = |n: u8| crate::tuf::metadata::Key::new(&public(n));
    root.keys.insert(key_of(15).id(), key_of(15));
    root.further.get_mut("emergency").expect("a role").keyids = vec![key_of(15).id()];
    let root = sign::file(&root, &[&key(1), &key(2)]).expect("whole");
    let notice = alert("flood", EmergencyLevel::II, &["360733"], day(0), hours(day(0), 6));
    let honest = file::<Emergency>(15, bulletin(7, day(0), vec![notice]));
    let shelf = Shelf::of(&honest).with(&place::root("village", 2), &root);
    let (board, heard) = ask(&mut store, &[&shelf]);
    assert!(heard.expect("an answer").is_news);
    assert_eq!((sequence(&board), seen(&board, Some("360733"))), (7, vec!["flood".to_owned()]));
    let (board, heard) = ask(&mut store, &[&Shelf::of(&thief)]);
    assert!(heard.is_err_and(|fault| fault.is_refusal()) && sequence(&board) == 7);
}

#[test]
fn first_showings_are_remembered_for_receipts() {
    let (_, mut store) = enrolled();
    ask(&mut store, &[&Shelf::of(&flood(5, day(0)))]).1.expect("an answer");
    for minute in [1, 30] {
        let mut board = store.emergency().expect("a board");
        let clocks = Clocks { system: day(0) + SignedDuration::from_mins(minute), uptime: up(60) };
        board.settle(&BTreeSet::from(["flood".to_owned(), "other".to_owned()]), &clocks);
        assert_eq!(store.keep_emergency(&mut board).expect("kept"), minute == 1, "what is known is not written again");
    }
    let (board, _) = ask(&mut store, &[&Shelf::of(&flood(6, day(0)))]);
    let shown = board.standing(&right())[0].as_ref().expect("a file").shown.clone();
    let first = FirstShown { at: day(0) + SignedDuration::from_mins(1), sequence: 5, is_sure: true };
    assert_eq!(shown, BTreeMap::from([("flood".to_owned(), first)]));
}

#[test]
fn a_receipt_says_whether_its_clock_was_right_and_a_beacon_says_the_same() {
    for (system, is_sure) in [(day(0), true), (Timestamp::UNIX_EPOCH, false)] {
        let (_, mut store) = enrolled();
        assert_eq!(store.status("box", system).emergency, None, "no file is not file number 0");
        let id = "jx-flood";
        let notice = alert(id, EmergencyLevel::II, &["360733"], day(0), hours(day(0), 6));
        let live = file::<Emergency>(11, bulletin(5, day(0), vec![notice]));
        ask(&mut store, &[&Shelf::of(&live)]).1.expect("an answer");
        let mut board = store.emergency().expect("a board");
        let clocks = Clocks { system, uptime: up(60) };
        assert!(board.settle(&BTreeSet::from([id.to_owned()]), &clocks));
        assert!(!board.settle(&BTreeSet::from([id.to_owned()]), &clocks), "once");
        store.keep_emergency(&mut board).expect("kept");
        let receipt = store.status("box", system).emergency.expect("a receipt");
        assert_eq!((receipt.sequence, receipt.signed, receipt.drill_sequence), (5, Some(day(0)), 0));
        let shown = &receipt.shown[0];
        assert_eq!((shown.sequence, shown.is_drill, shown.is_sure), (5, false, is_sure), "{system}");
        assert!(shown.at >= day(0), "never before the signature");
        let words = receipt.words();
        assert_eq!(read_word(&words), Some((id, 5, shown.at, is_sure)), "{words}");
    }
    for bad in ["", "jx-flood", "jx-flood:5", "jx-flood:5:x", "JX:5:1", "jx-flood:5:1:1", "jx-flood:-5:1"] {
        assert_eq!(read_word(bad), None, "{bad}");
    }
}
