//! Source files of a working copy.
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that touches files")]

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::model::path::SourcePath;
use crate::model::sources::{EntryKind, ListedFile, SourceError, Sources};

/// A folder on disk.
#[derive(Clone, Debug)]
pub struct DiskSources {
    root: PathBuf,
}

impl DiskSources {
    /// The folder that holds `site.yaml`.
    #[must_use]
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    fn listed(&self, entry: &walkdir::DirEntry) -> Result<ListedFile, SourceError> {
        let shown = entry.path().display().to_string();
        let relative = entry.path().strip_prefix(&self.root).unwrap_or(entry.path());
        let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
        let text = parts.map(|parts| parts.join("/"));
        let path = text.and_then(|text| SourcePath::new(&text).ok()).ok_or_else(|| SourceError {
            path: shown.clone(),
            reason: "文件名不是合法的 UTF-8 / the name is not clean UTF-8".to_owned(),
        })?;
        let meta = entry.metadata().map_err(|error| SourceError { path: shown, reason: error.to_string() })?;
        Ok(ListedFile { path, kind: kind_of(&meta), size: meta.len() })
    }
}

fn kind_of(meta: &fs::Metadata) -> EntryKind {
    if meta.file_type().is_symlink() {
        EntryKind::Symlink
    } else if !meta.is_file() {
        EntryKind::Other
    } else if is_executable(meta) {
        EntryKind::Executable
    } else {
        EntryKind::File
    }
}

#[cfg(unix)]
fn is_executable(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    meta.permissions().mode() & 0o111 != 0
}

/// Other systems keep no executable bit; git's index does, and `check --base` will read it there.
#[cfg(not(unix))]
fn is_executable(_meta: &fs::Metadata) -> bool {
    false
}

impl Sources for DiskSources {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        let top = self.root.join(dir);
        if !top.exists() {
            return Ok(Vec::new());
        }
        let mut files = Vec::new();
        for entry in WalkDir::new(&top).follow_links(false) {
            let entry =
                entry.map_err(|error| SourceError { path: top.display().to_string(), reason: error.to_string() })?;
            if !entry.file_type().is_dir() {
                files.push(self.listed(&entry)?);
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        let full = self.root.join(Path::new(path.as_str()));
        match fs::read(&full) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
                Ok(None)
            }
            Err(error) => Err(SourceError { path: full.display().to_string(), reason: error.to_string() }),
        }
    }
}
