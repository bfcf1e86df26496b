//! Releases in the store: `release.json`, the manifest, and the sums of both.
//!
//! The three files are written in place and not in one step. `sums` is in the form of `sha256sum -c` and tells a whole
//! release from the rest of one: what does not match it is as good as absent.

use std::io::ErrorKind;

use super::fault::StoreFault;
use crate::bundle::manifest::Manifest;
use crate::bundle::trust::{MAX_MANIFEST_BYTES, MAX_RELEASE_BYTES};
use crate::model::disk::Disk;
use crate::model::units::Sha256;

/// Folder of all releases.
pub(super) const FOLDER: &str = "rel";
const RELEASE: &str = "release.json";
const MANIFEST: &str = "manifest";
const SUMS: &str = "sums";

/// A release that is whole on disk.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its number.
    pub serial: u64,
    /// `release.json` as it came.
    pub release: Vec<u8>,
    /// Sum of its manifest.
    pub manifest_sum: Sha256,
    /// Its manifest.
    pub manifest: Manifest,
}

impl Stored {
    /// The channel that `release.json` names. Whoever stored it has verified it; this only tells channels apart.
    pub(super) fn channel(&self) -> Option<String> {
        let release: serde_json::Value = serde_json::from_slice(&self.release).ok()?;
        release.get("channel")?.as_str().map(str::to_owned)
    }
}

fn path(serial: u64, file: &str) -> String {
    format!("{FOLDER}/{serial}/{file}")
}

/// Writes a release; one that is there already and the same is left alone.
pub(super) fn add(disk: &dyn Disk, serial: u64, release: &[u8], manifest: &str) -> Result<(), StoreFault> {
    Manifest::read(manifest)?;
    let there = read(disk, serial)?;
    if there.is_some_and(|there| there.release == release && there.manifest_sum == Sha256::of(manifest.as_bytes())) {
        return Ok(());
    }
    let folder = format!("{FOLDER}/{serial}");
    disk.make_dir(&folder).map_err(StoreFault::at(&folder))?;
    let sums = sums(release, manifest.as_bytes());
    for (file, bytes) in [(RELEASE, release), (MANIFEST, manifest.as_bytes()), (SUMS, sums.as_bytes())] {
        let path = path(serial, file);
        disk.write(&path, bytes).map_err(StoreFault::at(&path))?;
    }
    Ok(())
}

fn sums(release: &[u8], manifest: &[u8]) -> String {
    format!("{}  {RELEASE}\n{}  {MANIFEST}\n", Sha256::of(release).hex(), Sha256::of(manifest).hex())
}

/// Reads a release; nothing when it is absent or not whole.
pub(super) fn read(disk: &dyn Disk, serial: u64) -> Result<Option<Stored>, StoreFault> {
    let file = |file: &str, most: u64| {
        let path = path(serial, file);
        let length = disk.length(&path).map_err(StoreFault::at(&path))?;
        if length.is_none_or(|length| length > most) {
            return Ok(None);
        }
        match disk.read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(StoreFault::at(&path)(error)),
            // Gone meanwhile, or on a bad block: not whole.
            Err(_) => Ok(None),
        }
    };
    let Some(release) = file(RELEASE, MAX_RELEASE_BYTES)? else { return Ok(None) };
    let Some(manifest) = file(MANIFEST, MAX_MANIFEST_BYTES)? else { return Ok(None) };
    if file(SUMS, 1024)?.is_none_or(|written| written != sums(&release, &manifest).as_bytes()) {
        return Ok(None);
    }
    let manifest_sum = Sha256::of(&manifest);
    let manifest = std::str::from_utf8(&manifest).ok().and_then(|text| Manifest::read(text).ok());
    Ok(manifest.map(|manifest| Stored { serial, release, manifest_sum, manifest }))
}

/// Serials that have a folder, highest first.
pub(super) fn serials(disk: &dyn Disk) -> Result<Vec<u64>, StoreFault> {
    let names = disk.list(FOLDER).map_err(StoreFault::at(FOLDER))?;
    let serial = |name: &String| name.parse::<u64>().ok().filter(|serial| serial.to_string() == *name);
    let mut serials: Vec<u64> = names.iter().filter_map(serial).collect();
    serials.sort_unstable_by(|a, b| b.cmp(a));
    Ok(serials)
}

/// Removes a release with its folder.
pub(super) fn remove(disk: &dyn Disk, serial: u64) -> Result<(), StoreFault> {
    let folder = format!("{FOLDER}/{serial}");
    for name in disk.list(&folder).map_err(StoreFault::at(&folder))? {
        let path = path(serial, &name);
        disk.remove(&path).map_err(StoreFault::at(&path))?;
    }
    disk.remove(&folder).map_err(StoreFault::at(&folder))
}
