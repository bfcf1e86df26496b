//! When an article first had a word on record, was first let out, and was first read in full: for whoever measures how
//! long that took. Nothing is decided here.

use std::sync::Arc;

use jiff::Timestamp;

use super::case::Case;
use super::fingerprint::digest;
use super::records::accept;
use super::verdict::Weighed;
use super::{GateCx, emergency};
use crate::model::article::Article;
use crate::model::record::SignOff;

/// Moments in the life of an article, over all its versions. Later withdrawals do not undo them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Milestones {
    /// The first genuine record.
    pub first_record: Option<Timestamp>,
    /// When the fast track was first complete.
    pub fast: Option<Timestamp>,
    /// When the full review was first complete.
    pub full: Option<Timestamp>,
}

/// Finds them, by the records that count.
#[must_use]
pub fn milestones(cx: &GateCx<'_>, article: &Arc<Article>, records: &[SignOff]) -> Milestones {
    let mut refusals = Vec::new();
    let records = accept(cx, article.id().as_str(), records, &mut refusals);
    let first_record = records.first().map(super::records::Accepted::at);
    let case = Case::open(cx, article, digest(article), records, &mut refusals);
    let weighed = Weighed::of(&case);
    let full = weighed.versions.iter().filter_map(|version| version.first).chain(weighed.own_first).min();
    Milestones { first_record, fast: emergency::first(&case, &weighed.versions), full }
}
