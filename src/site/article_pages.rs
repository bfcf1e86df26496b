//! The page of each article in each edition, and the files it shows.

use super::BuildFault;
use super::card_pages;
use super::chrome::chrome_with;
use super::desk::{Desk, Edition};
use super::gist;
use super::pictures::Step;
use super::plan::Plan;
use super::prepared::{Prepared, article_dir, asset_named};
use super::route::{self, Route};
use super::{script, sharing, structured, witness};
use crate::edition::Layout;
use crate::gate::clearance::{Lane, Ticket};
use crate::markup::citation::without_citations;
use crate::markup::counting::{count_words, reading_minutes};
use crate::markup::outline::Heading;
use crate::model::article::{ArticleId, FrontMatter, Kind};
use crate::model::audience::{Band, Typography};
use crate::model::path::SitePath;
use crate::render::article::{ArticleViewCx, article_view};
use crate::render::body::{self, BodyCx, Choice, Printed, TermCx};
use crate::render::card::CardPartView;
use crate::render::page::Page;
use crate::render::template::TemplateFault;
use crate::render::terms::Term;
use crate::render::view::{ArticleView, LinkView};

/// What makes the page of an article.
const TEMPLATE: &str = "article.html";

/// Plans the pages of an article in an edition, and the files that they show.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, (at, member): (usize, usize), output: &mut Plan<'a, L>) {
    let (Ok(edition), Some(prepared)) = (desk.edition(at), desk.article(member)) else { return };
    let path = route::path(edition.audience, &Route::Article(prepared.cleared.id().clone()));
    output.page(path, move |desk| page(desk, at, member));
    for (route, sheet) in card_pages::of(desk, edition, prepared) {
        output.page(route::path(edition.audience, &route), move |desk| card_pages::page(desk, (at, member), sheet));
    }
    if !body_is_removed(prepared) {
        files(desk, edition, (prepared, member), output);
    }
}

/// Plans the pictures in the sizes this edition wants, and the files the body links to.
fn files<'a, L: Lane>(
    desk: &Desk<'a, L>,
    edition: &Edition<'a>,
    (prepared, member): (&Prepared<'a, L>, usize),
    output: &mut Plan<'a, L>,
) {
    let own = &prepared.gist(&desk.inputs, edition).files;
    for picture in prepared.pictures().iter().filter(|picture| own.iter().any(|name| name == picture.name())) {
        for (path, file) in picture.files(edition.audience.image_edge_px) {
            let name = picture.name();
            output.asset(path, prepared.cleared, move |desk| {
                let found = desk.article(member).and_then(|prepared| prepared.picture_named(name));
                found.map_or_else(|| Ok(Vec::new()), |picture| picture.bytes(file))
            });
        }
    }
    for asset in prepared.downloads().iter().filter(|asset| own.contains(&asset.name)) {
        let asset = *asset;
        let path = route::media(prepared.cleared.id(), &asset.name);
        output.asset(path, prepared.cleared, move |desk| desk.asset(asset));
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
    let edition = desk.edition(at)?;
    let prepared = desk.article(member).ok_or_else(missing)?;
    let ticket = desk.ticket(member, edition.audience).ok_or_else(missing)?;
    let route = route(prepared.cleared.id().clone());
    let here = route::path(edition.audience, &route);
    let front = &prepared.cleared.article().front;
    let title = front.title_for(&edition.audience.id).to_owned();
    let summary = front.summary_with_verdict(&edition.audience.id);
    let shown = layout(desk, edition, prepared);
    let nodes = structured::of_article(&ticket, &sharing::for_machines(desk, edition, prepared, &shown));
    let chrome = chrome_with(desk, edition, &route, (title, summary), nodes);
    let printed = if body_is_removed(prepared) {
        Printed::default()
    } else {
        body_of_page(desk, edition, (prepared, &shown), &|to| route::relative(&here, to))?
    };
    let words = words(prepared, &shown);
    let sound = prepared.sound(&edition.audience.id).filter(|_| !body_is_removed(prepared));
    let audio = sound.map(|asset| route::relative(&here, &route::media(prepared.cleared.id(), &asset.name)));
    let script = route::path(edition.audience, &Route::Script(prepared.cleared.id().clone()));
    let script = script::has_one(prepared).then(|| route::relative(&here, &script));
    let cx = ArticleViewCx {
        audio: audio.as_deref(),
        script: script.as_deref(),
        settings: desk.inputs.settings,
        audiences: desk.inputs.audiences,
        roster: desk.inputs.roster,
        words,
        minutes: reading_minutes(words, edition.audience.language.per_minute),
        topic_href: &|topic| {
            let path = route::path(edition.audience, &Route::Topic(topic.to_owned()));
            (desk.has_topic(edition, topic)).then(|| route::relative(&here, &path))
        },
        link_article: &|id| {
            let other = desk.article(desk.member(edition, id)?)?.cleared;
            let path = route::path(edition.audience, &Route::Article(other.id().clone()));
            let label = other.article().front.title_with_verdict(&edition.audience.id);
            Some(LinkView { label, href: route::relative(&here, &path) })
        },
    };
    let mut view = article_view(&ticket, String::new(), chrome, &cx);
    view.contents = contents(edition, prepared, &shown);
    view.sheets = card_pages::links(desk, edition, prepared, &here);
    view.ages = ages(desk, edition, front, &here);
    view.sharing = sharing::view(desk, edition, prepared);
    Ok(Finished { ticket, here, edition, view, printed })
}

/// The ages that an article names, with the list of each that has one.
fn ages<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, front: &FrontMatter, here: &SitePath) -> Vec<LinkView> {
    let named = edition.audience.bands_of(&front.editions).filter(|band| desk.has_band(edition, &band.id));
    let link = |band: &Band| LinkView {
        label: band.label.clone(),
        href: route::relative(here, &route::path(edition.audience, &Route::Band(band.id.clone()))),
    };
    named.map(link).collect()
}

/// From this many parts on a list of them helps.
const PARTS: usize = 2;

/// The parts of a body with their anchors, where the edition lists them.
fn contents<L: Lane>(edition: &Edition<'_>, prepared: &Prepared<'_, L>, shown: &Layout) -> Vec<LinkView> {
    if !edition.audience.manner.contents || body_is_removed(prepared) {
        return Vec::new();
    }
    let document = prepared.document();
    let headings = shown.headings(&document).into_iter().filter(|heading| heading.level <= 2);
    let part = |heading: &Heading| LinkView { label: heading.text.clone(), href: format!("#{}", heading.id) };
    let parts: Vec<LinkView> = headings.map(part).collect();
    if parts.len() < PARTS { Vec::new() } else { parts }
}

/// Where a body will be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// On a page, where the browser picks the size and format of a picture.
    Page,
    /// In a feed, whose readers know one plain address for a picture.
    Feed,
}

/// Words of what an edition shows.
fn words<L: Lane>(prepared: &Prepared<'_, L>, layout: &Layout) -> usize {
    let document = prepared.document();
    let blocks = layout.blocks(&document).into_iter().filter(|block| block.kind.is_prose());
    blocks.map(|block| count_words(&without_citations(&block.text))).sum()
}

/// How an edition lays an article out.
pub(super) fn layout<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, prepared: &Prepared<'_, L>) -> Layout {
    gist::layout(&desk.inputs, edition.audience, (prepared, &prepared.document()))
}

/// The body as a page of this edition prints it, cards by their templates.
fn body_of_page<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    (prepared, layout): (&Prepared<'_, L>, &Layout),
    address: &dyn Fn(&SitePath) -> String,
) -> Result<Printed, BuildFault> {
    let card = |card: &CardPartView| desk.inputs.theme.card(&edition.audience.id, card);
    let href = |term: &Term| address(&route::path(edition.audience, &Route::Article(term.article.clone())));
    // A glossary explains its own terms where they stand.
    let explains = edition.audience.terms && prepared.cleared.article().front.kind.value != Kind::Glossary;
    let terms = explains.then_some(TermCx { terms: desk.terms(edition), href: &href });
    printed(desk, edition, (prepared, layout), Use::Page, (address, &card, terms))
}

/// The body as feeds carry it: every address absolute, cards without templates.
pub(super) fn body_of_feed<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    prepared: &Prepared<'_, L>,
    address: &dyn Fn(&SitePath) -> String,
) -> Result<String, BuildFault> {
    let layout = layout(desk, edition, prepared);
    let parts: (_, PrintCard<'_>, _) = (address, &|card| Ok(card.plain()), None);
    printed(desk, edition, (prepared, &layout), Use::Feed, parts).map(|printed| printed.html)
}

type Address<'a> = &'a dyn Fn(&SitePath) -> String;
type PrintCard<'a> = &'a dyn Fn(&CardPartView) -> Result<String, TemplateFault>;

fn printed<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    (prepared, layout): (&Prepared<'_, L>, &Layout),
    used: Use,
    (address, card, terms): (Address<'_>, PrintCard<'_>, Option<TermCx<'_>>),
) -> Result<Printed, BuildFault> {
    let front = &prepared.cleared.article().front;
    let edge = edition.audience.image_edge_px;
    for picture in prepared.pictures() {
        // Asked for now, so that a broken picture is a fault of this page and not a hole in it.
        picture.steps(edge)?;
    }
    let sources: Vec<String> = front.sources.iter().map(|source| source.id.value.clone()).collect();
    let credit = |name: &str| {
        let medium = front.media.iter().find(|medium| medium.src.value == name)?;
        medium.credit.clone()
    };
    let cx = BodyCx {
        pinyin: edition.audience.pinyin,
        terms,
        edition: &edition.audience.id,
        body_px: edition.audience.typography.body_px,
        target_px: edition.audience.typography.target_px,
        card,
        link: &|dest| link(desk, edition, prepared, dest, address),
        picture: &|dest| {
            let asset = asset_named(&prepared.cleared.article().assets, dest)?;
            let mut steps = prepared.picture(dest)?.steps(edge).ok()?;
            if used == Use::Feed {
                steps.drain(..steps.len().saturating_sub(1));
                steps.iter_mut().for_each(|step| step.webp = None);
            }
            shown(&steps, &edition.audience.typography, credit(&asset.name), address)
        },
        sources: &sources,
    };
    Ok(body::html(&prepared.document(), layout, &cx)?)
}

/// A picture as the page names it: the largest size, and the others for browsers that choose.
fn shown(
    steps: &[Step],
    face: &Typography,
    credit: Option<String>,
    address: &dyn Fn(&SitePath) -> String,
) -> Option<body::Picture> {
    let largest = steps.last()?;
    let choice =
        |step: &Step| Choice { width: step.width, src: address(&step.fallback), webp: step.webp.as_ref().map(address) };
    let choices =
        if largest.webp.is_none() && steps.len() == 1 { Vec::new() } else { steps.iter().map(choice).collect() };
    let (src, width, height) = (address(&largest.fallback), largest.width, largest.height);
    Some(body::Picture { src, width, height, credit, sizes: body::sizes(face), choices })
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
        let largest = prepared.picture(dest).and_then(|picture| picture.largest(edition.audience.image_edge_px).ok());
        let path = largest.map_or_else(|| route::media(prepared.cleared.id(), &asset.name), |step| step.fallback);
        return Some(address(&path));
    }
    let dir = article_dir(&prepared.cleared.article().dir, dest)?;
    let other = desk.article(desk.in_folder(&dir)?)?;
    desk.member(edition, other.cleared.id().as_str())?;
    Some(address(&route::path(edition.audience, &Route::Article(other.cleared.id().clone()))))
}
