//! The loop that draws people in, computed from the release: articles of the day, of the part of the day, the newest.
//!
//! What belongs to a day stands in the calendar page of each edition (`data-kp-from`, `data-kp-until`, links); what is
//! new stands in its feed. Both are files of the release, so every box of a channel shows the same.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::alert::{self, Alarm};
use super::{Screen, built_in, expiry};
use crate::kiosk::store::{Lookup, Store};
use crate::model::address;
use crate::model::path::SitePath;
use crate::model::units::{china_date, china_datetime};

#[derive(Serialize)]
struct Playlist {
    schema: &'static str,
    release: u64,
    items: Vec<Item>,
}

#[derive(Clone, Debug, Serialize)]
struct Item {
    href: String,
    title: String,
    why: &'static str,
    dwell: u32,
}

#[derive(Serialize)]
struct State {
    schema: &'static str,
    release: u64,
    content_date: Option<Date>,
    days: i64,
    is_stale: bool,
    idle: u32,
    emergency: Option<Alarm>,
}

#[derive(Deserialize)]
struct Feed {
    items: Vec<FeedItem>,
}

#[derive(Deserialize)]
struct FeedItem {
    title: String,
    date_published: Option<Timestamp>,
    #[serde(rename = "_kepu")]
    kepu: Kepu,
}

#[derive(Deserialize)]
struct Kepu {
    article: String,
    #[serde(default)]
    topics: Vec<String>,
}

/// An article that may be in the loop.
struct Candidate {
    path: SitePath,
    title: String,
    published: Option<Timestamp>,
    topics: Vec<String>,
    /// Length in days of the shortest day or term that it belongs to today.
    day: Option<i32>,
}

/// `state.json`: how fresh the content is, when a visit is over, and what is more urgent than either.
pub(super) fn state(screen: &Screen<'_>) -> Vec<u8> {
    let shown = screen.store.filter(|store| store.current().is_some());
    let fresh = shown.map(|store| store.freshness(screen.system));
    let state = State {
        schema: "kepu-kiosk-state/1",
        release: shown.and_then(Store::current).map_or(0, |current| current.serial),
        content_date: fresh.map(|fresh| china_date(fresh.signed)),
        days: fresh.map_or(0, |fresh| fresh.days),
        is_stale: fresh.is_some_and(|fresh| fresh.is_stale),
        idle: screen.programme.idle,
        emergency: alert::alarm(screen),
    };
    // A struct of texts and numbers always has a JSON form.
    serde_json::to_vec(&state).unwrap_or_default()
}

/// `playlist.json`.
pub(super) fn json(screen: &Screen<'_>) -> Vec<u8> {
    let shown = screen.store.filter(|store| store.current().is_some());
    let mut items = shown.map(|store| items(screen, store)).unwrap_or_default();
    if items.is_empty() {
        items = built_in_items(screen);
    }
    let release = shown.and_then(Store::current).map_or(0, |current| current.serial);
    // A struct of texts and numbers always has a JSON form.
    serde_json::to_vec(&Playlist { schema: "kepu-kiosk-playlist/1", release, items }).unwrap_or_default()
}

fn built_in_items(screen: &Screen<'_>) -> Vec<Item> {
    let item = |(name, title): (&str, &str)| Item {
        href: format!("/kiosk/{name}"),
        title: title.to_owned(),
        why: "built_in",
        dwell: screen.programme.dwell,
    };
    built_in::first_aid().map(item).collect()
}

fn items(screen: &Screen<'_>, store: &Store) -> Vec<Item> {
    let now = screen.now();
    let part = screen.programme.part(china_datetime(now).time());
    let is_wanted = |candidate: &Candidate| part.is_some_and(|part| part.wants(&candidate.topics));
    let mut candidates = candidates(store, now);
    candidates.sort_by_key(|candidate| {
        let newest = candidate.published.map(|at| std::cmp::Reverse(at.as_second()));
        (candidate.day.unwrap_or(i32::MAX), !is_wanted(candidate), newest.is_none(), newest)
    });
    let mut seen = BTreeSet::new();
    candidates
        .retain(|candidate| expiry::article_of(&candidate.path).is_some_and(|(_, id)| seen.insert(id.to_owned())));
    let dwell = part.and_then(|part| part.dwell).unwrap_or(screen.programme.dwell);
    let item = |candidate: Candidate| Item {
        href: address::target_of(&candidate.path),
        why: match candidate.day {
            Some(_) => "day",
            None if is_wanted(&candidate) => "part",
            None => "newest",
        },
        title: candidate.title,
        dwell,
    };
    let is_whole = |candidate: &Candidate| match store.lookup(candidate.path.as_str()) {
        Lookup::Found(line) => store.has(&line) && expiry::expired(store, &line.path, now).is_none(),
        _ => false,
    };
    candidates.into_iter().filter(is_whole).take(screen.programme.most).map(item).collect()
}

/// Articles of every edition's feed.
fn candidates(store: &Store, now: Timestamp) -> Vec<Candidate> {
    let today = china_date(now);
    let lines = store.manifest().map_or(&[] as &[_], |manifest| manifest.entries());
    let editions = lines.iter().filter_map(|line| line.path.as_str().strip_suffix("feed.json"));
    let mut all = Vec::new();
    for edition in editions.filter(|edition| edition.matches('/').count() <= 1) {
        let Some(feed) = read(store, &format!("{edition}feed.json")) else { continue };
        let Ok(feed) = serde_json::from_slice::<Feed>(&feed) else { continue };
        let calendar = read(store, &format!("{edition}calendar/index.html")).unwrap_or_default();
        let days = days(&String::from_utf8_lossy(&calendar), today);
        all.extend(feed.items.into_iter().filter_map(|item| {
            let path = SitePath::new(&format!("{edition}a/{}/index.html", item.kepu.article)).ok()?;
            let day = days.iter().filter(|(id, _)| *id == item.kepu.article).map(|(_, length)| *length).min();
            Some(Candidate { path, title: item.title, published: item.date_published, topics: item.kepu.topics, day })
        }));
    }
    all
}

fn read(store: &Store, path: &str) -> Option<Vec<u8>> {
    let Lookup::Found(line) = store.lookup(path) else { return None };
    store.object_checked(&line).ok()
}

/// Ids that a calendar links under the days and terms of `today`, with the length of each in days.
fn days(html: &str, today: Date) -> Vec<(String, i32)> {
    let mut found = Vec::new();
    for entry in html.split("data-kp-from=\"").skip(1) {
        let date = |text: Option<&str>| text?.split('"').next()?.parse::<Date>().ok();
        let Some(from) = date(Some(entry)) else { continue };
        let until = date(entry.split("data-kp-until=\"").nth(1)).unwrap_or(from);
        if today < from || until < today {
            continue;
        }
        let length = (until - from).get_days();
        let own = entry.split("</section>").next().unwrap_or_default();
        let ids = own.split("/a/").skip(1).filter_map(|link| link.split(['/', '"']).next());
        found.extend(ids.map(|id| (id.to_owned(), length)));
    }
    found
}
