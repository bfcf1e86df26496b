//! From the roots to the release, and the deny list on the way: what is believed before any content comes.

use jiff::Timestamp;

use super::local::KEPT;
use super::{Line, PullFault, Terms, Visit, waits};
use crate::bundle::deny::MAX_DENY_BYTES;
use crate::bundle::place;
use crate::bundle::release::{RELEASE, Release};
use crate::bundle::trust::{self, MAX_RELEASE_BYTES, TrustError, Verified};
use crate::kiosk::fault::StoreFault;
use crate::kiosk::rollout::Waits;
use crate::kiosk::store::Store;
use crate::kiosk::trust::{Forget, Trust};
use crate::model::fetch::FetchFault;
use crate::tuf::metadata::MetaFile;
use crate::tuf::trust::{Highest, MAX_META_BYTES, MAX_ROOT_BYTES, MAX_ROOT_STEPS, MAX_TIMESTAMP_BYTES, TrustedRoot};

/// A release that is to be brought.
pub(super) struct Wanted {
    pub(super) verified: Verified<Release>,
    /// As it came.
    pub(super) bytes: Vec<u8>,
    /// The clock by which it was believed.
    pub(super) now: Timestamp,
}

/// What the metadata leads to.
pub(super) enum News {
    /// The release in force is shown already.
    Nothing,
    /// It is not for this kiosk yet.
    Waits(Waits),
    /// It is to be brought.
    Release(Box<Wanted>),
}

impl News {
    /// What the kiosk waits for.
    pub(super) fn waits(&self) -> Option<Waits> {
        if let Self::Waits(waits) = self { Some(*waits) } else { None }
    }
}

/// Walks the metadata as far as it must.
pub(super) fn update(store: &mut Store, line: &Line<'_>, (visit, terms): (Visit, &Terms)) -> Result<News, PullFault> {
    let channel = store.trust().channel.clone();
    let root = roots(store, line, &channel)?;
    // Only now: a new root may have taken back what a stolen key said of the time.
    let now = visit.now(store.trust().floor, line.source.is_local());
    root.in_force(now)?;
    let timestamp_bytes = line.small(&place::timestamp(&channel), MAX_TIMESTAMP_BYTES)?;
    let highest = store.trust().highest;
    let timestamp = root.timestamp(&timestamp_bytes, highest, now)?;
    let floor = timestamp.get().published.unwrap_or(store.trust().floor);
    raise(store, |trust| {
        trust.highest.timestamp = trust.highest.timestamp.max(timestamp.get().version);
        trust.floor = trust.floor.max(floor);
    })?;
    // The snapshot seen last time, the release of that time shown: a night without news.
    let shown = store.current().map_or(0, |current| current.serial);
    let is_old = timestamp.snapshot().version == highest.snapshot && highest.snapshot > 0;
    let newest = store.trust().serial;
    // Not merely "something is set aside": a newer release may have been begun and cut off, or turned away.
    let is_settled = shown == newest || store.set_aside().is_some_and(|aside| newest <= aside);
    if is_old && !store.is_deny_lost() && is_settled {
        return Ok(News::Nothing);
    }
    // Whose turn has not come asks for nothing more. Whoever holds the key of the timestamp could hide the release as well.
    let staged = timestamp.get().staged.as_ref();
    if let Some(waits) = waits(store, staged, terms).filter(|_| !store.is_deny_lost()) {
        return Ok(News::Waits(waits));
    }
    let snapshot_at = place::metadata(&channel, "snapshot", timestamp.snapshot().version);
    let snapshot_bytes = line.small(&snapshot_at, named(timestamp.snapshot()))?;
    let snapshot = root.snapshot(&snapshot_bytes, &timestamp, highest, now)?;
    let targets = place::metadata(&channel, "targets", snapshot.targets().version);
    let targets_bytes = line.small(&targets, named(snapshot.targets()))?;
    let targets = root.targets(&targets_bytes, &snapshot, now)?;
    let release = targets.file(RELEASE).ok_or(TrustError::Signature)?;
    let sum = release.sha256().ok_or(TrustError::Signature)?.hex();
    let bytes = line.small(&place::release(&channel, &sum), release.length.min(MAX_RELEASE_BYTES))?;
    let verified = trust::release(&targets, &bytes, &channel)?;
    let serial = verified.get().serial;
    if serial < store.trust().serial {
        return Err(StoreFault::Lowered("serial").into());
    }
    deny(store, line, verified.get())?;
    raise(store, |trust| {
        let Highest { snapshot: s, targets: t, .. } = &mut trust.highest;
        (*s, *t) = ((*s).max(snapshot.get().version), (*t).max(targets.get().version));
        trust.serial = serial;
    })?;
    // Not "at least this one": after the keys of releases were changed, what a thief showed may have a higher number.
    let manifest = &verified.get().manifest.sha256;
    let is_shown = store.current().is_some_and(|now| now.serial == serial && now.manifest.hex() == *manifest);
    let is_set_aside = store.set_aside().is_some_and(|aside| serial <= aside);
    if is_shown || is_set_aside {
        return Ok(News::Nothing);
    }
    for (name, bytes) in KEPT.into_iter().zip([&timestamp_bytes, &snapshot_bytes, &targets_bytes, &bytes]) {
        if store.meta(name).as_ref() != Some(bytes) {
            store.set_meta(name, bytes)?;
        }
    }
    let waits = waits(store, verified.get().staged().as_ref(), terms);
    Ok(waits.map_or_else(|| News::Release(Box::new(Wanted { verified, bytes, now })), News::Waits))
}

fn named(file: &MetaFile) -> u64 {
    file.length.unwrap_or(MAX_META_BYTES).min(MAX_META_BYTES)
}

fn raise(store: &mut Store, change: impl FnOnce(&mut Trust)) -> Result<(), StoreFault> {
    let mut trust = store.trust().clone();
    change(&mut trust);
    if trust == *store.trust() { Ok(()) } else { store.raise_trust(trust) }
}

/// Takes every newer root that there is. Whoever hides one by anything but a plain "not there" ends the run.
pub(super) fn roots(store: &mut Store, line: &Line<'_>, channel: &str) -> Result<TrustedRoot, PullFault> {
    let mut root = TrustedRoot::first(&store.root()?)?;
    for _ in 0..MAX_ROOT_STEPS {
        let next = match line.small(&place::root(channel, root.get().version + 1), MAX_ROOT_BYTES) {
            Ok(bytes) => bytes,
            Err(FetchFault::Absent(_)) => return Ok(root),
            Err(fault) => return Err(fault.into()),
        };
        let newer = root.next(&next)?;
        let drops = |role| newer.drops_keys_of(&root, role);
        let forget = Forget {
            timestamp: drops("timestamp"),
            snapshot: drops("snapshot") || drops("timestamp"),
            targets: drops("targets") || drops("snapshot"),
            roster: drops("roster"),
        };
        store.rotate_root(&next, forget)?;
        root = newer;
    }
    Ok(root)
}

/// Takes what was added to the deny list, in force from this moment for everything that is kept.
fn deny(store: &mut Store, line: &Line<'_>, release: &Release) -> Result<(), PullFault> {
    let known = store.trust().deny;
    if release.deny.count < known.count {
        return Err(StoreFault::DenyShrinks.into());
    }
    let Some(list) = &release.deny.list else { return Ok(()) };
    if list.sha256 == known.sum.hex() && !store.is_deny_lost() {
        return Ok(());
    }
    let most = list.size.min(MAX_DENY_BYTES as u64);
    // The list only grows, so that the beginning is here already; a host that cannot give the rest gives all of it.
    let mine = if store.is_deny_lost() { "" } else { store.deny().text() };
    let is_longer = list.size <= most && (mine.len() as u64) < list.size;
    let grown =
        if is_longer && !mine.is_empty() { line.grown(&list.path, mine.as_bytes(), list.size).ok() } else { None };
    let text = match grown.filter(|text| list.names(text)) {
        Some(text) => text,
        None => line.small(&list.path, most)?,
    };
    if !list.names(&text) {
        return Err(PullFault::Mixed(list.path.clone()));
    }
    let text = String::from_utf8(text).map_err(|_| PullFault::Mixed(list.path.clone()))?;
    store.set_deny(&text)?;
    line.report.borrow_mut().denied = store.trust().deny.count.saturating_sub(known.count);
    Ok(())
}
