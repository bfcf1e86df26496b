//! The page of each article in each edition, and the files it shows.

use std::sync::Arc;

use super::BuildFault;
use super::assemble::{Desk, Edition, Inputs};
use super::card_pages;
use super::chrome::chrome;
use super::output::SiteOutput;
use super::prepared::{Prepared, approved_bytes, article_dir, asset_named};
use super::route::{self, Route};
use super::witness;
use crate::edition::{self, Layout, Readers};
use crate::gate::clearance::{Lane, Ticket};
use crate::markup::hanzi;
use crate::model::article::ArticleId;
use crate::model::path::SitePath;
use crate::render::article::{ArticleViewCx, article_view};
use crate::render::body::{self, BodyCx, Printed};
use crate::render::card::CardPartView;
use crate::render::page::Page;
use crate::render::template::TemplateFault;
use crate::render::view::{ArticleView, LinkView};

/// What makes the page of an article.
const TEMPLATE: &str = "article.html";

/// Plans the article pages of one edition.
pub(super) fn plan<'a, L: Lane>(desk: &Arc<Desk<'a, L>>, at: usize, output: &mut SiteOutput<'a, L>) {
    let Some(edition) = desk.editions.get(at) else { return };
    for &member in &edition.members {
        let Some(prepared) = desk.prepared.get(member) else { continue };
        let path = route::path(edition.audience, &Route::Article(prepared.cleared.id().clone()));
        let shared = Arc::clone(desk);
        output.page(path, move || page(&shared, at, member));
        for (route, sheet) in card_pages::of(desk, edition, prepared) {
            let shared = Arc::clone(desk);
            output.page(route::path(edition.audience, &route), move || card_pages::page(&shared, (at, member), sheet));
        }
        files(desk, edition, member, output);
    }
}

/// Plans the pictures in the size this edition wants, and the files the body links to.
fn files<'a, L: Lane>(desk: &Arc<Desk<'a, L>>, edition: &Edition<'a>, member: usize, output: &mut SiteOutput<'a, L>) {
    let Some(prepared) = desk.prepared.get(member) else { return };
    if body_is_removed(prepared) {
        return;
    }
    for (key, picture) in &prepared.pictures {
        if key.1 == 0 || key.1 == edition.audience.image_edge_px {
            let (shared, key) = (Arc::clone(desk), key.clone());
            output.asset(picture.path.clone(), prepared.cleared, move || {
                let found = shared.prepared.get(member).and_then(|prepared| prepared.pictures.get(&key));
                found.map_or_else(|| Ok(Vec::new()), super::prepared::Picture::bytes)
            });
        }
    }
    for asset in &prepared.downloads {
        let (asset, sources) = (*asset, desk.inputs.sources);
        let path = route::media(prepared.cleared.id(), &asset.name);
        output.asset(path, prepared.cleared, move || approved_bytes(asset, sources));
    }
}

/// A retraction may take the text and its pictures away for good.
pub(super) fn body_is_removed<L: Lane>(prepared: &Prepared<'_, L>) -> bool {
    prepared.cleared.article().front.retraction.as_ref().is_some_and(|retraction| retraction.remove_body)
}

fn page<L: Lane>(desk: &Desk<'_, L>, at: usize, member: usize) -> Result<Page<L>, BuildFault> {
    let finished = finished(desk, (at, member), Route::Article)?;
    let Finished { ticket, here, edition, mut view, printed } = finished;
    view.body = printed.html;
    let html = desk.inputs.theme.render(&edition.audience.id, TEMPLATE, &view)?;
    let missing = witness::missing(&view, &html);
    witness::refuse(desk.inputs.theme, (&edition.audience.id, TEMPLATE), &here, missing)?;
    Ok(Page::article(&ticket, html))
}

/// Everything a page about one article is made of; the body is not in the view yet.
pub(super) struct Finished<'d, 'a, L: Lane> {
    pub(super) ticket: Ticket<'a, L>,
    pub(super) here: SitePath,
    pub(super) edition: &'d Edition<'a>,
    pub(super) view: ArticleView,
    pub(super) printed: Printed,
}

/// Makes the data of a page about one article.
pub(super) fn finished<'d, 'a, L: Lane>(
    desk: &'d Desk<'a, L>,
    (at, member): (usize, usize),
    route: impl Fn(ArticleId) -> Route,
) -> Result<Finished<'d, 'a, L>, BuildFault> {
    let missing = || BuildFault::Encode("the plan names an article that the edition does not show".to_owned());
    let edition = desk.editions.get(at).ok_or_else(missing)?;
    let prepared = desk.prepared.get(member).ok_or_else(missing)?;
    let ticket = desk.ticket(member, edition.audience).ok_or_else(missing)?;
    let route = route(prepared.cleared.id().clone());
    let here = route::path(edition.audience, &route);
    let front = &prepared.cleared.article().front;
    let (title, summary) = (front.title_for(&edition.audience.id), front.summary_for(&edition.audience.id));
    let chrome = chrome(desk, edition, &route, title.to_owned(), summary.to_owned());
    let printed = if body_is_removed(prepared) {
        Printed::default()
    } else {
        body_of_page(desk, edition, prepared, &|to| route::relative(&here, to))?
    };
    let (han, minutes) = counts(prepared, &layout(desk, edition, prepared));
    let cx = ArticleViewCx {
        settings: desk.inputs.settings,
        audiences: desk.inputs.audiences,
        roster: desk.inputs.roster,
        han,
        minutes,
        topic_href: &|topic| route::relative(&here, &route::path(edition.audience, &Route::Topic(topic.to_owned()))),
        link_article: &|id| {
            let other = desk.prepared.get(desk.member(edition, id)?)?.cleared;
            let path = route::path(edition.audience, &Route::Article(other.id().clone()));
            let label = other.article().front.title_for(&edition.audience.id).to_owned();
            Some(LinkView { label, href: route::relative(&here, &path) })
        },
    };
    let mut view = article_view(&ticket, String::new(), chrome, &cx);
    view.sheets = card_pages::links(desk, edition, prepared, &here);
    Ok(Finished { ticket, here, edition, view, printed })
}

/// Han characters and reading time of what an edition shows.
fn counts<L: Lane>(prepared: &Prepared<'_, L>, layout: &Layout) -> (usize, usize) {
    let blocks = layout.blocks(&prepared.document);
    let han = blocks.iter().filter(|block| block.kind.is_prose()).map(|block| hanzi::count_han(&block.text)).sum();
    (han, hanzi::reading_minutes(han))
}

/// How an edition lays an article out.
pub(super) fn layout<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, prepared: &Prepared<'_, L>) -> Layout {
    let Inputs { audiences, settings, near, .. } = desk.inputs;
    let readers = Readers { audience: edition.audience, audiences, regions: &settings.regions, near };
    edition::layout(&prepared.document, &prepared.cleared.article().front.editions, &readers)
}

/// The body as a page of this edition prints it, cards by their templates.
fn body_of_page<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    prepared: &Prepared<'_, L>,
    address: &dyn Fn(&SitePath) -> String,
) -> Result<Printed, BuildFault> {
    let card = |card: &CardPartView| desk.inputs.theme.card(&edition.audience.id, card);
    printed(desk, edition, prepared, (address, &card))
}

/// The body as feeds carry it: every address absolute, cards without templates.
pub(super) fn body_of_feed<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    prepared: &Prepared<'_, L>,
    address: &dyn Fn(&SitePath) -> String,
) -> Result<String, BuildFault> {
    printed(desk, edition, prepared, (address, &|card| Ok(card.plain()))).map(|printed| printed.html)
}

type Address<'a> = &'a dyn Fn(&SitePath) -> String;
type PrintCard<'a> = &'a dyn Fn(&CardPartView) -> Result<String, TemplateFault>;

fn printed<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    prepared: &Prepared<'_, L>,
    (address, card): (Address<'_>, PrintCard<'_>),
) -> Result<Printed, BuildFault> {
    let front = &prepared.cleared.article().front;
    for picture in prepared.pictures.iter().filter(|(key, _)| key.1 == 0 || key.1 == edition.audience.image_edge_px) {
        // Measures now, so that a broken picture is a fault of this page and not a hole in it.
        picture.1.size()?;
    }
    let sources: Vec<String> = front.sources.iter().map(|source| source.id.value.clone()).collect();
    let credit = |name: &str| {
        let medium = front.media.iter().find(|medium| medium.src.value == name)?;
        medium.credit.clone()
    };
    let cx = BodyCx {
        edition: &edition.audience.id,
        card,
        link: &|dest| link(desk, edition, prepared, dest, address),
        picture: &|dest| {
            let asset = asset_named(&prepared.cleared.article().assets, dest)?;
            let picture = prepared.picture(&asset.name, edition.audience.image_edge_px)?;
            let (width, height) = picture.size().ok()?;
            Some(body::Picture { src: address(&picture.path), width, height, credit: credit(&asset.name) })
        },
        sources: &sources,
    };
    Ok(body::html(&prepared.document, &layout(desk, edition, prepared), &cx)?)
}

/// Where a destination written in the body leads; `None` prints the words alone.
fn link<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    prepared: &Prepared<'_, L>,
    dest: &str,
    address: &dyn Fn(&SitePath) -> String,
) -> Option<String> {
    if dest.starts_with('#') {
        return Some(dest.to_owned());
    }
    if dest.contains(':') {
        return edition.audience.outside_links.then(|| dest.to_owned());
    }
    if let Some(asset) = asset_named(&prepared.cleared.article().assets, dest) {
        let picture = prepared.picture(&asset.name, edition.audience.image_edge_px);
        let path = picture.map_or_else(|| route::media(prepared.cleared.id(), &asset.name), |p| p.path.clone());
        return Some(address(&path));
    }
    let dir = article_dir(&prepared.cleared.article().dir, dest)?;
    let other = desk.prepared.iter().find(|other| other.cleared.article().dir.as_str() == dir)?;
    desk.member(edition, other.cleared.id().as_str())?;
    Some(address(&route::path(edition.audience, &Route::Article(other.cleared.id().clone()))))
}
