//! `kepu record` with the real binary and a real repository: what is written, from which objects, and when nothing is.

use std::fs;
use std::process::Command;

use crate::support::{Base, Ran, Scratch, checkout, key};

const ARTICLE: &str = "---\nkepu: 1\nid: jx-example-article\ntitle: 例文\nsummary: 一句话说清读者能做什么。\nlang: zh-CN\nkind: article\naudience: [farmers]\ntopics: [agriculture.rice]\nregion: [\"360000\"]\nauthors:\n  - {name: 示例作者, org: 示例科普中心, interests: none}\neditor: ed-lin\ncreated: 2026-03-01\nsources:\n  - {id: s1, type: guideline, title: 示例指南, publisher: 示例省科普中心, published: 2025-01-01}\nreview:\n  status: ready\n---\n\n水稻浅水插秧，返青后露田。\n";

const RECORD: &str = "records/jx-example-article/20261120T021233Z-kn-agr-a-knowledge-approve.signoff";

struct Story {
    scratch: Scratch,
}

impl Story {
    /// A site under git with a recorder on its roster, and a branch with one article.
    fn new() -> Self {
        let story = Self { scratch: Scratch::new(Base::Settings) };
        let public = fs::read_to_string(checkout().join("demo/keys/outsider.pub")).expect("a key");
        let public: Vec<&str> = public.split_whitespace().take(2).collect();
        let recorder = format!(
            "recorders:\n  - {{id: ci, platforms: [gitee, github], repos: [\"gitee:demo/kepu\"], keys: [{{key: \"{}\", from: 2022-01-01}}]}}\n",
            public.join(" ")
        );
        let roster = story.scratch.read("reviewers.yaml").replace("recorders: []\n", &recorder);
        story.scratch.write("reviewers.yaml", roster);
        story.git(&["init", "-q", "-b", "main"]);
        story.commit("start", "gov-sun");
        story.git(&["checkout", "-q", "-b", "rice"]);
        story.scratch.write("content/rice/index.md", ARTICLE);
        story.commit("rice", "ed-lin");
        story
    }

    fn git(&self, args: &[&str]) -> String {
        let mut command = Command::new("git");
        command.current_dir(self.scratch.root()).args([
            "-c",
            "user.name=x",
            "-c",
            "user.email=ed-lin@kepu.example.org",
        ]);
        let out = command.args(args).output().expect("git");
        assert!(out.status.success(), "{args:?} {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).trim().to_owned()
    }

    fn commit(&self, message: &str, who: &str) {
        for name in ["content", "reviewers.yaml", "site.yaml", "emergencies.yaml", "themes"] {
            if self.scratch.path(name).exists() {
                self.git(&["add", name]);
            }
        }
        let email = format!("user.email={who}@kepu.example.org");
        self.git(&["-c", &email, "commit", "-q", "-m", message]);
    }

    /// Gives the recorder an approval of a commit on Gitee, by the agronomist.
    fn record(&self, commit: &str, more: &[&str]) -> Ran {
        self.record_of(("90013", "2026-11-20T10:12:33+08:00"), commit, more)
    }

    /// The same by the holder of an account, at a time.
    fn record_of(&self, (account, at): (&str, &str), commit: &str, more: &[&str]) -> Ran {
        for name in ["gitee.approve.json", "gitee.approve.confirm.json"] {
            let text = fs::read_to_string(checkout().join("tests/fixtures/platform").join(name)).expect("a fixture");
            self.scratch.write(
                name,
                text.replace(&"1f".repeat(20), commit)
                    .replace("90013", account)
                    .replace("2026-11-20T10:12:33+08:00", at),
            );
        }
        let key = key("outsider");
        let key = key.to_str().expect("a clean path");
        let mut args = vec![
            "record",
            "--platform",
            "gitee",
            "--event",
            "gitee.approve.json",
            "--confirm",
            "gitee.approve.confirm.json",
            "--base",
            "main",
            "--now",
            "2026-11-22T00:00:00Z",
        ];
        if !more.contains(&"--key") {
            args.extend(["--key", key]);
        }
        args.extend(more);
        self.scratch.kepu(&args)
    }

    fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"])
    }

    fn digest_of(&self, record: &str) -> String {
        let text = self.scratch.read(record);
        text.lines().find_map(|line| line.strip_prefix("digest: ")).expect("a digest").to_owned()
    }
}

#[test]
fn a_click_becomes_a_record_once() {
    let story = Story::new();
    let dry = story.record(&story.head(), &["--dry-run"]);
    assert_eq!(dry.code, 0, "{dry:?}");
    assert!(dry.stdout.contains("reviewer: kn-agr-a\n") && !story.scratch.path("records").exists(), "{dry:?}");

    let ran = story.record(&story.head(), &["--receipt", "answer.txt"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let short = &story.digest_of(RECORD)[7..15];
    let receipt = format!("已登记：示例农艺师·丙 知识审核 版本 {short}；如不是您读到的版本请撤回\n");
    assert_eq!(story.scratch.read("answer.txt"), receipt);
    assert_eq!(ran.stdout, format!("{receipt}{RECORD}\n"));
    let before = story.scratch.files("records");
    assert_eq!(before.len(), 2, "the record and its parts: {:?}", before.keys());

    let again = story.record(&story.head(), &[]);
    assert_eq!((again.code, story.scratch.files("records")), (0, before.clone()), "the file is there: {again:?}");
    story.git(&["add", "records"]);
    story.git(&["commit", "-q", "-m", "record"]);
    let branch = story.head();
    story.git(&["checkout", "-q", "main"]);
    story.git(&["checkout", "-q", "rice", "--", "records"]);
    story.git(&["commit", "-q", "-m", "record"]);
    let known = story.record(&story.git(&["rev-parse", "rice~1"]), &[]);
    assert_eq!(
        (known.code, known.stdout.as_str()),
        (0, format!("此前已登记，不重复登记\n{RECORD}\n").as_str()),
        "{branch}"
    );

    let status = story.scratch.kepu(&["check", "--base", "main", "--head", "rice~1", "--now", "2026-11-22T00:00:00Z"]);
    assert!(!status.stdout.contains("知识审核还差"), "the gate counts it: {status:?}");
}

/// The four of an ordinary article with their accounts.
const QUORUM: [(&str, &str, &str); 4] = [
    ("ed-wu", "initial", "90002"),
    ("kn-agr-a", "knowledge", "90013"),
    ("se-chen", "second", "90021"),
    ("fi-zhou", "final", "90031"),
];

/// Every mixture of clicks and own keys publishes the article; here for an ordinary one.
#[test]
fn clicks_own_keys_and_mixtures_of_both_make_a_quorum() {
    for by_click in [[true; 4], [false; 4], [true, false, true, false], [false, true, false, true]] {
        let story = Story::new();
        let head = story.head();
        for (at, ((person, stage, account), click)) in QUORUM.into_iter().zip(by_click).enumerate() {
            let at = format!("2026-11-20T{:02}:00:00+08:00", 10 + at);
            let ran = if click {
                story.record_of((account, &at), &head, &[])
            } else {
                let key = key(person);
                let key = key.to_str().expect("a clean path");
                story.scratch.kepu(&[
                    "sign",
                    "content/rice",
                    "--as",
                    person,
                    "--stage",
                    stage,
                    "--key",
                    key,
                    "--yes",
                    "--now",
                    &at,
                ])
            };
            assert_eq!(ran.code, 0, "{person} {by_click:?}: {ran:?}");
            story.git(&["add", "records"]);
            story.git(&["commit", "-q", "-m", "record"]);
        }
        let vias: Vec<bool> = story
            .scratch
            .files("records")
            .values()
            .map(|text| String::from_utf8_lossy(text).contains("via: gitee"))
            .collect();
        assert_eq!(vias.iter().filter(|via| **via).count(), by_click.iter().filter(|click| **click).count());
        let checked = story.scratch.kepu(&["check", "--base", "main", "--now", "2026-11-22T00:00:00Z"]);
        assert_eq!(checked.code, 0, "{by_click:?}: {checked:?}");
        story.git(&["checkout", "-q", "main"]);
        story.git(&["merge", "-q", "rice"]);
        let built = story.scratch.kepu(&["build", "--ref", "main", "--now", "2026-11-22T00:00:00Z"]);
        assert_eq!(built.code, 0, "{by_click:?}: {built:?}");
        assert!(story.scratch.path("public/farmers/a/jx-example-article/index.html").exists(), "{by_click:?}");
    }
}

/// One click on a campaign is a record for each article; a change of one leaves the others approved.
#[test]
fn a_click_on_a_campaign_is_a_record_for_each_article() {
    let story = Story::new();
    let roster = story.scratch.read("reviewers.yaml").replace("pr: {max_articles: 1", "pr: {max_articles: 2");
    story.git(&["checkout", "-q", "main"]);
    story.scratch.write("reviewers.yaml", roster);
    story.commit("policy", "gov-sun");
    story.git(&["checkout", "-q", "rice"]);
    story.git(&["rebase", "-q", "main"]);
    let second = ARTICLE.replace("jx-example-article", "jx-other-article");
    story.scratch.write("content/other/index.md", &second);
    story.commit("another", "ed-lin");
    for (at, (person, _, account)) in QUORUM.into_iter().enumerate() {
        let at = format!("2026-11-20T{:02}:00:00+08:00", 10 + at);
        let ran = story.record_of((account, &at), &story.head(), &[]);
        assert_eq!(ran.code, 0, "{person}: {ran:?}");
        assert!(ran.stdout.contains("(jx-other-article)") && ran.stdout.contains("(jx-example-article)"), "{ran:?}");
        let again = story.record_of((account, &at), &story.head(), &[]);
        assert!(again.code == 0, "a click is recorded once: {again:?}");
        story.git(&["add", "records"]);
        story.git(&["commit", "-q", "-m", "record"]);
    }
    assert_eq!(story.scratch.files("records").keys().filter(|name| name.ends_with(".signoff")).count(), 8);
    let checked = story.scratch.kepu(&["check", "--base", "main", "--now", "2026-11-22T00:00:00Z"]);
    assert_eq!(checked.code, 0, "{checked:?}");
    story.scratch.write("content/other/index.md", second.replace("浅水", "深水"));
    story.commit("edit one", "ed-lin");
    let checked = story.scratch.kepu(&["check", "--base", "main", "--format", "json", "--now", "2026-11-22T00:00:00Z"]);
    let report: serde_json::Value = serde_json::from_str(&checked.stdout).expect("JSON");
    let all = report["findings"].as_array().cloned().unwrap_or_default();
    let errors: Vec<String> = all
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .map(|finding| format!("{} {}", finding["rule"], finding["article"]))
        .collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("KP713"), "{errors:?}");
    // A third article is beyond what the policy allows.
    story.scratch.write("content/third/index.md", ARTICLE.replace("jx-example-article", "jx-third-article"));
    story.commit("a third", "ed-lin");
    let ran = story.record_of(("90014", "2026-11-20T20:00:00+08:00"), &story.head(), &[]);
    assert!(ran.code == 1 && ran.stdout.contains("KP724"), "{ran:?}");
}

/// Threat 16: the approval of an older commit binds the text of that commit.
#[test]
fn an_older_commit_binds_its_own_text() {
    let story = Story::new();
    let old = story.head();
    story.scratch.write("content/rice/index.md", ARTICLE.replace("浅水", "深水"));
    story.commit("deeper", "ed-lin");
    assert_eq!(story.record(&old, &[]).code, 0);
    let bound = story.digest_of(RECORD);
    fs::remove_dir_all(story.scratch.path("records")).expect("removed");
    assert_eq!(story.record(&story.head(), &[]).code, 0);
    assert_ne!(bound, story.digest_of(RECORD));
    // What lies in the working copy is nobody's business.
    fs::remove_dir_all(story.scratch.path("records")).expect("removed");
    story.scratch.write("content/rice/index.md", "changed and not committed");
    assert_eq!(story.record(&old, &[]).code, 0);
    assert_eq!(bound, story.digest_of(RECORD));
}

#[test]
fn refusals_write_an_answer_and_no_record() {
    let story = Story::new();
    let nothing = |ran: &Ran, code: i32, words: &str| {
        assert_eq!(ran.code, code, "{words} {ran:?}");
        assert!(format!("{}{}", ran.stdout, ran.stderr).contains(words), "{words} {ran:?}");
        assert!(!story.scratch.path("records").exists(), "{words}");
    };
    let other = key("kn-agr-a");
    let other = other.to_str().expect("a clean path");
    nothing(&story.record(&story.head(), &["--key", other]), 3, "KP704");
    nothing(&story.record(&"2e".repeat(20), &[]), 4, "git fetch");
    nothing(&story.record(&story.git(&["rev-parse", "main"]), &[]), 1, "未登记（KP724）");

    // Threat 6: the reviewer's own hand, and somebody unknown, as a co-author in the branch.
    for (who, words) in [("kn-agr-a@kepu.example.org", "未登记（KP709）"), ("who@example.net", "who@example.net")]
    {
        story.scratch.write("content/rice/index.md", format!("{ARTICLE}\n{who}\n").replace('@', " "));
        story.git(&["commit", "-aqm", &format!("edit\n\nCo-authored-by: x <{who}>")]);
        nothing(&story.record(&story.head(), &["--receipt", "answer.txt"]), 1, words);
        assert!(story.scratch.read("answer.txt").contains("KP709"));
        story.git(&["reset", "-q", "--hard", "HEAD~1"]);
    }

    // Threat 8: a branch cannot put its own recorder or account on the roster.
    let roster = story.scratch.read("reviewers.yaml").replace("id: 90013,", "id: 90113,");
    story.scratch.write("reviewers.yaml", roster);
    story.git(&["commit", "-aqm", "roster"]);
    assert_eq!(story.record(&story.head(), &[]).code, 0, "the base's roster counts");
    fs::remove_dir_all(story.scratch.path("records")).expect("removed");
    story.git(&["reset", "-q", "--hard", "HEAD~1"]);

    // Threat 36: two articles in one request.
    story.scratch.write("content/other/index.md", ARTICLE.replace("jx-example-article", "jx-other-article"));
    story.git(&["add", "content"]);
    story.git(&["commit", "-qm", "two"]);
    nothing(&story.record(&story.head(), &[]), 1, "未登记（KP724）");
}
