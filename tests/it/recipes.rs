//! The recipes: every file is read, every command line is one that exists, no secret is in reach of a pull request,
//! and the scripts run for real against a git server in a folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::recipe::commands::{self, Source};
use crate::recipe::reach;
use crate::support::{checkout, list};

fn recipes() -> Vec<PathBuf> {
    list(&checkout().join("recipes"))
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn yaml(text: &str) -> serde_json::Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|ext| ext == "yml")
}

#[test]
fn every_recipe_is_yaml_where_it_says_so() {
    let files: Vec<PathBuf> = recipes().into_iter().filter(|file| is_yaml(file)).collect();
    assert!(files.len() >= 7, "{files:?}");
    for file in files {
        assert!(yaml(&text(&file)).is_object(), "{}", file.display());
    }
}

#[test]
fn no_secret_is_in_reach_of_a_pull_request() {
    let mut jobs = 0;
    for file in recipes().into_iter().filter(|file| is_yaml(file)) {
        let (name, text) = (file.display().to_string(), text(&file));
        let faults = reach::of(&name, &yaml(&text), &mut jobs);
        assert_eq!(faults, Vec::<String>::new(), "{name}");
    }
    assert!(jobs >= 14, "{jobs} jobs");
    for name in ["Jenkinsfile.webhook", "Jenkinsfile.nightly"] {
        assert_eq!(reach::of_jenkins(&text(&checkout().join("recipes/jenkins").join(name))), Vec::<String>::new());
    }
}

/// Each weakening of a recipe is found, for its own reason.
#[test]
fn every_weakening_of_a_recipe_is_found() {
    for (file, from, to, words) in [
        (
            "github/kepu-check.yml",
            "ref: main\n          fetch-depth",
            "ref: ${{ github.head_ref }}\n          fetch-depth",
            "checks out",
        ),
        ("github/kepu-check.yml", "          persist-credentials: false\n", "", "keeps the token"),
        ("github/kepu-check.yml", "permissions: {contents: read}\n", "permissions: {contents: write}\n", "may write"),
        (
            "github/kepu-check.yml",
            "KEPU_TOKEN: ${{ github.token }}\n        run: bash .ci/kepu/check",
            "KEPU_TOKEN: ${{ secrets.X }}\n        run: bash .ci/kepu/check",
            "secret",
        ),
        (
            "github/kepu-check.yml",
            "run: bash .ci/kepu/check",
            "run: bash .ci/kepu/check ${{ github.head_ref }}",
            "expression",
        ),
        ("github/kepu-check.yml", "permissions: {}\n", "", "top"),
        ("github/kepu-check.yml", "actions/checkout@v4", "actions/checkout@main", "pinned"),
        (
            "github/kepu-review.yml",
            "      - name: 原样",
            "      - uses: actions/checkout@v4\n      - name: 原样",
            "checks out",
        ),
        ("github/kepu-record.yml", "    environment: kepu-recorder\n", "", "environment"),
        ("github/kepu-record.yml", "  workflow_run:\n", "  pull_request_review:\n", "secret"),
        ("gitlab/kepu.gitlab-ci.yml", "    GIT_CHECKOUT: 'false'\n", "", "GIT_CHECKOUT"),
        (
            "gitlab/kepu.gitlab-ci.yml",
            "    KEPU_NUMBER: $CI_MERGE_REQUEST_IID\n",
            "    KEPU_NUMBER: $KEPU_RECORDER_KEY\n",
            "KEPU_RECORDER_KEY",
        ),
        ("gitlab/kepu.gitlab-ci.yml", " && $CI_COMMIT_REF_PROTECTED == \"true\"", "", "protected"),
        ("gitee/.workflow/kepu-check.yml", "KEPU_PLATFORM=gitee", "KEPU_TOKEN=$T KEPU_PLATFORM=gitee", "KEPU_TOKEN"),
    ] {
        let sound = text(&checkout().join("recipes").join(file));
        assert!(sound.contains(from), "{file} has no {from}");
        let faults = reach::of(file, &yaml(&sound.replacen(from, to, 1)), &mut 0);
        assert!(faults.iter().any(|fault| fault.contains(words)), "{file}: {from} → {to}: {faults:?}");
    }
    let webhook = text(&checkout().join("recipes/jenkins/Jenkinsfile.webhook"));
    let weak = webhook.replace(
        "      steps {\n        sh '''\n          KEPU_NUMBER",
        "      steps {\n        withCredentials([]) {}\n        sh '''\n          KEPU_NUMBER",
    );
    assert_ne!(weak, webhook);
    assert!(!reach::of_jenkins(&weak).is_empty());
}

#[test]
fn every_script_is_bash() {
    let mut scripts: Vec<(String, String)> = Vec::new();
    for file in recipes() {
        let (name, text) = (file.display().to_string(), text(&file));
        if is_yaml(&file) {
            scripts.extend(crate::recipe::scripts(&yaml(&text)).into_iter().map(|script| (name.clone(), script)));
        } else if name.contains("Jenkinsfile") {
            scripts.extend(crate::recipe::jenkins_scripts(&text).into_iter().map(|script| (name.clone(), script)));
        } else if text.starts_with("#!/usr/bin/env bash") || text.starts_with("# shellcheck shell=bash") {
            scripts.push((name, text));
        }
    }
    for page in commands::pages() {
        let text = text(&page);
        scripts.extend(commands::fences(&text, "sh").into_iter().map(|script| (page.display().to_string(), script)));
    }
    assert!(scripts.len() >= 30, "{} scripts", scripts.len());
    let folder = tempfile::tempdir().expect("a folder");
    for (name, script) in scripts {
        let file = folder.path().join("script");
        fs::write(&file, &script).expect("a file");
        let out = Command::new("bash").arg("-n").arg(&file).output().expect("bash");
        assert!(out.status.success(), "{name}: {}\n{script}", String::from_utf8_lossy(&out.stderr));
    }
}

#[test]
fn every_command_that_is_taught_exists() {
    let mut count = 0;
    let mut faults = Vec::new();
    for (name, text) in commands::texts() {
        for command in commands::of(&text, &name) {
            count += 1;
            if let Err(fault) = commands::understood(&command) {
                faults.push(format!("{name}: {} — {}", command.line, fault.lines().next().unwrap_or_default()));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
    assert!(count >= 30, "{count} commands");
}

#[test]
fn a_command_that_does_not_exist_is_found() {
    for (line, source, sound) in [
        ("kepu check --base origin/main", Source::Block, true),
        ("kepu check --base", Source::Block, false),
        ("kepu chekc", Source::Inline, false),
        ("kepu sign", Source::Inline, true),
        ("kepu sign", Source::Block, false),
        ("kepu new rebuttal …", Source::Inline, true),
        ("kepu new gossip …", Source::Inline, false),
        ("kepu check jx-tea --format short > out 2>&1 || true", Source::Block, true),
        ("kepu sign jx-tea --as zhao-li --stage third --key k", Source::Block, false),
    ] {
        let command = commands::Taught { line: line.to_owned(), source };
        assert_eq!(commands::understood(&command).is_ok(), sound, "{line}");
    }
}
