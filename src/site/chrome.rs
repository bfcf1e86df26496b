//! What stands around every page: names, menus, edition switch, feeds, notices in force.

use super::assemble::{Desk, Edition, twin};
use super::route::{self, Route};
use crate::gate::clearance::Lane;
use crate::model::path::SitePath;
use crate::model::units::{china_datetime, china_rfc3339};
use crate::render::view::{Chrome, EditionLink, EditionView, EmergencyBanner, FeedLink, LinkView, NavLink, SiteView};

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
            mark: edition.audience.manner.mark.clone().unwrap_or_default(),
            lead_label: edition.audience.manner.lead_label.clone(),
            rest_minutes: edition.audience.manner.rest_minutes,
            note: edition.audience.manner.note.clone(),
            outside_links: edition.audience.outside_links,
        },
        title,
        description,
        root: route::to_root(&here),
        home: route::relative(&here, &route::path(edition.audience, &Route::Home)),
        editions: editions(desk, edition, route, &here),
        nav: nav(edition, route, &here),
        feeds: feeds(edition, &here),
        css: css(desk, edition, &here),
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

fn editions<L: Lane>(desk: &Desk<'_, L>, current: &Edition<'_>, route: &Route, here: &SitePath) -> Vec<EditionLink> {
    let link = |edition: &Edition<'_>| {
        let twin = twin(desk, edition, route);
        EditionLink {
            id: edition.audience.id.clone(),
            label: edition.audience.label.clone(),
            mark: edition.audience.manner.mark.clone().unwrap_or_default(),
            href: route::relative(here, &twin),
            current: edition.audience.id == current.audience.id,
            has_page: twin == route::path(edition.audience, route),
        }
    };
    desk.editions.iter().map(link).collect()
}

fn nav(edition: &Edition<'_>, route: &Route, here: &SitePath) -> Vec<NavLink> {
    let entries = [
        ("首页", Route::Home, true),
        ("搜索", Route::Search, true),
        ("全部", Route::All, true),
        ("主题", Route::Topics, true),
        ("地区", Route::Regions, true),
        ("辟谣", Route::Rumours, true),
        ("更正与撤稿", Route::Notices, false),
        ("谁审的", Route::About, false),
    ];
    let link = |(label, to, first): (&str, Route, bool)| NavLink {
        label: label.to_owned(),
        href: route::relative(here, &route::path(edition.audience, &to)),
        current: &to == route,
        first,
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

/// The theme's general sheets in order, the edition's own before the one for paper; a theme need not have them all.
fn css<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, here: &SitePath) -> Vec<String> {
    let has = |name: &&str| desk.inputs.theme.static_files().any(|(path, _)| path == *name);
    let general = ["base.css", "article.css", "cards.css", "pages.css", "site.css"].into_iter().filter(has).map(route::asset);
    let paper = Some("print.css").filter(has).map(route::asset);
    let sheets = general.chain([route::asset("code.css"), route::edition_css(edition.audience)]).chain(paper);
    sheets.map(|sheet| route::relative(here, &sheet)).collect()
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
