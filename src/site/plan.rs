//! Files as they are planned: which there will be, and how each is made.
//!
//! Trusted surface: every way in takes the lane's witness.

use super::BuildFault;
use super::desk::{Desk, Seen};
use crate::gate::clearance::{Cleared, Lane};
use crate::model::path::SitePath;
use crate::render::page::Page;

type Make<'a, L> = Box<dyn Fn(&Desk<'a, L>) -> Result<Vec<u8>, BuildFault> + Send + Sync + 'a>;

/// Files that are planned together. None is made until it is asked for, so memory does not grow with the site.
///
/// A preview page has no place in a production site:
///
/// ```
/// use kepu::gate::clearance::Production;
/// use kepu::model::path::SitePath;
/// use kepu::render::page::Page;
/// use kepu::site::{BuildFault, desk::Desk, plan::Plan};
/// type Make = for<'d> fn(&'d Desk<'static, Production>) -> Result<Page<Production>, BuildFault>;
/// fn add(plan: &mut Plan<'static, Production>, at: SitePath, make: Make) {
///     plan.page(at, make);
/// }
/// ```
///
/// ```compile_fail
/// use kepu::gate::clearance::{Preview, Production};
/// use kepu::model::path::SitePath;
/// use kepu::render::page::Page;
/// use kepu::site::{BuildFault, desk::Desk, plan::Plan};
/// type Make = for<'d> fn(&'d Desk<'static, Production>) -> Result<Page<Preview>, BuildFault>;
/// fn add(plan: &mut Plan<'static, Production>, at: SitePath, make: Make) {
///     plan.page(at, make);
/// }
/// ```
pub struct Plan<'a, L: Lane> {
    files: Vec<(SitePath, Make<'a, L>)>,
}

impl<'a, L: Lane> Plan<'a, L> {
    /// Plans a page.
    pub fn page(
        &mut self,
        path: SitePath,
        make: impl Fn(&Desk<'a, L>) -> Result<Page<L>, BuildFault> + Send + Sync + 'a,
    ) {
        self.files.push((path, Box::new(move |desk| make(desk).map(Page::into_bytes))));
    }

    /// Plans a file that belongs to one cleared article.
    pub fn asset(
        &mut self,
        path: SitePath,
        _witness: &'a Cleared<L>,
        make: impl Fn(&Desk<'a, L>) -> Result<Vec<u8>, BuildFault> + Send + Sync + 'a,
    ) {
        self.files.push((path, Box::new(make)));
    }

    /// Plans a file made from the shelf as a whole: a feed, the sitemap.
    pub fn data(
        &mut self,
        path: SitePath,
        make: impl Fn(&Desk<'a, L>) -> Result<Vec<u8>, BuildFault> + Send + Sync + 'a,
    ) {
        self.files.push((path, Box::new(make)));
    }

    /// Plans a file of the theme, which says nothing of any article.
    pub fn theme_file(&mut self, path: SitePath, bytes: Vec<u8>) {
        self.files.push((path, Box::new(move |_| Ok(bytes.clone()))));
    }
}

impl<L: Lane> std::fmt::Debug for Plan<'_, L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.files.iter().map(|(path, _)| path)).finish()
    }
}

type Lay<'a, L> = Box<dyn Fn(&Desk<'a, L>, &mut Plan<'a, L>) + Send + Sync + 'a>;

/// A part of a site that is planned by itself: an article in an edition, the lists of one, the sitemap.
pub(super) struct Unit<'a, L: Lane> {
    /// The same from build to build.
    pub(super) name: String,
    lay: Lay<'a, L>,
}

/// The files of a unit, and what was looked at to plan them.
pub(super) struct Planned<'a, L: Lane> {
    /// In order of path, each once: there may be a unit for every article in every edition, and most have two or three.
    files: Box<[(SitePath, Make<'a, L>)]>,
    seen: Seen,
}

impl<'a, L: Lane> Unit<'a, L> {
    pub(super) fn new(name: String, lay: impl Fn(&Desk<'a, L>, &mut Plan<'a, L>) + Send + Sync + 'a) -> Self {
        Self { name, lay: Box::new(lay) }
    }

    pub(super) fn plan(&self, desk: &Desk<'a, L>) -> Planned<'a, L> {
        let (plan, seen) = desk.aside(|desk| {
            let mut plan = Plan { files: Vec::new() };
            (self.lay)(desk, &mut plan);
            plan
        });
        let mut files = plan.files;
        // Of two plans for one path the later one stands.
        files.reverse();
        files.sort_by(|(a, _), (b, _)| a.cmp(b));
        files.dedup_by(|(later, _), (earlier, _)| later == earlier);
        Planned { files: files.into(), seen }
    }
}

impl<'a, L: Lane> Planned<'a, L> {
    /// What was looked at to plan the files.
    pub(super) fn seen(&self) -> &Seen {
        &self.seen
    }

    /// Whether a file is among them.
    pub(super) fn has(&self, path: &SitePath) -> bool {
        self.find(path).is_some()
    }

    /// The files, in order of path.
    pub(super) fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.files.iter().map(|(path, _)| path)
    }

    fn find(&self, path: &SitePath) -> Option<&Make<'a, L>> {
        let at = self.files.binary_search_by(|(known, _)| known.cmp(path)).ok()?;
        self.files.get(at).map(|(_, make)| make)
    }

    /// Makes a file, and says what was looked at for it beyond what its plan rests on.
    pub(super) fn make(&self, path: &SitePath, desk: &Desk<'a, L>) -> Option<(Result<Vec<u8>, BuildFault>, Seen)> {
        let make = self.find(path)?;
        Some(desk.aside(make))
    }
}
