//! Who approved what a kiosk shows, from the roster's ceremony to the count on the box, through the real binary.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::support::{Base, Ran, Scratch, checkout};

/// The evening the sample was signed: every state of the machine is present then.
const EVENING: &str = "2026-11-24T08:00:00+08:00";
const CHANNELS: [&str; 3] = ["village", "school", "community"];

fn demo(name: &str) -> String {
    checkout().join("demo/keys").join(name).to_str().expect("a clean path").to_owned()
}

fn fine(ran: Ran) -> Ran {
    assert_eq!(ran.code, 0, "{ran:?}");
    ran
}

/// The sample with roots that name two keepers of the roster, both of whom must sign.
fn sample() -> Scratch {
    let keepers = ["--roster-key", "keeper-a.pub", "--roster-key", "keeper-b.pub", "--roster-threshold", "2"];
    sample_with(&keepers)
}

fn sample_with(keepers: &[&str]) -> Scratch {
    let scratch = Scratch::new(Base::Sample);
    for keeper in ["keeper-a", "keeper-b"] {
        fine(scratch.kepu(&["keys", "new", keeper]));
    }
    for channel in CHANNELS {
        let root = format!("roots/{channel}/1.root.json");
        fs::create_dir_all(scratch.path(&format!("roots/{channel}"))).expect("a folder");
        let (a, b, targets) = (demo("root-a.pub"), demo("root-b.pub"), demo("publisher.pub"));
        let online = demo(&format!("online-{channel}.pub"));
        let roles = ["keys", "root", "--root-key", &a, "--root-key", &b, "--targets-key", &targets];
        let more = ["--online-key", &online, "--out", &root, "--now", EVENING];
        fine(scratch.kepu(&[&roles[..], keepers, &more].concat()));
        for key in ["root-a", "root-b"] {
            fine(scratch.kepu(&["keys", "sign-root", &root, "--key", &demo(key)]));
        }
    }
    scratch
}

fn sign_roster(scratch: &Scratch, now: &str) -> String {
    fine(scratch.kepu(&["keys", "sign-roster", "--key", "keeper-a", "--now", now]));
    fine(scratch.kepu(&["keys", "sign-roster", "--key", "keeper-b", "--now", now])).stdout
}

fn publish(scratch: &Scratch, channel: &str, now: &str) -> Ran {
    let (targets, online) = (demo("publisher"), demo(&format!("online-{channel}")));
    scratch.kepu(&["bundle", "build", channel, "--targets-key", &targets, "--online-key", &online, "--now", now])
}

fn kiosk(scratch: &Scratch, channel: &str, verb: &[&str], now: &str) -> Ran {
    let store = format!("box-{channel}");
    scratch.kepu(&[&["kiosk"], verb, &["--store", &store, "--now", now]].concat())
}

fn enrolled(scratch: &Scratch, channel: &str) {
    let root = format!("roots/{channel}/1.root.json");
    let verb = ["enrol", &root, "--channel", channel, "--id", "e-1", "--source", "dist"];
    fine(kiosk(scratch, channel, &verb, EVENING));
}

fn verdicts(ran: &Ran) -> BTreeMap<String, Value> {
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let articles = report["articles"].as_array().expect("articles");
    articles.iter().map(|one| (one["id"].as_str().expect("an id").to_owned(), one.clone())).collect()
}

/// The kiosk counts as the editors' gate does: everything that is shown, by the same people.
#[test]
fn every_article_of_every_channel_is_proven_on_the_kiosk() {
    let scratch = sample();
    sign_roster(&scratch, EVENING);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for channel in CHANNELS {
        fine(publish(&scratch, channel, EVENING));
        enrolled(&scratch, channel);
        fine(kiosk(&scratch, channel, &["pull"], EVENING));
        let counted = verdicts(&fine(kiosk(&scratch, channel, &["verify", "--provenance", "--json"], EVENING)));
        let out = format!("out-{channel}");
        fine(kiosk(&scratch, channel, &["export-tree", &out], EVENING));
        let files = scratch.files(&out);
        let page = |path: &String| path.strip_suffix("/index.html")?.split_once("/a/").map(|(_, id)| id.to_owned());
        let pages: BTreeSet<String> = files.keys().filter_map(page).filter(|id| !id.contains('/')).collect();
        assert_eq!(counted.keys().cloned().collect::<BTreeSet<_>>(), pages, "{channel}");
        for (id, verdict) in &counted {
            seen.insert(verdict["verdict"].as_str().expect("a word").to_owned());
            // Written by the gate, for machines: the people it counted.
            let Some(written) = files.get(&format!("provenance/{id}.json")) else {
                assert_eq!(verdict["verdict"], "withdrawn", "{id}");
                continue;
            };
            let written: Value = serde_json::from_slice(written).expect("JSON");
            let fix = written.get("small_fix");
            let credits = fix.unwrap_or(&written)["approvals"].as_array().expect("approvals").clone();
            let credited: BTreeSet<&str> = credits.iter().filter_map(|one| one["person"].as_str()).collect();
            let people = verdict["people"].as_array().expect("people").iter();
            let counted: BTreeSet<&str> = people.filter_map(|one| one[1].as_str()).collect();
            assert_eq!((counted, &written["digest"]), (credited, &verdict["digest"]), "{id}");
        }
    }
    let rebuilt = fine(kiosk(&scratch, "school", &["verify", "--rebuild"], EVENING)).stdout;
    assert!(rebuilt.contains("逐字节相同"), "{rebuilt}");
    let other = scratch.read("site.yaml").replace("title: 科普江西", "title: 科普某省");
    scratch.write("site.yaml", other);
    let differs = kiosk(&scratch, "school", &["verify", "--rebuild"], EVENING);
    assert!(differs.code == 32 && differs.stderr.contains("KB181"), "{differs:?}");
    // What is retracted leaves one page of notice on a kiosk.
    let expected = ["approved", "provisional", "withdrawn"].map(str::to_owned);
    assert!(expected.iter().all(|word| seen.contains(word)), "{seen:?}");
    let said = fine(kiosk(&scratch, "village", &["verify", "--provenance"], EVENING)).stdout;
    assert!(said.contains("不是页面上的每个字"), "it says what it does not prove: {said}");
}

#[test]
fn the_ceremony_and_what_the_publisher_is_told() {
    let scratch = sample();
    let without = publish(&scratch, "school", EVENING);
    assert_eq!(without.code, 4, "{without:?}");
    assert!(without.stderr.contains("KB171") && without.stderr.contains("sign-roster"), "{}", without.stderr);
    fine(scratch.kepu(&["keys", "sign-roster", "--key", "keeper-a", "--now", EVENING]));
    let by_one = publish(&scratch, "school", EVENING);
    assert!(by_one.code == 4 && by_one.stderr.contains("KB172"), "{by_one:?}");
    let signed = fine(scratch.kepu(&["keys", "sign-roster", "--key", "keeper-b", "--now", EVENING])).stdout;
    assert!(signed.contains("第 1 份名册") && signed.contains("共 2 个签名"), "{signed}");
    let fresh = fine(publish(&scratch, "school", EVENING)).stdout;
    assert!(!fresh.contains("reviewers.yaml"), "{fresh}");
    // The signed roster does not know yet what the site knows, then it does.
    let reviewers = scratch.read("reviewers.yaml").replace("title: 编审", "title: 高级编审");
    scratch.write("reviewers.yaml", reviewers);
    let next = "2026-11-25T08:00:00+08:00";
    let stale = fine(publish(&scratch, "school", next)).stdout;
    assert!(stale.contains("已不一致") && stale.contains("sign-roster"), "{stale}");
    assert!(sign_roster(&scratch, next).contains("第 2 份名册"));
    assert!(!fine(publish(&scratch, "school", next)).stdout.contains("已不一致"));
    // A copy of the first roster from somewhere: kiosks have seen the second.
    let second = scratch.read("roots/roster.json");
    scratch.write("roots/roster.json", second.replace(r#""version":2"#, r#""version":1"#));
    let unsigned = publish(&scratch, "school", next);
    assert!(unsigned.code == 4 && unsigned.stderr.contains("KB172"), "{unsigned:?}");
    let late = "2027-12-30T08:00:00+08:00";
    let ended = scratch.kepu(&["kiosk", "verify", "--provenance", "--store", "nowhere", "--now", late]);
    assert_eq!(ended.code, 50, "{ended:?}");
}

#[test]
fn a_channel_whose_root_names_no_roster_says_so() {
    let scratch = sample_with(&[]);
    fine(publish(&scratch, "school", EVENING));
    enrolled(&scratch, "school");
    fine(kiosk(&scratch, "school", &["pull"], EVENING));
    let ran = kiosk(&scratch, "school", &["verify", "--provenance"], EVENING);
    assert!(ran.code == 32 && ran.stderr.contains("KB170"), "{ran:?}");
    let root = "roots/school/1.root.json";
    let verb = ["kiosk", "enrol", root, "--channel", "school", "--id", "e-2", "--source", "dist", "--store", "strict"];
    fine(scratch.kepu(&[&verb[..], &["--require-provenance"]].concat()));
    let ran = scratch.kepu(&["kiosk", "pull", "--store", "strict", "--now", EVENING]);
    assert!(ran.code == 30 && ran.stderr.contains("KB170"), "{ran:?}");
}

/// An article that is wrong goes off the screens though the keepers of the roster cannot be reached.
#[test]
fn the_brake_waits_for_no_roster() {
    let scratch = sample();
    sign_roster(&scratch, EVENING);
    fine(publish(&scratch, "village", EVENING));
    enrolled(&scratch, "village");
    fine(kiosk(&scratch, "village", &["pull"], EVENING));
    fs::remove_file(scratch.path("roots/roster.json")).expect("removed");
    let night = "2026-11-25T08:00:00+08:00";
    assert_eq!(publish(&scratch, "village", night).code, 4, "a night without a roster is none");
    let (targets, online) = (demo("publisher"), demo("online-village"));
    let order = ["bundle", "retract", "jx-straw-return", "--reason", "剂量有误", "--channel", "village"];
    let keys = ["--targets-key", &targets, "--online-key", &online, "--now", night];
    let ran = fine(scratch.kepu(&[&order[..], &keys].concat()));
    assert!(ran.stdout.contains("终端只收名单"), "{ran:?}");
    assert_eq!(kiosk(&scratch, "village", &["pull"], night).code, 30, "what nobody can count is not shown");
    fine(kiosk(&scratch, "village", &["export-tree", "out"], night));
    let files = scratch.files("out");
    assert!(files.contains_key("farmers/index.html"), "the rest is there");
    assert!(!files.keys().any(|path| path.contains("/a/jx-straw-return/")), "and the article is not");
}
