//! A repository as it was found: what a night begins with, and what anybody may look at.

use jiff::Timestamp;

use super::history::Past;
use super::retraction::Decider;
use super::{Called, Night, Order, PublishFault, signing};
use crate::bundle::release::Release;
use crate::gate::clearance::{Cleared, Production};
use crate::gate::shelf::Shelf;
use crate::model::audience::Audience;
use crate::model::repository::Repository;
use crate::tuf::trust::TrustedRoot;

/// A repository that was found sound, before a night.
#[derive(Clone, Debug)]
pub struct Opened {
    pub(super) root: TrustedRoot,
    pub(super) past: Past,
}

/// Opens a repository for a night.
///
/// # Errors
/// When it is not what the roots vouch for, or the keys are not theirs.
pub fn open(night: &Night<'_>, repository: &dyn Repository) -> Result<Opened, PublishFault> {
    let (root, past) = super::opened(night, repository)?;
    Ok(Opened { root, past })
}

/// Opens a repository only to look: no key is needed, and what has run out is looked at all the same.
///
/// # Errors
/// When it is not what the roots vouch for.
pub fn look(roots: &[Vec<u8>], channel: &str, repository: &dyn Repository) -> Result<Opened, PublishFault> {
    let mut roots = signing::handed_over(roots)?;
    let past = Past::of_chain(&roots, channel, repository)?;
    Ok(Opened { root: roots.swap_remove(0), past })
}

impl Opened {
    /// The release in force.
    #[must_use]
    pub fn last(&self) -> Option<&Release> {
        self.past.last().map(|known| &known.release)
    }

    /// Whether an article is called back.
    #[must_use]
    pub fn is_called_back(&self, article: &str) -> bool {
        self.past.deny.article(article).is_some()
    }

    /// Whether an article that the records let through stays away, as somebody called this version of it back.
    #[must_use]
    pub fn keeps_away(&self, cleared: &Cleared<Production>, (now, repository): (Timestamp, &dyn Repository)) -> bool {
        Decider { now, past: &self.past, repository, audiences: &[] }.keeps_away(cleared)
    }

    /// Decides which articles of a channel's shelf are called back, and which come back.
    ///
    /// # Errors
    /// When an older release cannot be read.
    pub fn call(
        &self,
        (shelf, audiences): (&Shelf<Production>, &[Audience]),
        order: Option<&Order>,
        now: Timestamp,
        repository: &dyn Repository,
    ) -> Result<Called, PublishFault> {
        Decider { now, past: &self.past, repository, audiences }.call(shelf, order)
    }
}
