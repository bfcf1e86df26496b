//! The files of a release, the cheapest way there is, and the switch.

use std::collections::BTreeSet;
use std::io;

use super::metadata::Wanted;
use super::room::{self, Tight};
use super::{Line, PullFault, Terms, Way, route};
use crate::bundle::delta::{Pack, PackError};
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::place;
use crate::bundle::release::{Piece, Release, Squeezed, Step, size_of};
use crate::bundle::squeeze::unsqueeze;
use crate::bundle::trust::Verified;
use crate::kiosk::fault::StoreFault;
use crate::kiosk::provenance::{self, Demand};
use crate::kiosk::store::Store;
use crate::kiosk::trust::Trust;
use crate::model::fetch::{FetchFault, Sink};
use crate::model::units::Sha256;

/// Files that come one by one between two moments at which a power cut costs nothing.
const CHECKPOINT: usize = 64;

/// What a connection must have brought for the next one to be asked for at once.
const WORTHWHILE: u64 = 16 * 1024;

/// Brings a release and shows it.
pub(super) fn bring(store: &mut Store, line: &Line<'_>, wanted: &Wanted, terms: &Terms) -> Result<(), PullFault> {
    let release = wanted.verified.get();
    let found = match at_hand(store, wanted)? {
        Some(manifest) => Some((manifest, Way::Nothing)),
        None if is_shown_already(store, release) => Some((same_files(store, wanted)?, Way::Nothing)),
        None => match room::plan(store, line, wanted, terms.budget)? {
            None => packed(store, line, wanted, None)?,
            Some(tight) => {
                drop_other_parts(store, wanted, tight.manifest.get())?;
                let found = packed(store, line, wanted, Some(&tight))?;
                Some(found.unwrap_or((tight.manifest, Way::Objects)))
            }
        },
    };
    let manifest = match found {
        Some((manifest, way)) => {
            line.report.borrow_mut().way = way;
            manifest
        }
        None => announced(store, wanted, &listed(line, &wanted.verified)?)?,
    };
    let missing = store.missing(release.serial, manifest.get());
    if !missing.is_empty() {
        line.report.borrow_mut().way = Way::Objects;
        for some in missing.chunks(CHECKPOINT) {
            some.iter().try_for_each(|entry| object(store, line, entry))?;
            store.checkpoint()?;
        }
    }
    approved(store, wanted, manifest.get(), terms.demand)?;
    let trust = store.trust().clone();
    store.switch(release.serial, &Sha256::of(manifest.get().text().as_bytes()), trust)?;
    tidy(store)?;
    match room::settle(store, line, terms.budget) {
        // The release is shown; what fits now and did not come yet comes the next night.
        Err(fault) if fault.is_passing() => Ok(()),
        // It was planned for, and what the program writes of itself took the rest: told by the next run.
        Err(PullFault::Store(StoreFault::NoRoom { .. })) => Ok(()),
        done => done,
    }
}

/// Whether the release has the files of the one that is shown: it says more of them, for instance for whom they are.
fn is_shown_already(store: &Store, release: &Release) -> bool {
    store.current().is_some_and(|current| current.manifest.hex() == release.manifest.sha256)
}

fn same_files(store: &mut Store, wanted: &Wanted) -> Result<Verified<Manifest>, PullFault> {
    let (current, shown) = match (store.current(), store.manifest().cloned()) {
        (Some(current), Some(shown)) => (current, shown),
        _ => return Err(StoreFault::Absent(wanted.verified.get().serial).into()),
    };
    let manifest = announced(store, wanted, shown.text().as_bytes())?;
    let left = store.left_out(current.serial, &shown);
    store.set_left_out(wanted.verified.get().serial, &shown, &left)?;
    Ok(manifest)
}

/// Downloads that no way of this release goes on with take room that is lacking.
fn drop_other_parts(store: &Store, wanted: &Wanted, manifest: &Manifest) -> Result<(), PullFault> {
    let release = wanted.verified.get();
    let packs = release.full.iter().chain(release.deltas.iter().flat_map(|delta| &delta.parts));
    let mut needed: BTreeSet<String> = packs.map(|piece| piece.sha256.clone()).collect();
    needed.extend(store.missing(release.serial, manifest).iter().map(|entry| entry.sum.hex()));
    store.parts()?.iter().filter(|part| !needed.contains(*part)).try_for_each(|part| store.part_drop(part))?;
    Ok(())
}

/// Removes what nobody needs once the newest release is shown. A killed run may have left that to the next one.
pub(super) fn tidy(store: &mut Store) -> Result<(), PullFault> {
    for part in store.parts()? {
        store.part_drop(&part)?;
    }
    store.gc()?;
    Ok(())
}

/// Counts who approved the release, while the old one is still shown. One that is turned away is not kept: nobody must
/// find it whole on the disk.
fn approved(store: &mut Store, wanted: &Wanted, manifest: &Manifest, demand: Demand) -> Result<(), PullFault> {
    let release = wanted.verified.get();
    let fault = match provenance::demanded(store, (release, manifest), (demand, wanted.now)) {
        Ok(None) => return Ok(()),
        Ok(Some(done)) => {
            let unproven: Vec<_> = done.unproven().cloned().collect();
            if unproven.is_empty() {
                let trust = Trust { roster: done.roster, ..store.trust().clone() };
                return Ok(store.raise_trust(trust)?);
            }
            PullFault::Unproven { serial: release.serial, unproven }
        }
        Err(provenance::Fault::Roster(fault)) => PullFault::Roster(fault),
        Err(provenance::Fault::Store(fault)) => return Err(fault.into()),
    };
    store.drop_release(release.serial)?;
    Err(fault)
}

/// The manifest of a release that came whole and was not shown yet.
pub(super) fn at_hand(store: &Store, wanted: &Wanted) -> Result<Option<Verified<Manifest>>, PullFault> {
    let serial = wanted.verified.get().serial;
    let Some(stored) = store.release(serial)?.filter(|stored| stored.release == wanted.bytes) else { return Ok(None) };
    let manifest = wanted.verified.manifest(stored.manifest.text().as_bytes()).ok();
    Ok(manifest.filter(|manifest| store.missing(serial, manifest.get()).is_empty()))
}

/// Keeps the release as soon as its manifest is known, so that nobody clears away files that came for it.
pub(super) fn announced(store: &Store, wanted: &Wanted, text: &[u8]) -> Result<Verified<Manifest>, PullFault> {
    let manifest = wanted.verified.manifest(text)?;
    store.add_release(wanted.verified.get().serial, &wanted.bytes, &manifest.get().text())?;
    Ok(manifest)
}

/// Packs, the cheapest way first, until one brought the manifest; nothing when none did, or when files one by one cost
/// less. Where space is short, a pack must fit beside what it brings.
fn packed(
    store: &Store,
    line: &Line<'_>,
    wanted: &Wanted,
    tight: Option<&Tight>,
) -> Result<Option<(Verified<Manifest>, Way)>, PullFault> {
    for hops in ways(store, line, wanted)?.into_iter().filter(|hops| fits(store, wanted, tight, hops)) {
        if let Some(manifest) = walk(store, line, wanted, &hops)? {
            return Ok(Some((manifest, Way::Delta)));
        }
    }
    let whole = whole(store, line, wanted)?.filter(|whole| fits(store, wanted, tight, std::slice::from_ref(whole)));
    let Some(whole) = whole else { return Ok(None) };
    Ok(walk(store, line, wanted, &[whole])?.map(|manifest| (manifest, Way::Full)))
}

/// Whether a way has room. A detour brings files of releases in between, for which there is none; and what a pack costs
/// in vain for files that are left out must not be more than the others one by one.
pub(super) fn fits(store: &Store, wanted: &Wanted, tight: Option<&Tight>, hops: &[Step]) -> bool {
    tight.is_none_or(|tight| {
        let size = size_of_hops(hops);
        let missing = store.missing(wanted.verified.get().serial, tight.manifest.get());
        let one_by_one = missing.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.size));
        hops.len() == 1 && size <= tight.pack && size < one_by_one
    })
}

/// The packs that lead from what is shown to what is wanted, the cheapest way first; none that costs more than the pack
/// from nothing.
pub(super) fn ways(store: &Store, line: &Line<'_>, wanted: &Wanted) -> Result<Vec<Vec<Step>>, PullFault> {
    let release = wanted.verified.get();
    let full = size_of(&release.full);
    let mut ways = route::known(store, line, release)?;
    ways.retain(|hops| release.full.is_empty() || size_of_hops(hops) <= full);
    Ok(ways)
}

/// The pack from nothing, where there is one and files one by one do not cost less.
pub(super) fn whole(store: &Store, line: &Line<'_>, wanted: &Wanted) -> Result<Option<Step>, PullFault> {
    let release = wanted.verified.get();
    if release.full.is_empty() {
        return Ok(None);
    }
    if store.current().is_some() {
        let manifest = wanted.verified.manifest(&listed(line, &wanted.verified)?)?;
        // Each costs less than it is long: where even that is less than the full pack, the pack is not worth it.
        let missing = store.missing(release.serial, manifest.get());
        if missing.iter().fold(0, |sum: u64, entry| sum.saturating_add(entry.size)) < size_of(&release.full) {
            return Ok(None);
        }
    }
    Ok(Some(Step { from: String::new(), to: release.manifest.sha256.clone(), parts: release.full.clone() }))
}

fn size_of_hops(hops: &[Step]) -> u64 {
    hops.iter().fold(0, |sum, hop| sum.saturating_add(size_of(&hop.parts)))
}

/// One pack after the other, each on what the one before brought; the last one brings the manifest that is wanted.
/// Nothing when a pack is not there or does not fit what is here: a reason to go another way.
fn walk(
    store: &Store,
    line: &Line<'_>,
    wanted: &Wanted,
    hops: &[Step],
) -> Result<Option<Verified<Manifest>>, PullFault> {
    let mut base = store.manifest().filter(|_| hops.first().is_some_and(|hop| !hop.from.is_empty())).cloned();
    for hop in hops {
        let from = base.unwrap_or_default();
        base = match apply(store, line, wanted, (&from, hop)) {
            Ok(manifest) => Some(manifest),
            Err(PullFault::Incomplete(_) | PullFault::Mixed(_)) => return Ok(None),
            Err(fault) => return Err(fault),
        };
    }
    base.map(|last| Ok(wanted.verified.manifest(last.text().as_bytes())?)).transpose()
}

/// What a step leads to, once its text is the one that is named.
fn reached(store: &Store, wanted: &Wanted, hop: &Step, text: &str) -> Result<Manifest, PullFault> {
    if hop.to == wanted.verified.get().manifest.sha256 {
        return Ok(announced(store, wanted, text.as_bytes())?.get().clone());
    }
    let mixed = || PullFault::Mixed(hop.to.clone());
    let is_named = Sha256::of(text.as_bytes()).hex() == hop.to;
    Manifest::read(text).ok().filter(|_| is_named).ok_or_else(mixed)
}

fn apply(
    store: &Store,
    line: &Line<'_>,
    wanted: &Wanted,
    (base, hop): (&Manifest, &Step),
) -> Result<Manifest, PullFault> {
    let mut found: Option<Manifest> = None;
    for piece in &hop.parts {
        let name = fetched(store, line, piece)?;
        let broken = |_| PullFault::Mixed(piece.path.clone());
        let mut pack = Pack::open(store.part_open(&name)?).map_err(broken)?;
        if let Some(text) = pack.manifest(&base.text()).map_err(broken)? {
            found = Some(reached(store, wanted, hop, &text)?);
        }
        let manifest = found.as_ref().ok_or_else(|| PullFault::Mixed(piece.path.clone()))?;
        let left = store.left_out(wanted.verified.get().serial, manifest);
        for at in 0..pack.groups() {
            let mut kept = Ok(());
            let mut have = |entry: &ManifestEntry| store.object_checked(entry);
            let mut take = |entry: &ManifestEntry, bytes: &[u8]| {
                if left.contains(&entry.sum) {
                    return Ok(());
                }
                kept = store.put(&entry.sum, bytes).map(|_| ());
                if kept.is_ok() { Ok(()) } else { Err(io::Error::other("the store takes no more")) }
            };
            let done = pack.files(at, (base, manifest), &mut have, &mut take);
            kept?;
            match done {
                Ok(()) => {}
                // An old file of this kiosk is damaged: the other files of the pack are still worth having.
                Err(PackError::Output(_) | PackError::Io(_)) => {}
                Err(PackError::Broken(_) | PackError::Group(_)) => return Err(PullFault::Mixed(piece.path.clone())),
            }
        }
        store.checkpoint()?;
    }
    found.ok_or_else(|| PullFault::Mixed(hop.to.clone()))
}

/// The text of the manifest by itself.
pub(super) fn listed(line: &Line<'_>, release: &Verified<Release>) -> Result<Vec<u8>, PullFault> {
    opened(line, &release.get().manifest)
}

/// A squeezed file that the release names.
pub(super) fn opened(line: &Line<'_>, named: &Squeezed) -> Result<Vec<u8>, PullFault> {
    let frame = line.small(&named.squeezed.path, named.squeezed.size)?;
    let mixed = || PullFault::Mixed(named.squeezed.path.clone());
    if !named.squeezed.names(&frame) {
        return Err(mixed());
    }
    unsqueeze(&frame, &[], named.size).map_err(|_| mixed())
}

/// One file by itself. Larger ones than a pack takes are stored as they come, in pieces that go on another night.
pub(super) fn object(store: &Store, line: &Line<'_>, entry: &ManifestEntry) -> Result<(), PullFault> {
    let is_squeezed = !place::is_dense(entry.path.as_str());
    let path = place::object(&entry.sum, is_squeezed);
    if !is_squeezed {
        let piece = Piece { path, size: entry.size, sha256: entry.sum.hex() };
        let name = fetched(store, line, &piece)?;
        store.part_adopt(&name, &entry.sum)?;
        return Ok(());
    }
    /// What squeezing adds at most to what cannot be squeezed.
    const SLACK: u64 = 4096;
    let frame = line.small(&path, entry.size.saturating_add(entry.size / 128).saturating_add(SLACK))?;
    let bytes = unsqueeze(&frame, &[], entry.size).map_err(|_| PullFault::Mixed(path.clone()))?;
    match store.put(&entry.sum, &bytes) {
        Err(StoreFault::Wrong(_)) => Err(PullFault::Mixed(path)),
        done => Ok(done.map(|_| ())?),
    }
}

/// Fetches a file into the folder of downloads, going on from what is there. Its sum is checked before anybody reads it;
/// a wrong one is fetched anew once.
fn fetched(store: &Store, line: &Line<'_>, piece: &Piece) -> Result<String, PullFault> {
    let name = piece.sha256.clone();
    if Sha256::from_hex(&name).is_none() {
        return Err(PullFault::Mixed(piece.path.clone()));
    }
    let mut wrong = 0;
    while wrong < 2 {
        let from = store.part_length(&name)?;
        if from > piece.size {
            store.part_drop(&name)?;
            wrong += 1;
            continue;
        }
        if from < piece.size {
            line.count(0);
            let mut part = Part { store, line, name: &name, failed: None };
            let done = line.source.rest(&piece.path, from, piece.size, &mut part);
            if let Some(fault) = part.failed {
                return Err(fault.into());
            }
            match done {
                Err(FetchFault::TooLong(_)) => {
                    store.part_drop(&name)?;
                    wrong += 1;
                    continue;
                }
                // A line that drops every few seconds still brings everything in one night.
                Err(FetchFault::Network(_)) if store.part_length(&name)? >= from.saturating_add(WORTHWHILE) => continue,
                done => done?,
            }
        }
        if store.part_length(&name)? < piece.size {
            return Err(PullFault::Network(format!("{} broke off", piece.path)));
        }
        if store.part_sum(&name)?.hex() == piece.sha256 {
            return Ok(name);
        }
        store.part_drop(&name)?;
        wrong += 1;
    }
    Err(PullFault::Mixed(piece.path.clone()))
}

/// A download that is kept.
struct Part<'a, 'l> {
    store: &'a Store,
    line: &'a Line<'l>,
    name: &'a str,
    failed: Option<StoreFault>,
}

impl Part<'_, '_> {
    fn kept(&mut self, done: Result<(), StoreFault>) -> io::Result<()> {
        done.map_err(|fault| {
            self.failed = Some(fault);
            io::Error::other("the store takes no more")
        })
    }
}

impl Sink for Part<'_, '_> {
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.line.count_bytes(bytes.len() as u64);
        let done = self.store.part_append(self.name, bytes);
        self.kept(done)
    }

    fn restart(&mut self) -> io::Result<()> {
        let done = self.store.part_drop(self.name);
        self.kept(done)
    }
}
