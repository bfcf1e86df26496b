//! What a branch has held: the one fact about the past that neither texts nor records tell.

use jiff::Timestamp;

use super::article::{ArticleId, Asset};
use super::tree::Node;
use super::units::ContentDigest;

/// A version of an article as some commit holds it: the parts of its digest, whatever the rules say of them.
#[derive(Clone, Debug)]
pub struct StoredVersion {
    /// The id.
    pub id: ArticleId,
    /// The digest.
    pub digest: ContentDigest,
    /// The front matter as authored.
    pub authored: Node,
    /// The Markdown after it.
    pub body: String,
    /// The files beside it.
    pub assets: Vec<Asset>,
}

/// The past of the branch under judgement.
///
/// Approvals reach a branch before the text they are about, so "approved later" alone does not say that a version was
/// ever public. Only a version that the branch has held can be rolled back from, or owes its readers a correction.
pub trait History: Sync + std::fmt::Debug {
    /// Whether the branch ever held this version of this article. Where that cannot be known the answer is yes, which
    /// can only hold a text back.
    fn held(&self, article: &ArticleId, version: &ContentDigest) -> bool;

    /// What the branch held under this version; `None` where that cannot be known. Whoever uses it sums it again.
    fn text(&self, article: &ArticleId, version: &ContentDigest) -> Option<StoredVersion>;

    /// When the article was first written into the history; `None` where that cannot be known.
    fn begun(&self, _article: &ArticleId) -> Option<Timestamp> {
        None
    }
}

/// No history at hand: a folder without git.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoHistory;

impl History for NoHistory {
    fn held(&self, _article: &ArticleId, _version: &ContentDigest) -> bool {
        true
    }

    fn text(&self, _article: &ArticleId, _version: &ContentDigest) -> Option<StoredVersion> {
        None
    }
}
