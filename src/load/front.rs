//! The front matter of an article as authored: fences found, YAML read, nothing decoded.

use super::fence;
use super::mend;
use super::report::{Report, Voice};
use super::yaml::Limits;
use crate::diag::Findings;
use crate::model::article::ArticleId;
use crate::model::path::SourcePath;
use crate::model::span::{Span, Spanned};
use crate::model::tree::Node;

/// What stands between the fences, and where.
#[derive(Debug)]
pub(super) struct Front {
    /// The tree, when the text could be read at all.
    pub(super) tree: Option<Spanned<Node>>,
    /// The opening line.
    pub(super) open: Span,
    /// Where the body begins.
    pub(super) body: usize,
}

/// Reads the front matter of a normalised text: the tree, and the byte where the body begins.
///
/// With findings of error weight the tree is only good for looking further, not for a digest.
#[must_use]
pub fn front_matter(text: &str, path: &SourcePath) -> (Option<(Node, u32)>, Findings) {
    let mut report = Report::new(path, Voice::Article);
    let front = read(text, &mut report);
    let found = front.and_then(|front| Some((front.tree?.value, Span::new(front.body, front.body).start)));
    (found, report.finish())
}

/// The id that a normalised text carries, whatever else is wrong with it.
#[must_use]
pub fn id_in(text: &str, path: &SourcePath) -> Option<ArticleId> {
    let front = read(text, &mut Report::new(path, Voice::Article))?;
    front.tree.as_ref().and_then(|tree| super::article::id_of(&tree.value)).map(|id| id.value)
}

/// Reads the front matter; faults go to the report.
pub(super) fn read(text: &str, report: &mut Report<'_>) -> Option<Front> {
    let mut findings = Findings::default();
    let fence = fence::split(text, report.path, &mut findings);
    report.absorb(findings);
    let fence = fence?;
    let tree = mend::read(text, fence.yaml, Limits::ARTICLE, report);
    Some(Front { tree, open: fence.open, body: fence.body })
}
