//! Notices as messages of the Common Alerting Protocol and messages of others as drafts, through the real binary.
//!
//! The schema of OASIS itself is asked in `.ci/cap`; here stands what it says of the elements that are written, so that
//! every run of the tests asks it.

use std::fs;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::emergency::{BEFORE, CITRUS, COLD, send, site};
use crate::support::repository::{NOW, Repo};
use crate::support::{Ran, Scratch};

const LATER: &str = "2026-11-24T12:00:00+08:00";
const PROJECT: &str = "3f2b7c1e-5a64-4f0e-9d0c-2b8f6f7a1c55";

/// An element, and the elements in it in their order with how often they may stand.
type Form = (&'static str, &'static [(&'static str, usize, usize)]);

/// Source: CAP 1.2, section 3.4 (schema).
const FORMS: [Form; 5] = [
    (
        "alert",
        &[
            ("identifier", 1, 1),
            ("sender", 1, 1),
            ("sent", 1, 1),
            ("status", 1, 1),
            ("msgType", 1, 1),
            ("source", 0, 1),
            ("scope", 1, 1),
            ("restriction", 0, 1),
            ("addresses", 0, 1),
            ("code", 0, 99),
            ("note", 0, 1),
            ("references", 0, 1),
            ("incidents", 0, 1),
            ("info", 0, 99),
        ],
    ),
    (
        "info",
        &[
            ("language", 0, 1),
            ("category", 1, 99),
            ("event", 1, 1),
            ("responseType", 0, 99),
            ("urgency", 1, 1),
            ("severity", 1, 1),
            ("certainty", 1, 1),
            ("audience", 0, 1),
            ("eventCode", 0, 99),
            ("effective", 0, 1),
            ("onset", 0, 1),
            ("expires", 0, 1),
            ("senderName", 0, 1),
            ("headline", 0, 1),
            ("description", 0, 1),
            ("instruction", 0, 1),
            ("web", 0, 1),
            ("contact", 0, 1),
            ("parameter", 0, 99),
            ("resource", 0, 99),
            ("area", 0, 99),
        ],
    ),
    ("area", &[("areaDesc", 1, 1), ("polygon", 0, 99), ("circle", 0, 99), ("geocode", 0, 99)]),
    ("geocode", &[("valueName", 1, 1), ("value", 1, 1)]),
    ("parameter", &[("valueName", 1, 1), ("value", 1, 1)]),
];

const WORDS: [(&str, &str); 8] = [
    ("status", "Actual Exercise System Test Draft"),
    ("msgType", "Alert Update Cancel Ack Error"),
    ("scope", "Public Restricted Private"),
    ("category", "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other"),
    ("responseType", "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None"),
    ("urgency", "Immediate Expected Future Past Unknown"),
    ("severity", "Extreme Severe Moderate Minor Unknown"),
    ("certainty", "Observed Likely Possible Unlikely Unknown"),
];

/// An open element: name, elements so far, text so far.
type Open = (String, Vec<String>, String);

/// What the schema would say against a message.
fn faults(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let (mut open, mut found): (Vec<Open>, Vec<String>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(element) => {
                let name = element.name().as_ref().to_owned();
                if open.is_empty() {
                    let space = element.try_get_attribute("xmlns").expect("sound").expect("a namespace");
                    assert_eq!(space.value.as_ref(), "urn:oasis:names:tc:emergency:cap:1.2");
                }
                if let Some((_, children, _)) = open.last_mut() {
                    children.push(name.clone());
                }
                open.push((name, Vec::new(), String::new()));
            }
            Event::Text(text) => {
                if let Some((_, _, own)) = open.last_mut() {
                    own.push_str(&text);
                }
            }
            Event::GeneralRef(_) => {
                if let Some((_, _, own)) = open.last_mut() {
                    own.push('?');
                }
            }
            Event::End(_) => {
                let (name, children, text) = open.pop().expect("open");
                found.extend(element_faults(&name, &children, &text));
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

fn element_faults(name: &str, children: &[String], text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some((_, form)) = FORMS.iter().find(|(known, _)| *known == name) {
        let place = |child: &String| form.iter().position(|(known, ..)| known == child);
        let places: Vec<Option<usize>> = children.iter().map(place).collect();
        if places.iter().any(Option::is_none) || !places.is_sorted() {
            found.push(format!("{name}: {children:?}"));
        }
        for (child, least, most) in *form {
            let count = children.iter().filter(|own| own == child).count();
            if count < *least || count > *most {
                found.push(format!("{name}: {count} {child}"));
            }
        }
    } else if !children.is_empty() {
        found.push(format!("{name} has elements"));
    }
    let words = WORDS.iter().find(|(known, _)| *known == name);
    if words.is_some_and(|(_, words)| !words.split(' ').any(|word| word == text)) {
        found.push(format!("{name}: {text}"));
    }
    let pattern = fancy_regex::Regex::new(r"^\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$").expect("a pattern");
    let is_time = ["sent", "effective", "onset", "expires"].contains(&name);
    if is_time && !pattern.is_match(text).expect("matched") {
        found.push(format!("{name}: {text}"));
    }
    if ["identifier", "sender"].contains(&name) && text.contains([' ', ',', '<', '&', '?']) {
        found.push(format!("{name}: {text}"));
    }
    found
}

fn cap(site: &Scratch, args: &[&str], code: i32) -> Ran {
    let ran = site.kepu(&[&["cap"], args, &["--now", LATER]].concat());
    assert_eq!(ran.code, code, "{args:?}: {ran:?}");
    ran
}

fn number(site: &Scratch, name: &str) -> u64 {
    let file: serde_json::Value = serde_json::from_str(&site.read(&format!("dist/{name}.json"))).expect("JSON");
    file["signed"]["version"].as_u64().expect("a number")
}

fn register(site: &Scratch, more: &str) {
    let one = "opened: 2026-11-16T08:00:00+08:00";
    let text = site.read("emergencies.yaml");
    site.write("emergencies.yaml", text.replacen(one, &format!("{one}, {more}"), 1));
}

#[test]
fn what_was_signed_goes_out_as_alerts_and_cancellations_and_drills_as_exercises() {
    let site = site();
    send(&site, BEFORE);
    let first = number(&site, "emergency");
    let said = cap(&site, &["export"], 0).stdout;
    assert!(said.contains("CAP 1.2 消息 3 条，新写 3 条"), "{said}");
    assert!(cap(&site, &["export"], 0).stdout.contains("新写 0 条"), "the same again");
    let alert = site.read(&format!("cap/{PROJECT}.emergency.{first}.{CITRUS}.xml"));
    for part in [
        "<sender>urn:uuid:3f2b7c1e-5a64-4f0e-9d0c-2b8f6f7a1c55</sender>",
        "<sent>2026-11-24T08:00:00+08:00</sent>",
        "<status>Actual</status>",
        "<msgType>Alert</msgType>",
        "<scope>Public</scope>",
        "<incidents>2026-11-demo-coldwave</incidents>",
        "<language>zh-CN</language>",
        "<category>Met</category>",
        "<urgency>Expected</urgency>",
        "<severity>Moderate</severity>",
        "<value>黄色</value>",
        "<effective>2026-11-17T08:00:00+08:00</effective>",
        "<expires>2026-12-01T08:00:00+08:00</expires>",
        "<headline>（演示）寒潮前护果树</headline>",
        "<instruction>抢在降温前采下熟果，灌一次水，幼树培土包草，冻前不修剪不重施肥。</instruction>",
        "<areaDesc>赣州市、吉安市、抚州市</areaDesc>",
        "<valueName>GB/T 2260</valueName>",
        "<value>360700</value>",
    ] {
        assert!(alert.contains(part), "{part}: {alert}");
    }
    register(&site, "closed: 2026-11-24T08:30:00+08:00");
    send(&site, "2026-11-24T08:31:00+08:00");
    let second = number(&site, "emergency");
    register(&site, "drill: true");
    let text = site.read("emergencies.yaml");
    site.write("emergencies.yaml", text.replace(", closed: 2026-11-24T08:30:00+08:00", ""));
    send(&site, "2026-11-24T09:00:00+08:00");
    let drill = number(&site, "drill");
    cap(&site, &["export", "--sender", "alarm@kepu.example.org"], 0);
    let cancel = site.read(&format!("cap/{PROJECT}.emergency.{second}.{CITRUS}.xml"));
    let reference = format!("alarm@kepu.example.org,{PROJECT}.emergency.{first}.{CITRUS},2026-11-24T08:00:00+08:00");
    assert!(cancel.contains("<msgType>Cancel</msgType>") && cancel.contains(&reference), "{cancel}");
    assert!(cancel.contains("<responseType>AllClear</responseType>") && !cancel.contains("<instruction>"), "{cancel}");
    let exercise = site.read(&format!("cap/{PROJECT}.drill.{drill}.{CITRUS}.xml"));
    assert!(exercise.contains("<status>Exercise</status>") && exercise.contains("<headline>【演练】"), "{exercise}");
    assert!(!exercise.contains("Actual"), "no flag makes a drill real: {exercise}");
    let files = site.files("cap");
    assert_eq!(files.len(), 9, "three alerts, three cancellations, three exercises: {:?}", files.keys());
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(faults(&text), Vec::<String>::new(), "{name}: {text}");
    }
    assert_eq!(
        faults(&alert.replace("Moderate", "Amber").replace("08:00:00+08:00", "08:00:00Z")).len(),
        4,
        "it is asked"
    );
    let moved = alert.replace("<status>Actual</status>", "").replace("<scope>", "<status>Actual</status><scope>");
    assert_eq!(faults(&moved).len(), 1, "the order, too");
    let bad = cap(&site, &["export", "--sender", "a b"], 2);
    assert!(bad.stderr.contains("KB161"), "{bad:?}");
}

#[test]
fn a_message_becomes_a_draft_that_opens_nothing_until_it_is_approved() {
    let source = site();
    send(&source, BEFORE);
    let sent = format!("cap/{PROJECT}.emergency.{}.{COLD}.xml", number(&source, "emergency"));
    cap(&source, &["export"], 0);
    let message = source.read(&sent).replace("2026-11-demo-coldwave", "2026-11-other-coldwave");

    let repo = Repo::new();
    let site = &repo.site;
    site.write("in.xml", &message);
    let before = site.read("emergencies.yaml");
    let topics = ["--topic", "weather.disaster", "--topic", "safety.fire"];
    let import = |more: &[&str], code| cap(site, &[&["import", "in.xml"], more].concat(), code);
    let asked = import(&[], 1);
    assert!(
        asked.stderr.contains("in.xml:1:1: KB161 消息不带本站的主题") && asked.stderr.contains("--topic"),
        "{asked:?}"
    );
    let shown = import(&topics, 0).stdout;
    assert!(shown.contains("只是草稿，没有写入") && site.read("emergencies.yaml") == before, "{shown}");
    let unknown = import(&["--topic", "no.such"], 1);
    assert!(unknown.stderr.contains("KB161 草稿写不进") && site.read("emergencies.yaml") == before, "{unknown:?}");
    let written = import(&[&topics[..], &["--write"]].concat(), 0).stdout;
    assert!(written.contains("还没有开启"), "{written}");
    let after = site.read("emergencies.yaml");
    assert!(after.starts_with(&before), "what was there stays");
    let entry = "- {id: 2026-11-other-coldwave, title: \"";
    assert!(after.contains(entry) && after.contains("category: natural_disaster, level: III"), "{after}");
    assert!(after.contains("opened: 2026-11-") && after.contains("# CAP 1.2 导入，待审批"), "{after}");
    // The gate: a register that nobody approved holds the whole change back.
    repo.commit("gov-sun", "Import");
    let checked = site.kepu(&["check", "--base", "main", "--format", "short", "--now", NOW]);
    assert!(checked.code != 0 && checked.stdout.contains("emergencies.yaml"), "{checked:?}");
    assert!(checked.stdout.contains("KP8"), "{checked:?}");
    let again = import(&topics, 0).stdout;
    assert!(again.contains("登记里已有，没有不同"), "{again}");
    site.write("in.xml", message.replace("Moderate", "Severe").replace(">III<", ">II<").replace("黄色", "橙色"));
    assert!(import(&topics, 0).stdout.contains("level: III → II"), "an update is told, not written");
    site.write("in.xml", message.replace(">Alert<", ">Cancel<"));
    let closed = import(&[], 0).stdout;
    assert!(closed.contains("closed: 2026-11-24T08:00:00+08:00"), "{closed}");
    assert_eq!(site.read("emergencies.yaml"), after);
}

#[test]
fn hostile_and_broken_files_are_told_and_change_nothing() {
    let site = Scratch::new(crate::support::Base::Settings);
    let before = site.read("emergencies.yaml");
    let args = ["import", "in.xml", "--topic", "weather.disaster", "--write"];
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]><alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">&a;</alert>";
    site.write("in.xml", bomb);
    let refused = cap(&site, &args, 4);
    assert!(refused.stderr.contains("in.xml:1:22: KB160 含 DOCTYPE 声明"), "{refused:?}");
    let file = fs::File::create(site.path("in.xml")).expect("a file");
    file.set_len(8 << 30).expect("a hole of eight gigabytes");
    assert!(cap(&site, &args, 4).stderr.contains("KB160 文件超过"));
    site.write("in.xml", "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n <status>x</status>\n</alert>");
    let faulty = cap(&site, &[&args[..], &["--lang", "en"]].concat(), 1);
    assert!(faulty.stderr.contains("in.xml:2:2: KB161 <status> cannot be `x`"), "{faulty:?}");
    assert!(faulty.stderr.contains("6 faults; nothing was registered"), "{faulty:?}");
    assert_eq!(cap(&site, &["import", "none.xml"], 3).stdout, "");
    assert_eq!(site.read("emergencies.yaml"), before);
}
