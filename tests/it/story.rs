//! The whole way of an article, with a git server in a folder and a clone for each hand that takes part: an editor, the
//! bot that comments, the recorder that turns clicks into records, a final approver with a key of their own, and the
//! nightly build.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Ran, checkout, copy_tree, key, ran};

/// Where the editor writes.
const INDEX: &str = "content/soil/lime/index.md";
/// The page that readers get, in one of the editions.
const PAGE: &str = "farmers/a/jx-lime-story/index.html";

/// What stands between the editor and the first review: one word that no edition knows, and a tilde that some forges
/// show as struck out.
const FIRST_DRAFT: &str = "\
---
kepu: 1
id: jx-lime-story
title: 酸土撒多少石灰
summary: 先测土，再按亩撒，撒匀翻匀，隔一年再测。
lang: zh-CN
kind: article
audience: [农户]
topics: [agriculture.soil]
region: [\"360000\"]
authors:
  - {name: 示例作者·土壤组, org: 示例科普中心, interests: none}
editor: ed-lin
created: 2026-11-20
sources:
  - {id: s1, type: standard, title: \"NY/T 3443-2019 石灰质改良酸化土壤技术规范\", publisher: 农业农村部, published: 2019}
review:
  status: ready
---

# 先测土

示例田每亩撒石灰 75 千克，撒完翻耕 10~15 厘米。[^s1]

隔一年再测，够了就停。
";

/// The server, and everybody's clone of it.
struct Stage {
    folder: tempfile::TempDir,
}

impl Stage {
    /// A bare repository whose main branch holds the settings of the sample and a recorder for Gitee.
    fn set() -> Self {
        let stage = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        stage.git_in(stage.folder.path(), "gov-sun", &["init", "-q", "--bare", "-b", "main", "server.git"]);
        let admin = stage.clone_for("gov-sun");
        for file in ["site.yaml", "emergencies.yaml"] {
            fs::copy(checkout().join(file), admin.join(file)).expect("the sample's settings");
        }
        copy_tree(&checkout().join("themes"), &admin.join("themes"));
        let public = fs::read_to_string(checkout().join("demo/keys/outsider.pub")).expect("a key");
        let public: Vec<&str> = public.split_whitespace().take(2).collect();
        let recorder = format!(
            "recorders:\n  - {{id: ci, platforms: [gitee], repos: [\"gitee:demo/kepu\"], keys: [{{key: \"{}\", from: 2022-01-01}}]}}\n",
            public.join(" ")
        );
        let roster = fs::read_to_string(checkout().join("reviewers.yaml")).expect("the roster");
        assert!(roster.contains("recorders: []\n"));
        fs::write(admin.join("reviewers.yaml"), roster.replace("recorders: []\n", &recorder)).expect("a roster");
        fs::write(admin.join(".gitignore"), "/public\n/.kepu\n").expect("a file");
        stage.commit("gov-sun", "Start the site");
        stage.git("gov-sun", &["push", "-q", "origin", "HEAD:main"]);
        stage
    }

    fn place(&self, who: &str) -> PathBuf {
        self.folder.path().join(who)
    }

    fn clone_for(&self, who: &str) -> PathBuf {
        self.git_in(self.folder.path(), who, &["clone", "-q", "server.git", who]);
        self.place(who)
    }

    fn git(&self, who: &str, args: &[&str]) -> String {
        self.git_in(&self.place(who), who, args)
    }

    fn git_in(&self, folder: &Path, who: &str, args: &[&str]) -> String {
        let email = format!("{who}@kepu.example.org");
        let mut git = Command::new("git");
        git.current_dir(folder).args(["-c", "core.autocrlf=false", "-c", "commit.gpgsign=false"]).args(args);
        git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
        for (name, value) in [("GIT_AUTHOR_NAME", who), ("GIT_COMMITTER_NAME", who)] {
            git.env(name, value);
        }
        for name in ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"] {
            git.env(name, &email);
        }
        for name in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
            git.env(name, "2026-11-20T00:00:00Z");
        }
        let done = ran(git.output().expect("git runs"));
        assert_eq!(done.code, 0, "git {args:?}: {done:?}");
        done.stdout.trim().to_owned()
    }

    fn commit(&self, who: &str, message: &str) {
        self.git(who, &["add", "-A"]);
        self.git(who, &["commit", "-q", "-m", message]);
    }

    fn kepu(&self, who: &str, now: &str, args: &[&str]) -> Ran {
        let mut kepu = Command::new(env!("CARGO_BIN_EXE_kepu"));
        kepu.current_dir(self.place(who)).args(args).args(["--now", now]).env_remove("KEPU_LANG");
        ran(kepu.output().expect("the binary runs"))
    }

    /// Writes a text on a branch of the editor's, and pushes it.
    fn edit(&self, text: &str, message: &str) {
        let path = self.place("ed-lin").join(INDEX);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a text");
        self.commit("ed-lin", message);
        self.git("ed-lin", &["push", "-q", "origin", "HEAD"]);
    }

    /// The comment that the bot writes below a pull request.
    fn comment(&self, branch: &str, now: &str) -> Ran {
        self.git("bot", &["fetch", "-q", "origin"]);
        let head = format!("origin/{branch}");
        self.kepu("bot", now, &["check", "--base", "origin/main", "--head", &head, "--format", "markdown"])
    }

    /// Somebody presses 审查通过 on Gitee; the recorder files it on main and answers.
    fn click(&self, person: &str, account: &str, branch: &str, at: &str) -> Ran {
        self.git("recorder", &["fetch", "-q", "origin"]);
        self.git("recorder", &["reset", "-q", "--hard", "origin/main"]);
        let head = self.git("recorder", &["rev-parse", &format!("origin/{branch}")]);
        let moment: jiff::Timestamp = at.parse().expect("a time");
        let folder = self.folder.path();
        for (name, file) in [("gitee.approve.json", "event.json"), ("gitee.approve.confirm.json", "fresh.json")] {
            let text = fs::read_to_string(checkout().join("tests/fixtures/platform").join(name)).expect("a fixture");
            let text = text.replace(&"1f".repeat(20), &head).replace("90013", account).replace("kn-agr-a", person);
            let text = text.replace("1795313553000", &moment.as_millisecond().to_string());
            let local = kepu::model::units::china_rfc3339(moment);
            fs::write(folder.join(file), text.replace("2026-11-20T10:12:33+08:00", &local)).expect("a file");
        }
        let recorder = key("outsider");
        let done = self.kepu(
            "recorder",
            at,
            &[
                "record",
                "--platform",
                "gitee",
                "--event",
                "../event.json",
                "--confirm",
                "../fresh.json",
                "--base",
                "origin/main",
                "--key",
                recorder.to_str().expect("a clean path"),
            ],
        );
        if done.code == 0 {
            self.commit("recorder", &format!("Record the review of {person}"));
            self.git("recorder", &["push", "-q", "origin", "HEAD:main"]);
        }
        done
    }

    /// The nightly build of the server's main branch: how it ended, and the page if there is one.
    fn night(&self, now: &str) -> (Ran, Option<String>) {
        self.git("night", &["fetch", "-q", "origin"]);
        let built = self.kepu("night", now, &["build", "--ref", "origin/main", "--out", "../www"]);
        (built, fs::read_to_string(self.folder.path().join("www").join(PAGE)).ok())
    }
}

#[track_caller]
fn says(ran: &Ran, code: i32, words: &[&str]) {
    assert_eq!(ran.code, code, "{}{}", ran.stdout, ran.stderr);
    for word in words {
        assert!(ran.stdout.contains(word), "{word} is not in\n{}{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn an_article_is_reviewed_published_and_comes_back_when_a_dose_changes() {
    let stage = Stage::set();
    for who in ["ed-lin", "bot", "recorder", "fi-zhou", "night"] {
        stage.clone_for(who);
    }
    let (built, page) = stage.night("2026-11-20T17:00:00Z");
    says(&built, 0, &[]);
    assert_eq!(page, None, "there is nothing yet");

    // The editor opens a branch; the comment names place, cause and cure.
    stage.git("ed-lin", &["switch", "-q", "-c", "lime"]);
    stage.edit(FIRST_DRAFT, "Write about lime");
    let comment = stage.comment("lime", "2026-11-21T01:00:00Z");
    let words =
        ["<!-- kepu:check -->\n### ⛔", "`content/soil/lime`", "第 8 行第 12 字", "农户", "农民", "KP105", "KP208"];
    says(&comment, 1, &words);
    let mended = FIRST_DRAFT.replace("农户", "农民").replace("10~15", "10～15");
    stage.edit(&mended, "Say it as kepu says it");
    let comment = stage.comment("lime", "2026-11-21T01:10:00Z");
    says(&comment, 1, &["### 🕓 没有错误，等待审核", "《酸土撒多少石灰》", "初审", "知识审核", "复审", "终审"]);

    // Three click, the last signs with a key of their own; every click is answered with the version.
    for (person, account, name, at) in [
        ("ed-wu", "90002", "示例编辑·吴 初审", "2026-11-21T02:00:00Z"),
        ("kn-agr-a", "90013", "示例农艺师·丙 知识审核", "2026-11-21T03:00:00Z"),
        ("se-chen", "90021", "复审", "2026-11-21T04:00:00Z"),
    ] {
        let recorded = stage.click(person, account, "lime", at);
        says(&recorded, 0, &["已登记：", name, "如不是您读到的版本请撤回"]);
    }
    let comment = stage.comment("lime", "2026-11-21T04:30:00Z");
    says(&comment, 1, &["- 终审"]);
    assert!(!comment.stdout.contains("- 知识审核"), "{}", comment.stdout);
    stage.git("fi-zhou", &["fetch", "-q", "origin"]);
    stage.git("fi-zhou", &["switch", "-q", "lime"]);
    let own = key("fi-zhou");
    let signed = stage.kepu(
        "fi-zhou",
        "2026-11-21T05:00:00Z",
        &["sign", "jx-lime-story", "--as", "fi-zhou", "--key", own.to_str().expect("a clean path"), "--yes"],
    );
    says(&signed, 0, &["已签署", "终审"]);
    stage.commit("fi-zhou", "Sign");
    stage.git("fi-zhou", &["push", "-q", "origin", "lime"]);
    says(&stage.comment("lime", "2026-11-21T05:10:00Z"), 0, &["### ✅ 检查通过，可以合并"]);
    assert_eq!(stage.night("2026-11-21T05:20:00Z").1, None, "approved is not merged");

    // Merged; the same night it is on the site with everybody's name.
    stage.git("fi-zhou", &["switch", "-q", "-c", "merge", "origin/main"]);
    stage.git("fi-zhou", &["fetch", "-q", "origin"]);
    stage.git("fi-zhou", &["reset", "-q", "--hard", "origin/main"]);
    stage.git("fi-zhou", &["merge", "-q", "--no-ff", "-m", "Merge lime", "origin/lime"]);
    stage.git("fi-zhou", &["push", "-q", "origin", "HEAD:main"]);
    let (built, page) = stage.night("2026-11-21T17:00:00Z");
    says(&built, 0, &["1"]);
    let page = page.expect("the article is on the site");
    for word in ["75 千克", "示例编辑·吴", "示例农艺师·丙", "示例复审·陈", "示例终审·周"] {
        assert!(page.contains(word), "{word} is not on the page");
    }

    // One digit of the amount: the text goes back to review, the approved one stays.
    stage.git("ed-lin", &["fetch", "-q", "origin"]);
    stage.git("ed-lin", &["switch", "-q", "-c", "dose", "origin/main"]);
    let other = mended.replace("75 千克", "76 千克");
    stage.edit(&other, "Change the amount");
    let comment = stage.comment("dose", "2026-11-22T01:00:00Z");
    says(&comment, 1, &["### ⛔", "KP901", "自版本", "示例编辑·吴", "75", "76"]);
    let changes = comment.stdout.split("<summary>自版本").nth(1).expect("what changed since the approval");
    let first = changes.lines().find(|line| line.starts_with("- ")).expect("a change");
    assert!(first.contains("75") && first.contains("76"), "the number comes first: {first}");
    let (_, page) = stage.night("2026-11-22T17:00:00Z");
    assert!(page.expect("the approved text stays").contains("75 千克"));

    // Merged over every warning, it is not shown: nobody approved it.
    stage.git("fi-zhou", &["fetch", "-q", "origin"]);
    stage.git("fi-zhou", &["merge", "-q", "--no-ff", "-m", "Force dose", "origin/dose"]);
    stage.git("fi-zhou", &["push", "-q", "origin", "HEAD:main"]);
    let (built, page) = stage.night("2026-11-23T17:00:00Z");
    says(&built, 1, &["jx-lime-story"]);
    assert_eq!(page, None);
    let everything: Vec<u8> = crate::support::list(&stage.folder.path().join("www"))
        .iter()
        .flat_map(|path| fs::read(path).expect("a file"))
        .collect();
    assert!(!String::from_utf8_lossy(&everything).contains("76 千克"));
}
