//! The archive for plain consumers, by whoever makes it or makes it again.

use std::io;

use super::{PublishFault, reading};
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::pack::{Archive, PackFault};
use crate::bundle::release::RETRACTED;
use crate::model::path::SitePath;

/// Every file of a manifest, and among them by name what was called back.
pub(super) fn zipped(
    manifest: &Manifest,
    called_back: &str,
    object: &dyn Fn(&ManifestEntry) -> io::Result<Vec<u8>>,
) -> Result<Vec<u8>, PublishFault> {
    let notice = SitePath::new(RETRACTED).map_err(|fault| PublishFault::Encode(fault.to_string()))?;
    let (before, after): (Vec<_>, Vec<_>) =
        manifest.entries().iter().partition(|entry| entry.path.as_str() < RETRACTED);
    let mut archive = Archive::new();
    let add = |archive: &mut Archive, entry: &ManifestEntry| -> Result<(), PublishFault> {
        let bytes = reading(entry.path.as_str(), object(entry))?;
        archive.add(&entry.path, &bytes).map_err(archive_fault)
    };
    before.into_iter().try_for_each(|entry| add(&mut archive, entry))?;
    archive.add(&notice, called_back.as_bytes()).map_err(archive_fault)?;
    after.into_iter().try_for_each(|entry| add(&mut archive, entry))?;
    archive.finish().map_err(archive_fault)
}

fn archive_fault(fault: PackFault) -> PublishFault {
    PublishFault::Encode(fault.to_string())
}
