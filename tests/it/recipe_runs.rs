//! The recipes run: the steps of the workflows, step by step, against a git server in a folder.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use crate::recipe::stage::{Call, Forge, holds, private_key, request};
use crate::support::repository::{QUORUM, RICE, Repo};
use crate::support::{Ran, checkout, ran};
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

const MARK: &str = "<!-- kepu:check -->";

fn only<'a>(calls: &'a [Call], method: &str, address: &str) -> &'a Value {
    let found: Vec<&Call> = calls.iter().filter(|call| call.method == method && call.address == address).collect();
    assert_eq!(found.len(), 1, "{method} {address}: {calls:#?}");
    &found[0].body
}

fn none(calls: &[Call], method: &str) {
    assert!(calls.iter().all(|call| call.method != method), "{calls:#?}");
}

#[test]
fn github_checks_and_keeps_one_comment() {
    let forge = Forge::new("github");
    let comments = "repos/demo/kepu/issues/12/comments";
    forge.answer("GET", comments, &json!([]));
    let runner = forge.runner(&[]);
    let checked = runner.job("kepu-check.yml", "check");
    assert_eq!(checked.code, 1, "a review is missing: {checked:?}");
    assert!(!holds(&runner.files(), "content/demo"), "no file of the request: {:?}", runner.files());
    assert_eq!(runner.read("kepu-result/head").trim(), forge.head());
    for name in ["kepu.sarif", "code-quality.json"] {
        assert!(!runner.read(&format!("kepu-result/{name}")).is_empty(), "{name}");
    }
    none(&forge.calls(), "GET");
    let platform = [("KEPU_PLATFORM".to_owned(), "github".to_owned())].into();
    let preview = runner.script("bash .ci/kepu/preview", &platform);
    assert_eq!(preview.code, 0, "{preview:?}");
    assert!(runner.read("kepu-preview/index.html").contains("jx-demo-text"), "pages before and after");

    assert_eq!(runner.job("kepu-check.yml", "report").code, 0);
    let calls = forge.calls();
    let body = only(&calls, "POST", comments)["body"].as_str().expect("a text").to_owned();
    assert!(body.starts_with(&format!("{MARK}\n### 🕓 没有错误")), "{body}");
    let status = only(&calls, "POST", &format!("repos/demo/kepu/statuses/{}", forge.head()));
    assert_eq!((&status["state"], &status["context"]), (&json!("failure"), &json!("kepu")));
    assert!(status["description"].as_str().is_some_and(|words| words.starts_with("🕓 没有错误")), "{status}");

    // Somebody else copied the mark; the second page holds ours.
    let stranger = json!({"id": 4, "user": {"login": "stranger"}, "body": body});
    let ours = json!({"id": 5, "user": {"login": "github-actions[bot]"}, "body": body});
    let talk = json!({"id": 6, "user": {"login": "github-actions[bot]"}, "body": "已登记"});
    forge.answer("GET", comments, &json!([stranger, talk, ours]));
    assert_eq!(runner.job("kepu-check.yml", "report").code, 0);
    let calls = forge.calls();
    only(&calls, "PATCH", "repos/demo/kepu/issues/comments/5");
    assert!(calls.iter().all(|call| call.method != "POST" || call.address.contains("statuses")), "{calls:#?}");
}

/// SE-02: a request that brings its own scripts, hooks and workflow runs none of them.
#[test]
fn nothing_of_a_request_is_executed() {
    let forge = Forge::new("github");
    let (editor, flag) = (forge.editor(), tempfile::tempdir().expect("a folder"));
    let ran_flag = flag.path().join("ran");
    let evil = format!("#!/usr/bin/env bash\ntouch '{}'\n", ran_flag.display());
    for file in [".ci/kepu/check", ".ci/kepu/lib", ".ci/kepu/install", ".ci/kepu/comment", "kepu", "curl", ".bashrc"] {
        editor.write(file, &evil);
    }
    editor.write(".gitattributes", "*.md filter=evil\n");
    editor.commit("ed-lin", "Bring scripts");
    forge.push();
    let runner = forge.runner(&[]);
    let checked = runner.job("kepu-check.yml", "check");
    assert_eq!(checked.code, 1, "{checked:?}");
    assert!(runner.read("kepu-result/comment.md").contains("⛔"), "protected files changed");
    assert!(!ran_flag.exists() && !holds(&runner.files(), ".bashrc"));
}

/// OP-03: a shallow clone is no reason to say yes; the comment says how to mend it.
#[test]
fn a_shallow_clone_is_said_and_stops() {
    let forge = Forge::new("github");
    forge.editor().git(&["switch", "-q", "main"]);
    forge.editor().write("README.md", "x\n");
    forge.editor().commit("gov-sun", "Go on");
    let server = forge.git(&["-C", "server.git", "rev-parse", "--absolute-git-dir"]);
    forge.editor().git(&["push", "-q", &server, "main:refs/heads/main"]);
    let runner = forge.runner(&["--depth", "1"]);
    let checked = runner.job("kepu-check.yml", "check");
    assert_eq!((checked.code, runner.read("kepu-result/verdict").trim()), (4, "4"), "{checked:?}");
    let comment = runner.read("kepu-result/comment.md");
    assert!(comment.starts_with(MARK) && comment.contains("git fetch --unshallow"), "{comment}");
}

fn github_review(forge: &Forge, act: &str) -> Value {
    let (event, copy) = forge.event(act);
    forge.answer("GET", "repos/demo/kepu/pulls/12", &request(&forge.head(), 90001, "main"));
    forge.answer("GET", "repos/demo/kepu/pulls/12/reviews/7001", &copy);
    event
}

#[test]
fn github_records_a_review_and_checks_again() {
    let forge = Forge::new("github");
    let event = github_review(&forge, "approve");
    let runner = forge.runner(&[]);
    runner.receive("kepu-event/event.json", &event);
    let done = runner.job("kepu-record.yml", "record");
    assert_eq!(done.code, 0, "{done:?}");
    assert!(holds(&forge.main_files(), "records/jx-demo-text/20261120T021233Z-kn-agr-a-knowledge-approve.signoff"));
    assert!(!holds(&forge.main_files(), "content/demo"), "the record alone: {:?}", forge.main_files());
    let calls = forge.calls();
    let answer = only(&calls, "POST", "repos/demo/kepu/issues/12/comments")["body"].as_str().expect("a text");
    assert!(answer.starts_with("已登记：示例农艺师·丙 知识审核 版本 "), "{answer}");

    // The same event again changes nothing and says nothing.
    let runner = forge.runner(&[]);
    runner.receive("kepu-event/event.json", &event);
    assert_eq!(runner.job("kepu-record.yml", "record").code, 0);
    none(&forge.calls(), "POST");

    let runner = forge.runner(&[]);
    assert_eq!(runner.job("kepu-check.yml", "check").code, 1);
    assert!(
        !runner.read("kepu-result/comment.md").contains("知识审核还差"),
        "{}",
        runner.read("kepu-result/comment.md")
    );
}

#[test]
fn github_records_while_somebody_else_pushes() {
    let forge = Forge::new("github");
    let event = github_review(&forge, "approve");
    let runner = forge.runner(&[]);
    runner.receive("kepu-event/event.json", &event);
    // The first push meets a main that has just moved.
    let server = forge.git(&["-C", "server.git", "rev-parse", "--absolute-git-dir"]);
    let other = tempfile::tempdir().expect("a folder");
    let real = Command::new("bash").args(["-c", "command -v git"]).output().expect("bash");
    let real = String::from_utf8_lossy(&real.stdout).trim().to_owned();
    let race = format!(
        "#!/usr/bin/env bash\nif [[ $1 == push && ! -f '{flag}' ]]; then\n  touch '{flag}'\n  '{real}' clone -q '{server}' '{clone}' >&2\n  cd '{clone}' && '{real}' -c user.name=x -c user.email=x@example.org commit -q --allow-empty -m race && '{real}' push -q >&2\n  cd - > /dev/null\nfi\nexec '{real}' \"$@\"\n",
        flag = other.path().join("flag").display(),
        clone = other.path().join("clone").display(),
    );
    forge.program("git", &race);
    let done = runner.job("kepu-record.yml", "record");
    assert_eq!(done.code, 0, "{done:?}");
    assert!(other.path().join("clone").exists(), "the race took place");
    assert!(holds(&forge.main_files(), "-approve.signoff"));
}

#[test]
fn github_refuses_what_it_cannot_confirm() {
    let told = |forge: &Forge, event: &Value, code: i32, words: &str| {
        let runner = forge.runner(&[]);
        runner.receive("kepu-event/event.json", event);
        let done = runner.job("kepu-record.yml", "record");
        assert_eq!(done.code, code, "{words}: {done:?}");
        assert!(format!("{}{}", done.stdout, done.stderr).contains(words), "{words}: {done:?}");
        assert!(!holds(&forge.main_files(), "records/"), "{words}");
    };
    let forge = Forge::new("github");
    let event = github_review(&forge, "approve");
    // Threat 15: a forged event; the forge has no such review, or another one.
    let mut forged = event.clone();
    forged["review"]["user"]["id"] = json!(90019);
    told(&forge, &forged, 0, "未登记（KP719）");
    only(&forge.calls(), "POST", "repos/demo/kepu/issues/12/comments");
    // Threat 5: the event names another opener, so that the opener could approve.
    let mut forged = event.clone();
    forged["pull_request"]["user"]["id"] = json!(1);
    told(&forge, &forged, 4, "提出人");
    // Numbers that are none, and paths in their place.
    for (pointer, value) in [("/review/id", json!("7001/../../x")), ("/pull_request/number", json!("12;id"))] {
        let mut forged = event.clone();
        *forged.pointer_mut(pointer).expect("a place") = value;
        told(&forge, &forged, 4, "这不是编号");
    }
    // Another branch than main is nobody's business.
    forge.answer("GET", "repos/demo/kepu/pulls/12", &request(&forge.head(), 90001, "draft"));
    told(&forge, &event, 0, "不是并入 main");
    told(&forge, &json!({"zen": "x"}), 0, "不是合并请求的事件");
    none(&forge.calls(), "POST");
}

/// The scripts of the Jenkins pipeline that Gitee's webhook starts, in its order.
fn jenkins(forge: &Forge, event: &Value) -> Vec<Ran> {
    let text = fs::read_to_string(checkout().join("recipes/jenkins/Jenkinsfile.webhook")).expect("a pipeline");
    let scripts = crate::recipe::jenkins_scripts(&text);
    assert_eq!(scripts.len(), 4, "install, record, check, comment");
    let mut runner = forge.runner(&[]);
    runner.receive("kepu-event.json", event);
    for (name, value) in [
        ("KEPU_PLATFORM", "gitee"),
        ("KEPU_REPO", "demo/kepu"),
        ("KEPU_API", "https://gitee.com/api/v5"),
        ("KEPU_BOT", "kepu-bot"),
    ] {
        runner.env.insert(name.to_owned(), value.to_owned());
    }
    let file = runner.path("../recorder-key");
    fs::write(&file, format!("{}\n", private_key())).expect("a key");
    let set = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let key = file.to_str().expect("a clean path");
    let with = [
        set(&[]),
        set(&[("KEPU_TOKEN", "t0ken"), ("KEPU_RECORDER_KEY_FILE", key)]),
        set(&[]),
        set(&[("KEPU_TOKEN", "t0ken")]),
    ];
    let mut done = Vec::new();
    for (at, (script, env)) in scripts.iter().zip(&with).enumerate() {
        if at > 1 && !runner.path("kepu-result/number").exists() {
            break;
        }
        done.push(runner.script(script, env));
    }
    done
}

#[test]
fn gitee_records_through_jenkins_and_keeps_one_comment() {
    let forge = Forge::new("gitee");
    let (event, mut copy) = forge.event("approve");
    copy["user"] = json!({"id": 90001});
    forge.answer("GET", "repos/demo/kepu/pulls/12", &copy);
    forge.answer("GET", "repos/demo/kepu/pulls/12/comments", &json!([]));
    let done = jenkins(&forge, &event);
    assert_eq!(done.iter().map(|ran| ran.code).collect::<Vec<_>>(), [0, 0, 0, 0], "{done:#?}");
    assert!(holds(&forge.main_files(), "-kn-agr-a-knowledge-approve.signoff"));
    let calls = forge.calls();
    let posted: Vec<&str> = calls
        .iter()
        .filter(|call| call.method == "POST" && call.address == "repos/demo/kepu/pulls/12/comments")
        .filter_map(|call| call.body["body"].as_str())
        .collect();
    assert_eq!(posted.len(), 2, "{calls:#?}");
    assert!(posted[0].starts_with("已登记：") && posted[1].starts_with(MARK), "{posted:?}");

    let ours = json!({"id": 77, "user": {"login": "kepu-bot"}, "body": posted[1]});
    forge.answer("GET", "repos/demo/kepu/pulls/12/comments", &json!([ours]));
    jenkins(&forge, &event);
    let calls = forge.calls();
    only(&calls, "PATCH", "repos/demo/kepu/pulls/comments/77");
    none(&calls, "POST");
}

#[test]
fn gitee_records_an_objection_written_as_a_comment() {
    let forge = Forge::new("gitee");
    let (event, copy) = forge.event("reject");
    let comment = event["comment"]["id"].as_u64().expect("a number");
    forge.answer("GET", "repos/demo/kepu/pulls/12", &request(&forge.head(), 90001, "main"));
    forge.answer("GET", &format!("repos/demo/kepu/pulls/comments/{comment}"), &copy);
    forge.answer("GET", "repos/demo/kepu/pulls/12/comments", &json!([]));
    let done = jenkins(&forge, &event);
    assert_eq!(done.iter().map(|ran| ran.code).collect::<Vec<_>>(), [0, 0, 0, 0], "{done:#?}");
    assert!(holds(&forge.main_files(), "-reject.signoff"), "{:?}", forge.main_files());
}

#[test]
fn gitlab_records_and_reports_from_the_webhook_pipeline() {
    let forge = Forge::new("gitlab");
    let (event, mut copy) = forge.event("approve");
    copy["target_branch"] = json!("main");
    let merge_request = "projects/demo%2Fkepu/merge_requests/12";
    forge.answer("GET", merge_request, &copy);
    forge.answer(
        "GET",
        &format!("{merge_request}/approvals"),
        &json!({"approved": true, "approved_by": copy["approved_by"]}),
    );
    forge.answer("GET", &format!("{merge_request}/notes"), &json!([]));
    let text = fs::read_to_string(checkout().join("recipes/gitlab/kepu.gitlab-ci.yml")).expect("a recipe");
    let flow: Value = serde_yaml::from_str(&text).expect("YAML");
    let mut runner = forge.runner(&[]);
    let key = runner.path("../recorder-key");
    fs::write(&key, format!("{}\n", private_key())).expect("a key");
    runner.receive("../payload.json", &event);
    for (name, value) in [
        ("KEPU_PLATFORM", "gitlab"),
        ("KEPU_REPO", "demo/kepu"),
        ("KEPU_API", "https://gitlab.example.org/api/v4"),
        ("KEPU_BOT", "kepu-bot"),
        ("TRIGGER_PAYLOAD", "../payload.json"),
        ("KEPU_TOKEN", "t0ken"),
        ("KEPU_RECORDER_KEY_FILE", key.to_str().expect("a clean path")),
    ] {
        runner.env.insert(name.to_owned(), value.to_owned());
    }
    for (job, code) in [("kepu-record", 0), ("kepu-recheck", 1), ("kepu-report", 0)] {
        let script = crate::recipe::scripts(&flow[job]).concat();
        let done = runner.script(&script, &BTreeMap::new());
        assert_eq!(done.code, code, "{job}: {done:?}");
    }
    assert!(holds(&forge.main_files(), "-kn-agr-a-knowledge-approve.signoff"));
    let calls = forge.calls();
    let posted = calls.iter().filter(|call| call.method == "POST" && call.address == format!("{merge_request}/notes"));
    assert_eq!(posted.count(), 2, "the receipt and the comment: {calls:#?}");
    let status = only(&calls, "POST", &format!("projects/demo%2Fkepu/statuses/{}", forge.head()));
    assert_eq!((&status["state"], &status["name"]), (&json!("failed"), &json!("kepu")));
}

/// The nightly job: what is held back is said, the rest appears; a fault leaves the last good site.
#[test]
fn the_nightly_build_publishes_only_on_success() {
    let forge = Forge::new("github");
    let runner = forge.runner(&[]);
    let done = runner.job("kepu-nightly.yml", "build");
    assert_eq!(done.code, 0, "{done:?}");
    let good = runner.read("public/index.html");
    let editor = forge.editor();
    editor.git(&["switch", "-q", "main"]);
    editor.write("site.yaml", "kepu_site: 1\nnonsense: [\n");
    editor.commit("gov-sun", "Break the settings");
    let server = forge.git(&["-C", "server.git", "rev-parse", "--absolute-git-dir"]);
    editor.git(&["push", "-q", &server, "main:refs/heads/main"]);
    let done = runner.job("kepu-nightly.yml", "build");
    assert!(done.code > 1 && done.stderr.contains("仍是上一次的"), "{done:?}");
    assert_eq!(runner.read("public/index.html"), good);
}

/// Installing: from an address with a sum that fits, and never with one that does not.
#[test]
fn kepu_is_installed_only_with_the_right_sum() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("kepu-release");
    fs::write(&program, "#!/usr/bin/env bash\necho kepu 9.9\n").expect("a program");
    let out = Command::new("sha256sum").arg(&program).output().expect("sha256sum");
    let sum = String::from_utf8_lossy(&out.stdout)[..64].to_owned();
    let install = |sum: &str| {
        let mut command = Command::new("bash");
        command.arg(checkout().join("recipes/ci/install")).env_clear().env("PATH", "/usr/bin:/bin");
        command.env("HOME", folder.path()).env("KEPU_URL", format!("file://{}", program.display()));
        ran(command.env("KEPU_SHA256", sum).output().expect("bash"))
    };
    assert_eq!(install(&"0".repeat(64)).code, 4);
    assert!(!folder.path().join(".local/bin/kepu").exists());
    let done = install(&sum);
    assert_eq!((done.code, done.stdout.trim()), (0, "kepu 9.9"), "{done:?}");
}

fn push(repo: &Repo) -> Ran {
    let search = std::env::var("PATH").unwrap_or_default();
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_kepu")).parent().expect("a folder");
    let mut git = Command::new("git");
    git.current_dir(repo.site.root()).args(["push", "-q", "origin", "pr"]);
    ran(git.env("PATH", format!("{}:{search}", bin.display())).output().expect("git"))
}

#[test]
fn the_hook_lets_a_good_article_pass_and_stops_a_bad_one() {
    let repo = Repo::new();
    let server = tempfile::tempdir().expect("a folder");
    let there = server.path().to_str().expect("a clean path");
    repo.git(&["init", "-q", "--bare", there]);
    repo.git(&["remote", "add", "origin", there]);
    repo.git(&["push", "-q", "origin", "main"]);
    let hook = repo.site.path(".git/hooks/pre-push");
    fs::copy(checkout().join("recipes/local/pre-push"), &hook).expect("the hook");
    repo.article();
    let pushed = push(&repo);
    assert_eq!(pushed.code, 0, "it waits for reviews, which is no fault: {pushed:?}");
    assert!(repo.git(&["branch", "-r"]).contains("origin/pr"));

    repo.write("content/demo/index.md", &RICE.replace("晒田到", "<div hidden>晒田到"));
    repo.commit("ed-lin", "Hide");
    let stopped = push(&repo);
    assert_ne!(stopped.code, 0);
    assert!(stopped.stderr.contains("KP204") && stopped.stderr.contains("上面的问题改好再推送"), "{stopped:?}");
    assert_ne!(repo.git(&["rev-parse", "origin/pr"]), repo.git(&["rev-parse", "pr"]));

    repo.write("content/demo/index.md", RICE);
    repo.commit("ed-lin", "Show");
    // The hook asks the clock of the machine, and an approval must reach its branch within some days.
    let yesterday = (Timestamp::now() - 24.hours()).to_string();
    repo.approve(QUORUM, &yesterday[..10]);
    let pushed = push(&repo);
    assert_eq!(pushed.code, 0, "{pushed:?}");
    repo.git(&["push", "-q", "--no-verify", "origin", ":pr"]);
}
