//! What stations say and what is made of it, held against the schemas in both directions.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::emergency::{BEFORE, CITRUS, enrol as enrol_for_alarm, send, site as alarmed};
use crate::kiosk_report::{DAY, enrol, kiosk};
use crate::outputs::{closed, described, fields};
use crate::support::json_schema::faults;
use crate::support::{Base, Scratch, checkout, list};
use kepu::cli::wire_schema::Output;

const LATER: &str = "2026-11-24T12:00:00+08:00";

fn schema(output: Output) -> Value {
    serde_json::from_str(&output.schema()).expect("JSON")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Nothing is printed that the schema does not name, and nothing named is never printed.
fn held(output: Output, values: &[Value]) {
    let schema = schema(output);
    let (mut seen, mut promised) = (BTreeSet::new(), BTreeSet::new());
    described(&schema, "", &mut promised);
    for value in values {
        assert_eq!(faults(&closed(&schema), value), Vec::<String>::new(), "{output:?}: {value}");
        fields(value, "", &mut seen);
    }
    // Keys of this map are articles.
    seen.retain(|field| !field.starts_with("/emergency/shown_at/"));
    assert_eq!(seen, promised, "{output:?}");
    let mut broken = values[0].clone();
    broken["schema"] = "kepu-other/1".into();
    assert_eq!(faults(&schema, &broken).len(), 1, "the schema is really asked");
}

fn status(site: &Scratch, store: &str, now: &str) -> Value {
    json(&site.kepu(&["kiosk", "status", "--json", "--store", store, "--now", now]).stdout)
}

/// Statuses of a box that shows a release, of one that was just enrolled, and of one with an emergency on its screen.
fn statuses() -> Vec<Value> {
    let school = Scratch::new(Base::Sample);
    assert_eq!(school.bundle("school", DAY).code, 0);
    enrol(&school, "jx-360322-0001", &[]);
    let mut all = vec![status(&school, "box", DAY)];
    assert_eq!(kiosk(&school, &["pull"], DAY).code, 0);
    all.push(status(&school, "box", DAY));
    all.push(json(&school.read("box/status.json")));
    let files: Vec<_> = list(&school.path("box/objects"));
    fs::write(&files[0], b"rot").expect("a damaged file");
    fs::remove_dir_all(school.path("dist")).expect("gone");
    assert_eq!(kiosk(&school, &["pull"], LATER).code, 20, "a fault with a number");
    kiosk(&school, &["verify"], LATER);
    all.push(json(&school.read("box/status.json")));
    all.push(shown_status());
    all
}

fn shown_status() -> Value {
    let site = alarmed();
    send(&site, BEFORE);
    enrol_for_alarm(&site, "jx-360733-0001", Some("360733"));
    let _screen = crate::emergency::Screen::new(&site, "jx-360733-0001", BEFORE);
    for _ in 0..100 {
        let told = status(&site, "jx-360733-0001", BEFORE);
        if told["emergency"]["shown"].as_array().is_some_and(|shown| !shown.is_empty()) {
            return told;
        }
        let _ = _screen.state();
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("never shown");
}

#[test]
fn a_status_says_what_its_schema_says() {
    held(Output::KioskStatus, &statuses());
}

#[test]
fn a_report_and_a_ledger_say_what_their_schemas_say() {
    let site = alarmed();
    fs::copy(checkout().join("stations.yaml"), site.path("stations.yaml")).expect("the register");
    send(&site, BEFORE);
    let register = site.read("emergencies.yaml");
    let one = "opened: 2026-11-16T08:00:00+08:00";
    site.write("emergencies.yaml", register.replace(one, &format!("{one}, closed: 2026-11-24T08:30:00+08:00")));
    send(&site, "2026-11-24T08:31:00+08:00");
    assert_eq!(site.bundle("school", DAY).code, 0);
    let seconds = "2026-11-24T08:00:07+08:00".parse::<jiff::Timestamp>().expect("a time").as_second();
    let query = [
        format!("k=jx-360733-0001&r=20&f=KB140&c=school&s=1&n=1&a=0&p=1&d=900&t=sound&v=1&g={CITRUS}:1:{seconds}"),
        "k=jx-999999-0009&r=0&c=school&s=1&n=1&a=0&v=1".to_owned(),
    ];
    let line =
        |query: &String| format!("10.1.2.3 - - [24/Nov/2026:09:05:00 +0800] \"GET /b.txt?{query} HTTP/1.1\" 404 0\n");
    site.write("access.log", query.iter().map(line).collect::<String>());
    let report = |log: &[&str], roots: Option<&str>| {
        let mut args = vec!["fleet", "report", "--now", LATER];
        args.extend(log);
        args.extend(roots.iter().flat_map(|roots| ["--roots", roots]));
        let ran = site.kepu(&args);
        assert_eq!(ran.code, 0, "{ran:?}");
        (json(&site.read("fleet/fleet.json")), json(&site.read("fleet/ledger.json")))
    };
    let demo = checkout().join("roots");
    let with_release = report(&["--log", "access.log"], demo.to_str());
    let whole = report(&["--log", "access.log"], None);
    let empty = report(&[], None);
    held(Output::Fleet, &[with_release.0, whole.0, empty.0]);
    held(Output::Ledger, &[whole.1, empty.1]);
}
