//! A small channel for tests of what a kiosk answers.

use std::sync::Arc;

use jiff::Timestamp;

use crate::bundle::deny::DenyEntry;
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::kiosk::simulated::{Simulated, Tree};
use crate::kiosk::tests::root;
use crate::kiosk::{Store, Trust};
use crate::model::disk::Disk;
use crate::model::path::SitePath;
use crate::model::units::Sha256;

/// Signed at noon in China.
pub(crate) const SIGNED: &str = "2026-11-24T04:00:00Z";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub(crate) fn empty() -> (Arc<dyn Disk>, Store) {
    let disk: Arc<dyn Disk> = Simulated::of(Tree::default());
    let store = Store::create(disk.clone(), &root(1), "village").expect("enrolled");
    (disk, store)
}

fn feed(edition: &str, items: &[(&str, &str, &str)]) -> (String, Vec<u8>) {
    let item = |(id, day, topic): &(&str, &str, &str)| {
        serde_json::json!({
            "title": format!("题{id}"), "date_published": format!("2026-{day}T00:00:00Z"),
            "_kepu": {"article": id, "topics": [topic], "more": 1},
        })
    };
    let items: Vec<_> = items.iter().map(item).collect();
    (format!("{edition}/feed.json"), serde_json::json!({"version": "1.1", "items": items}).to_string().into_bytes())
}

pub(crate) fn files(serial: u64) -> Vec<(String, Vec<u8>)> {
    let page = |path: &str| (path.to_owned(), format!("<p>{path} {serial}").into_bytes());
    let provenance = |id: &str, until: &str| {
        (format!("provenance/{id}.json"), format!(r#"{{"version":1,"valid_until":"{until}"}}"#).into_bytes())
    };
    let calendar = concat!(
        r#"<li data-kp-from="2026-11-22" data-kp-until="2026-12-06"><a href="../a/old/index.html">旧</a></li>"#,
        r#"<li data-kp-from="2026-11-24" data-kp-until="2026-11-24"><a href="../a/day/index.html">日</a></li>"#,
        r#"<li data-kp-from="2026-12-04" data-kp-until="2026-12-04"><a href="../a/new/index.html">新</a></li>"#,
        r#"</section><a href="../a/food/index.html">别处</a>"#,
    );
    let mut files = vec![
        page("index.html"),
        page("farmers/index.html"),
        page("farmers/查/index.html"),
        ("assets/base.css".into(), b"p{}".to_vec()),
        ("media/odd name.svg".into(), b"<svg/>".to_vec()),
        ("odd.bin".into(), b"?".to_vec()),
        ("farmers/calendar/index.html".into(), calendar.as_bytes().to_vec()),
        feed(
            "farmers",
            &[
                ("new", "11-20", "health.chronic"),
                ("food", "10-01", "food"),
                ("old", "02-01", "health"),
                ("day", "01-01", "energy"),
                ("gone", "11-22", "food"),
                ("short", "11-23", "food"),
            ],
        ),
        feed("elderly", &[("new", "11-20", "health"), ("slow", "03-01", "healthy")]),
        provenance("short", "2026-11-26T03:00:00Z"),
        provenance("new", "2029-01-01T00:00:00Z"),
        ("provenance/food.json".into(), b"not JSON".to_vec()),
    ];
    for id in ["new", "food", "old", "day", "gone", "short"] {
        files.push(page(&format!("farmers/a/{id}/index.html")));
    }
    files.push(page("elderly/a/new/index.html"));
    files.push(page("elderly/a/slow/index.html"));
    files
}

/// Shows release `serial` of [`files`].
pub(crate) fn show(store: &mut Store, serial: u64, files: &[(String, Vec<u8>)]) {
    let entry = |(path, bytes): &(String, Vec<u8>)| ManifestEntry {
        sum: Sha256::of(bytes),
        size: bytes.len() as u64,
        path: SitePath::new(path).expect("a clean path"),
    };
    let text = Manifest::new(files.iter().map(entry).collect()).expect("clean paths").text();
    let release = format!(r#"{{"channel":"village","serial":{serial}}}"#);
    store.add_release(serial, release.as_bytes(), &text).expect("added");
    for (_, bytes) in files {
        store.put(&Sha256::of(bytes), bytes).expect("put");
    }
    let trust = Trust { floor: at(SIGNED), ..store.trust().clone() };
    store.switch(serial, &Sha256::of(text.as_bytes()), trust).expect("switched");
}

pub(crate) fn shown() -> (Arc<dyn Disk>, Store) {
    let (disk, mut store) = empty();
    show(&mut store, 7, &files(7));
    (disk, store)
}

/// Takes `gone` back, with release 8.
pub(crate) fn retract(store: &mut Store, replaced_by: Option<&str>) {
    let path = SitePath::new("farmers/a/gone/index.html").expect("a clean path");
    let entry = DenyEntry {
        serial: 8,
        date: jiff::civil::Date::constant(2026, 11, 24),
        article: "gone".into(),
        reason: "剂量 <b>有误</b>".into(),
        replaced_by: replaced_by.map(str::to_owned),
        version: None,
        objects: vec![store.manifest().and_then(|manifest| manifest.find(path.as_str())).expect("a line").sum],
        paths: vec![path],
    };
    store.set_deny(&entry.line()).expect("denied");
}

/// Spoils the bytes of a file.
pub(crate) fn spoil(disk: &dyn Disk, store: &Store, path: &str) {
    let line = store.manifest().and_then(|manifest| manifest.find(path)).expect("a line");
    let (hex, size) = (line.sum.hex(), usize::try_from(line.size).expect("small"));
    disk.write(&format!("objects/{}/{hex}", &hex[..2]), &vec![b'x'; size]).expect("written");
}
