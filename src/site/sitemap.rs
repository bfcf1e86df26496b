//! `sitemap.xml` and `robots.txt`. Source: sitemaps.org protocol 0.9, RFC 9309.
//!
//! Only pages that may be found: what is retracted, expired or over says `noindex` and is not on the map.

use jiff::civil::Date;

use super::BuildFault;
use super::desk::{Desk, Edition, approved_at};
use super::part;
use super::plan::Plan;
use super::route::{self, Part, Route};
use super::xml::Xml;
use crate::gate::clearance::Lane;
use crate::model::audience::Audience;
use crate::model::units::china_date;

/// Addresses of one file at most. Source: the protocol's limit.
const MOST: usize = 50_000;
const SPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// An address and the day of the last approval.
struct Entry {
    address: String,
    day: Option<Date>,
}

/// A page that may be found: its edition, its route and the day of its last approval.
type Page<'d> = (&'d Audience, Route, Option<Date>);

/// Plans both; more pages than one map may hold are spread over several, and `sitemap.xml` becomes their index.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, output: &mut Plan<'a, L>) {
    let base = desk.inputs.settings.base_url.value.as_str();
    let root = route::root("sitemap.xml");
    // Only counted: each map finds its own pages when it is made, for all of them together are long.
    let mut count = 0;
    for_each(desk, &mut |_| count += 1);
    if count <= MOST {
        output.data(root.clone(), |desk| map(desk, 0));
    } else {
        output.data(root.clone(), |desk| index(desk));
        for at in 0..count.div_ceil(MOST) {
            output.data(route::root(&name(at)), move |desk| map(desk, at));
        }
    }
    let robots = format!("User-agent: *\nAllow: /\nSitemap: {}\n", route::absolute(base, &root));
    output.theme_file(route::root("robots.txt"), robots.into_bytes());
}

fn name(at: usize) -> String {
    format!("sitemap-{}.xml", at + 1)
}

/// Each map with the newest day in it.
fn index<L: Lane>(desk: &Desk<'_, L>) -> Result<Vec<u8>, BuildFault> {
    let mut days = Vec::new();
    for_each(desk, &mut |(.., day)| days.push(day));
    let base = &desk.inputs.settings.base_url.value;
    listed("sitemapindex", "sitemap", &maps(base, &days, MOST))
}

/// The maps of pages of these days, so many in each.
fn maps(base: &str, days: &[Option<Date>], most: usize) -> Vec<Entry> {
    let entry = |(at, days): (usize, &[Option<Date>])| Entry {
        address: route::absolute(base, &route::root(&name(at))),
        day: days.iter().copied().max().flatten(),
    };
    days.chunks(most).enumerate().map(entry).collect()
}

/// One map.
fn map<L: Lane>(desk: &Desk<'_, L>, number: usize) -> Result<Vec<u8>, BuildFault> {
    let base = &desk.inputs.settings.base_url.value;
    let own = number * MOST..(number + 1) * MOST;
    let (mut at, mut entries) = (0, Vec::new());
    for_each(desk, &mut |(audience, route, day)| {
        if own.contains(&at) {
            entries.push(Entry { address: route::absolute(base, &route::path(audience, &route)), day });
        }
        at += 1;
    });
    listed("urlset", "url", &entries)
}

/// Tells every page that may be found.
fn for_each<'a, L: Lane>(desk: &Desk<'a, L>, tell: &mut dyn FnMut(Page<'a>)) {
    for edition in desk.editions() {
        let mut tell = |route: Route, day: Option<Date>| tell((edition.audience, route, day));
        let pages = [
            Route::Home,
            Route::All,
            Route::Topics,
            Route::Regions,
            Route::Rumours,
            Route::Calendar(None),
            Route::Emergency,
            Route::Notices,
            Route::About,
            Route::Az,
        ];
        let newest = newest(desk, edition, &Part::default());
        pages.into_iter().for_each(|route| tell(route, newest));
        for part in desk.parts(edition) {
            let route = match (&part.topic, &part.region, &part.band) {
                (Some(topic), None, None) => Route::Topic(topic.clone()),
                (None, Some(code), None) => Route::Region(code.clone()),
                (None, None, Some(band)) => Route::Band(band.clone()),
                _ => continue,
            };
            tell(route, self::newest(desk, edition, part));
        }
        let seasons = desk.lists(edition).iter().filter(|list| matches!(list.route, Route::Season(_)));
        seasons.for_each(|list| tell(list.route.clone(), None));
        for list in desk.lists(edition) {
            let pages = list.cut.pages.iter().zip(1..).filter(|(page, _)| !page.is_empty());
            pages.for_each(|(page, number)| {
                let approved = page.iter().filter_map(|at| desk.article(*at)).map(|p| approved_at(p.cleared));
                tell(list.route.page(Some(number)), approved.max().map(china_date));
            });
        }
        let others =
            [(Route::Notices, desk.notices(edition).pages.len()), (Route::Emergency, desk.over(edition).pages.len())];
        let others = others.iter().flat_map(|(list, last)| (1..=*last).map(|number| list.page(Some(number))));
        others.for_each(|route| tell(route, None));
        for prepared in desk.articles(desk.listed(edition)) {
            let day = china_date(approved_at(prepared.cleared));
            tell(Route::Article(prepared.cleared.id().clone()), Some(day));
        }
    }
}

/// The day of the newest approval in a part.
fn newest<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, part: &Part) -> Option<Date> {
    let first = part::listed(desk, edition, part).next().and_then(|at| desk.article(at))?;
    Some(china_date(approved_at(first.cleared)))
}

fn listed(root: &str, item: &str, entries: &[Entry]) -> Result<Vec<u8>, BuildFault> {
    let mut xml = Xml::new()?;
    xml.inside(root, &[("xmlns", SPACE)], |xml| {
        entries.iter().try_for_each(|entry| {
            xml.inside(item, &[], |xml| {
                xml.text("loc", &[], &entry.address)?;
                entry.day.map_or(Ok(()), |day| xml.text("lastmod", &[], &day.to_string()))
            })
        })
    })?;
    Ok(xml.finish())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_index_names_each_map_with_its_newest_day() -> Result<(), BuildFault> {
        let days = [Some(date(2026, 1, 2)), Some(date(2026, 3, 4)), None, Some(date(2025, 5, 6)), None];
        let index = maps("https://k.example/", &days, 2);
        let text =
            String::from_utf8_lossy(&listed("sitemapindex", "sitemap", &index)?).split_whitespace().collect::<String>();
        let expected = "<sitemap><loc>https://k.example/sitemap-1.xml</loc><lastmod>2026-03-04</lastmod></sitemap>\
                        <sitemap><loc>https://k.example/sitemap-2.xml</loc><lastmod>2025-05-06</lastmod></sitemap>\
                        <sitemap><loc>https://k.example/sitemap-3.xml</loc></sitemap>\
                        </sitemapindex>";
        assert!(text.ends_with(expected), "{text}");
        Ok(())
    }
}
