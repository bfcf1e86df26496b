//! JSON Feed 1.1.

use serde::Serialize;

use super::super::BuildFault;
use super::super::provenance::pretty;
use super::{Entry, Feed, Gone, Term};
use crate::model::site::SiteSettings;

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
    topics: Vec<String>,
    regions: Vec<String>,
    seasons: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<String>,
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

pub(super) fn bytes(feed: Feed, settings: &SiteSettings) -> Result<Vec<u8>, BuildFault> {
    pretty(&WireFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: feed.title,
        description: feed.intro,
        home_page_url: feed.home,
        feed_url: feed.own,
        language: settings.lang.clone(),
        authors: vec![WireAuthor { name: settings.publisher.clone() }],
        items: feed.entries.into_iter().map(|entry| item(entry, &settings.lang)).collect(),
        _kepu: WireOwn {
            about: "articles that left this feed",
            withdrawn: feed.gone.into_iter().map(withdrawn).collect(),
        },
    })
}

fn withdrawn(gone: Gone) -> WireGone {
    WireGone { id: gone.id, article: gone.article, state: gone.state.token(), when: gone.when.to_string() }
}

fn item(entry: Entry, language: &str) -> WireItem {
    let ids = |terms: &[Term]| terms.iter().map(|term| term.id.clone()).collect();
    let (topics, regions) = (ids(&entry.topics), ids(&entry.regions));
    let labels = entry.topics.into_iter().chain(entry.regions).map(|term| term.label);
    WireItem {
        id: entry.id,
        url: entry.url,
        title: entry.title,
        summary: entry.summary,
        content_html: entry.html,
        date_published: entry.published.to_string(),
        date_modified: entry.updated.to_string(),
        authors: entry.authors.into_iter().map(|name| WireAuthor { name }).collect(),
        tags: labels.chain(entry.seasons.clone()).collect(),
        language: language.to_owned(),
        _kepu: WireItemOwn {
            about: "what was approved",
            article: entry.article,
            state: entry.state,
            topics,
            regions,
            seasons: entry.seasons,
            digest: entry.digest,
            provenance: entry.provenance,
        },
    }
}
