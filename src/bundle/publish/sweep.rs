//! What a repository need not hold any longer: releases that nobody is pointed to and that are older than some nights,
//! and whatever only they named. Roots and lists of what was called back stay; so does every file of an unknown name.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::history::{Known, deny_list};
use super::{PublishFault, reading};
use crate::bundle::deny::DenyList;
use crate::bundle::place;
use crate::bundle::release::{RELEASE, Release};
use crate::model::repository::Attic;
use crate::model::units::Sha256;
use crate::tuf::metadata::{Envelope, Kind, Snapshot, Targets, TimestampRole};

/// What can go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files with their sizes, in the order in which they may be removed: a run that is cut off leaves nothing that names
    /// what is gone.
    pub files: Vec<(String, u64)>,
    /// Releases among them.
    pub releases: usize,
    /// Bytes of the files that stay.
    pub kept: u64,
}

impl Swept {
    /// Bytes that would be freed.
    #[must_use]
    pub fn freed(&self) -> u64 {
        self.files.iter().map(|(_, size)| size).sum()
    }
}

/// Finds what can go; nothing is removed.
///
/// # Errors
/// When anything that the metadata of any channel names cannot be read: then nobody knows what is needed.
pub fn sweepable(nights: u32, now: Timestamp, attic: &dyn Attic) -> Result<Swept, PublishFault> {
    let list = |folder: &str| reading(folder, attic.list(folder));
    let files: BTreeMap<String, u64> = list("c")?.into_iter().chain(list("o")?).collect();
    let since = now.checked_sub(SignedDuration::from_hours(i64::from(nights) * 24)).unwrap_or(Timestamp::MIN);
    let ids: BTreeSet<&str> = files.keys().filter_map(|path| path.strip_prefix("c/")?.split('/').next()).collect();
    let mut needed = BTreeSet::new();
    for id in ids {
        Channel { id, files: &files, attic }.needs(since, &mut needed)?;
    }
    let mut swept = Swept::default();
    for (path, size) in files {
        match order(&path).filter(|_| !needed.contains(&path)) {
            Some(at) => {
                swept.releases += usize::from(at == RELEASES);
                swept.files.push((path, size));
            }
            None => swept.kept += size,
        }
    }
    swept.files.sort_by_key(|(path, _)| order(path));
    Ok(swept)
}

const RELEASES: u8 = 2;

/// When a file of a known kind may be removed, whatever names it before what it names.
fn order(path: &str) -> Option<u8> {
    let parts: Vec<&str> = path.split('/').collect();
    let is_sum = |name: &str| Sha256::from_hex(name.trim_end_matches(".zst")).is_some();
    match parts.as_slice() {
        [.., name] if name.starts_with('.') && name.ends_with(".kepu-part") => Some(0),
        ["c", _, "metadata", name] if versioned(name).is_some_and(|(_, role)| role == "snapshot") => Some(0),
        ["c", _, "metadata", name] if versioned(name).is_some_and(|(_, role)| role == "targets") => Some(1),
        ["c", _, "targets", name] if name.strip_suffix(".release.json").is_some_and(is_sum) => Some(RELEASES),
        ["o", "d" | "f", name] if name.ends_with(".kpd") => Some(3),
        ["o", "k" | "m" | "s", name] if is_sum(name) => Some(4),
        ["o", two, name] if two.len() == 2 && is_sum(name) => Some(5),
        _ => None,
    }
}

fn versioned(name: &str) -> Option<(u64, &str)> {
    let (version, role) = name.strip_suffix(".json")?.split_once('.')?;
    Some((version.parse().ok()?, role))
}

struct Channel<'a> {
    id: &'a str,
    files: &'a BTreeMap<String, u64>,
    attic: &'a dyn Attic,
}

impl Channel<'_> {
    fn needs(&self, since: Timestamp, needed: &mut BTreeSet<String>) -> Result<(), PublishFault> {
        let named = self.named(needed)?;
        let deny = match &named {
            Some(known) => deny_list(&known.release, self.attic)?,
            None => DenyList::default(),
        };
        let mut kept = BTreeSet::new();
        for path in self.below("targets") {
            let Some(sum) = path.rsplit('/').next().and_then(|name| name.strip_suffix(".release.json")) else {
                continue;
            };
            let is_named = named.as_ref().is_some_and(|known| known.sum == sum);
            let bytes = self.must(path)?;
            let release: Release = match serde_json::from_slice(&bytes) {
                Ok(release) => release,
                Err(_) if is_named => return Err(PublishFault::Object(path.clone())),
                // The rest of a run that was killed.
                Err(_) => continue,
            };
            if is_named || release.published >= since {
                kept.insert(sum.to_owned());
                needed.insert(path.clone());
                files_named(&serde_json::from_slice(&bytes).unwrap_or_default(), needed);
                self.objects(&Known { release, sum: sum.to_owned() }, &deny, is_named, needed)?;
            }
        }
        self.signatures(&kept, needed);
        Ok(())
    }

    /// The release that the metadata in force names, which is needed with it.
    fn named(&self, needed: &mut BTreeSet<String>) -> Result<Option<Known>, PublishFault> {
        let at = place::timestamp(self.id);
        if !self.files.contains_key(&at) {
            return Ok(None);
        }
        let broken = |path: &str| PublishFault::Object(path.to_owned());
        let timestamp: TimestampRole = self.metadata(&at)?;
        let version = timestamp.meta.get("snapshot.json").ok_or_else(|| broken(&at))?.version;
        let snapshot_at = place::metadata(self.id, "snapshot", version);
        let snapshot: Snapshot = self.metadata(&snapshot_at)?;
        let version = snapshot.meta.get("targets.json").ok_or_else(|| broken(&snapshot_at))?.version;
        let targets_at = place::metadata(self.id, "targets", version);
        let targets: Targets = self.metadata(&targets_at)?;
        let sum = targets.targets.get(RELEASE).and_then(|file| file.sha256()).ok_or_else(|| broken(&targets_at))?.hex();
        let release_at = place::release(self.id, &sum);
        let release = serde_json::from_slice(&self.must(&release_at)?).map_err(|_| broken(&release_at))?;
        needed.extend([at, snapshot_at, targets_at]);
        Ok(Some(Known { release, sum }))
    }

    /// The objects of a release. What was called back is needed by none.
    fn objects(
        &self,
        known: &Known,
        deny: &DenyList,
        is_named: bool,
        needed: &mut BTreeSet<String>,
    ) -> Result<(), PublishFault> {
        let manifest = match known.manifest(self.attic) {
            Ok(manifest) => manifest,
            // Without its manifest an old release leads nowhere.
            Err(PublishFault::Object(_)) if !is_named => return Ok(()),
            Err(fault) => return Err(fault),
        };
        let shown = manifest.entries().iter().filter(|line| deny.denies(known.release.serial, line).is_none());
        needed.extend(shown.flat_map(|line| [false, true].map(|is_squeezed| place::object(&line.sum, is_squeezed))));
        Ok(())
    }

    /// Older metadata stays as long as the release it leads to.
    fn signatures(&self, kept: &BTreeSet<String>, needed: &mut BTreeSet<String>) {
        let mut versions = BTreeSet::new();
        for path in self.below("metadata") {
            let version = path.rsplit('/').next().and_then(versioned).filter(|(_, role)| *role == "targets");
            let Some((version, _)) = version else { continue };
            let sum = self.metadata::<Targets>(path).ok().and_then(|own| own.targets.get(RELEASE)?.sha256());
            if sum.is_some_and(|sum| kept.contains(&sum.hex())) {
                needed.insert(path.clone());
                versions.insert(version);
            }
        }
        for path in self.below("metadata") {
            let is_snapshot = path.rsplit('/').next().and_then(versioned).is_some_and(|(_, role)| role == "snapshot");
            let leads_to = || Some(self.metadata::<Snapshot>(path).ok()?.meta.get("targets.json")?.version);
            if is_snapshot && leads_to().is_some_and(|version| versions.contains(&version)) {
                needed.insert(path.clone());
            }
        }
    }

    fn below(&self, folder: &str) -> impl Iterator<Item = &String> {
        let prefix = place::plain(self.id, &format!("{folder}/"));
        self.files.keys().filter(move |path| path.starts_with(&prefix))
    }

    fn must(&self, path: &str) -> Result<Vec<u8>, PublishFault> {
        reading(path, self.attic.read(path))?.ok_or_else(|| PublishFault::Object(path.to_owned()))
    }

    fn metadata<T: Kind>(&self, path: &str) -> Result<T, PublishFault> {
        let read = Envelope::read(&self.must(path)?).and_then(|read| read.content::<T>());
        read.map_err(|_| PublishFault::Object(path.to_owned()))
    }
}

/// Every path that a release names, in whatever field: a newer program may name more than this one knows.
pub(super) fn files_named(value: &serde_json::Value, needed: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            needed.extend(fields.get("path").and_then(|path| path.as_str()).map(str::to_owned));
            fields.values().for_each(|field| files_named(field, needed));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| files_named(item, needed)),
        _ => {}
    }
}
