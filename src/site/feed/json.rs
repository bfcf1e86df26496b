//! JSON Feed 1.1.

use serde::Serialize;

use super::super::BuildFault;
use super::super::provenance::pretty;
use super::{Entry, Feed, Gone, Term};
use crate::model::site::SiteSettings;

/// Version 1.1; our own fields stand under `_kepu`, as the specification asks.
#[derive(Serialize)]
struct WireFeed<'f> {
    version: &'static str,
    title: &'f str,
    description: &'f str,
    home_page_url: &'f str,
    feed_url: &'f str,
    language: &'f str,
    authors: Vec<WireAuthor<'f>>,
    items: Vec<WireItem<'f>>,
    _kepu: WireOwn<'f>,
}

#[derive(Serialize)]
struct WireAuthor<'f> {
    name: &'f str,
}

#[derive(Serialize)]
struct WireItem<'f> {
    id: &'f str,
    url: &'f str,
    title: &'f str,
    summary: &'f str,
    content_html: &'f str,
    date_published: String,
    date_modified: String,
    authors: Vec<WireAuthor<'f>>,
    tags: Vec<&'f str>,
    language: &'f str,
    _kepu: WireItemOwn<'f>,
}

#[derive(Serialize)]
struct WireItemOwn<'f> {
    about: &'static str,
    article: &'f str,
    state: &'static str,
    topics: Vec<&'f str>,
    regions: Vec<&'f str>,
    seasons: &'f [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<&'f str>,
}

#[derive(Serialize)]
struct WireOwn<'f> {
    about: &'static str,
    withdrawn: Vec<WireGone<'f>>,
}

#[derive(Serialize)]
struct WireGone<'f> {
    id: &'f str,
    article: &'f str,
    state: &'static str,
    when: String,
}

pub(super) fn bytes(feed: &Feed, settings: &SiteSettings) -> Result<Vec<u8>, BuildFault> {
    pretty(&WireFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        description: &feed.intro,
        home_page_url: &feed.home,
        feed_url: &feed.own,
        language: &settings.lang,
        authors: vec![WireAuthor { name: &settings.publisher }],
        items: feed.entries.iter().map(|one| item(&one.entry, &settings.lang)).collect(),
        _kepu: WireOwn { about: "articles that left this feed", withdrawn: feed.gone.iter().map(withdrawn).collect() },
    })
}

fn withdrawn(gone: &Gone) -> WireGone<'_> {
    WireGone { id: &gone.id, article: &gone.article, state: gone.state.token(), when: gone.when.to_string() }
}

fn item<'f>(entry: &'f Entry, language: &'f str) -> WireItem<'f> {
    let ids = |terms: &'f [Term]| terms.iter().map(|term| term.id.as_str()).collect();
    let labels = entry.topics.iter().chain(&entry.regions).map(|term| &term.label);
    WireItem {
        id: &entry.id,
        url: &entry.url,
        title: &entry.title,
        summary: &entry.summary,
        content_html: &entry.html,
        date_published: entry.published.to_string(),
        date_modified: entry.updated.to_string(),
        authors: entry.authors.iter().map(|name| WireAuthor { name }).collect(),
        tags: labels.chain(&entry.seasons).map(String::as_str).collect(),
        language,
        _kepu: WireItemOwn {
            about: "what was approved",
            article: &entry.article,
            state: entry.state,
            topics: ids(&entry.topics),
            regions: ids(&entry.regions),
            seasons: &entry.seasons,
            digest: entry.digest.as_deref(),
            provenance: entry.provenance.as_deref(),
        },
    }
}
