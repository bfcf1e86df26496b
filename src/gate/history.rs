//! Other versions of the same article: which were complete once, and which still are.
//!
//! Deliberately absent: their text. Their front matter is not known any more, so only the classes that bind
//! everything are applied; that may call a version complete too early, which can only hold the present one back.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::GateCx;
use super::minor;
use super::quorum::{completion, standing};
use super::records::Accepted;
use super::requirement::Requirement;
use crate::model::article::{Article, ArticleId};
use crate::model::record::Decision;
use crate::model::units::ContentDigest;

/// What is known of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) digest: ContentDigest,
    /// When it was last made complete as a small fix.
    pub(super) fixed: Option<Timestamp>,
    /// Of which fully approved version it is a fix.
    pub(super) fixes: Option<ContentDigest>,
    /// When its retraction was last decided.
    pub(super) retracted: Option<Timestamp>,
    /// When it was last approved by anybody.
    pub(super) approved: Option<Timestamp>,
    /// When it was first complete, even if decisions were withdrawn since; for a small fix, when that was complete.
    pub(super) first: Option<Timestamp>,
    /// When it was last made complete, by decisions that still stand.
    pub(super) latest: Option<Timestamp>,
    /// The same for the fast track.
    pub(super) fast_first: Option<Timestamp>,
    /// The same for the fast track.
    pub(super) fast_latest: Option<Timestamp>,
}

/// Every version that some records decide on.
pub(super) fn versions(cx: &GateCx<'_>, id: &ArticleId, records: &[Accepted<'_>]) -> Vec<Version> {
    let approved = records
        .iter()
        .filter(|record| matches!(record.decision(), Decision::Approve | Decision::Minor | Decision::Retract));
    let approved: Vec<&Accepted<'_>> = approved.collect();
    let digests: BTreeSet<ContentDigest> = approved.iter().map(|record| record.digest()).collect();
    let full = |at| Requirement::unconditional(cx, at);
    let retraction = |at| Requirement::retraction(cx, at);
    let fast = |at| Requirement::fast_unconditional(cx, at);
    let version = |digest| {
        let (fixed, fixes) = minor::fixed(cx, id, records, digest).unzip();
        Version {
            digest,
            fixed,
            fixes,
            approved: approved.iter().filter(|record| record.digest() == digest).map(|record| record.at()).max(),
            first: first_ever(cx, None, &full, records, digest).or(fixed),
            latest: latest(cx, &full, records, (digest, Decision::Approve)),
            fast_first: first_ever(cx, None, &fast, records, digest),
            fast_latest: latest(cx, &fast, records, (digest, Decision::Approve)),
            retracted: latest(cx, &retraction, records, (digest, Decision::Retract)),
        }
    };
    digests.into_iter().map(version).collect()
}

/// The first moment at which a digest was complete by what was known then; later withdrawals do not undo it.
pub(super) fn first_ever(
    cx: &GateCx<'_>,
    article: Option<&Article>,
    asked: &dyn Fn(Timestamp) -> Option<Requirement>,
    records: &[Accepted<'_>],
    digest: ContentDigest,
) -> Option<Timestamp> {
    let on_it: Vec<Accepted<'_>> = records.iter().copied().filter(|record| record.digest() == digest).collect();
    (1..=on_it.len()).find_map(|known| {
        let voices = standing(&on_it[..known], digest, Decision::Approve);
        completion(cx, article, asked, &voices, None).map(|done| done.at)
    })
}

/// The last moment at which a digest was made complete by decisions that still stand.
fn latest(
    cx: &GateCx<'_>,
    asked: &dyn Fn(Timestamp) -> Option<Requirement>,
    records: &[Accepted<'_>],
    (digest, mark): (ContentDigest, Decision),
) -> Option<Timestamp> {
    let voices = standing(records, digest, mark);
    // Each turn starts after the one before, so the walk ends.
    std::iter::successors(completion(cx, None, asked, &voices, None).map(|done| done.at), |since| {
        completion(cx, None, asked, &voices, Some(*since)).map(|done| done.at)
    })
    .last()
}
