//! A build with nothing to do does nothing, and every reason to do something is seen.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::support::{Base, Ran, Scratch, checkout, copy_tree};

const NOW: &str = "2026-11-24T08:00:00+08:00";
/// The same day, so nothing that pages show is another.
const LATER: &str = "2026-11-24T09:30:00+08:00";
const NEXT_DAY: &str = "2026-11-25T00:00:01+08:00";

/// Why a build must run again, and how that comes about.
type Way = (&'static str, fn(&Scratch));

fn site() -> Scratch {
    let site = Scratch::new(Base::Settings);
    for (folder, id) in [("health", "heatstroke-outdoor"), ("agriculture", "camellia-oil")] {
        let path = format!("content/{folder}/{id}");
        copy_tree(&checkout().join(&path), &site.path(&path));
        let records = format!("records/jx-{id}");
        if checkout().join(&records).is_dir() {
            copy_tree(&checkout().join(&records), &site.path(&records));
        }
    }
    // One edition is made as all are; the channels of the sample want others.
    let settings: String = site
        .read("site.yaml")
        .lines()
        .filter(|line| !line.contains("audiences: ["))
        .map(|line| format!("{line}\n"))
        .collect();
    site.write("site.yaml", settings.replace("channels:\n", "") + "audiences: [public]\n");
    site
}

fn build(site: &Scratch, now: &str) -> Ran {
    let ran = site.kepu(&["build", "--now", now]);
    assert!(ran.code == 0 || ran.code == 1, "{ran:?}");
    ran
}

/// The record that only a build that really ran writes.
fn whole(site: &Scratch) -> PathBuf {
    record(site, "-whole.json").expect("a record of the whole build")
}

fn record(site: &Scratch, end: &str) -> Option<PathBuf> {
    let found = fs::read_dir(site.path(".kepu/built")).expect("records");
    found.map(|entry| entry.expect("an entry").path()).find(|path| path.to_string_lossy().ends_with(end))
}

/// Builds until the files are old enough to be trusted, and says what the last build said.
fn settle(site: &Scratch) -> Ran {
    build(site, NOW);
    std::thread::sleep(Duration::from_millis(2_200));
    build(site, NOW)
}

/// Whether a build took the way that looks and does nothing.
fn rests(site: &Scratch, now: &str) -> (bool, Ran) {
    let files = record(site, "-files.json").expect("a record of files");
    fs::remove_file(&files).expect("removed");
    let ran = build(site, now);
    let rested = !files.exists();
    if rested {
        fs::write(&files, "damaged").expect("put back");
    }
    (rested, ran)
}

fn times(site: &Scratch) -> BTreeMap<String, std::time::SystemTime> {
    let files = site.files("public").into_keys();
    let time = |name: &String| fs::metadata(site.path("public").join(name)).expect("there").modified().expect("a time");
    files.map(|name| (name.clone(), time(&name))).collect()
}

#[test]
fn a_build_with_nothing_to_do_looks_and_says_the_same() {
    let site = site();
    let told = settle(&site);
    let (before, times_before) = (site.files("public"), times(&site));
    let (rested, ran) = rests(&site, NOW);
    assert!(rested, "{ran:?}");
    assert_eq!((ran.code, &ran.stdout), (told.code, &told.stdout));
    let (rested, ran) = rests(&site, LATER);
    assert!(rested, "an hour changes nothing: {ran:?}");
    assert_eq!((site.files("public"), times(&site)), (before, times_before));
}

#[test]
fn every_reason_to_build_again_is_seen() {
    let site = site();
    settle(&site);
    let clean = site.files("public");
    let (rested, ran) = rests(&site, NEXT_DAY);
    assert!(!rested, "the calendar is another: {ran:?}");
    let ways: [Way; 5] = [
        ("a text", |site| {
            let path = "content/health/heatstroke-outdoor/index.md";
            site.write(path, site.read(path) + "\n又一句。\n");
        }),
        ("a record less", |site| fs::remove_dir_all(site.path("records")).expect("removed")),
        ("an output file changed by hand", |site| site.write("public/index.html", "mine")),
        ("an output file lost", |site| fs::remove_file(site.path("public/index.html")).expect("removed")),
        ("a damaged record", |site| fs::write(whole(site), "damaged").expect("written")),
    ];
    for (name, change) in ways {
        let site = self::site();
        settle(&site);
        assert_eq!(site.files("public"), clean, "{name}");
        change(&site);
        let (rested, ran) = rests(&site, NOW);
        assert!(!rested, "{name}: {ran:?}");
        let after = site.files("public");
        fs::remove_dir_all(site.path(".kepu")).expect("removed");
        fs::remove_dir_all(site.path("public")).expect("removed");
        build(&site, NOW);
        assert!(site.files("public") == after, "{name}: not what a build from nothing makes");
    }
    let foreign = self::site();
    settle(&foreign);
    foreign.write("public/mine.txt", "nobody's business");
    let ran = foreign.kepu(&["build", "--now", NOW]);
    assert_ne!(ran.code, 0, "a foreign file is refused: {ran:?}");
    assert!(foreign.path("public/mine.txt").exists());
}

#[test]
fn a_damaged_record_is_told_and_costs_nothing_but_time() {
    let site = site();
    build(&site, NOW);
    // A build that rests does not look at the record of files.
    let whole_build = || record(&site, "-whole.json").map(|path| fs::remove_file(path).expect("removed"));
    whole_build();
    let before = site.files("public");
    let files = record(&site, "-files.json").expect("a record of files");
    let whole = fs::read(&files).expect("there");
    for damaged in [&whole[..whole.len() / 2], b"", b"{}"] {
        fs::write(&files, damaged).expect("written");
        let ran = build(&site, NOW);
        whole_build();
        assert!(ran.stderr.contains("上次生成的记录读不出来"), "{ran:?}");
        assert!(site.files("public") == before);
    }
}
