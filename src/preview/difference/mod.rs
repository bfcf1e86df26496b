//! Before and after: a folder that a reviewer opens offline, with every page that a change touches, twice.
//!
//! Contract: a page is in it exactly when the two previews give other bytes for it or show another picture on it; of more
//! pages than asked for the rest is counted. Everything is of the preview's lane: watermarked, never to be published.
//! The same two trees, clock and language give the same bytes.
//!
//! Deliberately absent: git, folders, the network; scripts on the reviewer's own pages.

mod articles;
mod changed;
mod folder;
mod needs;
mod overview;
mod page;
mod words;

use crate::gate::clearance::Preview;
use crate::load::Library;
use crate::model::path::SitePath;
use crate::pipeline::Judged;
use crate::site::output::Files;

pub use articles::{ArticleDifference, Stand};
pub use changed::{Changed, Why};
pub use folder::{Folder, Told};

/// Two sites of the preview lane, of the tree before the change and of the tree after it.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// Before.
    pub before: &'a dyn Files<Preview>,
    /// After.
    pub after: &'a dyn Files<Preview>,
}

impl<'a> Pair<'a> {
    fn of(&self, side: Side) -> &'a dyn Files<Preview> {
        match side {
            Side::Before => self.before,
            Side::After => self.after,
        }
    }
}

/// What is compared.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The sites as they would be on the web.
    pub web: Pair<'a>,
    /// The same on a kiosk, where nobody is online.
    pub kiosk: Pair<'a>,
    /// The tree before, loaded and judged.
    pub before: (&'a Library, &'a Judged),
    /// The tree after, loaded; and judged by whatever the reviewer trusts.
    pub after: (&'a Library, &'a Judged),
    /// Whether any file of a theme differs.
    pub theme_differs: bool,
}

/// How it is told.
#[derive(Clone, Debug)]
pub struct Telling {
    /// What the tree before is called.
    pub before: String,
    /// What the tree after is called.
    pub after: String,
    /// The clock of both previews, in words.
    pub now: String,
    /// The language.
    pub lang: crate::diag::Lang,
    /// Pages of each edition that are taken in at most.
    pub limit: usize,
}

/// One of two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Before,
    After,
}

impl Side {
    const ALL: [Self; 2] = [Self::Before, Self::After];

    fn token(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// How a page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Screen {
    Web,
    Kiosk,
}

impl Screen {
    const ALL: [Self; 2] = [Self::Web, Self::Kiosk];

    fn pair<'a>(self, compared: &Compared<'a>) -> Pair<'a> {
        match self {
            Self::Web => compared.web,
            Self::Kiosk => compared.kiosk,
        }
    }

    /// The folder above the files of a screen, with a final slash, or nothing.
    fn folder(self) -> &'static str {
        match self {
            Self::Web => "",
            Self::Kiosk => "kiosk/",
        }
    }
}

/// Where a file of one side stands in the folder.
fn place(screen: Screen, side: Side, path: &SitePath) -> Option<SitePath> {
    SitePath::new(&format!("{}{}/{path}", screen.folder(), side.token())).ok()
}

/// Where the two sides of a page are seen together.
fn view(screen: Screen, path: &SitePath) -> Option<SitePath> {
    SitePath::new(&format!("{}view/{path}", screen.folder())).ok()
}
