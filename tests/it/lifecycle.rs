//! The life of an article through the real binary: small fix, correction, retraction, suspension, emergency, re-review,
//! refusal with a reason, several articles in one request. The attacks on it are in `threats.rs`.

use std::fs;

use crate::support::repository::{NOW, QUORUM, RICE, Repo};

const INDEX: &str = "content/demo/index.md";
const PAGE: &str = "farmers/a/jx-demo-text/index.html";

/// The article on main, approved by everybody.
fn published() -> Repo {
    let repo = Repo::new();
    repo.article();
    repo.approve(QUORUM, "2026-11-20");
    repo.check().passes();
    repo.merge();
    assert!(repo.published("main"));
    repo
}

/// The same, where the policy has the small-fix lane.
fn with_lane() -> Repo {
    let repo = Repo::new();
    on_main(&repo, "minor: {enabled: false", "minor: {enabled: true");
    repo.git(&["rebase", "-q", "main"]);
    repo.article();
    repo.approve(QUORUM, "2026-11-20");
    repo.merge();
    assert!(repo.published("main"));
    repo
}

/// Changes the roster on main, as governance would.
fn on_main(repo: &Repo, from: &str, to: &str) {
    repo.git(&["switch", "-q", "main"]);
    repo.replace("reviewers.yaml", from, to);
    repo.commit("gov-sun", "Change the policy");
    repo.git(&["switch", "-q", "pr"]);
}

/// The digest in the record of the first full approval.
fn digest_of(repo: &Repo, article: &str, person: &str) -> String {
    let folder = format!("records/{article}");
    let name = repo.site.files(&folder).into_keys().find(|name| name.contains(person)).expect("a record");
    let text = repo.site.read(&format!("{folder}/{name}"));
    text.lines().find_map(|line| line.strip_prefix("digest: ")).expect("a digest").to_owned()
}

fn sign_fix(repo: &Repo, word: &str, at: &str, from: &str) -> crate::support::Ran {
    repo.sign("content/demo", word, at, &["--decision", "minor", "--from", from])
}

fn agree(repo: &Repo, day: &str, from: &str) {
    for (word, hour) in [("ed-wu:initial", "01"), ("fi-zhou:final", "02")] {
        let ran = sign_fix(repo, word, &format!("{day}T{hour}:00:00Z"), from);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    repo.commit("ed-lin", "Add records");
}

fn page(repo: &Repo, rev: &str) -> String {
    assert!(repo.published(rev), "{rev} does not show the article");
    repo.site.read(&format!("public/{PAGE}"))
}

#[test]
fn a_small_fix_keeps_the_review_and_says_so() {
    let repo = with_lane();
    let full = digest_of(&repo, "jx-demo-text", "kn-agr-a");
    repo.replace(INDEX, "细裂", "细缝");
    repo.commit("ed-lin", "Fix a slip");
    repo.check().refused_by("KP901");
    agree(&repo, "2026-11-23", &full);
    repo.check().passes();
    repo.merge();
    let html = page(&repo, "main");
    assert!(html.contains("细缝") && html.contains("改正过个别错字"), "{html}");
    assert!(html.contains("示例农艺师·丙") && html.contains("示例编辑·吴（初审）"), "{html}");
    assert!(html.contains(&full["sha256:".len()..][..8]), "the version that was read in full is named");
    let provenance: serde_json::Value =
        serde_json::from_str(&repo.site.read("public/provenance/jx-demo-text.json")).expect("JSON");
    assert_eq!(provenance["small_fix"]["from"], full.as_str());
    assert_eq!(provenance["small_fix"]["approvals"].as_array().map(Vec::len), Some(2));
    assert_eq!(provenance["approvals"].as_array().map(Vec::len), Some(4));
    assert!(provenance["valid_until"].as_str().is_some_and(|until| until.starts_with("2029-11-19")), "{provenance}");
}

#[test]
fn a_small_fix_waits_for_both_people() {
    let repo = with_lane();
    let full = digest_of(&repo, "jx-demo-text", "kn-agr-a");
    repo.replace(INDEX, "细裂", "细缝");
    repo.commit("ed-lin", "Fix a slip");
    assert_eq!(sign_fix(&repo, "ed-wu:initial", "2026-11-23T01:00:00Z", &full).code, 0);
    repo.commit("ed-lin", "Add a record");
    let checked = repo.check();
    checked.refused_by("KP713");
    assert!(checked.said.contains("终审还差 1 人") && !checked.said.contains("复审还差"), "{}", checked.said);
}

#[test]
fn a_third_small_fix_in_a_row_is_read_in_full() {
    let repo = with_lane();
    let full = digest_of(&repo, "jx-demo-text", "kn-agr-a");
    for (from, to, day) in [("细裂", "细缝", "2026-11-21"), ("田边", "田旁", "2026-11-22")] {
        repo.replace(INDEX, from, to);
        repo.commit("ed-lin", "Fix a slip");
        agree(&repo, day, &full);
        repo.check().passes();
        repo.merge();
        assert!(repo.published("main"));
    }
    repo.replace(INDEX, "就复水", "便复水");
    repo.commit("ed-lin", "Fix a slip");
    agree(&repo, "2026-11-23", &full);
    let checked = repo.check();
    checked.refused_by("KP722");
    assert!(checked.said.contains("第 3 次小改"), "{}", checked.said);
}

#[test]
fn small_fixes_cannot_add_up() {
    let repo = with_lane();
    on_main(&repo, "max_chars: 20", "max_chars: 2");
    repo.git(&["rebase", "-q", "main"]);
    let full = digest_of(&repo, "jx-demo-text", "kn-agr-a");
    repo.replace(INDEX, "细裂", "隙缝");
    repo.commit("ed-lin", "Fix a slip");
    agree(&repo, "2026-11-22", &full);
    repo.merge();
    assert!(repo.published("main"));
    repo.replace(INDEX, "晒田", "晾田");
    repo.commit("ed-lin", "Fix another");
    let ran = sign_fix(&repo, "ed-wu:initial", "2026-11-23T01:00:00Z", &full);
    assert!(ran.code == 1 && ran.stderr.contains("改动了 3 个字"), "{ran:?}");
}

#[test]
fn a_small_fix_falls_with_the_review_that_it_rests_on() {
    let repo = with_lane();
    let full = digest_of(&repo, "jx-demo-text", "kn-agr-a");
    repo.replace(INDEX, "细裂", "细缝");
    repo.commit("ed-lin", "Fix a slip");
    agree(&repo, "2026-11-22", &full);
    repo.merge();
    assert!(repo.published("main"));
    assert!(
        !repo.published_at("main", "2029-11-21T00:00:00Z") || page_is_marked(&repo),
        "expired like the full review"
    );
    let old = repo.git(&["rev-list", "--max-parents=1", "HEAD", "--", INDEX]);
    repo.git(&["switch", "-q", "--detach", old.lines().last().expect("the first version")]);
    let ran = repo.sign("content/demo", "kn-agr-a:knowledge", "2026-11-23T03:00:00Z", &["--decision", "withdraw"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    repo.git(&["add", "records"]);
    repo.git(&["stash", "-q"]);
    repo.git(&["switch", "-q", "main"]);
    repo.git(&["stash", "pop", "-q"]);
    repo.commit("gov-sun", "Record the withdrawal");
    assert!(!repo.published("main"), "the expert took back what the fix rests on");
}

fn page_is_marked(repo: &Repo) -> bool {
    repo.site.read(&format!("public/{PAGE}")).contains("到期")
}

#[test]
fn a_small_fix_is_for_published_texts_in_git() {
    let repo = with_lane();
    let full = digest_of(&repo, "jx-demo-text", "kn-agr-a");
    repo.replace(INDEX, "细裂", "细缝");
    repo.commit("ed-lin", "Fix a slip");
    agree(&repo, "2026-11-22", &full);
    fs::remove_dir_all(repo.site.path(".git")).expect("removed");
    let ran = repo.site.kepu(&["build", "--now", NOW]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let ran = repo.site.kepu(&["check", "--now", NOW]);
    assert!(ran.stdout.contains("KP722") && ran.stdout.contains("找不到版本"), "{ran:?}");
}

#[test]
fn signing_a_small_fix_names_every_reason_against_it() {
    let repo = with_lane();
    let full = digest_of(&repo, "jx-demo-text", "kn-agr-a");
    repo.replace(INDEX, "title: 例文", "title: 例文二");
    repo.replace(INDEX, "晒田到田边开细裂就复水。", "晒田到田边开细裂就不复水，约3天。");
    repo.commit("ed-lin", "More than a slip");
    let ran = sign_fix(&repo, "ed-wu:initial", "2026-11-23T01:00:00Z", &full);
    assert_eq!(ran.code, 1, "{ran:?}");
    for reason in ["前置元数据有改动", "“3天”", "“不”"] {
        assert!(ran.stderr.contains(reason), "{reason}: {}", ran.stderr);
    }
    assert_eq!(repo.sign("content/demo", "ed-wu:initial", NOW, &["--decision", "minor"]).code, 2, "--from is missing");
    assert_eq!(repo.sign("content/demo", "ed-wu:initial", NOW, &["--from", &full]).code, 2, "--from is for minor");
}

#[test]
fn a_correction_is_seen_on_the_page_and_in_every_feed() {
    let repo = published();
    let leaning = RICE.replace("jx-demo-text", "jx-leaning-text").replace("晒田到", "[看水](../demo/index.md)：晒田到");
    repo.write("content/leaning/index.md", &leaning);
    repo.commit("ed-lin", "Write another that leans on it");
    repo.merge();
    let old = digest_of(&repo, "jx-demo-text", "kn-agr-a");
    repo.replace(INDEX, "细裂", "大裂");
    let entry = format!(
        "corrections:\n  - {{date: 2026-11-22, type: correction, of: \"{old}\", summary: 更正开裂的程度。}}\nreview:\n"
    );
    repo.replace(INDEX, "review:\n", &entry);
    repo.commit("ed-lin", "Correct");
    repo.approve(QUORUM, "2026-11-23");
    let checked = repo.check();
    checked.passes();
    assert!(checked.others.iter().any(|rule| rule == "KP910"), "what leans on it is named: {}", checked.said);
    assert!(checked.said.contains("content/leaning/index.md"), "{}", checked.said);
    repo.merge();
    let html = page(&repo, "main");
    for text in [
        html,
        repo.site.read("public/farmers/feed.xml"),
        repo.site.read("public/farmers/rss.xml"),
        repo.site.read("public/farmers/feed.json"),
        repo.site.read("public/farmers/notices/index.html"),
    ] {
        assert!(text.contains("更正开裂的程度。") && text.contains("2026"), "{text}");
    }
    assert!(repo.site.files("records/jx-demo-text").len() >= 8, "the records of the version before are kept");
}

#[test]
fn a_retraction_keeps_the_page_and_leaves_the_lists() {
    let repo = published();
    repo.replace(
        INDEX,
        "review:\n",
        "retraction: {date: 2026-11-22, reason: 依据的标准已废止。, remove_body: true}\nreview:\n",
    );
    repo.commit("ed-lin", "Retract");
    repo.check().refused_by("KP713");
    for (word, hour) in [("kn-agr-a:knowledge", "01"), ("fi-zhou:final", "02")] {
        let more = ["--decision", "retract", "--note", "标准已废止"];
        let ran = repo.sign("content/demo", word, &format!("2026-11-23T{hour}:00:00Z"), &more);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    repo.commit("ed-lin", "Add records");
    repo.check().passes();
    repo.merge();
    let html = page(&repo, "main");
    assert!(html.contains("依据的标准已废止。") && !html.contains("细裂"), "{html}");
    let feed = repo.site.read("public/farmers/feed.xml");
    assert!(feed.contains("deleted-entry") && !feed.contains("<entry>"), "{feed}");
    // The id is burnt: the text does not come back under it without a word.
    repo.write(INDEX, RICE);
    repo.commit("ed-lin", "Undo");
    repo.check().refused_by("KP905");
    repo.merge();
    assert!(!repo.published("main"), "not even an administrator brings it back");
}

#[test]
fn a_suspension_takes_effect_at_once_and_ends_with_a_word() {
    let repo = published();
    let ran = repo.sign(
        "jx-demo-text",
        "fi-xu:final",
        "2026-11-23T01:00:00Z",
        &["--decision", "suspend", "--note", "有读者指出错误"],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    repo.commit("fi-xu", "Suspend");
    let checked = repo.check();
    checked.passes();
    assert!(checked.others.iter().any(|rule| rule == "KP906"), "{}", checked.said);
    repo.merge();
    let html = page(&repo, "main");
    assert!(html.contains("有读者指出错误") && !html.contains("细裂"), "a notice stands in its place: {html}");
    assert!(repo.site.read("public/farmers/feed.xml").contains("deleted-entry"));
    let ran = repo.sign(
        "jx-demo-text",
        "fi-zhou:final",
        "2026-11-23T05:00:00Z",
        &["--decision", "resume", "--note", "核实无误"],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    repo.commit("fi-zhou", "Resume");
    repo.merge();
    assert!(page(&repo, "main").contains("细裂"));
}

/// A notice about the open event, which the fast track lets out.
fn emergency(repo: &Repo) {
    repo.git(&["switch", "-q", "main"]);
    repo.replace("emergencies.yaml", "events:\n", "events:\n  - {id: 2026-11-demo-drought, title: （演示）干旱, category: natural_disaster, level: III, topics: [agriculture], region: [\"360000\"], opened: 2026-11-19T06:00:00+08:00}\n");
    repo.commit("gov-sun", "Open an event");
    repo.git(&["switch", "-q", "pr"]);
    repo.git(&["rebase", "-q", "main"]);
    let notice = "emergency: {event: 2026-11-demo-drought, category: natural_disaster, level: III, authority: 示例应急局, issued: 2026-11-20T00:00:00+08:00, expires: 2026-12-10T08:00:00+08:00, fast_track: true}\nreview:\n";
    let text = RICE
        .replace("kind: article", "kind: emergency")
        .replace("type: guideline", "type: official")
        .replace("publisher: 示例省科普中心", "publisher: 示例应急局")
        .replace("review:\n", notice);
    repo.write(INDEX, &text);
    repo.commit("ed-lin", "Write the notice");
}

#[test]
fn the_fast_track_has_one_clock() {
    let repo = Repo::new();
    emergency(&repo);
    let quick = ["kn-agr-a:knowledge", "fi-xu:final"];
    repo.approve(&quick, "2026-11-20");
    repo.check_at("2026-11-20T12:00:00Z").passes();
    repo.merge();
    assert!(repo.published_at("main", "2026-11-20T12:00:00Z"));
    assert!(repo.site.read(&format!("public/{PAGE}")).contains("先行发布"), "the page says that the review goes on");
    // Another version two days later goes out by the fast track too, and the clock runs on.
    repo.replace(INDEX, "细裂", "大裂");
    repo.commit("ed-lin", "Change");
    repo.approve(&quick, "2026-11-22");
    repo.merge();
    assert!(repo.published_at("main", "2026-11-22T12:00:00Z"));
    let after = "2026-11-23T02:00:00Z";
    repo.published_at("main", after);
    let html = repo.site.read(&format!("public/{PAGE}"));
    assert!(!html.contains("大裂"), "72 hours after the first one it is taken off: {html}");
    let ran = repo.site.kepu(&["build", "--ref", "main", "--now", after]);
    assert!(ran.code == 1 && ran.stdout.contains("补审逾期"), "{ran:?}");
    // The full review brings it back.
    repo.approve_from(QUORUM, "2026-11-23", 10);
    repo.merge();
    assert!(repo.published_at("main", NOW));
    assert!(repo.site.read(&format!("public/{PAGE}")).contains("大裂"));
}

#[test]
fn an_expired_review_is_renewed_by_two() {
    let repo = Repo::new();
    on_main(&repo, "valid_days: 1095\n        on_expiry: banner", "valid_days: 40\n        on_expiry: withhold");
    repo.git(&["rebase", "-q", "main"]);
    repo.article();
    repo.approve(QUORUM, "2026-11-20");
    repo.merge();
    assert!(repo.published("main"));
    let later = "2027-01-10T00:00:00Z";
    repo.published_at("main", later);
    assert!(!repo.site.read(&format!("public/{PAGE}")).contains("细裂"), "absent when its time is over");
    let listed = repo.site.kepu(&["status", "--now", later]);
    assert!(
        listed.stdout.contains("jx-demo-text") && listed.stdout.contains("过期"),
        "listed in the report: {listed:?}"
    );
    repo.approve(&["kn-agr-a:knowledge", "fi-zhou:final"], "2027-01-10");
    repo.check_at("2027-01-11T00:00:00Z").passes();
    repo.merge();
    repo.published_at("main", "2027-01-11T00:00:00Z");
    assert!(repo.site.read(&format!("public/{PAGE}")).contains("细裂"), "an expert and a final approver read it again");
}

#[test]
fn a_refusal_is_repeated_when_the_text_comes_back_unchanged() {
    let repo = Repo::new();
    repo.article();
    let more = ["--decision", "reject", "--note", "句 2：复水的时机说早了"];
    let ran = repo.sign("content/demo", "kn-agr-b:knowledge", "2026-11-21T01:00:00Z", &more);
    assert_eq!(ran.code, 0, "{ran:?}");
    repo.commit("kn-agr-b", "Object");
    // The request is closed; the recorder has brought the objection to main.
    repo.git(&["switch", "-q", "main"]);
    repo.git(&["checkout", "pr", "--", "records"]);
    repo.commit("gov-sun", "Record the objection");
    repo.git(&["switch", "-q", "-C", "pr"]);
    repo.article();
    repo.approve(QUORUM, "2026-11-23");
    let checked = repo.check();
    checked.refused_by("KP716");
    assert!(checked.said.contains("句 2：复水的时机说早了"), "{}", checked.said);
    let comment = repo.site.kepu(&["check", "--base", "main", "--format", "markdown", "--now", NOW]).stdout;
    assert!(comment.contains("复水的时机说早了"), "{comment}");
}

#[test]
fn each_article_of_a_campaign_keeps_its_own_approvals() {
    let repo = Repo::new();
    let names = ["one", "two", "three"];
    for name in names {
        repo.write(&format!("content/{name}/index.md"), &RICE.replace("jx-demo-text", &format!("jx-campaign-{name}")));
    }
    repo.commit("ed-lin", "Write a campaign");
    for name in names {
        repo.site.approve(&format!("content/{name}"), "2026-11-23T01:00:00Z", QUORUM);
    }
    repo.commit("ed-lin", "Add records");
    repo.check().passes();
    repo.replace("content/two/index.md", "细裂", "大裂");
    repo.commit("ed-lin", "Edit one of them");
    let checked = repo.check();
    checked.refused_by("KP713");
    assert_eq!(checked.errors, ["KP713"], "{}", checked.said);
    repo.merge();
    repo.published("main");
    for (name, shown) in [("one", true), ("two", false), ("three", true)] {
        let file = format!("public/farmers/a/jx-campaign-{name}/index.html");
        assert_eq!(fs::exists(repo.site.path(&file)).expect("a folder"), shown, "{name}");
    }
}
