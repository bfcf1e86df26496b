//! The check that kiosks will make, made before anything is published.

use jiff::Timestamp;

use super::history::Past;
use super::{Occasion, PublishFault, plan};
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::provenance::{self, ROLE, Shown};
use crate::model::repository::Repository;
use crate::tuf::trust::TrustedRoot;

/// Nothing to do where the root in force names no keys for rosters.
pub(super) fn checked(
    night: Occasion<'_>,
    (root, past): (&TrustedRoot, &Past),
    manifest: &Manifest,
    repository: &dyn Repository,
) -> Result<(), PublishFault> {
    if !root.get().further.contains_key(ROLE) {
        return Ok(());
    }
    let read = |line: &ManifestEntry| plan::object(&line.sum, line.size, repository);
    let shown = Shown { project: &night.label.project, published: night.now, manifest };
    let known = known(root, past, repository)?;
    let done = provenance::check(root, shown, (&read, &|_| false), (known, night.now))?;
    let unproven: Vec<_> = done.unproven().cloned().collect();
    if unproven.is_empty() { Ok(()) } else { Err(PublishFault::Unproven(unproven)) }
}

/// The version of the roster in the last release, which kiosks have seen; 0 where this root does not vouch for one.
fn known(root: &TrustedRoot, past: &Past, repository: &dyn Repository) -> Result<u64, PublishFault> {
    let Some(last) = past.last() else { return Ok(0) };
    let manifest = last.manifest(repository)?;
    let read = |line: &ManifestEntry| plan::object(&line.sum, line.size, repository);
    // Its end matters to kiosks; its number was seen all the same.
    Ok(provenance::roster_of(root, &manifest, &read, (0, Timestamp::MIN)).map_or(0, |roster| roster.version))
}
