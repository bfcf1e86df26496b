//! Who approved what this kiosk shows, counted on the kiosk itself.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fault::StoreFault;
use super::release::Stored;
use super::store::Store;
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::provenance::{self, Checked, ROLE, RosterFault, Shown};
use crate::bundle::release::Release;
use crate::tuf::trust::TrustedRoot;

/// When a release must show who approved it, or is not shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Demand {
    /// As soon as the root in force names keys for rosters: those who keep the root ask for it, and whoever publishes
    /// cannot take it back.
    #[default]
    AsRoot,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Why nothing was counted.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// There is no roster to count by.
    #[error(transparent)]
    Roster(#[from] RosterFault),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// Counts for a release that is about to be shown; nothing when nobody asks for it.
pub(super) fn demanded(
    store: &Store,
    (release, manifest): (&Release, &Manifest),
    (demand, now): (Demand, Timestamp),
) -> Result<Option<Checked>, Fault> {
    if demand == Demand::Never {
        return Ok(None);
    }
    let root = root(store)?;
    let is_asked = demand == Demand::Always || root.get().further.contains_key(ROLE);
    if is_asked { count(store, &root, (release, manifest), now).map(Some) } else { Ok(None) }
}

impl Store {
    /// Counts for the release that is shown.
    ///
    /// # Errors
    /// When there is nothing to count by, or nothing is shown.
    pub fn provenance(&self, now: Timestamp) -> Result<Checked, Fault> {
        let current = self.current().ok_or(StoreFault::Absent(0))?;
        let stored = self.release(current.serial)?.ok_or(StoreFault::Absent(current.serial))?;
        let release = release_of(&stored).ok_or(StoreFault::Absent(current.serial))?;
        count(self, &root(self)?, (&release, &stored.manifest), now.max(self.trust().floor))
    }
}

/// Whether a release that was found on the disk may be shown although nobody remembers that it was. It may have come just
/// before the power went, and not have been counted yet. What was shown is remembered apart (`Trust::shown`), as counting it
/// again could fail for no fault of its own: its roster has ended since, or the operator asks for no count.
pub(super) fn may_be_chosen(store: &Store, stored: &Stored) -> bool {
    let Some(release) = release_of(stored) else { return true };
    match demanded(store, (&release, &stored.manifest), (Demand::AsRoot, store.trust().floor)) {
        Ok(done) => done.is_none_or(|done| done.unproven().next().is_none()),
        // A root that cannot be read says so elsewhere.
        Err(Fault::Store(_)) => true,
        Err(Fault::Roster(_)) => false,
    }
}

fn root(store: &Store) -> Result<TrustedRoot, StoreFault> {
    Ok(TrustedRoot::first(&store.root()?)?)
}

fn release_of(stored: &Stored) -> Option<Release> {
    serde_json::from_slice(&stored.release).ok()
}

fn count(
    store: &Store,
    root: &TrustedRoot,
    (release, manifest): (&Release, &Manifest),
    now: Timestamp,
) -> Result<Checked, Fault> {
    let read = |line: &ManifestEntry| store.object_checked(line);
    let is_denied = |line: &ManifestEntry| store.deny().denies(release.serial, line).is_some();
    let shown = Shown { project: &release.project, published: release.published, manifest };
    Ok(provenance::check(root, shown, (&read, &is_denied), (store.trust().roster, now))?)
}
