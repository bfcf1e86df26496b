//! What readers must hear about text that changed or went: the notices page and what is left of withdrawn articles.

use super::BuildFault;
use super::chrome::chrome;
use super::desk::{Desk, Edition, approved_at};
use super::plan::Plan;
use super::route::{self, Route};
use crate::gate::clearance::Lane;
use crate::gate::shelf::Tombstone;
use crate::model::state::State;
use crate::model::units::china_date;
use crate::render::view::{LinkView, NoticeLine, NoticesView, TombstoneView};

/// Plans the notices of one edition.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, at: usize, output: &mut Plan<'a, L>) {
    let Ok(edition) = desk.edition(at) else { return };
    output.page(route::path(edition.audience, &Route::Notices), move |desk| {
        let edition = desk.edition(at)?;
        notices(desk, edition).map(|html| desk.listing(html))
    });
    for (stone_at, stone) in desk.tombstones().iter().enumerate() {
        output.page(route::path(edition.audience, &Route::Article(stone.id().clone())), move |desk| {
            let edition = desk.edition(at)?;
            let stone = desk.tombstones().get(stone_at);
            let stone = stone.ok_or_else(|| BuildFault::Encode("no such notice".to_owned()))?;
            tombstone(desk, edition, stone).map(|html| desk.listing(html))
        });
    }
}

fn notices<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Result<String, BuildFault> {
    let route = Route::Notices;
    let mut corrections = corrections(desk, edition);
    let mut withdrawn = withdrawn(desk, edition);
    let newest_first = |a: &NoticeLine, b: &NoticeLine| (&b.date, &a.href, &a.text).cmp(&(&a.date, &b.href, &b.text));
    corrections.sort_by(newest_first);
    withdrawn.sort_by(newest_first);
    let words = ("更正与撤稿", "改过什么、撤下什么，都在这里公开。");
    let chrome = chrome(desk, edition, &route, words.0.to_owned(), words.1.to_owned());
    let view = NoticesView { chrome, corrections, withdrawn };
    Ok(desk.inputs.theme.render(&edition.audience.id, "notices.html", &view)?)
}

fn corrections<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Vec<NoticeLine> {
    let here = route::path(edition.audience, &Route::Notices);
    let shown = desk.articles(desk.members(edition)).map(|prepared| prepared.cleared);
    shown
        .flat_map(|cleared| {
            let front = &cleared.article().front;
            let to = route::path(edition.audience, &Route::Article(cleared.id().clone()));
            let href = route::relative(&here, &to);
            front.corrections.iter().map(move |correction| NoticeLine {
                date: correction.date.value.to_string(),
                label: correction.correction_type.zh().to_owned(),
                title: front.title_with_verdict(&edition.audience.id),
                href: href.clone(),
                text: correction.summary.clone(),
            })
        })
        .collect()
}

fn withdrawn<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Vec<NoticeLine> {
    let here = route::path(edition.audience, &Route::Notices);
    let address = |id: &crate::model::article::ArticleId| {
        route::relative(&here, &route::path(edition.audience, &Route::Article(id.clone())))
    };
    let stones = desk.tombstones().iter().map(|stone| NoticeLine {
        date: china_date(stone.since()).to_string(),
        label: stone.state().zh().to_owned(),
        title: stone.id().to_string(),
        href: address(stone.id()),
        text: stone.reason().map(|reason| reason.zh.clone()).unwrap_or_default(),
    });
    let shown = desk.articles(desk.members(edition)).map(|prepared| prepared.cleared);
    let marked = shown.filter(|cleared| !cleared.state().is_listed()).map(|cleared| {
        let front = &cleared.article().front;
        let (date, text) = match (&front.retraction, cleared.state()) {
            (Some(retraction), State::Retracted) => (retraction.date.value, retraction.reason.value.clone()),
            _ => (china_date(approved_at(cleared)), String::new()),
        };
        NoticeLine {
            date: date.to_string(),
            label: cleared.state().zh().to_owned(),
            title: front.title_with_verdict(&edition.audience.id),
            href: address(cleared.id()),
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
