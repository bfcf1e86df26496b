//! What readers see of an article, read from the site itself.

use serde::Deserialize;

use super::Present;
use crate::gate::clearance::{Cleared, Production};
use crate::model::article::ArticleId;
use crate::model::path::SitePath;
use crate::model::state::State;
use crate::model::units::ContentDigest;
use crate::site::route;

/// What readers see of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Its text, in this state and version; either is unknown when what was published of it cannot be read.
    Text {
        /// The state.
        state: Option<State>,
        /// The version.
        digest: Option<ContentDigest>,
    },
    /// A notice in its place.
    Notice,
}

impl Shown {
    /// What the gate has cleared.
    pub(super) fn of(cleared: &Cleared<Production>) -> Self {
        let approval = cleared.approval();
        Self::Text { state: Some(approval.state), digest: Some(approval.digest) }
    }

    /// Whether it stands in lists, feeds and search. What cannot be read counts as listed: leaving is worth a word.
    pub(super) fn is_listed(&self) -> bool {
        matches!(self, Self::Text { state, .. } if state.is_none_or(State::is_listed))
    }
}

/// What is read of `provenance/<id>.json`; fields that a newer kepu adds are passed over.
#[derive(Deserialize)]
struct Published {
    digest: String,
    state: String,
}

/// What the site that is there shows of an article whose provenance it has.
pub(super) fn text(present: Present<'_>, path: &SitePath) -> Shown {
    let bytes = (present.read)(path).unwrap_or_default();
    let read: Option<Published> = serde_json::from_slice(&bytes).ok();
    let (state, digest) = match &read {
        Some(read) => (State::read(&read.state), ContentDigest::parse(&read.digest)),
        None => (None, None),
    };
    Shown::Text { state, digest }
}

/// The article of a page that stands for the whole of it: `[<edition>/]a/<id>/index.html`.
pub(super) fn page_of(path: &SitePath) -> Option<ArticleId> {
    let id = ArticleId::new(route::article_of(path)?)?;
    path.as_str().ends_with(&format!("a/{id}/index.html")).then_some(id)
}

/// The article of a provenance file.
pub(super) fn provenance_of(path: &SitePath) -> Option<ArticleId> {
    let id = ArticleId::new(route::article_of(path)?)?;
    (*path == route::provenance(&id)).then_some(id)
}
