//! What publishing would do to the site that is there: article by article with the reason, and file by file.
//!
//! What was shown last is read from what the site itself publishes, `provenance/<id>.json` and its pages; no state is
//! kept for it. Contract: the files named here are exactly those that differ after the build is written, without the list
//! of files itself.
//!
//! Deliberately absent: folders, and every word about how many files a person wants to see.

mod articles;
mod files;
mod reasons;
mod shown;

use std::collections::BTreeSet;

use super::Standing;
use crate::bundle::manifest::Manifest;
use crate::diag::Bilingual;
use crate::gate::clearance::Production;
use crate::gate::shelf::Shelf;
use crate::load::Library;
use crate::model::audience::Audience;
use crate::model::path::SitePath;
use crate::model::token::vocabulary;
use crate::site::BuildFault;
use crate::site::output::Files;

pub use files::{FileChange, Tally, edition_of};
pub use shown::Shown;

vocabulary! {
    /// What becomes of a file.
    FileAct {
        Added = "added", "新增", "added";
        Changed = "changed", "变更", "changed";
        Removed = "removed", "删除", "removed";
    }
}

vocabulary! {
    /// What becomes of an article; readers care most for the first.
    ArticleAct {
        Withdrawn = "withdrawn", "撤下", "withdrawn";
        New = "new", "新发布", "new";
        Back = "back", "恢复展示", "back";
        Text = "text", "文字有变", "changed text";
        State = "state", "状态有变", "changed state";
        Review = "review", "审核记录有变", "changed review";
        Pages = "pages", "只是页面有变", "changed pages only";
    }
}

/// What becomes of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleChange {
    /// Its id.
    pub id: String,
    /// Its title, where the content still has it.
    pub title: Option<String>,
    /// What happens.
    pub act: ArticleAct,
    /// What readers see of it now; nothing when they have no page of it.
    pub before: Option<Shown>,
    /// What they would see.
    pub after: Option<Shown>,
    /// Why.
    pub reason: Bilingual,
}

/// What publishing would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publication {
    /// Articles of which anything changes, the gravest act first, then by id.
    pub articles: Vec<ArticleChange>,
    /// Files that would differ, by path.
    pub files: Vec<FileChange>,
    /// Files that stay as they are.
    pub unchanged: usize,
}

impl Publication {
    /// Whether the site is already what the build would give.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// The site that is there: its files, and how to read one.
#[derive(Clone, Copy)]
pub struct Present<'a> {
    /// Every file that kepu made and that is still there.
    pub paths: &'a BTreeSet<SitePath>,
    /// The bytes of one; nothing when it is not there.
    pub read: &'a (dyn Fn(&SitePath) -> Option<Vec<u8>> + Sync),
}

/// What would be written.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    /// What is shown.
    pub shelf: &'a Shelf<Production>,
    /// Where every article stands, in order of id.
    pub standings: &'a [Standing],
    /// What they were loaded from.
    pub library: &'a Library,
}

/// Compares the site that is there with the one that would be written. Every file is made and dropped again; `made` is
/// told each time.
///
/// # Errors
/// The first file, in order of path, that cannot be made.
pub fn publication(
    present: Present<'_>,
    next: &Next<'_>,
    (site, made): (&dyn Files<Production>, &(dyn Fn() + Sync)),
) -> Result<Publication, BuildFault> {
    let (files, unchanged) = files::changes(present, next, (site, made))?;
    let articles = articles::changes((present, site.paths()), next, &files);
    Ok(Publication { articles, files, unchanged })
}

/// The same of two lists of files with their sums.
#[must_use]
pub fn publication_of(present: Present<'_>, next: &Next<'_>, (old, new): (&Manifest, &Manifest)) -> Publication {
    let (files, unchanged) = files::between(old, new, commons(&next.library.audiences));
    let paths = new.entries().iter().map(|line| &line.path);
    let articles = articles::changes((present, Box::new(paths)), next, &files);
    Publication { articles, files, unchanged }
}

/// The id of the common edition.
fn commons(audiences: &[Audience]) -> &str {
    audiences.iter().find(|audience| audience.common).map_or("", |audience| &audience.id)
}
