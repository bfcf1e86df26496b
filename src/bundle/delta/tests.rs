use std::collections::BTreeMap;
use std::io::{self, Cursor};

use proptest::prelude::*;

use super::*;
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::model::path::SitePath;
use crate::model::units::Sha256;

type Files = BTreeMap<String, Vec<u8>>;

fn manifest(files: &Files) -> Manifest {
    let entry = |(path, bytes): (&String, &Vec<u8>)| ManifestEntry {
        sum: Sha256::of(bytes),
        size: bytes.len() as u64,
        path: SitePath::new(path).expect("a clean path"),
    };
    Manifest::new(files.iter().map(entry).collect()).expect("portable")
}

fn objects(all: &[&Files]) -> BTreeMap<Sha256, Vec<u8>> {
    all.iter().flat_map(|files| files.values()).map(|bytes| (Sha256::of(bytes), bytes.clone())).collect()
}

fn packed(old: &Files, new: &Files) -> Vec<Vec<u8>> {
    let objects = objects(&[old, new]);
    let read = |sum: &Sha256| objects.get(sum).cloned().ok_or_else(|| io::Error::other("no such object"));
    write((&manifest(old), &|_| true), &manifest(new), &read).expect("a pack")
}

/// The tree that a kiosk with the old files has afterwards.
fn applied(old: &Files, parts: &[Vec<u8>]) -> Result<Files, PackError> {
    let from = manifest(old);
    let mut store = objects(&[old]);
    let mut to = None;
    for part in parts {
        let mut pack = Pack::open(Cursor::new(part))?;
        if let Some(text) = pack.manifest(&from.text())? {
            to = Some(Manifest::read(&text).expect("a manifest"));
        }
        let to = to.as_ref().expect("the first part has the manifest");
        for at in 0..pack.groups() {
            let have = store.clone();
            let mut got = Vec::new();
            pack.files(
                at,
                (&from, to),
                &mut |entry| have.get(&entry.sum).cloned().ok_or_else(|| io::Error::other("no such object")),
                &mut |entry, bytes| {
                    got.push((entry.sum, bytes.to_vec()));
                    Ok(())
                },
            )?;
            store.extend(got);
        }
    }
    let to = to.expect("a manifest");
    Ok(to.entries().iter().map(|entry| (entry.path.to_string(), store[&entry.sum].clone())).collect())
}

fn page(n: usize, words: &str) -> Vec<u8> {
    let filler: String =
        (0..300).map(|line| format!("<p>第{line}段，第{n}篇，{words}，水稻看天打药。</p>\n")).collect();
    format!("<!doctype html><title>{n}</title>{filler}").into_bytes()
}

fn site(n: usize) -> Files {
    (0..n).map(|at| (format!("a/x{at:04}/index.html"), page(at, "旧"))).collect()
}

#[test]
fn a_night_costs_what_changed_in_it() {
    let old = site(60);
    let mut new = old.clone();
    new.insert("a/x0007/index.html".into(), page(7, "新"));
    new.insert("a/x0100/index.html".into(), page(100, "旧"));
    new.insert("media/p.jpg".into(), (0..30_000_u32).flat_map(|n| n.wrapping_mul(40_503).to_be_bytes()).collect());
    new.remove("a/x0003/index.html");
    let parts = packed(&old, &new);
    assert_eq!(applied(&old, &parts).expect("applied"), new);
    let sent: usize = parts.iter().map(Vec::len).sum();
    assert!(sent < 120_000 + 3_000, "the picture and little more: {sent}");
    assert_eq!(packed(&old, &new), parts, "the same bytes each time");
    let full = packed(&Files::new(), &new);
    assert_eq!(applied(&Files::new(), &full).expect("applied"), new);
}

#[test]
fn a_file_that_only_moves_is_not_sent() {
    let old = site(3);
    let new: Files = old.iter().map(|(path, bytes)| (format!("b/{path}"), bytes.clone())).collect();
    let parts = packed(&old, &new);
    assert_eq!(applied(&old, &parts).expect("applied"), new);
    assert_eq!(Pack::open(Cursor::new(&parts[0])).expect("a pack").groups(), 0);
}

/// A new text stands in its page and in the feeds of two editions; squeezed apart it would be sent three times.
#[test]
fn what_is_new_in_many_files_is_sent_about_once() {
    let words = |seed: u32| -> String {
        let mut state = seed;
        let mut letter = |_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            char::from(b'0' + (state % 64) as u8)
        };
        (0..9_000).map(&mut letter).collect()
    };
    // Between the feeds of the two editions stands more than a group holds, and all of it changes a little.
    let bulk = |edition: &'static str| {
        (1..60).map(move |n| (format!("{edition}/m/x{n:02}/index.html"), edition.to_owned() + &words(n).repeat(4)))
    };
    let tree = |article: &str, note: &str| -> Files {
        let feed = |edition: &str| (format!("{edition}/feed.json"), format!("{{{edition}{article}}}"));
        let files = ["elderly", "farmers"].into_iter().flat_map(|edition| bulk(edition).chain([feed(edition)]));
        files.map(|(path, text)| (path, format!("{text}{note}").into_bytes())).collect()
    };
    let sent = |old: &Files, new: &Files| packed(old, new).iter().map(Vec::len).sum::<usize>();
    let (old, text) = (tree("", ""), words(77_777));
    let without = sent(&old, &tree("", "!"));
    let once = sent(&Files::new(), &[("a.txt".to_owned(), text.clone().into_bytes())].into());
    let mut new = tree(&text, "!");
    new.insert("elderly/a/new/index.html".into(), text.into_bytes());
    let cost = sent(&old, &new) - without;
    assert!(once > 6_000 && cost < once + once / 3, "{cost}, once {once}");
    assert_eq!(applied(&old, &packed(&old, &new)).expect("applied"), new);
}

#[test]
fn large_packs_come_in_parts_and_larger_files_not_at_all() {
    let noise = |seed: u32, n: usize| -> Vec<u8> {
        (0..n as u32 / 4).flat_map(|at| (at ^ seed).wrapping_mul(2_654_435_761).to_le_bytes()).collect()
    };
    let mut new: Files = (0..6).map(|n| (format!("m/{n}.mp3"), noise(n, 15 << 20))).collect();
    let parts = packed(&Files::new(), &new);
    assert!(parts.len() > 1 && parts.iter().all(|part| part.len() < 65 << 20));
    assert_eq!(applied(&Files::new(), &parts).expect("applied"), new);
    new.insert("m/long.mp3".into(), noise(9, 17 << 20));
    let with = packed(&Files::new(), &new);
    assert!(with.iter().map(Vec::len).sum::<usize>() < parts.iter().map(Vec::len).sum::<usize>() + 1000);
}

#[test]
fn damage_anywhere_is_noticed_and_nothing_false_is_handed_over() {
    let (old, mut new) = (site(8), site(9));
    new.insert("a/x0001/index.html".into(), page(1, "新"));
    let whole = packed(&old, &new).remove(0);
    for at in 0..whole.len() {
        let mut broken = whole.clone();
        broken[at] ^= 0x20;
        match applied(&old, &[broken]) {
            Err(_) => {}
            Ok(files) => panic!("byte {at} of {}: {} files", whole.len(), files.len()),
        }
    }
    for cut in 0..whole.len() {
        assert!(applied(&old, &[whole[..cut].to_vec()]).is_err());
    }
    let mut damaged = old.clone();
    damaged.insert("a/x0001/index.html".into(), page(1, "坏"));
    assert!(applied(&damaged, &[whole]).is_err(), "a kiosk whose old files are others cannot use it");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_two_trees(old in tree(), new in tree()) {
        prop_assert_eq!(applied(&old, &packed(&old, &new)).expect("applied"), new);
    }

    #[test]
    fn whatever_comes_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400), head in any::<bool>()) {
        let mut bytes = bytes;
        if head { bytes.splice(0..0, *b"KPD1\x02\0\0\0"); }
        if let Ok(mut pack) = Pack::open(Cursor::new(bytes)) {
            let _ = pack.manifest("");
            let empty = Manifest::default();
            let _ = pack.files(0, (&empty, &empty), &mut |_| Ok(Vec::new()), &mut |_, _| Ok(()));
        }
    }
}

fn tree() -> impl Strategy<Value = Files> {
    proptest::collection::btree_map(
        "[a-c]{1,2}/[a-c]\\.(html|jpg|js)",
        proptest::collection::vec(0_u8..4, 0..300),
        0..12,
    )
}
