//! Who made the commits of a range, and which of them touched a folder.

use std::collections::BTreeSet;

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

    /// Folders below `folder` whose `index.md` ever gained or lost a word, as seen from `head`.
    ///
    /// # Errors
    /// When an object is missing.
    pub fn folders_that_named(&self, head: &Oid, folder: &str, word: &str) -> Result<BTreeSet<String>, GitError> {
        let path = format!(":(top,glob){}{folder}/**/index.md", self.prefix);
        let search = format!("-S{word}");
        let form = ["log", "--format=", "--name-only", "-z", "--no-color", "--full-history", "-m", "--no-renames"];
        let args: Vec<&str> = form.into_iter().chain([search.as_str(), head.as_str(), "--", path.as_str()]).collect();
        let out = self.run(&args)?;
        let text = String::from_utf8_lossy(&out);
        let names = text.split('\0').filter_map(|name| name.trim_start().strip_prefix(self.prefix.as_str()));
        Ok(names.filter_map(|name| name.strip_suffix("/index.md")).map(str::to_owned).collect())
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
    fn refuses_what_is_no_commit() {
        for bad in ["", "xyz", "\u{1f}\u{1f}", &"ab".repeat(20)] {
            assert!(commit(bad).is_none(), "{bad:?}");
        }
    }
}
