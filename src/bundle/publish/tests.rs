use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Cursor};

use super::*;
use crate::bundle::delta::Pack;
use crate::bundle::trust;
use crate::model::path::SitePath;
use crate::seal::ed25519::{new_pair, public_bytes};
use crate::tuf::sign;
use crate::tuf::trust::{Highest, TrustedRoot};

/// A published folder in memory, and the order in which its files came.
#[derive(Default)]
struct Memory {
    files: RefCell<BTreeMap<String, Vec<u8>>>,
    order: RefCell<Vec<String>>,
}

impl Repository for Memory {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.files.borrow().get(path).cloned())
    }
    fn has(&self, path: &str) -> io::Result<bool> {
        Ok(self.files.borrow().contains_key(path))
    }
    fn add(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        if self.has(path)? { Ok(()) } else { self.replace(path, bytes) }
    }
    fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.order.borrow_mut().push(path.to_owned());
        self.files.borrow_mut().insert(path.to_owned(), bytes.to_vec());
        Ok(())
    }
}

fn key(n: u8) -> SecretKey {
    SecretKey::from_openssh(&new_pair(&[n; 32], "test").expect("a pair").0).expect("a key")
}

fn public(n: u8) -> [u8; 32] {
    public_bytes(&new_pair(&[n; 32], "test").expect("a pair").1).expect("a line")
}

fn day(n: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + n * 86_400).expect("a time")
}

fn first_root() -> Vec<u8> {
    let root = root(1, (&[public(1), public(2), public(3)], 2), &[public(4)], &public(5), day(0));
    sign::file(&root, &[&key(1), &key(3)]).expect("whole")
}

/// Publishes a tree, as the program does with a site.
fn night(files: &BTreeMap<String, String>, at: i64, memory: &Memory) -> Result<Published, PublishFault> {
    let label = Label { project: "p".into(), channel: "village".into(), title: "村".into() };
    let (roots, keys) = (vec![first_root()], Keys { targets: key(4), online: key(5) });
    let night = Night { label: &label, roots: &roots, keys: &keys, ladder: &[1, 7, 28], now: day(at) };
    let (root, past) = opened(&night, memory)?;
    let mut entries = Vec::new();
    for (path, text) in files {
        let (bytes, path) = (text.as_bytes(), SitePath::new(path).expect("a clean path"));
        let sum = Sha256::of(bytes);
        memory.add(&place::object(&sum, true), &squeeze(bytes, &[]).expect("squeezed")).expect("memory");
        entries.push(ManifestEntry { sum, size: bytes.len() as u64, path });
    }
    publish_entries(entries, &night, (&root, &past), memory)
}

/// What is behind the making of pages.
fn publish_entries(
    entries: Vec<ManifestEntry>,
    night: &Night<'_>,
    (root, past): (&TrustedRoot, &Past),
    memory: &Memory,
) -> Result<Published, PublishFault> {
    settled(Manifest::new(entries)?, &mut pack::Archive::new(), night, (root, past), memory)
}

fn site(n: usize, changed: usize) -> BTreeMap<String, String> {
    let page = |at: usize| {
        let words = if at < changed { "新" } else { "旧" };
        (0..200).map(|line| format!("<p>{words} 第{at}篇第{line}行，看天打药。</p>\n")).collect::<String>()
    };
    (0..n).map(|at| (format!("farmers/a/x{at:03}/index.html"), page(at))).collect()
}

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
    let before = memory.order.borrow().len();
    for at in 1..80 {
        let again = night(&site(3, 0), at, &memory).expect("signed");
        assert!(!again.is_new && again.serial == 1);
        assert_eq!(believed(&memory, day(at + 6)).get().serial, 1, "still in force six days later");
    }
    let written: Vec<String> = memory.order.borrow()[before..].to_vec();
    assert!(written.iter().all(|path| path.contains("/metadata/")), "{written:?}");
    assert!(written.len() < 110, "mostly the timestamp alone: {}", written.len());
}

#[test]
fn the_timestamp_is_the_last_word() {
    let memory = Memory::default();
    for at in 0..3 {
        memory.order.borrow_mut().clear();
        night(&site(5, usize::try_from(at).expect("small")), at, &memory).expect("published");
        let order = memory.order.borrow();
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
    let forged = memory.files.borrow()[&stamp].clone();
    memory
        .files
        .borrow_mut()
        .insert(stamp.clone(), forged.iter().map(|b| if *b == b'5' { b'6' } else { *b }).collect());
    assert!(matches!(night(&site(4, 0), 6, &memory), Err(PublishFault::Foreign(_))));
    memory.files.borrow_mut().insert(stamp, forged);
    let wrong = {
        let label = Label { project: "p".into(), channel: "village".into(), title: "村".into() };
        let (roots, keys) = (vec![first_root()], Keys { targets: key(4), online: key(6) });
        let night = Night { label: &label, roots: &roots, keys: &keys, ladder: &[1], now: day(6) };
        refresh(&night, &memory)
    };
    assert!(matches!(wrong, Err(PublishFault::Key("snapshot"))));
}
