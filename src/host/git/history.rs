//! Who made the commits of a range, and which of them touched a folder.

use std::collections::BTreeSet;

use super::tree::Reader;
use super::{GitError, Oid, Repository};

/// A name and an address as git recorded them. Anybody can write anything here; it is a hint, never a proof.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signature {
    /// Name.
    pub name: String,
    /// Address, in lower case.
    pub email: String,
}

/// One commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its name.
    pub oid: Oid,
    /// Who wrote it.
    pub author: Signature,
    /// Who put it in.
    pub committer: Signature,
    /// `Co-authored-by:` trailers.
    pub co_authors: Vec<Signature>,
    /// When it was put in, in seconds since 1970.
    pub committed: i64,
}

impl Commit {
    /// Who wrote it: the author and the co-authors.
    pub fn authors(&self) -> impl Iterator<Item = &Signature> {
        std::iter::once(&self.author).chain(&self.co_authors)
    }
}

/// Fields end with a unit separator, commits with NUL; neither can stand in a name or an address.
const FORM: &str =
    "--format=%H%x1f%an%x1f%ae%x1f%cn%x1f%ce%x1f%ct%x1f%(trailers:key=Co-authored-by,valueonly,separator=%x1e)";

impl Repository {
    /// The commits that `head` has and `base` has not and that touch something below `folder`, newest first. A merge
    /// counts when it changed the folder against every parent, which is what resolving a conflict does.
    ///
    /// # Errors
    /// When an object is missing.
    pub fn commits(&self, base: &Oid, head: &Oid, folder: &str) -> Result<Vec<Commit>, GitError> {
        let range = format!("{base}..{head}");
        // `:(literal)` so that a folder named `*` is that folder.
        let path = format!(":(top,literal){}{folder}", self.prefix);
        let args = ["log", "-z", "--no-color", "--no-show-signature", "--full-history", FORM, &range, "--", &path];
        let out = self.run(&args)?;
        let text = String::from_utf8_lossy(&out);
        Ok(text.split('\0').filter_map(|record| commit(record.trim_start_matches('\n'))).collect())
    }

    /// Every `index.md` below `folder` that any commit ever held, as seen from `head`: its folder and its bytes. One
    /// walk over the history, however many articles are asked about.
    ///
    /// # Errors
    /// When an object is missing.
    pub fn texts_ever_held(
        &self,
        head: &Oid,
        folder: &str,
        visit: &mut dyn FnMut(&str, &[u8]),
    ) -> Result<(), GitError> {
        // Literal, so that a folder named `[a]` is that folder; other files are passed over below.
        let path = format!(":(top,literal){}{folder}", self.prefix);
        let form =
            ["log", "--format=", "--raw", "-z", "--no-abbrev", "--no-color", "--full-history", "-m", "--no-renames"];
        let args: Vec<&str> = form.into_iter().chain([head.as_str(), "--", path.as_str()]).collect();
        let out = self.run(&args)?;
        let text = String::from_utf8_lossy(&out);
        let held: BTreeSet<(&str, Oid)> =
            raw_entries(&text).filter_map(|(name, oid)| self.text_of(name, oid)).collect();
        let unread =
            |error: std::io::Error| GitError::Failed { command: "cat-file".to_owned(), message: error.to_string() };
        let mut reader = Reader::start(self).map_err(unread)?;
        for (dir, oid) in &held {
            visit(dir, &reader.bytes(oid).map_err(unread)?);
        }
        Ok(())
    }

    /// The folder of an entry below the site; removals hold nothing.
    fn text_of<'t>(&self, name: &'t str, oid: &str) -> Option<(&'t str, Oid)> {
        let dir = name.strip_prefix(self.prefix.as_str())?.strip_suffix("/index.md")?;
        if oid.bytes().all(|digit| digit == b'0') { None } else { Some((dir, Oid::new(oid)?)) }
    }

    /// The commits, newest first, in which something below `folder` changed, as seen from `head`.
    ///
    /// # Errors
    /// When an object is missing.
    pub fn versions(&self, head: &Oid, folder: &str) -> Result<Vec<Oid>, GitError> {
        let path = format!(":(top,literal){}{folder}", self.prefix);
        let out = self.run(&["rev-list", "--full-history", head.as_str(), "--", &path])?;
        Ok(String::from_utf8_lossy(&out).lines().filter_map(Oid::new).collect())
    }
}

impl Repository {
    /// The same as [`Repository::versions`], each with the time at which its author wrote it, in seconds since 1970: a
    /// commit that was moved keeps that time.
    ///
    /// # Errors
    /// When an object is missing.
    pub fn written(&self, head: &Oid, folder: &str) -> Result<Vec<(Oid, i64)>, GitError> {
        let path = format!(":(top,literal){}{folder}", self.prefix);
        let args = ["log", "--no-color", "--no-show-signature", "--full-history", "--format=%H %at"];
        let out = self.run(&[&args[..], &[head.as_str(), "--", &path]].concat())?;
        let line = |line: &str| {
            let (oid, seconds) = line.split_once(' ')?;
            Some((Oid::new(oid)?, seconds.parse().ok()?))
        };
        Ok(String::from_utf8_lossy(&out).lines().filter_map(line).collect())
    }
}

/// The entries `:<mode> <mode> <old> <new> <status>` of `--raw -z`, each before its path: path and new object.
fn raw_entries(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut fields = text.split('\0').map(str::trim_start);
    std::iter::from_fn(move || {
        loop {
            let field = fields.next()?;
            if let Some(oid) = field.strip_prefix(':').and_then(|entry| entry.split(' ').nth(3)) {
                return Some((fields.next()?, oid));
            }
        }
    })
}

fn commit(record: &str) -> Option<Commit> {
    let mut fields = record.split('\u{1f}');
    let oid = Oid::new(fields.next()?)?;
    let mut signature =
        || Some(Signature { name: fields.next()?.to_owned(), email: fields.next()?.to_ascii_lowercase() });
    let (author, committer) = (signature()?, signature()?);
    let committed = fields.next()?.parse().ok()?;
    let co_authors = fields.next().unwrap_or_default().split('\u{1e}').filter_map(trailer).collect();
    Some(Commit { oid, author, committer, co_authors, committed })
}

/// `Name <address>`.
fn trailer(text: &str) -> Option<Signature> {
    let (name, rest) = text.trim().split_once('<')?;
    let email = rest.split('>').next()?.trim().to_ascii_lowercase();
    Some(Signature { name: name.trim().to_owned(), email })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_people_and_trailers() {
        let oid = "ab".repeat(20);
        let record = format!("{oid}\u{1f}甲\u{1f}A@x.org\u{1f}乙\u{1f}b@x.org\u{1f}17\u{1f}丙 <C@x.org>\u{1e}bad");
        let commit = commit(&record).expect("a commit");
        let addresses: Vec<&str> = commit.authors().map(|person| person.email.as_str()).collect();
        assert_eq!(
            (addresses.as_slice(), commit.committer.email.as_str()),
            (["a@x.org", "c@x.org"].as_slice(), "b@x.org")
        );
        assert_eq!(commit.committed, 17);
    }

    #[test]
    fn reads_entries_of_a_log() {
        let (a, b) = ("ab".repeat(20), "0".repeat(40));
        let text = format!(":000000 100644 {b} {a} A\0content/x/index.md\0\n:100644 000000 {a} {b} D\0:odd name\0");
        let found: Vec<(&str, &str)> = raw_entries(&text).collect();
        assert_eq!(found, [("content/x/index.md", a.as_str()), (":odd name", b.as_str())]);
    }

    #[test]
    fn refuses_what_is_no_commit() {
        for bad in ["", "xyz", "\u{1f}\u{1f}", &"ab".repeat(20)] {
            assert!(commit(bad).is_none(), "{bad:?}");
        }
    }
}
