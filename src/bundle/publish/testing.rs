//! A publisher and its folder in memory, for tests of both sides.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, MutexGuard};

use super::*;
use crate::bundle::keep::KeepList;
use crate::model::path::SitePath;
use crate::model::repository::Attic;
use crate::seal::ed25519::{new_pair, public_bytes};
use crate::tuf::sign;

/// A published folder in memory, and the order in which its files came.
#[derive(Default)]
pub(crate) struct Memory {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    order: Mutex<Vec<String>>,
    always: Mutex<Vec<String>>,
    rollout: Mutex<Option<u8>>,
}

impl Memory {
    pub(crate) fn files(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.files.lock().expect("nobody panicked")
    }

    /// From now on releases say that these articles are never left out.
    pub(crate) fn keep_always(&self, ids: &[&str]) {
        *self.always.lock().expect("nobody panicked") = ids.iter().map(|id| (*id).to_owned()).collect();
    }

    /// From now on releases go to so many of a hundred kiosks first.
    pub(crate) fn stage(&self, percent: Option<u8>) {
        *self.rollout.lock().expect("nobody panicked") = percent;
    }

    fn always(&self) -> Vec<String> {
        self.always.lock().expect("nobody panicked").clone()
    }

    /// Articles of a tree; the higher the name, the newer.
    fn newest_first(files: &BTreeMap<String, String>) -> Vec<String> {
        let ids = files.keys().filter_map(|path| crate::bundle::provenance::owner(path));
        let ids: std::collections::BTreeSet<&str> = ids.collect();
        ids.into_iter().rev().map(str::to_owned).collect()
    }

    pub(crate) fn order(&self) -> MutexGuard<'_, Vec<String>> {
        self.order.lock().expect("nobody panicked")
    }
}

impl Repository for Memory {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.files().get(path).cloned())
    }
    fn has(&self, path: &str) -> io::Result<bool> {
        Ok(self.files().contains_key(path))
    }
    fn add(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        if self.has(path)? { Ok(()) } else { self.replace(path, bytes) }
    }
    fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.order().push(path.to_owned());
        self.files().insert(path.to_owned(), bytes.to_vec());
        Ok(())
    }
}

impl Attic for Memory {
    fn list(&self, folder: &str) -> io::Result<Vec<(String, u64)>> {
        let is_below = |path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let files = self.files();
        let below = files.iter().filter(|(path, _)| is_below(path));
        Ok(below.map(|(path, bytes)| (path.clone(), bytes.len() as u64)).collect())
    }
    fn remove(&self, path: &str) -> io::Result<()> {
        self.files().remove(path);
        Ok(())
    }
}

pub(crate) fn key(n: u8) -> SecretKey {
    SecretKey::from_openssh(&new_pair(&[n; 32], "test").expect("a pair").0).expect("a key")
}

pub(crate) fn public(n: u8) -> [u8; 32] {
    public_bytes(&new_pair(&[n; 32], "test").expect("a pair").1).expect("a line")
}

pub(crate) fn day(n: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + n * 86_400).expect("a time")
}

/// Root keys 1 to 3; 11 signs emergencies, 12 drills.
pub(crate) fn root_of(version: u64, targets: u8, online: u8, now: Timestamp) -> crate::tuf::metadata::Root {
    let holders = KeyHolders {
        roots: &[public(1), public(2), public(3)],
        threshold: 2,
        targets: &[public(targets)],
        online: &public(online),
        further: &[("emergency", vec![public(11)], 1), ("drill", vec![public(12)], 1)],
    };
    root(version, &holders, now)
}

/// The same, and two keys that sign the roster together: such a root lets nothing be shown that nobody approved.
pub(crate) fn root_with_roster(version: u64, now: Timestamp) -> crate::tuf::metadata::Root {
    let holders = KeyHolders {
        roots: &[public(1), public(2), public(3)],
        threshold: 2,
        targets: &[public(4)],
        online: &public(5),
        further: &[("roster", vec![public(13), public(14)], 2)],
    };
    root(version, &holders, now)
}

pub(crate) fn first_root() -> Vec<u8> {
    sign::file(&root_of(1, 4, 5, day(0)), &[&key(1), &key(3)]).expect("whole")
}

/// Publishes a tree, as the program does with a site.
pub(crate) fn night(files: &BTreeMap<String, String>, at: i64, memory: &Memory) -> Result<Published, PublishFault> {
    night_with(files, at, memory, &[first_root()], Keys { targets: key(4), online: key(5) })
}

/// The same, calling articles back.
pub(crate) fn night_without(
    files: &BTreeMap<String, String>,
    at: i64,
    memory: &Memory,
    entries: &[DenyEntry],
) -> Result<Published, PublishFault> {
    any_night(files, at, memory, (&[first_root()], Keys { targets: key(4), online: key(5) }, entries))
}

/// The same with other roots and keys.
pub(crate) fn night_with(
    files: &BTreeMap<String, String>,
    at: i64,
    memory: &Memory,
    roots: &[Vec<u8>],
    keys: Keys,
) -> Result<Published, PublishFault> {
    any_night(files, at, memory, (roots, keys, &[]))
}

fn any_night(
    files: &BTreeMap<String, String>,
    at: i64,
    memory: &Memory,
    (roots, keys, called): (&[Vec<u8>], Keys, &[DenyEntry]),
) -> Result<Published, PublishFault> {
    let label = Label { project: "p".into(), channel: "village".into(), title: "村".into() };
    let night = Night { label: &label, roots, keys: &keys, ladder: &[1, 7, 28], now: day(at) };
    let (root, past) = opened(&night, memory)?;
    let mut entries = Vec::new();
    for (path, text) in files {
        let (bytes, path) = (text.as_bytes(), SitePath::new(path).expect("a clean path"));
        let sum = Sha256::of(bytes);
        let is_squeezed = !place::is_dense(path.as_str());
        let wire = if is_squeezed { squeeze(bytes, &[]).expect("squeezed") } else { bytes.to_vec() };
        memory.add(&place::object(&sum, is_squeezed), &wire).expect("memory");
        entries.push(ManifestEntry { sum, size: bytes.len() as u64, path });
    }
    let guide = Guide {
        keep: KeepList::new(memory.always(), Memory::newest_first(files)),
        rollout: *memory.rollout.lock().expect("nobody panicked"),
        window: None,
    };
    settled((Manifest::new(entries)?, called, &guide), &night, (&root, &past), memory)
}

/// Pages, the first `changed` of them with new words.
pub(crate) fn site(n: usize, changed: usize) -> BTreeMap<String, String> {
    let page = |at: usize| {
        let words = if at < changed { "新" } else { "旧" };
        (0..200).map(|line| format!("<p>{words} 第{at}篇第{line}行，看天打药。</p>\n")).collect::<String>()
    };
    (0..n).map(|at| (format!("farmers/a/x{at:03}/index.html"), page(at))).collect()
}
