//! Attacks by somebody who has the keys of releases and of nights, and none of the reviewers' or of the roster's.

use super::*;
use crate::bundle::provenance::testing::{Piece, private, roster, signed, tree as released};
use crate::bundle::provenance::{Flaw, Held, ROSTER, RosterFault};
use crate::bundle::publish::testing::{public, root_with_roster};
use crate::bundle::publish::{self, KeyHolders};
use crate::kiosk::provenance::Demand;
use crate::kiosk::trust::Trust;
use crate::model::disk::Disk as _;
use crate::model::roster::Revocation;
use crate::tuf::trust::Refusal;

type Files = BTreeMap<String, String>;

fn first() -> Vec<u8> {
    sign::file(&root_with_roster(1, day(0)), &[&key(1), &key(2)]).expect("whole")
}

/// Publishes whatever it is given, as a thief would: no editor's program looks at it.
fn published(files: &Files, at: i64, memory: &Memory) {
    published_by(files, at, memory, &[first()]);
}

fn published_by(files: &Files, at: i64, memory: &Memory, roots: &[Vec<u8>]) {
    night_with(files, at, memory, roots, Keys { targets: key(4), online: key(5) }).expect("published");
}

fn station() -> Station {
    let disk = Arc::new(Simulated::default());
    let store = Store::create(disk.clone(), &first(), "village").expect("enrolled");
    Station { disk, store }
}

fn articles() -> Vec<Piece> {
    ["jx-demo-0001", "jx-demo-0002"].map(|id| Piece::approved(id, "")).to_vec()
}

fn honest() -> Files {
    released(&articles(), &signed(2, &roster(), &[13, 14]))
}

/// A kiosk that shows the honest release of the first night.
fn shown(memory: &Memory) -> Station {
    let mut station = station();
    published(&honest(), 0, memory);
    station.pull(&[&Road::new(memory)], visit(0)).expect("pulled");
    assert!(screen(&station) == tree(&honest()));
    station
}

/// Plays a thief's release to the kiosk: it must be refused, the honest one still be shown, and be shown again when the
/// publisher is back.
fn refused(files: &Files) -> PullFault {
    let memory = Memory::default();
    let mut station = shown(&memory);
    published(files, 1, &memory);
    let fault = station.pull(&[&Road::new(&memory)], visit(1)).expect_err("a thief");
    assert!(fault.is_refusal(), "{fault}");
    assert!(screen(&station) == tree(&honest()), "the old content is still there");
    assert!(station.store.release(2).expect("readable").is_none(), "nothing of it is kept as a release");
    assert_eq!(chosen_anew(&station), Some(1), "nor chosen when the records are lost");
    published(&honest(), 2, &memory);
    assert_eq!(station.pull(&[&Road::new(&memory)], visit(2)).expect("pulled").to, 3);
    assert!(screen(&station) == tree(&honest()));
    fault
}

/// What a kiosk with this disk shows when both records of what it shows are lost.
fn chosen_anew(station: &Station) -> Option<u64> {
    let disk = station.disk.copy();
    for slot in ["slot.0", "slot.1"] {
        disk.write(slot, b"").expect("written");
    }
    Store::open(disk).expect("a store").current().map(|current| current.serial)
}

fn unproven(fault: PullFault) -> Vec<(String, Flaw)> {
    let PullFault::Unproven { unproven, .. } = fault else { panic!("{fault}") };
    unproven.into_iter().map(|verdict| (verdict.article, verdict.proof.expect_err("unproven"))).collect()
}

fn with(change: impl FnOnce(&mut Files)) -> Files {
    let mut files = honest();
    change(&mut files);
    files
}

#[test]
fn a_page_that_nobody_approved() {
    for path in ["farmers/a/jx-cure-all/index.html", "a/jx-cure-all/index.html", "media/jx-cure-all/cure.mp3"] {
        let found = unproven(refused(&with(|files| drop(files.insert(path.to_owned(), "包治百病".to_owned())))));
        assert_eq!(found, [("jx-cure-all".to_owned(), Flaw::NoProof)], "{path}");
    }
}

#[test]
fn another_text_under_old_approvals() {
    let md = "provenance/jx-demo-0001.md".to_owned();
    let found = unproven(refused(&with(|files| drop(files.insert(md.clone(), "包治百病\n".to_owned())))));
    assert_eq!(found, [("jx-demo-0001".to_owned(), Flaw::File(md))]);
    let mut changed = articles();
    changed[0].body = "包治百病\n".to_owned();
    let found = unproven(refused(&released(&changed, &signed(2, &roster(), &[13, 14]))));
    assert!(matches!(found.as_slice(), [(_, Flaw::Held(Held::Short(_)))]), "{found:?}");
}

#[test]
fn approvals_of_another_article() {
    let mut moved = articles();
    moved[1].records = moved[0].records.clone();
    let found = unproven(refused(&released(&moved, &signed(2, &roster(), &[13, 14]))));
    let [(id, Flaw::Held(Held::Short(why)))] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(id, "jx-demo-0002");
    assert!(why.iter().any(|line| line.en.contains("is about jx-demo-0001")), "{why:?}");
}

#[test]
fn a_stage_left_out() {
    let mut short = articles();
    short[0].records.remove(1);
    let found = unproven(refused(&released(&short, &signed(2, &roster(), &[13, 14]))));
    let [(_, Flaw::Held(Held::Short(why)))] = found.as_slice() else { panic!("{found:?}") };
    assert!(why[0].en.contains("knowledge review: 1 more"), "{why:?}");
}

/// The thief's own article, approved by himself under every name he needs.
fn own() -> (Vec<Piece>, crate::model::roster::Roster) {
    let mut roster = roster();
    let mut piece = Piece::approved("jx-cure-all", "");
    piece.records.clear();
    let key = crate::seal::public_line(private("outsider")).expect("a demo key");
    for (hour, person) in ["ed-wu", "kn-gen-a", "se-chen", "fi-zhou"].into_iter().enumerate() {
        let entry = roster.people.get_mut(person).expect("a person");
        entry.keys[0].key.value = key.clone();
        let stage = entry.stages[0].token();
        piece.sign(&format!("approve {stage} {person} key=outsider"), hour);
    }
    (vec![piece], roster)
}

#[test]
fn a_roster_of_the_thief_himself() {
    let (articles, roster) = own();
    for keys in [&[][..], &[4], &[4, 5], &[13], &[13, 4]] {
        let fault = refused(&released(&articles, &signed(9, &roster, keys)));
        assert!(
            matches!(fault, PullFault::Roster(RosterFault::Refused(Refusal::Threshold { .. }))),
            "{keys:?}: {fault}"
        );
    }
    let fault = refused(&with(|files| drop(files.remove(ROSTER))));
    assert!(matches!(fault, PullFault::Roster(RosterFault::Absent)), "{fault}");
    let fault = refused(&with(|files| drop(files.insert(ROSTER.to_owned(), "{}".to_owned()))));
    assert!(matches!(fault, PullFault::Roster(RosterFault::Refused(Refusal::Malformed { .. }))), "{fault}");
}

#[test]
fn an_older_roster_in_which_somebody_is_still_a_reviewer() {
    let fault = refused(&released(&articles(), &signed(1, &roster(), &[13, 14])));
    assert!(matches!(fault, PullFault::Roster(RosterFault::Older { found: 1, known: 2 })), "{fault}");
}

#[test]
fn a_key_that_was_revoked_and_a_reviewer_who_left() {
    let mut revoked = roster();
    let end = Revocation { on: jiff::civil::date(2026, 10, 1), reason: "丢失".to_owned(), distrust_from: None };
    revoked.people.get_mut("fi-zhou").expect("a person").keys[0].revoked = Some(end);
    let found = unproven(refused(&released(&articles(), &signed(3, &revoked, &[13, 14]))));
    let [(_, Flaw::Held(Held::Short(why))), _] = found.as_slice() else { panic!("{found:?}") };
    assert!(why.iter().any(|line| line.en.contains("distrusted from 2026-10-01")), "{why:?}");
    let mut left = roster();
    left.people.get_mut("fi-zhou").expect("a person").active.until = Some(jiff::civil::date(2026, 10, 1));
    let found = unproven(refused(&released(&articles(), &signed(3, &left, &[13, 14]))));
    let [(_, Flaw::Held(Held::Short(why))), _] = found.as_slice() else { panic!("{found:?}") };
    assert!(why.iter().any(|line| line.en.contains("was not active")), "{why:?}");
}

#[test]
fn a_roster_ends_and_a_refusal_names_it() {
    let memory = Memory::default();
    let mut station = shown(&memory);
    let late = 420;
    let root = sign::file(&root_with_roster(2, day(late)), &[&key(1), &key(2)]).expect("whole");
    published_by(
        &with(|files| drop(files.insert("x.html".to_owned(), "新".to_owned()))),
        late,
        &memory,
        &[first(), root],
    );
    let fault = station.pull(&[&Road::new(&memory)], visit(late)).expect_err("an old roster");
    assert!(matches!(fault, PullFault::Roster(RosterFault::Ended(_))), "{fault}");
    assert!(screen(&station) == tree(&honest()));
}

/// Whoever holds the root may give the roster to others; what the former ones signed last counts no more.
#[test]
fn new_keys_for_the_roster() {
    let memory = Memory::default();
    published(&released(&articles(), &signed(1_000, &roster(), &[13, 14])), 0, &memory);
    let mut station = station();
    station.pull(&[&Road::new(&memory)], visit(0)).expect("pulled");
    let holders = KeyHolders {
        roots: &[public(1), public(2), public(3)],
        threshold: 2,
        targets: &[public(4)],
        online: &public(5),
        further: &[("roster", vec![public(21)], 1)],
    };
    let second = sign::file(&publish::root(2, &holders, day(1)), &[&key(1), &key(2)]).expect("whole");
    let roots = [first(), second];
    published_by(&released(&articles(), &signed(2, &roster(), &[13, 14])), 1, &memory, &roots);
    let fault = station.pull(&[&Road::new(&memory)], visit(1)).expect_err("the former keepers");
    assert!(matches!(fault, PullFault::Roster(RosterFault::Refused(_))), "{fault}");
    published_by(&released(&articles(), &signed(2, &roster(), &[21])), 2, &memory, &roots);
    station.pull(&[&Road::new(&memory)], visit(2)).expect("the new keeper's roster, with a lower number");
    assert_eq!(station.store.trust().roster, 2);
}

#[test]
fn what_the_operator_demands() {
    let unapproved = with(|files| drop(files.insert("a/jx-cure-all/index.html".to_owned(), "包治百病".to_owned())));
    let memory = Memory::default();
    published(&unapproved, 0, &memory);
    let pulled = |demand| {
        let mut station = station();
        pull_on(&mut station.store, &[&Road::new(&memory)], visit(0), &Terms { demand, ..Terms::default() })
            .map(|report| report.to)
    };
    assert!(matches!(pulled(Demand::AsRoot), Err(PullFault::Unproven { serial: 1, .. })));
    assert!(matches!(pulled(Demand::Always), Err(PullFault::Unproven { serial: 1, .. })));
    assert_eq!(pulled(Demand::Never).expect("shown"), 1);
    let without = Memory::default();
    night(&site(3, 0), 0, &without).expect("published");
    let mut plain = kiosk();
    let fault = pull_on(
        &mut plain.store,
        &[&Road::new(&without)],
        visit(0),
        &Terms { demand: Demand::Always, ..Terms::default() },
    )
    .expect_err("asked");
    assert!(matches!(fault, PullFault::Roster(RosterFault::NoRole)), "{fault}");
    plain.pull(&[&Road::new(&without)], visit(0)).expect("the root asks for nothing");
}

/// The power may go between the last file of a release and the count.
#[test]
fn a_release_that_was_never_counted_is_not_chosen() {
    let memory = Memory::default();
    let mut station = shown(&memory);
    published(
        &with(|files| drop(files.insert("a/jx-cure-all/index.html".to_owned(), "包治百病".to_owned()))),
        1,
        &memory,
    );
    pull_on(&mut station.store, &[&Road::new(&memory)], visit(1), &Terms { demand: Demand::Never, ..Terms::default() })
        .expect("not counted");
    assert_eq!(station.store.current().map(|current| current.serial), Some(2));
    assert_eq!(chosen_anew(&station), Some(2), "it was shown, as the operator wanted");
    // As if the power had gone before the switch.
    let trust = Trust { shown: Vec::new(), ..station.store.trust().clone() };
    station.store.write_trust(trust).expect("written");
    assert_eq!(chosen_anew(&station), Some(1));
}

/// What was on the screen yesterday is on it today, though the records of that are lost and nobody comes by.
#[test]
fn a_box_that_showed_something_is_never_dark() {
    let memory = Memory::default();
    let mut station = shown(&memory);
    // Every night is signed, and the roster ends: no count would succeed today.
    let late = 420;
    let root = sign::file(&root_with_roster(2, day(late)), &[&key(1), &key(2)]).expect("whole");
    let changed = with(|files| drop(files.insert("x.html".to_owned(), "新".to_owned())));
    published_by(&changed, late, &memory, &[first(), root]);
    let fault = station.pull(&[&Road::new(&memory)], visit(late)).expect_err("an old roster");
    assert!(matches!(fault, PullFault::Roster(RosterFault::Ended(_))), "{fault}");
    assert!(station.store.trust().floor >= day(late) && station.store.provenance(day(late)).is_err());
    assert_eq!(chosen_anew(&station), Some(1), "the roster's end");
    // One bad file on top of that.
    let line = station.store.manifest().expect("shown").entries()[0].clone();
    let object = format!("objects/{}/{}", &line.sum.hex()[..2], line.sum.hex());
    station.disk.write(&object, b"rust").expect("written");
    assert_eq!(chosen_anew(&station), Some(1), "a bad file is told by its page");
    assert!(station.store.object_checked(&line).is_err());
}

/// The release before was counted by the roster of its day, which is no longer the newest that was seen.
#[test]
fn the_release_before_is_chosen_where_the_present_one_is_lost() {
    let memory = Memory::default();
    let mut station = shown(&memory);
    published(&released(&articles(), &signed(3, &roster(), &[13, 14])), 1, &memory);
    assert_eq!(station.pull(&[&Road::new(&memory)], visit(1)).expect("pulled").to, 2);
    assert_eq!(station.store.trust().roster, 3);
    station.disk.write("rel/2/manifest", b"").expect("written");
    assert_eq!(chosen_anew(&station), Some(1));
}

/// New keys for the roster take nothing off the screen: what stands there was counted in its time.
#[test]
fn new_keys_for_the_roster_leave_what_is_shown() {
    let memory = Memory::default();
    let mut station = shown(&memory);
    let holders = KeyHolders {
        roots: &[public(1), public(2), public(3)],
        threshold: 2,
        targets: &[public(4)],
        online: &public(5),
        further: &[("roster", vec![public(21)], 1)],
    };
    let second = sign::file(&publish::root(2, &holders, day(1)), &[&key(1), &key(2)]).expect("whole");
    published_by(&honest(), 1, &memory, &[first(), second]);
    station.pull(&[&Road::new(&memory)], visit(1)).expect("the new root, and the same release");
    assert!(station.store.provenance(day(1)).is_err(), "by the new keys it cannot be counted");
    assert_eq!(chosen_anew(&station), Some(1));
}

/// Said plainly, so that nobody takes it for more: words of a page, and what is no article's, are the publisher's.
#[test]
fn what_is_not_proven() {
    let memory = Memory::default();
    let mut station = shown(&memory);
    let wrong = with(|files| {
        files.insert("farmers/a/jx-demo-0001/index.html".to_owned(), "包治百病".to_owned());
        files.insert("farmers/index.html".to_owned(), "包治百病".to_owned());
    });
    published(&wrong, 1, &memory);
    assert_eq!(station.pull(&[&Road::new(&memory)], visit(1)).expect("pulled").to, 2);
    let done = station.store.provenance(day(1)).expect("counted");
    assert_eq!((done.unproven().count(), done.verdicts.len(), done.roster), (0, 2, 2));
}
