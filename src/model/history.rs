//! What a branch has held: the one fact about the past that neither texts nor records tell.

use super::article::ArticleId;
use super::units::ContentDigest;

/// The past of the branch under judgement.
///
/// Approvals reach a branch before the text they are about, so "approved later" alone does not say that a version was
/// ever public. Only a version that the branch has held can be rolled back from, or owes its readers a correction.
pub trait History: Sync + std::fmt::Debug {
    /// Whether the branch ever held this version of this article. Where that cannot be known the answer is yes, which
    /// can only hold a text back.
    fn held(&self, article: &ArticleId, version: &ContentDigest) -> bool;
}

/// No history at hand: a folder without git.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoHistory;

impl History for NoHistory {
    fn held(&self, _article: &ArticleId, _version: &ContentDigest) -> bool {
        true
    }
}
