//! The numbers of faults of bundles and kiosks: the program, both languages and the handbook know the same ones.

use std::collections::BTreeSet;
use std::fs;

use crate::support::{Base, Scratch, checkout, list};

/// Numbers of a text: `KB` and three digits.
fn numbers(text: &str) -> BTreeSet<String> {
    let number =
        |rest: &str| rest.get(..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned);
    text.split("KB").skip(1).filter_map(number).collect()
}

#[test]
fn the_handbook_explains_every_number_and_no_other() {
    let sources =
        list(&checkout().join("src")).into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let used: BTreeSet<String> =
        sources.flat_map(|path| numbers(&fs::read_to_string(path).expect("a source"))).collect();
    assert!(used.len() > 50, "{used:?}");
    let page = fs::read_to_string(checkout().join("docs/运维手册.md")).expect("the handbook");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| KB")?.split('|').next());
    let explained: BTreeSet<String> = rows.flat_map(|cell| numbers(&format!("KB{cell}"))).collect();
    assert_eq!(explained, used);
}

#[test]
fn a_fault_has_its_number_in_both_languages() {
    let site = Scratch::new(Base::Settings);
    let root = checkout().join("roots/school/1.root.json");
    let root = root.to_str().expect("a path");
    let key = checkout().join("demo/keys/online-village");
    let key = key.to_str().expect("a path");
    let roots = checkout().join("roots");
    let roots = roots.to_str().expect("a path");
    let enrol = ["kiosk", "enrol", root, "--channel", "school", "--id", "e-1", "--source", "nowhere", "--store", "box"];
    assert_eq!(site.kepu(&enrol).code, 0);
    fs::create_dir_all(site.path("empty")).expect("made");
    let faults: [(&str, &[&str]); 4] = [
        ("KB120", &["kiosk", "status", "--store", "other"]),
        ("KB121", &enrol),
        ("KB140", &["kiosk", "pull", "--store", "box"]),
        ("KB111", &["bundle", "build", "school", "--roots", roots, "--targets-key", key, "--online-key", key]),
    ];
    for (number, args) in faults {
        for lang in ["zh", "en"] {
            let ran = site.kepu(&[&["--lang", lang], args].concat());
            let first = ran.stderr.lines().find(|line| line.contains("KB")).unwrap_or_default();
            let (_, message) = first.split_once(": ").unwrap_or_default();
            assert!(ran.code != 0 && message.starts_with(number), "{lang}: {ran:?}");
            assert_eq!(lang == "zh", message.chars().any(|c| ('一'..='鿿').contains(&c)), "{ran:?}");
        }
    }
}
