//! The calendar of an edition: solar terms, themed days of the next twelve months, and the articles that belong to each.
//!
//! One page is for everybody, and one for each region that seasonal articles name, with what applies there. The page
//! is right on the day of the build; a script moves the mark for bundles that are months old.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::BuildFault;
use super::catalogue::{self, SHOWN};
use super::chrome::chrome_with;
use super::desk::{Desk, Edition};
use super::farm_work::{self, FarmWork};
use super::part::applies_in;
use super::plan::Plan;
use super::route::{self, Route};
use super::structured::{self, Node};
use crate::gate::clearance::Lane;
use crate::model::article::FrontMatter;
use crate::model::days::{DaySpan, ThemedDay};
use crate::model::path::SitePath;
use crate::model::solar::{self, SolarTerm};
use crate::render::pages_view::{AwaitedView, CalendarView, DayView, SeasonView, TermView, WorkView};
use crate::render::view::{CountedLink, LinkView};

/// Terms on the page: a year, and the one that follows it.
const TERMS: usize = 25;
/// Articles under one themed day; the rest stand in the lists of its topics.
const DAY_ARTICLES: usize = 6;

/// Plans the calendars of one edition.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, at: usize, output: &mut Plan<'a, L>) {
    let Ok(edition) = desk.edition(at) else { return };
    for region in [None].into_iter().chain(desk.calendars(edition).iter().cloned().map(Some)) {
        let route = Route::Calendar(region.clone());
        output.page(route::path(edition.audience, &route), move |desk| {
            let edition = desk.edition(at)?;
            page(desk, edition, region.as_deref()).map(|html| desk.listing(html))
        });
    }
}

/// Regions with a calendar of their own: those that a listed seasonal article or farm card names.
pub(super) fn named<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> BTreeSet<String> {
    let fronts = desk.articles(desk.listed(edition)).map(|p| &p.cleared.article().front);
    let seasonal = fronts.filter(|front| front.season.is_some());
    let named = seasonal.flat_map(|front| front.region.iter().map(|code| code.value.clone()));
    let work = farm_work::all(desk, edition, &route::path(edition.audience, &Route::Calendar(None)));
    named.chain(work.iter().flat_map(|work| work.regions().to_vec())).collect()
}

/// One calendar in the making.
struct Sheet<'d, 'a, 'e, L: Lane> {
    desk: &'d Desk<'a, L>,
    edition: &'d Edition<'e>,
    region: Option<&'d str>,
    here: SitePath,
    today: Date,
    work: Vec<FarmWork>,
}

fn page<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, region: Option<&str>) -> Result<String, BuildFault> {
    let route = Route::Calendar(region.map(str::to_owned));
    let here = route::path(edition.audience, &route);
    let work = farm_work::all(desk, edition, &here);
    let sheet = Sheet { desk, edition, region, here, today: desk.today(), work };
    let place = region.map(|code| desk.inputs.settings.region_label(code));
    let heading = place.map_or_else(|| "节气与主题日".to_owned(), |place| format!("{place} · 节气与主题日"));
    let intro = match place {
        Some(place) => format!("在{place}，现在该做什么、看什么。"),
        None => "按农时和主题日找文章：现在该做什么、看什么。".to_owned(),
    };
    let days = sheet.days();
    let nodes = days.iter().map(|(day, span)| sheet.event(day, *span)).collect();
    let view = CalendarView {
        chrome: chrome_with(desk, edition, &route, (heading.clone(), intro.clone()), nodes),
        heading,
        intro,
        terms: solar::terms_from(sheet.today, TERMS).into_iter().map(|term| sheet.term(term)).collect(),
        seasons: sheet.other_seasons(),
        days: days.iter().map(|(day, span)| sheet.day(day, *span)).collect(),
        awaited: sheet.awaited(),
        regions: sheet.region_links(),
    };
    Ok(desk.inputs.theme.render(&edition.audience.id, "calendar.html", &view)?)
}

/// Solar terms on a home page: this one and what is coming.
const HOME_TERMS: usize = 3;

/// What a home page says of the season: the terms that have something, and the calendars of regions.
pub(super) fn season<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    here: &SitePath,
) -> (Vec<TermView>, Vec<LinkView>) {
    let work = farm_work::all(desk, edition, here);
    let sheet = Sheet { desk, edition, region: None, here: here.clone(), today: desk.today(), work };
    let terms = solar::terms_from(sheet.today, TERMS).into_iter().map(|term| sheet.term(term));
    let says = |term: &TermView| !term.work.is_empty() || !term.articles.is_empty();
    (terms.filter(says).take(HOME_TERMS).collect(), sheet.region_links())
}

impl<L: Lane> Sheet<'_, '_, '_, L> {
    /// Articles of the sheet's region that fit, newest first.
    fn articles(&self, fits: impl Fn(&FrontMatter) -> bool) -> Vec<LinkView> {
        let here = |front: &FrontMatter| self.region.is_none_or(|region| applies_in(front, region));
        let listed = self.desk.articles(self.desk.listed(self.edition));
        let fitting = listed.map(|prepared| prepared.cleared).filter(|cleared| {
            let front = &cleared.article().front;
            here(front) && fits(front)
        });
        let audience = self.edition.audience;
        fitting
            .map(|cleared| LinkView {
                label: cleared.article().front.title_with_verdict(&audience.id),
                href: route::relative(&self.here, &route::path(audience, &Route::Article(cleared.id().clone()))),
            })
            .collect()
    }

    fn term(&self, term: SolarTerm) -> TermView {
        let is_now = (term.first..=term.last).contains(&self.today);
        let more = self.more(term.name);
        let most = if more.is_some() { SHOWN } else { usize::MAX };
        let articles = self.articles(|front| front.seasons().any(|season| season.contains(term.name)));
        TermView {
            name: term.name,
            first: term.first.to_string(),
            last: term.last.to_string(),
            now: is_now,
            work: self.work_in(term.name).into_iter().take(most).collect(),
            articles: articles.into_iter().take(most).collect(),
            more,
        }
    }

    /// The list of a season that has more than the calendar shows.
    fn more(&self, season: &str) -> Option<CountedLink> {
        let audience = self.edition.audience;
        let list = catalogue::list(self.desk, self.edition, &Route::Season(season.to_owned()))?;
        let href = route::relative(&self.here, &route::path(audience, &list.route));
        Some(CountedLink { label: format!("“{season}”全部"), href, count: list.cut.total })
    }

    fn work_in(&self, term: &str) -> Vec<WorkView> {
        let here = |work: &&FarmWork| self.region.is_none_or(|region| work.is_done_in(self.desk, region));
        self.work.iter().filter(here).filter_map(|work| work.in_term(term).cloned()).collect()
    }

    /// Seasons that are no solar terms, such as 双抢.
    fn other_seasons(&self) -> Vec<SeasonView> {
        let is_term = |season: &str| solar::NAMES.iter().any(|name| season.contains(name));
        let fronts = self.desk.articles(self.desk.listed(self.edition));
        let names: BTreeSet<&str> = fronts
            .flat_map(|prepared| prepared.cleared.article().front.seasons())
            .filter(|season| !is_term(season))
            .collect();
        let view = |name: &str| {
            let (articles, more) =
                (self.articles(|front| front.seasons().any(|season| season == name)), self.more(name));
            let most = if more.is_some() { SHOWN } else { usize::MAX };
            SeasonView { name: name.to_owned(), articles: articles.into_iter().take(most).collect(), more }
        };
        names.into_iter().map(view).filter(|season| !season.articles.is_empty()).collect()
    }

    /// Themed days that touch the next twelve months, in order; a month that has begun counts.
    fn days(&self) -> Vec<(&ThemedDay, DaySpan)> {
        days_ahead(self.desk, self.today, self.region)
    }

    fn day(&self, day: &ThemedDay, span: DaySpan) -> DayView {
        let mut articles = self.articles(|front| front.topics.iter().any(|topic| day.is_about(&topic.value)));
        articles.truncate(DAY_ARTICLES);
        day_view(day, span, self.today, articles)
    }

    fn event(&self, day: &ThemedDay, span: DaySpan) -> Node {
        let settings = self.desk.inputs.settings;
        let region = day.region.as_deref().map(|code| settings.region_label(code));
        let page = route::absolute(&settings.base_url.value, &self.here);
        structured::event(
            (&day.title, day.intro.as_deref()),
            (span.first, span.last),
            (region.unwrap_or("中国"), region.is_none()),
            &day.source.publisher,
            format!("{page}#{}", anchor(day, span)),
        )
    }

    /// Days whose next date nobody has announced.
    fn awaited(&self) -> Vec<AwaitedView> {
        let kept = self.desk.inputs.days.days.iter().filter(|day| is_kept_in(day, self.region));
        let unknown = kept.filter(|day| day.is_unannounced(self.today));
        let view = |day: &ThemedDay| AwaitedView {
            title: day.title.clone(),
            intro: day.intro.clone(),
            usual: day.awaited(self.today).map(|expected| format!("往年在 {} 月", expected.month())),
            source: day.source.title.clone(),
            publisher: day.source.publisher.clone(),
        };
        unknown.map(view).collect()
    }

    fn region_links(&self) -> Vec<LinkView> {
        let regions = self.desk.calendars(self.edition);
        let link = |code: &String| LinkView {
            label: self.desk.inputs.settings.region_label(code).to_owned(),
            href: route::relative(
                &self.here,
                &route::path(self.edition.audience, &Route::Calendar(Some(code.clone()))),
            ),
        };
        regions.iter().filter(|code| self.region != Some(code.as_str())).map(link).collect()
    }
}

/// Themed days that touch the twelve months from a day on, in order.
pub(super) fn days_ahead<'d, L: Lane>(
    desk: &'d Desk<'_, L>,
    today: Date,
    region: Option<&str>,
) -> Vec<(&'d ThemedDay, DaySpan)> {
    let end = Date::new(today.year().saturating_add(1), today.month(), 1).unwrap_or(Date::MAX);
    let kept = desk.inputs.days.days.iter().filter(|day| is_kept_in(day, region));
    let mut days: Vec<(&ThemedDay, DaySpan)> =
        kept.flat_map(|day| day.between(today, end).into_iter().map(move |span| (day, span))).collect();
    days.sort_by(|a, b| (a.1, &a.0.id.value).cmp(&(b.1, &b.0.id.value)));
    days
}

/// The themed day for the home page: the shortest of those that run, else the next whose lead time has begun; only one
/// that the edition has articles for.
pub(super) fn slot<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Option<DayView> {
    let here = route::path(edition.audience, &Route::Home);
    let today = desk.today();
    let sheet = Sheet { desk, edition, region: None, here, today, work: Vec::new() };
    let begun = |day: &ThemedDay, span: DaySpan| span.first <= today.saturating_add(i64::from(day.lead_days).days());
    let length = |span: DaySpan| (span.last - span.first).get_days();
    let near = sheet.days().into_iter().filter(|(day, span)| begun(day, *span));
    let mut views: Vec<(bool, i32, DaySpan, DayView)> = near
        .map(|(day, span)| (span.first > today, length(span), span, sheet.day(day, span)))
        .filter(|(.., view)| !view.articles.is_empty())
        .collect();
    // Of days to come the nearest is first, however long it is.
    views.sort_by_key(|(later, length, span, _)| (*later, if *later { 0 } else { *length }, *span));
    views.into_iter().next().map(|(.., view)| view)
}

/// Whether a day is kept in a region; one of the whole country is kept everywhere.
fn is_kept_in(day: &ThemedDay, region: Option<&str>) -> bool {
    match (day.region.as_deref(), region) {
        (Some(own), Some(region)) => crate::model::site::contains(own, region),
        _ => true,
    }
}

fn anchor(day: &ThemedDay, span: DaySpan) -> String {
    format!("day-{}-{}", day.id.value, span.first.year())
}

/// A day as templates see it.
pub(super) fn day_view(day: &ThemedDay, span: DaySpan, today: Date, articles: Vec<LinkView>) -> DayView {
    DayView {
        anchor: anchor(day, span),
        title: day.title.clone(),
        intro: day.intro.clone(),
        first: span.first.to_string(),
        last: span.last.to_string(),
        one_day: span.first == span.last,
        now: (span.first..=span.last).contains(&today),
        source: day.source.title.clone(),
        publisher: day.source.publisher.clone(),
        articles,
    }
}
