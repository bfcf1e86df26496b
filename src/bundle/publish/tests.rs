use std::io::Cursor;

use super::testing::*;
use super::*;
use crate::bundle::delta::Pack;
use crate::bundle::trust;
use crate::tuf::trust::{Highest, TrustedRoot};

/// What a kiosk with the first root believes of the folder.
fn believed(memory: &Memory, now: Timestamp) -> trust::Verified<Release> {
    let read = |path: String| memory.read(&path).expect("memory").unwrap_or_else(|| panic!("{path}"));
    let root = TrustedRoot::first(&read(place::root("village", 1))).expect("a root");
    let seen = Highest::default();
    let timestamp = root.timestamp(&read(place::timestamp("village")), seen, now).expect("a timestamp");
    let snapshot = read(place::metadata("village", "snapshot", timestamp.snapshot().version));
    let snapshot = root.snapshot(&snapshot, &timestamp, seen, now).expect("a snapshot");
    let targets = read(place::metadata("village", "targets", snapshot.targets().version));
    let targets = root.targets(&targets, &snapshot, now).expect("targets");
    let named = targets.file("release.json").and_then(|file| file.sha256()).expect("named").hex();
    trust::release(&targets, &read(place::release("village", &named)), "village").expect("a release")
}

#[test]
fn two_nights_and_the_pack_between_them() {
    let memory = Memory::default();
    let first = night(&site(40, 0), 0, &memory).expect("published");
    assert!(first.is_new && first.serial == 1 && first.deltas.is_empty());
    let second = night(&site(41, 1), 1, &memory).expect("published");
    assert_eq!((second.serial, second.deltas.len(), second.deltas[0].0), (2, 1, 1));
    assert!(second.deltas[0].1 < second.full / 2, "{second:?}");
    let release = believed(&memory, day(1));
    let read = |piece: &Piece| {
        let bytes = memory.read(&piece.path).expect("memory").expect("named");
        assert!(piece.names(&bytes), "{piece:?}");
        bytes
    };
    let old = night_manifest(&memory, &release.get().deltas[0].from);
    let mut delta = Pack::open(Cursor::new(read(&release.get().deltas[0].parts[0]))).expect("a pack");
    let text = delta.manifest(&old).expect("a manifest").expect("in the first part");
    assert!(release.manifest(text.as_bytes()).is_ok());
    assert!(release.manifest(old.as_bytes()).is_err());
    let mut full = Pack::open(Cursor::new(read(&release.get().full[0]))).expect("a pack");
    assert_eq!(full.manifest("").expect("a manifest").as_ref(), Some(&text));
}

fn night_manifest(memory: &Memory, sum: &str) -> String {
    let path = place::manifest(&Sha256::from_hex(sum).expect("a sum"));
    let frame = memory.read(&path).expect("memory").expect("kept");
    let known: Vec<u64> = (0..100_000).collect();
    let text = known.iter().find_map(|size| crate::bundle::squeeze::unsqueeze(&frame, &[], *size).ok());
    String::from_utf8(text.expect("some size")).expect("UTF-8")
}

#[test]
fn a_night_without_news_signs_and_nothing_else() {
    let memory = Memory::default();
    night(&site(3, 0), 0, &memory).expect("published");
    let before = memory.order().len();
    for at in 1..80 {
        let again = night(&site(3, 0), at, &memory).expect("signed");
        assert!(!again.is_new && again.serial == 1);
        assert_eq!(believed(&memory, day(at + 6)).get().serial, 1, "still in force six days later");
    }
    let written: Vec<String> = memory.order()[before..].to_vec();
    assert!(written.iter().all(|path| path.contains("/metadata/")), "{written:?}");
    assert!(written.len() < 110, "mostly the timestamp alone: {}", written.len());
}

#[test]
fn the_timestamp_is_the_last_word() {
    let memory = Memory::default();
    for at in 0..3 {
        memory.order().clear();
        night(&site(5, usize::try_from(at).expect("small")), at, &memory).expect("published");
        let order = memory.order();
        let place = |what: &str| order.iter().position(|path| path.contains(what)).unwrap_or_else(|| panic!("{what}"));
        assert_eq!(order.last().map(String::as_str), Some("c/village/metadata/timestamp.json"));
        assert!(place("o/") < place("release.json") && place("release.json") < place("targets.json"));
        assert!(place("targets.json") < place("snapshot.json"));
    }
}

#[test]
fn a_month_has_the_ladder_and_no_more() {
    let memory = Memory::default();
    for at in 0..40 {
        night(&site(4 + usize::try_from(at).expect("small"), 0), at, &memory).expect("published");
    }
    let from: Vec<u64> = believed(&memory, day(39)).get().deltas.iter().map(|delta| delta.from_serial).collect();
    assert_eq!(from, [39, 33, 12], "one, seven and twenty-eight nights before the fortieth");
}

#[test]
fn what_the_roots_do_not_vouch_for_is_not_built_upon() {
    let memory = Memory::default();
    night(&site(3, 0), 5, &memory).expect("published");
    assert!(matches!(night(&site(4, 0), 4, &memory), Err(PublishFault::Clock(_))));
    let stamp = place::timestamp("village");
    let forged = memory.files()[&stamp].clone();
    memory.files().insert(stamp.clone(), forged.iter().map(|b| if *b == b'5' { b'6' } else { *b }).collect());
    assert!(matches!(night(&site(4, 0), 6, &memory), Err(PublishFault::Foreign(_))));
    memory.files().insert(stamp, forged);
    let wrong = {
        let label = Label { project: "p".into(), channel: "village".into(), title: "村".into() };
        let (roots, keys) = (vec![first_root()], Keys { targets: key(4), online: key(6) });
        let night = Night { label: &label, roots: &roots, keys: &keys, ladder: &[1], now: day(6) };
        refresh(&night, &memory)
    };
    assert!(matches!(wrong, Err(PublishFault::Key("snapshot"))));
}

#[test]
fn a_manifest_longer_than_its_release_says_is_refused() {
    let memory = Memory::default();
    night(&site(3, 0), 0, &memory).expect("published");
    let release = believed(&memory, day(0));
    let text = night_manifest(&memory, &release.get().manifest.sha256);
    assert!(release.manifest(text.as_bytes()).is_ok());
    let line = text.lines().next().expect("a line");
    let longer = text.clone() + &format!("{line}x\n").repeat(100_000);
    assert!(matches!(release.manifest(longer.as_bytes()), Err(trust::TrustError::Manifest)));
    // What is fetched stops at the size that the release names, whatever is inside.
    let path = place::manifest(&Sha256::from_hex(&release.get().manifest.sha256).expect("a sum"));
    let bomb = squeeze(longer.as_bytes(), &[]).expect("squeezed");
    assert!(bomb.len() < 100_000);
    memory.files().insert(path, bomb);
    let named = &release.get().manifest;
    let frame = memory.files()[&named.squeezed.path].clone();
    assert!(crate::bundle::squeeze::unsqueeze(&frame, &[], named.size).is_err());
}
