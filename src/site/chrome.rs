//! What stands around every page: names, menus, edition switch, feeds, notices in force.

use super::assemble::{Desk, Edition, twin};
use super::route::{self, Route};
use crate::gate::clearance::Lane;
use crate::markup::excerpt::{DESCRIPTION, excerpt};
use crate::model::path::SitePath;
use crate::model::units::{china_datetime, china_rfc3339};
use crate::render::view::{Chrome, EditionView, EmergencyBanner, FeedLink, LinkView, NavLink, SiteView};

/// The chrome of one page.
pub(super) fn chrome<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    route: &Route,
    title: String,
    description: String,
) -> Chrome {
    let here = route::path(edition.audience, route);
    Chrome {
        site: site_view(desk),
        edition: EditionView {
            id: edition.audience.id.clone(),
            label: edition.audience.label.clone(),
            label_en: edition.audience.label_en.clone(),
            intro: edition.audience.intro.clone(),
            common: edition.audience.common,
        },
        title,
        description: excerpt(&description, DESCRIPTION).into_owned(),
        root: route::to_root(&here),
        home: route::relative(&here, &route::path(edition.audience, &Route::Home)),
        editions: editions(desk, edition, route, &here),
        nav: nav(edition, route, &here),
        feeds: feeds(edition, &here),
        css: css(edition, &here),
        statics: format!("{}assets/", route::to_root(&here)),
        canonical: route::absolute(&desk.inputs.settings.base_url.value, &here),
        watermark: L::WATERMARK,
        emergencies: banners(desk, edition, &here),
    }
}

fn site_view<L: Lane>(desk: &Desk<'_, L>) -> SiteView {
    let settings = desk.inputs.settings;
    let filing = |f: &crate::model::site::Filing| LinkView { label: f.number.clone(), href: f.url.clone() };
    SiteView {
        title: settings.title.clone(),
        description: settings.description.clone(),
        publisher: settings.publisher.clone(),
        lang: settings.lang.clone(),
        filings: settings.filings.iter().map(filing).collect(),
        complaint: settings.complaint.as_ref().map(|c| LinkView { label: c.label.clone(), href: c.url.clone() }),
    }
}

fn editions<L: Lane>(desk: &Desk<'_, L>, current: &Edition<'_>, route: &Route, here: &SitePath) -> Vec<NavLink> {
    let link = |edition: &Edition<'_>| NavLink {
        label: edition.audience.label.clone(),
        href: route::relative(here, &twin(desk, edition, route)),
        current: edition.audience.id == current.audience.id,
    };
    desk.editions.iter().map(link).collect()
}

fn nav(edition: &Edition<'_>, route: &Route, here: &SitePath) -> Vec<NavLink> {
    let entries = [
        ("首页", Route::Home),
        ("全部文章", Route::All),
        ("主题", Route::Topics),
        ("地区", Route::Regions),
        ("辟谣", Route::Rumours),
        ("更正与撤稿", Route::Notices),
        ("谁审的", Route::About),
    ];
    let link = |(label, to): (&str, Route)| NavLink {
        label: label.to_owned(),
        href: route::relative(here, &route::path(edition.audience, &to)),
        current: &to == route,
    };
    entries.into_iter().map(link).collect()
}

fn feeds(edition: &Edition<'_>, here: &SitePath) -> Vec<FeedLink> {
    let entries = [
        ("Atom", Route::Atom, "application/atom+xml"),
        ("RSS", Route::Rss, "application/rss+xml"),
        ("JSON Feed", Route::JsonFeed, "application/feed+json"),
    ];
    let link = |(label, to, mime): (&str, Route, &'static str)| FeedLink {
        label: label.to_owned(),
        href: route::relative(here, &route::path(edition.audience, &to)),
        mime,
    };
    entries.into_iter().map(link).collect()
}

fn css(edition: &Edition<'_>, here: &SitePath) -> Vec<String> {
    let sheets = [
        route::asset("base.css"),
        route::asset("cards.css"),
        route::asset("pages.css"),
        route::asset("code.css"),
        route::edition_css(edition.audience),
        route::asset("print.css"),
    ];
    sheets.iter().map(|sheet| route::relative(here, sheet)).collect()
}

fn banners<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, here: &SitePath) -> Vec<EmergencyBanner> {
    let banner = |at: usize| {
        let cleared = desk.prepared.get(at)?.cleared;
        let front = &cleared.article().front;
        let notice = front.emergency.as_ref()?;
        let end = china_datetime(notice.expires.value);
        let level = notice.level.value;
        let provisional = cleared.state() == crate::model::state::State::Provisional;
        Some(EmergencyBanner {
            title: front.title_for(&edition.audience.id).to_owned(),
            href: route::relative(here, &route::path(edition.audience, &Route::Article(cleared.id().clone()))),
            level: format!("{}（{}级）", level.zh(), level.token()),
            until: format!("{}月{}日 {:02}:{:02}", end.month(), end.day(), end.hour(), end.minute()),
            expires: china_rfc3339(notice.expires.value),
            badge: provisional.then(|| "先行发布，正在复核".to_owned()),
        })
    };
    desk.in_force(edition).into_iter().filter_map(banner).collect()
}
