//! A small site in a git repository: a main branch with settings, and changes on branches of it.

use std::fs;
use std::process::Command;

use super::{Base, Ran, Scratch, key, ran};

/// The clock of every test here, unless it says otherwise.
pub const NOW: &str = "2026-11-24T08:00:00+08:00";

/// A sound article about rice, which an agronomist reads.
pub const RICE: &str = "\
---
kepu: 1
id: jx-demo-text
title: 例文
summary: 一句话说清读者能做什么。
lang: zh-CN
kind: article
audience: [farmers]
topics: [agriculture.rice]
region: [\"360000\"]
authors:
  - {name: 示例作者, org: 示例科普中心, interests: none}
editor: ed-lin
created: 2026-11-01
sources:
  - {id: s1, type: guideline, title: 示例指南, publisher: 示例省科普中心, published: 2025-01-01}
review:
  status: ready
---

# 看水

晒田到田边开细裂就复水。
";

/// The four who approve an ordinary article, in order.
pub const QUORUM: &[&str] = &["ed-wu:initial", "kn-agr-a:knowledge", "se-chen:second", "fi-zhou:final"];

/// A repository with the sample's settings on `main`, and a branch `pr` checked out.
pub struct Repo {
    pub site: Scratch,
}

/// Findings of a check: rule and path.
#[derive(Debug)]
pub struct Checked {
    pub code: i32,
    pub errors: Vec<String>,
    pub others: Vec<String>,
    pub said: String,
}

impl Repo {
    pub fn new() -> Self {
        let repo = Self { site: Scratch::new(Base::Settings) };
        repo.git(&["init", "-q", "-b", "main"]);
        repo.write(".gitignore", "/public/\n/.kepu/\n");
        repo.commit("gov-sun", "Start");
        repo.git(&["switch", "-q", "-c", "pr"]);
        repo
    }

    pub fn write(&self, path: &str, text: &str) {
        self.site.write(path, text);
    }

    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.site.read(path);
        assert!(text.contains(from), "{path} has no {from}");
        self.write(path, &text.replacen(from, to, 1));
    }

    pub fn remove(&self, path: &str) {
        let path = self.site.path(path);
        if path.is_dir() { fs::remove_dir_all(path).expect("removed") } else { fs::remove_file(path).expect("removed") }
    }

    pub fn git(&self, args: &[&str]) -> String {
        let ran = self.git_as("gov-sun", args);
        assert_eq!(ran.code, 0, "git {args:?}: {ran:?}");
        ran.stdout
    }

    fn git_as(&self, person: &str, args: &[&str]) -> Ran {
        let email = if person.contains('@') { person.to_owned() } else { format!("{person}@kepu.example.org") };
        let mut git = Command::new("git");
        git.current_dir(self.site.root()).args(["-c", "core.autocrlf=false", "-c", "commit.gpgsign=false"]).args(args);
        for (name, value) in [
            ("GIT_AUTHOR_NAME", person),
            ("GIT_AUTHOR_EMAIL", &email),
            ("GIT_COMMITTER_NAME", person),
            ("GIT_COMMITTER_EMAIL", &email),
            ("GIT_AUTHOR_DATE", "2026-11-20T00:00:00Z"),
            ("GIT_COMMITTER_DATE", "2026-11-20T00:00:00Z"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ] {
            git.env(name, value);
        }
        ran(git.output().expect("git runs"))
    }

    /// Commits everything as a person of the roster, or as an address.
    pub fn commit(&self, person: &str, message: &str) {
        let added = self.git_as(person, &["add", "-A"]);
        assert_eq!(added.code, 0, "{added:?}");
        let done = self.git_as(person, &["commit", "-q", "--allow-empty", "-m", message]);
        assert_eq!(done.code, 0, "{done:?}");
    }

    /// Writes the article and commits it as its editor.
    pub fn article(&self) {
        self.write("content/demo/index.md", RICE);
        self.commit("ed-lin", "Write the article");
    }

    /// Signs as one person: `person:stage`, with further arguments.
    pub fn sign(&self, article: &str, word: &str, at: &str, more: &[&str]) -> Ran {
        let (person, stage) = word.split_once(':').expect("person:stage");
        let key = key(person);
        let key = key.to_str().expect("a clean path");
        let mut args = vec!["sign", article, "--as", person, "--stage", stage, "--key", key, "--yes", "--now", at];
        args.extend(more);
        self.site.kepu(&args)
    }

    /// Approves the article as several people on one day, an hour apart, and commits the records as the editor.
    pub fn approve(&self, people: &[&str], day: &str) {
        self.approve_from(people, day, 0);
    }

    /// The same from an hour on.
    pub fn approve_from(&self, people: &[&str], day: &str, first: usize) {
        for (at, word) in people.iter().enumerate() {
            let hour = first + at;
            let ran = self.sign("content/demo", word, &format!("{day}T{hour:02}:00:00Z"), &[]);
            assert_eq!(ran.code, 0, "{word}: {ran:?}");
        }
        self.commit("ed-lin", "Add records");
    }

    /// Merges the branch into main as its administrator, and goes on with a fresh branch.
    pub fn merge(&self) {
        self.git(&["switch", "-q", "main"]);
        self.git(&["merge", "-q", "--no-ff", "-m", "Merge", "pr"]);
        self.git(&["switch", "-q", "-C", "pr"]);
    }

    /// What `kepu check --base main` says of the branch.
    pub fn check(&self) -> Checked {
        self.check_with(&[])
    }

    /// The same with another clock.
    pub fn check_at(&self, now: &str) -> Checked {
        self.checked(now, &[])
    }

    pub fn check_with(&self, more: &[&str]) -> Checked {
        self.checked(NOW, more)
    }

    fn checked(&self, now: &str, more: &[&str]) -> Checked {
        let mut args = vec!["check", "--base", "main", "--head", "pr", "--format", "json", "--now", now];
        args.extend(more);
        let ran = self.site.kepu(&args);
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap_or_default();
        let all = report["findings"].as_array().cloned().unwrap_or_default();
        let is_error = |finding: &serde_json::Value| matches!(finding["severity"].as_str(), Some("error" | "fatal"));
        let rule = |finding: &serde_json::Value| finding["rule"].as_str().unwrap_or_default().to_owned();
        let errors = all.iter().filter(|finding| is_error(finding)).map(rule).collect();
        let others = all.iter().filter(|finding| !is_error(finding)).map(rule).collect();
        Checked { code: ran.code, errors, others, said: ran.stdout + &ran.stderr }
    }

    /// Builds a branch from git objects and says whether the article is a page of it.
    pub fn published(&self, rev: &str) -> bool {
        self.published_at(rev, NOW)
    }

    pub fn published_at(&self, rev: &str, now: &str) -> bool {
        let ran = self.site.kepu(&["build", "--ref", rev, "--now", now]);
        assert!(matches!(ran.code, 0 | 1), "{ran:?}");
        self.site.files("public").keys().any(|name| name.ends_with("a/jx-demo-text/index.html"))
    }
}

impl Checked {
    /// The change is fine.
    #[track_caller]
    pub fn passes(&self) {
        assert_eq!((self.code, self.errors.as_slice()), (0, [].as_slice()), "{}", self.said);
    }

    /// The change is refused by a rule.
    #[track_caller]
    pub fn refused_by(&self, rule: &str) {
        assert_eq!(self.code, 1, "{}", self.said);
        assert!(self.errors.iter().any(|found| found == rule), "{rule} is not among {:?}\n{}", self.errors, self.said);
    }

    /// The change is refused, and a rule of lesser weight says why.
    #[track_caller]
    pub fn explained_by(&self, rule: &str) {
        assert_eq!(self.code, 1, "{}", self.said);
        assert!(self.others.iter().any(|found| found == rule), "{rule} is not among {:?}\n{}", self.others, self.said);
    }
}
