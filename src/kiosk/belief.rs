//! What the store believes and what it must never show again.

use super::fault::StoreFault;
use super::store::{DENY, Lookup, Store, TRUST};
use super::trust::{DenyMark, Forget, Trust};
use crate::bundle::deny::DenyList;
use crate::model::disk::Disk;
use crate::model::units::Sha256;
use crate::tuf::trust::TrustedRoot;

/// Where a root is kept.
pub(super) fn root_path(version: u64) -> String {
    format!("meta/{version}.root.json")
}

impl Store {
    /// What is believed.
    #[must_use]
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Believes more.
    ///
    /// # Errors
    /// When anything would fall, or the system refuses.
    pub fn raise_trust(&mut self, new: Trust) -> Result<(), StoreFault> {
        self.trust.allows(&new)?;
        self.write_trust(new)
    }

    /// The root in force.
    ///
    /// # Errors
    /// [`StoreFault::TrustLost`] when it is not the one that was believed.
    pub fn root(&self) -> Result<Vec<u8>, StoreFault> {
        let bytes = self.disk.read(&root_path(self.trust.root_version)).map_err(|_| StoreFault::TrustLost)?;
        if Sha256::of(&bytes) == self.trust.root { Ok(bytes) } else { Err(StoreFault::TrustLost) }
    }

    /// Takes the next root. Whoever calls has verified it against the present one.
    ///
    /// # Errors
    /// When it is not newer, or not sound in itself, or the system refuses.
    pub fn rotate_root(&mut self, root: &[u8], forget: Forget) -> Result<(), StoreFault> {
        let version = TrustedRoot::first(root)?.get().version;
        if version <= self.trust.root_version {
            return Err(StoreFault::Lowered("root"));
        }
        keep_root(&*self.disk, version, root)?;
        if forget.targets
            && let Some(mut shown) = self.shown.clone()
        {
            (shown.pointer.previous, shown.pointer.set_aside, shown.pointer.is_doubtful) = (None, None, true);
            self.point(shown)?;
        }
        self.write_trust(self.trust.rotated(version, Sha256::of(root), forget))
    }

    /// A metadata file as it came; nothing when it is absent. It is as untrusted as on the day it came.
    #[must_use]
    pub fn meta(&self, name: &str) -> Option<Vec<u8>> {
        self.disk.read(&format!("meta/{name}")).ok()
    }

    /// Keeps a metadata file.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn set_meta(&self, name: &str, bytes: &[u8]) -> Result<(), StoreFault> {
        let (new, path) = (format!("meta/{name}.new"), format!("meta/{name}"));
        self.disk.write(&new, bytes).map_err(StoreFault::at(&new))?;
        self.disk.sync(&new).map_err(StoreFault::at(&new))?;
        self.disk.rename(&new, &path).map_err(StoreFault::at(&path))
    }

    /// What was retracted.
    #[must_use]
    pub fn deny(&self) -> &DenyList {
        &self.deny
    }

    /// Whether the deny list is lost. It is to be fetched again; [`Trust::deny`] says which.
    #[must_use]
    pub fn is_deny_lost(&self) -> bool {
        self.deny_lost
    }

    /// Takes a longer deny list, in force at once for every release.
    ///
    /// # Errors
    /// When it does not begin with the present one, cannot be read, or the system refuses.
    pub fn set_deny(&mut self, text: &str) -> Result<(), StoreFault> {
        let new = DenyList::read(text)?;
        if !text.starts_with(self.deny.text()) || !self.trust.deny.begins(&new) {
            return Err(StoreFault::DenyShrinks);
        }
        self.write_deny(new)?;
        self.write_trust(self.trust.clone())
    }

    /// What stands under a path of the release that is shown.
    #[must_use]
    pub fn lookup(&self, path: &str) -> Lookup {
        let Some(shown) = self.seen() else { return Lookup::Nothing };
        let line = shown.manifest.find(path);
        let is_left = line.is_some_and(|line| shown.left.contains(&line.sum));
        let by_line = line.and_then(|line| self.deny.denies(shown.pointer.current.serial, line));
        match (by_line, self.deny.path(path), line) {
            (Some(deny), ..) | (None, Some(deny), None) => Lookup::Denied { deny: deny.clone(), notice: None },
            (None, Some(deny), Some(line)) => Lookup::Denied { deny: deny.clone(), notice: Some(line.clone()) },
            (None, None, Some(line)) if is_left => Lookup::LeftOut(line.clone()),
            (None, None, Some(line)) => Lookup::Found(line.clone()),
            (None, None, None) => Lookup::Nothing,
        }
    }

    pub(super) fn write_deny(&mut self, list: DenyList) -> Result<(), StoreFault> {
        if !(list.text().is_empty() && self.trust.deny.count == 0) {
            DENY.write(&*self.disk, list.text().as_bytes()).map_err(StoreFault::at(DENY.0))?;
        }
        self.trust.deny = DenyMark::of(&list);
        self.deny = list;
        self.deny_lost = false;
        Ok(())
    }

    pub(super) fn write_trust(&mut self, new: Trust) -> Result<(), StoreFault> {
        TRUST.write(&*self.disk, &new.write()).map_err(StoreFault::at(TRUST.0))?;
        self.trust = new;
        Ok(())
    }
}

pub(super) fn keep_root(disk: &dyn Disk, version: u64, root: &[u8]) -> Result<(), StoreFault> {
    let path = root_path(version);
    disk.make_dir("meta").map_err(StoreFault::at("meta"))?;
    disk.write(&path, root).map_err(StoreFault::at(&path))?;
    disk.sync(&path).map_err(StoreFault::at(&path))
}
