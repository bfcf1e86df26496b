//! RSS 2.0, with the time of the last approval as Atom writes it, as RSS has no word for it.

use jiff::Timestamp;

use super::super::BuildFault;
use super::super::xml::Xml;
use super::{Entry, Feed};
use crate::model::site::SiteSettings;
use crate::model::units::china_datetime;
use crate::render::html::escaped;

pub(super) fn bytes(feed: &Feed, settings: &SiteSettings) -> Result<Vec<u8>, BuildFault> {
    let mut xml = Xml::new()?;
    let spaces = [
        ("version", "2.0"),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ];
    xml.inside("rss", &spaces, |xml| {
        xml.inside("channel", &[], |xml| {
            xml.text("title", &[], &feed.title)?;
            xml.text("link", &[], &feed.home)?;
            xml.text("description", &[], &escaped(&feed.intro))?;
            xml.text("language", &[], &settings.lang)?;
            xml.text("lastBuildDate", &[], &rfc822(feed.updated))?;
            xml.empty("atom:link", &[("rel", "self"), ("type", "application/rss+xml"), ("href", &feed.own)])?;
            feed.entries.iter().try_for_each(|one| item(xml, &one.entry))
        })
    })?;
    Ok(xml.finish())
}

fn item(xml: &mut Xml, entry: &Entry) -> Result<(), BuildFault> {
    xml.inside("item", &[], |xml| {
        xml.text("title", &[], &entry.title)?;
        xml.text("link", &[], &entry.url)?;
        xml.text("guid", &[("isPermaLink", "false")], &entry.id)?;
        xml.text("pubDate", &[], &rfc822(entry.published))?;
        xml.text("atom:updated", &[], &entry.updated.to_string())?;
        for author in &entry.authors {
            xml.text("dc:creator", &[], author)?;
        }
        let labels = entry.topics.iter().chain(&entry.regions).map(|term| &term.label);
        for label in labels.chain(&entry.seasons) {
            xml.text("category", &[], label)?;
        }
        // Readers take a description as HTML, so its text is written as such.
        xml.text("description", &[], &escaped(&entry.summary))?;
        xml.text("content:encoded", &[], &entry.html)
    })
}

/// The date form of RSS 2.0. Source: RFC 822 with four-digit years, as the RSS specification asks.
fn rfc822(at: Timestamp) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let local = china_datetime(at);
    let day = usize::try_from(local.weekday().to_monday_zero_offset()).unwrap_or(0);
    let month = usize::try_from(local.month() - 1).unwrap_or(0);
    format!(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} +0800",
        DAYS.get(day).unwrap_or(&"Mon"),
        local.day(),
        MONTHS.get(month).unwrap_or(&"Jan"),
        local.year(),
        local.hour(),
        local.minute(),
        local.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rss_dates_are_rfc_822() -> Result<(), jiff::Error> {
        let at: Timestamp = "2026-11-23T16:05:09Z".parse()?;
        assert_eq!(rfc822(at), "Tue, 24 Nov 2026 00:05:09 +0800");
        Ok(())
    }
}
