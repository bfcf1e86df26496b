//! Home pages and lists: all, topics, regions, rumours, and who reviewed.

use std::collections::{BTreeMap, BTreeSet};

use super::BuildFault;
use super::cards::cards;
use super::catalogue::List;
use super::chrome::chrome;
use super::desk::{Desk, Edition};
use super::plan::Plan;
use super::route::{self, Part, Route};
use super::{calendar, emergency, witness};
use super::{paging, part};
use crate::gate::clearance::Lane;
use crate::model::article::Kind;
use crate::model::audience::Band;
use crate::model::path::SitePath;
use crate::model::roster::Stage;
use crate::render::view::{
    AboutView, CardView, ChoiceView, CountedLink, HomeView, IndexGroup, IndexView, ListView, PersonView,
};

/// Newest articles on a home page: three rows of three on a wide screen.
const HOME_LATEST: usize = 9;
/// Newest refutations on a home page: two rows of three.
const HOME_RUMOURS: usize = 6;

/// Plans the lists of one edition, and the root's choice of editions once.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, at: usize, output: &mut Plan<'a, L>) {
    let Ok(edition) = desk.edition(at) else { return };
    let mut add = |route: Route, make: fn(&Desk<'a, L>, &Edition<'a>, &Route) -> Result<String, BuildFault>| {
        let path = route::path(edition.audience, &route);
        output.page(path, move |desk| {
            let edition = desk.edition(at)?;
            make(desk, edition, &route).map(|html| desk.listing(html))
        });
    };
    add(Route::Home, home);
    add(Route::Topics, topics);
    add(Route::Regions, regions);
    add(Route::About, about);
    for (nth, list) in desk.lists(edition).iter().enumerate() {
        for number in list.cut.numbers() {
            output.page(route::path(edition.audience, &list.route.page(number)), move |desk| {
                page_of(desk, (at, nth), number).map(|html| desk.listing(html))
            });
        }
    }
    let has_common = desk.editions().iter().any(|edition| edition.audience.common);
    if at == 0 && !has_common {
        output.page(route::root("index.html"), move |desk| root_choice(desk).map(|html| desk.listing(html)));
    }
}

/// Ages of an edition that a listed article names.
pub(super) fn bands<'d, L: Lane>(desk: &'d Desk<'_, L>, edition: &'d Edition<'_>) -> impl Iterator<Item = &'d Band> {
    edition.audience.bands.iter().filter(move |band| desk.has_band(edition, &band.id))
}

fn of_age<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, id: &str) -> Vec<usize> {
    let part = Part { band: Some(id.to_owned()), ..Part::default() };
    part::listed(desk, edition, &part).collect()
}

fn of_kind<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, kind: Kind) -> Vec<usize> {
    let is = |at: &usize| desk.article(*at).is_some_and(|p| p.cleared.article().front.kind.value == kind);
    desk.listed(edition).iter().copied().filter(is).collect()
}

fn home<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, route: &Route) -> Result<String, BuildFault> {
    let here = route::path(edition.audience, route);
    let rumours = of_kind(desk, edition, Kind::Rebuttal);
    let latest: Vec<usize> =
        desk.listed(edition).iter().copied().filter(|at| !rumours.contains(at)).take(HOME_LATEST).collect();
    let title = if edition.audience.common { "首页".to_owned() } else { format!("{}版", edition.audience.label) };
    let lead = lead(desk, edition, &here, &latest)?;
    let (terms, places) = calendar::season(desk, edition, &here);
    let view = HomeView {
        chrome: chrome(desk, edition, route, title, edition.audience.intro.clone()),
        choices: if edition.audience.common { choices(desk, &here) } else { Vec::new() },
        lead,
        emergency: cards(desk, edition, &here, emergency::in_force(desk, edition))?,
        day: calendar::slot(desk, edition),
        calendar: route::relative(&here, &route::path(edition.audience, &Route::Calendar(None))),
        terms,
        places,
        latest: cards(desk, edition, &here, latest)?,
        rumours: cards(desk, edition, &here, rumours.iter().copied().take(HOME_RUMOURS))?,
        topics: topic_links(desk, edition, &here),
        total: desk.count(edition),
    };
    render_home(desk, edition, &here, &view)
}

/// What the first screen shows: the newest article with a picture, leaving notices in force to their banner.
fn lead<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    here: &SitePath,
    latest: &[usize],
) -> Result<Option<CardView>, BuildFault> {
    let urgent = emergency::in_force(desk, edition);
    let calm = latest.iter().copied().filter(|at| !urgent.contains(at));
    Ok(cards(desk, edition, here, calm)?.into_iter().find(|card| card.cover.is_some()))
}

/// The start page of a bundle without the common edition: a choice of the editions in it.
fn root_choice<L: Lane>(desk: &Desk<'_, L>) -> Result<String, BuildFault> {
    let edition = desk.editions().first().ok_or_else(|| BuildFault::Encode("a site without editions".to_owned()))?;
    let here = route::root("index.html");
    let mut chrome = chrome(desk, edition, &Route::Home, "首页".to_owned(), desk.inputs.settings.description.clone());
    // The page stands one folder above the edition's home: take the addresses from there.
    let from_edition = format!("{}/", edition.audience.id);
    let lift = |href: &str| href.strip_prefix("../").map_or_else(|| format!("{from_edition}{href}"), str::to_owned);
    chrome.root = route::to_root(&here);
    chrome.statics = "assets/".to_owned();
    chrome.home = lift(&chrome.home);
    chrome.css = chrome.css.iter().map(|href| lift(href)).collect();
    chrome.nav.iter_mut().for_each(|link| link.href = lift(&link.href));
    chrome.editions.iter_mut().for_each(|link| link.href = lift(&link.href));
    chrome.feeds.iter_mut().for_each(|link| link.href = lift(&link.href));
    chrome.subscribe = chrome.subscribe.map(|href| lift(&href));
    chrome.emergency_page = lift(&chrome.emergency_page);
    chrome.alerts = chrome.alerts.map(|href| lift(&href));
    chrome.emergencies.iter_mut().for_each(|banner| banner.href = lift(&banner.href));
    chrome.canonical = route::absolute(&desk.inputs.settings.base_url.value, &here);
    let view = HomeView {
        chrome,
        choices: choices(desk, &here),
        lead: None,
        emergency: Vec::new(),
        day: None,
        calendar: String::new(),
        terms: Vec::new(),
        places: Vec::new(),
        latest: Vec::new(),
        rumours: Vec::new(),
        topics: Vec::new(),
        total: 0,
    };
    render_home(desk, edition, &here, &view)
}

/// A home page that shows the filing numbers and how to complain.
fn render_home<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    here: &SitePath,
    view: &HomeView,
) -> Result<String, BuildFault> {
    const TEMPLATE: &str = "home.html";
    let html = desk.inputs.theme.render(&edition.audience.id, TEMPLATE, view)?;
    let missing = witness::missing_on_home(&view.chrome, &html);
    witness::refuse(desk.inputs.theme, (&edition.audience.id, TEMPLATE), here, missing)?;
    Ok(html)
}

fn choices<L: Lane>(desk: &Desk<'_, L>, here: &SitePath) -> Vec<ChoiceView> {
    let choice = |edition: &Edition<'_>| ChoiceView {
        id: edition.audience.id.clone(),
        label: edition.audience.label.clone(),
        mark: edition.audience.manner.mark.clone().unwrap_or_default(),
        intro: edition.audience.intro.clone(),
        href: route::relative(here, &route::path(edition.audience, &Route::Home)),
        count: desk.count(edition),
    };
    desk.editions().iter().filter(|edition| !edition.audience.common).map(choice).collect()
}

/// Each topic with articles of an edition, as seen from a page.
pub(super) fn topic_links<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, here: &SitePath) -> Vec<CountedLink> {
    let link = |topic: &crate::model::site::Topic| CountedLink {
        label: topic.label.clone(),
        href: route::relative(here, &route::path(edition.audience, &Route::Topic(topic.id.value.clone()))),
        count: desk.of_topic(edition, &topic.id.value).len(),
    };
    let topics = desk.inputs.settings.topics.iter();
    topics.filter(|topic| desk.has_topic(edition, &topic.id.value)).map(link).collect()
}

/// One page of a list, by the numbers of its edition and of the list in it.
fn page_of<L: Lane>(
    desk: &Desk<'_, L>,
    (at, nth): (usize, usize),
    number: Option<usize>,
) -> Result<String, BuildFault> {
    const TEMPLATE: &str = "list.html";
    let edition = desk.edition(at)?;
    let lists = desk.lists(edition);
    let List { route: list, cut } = lists.get(nth).ok_or_else(|| BuildFault::Encode("no such list".to_owned()))?;
    let route = list.page(number);
    let here = route::path(edition.audience, &route);
    let (name, intro) = words(desk, edition, list);
    let heading = paging::heading(&name, number);
    let intro =
        if number.is_none() { intro } else { format!("{name}，按首次发布的先后分页，第 1 页最早。") };
    let view = ListView {
        chrome: chrome(desk, edition, &route, heading.clone(), intro.clone()),
        heading,
        intro,
        cards: cards(desk, edition, &here, cut.on(number).iter().copied())?,
        pager: paging::pager(edition.audience, (list, &name), number, cut),
    };
    let html = desk.inputs.theme.render(&edition.audience.id, TEMPLATE, &view)?;
    let missing = witness::missing_pages(&view.pager, &html);
    witness::refuse(desk.inputs.theme, (&edition.audience.id, TEMPLATE), &here, missing)?;
    Ok(html)
}

/// What the front of a list is called.
pub(super) fn list_name<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, list: &Route) -> String {
    match list {
        Route::Notices => "更正与撤稿".to_owned(),
        Route::Emergency => "应急提示".to_owned(),
        list => words(desk, edition, list).0,
    }
}

/// What a list of articles is called, and a sentence about it.
fn words<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, list: &Route) -> (String, String) {
    let (settings, audience) = (desk.inputs.settings, edition.audience);
    let part = |label: &str, intro: String| (label.to_owned(), intro);
    match list {
        Route::Rumours => part("辟谣", "每条流言都附结论；结论由相关专业的审核人给出。".to_owned()),
        Route::Topic(id) => {
            let label = settings.topic(id).map_or(id.as_str(), |topic| &topic.label);
            part(label, format!("主题“{label}”下的文章。"))
        }
        Route::Region(code) => {
            let label = settings.region_label(code);
            part(label, format!("适用于{label}的文章。"))
        }
        Route::Band(id) => {
            let label = part::band_label(audience, id);
            part(label, format!("写给{label}读者的文章。"))
        }
        Route::Season(name) => part(name, format!("时令“{name}”的文章。")),
        _ => part("全部文章", format!("{}版全部文章，新近审定的在前。", audience.label)),
    }
}

fn topics<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, route: &Route) -> Result<String, BuildFault> {
    let here = route::path(edition.audience, route);
    let age = |band: &Band| CountedLink {
        label: band.label.clone(),
        href: route::relative(&here, &route::path(edition.audience, &Route::Band(band.id.clone()))),
        count: of_age(desk, edition, &band.id).len(),
    };
    let ages = IndexGroup { label: "按年龄".to_owned(), links: bands(desk, edition).map(age).collect() };
    let topics = IndexGroup { label: "按主题".to_owned(), links: topic_links(desk, edition, &here) };
    let groups = [ages, topics].into_iter().filter(|group| !group.links.is_empty()).collect();
    index(desk, edition, route, ("主题", "按主题找文章。"), groups)
}

fn regions<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, route: &Route) -> Result<String, BuildFault> {
    let here = route::path(edition.audience, route);
    let link = |code: &String| CountedLink {
        label: desk.inputs.settings.region_label(code).to_owned(),
        href: route::relative(&here, &route::path(edition.audience, &Route::Region(code.clone()))),
        count: desk.of_region(edition, code).len(),
    };
    let groups = vec![IndexGroup { label: "按地区".to_owned(), links: desk.regions(edition).map(link).collect() }];
    index(desk, edition, route, ("地区", "按适用地区找文章。"), groups)
}

fn index<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    route: &Route,
    words: (&str, &str),
    groups: Vec<IndexGroup>,
) -> Result<String, BuildFault> {
    let chrome = chrome(desk, edition, route, words.0.to_owned(), words.1.to_owned());
    let view = IndexView { chrome, heading: words.0.to_owned(), intro: words.1.to_owned(), groups };
    Ok(desk.inputs.theme.render(&edition.audience.id, "index.html", &view)?)
}

fn about<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, route: &Route) -> Result<String, BuildFault> {
    let mut people: BTreeMap<String, (PersonView, BTreeSet<Stage>)> = BTreeMap::new();
    for prepared in desk.articles(desk.listed(edition)) {
        let credits = L::approval(prepared.cleared.stamp()).map(|approval| approval.credits.as_slice());
        for credit in credits.unwrap_or_default() {
            let person = PersonView {
                name: credit.name.to_string(),
                title: credit.title.as_deref().map(str::to_owned),
                org: credit.org.as_deref().map(str::to_owned),
                stages: Vec::new(),
                count: 0,
            };
            let entry = people.entry(credit.person.to_string()).or_insert((person, BTreeSet::new()));
            entry.0.count += 1;
            entry.1.insert(credit.stage);
        }
    }
    let people = people
        .into_values()
        .map(|(person, stages)| PersonView { stages: stages.into_iter().map(Stage::zh).collect(), ..person });
    let words = ("谁审的", "本站每篇文章由谁、在何时、就哪一版签署，逐篇可查。");
    let chrome = chrome(desk, edition, route, words.0.to_owned(), words.1.to_owned());
    let view = AboutView { chrome, people: people.collect() };
    Ok(desk.inputs.theme.render(&edition.audience.id, "about.html", &view)?)
}
