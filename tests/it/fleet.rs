//! The report of all stations: what was heard is told as heard, what was not is no data.

use std::fmt::Write as _;

use crate::kiosk_report::{DAY, enrol, kiosk};
use crate::support::{Base, Ran, Scratch, checkout};
use serde_json::{Value, json};

const NOW: &str = "2026-11-30T12:00:00+08:00";

fn site() -> Scratch {
    let site = Scratch::new(Base::Sample);
    std::fs::copy(checkout().join("stations.yaml"), site.path("stations.yaml")).expect("the sample's register");
    site
}

fn report(site: &Scratch, args: &[&str]) -> Ran {
    let roots = checkout().join("roots");
    let roots = roots.to_str().expect("a path");
    let ran = site.kepu(&[&["fleet", "report", "--now", NOW, "--roots", roots], args].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    ran
}

fn fleet(site: &Scratch) -> Value {
    serde_json::from_str(&site.read("fleet/fleet.json")).expect("JSON")
}

fn station<'a>(fleet: &'a Value, id: &str) -> &'a Value {
    let stations = fleet["stations"].as_array().expect("a list");
    stations.iter().find(|station| station["id"] == id).unwrap_or_else(|| panic!("no {id}"))
}

/// A line of an access log.
fn beacon(day: u32, hour: u32, query: &str) -> String {
    format!(
        "10.1.2.3 - - [{day:02}/Nov/2026:{hour:02}:05:00 +0800] \"GET /k/b.txt?{query} HTTP/1.1\" 404 0 \"-\" \"kepu-kiosk\"\n"
    )
}

#[test]
fn silence_is_no_data_and_never_good() {
    let site = site();
    report(&site, &[]);
    let fleet = fleet(&site);
    let stations = fleet["stations"].as_array().expect("a list");
    assert_eq!(stations.len(), 11, "one of the twelve is retired");
    for station in stations {
        assert_eq!(
            (&station["grade"], &station["known"], &station["last"]),
            (&"no-data".into(), &Value::Null, &Value::Null)
        );
        assert_eq!(station["silent_days"], Value::Null, "never heard is not silent since day zero");
    }
    assert_eq!(fleet["span"], Value::Null);
    let page = site.read("fleet/index.html");
    assert!(page.contains("无数据（从未上报）") && !page.contains("第 0 版"), "missing is not zero");
    assert!(!page.contains("g-fine\">正常</span>"));
    let csv = site.read("fleet/fleet.csv");
    let first = csv.lines().nth(1).expect("a station");
    assert!(first.contains(",no-data,") && first.contains(",,,,"), "{first}");
}

#[test]
fn a_month_of_beacons_gives_an_exact_table() {
    let site = site();
    assert_eq!(site.bundle("school", DAY).code, 0);
    let (well, silent, behind, bad) = ("jx-360322-0001", "jx-360733-0002", "jx-361002-0001", "jx-360121-0001");
    let mut log = String::new();
    for day in 1..=30 {
        for hour in [2, 8] {
            let p = if hour == 8 { day % 3 } else { 99 };
            log += &beacon(day, hour, &format!("k={well}&r=10&c=school&s=1&n=1&a=0&p={p}&d=9000&t=sound&v=1"));
        }
    }
    for day in [3, 9, 10] {
        log += &beacon(day, 2, &format!("k={silent}&r=0&c=school&s=1&n=1&a=1&p={day}&d=9000&t=sound&v=1"));
    }
    log += &beacon(30, 2, &format!("k={behind}&r=0&c=school&s=1&n=1&a=0&p=4&d=9000&t=sound&v=0"));
    log += &beacon(30, 2, &format!("k={bad}&r=30&f=KB143&c=village&s=7&n=7&a=2&p=4&d=9000&t=sound&v=1"));
    log += &beacon(30, 3, "k=jx-999999-0009&r=0&c=school&s=1&n=1&a=0&v=1");
    log += &beacon(30, 3, "k=jx-1&r=no");
    let _ = write!(log, "\\x16\\x03\n10.1.2.3 - - [30/Nov/2026:03:05:00 +0800] \"GET / HTTP/1.1\" 200 5\n");
    site.write("access.log", log);
    let ran = report(&site, &["--log", "access.log"]);
    assert!(ran.stderr.contains("频道 village 的最新版不知道"), "{ran:?}");
    let fleet = fleet(&site);
    let counts = json!({"statuses": 0, "broken_statuses": 0, "lines": 69, "beacons": 66, "broken_beacons": 1, "malformed_lines": 1, "untimed": 0});
    assert_eq!(fleet["counts"], counts);
    assert_eq!(fleet["span"], json!(["2026-11-01", "2026-11-30"]));
    let found = station(&fleet, well);
    assert_eq!((&found["grade"], &found["verdict"]), (&"fine".into(), &"正常".into()));
    // Day n says n mod 3 last: ten days each of 0, 1 and 2.
    assert_eq!(
        found["months"],
        json!([{"month": "2026-11", "days": 30, "online": 30, "content_days": 1.0, "signed_days": 0.0}])
    );
    let found = station(&fleet, silent);
    assert_eq!(
        (&found["grade"], &found["known"], &found["silent_days"]),
        (&"no-data".into(), &Value::Null, &20.into())
    );
    assert_eq!(
        found["months"],
        json!([{"month": "2026-11", "days": 30, "online": 3, "content_days": 9.0, "signed_days": 1.0}])
    );
    assert_eq!(station(&fleet, behind)["verdict"], "未核对");
    assert_eq!(
        (&station(&fleet, bad)["verdict"], &station(&fleet, bad)["known"]["fault"]),
        (&"来源被拒".into(), &"KB143".into())
    );
    assert_eq!(fleet["unknown"][0]["id"], "jx-999999-0009");
    assert_eq!(fleet["stations"][0]["id"], bad, "trouble first");
    let school = fleet["totals"]["channel"].as_array().expect("a list").iter().find(|total| total["id"] == "school");
    assert_eq!(
        school,
        Some(
            &json!({"id": "school", "label": "校园科普e站", "stations": 3, "bad": 0, "no_data": 1, "attention": 1, "fine": 1})
        )
    );
    let months = site.read("fleet/months.csv");
    assert!(months.contains("jx-360322-0001,上栗县示例小学e站,2026-11,30,30,1,0\r\n"), "{months}");
    assert!(months.contains("jx-360424-0001,修水县示例村e站,2026-11,30,0,,\r\n"), "no data is an empty cell: {months}");
}

#[test]
fn a_receipt_is_imported_and_an_old_release_is_not_good() {
    let site = site();
    assert_eq!(site.bundle("school", DAY).code, 0);
    enrol(&site, "jx-360322-0001", &[]);
    assert_eq!(kiosk(&site, &["pull", "--from", "dist"], "2026-11-30T11:00:00+08:00").code, 0);
    site.write("home/county/odd.json", "{\"schema\":\"other\"}");
    std::fs::copy(site.path("dist/outbox/jx-360322-0001.json"), site.path("home/county/jx.json"))
        .expect("brought home");
    report(&site, &["--statuses", "home"]);
    let fleet = fleet(&site);
    let found = station(&fleet, "jx-360322-0001");
    let free = found["known"]["free_mib"].as_u64();
    assert!(free.is_some() && matches!(found["verdict"].as_str(), Some("正常" | "磁盘将满")), "{found}");
    assert_eq!((&fleet["counts"]["statuses"], &fleet["counts"]["broken_statuses"]), (&1.into(), &1.into()));
    let page = site.read("themes/base/templates/opening.html");
    site.write("themes/base/templates/opening.html", page.replace("<h1>", "<h1 class=\"t\">"));
    assert_eq!(site.bundle("school", "2026-11-30T11:30:00+08:00").code, 0);
    report(&site, &["--statuses", "home"]);
    let fleet = self::fleet(&site);
    let found = station(&fleet, "jx-360322-0001");
    assert_eq!((&found["verdict"], &found["newest"]), (&"版本落后".into(), &2.into()), "green only for the newest");
    let stamp = site.read("dist/c/school/metadata/timestamp.json");
    site.write("dist/c/school/metadata/timestamp.json", stamp.replace("\"version\":2", "\"version\":9"));
    report(&site, &["--statuses", "home"]);
    assert_eq!(
        station(&self::fleet(&site), "jx-360322-0001")["verdict"],
        "不知最新版",
        "only what the roots vouch for"
    );
}

#[test]
fn the_page_stands_alone_and_takes_no_word_for_markup() {
    let site = site();
    let register = site.read("stations.yaml").replace("上栗县示例小学e站", "<b>小学</b> & \"站\"");
    site.write("stations.yaml", register + "  - {id: BAD}\n");
    site.write("access.log", beacon(30, 2, "k=jx-360322-0001&r=20&f=KB140&c=school&s=1&n=1&a=0&v=1"));
    report(&site, &["--log", "access.log"]);
    let page = site.read("fleet/index.html");
    assert!(page.contains("&lt;b&gt;小学&lt;/b&gt; &amp; &quot;站&quot;") && !page.contains("<b>小学"));
    assert!(page.contains("登记册 stations.yaml 有"), "an entry that cannot be read is told");
    for outside in ["http://", "https://", " src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(
        page.contains("<html lang=\"zh-CN\">")
            && page.contains("prefers-color-scheme:dark")
            && page.contains("size:A4")
    );
    let again = site.read("fleet/index.html");
    report(&site, &["--log", "access.log"]);
    assert!(site.read("fleet/index.html") == again, "the same input and clock give the same bytes");
}
