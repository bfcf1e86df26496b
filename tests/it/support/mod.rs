//! What all integration tests share: scratch copies of the sample site, the real binary, sign-offs with demo keys.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test crate uses its own part")]

pub mod json_schema;
pub mod live;
mod pictures;
pub mod repository;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The checkout.
pub fn checkout() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A copy of the checkout's site in a folder that goes away with the value.
pub struct Scratch {
    folder: tempfile::TempDir,
    /// Whether it shares its pictures with the other sites of this run.
    shares: bool,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.shares {
            pictures::keep(self.root());
        }
    }
}

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// What a scratch site starts with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Settings, roster, events and theme of the sample, without articles and records.
    Settings,
    /// The whole sample.
    Sample,
    /// An empty folder.
    Empty,
}

impl Scratch {
    pub fn new(base: Base) -> Self {
        let mut scratch = Self::cold(base);
        scratch.shares = base == Base::Sample;
        if scratch.shares {
            pictures::lend(scratch.root());
        }
        scratch
    }

    /// The same, with no picture made yet.
    pub fn cold(base: Base) -> Self {
        let scratch = Self { folder: tempfile::tempdir().expect("a temporary folder"), shares: false };
        if base != Base::Empty {
            for file in ["site.yaml", "reviewers.yaml", "emergencies.yaml", "days.yaml"] {
                fs::copy(checkout().join(file), scratch.path(file)).expect("the sample's settings");
            }
            copy_tree(&checkout().join("themes"), &scratch.path("themes"));
        }
        if base == Base::Sample {
            copy_tree(&checkout().join("content"), &scratch.path("content"));
            copy_tree(&checkout().join("records"), &scratch.path("records"));
        }
        scratch
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    pub fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).unwrap_or_else(|error| panic!("{relative}: {error}"))
    }

    pub fn write(&self, relative: &str, text: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    /// Runs the real binary in the scratch site.
    pub fn kepu(&self, args: &[&str]) -> Ran {
        self.kepu_in(args, &[])
    }

    /// Runs the real binary with further environment.
    pub fn kepu_in(&self, args: &[&str], env: &[(&str, &str)]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kepu"));
        command.current_dir(self.root()).args(args).env_remove("KEPU_LANG").env_remove("NO_COLOR");
        command.envs(env.iter().copied());
        ran(command.output().expect("the binary runs"))
    }

    /// Approves an article as several people, a minute apart: `person:stage`.
    pub fn approve(&self, article: &str, at: &str, people: &[&str]) {
        for (minute, word) in people.iter().enumerate() {
            let (person, stage) = word.split_once(':').expect("person:stage");
            let at: jiff::Timestamp = at.parse().expect("a time");
            let at = kepu::model::units::plus_seconds(at, 60 * i64::try_from(minute).expect("few")).to_string();
            let key = key(person);
            let key = key.to_str().expect("a clean path");
            let ran =
                self.kepu(&["sign", article, "--as", person, "--stage", stage, "--key", key, "--yes", "--now", &at]);
            assert_eq!(ran.code, 0, "{article} {word}: {ran:?}");
        }
    }

    /// Publishes one channel of the sample below `dist/`, with the keys and roots of the demo.
    pub fn bundle(&self, channel: &str, now: &str) -> Ran {
        let path = |name: &str| checkout().join(name).to_str().expect("a path").to_owned();
        let (targets, online) = (path("demo/keys/publisher"), path(&format!("demo/keys/online-{channel}")));
        let roots = path("roots");
        let keys = ["--targets-key", &targets, "--online-key", &online, "--roots", &roots];
        self.kepu(&[&["bundle", "build", channel, "--now", now], keys.as_slice()].concat())
    }

    /// Every file below a folder with its bytes.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let top = self.path(folder);
        list(&top)
            .into_iter()
            .map(|path| {
                let name = path.strip_prefix(&top).expect("below").to_string_lossy().replace('\\', "/");
                (name, fs::read(&path).expect("a file"))
            })
            .collect()
    }
}

/// A demo key.
pub fn key(person: &str) -> PathBuf {
    checkout().join("demo/keys").join(person)
}

pub fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

pub fn copy_tree(from: &Path, to: &Path) {
    for path in list(from) {
        let target = to.join(path.strip_prefix(from).expect("below"));
        fs::create_dir_all(target.parent().expect("a parent")).expect("folders");
        fs::copy(&path, &target).expect("a copy");
    }
}

/// Every file below a folder, sorted.
pub fn list(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// Compares with a stored text, or stores it when `cargo bless` runs.
pub fn assert_or_bless(path: &Path, found: &str) -> Result<(), String> {
    if std::env::var_os("KEPU_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        if found.is_empty() {
            let _ = fs::remove_file(path);
        } else {
            fs::write(path, found).expect("a file");
        }
        return Ok(());
    }
    let expected = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    if expected == found {
        return Ok(());
    }
    Err(format!("{} differs; `cargo bless` accepts it\n{}", path.display(), difference(&expected, found)))
}

/// The lines that differ, in order.
pub fn difference(expected: &str, found: &str) -> String {
    let (expected, found): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let mut text = String::new();
    for at in 0..expected.len().max(found.len()) {
        let (old, new) = (expected.get(at), found.get(at));
        if old != new {
            old.into_iter().for_each(|line| text.push_str(&format!("-{}: {line}\n", at + 1)));
            new.into_iter().for_each(|line| text.push_str(&format!("+{}: {line}\n", at + 1)));
        }
    }
    text
}
