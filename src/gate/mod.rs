//! The one door to production: who approved exactly these bytes, and may they be shown now?
//!
//! [`judge`] takes values and gives a [`Verdict`]; everything is computed anew from content, records, roster,
//! policy and the clock, and no verdict is ever stored. Deliberately absent: files, clocks, pages.
//!
//! Without feature `studio` only the counting is here, so that a kiosk counts as the editors do ([`proof`]).
#![cfg_attr(not(feature = "studio"), expect(dead_code, reason = "a kiosk counts; it neither advises nor reports"))]

mod case;
#[cfg(feature = "studio")]
pub mod clearance;
#[cfg(feature = "studio")]
mod emergency;
mod entitle;
#[cfg(feature = "studio")]
mod entry;
mod evidence;
mod expiry;
pub mod fingerprint;
#[cfg(feature = "studio")]
pub mod governance;
#[cfg(feature = "studio")]
mod history;
#[cfg(feature = "studio")]
mod lifecycle;
#[cfg(feature = "studio")]
mod mechanical;
#[cfg(feature = "studio")]
mod milestones;
#[cfg(feature = "studio")]
mod minor;
mod objection;
#[cfg(feature = "studio")]
mod offer;
#[cfg(feature = "studio")]
pub mod owners;
pub mod proof;
mod quorum;
mod records;
#[cfg(feature = "studio")]
mod report;
mod requirement;
#[cfg(feature = "studio")]
pub mod shelf;
#[cfg(feature = "studio")]
pub mod signers;
mod suspend;
#[cfg(all(test, feature = "studio"))]
mod testing;
#[cfg(all(test, feature = "studio"))]
mod tests;
#[cfg(feature = "studio")]
mod transition;
#[cfg(feature = "studio")]
mod verdict;
mod wording;

use std::collections::{BTreeMap, BTreeSet};
#[cfg(feature = "studio")]
use std::sync::Arc;

#[cfg(feature = "studio")]
use crate::lexicon::Lexicons;
#[cfg(feature = "studio")]
use crate::model::article::Article;
use crate::model::article::ArticleId;
use crate::model::audience::Audience;
use crate::model::clock::Clock;
use crate::model::emergency::Emergencies;
use crate::model::history::History;
#[cfg(feature = "studio")]
use crate::model::record::SignOff;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;
#[cfg(feature = "studio")]
use crate::model::units::ContentDigest;

#[cfg(feature = "studio")]
pub use entry::entry;
pub use evidence::Click;
pub use fingerprint::{Manifest, digest};
#[cfg(feature = "studio")]
pub use governance::{Protected, governance};
#[cfg(feature = "studio")]
pub use lifecycle::{Absence, Orphan, orphans};
#[cfg(feature = "studio")]
pub use milestones::{Milestones, milestones};
#[cfg(feature = "studio")]
pub use minor::small_fix_faults;
#[cfg(feature = "studio")]
pub use offer::{Hindrance, Offer, Place, genuine, offer, recorder_holds};
pub use requirement::policy_at;
#[cfg(feature = "studio")]
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
    #[cfg(feature = "studio")]
    pub lexicons: &'a Lexicons,
    /// Who had a hand in the commits of the change under judgement, by article. Empty when there is no change.
    pub contributors: &'a Contributors,
    /// What the branch has held.
    pub history: &'a dyn History,
    /// The clock, as a value.
    pub now: Clock<'a>,
}

/// Ids of people by the article whose text they changed.
pub type Contributors = BTreeMap<ArticleId, BTreeSet<String>>;

/// One article with everything said about it.
#[cfg(feature = "studio")]
#[derive(Clone, Copy)]
pub struct Submission<'a> {
    /// The article as loaded.
    pub article: &'a Arc<Article>,
    /// Whether a document rule failed.
    pub has_errors: bool,
    /// The records under its id, in any order.
    pub records: &'a [SignOff],
    /// The manifest of an earlier version, by the digest that is its own sum. Asked only for a text that is not the
    /// approved one, so that most need not be read.
    pub parts: &'a dyn Fn(ContentDigest) -> Option<Manifest>,
}

#[cfg(feature = "studio")]
impl std::fmt::Debug for Submission<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { article, has_errors, records, parts: _ } = self;
        f.debug_struct("Submission")
            .field("article", article.id())
            .field("has_errors", has_errors)
            .field("records", records)
            .finish_non_exhaustive()
    }
}
