//! `kepu build --plan`: what it says is exactly what the build then does, and it touches nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use serde_json::Value;

use crate::support::repository::{NOW, QUORUM, RICE};
use crate::support::{Base, Ran, Scratch, key, list};

const SIGNED: &str = "2026-11-20T08:00:00+08:00";

/// Three approved articles on a small site.
fn desk() -> Scratch {
    let site = Scratch::new(Base::Settings);
    for (id, audience) in [("jx-demo-text", "farmers"), ("jx-demo-other", "farmers"), ("jx-demo-third", "elderly")] {
        let text = RICE.replace("jx-demo-text", id).replace("[farmers]", &format!("[{audience}]"));
        site.write(&format!("content/{id}/index.md"), text);
        site.approve(id, SIGNED, QUORUM);
    }
    site
}

/// Every file of the site's folder with its bytes and its time.
fn everything(site: &Scratch) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let read = |path: PathBuf| {
        let time = fs::metadata(&path).expect("there").modified().expect("a time");
        (path.clone(), (fs::read(&path).expect("a file"), time))
    };
    list(site.root()).into_iter().map(read).collect()
}

fn ran_plan(site: &Scratch, now: &str) -> Ran {
    let before = everything(site);
    let ran = site.kepu(&["build", "--plan", "--format", "json", "--now", now]);
    assert!(everything(site) == before, "a plan leaves every byte and time as it was");
    ran
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_default()
}

/// Plans, builds, holds the plan against what changed in the folder, and gives act and reason of each article.
fn planned(site: &Scratch, now: &str) -> BTreeMap<String, (String, String)> {
    let ran = ran_plan(site, now);
    let plan: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error} {ran:?}"));
    let files = plan["files"].as_array().expect("files");
    let said: BTreeSet<(String, String)> =
        files.iter().map(|file| (text(file, "path").to_owned(), text(file, "act").to_owned())).collect();
    let before = site.files("public");
    let built = site.kepu(&["build", "--now", now]);
    assert!(matches!(built.code, 0 | 1), "{built:?}");
    let after = site.files("public");
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).filter(|path| *path != "kepu-files.txt").collect();
    let done = paths.into_iter().filter_map(|path| {
        let act = match (before.get(path), after.get(path)) {
            (None, _) => "added",
            (_, None) => "removed",
            (old, new) if old != new => "changed",
            _ => return None,
        };
        Some((path.clone(), act.to_owned()))
    });
    assert_eq!(said, done.collect(), "the plan is the difference of the trees");
    assert_eq!(ran.code, i32::from(!said.is_empty()), "{ran:?}");
    counted(&plan, after.len() - 1);
    let articles = plan["articles"].as_array().expect("articles").iter();
    let told: BTreeMap<String, (String, String)> = articles
        .map(|one| (text(one, "id").to_owned(), (text(one, "act").to_owned(), text(&one["reason"], "zh").to_owned())))
        .collect();
    let touched = files.iter().filter_map(|file| file["article"].as_str());
    assert_eq!(touched.collect::<BTreeSet<_>>(), told.keys().map(String::as_str).collect(), "no file without a reason");
    told
}

fn counted(plan: &Value, files: usize) {
    let number = |value: &Value, field: &str| value[field].as_u64().expect("a number");
    for act in ["added", "changed", "removed"] {
        let own =
            plan["files"].as_array().expect("files").iter().filter(|file| text(file, "act") == act).count() as u64;
        let editions: u64 = plan["editions"].as_array().expect("editions").iter().map(|one| number(one, act)).sum();
        assert_eq!((number(&plan["counts"], act), editions), (own, own), "{act}");
    }
    let counts = &plan["counts"];
    let there = number(counts, "added") + number(counts, "changed") + number(counts, "unchanged");
    assert_eq!(there, files as u64);
}

fn act(told: &BTreeMap<String, (String, String)>, id: &str) -> (String, String) {
    told.get(id).cloned().unwrap_or_else(|| panic!("{id} is not in {told:?}"))
}

fn decide(site: &Scratch, decision: &str, at: &str) {
    let key = key("fi-zhou");
    let words = ["sign", "jx-demo-other", "--as", "fi-zhou", "--stage", "final", "--decision", decision, "--yes"];
    let more = ["--note", "步骤有误", "--key", key.to_str().expect("a path"), "--now", at];
    let ran = site.kepu(&[&words[..], &more].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn a_plan_is_what_the_build_does_after_edits_and_decisions() {
    let site = desk();
    let first = planned(&site, NOW);
    assert_eq!(first.len(), 3);
    let (word, reason) = act(&first, "jx-demo-text");
    assert!(word == "new" && reason.contains("2026-11-20") && reason.contains("终审"), "{reason}");
    assert_eq!(planned(&site, NOW), BTreeMap::new());

    let (path, old) = ("content/jx-demo-text/index.md", site.read("content/jx-demo-text/index.md"));
    let status = site.kepu(&["status", "jx-demo-text", "--format", "json", "--now", NOW]).stdout;
    let digest = serde_json::from_str::<Value>(&status).expect("JSON")["articles"][0]["digest"].clone();
    let digest = digest.as_str().expect("a digest");
    let word = format!(
        "corrections:\n  - {{date: 2026-11-21, type: update, of: \"{digest}\", summary: 写明裂缝宽度}}\nreview:"
    );
    let new = old.replace("review:", &word).replace("细裂", "两毫米的细裂");
    site.write(path, &new);
    let held = planned(&site, NOW);
    let (word, reason) = act(&held, "jx-demo-text");
    assert!(word == "withdrawn" && reason.contains("审核中"), "{reason}");
    site.write(path, &old);
    assert_eq!(act(&planned(&site, NOW), "jx-demo-text").0, "new");
    site.write(path, &new);
    site.approve("jx-demo-text", "2026-11-22T08:00:00+08:00", QUORUM);
    let (word, reason) = act(&planned(&site, NOW), "jx-demo-text");
    assert!(word == "text" && reason.contains("2026-11-22"), "{word} {reason}");

    decide(&site, "suspend", "2026-11-23T08:00:00+08:00");
    let (word, reason) = act(&planned(&site, NOW), "jx-demo-other");
    assert!(word == "withdrawn" && reason.contains("records/jx-demo-other/"), "{reason}");
    assert!(reason.contains("步骤有误") && reason.contains("2026-11-23"), "{reason}");
    decide(&site, "resume", "2026-11-23T09:00:00+08:00");
    let (word, reason) = act(&planned(&site, NOW), "jx-demo-other");
    assert!(word == "back" && reason.contains("恢复") && reason.contains("records/"), "{reason}");

    fs::remove_dir_all(site.path("content/jx-demo-third")).expect("gone");
    let (word, reason) = act(&planned(&site, NOW), "jx-demo-third");
    assert!(word == "withdrawn" && reason.contains("内容里已没有"), "{reason}");
}

#[test]
fn a_plan_is_what_the_build_does_after_time_settings_and_meddling() {
    let site = desk();
    planned(&site, NOW);
    let settings = site.read("site.yaml");
    site.write("site.yaml", settings.replace("title: 科普江西", "title: 科普某省"));
    let told = planned(&site, NOW);
    assert!(told.len() == 3 && told.values().all(|(word, _)| word == "pages"), "{told:?}");

    // Somebody edited one page by hand and deleted another: the build puts both right, and the plan says so.
    let page = "public/farmers/a/jx-demo-text/index.html";
    site.write(page, "meddled with");
    fs::remove_file(site.path("public/farmers/a/jx-demo-other/index.html")).expect("gone");
    assert_eq!(planned(&site, NOW).len(), 2);
    assert!(site.read(page).contains("看水"));

    // An edition is given up; its files are still said to be its own.
    fs::remove_dir_all(site.path("themes/base/audiences/workers")).expect("gone");
    site.write("site.yaml", settings.replace("elderly, workers, officials", "elderly, officials"));
    let ran = ran_plan(&site, NOW);
    let plan: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let of_workers = |file: &&Value| text(file, "edition") == "workers";
    let files: Vec<&Value> = plan["files"].as_array().expect("files").iter().filter(of_workers).collect();
    assert!(files.len() > 5 && files.iter().all(|file| text(file, "act") == "removed"), "{files:?}");
    planned(&site, NOW);

    let expired = planned(&site, "2030-01-01T08:00:00+08:00");
    let (word, reason) = act(&expired, "jx-demo-text");
    assert!(word == "state" && reason.contains("到期"), "{word} {reason}");
    // A build that was killed between two renames left the site under its old name.
    fs::rename(site.path("public"), site.path(".public.kepu-old")).expect("renamed");
    assert_eq!(ran_plan(&site, "2030-01-01T08:00:00+08:00").code, 0);
}

#[test]
fn a_plan_refuses_what_the_build_refuses() {
    let site = desk();
    site.write("public/own.txt", "not kepu's");
    for out in ["public", "."] {
        let [built, planned] = [&[][..], &["--plan"]].map(|flag| {
            let words = ["build", "--out", out, "--now", NOW];
            site.kepu(&[&words[..], flag].concat())
        });
        assert!(built.code != 0 && built.stderr == planned.stderr, "{built:?} {planned:?}");
        assert_eq!(built.code, planned.code);
    }
    let people = site.kepu(&["build", "--plan", "--out", "other", "--lang", "en", "--now", NOW]);
    assert!(
        people.code == 1 && people.stdout.contains("new: 3\n") && people.stdout.contains("approved by"),
        "{people:?}"
    );
    assert!(!site.path("other").exists() && !site.path(".kepu").exists());
}
