use std::collections::BTreeMap;

use super::*;
use crate::seal::ed25519::{SecretKey, new_pair};
use crate::tuf::metadata::{Key, KeyValue};
use crate::tuf::sign::{add, file};

const DAY: i64 = 86_400;

fn at(day: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + day * DAY).expect("a time")
}

fn key(n: u8) -> SecretKey {
    SecretKey::from_openssh(&new_pair(&[n; 32], "test").expect("a pair").0).expect("a key")
}

fn root(version: u64, keys: &[(&str, &[u8], usize)]) -> Root {
    let all = keys.iter().flat_map(|(_, numbers, _)| numbers.iter()).map(|n| Key::new(&key(*n).public()));
    let role = |numbers: &[u8], threshold| Role {
        keyids: numbers.iter().map(|n| Key::new(&key(*n).public()).id()).collect(),
        threshold,
    };
    Root {
        version,
        expires: at(400),
        consistent_snapshot: true,
        keys: all.map(|key| (key.id(), key)).collect(),
        roles: keys.iter().map(|(name, numbers, t)| ((*name).to_owned(), role(numbers, *t))).collect(),
        further: BTreeMap::new(),
    }
}

const USUAL: &[(&str, &[u8], usize)] =
    &[("root", &[1, 2, 3], 2), ("targets", &[4], 1), ("snapshot", &[5], 1), ("timestamp", &[5], 1)];

fn usual() -> Root {
    root(1, USUAL)
}

fn trusted() -> TrustedRoot {
    TrustedRoot::first(&file(&usual(), &[&key(1), &key(2)]).expect("whole")).expect("a root")
}

struct Night {
    timestamp: Vec<u8>,
    snapshot: Vec<u8>,
    targets: Vec<u8>,
}

fn night(version: u64, day: i64) -> Night {
    let one = |name: &str, meta| BTreeMap::from([(name.to_owned(), meta)]);
    let release = TargetFile::of(format!("release {version}").as_bytes());
    let targets =
        Targets { version, expires: at(day + 45), targets: BTreeMap::from([("release.json".to_owned(), release)]) };
    let targets = file(&targets, &[&key(4)]).expect("whole");
    let meta = one("targets.json", MetaFile::of(version, &targets));
    let snapshot = file(&Snapshot { version, expires: at(day + 14), meta }, &[&key(5)]).expect("whole");
    let meta = one("snapshot.json", MetaFile::of(version, &snapshot));
    let role = TimestampRole { version, expires: at(day + 7), meta, published: Some(at(day)), staged: None };
    Night { timestamp: file(&role, &[&key(5)]).expect("whole"), snapshot, targets }
}

fn walk(root: &TrustedRoot, night: &Night, highest: Highest, now: Timestamp) -> Result<TrustedTargets, Refusal> {
    let timestamp = root.timestamp(&night.timestamp, highest, now)?;
    let snapshot = root.snapshot(&night.snapshot, &timestamp, highest, now)?;
    root.targets(&night.targets, &snapshot, now)
}

#[test]
fn a_night_is_believed_step_by_step() {
    let found = walk(&trusted(), &night(7, 0), Highest { timestamp: 7, snapshot: 7, targets: 7 }, at(0));
    assert!(found.expect("believed").file("release.json").is_some());
}

#[test]
fn the_past_is_not_played_back() {
    let higher = [
        Highest { timestamp: 8, ..Highest::default() },
        Highest { snapshot: 8, ..Highest::default() },
        Highest { targets: 8, ..Highest::default() },
    ];
    for highest in higher {
        let refusal = walk(&trusted(), &night(7, 0), highest, at(0)).expect_err("older than seen");
        assert!(matches!(refusal, Refusal::Rollback { found: 7, known: 8, .. }), "{refusal}");
    }
}

#[test]
fn files_of_two_nights_do_not_mix() {
    let (old, new) = (night(7, 0), night(8, 0));
    let mixed = Night { timestamp: new.timestamp.clone(), snapshot: old.snapshot, targets: old.targets.clone() };
    assert_eq!(walk(&trusted(), &mixed, Highest::default(), at(0)).err(), Some(Refusal::Mixed("snapshot")));
    let mixed = Night { timestamp: new.timestamp, snapshot: new.snapshot, targets: old.targets };
    assert_eq!(walk(&trusted(), &mixed, Highest::default(), at(0)).err(), Some(Refusal::Mixed("targets")));
}

#[test]
fn each_end_is_an_end_and_told_after_every_forgery() {
    for (day, role) in [(7, "timestamp"), (60, "timestamp")] {
        let refusal = walk(&trusted(), &night(7, 0), Highest::default(), at(day)).expect_err("over");
        assert!(refusal.is_expiry() && refusal.to_string().contains(role), "{refusal}");
    }
    let mut forged = night(7, 0);
    forged.timestamp = file(&usual(), &[&key(1)]).expect("whole");
    let refusal = walk(&trusted(), &forged, Highest::default(), at(60)).expect_err("no timestamp at all");
    assert!(!refusal.is_expiry(), "{refusal}");
    assert!(trusted().in_force(at(400)).is_err() && trusted().in_force(at(399)).is_ok());
}

#[test]
fn one_key_counts_once_however_often_it_signs() {
    let mut twice = usual();
    // The same key under another id: the id is the sum of the key, but a client must not rely on it.
    let copy = Key::new(&key(1).public());
    twice.keys.insert("0".repeat(64), copy);
    twice.roles.get_mut("root").expect("root").keyids.push("0".repeat(64));
    let bytes = file(&twice, &[&key(1)]).expect("whole");
    let refused = TrustedRoot::first(&bytes).expect_err("one key of two");
    assert_eq!(refused, Refusal::Threshold { role: "root", found: 1, needed: 2 });
    let mut text: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    let one = text["signatures"][0].clone();
    text["signatures"].as_array_mut().expect("a list").push(one);
    let refused = TrustedRoot::first(text.to_string().as_bytes()).expect_err("twice");
    assert!(refused.to_string().contains("signs twice"), "{refused}");
}

#[test]
fn a_root_hands_over_to_the_next_one_only_with_both_sets_of_keys() {
    let next = root(2, &[("root", &[6, 7], 2), ("targets", &[8], 1), ("snapshot", &[5], 1), ("timestamp", &[5], 1)]);
    let both = file(&next, &[&key(1), &key(2), &key(6), &key(7)]).expect("whole");
    let newer = trusted().next(&both).expect("handed over");
    assert!(newer.drops_keys_of(&trusted(), "targets") && !newer.drops_keys_of(&trusted(), "snapshot"));
    for some in [[1, 2, 6].as_slice(), &[1, 6, 7], &[6, 7], &[1, 2]] {
        let keys: Vec<SecretKey> = some.iter().map(|n| key(*n)).collect();
        let bytes = file(&next, &keys.iter().collect::<Vec<_>>()).expect("whole");
        assert!(matches!(trusted().next(&bytes), Err(Refusal::Threshold { .. })), "{some:?}");
    }
    let skipped = file(&Root { version: 3, ..next }, &[&key(1), &key(2), &key(6), &key(7)]).expect("whole");
    assert_eq!(trusted().next(&skipped).err(), Some(Refusal::Version { role: "root", found: 3, expected: 2 }));
    // What the stolen key of the old targets signs is nobody's word under the new root.
    assert!(walk(&newer, &night(7, 0), Highest::default(), at(0)).is_err());
}

#[test]
fn a_ceremony_of_one_key_after_the_other_is_a_ceremony() {
    let alone = file(&usual(), &[&key(1)]).expect("whole");
    assert!(TrustedRoot::first(&alone).is_err());
    let both = add(&alone, &key(3)).expect("an envelope");
    assert!(TrustedRoot::first(&both).is_ok());
    assert_eq!(add(&both, &key(3)).expect("an envelope"), both, "signing twice changes nothing");
}

#[test]
fn what_is_no_metadata_is_refused_and_never_panics() {
    let odd: &[&[u8]] = &[b"", b"{}", b"[]", b"null", b"{\"signed\":{},\"signatures\":[]}", b"\xff", b"<html>"];
    for bytes in odd {
        assert!(matches!(TrustedRoot::first(bytes), Err(Refusal::Malformed { .. })));
    }
    let bytes = file(&usual(), &[&key(1), &key(2)]).expect("whole");
    let change = |f: &dyn Fn(&mut serde_json::Value)| {
        let mut value: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        f(&mut value);
        TrustedRoot::first(value.to_string().as_bytes())
    };
    assert!(change(&|value| value["signed"]["version"] = 2.into()).is_err());
    assert!(change(&|value| value["signed"]["spec_version"] = "2.0".into()).is_err());
    assert!(change(&|value| value["signed"]["extra"] = 1.into()).is_err(), "unknown fields are signed too");
    assert!(change(&|_| ()).is_ok());
    let mut open = usual();
    open.roles.get_mut("root").expect("root").threshold = 0;
    assert!(TrustedRoot::first(&file(&open, &[]).expect("whole")).is_err(), "nobody signs for nobody");
    let foreign = Key { keytype: "rsa".into(), keyval: KeyValue { public: "x".into() }, scheme: "rsassa".into() };
    assert!(foreign.bytes().is_none());
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Order {
    version: u64,
    expires: Timestamp,
}

impl Kind for Order {
    const NAME: &'static str = "order";
    fn version(&self) -> u64 {
        self.version
    }
    fn expires(&self) -> Timestamp {
        self.expires
    }
}

#[test]
fn a_role_beside_the_four_has_its_own_keys() {
    let mut root = usual();
    let order = |n: u8| file(&Order { version: 1, expires: at(1) }, &[&key(n)]).expect("whole");
    let trusted = |root: &Root| TrustedRoot::first(&file(root, &[&key(1), &key(2)]).expect("whole")).expect("a root");
    assert!(matches!(trusted(&root).further::<Order>(&order(9)), Err(Refusal::Lacks("root", "order"))));
    let own = Key::new(&key(9).public());
    root.further.insert("order".into(), Role { keyids: vec![own.id()], threshold: 1 });
    root.keys.insert(own.id(), own);
    assert!(trusted(&root).further::<Order>(&order(9)).is_ok());
    // The key of releases, and a file of another kind under the right key.
    assert!(matches!(trusted(&root).further::<Order>(&order(4)), Err(Refusal::Threshold { found: 0, .. })));
    let other = file(&Snapshot { version: 1, expires: at(1), meta: BTreeMap::new() }, &[&key(9)]).expect("whole");
    assert!(matches!(trusted(&root).further::<Order>(&other), Err(Refusal::Malformed { .. })));
}
