//! The one function that plans a whole site.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use rayon::prelude::*;

use super::darkroom::Darkroom;
use super::drawn::Drawn;
use super::index::Index;
use super::output::SiteOutput;
use super::prepared::Prepared;
use super::route::{self, Route};
use super::{
    alerts, article_pages, calendar, card_pages, catalogue, emergency, feed, font, lists, notices, provenance, script,
    search, sitemap, subscriptions, terms,
};
use crate::gate::clearance::{Cleared, Lane, Ticket};
use crate::gate::shelf::Shelf;
use crate::markup::documents::Documents;
use crate::model::audience::Audience;
use crate::model::cache::Cache;
use crate::model::days::ThemedDays;
use crate::model::emergency::Emergencies;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;
use crate::model::sources::Sources;
use crate::model::units::china_midnight;
use crate::render::highlight;
use crate::render::template::Theme;
use crate::render::terms::Terms;

/// What a site is made from besides its shelf.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// Settings.
    pub settings: &'a SiteSettings,
    /// Editions to make, in order.
    pub audiences: &'a [Audience],
    /// The id of the common edition, also when that edition is not made.
    pub commons: &'a str,
    /// Regions where the site is read, by code; empty means anywhere.
    pub near: &'a [String],
    /// People, for names.
    pub roster: &'a Roster,
    /// Events, for their all-clear.
    pub emergencies: &'a Emergencies,
    /// Themed days.
    pub days: &'a ThemedDays,
    /// Templates and static files.
    pub theme: &'a Theme,
    /// Bodies, parsed when first asked for.
    pub documents: &'a Documents,
    /// Bytes of pictures.
    pub sources: &'a dyn Sources,
    /// Pictures made before.
    pub cache: &'a dyn Cache,
    /// The clock, as a value.
    pub now: Timestamp,
    /// Whether readers are on the web and not before a kiosk: whether they can subscribe and open bare data.
    pub online: bool,
}

/// Everything the makers of pages share.
pub(super) struct Desk<'a, L: Lane> {
    pub(super) inputs: Inputs<'a>,
    pub(super) shelf: &'a Shelf<L>,
    pub(super) prepared: Vec<Prepared<'a, L>>,
    pub(super) editions: Vec<Edition<'a>>,
    pub(super) drawn: Drawn,
}

/// One edition: which articles it shows, by index into [`Desk::prepared`].
pub(super) struct Edition<'a> {
    pub(super) audience: &'a Audience,
    /// Every article with a page, in order of id.
    pub(super) members: Vec<usize>,
    /// Those in lists, newest first.
    pub(super) listed: Vec<usize>,
    /// What its glossaries explain.
    pub(super) terms: Terms,
    /// What they are about.
    pub(super) index: Index,
}

/// Plans every file of a site. Nothing is rendered yet.
pub fn assemble<'a, L: Lane>(shelf: &'a Shelf<L>, inputs: Inputs<'a>) -> SiteOutput<'a, L> {
    let desk = Arc::new(Desk::new(shelf, inputs));
    let mut output = SiteOutput::new(shelf);
    theme_files(&desk, &mut output);
    for at in 0..desk.editions.len() {
        article_pages::plan(&desk, at, &mut output);
        script::plan(&desk, at, &mut output);
        lists::plan(&desk, at, &mut output);
        notices::plan(&desk, at, &mut output);
        emergency::plan(&desk, at, &mut output);
        alerts::plan(&desk, at, &mut output);
        calendar::plan(&desk, at, &mut output);
        search::plan(&desk, at, &mut output);
        feed::plan(&desk, at, &mut output);
        subscriptions::plan(&desk, at, &mut output);
    }
    provenance::plan(&desk, &mut output);
    sitemap::plan(&desk, &mut output);
    output
}

fn theme_files<'a, L: Lane>(desk: &Arc<Desk<'a, L>>, output: &mut SiteOutput<'a, L>) {
    for (name, bytes) in desk.inputs.theme.static_files() {
        output.theme_file(route::asset(name), bytes.to_vec());
    }
    let lettering = font::plan(desk, output);
    for edition in &desk.editions {
        let mut css = desk.inputs.theme.edition_css(edition.audience, desk.inputs.audiences);
        css.extend(lettering.iter().map(|lettering| lettering.css(edition.audience)));
        output.theme_file(route::edition_css(edition.audience), css.into_bytes());
    }
    output.theme_file(route::asset("code.css"), highlight::css().as_bytes().to_vec());
}

impl<'a, L: Lane> Desk<'a, L> {
    fn new(shelf: &'a Shelf<L>, inputs: Inputs<'a>) -> Self {
        let edges: BTreeSet<u32> = inputs.audiences.iter().map(|audience| audience.image_edge_px).collect();
        let edges: Vec<u32> = edges.into_iter().collect();
        let darkroom = Arc::new(Darkroom::default());
        let prepare =
            |cleared| Prepared::new((cleared, inputs.documents), &edges, (inputs.sources, inputs.cache), &darkroom);
        let prepared: Vec<_> = shelf.articles().par_iter().map(prepare).collect();
        let editions =
            inputs.audiences.iter().map(|audience| Edition::new(audience, inputs.commons, &prepared)).collect();
        Self { inputs, shelf, prepared, editions, drawn: Drawn::of(inputs.theme) }
    }

    /// The ticket of an article that an edition shows.
    pub(super) fn ticket(&self, at: usize, audience: &'a Audience) -> Option<Ticket<'a, L>> {
        self.prepared.get(at)?.cleared.ticket(audience, self.inputs.commons)
    }

    /// The index of an article, if this edition shows it.
    pub(super) fn member(&self, edition: &Edition<'a>, id: &str) -> Option<usize> {
        let found = self.prepared.binary_search_by(|prepared| prepared.cleared.id().as_str().cmp(id)).ok()?;
        edition.index.has(found).then_some(found)
    }
}

impl<'a> Edition<'a> {
    fn new<L: Lane>(audience: &'a Audience, commons: &str, prepared: &[Prepared<'a, L>]) -> Self {
        let shows = |at: &usize| prepared.get(*at).is_some_and(|p| p.cleared.ticket(audience, commons).is_some());
        let members: Vec<usize> = (0..prepared.len()).filter(shows).collect();
        let mut listed: Vec<usize> = members
            .iter()
            .copied()
            .filter(|at| prepared.get(*at).is_some_and(|p| p.cleared.state().is_listed()))
            .collect();
        let key =
            |at: &usize| prepared.get(*at).map(|p| (std::cmp::Reverse(approved_at(p.cleared)), p.cleared.id().clone()));
        listed.sort_by_key(key);
        let index = Index::new(audience, (&members, &listed), prepared);
        let mut edition = Self { audience, members, listed, terms: Terms::default(), index };
        edition.terms = terms::of_edition(&edition, prepared);
        edition
    }
}

/// When an article was last approved, or fixed since; the editor's desk has only the day of the last change.
pub(super) fn approved_at<L: Lane>(cleared: &Cleared<L>) -> Timestamp {
    let approval = L::approval(cleared.stamp());
    approval.map_or_else(
        || china_midnight(cleared.article().front.changed()),
        |approval| approval.fix.as_ref().map_or(approval.completed, |fix| fix.at),
    )
}

/// The page of a route in an edition, or that edition's home when it has no such page.
pub(super) fn twin<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, route: &Route) -> crate::model::path::SitePath {
    let has = match route {
        Route::Article(id) => {
            desk.member(edition, id.as_str()).is_some() || desk.shelf.tombstones().iter().any(|stone| stone.id() == id)
        }
        Route::Topic(topic) => !edition.index.of_topic(topic).is_empty(),
        Route::Region(code) => !edition.index.of_region(code).is_empty(),
        Route::Band(id) => edition.index.has_band(id),
        Route::Season(_) => catalogue::list(desk, edition, route).is_some(),
        Route::Calendar(Some(code)) => calendar::regions(desk, edition).contains(code),
        Route::Poster(id) | Route::Brief(id) => {
            if card_pages::has(desk, edition, id, route) {
                return route::path(edition.audience, route);
            }
            return twin(desk, edition, &Route::Article(id.clone()));
        }
        // Another edition may have other letters.
        Route::AzLetter(_) => return route::path(edition.audience, &Route::Az),
        _ => true,
    };
    route::path(edition.audience, if has { route } else { &Route::Home })
}
