//! The files of a release, the cheapest way there is, and the switch.

use std::io;

use super::metadata::Wanted;
use super::{Line, PullFault, Way};
use crate::bundle::delta::{Pack, PackError};
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::place;
use crate::bundle::release::{Piece, Release, size_of};
use crate::bundle::squeeze::unsqueeze;
use crate::bundle::trust::Verified;
use crate::kiosk::fault::StoreFault;
use crate::kiosk::store::Store;
use crate::model::fetch::{FetchFault, Sink};
use crate::model::units::Sha256;

/// Files that come one by one between two moments at which a power cut costs nothing.
const CHECKPOINT: usize = 64;

/// Brings a release and shows it.
pub(super) fn bring(store: &mut Store, line: &Line<'_>, wanted: &Wanted) -> Result<(), PullFault> {
    let release = wanted.verified.get();
    let found = match at_hand(store, wanted)? {
        Some(manifest) => Some((manifest, Way::Nothing)),
        None => packed(store, line, wanted)?,
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
    let trust = store.trust().clone();
    store.switch(release.serial, &Sha256::of(manifest.get().text().as_bytes()), trust)?;
    for part in store.parts()? {
        store.part_drop(&part)?;
    }
    store.gc()?;
    Ok(())
}

/// The manifest of a release that came whole and was not shown yet.
pub(super) fn at_hand(store: &Store, wanted: &Wanted) -> Result<Option<Verified<Manifest>>, PullFault> {
    let serial = wanted.verified.get().serial;
    let Some(stored) = store.release(serial)?.filter(|stored| stored.release == wanted.bytes) else { return Ok(None) };
    let manifest = wanted.verified.manifest(stored.manifest.text().as_bytes()).ok();
    Ok(manifest.filter(|manifest| store.missing(serial, manifest.get()).is_empty()))
}

/// Keeps the release as soon as its manifest is known, so that nobody clears away files that came for it.
fn announced(store: &Store, wanted: &Wanted, text: &[u8]) -> Result<Verified<Manifest>, PullFault> {
    let manifest = wanted.verified.manifest(text)?;
    store.add_release(wanted.verified.get().serial, &wanted.bytes, &manifest.get().text())?;
    Ok(manifest)
}

/// One pack after the other, the cheapest first, until one brought the manifest; nothing when none did.
fn packed(store: &Store, line: &Line<'_>, wanted: &Wanted) -> Result<Option<(Verified<Manifest>, Way)>, PullFault> {
    for (base, parts, way) in ways(store, wanted.verified.get()) {
        match apply(store, line, wanted, (&base, parts)) {
            Ok(manifest) => return Ok(Some((manifest, way))),
            // A pack that is not there, or does not fit what is here, is a reason to go another way.
            Err(PullFault::Incomplete(_) | PullFault::Mixed(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(None)
}

/// The packs that this kiosk can use, the smallest first.
pub(super) fn ways<'r>(store: &Store, release: &'r Release) -> Vec<(Manifest, &'r [Piece], Way)> {
    let mut ways = vec![(Manifest::default(), release.full.as_slice(), Way::Full)];
    if let (Some(current), Some(manifest)) = (store.current(), store.manifest()) {
        let sum = current.manifest.hex();
        let fitting = release.deltas.iter().filter(|delta| delta.from == sum);
        ways.extend(fitting.map(|delta| (manifest.clone(), delta.parts.as_slice(), Way::Delta)));
    }
    ways.retain(|(_, parts, _)| !parts.is_empty());
    ways.sort_by_key(|(_, parts, _)| size_of(parts));
    ways
}

fn apply(
    store: &Store,
    line: &Line<'_>,
    wanted: &Wanted,
    (base, parts): (&Manifest, &[Piece]),
) -> Result<Verified<Manifest>, PullFault> {
    let mut found: Option<Verified<Manifest>> = None;
    for piece in parts {
        let name = fetched(store, line, piece)?;
        let broken = |_| PullFault::Mixed(piece.path.clone());
        let mut pack = Pack::open(store.part_open(&name)?).map_err(broken)?;
        if let Some(text) = pack.manifest(&base.text()).map_err(broken)? {
            found = Some(announced(store, wanted, text.as_bytes())?);
        }
        let manifest = found.as_ref().ok_or_else(|| PullFault::Mixed(piece.path.clone()))?;
        for at in 0..pack.groups() {
            let mut kept = Ok(());
            let mut have = |entry: &ManifestEntry| store.object_checked(entry);
            let mut take = |entry: &ManifestEntry, bytes: &[u8]| {
                kept = store.put(&entry.sum, bytes).map(|_| ());
                if kept.is_ok() { Ok(()) } else { Err(io::Error::other("the store takes no more")) }
            };
            let done = pack.files(at, (base, manifest.get()), &mut have, &mut take);
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
    found.ok_or_else(|| PullFault::Mixed(wanted.verified.get().manifest.sha256.clone()))
}

/// The text of the manifest by itself.
pub(super) fn listed(line: &Line<'_>, release: &Verified<Release>) -> Result<Vec<u8>, PullFault> {
    let named = &release.get().manifest;
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
    for _ in 0..2 {
        let from = store.part_length(&name)?;
        if from > piece.size {
            store.part_drop(&name)?;
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
                    continue;
                }
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
