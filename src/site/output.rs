//! The plan of a site: every output file of one lane, made on demand, in order of path.
//!
//! Trusted surface: private fields; every way in takes the lane's witness.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use super::BuildFault;
use crate::gate::clearance::{Cleared, Lane};
use crate::gate::shelf::Shelf;
use crate::model::path::SitePath;
use crate::render::page::Page;

type Make<'a> = Box<dyn Fn() -> Result<Vec<u8>, BuildFault> + Send + Sync + 'a>;

/// Every file of a site of lane `L`. Nothing is made until [`SiteOutput::make`] asks for it, so memory does not
/// grow with the site.
///
/// A production site cannot be had from anything but a production shelf:
///
/// ```
/// use kepu::gate::{clearance::Production, shelf::Shelf};
/// use kepu::site::output::SiteOutput;
/// fn only(shelf: &Shelf<Production>) -> SiteOutput<'_, Production> {
///     SiteOutput::new(shelf)
/// }
/// ```
///
/// ```compile_fail
/// use kepu::gate::{clearance::{Preview, Production}, shelf::Shelf};
/// use kepu::site::output::SiteOutput;
/// fn only(shelf: &Shelf<Preview>) -> SiteOutput<'_, Production> {
///     SiteOutput::new(shelf)
/// }
/// ```
///
/// and a preview page has no place in it:
///
/// ```
/// use kepu::gate::clearance::Production;
/// use kepu::model::path::SitePath;
/// use kepu::render::page::Page;
/// use kepu::site::{BuildFault, output::SiteOutput};
/// fn add(site: &mut SiteOutput<'static, Production>, at: SitePath, make: fn() -> Result<Page<Production>, BuildFault>) {
///     site.page(at, make);
/// }
/// ```
///
/// ```compile_fail
/// use kepu::gate::clearance::{Preview, Production};
/// use kepu::model::path::SitePath;
/// use kepu::render::page::Page;
/// use kepu::site::{BuildFault, output::SiteOutput};
/// fn add(site: &mut SiteOutput<'static, Production>, at: SitePath, make: fn() -> Result<Page<Preview>, BuildFault>) {
///     site.page(at, make);
/// }
/// ```
pub struct SiteOutput<'a, L: Lane> {
    plan: BTreeMap<SitePath, Make<'a>>,
    lane: PhantomData<fn() -> L>,
}

impl<'a, L: Lane> SiteOutput<'a, L> {
    /// An empty plan for the lane of a shelf.
    #[must_use]
    pub fn new(_witness: &'a Shelf<L>) -> Self {
        Self { plan: BTreeMap::new(), lane: PhantomData }
    }

    /// Plans a page.
    pub fn page(&mut self, path: SitePath, make: impl Fn() -> Result<Page<L>, BuildFault> + Send + Sync + 'a) {
        self.plan.insert(path, Box::new(move || make().map(Page::into_bytes)));
    }

    /// Plans a file that belongs to one cleared article.
    pub fn asset(
        &mut self,
        path: SitePath,
        _witness: &'a Cleared<L>,
        make: impl Fn() -> Result<Vec<u8>, BuildFault> + Send + Sync + 'a,
    ) {
        self.plan.insert(path, Box::new(make));
    }

    /// Plans a file made from the shelf as a whole: a feed, the sitemap.
    pub fn data(
        &mut self,
        path: SitePath,
        shelf: &'a Shelf<L>,
        make: impl Fn(&'a Shelf<L>) -> Result<Vec<u8>, BuildFault> + Send + Sync + 'a,
    ) {
        self.plan.insert(path, Box::new(move || make(shelf)));
    }

    /// Plans a file of the theme, which says nothing of any article.
    pub fn theme_file(&mut self, path: SitePath, bytes: Vec<u8>) {
        self.plan.insert(path, Box::new(move || Ok(bytes.clone())));
    }

    /// Every path, in order.
    pub fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.plan.keys()
    }

    /// Makes one file; `None` when it is not in the plan.
    #[must_use]
    pub fn make(&self, path: &SitePath) -> Option<Result<Vec<u8>, BuildFault>> {
        self.plan.get(path).map(|make| make())
    }
}

impl<L: Lane> std::fmt::Debug for SiteOutput<'_, L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.plan.keys()).finish()
    }
}
