//! Pages made of one article's cards: posters of its safety cards, and its one-page brief.

use super::BuildFault;
use super::article_pages::{Finished, body_is_removed, finished};
use super::desk::{Desk, Edition};
use super::prepared::Prepared;
use super::route::{self, Route};
use super::witness;
use crate::gate::clearance::Lane;
use crate::markup::container::Kind;
use crate::model::article::ArticleId;
use crate::model::path::SitePath;
use crate::render::card_page::CardPageView;
use crate::render::page::Page;
use crate::render::view::{ArticleView, LinkView};

/// One kind of such a page.
#[derive(Clone, Copy)]
pub(super) struct Sheet {
    card: Kind,
    template: &'static str,
    label: &'static str,
    route: fn(ArticleId) -> Route,
}

const SHEETS: [Sheet; 2] = [
    Sheet { card: Kind::Safety, template: "poster.html", label: "安全海报", route: Route::Poster },
    Sheet { card: Kind::Brief, template: "brief.html", label: "一页要点", route: Route::Brief },
];

/// Whether cards of a kind can have a page of their own.
pub(super) fn can_have(kind: Kind) -> bool {
    SHEETS.iter().any(|sheet| sheet.card == kind)
}

/// The pages an article has in an edition whose theme can print them.
pub(super) fn of<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    prepared: &Prepared<'_, L>,
) -> Vec<(Route, Sheet)> {
    if body_is_removed(prepared) || !prepared.cleared.state().is_listed() {
        return Vec::new();
    }
    let shown = &prepared.gist(&desk.inputs, edition).sheets;
    let theme = desk.inputs.theme;
    let has = |sheet: &&Sheet| shown.contains(&sheet.card) && theme.has(&edition.audience.id, sheet.template);
    SHEETS.iter().filter(has).map(|sheet| ((sheet.route)(prepared.cleared.id().clone()), *sheet)).collect()
}

/// Whether an edition has this page of an article.
pub(super) fn has<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, id: &ArticleId, route: &Route) -> bool {
    let member = desk.member(edition, id.as_str()).and_then(|at| desk.article(at));
    member.is_some_and(|prepared| of(desk, edition, prepared).iter().any(|(has, _)| has == route))
}

/// Links to those pages from another page of the article.
pub(super) fn links<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    prepared: &Prepared<'_, L>,
    here: &SitePath,
) -> Vec<LinkView> {
    let link = |(route, sheet): (Route, Sheet)| LinkView {
        label: sheet.label.to_owned(),
        href: route::relative(here, &route::path(edition.audience, &route)),
    };
    of(desk, edition, prepared).into_iter().map(link).collect()
}

/// Makes one such page.
pub(super) fn page<L: Lane>(desk: &Desk<'_, L>, of: (usize, usize), sheet: Sheet) -> Result<Page<L>, BuildFault> {
    let Finished { ticket, here, edition, view, printed } = finished(desk, of, sheet.route)?;
    let article = Route::Article(ticket.cleared().id().clone());
    let article = route::relative(&here, &route::path(edition.audience, &article));
    let mut chrome = view.chrome.clone();
    chrome.title = format!("{}：{}", sheet.label, view.title);
    let cards = printed.cards.into_iter().filter(|card| card.kind == sheet.card.token()).collect();
    let owed = view.clone();
    let view = CardPageView { view: ArticleView { chrome, ..view }, cards, article };
    let html = desk.inputs.theme.render(&edition.audience.id, sheet.template, &view)?;
    let missing = witness::missing_on_sheet(&owed, &html);
    witness::refuse(desk.inputs.theme, (&edition.audience.id, sheet.template), &here, missing)?;
    Ok(Page::article(&ticket, html))
}
