//! Three nights of a small channel, and the update from the second to the third.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use crate::bundle::deny::DenyEntry;
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::kiosk::simulated::{Simulated, Tree};
use crate::kiosk::{Lookup, Store, StoreFault, Trust};
use crate::model::path::SitePath;
use crate::model::units::Sha256;
use crate::tuf::trust::Highest;

pub(super) const CHANNEL: &str = "farmers-yn";
pub(super) const BEFORE: u64 = 410;
pub(super) const OLD: u64 = 411;
pub(super) const NEW: u64 = 412;
/// Retracted with [`NEW`], where a notice stands in its place.
pub(super) const RETRACTED: &str = "a/x2/index.html";
pub(super) const PART: &str = "ab12-cd34.kpd";

/// What a run has been told is done.
pub(super) const TRUSTED: u32 = 1;
pub(super) const RETRACTS: u32 = 2;
pub(super) const SWITCHED: u32 = 3;
pub(super) const SWEPT: u32 = 4;
/// Before any night.
pub(super) const ENROLLED: u32 = 9;

/// What belongs to each night, made once.
static NIGHTS: LazyLock<BTreeMap<u64, (Files, Manifest)>> = LazyLock::new(|| {
    [BEFORE, OLD, NEW].into_iter().map(|serial| (serial, (make(serial), lines(&make(serial))))).collect()
});

type Files = Vec<(String, Vec<u8>)>;

pub(super) fn files(serial: u64) -> &'static Files {
    &NIGHTS[&serial].0
}

pub(super) fn manifest(serial: u64) -> &'static Manifest {
    &NIGHTS[&serial].1
}

/// A dozen files: most stay, two change each night, one comes and one goes.
fn make(serial: u64) -> Files {
    let page = |n: u64, since: u64| (format!("a/x{n}/index.html"), format!("page {n} of {since}").into_bytes());
    let mut files: Vec<_> = (1..=7).map(|n| page(n, BEFORE)).collect();
    files.push(page(serial, serial));
    files.push(("index.html".into(), format!("home {serial}").into_bytes()));
    files.push(("feed.xml".into(), format!("feed {serial}").into_bytes()));
    // The same bytes under two names.
    files.push(("logo.svg".into(), b"<svg/>".to_vec()));
    files.push(("icon.svg".into(), b"<svg/>".to_vec()));
    if serial >= NEW {
        files[1].1 = b"retracted".to_vec();
    }
    files
}

fn lines(files: &Files) -> Manifest {
    let entry = |(path, bytes): &(String, Vec<u8>)| ManifestEntry {
        sum: Sha256::of(bytes),
        size: bytes.len() as u64,
        path: SitePath::new(path).expect("a clean path"),
    };
    Manifest::new(files.iter().map(entry).collect()).expect("clean paths")
}

pub(super) fn manifest_sum(serial: u64) -> Sha256 {
    Sha256::of(manifest(serial).text().as_bytes())
}

pub(super) fn release(serial: u64) -> Vec<u8> {
    format!(r#"{{"channel":"{CHANNEL}","serial":{serial}}}"#).into_bytes()
}

/// The deny list that belongs to [`NEW`].
pub(super) fn deny() -> String {
    let entry = DenyEntry {
        serial: NEW,
        date: jiff::civil::Date::constant(2026, 11, 24),
        article: "x2".into(),
        reason: "剂量有误".into(),
        replaced_by: None,
        version: None,
        paths: vec![SitePath::new(RETRACTED).expect("a clean path")],
        objects: vec![manifest(OLD).find(RETRACTED).expect("a line").sum],
    };
    entry.line()
}

pub(super) fn raised(trust: &Trust, serial: u64) -> Trust {
    let highest = Highest { timestamp: serial * 1000, snapshot: serial, targets: serial };
    let floor = jiff::Timestamp::from_second(1_790_000_000 + i64::try_from(serial).expect("small")).expect("a time");
    Trust { highest, floor, serial, ..trust.clone() }
}

/// One night as a client goes through it.
pub(super) fn update(disk: &Arc<Simulated>, serial: u64) -> Result<Store, StoreFault> {
    let mut store = Store::open(disk.clone())?;
    store.recover()?;
    if serial >= NEW {
        store.raise_trust(raised(store.trust(), serial))?;
        disk.reach(TRUSTED);
        store.set_deny(&deny())?;
        disk.reach(RETRACTS);
    }
    let manifest = manifest(serial);
    store.add_release(serial, &release(serial), &manifest.text())?;
    store.part_drop(PART)?;
    store.part_append(PART, b"first half, ")?;
    store.part_append(PART, b"second half")?;
    for line in store.missing(serial, manifest) {
        let (_, bytes) = files(serial).iter().find(|(path, _)| *path == line.path.as_str()).expect("a file");
        store.put(&line.sum, bytes)?;
    }
    // Some clients believe as soon as they can, some with the switch.
    store.switch(serial, &manifest_sum(serial), raised(store.trust(), serial))?;
    disk.reach(SWITCHED);
    store.part_drop(PART)?;
    store.gc()?;
    disk.reach(SWEPT);
    Ok(store)
}

/// A kiosk on its third day: it shows [`OLD`] and keeps [`BEFORE`].
pub(super) fn kiosk() -> Tree {
    let disk = Simulated::of(Tree::default());
    Store::create(disk.clone(), &super::root(1), CHANNEL).expect("enrolled");
    update(&disk, BEFORE).expect("the first night");
    update(&disk, OLD).expect("the second night");
    disk.tree()
}

/// The release that is shown is whole and nothing of another one; what was retracted is not shown.
pub(super) fn assert_whole(store: &Store) -> u64 {
    let shown = store.current().expect("a release is shown");
    assert_eq!(shown.manifest, manifest_sum(shown.serial), "its own manifest");
    for (path, bytes) in files(shown.serial) {
        let line = match store.lookup(path) {
            Lookup::Found(line) => line,
            Lookup::Denied { notice: Some(line), .. } if shown.serial >= NEW => line,
            Lookup::Denied { notice: None, .. } if shown.serial < NEW && path == RETRACTED => continue,
            other => panic!("{path} of {}: {other:?}", shown.serial),
        };
        assert!(
            path != RETRACTED || store.deny().path(RETRACTED).is_none() || shown.serial >= NEW,
            "{path} was retracted"
        );
        assert_eq!(store.object_checked(&line).expect("an object"), *bytes, "{path}");
    }
    shown.serial
}
