//! The kiosk's store on a real disk; what a simulated one proves of it stands in `src/kiosk/tests/`.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use kepu::bundle::manifest::{Manifest, ManifestEntry};
use kepu::host::kiosk_disk::KioskDisk;
use kepu::kiosk::{Lookup, Put, Store, StoreFault, Trust};
use kepu::model::path::SitePath;
use kepu::model::units::Sha256;
use kepu::seal::ed25519::{SecretKey, new_pair};
use kepu::tuf::metadata::{Key, Role, Root};
use kepu::tuf::sign;

fn root() -> Vec<u8> {
    let key = SecretKey::from_openssh(&new_pair(&[9; 32], "test").expect("a pair").0).expect("a key");
    let public = Key::new(&key.public());
    let role = Role { keyids: vec![public.id()], threshold: 1 };
    let root = Root {
        version: 1,
        expires: "2036-01-01T00:00:00Z".parse().expect("a time"),
        consistent_snapshot: true,
        keys: [(public.id(), public)].into(),
        roles: ["root", "targets", "snapshot", "timestamp"].map(|name| (name.to_owned(), role.clone())).into(),
        further: std::collections::BTreeMap::new(),
    };
    sign::file(&root, &[&key]).expect("whole numbers")
}

fn store(folder: &Path) -> Result<Store, StoreFault> {
    Store::open(Arc::new(KioskDisk::new(folder.to_owned()).expect("a folder")))
}

fn night(folder: &Path, serial: u64, files: &[(&str, &str)]) -> Store {
    let entry = |(path, text): &(&str, &str)| ManifestEntry {
        sum: Sha256::of(text.as_bytes()),
        size: text.len() as u64,
        path: SitePath::new(path).expect("a clean path"),
    };
    let manifest = Manifest::new(files.iter().map(entry).collect()).expect("clean paths");
    let mut store = store(folder).expect("a store");
    store.recover().expect("mended");
    store.add_release(serial, b"{}", &manifest.text()).expect("added");
    for line in store.missing(serial, &manifest) {
        let text = files.iter().find(|(path, _)| *path == line.path.as_str()).expect("a file").1;
        store.put(&line.sum, text.as_bytes()).expect("put");
    }
    let trust = Trust { serial, ..store.trust().clone() };
    store.switch(serial, &Sha256::of(manifest.text().as_bytes()), trust).expect("switched");
    store.gc().expect("swept");
    store
}

fn page(store: &Store, path: &str) -> Option<ManifestEntry> {
    if let Lookup::Found(line) = store.lookup(path) { Some(line) } else { None }
}

#[test]
fn three_nights_on_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().join("store");
    assert!(matches!(store(&folder), Err(StoreFault::NoStore)));
    Store::create(Arc::new(KioskDisk::new(folder.clone()).expect("a folder")), &root(), "village").expect("enrolled");
    for serial in 1..=3 {
        let home = format!("home {serial}");
        night(&folder, serial, &[("index.html", &home), ("a/x1/index.html", "same")]);
    }
    let store = store(&folder).expect("a store");
    assert_eq!(store.current().map(|current| current.serial), Some(3));
    assert_eq!(store.releases().expect("readable").len(), 2);
    assert_eq!(store.damaged(3).expect("kept"), []);
    let home = page(&store, "index.html").expect("a page");
    assert_eq!(store.object_checked(&home).expect("whole"), b"home 3");
    let mut releases: Vec<_> =
        fs::read_dir(folder.join("rel")).expect("a folder").map(|at| at.expect("one").file_name()).collect();
    releases.sort();
    assert_eq!(releases, ["2", "3"]);
    assert_eq!(fs::read_dir(folder.join("tmp")).expect("a folder").count(), 0);
    assert_eq!(fs::read(folder.join("slot.0")).expect("a record"), fs::read(folder.join("slot.1")).expect("a record"));
}

/// Source: `design/kiosk.md` §9, fault 17.
#[cfg(unix)]
#[test]
fn a_link_in_the_store_is_damage_and_is_put_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let (outside, folder) = (folder.path().join("outside"), folder.path().join("store"));
    Store::create(Arc::new(KioskDisk::new(folder.clone()).expect("a folder")), &root(), "village").expect("enrolled");
    let store = night(&folder, 1, &[("index.html", "home")]);
    let line = page(&store, "index.html").expect("a page");
    let hex = line.sum.hex();
    let object = folder.join("objects").join(&hex[..2]).join(&hex);
    fs::rename(&object, &outside).expect("moved");
    std::os::unix::fs::symlink(&outside, &object).expect("linked");
    assert!(store.object(&line).is_err(), "even where it leads to the right bytes");
    assert_eq!(store.damaged(1).expect("kept"), std::slice::from_ref(&line));
    assert_eq!(store.put(&line.sum, b"home").expect("put"), Put::Written);
    assert!(object.symlink_metadata().expect("there").is_file());
    assert_eq!(fs::read(&outside).expect("untouched"), b"home");
}

/// Whoever only looks must not mend: another run may be about to move what looks left behind into its place.
#[test]
fn looking_at_a_store_clears_nothing_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let (at, store) = (folder.path(), folder.path().join("store"));
    fs::write(at.join("root.json"), root()).expect("written");
    let kepu = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_kepu"));
        command.current_dir(at).arg("kiosk").args(args).args(["--store", "store"]);
        crate::support::ran(command.output().expect("it runs"))
    };
    let enrolled = kepu(&["enrol", "root.json", "--channel", "village", "--id", "e-1", "--source", "none"]);
    assert_eq!(enrolled.code, 0, "{}", enrolled.stderr);
    night(&store, 1, &[("index.html", "home")]);
    fs::write(store.join("tmp/half"), "half").expect("written");
    for look in [&["status"][..], &["verify"], &["export-tree", "out"]] {
        let ran = kepu(look);
        assert!(ran.code <= 1, "{look:?}: {}", ran.stderr);
        assert!(store.join("tmp/half").exists(), "{look:?}");
    }
    let lock = fs::File::create(store.join("lock")).expect("made");
    lock.lock().expect("held");
    assert_eq!(kepu(&["verify", "--repair"]).code, 13, "another run is at work");
    drop(lock);
    assert_eq!(kepu(&["gc"]).code, 0);
    assert!(!store.join("tmp/half").exists());
}

/// The way of an operator, with the sample: published, enrolled, pulled, looked at, gone back.
#[test]
fn a_channel_of_the_sample_reaches_a_box_and_stays_what_was_published() {
    let site = crate::support::Scratch::new(crate::support::Base::Sample);
    let (first, second) = ("2026-11-24T08:00:00+08:00", "2026-11-25T08:00:00+08:00");
    assert_eq!(site.bundle("school", first).code, 0);
    let root = crate::support::checkout().join("roots/school/1.root.json");
    let root = root.to_str().expect("a path");
    let kiosk = |args: &[&str], now: &str| site.kepu(&[&["kiosk"], args, &["--store", "box", "--now", now]].concat());
    assert_eq!(kiosk(&["pull"], first).code, 50, "nobody enrolled it");
    let enrol = ["enrol", root, "--channel", "school", "--id", "jx-1", "--source", "dist"];
    assert_eq!(kiosk(&enrol, first).code, 0);
    assert_eq!(kiosk(&["status"], first).code, 1, "nothing to show yet");
    assert_eq!(kiosk(&["pull"], first).code, 0);
    assert_eq!(kiosk(&["pull"], first).code, 10, "nothing new");
    assert_eq!(kiosk(&["export-tree", "first"], first).code, 0);
    let archive = fs::File::open(site.path("dist/c/school/bundle.zip")).expect("the archive");
    zip::ZipArchive::new(archive).expect("a plain archive").extract(site.path("plain")).expect("it unpacks");
    let told = site.read("plain/RETRACTED.txt");
    assert!(told.contains("至今没有撤下任何内容") && told == site.read("dist/c/school/RETRACTED.txt"), "{told}");
    fs::remove_file(site.path("plain/RETRACTED.txt")).expect("for those without a deny list");
    assert!(site.files("first") == site.files("plain"), "the box and the plain consumer have the same");
    let page = site.read("themes/base/templates/opening.html");
    site.write("themes/base/templates/opening.html", page.replace("<h1>", "<h1 class=\"t\">"));
    assert_eq!(site.bundle("school", second).code, 0);
    let night = kiosk(&["pull"], second);
    assert!(night.code == 0 && night.stdout.contains("第 2 版：增量"), "{night:?}");
    let cost = night.stdout.split("增量，").nth(1).and_then(|rest| rest.split(' ').next()).expect("KiB");
    assert!(cost.parse::<u32>().expect("a number") < 40, "{night:?}");
    assert_eq!(kiosk(&["verify"], second).code, 0);
    assert_eq!(kiosk(&["rollback"], second).code, 0);
    assert_eq!(kiosk(&["export-tree", "again"], second).code, 0);
    assert!(site.files("again") == site.files("first"));
    let stamp = site.read("dist/c/school/metadata/timestamp.json");
    site.write("dist/c/school/metadata/timestamp.json", stamp.replace("\"version\":2", "\"version\":9"));
    assert_eq!(kiosk(&["pull"], second).code, 30, "not what was signed");
    let day = kiosk(&["status", "--json"], "2026-12-20T08:00:00+08:00");
    assert!(day.code == 1 && day.stdout.contains("\"is_stale\": true"), "{day:?}");
}
