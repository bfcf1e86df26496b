use std::collections::BTreeMap;
use std::io::Cursor;

use super::testing::*;
use super::*;
use crate::bundle::delta::Pack;
use crate::bundle::trust;
use crate::model::path::SitePath;
use crate::model::repository::Attic as _;
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

fn sweep(memory: &Memory, nights: u32, now: Timestamp) -> Swept {
    let swept = sweepable(nights, now, memory).expect("readable");
    for (path, _) in &swept.files {
        memory.remove(path).expect("memory");
    }
    swept
}

#[test]
fn old_nights_go_and_nothing_that_is_named() {
    let memory = Memory::default();
    for at in 0..70 {
        night(&site(3 + usize::try_from(at % 9).expect("small"), 0), at, &memory).expect("published");
    }
    memory.replace("c/village/another.json", b"{}").expect("memory");
    memory.replace("o/n/list", b"").expect("memory");
    let before = memory.files().clone();
    assert!(sweepable(1000, day(69), &memory).expect("readable").files.is_empty());
    let swept = sweep(&memory, 60, day(69));
    assert_eq!(swept.releases, 9, "those of the first nine nights: {swept:?}");
    assert_eq!(swept.freed() + swept.kept, before.values().map(|bytes| bytes.len() as u64).sum::<u64>());
    let swept = sweep(&memory, 0, day(3000));
    assert_eq!(swept.releases, 60, "a clock that runs ahead costs old releases alone");
    for path in ["c/village/another.json", "o/n/list", "c/village/metadata/1.root.json"] {
        assert!(memory.files().contains_key(path), "{path}");
    }
    assert_eq!(believed(&memory, day(69)).get().serial, 70);
    freight("village", None, day(69), &memory).expect("nothing that is named is gone");
    assert!(night(&site(5, 2), 70, &memory).expect("published").is_new);
    assert!(sweep(&memory, 0, day(70)).files.len() < 40, "and what is left is little");
}

#[test]
fn whoever_cannot_read_what_is_named_clears_nothing() {
    for broken in ["timestamp.json", ".snapshot.json", ".targets.json", ".release.json", "o/m/"] {
        let memory = Memory::default();
        night(&site(3, 0), 0, &memory).expect("published");
        night(&site(4, 0), 1, &memory).expect("published");
        let last = memory.files().keys().rfind(|path| path.contains(broken)).cloned().expect("there");
        let names: Vec<String> = memory.files().keys().filter(|path| path.contains(broken)).cloned().collect();
        for name in names {
            memory.replace(&name, b"x").expect("memory");
        }
        assert!(matches!(sweepable(0, day(90), &memory), Err(PublishFault::Object(_))), "{last}");
    }
}

fn called_back(serial: u64, path: &str, memory: &Memory) -> DenyEntry {
    let manifest = Past::of_chain(&[TrustedRoot::first(&first_root()).expect("a root")], "village", memory)
        .and_then(|past| past.last().expect("one").manifest(memory))
        .expect("a manifest");
    let line = manifest.find(path).expect("a line").clone();
    DenyEntry {
        serial,
        date: crate::model::units::china_date(day(1)),
        article: path.split('/').nth(2).expect("an id").to_owned(),
        reason: "剂量有误".into(),
        replaced_by: None,
        version: None,
        paths: vec![line.path],
        objects: vec![line.sum],
    }
}

#[test]
fn what_was_called_back_is_in_no_pack_and_no_pack_builds_on_it() {
    let memory = Memory::default();
    night(&site(6, 0), 0, &memory).expect("published");
    let gone = "farmers/a/x003/index.html";
    let entry = called_back(2, gone, &memory);
    let left: BTreeMap<String, String> = site(7, 2).into_iter().filter(|(path, _)| path != gone).collect();
    night_without(&left, 1, &memory, std::slice::from_ref(&entry)).expect("published");
    // What the kiosk has thrown away, the publisher may throw away too; the months' packs are made all the same.
    let swept = sweep(&memory, 60, day(1));
    assert_eq!(swept.files.len(), 1, "the bytes that were called back: {swept:?}");
    assert!(swept.files[0].0.contains(&entry.objects[0].hex()));
    for at in [2, 7] {
        night(&left, at - 1, &memory).expect("a night without news");
        let more: BTreeMap<String, String> =
            left.clone().into_iter().chain(site(9, usize::try_from(at).expect("small"))).collect();
        let more: BTreeMap<String, String> = more.into_iter().filter(|(path, _)| path != gone).collect();
        night(&more, at, &memory).expect("published");
    }
    let release = believed(&memory, day(7));
    assert_eq!(release.get().deny.count, 1, "the list stays");
    let delta = release.get().deltas.iter().find(|delta| delta.from_serial == 1).expect("from the first");
    let old = night_manifest(&memory, &delta.from);
    let mut pack =
        Pack::open(Cursor::new(memory.read(&delta.parts[0].path).expect("memory").expect("named"))).expect("a pack");
    let new = pack.manifest(&old).expect("a manifest").expect("in the first part");
    let (old, new) = (Manifest::read(&old).expect("one"), Manifest::read(&new).expect("one"));
    let sizes: BTreeMap<Sha256, u64> = old.entries().iter().map(|line| (line.sum, line.size)).collect();
    for at in 0..pack.groups() {
        let mut have = |line: &ManifestEntry| {
            assert_ne!(line.path.as_str(), gone, "a kiosk has it no more");
            plan::object(&line.sum, sizes[&line.sum], &memory)
        };
        pack.files(at, (&old, &new), &mut have, &mut |_, _| Ok(())).expect("whole");
    }
}

/// A repository that remembers what was squeezed.
#[derive(Default)]
struct Remembering(Memory, std::cell::RefCell<BTreeMap<Sha256, Vec<u8>>>, std::cell::Cell<usize>);

impl Repository for Remembering {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.0.read(path)
    }
    fn has(&self, path: &str) -> io::Result<bool> {
        self.0.has(path)
    }
    fn add(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.0.add(path, bytes)
    }
    fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.0.replace(path, bytes)
    }
    fn recall(&self, key: &Sha256) -> Option<Vec<u8>> {
        let found = self.1.borrow().get(key).cloned();
        self.2.set(self.2.get() + usize::from(found.is_some()));
        found
    }
    fn keep(&self, key: &Sha256, bytes: &[u8]) {
        self.1.borrow_mut().insert(*key, bytes.to_vec());
    }
}

#[test]
fn a_memory_of_what_was_squeezed_saves_work_and_changes_no_byte() {
    let publish = |repository: &dyn Repository, memory: &Memory| {
        let label = Label { project: "p".into(), channel: "village".into(), title: "村".into() };
        let (roots, keys) = (vec![first_root()], Keys { targets: key(4), online: key(5) });
        for (at, changed) in [0, 3, 5].into_iter().enumerate() {
            let now = day(i64::try_from(at).expect("small"));
            let night = Night { label: &label, roots: &roots, keys: &keys, ladder: &[1, 7, 28], now };
            let (root, past) = opened(&night, repository).expect("open");
            let mut entries = Vec::new();
            for (path, text) in site(120, changed) {
                let (bytes, path) = (text.as_bytes(), SitePath::new(&path).expect("a clean path"));
                let sum = Sha256::of(bytes);
                memory.add(&place::object(&sum, true), &squeeze(bytes, &[]).expect("squeezed")).expect("memory");
                entries.push(ManifestEntry { sum, size: bytes.len() as u64, path });
            }
            let manifest = Manifest::new(entries).expect("clean");
            settled((manifest, &[], &Guide::default()), &night, (&root, &past), repository).expect("published");
        }
    };
    let plain = Memory::default();
    publish(&plain, &plain);
    let remembering = Remembering::default();
    publish(&remembering, &remembering.0);
    assert!(*plain.files() == *remembering.0.files());
    assert!(remembering.2.get() > 2, "groups of the full pack that no change touched: {}", remembering.2.get());
}
