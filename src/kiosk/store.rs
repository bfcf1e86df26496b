//! The store as a whole: opened, mended, switched.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fault::StoreFault;
use super::left::{LEFT, Record};
use super::objects;
use super::pointer::{Named, Pointer};
use super::release::{self, Stored};
use super::slot::{Held, Pair};
use super::trust::Trust;
use crate::bundle::deny::{DenyEntry, DenyList};
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::model::disk::Disk;
use crate::model::units::Sha256;

pub(super) const SLOT: Pair = Pair("slot");
pub(super) const TRUST: Pair = Pair("trust");
pub(super) const DENY: Pair = Pair("deny");

/// A release of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Current {
    /// Its number.
    pub serial: u64,
    /// Sum of its manifest.
    pub manifest: Sha256,
}

/// What stands under a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// A file that may be shown.
    Found(ManifestEntry),
    /// It was retracted.
    Denied {
        /// Why.
        deny: DenyEntry,
        /// What the release itself says in its place, once it is as new as the retraction.
        notice: Option<ManifestEntry>,
    },
    /// It is of the release and was left out, as the disk does not take it.
    LeftOut(ManifestEntry),
    /// Nothing.
    Nothing,
}

/// What [`Store::recover`] found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// The record of the shown release was lost, and a release was chosen anew.
    pub chosen_anew: bool,
    /// Files that a killed run left behind.
    pub left_behind: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) pointer: Pointer,
    pub(super) manifest: Arc<Manifest>,
    /// Sums of it that are left out.
    pub(super) left: Arc<BTreeSet<Sha256>>,
}

/// The store of a kiosk. Clones read the same files and do not see each other's changes.
#[derive(Clone)]
pub struct Store {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) trust: Trust,
    pub(super) deny: DenyList,
    /// Both copies of the deny list are lost: only a release as new as all that was believed is sure to be free of
    /// what was retracted.
    pub(super) deny_lost: bool,
    /// What is left out of releases, as the disk does not take it.
    pub(super) left: Record,
    /// Both copies of that record are lost.
    pub(super) left_lost: bool,
    pub(super) shown: Option<Shown>,
    chosen_anew: bool,
}

impl Store {
    /// Opens a store without changing anything in it.
    ///
    /// # Errors
    /// When there is none, or what it believed is lost or not understood.
    pub fn open(disk: Arc<dyn Disk>) -> Result<Self, StoreFault> {
        let trust = match TRUST.read(&*disk).map_err(StoreFault::at(TRUST.0))? {
            Held::Record { payload, .. } => Trust::read(&payload).ok_or(StoreFault::Newer(TRUST.0))?,
            Held::Damaged => return Err(StoreFault::TrustLost),
            Held::Nothing if is_used(&*disk)? => return Err(StoreFault::TrustLost),
            Held::Nothing => return Err(StoreFault::NoStore),
        };
        let deny = match DENY.read(&*disk).map_err(StoreFault::at(DENY.0))? {
            Held::Record { payload, .. } => read_deny(&payload)?,
            Held::Nothing | Held::Damaged => DenyList::default(),
        };
        let deny_lost = !trust.deny.begins(&deny);
        let deny = if deny_lost { DenyList::default() } else { deny };
        let (left, left_lost) = Record::read(&*disk)?;
        let mut store = Self { disk, trust, deny, deny_lost, left, left_lost, shown: None, chosen_anew: false };
        store.shown = store.pointed()?;
        if store.shown.is_none() {
            store.shown = store.choose()?;
            store.chosen_anew = store.shown.is_some();
        }
        Ok(store)
    }

    /// What the record says is shown, if that release is whole.
    fn pointed(&self) -> Result<Option<Shown>, StoreFault> {
        let Held::Record { payload, .. } = SLOT.read(&*self.disk).map_err(StoreFault::at(SLOT.0))? else {
            return Ok(None);
        };
        let pointer = Pointer::read(&payload).ok_or(StoreFault::Newer(SLOT.0))?;
        let stored = self.stored(pointer.current)?;
        Ok(stored.map(|stored| self.with_left(pointer, Arc::new(stored.manifest))))
    }

    /// Where no record says what is shown: what was shown last, if it is whole to the last byte, else what was before it,
    /// else the highest release that is whole and proves who approved it. If none is whole, what was shown last all the
    /// same: what is damaged of it is told page by page, and a screen is never dark for one bad file.
    fn choose(&self) -> Result<Option<Shown>, StoreFault> {
        let named = |stored: &Stored| Named { serial: stored.serial, manifest: stored.manifest_sum };
        let mut known: Vec<Stored> = Vec::new();
        for one in &self.trust.shown {
            known.extend(self.stored((*one).into())?.filter(|stored| stored.serial <= self.trust.serial));
        }
        let mut others: Vec<Stored> = Vec::new();
        for serial in release::serials(&*self.disk)?.into_iter().filter(|serial| *serial <= self.trust.serial) {
            let stored = self.release(serial)?.filter(|stored| !self.trust.shown.contains(&named(stored).into()));
            others.extend(stored.filter(|stored| super::provenance::may_be_chosen(self, stored)));
        }
        let is_whole = |stored: &&Stored| self.unsound(stored.serial, &stored.manifest, &BTreeSet::new()).is_empty();
        let mut best = known.iter().chain(&others).filter(is_whole);
        let Some(current) = best.next().or(known.first()) else { return Ok(None) };
        let previous = best.next().map(named);
        let pointer = Pointer { current: named(current), previous, set_aside: None, is_doubtful: false };
        Ok(Some(self.with_left(pointer, Arc::new(current.manifest.clone()))))
    }

    /// Writes down what opening found, restores lost copies, and clears what a killed run left behind. Nothing else in
    /// the store is touched; it is the first step of every run that writes.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn recover(&mut self) -> Result<Recovered, StoreFault> {
        let mut found = Recovered { chosen_anew: self.chosen_anew, left_behind: 0 };
        for name in self.disk.list(objects::TMP).map_err(StoreFault::at(objects::TMP))? {
            let path = format!("{}/{name}", objects::TMP);
            self.disk.remove(&path).map_err(StoreFault::at(&path))?;
            found.left_behind += 1;
        }
        if !self.deny_lost {
            self.write_deny(self.deny.clone())?;
        }
        let shown = self.pointer().map_or_else(|| self.trust.shown.clone(), |pointer| pointer.vouched());
        self.write_trust(Trust { shown, ..self.trust.clone() })?;
        if let Some(shown) = self.shown.clone() {
            if self.chosen_anew {
                self.checkpoint()?;
            }
            self.point(shown)?;
        }
        Ok(found)
    }

    /// Makes everything durable that was put here, so that a power cut in a long download costs only what came later.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn checkpoint(&self) -> Result<(), StoreFault> {
        self.disk.barrier().map_err(StoreFault::at("."))
    }

    /// Whether another process has switched, retracted or seen a newer signature since this store was opened: time to
    /// open it again.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        let differs = |pair: Pair, known: Option<Vec<u8>>| match pair.read(&*self.disk) {
            Ok(Held::Record { payload, .. }) => Some(payload) != known,
            // Nothing new can be read there.
            _ => false,
        };
        let deny = self.deny.text().as_bytes().to_vec();
        differs(SLOT, self.pointer().map(|pointer| pointer.write()))
            || differs(DENY, Some(deny))
            || differs(TRUST, Some(self.trust.write()))
            || differs(LEFT, Some(self.left.payload()))
    }

    /// The release that is shown.
    #[must_use]
    pub fn current(&self) -> Option<Current> {
        let Named { serial, manifest } = self.seen()?.pointer.current;
        Some(Current { serial, manifest })
    }

    /// Its manifest.
    #[must_use]
    pub fn manifest(&self) -> Option<&Manifest> {
        self.seen().map(|shown| &*shown.manifest)
    }

    /// The highest release that was turned away after it had been shown.
    #[must_use]
    pub fn set_aside(&self) -> Option<u64> {
        self.shown.as_ref().and_then(|shown| shown.pointer.set_aside)
    }

    /// Releases that can be shown, the present one first.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn releases(&self) -> Result<Vec<Current>, StoreFault> {
        let mut kept = Vec::new();
        let pointer = self.seen().map(|shown| shown.pointer);
        for named in pointer.into_iter().flat_map(|pointer| [Some(pointer.current), pointer.previous]).flatten() {
            if self.stored(named)?.is_some() {
                kept.push(Current { serial: named.serial, manifest: named.manifest });
            }
        }
        Ok(kept)
    }

    /// A release, whether shown or on its way; nothing when it is absent or not whole.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn release(&self, serial: u64) -> Result<Option<Stored>, StoreFault> {
        release::read(&*self.disk, serial)
    }

    /// Keeps a release on its way. Whoever calls has verified it.
    ///
    /// # Errors
    /// When the manifest is refused, when a kept release of this serial has other contents, or the system refuses.
    pub fn add_release(&self, serial: u64, release: &[u8], manifest: &str) -> Result<(), StoreFault> {
        let sum = Sha256::of(manifest.as_bytes());
        let kept = self.pointer().into_iter().flat_map(|pointer| [Some(pointer.current), pointer.previous]).flatten();
        for named in kept.filter(|named| named.serial == serial) {
            let is_other = self.stored(named)?.is_some_and(|stored| stored.release != release);
            if is_other || named.manifest != sum {
                return Err(StoreFault::Conflict(serial));
            }
        }
        release::add(&*self.disk, serial, release, manifest)
    }

    /// Gives up a release on its way.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn drop_release(&self, serial: u64) -> Result<(), StoreFault> {
        let kept = self.pointer().into_iter().flat_map(|pointer| [Some(pointer.current), pointer.previous]).flatten();
        if kept.map(|named| named.serial).any(|kept| kept == serial) {
            return Ok(());
        }
        release::remove(&*self.disk, serial)
    }

    /// Shows a release: everything is durable, then trust rises, then the record changes.
    ///
    /// # Errors
    /// When the release is absent, lacks files, is older than what was believed, or trust would fall.
    pub fn switch(&mut self, serial: u64, manifest: &Sha256, trust: Trust) -> Result<(), StoreFault> {
        let named = Named { serial, manifest: *manifest };
        let stored = self.stored(named)?.ok_or(StoreFault::Absent(serial))?;
        self.trust.allows(&trust)?;
        if serial < trust.serial {
            return Err(StoreFault::Lowered("serial"));
        }
        self.ready(&stored)?;
        let before = self.pointer();
        let previous = match before {
            Some(before) if before.current == named || before.is_doubtful => before.previous,
            before => before.map(|before| before.current),
        };
        let set_aside = self.set_aside().filter(|aside| *aside >= serial);
        let pointer = Pointer { current: named, previous, set_aside, is_doubtful: false };
        self.raise_trust(Trust { serial, shown: pointer.vouched(), ..trust })?;
        self.point(self.with_left(pointer, Arc::new(stored.manifest)))
    }

    /// Goes back to a kept release and turns the present one away. What is believed does not fall, and what was
    /// retracted stays retracted.
    ///
    /// # Errors
    /// When the release is not kept or lacks files.
    pub fn roll_back(&mut self, serial: u64) -> Result<(), StoreFault> {
        let absent = StoreFault::Absent(serial);
        let Some(before) = self.pointer() else { return Err(absent) };
        let Some(named) = before.previous.filter(|named| named.serial == serial) else { return Err(absent) };
        let stored = self.stored(named)?.ok_or(absent)?;
        self.ready(&stored)?;
        let set_aside = before.set_aside.max(Some(before.current.serial));
        let pointer = Pointer { current: named, previous: Some(before.current), set_aside, is_doubtful: false };
        self.raise_trust(Trust { shown: pointer.vouched(), ..self.trust.clone() })?;
        self.point(self.with_left(pointer, Arc::new(stored.manifest)))
    }

    /// Lets the release that was turned away be shown again.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn unpin(&mut self) -> Result<(), StoreFault> {
        let Some(mut shown) = self.shown.clone() else { return Ok(()) };
        shown.pointer.set_aside = None;
        self.point(shown)
    }

    /// Every line is there, and everything is durable.
    fn ready(&self, stored: &Stored) -> Result<(), StoreFault> {
        let count = self.missing(stored.serial, &stored.manifest).len();
        if count > 0 {
            return Err(StoreFault::Incomplete { serial: stored.serial, count });
        }
        self.checkpoint()
    }

    pub(super) fn point(&mut self, shown: Shown) -> Result<(), StoreFault> {
        SLOT.write(&*self.disk, &shown.pointer.write()).map_err(StoreFault::at(SLOT.0))?;
        self.shown = Some(shown);
        self.chosen_anew = false;
        Ok(())
    }

    fn stored(&self, named: Named) -> Result<Option<Stored>, StoreFault> {
        Ok(self.release(named.serial)?.filter(|stored| stored.manifest_sum == named.manifest))
    }

    /// Gives up the release before, where the newest one needs its room.
    pub(super) fn forget_previous(&mut self) -> Result<(), StoreFault> {
        match self.shown.clone() {
            Some(mut shown) if shown.pointer.previous.is_some() => {
                shown.pointer.previous = None;
                self.point(shown)
            }
            _ => Ok(()),
        }
    }

    pub(super) fn with_left(&self, pointer: Pointer, manifest: Arc<Manifest>) -> Shown {
        let left = Arc::new(self.left.of(pointer.current.serial, &manifest));
        Shown { pointer, manifest, left }
    }

    pub(super) fn seen(&self) -> Option<&Shown> {
        let is_safe = |shown: &&Shown| !self.deny_lost || shown.pointer.current.serial >= self.trust.serial;
        self.shown.as_ref().filter(is_safe)
    }

    pub(super) fn pointer(&self) -> Option<Pointer> {
        self.shown.as_ref().map(|shown| shown.pointer)
    }
}

/// Whether anything but a first enrolment happened here.
pub(super) fn is_used(disk: &dyn Disk) -> Result<bool, StoreFault> {
    let has_slot = SLOT.read(disk).map_err(StoreFault::at(SLOT.0))? != Held::Nothing;
    Ok(has_slot || !release::serials(disk)?.is_empty())
}

/// A record whose sum is right was written by us: what is not understood in it is from a newer program.
pub(super) fn read_deny(payload: &[u8]) -> Result<DenyList, StoreFault> {
    let text = std::str::from_utf8(payload).map_err(|_| StoreFault::Newer(DENY.0))?;
    DenyList::read(text).map_err(|_| StoreFault::Newer(DENY.0))
}
