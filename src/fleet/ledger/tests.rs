use proptest::prelude::*;

use super::*;
use crate::model::article::EmergencyCategory;
use crate::model::span::{Span, Spanned};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).expect("a time")
}

fn alert(article: &str) -> Alert {
    Alert {
        article: article.into(),
        event: "flood".into(),
        level: EmergencyLevel::II,
        category: "自然灾害".into(),
        regions: vec!["360733".into()],
        area: vec!["会昌县".into()],
        title: "洪水".into(),
        act: "走".into(),
        authority: "局".into(),
        issued: at(0),
        expires: at(9_999_999),
        provisional: false,
    }
}

fn file(number: u64, second: i64, notices: Vec<Alert>) -> Bulletin {
    Bulletin {
        project: "p".into(),
        version: number,
        published: at(second),
        expires: at(second + 86_400),
        notices,
        omitted: 0,
        clear: Vec::new(),
        hotlines: Vec::new(),
    }
}

fn register(opened: i64, drill: bool) -> Emergencies {
    let event = EmergencyEvent {
        id: Spanned::new("flood".into(), Span::new(0, 0)),
        title: "洪水".into(),
        category: EmergencyCategory::NaturalDisaster,
        level: EmergencyLevel::II,
        topics: Vec::new(),
        region: vec!["360000".into()],
        opened: at(opened),
        drill,
        closed: None,
    };
    Emergencies { events: vec![event] }
}

fn origin(draft: Option<i64>, approved: Option<i64>) -> Origin {
    Origin {
        draft: draft.map(|second| (at(second), DraftSource::Commit)),
        approved: approved.map(|second| (at(second), Track::Fast)),
        ..gone(&alert("jx-flood"))
    }
}

fn ledger_of(emergencies: &Emergencies, origins: &[Origin], past: &Past) -> Ledger {
    let stations = Stations::default();
    let evidence = Evidence { emergencies, origins, past, stations: &stations, now: at(99_999) };
    Ledger::new(evidence, &Inputs::new(at(99_999)), &[])
}

proptest! {
    /// A length is there exactly when both ends are, and is the difference of the two.
    #[test]
    fn lengths_are_differences_of_known_moments(
        opened in -90_000_i64..90_000,
        draft in proptest::option::of(-90_000_i64..90_000),
        approved in proptest::option::of(-90_000_i64..90_000),
        published in proptest::option::of(-90_000_i64..90_000),
    ) {
        let live = published.map(|second| file(5, second, vec![alert("jx-flood")])).into_iter().collect();
        let ledger = ledger_of(&register(opened, false), &[origin(draft, approved)], &Past { live, ..Past::default() });
        let spans = &ledger.events[0].entries[0].spans;
        let span = |from: Option<i64>, to: Option<i64>| Some(to? - from?);
        prop_assert_eq!(spans.event_to_draft, span(Some(opened), draft));
        prop_assert_eq!(spans.draft_to_approval, span(draft, approved));
        prop_assert_eq!(spans.approval_to_publication, span(approved, published));
        prop_assert_eq!(spans.event_to_publication, span(Some(opened), published));
        prop_assert_eq!(&spans.publication_to_screens, &None);
    }
}

#[test]
fn a_drill_is_measured_by_files_of_drills_alone() {
    let live = vec![file(5, 10, vec![alert("jx-flood")])];
    let drill = vec![file(6, 20, vec![alert("jx-flood")]), file(7, 30, Vec::new())];
    let past = Past { live, drill, refused: 0 };
    for (is_drill, number, dropped) in [(true, 6, Some(7)), (false, 5, None)] {
        let ledger = ledger_of(&register(0, is_drill), &[origin(None, None)], &past);
        let entry = &ledger.events[0].entries[0];
        assert_eq!(entry.published.map(|file| file.number), Some(number));
        assert_eq!(entry.dropped.map(|file| file.number), dropped);
    }
}

#[test]
fn a_notice_that_the_site_has_no_more_is_told_by_its_signed_file() {
    let past = Past { live: vec![file(5, 10, vec![alert("jx-gone")])], ..Past::default() };
    let ledger = ledger_of(&Emergencies::default(), &[], &past);
    let event = &ledger.events[0];
    assert!(event.id == "flood" && event.known.is_none());
    let entry = &event.entries[0];
    assert_eq!((entry.origin.article.as_str(), entry.published), ("jx-gone", Some(Signed { number: 5, at: at(10) })));
    assert_eq!(entry.spans, Spans::default(), "nothing else is known");
    assert!(ledger.text(crate::diag::Lang::Zh).contains("事件时间 未知"));
}
