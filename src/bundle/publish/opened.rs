//! A repository as it was found: what a night begins with, and what anybody may look at.

use jiff::Timestamp;

use super::history::{Known, Past};
use super::retraction::Decider;
use super::{Called, Night, Order, PublishFault, signing};
use crate::bundle::keep::KeepList;
use crate::bundle::manifest::Manifest;
use crate::bundle::release::{Release, Squeezed};
use crate::bundle::squeeze::unsqueeze;
use crate::gate::clearance::{Cleared, Production};
use crate::gate::shelf::Shelf;
use crate::model::audience::Audience;
use crate::model::repository::Repository;
use crate::model::units::Sha256;
use crate::tuf::trust::TrustedRoot;

/// A repository that was found sound, before a night.
#[derive(Clone, Debug)]
pub struct Opened {
    pub(super) root: TrustedRoot,
    pub(super) past: Past,
}

/// What a release lists.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The release.
    pub release: Release,
    /// Its files.
    pub manifest: Manifest,
    /// The order in which they are kept where space is short.
    pub keep: KeepList,
}

/// A squeezed file that a release names.
fn opened(named: &Squeezed, repository: &dyn Repository) -> Result<Vec<u8>, PublishFault> {
    let gone = || PublishFault::Object(named.squeezed.path.clone());
    let frame = super::reading(&named.squeezed.path, repository.read(&named.squeezed.path))?.ok_or_else(gone)?;
    let text = unsqueeze(&frame, &[], named.size).map_err(|_| gone())?;
    if Sha256::of(&text).hex() == named.sha256 { Ok(text) } else { Err(gone()) }
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

    /// What a release lists: the one in force, or an older one that is kept.
    ///
    /// # Errors
    /// When its files cannot be read.
    pub fn listed(&self, serial: Option<u64>, repository: &dyn Repository) -> Result<Option<Listed>, PublishFault> {
        let is_it = |known: &&Known| serial.is_none_or(|serial| known.release.serial == serial);
        let Some(known) = self.past.releases().iter().rev().find(is_it) else { return Ok(None) };
        let manifest = known.manifest(repository)?;
        let keep = known.release.keep.as_ref().map(|named| opened(named, repository)).transpose()?;
        let keep = keep.and_then(|text| KeepList::read(&text)).unwrap_or_default();
        Ok(Some(Listed { release: known.release.clone(), manifest, keep }))
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
