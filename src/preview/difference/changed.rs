//! Which files the two sites give differently.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::needs::references;
use super::words::title_of;
use super::{Pair, Side};
use crate::model::path::SitePath;
use crate::pipeline::publication::FileAct;
use crate::site::BuildFault;

/// Why a page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Its own bytes differ.
    Bytes,
    /// It shows a picture, or another file of an article, that differs.
    Shows,
    /// The theme differs, and this is the page to see it on.
    Specimen,
}

/// A file that differs, or a page that does for the eye.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its path below the site.
    pub path: SitePath,
    /// What became of it.
    pub act: FileAct,
    /// Why it is here.
    pub why: Why,
    /// The title of a page, the newer one; nothing for other files.
    pub title: String,
}

impl Changed {
    /// Whether it is a page.
    #[must_use]
    pub fn is_page(&self) -> bool {
        is_page(&self.path)
    }
}

pub(super) fn is_page(path: &SitePath) -> bool {
    path.extension() == "html"
}

/// Every file that differs, in order of path; `specimens` are pages to be shown even if they do not.
pub(super) fn changed(pair: Pair<'_>, specimens: &BTreeSet<SitePath>) -> Result<Vec<Changed>, BuildFault> {
    let all: BTreeSet<&SitePath> = pair.before.paths().chain(pair.after.paths()).collect();
    let (pages, others): (Vec<&SitePath>, Vec<&SitePath>) = all.into_iter().partition(|path| is_page(path));
    let nothing = BTreeSet::new();
    let mut found = each(&others, &|path| one(pair, path, (&nothing, specimens)))?;
    let shown: BTreeSet<SitePath> =
        found.iter().filter(|file| file.path.below("media").is_some()).map(|file| file.path.clone()).collect();
    found.extend(each(&pages, &|path| one(pair, path, (&shown, specimens)))?);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

type Look<'a> = dyn Fn(&SitePath) -> Result<Option<Changed>, BuildFault> + Sync + 'a;

/// The first fault is that of the first path, however many look at the same time.
fn each(paths: &[&SitePath], look: &Look<'_>) -> Result<Vec<Changed>, BuildFault> {
    let found: Vec<Result<Option<Changed>, BuildFault>> = paths.par_iter().map(|path| look(path)).collect();
    let found: Vec<Option<Changed>> = found.into_iter().collect::<Result<_, _>>()?;
    Ok(found.into_iter().flatten().collect())
}

fn one(
    pair: Pair<'_>,
    path: &SitePath,
    (shown, specimens): (&BTreeSet<SitePath>, &BTreeSet<SitePath>),
) -> Result<Option<Changed>, BuildFault> {
    let made = |side: Side| pair.of(side).make(path).transpose();
    let (before, after) = (made(Side::Before)?, made(Side::After)?);
    let (act, why) = match (&before, &after) {
        (None, _) => (FileAct::Added, Why::Bytes),
        (_, None) => (FileAct::Removed, Why::Bytes),
        (Some(old), Some(new)) if old != new => (FileAct::Changed, Why::Bytes),
        (_, Some(new)) if !shown.is_empty() && references(path, new).iter().any(|file| shown.contains(file)) => {
            (FileAct::Changed, Why::Shows)
        }
        _ if specimens.contains(path) => (FileAct::Changed, Why::Specimen),
        _ => return Ok(None),
    };
    let newest = after.or(before).filter(|_| is_page(path)).unwrap_or_default();
    Ok(Some(Changed { path: path.clone(), act, why, title: title_of(&newest) }))
}
