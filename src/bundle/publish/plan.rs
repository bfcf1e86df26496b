//! The files of a new release: manifest, packs of the ladder, pack from nothing.

use std::collections::BTreeMap;
use std::io;

use jiff::Timestamp;

use super::guide::Guide;
use super::history::{Known, Past};
use super::{Occasion, PublishFault, add, reading};
use crate::bundle::delta;
use crate::bundle::deny::{DenyEntry, DenyList};
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::place;
use crate::bundle::release::{Delta, Deny, Piece, Release, Squeezed, Step};
use crate::bundle::squeeze::{squeeze, unsqueeze};
use crate::model::repository::Repository;
use crate::model::units::Sha256;

/// Writes everything a new release names, and gives the release.
pub(super) fn release(
    night: Occasion<'_>,
    (past, entries, guide): (&Past, &[DenyEntry], &Guide),
    (manifest, text): (&Manifest, &str),
    repository: &dyn Repository,
) -> Result<Release, PublishFault> {
    let serial = past.next_serial();
    let sum = Sha256::of(text.as_bytes());
    let squeezed = stowed((&place::manifest(&sum), text.as_bytes()), repository)?;
    let (deny, list) = denied(past, entries, repository)?;
    let mut release = super::release(night, serial, manifest, squeezed, deny);
    for older in past.ladder(night.ladder, night.now) {
        release.deltas.push(delta_from((older, &list), (manifest, &sum), repository)?);
    }
    release.steps = steps(past, night.now, repository)?;
    let keep = guide.order();
    release.keep = Some(stowed((&place::keep(&Sha256::of(&keep)), &keep), repository)?);
    (release.rollout, release.window) = (guide.staged(past.last(), &release), guide.window.clone());
    let nothing = Old { manifest: &Manifest::default(), sum: None, serial: 0, deny: &list };
    release.full = pack(&nothing, (manifest, &sum), repository)?;
    Ok(release)
}

/// The packs of earlier nights. Older ones than a repository keeps lead nobody anywhere.
fn steps(past: &Past, now: Timestamp, repository: &dyn Repository) -> Result<Option<Squeezed>, PublishFault> {
    /// How long packs are kept. Source: `design/kiosk.md` §6.1.
    const NIGHTS: i64 = 60;
    let oldest = now.as_second() - NIGHTS * 86_400;
    let step =
        |to: &str, delta: &Delta| Step { from: delta.from.clone(), to: to.to_owned(), parts: delta.parts.clone() };
    let kept = past.releases().iter().filter(|known| known.release.published.as_second() >= oldest);
    let steps: Vec<Step> = kept
        .flat_map(|known| known.release.deltas.iter().map(|delta| step(&known.release.manifest.sha256, delta)))
        .collect();
    if steps.is_empty() {
        return Ok(None);
    }
    let text = super::json(&steps);
    stowed((&place::steps(&Sha256::of(&text)), &text), repository).map(Some)
}

/// Writes a file squeezed under a name of its own.
fn stowed((at, bytes): (&str, &[u8]), repository: &dyn Repository) -> Result<Squeezed, PublishFault> {
    let squeezed = add(repository, at, &reading(at, squeeze(bytes, &[]))?)?;
    Ok(Squeezed { sha256: Sha256::of(bytes).hex(), size: bytes.len() as u64, squeezed })
}

/// The list with the new lines, which kiosks take before anything else.
fn denied(past: &Past, entries: &[DenyEntry], repository: &dyn Repository) -> Result<(Deny, DenyList), PublishFault> {
    if entries.is_empty() {
        let deny = past.last().map_or(Deny { count: 0, list: None }, |last| last.release.deny.clone());
        return Ok((deny, past.deny.clone()));
    }
    let text = entries.iter().fold(past.deny.text().to_owned(), |text, entry| text + &entry.line());
    let list = DenyList::read(&text).map_err(|fault| PublishFault::Encode(fault.to_string()))?;
    let piece = add(repository, &place::deny(&Sha256::of(text.as_bytes())), text.as_bytes())?;
    Ok((Deny { count: list.entries().len() as u64, list: Some(piece) }, list))
}

/// What a kiosk has.
struct Old<'a> {
    manifest: &'a Manifest,
    sum: Option<&'a Sha256>,
    serial: u64,
    deny: &'a DenyList,
}

fn delta_from(
    (older, deny): (&Known, &DenyList),
    to: (&Manifest, &Sha256),
    repository: &dyn Repository,
) -> Result<Delta, PublishFault> {
    let manifest = older.manifest(repository)?;
    let sum = Sha256::of(manifest.text().as_bytes());
    let serial = older.release.serial;
    let parts = pack(&Old { manifest: &manifest, sum: Some(&sum), serial, deny }, to, repository)?;
    Ok(Delta { from: sum.hex(), from_serial: serial, parts })
}

fn pack(
    from: &Old<'_>,
    (to, to_sum): (&Manifest, &Sha256),
    repository: &dyn Repository,
) -> Result<Vec<Piece>, PublishFault> {
    // A kiosk throws away what was called back before it asks for the rest.
    let has = |line: &ManifestEntry| from.deny.denies(from.serial, line).is_none();
    let supply = Stock::new(&[from.manifest, to], repository);
    let parts = reading("", delta::write((from.manifest, &has), to, &supply))?;
    let path = |n: usize| place::pack(from.sum, to_sum, n + 1);
    parts.iter().enumerate().map(|(n, part)| put(repository, &path(n), part)).collect()
}

/// The objects of some manifests in a repository.
struct Stock<'a> {
    sizes: BTreeMap<Sha256, u64>,
    repository: &'a dyn Repository,
}

impl<'a> Stock<'a> {
    fn new(manifests: &[&Manifest], repository: &'a dyn Repository) -> Self {
        let lines = manifests.iter().flat_map(|manifest| manifest.entries());
        Self { sizes: lines.map(|entry| (entry.sum, entry.size)).collect(), repository }
    }
}

impl delta::Supply for Stock<'_> {
    fn object(&self, sum: &Sha256) -> io::Result<Vec<u8>> {
        object(sum, self.sizes.get(sum).copied().unwrap_or_default(), self.repository)
    }
    fn recall(&self, key: &Sha256) -> Option<Vec<u8>> {
        self.repository.recall(key)
    }
    fn keep(&self, key: &Sha256, frame: &[u8]) {
        self.repository.keep(key, frame);
    }
}

/// Writes a pack. Its name says between what it leads and not how: what was called back since, or another version of
/// this program, gives other bytes.
fn put(repository: &dyn Repository, path: &str, part: &[u8]) -> Result<Piece, PublishFault> {
    if reading(path, repository.read(path))?.is_none_or(|there| there != part) {
        super::replace(repository, path, part)?;
    }
    Ok(Piece::of(path, part))
}

/// An object of the repository, whichever way it is kept.
pub(super) fn object(sum: &Sha256, size: u64, repository: &dyn Repository) -> io::Result<Vec<u8>> {
    let plain = repository.read(&place::object(sum, false))?;
    let bytes = match plain {
        Some(bytes) => bytes,
        None => match repository.read(&place::object(sum, true))? {
            Some(frame) => unsqueeze(&frame, &[], size)?,
            None => return Err(io::Error::other(format!("object {} is gone", sum.hex()))),
        },
    };
    if Sha256::of(&bytes) == *sum {
        return Ok(bytes);
    }
    Err(io::Error::other(format!("object {} is damaged", sum.hex())))
}
