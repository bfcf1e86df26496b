//! Signed hints to kiosks: who takes a release first, and when to come. Source: `design/kiosk.md` §6.2.

use serde_json::Value;

use crate::kiosk_report::{DAY, enrol, kiosk};
use crate::support::{Base, Ran, Scratch, checkout};

const NEXT: &str = "2026-11-25T08:00:00+08:00";
const LAST: &str = "2026-11-26T08:00:00+08:00";

fn build(site: &Scratch, now: &str, further: &[&str]) -> Ran {
    let path = |name: &str| checkout().join(name).to_str().expect("a path").to_owned();
    let (targets, online, roots) = (path("demo/keys/publisher"), path("demo/keys/online-school"), path("roots"));
    let args = ["bundle", "build", "school", "--now", now, "--targets-key", &targets, "--online-key", &online];
    site.kepu(&[args.as_slice(), &["--roots", &roots], further].concat())
}

fn status(site: &Scratch, now: &str) -> Value {
    serde_json::from_str(&kiosk(site, &["status", "--json"], now).stdout).expect("JSON")
}

#[test]
fn a_release_is_staged_told_and_opened_to_all() {
    let site = Scratch::new(Base::Sample);
    let yaml = site.read("site.yaml");
    let school = "audiences: [minors]";
    site.write("site.yaml", yaml.replace(school, &format!("{school}, window: \"02:00-04:00\"")));
    // No emergency is in force in this copy: one would go to everybody at once.
    for file in crate::support::list(&site.path("content")).into_iter().filter(|file| file.ends_with("index.md")) {
        if std::fs::read_to_string(&file).expect("an article").contains("\nemergency:") {
            std::fs::remove_dir_all(file.parent().expect("its folder")).expect("removed");
        }
    }
    assert_eq!(build(&site, DAY, &["--rollout", "0"]).code, 2, "nobody is no part");
    let first = build(&site, DAY, &["--rollout", "1"]);
    assert!(first.code == 0 && first.stdout.contains("先给 1% 的终端"), "{first:?}");
    enrol(&site, "jx-360322-0001", &[]);
    assert_eq!(kiosk(&site, &["pull"], DAY).code, 0, "the first release is for every box");
    let told = kiosk(&site, &["status"], DAY);
    assert!(told.stdout.contains("发布方建议的更新时段：02:00-04:00"), "{told:?}");
    let page = site.read("themes/base/templates/opening.html");
    site.write("themes/base/templates/opening.html", page.replace("<h1>", "<h1 class=\"t\">"));
    assert_eq!(build(&site, NEXT, &["--rollout", "1"]).code, 0);
    let plan = kiosk(&site, &["pull", "--dry-run"], NEXT);
    assert!(plan.code == 10 && plan.stdout.contains("还没轮到这台"), "{plan:?}");
    let waits = kiosk(&site, &["pull"], NEXT);
    assert!(waits.code == 10 && waits.stdout.contains("第 2 版分批发布，先给 1% 的终端，还没轮到这台"), "{waits:?}");
    let told = status(&site, NEXT);
    assert_eq!((&told["serial"], &told["newest_serial"]), (&1.into(), &2.into()));
    assert_eq!(told["last_pull"]["waits"], serde_json::json!({"serial": 2, "percent": 1}));
    let doctor = kiosk(&site, &["--lang", "en", "doctor"], NEXT);
    assert!(doctor.stdout.contains("[fine] release 2 goes to 1 % of the kiosks first"), "{doctor:?}");
    std::fs::copy(checkout().join("stations.yaml"), site.path("stations.yaml")).expect("the register");
    std::fs::create_dir(site.path("told")).expect("made");
    std::fs::copy(site.path("box/status.json"), site.path("told/one.json")).expect("brought home");
    let roots = checkout().join("roots");
    let roots = roots.to_str().expect("a path");
    let report = site.kepu(&["fleet", "report", "--statuses", "told", "--roots", roots, "--now", NEXT]);
    assert_eq!(report.code, 0, "{report:?}");
    assert!(site.read("fleet/fleet.csv").contains("分批发布，还没轮到"));
    let all = build(&site, LAST, &[]);
    assert!(all.code == 0 && all.stdout.contains("第 3 版") && !all.stdout.contains("先给"), "{all:?}");
    let taken = kiosk(&site, &["pull"], LAST);
    assert!(taken.code == 0 && taken.stdout.contains("已换上第 3 版"), "{taken:?}");
    assert_eq!(kiosk(&site, &["verify"], LAST).code, 0);
}

#[test]
fn a_channel_says_its_part_and_its_hours_or_is_told_why_not() {
    let site = Scratch::new(Base::Sample);
    let yaml = site.read("site.yaml");
    let school = "audiences: [minors]";
    site.write("site.yaml", yaml.replace(school, &format!("{school}, rollout: 0, window: \"25:00-05:00\"")));
    let ran = site.kepu(&["check", "--now", DAY]);
    let text = ran.stdout + &ran.stderr;
    assert!(text.contains("rollout“0”不在 1 到 100 之间") && text.contains("window“25:00-05:00”不是时段"), "{text}");
}
