//! Emergency notices of an edition: the banner on every page, and the page that says what is in force, what ended and
//! whom to call.
//!
//! A notice of a lower level is silent where one of a higher level covers its whole area; elsewhere it still speaks.

use super::BuildFault;
use super::catalogue::page_size;
use super::chrome::chrome;
use super::desk::{Desk, Edition};
use super::paging::{self, Cut, cut};
use super::plan::Plan;
use super::route::{self, Route};
use super::witness;
use crate::gate::clearance::{Cleared, Lane};
use crate::model::alert::heard;
use crate::model::article::{EmergencyLevel, EmergencyNotice, FrontMatter, Kind};
use crate::model::emergency::EmergencyEvent;
use crate::model::path::SitePath;
use crate::model::state::State;
use crate::model::units::{china_datetime, china_rfc3339};
use crate::render::article::{level_label, long_minute};
use crate::render::pages_view::{EmergencyPageView, EndedView, HotlineView, InForceView};
use crate::render::view::EmergencyBanner;
use std::cmp::Reverse;

/// Plans the page of one edition.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, at: usize, output: &mut Plan<'a, L>) {
    let Ok(edition) = desk.edition(at) else { return };
    for number in desk.over(edition).numbers() {
        output.page(route::path(edition.audience, &Route::Emergency.page(number)), move |desk| {
            let edition = desk.edition(at)?;
            page(desk, edition, number).map(|html| desk.listing(html))
        });
    }
}

/// The notice of an article that is one.
pub(super) fn notice(front: &FrontMatter) -> Option<&EmergencyNotice> {
    front.emergency.as_deref().filter(|_| front.kind.value == Kind::Emergency)
}

/// The event a notice is about.
fn event<'d, L: Lane>(desk: &Desk<'d, L>, notice: &EmergencyNotice) -> Option<&'d EmergencyEvent> {
    desk.inputs.emergencies.event(&notice.event.value)
}

/// When a notice ended: by itself, or with the all-clear for its event.
fn ended<L: Lane>(desk: &Desk<'_, L>, notice: &EmergencyNotice) -> Option<(&'static str, jiff::Timestamp)> {
    let clear = event(desk, notice).and_then(|event| event.closed).map(|closed| ("解除于", closed));
    let over = ("到期于", notice.expires.value);
    let first = clear.into_iter().chain([over]).min_by_key(|(_, at)| *at)?;
    desk.is_past(first.1).then_some(first)
}

/// An active notice: its level, what it is known by, the codes of its regions.
type Active<'f> = (EmergencyLevel, usize, Vec<&'f str>);

/// Emergency articles in force for an edition, those of a higher level first, drills last; by index.
pub(super) fn in_force<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Vec<usize> {
    let active = |at: usize| {
        let front = &desk.article(at)?.cleared.article().front;
        let notice = notice(front).filter(|notice| ended(desk, notice).is_none())?;
        let is_drill = event(desk, notice).is_some_and(|event| event.drill);
        let regions = front.region.iter().map(|code| code.value.as_str()).collect();
        Some((is_drill, (notice.level.value, at, regions)))
    };
    let (drills, live): (Vec<_>, Vec<_>) =
        desk.emergencies(edition).iter().filter_map(|at| active(*at)).partition(|(is_drill, _)| *is_drill);
    // A drill of the highest level must not silence what is real.
    loudest(live).chain(loudest(drills)).collect()
}

fn loudest<'f>(some: Vec<(bool, Active<'f>)>) -> impl Iterator<Item = usize> + use<'f> {
    heard(some, |(_, one)| (one.0, one.2.clone())).into_iter().map(|(_, one)| one.1)
}

fn badge<L: Lane>(cleared: &Cleared<L>) -> Option<String> {
    (cleared.state() == State::Provisional).then(|| "先行发布，正在复核".to_owned())
}

fn area<L: Lane>(desk: &Desk<'_, L>, front: &FrontMatter) -> Vec<String> {
    front.region.iter().map(|code| desk.inputs.settings.region_label(&code.value).to_owned()).collect()
}

/// The notices in force as every page of an edition shows them first.
pub(super) fn banners<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, here: &SitePath) -> Vec<EmergencyBanner> {
    let banner = |at: usize| {
        let cleared = desk.article(at)?.cleared;
        let front = &cleared.article().front;
        let notice = notice(front)?;
        let end = china_datetime(notice.expires.value);
        Some(EmergencyBanner {
            article: cleared.id().as_str().to_owned(),
            title: front.title_for(&edition.audience.id).to_owned(),
            href: route::relative(here, &route::path(edition.audience, &Route::Article(cleared.id().clone()))),
            level: level_label(notice.level.value),
            area: area(desk, front).join("、"),
            until: format!("{}月{}日 {:02}:{:02}", end.month(), end.day(), end.hour(), end.minute()),
            issued: china_rfc3339(notice.issued.value),
            expires: china_rfc3339(notice.expires.value),
            drill: event(desk, notice).is_some_and(|event| event.drill),
            badge: badge(cleared),
        })
    };
    in_force(desk, edition).into_iter().filter_map(banner).collect()
}

fn page<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, number: Option<usize>) -> Result<String, BuildFault> {
    const TEMPLATE: &str = "emergency-page.html";
    let list = Route::Emergency;
    let route = list.page(number);
    let here = route::path(edition.audience, &route);
    let words = ("应急提示", "遇到突发事件，先看这里：什么事、哪里、到什么时候、怎么做。");
    let hotline = |line: &crate::model::site::Hotline| HotlineView {
        number: line.number.clone(),
        label: line.label.clone(),
        href: desk.inputs.online.then(|| format!("tel:{}", line.number)),
    };
    let shown = if number.is_none() { in_force(desk, edition) } else { Vec::new() };
    let (heading, cut) = (paging::heading(words.0, number), desk.over(edition));
    let view = EmergencyPageView {
        chrome: chrome(desk, edition, &route, heading.clone(), words.1.to_owned()),
        heading,
        intro: words.1,
        in_force: shown.iter().filter_map(|at| in_force_view(desk, edition, &here, *at)).collect(),
        ended: cut.on(number).iter().filter_map(|at| ended_view(desk, edition, &here, *at)).collect(),
        hotlines: desk.inputs.settings.hotlines.iter().map(hotline).collect(),
        pager: paging::pager(edition.audience, (&list, words.0), number, cut),
    };
    let html = desk.inputs.theme.render(&edition.audience.id, TEMPLATE, &view)?;
    let missing = witness::missing_pages(&view.pager, &html);
    witness::refuse(desk.inputs.theme, (&edition.audience.id, TEMPLATE), &here, missing)?;
    Ok(html)
}

fn in_force_view<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    here: &SitePath,
    at: usize,
) -> Option<InForceView> {
    let cleared = desk.article(at)?.cleared;
    let front = &cleared.article().front;
    let notice = notice(front)?;
    Some(InForceView {
        title: front.title_for(&edition.audience.id).to_owned(),
        href: route::relative(here, &route::path(edition.audience, &Route::Article(cleared.id().clone()))),
        summary: front.summary_for(&edition.audience.id).to_owned(),
        category: notice.category.value.zh(),
        level: level_label(notice.level.value),
        area: area(desk, front),
        authority: notice.authority.clone(),
        issued: long_minute(notice.issued.value),
        expires: long_minute(notice.expires.value),
        issued_at: china_rfc3339(notice.issued.value),
        expires_at: china_rfc3339(notice.expires.value),
        drill: event(desk, notice).is_some_and(|event| event.drill),
        badge: badge(cleared),
    })
}

/// Notices that ended and may still be read, by their end, cut as one list; the all-clear for an event may still move
/// the end of those about it.
pub(super) fn over<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Cut<usize> {
    let end = |at: &usize| {
        let cleared = desk.article(*at)?.cleared;
        let (_, end) = ended(desk, notice(&cleared.article().front)?)?;
        Some((end, Reverse(cleared.id()), *at))
    };
    let mut over: Vec<_> = desk.members(edition).iter().filter_map(end).collect();
    over.sort();
    let places: Vec<Option<usize>> = over.into_iter().map(|(.., at)| Some(at)).collect();
    cut(&places, page_size(desk, edition))
}

fn ended_view<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, here: &SitePath, at: usize) -> Option<EndedView> {
    let cleared = desk.article(at)?.cleared;
    let front = &cleared.article().front;
    let notice = notice(front)?;
    let (how, end) = ended(desk, notice)?;
    Some(EndedView {
        title: front.title_for(&edition.audience.id).to_owned(),
        href: route::relative(here, &route::path(edition.audience, &Route::Article(cleared.id().clone()))),
        how,
        when: long_minute(end),
        drill: event(desk, notice).is_some_and(|event| event.drill),
    })
}
