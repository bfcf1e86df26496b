//! `sitemap.xml` and `robots.txt`. Source: sitemaps.org protocol 0.9, RFC 9309.
//!
//! Only pages that may be found: what is retracted, expired or over says `noindex` and is not on the map.

use jiff::Timestamp;

use super::BuildFault;
use super::desk::{Desk, Edition, approved_at};
use super::part;
use super::plan::Plan;
use super::route::{self, Part, Route};
use super::xml::Xml;
use crate::gate::clearance::Lane;
use crate::model::units::china_date;

/// Addresses of one file at most. Source: the protocol's limit.
const MOST: usize = 50_000;
const SPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// A page and the day of its last approval.
#[derive(Clone)]
struct Entry {
    address: String,
    day: Option<String>,
}

/// Plans both; more pages than one map may hold are spread over several, and `sitemap.xml` becomes their index.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, output: &mut Plan<'a, L>) {
    let base = desk.inputs.settings.base_url.value.clone();
    let entries = entries(desk);
    let maps: Vec<Vec<Entry>> = entries.chunks(MOST).map(<[Entry]>::to_vec).collect();
    let root = route::root("sitemap.xml");
    if let [only] = &maps[..] {
        let only = only.clone();
        output.data(root.clone(), move |_| map(&only));
    } else {
        let index = index(&base, &maps);
        output.data(root.clone(), move |_| listed("sitemapindex", "sitemap", &index));
        for (at, entries) in maps.into_iter().enumerate() {
            output.data(route::root(&name(at)), move |_| map(&entries));
        }
    }
    let robots = format!("User-agent: *\nAllow: /\nSitemap: {}\n", route::absolute(&base, &root));
    output.theme_file(route::root("robots.txt"), robots.into_bytes());
}

fn name(at: usize) -> String {
    format!("sitemap-{}.xml", at + 1)
}

/// Each map with the newest day in it.
fn index(base: &str, maps: &[Vec<Entry>]) -> Vec<Entry> {
    let entry = |(at, entries): (usize, &Vec<Entry>)| Entry {
        address: route::absolute(base, &route::root(&name(at))),
        day: entries.iter().filter_map(|entry| entry.day.clone()).max(),
    };
    maps.iter().enumerate().map(entry).collect()
}

fn entries<L: Lane>(desk: &Desk<'_, L>) -> Vec<Entry> {
    let base = &desk.inputs.settings.base_url.value;
    let mut entries = Vec::new();
    for edition in desk.editions() {
        let address = |route: &Route| route::absolute(base, &route::path(edition.audience, route));
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
        entries.extend(pages.iter().map(|route| Entry { address: address(route), day: newest.clone() }));
        for part in desk.parts(edition) {
            let route = match (&part.topic, &part.region, &part.band) {
                (Some(topic), None, None) => Route::Topic(topic.clone()),
                (None, Some(code), None) => Route::Region(code.clone()),
                (None, None, Some(band)) => Route::Band(band.clone()),
                _ => continue,
            };
            entries.push(Entry { address: address(&route), day: self::newest(desk, edition, part) });
        }
        let seasons = desk.lists(edition).iter().filter(|list| matches!(list.route, Route::Season(_)));
        entries.extend(seasons.map(|list| Entry { address: address(&list.route), day: None }));
        let lists = desk.lists(edition).iter();
        let lists =
            lists.flat_map(|list| list.cut.pages.iter().enumerate().map(move |(at, page)| (list, at + 1, page)));
        entries.extend(lists.filter(|(.., page)| !page.is_empty()).map(|(list, number, page)| Entry {
            address: address(&list.route.page(Some(number))),
            day: page.iter().filter_map(|at| desk.article(*at)).map(|p| approved_at(p.cleared)).max().map(day),
        }));
        let others =
            [(Route::Notices, desk.notices(edition).pages.len()), (Route::Emergency, desk.over(edition).pages.len())];
        let others = others.iter().flat_map(|(list, last)| (1..=*last).map(|number| list.page(Some(number))));
        entries.extend(others.map(|route| Entry { address: address(&route), day: None }));
        for prepared in desk.articles(desk.listed(edition)) {
            let route = Route::Article(prepared.cleared.id().clone());
            let day = day(approved_at(prepared.cleared));
            entries.push(Entry { address: address(&route), day: Some(day) });
        }
    }
    entries
}

fn day(at: Timestamp) -> String {
    china_date(at).to_string()
}

/// The day of the newest approval in a part.
fn newest<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, part: &Part) -> Option<String> {
    let first = part::listed(desk, edition, part).next().and_then(|at| desk.article(at))?;
    Some(day(approved_at(first.cleared)))
}

fn map(entries: &[Entry]) -> Result<Vec<u8>, BuildFault> {
    listed("urlset", "url", entries)
}

fn listed(root: &str, item: &str, entries: &[Entry]) -> Result<Vec<u8>, BuildFault> {
    let mut xml = Xml::new()?;
    xml.inside(root, &[("xmlns", SPACE)], |xml| {
        entries.iter().try_for_each(|entry| {
            xml.inside(item, &[], |xml| {
                xml.text("loc", &[], &entry.address)?;
                entry.day.as_ref().map_or(Ok(()), |day| xml.text("lastmod", &[], day))
            })
        })
    })?;
    Ok(xml.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_names_each_map_with_its_newest_day() -> Result<(), BuildFault> {
        let entry = |day: &str| Entry { address: format!("https://k.example/{day}/"), day: Some(day.to_owned()) };
        let maps = vec![vec![entry("2026-01-02"), entry("2026-03-04")], vec![entry("2025-05-06")]];
        let text = String::from_utf8_lossy(&listed("sitemapindex", "sitemap", &index("https://k.example/", &maps))?)
            .split_whitespace()
            .collect::<String>();
        let expected = "<sitemap><loc>https://k.example/sitemap-1.xml</loc><lastmod>2026-03-04</lastmod></sitemap>\
                        <sitemap><loc>https://k.example/sitemap-2.xml</loc><lastmod>2025-05-06</lastmod></sitemap>\
                        </sitemapindex>";
        assert!(text.ends_with(expected), "{text}");
        Ok(())
    }
}
