//! A station through the real binary: what it says of itself, how it says it outwards, and that telling changes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::support::{Base, Ran, Scratch, checkout, list};
use serde_json::Value;

pub(crate) const DAY: &str = "2026-11-24T08:00:00+08:00";
const NEXT: &str = "2026-11-25T08:00:00+08:00";

/// Takes every request and answers as told; keeps the request line and the body.
pub(crate) struct Ear {
    pub(crate) address: String,
    heard: Arc<Mutex<Vec<(String, String)>>>,
}

impl Ear {
    pub(crate) fn new(status: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let heard: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let kept = heard.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                let (mut text, mut chunk) = (Vec::new(), [0; 4096]);
                let whole = loop {
                    let n = stream.read(&mut chunk).unwrap_or(0);
                    text.extend(&chunk[..n]);
                    let now = String::from_utf8_lossy(&text).into_owned();
                    let Some((head, body)) = now.split_once("\r\n\r\n") else { continue };
                    let length =
                        head.to_lowercase().split("content-length: ").nth(1).map(|rest| {
                            rest.split("\r\n").next().and_then(|n| n.parse::<usize>().ok()).expect("a length")
                        });
                    if n == 0 || body.len() >= length.unwrap_or(0) {
                        break (head.lines().next().unwrap_or_default().to_owned(), body.to_owned());
                    }
                };
                kept.lock().expect("nobody panicked").push(whole);
                let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        });
        Self { address, heard }
    }

    pub(crate) fn heard(&self) -> Vec<(String, String)> {
        self.heard.lock().expect("nobody panicked").clone()
    }
}

pub(crate) fn kiosk(site: &Scratch, args: &[&str], now: &str) -> Ran {
    site.kepu(&[&["kiosk"], args, &["--store", "box", "--now", now]].concat())
}

pub(crate) fn enrol(site: &Scratch, id: &str, further: &[&str]) {
    let root = checkout().join("roots/school/1.root.json");
    let root = root.to_str().expect("a path");
    let args = [&["enrol", root, "--channel", "school", "--id", id, "--source", "dist"], further].concat();
    let ran = kiosk(site, &args, DAY);
    assert_eq!(ran.code, 0, "{ran:?}");
}

fn status(site: &Scratch, now: &str) -> Value {
    serde_json::from_str(&kiosk(site, &["status", "--json"], now).stdout).expect("JSON")
}

fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    list(folder).into_iter().map(|path| (path.display().to_string(), fs::read(&path).expect("read"))).collect()
}

#[test]
fn a_station_says_what_is_on_its_disk_and_tells_it_outwards() {
    let site = Scratch::new(Base::Sample);
    assert_eq!(site.bundle("school", DAY).code, 0);
    let (ear, taker) = (Ear::new("204 No Content"), Ear::new("200 OK"));
    let (beacon, put) = (format!("{}/k/b.txt", ear.address), format!("{}/jx-1.json?Signature=secret", taker.address));
    enrol(&site, "jx-1", &["--beacon", &beacon, "--status-put", &put]);
    let before = bytes(&site.path("box"));
    let plan = kiosk(&site, &["pull", "--dry-run"], DAY);
    assert!(plan.code == 0 && plan.stdout.contains("整包") && plan.stdout.contains("什么也没有改"), "{plan:?}");
    assert!(bytes(&site.path("box")) == before, "nothing was changed");
    assert_eq!(ear.heard().len(), 0, "trying is not telling");
    assert_eq!(kiosk(&site, &["pull"], DAY).code, 0);
    let told = status(&site, DAY);
    assert_eq!((&told["state"], &told["serial"], &told["clock"]), (&"current".into(), &1.into(), &"sound".into()));
    assert_eq!((&told["last_pull"]["code"], &told["last_verify"]["damaged"]), (&0.into(), &0.into()));
    assert!(told["free_bytes"].as_u64() > Some(0) && told["store_bytes"].as_u64() > Some(1000), "{told}");
    let left: Value = serde_json::from_str(&site.read("box/status.json")).expect("JSON");
    assert_eq!((&left["id"], &left["state"]), (&"jx-1".into(), &"current".into()));
    let heard = ear.heard();
    assert!(heard.len() == 1 && heard[0].0.starts_with("GET /k/b.txt?k=jx-1&r=0&c=school&s=1&n=1&a=0"), "{heard:?}");
    let taken = taker.heard();
    assert!(taken[0].0.starts_with("PUT /jx-1.json?Signature=secret "), "{taken:?}");
    assert_eq!(serde_json::from_str::<Value>(&taken[0].1).expect("JSON")["serial"], 1);
    for path in ["box/status.json", "box/log", "box/last.0"] {
        assert!(!site.read(path).contains("secret"), "{path}");
    }
    fs::rename(site.path("dist"), site.path("away")).expect("moved");
    assert_eq!(kiosk(&site, &["pull"], NEXT).code, 20);
    let told = status(&site, NEXT);
    assert_eq!((&told["state"], &told["last_pull"]["fault"]), (&"current".into(), &"KB140".into()), "{told}");
    assert_eq!((&told["last_pull"]["code"], &told["last_success"]["code"]), (&20.into(), &0.into()));
    assert!(ear.heard()[1].0.contains("&r=20&") && ear.heard()[1].0.contains("&f=KB140&"));
    assert_eq!(kiosk(&site, &["status"], "2026-12-20T08:00:00+08:00").code, 1, "stale");
}

#[test]
fn an_ear_that_is_deaf_changes_nothing() {
    let site = Scratch::new(Base::Sample);
    assert_eq!(site.bundle("school", DAY).code, 0);
    let deaf = Ear::new("500 No");
    let (beacon, put) = (format!("{}/b.txt", deaf.address), "http://127.0.0.1:9/x?Signature=secret".to_owned());
    enrol(&site, "jx-1", &["--beacon", &beacon, "--status-put", &put]);
    let ran = kiosk(&site, &["pull"], DAY);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.stderr.matches("KB191").count(), 2, "{ran:?}");
    assert!(!ran.stderr.contains("secret"), "{ran:?}");
    assert_eq!(status(&site, DAY)["state"], "current");
    for bad in [["--beacon", "b.txt"], ["--status-put", "ftp://x/y"]] {
        let root = checkout().join("roots/school/1.root.json");
        let args = ["enrol", root.to_str().expect("a path"), "--channel", "school", "--id", "jx-2", "--source", "dist"];
        let ran = site.kepu(&[&["kiosk"], args.as_slice(), &bad, &["--store", "other"]].concat());
        assert!(ran.code == 2 && ran.stderr.contains("KB192"), "{ran:?}");
    }
}

#[test]
fn a_stick_carries_the_receipt_home() {
    let site = Scratch::new(Base::Sample);
    assert_eq!(site.bundle("school", DAY).code, 0);
    enrol(&site, "jx-360322-0001", &[]);
    assert_eq!(kiosk(&site, &["pull", "--from", "dist"], DAY).code, 0);
    let receipt: Value = serde_json::from_str(&site.read("dist/outbox/jx-360322-0001.json")).expect("JSON");
    assert_eq!((&receipt["serial"], &receipt["state"]), (&1.into(), &"current".into()));
    #[cfg(unix)]
    {
        fs::remove_dir_all(site.path("dist/outbox")).expect("gone");
        fs::create_dir(site.path("outside")).expect("made");
        std::os::unix::fs::symlink(site.path("outside"), site.path("dist/outbox")).expect("linked");
        let ran = kiosk(&site, &["pull", "--from", "dist"], DAY);
        assert!(ran.code == 10 && ran.stderr.contains("KB191"), "{ran:?}");
        assert_eq!(fs::read_dir(site.path("outside")).expect("there").count(), 0, "not through a link");
    }
}

#[test]
fn the_doctor_names_the_trouble_and_touches_nothing() {
    let site = Scratch::new(Base::Sample);
    let doctor = |now: &str, code: i32, words: &[&str]| {
        let before = bytes(&site.path("box"));
        let ran = kiosk(&site, &["doctor"], now);
        assert_eq!(ran.code, code, "{ran:?}");
        let text = format!("{}{}", ran.stdout, ran.stderr);
        words.iter().for_each(|word| assert!(text.contains(word), "{word}: {text}"));
        assert!(bytes(&site.path("box")) == before, "nothing was touched");
    };
    let none = kiosk(&site, &["doctor"], DAY);
    assert!(none.code == 50 && !site.path("box").exists(), "looking makes no folder: {none:?}");
    assert_eq!(site.bundle("school", DAY).code, 0);
    enrol(&site, "jx-1", &[]);
    doctor(DAY, 12, &["还没有内容", "没有更新过"]);
    assert_eq!(kiosk(&site, &["pull"], DAY).code, 0);
    doctor(DAY, 0, &["[好　] 展示的内容：正常", "来源 dist 取得到", "报告里看不到这台"]);
    doctor("2026-12-20T08:00:00+08:00", 1, &["[坏　] 展示的内容：过旧"]);
    doctor("1970-01-01T08:00:00+08:00", 0, &["时钟慢了", "换主板电池"]);
    doctor("2028-01-10T08:00:00+08:00", 30, &["根文件已过期"]);
    fs::rename(site.path("dist"), site.path("away")).expect("moved");
    doctor(DAY, 20, &["来源 dist 连不上", "没有一个来源取得到"]);
    fs::create_dir_all(site.path("dist/c")).expect("made");
    doctor(DAY, 20, &["来源 dist 里没有这个频道"]);
    let lines: Vec<_> = list(&site.path("box/objects")).into_iter().take(1).collect();
    fs::write(&lines[0], "rotten").expect("written");
    assert_eq!(kiosk(&site, &["verify"], DAY).code, 31);
    doctor(DAY, 31, &["[坏　] 展示的内容：有损坏", "verify --repair"]);
    assert_eq!(status(&site, DAY)["state"], "damaged");
    fs::remove_dir_all(site.path("dist")).expect("gone");
    fs::rename(site.path("away"), site.path("dist")).expect("back");
    assert_eq!(kiosk(&site, &["verify", "--repair"], DAY).code, 0);
    assert_eq!(status(&site, DAY)["state"], "current");
}

#[test]
fn somebody_at_the_box_vouches_for_the_time() {
    let site = Scratch::new(Base::Sample);
    assert_eq!(site.bundle("school", DAY).code, 0);
    enrol(&site, "jx-1", &[]);
    let ahead = "2036-01-01T00:00:00+08:00";
    let refused = kiosk(&site, &["pull", "--from", "dist"], ahead);
    assert!(refused.code == 30 && refused.stderr.contains("KB142"), "{refused:?}");
    assert_eq!(kiosk(&site, &["pull", "--assume-time", "now"], ahead).code, 2);
    assert_eq!(kiosk(&site, &["pull", "--assume-time", NEXT], ahead).code, 0);
    assert_eq!(kiosk(&site, &["apply"], DAY).code, 10, "nothing was left half done");
}
