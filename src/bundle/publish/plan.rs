//! The files of a new release: manifest, packs of the ladder, pack from nothing.

use super::history::{Known, Past};
use super::{Night, PublishFault, add, reading};
use crate::bundle::delta;
use crate::bundle::manifest::Manifest;
use crate::bundle::place;
use crate::bundle::release::{Delta, Deny, Piece, Release, Squeezed, Step};
use crate::bundle::squeeze::{squeeze, unsqueeze};
use crate::model::repository::Repository;
use crate::model::units::Sha256;

/// Writes everything a new release names, and gives the release.
pub(super) fn release(
    night: &Night<'_>,
    past: &Past,
    (manifest, text): (&Manifest, &str),
    repository: &dyn Repository,
) -> Result<Release, PublishFault> {
    let serial = past.last().map_or(0, |last| last.release.serial) + 1;
    let sum = Sha256::of(text.as_bytes());
    let at = place::manifest(&sum);
    let squeezed = add(repository, &at, &reading(&at, squeeze(text.as_bytes(), &[]))?)?;
    let squeezed = Squeezed { sha256: sum.hex(), size: text.len() as u64, squeezed };
    let deny = past.last().map_or(Deny { count: 0, list: None }, |last| last.release.deny.clone());
    let mut release = super::release(night, serial, manifest, squeezed, deny);
    for older in past.ladder(night.ladder, night.now) {
        release.deltas.push(delta_from(older, (manifest, &sum), repository)?);
    }
    release.steps = steps(past, night, repository)?;
    release.full = pack((&Manifest::default(), None), (manifest, &sum), repository)?;
    Ok(release)
}

/// The packs of earlier nights. Older ones than a repository keeps lead nobody anywhere.
fn steps(past: &Past, night: &Night<'_>, repository: &dyn Repository) -> Result<Option<Squeezed>, PublishFault> {
    /// How long packs are kept. Source: `design/kiosk.md` §6.1.
    const NIGHTS: i64 = 60;
    let oldest = night.now.as_second() - NIGHTS * 86_400;
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
    let sum = Sha256::of(&text);
    let at = place::steps(&sum);
    let squeezed = add(repository, &at, &reading(&at, squeeze(&text, &[]))?)?;
    Ok(Some(Squeezed { sha256: sum.hex(), size: text.len() as u64, squeezed }))
}

fn delta_from(older: &Known, to: (&Manifest, &Sha256), repository: &dyn Repository) -> Result<Delta, PublishFault> {
    let from = older.manifest(repository)?;
    let sum = Sha256::of(from.text().as_bytes());
    let parts = pack((&from, Some(&sum)), to, repository)?;
    Ok(Delta { from: sum.hex(), from_serial: older.release.serial, parts })
}

fn pack(
    (from, from_sum): (&Manifest, Option<&Sha256>),
    (to, to_sum): (&Manifest, &Sha256),
    repository: &dyn Repository,
) -> Result<Vec<Piece>, PublishFault> {
    let sizes: std::collections::BTreeMap<Sha256, u64> =
        from.entries().iter().chain(to.entries()).map(|entry| (entry.sum, entry.size)).collect();
    let read = |sum: &Sha256| object(sum, sizes.get(sum).copied().unwrap_or_default(), repository);
    let parts = reading("", delta::write(from, to, &read))?;
    let path = |n: usize| place::pack(from_sum, to_sum, n + 1);
    parts.iter().enumerate().map(|(n, part)| add(repository, &path(n), part)).collect()
}

/// An object of the repository, whichever way it is kept.
pub(super) fn object(sum: &Sha256, size: u64, repository: &dyn Repository) -> std::io::Result<Vec<u8>> {
    let plain = repository.read(&place::object(sum, false))?;
    let bytes = match plain {
        Some(bytes) => bytes,
        None => match repository.read(&place::object(sum, true))? {
            Some(frame) => unsqueeze(&frame, &[], size)?,
            None => return Err(std::io::Error::other(format!("object {} is gone", sum.hex()))),
        },
    };
    if Sha256::of(&bytes) == *sum {
        return Ok(bytes);
    }
    Err(std::io::Error::other(format!("object {} is damaged", sum.hex())))
}
