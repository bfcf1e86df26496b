//! The response ledger against a log of what really happened: commits, records, signed files, a real screen.

use std::fs;
use std::process::Command;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::emergency::{BEFORE, CITRUS, COLD, Screen, enrol, send, site};
use crate::kiosk_report::Ear;
use crate::support::{Ran, Scratch, checkout};

const EVENT: &str = "2026-11-demo-coldwave";
const BOX: &str = "jx-360733-0001";
/// When the event log says that things happened.
const OPENED: &str = "2026-11-16T08:00:00+08:00";
const DRAFTED: &str = "2026-11-17T09:30:00+08:00";
const FAST: &str = "2026-11-17T12:00:00+08:00";
const REVIEWED: &str = "2026-11-21T09:02:00+08:00";
const CLOSED: &str = "2026-11-24T08:30:00+08:00";
const CLEARED: &str = "2026-11-24T08:31:00+08:00";
const LATER: &str = "2026-11-24T12:00:00+08:00";

fn git(site: &Scratch, at: &str, args: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(site.root()).args(["-c", "user.name=ed", "-c", "user.email=ed@kepu.example.org"]).args(args);
    git.env("GIT_AUTHOR_DATE", at).env("GIT_COMMITTER_DATE", LATER);
    git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    assert!(git.status().expect("git").success(), "{args:?}");
}

fn commit(site: &Scratch, at: &str) {
    git(site, at, &["add", "content", "emergencies.yaml", "reviewers.yaml", "site.yaml"]);
    git(site, at, &["commit", "-q", "--allow-empty", "-m", "text"]);
}

fn ledger(site: &Scratch, more: &[&str]) -> Ran {
    let ran = site.kepu(&[&["fleet", "ledger", "--now", LATER], more].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    ran
}

fn read(site: &Scratch, more: &[&str]) -> Value {
    serde_json::from_str(&ledger(site, &[more, &["--format", "json"]].concat()).stdout).expect("JSON")
}

fn notice<'a>(event: &'a Value, article: &str) -> &'a Value {
    let notices = event["notices"].as_array().expect("a list");
    notices.iter().find(|notice| notice["article"] == article).unwrap_or_else(|| panic!("no {article} in {event}"))
}

fn seconds(from: &str, to: &str) -> i64 {
    let at = |text: &str| text.parse::<Timestamp>().unwrap_or_else(|error| panic!("{text}: {error}")).as_second();
    at(to) - at(from)
}

fn close(site: &Scratch) {
    let register = site.read("emergencies.yaml");
    let one = format!("opened: {OPENED}");
    assert!(register.contains(&one));
    site.write("emergencies.yaml", register.replace(&one, &format!("{one}, closed: {CLOSED}")));
}

#[test]
fn every_length_is_that_of_the_event_log() {
    let site = site();
    fs::copy(checkout().join("stations.yaml"), site.path("stations.yaml")).expect("the register");
    git(&site, DRAFTED, &["init", "-q", "-b", "main"]);
    commit(&site, DRAFTED);
    commit(&site, "2026-11-22T08:00:00+08:00");
    send(&site, BEFORE);
    send(&site, "2026-11-24T08:00:30+08:00");
    enrol(&site, BOX, Some("360733"));
    {
        let screen = Screen::new(&site, BOX, "2026-11-24T08:01:00+08:00");
        screen.until("shown", |told| !told.is_null());
        for _ in 0..100 {
            if site.path(BOX).join("status.json").exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    let file: Value = serde_json::from_str(&site.read("dist/emergency.json")).expect("JSON");
    let number = file["signed"]["version"].as_u64().expect("a number");
    // What the box wrote down for itself is the log of its screen.
    let ran = site.kepu(&["kiosk", "status", "--json", "--store", BOX, "--now", LATER]);
    let own: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let own = own["emergency"]["shown"].as_array().expect("a list");
    let own = own.iter().find(|one| one["article"] == CITRUS).expect("shown").clone();
    assert_eq!((&own["sequence"], &own["is_sure"], &own["is_drill"]), (&number.into(), &true.into(), &false.into()));
    fs::create_dir_all(site.path("home")).expect("a folder");
    fs::copy(site.path(BOX).join("status.json"), site.path("home/box.json")).expect("left without any pull");
    let (published, second) = (seconds("1970-01-01T00:00:00Z", BEFORE), "2026-11-24T08:01:35+08:00");
    let at = |clock: &str| seconds("1970-01-01T00:00:00Z", clock);
    let log = [
        format!("k=jx-360733-0002&r=10&e={number}&g={CITRUS}:{number}:{}", at(second)),
        // It was repeated later, after the box was enrolled again.
        format!("k=jx-360733-0002&r=10&e={number}&g={CITRUS}:{number}:{}", at(LATER)),
        format!("k=jx-360802-0001&r=10&g={CITRUS}:{number}:{published}~"),
        format!("k=jx-360121-0001&r=10&g={COLD}:{number}:{},{CITRUS}:{number}:{}", at(second), at(second)),
    ];
    let line = |query: &String| {
        format!(
            "10.1.2.3 - - [24/Nov/2026:09:05:00 +0800] \"GET /b.txt?{query} HTTP/1.1\" 404 0 \"-\" \"kepu-kiosk\"\n"
        )
    };
    site.write("access.log", log.iter().map(line).collect::<String>());
    close(&site);
    send(&site, CLEARED);
    let told = read(&site, &["--statuses", "home", "--log", "access.log", "--event", EVENT]);
    let event = &told["events"][0];
    assert_eq!(
        (told["events"].as_array().map(Vec::len), &told["files"]),
        (Some(1), &3.into()),
        "the first of both kinds and the all-clear; heartbeats are no news"
    );
    assert_eq!((&event["opened"], &event["closed"]), (&OPENED.into(), &CLOSED.into()));
    assert_eq!(event["all_clear"]["at"], CLEARED);
    let found = notice(event, CITRUS);
    assert_eq!(found["draft"], json!({"at": DRAFTED, "by": "commit"}), "the author's time of the first commit");
    assert_eq!(found["approved"], json!({"at": FAST, "by": "fast"}));
    assert_eq!((&found["reviewed"], &found["dropped"]["at"]), (&REVIEWED.into(), &CLEARED.into()));
    assert_eq!(found["published"]["at"], BEFORE, "the first file, not the last heartbeat");
    let spans = &found["seconds"];
    assert_eq!(spans["event_to_draft"], seconds(OPENED, DRAFTED));
    assert_eq!(spans["draft_to_approval"], seconds(DRAFTED, FAST));
    assert_eq!(spans["approval_to_publication"], seconds(FAST, BEFORE));
    assert_eq!(spans["event_to_publication"], seconds(OPENED, BEFORE));
    let screen = seconds(BEFORE, own["at"].as_str().expect("a time"));
    assert!((60..120).contains(&screen), "{screen}");
    let (low, high) = (screen.min(95), screen.max(95));
    let spread = json!({"stations": 2, "first": low, "median": low, "p95": high, "last": high});
    assert_eq!(spans["publication_to_screens"], spread, "no wrong clock, no station of another place");
    assert_eq!((&found["addressed"], &found["silent"]), (&4.into(), &json!(["jx-361002-0001"])));
    let shown = |station: &str| {
        let all = found["shown"].as_array().expect("a list");
        let one = all.iter().find(|one| one["station"] == station).expect("a station");
        (one["sure"].clone(), one["addressed"].clone(), one["seconds"].clone())
    };
    assert_eq!(shown(BOX), (true.into(), true.into(), screen.into()));
    assert_eq!(shown("jx-360733-0002"), (true.into(), true.into(), 95.into()), "the first showing");
    assert_eq!(shown("jx-360802-0001"), (false.into(), true.into(), Value::Null), "nobody knows how long it took");
    assert_eq!(shown("jx-360121-0001"), (true.into(), false.into(), 95.into()));
    forms(&site);
}

/// The other forms say the same.
fn forms(site: &Scratch) {
    let heard = ["--statuses", "home", "--log", "access.log"];
    let csv = ledger(site, &[&heard[..], &["--format", "csv"]].concat()).stdout;
    let lines: Vec<&str> = csv.lines().filter(|line| line.contains(CITRUS)).collect();
    assert_eq!(lines.len(), 5, "four that said so and one that did not: {csv}");
    assert!(lines.iter().any(|line| line.ends_with("jx-361002-0001,,,")), "silence is an empty cell: {csv}");
    assert!(lines.iter().any(|line| line.ends_with("jx-360733-0002,2026-11-24T08:01:35+08:00,是,95")), "{csv}");
    let zh = ledger(site, &heard).stdout;
    assert!(zh.contains("应到 4 站，有回执 3 站，没有消息 1 站") && zh.contains("1 站的用时算不出"), "{zh}");
    assert!(zh.contains("成稿 2026-11-17 09:30:00（提交）  事件后 1 天 1 小时"), "{zh}");
    let en = ledger(site, &[&heard[..], &["--lang", "en"]].concat()).stdout;
    assert!(en.contains("3 of 4 stations said so, 1 said nothing"), "{en}");
    assert!(!en.chars().any(|c| ('\u{3001}'..='\u{3002}').contains(&c)), "{en}");
    let ran = site.kepu(&[&["fleet", "report", "--now", LATER], &heard[..]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let page = site.read("fleet/index.html");
    assert!(page.contains("<h2 id=\"ledger\">应急响应</h2>") && page.contains("有回执 3 站"), "{page}");
    assert_eq!(site.read("fleet/ledger.csv"), csv);
    let json: Value = serde_json::from_str(&site.read("fleet/ledger.json")).expect("JSON");
    assert_eq!(json, read(site, &heard));
}

#[test]
fn what_nothing_tells_is_unknown_and_never_zero() {
    let site = site();
    let told = read(&site, &["--event", EVENT]);
    let found = notice(&told["events"][0], CITRUS);
    // Without git the first record is all that tells of the draft.
    assert_eq!(found["draft"], json!({"at": "2026-11-17T10:00:00+08:00", "by": "record"}));
    assert_eq!((&found["published"], &found["dropped"], &found["addressed"]), (&Value::Null, &Value::Null, &0.into()));
    let spans = &found["seconds"];
    assert_eq!((&spans["approval_to_publication"], &spans["event_to_publication"]), (&Value::Null, &Value::Null));
    assert_eq!(spans["publication_to_screens"], Value::Null);
    let text = ledger(&site, &[]).stdout;
    assert!(text.contains("发布 未知\n") && text.contains("应到 0 站，有回执 0 站"), "{text}");
    // A file that lay there before anything was kept tells that it was published, and not when.
    send(&site, BEFORE);
    for path in crate::support::list(&site.path("dist/e")) {
        fs::remove_file(path).expect("gone");
    }
    send(&site, LATER);
    assert_eq!(notice(&read(&site, &[])["events"][0], CITRUS)["published"], Value::Null);
    // Nor does one that somebody put there.
    site.write("dist/e/1.emergency.json", site.read("dist/drill.json"));
    let told = read(&site, &[]);
    assert_eq!((&told["files"], &told["refused_files"]), (&0.into(), &1.into()));
    let ran = site.kepu(&["fleet", "ledger", "--event", "none", "--now", LATER]);
    assert!(ran.code == 2 && ran.stderr.contains("没有这个应急事件：none"), "{ran:?}");
}

#[test]
fn a_first_showing_is_told_at_once_and_not_again() {
    let (site, ear) = (site(), Ear::new("200 OK"));
    send(&site, BEFORE);
    let (put, beacon) = (format!("{}/put", ear.address), format!("{}/b.txt", ear.address));
    let words = ["kiosk", "enrol", "1.root.json", "--channel", "village", "--id", BOX, "--store", BOX];
    let further = ["--source", "dist", "--region", "360733", "--status-put", &put, "--beacon", &beacon];
    let ran = site.kepu(&[&words[..], &further].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let puts = || ear.heard().into_iter().filter(|(line, _)| line.starts_with("PUT ")).collect::<Vec<_>>();
    let screen = Screen::new(&site, BOX, BEFORE);
    screen.until("shown", |told| !told.is_null());
    for _ in 0..100 {
        if !puts().is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    std::thread::sleep(Duration::from_secs(3));
    let heard = puts();
    assert_eq!(heard.len(), 1, "{heard:?}");
    let told: Value = serde_json::from_str(&heard[0].1).expect("JSON");
    let shown = told["emergency"]["shown"].as_array().expect("a list");
    assert!(shown.len() == 3 && shown.iter().any(|one| one["article"] == CITRUS), "{told}");
    assert_eq!(ear.heard().len(), 1, "no pull, no beacon: it would have to tell how it ended");
}
