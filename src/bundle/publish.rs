//! One night of one channel: objects, manifest, packs, release, metadata, in the order that leaves a half-written
//! repository incomplete and never wrong. The repository is its own memory; there is no other state.

mod approved;
mod archive;
mod compare;
mod foresee;
mod freight;
mod guide;
mod history;
mod newest;
mod opened;
mod plan;
mod retraction;
mod signing;
mod sweep;

use std::io;

use jiff::Timestamp;

use super::deny::DenyEntry;
use super::manifest::{Manifest, ManifestEntry, ManifestFault};
use super::place;
use super::provenance::{RosterFault, Verdict};
use super::release::{Deny, FORMAT, Piece, Release, Squeezed};
use super::retracted;
use super::squeeze::squeeze;
use super::trust::TrustError;
use crate::gate::clearance::Production;
use crate::model::path::SitePath;
use crate::model::repository::Repository;
use crate::model::units::Sha256;
use crate::seal::ed25519::SecretKey;
use crate::site::BuildFault;
use crate::site::output::SiteOutput;
use crate::tuf::trust::{Refusal, TrustedRoot};

pub use compare::{Difference, compare};
pub use foresee::{Foreseen, foresee};
pub use freight::{Freight, OK, freight, stowed};
pub use guide::Guide;
pub use history::Past;
pub use newest::{Newest, newest};
pub use opened::{Listed, Opened, look, open};
pub use retraction::{Called, Order, OrderKind, shown_under};
pub use signing::{KeyHolders, ONLINE_DAYS, RELEASE_DAYS, ROOT_DAYS, ROOT_WARNING_DAYS, TIMESTAMP_DAYS, root};
pub use sweep::{Swept, sweepable};

/// What a channel says of itself.
#[derive(Clone, Debug)]
pub struct Label {
    /// Project UUID.
    pub project: String,
    /// Channel id.
    pub channel: String,
    /// Channel title.
    pub title: String,
}

/// Who signs the nights of a channel.
pub struct Keys {
    /// Signs releases; kept by the editor in chief or on the release box.
    pub targets: SecretKey,
    /// Signs every night.
    pub online: SecretKey,
}

/// What a night is made from.
pub struct Night<'a> {
    /// Names.
    pub label: &'a Label,
    /// Roots, the first first; what kiosks were given and every later one.
    pub roots: &'a [Vec<u8>],
    /// Who signs.
    pub keys: &'a Keys,
    /// Age of older releases, in days, for which there is a pack.
    pub ladder: &'a [u32],
    /// The clock.
    pub now: Timestamp,
}

/// What the files of a night rest on: all but roots and keys.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// Names.
    pub label: &'a Label,
    /// Age of older releases, in days, for which there is a pack.
    pub ladder: &'a [u32],
    /// The clock.
    pub now: Timestamp,
}

impl Night<'_> {
    fn occasion(&self) -> Occasion<'_> {
        Occasion { label: self.label, ladder: self.ladder, now: self.now }
    }
}

/// What a night did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Serial in force.
    pub serial: u64,
    /// Whether it is new.
    pub is_new: bool,
    /// Sum of the manifest in force.
    pub manifest: String,
    /// Files in the manifest.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes of each pack by the serial it starts from.
    pub deltas: Vec<(u64, u64)>,
    /// Bytes of the pack from nothing.
    pub full: u64,
    /// When the root in force ends.
    pub root_ends: Timestamp,
    /// Whether kiosks turn the release away and take its deny list alone: a call back waits for no roster.
    pub is_unproven: bool,
}

/// Why a night was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishFault {
    /// A page could not be made.
    #[error(transparent)]
    Build(#[from] BuildFault),
    /// A path cannot be packed.
    #[error(transparent)]
    Manifest(#[from] ManifestFault),
    /// Something could not be put into bytes.
    #[error("{0}")]
    Encode(String),
    /// A file of the repository cannot be read or written.
    #[error("{path}: {source}")]
    Repository {
        /// Which.
        path: String,
        /// The system's own words.
        source: io::Error,
    },
    /// The roots are not a chain, or the keys are not those that the last root names.
    #[error("{0}")]
    Root(Refusal),
    /// A key that the root in force does not name for this role.
    #[error("the root in force names another key for {0}")]
    Key(&'static str),
    /// The repository holds what these roots do not vouch for.
    #[error("the repository holds metadata that the roots do not vouch for: {0}")]
    Foreign(Refusal),
    /// The repository's release is not understood.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// An object of an older manifest is gone or damaged.
    #[error("object {0} of an older release is missing or damaged")]
    Object(String),
    /// A file is larger than a stick takes.
    #[error("{0} is larger than 512 MiB")]
    TooLarge(String),
    /// What was written reads otherwise.
    #[error("{0} reads otherwise than it was written")]
    Written(String),
    /// Kiosks could not count who approved the release.
    #[error(transparent)]
    Roster(#[from] RosterFault),
    /// Kiosks would find that nobody approved some articles.
    #[error("{} articles are not proven to be approved", .0.len())]
    Unproven(Vec<Verdict>),
    /// Time went back: the last release is younger than now.
    #[error("the last release was published at {0}, after the time of this run")]
    Clock(Timestamp),
}

/// What a release holds: the site, files that say who approved it, and what kiosks are told of it.
#[derive(Clone, Copy)]
pub struct Content<'s, 'a> {
    /// The site.
    pub site: &'s SiteOutput<'a, Production>,
    /// The files.
    pub further: &'s [(SitePath, Vec<u8>)],
    /// What they are told.
    pub guide: &'s Guide,
}

impl<'s> Content<'s, '_> {
    fn paths(self) -> impl Iterator<Item = &'s SitePath> {
        self.site.paths().chain(self.further.iter().map(|(path, _)| path))
    }

    /// One file; nothing when there is no such.
    fn make(self, path: &SitePath) -> Option<Result<Vec<u8>, BuildFault>> {
        let further = self.further.iter().find(|(known, _)| known == path);
        further.map_or_else(|| self.site.make(path), |(_, bytes)| Some(Ok(bytes.clone())))
    }
}

/// Publishes the site of a channel, made of the shelf that was decided upon; a preview has no place here. A release that
/// kiosks of this root would turn away is not published.
///
/// # Errors
/// The first fault; what was written by then is not named by any metadata, and the next run goes on from it.
pub fn publish(
    content: &Content<'_, '_>,
    (opened, called): (&Opened, &Called),
    night: &Night<'_>,
    repository: &dyn Repository,
) -> Result<Published, PublishFault> {
    let (manifest, is_unproven) = made(content, (opened, called), night.occasion(), repository)?;
    let done = settled((manifest, &called.entries, content.guide), night, (&opened.root, &opened.past), repository)?;
    Ok(Published { is_unproven, ..done })
}

/// Makes every file, and whether kiosks would turn them away.
fn made(
    content: &Content<'_, '_>,
    (opened, called): (&Opened, &Called),
    occasion: Occasion<'_>,
    repository: &dyn Repository,
) -> Result<(Manifest, bool), PublishFault> {
    let manifest = Manifest::new(objects(content, repository)?)?;
    match approved::checked(occasion, (&opened.root, &opened.past), &manifest, repository) {
        // Kiosks take the deny list before they count: even a release that they turn away takes the article off.
        Err(PublishFault::Unproven(_) | PublishFault::Roster(_)) if called.calls_back() => Ok((manifest, true)),
        done => done.map(|()| (manifest, false)),
    }
}

/// Whether the release in force says all of this already.
fn is_said(last: &history::Known, (manifest, entries, guide): (&Sha256, &[DenyEntry], &Guide)) -> bool {
    entries.is_empty() && last.release.manifest.sha256 == manifest.hex() && guide.is_said_by(&last.release)
}

/// Names the files of a night, all of which are in the repository, and what is called back.
fn settled(
    (manifest, entries, guide): (Manifest, &[DenyEntry], &Guide),
    night: &Night<'_>,
    (root, past): (&TrustedRoot, &Past),
    repository: &dyn Repository,
) -> Result<Published, PublishFault> {
    let text = manifest.text();
    let sum = Sha256::of(text.as_bytes());
    if let Some(last) = past.last().filter(|last| is_said(last, (&sum, entries, guide))) {
        let release = last.release.clone();
        signing::refresh(night, past, repository)?;
        return Ok(published(&release, false, root.get().expires));
    }
    let release = plan::release(night.occasion(), (past, entries, guide), (&manifest, &text), repository)?;
    let called_back = retracted::text(&release, past.deny.entries().iter().chain(entries));
    plain(night, &release, (&manifest, &text, &called_back), repository)?;
    signing::night(night, past, &release, repository)?;
    Ok(published(&release, true, root.get().expires))
}

/// Signs the night anew without news.
///
/// # Errors
/// When there is no release yet, or as in [`publish`].
pub fn refresh(night: &Night<'_>, repository: &dyn Repository) -> Result<Option<Published>, PublishFault> {
    let (root, past) = opened(night, repository)?;
    let Some(last) = past.last() else { return Ok(None) };
    let release = last.release.clone();
    signing::refresh(night, &past, repository)?;
    Ok(Some(published(&release, false, root.get().expires)))
}

fn opened(night: &Night<'_>, repository: &dyn Repository) -> Result<(TrustedRoot, Past), PublishFault> {
    let mut roots = signing::chain(night)?;
    let past = Past::of_chain(&roots, &night.label.channel, repository)?;
    let root = roots.swap_remove(0);
    if let Some(last) = past.last().filter(|last| last.release.published > night.now) {
        return Err(PublishFault::Clock(last.release.published));
    }
    Ok((root, past))
}

fn published(release: &Release, is_new: bool, root_ends: Timestamp) -> Published {
    Published {
        serial: release.serial,
        is_new,
        manifest: release.manifest.sha256.clone(),
        files: release.files,
        bytes: release.bytes,
        deltas: release.deltas.iter().map(|delta| (delta.from_serial, delta.size())).collect(),
        full: super::release::size_of(&release.full),
        root_ends,
        is_unproven: false,
    }
}

/// Makes every file once, as an object.
fn objects(content: &Content<'_, '_>, repository: &dyn Repository) -> Result<Vec<ManifestEntry>, PublishFault> {
    let mut entries = Vec::new();
    for path in content.paths() {
        let Some(bytes) = content.make(path) else { continue };
        entries.push(object(path, bytes?, repository)?);
    }
    Ok(entries)
}

fn object(path: &SitePath, bytes: Vec<u8>, repository: &dyn Repository) -> Result<ManifestEntry, PublishFault> {
    let sum = Sha256::of(&bytes);
    let entry = ManifestEntry { sum, size: bytes.len() as u64, path: path.clone() };
    let is_squeezed = !place::is_dense(path.as_str());
    let at = place::object(&sum, is_squeezed);
    if !reading(&at, repository.has(&at))? {
        let wire = if is_squeezed { reading(&at, squeeze(&bytes, &[]))? } else { bytes };
        add(repository, &at, &wire)?;
    }
    Ok(entry)
}

/// What plain consumers take: an archive, a list, what was called back, sums, a signature. Only a new release has new
/// ones.
fn plain(
    night: &Night<'_>,
    release: &Release,
    (manifest, text, called_back): (&Manifest, &str, &str),
    repository: &dyn Repository,
) -> Result<(), PublishFault> {
    use super::release::{ARCHIVE, MANIFEST, RETRACTED, SIGNATURE, SUMS};
    let read = |entry: &ManifestEntry| plan::object(&entry.sum, entry.size, repository);
    let zip = archive::zipped(manifest, called_back, &read)?;
    let sums = super::trust::Sums(
        [(ARCHIVE, zip.as_slice()), (MANIFEST, text.as_bytes()), (RETRACTED, called_back.as_bytes())]
            .map(|(name, bytes)| (name.to_owned(), Sha256::of(bytes)))
            .to_vec(),
    );
    let sums = sums.text();
    let signature = night.keys.targets.seal(super::RELEASE_NAMESPACE, sums.as_bytes());
    let signature = signature.map_err(|error| PublishFault::Encode(error.to_string()))?;
    let files: [(&str, &[u8]); 5] = [
        (ARCHIVE, &zip),
        (MANIFEST, text.as_bytes()),
        (RETRACTED, called_back.as_bytes()),
        (SUMS, sums.as_bytes()),
        (SIGNATURE, signature.as_bytes()),
    ];
    for (name, bytes) in files {
        replace(repository, &place::plain(&release.channel, name), bytes)?;
    }
    Ok(())
}

/// The release, without what must be made for it.
fn release(night: Occasion<'_>, serial: u64, manifest: &Manifest, squeezed: Squeezed, deny: Deny) -> Release {
    Release {
        format: FORMAT.to_owned(),
        project: night.label.project.clone(),
        channel: night.label.channel.clone(),
        title: night.label.title.clone(),
        serial,
        published: night.now,
        manifest: squeezed,
        files: manifest.entries().len() as u64,
        bytes: manifest.bytes(),
        largest: manifest.entries().iter().map(|entry| entry.size).max().unwrap_or_default(),
        deltas: Vec::new(),
        steps: None,
        full: Vec::new(),
        deny,
        keep: None,
        rollout: None,
        window: None,
        zstd: super::squeeze::version().to_owned(),
    }
}

/// A file of JSON that people may read too. A struct of texts and numbers always has a JSON form.
fn json(value: &impl serde::Serialize) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
    text.push(b'\n');
    text
}

fn reading<T>(path: &str, done: io::Result<T>) -> Result<T, PublishFault> {
    done.map_err(|source| PublishFault::Repository { path: path.to_owned(), source })
}

fn add(repository: &dyn Repository, path: &str, bytes: &[u8]) -> Result<Piece, PublishFault> {
    reading(path, repository.add(path, bytes))?;
    Ok(Piece::of(path, bytes))
}

fn replace(repository: &dyn Repository, path: &str, bytes: &[u8]) -> Result<(), PublishFault> {
    reading(path, repository.replace(path, bytes))
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
