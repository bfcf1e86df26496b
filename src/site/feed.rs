//! Feeds of an edition: Atom (RFC 4287, with RFC 6721 tombstones) and RSS 2.0.
//!
//! Ids never change with titles or dates; `updated` is the time of the last approval.

use std::sync::Arc;

use jiff::Timestamp;

use super::BuildFault;
use super::article_pages::body_of_feed;
use super::assemble::{Desk, Edition, approved_at};
use super::output::SiteOutput;
use super::route::{self, Route};
use super::xml::Xml;
use crate::gate::clearance::Lane;
use crate::model::article::FrontMatter;
use crate::model::state::State;
use crate::model::units::china_datetime;
use crate::render::html::escaped;

/// One entry, ready for any format.
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) article: String,
    pub(super) url: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) html: String,
    pub(super) published: Timestamp,
    pub(super) updated: Timestamp,
    pub(super) authors: Vec<String>,
    pub(super) topics: Vec<(String, String)>,
    pub(super) digest: Option<String>,
    pub(super) state: &'static str,
}

/// An article that left the feed.
pub(super) struct Gone {
    pub(super) id: String,
    pub(super) article: String,
    pub(super) when: Timestamp,
    pub(super) state: State,
}

/// Plans the XML feeds of one edition.
pub(super) fn plan<'a, L: Lane>(desk: &Arc<Desk<'a, L>>, at: usize, output: &mut SiteOutput<'a, L>) {
    let Some(edition) = desk.editions.get(at) else { return };
    let shared = Arc::clone(desk);
    output.data(route::path(edition.audience, &Route::Atom), desk.shelf, move |_| atom(&shared, at));
    let shared = Arc::clone(desk);
    output.data(route::path(edition.audience, &Route::Rss), desk.shelf, move |_| rss(&shared, at));
}

/// A permanent id. Source: RFC 4151 tag URI; the year is the one in which the scheme was fixed.
pub(super) fn permanent_id<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, tail: &str) -> String {
    let base = &desk.inputs.settings.base_url.value;
    let host = base.split("://").nth(1).unwrap_or(base);
    let host = host.split('/').next().unwrap_or(host);
    format!("tag:{host},2026:{}/{tail}", edition.audience.id)
}

/// How many entries a feed of this edition carries.
fn limit<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> usize {
    edition.audience.feed_entries.unwrap_or(desk.inputs.settings.feed_entries) as usize
}

/// The newest entries of an edition.
pub(super) fn entries<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Result<Vec<Entry>, BuildFault> {
    edition.listed.iter().take(limit(desk, edition)).filter_map(|at| entry(desk, edition, *at).transpose()).collect()
}

fn entry<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, at: usize) -> Result<Option<Entry>, BuildFault> {
    let Some(prepared) = desk.prepared.get(at) else { return Ok(None) };
    let cleared = prepared.cleared;
    let front = &cleared.article().front;
    let base = &desk.inputs.settings.base_url.value;
    let body = body_of_feed(desk, edition, prepared, &|to| route::absolute(base, to))?;
    let notes: String =
        corrections(front).map(|note| format!("<p><strong>{}</strong></p>\n", escaped(&note))).collect();
    let html = notes + &body;
    let approval = L::approval(cleared.stamp());
    let updated = approved_at(cleared);
    let label = |topic: &str| desk.inputs.settings.topic(topic).map_or(topic, |found| &found.label).to_owned();
    // The rumour is never in a feed without its verdict beside it, and the truth comes first.
    let summary = front.claim.as_ref().map_or_else(
        || front.summary_for(&edition.audience.id).to_owned(),
        |claim| {
            let verdict = claim.verdict.value.zh();
            format!("{}（流言“{}”，结论：{verdict}）", claim.conclusion.value, claim.text.value)
        },
    );
    // Who only reads the list must hear of the latest correction too.
    let summary = corrections(front).next().map_or_else(|| summary.clone(), |note| format!("【{note}】{summary}"));
    Ok(Some(Entry {
        id: permanent_id(desk, edition, cleared.id().as_str()),
        article: cleared.id().to_string(),
        url: route::absolute(base, &route::path(edition.audience, &Route::Article(cleared.id().clone()))),
        title: front.title_for(&edition.audience.id).to_owned(),
        summary,
        html,
        published: approval.map_or(updated, |approval| approval.first_published),
        updated,
        authors: front.authors.iter().map(|author| author.name.value.clone()).collect(),
        topics: front.topics.iter().map(|topic| (topic.value.clone(), label(&topic.value))).collect(),
        digest: approval.map(|approval| approval.digest.to_string()),
        state: cleared.state().token(),
    }))
}

/// Public notes on changes, newest first.
fn corrections(front: &FrontMatter) -> impl Iterator<Item = String> {
    let mut newest: Vec<_> = front.corrections.iter().collect();
    newest.sort_by_key(|correction| std::cmp::Reverse(correction.date.value));
    newest.into_iter().map(|note| format!("{} {}：{}", note.date.value, note.correction_type.zh(), note.summary))
}

/// Articles that were in the feed and are no longer: withdrawn ones and those kept with a mark.
pub(super) fn gone<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Vec<Gone> {
    let stones = desk.shelf.tombstones().iter().map(|stone| (stone.id().clone(), stone.since(), stone.state()));
    let members = edition.members.iter().filter_map(|at| desk.prepared.get(*at)).map(|prepared| prepared.cleared);
    let marked = members
        .filter(|cleared| !cleared.state().is_listed())
        .map(|cleared| (cleared.id().clone(), approved_at(cleared), cleared.state()));
    let mut gone: Vec<Gone> = stones
        .chain(marked)
        .map(|(id, when, state)| Gone {
            id: permanent_id(desk, edition, id.as_str()),
            article: id.to_string(),
            when,
            state,
        })
        .collect();
    gone.sort_by(|a, b| (b.when, &a.id).cmp(&(a.when, &b.id)));
    gone
}

fn edition_at<'d, 'a, L: Lane>(desk: &'d Desk<'a, L>, at: usize) -> Result<&'d Edition<'a>, BuildFault> {
    desk.editions.get(at).ok_or_else(|| BuildFault::Encode("no such edition".to_owned()))
}

/// The title of a feed: site and edition.
pub(super) fn feed_title<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> String {
    format!("{} · {}", desk.inputs.settings.title, edition.audience.label)
}

/// The newest change in a feed; the build's clock for one that has never had an entry.
pub(super) fn newest(entries: &[Entry], gone: &[Gone], now: Timestamp) -> Timestamp {
    let entries = entries.iter().map(|entry| entry.updated);
    entries.chain(gone.iter().map(|gone| gone.when)).max().unwrap_or(now)
}

fn atom<L: Lane>(desk: &Desk<'_, L>, at: usize) -> Result<Vec<u8>, BuildFault> {
    let edition = edition_at(desk, at)?;
    let (entries, gone) = (entries(desk, edition)?, gone(desk, edition));
    let base = &desk.inputs.settings.base_url.value;
    let own = route::absolute(base, &route::path(edition.audience, &Route::Atom));
    let home = route::absolute(base, &route::path(edition.audience, &Route::Home));
    let mut xml = Xml::new()?;
    let spaces = [
        ("xmlns", "http://www.w3.org/2005/Atom"),
        ("xmlns:at", "http://purl.org/atompub/tombstones/1.0"),
        ("xml:lang", desk.inputs.settings.lang.as_str()),
    ];
    xml.inside("feed", &spaces, |xml| {
        xml.text("id", &[], &permanent_id(desk, edition, "feed"))?;
        xml.text("title", &[], &feed_title(desk, edition))?;
        xml.text("subtitle", &[], &edition.audience.intro)?;
        xml.text("updated", &[], &newest(&entries, &gone, desk.inputs.now).to_string())?;
        xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &own)])?;
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &home)])?;
        xml.inside("author", &[], |xml| xml.text("name", &[], &desk.inputs.settings.publisher))?;
        for gone in &gone {
            let when = gone.when.to_string();
            xml.inside("at:deleted-entry", &[("ref", &gone.id), ("when", &when)], |xml| {
                xml.text("at:comment", &[("xml:lang", "zh-CN")], gone.state.zh())
            })?;
        }
        entries.iter().try_for_each(|entry| atom_entry(xml, entry))
    })?;
    Ok(xml.finish())
}

fn atom_entry(xml: &mut Xml, entry: &Entry) -> Result<(), BuildFault> {
    xml.inside("entry", &[], |xml| {
        xml.text("id", &[], &entry.id)?;
        xml.text("title", &[], &entry.title)?;
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &entry.url)])?;
        xml.text("published", &[], &entry.published.to_string())?;
        xml.text("updated", &[], &entry.updated.to_string())?;
        for author in &entry.authors {
            xml.inside("author", &[], |xml| xml.text("name", &[], author))?;
        }
        for (term, label) in &entry.topics {
            xml.empty("category", &[("term", term), ("label", label)])?;
        }
        xml.text("summary", &[], &entry.summary)?;
        xml.text("content", &[("type", "html")], &entry.html)
    })
}

fn rss<L: Lane>(desk: &Desk<'_, L>, at: usize) -> Result<Vec<u8>, BuildFault> {
    let edition = edition_at(desk, at)?;
    let (entries, gone) = (entries(desk, edition)?, gone(desk, edition));
    let base = &desk.inputs.settings.base_url.value;
    let own = route::absolute(base, &route::path(edition.audience, &Route::Rss));
    let home = route::absolute(base, &route::path(edition.audience, &Route::Home));
    let mut xml = Xml::new()?;
    let spaces = [
        ("version", "2.0"),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ];
    xml.inside("rss", &spaces, |xml| {
        xml.inside("channel", &[], |xml| {
            xml.text("title", &[], &feed_title(desk, edition))?;
            xml.text("link", &[], &home)?;
            xml.text("description", &[], &edition.audience.intro)?;
            xml.text("language", &[], &desk.inputs.settings.lang)?;
            xml.text("lastBuildDate", &[], &rfc822(newest(&entries, &gone, desk.inputs.now)))?;
            xml.empty("atom:link", &[("rel", "self"), ("type", "application/rss+xml"), ("href", &own)])?;
            entries.iter().try_for_each(|entry| rss_item(xml, entry))
        })
    })?;
    Ok(xml.finish())
}

fn rss_item(xml: &mut Xml, entry: &Entry) -> Result<(), BuildFault> {
    xml.inside("item", &[], |xml| {
        xml.text("title", &[], &entry.title)?;
        xml.text("link", &[], &entry.url)?;
        xml.text("guid", &[("isPermaLink", "false")], &entry.id)?;
        xml.text("pubDate", &[], &rfc822(entry.updated))?;
        for author in &entry.authors {
            xml.text("dc:creator", &[], author)?;
        }
        for (_, label) in &entry.topics {
            xml.text("category", &[], label)?;
        }
        xml.text("description", &[], &entry.summary)?;
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
