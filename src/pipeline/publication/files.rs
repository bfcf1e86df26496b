//! File by file: what is there, what would be there.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{FileAct, Next, Present, commons};
use crate::bundle::manifest::Manifest;
use crate::gate::clearance::Production;
use crate::model::path::SitePath;
use crate::site::output::Files;
use crate::site::{BuildFault, route};

/// What becomes of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Its path below the output folder.
    pub path: SitePath,
    /// What happens.
    pub act: FileAct,
    /// The edition it is a page or a feed of; nothing for what editions share.
    pub edition: Option<String>,
    /// The article that it belongs to.
    pub article: Option<String>,
}

/// How many files of each act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// New.
    pub added: usize,
    /// With other bytes.
    pub changed: usize,
    /// Gone.
    pub removed: usize,
}

impl Tally {
    /// Counts some changes.
    pub fn of<'a>(files: impl IntoIterator<Item = &'a FileChange>) -> Self {
        let mut tally = Self::default();
        for file in files {
            match file.act {
                FileAct::Added => tally.added += 1,
                FileAct::Changed => tally.changed += 1,
                FileAct::Removed => tally.removed += 1,
            }
        }
        tally
    }
}

/// Folders whose files serve every edition.
const SHARED: [&str; 3] = ["assets", "media", "provenance"];

/// The edition that a file belongs to, also one that the site has no more; nothing for what editions share.
#[must_use]
pub fn edition_of<'a>(path: &'a SitePath, commons: &'a str) -> Option<&'a str> {
    match path.as_str().split_once('/') {
        Some((first, _)) if SHARED.contains(&first) => None,
        Some((first, _)) if route::RESERVED.contains(&first) => Some(commons),
        Some((first, _)) => Some(first),
        None if path.as_str().starts_with("sitemap") || path.as_str() == "robots.txt" => None,
        None => Some(commons),
    }
}

/// Every file that would differ, in order of path, and how many would not.
pub(super) fn changes(
    present: Present<'_>,
    next: &Next<'_>,
    (site, made): (&dyn Files<Production>, &(dyn Fn() + Sync)),
) -> Result<(Vec<FileChange>, usize), BuildFault> {
    let wanted: Vec<&SitePath> = site.paths().collect();
    let acts: Vec<Result<Option<FileAct>, BuildFault>> =
        wanted.par_iter().map(|path| act(path, present, (site, made))).collect();
    let acts: Vec<Option<FileAct>> = acts.into_iter().collect::<Result<_, _>>()?;
    let unchanged = acts.iter().filter(|act| act.is_none()).count();
    let known: BTreeSet<&SitePath> = wanted.iter().copied().collect();
    let gone = present.paths.iter().filter(|path| !known.contains(path)).map(|path| (path, FileAct::Removed));
    let made = wanted.iter().zip(acts).filter_map(|(path, act)| Some((*path, act?)));
    Ok((changed(made.chain(gone), commons(&next.library.audiences)), unchanged))
}

/// The same of two lists of files with their sums.
pub(super) fn between(old: &Manifest, new: &Manifest, commons: &str) -> (Vec<FileChange>, usize) {
    let comes = new.entries().iter().filter_map(|line| match old.find(line.path.as_str()) {
        None => Some((&line.path, FileAct::Added)),
        Some(known) => (known.sum != line.sum).then_some((&line.path, FileAct::Changed)),
    });
    let gone = old.entries().iter().filter(|line| new.find(line.path.as_str()).is_none());
    let files = changed(comes.chain(gone.map(|line| (&line.path, FileAct::Removed))), commons);
    let unchanged = new.entries().len() - files.iter().filter(|file| file.act != FileAct::Removed).count();
    (files, unchanged)
}

fn changed<'p>(acts: impl Iterator<Item = (&'p SitePath, FileAct)>, commons: &str) -> Vec<FileChange> {
    let change = |(path, act): (&SitePath, FileAct)| FileChange {
        path: path.clone(),
        act,
        edition: edition_of(path, commons).map(str::to_owned),
        article: route::article_of(path).map(str::to_owned),
    };
    let mut files: Vec<FileChange> = acts.map(change).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn act(
    path: &SitePath,
    present: Present<'_>,
    (site, made): (&dyn Files<Production>, &(dyn Fn() + Sync)),
) -> Result<Option<FileAct>, BuildFault> {
    let unplanned = || Err(BuildFault::Encode(format!("{path} is not planned")));
    let bytes = site.make(path).unwrap_or_else(unplanned)?;
    made();
    let there = if present.paths.contains(path) { (present.read)(path) } else { None };
    Ok(match there {
        None => Some(FileAct::Added),
        Some(old) if old == bytes => None,
        Some(_) => Some(FileAct::Changed),
    })
}
