//! The sample site, walked through the real binary: what the README promises, on real content.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::support::{Base, Scratch, checkout, list};

/// The evening the sample was signed: every state of the machine is present then.
const EVENING: &str = "2026-11-24T08:00:00+08:00";

fn built() -> Scratch {
    let scratch = Scratch::new(Base::Sample);
    let ran = scratch.kepu(&["build", "--now", EVENING]);
    assert_eq!(ran.code, 1, "something is always held back in the sample: {ran:?}");
    scratch
}

fn status(scratch: &Scratch, now: &str) -> Vec<serde_json::Value> {
    let ran = scratch.kepu(&["status", "--format", "json", "--now", now]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    report["articles"].as_array().expect("articles").clone()
}

fn state_of(articles: &[serde_json::Value], id: &str) -> String {
    let found = articles.iter().find(|article| article["id"] == id).unwrap_or_else(|| panic!("{id} is not listed"));
    found["state"].as_str().expect("a state").to_owned()
}

#[test]
fn every_state_of_the_machine_is_in_the_sample() {
    let articles = status(&Scratch::new(Base::Sample), EVENING);
    let states: BTreeSet<String> = articles.iter().map(|a| a["state"].as_str().expect("a state").to_owned()).collect();
    let all: BTreeSet<String> = kepu::model::state::State::ALL.iter().map(|state| state.token().to_owned()).collect();
    assert_eq!(states, all);
    let published = articles.iter().filter(|article| article["shown"] == true).count();
    assert!(published >= 40, "{published} shown");
}

#[test]
fn each_edition_has_enough_to_read() {
    let scratch = built();
    let files = scratch.files("public");
    for audience in fs::read_dir(checkout().join("themes/base/audiences")).expect("audiences") {
        let id = audience.expect("an entry").file_name().to_string_lossy().into_owned();
        let prefix = if id == "public" { "a/".to_owned() } else { format!("{id}/a/") };
        let pages = files.keys().filter(|name| name.starts_with(&prefix)).count();
        assert!(pages >= 8, "{id} has {pages} pages");
    }
}

/// Sentences of an article that no other article shares: what would betray it in the output.
fn telling(dir: &std::path::Path, others: &str) -> Vec<String> {
    let text = fs::read_to_string(dir.join("index.md")).expect("an article");
    let parts = text.split(['。', '\n', '：', '|', '，']).map(str::trim);
    let long = parts.filter(|part| part.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count() >= 9);
    long.filter(|part| !part.contains(['[', '*', '`', '{', '<']) && !others.contains(*part))
        .map(str::to_owned)
        .collect()
}

#[test]
fn nothing_of_a_hidden_article_is_anywhere_in_the_output() {
    let scratch = Scratch::new(Base::Sample);
    let articles = status(&scratch, EVENING);
    let hidden = ["draft", "in_review", "objected", "scheduled", "invalid", "rolled_back", "suspended", "overdue"];
    let dirs: BTreeMap<String, std::path::PathBuf> = articles
        .iter()
        .filter(|a| hidden.contains(&a["state"].as_str().expect("a state")))
        .map(|a| (a["id"].as_str().expect("an id").to_owned(), scratch.path(a["path"].as_str().expect("a path"))))
        .collect();
    assert!(dirs.len() >= hidden.len(), "{dirs:?}");
    let canaries: BTreeMap<String, String> =
        dirs.keys().map(|id| (id.clone(), format!("canary-{}", id.replace("state", "st4te")))).collect();
    // A file beside the article, and words that only it has.
    for (id, path) in &dirs {
        fs::write(path.parent().expect("a folder").join("canary.svg"), canaries.get(id).expect("a canary"))
            .expect("a file");
    }
    let others: String = list(&scratch.path("content"))
        .into_iter()
        .filter(|path| path.ends_with("index.md") && !dirs.values().any(|hidden| hidden == path))
        .map(|path| fs::read_to_string(path).expect("an article"))
        .collect();
    let ran = scratch.kepu(&["build", "--now", EVENING]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let output = scratch.files("public");
    let all: String =
        output.iter().map(|(name, bytes)| format!("{name}\n{}\n", String::from_utf8_lossy(bytes))).collect();
    let mut words = 0;
    for (id, path) in &dirs {
        assert!(!all.contains(canaries.get(id).expect("a canary").as_str()), "the canary of {id} got out");
        for telling in telling(path.parent().expect("a folder"), &others) {
            words += 1;
            assert!(!all.contains(&telling), "{id}: {telling}");
        }
    }
    assert!(words > 50, "only {words} telling sentences were looked for");
}

/// Title or claim of each refutation with the words of its verdict, as the search index of any edition has them.
fn refutations(output: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, String> {
    let scripts = output.iter().filter(|(name, _)| name.contains("/search/t") && name.ends_with(".js"));
    let mut found = BTreeMap::new();
    for (name, bytes) in scripts {
        let script = String::from_utf8_lossy(bytes);
        let rows = script.split_once(",").map(|(_, rest)| rest.trim_end().trim_end_matches(");")).expect("a call");
        let rows: Vec<serde_json::Value> = serde_json::from_str(rows).unwrap_or_else(|error| panic!("{name}: {error}"));
        for row in rows.iter().filter(|row| !row["claim"].is_null()) {
            let word = |key: &str| row[key].as_str().unwrap_or_else(|| panic!("{key} of {row}")).to_owned();
            found.insert(word("title"), word("label"));
            found.insert(word("claim"), word("label"));
        }
    }
    found
}

/// Where the words of refutations stand without their verdict; how many places were seen, and how many shared texts.
fn bare_rumours(output: &BTreeMap<String, Vec<u8>>) -> (usize, usize, Vec<String>) {
    let refutations = refutations(output);
    assert!(refutations.len() >= 16, "{refutations:?}");
    let borders = ["<li", "<section", "<article", "<nav", "<entry", "<item", "<meta", "{\"id\""];
    let (mut n_seen, mut n_shared, mut faults) = (0, 0, Vec::new());
    for (name, bytes) in output {
        let text = String::from_utf8_lossy(bytes);
        if format!("/{name}").contains("/a/") {
            // The witness of every page sees the verdict in its body; here is seen what the page gives to be shared.
            let own = refutations.iter().find(|(title, _)| text.contains(&format!("<h1>{title}</h1>")));
            let Some((_, label)) = own.filter(|_| !name.contains("/poster") && !name.contains("/brief")) else {
                continue;
            };
            for start in ["<meta name=\"description\"", "<meta property=\"og:description\""] {
                n_shared += 1;
                if !text.contains(&format!("{start} content=\"结论：{label}。")) {
                    faults.push(format!("{name}: {start}"));
                }
            }
            continue;
        }
        if ![".html", ".xml", ".json"].iter().any(|end| name.ends_with(end)) || name.contains("provenance/") {
            continue;
        }
        for (words, label) in &refutations {
            for (at, _) in text.match_indices(words.as_str()) {
                n_seen += 1;
                let start = borders.iter().filter_map(|border| text[..at].rfind(border)).max().unwrap_or(0);
                let next = borders.iter().filter_map(|border| text[at..].find(border)).min();
                if !text[start..next.map_or(text.len(), |n| at + n)].contains(label.as_str()) {
                    faults.push(format!("{name}: {words}"));
                }
            }
        }
    }
    (n_seen, n_shared, faults)
}

#[test]
fn a_rumour_and_its_refutation_never_stand_without_the_verdict() {
    let (n_seen, n_shared, faults) = bare_rumours(&built().files("public"));
    assert!(n_seen > 100 && n_shared > 40, "{n_seen} seen, {n_shared} shared");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn one_byte_of_a_picture_takes_exactly_its_article_away() {
    let scratch = built();
    let before = scratch.files("public");
    let image = "content/nature/finless-porpoise/lake.png";
    let mut bytes = fs::read(scratch.path(image)).expect("the picture");
    let middle = bytes.len() / 2;
    *bytes.get_mut(middle).expect("a byte") ^= 1;
    scratch.write(image, bytes);
    let shown = |scratch: &Scratch| -> BTreeSet<String> {
        let articles = status(scratch, EVENING);
        articles.iter().filter(|a| a["shown"] == true).map(|a| a["id"].as_str().expect("an id").to_owned()).collect()
    };
    let lost = shown(&Scratch::new(Base::Sample));
    let lost: Vec<String> = lost.difference(&shown(&scratch)).cloned().collect();
    assert_eq!(lost, ["jx-finless-porpoise"]);
    let line = scratch.kepu(&["status", "jx-finless-porpoise", "--now", EVENING]).stdout;
    assert!(line.contains("lake.png"), "{line}");
    assert_eq!(scratch.kepu(&["build", "--now", EVENING]).code, 1);
    let after = scratch.files("public");
    assert!(before.keys().any(|name| name.contains("jx-finless-porpoise")));
    for (name, bytes) in &after {
        assert!(!name.contains("jx-finless-porpoise"), "{name}");
        assert!(!String::from_utf8_lossy(bytes).contains("jx-finless-porpoise"), "{name}");
        assert!(!String::from_utf8_lossy(bytes).contains("微笑天使江豚"), "{name}");
    }
    let packed = scratch.bundle("school", EVENING);
    assert_eq!(packed.code, 0, "{packed:?}");
    assert!(!scratch.read("dist/c/school/manifest.txt").contains("jx-finless-porpoise"));
}

#[test]
fn builds_are_byte_identical_wherever_they_run() {
    let first = built();
    let second = Scratch::cold(Base::Sample);
    let elsewhere =
        [("TZ", "Pacific/Kiritimati"), ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "C"), ("RAYON_NUM_THREADS", "1")];
    assert_eq!(second.kepu_in(&["build", "--now", EVENING], &elsewhere).code, 1);
    assert_eq!(first.files("public"), second.files("public"));
    // A Windows checkout has other line ends.
    let third = Scratch::cold(Base::Sample);
    for path in list(&third.path("content")).into_iter().filter(|path| path.ends_with("index.md")) {
        let text = fs::read_to_string(&path).expect("an article");
        fs::write(&path, text.replace('\n', "\r\n")).expect("a file");
    }
    assert_eq!(third.kepu(&["build", "--now", EVENING]).code, 1);
    assert_eq!(first.files("public"), third.files("public"));
    for scratch in [&first, &second] {
        assert_eq!(scratch.bundle("village", EVENING).code, 0);
    }
    assert_eq!(first.files("dist"), second.files("dist"));
}

#[test]
fn a_rebuild_writes_nothing_that_has_not_changed() {
    let scratch = built();
    let again = scratch.kepu(&["build", "--now", EVENING]);
    assert!(again.stdout.contains("写了 0 个，删了 0 个"), "{}", again.stdout);
}

#[test]
fn a_sixth_folder_is_a_sixth_edition() {
    let scratch = Scratch::new(Base::Sample);
    let from = scratch.path("themes/base/audiences/farmers");
    crate::support::copy_tree(&from, &scratch.path("themes/base/audiences/teachers"));
    let profile = scratch.read("themes/base/audiences/teachers/audience.yaml");
    let profile: Vec<String> = profile
        .lines()
        .map(|line| match line.split(':').next() {
            Some("label") => "label: 教师".to_owned(),
            Some("label_en") => "label_en: Teachers".to_owned(),
            Some("aliases") => "aliases: [老师]".to_owned(),
            Some("order") => "order: 60".to_owned(),
            _ => line.to_owned(),
        })
        .collect();
    scratch.write("themes/base/audiences/teachers/audience.yaml", profile.join("\n") + "\n");
    let ran = scratch.kepu(&["build", "--now", EVENING]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("教师"), "{}", ran.stdout);
    let home = scratch.read("public/teachers/index.html");
    assert!(home.contains("教师"));
    // Articles for the public reach it too.
    assert!(scratch.files("public").keys().any(|name| name.starts_with("teachers/a/")));
}

#[test]
fn photographs_lose_their_metadata() {
    let scratch = built();
    let source = fs::read(scratch.path("content/nature/migratory-birds/field.jpg")).expect("the photograph");
    let has = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    assert!(has(&source, b"Exif"), "the sample photograph carries metadata to strip");
    let shown = scratch.files("public").into_iter().filter(|(name, _)| name.contains("field-")).collect::<Vec<_>>();
    assert!(!shown.is_empty());
    for (name, bytes) in shown {
        assert!(!has(&bytes, b"Exif") && !has(&bytes, b"GPS"), "{name} keeps metadata");
    }
}

#[test]
fn a_bundle_verifies_and_a_changed_one_does_not() {
    let scratch = Scratch::new(Base::Sample);
    let public = crate::support::checkout().join("demo/keys/publisher.pub");
    let public = public.to_str().expect("a path");
    assert_eq!(scratch.bundle("community", EVENING).code, 0);
    let verify = || scratch.kepu(&["verify", "dist/c/community", "--key", public]);
    assert_eq!(verify().code, 0, "{:?}", verify());
    let outsider = crate::support::checkout().join("demo/keys/outsider.pub");
    let other = scratch.kepu(&["verify", "dist/c/community", "--key", outsider.to_str().expect("a path")]);
    assert_eq!(other.code, 4);
    for name in ["manifest.txt", "SHA256SUMS"] {
        let whole = scratch.read(&format!("dist/c/community/{name}"));
        scratch.write(&format!("dist/c/community/{name}"), whole.replacen('0', "1", 1));
        assert_eq!(verify().code, 4, "{name}");
        scratch.write(&format!("dist/c/community/{name}"), whole);
        assert_eq!(verify().code, 0);
    }
    scratch.write("dist/c/community/bundle.zip", "PK");
    assert_eq!(verify().code, 4);
}

#[test]
fn a_plain_unzip_shows_what_the_manifest_lists() {
    let scratch = Scratch::new(Base::Sample);
    assert_eq!(scratch.bundle("village", EVENING).code, 0);
    let archive = fs::File::open(scratch.path("dist/c/village/bundle.zip")).expect("the archive");
    let mut archive = zip::ZipArchive::new(archive).expect("a plain archive");
    archive.extract(scratch.path("unpacked")).expect("it unpacks");
    let public = crate::support::checkout().join("demo/keys/publisher.pub");
    let public = public.to_str().expect("a path");
    let ran = scratch.kepu(&["verify", "dist/c/village", "--key", public, "--unpacked", "unpacked"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let names: BTreeSet<String> = scratch.files("unpacked").into_keys().collect();
    assert!(names.contains("index.html") && names.contains("farmers/index.html"), "{names:?}");
    assert!(!names.iter().any(|name| name.starts_with("minors/")), "only the channel's editions");
    let told = scratch.read("unpacked/RETRACTED.txt");
    scratch.write("unpacked/RETRACTED.txt", told.replace("RETRACTED", "R").replace("第几版", "第一版"));
    let ran = scratch.kepu(&["verify", "dist/c/village", "--key", public, "--unpacked", "unpacked"]);
    assert!(ran.code == 4 && ran.stderr.contains("RETRACTED.txt"), "{ran:?}");
    scratch.write("unpacked/RETRACTED.txt", told);
    scratch.write("unpacked/farmers/index.html", "x");
    assert_eq!(scratch.kepu(&["verify", "dist/c/village", "--key", public, "--unpacked", "unpacked"]).code, 4);
    assert_eq!(state_of(&status(&scratch, EVENING), "jx-schistosomiasis"), "published");
}
