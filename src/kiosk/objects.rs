//! Files by sum, written once.
//!
//! A file under its sum is not trusted for its name: after a power cut it may be empty, cut off or full of zeros. Those
//! of the release that is shown were durable before it was shown; all others are hashed before they count.

use std::collections::BTreeSet;
use std::io::{self, Read as _};

use super::fault::StoreFault;
use super::store::Store;
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::model::disk::{Disk, ReadSeek};
use crate::model::units::{Sha256, Summing};

/// Folder of all objects.
pub(super) const FOLDER: &str = "objects";
/// Folder of objects on their way.
pub(super) const TMP: &str = "tmp";
const CHUNK_BYTES: usize = 16 * 1024;

/// What became of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is in the store now.
    Written,
    /// It was there.
    There,
    /// It was retracted and stays out.
    Denied,
}

/// The two digits that name its folder, and the whole name.
pub(super) fn path(sum: &Sha256) -> String {
    let hex = sum.hex();
    format!("{FOLDER}/{}/{hex}", &hex[..2])
}

impl Store {
    /// Whether a file of this size is there under the sum.
    #[must_use]
    pub fn has(&self, line: &ManifestEntry) -> bool {
        self.disk.length(&path(&line.sum)).is_ok_and(|length| length == Some(line.size))
    }

    /// The bytes of a line, of the size it names and otherwise as they are on disk. Retracted ones too, as long as they
    /// are there: packs are squeezed against them. What may be shown is [`Store::lookup`]'s to say.
    ///
    /// # Errors
    /// When they are missing, of another size, or cannot be read.
    pub fn object(&self, line: &ManifestEntry) -> io::Result<Vec<u8>> {
        if !self.has(line) {
            return Err(io::Error::new(io::ErrorKind::NotFound, format!("{} is missing or cut off", path(&line.sum))));
        }
        self.disk.read(&path(&line.sum))
    }

    /// The same, hashed.
    ///
    /// # Errors
    /// Also when they are other bytes than the line names.
    pub fn object_checked(&self, line: &ManifestEntry) -> io::Result<Vec<u8>> {
        let bytes = self.object(line)?;
        if Sha256::of(&bytes) == line.sum {
            return Ok(bytes);
        }
        Err(io::Error::new(io::ErrorKind::InvalidData, format!("{} is damaged", path(&line.sum))))
    }

    /// The same, opened, for files that are handed on in pieces.
    ///
    /// # Errors
    /// When it is missing, of another size, or cannot be opened.
    pub fn object_open(&self, line: &ManifestEntry) -> io::Result<Box<dyn ReadSeek>> {
        if !self.has(line) {
            return Err(io::Error::new(io::ErrorKind::NotFound, format!("{} is missing or cut off", path(&line.sum))));
        }
        self.disk.open(&path(&line.sum))
    }

    /// Puts a file into the store.
    ///
    /// # Errors
    /// When the bytes are not those of the sum, or cannot be written.
    pub fn put(&self, sum: &Sha256, bytes: &[u8]) -> Result<Put, StoreFault> {
        if Sha256::of(bytes) != *sum {
            return Err(StoreFault::Wrong(*sum));
        }
        if self.deny().object(sum).is_some() {
            return Ok(Put::Denied);
        }
        if is_sound(&*self.disk, sum, bytes.len() as u64) {
            return Ok(Put::There);
        }
        let tmp = format!("{TMP}/{}", sum.hex());
        self.disk.make_dir(TMP).map_err(StoreFault::at(TMP))?;
        let written = self.disk.write(&tmp, bytes).map_err(StoreFault::at(&tmp));
        let placed = written.and_then(|()| self.place(&tmp, sum));
        if placed.is_err() {
            // What is half written only takes the space that was lacking; the next run clears it in any case.
            let _ = self.disk.remove(&tmp);
        }
        placed.map(|()| Put::Written)
    }

    /// Moves a file that is already in the store to its sum.
    pub(super) fn place(&self, from: &str, sum: &Sha256) -> Result<(), StoreFault> {
        let to = path(sum);
        let folder = to.rsplit_once('/').map_or(FOLDER, |(folder, _)| folder);
        self.disk.make_dir(folder).map_err(StoreFault::at(folder))?;
        // A file of the release that is shown counts without being hashed, so a repair must be durable by itself.
        let is_repair = self.manifest().is_some_and(|shown| shown.entries().iter().any(|line| line.sum == *sum));
        if is_repair {
            self.disk.sync(from).map_err(StoreFault::at(from))?;
        }
        self.disk.rename(from, &to).map_err(StoreFault::at(&to))?;
        if is_repair { self.disk.sync(&to).map_err(StoreFault::at(&to)) } else { Ok(()) }
    }

    /// Lines of a release that cannot be shown yet, each sum once; retracted ones are not asked for.
    #[must_use]
    pub fn missing(&self, serial: u64, manifest: &Manifest) -> Vec<ManifestEntry> {
        let shown = self.manifest().map_or(&[] as &[ManifestEntry], Manifest::entries);
        let shown_serial = self.current().map_or(0, |current| current.serial);
        let is_kept = |line: &&ManifestEntry| self.deny().denies(shown_serial, line).is_none();
        let durable: BTreeSet<Sha256> = shown.iter().filter(is_kept).map(|line| line.sum).collect();
        self.unsound(serial, manifest, &durable)
    }

    /// Lines of a kept release whose file is missing or damaged; every one is hashed.
    ///
    /// # Errors
    /// When the release is not in the store.
    pub fn damaged(&self, serial: u64) -> Result<Vec<ManifestEntry>, StoreFault> {
        let stored = self.release(serial)?.ok_or(StoreFault::Absent(serial))?;
        Ok(self.unsound(serial, &stored.manifest, &BTreeSet::new()))
    }

    /// Lines whose file is not there whole; those that count as durable are only looked for, those that are left out not
    /// at all.
    pub(super) fn unsound(&self, serial: u64, manifest: &Manifest, durable: &BTreeSet<Sha256>) -> Vec<ManifestEntry> {
        let mut seen = self.left_out(serial, manifest);
        let lacks = |line: &&ManifestEntry| {
            self.deny().denies(serial, line).is_none()
                && seen.insert(line.sum)
                && !(self.has(line) && (durable.contains(&line.sum) || is_sound(&*self.disk, &line.sum, line.size)))
        };
        manifest.entries().iter().filter(lacks).cloned().collect()
    }
}

/// Whether the file of a sum is there and has it.
fn is_sound(disk: &dyn Disk, sum: &Sha256, size: u64) -> bool {
    let path = path(sum);
    disk.length(&path).is_ok_and(|length| length == Some(size)) && sum_of(disk, &path).is_ok_and(|found| found == *sum)
}

/// The sum of a file, in bounded memory.
pub(super) fn sum_of(disk: &dyn Disk, path: &str) -> io::Result<Sha256> {
    let mut file = disk.open(path)?;
    let mut summing = Summing::default();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(summing.sum()),
            n => summing.add(chunk.get(..n).unwrap_or_default()),
        }
    }
}
