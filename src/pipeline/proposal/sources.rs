//! Two trees read as one: what may be trusted from the base, what is proposed from the head.

use std::collections::BTreeSet;

use crate::model::article::ArticleId;
use crate::model::path::SourcePath;
use crate::model::sources::{ListedFile, SourceError, Sources};

/// Content of the head, records of both (the base wins), everything else of the base.
pub struct Proposed<'a> {
    base: &'a dyn Sources,
    head: &'a dyn Sources,
    /// The article directories and record folders that are seen; `None` sees all.
    scope: Option<(BTreeSet<String>, BTreeSet<String>)>,
}

impl<'a> Proposed<'a> {
    /// Lays a head over a base. With `dirs`, only those article directories and the records of `ids` are seen.
    #[must_use]
    pub fn new(
        base: &'a dyn Sources,
        head: &'a dyn Sources,
        dirs: Option<BTreeSet<String>>,
        ids: &BTreeSet<ArticleId>,
    ) -> Self {
        let folders = ids.iter().map(ToString::to_string).chain(["@governance", "@emergencies"].map(str::to_owned));
        let folders = folders.map(|id| format!("records/{id}")).collect();
        Self { base, head, scope: dirs.map(|dirs| (dirs, folders)) }
    }

    fn content(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        match (&self.scope, dir) {
            (Some((dirs, _)), "content") => {
                // A directory inside another one of the scope is listed with it.
                let inner = |dir: &String| dirs.iter().any(|other| dir.starts_with(&format!("{other}/")));
                let tops = dirs.iter().filter(|dir| !inner(dir));
                tops.map(|dir| self.head.list(dir)).collect::<Result<Vec<_>, _>>().map(|lists| lists.concat())
            }
            _ => self.head.list(dir),
        }
    }

    fn records(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        let folders: Vec<&str> = match (&self.scope, dir) {
            (Some((_, folders)), "records") => folders.iter().map(String::as_str).collect(),
            _ => vec![dir],
        };
        let mut files = Vec::new();
        for folder in folders {
            let known = self.base.list(folder)?;
            let paths: BTreeSet<&SourcePath> = known.iter().map(|file| &file.path).collect();
            let new = self.head.list(folder)?.into_iter().filter(|file| !paths.contains(&file.path));
            files.extend(new.collect::<Vec<_>>());
            files.extend(known);
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }
}

/// Whether a path lies in a top folder, or is it.
fn is_in(path: &str, top: &str) -> bool {
    path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Sources for Proposed<'_> {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        if is_in(dir, "content") {
            self.content(dir)
        } else if is_in(dir, "records") {
            self.records(dir)
        } else {
            self.base.list(dir)
        }
    }

    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        if is_in(path.as_str(), "content") {
            return self.head.bytes(path);
        }
        match self.base.bytes(path)? {
            None if is_in(path.as_str(), "records") => self.head.bytes(path),
            found => Ok(found),
        }
    }
}
