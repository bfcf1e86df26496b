//! Proofreading of a change: only what touches a line it added or edited. Texts nobody is editing stay silent.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Proposal;
use crate::compare::changed_lines;
use crate::diag::{Diagnostic, Label};
use crate::load::encoding::shown;
use crate::model::article::ArticleId;
use crate::model::path::SourcePath;
use crate::model::sources::SourceError;
use crate::rules::is_proofing;

/// The changed lines of each file that has findings of proofreading.
pub(super) struct Edited(BTreeMap<SourcePath, Vec<Range<usize>>>);

impl Edited {
    /// Compares both sides of every file that some finding of proofreading is about. `before` and `after` are the ids
    /// by directory, so that an article that moved is compared with itself.
    pub(super) fn of(
        proposal: &Proposal<'_>,
        findings: &[Diagnostic],
        (before, after): (&BTreeMap<String, ArticleId>, &BTreeMap<String, ArticleId>),
    ) -> Result<Self, SourceError> {
        let mut edited = BTreeMap::new();
        for finding in findings.iter().filter(|finding| is_proofing(finding.code)) {
            let path = &finding.primary.path;
            let is_changed = proposal.files.iter().any(|file| file.path == *path);
            if !is_changed || edited.contains_key(path) {
                continue;
            }
            let dir = path.parent();
            let id = dir.as_ref().and_then(|dir| after.get(dir.as_str()));
            let old = before.iter().find(|(_, own)| Some(*own) == id);
            let old = old.and_then(|(dir, _)| SourcePath::new(&format!("{dir}/index.md")).ok());
            let text = |bytes: Option<Vec<u8>>| bytes.map(|bytes| shown(&bytes)).unwrap_or_default();
            let old = text(proposal.base.bytes(old.as_ref().unwrap_or(path))?);
            let new = text(proposal.head.bytes(path)?);
            edited.insert(path.clone(), changed_lines(&old, &new));
        }
        Ok(Self(edited))
    }

    /// Whether a finding may be told: it is none of proofreading, or one of its places touches a changed line.
    pub(super) fn tells(&self, finding: &Diagnostic) -> bool {
        !is_proofing(finding.code) || self.touches(&finding.primary) || finding.others.iter().any(|at| self.touches(at))
    }

    fn touches(&self, label: &Label) -> bool {
        let Some(lines) = self.0.get(&label.path) else { return false };
        let Some(span) = label.span.map(|span| span.range()) else { return !lines.is_empty() };
        let first = lines.partition_point(|line| line.end <= span.start);
        lines.get(first).is_some_and(|line| line.start < span.end.max(span.start + 1))
    }
}
