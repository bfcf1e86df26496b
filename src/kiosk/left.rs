//! What of a release is left out, because the disk does not take it: said in a record, so that nobody takes it for damage.
//!
//! `left.0` and `left.1` hold, for each release, a bit for each line of its manifest. The record says first what goes,
//! then it goes; what comes is durable before the record says so. Without a record nothing is left out.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::budget;
use super::fault::StoreFault;
use super::release;
use super::slot::{Held, Pair};
use super::store::Store;
use crate::bundle::keep::{KeepList, MAX_KEEP_BYTES};
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::release::Release;
use crate::model::disk::Disk;
use crate::model::units::Sha256;

pub(super) const LEFT: Pair = Pair("left");

/// What is left out of the releases that are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    releases: Vec<Left>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Left {
    serial: u64,
    /// Sum of its manifest.
    manifest: String,
    /// A bit a line, the first line the highest bit of the first of these hexadecimal digits.
    lines: String,
}

/// What is left out of a release, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Articles whose text is not here.
    pub articles: u64,
    /// Files, pictures and pages alike.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl LeftOut {
    /// Whether everything is here.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.files == 0
    }
}

impl Record {
    /// Reads the record; says also whether both copies of one are lost.
    pub(super) fn read(disk: &dyn Disk) -> Result<(Self, bool), StoreFault> {
        Ok(match LEFT.read(disk).map_err(StoreFault::at(LEFT.0))? {
            Held::Record { payload, .. } => {
                (serde_json::from_slice(&payload).map_err(|_| StoreFault::Newer(LEFT.0))?, false)
            }
            Held::Nothing => (Self::default(), false),
            Held::Damaged => (Self::default(), true),
        })
    }

    /// As it stands in the files.
    pub(super) fn payload(&self) -> Vec<u8> {
        // A struct of texts and numbers always has a JSON form.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Sums that are left out of a release.
    pub(super) fn of(&self, serial: u64, manifest: &Manifest) -> BTreeSet<Sha256> {
        let Some(left) = self.releases.iter().find(|left| left.serial == serial) else { return BTreeSet::new() };
        if left.manifest != Sha256::of(manifest.text().as_bytes()).hex() {
            return BTreeSet::new();
        }
        let digits = left.lines.chars().filter_map(|digit| digit.to_digit(16));
        let bits = digits.flat_map(|digit| [8, 4, 2, 1].map(|bit| digit & bit != 0));
        manifest.entries().iter().zip(bits).filter(|(_, is_left)| *is_left).map(|(line, _)| line.sum).collect()
    }

    fn set(&mut self, serial: u64, manifest: &Manifest, sums: &BTreeSet<Sha256>) {
        self.releases.retain(|left| left.serial != serial);
        if sums.is_empty() {
            return;
        }
        let digit = |lines: &[ManifestEntry]| {
            let bit = |(line, bit): (&ManifestEntry, u32)| if sums.contains(&line.sum) { bit } else { 0 };
            char::from_digit(lines.iter().zip([8, 4, 2, 1]).map(bit).sum(), 16)
        };
        let lines = manifest.entries().chunks(4).filter_map(digit).collect();
        self.releases.push(Left { serial, manifest: Sha256::of(manifest.text().as_bytes()).hex(), lines });
        self.releases.sort_by_key(|left| left.serial);
    }
}

impl Store {
    /// Sums that are left out of a release, as the disk does not take them.
    #[must_use]
    pub fn left_out(&self, serial: u64, manifest: &Manifest) -> BTreeSet<Sha256> {
        match self.seen() {
            Some(shown) if shown.pointer.current.serial == serial && *shown.manifest == *manifest => {
                BTreeSet::clone(&shown.left)
            }
            _ => self.left.of(serial, manifest),
        }
    }

    /// The same of the release that is shown, in numbers.
    #[must_use]
    pub fn left_out_of_shown(&self) -> LeftOut {
        let shown = self.current().zip(self.manifest());
        shown.map_or_else(LeftOut::default, |(current, manifest)| self.counted(current.serial, manifest))
    }

    /// The same of a release that is kept or on its way.
    pub(super) fn left_out_of(&self, serial: u64) -> Result<LeftOut, StoreFault> {
        Ok(self.release(serial)?.map(|stored| self.counted(serial, &stored.manifest)).unwrap_or_default())
    }

    fn counted(&self, serial: u64, manifest: &Manifest) -> LeftOut {
        let left = self.left_out(serial, manifest);
        let (mut seen, mut articles, mut found) = (BTreeSet::new(), BTreeSet::new(), LeftOut::default());
        let is_left = |line: &&ManifestEntry| left.contains(&line.sum) && self.deny().denies(serial, line).is_none();
        for line in manifest.entries().iter().filter(is_left) {
            let path = line.path.as_str();
            found.files += 1;
            found.bytes += if seen.insert(line.sum) { line.size } else { 0 };
            articles.extend(budget::article_of(path).filter(|_| !budget::is_media(path)));
        }
        LeftOut { articles: articles.len() as u64, ..found }
    }

    /// Says what is left out of a release from now on. Only then may it go.
    pub(super) fn set_left_out(
        &mut self,
        serial: u64,
        manifest: &Manifest,
        sums: &BTreeSet<Sha256>,
    ) -> Result<(), StoreFault> {
        let kept = release::serials(&*self.disk)?;
        let mut record = self.left.clone();
        record.releases.retain(|left| kept.contains(&left.serial));
        record.set(serial, manifest, sums);
        if record != self.left || self.left_lost {
            LEFT.write(&*self.disk, &record.payload()).map_err(StoreFault::at(LEFT.0))?;
            (self.left, self.left_lost) = (record, false);
            let shown = self.shown.take();
            self.shown = shown.map(|shown| self.with_left(shown.pointer, shown.manifest));
        }
        Ok(())
    }

    /// The order in which a release is kept, if it came with one and is on the disk.
    pub(super) fn keep_list(&self, serial: u64, release: &Release) -> Option<KeepList> {
        let named = release.keep.as_ref()?;
        let path = keep_path(serial);
        let length = self.disk.length(&path).ok()??;
        let bytes = (length <= MAX_KEEP_BYTES).then(|| self.disk.read(&path).ok()).flatten()?;
        KeepList::read(&bytes).filter(|_| Sha256::of(&bytes).hex() == named.sha256)
    }

    /// Keeps that order beside the release, which is there already.
    pub(super) fn set_keep_list(&self, serial: u64, bytes: &[u8]) -> Result<(), StoreFault> {
        let path = keep_path(serial);
        self.disk.write(&path, bytes).map_err(StoreFault::at(&path))
    }
}

fn keep_path(serial: u64) -> String {
    format!("{}/{serial}/keep.json", release::FOLDER)
}
