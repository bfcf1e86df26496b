//! What stands around every page: names, menus, edition switch, feeds, notices in force.

use super::desk::{Desk, Edition};
use super::route::{self, FeedForm, Part, Route};
use super::structured::{self, Crumb, Node};
use super::{emergency, lists};
use crate::gate::clearance::Lane;
use crate::markup::excerpt::{DESCRIPTION, excerpt};
use crate::model::path::SitePath;
use crate::render::view::{Chrome, EditionLink, EditionView, FeedLink, LinkView, NavLink, SiteView};

/// The chrome of one page.
pub(super) fn chrome<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    route: &Route,
    title: String,
    description: String,
) -> Chrome {
    chrome_with(desk, edition, route, (title, description), Vec::new())
}

/// The chrome of one page that tells machines of more than its place.
pub(super) fn chrome_with<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    route: &Route,
    (title, description): (String, String),
    mut nodes: Vec<Node>,
) -> Chrome {
    let here = route::path(edition.audience, route);
    nodes.push(place(desk, edition, route, &title));
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
        description: excerpt(&description, DESCRIPTION).into_owned(),
        root: route::to_root(&here),
        home: route::relative(&here, &route::path(edition.audience, &Route::Home)),
        editions: editions(desk, edition, route, &here),
        nav: nav(edition, route, &here),
        feeds: feeds(desk, edition, &Part::default(), &here),
        part_feeds: part_of(desk, edition, route).map(|part| feeds(desk, edition, &part, &here)).unwrap_or_default(),
        subscribe: desk.inputs.online.then(|| route::relative(&here, &route::path(edition.audience, &Route::Feeds))),
        css: css(desk, edition, &here),
        statics: format!("{}assets/", route::to_root(&here)),
        canonical: route::absolute(&desk.inputs.settings.base_url.value, &here),
        watermark: L::WATERMARK,
        emergencies: emergency::banners(desk, edition, &here),
        alerts: desk.inputs.online.then(|| route::relative(&here, &route::path(edition.audience, &Route::Alerts))),
        emergency_page: route::relative(&here, &route::path(edition.audience, &Route::Emergency)),
        // Nobody vouches for an unreviewed page, so it tells machines nothing.
        structured: if L::WATERMARK.is_none() { structured::script(&nodes) } else { None },
    }
}

/// The site itself on a home page, the path from there on any other.
fn place<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, route: &Route, title: &str) -> Node {
    let settings = desk.inputs.settings;
    let address = |to: &Route| route::absolute(&settings.base_url.value, &route::path(edition.audience, to));
    let between = match route {
        Route::Home => return structured::site(settings, address(&Route::Home)),
        Route::Topic(_) | Route::Band(_) => Some(("主题".to_owned(), Route::Topics)),
        Route::Region(_) => Some(("地区".to_owned(), Route::Regions)),
        Route::Calendar(Some(_)) | Route::Season(_) => Some(("日历".to_owned(), Route::Calendar(None))),
        Route::Article(id) => first_topic(desk, edition, id.as_str()),
        Route::Page(list, _) => Some((lists::list_name(desk, edition, list), list.as_ref().clone())),
        _ => None,
    };
    let home = Crumb::new(&format!("{}版首页", edition.audience.label), Some(address(&Route::Home)));
    let between = between.map(|(name, to)| Crumb::new(&name, Some(address(&to))));
    structured::crumbs([home].into_iter().chain(between).chain([Crumb::new(title, None)]).collect())
}

/// The list that an article stands in first.
fn first_topic<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, id: &str) -> Option<(String, Route)> {
    let prepared = desk.article(desk.member(edition, id)?)?;
    let topic = &prepared.cleared.article().front.topics.first()?.value;
    let label = desk.inputs.settings.topic(topic).map_or(topic, |topic| &topic.label);
    let route = Route::Topic(topic.clone());
    // A topic whose every article is retracted or over has no list.
    (desk.has_topic(edition, topic)).then(|| (label.clone(), route))
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

/// A page of a list has no twin: another edition cuts its lists elsewhere, so that they begin at their front.
fn editions<L: Lane>(desk: &Desk<'_, L>, current: &Edition<'_>, route: &Route, here: &SitePath) -> Vec<EditionLink> {
    let link = |edition: &Edition<'_>| {
        let is_current = edition.audience.id == current.audience.id;
        let route = if is_current { route } else { route.front() };
        let twin = desk.twin(edition, route);
        EditionLink {
            id: edition.audience.id.clone(),
            label: edition.audience.label.clone(),
            mark: edition.audience.manner.mark.clone().unwrap_or_default(),
            href: route::relative(here, &twin),
            current: is_current,
            has_page: twin == route::path(edition.audience, route),
        }
    };
    desk.editions().iter().map(link).collect()
}

fn nav(edition: &Edition<'_>, route: &Route, here: &SitePath) -> Vec<NavLink> {
    let entries = [
        ("首页", Route::Home, true),
        ("搜索", Route::Search, true),
        ("全部", Route::All, true),
        ("主题", Route::Topics, true),
        ("辟谣", Route::Rumours, true),
        ("日历", Route::Calendar(None), true),
        ("地区", Route::Regions, false),
        ("应急", Route::Emergency, false),
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

/// The feeds of one part; a part of its own is named in the label.
pub(super) fn feeds<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, part: &Part, here: &SitePath) -> Vec<FeedLink> {
    let name = part.label(desk.inputs.settings, edition.audience);
    let link = |form: FeedForm| FeedLink {
        label: format!("{name} {}", form.label()).trim_start().to_owned(),
        href: route::relative(here, &route::path(edition.audience, &Route::Feed(form, part.clone()))),
        mime: form.mime(),
    };
    FeedForm::ALL.map(link).into()
}

/// The part of an edition that a page is about, if it can be subscribed to.
fn part_of<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, route: &Route) -> Option<Part> {
    let part = match route {
        Route::Topic(topic) => Part { topic: Some(topic.clone()), ..Part::default() },
        Route::Region(code) => Part { region: Some(code.clone()), ..Part::default() },
        Route::Band(id) => Part { band: Some(id.clone()), ..Part::default() },
        _ => return None,
    };
    desk.parts(edition).contains(&part).then_some(part)
}

/// The theme's general sheets in order, the edition's own before the one for paper; a theme need not have them all.
fn css<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, here: &SitePath) -> Vec<String> {
    let has = |name: &&str| desk.inputs.theme.static_files().any(|(path, _)| path == *name);
    let general =
        ["base.css", "article.css", "cards.css", "pages.css", "site.css"].into_iter().filter(has).map(route::asset);
    let paper = Some("print.css").filter(has).map(route::asset);
    let sheets = general.chain([route::asset("code.css"), route::edition_css(edition.audience)]).chain(paper);
    sheets.map(|sheet| route::relative(here, &sheet)).collect()
}
