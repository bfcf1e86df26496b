//! What no kept release names goes: old releases, their files, retracted files, what a killed run left behind.

use std::collections::BTreeSet;

use super::belief::root_path;
use super::fault::StoreFault;
use super::objects;
use super::release;
use super::store::Store;
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::model::units::Sha256;

/// What went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Releases.
    pub releases: usize,
    /// Objects.
    pub objects: usize,
    /// Their bytes.
    pub bytes: u64,
}

impl Store {
    /// Removes what no kept release needs. Kept are the release that is shown, the one before it, and newer ones that
    /// are on their way. A retracted file goes at once, whichever release names it.
    ///
    /// # Errors
    /// When the system refuses; the next run goes on.
    pub fn gc(&mut self) -> Result<Swept, StoreFault> {
        // The records must say durably what is kept before anything else goes.
        self.recover()?;
        let mut swept = Swept::default();
        let (kept, dropped): (Vec<u64>, Vec<u64>) =
            release::serials(&*self.disk)?.into_iter().partition(|serial| self.keeps(*serial));
        let needed = self.needed(&kept)?;
        for serial in dropped {
            release::remove(&*self.disk, serial)?;
            swept.releases += 1;
        }
        self.sweep_objects(&needed, &mut swept)?;
        self.sweep_roots()?;
        Ok(swept)
    }

    /// Gives up releases that were begun and that a newer one has overtaken.
    pub(super) fn drop_begun_before(&self, newest: u64) -> Result<(), StoreFault> {
        let shown = self.current().map_or(0, |current| current.serial);
        let begun = release::serials(&*self.disk)?.into_iter().filter(|serial| (shown + 1..newest).contains(serial));
        begun.into_iter().try_for_each(|serial| self.drop_release(serial))
    }

    fn keeps(&self, serial: u64) -> bool {
        self.pointer().is_none_or(|pointer| {
            let is_on_its_way = serial > pointer.current.serial && serial <= self.trust().serial;
            let is_before = pointer.previous.is_some_and(|previous| previous.serial == serial);
            serial == pointer.current.serial || is_on_its_way || is_before
        })
    }

    /// Sums that a kept release shows.
    fn needed(&self, kept: &[u64]) -> Result<BTreeSet<Sha256>, StoreFault> {
        let mut needed = BTreeSet::new();
        let mut need = |serial: u64, manifest: &Manifest| {
            let left = self.left_out(serial, manifest);
            let is_shown =
                |line: &&ManifestEntry| self.deny().denies(serial, line).is_none() && !left.contains(&line.sum);
            let shown = manifest.entries().iter().filter(is_shown);
            needed.extend(shown.map(|line| line.sum));
        };
        // Known since the store was opened: a manifest that cannot be read at this moment must not cost its files.
        if let (Some(current), Some(manifest)) = (self.current(), self.manifest()) {
            need(current.serial, manifest);
        }
        for serial in kept {
            if let Some(stored) = self.release(*serial)? {
                need(*serial, &stored.manifest);
            }
        }
        Ok(needed)
    }

    fn sweep_objects(&self, needed: &BTreeSet<Sha256>, swept: &mut Swept) -> Result<(), StoreFault> {
        let list = |folder: &str| self.disk.list(folder).map_err(StoreFault::at(folder));
        for folder in list(objects::FOLDER)? {
            for name in list(&format!("{}/{folder}", objects::FOLDER))? {
                let Some(sum) = Sha256::from_hex(&name).filter(|sum| !needed.contains(sum)) else { continue };
                let path = format!("{}/{folder}/{}", objects::FOLDER, sum.hex());
                swept.bytes += self.disk.length(&path).map_err(StoreFault::at(&path))?.unwrap_or(0);
                self.disk.remove(&path).map_err(StoreFault::at(&path))?;
                swept.objects += 1;
            }
        }
        Ok(())
    }

    /// Roots before the one in force.
    fn sweep_roots(&self) -> Result<(), StoreFault> {
        let in_force = self.trust().root_version;
        for name in self.disk.list("meta").map_err(StoreFault::at("meta"))? {
            let version = name.strip_suffix(".root.json").and_then(|version| version.parse().ok());
            if let Some(version) = version.filter(|version: &u64| *version < in_force) {
                let path = root_path(version);
                self.disk.remove(&path).map_err(StoreFault::at(&path))?;
            }
        }
        Ok(())
    }
}
