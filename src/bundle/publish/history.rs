//! What a repository says of its own past, believed only as far as the roots vouch for it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PublishFault, reading};
use crate::bundle::deny::DenyList;
use crate::bundle::manifest::Manifest;
use crate::bundle::place;
use crate::bundle::release::Release;
use crate::bundle::squeeze::unsqueeze;
use crate::bundle::trust;
use crate::model::repository::Repository;
use crate::model::units::Sha256;
use crate::tuf::trust::{Highest, TrustedRoot};

/// The publisher's list of releases; kiosks never read it, and each release in it is checked by its sum.
pub(super) const HISTORY: &str = "history.json";

/// Releases of a channel, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Past {
    releases: Vec<Known>,
    /// Whether the root in force vouches for the last night.
    pub(super) is_of_this_root: bool,
    /// Version of the last timestamp.
    pub(super) timestamp: u64,
    /// Version of the last snapshot, and its file.
    pub(super) snapshot: Option<Signed>,
    /// The same of the targets.
    pub(super) targets: Option<Signed>,
    /// What was called back.
    pub(super) deny: DenyList,
}

/// A metadata file in force.
#[derive(Clone, Debug)]
pub(super) struct Signed {
    pub(super) version: u64,
    pub(super) expires: Timestamp,
    pub(super) file: Vec<u8>,
}

/// A release that the repository holds.
#[derive(Clone, Debug)]
pub struct Known {
    /// The release.
    pub release: Release,
    /// Its sum.
    pub sum: String,
}

/// A line of the history.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) serial: u64,
    pub(super) published: Timestamp,
    pub(super) release: String,
}

impl Past {
    /// Reads what is there; a new channel has no past. On the night after a change of keys an older root vouches for it.
    ///
    /// # Errors
    /// When none vouches for the last night, or a release is damaged.
    pub(super) fn of_chain(
        roots: &[TrustedRoot],
        channel: &str,
        repository: &dyn Repository,
    ) -> Result<Self, PublishFault> {
        let mut refused = None;
        for (at, root) in roots.iter().enumerate() {
            match Self::read(root, channel, repository) {
                Ok(past) => return Ok(Self { is_of_this_root: at == 0, ..past }),
                Err(PublishFault::Foreign(refusal)) => {
                    refused.get_or_insert(refusal);
                }
                Err(fault) => return Err(fault),
            }
        }
        refused.map_or_else(|| Ok(Self::default()), |refusal| Err(PublishFault::Foreign(refusal)))
    }

    fn read(root: &TrustedRoot, channel: &str, repository: &dyn Repository) -> Result<Self, PublishFault> {
        let file = |path: String| -> Result<Option<Vec<u8>>, PublishFault> { reading(&path, repository.read(&path)) };
        let must =
            |path: String| -> Result<Vec<u8>, PublishFault> { file(path.clone())?.ok_or(PublishFault::Object(path)) };
        let Some(timestamp) = file(place::timestamp(channel))? else { return Ok(Self::default()) };
        // A repository that slept for a year is still one's own; its end matters to kiosks alone.
        let (seen, ever) = (Highest::default(), Timestamp::MIN);
        let timestamp = root.timestamp(&timestamp, seen, ever).map_err(PublishFault::Foreign)?;
        let version = timestamp.snapshot().version;
        let snapshot_file = must(place::metadata(channel, "snapshot", version))?;
        let snapshot = root.snapshot(&snapshot_file, &timestamp, seen, ever).map_err(PublishFault::Foreign)?;
        let targets_file = must(place::metadata(channel, "targets", snapshot.targets().version))?;
        let targets = root.targets(&targets_file, &snapshot, ever).map_err(PublishFault::Foreign)?;
        let named = targets.file(crate::bundle::release::RELEASE).ok_or(trust::TrustError::Signature)?;
        let sum = named.sha256().ok_or(trust::TrustError::Signature)?.hex();
        let last = must(place::release(channel, &sum))?;
        let last = trust::release(&targets, &last, channel)?.get().clone();
        let mut releases = Vec::new();
        for line in lines(&file(place::plain(channel, HISTORY))?.unwrap_or_default()) {
            let bytes = file(place::release(channel, &line.release))?;
            let sound = bytes.filter(|bytes| Sha256::of(bytes).hex() == line.release);
            let Some(release) = sound.and_then(|bytes| serde_json::from_slice::<Release>(&bytes).ok()) else {
                continue;
            };
            if release.serial < last.serial {
                releases.push(Known { release, sum: line.release });
            }
        }
        let deny = deny_list(&last, repository)?;
        releases.push(Known { release: last, sum });
        Ok(Self {
            deny,
            releases,
            is_of_this_root: true,
            timestamp: timestamp.get().version,
            snapshot: Some(Signed { version, expires: snapshot.get().expires, file: snapshot_file }),
            targets: Some(Signed {
                version: targets.get().version,
                expires: targets.get().expires,
                file: targets_file,
            }),
        })
    }

    /// The release in force.
    #[must_use]
    pub fn last(&self) -> Option<&Known> {
        self.releases.last()
    }

    /// The number of the release that comes next.
    pub(super) fn next_serial(&self) -> u64 {
        self.last().map_or(0, |last| last.release.serial) + 1
    }

    /// Every release, the oldest first.
    #[must_use]
    pub fn releases(&self) -> &[Known] {
        &self.releases
    }

    /// The releases that kiosks of these ages hold, and the last one; each once, the newest first.
    pub(super) fn ladder(&self, days: &[u32], now: Timestamp) -> Vec<&Known> {
        /// Nights do not begin at the same minute.
        const SLACK_HOURS: i64 = 6;
        let mut steps: Vec<&Known> = self.last().into_iter().collect();
        for days in days {
            let hours = i64::from(*days) * 24 - SLACK_HOURS;
            let then = now.as_second() - hours * 3600;
            let held = self.releases.iter().rev().find(|known| known.release.published.as_second() <= then);
            steps.extend(held);
        }
        steps.sort_by_key(|known| std::cmp::Reverse(known.release.serial));
        steps.dedup_by_key(|known| known.release.serial);
        steps
    }
}

impl Known {
    /// The manifest of a release that the repository holds.
    pub(super) fn manifest(&self, repository: &dyn Repository) -> Result<Manifest, PublishFault> {
        let named = &self.release.manifest;
        let gone = || PublishFault::Object(named.squeezed.path.clone());
        let frame = reading(&named.squeezed.path, repository.read(&named.squeezed.path))?.ok_or_else(gone)?;
        let text = unsqueeze(&frame, &[], named.size).map_err(|_| gone())?;
        if Sha256::of(&text).hex() != named.sha256 {
            return Err(gone());
        }
        let text = String::from_utf8(text).map_err(|_| gone())?;
        Ok(Manifest::read(&text)?)
    }
}

/// The list that a release names: it only grows, so that without it nothing can be published.
pub(super) fn deny_list(release: &Release, repository: &dyn Repository) -> Result<DenyList, PublishFault> {
    let Some(named) = &release.deny.list else { return Ok(DenyList::default()) };
    let gone = || PublishFault::Object(named.path.clone());
    let bytes = reading(&named.path, repository.read(&named.path))?.filter(|bytes| named.names(bytes));
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(gone)?;
    DenyList::read(&text).map_err(|_| gone())
}

/// Lines of the history; a broken file is an empty one, as it only saves work.
pub(super) fn lines(bytes: &[u8]) -> Vec<Line> {
    serde_json::from_slice(bytes).unwrap_or_default()
}
