//! What a rule may see of a proposed change: the trusted base, and the head that wants in.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::diag::Findings;
use crate::model::article::ArticleId;
use crate::model::path::SourcePath;
use crate::model::policy::PolicyVersion;
use crate::model::roster::Roster;

/// A file that differs between the point where the change began and its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFile {
    /// The path.
    pub path: SourcePath,
    /// Whether it existed before.
    pub before: bool,
    /// Whether it exists now.
    pub after: bool,
}

/// An article directory that the change touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedArticle {
    /// The directory.
    pub dir: SourcePath,
    /// The id that the base has there.
    pub before: Option<ArticleId>,
    /// The id that the head has there.
    pub after: Option<ArticleId>,
}

/// A change as a whole.
pub struct ChangeCx<'a> {
    /// Every changed file, in order of path.
    pub files: &'a [ChangedFile],
    /// The article directories among them.
    pub articles: &'a [ChangedArticle],
    /// The policy of the base that is in force now.
    pub policy: Option<&'a PolicyVersion>,
    /// People and keys of the base.
    pub roster: &'a Roster,
    /// People and keys of the head, if its trust file changed and can be read.
    pub proposed_roster: Option<&'a Roster>,
    /// Whether the base has records under an id.
    pub has_records: &'a dyn Fn(&ArticleId) -> bool,
    /// Bytes of a file of the head.
    pub head_bytes: &'a dyn Fn(&SourcePath) -> Option<Vec<u8>>,
    /// Where the ids of head articles stand.
    pub id_spans: &'a BTreeMap<ArticleId, crate::model::span::Span>,
    /// The clock, as a value.
    pub now: Timestamp,
}

impl ChangeCx<'_> {
    /// Changed files that the policy protects.
    pub fn protected(&self) -> impl Iterator<Item = &ChangedFile> {
        self.files.iter().filter(|file| protects(self.policy, file.path.as_str()))
    }
}

/// Whether a path is protected, by the policy or because nothing could be trusted if it were not.
#[must_use]
pub fn protects(policy: Option<&PolicyVersion>, path: &str) -> bool {
    let always = PolicyVersion::ALWAYS_PROTECTED.iter().copied();
    let listed = policy.into_iter().flat_map(|policy| policy.protected.iter().map(String::as_str));
    always.chain(listed).any(|pattern| PolicyVersion::covers(pattern, path))
}

/// The part of a change rule that looks at a change.
pub(super) type ChangeCheck = fn(&ChangeCx<'_>, &mut Findings);
