//! A pull request as the gate must see it: everything that is trusted from the base, the text from the head.
//!
//! Records of both count as files; belief is the gate's. Deliberately absent: git.

use crate::model::path::SourcePath;
use crate::model::sources::{ListedFile, SourceError, Sources};

const CONTENT: &str = "content";
const RECORDS: &str = "records";

/// Policy, people, events and theme of the base; content of the head; records of both, the base's first.
#[derive(Clone, Copy)]
pub struct Proposal<'a> {
    /// The trusted tip.
    pub base: &'a dyn Sources,
    /// The commit that is looked at.
    pub head: &'a dyn Sources,
}

fn within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Sources for Proposal<'_> {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        if within(dir, CONTENT) {
            return self.head.list(dir);
        }
        let mut files = self.base.list(dir)?;
        if within(dir, RECORDS) {
            let known: std::collections::BTreeSet<SourcePath> = files.iter().map(|file| file.path.clone()).collect();
            files.extend(self.head.list(dir)?.into_iter().filter(|file| !known.contains(&file.path)));
            files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        Ok(files)
    }

    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        if within(path.as_str(), CONTENT) {
            return self.head.bytes(path);
        }
        match self.base.bytes(path)? {
            None if within(path.as_str(), RECORDS) => self.head.bytes(path),
            bytes => Ok(bytes),
        }
    }
}
