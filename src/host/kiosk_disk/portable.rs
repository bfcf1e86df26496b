//! Other systems: the standard library alone.
#![cfg_attr(unix, allow(unreachable_pub, reason = "on Unix it stands here for the tests alone"))]
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that touches files")]

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;
use std::sync::Mutex;

use super::{if_there, parts, refused};
use crate::host::HostError;
use crate::model::disk::{Disk, ReadSeek};

/// A folder.
#[derive(Debug)]
pub struct KioskDisk {
    root: PathBuf,
    /// Written since the last barrier.
    written: Mutex<BTreeSet<String>>,
}

impl KioskDisk {
    /// Opens a folder, made when it is absent.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new(root: PathBuf) -> Result<Self, HostError> {
        let made = fs::create_dir_all(&root).and_then(|()| fs::canonicalize(&root));
        Ok(Self { root: made.map_err(HostError::io(&root))?, written: Mutex::default() })
    }

    /// The place of a path, none of whose folders is a link.
    fn place(&self, path: &str) -> io::Result<PathBuf> {
        let parts = parts(path)?;
        let mut place = self.root.clone();
        for (at, part) in parts.iter().enumerate() {
            place.push(part);
            let is_last = at + 1 == parts.len();
            if let Some(meta) = if_there(fs::symlink_metadata(&place))?
                && !is_last
                && !meta.is_dir()
            {
                return Err(refused(path, "no folder"));
            }
        }
        Ok(place)
    }

    fn file(&self, path: &str) -> io::Result<PathBuf> {
        let place = self.place(path)?;
        if fs::symlink_metadata(&place)?.is_file() { Ok(place) } else { Err(refused(path, "no regular file")) }
    }

    fn writable(&self, path: &str, how: &mut OpenOptions) -> io::Result<File> {
        let place = self.place(path)?;
        if if_there(fs::symlink_metadata(&place))?.is_some_and(|meta| !meta.is_file()) {
            fs::remove_file(&place)?;
        }
        self.note(path);
        how.create(true).open(&place)
    }

    fn note(&self, path: &str) {
        if let Ok(mut written) = self.written.lock() {
            written.insert(path.to_owned());
        }
    }
}

impl Disk for KioskDisk {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(self.file(path)?)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(File::open(self.file(path)?)?))
    }

    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.writable(path, OpenOptions::new().write(true).truncate(true))?.write_all(bytes)
    }

    fn append(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.writable(path, OpenOptions::new().append(true))?.write_all(bytes)
    }

    fn length(&self, path: &str) -> io::Result<Option<u64>> {
        match if_there(fs::symlink_metadata(self.place(path)?))? {
            Some(meta) if meta.is_file() => Ok(Some(meta.len())),
            Some(_) => Err(refused(path, "no regular file")),
            None => Ok(None),
        }
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.note(to);
        fs::rename(self.file(from)?, self.place(to)?)
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        let place = self.place(path)?;
        match if_there(fs::symlink_metadata(&place))? {
            Some(meta) if meta.is_dir() => fs::remove_dir(&place),
            Some(_) => fs::remove_file(&place),
            None => Ok(()),
        }
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let Some(entries) = if_there(fs::read_dir(self.place(folder)?))? else { return Ok(Vec::new()) };
        let mut names = Vec::new();
        for entry in entries {
            names.extend(entry?.file_name().into_string());
        }
        names.sort();
        Ok(names)
    }

    fn make_dir(&self, path: &str) -> io::Result<()> {
        fs::create_dir_all(self.place(path)?)
    }

    fn sync(&self, path: &str) -> io::Result<()> {
        // Names are durable with the file here, or cannot be made so.
        OpenOptions::new().append(true).open(self.file(path)?)?.sync_all()
    }

    fn barrier(&self) -> io::Result<()> {
        let written = self.written.lock().map(|mut written| std::mem::take(&mut *written)).unwrap_or_default();
        for path in written {
            // Renamed or removed since: its new name is on the list as well.
            if_there(self.sync(&path))?;
        }
        Ok(())
    }

    fn free(&self) -> io::Result<u64> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
