//! Addresses of the preview: the site itself at `/`, other views of it below `/kepu/as/`, the preview's own files below
//! `/kepu/`. Links inside a site are relative, so a reader stays in the view he is in.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::model::address;
use crate::model::path::SitePath;
use crate::model::units::china_midnight;

/// The preview's own folder; a site cannot put anything there.
const OWN: &str = "/kepu/";

/// How the site is looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct View {
    /// On a kiosk, where nobody can subscribe or leave.
    pub is_kiosk: bool,
    /// The day that it is, if not today.
    pub day: Option<Date>,
}

/// What a request is after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A file of the site.
    Site(View, SitePath),
    /// A file of the preview itself: what follows `/kepu/`, and the query.
    Own(String, String),
    /// Nothing that could exist.
    Nothing,
}

impl View {
    /// The site as it is on the web today.
    pub const WEB: Self = Self { is_kiosk: false, day: None };

    /// The instant that pages are made for.
    #[must_use]
    pub fn now(&self, now: Timestamp) -> Timestamp {
        self.day.map_or(now, china_midnight)
    }

    fn read(word: &str) -> Option<Self> {
        let (kind, day) = match word.split_once('@') {
            Some((kind, day)) => (kind, Some(day.parse().ok()?)),
            None => (word, None),
        };
        match kind {
            "web" => Some(Self { is_kiosk: false, day }),
            "kiosk" => Some(Self { is_kiosk: true, day }),
            _ => None,
        }
    }
}

/// Reads the target of a request.
#[must_use]
pub fn wanted(target: &str) -> Wanted {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let Some(own) = path.strip_prefix(OWN) else { return of_site(View::WEB, path) };
    let Some(seen) = own.strip_prefix("as/") else { return Wanted::Own(own.to_owned(), query.to_owned()) };
    let (word, rest) = seen.split_once('/').unwrap_or((seen, ""));
    match View::read(word) {
        Some(view) => of_site(view, &format!("/{rest}")),
        None => Wanted::Nothing,
    }
}

fn of_site(view: View, path: &str) -> Wanted {
    address::path_of(path).map_or(Wanted::Nothing, |path| Wanted::Site(view, path))
}
