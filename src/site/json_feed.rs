//! The JSON Feed of an edition. Source: JSON Feed 1.1.

use std::sync::Arc;

use serde::Serialize;

use super::BuildFault;
use super::assemble::Desk;
use super::feed::{Entry, entries, feed_title, gone};
use super::output::SiteOutput;
use super::route::{self, Route};
use crate::gate::clearance::Lane;

/// Version 1.1; our own fields stand under `_kepu`, as the specification asks.
#[derive(Serialize)]
struct WireFeed {
    version: &'static str,
    title: String,
    description: String,
    home_page_url: String,
    feed_url: String,
    language: String,
    authors: Vec<WireAuthor>,
    items: Vec<WireItem>,
    _kepu: WireOwn,
}

#[derive(Serialize)]
struct WireAuthor {
    name: String,
}

#[derive(Serialize)]
struct WireItem {
    id: String,
    url: String,
    title: String,
    summary: String,
    content_html: String,
    date_published: String,
    date_modified: String,
    authors: Vec<WireAuthor>,
    tags: Vec<String>,
    language: String,
    _kepu: WireItemOwn,
}

#[derive(Serialize)]
struct WireItemOwn {
    about: &'static str,
    article: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
}

#[derive(Serialize)]
struct WireOwn {
    about: &'static str,
    withdrawn: Vec<WireGone>,
}

#[derive(Serialize)]
struct WireGone {
    id: String,
    article: String,
    state: &'static str,
    when: String,
}

/// Plans the JSON feed of one edition.
pub(super) fn plan<'a, L: Lane>(desk: &Arc<Desk<'a, L>>, at: usize, output: &mut SiteOutput<'a, L>) {
    let Some(edition) = desk.editions.get(at) else { return };
    let shared = Arc::clone(desk);
    output.data(route::path(edition.audience, &Route::JsonFeed), desk.shelf, move |_| json(&shared, at));
}

fn json<L: Lane>(desk: &Desk<'_, L>, at: usize) -> Result<Vec<u8>, BuildFault> {
    let edition = desk.editions.get(at).ok_or_else(|| BuildFault::Encode("no such edition".to_owned()))?;
    let settings = desk.inputs.settings;
    let address = |to: &Route| route::absolute(&settings.base_url.value, &route::path(edition.audience, to));
    let feed = WireFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: feed_title(desk, edition),
        description: edition.audience.intro.clone(),
        home_page_url: address(&Route::Home),
        feed_url: address(&Route::JsonFeed),
        language: settings.lang.clone(),
        authors: vec![WireAuthor { name: settings.publisher.clone() }],
        items: entries(desk, edition)?.into_iter().map(|entry| item(entry, &settings.lang)).collect(),
        _kepu: WireOwn {
            about: "articles that left this feed",
            withdrawn: gone(desk, edition)
                .into_iter()
                .map(|gone| WireGone {
                    id: gone.id,
                    article: gone.article,
                    state: gone.state.token(),
                    when: gone.when.to_string(),
                })
                .collect(),
        },
    };
    super::provenance::pretty(&feed)
}

fn item(entry: Entry, language: &str) -> WireItem {
    WireItem {
        id: entry.id,
        url: entry.url,
        title: entry.title,
        summary: entry.summary,
        content_html: entry.html,
        date_published: entry.published.to_string(),
        date_modified: entry.updated.to_string(),
        authors: entry.authors.into_iter().map(|name| WireAuthor { name }).collect(),
        tags: entry.topics.into_iter().map(|(_, label)| label).collect(),
        language: language.to_owned(),
        _kepu: WireItemOwn {
            about: "what was approved",
            article: entry.article,
            state: entry.state,
            digest: entry.digest,
        },
    }
}
