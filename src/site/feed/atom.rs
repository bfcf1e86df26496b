//! Atom (RFC 4287) with tombstones (RFC 6721).

use super::super::BuildFault;
use super::super::xml::Xml;
use super::{Entry, Feed, authority};
use crate::model::site::SiteSettings;

const SPACE: &str = "http://www.w3.org/2005/Atom";
const TOMBSTONES: &str = "http://purl.org/atompub/tombstones/1.0";

pub(super) fn bytes(feed: &Feed, settings: &SiteSettings) -> Result<Vec<u8>, BuildFault> {
    let mut xml = Xml::new()?;
    let spaces = [("xmlns", SPACE), ("xmlns:at", TOMBSTONES), ("xml:lang", settings.lang.as_str())];
    xml.inside("feed", &spaces, |xml| {
        xml.text("id", &[], &feed.id)?;
        xml.text("title", &[], &feed.title)?;
        xml.text("subtitle", &[], &feed.intro)?;
        xml.text("updated", &[], &feed.updated.to_string())?;
        xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &feed.own)])?;
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.home)])?;
        xml.inside("author", &[], |xml| xml.text("name", &[], &settings.publisher))?;
        for gone in &feed.gone {
            let when = gone.when.to_string();
            xml.inside("at:deleted-entry", &[("ref", &gone.id), ("when", &when)], |xml| {
                xml.text("at:comment", &[("xml:lang", "zh-CN")], gone.state.zh())
            })?;
        }
        let authority = authority(&settings.base_url.value);
        feed.entries.iter().try_for_each(|one| entry(xml, &one.entry, &authority))
    })?;
    Ok(xml.finish())
}

fn entry(xml: &mut Xml, entry: &Entry, authority: &str) -> Result<(), BuildFault> {
    xml.inside("entry", &[], |xml| {
        xml.text("id", &[], &entry.id)?;
        xml.text("title", &[], &entry.title)?;
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &entry.url)])?;
        if let Some(provenance) = &entry.provenance {
            xml.empty("link", &[("rel", "describedby"), ("type", "application/json"), ("href", provenance)])?;
        }
        xml.text("published", &[], &entry.published.to_string())?;
        xml.text("updated", &[], &entry.updated.to_string())?;
        for author in &entry.authors {
            xml.inside("author", &[], |xml| xml.text("name", &[], author))?;
        }
        categories(xml, entry, authority)?;
        xml.text("summary", &[], &entry.summary)?;
        xml.text("content", &[("type", "html")], &entry.html)
    })
}

/// Topics, regions and seasons, each with the vocabulary it is a word of.
fn categories(xml: &mut Xml, entry: &Entry, authority: &str) -> Result<(), BuildFault> {
    let topics = entry.topics.iter().map(|topic| ("topic", topic.id.as_str(), topic.label.as_str()));
    let regions = entry.regions.iter().map(|region| ("region", region.id.as_str(), region.label.as_str()));
    let seasons = entry.seasons.iter().map(|season| ("season", season.as_str(), season.as_str()));
    for (vocabulary, term, label) in topics.chain(regions).chain(seasons) {
        let scheme = format!("{authority}{vocabulary}");
        xml.empty("category", &[("term", term), ("scheme", &scheme), ("label", label)])?;
    }
    Ok(())
}
