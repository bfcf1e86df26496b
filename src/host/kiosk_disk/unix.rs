//! Unix: relative to an opened folder, never through a link.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::Mutex;

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use super::{if_there, parts, refused, split};
use crate::host::HostError;
use crate::model::disk::{Disk, ReadSeek};

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);
/// Without waiting: a pipe in the place of a file must not stop the kiosk.
const FILE: OFlags = OFlags::NOFOLLOW.union(OFlags::CLOEXEC).union(OFlags::NONBLOCK);

/// A folder.
#[derive(Debug)]
pub struct KioskDisk {
    root: OwnedFd,
    /// Written since the last barrier, where there is no call for the whole file system.
    written: Mutex<BTreeSet<String>>,
}

impl KioskDisk {
    /// Opens a folder, made when it is absent. Its own path may lead through links: the operator named it.
    ///
    /// # Errors
    /// When the system refuses.
    #[expect(clippy::disallowed_methods, reason = "this is the host: the one place that touches files")]
    pub fn new(root: PathBuf) -> Result<Self, HostError> {
        let opened = || -> io::Result<OwnedFd> {
            std::fs::create_dir_all(&root)?;
            let folder = rustix::fs::open(&root, FOLDER.difference(OFlags::NOFOLLOW), Mode::empty())?;
            Ok(folder)
        };
        let folder = opened().map_err(HostError::io(&root))?;
        Ok(Self { root: folder, written: Mutex::default() })
    }

    fn folder(&self, parts: &[&str]) -> io::Result<OwnedFd> {
        let mut folder = self.root.try_clone()?;
        for part in parts {
            folder = rustix::fs::openat(&folder, *part, FOLDER, Mode::empty())?;
        }
        Ok(folder)
    }

    fn file(&self, path: &str) -> io::Result<File> {
        let (folder, name) = split(path)?;
        let file = rustix::fs::openat(self.folder(&folder)?, name, FILE | OFlags::RDONLY, Mode::empty())?;
        let file = File::from(file);
        if file.metadata()?.is_file() { Ok(file) } else { Err(refused(path, "no regular file")) }
    }

    /// Opens for writing. What is there and is no file of one name alone is unlinked, so that nothing outside the store
    /// is ever written to.
    fn writable(&self, path: &str, how: OFlags) -> io::Result<File> {
        let (folder, name) = split(path)?;
        let folder = self.folder(&folder)?;
        let is_own = |stat: &Stat| is_file(stat) && stat.st_nlink == 1;
        if stat(&folder, name)?.is_some_and(|stat| !is_own(&stat)) {
            rustix::fs::unlinkat(&folder, name, AtFlags::empty())?;
        }
        let flags = FILE | OFlags::WRONLY | OFlags::CREATE | how;
        self.note(path);
        Ok(rustix::fs::openat(folder, name, flags, Mode::from_raw_mode(0o644))?.into())
    }

    fn note(&self, path: &str) {
        if let Ok(mut written) = self.written.lock()
            && !cfg!(target_os = "linux")
        {
            written.insert(path.to_owned());
        }
    }
}

fn stat(folder: &OwnedFd, name: &str) -> io::Result<Option<Stat>> {
    if_there(rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).map_err(Into::into))
}

fn is_file(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
}

impl Disk for KioskDisk {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file(path)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(self.file(path)?))
    }

    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.writable(path, OFlags::TRUNC)?.write_all(bytes)
    }

    fn append(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.writable(path, OFlags::APPEND)?.write_all(bytes)
    }

    fn length(&self, path: &str) -> io::Result<Option<u64>> {
        let (folder, name) = split(path)?;
        let Some(folder) = if_there(self.folder(&folder))? else { return Ok(None) };
        match stat(&folder, name)? {
            Some(stat) if is_file(&stat) => Ok(u64::try_from(stat.st_size).ok()),
            Some(_) => Err(refused(path, "no regular file")),
            None => Ok(None),
        }
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let ((old, old_name), (new, new_name)) = (split(from)?, split(to)?);
        self.note(to);
        Ok(rustix::fs::renameat(self.folder(&old)?, old_name, self.folder(&new)?, new_name)?)
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        let (folder, name) = split(path)?;
        let Some(folder) = if_there(self.folder(&folder))? else { return Ok(()) };
        match rustix::fs::unlinkat(&folder, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            // Linux and others name a folder differently here.
            Err(Errno::ISDIR | Errno::PERM) => Ok(rustix::fs::unlinkat(&folder, name, AtFlags::REMOVEDIR)?),
            Err(error) => Err(error.into()),
        }
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let Some(folder) = if_there(self.folder(&parts(folder)?))? else { return Ok(Vec::new()) };
        let mut names = Vec::new();
        for entry in Dir::read_from(&folder)? {
            // A name that is no text is none of ours.
            if let Ok(name) = entry?.file_name().to_str()
                && !matches!(name, "." | "..")
            {
                names.push(name.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    fn make_dir(&self, path: &str) -> io::Result<()> {
        let mut folder = self.root.try_clone()?;
        for part in parts(path)? {
            match rustix::fs::mkdirat(&folder, part, Mode::from_raw_mode(0o755)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
            folder = rustix::fs::openat(&folder, part, FOLDER, Mode::empty())?;
        }
        Ok(())
    }

    fn sync(&self, path: &str) -> io::Result<()> {
        self.file(path)?.sync_all()?;
        let (folders, _) = split(path)?;
        for end in (0..=folders.len()).rev() {
            File::from(self.folder(folders.get(..end).unwrap_or_default())?).sync_all()?;
        }
        Ok(())
    }

    #[cfg(target_os = "linux")]
    fn barrier(&self) -> io::Result<()> {
        Ok(rustix::fs::syncfs(&self.root)?)
    }

    #[cfg(not(target_os = "linux"))]
    fn barrier(&self) -> io::Result<()> {
        let written = self.written.lock().map(|mut written| std::mem::take(&mut *written)).unwrap_or_default();
        for path in written {
            // Renamed or removed since: its new name is on the list as well.
            if_there(self.sync(&path))?;
        }
        Ok(())
    }

    fn free(&self) -> io::Result<u64> {
        let stat = rustix::fs::fstatvfs(&self.root)?;
        Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
    }
}
