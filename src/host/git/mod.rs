//! Git as a source of bytes: objects, never a checkout, so that filters, `ident`, line-ending settings and hooks of
//! the working copy have no say. Every call is plumbing with NUL between fields.
//!
//! Deliberately absent: any write to a repository, any network, any configuration of the user's.
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that starts programs")]

mod history;
mod tree;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub use history::{Commit, Signature};
pub use tree::GitTree;

/// Why git could not give what was asked.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The program is not there or could not be started.
    #[error("git: {0}")]
    Program(String),
    /// The folder is not inside a repository.
    #[error("{0} is not in a git repository")]
    NoRepository(PathBuf),
    /// A revision that is not in this clone.
    #[error("unknown revision {rev}")]
    UnknownRevision {
        /// As it was given.
        rev: String,
        /// Whether the clone is shallow, which is the usual cause.
        shallow: bool,
    },
    /// Two commits without a common ancestor in this clone.
    #[error("no common ancestor of {base} and {head}")]
    NoMergeBase {
        /// One side.
        base: Oid,
        /// The other side.
        head: Oid,
        /// Whether the clone is shallow, which is the usual cause.
        shallow: bool,
    },
    /// Git said something that is not in its documented form, or an object is missing.
    #[error("git {command}: {message}")]
    Failed {
        /// The plumbing command.
        command: String,
        /// What it said.
        message: String,
    },
}

/// The name of an object: 40 or 64 hexadecimal digits in lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Oid(String);

impl Oid {
    /// Checks and wraps a name.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let hex = text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        (hex && matches!(text.len(), 40 | 64)).then(|| Self(text.to_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first eight digits.
    #[must_use]
    pub fn short(&self) -> &str {
        // An object name has 40 ASCII digits at least.
        &self.0[..8]
    }
}

impl std::fmt::Display for Oid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What happened to a path between two commits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PathChange {
    /// The path below the site root, as git spells it; it may be no clean path.
    pub path: String,
    /// Whether it exists in the older commit.
    pub before: bool,
    /// Whether it exists in the newer commit.
    pub after: bool,
}

/// A clone, seen from a site that may lie in a folder of it.
#[derive(Clone, Debug)]
pub struct Repository {
    top: PathBuf,
    /// The site's folder below the top with a slash at its end, or nothing.
    prefix: String,
}

impl Repository {
    /// Finds the repository around a site.
    ///
    /// # Errors
    /// When git is missing or the folder is in no repository.
    pub fn around(site: &Path) -> Result<Self, GitError> {
        let bare = Self { top: site.to_owned(), prefix: String::new() };
        let no_repository = |_| GitError::NoRepository(site.to_owned());
        // A bare repository has no top; the site is then its root.
        if bare.line(&["rev-parse", "--is-bare-repository"]).map_err(no_repository)? == "true" {
            return Ok(bare);
        }
        let top = bare.line(&["rev-parse", "--show-toplevel"]).map_err(no_repository)?;
        let prefix = bare.line(&["rev-parse", "--show-prefix"]).map_err(no_repository)?;
        Ok(Self { top: PathBuf::from(top), prefix })
    }

    /// The site's folder below the top of the repository with a slash at its end, or nothing.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The commit that a revision names.
    ///
    /// # Errors
    /// When it is not in this clone.
    pub fn commit(&self, rev: &str) -> Result<Oid, GitError> {
        let wanted = format!("{rev}^{{commit}}");
        let found = self.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]);
        let oid = found.ok().as_deref().and_then(Oid::new);
        oid.ok_or_else(|| GitError::UnknownRevision { rev: rev.to_owned(), shallow: self.is_shallow() })
    }

    /// The best common ancestor.
    ///
    /// # Errors
    /// When there is none in this clone.
    pub fn merge_base(&self, base: &Oid, head: &Oid) -> Result<Oid, GitError> {
        let found = self.line(&["merge-base", base.as_str(), head.as_str()]);
        found.ok().as_deref().and_then(Oid::new).ok_or_else(|| GitError::NoMergeBase {
            base: base.clone(),
            head: head.clone(),
            shallow: self.is_shallow(),
        })
    }

    /// Whether history was cut off when this clone was made.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        self.line(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|word| word == "true")
    }

    /// Every path below the site that differs between two commits, in order. A rename is a removal and an addition.
    ///
    /// # Errors
    /// When an object is missing.
    pub fn changes(&self, old: &Oid, new: &Oid) -> Result<Vec<PathChange>, GitError> {
        let out = self.run(&["diff-tree", "-r", "-z", "--no-renames", "--name-status", old.as_str(), new.as_str()])?;
        let mut fields = out.split(|byte| *byte == 0).map(String::from_utf8_lossy);
        let mut changes = Vec::new();
        while let (Some(status), Some(path)) = (fields.next(), fields.next()) {
            let Some(path) = path.strip_prefix(self.prefix.as_str()) else { continue };
            let (before, after) = (status != "A", status != "D");
            changes.push(PathChange { path: path.to_owned(), before, after });
        }
        changes.sort();
        Ok(changes)
    }

    /// The files of a commit below a folder of the site that contain one of some words, byte for byte.
    ///
    /// # Errors
    /// When an object is missing.
    pub fn mentioning(&self, commit: &Oid, folder: &str, words: &[String]) -> Result<Vec<String>, GitError> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut args = vec!["grep", "-l", "-z", "-F", "--no-color", "--full-name"];
        words.iter().for_each(|word| args.extend(["-e", word.as_str()]));
        let path = format!(":(top,literal){}{folder}", self.prefix);
        args.extend([commit.as_str(), "--", path.as_str()]);
        let done = self.command(&args).output().map_err(|error| GitError::Program(error.to_string()))?;
        // 1 means: nothing found.
        if !matches!(done.status.code(), Some(0 | 1)) {
            let message = String::from_utf8_lossy(&done.stderr).trim().to_owned();
            return Err(GitError::Failed { command: "grep".to_owned(), message });
        }
        let start = format!("{commit}:{}", self.prefix);
        let text = String::from_utf8_lossy(&done.stdout);
        Ok(text.split('\0').filter_map(|line| line.strip_prefix(start.as_str())).map(str::to_owned).collect())
    }

    /// The files of a commit, below the site.
    ///
    /// # Errors
    /// When an object is missing.
    pub fn tree(&self, commit: &Oid) -> Result<GitTree, GitError> {
        GitTree::read(self, commit, None)
    }

    /// The files of a commit in one folder of the site; all others seem not to be there.
    ///
    /// # Errors
    /// When an object is missing.
    pub fn folder(&self, commit: &Oid, folder: &str) -> Result<GitTree, GitError> {
        GitTree::read(self, commit, Some(folder))
    }

    /// One line of output without its end.
    fn line(&self, args: &[&str]) -> Result<String, GitError> {
        let out = self.run(args)?;
        Ok(String::from_utf8_lossy(&out).trim_end_matches(['\n', '\r']).to_owned())
    }

    fn run(&self, args: &[&str]) -> Result<Vec<u8>, GitError> {
        let done = self.command(args).output().map_err(|error| GitError::Program(error.to_string()))?;
        if done.status.success() {
            return Ok(done.stdout);
        }
        let message = String::from_utf8_lossy(&done.stderr).trim().to_owned();
        Err(GitError::Failed { command: args.first().copied().unwrap_or_default().to_owned(), message })
    }

    /// A git call that hears neither the user's aliases nor replacement objects, and speaks English.
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.top);
        command.args(["-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "--no-replace-objects"]);
        command.args(args.iter().map(OsString::from));
        command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
        // A hook runs with these set; they would point every call at the wrong repository.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE"] {
            command.env_remove(name);
        }
        // A partial clone must not fetch what is missing: no network in a check.
        command.env("GIT_NO_LAZY_FETCH", "1");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}
