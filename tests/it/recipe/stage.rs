//! A forge in a folder: a bare repository with a pull request, an interface that answers from files, and runners that
//! take the steps of a workflow one by one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::repository::{RICE, Repo};
use crate::support::{Ran, checkout, copy_tree, key, ran};

/// The number of the pull request.
pub(crate) const REQUEST: &str = "12";
const NOW: &str = "2026-11-22T00:00:00Z";

pub(crate) struct Forge {
    folder: tempfile::TempDir,
    repo: Repo,
    platform: &'static str,
}

/// What the recipes asked of the interface: method, address below its root, body.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) address: String,
    pub(crate) body: Value,
}

impl Forge {
    /// A forge with the recipes on `main` and a sound article as request 12.
    pub(crate) fn new(platform: &'static str) -> Self {
        let jq = Command::new("jq").arg("--version").output();
        assert!(jq.is_ok(), "the recipes read JSON with jq: install it to run their tests");
        let repo = Repo::new();
        repo.git(&["switch", "-q", "main"]);
        let site = repo.site.root();
        copy_tree(&checkout().join("recipes/ci"), &site.join(".ci/kepu"));
        copy_tree(&checkout().join("recipes/github"), &site.join(".github/workflows"));
        let public = fs::read_to_string(key("outsider.pub")).expect("a key");
        let public: Vec<&str> = public.split_whitespace().take(2).collect();
        let machine = format!(
            "recorders:\n  - {{id: ci, platforms: [{platform}], repos: [\"{platform}:demo/kepu\"], keys: [{{key: \"{}\", from: 2022-01-01}}]}}\n",
            public.join(" ")
        );
        repo.replace("reviewers.yaml", "recorders: []\n", &machine);
        let roster = repo.site.read("reviewers.yaml").replace("platform: gitee", &format!("platform: {platform}"));
        repo.write("reviewers.yaml", &roster);
        repo.commit("gov-sun", "Set the recorder up");
        repo.git(&["switch", "-q", "-C", "pr"]);
        let forge = Self { folder: tempfile::tempdir().expect("a folder"), repo, platform };
        forge.programs();
        forge.repo.write("content/demo/index.md", RICE);
        forge.repo.commit("ed-lin", "Write the article");
        let site = forge.repo.site.root().to_str().expect("a clean path").to_owned();
        forge.git(&["clone", "-q", "--bare", &site, "server.git"]);
        forge.push();
        forge
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn git(&self, args: &[&str]) -> String {
        let out = Command::new("git").current_dir(self.folder.path()).args(args).output().expect("git");
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).trim().to_owned()
    }

    /// The folder that the editor works in.
    pub(crate) fn editor(&self) -> &Repo {
        &self.repo
    }

    /// Brings the editor's branch to the forge as the request's head.
    pub(crate) fn push(&self) {
        let server = self.path("server.git");
        let server = server.to_str().expect("a clean path");
        let there = if self.platform == "gitlab" { "refs/merge-requests/12/head" } else { "refs/pull/12/head" };
        self.repo.git(&["push", "-q", "--force", server, &format!("pr:{there}")]);
        self.git(&["-C", server, "update-ref", "-d", "refs/heads/pr"]);
    }

    pub(crate) fn head(&self) -> String {
        self.repo.git(&["rev-parse", "pr"]).trim().to_owned()
    }

    /// The files of `main` as the forge has it now.
    pub(crate) fn main_files(&self) -> Vec<String> {
        let listed =
            self.git(&["-C", "server.git", "-c", "core.quotepath=false", "ls-tree", "-r", "--name-only", "main"]);
        listed.lines().map(str::to_owned).collect()
    }

    /// `kepu` with a fixed clock, and a `curl` that answers from files and writes down what it was asked.
    fn programs(&self) {
        let real = env!("CARGO_BIN_EXE_kepu");
        self.program("kepu", &format!("#!/usr/bin/env bash\nexec '{real}' \"$@\" --now {NOW}\n"));
        self.program("curl", include_str!("curl"));
        fs::create_dir_all(self.path("answers")).expect("a folder");
        fs::create_dir_all(self.path("calls")).expect("a folder");
    }

    pub(crate) fn program(&self, name: &str, text: &str) {
        let file = self.path("bin").join(name);
        fs::create_dir_all(self.path("bin")).expect("a folder");
        fs::write(&file, text).expect("a program");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("executable");
        }
    }

    /// What the interface answers from now on.
    pub(crate) fn answer(&self, method: &str, address: &str, value: &Value) {
        let name = format!("{method} {address}").replace('/', "_");
        fs::write(self.path("answers").join(name), value.to_string()).expect("an answer");
    }

    /// The calls since the last question.
    pub(crate) fn calls(&self) -> Vec<Call> {
        let mut files: Vec<PathBuf> =
            fs::read_dir(self.path("calls")).expect("calls").map(|entry| entry.expect("a call").path()).collect();
        files.sort();
        let read = |file: &PathBuf| {
            let text = fs::read_to_string(file).expect("a call");
            fs::remove_file(file).expect("removed");
            let (first, body) = text.split_once('\n').expect("two parts");
            let (method, address) = first.split_once(' ').expect("a method");
            let body = serde_json::from_str(body).unwrap_or(Value::Null);
            Call { method: method.to_owned(), address: address.to_owned(), body }
        };
        files.iter().map(read).collect()
    }

    /// An event of this forge from the fixtures, bound to the request's present commit, and its fresh copy.
    pub(crate) fn event(&self, act: &str) -> (Value, Value) {
        let read = |name: &str| {
            let path = checkout().join("tests/fixtures/platform").join(format!("{}.{name}.json", self.platform));
            let text = fs::read_to_string(path).expect("a fixture").replace(&"1f".repeat(20), &self.head());
            serde_json::from_str(&text).expect("JSON")
        };
        (read(act), read(&format!("{act}.confirm")))
    }

    /// A runner's folder with a checkout of `main`.
    pub(crate) fn runner(&self, more: &[&str]) -> Runner<'_> {
        let folder = tempfile::tempdir().expect("a folder");
        let server = format!("file://{}", self.path("server.git").display());
        let into = folder.path().join("work");
        let mut args = vec!["clone", "-q", "-b", "main"];
        args.extend(more);
        args.extend([server.as_str(), into.to_str().expect("a clean path")]);
        self.git(&args);
        Runner { forge: self, folder, env: BTreeMap::new() }
    }
}

pub(crate) struct Runner<'a> {
    forge: &'a Forge,
    folder: tempfile::TempDir,
    pub(crate) env: BTreeMap<String, String>,
}

impl Runner<'_> {
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("work").join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs a script as a forge's runner does: `bash -e`, nothing of the surroundings but the search path.
    pub(crate) fn script(&self, script: &str, env: &BTreeMap<String, String>) -> Ran {
        let file = self.folder.path().join("step");
        fs::write(&file, script).expect("a script");
        let search = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("bash");
        command.current_dir(self.path("")).arg("-e").arg(&file).env_clear();
        command.env("PATH", format!("{}:{search}", self.forge.path("bin").display()));
        command.env("HOME", self.folder.path()).env("FORGE", self.forge.folder.path());
        command.env("GITHUB_OUTPUT", self.folder.path().join("output"));
        command.env("GITHUB_EVENT_PATH", self.folder.path().join("event.json"));
        command.envs(&self.env).envs(env);
        ran(command.output().expect("bash"))
    }

    /// Takes the `run` steps of a job of a GitHub workflow; `uses` steps are the runner's own.
    pub(crate) fn job(&self, workflow: &str, job: &str) -> Ran {
        let text = fs::read_to_string(checkout().join("recipes/github").join(workflow)).expect("a workflow");
        let flow: Value = serde_yaml::from_str(&text).expect("YAML");
        let mut whole = Ran { code: 0, stdout: String::new(), stderr: String::new() };
        for step in flow["jobs"][job]["steps"].as_array().expect("steps") {
            let Some(script) = step["run"].as_str() else { continue };
            let env = step["env"].as_object().into_iter().flatten();
            let env = env.map(|(name, value)| (name.clone(), expression(value.as_str().unwrap_or_default())));
            let ran = self.script(script, &env.collect());
            whole = Ran { code: ran.code, stdout: whole.stdout + &ran.stdout, stderr: whole.stderr + &ran.stderr };
            if whole.code != 0 {
                break;
            }
        }
        whole
    }

    /// Lays the event down where the recipes expect it.
    pub(crate) fn receive(&self, name: &str, event: &Value) {
        let file = self.path(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, event.to_string()).expect("an event");
    }

    /// Every file of the working copy outside `.git` and the result.
    pub(crate) fn files(&self) -> Vec<String> {
        let top = self.path("");
        let names = crate::support::list(&top)
            .into_iter()
            .map(|path| path.strip_prefix(&top).expect("below").to_string_lossy().into_owned());
        names.filter(|name| !name.starts_with(".git/") && !name.starts_with("kepu-")).collect()
    }
}

/// The few expressions that the recipes use; any other is a fault of the test's.
fn expression(text: &str) -> String {
    let Some(inner) = text.strip_prefix("${{ ").and_then(|rest| rest.strip_suffix(" }}")) else {
        return text.to_owned();
    };
    match inner {
        "vars.KEPU_URL" | "vars.KEPU_SHA256" => String::new(),
        "github.token" | "secrets.KEPU_PUSH_TOKEN" => "t0ken".to_owned(),
        "github.api_url" => "https://api.github.com".to_owned(),
        "github.repository" => "demo/kepu".to_owned(),
        "inputs.number || github.event.pull_request.number" => REQUEST.to_owned(),
        "secrets.KEPU_RECORDER_KEY" => private_key(),
        other => panic!("no value for {other}"),
    }
}

pub(crate) fn private_key() -> String {
    fs::read_to_string(key("outsider")).expect("a key").trim_end().to_owned()
}

/// The request as the interfaces give it.
pub(crate) fn request(head: &str, opener: u64, base: &str) -> Value {
    json!({"number": 12, "iid": 12, "user": {"id": opener}, "author": {"id": opener}, "base": {"ref": base},
        "target_branch": base, "head": {"sha": head}})
}

/// Whether a path is inside another.
pub(crate) fn holds(files: &[String], words: &str) -> bool {
    files.iter().any(|file| Path::new(file).to_string_lossy().contains(words))
}
