//! The output folder: staged beside its place and switched in whole.
//!
//! A failed or killed build leaves the last good site; a file that kepu did not make is refused, never erased.
#![expect(clippy::disallowed_methods, reason = "this is the host: the one place that touches files")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::HostError;
use crate::model::path::SitePath;
use crate::model::units::Sha256;

/// The list of files in an output folder, itself one of them: `sha256 size path` a line, sorted by path.
pub const FILE_LIST: &str = "kepu-files.txt";

/// What a switch did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files in the folder now, without the list.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files that are new or have other bytes.
    pub changed: usize,
    /// Files of the last build that are gone.
    pub removed: usize,
}

/// Why an output was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError<E: std::error::Error> {
    /// The system or the folder.
    #[error(transparent)]
    Host(#[from] HostError),
    /// One of the files could not be made.
    #[error("{0}")]
    Content(E),
}

/// An output folder and the hidden names beside it.
struct Places {
    folder: PathBuf,
    stage: PathBuf,
    old: PathBuf,
}

impl Places {
    fn new(folder: &Path) -> Self {
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self {
            folder: folder.to_owned(),
            stage: parent.join(format!(".{name}.kepu-new")),
            old: parent.join(format!(".{name}.kepu-old")),
        }
    }
}

/// Refuses a folder with files that kepu did not make, before any work is spent.
///
/// # Errors
/// [`HostError::Foreign`] with the files, or what the system says.
pub fn refuse_foreign(folder: &Path) -> Result<(), HostError> {
    let known = read_list(folder)?;
    let mut foreign = Vec::new();
    for path in walk(folder)? {
        if path != FILE_LIST && !known.contains_key(path.as_str()) {
            foreign.push(path);
        }
    }
    if foreign.is_empty() { Ok(()) } else { Err(HostError::Foreign { folder: folder.to_owned(), files: foreign }) }
}

/// Size and time (nanoseconds since 1970) of a file as a build left it: whoever writes to it changes one of them.
pub type Stamp = (u64, u64);

/// The stamps of the files that need not be made again, by path.
pub type Stamps = BTreeMap<SitePath, Stamp>;

/// Makes every file, beside the folder, and switches the folder in one step when all are there. A file that has a stamp
/// in `standing` and looks like it on the disk is not made.
///
/// `site_root` is the folder that must never be replaced. Gives the stamps of all files beside what was done.
///
/// # Errors
/// The first fault of `make` in the order of `paths`, or what the system says; the folder is then as it was.
pub fn replace<E, F>(
    folder: &Path,
    site_root: &Path,
    (paths, standing): (&[SitePath], &Stamps),
    make: F,
) -> Result<(Written, Stamps), WriteError<E>>
where
    E: std::error::Error + Send,
    F: Fn(&SitePath) -> Result<Vec<u8>, E> + Sync,
{
    let places = Places::new(folder);
    refuse_site(folder, site_root)?;
    recover(&places)?;
    refuse_foreign(folder)?;
    let _lock = lock(&places)?;
    let known = read_list(folder)?;
    remove_tree(&places.stage)?;
    let kept = kept(folder, paths, (standing, &known));
    let result = if kept.len() == paths.len() && known.len() == paths.len() && folder.is_dir() {
        let bytes = known.values().map(|(_, size)| size).sum();
        Ok((Written { files: paths.len(), bytes, changed: 0, removed: 0 }, kept))
    } else {
        let staged = stage(&places, paths, (&known, kept), make);
        staged.and_then(|written| switch(&places).map(|()| written).map_err(WriteError::Host))
    };
    // The stage is ours; on success it holds the site before this one.
    remove_tree(&places.stage)?;
    // Losing the lock file is harmless: it is made anew.
    let _ = fs::remove_file(lock_path(&places));
    result
}

pub(super) fn refuse_site(folder: &Path, site_root: &Path) -> Result<(), HostError> {
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if real(site_root).starts_with(real(folder)) { Err(HostError::OutputIsSite(folder.to_owned())) } else { Ok(()) }
}

/// Where the last good site stands: in its folder, or under its old name after a switch that was killed.
pub(super) fn standing(folder: &Path) -> PathBuf {
    let places = Places::new(folder);
    if !places.folder.exists() && places.old.exists() { places.old } else { places.folder }
}

/// A build killed between the two renames of the slow switch left the site under its old name: put it back.
fn recover(places: &Places) -> Result<(), HostError> {
    if places.old.exists() {
        if places.folder.exists() {
            remove_tree(&places.old)?;
        } else {
            fs::rename(&places.old, &places.folder).map_err(HostError::io(&places.folder))?;
        }
    }
    Ok(())
}

fn lock_path(places: &Places) -> PathBuf {
    places.stage.with_extension("kepu-lock")
}

fn lock(places: &Places) -> Result<fs::File, HostError> {
    let path = lock_path(places);
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(HostError::io(parent))?;
    let file = fs::File::create(&path).map_err(HostError::io(&path))?;
    file.try_lock().map_err(|_| HostError::Busy(places.folder.clone()))?;
    Ok(file)
}

/// The stamps of files that stand in the folder as their stamps say.
fn kept(folder: &Path, paths: &[SitePath], (standing, known): (&Stamps, &Known)) -> Stamps {
    let looks_like = |path: &SitePath| {
        let stamp = standing
            .get(path.as_str())
            .filter(|(size, _)| known.get(path.as_str()).is_some_and(|(_, listed)| listed == size))?;
        let found = fs::symlink_metadata(folder.join(path.as_str())).ok().filter(fs::Metadata::is_file)?;
        (stamp_of(&found)? == *stamp).then(|| (path.clone(), *stamp))
    };
    paths.par_iter().filter_map(looks_like).collect()
}

fn stamp_of(found: &fs::Metadata) -> Option<Stamp> {
    let since = found.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some((found.len(), u64::try_from(since.as_nanos()).ok()?))
}

/// Sum and size of a file.
type Line = (Sha256, u64);

/// The files of a list.
type Known = BTreeMap<SitePath, Line>;

fn stage<E, F>(
    places: &Places,
    paths: &[SitePath],
    (known, kept): (&Known, Stamps),
    make: F,
) -> Result<(Written, Stamps), WriteError<E>>
where
    E: std::error::Error + Send,
    F: Fn(&SitePath) -> Result<Vec<u8>, E> + Sync,
{
    make_folders(&places.stage, paths)?;
    let fault = Mutex::new(None::<(usize, WriteError<E>)>);
    let one = |(at, path): (usize, &SitePath)| {
        let stands = kept.contains_key(path.as_str());
        let put = put(places, path, (known.get(path.as_str()), stands), &make);
        put.map_err(|other| first(&fault, (at, other))).ok()
    };
    // Few bytes a file, and each where it will stay: a large site has a million files.
    let puts: Vec<Option<Put>> = paths.par_iter().enumerate().map(one).collect();
    if let Some((_, fault)) = fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(fault);
    }
    let mut lines: Vec<(&SitePath, &Put)> =
        paths.iter().zip(&puts).filter_map(|(path, put)| Some((path, put.as_ref()?))).collect();
    lines.sort_unstable_by_key(|(path, _)| *path);
    let target = places.stage.join(FILE_LIST);
    let write_list = || {
        let mut list = std::io::BufWriter::new(fs::File::create(&target)?);
        for (path, put) in &lines {
            writeln!(list, "{} {} {path}", put.sum.hex(), put.size)?;
        }
        list.flush()
    };
    write_list().map_err(HostError::io(&target))?;
    let written = Written {
        files: lines.len(),
        bytes: lines.iter().map(|(_, put)| put.size).sum(),
        changed: lines.iter().filter(|(_, put)| put.is_changed).count(),
        removed: known.keys().filter(|path| lines.binary_search_by_key(path, |(own, _)| own).is_err()).count(),
    };
    // A tree that is made of all at once takes half the memory. What was made goes before what should have been kept.
    let stamp = |(path, put): (&SitePath, &Put)| Some((path.clone(), (put.size, put.time?)));
    let mut made: Stamps = lines.into_iter().filter_map(stamp).collect();
    let mut stamps = kept;
    stamps.append(&mut made);
    Ok((written, stamps))
}

/// Keeps the fault that comes first in the order of files, whichever is found first.
fn first<E: std::error::Error>(known: &Mutex<Option<(usize, WriteError<E>)>>, other: (usize, WriteError<E>)) {
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if known.as_ref().is_none_or(|(at, _)| other.0 < *at) {
        *known = Some(other);
    }
}

/// A file of the stage.
struct Put {
    sum: Sha256,
    size: u64,
    /// Of a file that was made: nanoseconds since 1970.
    time: Option<u64>,
    is_changed: bool,
}

fn put<E: std::error::Error>(
    places: &Places,
    path: &SitePath,
    (line, stands): (Option<&Line>, bool),
    make: impl Fn(&SitePath) -> Result<Vec<u8>, E>,
) -> Result<Put, WriteError<E>> {
    let target = places.stage.join(path.as_str());
    let old = places.folder.join(path.as_str());
    if let Some((sum, size)) = line.filter(|_| stands && fs::hard_link(old, &target).is_ok()) {
        return Ok(Put { sum: *sum, size: *size, time: None, is_changed: false });
    }
    let bytes = make(path).map_err(WriteError::Content)?;
    let (sum, size) = (Sha256::of(&bytes), bytes.len() as u64);
    let is_changed = !(line == Some(&(sum, size)) && keep(places, path, &bytes));
    if is_changed {
        fs::write(&target, &bytes).map_err(HostError::io(&target))?;
    }
    let stamp = fs::symlink_metadata(&target).ok().as_ref().and_then(stamp_of);
    Ok(Put { sum, size, time: stamp.map(|(_, time)| time), is_changed })
}

/// An unchanged file is linked, not written: its time stays and the disk rests. A file changed by hand is not kept.
fn keep(places: &Places, path: &SitePath, bytes: &[u8]) -> bool {
    let now = places.folder.join(path.as_str());
    fs::read(&now).is_ok_and(|old| old == bytes) && fs::hard_link(&now, places.stage.join(path.as_str())).is_ok()
}

fn make_folders(stage: &Path, paths: &[SitePath]) -> Result<(), HostError> {
    fs::create_dir_all(stage).map_err(HostError::io(stage))?;
    // By depth, so that each stands in one that is there; those of one depth do not wait for each other.
    let mut by_depth: BTreeMap<usize, BTreeSet<SitePath>> = BTreeMap::new();
    for path in paths {
        let mut folder = path.parent();
        while let Some(one) = folder {
            folder = one.parent();
            let known = by_depth.entry(one.as_str().matches('/').count()).or_default();
            // Whatever holds a known folder is known too.
            if !known.insert(one) {
                break;
            }
        }
    }
    for folders in by_depth.values() {
        folders.par_iter().try_for_each(|folder| {
            let target = stage.join(folder.as_str());
            fs::create_dir(&target).map_err(HostError::io(&target))
        })?;
    }
    Ok(())
}

/// Swaps stage and folder in one system call where there is one, else by two renames that [`recover`] can mend.
fn switch(places: &Places) -> Result<(), HostError> {
    if !places.folder.exists() {
        return fs::rename(&places.stage, &places.folder).map_err(HostError::io(&places.folder));
    }
    if exchange(&places.stage, &places.folder) {
        return Ok(());
    }
    fs::rename(&places.folder, &places.old).map_err(HostError::io(&places.folder))?;
    if let Err(source) = fs::rename(&places.stage, &places.folder) {
        // Put the last good site back before reporting.
        let _ = fs::rename(&places.old, &places.folder);
        return Err(HostError::Io { path: places.folder.clone(), source });
    }
    remove_tree(&places.old)
}

#[cfg(target_os = "linux")]
fn exchange(stage: &Path, folder: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, stage, CWD, folder, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchange(_stage: &Path, _folder: &Path) -> bool {
    false
}

fn remove_tree(path: &Path) -> Result<(), HostError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(HostError::Io { path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

pub(super) fn read_list(folder: &Path) -> Result<Known, HostError> {
    let Some(bytes) = super::files::read_if_there(&folder.join(FILE_LIST))? else { return Ok(BTreeMap::new()) };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let entry = |line: &str| {
        let mut parts = line.splitn(3, ' ');
        let sum = Sha256::from_hex(parts.next()?)?;
        let size = parts.next()?.parse().ok()?;
        Some((SitePath::new(parts.next()?).ok()?, (sum, size)))
    };
    Ok(text.lines().filter_map(entry).collect())
}

fn walk(folder: &Path) -> Result<Vec<String>, HostError> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let entries = match fs::read_dir(&next) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(source) => return Err(HostError::Io { path: next, source }),
        };
        for entry in entries {
            let path = entry.map_err(HostError::io(&next))?.path();
            if path.is_dir() && !path.is_symlink() {
                open.push(path);
            } else {
                let relative = path.strip_prefix(folder).unwrap_or(&path);
                files.push(relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"));
            }
        }
    }
    files.sort();
    Ok(files)
}
