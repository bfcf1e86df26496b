//! What readers must hear about text that changed or went: the notices page and what is left of withdrawn articles.

use super::BuildFault;
use super::catalogue::page_size;
use super::chrome::chrome;
use super::desk::{Desk, Edition, approved_at};
use super::paging::{self, Cut, cut};
use super::plan::Plan;
use super::route::{self, Route};
use super::witness;
use crate::gate::clearance::{Cleared, Lane};
use crate::gate::shelf::Tombstone;
use crate::model::article::{ArticleId, Correction};
use crate::model::path::SitePath;
use crate::model::state::State;
use crate::model::units::china_date;
use crate::render::view::{LinkView, NoticeLine, NoticesView, TombstoneView};

/// Something that readers must hear of one article.
#[derive(Clone, Hash)]
pub(super) struct Event {
    is_withdrawal: bool,
    date: String,
    label: String,
    title: String,
    article: ArticleId,
    text: String,
}

/// Plans the notices of one edition.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, at: usize, output: &mut Plan<'a, L>) {
    let Ok(edition) = desk.edition(at) else { return };
    for number in desk.notices(edition).numbers() {
        output.page(route::path(edition.audience, &Route::Notices.page(number)), move |desk| {
            let edition = desk.edition(at)?;
            notices(desk, edition, number).map(|html| desk.listing(html))
        });
    }
    for (stone_at, stone) in desk.tombstones().iter().enumerate() {
        output.page(route::path(edition.audience, &Route::Article(stone.id().clone())), move |desk| {
            let edition = desk.edition(at)?;
            let stone = desk.tombstones().get(stone_at);
            let stone = stone.ok_or_else(|| BuildFault::Encode("no such notice".to_owned()))?;
            tombstone(desk, edition, stone).map(|html| desk.listing(html))
        });
    }
}

fn notices<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, number: Option<usize>) -> Result<String, BuildFault> {
    const TEMPLATE: &str = "notices.html";
    let (list, cut) = (Route::Notices, desk.notices(edition));
    let route = list.page(number);
    let here = route::path(edition.audience, &route);
    let lines = |is_withdrawal| {
        let own = cut.on(number).iter().filter(move |event| event.is_withdrawal == is_withdrawal);
        own.map(|event| line(edition, &here, event)).collect()
    };
    let words = ("更正与撤稿", "改过什么、撤下什么，都在这里公开。");
    let view = NoticesView {
        chrome: chrome(desk, edition, &route, paging::heading(words.0, number), words.1.to_owned()),
        corrections: lines(false),
        withdrawn: lines(true),
        pager: paging::pager(edition.audience, (&list, words.0), number, cut),
    };
    let html = desk.inputs.theme.render(&edition.audience.id, TEMPLATE, &view)?;
    let missing = witness::missing_pages(&view.pager, &html);
    witness::refuse(desk.inputs.theme, (&edition.audience.id, TEMPLATE), &here, missing)?;
    Ok(html)
}

fn line(edition: &Edition<'_>, here: &SitePath, event: &Event) -> NoticeLine {
    let page = route::path(edition.audience, &Route::Article(event.article.clone()));
    NoticeLine {
        date: event.date.clone(),
        label: event.label.clone(),
        title: event.title.clone(),
        href: route::relative(here, &page),
        text: event.text.clone(),
    }
}

/// Corrections and withdrawals together by their days, cut as one list; a text that is approved anew is no longer
/// withdrawn and leaves the list.
pub(super) fn events<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Cut<Event> {
    let mut events = corrections(desk, edition);
    events.extend(withdrawn(desk, edition));
    events.sort_by(|a, b| (&a.date, &b.article, &b.text).cmp(&(&b.date, &a.article, &a.text)));
    let places: Vec<Option<Event>> = events.into_iter().map(Some).collect();
    cut(&places, page_size(desk, edition))
}

fn corrections<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Vec<Event> {
    let shown = desk.articles(desk.members(edition)).map(|prepared| prepared.cleared);
    let of = |cleared: &'_ Cleared<L>| {
        let front = &cleared.article().front;
        let event = |correction: &Correction| Event {
            is_withdrawal: false,
            date: correction.date.value.to_string(),
            label: correction.correction_type.zh().to_owned(),
            title: front.title_with_verdict(&edition.audience.id),
            article: cleared.id().clone(),
            text: correction.summary.clone(),
        };
        front.corrections.iter().map(event).collect::<Vec<_>>()
    };
    shown.flat_map(of).collect()
}

fn withdrawn<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Vec<Event> {
    let stones = desk.tombstones().iter().map(|stone| Event {
        is_withdrawal: true,
        date: china_date(stone.since()).to_string(),
        label: stone.state().zh().to_owned(),
        title: stone.id().to_string(),
        article: stone.id().clone(),
        text: stone.reason().map(|reason| reason.zh.clone()).unwrap_or_default(),
    });
    let shown = desk.articles(desk.members(edition)).map(|prepared| prepared.cleared);
    let marked = shown.filter(|cleared| !cleared.state().is_listed()).map(|cleared| {
        let front = &cleared.article().front;
        let (date, text) = match (&front.retraction, cleared.state()) {
            (Some(retraction), State::Retracted) => (retraction.date.value, retraction.reason.value.clone()),
            _ => (china_date(approved_at(cleared)), String::new()),
        };
        Event {
            is_withdrawal: true,
            date: date.to_string(),
            label: cleared.state().zh().to_owned(),
            title: front.title_with_verdict(&edition.audience.id),
            article: cleared.id().clone(),
            text,
        }
    });
    stones.chain(marked).collect()
}

fn tombstone<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, stone: &Tombstone) -> Result<String, BuildFault> {
    let title = stone.state().zh().to_owned();
    let chrome = chrome(desk, edition, &Route::Article(stone.id().clone()), title.clone(), title);
    let here = route::path(edition.audience, &Route::Article(stone.id().clone()));
    let replaced_by = stone.replaced_by().and_then(|id| desk.article(desk.member(edition, id)?)).map(|other| {
        let front = &other.cleared.article().front;
        let there = route::path(edition.audience, &Route::Article(other.cleared.id().clone()));
        LinkView { label: front.title_with_verdict(&edition.audience.id), href: route::relative(&here, &there) }
    });
    let view = TombstoneView {
        chrome,
        id: stone.id().to_string(),
        state: stone.state().token(),
        state_label: stone.state().zh(),
        since: china_date(stone.since()).to_string(),
        reason: stone.reason().map(|reason| reason.zh.clone()),
        replaced_by,
    };
    Ok(desk.inputs.theme.render(&edition.audience.id, "tombstone.html", &view)?)
}
