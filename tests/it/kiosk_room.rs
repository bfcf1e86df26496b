//! A box whose disk does not take its channel, through the real binary. Source of the demand: FEATURES KB-04.

use serde_json::Value;

use crate::kiosk_report::{DAY, enrol, kiosk};
use crate::support::{Base, Scratch};

const NEXT: &str = "2026-11-25T08:00:00+08:00";
const ALWAYS: &str = "jx-drowning";

fn status(site: &Scratch) -> Value {
    serde_json::from_str(&kiosk(site, &["status", "--json"], DAY).stdout).expect("JSON")
}

fn allow(site: &Scratch, mib: u64) {
    let mut settings: Value = serde_json::from_str(&site.read("box/kiosk.json")).expect("JSON");
    settings["disk"]["max_mib"] = mib.into();
    site.write("box/kiosk.json", settings.to_string());
}

#[test]
fn a_small_box_says_what_it_left_out() {
    let site = Scratch::new(Base::Sample);
    let yaml = site.read("site.yaml");
    let school = "audiences: [minors]";
    assert!(yaml.contains(school));
    site.write("site.yaml", yaml.replace(school, &format!("{school}, always: [{ALWAYS}, jx-nowhere]")));
    let built = site.bundle("school", DAY);
    assert!(built.code == 0 && built.stdout.contains("always 里，这一版没有：jx-nowhere"), "{built:?}");
    enrol(&site, "jx-360322-0001", &["--disk-max", "2"]);
    let pulled = kiosk(&site, &["pull", "--from", "dist"], DAY);
    assert!(pulled.code == 0 && pulled.stdout.contains("本机空间不足，没有下载："), "{pulled:?}");
    let told = status(&site);
    let left = &told["left_out"];
    let n = |key: &str| left[key].as_u64().unwrap_or_default();
    assert!(n("articles") > 5 && n("files") > n("articles") && n("bytes") > 100_000, "{told}");
    assert_eq!(told["state"], "current", "what is here is the newest, every file hashed");
    let verify = kiosk(&site, &["verify"], DAY);
    assert!(verify.code == 0 && verify.stdout.contains(&format!("共 {} 个文件", n("files"))), "{verify:?}");
    let proven = kiosk(&site, &["verify", "--provenance"], DAY);
    assert_eq!(proven.code, 0, "every approval is counted though not every article is here: {proven:?}");
    let doctor = kiosk(&site, &["--lang", "en", "doctor"], DAY);
    assert!(doctor.code == 0 && doctor.stdout.contains("[note] left out for lack of space"), "{doctor:?}");
    assert_eq!(kiosk(&site, &["export-tree", "tree"], DAY).code, 0);
    assert!(site.path(&format!("tree/minors/a/{ALWAYS}/index.html")).exists(), "never left out");
    assert!(site.path(&format!("tree/media/{ALWAYS}/cover.svg")).exists(), "nor its picture");
    let pages = crate::support::list(&site.path("tree/minors/a")).len();
    let objects = site.files("box/objects").len();
    let quiet = kiosk(&site, &["pull"], DAY);
    assert!(quiet.code == 10 && quiet.stdout.contains("2 次请求"), "no loop: {quiet:?}");
    assert_eq!(site.files("box/objects").len(), objects);
    let roots = crate::support::checkout().join("roots");
    let roots = roots.to_str().expect("a path");
    // What it said on the stick reaches the fleet's page.
    std::fs::copy(crate::support::checkout().join("stations.yaml"), site.path("stations.yaml")).expect("the register");
    let report = site.kepu(&["fleet", "report", "--statuses", "dist/outbox", "--roots", roots, "--now", DAY]);
    assert_eq!(report.code, 0, "{report:?}");
    assert!(site.read("fleet/fleet.csv").contains("空间不足，内容不全"));
    // Less than the frame: told, and nothing of it is lost.
    allow(&site, 1);
    let none = kiosk(&site, &["pull"], DAY);
    assert!(none.code == 40 && none.stderr.contains("KB135"), "{none:?}");
    let none = kiosk(&site, &["--lang", "en", "pull"], DAY);
    assert!(none.code == 40 && none.stderr.contains("KB135 what is never left out"), "{none:?}");
    assert_eq!(kiosk(&site, &["verify"], DAY).code, 0);
    allow(&site, 20);
    let all = kiosk(&site, &["pull"], NEXT);
    assert!(all.code == 10 && all.stdout.contains("补上先前放不下的"), "{all:?}");
    assert_eq!(status(&site)["left_out"], Value::Null);
    assert_eq!(kiosk(&site, &["export-tree", "whole"], NEXT).code, 0);
    assert!(crate::support::list(&site.path("whole/minors/a")).len() > pages);
}
