//! The one door to production: who approved exactly these bytes, and may they be shown now?
//!
//! [`judge`] takes values and gives a [`Verdict`]; everything is computed anew from content, records, roster,
//! policy and the clock, and no verdict is ever stored. Deliberately absent: files, clocks, pages.

mod case;
pub mod clearance;
mod emergency;
mod entitle;
mod entry;
mod evidence;
mod expiry;
pub mod fingerprint;
pub mod governance;
mod history;
mod lifecycle;
mod mechanical;
mod minor;
mod objection;
mod offer;
pub mod owners;
mod quorum;
mod records;
mod report;
mod requirement;
pub mod shelf;
pub mod signers;
mod suspend;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod transition;
mod verdict;
mod wording;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::lexicon::Lexicons;
use crate::model::article::{Article, ArticleId};
use crate::model::audience::Audience;
use crate::model::emergency::Emergencies;
use crate::model::history::History;
use crate::model::record::SignOff;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;
use crate::model::units::ContentDigest;

pub use entry::entry;
pub use evidence::Click;
pub use fingerprint::{Manifest, digest};
pub use governance::{Protected, governance};
pub use lifecycle::{Absence, Orphan, orphans};
pub use minor::small_fix_faults;
pub use offer::{Hindrance, Offer, Place, genuine, offer, recorder_holds};
pub use requirement::policy_at;
pub use verdict::{Outcome, Verdict, judge};

/// What the gate believes: settings, people, policy and events of the trusted branch, and the clock.
#[derive(Clone, Copy, Debug)]
pub struct GateCx<'a> {
    /// Settings.
    pub settings: &'a SiteSettings,
    /// Editions.
    pub audiences: &'a [Audience],
    /// People and policy.
    pub roster: &'a Roster,
    /// Events.
    pub emergencies: &'a Emergencies,
    /// Word lists.
    pub lexicons: &'a Lexicons,
    /// Who had a hand in the commits of the change under judgement, by article. Empty when there is no change.
    pub contributors: &'a Contributors,
    /// What the branch has held.
    pub history: &'a dyn History,
    /// The clock, as a value.
    pub now: Timestamp,
}

/// Ids of people by the article whose text they changed.
pub type Contributors = BTreeMap<ArticleId, BTreeSet<String>>;

/// One article with everything said about it.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// The article as loaded.
    pub article: &'a Arc<Article>,
    /// Whether a document rule failed.
    pub has_errors: bool,
    /// The records under its id, in any order.
    pub records: &'a [SignOff],
    /// Manifests of earlier versions, by the digest that is their own sum.
    pub parts: &'a BTreeMap<ContentDigest, Manifest>,
}
