//! The one function that plans a whole site.

use super::desk::{Desk, Inputs};
use super::output::SiteOutput;
use super::plan::{Plan, Unit};
use super::{
    alerts, article_pages, calendar, emergency, feed, font, lists, notices, provenance, route, script, search, sitemap,
    subscriptions,
};
use crate::gate::clearance::Lane;
use crate::gate::shelf::Shelf;
use crate::render::highlight;

type General<'a, L> = fn(&Desk<'a, L>, usize, &mut Plan<'a, L>);

/// Plans every file of a site. Nothing is rendered yet.
pub fn assemble<'a, L: Lane>(shelf: &'a Shelf<L>, inputs: Inputs<'a>) -> SiteOutput<'a, L> {
    let desk = Desk::of(shelf, inputs);
    let mut units = Vec::new();
    let general: [(&str, General<'a, L>); 8] = [
        ("lists", lists::plan),
        ("notices", notices::plan),
        ("emergency", emergency::plan),
        ("alerts", alerts::plan),
        ("calendar", calendar::plan),
        ("search", search::plan),
        ("feed", feed::plan),
        ("subscriptions", subscriptions::plan),
    ];
    for (number, edition) in desk.editions().iter().enumerate() {
        for (name, plan) in general {
            let draw = move |desk: &Desk<'a, L>, files: &mut Plan<'a, L>| plan(desk, number, files);
            units.push(Unit::new(format!("{name} {}", edition.audience.id), draw));
        }
    }
    units.push(Unit::new("theme".to_owned(), theme_files));
    units.push(Unit::new("sitemap".to_owned(), sitemap::plan));
    SiteOutput::new(desk, units, of_article)
}

/// A unit about one article: that of an edition, if it shows the article; after those of all, what proves its approval.
fn of_article<'a, L: Lane>(desk: &Desk<'a, L>, at: usize, nth: usize) -> Option<Unit<'a, L>> {
    let id = desk.id_at(at)?;
    let Some(edition) = desk.editions().get(nth) else {
        let draw = move |desk: &Desk<'a, L>, plan: &mut Plan<'a, L>| provenance::plan(desk, at, plan);
        return Some(Unit::new(format!("provenance {id}"), draw));
    };
    let draw = move |desk: &Desk<'a, L>, plan: &mut Plan<'a, L>| {
        article_pages::plan(desk, (nth, at), plan);
        script::plan(desk, (nth, at), plan);
    };
    desk.shows(edition, at).then(|| Unit::new(format!("article {} {id}", edition.audience.id), draw))
}

fn theme_files<'a, L: Lane>(desk: &Desk<'a, L>, plan: &mut Plan<'a, L>) {
    for (name, bytes) in desk.inputs.theme.static_files() {
        plan.theme_file(route::asset(name), bytes.to_vec());
    }
    let lettering = font::plan(desk, plan);
    for edition in desk.editions() {
        let mut css = desk.inputs.theme.edition_css(edition.audience, desk.inputs.audiences);
        css.extend(lettering.iter().map(|lettering| lettering.css(edition.audience)));
        plan.theme_file(route::edition_css(edition.audience), css.into_bytes());
    }
    plan.theme_file(route::asset("code.css"), highlight::css().as_bytes().to_vec());
}
