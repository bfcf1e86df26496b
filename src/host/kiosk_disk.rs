//! stand-in
#![allow(missing_docs, clippy::disallowed_methods, clippy::missing_errors_doc)]
use crate::model::disk::{Disk, ReadSeek};
use std::fs;
use std::io;
use std::path::PathBuf;
pub struct KioskDisk(PathBuf);
impl KioskDisk {
    pub fn new(top: PathBuf) -> Result<Self, super::HostError> {
        fs::create_dir_all(&top).map_err(super::HostError::io(&top))?;
        Ok(Self(top))
    }
}
impl Disk for KioskDisk {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        fs::read(self.0.join(path))
    }
    fn open(&self, path: &str) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(fs::File::open(self.0.join(path))?))
    }
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        fs::write(self.0.join(path), bytes)
    }
    fn append(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        use io::Write as _;
        fs::OpenOptions::new().create(true).append(true).open(self.0.join(path))?.write_all(bytes)
    }
    fn length(&self, path: &str) -> io::Result<Option<u64>> {
        match fs::symlink_metadata(self.0.join(path)) {
            Ok(m) => Ok(m.is_file().then_some(m.len())),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }
    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }
    fn remove(&self, path: &str) -> io::Result<()> {
        let p = self.0.join(path);
        let done = if p.is_dir() { fs::remove_dir(&p) } else { fs::remove_file(&p) };
        match done {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            d => d,
        }
    }
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        match fs::read_dir(self.0.join(folder)) {
            Ok(e) => {
                let mut v: Vec<String> = e.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
                v.sort();
                Ok(v)
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(e) => Err(e),
        }
    }
    fn make_dir(&self, path: &str) -> io::Result<()> {
        fs::create_dir_all(self.0.join(path))
    }
    fn sync(&self, path: &str) -> io::Result<()> {
        fs::File::open(self.0.join(path))?.sync_all()
    }
    fn barrier(&self) -> io::Result<()> {
        Ok(())
    }
    fn free(&self) -> io::Result<u64> {
        Ok(u64::MAX)
    }
}
