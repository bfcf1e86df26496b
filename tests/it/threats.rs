//! The threat table: every attack is a test named after it and fails with its rule. Each begins from a change that
//! passes, so that nothing but the attack can be what is refused.

use std::fs;

use crate::support::repository::{NOW, QUORUM, RICE, Repo};

const INDEX: &str = "content/demo/index.md";

/// A change with an article that everybody approved.
fn approved() -> Repo {
    let repo = Repo::new();
    repo.article();
    repo.approve(QUORUM, "2026-11-23");
    repo.check().passes();
    repo
}

/// The same, on main.
fn published() -> Repo {
    let repo = approved();
    repo.merge();
    assert!(repo.published("main"));
    repo
}

fn edit(repo: &Repo) {
    repo.replace(INDEX, "细裂", "大裂");
    repo.commit("ed-lin", "Edit");
}

/// Says in the front matter which approved version the text replaces.
fn correct(repo: &Repo) {
    let record = repo.site.read(&record_of(repo, "jx-demo-text", "kn-agr-a"));
    let digest = record.lines().find_map(|line| line.strip_prefix("digest: ")).expect("a digest");
    let entry = format!(
        "corrections:\n  - {{date: 2026-11-24, type: correction, of: \"{digest}\", summary: 更正说法。}}\nreview:\n"
    );
    repo.replace(INDEX, "review:\n", &entry);
    repo.commit("ed-lin", "Say what changed");
}

fn record_of(repo: &Repo, article: &str, person: &str) -> String {
    let folder = format!("records/{article}");
    let name = repo.site.files(&folder).into_keys().find(|name| name.contains(person));
    format!("{folder}/{}", name.expect("a record"))
}

/// Two governance people agree to the protected files as they lie here.
fn govern(repo: &Repo) {
    for (person, at) in
        [("gov-sun:governance", "2026-11-23T01:00:00Z"), ("gov-qian:governance", "2026-11-23T02:00:00Z")]
    {
        let ran = repo.sign("@governance", person, at, &[]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}

/// Changes the roster on main, as an administrator who passes by every check can.
fn on_main(repo: &Repo, from: &str, to: &str) {
    repo.git(&["switch", "-q", "main"]);
    repo.replace("reviewers.yaml", from, to);
    repo.commit("gov-sun", "Change the roster");
    repo.git(&["switch", "-q", "pr"]);
}

#[test]
fn t01_edit_after_approval() {
    let repo = approved();
    edit(&repo);
    let checked = repo.check();
    checked.refused_by("KP713");
    checked.explained_by("KP712");
}

#[test]
fn t01_edit_of_a_published_text() {
    let repo = published();
    edit(&repo);
    // Readers had the other text, so its change must say so before anything else.
    repo.check().refused_by("KP901");
    correct(&repo);
    repo.check().refused_by("KP713");
    assert!(repo.published("main"), "the approved text stays while the new one is under review");
    repo.approve_from(QUORUM, "2026-11-23", 12);
    repo.check().passes();
    // The records reach main before the text: the old one stays still.
    repo.git(&["switch", "-q", "main"]);
    repo.git(&["checkout", "pr", "--", "records"]);
    repo.commit("gov-sun", "Add the records");
    assert!(repo.published("main"), "approvals of a text that is not there yet take nothing away");
    repo.git(&["switch", "-q", "pr"]);
    repo.merge();
    assert!(repo.published("main"));
}

#[test]
fn t02_approve_one_text_and_merge_another() {
    let repo = approved();
    edit(&repo);
    repo.merge();
    assert!(!repo.published("main"), "the build looks at what was merged");
}

#[test]
fn t03_swap_a_picture_and_keep_the_text() {
    let repo = Repo::new();
    let drawing = |r: u8| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\"><circle cx=\"2\" cy=\"1\" r=\"{r}\"/></svg>\n"
        )
    };
    let text = RICE.replace(
        "review:\n",
        "media:\n  - {src: fig.svg, credit: 示例作者, licence: CC-BY-4.0, origin: original}\nreview:\n",
    );
    repo.write(INDEX, &(text + "\n![田](fig.svg)\n"));
    repo.write("content/demo/fig.svg", &drawing(1));
    repo.commit("ed-lin", "Write");
    repo.approve(QUORUM, "2026-11-23");
    repo.check().passes();
    repo.write("content/demo/fig.svg", &drawing(2));
    repo.commit("ed-lin", "Swap");
    repo.check().refused_by("KP713");
}

#[test]
fn t04_remote_picture() {
    let repo = approved();
    repo.replace(INDEX, "晒田", "![图](https://example.org/a.png)\n\n晒田");
    repo.commit("ed-lin", "Embed");
    repo.check().refused_by("KP206");
}

#[test]
fn t05_self_approval() {
    let repo = Repo::new();
    let own = RICE
        .replace("{name: 示例作者, org: 示例科普中心,", "{name: 示例农艺师·丙, org: 示例农业大学, person: kn-agr-a,");
    repo.write(INDEX, &own);
    repo.commit("ed-lin", "Write");
    repo.approve(QUORUM, "2026-11-23");
    repo.check().refused_by("KP708");
}

#[test]
fn t06_reviewer_pushes_and_then_approves() {
    let repo = Repo::new();
    repo.article();
    repo.replace(INDEX, "细裂", "小裂");
    repo.commit("kn-agr-a", "Improve");
    repo.approve(QUORUM, "2026-11-23");
    repo.check().refused_by("KP709");
}

#[test]
fn t06_reviewer_hides_behind_an_unknown_address() {
    let repo = Repo::new();
    repo.article();
    repo.replace(INDEX, "细裂", "小裂");
    repo.commit("somebody@example.net", "Improve");
    repo.approve(QUORUM, "2026-11-23");
    repo.check().refused_by("KP709");
}

#[test]
fn t06_reviewer_forges_a_platforms_own_address() {
    let repo = Repo::new();
    repo.article();
    repo.replace(INDEX, "细裂", "小裂");
    repo.commit("noreply@github.com", "Improve");
    repo.approve(QUORUM, "2026-11-23");
    repo.check().refused_by("KP709");
}

#[test]
fn t06_reviewer_as_co_author() {
    let repo = Repo::new();
    repo.write(INDEX, RICE);
    repo.commit("ed-lin", "Write\n\nCo-authored-by: C <kn-agr-a@kepu.example.org>");
    repo.approve(QUORUM, "2026-11-23");
    repo.check().refused_by("KP709");
}

#[test]
fn t07_one_person_at_two_stages() {
    let repo = Repo::new();
    on_main(&repo, "stages: [second]", "stages: [second, final]");
    repo.git(&["rebase", "-q", "main"]);
    repo.article();
    repo.approve(&["ed-wu:initial", "kn-agr-a:knowledge", "se-chen:second", "se-chen:final"], "2026-11-23");
    let checked = repo.check();
    checked.refused_by("KP711");
    checked.refused_by("KP713");
}

#[test]
fn t07_one_key_for_two_people() {
    let repo = Repo::new();
    let roster = repo.site.read("reviewers.yaml");
    let key = roster.split("keys: [{key: \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a key");
    let twin = format!(
        "people:\n  - {{id: ed-two, name: 双, active: {{from: 2022-01-01}}, stages: [initial], keys: [{{key: \"{key}\"}}]}}\n"
    );
    repo.replace("reviewers.yaml", "people:\n", &twin);
    repo.commit("ed-lin", "Add a twin");
    repo.check().refused_by("KP805");
}

#[test]
fn t08_weaker_policy_in_the_same_change() {
    let repo = Repo::new();
    repo.article();
    repo.replace(
        "reviewers.yaml",
        "need: {initial: 1, knowledge: 1, second: 1, final: 1}",
        "need: {initial: 1, final: 1}",
    );
    repo.commit("ed-lin", "Loosen");
    repo.approve(&["ed-wu:initial", "fi-zhou:final"], "2026-11-23");
    let checked = repo.check();
    checked.refused_by("KP803");
    checked.refused_by("KP804");
    checked.refused_by("KP713");
}

#[test]
fn t08_policy_change_needs_governance() {
    let repo = Repo::new();
    repo.replace("reviewers.yaml", "full_quorum_hours: 72", "full_quorum_hours: 48");
    repo.commit("ed-lin", "Tighten");
    repo.check().refused_by("KP804");
    govern(&repo);
    repo.commit("ed-lin", "Add records");
    repo.check().passes();
    repo.replace("reviewers.yaml", "full_quorum_hours: 48", "full_quorum_hours: 96");
    repo.commit("ed-lin", "Loosen after the signatures");
    repo.check().refused_by("KP804");
}

/// Each signer may bring the own signature along; that changes nothing that is signed.
#[test]
fn t08_bringing_a_signature_along_is_no_hand_in_the_change() {
    let repo = Repo::new();
    repo.replace("reviewers.yaml", "full_quorum_hours: 72", "full_quorum_hours: 48");
    repo.commit("ed-lin", "Tighten");
    for (person, at) in [("gov-sun", "2026-11-23T01:00:00Z"), ("gov-qian", "2026-11-23T02:00:00Z")] {
        let ran = repo.sign("@governance", &format!("{person}:governance"), at, &[]);
        assert_eq!(ran.code, 0, "{ran:?}");
        repo.commit(person, "Add the own record");
    }
    repo.check().passes();
}

/// What main's roster already lacks is told once, at its place in the new text.
#[test]
fn a_fault_of_the_settings_is_told_once_and_where_it_is_now() {
    let repo = Repo::new();
    on_main(&repo, "need: {governance: 2}", "need: {governance: 3}");
    repo.git(&["switch", "-q", "-C", "pr", "main"]);
    let roster = repo.site.read("reviewers.yaml");
    repo.write("reviewers.yaml", &format!("# one more line\n{roster}"));
    repo.commit("ed-lin", "Add a line");
    let checked = repo.check();
    assert_eq!(checked.errors.iter().filter(|rule| *rule == "KP806").count(), 1, "{}", checked.said);
    let report: serde_json::Value = serde_json::from_str(&checked.said).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    let found = findings.iter().find(|finding| finding["rule"] == "KP806").expect("the finding");
    let line = roster.lines().position(|line| line.trim_start().starts_with("- since:")).expect("the policy") + 2;
    assert_eq!(found["start"]["line"].as_u64(), u64::try_from(line).ok(), "{found}");
}

#[test]
fn t08_maker_of_a_policy_change_does_not_count() {
    let repo = Repo::new();
    repo.replace("reviewers.yaml", "full_quorum_hours: 72", "full_quorum_hours: 48");
    repo.commit("gov-sun", "Tighten");
    govern(&repo);
    repo.commit("ed-lin", "Add records");
    let checked = repo.check();
    checked.refused_by("KP709");
    checked.refused_by("KP804");
}

#[test]
fn t09_old_branch_for_an_old_roster() {
    let repo = approved();
    let person = "id: kn-agr-a\n";
    let roster = repo.site.read("reviewers.yaml");
    let entry = roster.split(person).nth(1).expect("the entry");
    let active = entry.lines().find(|line| line.contains("active:")).expect("a term");
    on_main(&repo, &format!("{}{active}", &entry[..entry.find(active).expect("there")]), &{
        let before = &entry[..entry.find(active).expect("there")];
        format!("{before}    active: {{from: 2022-01-01, until: 2026-11-01}}")
    });
    repo.check().refused_by("KP705");
}

#[test]
fn t10_replay_on_another_article() {
    let repo = approved();
    let other = RICE.replace("jx-demo-text", "jx-other-text");
    repo.write("content/other/index.md", &other);
    let from = record_of(&repo, "jx-demo-text", "kn-agr-a");
    let text = repo.site.read(&from);
    repo.write("records/jx-other-text/1.signoff", &text);
    repo.commit("ed-lin", "Replay");
    repo.check().refused_by("KP703");
}

#[test]
fn t10_record_with_another_project() {
    let repo = approved();
    let from = record_of(&repo, "jx-demo-text", "kn-agr-a");
    let text = repo.site.read(&from);
    let line = text.lines().find(|line| line.starts_with("project: ")).expect("a project");
    repo.write(&from, &text.replace(line, "project: 00000000-0000-4000-8000-000000000000"));
    repo.commit("ed-lin", "Move");
    repo.check().refused_by("KP703");
}

#[test]
fn t10_record_for_another_stage() {
    let repo = approved();
    let from = record_of(&repo, "jx-demo-text", "kn-agr-a");
    repo.replace(&from, "stage: knowledge", "stage: second");
    repo.commit("ed-lin", "Move");
    repo.check().refused_by("KP702");
}

#[test]
fn t11_replay_after_withdrawal() {
    let repo = approved();
    let from = record_of(&repo, "jx-demo-text", "kn-agr-a");
    let ran = repo.sign("content/demo", "kn-agr-a:knowledge", "2026-11-23T12:00:00Z", &["--decision", "withdraw"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    repo.commit("ed-lin", "Withdraw");
    repo.check().refused_by("KP713");
    let text = repo.site.read(&from);
    repo.write("records/jx-demo-text/zzz.signoff", &text);
    repo.commit("ed-lin", "Replay");
    repo.check().refused_by("KP713");
}

#[test]
fn t11_deleted_objection() {
    let repo = approved();
    let more = ["--decision", "reject", "--note", "剂量有误"];
    let ran = repo.sign("content/demo", "kn-agr-b:knowledge", "2026-11-23T12:00:00Z", &more);
    assert_eq!(ran.code, 0, "{ran:?}");
    repo.commit("kn-agr-b", "Object");
    repo.merge();
    repo.remove(&record_of(&repo, "jx-demo-text", "kn-agr-b"));
    repo.commit("ed-lin", "Forget");
    let checked = repo.check();
    checked.refused_by("KP721");
    checked.refused_by("KP716");
}

#[test]
fn t12_back_dated_record() {
    let repo = Repo::new();
    repo.article();
    repo.approve(&["ed-wu:initial", "kn-agr-a:knowledge", "se-chen:second"], "2026-11-10");
    repo.approve(&["fi-zhou:final"], "2026-11-23");
    let checked = repo.check();
    checked.refused_by("KP717");
    checked.refused_by("KP713");
}

#[test]
fn t12_key_that_has_ended_meanwhile() {
    let repo = Repo::new();
    let roster = repo.site.read("reviewers.yaml");
    let entry = roster.split("id: kn-agr-a\n").nth(1).expect("the entry");
    let keys = entry.lines().find(|line| line.contains("keys:")).expect("keys");
    on_main(&repo, keys, &keys.replace("until: 2036-12-31", "until: 2026-11-22"));
    repo.git(&["rebase", "-q", "main"]);
    repo.article();
    repo.approve(QUORUM, "2026-11-22");
    let checked = repo.check();
    checked.refused_by("KP704");
    checked.refused_by("KP713");
}

#[test]
fn t13_stolen_key() {
    let repo = approved();
    let roster = repo.site.read("reviewers.yaml");
    let entry = roster.split("id: kn-agr-a\n").nth(1).expect("the entry");
    let keys = entry.lines().find(|line| line.contains("keys:")).expect("keys");
    let revoked = "until: 2036-12-31, revoked: {on: 2026-11-24, reason: compromised, distrust_from: 2026-11-20}";
    on_main(&repo, keys, &keys.replace("until: 2036-12-31", revoked));
    repo.check().refused_by("KP704");
    repo.merge();
    assert!(!repo.published("main"));
}

#[test]
fn t16_approval_of_an_older_commit() {
    let repo = Repo::new();
    repo.article();
    repo.approve(&["ed-wu:initial", "kn-agr-a:knowledge", "se-chen:second"], "2026-11-23");
    edit(&repo);
    repo.approve(&["fi-zhou:final"], "2026-11-24");
    let checked = repo.check();
    checked.refused_by("KP713");
    checked.explained_by("KP712");
}

#[test]
fn t21_objection_shaken_off_by_a_comma() {
    let repo = Repo::new();
    repo.article();
    let more = ["--decision", "reject", "--note", "剂量有误"];
    let ran = repo.sign("content/demo", "kn-agr-b:knowledge", "2026-11-22T12:00:00Z", &more);
    assert_eq!(ran.code, 0, "{ran:?}");
    repo.replace(INDEX, "就复水", "，就复水");
    repo.commit("ed-lin", "Add a comma");
    repo.approve(QUORUM, "2026-11-23");
    repo.check().refused_by("KP716");
}

#[test]
fn t22_revert_of_a_correction() {
    let repo = published();
    let old = repo.site.read(INDEX);
    edit(&repo);
    correct(&repo);
    repo.approve_from(QUORUM, "2026-11-23", 12);
    repo.check().passes();
    repo.merge();
    repo.write(INDEX, &old);
    repo.commit("ed-lin", "Go back");
    repo.check().refused_by("KP720");
}

#[test]
fn t23_dangerous_text_called_ordinary() {
    let repo = approved();
    repo.replace(INDEX, "复水。", "复水。用10%吡虫啉1000倍液喷雾。");
    repo.commit("ed-lin", "Add a pesticide");
    repo.check().refused_by("KP401");
}

#[test]
fn t23_shorter_word_list_in_the_same_change() {
    let repo = approved();
    repo.replace(INDEX, "复水。", "复水。用10%吡虫啉喷雾。");
    repo.write("lexicons/pesticides.txt", "# kepu-lexicon: replace\n某药 | 杀虫剂\n");
    repo.commit("ed-lin", "Add a pesticide and take it from the list");
    let checked = repo.check();
    checked.refused_by("KP401");
    checked.refused_by("KP803");
    checked.refused_by("KP804");
}

#[test]
fn t23_word_list_needs_governance() {
    let repo = Repo::new();
    repo.write("lexicons/pesticides.txt", "# kepu-lexicon: extend\n某新药 | 杀虫剂\n");
    repo.commit("ed-lin", "Extend the list");
    repo.check().refused_by("KP804");
    govern(&repo);
    repo.commit("ed-lin", "Add records");
    repo.check().passes();
    repo.merge();
    repo.article();
    repo.replace(INDEX, "复水。", "复水。用某新药喷雾。");
    repo.commit("ed-lin", "Use it");
    repo.check().refused_by("KP401");
}

#[test]
fn t23_word_list_that_cannot_be_read() {
    let repo = Repo::new();
    repo.write("lexicons/pesticides.txt", "# kepu-lexicon: extend\n某新药\n");
    repo.commit("ed-lin", "Break the list");
    let signed = repo.sign("@governance", "gov-sun:governance", "2026-11-23T01:00:00Z", &[]);
    assert_eq!(signed.code, 2, "nobody can agree to a list that says nothing: {signed:?}");
    repo.check().refused_by("KP801");
}

#[test]
fn t24_loosening_keys_in_the_intent_block() {
    let repo = approved();
    repo.replace(INDEX, "  status: ready\n", "  status: ready\n  need: {knowledge: 0}\n");
    repo.commit("ed-lin", "Loosen");
    repo.check().refused_by("KP109");
}

#[test]
fn t25_fast_track_without_an_open_event() {
    let repo = Repo::new();
    let fast = "emergency: {event: 2026-06-demo-flood, category: natural_disaster, level: III, authority: 示例应急局, issued: 2026-11-23T08:00:00+08:00, expires: 2026-11-27T08:00:00+08:00, fast_track: true}\nreview:\n";
    repo.write(
        INDEX,
        &RICE
            .replace("kind: article", "kind: emergency")
            .replace("agriculture.rice", "safety.water")
            .replace("review:\n", fast),
    );
    repo.commit("ed-lin", "Write");
    repo.check().refused_by("KP601");
}

#[test]
fn t26_leader_first() {
    let repo = Repo::new();
    repo.article();
    repo.approve(&["fi-zhou:final", "ed-wu:initial", "kn-agr-a:knowledge", "se-chen:second"], "2026-11-23");
    repo.check().refused_by("KP715");
}

#[test]
fn t27_wrong_expert() {
    let repo = Repo::new();
    repo.article();
    repo.approve(&["ed-wu:initial", "kn-med-a:knowledge", "se-chen:second", "fi-zhou:final"], "2026-11-23");
    repo.check().refused_by("KP707");
}

#[test]
fn t27_declared_conflict() {
    let repo = Repo::new();
    repo.article();
    let ran = repo.sign("content/demo", "kn-agr-a:knowledge", "2026-11-23T01:00:00Z", &["--conflict"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    repo.commit("ed-lin", "Add the record");
    repo.check().refused_by("KP710");
}

#[test]
fn t27_friendly_colleagues() {
    let repo = Repo::new();
    on_main(&repo, "orgs: [{id: demo-plant, from: 2022-01-01}]", "orgs: [{id: demo-agri-univ, from: 2022-01-01}]");
    repo.git(&["rebase", "-q", "main"]);
    repo.write(
        INDEX,
        &RICE.replace("review:\n", "risk: [agrichem]\nreview:\n").replace("晒田", "按农药标签用药。晒田"),
    );
    repo.commit("ed-lin", "Write");
    repo.approve(
        &["ed-wu:initial", "kn-agr-a:knowledge", "kn-agr-b:knowledge", "se-chen:second", "fi-zhou:final"],
        "2026-11-23",
    );
    repo.check().refused_by("KP714");
}

#[test]
fn t28_hidden_characters() {
    for (character, rule) in [("\u{202e}", "KP201"), ("\u{200b}", "KP202"), ("\u{2f47}", "KP203"), ("&#8203;", "KP202")]
    {
        let repo = approved();
        repo.replace(INDEX, "晒田", &format!("晒{character}田"));
        repo.commit("ed-lin", "Hide");
        repo.check().refused_by(rule);
    }
}

#[test]
fn t29_vanishing_markdown() {
    for (text, rule) in [
        ("<div hidden>藏</div>", "KP204"),
        ("[^1]: 没人引用的脚注", "KP205"),
        ("每日1~2片，每周1~3片", "KP208"),
        ("| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 | 三 |", "KP210"),
        ("1. 一\n3. 三", "KP211"),
    ] {
        let repo = approved();
        let whole = repo.site.read(INDEX) + "\n" + text + "\n";
        repo.write(INDEX, &whole);
        repo.commit("ed-lin", "Hide");
        repo.check().refused_by(rule);
    }
}

#[test]
fn t30_attributes_that_blind_the_reviewer() {
    let repo = approved();
    repo.write("content/demo/.gitattributes", "*.md -diff\n");
    repo.commit("ed-lin", "Blind");
    repo.check().refused_by("KP807");
}

#[cfg(unix)]
#[test]
fn t30_symbolic_link() {
    let repo = approved();
    std::os::unix::fs::symlink("../../reviewers.yaml", repo.site.path("content/demo/fig.svg")).expect("a link");
    repo.commit("ed-lin", "Link");
    repo.check().refused_by("KP303");
}

#[test]
fn t30_the_working_copy_has_no_say() {
    let repo = approved();
    edit(&repo);
    // The tampered commit is checked, whatever lies on disk.
    repo.write(INDEX, RICE);
    repo.check().refused_by("KP713");
    fs::remove_dir_all(repo.site.path("content")).expect("removed");
    repo.check().refused_by("KP713");
}

#[test]
fn t31_yaml_tricks() {
    for line in ["audience: &a [minors]\nrisk: *a", "title: 另一个题目", "lang: !!binary emg=", "<<: {kind: emergency}"]
    {
        let repo = approved();
        repo.replace(INDEX, "review:\n", &format!("{line}\nreview:\n"));
        repo.commit("ed-lin", "Trick");
        repo.check().refused_by("KP102");
    }
}

#[test]
fn t32_id_used_twice() {
    let repo = published();
    repo.write("content/elsewhere/index.md", &RICE.replace("细裂", "大裂"));
    repo.commit("ed-lin", "Copy");
    repo.check().refused_by("KP107");
}

#[test]
fn t32_silent_deletion() {
    let repo = published();
    repo.remove("content/demo");
    repo.commit("ed-lin", "Delete");
    repo.check().refused_by("KP905");
}

#[test]
fn t32_changed_id() {
    let repo = published();
    repo.replace(INDEX, "jx-demo-text", "jx-demo-other");
    repo.commit("ed-lin", "Rename");
    repo.check().refused_by("KP106");
}

/// A published text with a dose, and the small-fix lane open.
fn dosed() -> (Repo, String) {
    let repo = Repo::new();
    on_main(&repo, "minor: {enabled: false", "minor: {enabled: true");
    repo.git(&["rebase", "-q", "main"]);
    repo.write(INDEX, &RICE.replace("就复水。", "就复水。每块田留5公斤谷种[^s1]。"));
    repo.commit("ed-lin", "Write");
    repo.approve(QUORUM, "2026-11-22");
    repo.merge();
    assert!(repo.published("main"));
    let record = repo.site.read(&record_of(&repo, "jx-demo-text", "kn-agr-a"));
    let digest = record.lines().find_map(|line| line.strip_prefix("digest: ")).expect("a digest").to_owned();
    (repo, digest)
}

#[test]
fn t33_typo_channel_abused_for_a_dose() {
    let (repo, full) = dosed();
    repo.replace(INDEX, "5公斤", "50公斤");
    repo.commit("ed-lin", "A slip, surely");
    let asked = ["--decision", "minor", "--from", &full];
    for (word, at) in [("ed-wu:initial", "2026-11-23T01:00:00Z"), ("fi-zhou:final", "2026-11-23T02:00:00Z")] {
        let ran = repo.sign("content/demo", word, at, &asked);
        assert!(ran.code == 1 && ran.stderr.contains("50公斤"), "it is refused before anybody signs: {ran:?}");
    }
    // Somebody signs it with another program.
    forge_small_fix(&repo, &full);
    let checked = repo.check();
    checked.refused_by("KP722");
    checked.refused_by("KP901");
    repo.merge();
    assert!(!repo.published("main"), "nor does the build believe it");
}

#[test]
fn t33_typo_channel_brings_back_a_corrected_text() {
    let (repo, full) = dosed();
    let old = repo.site.read(INDEX);
    repo.replace(INDEX, "5公斤", "4公斤");
    let entry = format!(
        "corrections:\n  - {{date: 2026-11-22, type: correction, of: \"{full}\", summary: 更正用量。}}\nreview:\n"
    );
    repo.replace(INDEX, "review:\n", &entry);
    repo.commit("ed-lin", "Correct");
    repo.approve_from(QUORUM, "2026-11-22", 12);
    repo.check().passes();
    repo.merge();
    repo.write(INDEX, &old.replace("细裂", "细缝"));
    repo.commit("ed-lin", "A slip in the text before");
    for (word, at) in [("ed-wu:initial", "2026-11-23T01:00:00Z"), ("fi-zhou:final", "2026-11-23T02:00:00Z")] {
        let ran = repo.sign("content/demo", word, at, &["--decision", "minor", "--from", &full]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    repo.commit("ed-lin", "Add records");
    repo.check().refused_by("KP720");
    repo.merge();
    assert!(!repo.published("main"));
}

#[test]
fn t33_maker_of_a_small_fix_agrees_to_it() {
    let (repo, full) = dosed();
    repo.replace(INDEX, "细裂", "细缝");
    repo.commit("ed-wu", "Fix a slip");
    for (word, at) in [("ed-wu:initial", "2026-11-23T01:00:00Z"), ("fi-zhou:final", "2026-11-23T02:00:00Z")] {
        let ran = repo.sign("content/demo", word, at, &["--decision", "minor", "--from", &full]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    repo.commit("ed-lin", "Add records");
    let checked = repo.check();
    checked.refused_by("KP709");
    checked.refused_by("KP713");
}

/// Records of a small fix for a text, written without `kepu sign`.
fn forge_small_fix(repo: &Repo, from: &str) {
    use kepu::model::record::{SIGNOFF_NAMESPACE, Statement};
    let library = kepu::pipeline::load(&kepu::host::disk::DiskSources::new(repo.site.root().to_owned()));
    let library = library.unwrap_or_else(|_| panic!("the site loads"));
    let article = library.articles.values().next().expect("an article");
    for (at, person, stage) in [
        ("2026-11-23T01:00:00Z", "ed-wu", kepu::model::roster::Stage::Initial),
        ("2026-11-23T02:00:00Z", "fi-zhou", kepu::model::roster::Stage::Final),
    ] {
        let statement = Statement {
            project: library.settings.project.value.as_str().into(),
            article: "jx-demo-text".to_owned(),
            digest: kepu::gate::digest(article),
            from: kepu::model::units::ContentDigest::parse(from),
            decision: kepu::model::record::Decision::Minor,
            stage: Some(stage),
            reviewer: person.to_owned(),
            conflict_declared: false,
            at: at.parse().expect("a time"),
            via: kepu::model::record::Via::Ssh,
            evidence: None,
            note: None,
        };
        let key = fs::read_to_string(crate::support::key(person)).expect("a demo key");
        let signed = statement.signed_text();
        let armour = kepu::seal::sign(&key, SIGNOFF_NAMESPACE, signed.as_bytes()).expect("a signature");
        repo.write(
            &format!("records/jx-demo-text/minor-{person}.signoff"),
            &format!("{signed}{}\n", armour.trim_end()),
        );
    }
    repo.commit("ed-lin", "Add records");
}

#[test]
fn t34_policy_tightened_while_the_change_was_green() {
    let repo = approved();
    on_main(
        &repo,
        "need: {initial: 1, knowledge: 1, second: 1, final: 1}",
        "need: {initial: 1, knowledge: 2, second: 1, final: 1}",
    );
    repo.merge();
    assert!(!repo.published("main"), "the build weighs again with main's policy");
}

#[test]
fn t34_administrator_merges_without_review() {
    let repo = Repo::new();
    repo.article();
    repo.merge();
    assert!(!repo.published("main"));
}

#[test]
fn t35_template_that_hides_the_warning() {
    let repo = Repo::new();
    let page = "themes/base/templates/article.html";
    let text = repo.site.read(page);
    repo.write(page, &(text + "<!-- -->\n"));
    repo.commit("ed-lin", "Hide");
    repo.check().refused_by("KP804");
}

#[test]
fn p_ordinary_way_with_own_keys() {
    let repo = published();
    // A rename of the folder changes nothing and needs nobody.
    fs::rename(repo.site.path("content/demo"), repo.site.path("content/renamed")).expect("renamed");
    repo.commit("ed-lin", "Rename");
    repo.check().passes();
    repo.merge();
    assert!(repo.published("main"));
}

#[test]
fn p_duty_officer_opens_an_event() {
    let repo = Repo::new();
    repo.replace("emergencies.yaml", "events:\n", "events:\n  - {id: 2026-11-demo-fire, title: （演示）山火, category: accident, level: III, topics: [safety.fire], region: [\"360000\"], opened: 2026-11-24T06:00:00+08:00}\n");
    repo.commit("ed-lin", "Open");
    repo.check().refused_by("KP804");
    let ran = repo.sign("@emergencies", "fi-xu:final", "2026-11-23T23:00:00Z", &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    repo.commit("ed-lin", "Add the record");
    repo.check().passes();
}

#[test]
fn p_unknown_base_is_never_fine() {
    let repo = approved();
    let ran = repo.site.kepu(&["check", "--base", "origin/main", "--now", NOW]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.stderr.contains("git fetch origin main"), "{}", ran.stderr);
}

#[test]
fn p_comment_tells_an_editor_what_to_do() {
    let repo = Repo::new();
    repo.write(INDEX, &RICE.replace("细裂", "2 厘米的细裂"));
    repo.commit("ed-lin", "Write");
    repo.approve(&["ed-wu:initial", "kn-agr-a:knowledge"], "2026-11-22");
    repo.replace(INDEX, "2 厘米", "20 厘米");
    repo.replace(INDEX, "到田边", "到田边 @everyone <b>");
    repo.commit("ed-lin", "Edit");
    let args = ["check", "--base", "main", "--format", "markdown", "--now", NOW];
    let ran = repo.site.kepu(&args);
    assert_eq!(ran.code, 1, "{ran:?}");
    let text = ran.stdout;
    assert!(text.starts_with("<!-- kepu:check -->\n"), "{text}");
    assert!(text.contains("KP204"), "{text}");
    assert!(text.contains("kn-agr-a") || text.contains("示例农艺师·丙"), "{text}");
    let (dose, wording) = (text.find("20"), text.find("everyone"));
    assert!(dose.is_some() && wording.is_some(), "{text}");
    let outside_code = text.replace("`<b>`", "");
    assert!(!text.contains("@everyone") && !outside_code.contains("<b>"), "nothing authored works here: {text}");
    assert_eq!(repo.site.kepu(&args).stdout, text, "a second run says the same");
}

#[test]
fn t35_a_template_hides_the_label() {
    let repo = published();
    let page = "public/farmers/a/jx-demo-text/index.html";
    let before = repo.site.files("public");
    let credits = "themes/base/templates/credits.html";
    repo.replace(credits, "<section class=\"box credits\"", "<section hidden class=\"box credits\"");
    let ran = repo.site.kepu(&["build", "--now", NOW]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("KP909") && ran.stderr.contains("核对码"), "{ran:?}");
    assert!(repo.site.read(page).contains("谁审的"));
    assert!(repo.site.files("public") == before, "the last good site stays");
    // In a change the theme needs the governance quorum before anything is built with it.
    repo.commit("gov-sun", "Hide");
    repo.check().refused_by("KP804");
}

/// A refutation of a rumour, with its verdict.
fn refutation(id: &str, claim: &str, verdict: &str, created: &str) -> String {
    RICE.replace("id: jx-demo-text", &format!("id: {id}"))
        .replace("kind: article", "kind: rebuttal")
        .replace("created: 2026-11-01", &format!("created: {created}"))
        .replace(
            "sources:\n",
            &format!(
                "claim:\n  text: {claim}\n  verdict: {verdict}\n  conclusion: 稻田要看苗管水。\n  \
                 appearances: [{{platform: 微信群}}]\n  evidence: [{{source: s1, says: 看苗管水。}}, \
                 {{source: s2, says: 看苗管水。}}]\nsources:\n  \
                 - {{id: s2, type: textbook, title: 示例教材, publisher: 示例出版社, published: 2024}}\n"
            ),
        )
}

#[test]
fn a_newcomer_contradicts_a_published_verdict() {
    let repo = Repo::new();
    repo.write(INDEX, &refutation("jx-demo-text", "稻田一直泡深水产量才高", "false_claim", "2026-11-01"));
    repo.commit("ed-lin", "Refute");
    let people = ["ed-wu:initial", "kn-agr-a:knowledge", "kn-agr-b:knowledge", "se-chen:second", "fi-zhou:final"];
    repo.approve(&people, "2026-11-22");
    repo.check().passes();
    repo.merge();
    assert!(repo.published("main"));
    // Backdated, so that it would come first if the day counted alone.
    repo.write(
        "content/new/index.md",
        &refutation("jx-other", "稻田一直泡着深水，产量才会高", "true_claim", "2020-01-01"),
    );
    repo.commit("ed-lin", "Contradict");
    repo.check().refused_by("KP506");
    // An administrator merges it all the same: the published text stays, the newcomer is held back.
    repo.merge();
    assert!(repo.published("main"), "a newcomer takes no published article down");
    let said = repo.site.kepu(&["check", "--format", "short", "--now", NOW]).stdout;
    let own: Vec<&str> = said.lines().filter(|line| line.contains("KP506")).collect();
    assert!(own.len() == 1 && own[0].starts_with("content/new/index.md"), "{own:?}");
    repo.replace("content/new/index.md", "true_claim", "misleading");
    repo.commit("ed-lin", "Repeat");
    let checked = repo.check();
    assert!(!checked.errors.iter().any(|rule| rule == "KP506"), "{}", checked.said);
    checked.explained_by("KP506");
}
