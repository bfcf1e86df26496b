//! From a station's entry in the register to the files that it is to hold, and why another one holds something else.
//! Source of the demand: FEATURES KB-07.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::kiosk_report::DAY;
use crate::support::{Base, Ran, Scratch, checkout, list};

const NEXT: &str = "2026-11-25T08:00:00+08:00";
const SCHOOL: &str = "jx-360322-0001";
const SMALL_SCHOOL: &str = "jx-361002-0001";
const VILLAGE: &str = "jx-360733-0001";

fn site() -> Scratch {
    let site = Scratch::new(Base::Sample);
    let stations = std::fs::read_to_string(checkout().join("stations.yaml")).expect("the register");
    let small = "{id: mini-set,";
    assert!(stations.contains(small));
    site.write("stations.yaml", stations.replace(small, "{id: mini-set, store_mib: 2,"));
    for channel in ["school", "village"] {
        assert_eq!(site.bundle(channel, DAY).code, 0);
    }
    site
}

fn objects(site: &Scratch, args: &[&str]) -> Ran {
    let roots = checkout().join("roots");
    let roots = roots.to_str().expect("a path");
    site.kepu(&[&["--lang", "zh", "fleet", "objects"], args, &["--roots", roots, "--now", DAY]].concat())
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

fn reasons(difference: &Value, side: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for one in difference[side].as_array().expect("a list") {
        *found.entry(one["why"].as_str().expect("a word").to_owned()).or_default() += 1;
    }
    found
}

#[test]
fn a_station_holds_exactly_what_is_said_of_it() {
    let site = site();
    // A box of each kind, enrolled as the register says; what it holds is what the command says.
    for (station, store, max) in [(SCHOOL, "box", "20"), (SMALL_SCHOOL, "small", "2")] {
        let said = objects(&site, &[station, "--json"]);
        assert_eq!(said.code, 0, "{said:?}");
        let said = json(&said);
        let root = checkout().join("roots/school/1.root.json");
        let root = root.to_str().expect("a path");
        let args = ["enrol", root, "--channel", "school", "--id", station, "--source", "dist", "--disk-max", max];
        let run = |args: &[&str]| site.kepu(&[&["kiosk"], args, &["--store", store, "--now", DAY]].concat());
        assert_eq!(run(&args).code, 0);
        assert_eq!(run(&["pull"]).code, 0);
        let sums: std::collections::BTreeSet<String> = said["objects"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one["sha256"].as_str().expect("a sum").to_owned())
            .collect();
        let held: std::collections::BTreeSet<String> = list(&site.path(&format!("{store}/objects")))
            .iter()
            .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
            .collect();
        assert_eq!(sums, held, "{station}");
        assert_eq!(said["left_out"].as_u64() > Some(0), station == SMALL_SCHOOL, "{station}");
    }
    let plain = objects(&site, &[SCHOOL]);
    assert!(plain.stdout.contains("频道 school（校园科普e站）：未成年人；不限地区"), "{plain:?}");
    assert!(plain.stdout.lines().any(|line| line.ends_with("  minors/index.html")), "{plain:?}");
    assert_eq!(objects(&site, &["jx-000000-0000"]).code, 2);
    assert_eq!(objects(&site, &[SCHOOL, "--release", "9"]).code, 2);
}

#[test]
fn what_two_stations_do_not_share_is_explained() {
    let site = site();
    let same = objects(&site, &[SCHOOL, "--against", "jx-360733-0002"]);
    assert_eq!(same.code, 0, "two boxes of one kind and channel: {same:?}");
    let disk = json(&objects(&site, &[SCHOOL, "--against", SMALL_SCHOOL, "--json"]));
    let only = reasons(&disk["difference"], "only_first");
    assert_eq!(only.keys().collect::<Vec<_>>(), ["disk"], "{only:?}");
    assert_eq!(reasons(&disk["difference"], "only_second"), BTreeMap::new());
    let ran = objects(&site, &[VILLAGE, "--against", SCHOOL, "--json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let channels = json(&ran);
    let (here, there) =
        (reasons(&channels["difference"], "only_first"), reasons(&channels["difference"], "only_second"));
    assert!(here["edition"] > 50 && there["edition"] > 50, "{here:?} {there:?}");
    assert!(here.contains_key("audience") || there.contains_key("audience"), "{here:?} {there:?}");
    let told = objects(&site, &[VILLAGE, "--against", SCHOOL]);
    assert!(
        told.stdout.contains("对方频道没有这个受众的版") && told.stdout.contains("  + farmers/index.html"),
        "{told:?}"
    );
    // The next night: a page changes, an article is called back.
    let page = site.read("themes/base/templates/opening.html");
    site.write("themes/base/templates/opening.html", page.replace("<h1>", "<h1 class=\"t\">"));
    assert_eq!(site.bundle("school", NEXT).code, 0);
    let nights = objects(&site, &[SCHOOL, "--since", "1"]);
    assert!(nights.code == 1 && nights.stdout.contains("  ~ minors/a/"), "{nights:?}");
    let none = objects(&site, &[SCHOOL, "--since", "2"]);
    assert_eq!(none.code, 0, "a release is what it is: {none:?}");
}
