//! `kepu bundle build --plan`: what it says is exactly what the build then does, and it touches nothing and needs no key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::Value;

use crate::support::repository::{QUORUM, RICE};
use crate::support::{Base, Ran, Scratch, checkout, key, list};

const CHANNEL: &str = "village";
const DAYS: [&str; 3] = ["2026-11-24T08:00:00+08:00", "2026-11-25T08:00:00+08:00", "2026-11-26T08:00:00+08:00"];

/// Approved articles on a small site; the last is in no edition of the channel.
fn desk() -> Scratch {
    let site = Scratch::new(Base::Settings);
    for (id, audience) in [("jx-demo-one", "farmers"), ("jx-demo-two", "farmers"), ("jx-demo-aside", "minors")] {
        let text = RICE.replace("jx-demo-text", id).replace("[farmers]", &format!("[{audience}]"));
        site.write(&format!("content/{id}/index.md"), text);
        site.approve(id, "2026-11-20T08:00:00+08:00", QUORUM);
    }
    site
}

fn everything(site: &Scratch) -> BTreeMap<PathBuf, Vec<u8>> {
    list(site.root()).into_iter().map(|path| (path.clone(), std::fs::read(&path).expect("a file"))).collect()
}

fn plan(site: &Scratch, now: &str, more: &[&str]) -> Ran {
    let roots = checkout().join("roots");
    let args = ["bundle", "build", CHANNEL, "--plan", "--now", now, "--roots", roots.to_str().expect("a path")];
    let before = everything(site);
    let ran = site.kepu(&[&args[..], more].concat());
    assert!(everything(site) == before, "a plan leaves every byte as it was: {ran:?}");
    ran
}

/// Paths of the channel's release with their sums.
fn released(site: &Scratch) -> BTreeMap<String, String> {
    let path = format!("dist/c/{CHANNEL}/manifest.txt");
    let text = if site.path(&path).exists() { site.read(&path) } else { String::new() };
    let line = |line: &str| line.split_once(' ').map(|(sum, rest)| (rest.to_owned(), sum.to_owned()));
    text.lines()
        .filter_map(line)
        .map(|(rest, sum)| (rest.rsplit(' ').next().unwrap_or_default().to_owned(), sum))
        .collect()
}

/// Plans, builds, holds one against the other, and gives what happens to each article.
fn planned(site: &Scratch, now: &str) -> BTreeMap<String, String> {
    let (ran, said) = (plan(site, now, &["--format", "json"]), plan(site, now, &[]));
    let told: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error} {ran:?}"));
    let text = |value: &Value, field: &str| value[field].as_str().unwrap_or_default().to_owned();
    let before = released(site);
    let built = site.bundle(CHANNEL, now);
    assert_eq!(built.code, 0, "{built:?}");
    let after = released(site);
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let done: BTreeSet<(String, String)> = paths
        .into_iter()
        .filter_map(|path| {
            let act = match (before.get(path), after.get(path)) {
                (None, _) => "added",
                (_, None) => "removed",
                (old, new) => (old != new).then_some("changed")?,
            };
            Some((path.clone(), act.to_owned()))
        })
        .collect();
    let files = told["files"].as_array().expect("files").iter();
    let files: BTreeSet<_> = files.map(|file| (text(file, "path"), text(file, "act"))).collect();
    assert_eq!(files, done, "the plan is the difference of the releases");
    assert_eq!((ran.code, said.code), if done.is_empty() { (0, 0) } else { (1, 1) }, "{said:?}");
    let packs = built.stdout.lines().find(|line| line.contains("整包")).expect("packs");
    assert_eq!(said.stdout.contains(packs), !done.is_empty(), "{packs}: {said:?}");
    let to = told["release"]["to"].as_u64().expect("a number");
    assert!(built.stdout.contains(&format!("第 {to} 版")), "{built:?}");
    assert_eq!(told["release"]["files"].as_u64(), Some(after.len() as u64));
    let articles = told["articles"].as_array().expect("articles").iter();
    articles.map(|one| (text(one, "id"), text(one, "act"))).collect()
}

#[test]
fn a_plan_is_what_the_channel_then_gets() {
    let site = desk();
    let named = |all: &[(&str, &str)]| all.iter().map(|(id, act)| ((*id).to_owned(), (*act).to_owned())).collect();
    let first: BTreeMap<String, String> = named(&[("jx-demo-one", "new"), ("jx-demo-two", "new")]);
    assert_eq!(planned(&site, DAYS[0]), first);
    assert_eq!(planned(&site, DAYS[0]), named(&[]), "the same hour again");

    let text = RICE.replace("jx-demo-text", "jx-demo-three");
    site.write("content/jx-demo-three/index.md", text);
    site.approve("jx-demo-three", "2026-11-24T20:00:00+08:00", QUORUM);
    let key = key("fi-zhou");
    let words = ["sign", "jx-demo-two", "--as", "fi-zhou", "--stage", "final", "--decision", "suspend", "--yes"];
    let more = ["--note", "步骤有误", "--key", key.to_str().expect("a path"), "--now", "2026-11-24T21:00:00+08:00"];
    assert_eq!(site.kepu(&[&words[..], &more].concat()).code, 0);
    let said = plan(&site, DAYS[1], &["--lang", "zh"]).stdout;
    assert!(said.contains("撤下 1 篇") && said.contains("步骤有误") && said.contains("新撤下：jx-demo-two"), "{said}");
    assert!(said.contains("增量 1→2") && !said.contains("jx-demo-aside"), "{said}");
    let second = planned(&site, DAYS[1]);
    assert_eq!((&*second["jx-demo-three"], &*second["jx-demo-two"]), ("new", "withdrawn"));

    let all = plan(&site, DAYS[2], &["--rollout", "10"]);
    assert!(all.stdout.contains("先给 10% 的终端"), "{all:?}");
    assert_eq!(plan(&site, DAYS[0], &[]).code, 2, "before the last release");
}
