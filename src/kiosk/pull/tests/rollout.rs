//! A release that goes to a part of the kiosks first. Source: `design/kiosk.md` §6.2.

use super::*;
use crate::bundle::deny::DenyEntry;
use crate::bundle::publish::testing::night_without;
use crate::kiosk::rollout::{Pace, Waits, share};
use crate::model::path::SitePath;

fn of(id: &str, pace: Pace) -> Terms {
    Terms { id: id.to_owned(), pace, ..Terms::default() }
}

fn visits(station: &mut Station, memory: &Memory, at: i64, id: &str, pace: Pace) -> Report {
    pull_on(&mut station.store, &[&Road::new(memory)], visit(at), &of(id, pace)).expect("pulled")
}

#[test]
fn a_release_goes_to_some_first_and_then_to_all_and_nobody_goes_back() {
    let memory = Memory::default();
    memory.stage(Some(1));
    night(&site(8, 0), 0, &memory).expect("published");
    let ids: Vec<String> = (0..40).map(|n| format!("jx-{n}")).collect();
    let mut boxes: Vec<(String, Station)> = ids.into_iter().map(|id| (id, kiosk())).collect();
    for (id, station) in &mut boxes {
        let first = visits(station, &memory, 0, id, Pace::AsRelease);
        assert_eq!((first.to, first.waits), (1, None), "a box without content has nothing to wait with");
    }
    memory.stage(Some(30));
    night(&site(8, 3), 1, &memory).expect("published");
    let mut taken = 0;
    for (id, station) in &mut boxes {
        let report = visits(station, &memory, 1, id, Pace::AsRelease);
        if share(id, "2") < 30 {
            taken += 1;
            assert_eq!((report.to, report.waits), (2, None), "{id}");
            assert!(screen(station) == tree(&site(8, 3)));
        } else {
            assert_eq!((report.to, report.waits), (1, Some(Waits { serial: 2, percent: 30 })), "{id}");
            assert_eq!(report.requests, 2, "{id}: the timestamp says so, and nothing else is asked for");
            assert_eq!(visits(station, &memory, 1, id, Pace::AsRelease).requests, 2, "{id}: nor the night after");
            assert!(screen(station) == tree(&site(8, 0)));
        }
    }
    assert!((5..25).contains(&taken), "{taken}");
    // The box's own file goes before, in both directions.
    let mut early = boxes.iter().find(|(id, _)| share(id, "2") >= 30).expect("some wait").1.twin();
    assert_eq!(visits(&mut early, &memory, 1, "jx-x", Pace::First).to, 2);
    // More of them: those who have it keep it, and nothing of it comes twice.
    memory.stage(Some(70));
    assert!(night(&site(8, 3), 2, &memory).expect("published").is_new);
    for (id, station) in &mut boxes {
        let had = station.store.current().expect("shown").serial;
        let report = visits(station, &memory, 2, id, Pace::AsRelease);
        let is_in = share(id, "2") < 70;
        assert_eq!(report.to, if is_in { 3 } else { 1 }, "{id}: the salt of the same files is the same");
        assert!(had == 1 || (is_in && report.way == Way::Nothing), "{id}: {report:?}");
    }
    memory.stage(None);
    night(&site(8, 3), 3, &memory).expect("published");
    for (id, station) in &mut boxes {
        let report = visits(station, &memory, 3, id, Pace::Last);
        assert_eq!((report.to, report.waits), (4, None), "{id}: for all is for the last as well");
        assert!(screen(station) == tree(&site(8, 3)));
        assert_eq!(visits(station, &memory, 3, id, Pace::Last).requests, 2, "and the night after is quiet");
    }
}

#[test]
fn what_is_called_back_waits_for_nobody() {
    let memory = Memory::default();
    night(&site(5, 0), 0, &memory).expect("published");
    let mut station = kiosk();
    visits(&mut station, &memory, 0, "jx-1", Pace::Last);
    memory.stage(Some(1));
    night(&site(5, 1), 1, &memory).expect("published");
    assert!(visits(&mut station, &memory, 1, "jx-1", Pace::Last).waits.is_some());
    let victim = station.store.manifest().expect("shown").entries()[2].clone();
    let entry = DenyEntry {
        serial: 3,
        date: jiff::civil::date(2026, 11, 24),
        article: "x002".into(),
        reason: "错了".into(),
        replaced_by: None,
        version: None,
        paths: vec![victim.path.clone()],
        objects: vec![victim.sum],
    };
    night_without(&site(2, 2), 2, &memory, &[entry]).expect("published");
    let report = visits(&mut station, &memory, 2, "jx-1", Pace::Last);
    assert_eq!((report.to, report.waits, report.denied), (3, None, 1));
    // The next one is staged again, and the list did not grow.
    night(&site(2, 0), 3, &memory).expect("published");
    assert!(visits(&mut station, &memory, 3, "jx-1", Pace::Last).waits.is_some());
}

/// The list is all that was ever called back; a box asks for what it does not have of it.
#[test]
fn of_a_longer_list_only_what_was_added_comes() {
    for whole_only in [false, true] {
        let memory = Memory::default();
        night(&site(5, 0), 0, &memory).expect("published");
        let mut station = kiosk();
        let mut pulls = |at: i64| {
            let road = Road { whole_only, ..Road::new(&memory) };
            pull_on(&mut station.store, &[&road], visit(at), &of("jx-1", Pace::AsRelease)).expect("pulled")
        };
        pulls(0);
        let entry = |serial: u64, reason: String| DenyEntry {
            serial,
            date: jiff::civil::date(2026, 11, 24),
            article: format!("x00{serial}"),
            reason,
            replaced_by: None,
            version: None,
            paths: vec![SitePath::new(&format!("a/x00{serial}/index.html")).expect("clean")],
            objects: Vec::new(),
        };
        night_without(&site(5, 1), 1, &memory, &[entry(2, "错".repeat(1000))]).expect("published");
        let first = pulls(1);
        night_without(&site(5, 2), 2, &memory, &[entry(3, "错".to_owned())]).expect("published");
        let second = pulls(2);
        assert_eq!((first.denied, second.denied, second.requests), (1, 1, first.requests));
        assert_eq!(second.metadata_bytes + 2500 < first.metadata_bytes, !whole_only, "{first:?} {second:?}");
        assert_eq!(station.store.deny().entries().len(), 2);
    }
}
