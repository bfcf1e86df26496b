//! The page that tells in plain words what can be subscribed to, and how.

use std::collections::BTreeMap;

use super::BuildFault;
use super::chrome::{chrome, feeds};
use super::desk::{Desk, Edition};
use super::part;
use super::plan::Plan;
use super::route::{self, Part, Route};
use crate::gate::clearance::Lane;
use crate::render::pages_view::{FeedGroup, FeedRow, FeedsView};

/// Plans the page of one edition; before a kiosk nobody subscribes.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, at: usize, output: &mut Plan<'a, L>) {
    let Some(edition) = desk.edition(at).ok().filter(|_| desk.inputs.online) else { return };
    output.page(route::path(edition.audience, &Route::Feeds), move |desk| {
        let edition = desk.edition(at)?;
        page(desk, edition).map(|html| desk.listing(html))
    });
}

fn page<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Result<String, BuildFault> {
    let words = ("订阅", "有新文章、有更正、有撤稿，阅读器会自己取来；不用注册，也不记录您是谁。");
    let view = FeedsView {
        chrome: chrome(desk, edition, &Route::Feeds, words.0.to_owned(), words.1.to_owned()),
        heading: words.0,
        intro: words.1,
        groups: groups(desk, edition),
    };
    Ok(desk.inputs.theme.render(&edition.audience.id, "feeds.html", &view)?)
}

/// Every part in groups: all, by age, by topic, by region, by topic within a region.
fn groups<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Vec<FeedGroup> {
    let here = route::path(edition.audience, &Route::Feeds);
    let mut groups: BTreeMap<usize, FeedGroup> = BTreeMap::new();
    for part in desk.parts(edition) {
        let (place, label) = group_of(part);
        let name = part.label(desk.inputs.settings, edition.audience);
        let row = FeedRow {
            label: if name.is_empty() { format!("{}版全部文章", edition.audience.label) } else { name },
            count: part::listed(desk, edition, part).count(),
            feeds: feeds(desk, edition, part, &here),
        };
        let group = groups.entry(place).or_insert(FeedGroup { label, folded: place == 4, rows: Vec::new() });
        group.rows.push(row);
    }
    groups.into_values().collect()
}

fn group_of(part: &Part) -> (usize, &'static str) {
    if part.band.is_some() {
        return (1, "按年龄");
    }
    match (&part.topic, &part.region) {
        (None, None) => (0, "全部"),
        (Some(_), None) => (2, "按主题"),
        (None, Some(_)) => (3, "按地区"),
        (Some(_), Some(_)) => (4, "某地区的某个主题"),
    }
}
