//! The walk: load → judge → render → assemble → pack. Values in, values out; nothing is printed or written here.

mod aside;
pub mod comment;
mod contexts;
mod judging;
mod lettering;
mod milestones;
mod preflight;
pub mod proposal;
mod provenance;
pub mod publication;
pub mod recording;
pub mod repairing;
mod standing;

use crate::gate::clearance::{Lane, Preview, Production};
use crate::gate::shelf::Shelf;
use crate::load::Library;
use crate::markup::documents::NO_TEXTS;
use crate::model::audience::Audience;
use crate::model::cache::Cache;
use crate::model::clock::Clock;
use crate::model::site::{Channel, Region};
use crate::model::sources::Sources;
use crate::render::template::Theme;
use crate::site::output::SiteOutput;
use crate::site::{Frame, Inputs, assemble};

pub use crate::load::{LoadStop, library as load, library_with as load_with};
pub use aside::Aside;
pub use judging::{Judged, judge, judge_article, judge_faulty, small_fix_faults};
pub use milestones::milestones;
pub use preflight::{ThemeStop, compile_theme, faults as preflight};
pub use provenance::provenance;
pub use standing::Standing;

/// What a site is made with: the theme; files, and what was made of them before; the clock.
pub type Materials<'a> = (&'a Theme, (&'a dyn Sources, &'a dyn Cache), Clock<'a>);

/// Plans the site of a shelf: every edition of the library.
pub fn site<'a, L: Lane>(shelf: &'a Shelf<L>, library: &'a Library, materials: Materials<'a>) -> SiteOutput<'a, L> {
    assemble(shelf, inputs(library, (&library.audiences, &[]), materials, true))
}

/// Plans the site of an editor's desk, as it would be on the web or, with nobody online, on a kiosk.
pub fn desk<'a>(
    shelf: &'a Shelf<Preview>,
    library: &'a Library,
    materials: Materials<'a>,
    online: bool,
) -> SiteOutput<'a, Preview> {
    assemble(shelf, inputs(library, (&library.audiences, &[]), materials, online))
}

/// The part of a shelf that a channel shows.
#[must_use]
pub fn channel_shelf(shelf: &Shelf<Production>, channel: &Channel) -> Shelf<Production> {
    let wanted: Vec<&str> = channel.regions.iter().map(|region| region.value.as_str()).collect();
    let is_wanted = |own: &str| wanted.iter().any(|wanted| Region::related(own, wanted));
    shelf
        .narrowed(|cleared| wanted.is_empty() || cleared.article().front.region.iter().any(|own| is_wanted(&own.value)))
        .with_places_that(|place| wanted.is_empty() || place.regions().iter().any(|own| is_wanted(own)))
}

/// The editions of a channel, in its own order.
#[must_use]
pub fn channel_audiences(library: &Library, channel: &Channel) -> Vec<Audience> {
    let find = |id: &str| library.audiences.iter().find(|audience| audience.id == id).cloned();
    channel.audiences.iter().filter_map(|id| find(&id.value)).collect()
}

/// Plans the site of one channel, whose shelf and editions were made by the two functions above; `near` are the codes
/// of its regions. Nobody is online before a kiosk.
pub fn channel_site<'a>(
    shelf: &'a Shelf<Production>,
    library: &'a Library,
    (audiences, near): (&'a [Audience], &'a [String]),
    materials: Materials<'a>,
) -> SiteOutput<'a, Production> {
    assemble(shelf, inputs(library, (audiences, near), materials, false))
}

fn inputs<'a>(
    library: &'a Library,
    (audiences, near): (&'a [Audience], &'a [String]),
    (theme, (sources, cache), now): Materials<'a>,
    online: bool,
) -> Inputs<'a> {
    let commons = library.audiences.iter().find(|audience| audience.common).map_or("", |audience| &audience.id);
    let frame = Frame {
        settings: &library.settings,
        audiences,
        commons,
        near,
        roster: &library.roster,
        emergencies: &library.emergencies,
        days: &library.days,
        theme,
        online,
    };
    Inputs { frame, documents: &library.documents, texts: &NO_TEXTS, sources, cache, now }
}
