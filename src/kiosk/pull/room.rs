//! Whether a release fits, found out before it is downloaded, and what is left out where it does not.
//!
//! A box with plenty of room learns that from the numbers of the release and fetches nothing more. All others fetch the
//! manifest and the order in which articles are kept, choose by [`budget`], say in the record what is left out, and only
//! then download. Where old and new do not fit side by side, the release before goes first; then pictures and the oldest
//! articles of both, which come back once the old release is gone. What is always kept is kept throughout, or nothing is
//! done at all.

use std::collections::BTreeSet;

use super::files::{announced, listed, object, opened};
use super::metadata::Wanted;
use super::{Line, PullFault};
use crate::bundle::keep::{KeepList, MAX_KEEP_BYTES};
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::release::{Release, size_of};
use crate::bundle::trust::Verified;
use crate::kiosk::budget::{Budget, Choice, Limits, RECORDS_BYTES, Ranked, own_weight, weight};
use crate::kiosk::fault::StoreFault;
use crate::kiosk::store::Store;
use crate::model::units::Sha256;

/// Files that come one by one between two moments at which a power cut costs nothing.
const CHECKPOINT: usize = 64;

/// A release that does not simply fit.
pub(super) struct Tight {
    /// Its manifest; what is left out of it is on record.
    pub(super) manifest: Verified<Manifest>,
    /// What a pack may take at most.
    pub(super) pack: u64,
}

/// The disk as it is.
struct Space {
    /// What objects may take altogether.
    limit: u64,
    /// What they take.
    objects: u64,
    /// What may still be written.
    room: u64,
}

impl Space {
    fn of(store: &Store, budget: Budget) -> Result<Self, StoreFault> {
        let (objects, others) = store.weights()?;
        // A system that does not say leaves the operator's word.
        let free = store.disk.free().unwrap_or(u64::MAX);
        let max = budget.max.unwrap_or(u64::MAX);
        let by_disk = objects.saturating_add(free).saturating_sub(budget.reserve);
        let by_word = objects.saturating_add(max).saturating_sub(objects.saturating_add(others));
        let limit = by_disk.min(by_word);
        Ok(Self { limit, objects, room: limit.saturating_sub(objects) })
    }

    /// How far objects may fill it, so that the next release has room for what it brings beside them.
    fn limits(&self, own: u64) -> Limits {
        Limits::of(self.limit.saturating_sub(own))
    }
}

/// Plans a release that is not whole on the disk; nothing when all of it fits beside all that is here.
pub(super) fn plan(
    store: &mut Store,
    line: &Line<'_>,
    wanted: &Wanted,
    budget: Budget,
) -> Result<Option<Tight>, PullFault> {
    let release = wanted.verified.get();
    let own = own_weight(release);
    let space = Space::of(store, budget)?;
    // Each file may take up to a block more than it is long.
    let all = release.bytes.saturating_add(weight(1).saturating_mul(release.files));
    let packs = size_of(&release.full).max(release.deltas.iter().map(|delta| delta.size()).max().unwrap_or(0));
    if all.saturating_add(packs).saturating_add(own) <= space.room / 10 * 9 {
        return Ok(None);
    }
    let manifest = wanted.verified.manifest(&listed(line, &wanted.verified)?)?;
    let (keep, text) = fetched_order(line, release)?;
    announced(store, wanted, manifest.get().text().as_bytes())?;
    if let Some(text) = text {
        store.set_keep_list(release.serial, &text)?;
    }
    store.drop_begun_before(release.serial)?;
    store.gc()?;
    let lines = shown_lines(store, release.serial, manifest.get());
    let kept = match chosen(store, &lines, (&keep, own), budget) {
        Err(fault @ PullFault::Store(StoreFault::NoRoom { .. })) => {
            store.drop_release(release.serial)?;
            return Err(fault);
        }
        done => done?,
    };
    store.set_left_out(release.serial, manifest.get(), &without(&lines, &kept))?;
    store.gc()?;
    let taken = new_weight(store, &lines, &kept).saturating_add(own);
    Ok(Some(Tight { manifest, pack: Space::of(store, budget)?.room.saturating_sub(taken) }))
}

/// What is kept of a new release, which takes `own` beside its files. What of the old one must go for it is on record.
fn chosen(
    store: &mut Store,
    lines: &[ManifestEntry],
    (keep, own): (&KeepList, u64),
    budget: Budget,
) -> Result<BTreeSet<Sha256>, PullFault> {
    let mut space = Space::of(store, budget)?;
    let here = here(store, lines);
    let limits = space.limits(own);
    let choice = Ranked::new(lines.iter(), keep).choose(limits, |sum| here.contains(sum));
    if choice.least > limits.stay {
        return Err(no_room(choice.least, limits.stay));
    }
    let needed = new_weight(store, lines, &choice.kept).saturating_add(own);
    if needed > space.room {
        store.forget_previous()?;
        store.gc()?;
        space = Space::of(store, budget)?;
    }
    if needed <= space.room {
        return Ok(choice.kept);
    }
    beside(store, (lines, &choice), keep, space.limit.saturating_sub(own))
}

/// What of the old release and of the new one fits side by side; the record of the old one says what does not.
fn beside(
    store: &mut Store,
    (lines, choice): (&[ManifestEntry], &Choice),
    keep: &KeepList,
    room: u64,
) -> Result<BTreeSet<Sha256>, PullFault> {
    let (current, old) = match (store.current(), store.manifest().cloned()) {
        (Some(current), Some(old)) => (current, old),
        _ => return Err(no_room(choice.weight, room)),
    };
    let old_lines = shown_lines(store, current.serial, &old);
    let left = store.left_out(current.serial, &old);
    let held = old_lines.iter().filter(|line| !left.contains(&line.sum));
    let both = held.chain(lines.iter().filter(|line| choice.kept.contains(&line.sum)));
    let joint = Ranked::new(both, keep).choose(Limits::all(room), |_| true);
    if joint.least > room {
        return Err(no_room(joint.least, room));
    }
    let gone = without(&old_lines, &joint.kept).into_iter().chain(left).collect();
    store.set_left_out(current.serial, &old, &gone)?;
    Ok(choice.kept.intersection(&joint.kept).copied().collect())
}

/// Brings the release that is shown to what the disk takes now: lets go what does not fit any longer, fetches what was
/// left out and fits now. Nothing is done where nothing changed.
pub(super) fn settle(store: &mut Store, line: &Line<'_>, budget: Budget) -> Result<(), PullFault> {
    let Some((current, manifest)) = store.current().zip(store.manifest().cloned()) else { return Ok(()) };
    let mut left = store.left_out(current.serial, &manifest);
    let stored = store.release(current.serial)?.ok_or(StoreFault::Absent(current.serial))?;
    let release: Option<Release> = serde_json::from_slice(&stored.release).ok();
    let own = release.as_ref().map_or(RECORDS_BYTES, own_weight);
    let mut space = Space::of(store, budget)?;
    let is_over = |space: &Space| space.objects > space.limits(own).stay;
    if is_over(&space) {
        store.gc()?;
        if is_over(&Space::of(store, budget)?) {
            store.forget_previous()?;
            store.gc()?;
        }
        space = Space::of(store, budget)?;
    }
    if left.is_empty() && !is_over(&space) && !store.left_lost {
        return Ok(());
    }
    let keep = kept_order(store, line, (current.serial, release.as_ref()))?;
    let lines = shown_lines(store, current.serial, &manifest);
    let here = here(store, &lines);
    let choice = Ranked::new(lines.iter(), &keep).choose(space.limits(own), |sum| here.contains(sum));
    let lacks = |entry: &&ManifestEntry| choice.kept.contains(&entry.sum) && !store.has(entry);
    let mut wanted: Vec<ManifestEntry> = lines.iter().filter(lacks).cloned().collect();
    let mut seen = BTreeSet::new();
    wanted.retain(|entry| seen.insert(entry.sum));
    // What goes, and what is not here yet.
    let gone: BTreeSet<Sha256> = without(&lines, &choice.kept).into_iter().chain(seen).collect();
    if gone != left || store.left_lost {
        left = gone;
        store.set_left_out(current.serial, &manifest, &left)?;
        store.gc()?;
    }
    for some in wanted.chunks(CHECKPOINT) {
        some.iter().try_for_each(|entry| object(store, line, entry))?;
        store.checkpoint()?;
        left.retain(|sum| !some.iter().any(|entry| entry.sum == *sum));
        store.set_left_out(current.serial, &manifest, &left)?;
        line.report.borrow_mut().filled += some.len() as u64;
    }
    // Everything that may go has gone; somebody must make room.
    let stay = space.limits(own).stay;
    if choice.least > stay { Err(no_room(choice.least, stay)) } else { Ok(()) }
}

fn no_room(needed: u64, room: u64) -> PullFault {
    StoreFault::NoRoom { needed, room }.into()
}

/// Lines of a release that may be shown.
fn shown_lines(store: &Store, serial: u64, manifest: &Manifest) -> Vec<ManifestEntry> {
    manifest.entries().iter().filter(|line| store.deny().denies(serial, line).is_none()).cloned().collect()
}

/// Sums whose files are on the disk.
fn here(store: &Store, lines: &[ManifestEntry]) -> BTreeSet<Sha256> {
    lines.iter().filter(|line| store.has(line)).map(|line| line.sum).collect()
}

fn without(lines: &[ManifestEntry], kept: &BTreeSet<Sha256>) -> BTreeSet<Sha256> {
    lines.iter().map(|line| line.sum).filter(|sum| !kept.contains(sum)).collect()
}

/// What is to be written of a choice.
fn new_weight(store: &Store, lines: &[ManifestEntry], kept: &BTreeSet<Sha256>) -> u64 {
    let mut seen = BTreeSet::new();
    let is_new = |line: &&ManifestEntry| kept.contains(&line.sum) && !store.has(line) && seen.insert(line.sum);
    lines.iter().filter(is_new).fold(0, |sum, line| sum.saturating_add(weight(line.size)))
}

/// The order that a release names, and its text; an older publisher names none.
fn fetched_order(line: &Line<'_>, release: &Release) -> Result<(KeepList, Option<Vec<u8>>), PullFault> {
    let Some(named) = &release.keep else { return Ok((KeepList::default(), None)) };
    let mixed = || PullFault::Mixed(named.squeezed.path.clone());
    if named.size > MAX_KEEP_BYTES {
        return Err(mixed());
    }
    let text = opened(line, named)?;
    Ok((KeepList::read(&text).ok_or_else(mixed)?, Some(text)))
}

/// The same of a release that is shown.
fn kept_order(
    store: &Store,
    line: &Line<'_>,
    (serial, release): (u64, Option<&Release>),
) -> Result<KeepList, PullFault> {
    let Some(release) = release else { return Ok(KeepList::default()) };
    if let Some(keep) = store.keep_list(serial, release) {
        return Ok(keep);
    }
    let (keep, text) = fetched_order(line, release)?;
    if let Some(text) = text {
        store.set_keep_list(serial, &text)?;
    }
    Ok(keep)
}
