//! What a night would publish, made to the last pack and kept nowhere: no key is needed and nothing is written.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::history::Known;
use super::{Called, Content, Occasion, Opened, PublishFault, is_said, made, plan};
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::release::Release;
use crate::model::repository::Repository;
use crate::model::units::Sha256;

/// What a night would publish.
pub struct Foreseen<'a> {
    /// The release in force and its files; nothing for a channel without one.
    pub before: Option<(Release, Manifest)>,
    /// The files of the next one.
    pub manifest: Manifest,
    /// The next release, with its packs; nothing when the one in force says the same.
    pub release: Option<Release>,
    /// Whether kiosks would take its deny list alone.
    pub is_unproven: bool,
    pub(super) dry: Dry<'a>,
}

/// Makes a night without publishing it.
///
/// # Errors
/// As publishing it would, signatures aside.
pub fn foresee<'a>(
    content: &Content<'_, '_>,
    (opened, called): (&Opened, &Called),
    occasion: Occasion<'_>,
    repository: &'a dyn Repository,
) -> Result<Foreseen<'a>, PublishFault> {
    let dry = Dry { repository, new: Mutex::default() };
    let past = &opened.past;
    if let Some(last) = past.last().filter(|last| last.release.published > occasion.now) {
        return Err(PublishFault::Clock(last.release.published));
    }
    let (manifest, is_unproven) = made(content, (opened, called), occasion, &dry)?;
    let text = manifest.text();
    let sum = Sha256::of(text.as_bytes());
    let guided = (past, called.entries.as_slice(), content.guide);
    let is_same = past.last().is_some_and(|last| is_said(last, (&sum, &called.entries, content.guide)));
    let release = if is_same { None } else { Some(plan::release(occasion, guided, (&manifest, &text), &dry)?) };
    let of = |known: &Known| Ok::<_, PublishFault>((known.release.clone(), known.manifest(repository)?));
    let before = past.last().map(of).transpose()?;
    Ok(Foreseen { before, manifest, release, is_unproven, dry })
}

impl Foreseen<'_> {
    /// The bytes of a file of either release.
    ///
    /// # Errors
    /// When the published folder lacks it.
    pub fn read(&self, line: &ManifestEntry) -> io::Result<Vec<u8>> {
        plan::object(&line.sum, line.size, &self.dry)
    }
}

/// A published folder, and over it what would be written.
pub(super) struct Dry<'a> {
    repository: &'a dyn Repository,
    new: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Dry<'_> {
    fn new(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        // Whoever panicked had the map whole: each change is one insertion.
        self.new.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Repository for Dry<'_> {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let new = self.new().get(path).cloned();
        new.map_or_else(|| self.repository.read(path), |bytes| Ok(Some(bytes)))
    }

    fn has(&self, path: &str) -> io::Result<bool> {
        if self.new().contains_key(path) { Ok(true) } else { self.repository.has(path) }
    }

    fn add(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        if self.has(path)? { Ok(()) } else { self.replace(path, bytes) }
    }

    fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.new().insert(path.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn recall(&self, key: &Sha256) -> Option<Vec<u8>> {
        self.repository.recall(key)
    }
}
