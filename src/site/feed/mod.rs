//! Feeds of each part of an edition: Atom, RSS 2.0, JSON Feed 1.1.
//!
//! Ids never change with titles or dates, and an article has one id in every feed of its edition; `updated` is the time
//! of the last approval. Entries are made when a feed is written; those that were used last are kept, because the three
//! forms of a part have the same ones, and the newest of its topic and of its region are often the same.

mod atom;
mod json;
mod rss;

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::BuildFault;
use super::article_pages::body_of_feed;
use super::desk::{Desk, Edition, Seen, approved_at};
use super::part;
use super::plan::Plan;
use super::route::{self, FeedForm, Part, Route};
use crate::gate::clearance::Lane;
use crate::model::article::FrontMatter;
use crate::model::recent::Recent;
use crate::model::state::State;
use crate::model::units::china_midnight;
use crate::render::html::escaped;

/// A feed, ready for any format.
struct Feed {
    id: String,
    title: String,
    intro: String,
    /// The page with the same articles.
    home: String,
    own: String,
    updated: Timestamp,
    entries: Vec<Arc<Shared>>,
    gone: Vec<Gone>,
}

/// An entry, and what was looked at for it.
struct Shared {
    entry: Entry,
    seen: Seen,
}

/// Entries of one edition that were used last, by article.
type Entries = Mutex<Recent<usize, Arc<Shared>>>;

/// How many entries are kept: those of a few parts.
const KEPT: usize = 256;

/// One entry.
struct Entry {
    id: String,
    article: String,
    url: String,
    title: String,
    summary: String,
    html: String,
    published: Timestamp,
    updated: Timestamp,
    authors: Vec<String>,
    topics: Vec<Term>,
    regions: Vec<Term>,
    seasons: Vec<String>,
    digest: Option<String>,
    state: &'static str,
    provenance: Option<String>,
}

/// A word of a vocabulary of the site.
struct Term {
    id: String,
    label: String,
}

/// An article that left the feed.
struct Gone {
    id: String,
    article: String,
    when: Timestamp,
    state: State,
}

/// Plans the feeds of one edition.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, at: usize, output: &mut Plan<'a, L>) {
    let Ok(edition) = desk.edition(at) else { return };
    let entries: Arc<Entries> = Arc::new(Mutex::new(Recent::new(KEPT)));
    for part in desk.parts(edition) {
        for form in FeedForm::ALL {
            let (part, entries) = (part.clone(), Arc::clone(&entries));
            let path = route::path(edition.audience, &Route::Feed(form, part.clone()));
            output.data(path, move |desk| bytes(desk, at, (form, &part), &entries));
        }
    }
}

fn bytes<L: Lane>(
    desk: &Desk<'_, L>,
    at: usize,
    (form, part): (FeedForm, &Part),
    entries: &Entries,
) -> Result<Vec<u8>, BuildFault> {
    let edition = desk.edition(at)?;
    let feed = feed(desk, edition, (form, part), entries)?;
    let settings = desk.inputs.settings;
    match form {
        FeedForm::Atom => atom::bytes(&feed, settings),
        FeedForm::Rss => rss::bytes(&feed, settings),
        FeedForm::Json => json::bytes(&feed, settings),
    }
}

fn feed<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    (form, part): (FeedForm, &Part),
    known: &Entries,
) -> Result<Feed, BuildFault> {
    let settings = desk.inputs.settings;
    let address = |to: &Route| route::absolute(&settings.base_url.value, &route::path(edition.audience, to));
    let newest = part::listed(desk, edition, part).take(limit(desk, edition));
    let entries =
        newest.filter_map(|at| shared(desk, edition, at, known).transpose()).collect::<Result<Vec<_>, _>>()?;
    let gone = gone(desk, edition, part);
    let changes = entries.iter().map(|one| one.entry.updated).chain(gone.iter().map(|gone| gone.when));
    let label = part.label(settings, edition.audience);
    let names = [settings.title.as_str(), &edition.audience.label, &label];
    Ok(Feed {
        id: permanent_id(desk, edition, &format!("{}feed", part.folder())),
        title: names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" · "),
        intro: edition.audience.intro.clone(),
        home: address(&page_of(part)),
        own: address(&Route::Feed(form, part.clone())),
        // A feed that has never had an entry has the build's clock.
        updated: changes.max().unwrap_or_else(|| desk.now()),
        entries,
        gone,
    })
}

/// The page that lists what a part is about.
pub(super) fn page_of(part: &Part) -> Route {
    match part {
        Part { topic: Some(topic), .. } => Route::Topic(topic.clone()),
        Part { region: Some(region), .. } => Route::Region(region.clone()),
        Part { band: Some(band), .. } => Route::Band(band.clone()),
        _ => Route::Home,
    }
}

/// A permanent id. Source: RFC 4151 tag URI; the year is the one in which the scheme was fixed.
fn permanent_id<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, tail: &str) -> String {
    format!("{}{}/{tail}", authority(&desk.inputs.settings.base_url.value), edition.audience.id)
}

/// What every id and vocabulary of a site begins with.
fn authority(base: &str) -> String {
    let host = base.split("://").nth(1).unwrap_or(base);
    let host = host.split('/').next().unwrap_or(host);
    format!("tag:{host},2026:")
}

/// How many entries a feed of this edition carries.
fn limit<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> usize {
    edition.audience.feed_entries.unwrap_or(desk.inputs.settings.feed_entries) as usize
}

/// The entry of an article, made once for several feeds: whoever has it has seen what was looked at for it.
fn shared<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    at: usize,
    known: &Entries,
) -> Result<Option<Arc<Shared>>, BuildFault> {
    let found = known.lock().unwrap_or_else(PoisonError::into_inner).get(&at).cloned();
    if let Some(shared) = found {
        desk.saw(&shared.seen);
        return Ok(Some(shared));
    }
    let (entry, seen) = desk.aside(|desk| entry(desk, edition, at));
    desk.saw(&seen);
    let Some(entry) = entry? else { return Ok(None) };
    let shared = Arc::new(Shared { entry, seen });
    known.lock().unwrap_or_else(PoisonError::into_inner).put(at, Arc::clone(&shared));
    Ok(Some(shared))
}

fn entry<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, at: usize) -> Result<Option<Entry>, BuildFault> {
    let Some(prepared) = desk.article(at) else { return Ok(None) };
    let cleared = prepared.cleared;
    let front = &cleared.article().front;
    let settings = desk.inputs.settings;
    let base = &settings.base_url.value;
    let url = route::absolute(base, &route::path(edition.audience, &Route::Article(cleared.id().clone())));
    let body = body_of_feed(desk, edition, prepared, &|to| route::absolute(base, to))?;
    let notes: String =
        corrections(front).map(|note| format!("<p><strong>{}</strong></p>\n", escaped(&note))).collect();
    let approval = L::approval(cleared.stamp());
    let updated = approved_at(cleared);
    let topic = |id: &str| settings.topic(id).map_or(id, |found| &found.label).to_owned();
    let term = |id: &str, label: String| Term { id: id.to_owned(), label };
    Ok(Some(Entry {
        id: permanent_id(desk, edition, cleared.id().as_str()),
        article: cleared.id().to_string(),
        title: front.title_with_verdict(&edition.audience.id),
        summary: summary(front, &edition.audience.id),
        html: notes + &with_page(&body, &url),
        url,
        published: approval.map_or(updated, |approval| approval.first_published),
        updated,
        authors: front.authors.iter().map(|author| author.name.value.clone()).collect(),
        topics: front.topics.iter().map(|word| term(&word.value, topic(&word.value))).collect(),
        regions: front
            .region
            .iter()
            .map(|code| term(&code.value, settings.region_label(&code.value).to_owned()))
            .collect(),
        seasons: front.seasons().map(str::to_owned).collect(),
        digest: approval.map(|approval| approval.digest.to_string()),
        state: cleared.state().token(),
        provenance: approval.map(|_| route::absolute(base, &route::provenance(cleared.id()))),
    }))
}

/// Notes and sources stand on the page, so links within the page lead there. Only our own markup has an unescaped
/// quotation mark.
fn with_page(html: &str, url: &str) -> String {
    html.replace(" href=\"#", &format!(" href=\"{}#", escaped(url)))
}

/// The summary; a rumour is never in a feed without its verdict beside it, and the truth comes first.
fn summary(front: &FrontMatter, audience: &str) -> String {
    let summary = front.claim.as_ref().map_or_else(
        || front.summary_for(audience).to_owned(),
        |claim| {
            let verdict = claim.verdict.value.zh();
            format!("{}（流言“{}”，结论：{verdict}）", claim.conclusion.value, claim.text.value)
        },
    );
    // Who only reads the list must hear of the latest correction too.
    corrections(front).next().map_or_else(|| summary.clone(), |note| format!("【{note}】{summary}"))
}

/// Public notes on changes, newest first.
fn corrections(front: &FrontMatter) -> impl Iterator<Item = String> {
    let mut newest: Vec<_> = front.corrections.iter().collect();
    newest.sort_by_key(|correction| std::cmp::Reverse(correction.date.value));
    newest.into_iter().map(|note| format!("{} {}：{}", note.date.value, note.correction_type.zh(), note.summary))
}

/// Articles that were in the feed and are no longer: withdrawn ones and those kept with a mark. Nothing is known of
/// what a withdrawn one was about, so every feed tells of it; readers who never had it lose nothing.
fn gone<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, part: &Part) -> Vec<Gone> {
    let stones = desk.tombstones().iter().map(|stone| (stone.id().clone(), stone.since(), stone.state()));
    let kept = desk.articles(desk.unlisted(edition)).map(|prepared| prepared.cleared);
    let marked = kept
        .filter(|cleared| part.holds(edition.audience, &cleared.article().front))
        .map(|cleared| (cleared.id().clone(), left_at(cleared, desk), cleared.state()));
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

/// When an article left the lists: with the decision about it, or when its time was over.
fn left_at<L: Lane>(cleared: &crate::gate::clearance::Cleared<L>, desk: &Desk<'_, L>) -> Timestamp {
    let decided = approved_at(cleared);
    let front = &cleared.article().front;
    let over = match cleared.state() {
        State::Archived => front.emergency.as_ref().map(|notice| notice.expires.value),
        State::Expired => L::approval(cleared.stamp()).and_then(|approval| approval.valid_until),
        State::Retracted => front.retraction.as_ref().map(|retraction| china_midnight(retraction.date.value)),
        _ => None,
    };
    over.filter(|over| decided <= *over && desk.is_past(*over)).unwrap_or(decided)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_within_the_page_lead_to_the_page() {
        let html = "<a href=\"#source-s1\">[1]</a><code> href=&quot;#x&quot;</code>";
        assert_eq!(
            with_page(html, "https://k.example/a/x/"),
            "<a href=\"https://k.example/a/x/#source-s1\">[1]</a><code> href=&quot;#x&quot;</code>"
        );
    }
}
