//! The entries that results are shown with, in files of a few each, so that a query reads only those it shows.

use serde::Serialize;

use super::script::json;
use crate::gate::clearance::Lane;
use crate::model::path::SitePath;
use crate::model::state::State;
use crate::render::article::long_day;
use crate::site::BuildFault;
use crate::site::desk::{Desk, Edition, approved_at};
use crate::site::route::{self, Route};

/// Entries in one file: twenty results that lie far apart still cost little more than a hundred kilobytes.
pub(super) const IN_ONE_FILE: usize = 16;

/// One article as a result; a rumour never without its verdict.
#[derive(Serialize)]
struct Entry<'a> {
    href: String,
    title: &'a str,
    summary: &'a str,
    date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    badge: Option<&'static str>,
    #[serde(flatten)]
    rumour: Option<Rumour<'a>>,
}

/// What stands under a number.
#[derive(Serialize)]
#[serde(untagged)]
enum Row<'a> {
    Article(Entry<'a>),
    Empty(u8),
}

#[derive(Serialize)]
struct Rumour<'a> {
    verdict: &'static str,
    label: &'static str,
    claim: &'a str,
}

/// `K.rows(n,[…])`: the entries of one file, in the order of article numbers; `0` for a number whose article went.
pub(super) fn file<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, n: usize) -> Result<Vec<u8>, BuildFault> {
    let here = route::path(edition.audience, &Route::Search);
    let entries: Vec<Row<'_>> = desk
        .places(edition)
        .chunks(IN_ONE_FILE)
        .nth(n)
        .unwrap_or_default()
        .iter()
        .map(|at| at.and_then(|at| entry(desk, edition, &here, at)).map_or(Row::Empty(0), Row::Article))
        .collect();
    let entries = json(&entries).map_err(|error| BuildFault::Encode(error.to_string()))?;
    Ok(format!("K.rows({n},{entries});\n").into_bytes())
}

fn entry<'a, L: Lane>(desk: &'a Desk<'_, L>, edition: &Edition<'_>, here: &SitePath, at: usize) -> Option<Entry<'a>> {
    let cleared = desk.article(at)?.cleared;
    let front = &cleared.article().front;
    let rumour = front.claim.as_ref().map(|claim| Rumour {
        verdict: claim.verdict.value.token(),
        label: claim.verdict.value.zh(),
        claim: &claim.text.value,
    });
    Some(Entry {
        href: route::relative(here, &route::path(edition.audience, &Route::Article(cleared.id().clone()))),
        title: front.title_for(&edition.audience.id),
        summary: front.summary_for(&edition.audience.id),
        date: long_day(approved_at(cleared)),
        badge: (cleared.state() == State::Provisional).then_some("先行发布，正在复核"),
        rumour,
    })
}
