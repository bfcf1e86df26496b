//! An emergency through the real binary: from an approved article to kiosks of several places, under several clocks, and
//! off the screen again.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::support::{Base, Ran, Scratch};

pub(crate) const BEFORE: &str = "2026-11-24T08:00:00+08:00";
/// The notice for citrus growers in three cities ended on 1 December; that for everybody, which was to end on the 5th,
/// was taken back meanwhile because nobody reviewed it in time.
const BETWEEN: &str = "2026-12-02T08:00:00+08:00";
const AFTER: &str = "2026-12-20T08:00:00+08:00";
pub(crate) const COLD: &str = "jx-emergency-coldwave";
pub(crate) const CITRUS: &str = "jx-emergency-coldwave-citrus";
const ELDERLY: &str = "jx-emergency-coldwave-elderly";

/// A site with keys and roots of its own.
pub(crate) fn site() -> Scratch {
    let site = Scratch::new(Base::Sample);
    for name in ["root", "publisher", "online", "emergency", "drill"] {
        run(&site, &["keys", "new", name], 0);
    }
    let keys = ["root", "targets", "online", "emergency", "drill"].map(|role| {
        let file = if role == "targets" { "publisher" } else { role };
        [format!("--{role}-key"), format!("{file}.pub")]
    });
    let keys: Vec<&str> = keys.iter().flatten().map(String::as_str).collect();
    let args = ["keys", "root", "--threshold", "1", "--out", "1.root.json", "--now", BEFORE];
    run(&site, &[args.as_slice(), &keys].concat(), 0);
    run(&site, &["keys", "sign-root", "1.root.json", "--key", "root"], 0);
    for channel in ["village", "school", "community"] {
        site.write(&format!("roots/{channel}/1.root.json"), site.read("1.root.json"));
    }
    // The third notice is for three cities alone.
    site.approve(CITRUS, "2026-11-21T01:00:00Z", &["ed-lin:initial", "se-chen:second", "fi-zhou:final"]);
    site
}

fn run(site: &Scratch, args: &[&str], code: i32) -> Ran {
    let ran = site.kepu(args);
    assert_eq!(ran.code, code, "{args:?}: {ran:?}");
    ran
}

pub(crate) fn send(site: &Scratch, now: &str) -> Ran {
    run(site, &["bundle", "emergency", "--key", "emergency", "--drill-key", "drill", "--now", now], 0)
}

pub(crate) fn enrol(site: &Scratch, store: &str, region: Option<&str>) {
    let mut args = vec!["kiosk", "enrol", "1.root.json", "--channel", "village", "--id", store, "--store", store];
    args.extend(["--source", "dist"]);
    args.extend(region.iter().flat_map(|code| ["--region", code]));
    run(site, &args, 0);
}

fn poll(site: &Scratch, store: &str, now: &str, code: i32) -> Ran {
    run(site, &["kiosk", "emergency", "--store", store, "--now", now], code)
}

fn emergency(site: &Scratch, store: &str, now: &str) -> Value {
    let ran = site.kepu(&["kiosk", "status", "--json", "--store", store, "--now", now]);
    let status: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    status["emergency"].clone()
}

fn showing(site: &Scratch, store: &str, now: &str) -> Vec<String> {
    let list = emergency(site, store, now)["showing"].clone();
    let mut list: Vec<String> = serde_json::from_value(list).expect("a list");
    list.sort();
    list
}

fn file(site: &Scratch, name: &str) -> Value {
    serde_json::from_slice(&fs::read(site.path(&format!("dist/{name}"))).expect("a file")).expect("JSON")
}

#[test]
fn from_the_gate_to_the_right_counties_and_away_again() {
    let site = site();
    let sent = send(&site, BEFORE);
    assert!(sent.stdout.contains("应急提示：3 条") && sent.stdout.contains("赣州市、吉安市、抚州市"), "{sent:?}");
    let bytes = fs::metadata(site.path("dist/emergency.json")).expect("a file").len();
    assert!(bytes <= 4096, "{bytes}");
    for (store, region) in [("ganzhou", Some("360733")), ("jiujiang", Some("360400")), ("hunan", Some("430100"))] {
        enrol(&site, store, region);
    }
    enrol(&site, "anywhere", None);
    run(
        &site,
        &["kiosk", "enrol", "1.root.json", "--region", "赣州", "--channel", "x", "--id", "x", "--source", "d"],
        2,
    );
    for store in ["ganzhou", "jiujiang", "hunan", "anywhere"] {
        poll(&site, store, BEFORE, 0);
        poll(&site, store, BEFORE, 10);
    }
    // The same boxes with a clock of 1970, with the right one and with one of 2100.
    for now in ["1970-01-01T00:10:00Z", BEFORE, "2100-01-01T00:00:00Z"] {
        assert_eq!(showing(&site, "ganzhou", now), [COLD, CITRUS, ELDERLY], "{now}");
        assert_eq!(showing(&site, "jiujiang", now), [COLD, ELDERLY], "{now}");
        assert_eq!(showing(&site, "hunan", now), [""; 0], "{now}");
        assert_eq!(showing(&site, "anywhere", now), [COLD, CITRUS, ELDERLY], "{now}");
    }
    // Nobody does anything: a right clock ends it, and that is not taken back by a clock that is lost.
    assert_eq!(showing(&site, "ganzhou", BETWEEN), [COLD, ELDERLY]);
    let heartbeat = send(&site, BETWEEN);
    assert!(heartbeat.stdout.contains("1 条"), "{heartbeat:?}");
    for now in ["1970-01-01T00:10:00Z", BETWEEN, "2100-01-01T00:00:00Z"] {
        let store = now.get(..4).expect("a year");
        enrol(&site, store, Some("360733"));
        poll(&site, store, now, 0);
        assert_eq!(showing(&site, store, now), [ELDERLY], "{now}");
    }
    let quiet = send(&site, AFTER);
    assert!(quiet.stdout.contains("应急提示：0 条"), "{quiet:?}");
    for now in ["1970-01-01T00:10:00Z", AFTER, "2100-01-01T00:00:00Z"] {
        let store = now.get(..4).filter(|year| *year != "2026").unwrap_or("ganzhou");
        poll(&site, store, now, 0);
        assert_eq!(showing(&site, store, now), [""; 0], "{now}");
    }
}

#[test]
fn all_clear_drill_and_forgeries() {
    let site = site();
    send(&site, BEFORE);
    let old = fs::read(site.path("dist/emergency.json")).expect("a file");
    enrol(&site, "box", Some("360400"));
    poll(&site, "box", BEFORE, 0);
    // The register says that it is over, and then that it was a drill.
    let register = site.read("emergencies.yaml");
    let with = |more: &str| {
        let one = "opened: 2026-11-16T08:00:00+08:00";
        site.write("emergencies.yaml", register.replace(one, &format!("{one}, {more}")));
    };
    with("closed: 2026-11-24T08:30:00+08:00");
    let noon = "2026-11-24T12:00:00+08:00";
    let cleared = send(&site, noon);
    assert!(cleared.stdout.contains("0 条") && cleared.stdout.contains("已解除 2026-11-demo-coldwave"), "{cleared:?}");
    assert_eq!(file(&site, "emergency.json")["signed"]["clear"][0]["event"], "2026-11-demo-coldwave");
    poll(&site, "box", noon, 0);
    assert_eq!(showing(&site, "box", noon), [""; 0]);
    // An old file is played back, with any clock.
    let new = fs::read(site.path("dist/emergency.json")).expect("a file");
    site.write("dist/emergency.json", &old);
    for now in ["1970-01-01T00:10:00Z", noon, "2100-01-01T00:00:00Z"] {
        let refused = poll(&site, "box", now, 30);
        assert!(refused.stderr.contains("KB143"), "{refused:?}");
        assert_eq!(showing(&site, "box", now), [""; 0]);
    }
    site.write("dist/emergency.json", &new);
    with("drill: true");
    let drill = send(&site, "2026-11-24T13:00:00+08:00");
    assert!(drill.stdout.contains("应急提示：0 条") && drill.stdout.contains("演练：3 条"), "{drill:?}");
    poll(&site, "box", noon, 0);
    let told = emergency(&site, "box", noon);
    assert!(told["is_drill"] == true && showing(&site, "box", noon) == [COLD, ELDERLY], "{told}");
    // Neither key signs the other kind, neither name makes it the other kind, and nothing is longer than it may be.
    let cross = ["bundle", "emergency", "--key", "drill", "--now", noon];
    assert!(run(&site, &cross, 4).stderr.contains("KB111"));
    let cross =
        ["bundle", "emergency", "--key", "emergency", "--drill-key", "emergency", "--now", "2026-11-24T13:00:00+08:00"];
    assert!(run(&site, &cross, 4).stderr.contains("KB111"));
    let signed = fs::read(site.path("dist/drill.json")).expect("a file");
    let live = fs::read(site.path("dist/emergency.json")).expect("a file");
    let long = [live.as_slice(), &[b' '; 4096]].concat();
    for forged in [signed.as_slice(), &long, b"{}"] {
        site.write("dist/emergency.json", forged);
        let refused = poll(&site, "box", noon, 30);
        assert!(refused.stderr.contains("KB14"), "{refused:?}");
    }
    fs::remove_dir_all(site.path("dist")).expect("gone");
    poll(&site, "box", noon, 20);
    assert!(showing(&site, "box", noon) == [COLD, ELDERLY], "what is known stays");
}

/// The screen of a box, ended with the value.
pub(crate) struct Screen {
    child: Child,
    address: String,
}

impl Screen {
    pub(crate) fn new(site: &Scratch, store: &str, now: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_kepu"))
            .current_dir(site.root())
            .args(["kiosk", "serve", "--listen", "127.0.0.1:0", "--poll", "1", "--store", store, "--now", now])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = [0; 128];
        let n = child.stdout.as_mut().expect("a pipe").read(&mut line).expect("a line");
        let line = String::from_utf8_lossy(&line[..n]).into_owned();
        let address = line.split("//").nth(1).and_then(|rest| rest.split('/').next()).expect("an address").to_owned();
        Self { child, address }
    }

    pub(crate) fn state(&self) -> Value {
        let mut stream = TcpStream::connect(&self.address).expect("a screen");
        write!(stream, "GET /kiosk/state.json HTTP/1.1\r\nHost: {}\r\n\r\n", self.address).expect("asked");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        serde_json::from_str(answer.split("\r\n\r\n").nth(1).expect("a body")).expect("JSON")
    }

    /// Waits for the next polls.
    pub(crate) fn until(&self, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..100 {
            let state = self.state();
            if is(&state["emergency"]) {
                return state["emergency"].clone();
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("never {what}: {}", self.state());
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_screen_without_any_content_shows_it_within_two_polls_and_drops_it() {
    let site = site();
    enrol(&site, "box", Some("360733"));
    let screen = Screen::new(&site, "box", BEFORE);
    assert!(screen.state()["emergency"].is_null());
    send(&site, BEFORE);
    let told = screen.until("shown", |told| !told.is_null());
    assert_eq!(told["notices"].as_array().map(Vec::len), Some(3), "{told}");
    let notice =
        told["notices"].as_array().expect("a list").iter().find(|one| one["article"] == CITRUS).expect("citrus");
    assert_eq!(notice["until"], "12月1日 08:00");
    assert_eq!(
        (&notice["level"], &told["is_drill"], &notice["href"]),
        (&"较大（III级）".into(), &false.into(), &Value::Null)
    );
    assert!(told["hotlines"][0].as_str().is_some_and(|line| line.starts_with("119")), "{told}");
    // What was given to the screen is known to whoever asks for receipts.
    let shown = |site: &Scratch| emergency(site, "box", BEFORE)["shown_at"].as_object().map_or(0, serde_json::Map::len);
    for _ in 0..100 {
        if shown(&site) == 3 {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(shown(&site), 3);
    let register = site.read("emergencies.yaml");
    let one = "opened: 2026-11-16T08:00:00+08:00";
    site.write("emergencies.yaml", register.replace(one, &format!("{one}, closed: 2026-11-24T08:00:00+08:00")));
    send(&site, "2026-11-24T08:01:00+08:00");
    screen.until("dropped", Value::is_null);
}

#[test]
fn what_a_duty_officer_called_back_is_announced_by_nobody() {
    let site = site();
    let keys = ["--targets-key", "publisher", "--online-key", "online", "--now", BEFORE];
    run(&site, &[&["bundle", "build", "village"][..], &keys].concat(), 0);
    assert!(send(&site, BEFORE).stdout.contains("应急提示：3 条"));
    let order = ["bundle", "retract", ELDERLY, "--reason", "剂量有误", "--channel", "village"];
    run(&site, &[&order[..], &keys].concat(), 0);
    send(&site, BEFORE);
    let said = file(&site, "emergency.json").to_string();
    assert!(said.contains(COLD) && said.contains(CITRUS) && !said.contains(ELDERLY), "{said}");
}
