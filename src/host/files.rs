//! Whole files: read, written through a temporary name, listed.
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that touches files")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::HostError;

/// Reads a file.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, HostError> {
    fs::read(path).map_err(HostError::io(path))
}

/// Reads a file that may be absent.
///
/// # Errors
/// When it exists and cannot be read.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, HostError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(HostError::Io { path: path.to_owned(), source: error }),
    }
}

/// Writes a file so that a reader sees the old bytes or the new ones, never a part.
///
/// # Errors
/// When the folder cannot be made or the file cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), HostError> {
    through_part(path, |file| file.write_all(bytes))
}

/// Writes a whole file through a temporary name, piece by piece.
///
/// # Errors
/// What the system or the writer says; the file is then as it was.
#[cfg(feature = "studio")]
pub fn write_whole_with(
    path: &Path,
    write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>,
) -> Result<(), HostError> {
    through_part(path, |file| {
        let mut buffered = std::io::BufWriter::new(file);
        write(&mut buffered)?;
        buffered.flush()
    })
}

/// Fills a file under a temporary name and gives it its own when all of it is on the disk.
fn through_part(path: &Path, fill: impl FnOnce(&mut fs::File) -> std::io::Result<()>) -> Result<(), HostError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(HostError::io(folder))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let part = folder.join(format!(".{name}.kepu-part"));
    let whole = || -> std::io::Result<()> {
        let mut file = fs::File::create(&part)?;
        fill(&mut file)?;
        file.sync_all()?;
        fs::rename(&part, path)
    };
    whole().map_err(|source| {
        // The part file is ours; leaving it behind would only confuse.
        let _ = fs::remove_file(&part);
        HostError::Io { path: path.to_owned(), source }
    })
}

/// Writes a new file that only its owner may read; on systems without such a mark, as any file.
///
/// # Errors
/// When it exists or cannot be written.
#[cfg(feature = "studio")]
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), HostError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(HostError::io(folder))?;
    let mut file = options.open(path).map_err(HostError::io(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(HostError::io(path))
}

/// Puts new bytes in the place of a file that still holds the old ones, and keeps its permissions. Whoever reads it
/// meanwhile sees the old file or the new one.
///
/// # Errors
/// When the file is no longer what it was, is no regular file, or cannot be written.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), HostError> {
    let meta = fs::symlink_metadata(path).map_err(HostError::io(path))?;
    if !meta.is_file() || fs::read(path).map_err(HostError::io(path))? != old {
        let reason = "文件在此期间被改动，没有写入 / the file has changed meanwhile and was left alone";
        return Err(HostError::Io { path: path.to_owned(), source: std::io::Error::other(reason) });
    }
    through_part(path, |file| {
        file.write_all(new)?;
        file.set_permissions(meta.permissions())
    })
}

/// Reads a file, and of one that is longer than it may be no more than shows that.
///
/// # Errors
/// When it cannot be read.
pub fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>, HostError> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(HostError::io(path))?;
    file.take(most).read_to_end(&mut bytes).map_err(HostError::io(path))?;
    Ok(bytes)
}

/// Writes a new file and refuses to replace one.
///
/// # Errors
/// When a file is there already or it cannot be written.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), HostError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(HostError::io(folder))?;
    let write = || -> std::io::Result<()> {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(HostError::io(path))
}

/// Removes a file that may be absent.
///
/// # Errors
/// When it is there and cannot be removed.
pub fn remove_if_there(path: &Path) -> Result<(), HostError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(HostError::Io { path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

/// Names of what stands in a folder, in order; nothing when it cannot be read.
#[must_use]
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// Whether something is there.
#[must_use]
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// The nearest folder at or above `start` that holds `marker`.
#[must_use]
pub fn find_upwards(start: &Path, marker: &str) -> Option<PathBuf> {
    start.ancestors().find(|folder| folder.join(marker).is_file()).map(Path::to_owned)
}

/// Holds a file locked until it is dropped; nothing when somebody else holds it.
///
/// # Errors
/// When the file cannot be made or locked.
pub fn lock(path: &Path) -> Result<Option<fs::File>, HostError> {
    let file =
        fs::OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(HostError::io(path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(HostError::Io { path: path.to_owned(), source: error }),
    }
}

/// The same, asked for again each second for as long as this: whoever holds it is done soon.
///
/// # Errors
/// As [`lock`].
pub fn lock_within(path: &Path, seconds: u32) -> Result<Option<fs::File>, HostError> {
    for _ in 0..seconds {
        if let Some(lock) = lock(path)? {
            return Ok(Some(lock));
        }
        super::terminal::sleep(1);
    }
    lock(path)
}

/// Makes a folder and those above it.
///
/// # Errors
/// When it cannot be made.
#[cfg(feature = "studio")]
pub fn make_folder(path: &Path) -> Result<(), HostError> {
    fs::create_dir_all(path).map_err(HostError::io(path))
}

/// Whether somebody holds a file locked; nothing is made, and one that is absent is free.
///
/// # Errors
/// When it cannot be opened.
pub fn is_locked(path: &Path) -> Result<bool, HostError> {
    match fs::File::open(path) {
        Ok(file) => Ok(matches!(file.try_lock_shared(), Err(fs::TryLockError::WouldBlock))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(HostError::Io { path: path.to_owned(), source: error }),
    }
}

/// Whether a folder exists and holds anything.
///
/// # Errors
/// When it cannot be read.
pub fn has_entries(path: &Path) -> Result<bool, HostError> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(HostError::Io { path: path.to_owned(), source: error }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("index.md");
        fs::write(&path, "旧")?;
        let mut permissions = fs::metadata(&path)?.permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions)?;
        assert!(replace(&path, "别的".as_bytes(), "新".as_bytes()).is_err());
        assert_eq!(fs::read_to_string(&path)?, "旧");
        replace(&path, "旧".as_bytes(), "新".as_bytes())?;
        assert_eq!(fs::read_to_string(&path)?, "新");
        assert!(fs::metadata(&path)?.permissions().readonly());
        assert_eq!(fs::read_dir(folder.path())?.count(), 1, "nothing is left behind");
        assert!(replace(folder.path(), b"", b"").is_err());
        Ok(())
    }
}
