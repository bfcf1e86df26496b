//! Where one article stands, in words: what `kepu status` and the build's summary print.

use jiff::Timestamp;

use crate::diag::Bilingual;
use crate::model::path::SourcePath;
use crate::model::state::State;
use crate::model::units::ContentDigest;

/// One article of the tree, shown or not.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Id; the directory for an article whose id cannot be read.
    pub id: String,
    /// The file; absent when only records are left of the article.
    pub source: Option<SourcePath>,
    /// Title, for the editor's own eyes.
    pub title: Option<String>,
    /// Derived state.
    pub state: State,
    /// Digest of what lies in the tree.
    pub digest: Option<ContentDigest>,
    /// Exactly what is missing.
    pub missing: Vec<Bilingual>,
    /// What changed since the last approved version.
    pub changed: Vec<Bilingual>,
    /// When time alone changes the state.
    pub next: Option<Timestamp>,
}
