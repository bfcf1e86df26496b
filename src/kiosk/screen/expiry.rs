//! Articles whose review is over are not shown, also where no news came for months (KB-12).
//!
//! The end stands in `provenance/ID.json` of the same release: three years for most, three days for what was published
//! in an emergency before its review was complete.

use jiff::Timestamp;
use serde::Deserialize;

use crate::kiosk::store::{Lookup, Store};
use crate::model::path::SitePath;
use crate::model::units::plus_days;

/// How far past the last signed time a clock is believed.
const CREDIBLE_DAYS: i64 = 400;

#[derive(Deserialize)]
struct Provenance {
    valid_until: Option<Timestamp>,
}

/// The instant that content is judged by.
pub(super) fn credible(system: Timestamp, floor: Timestamp) -> Timestamp {
    // Nothing was ever signed here: there is nothing to judge either.
    let latest = if floor == Timestamp::UNIX_EPOCH { Timestamp::MAX } else { plus_days(floor, CREDIBLE_DAYS) };
    system.clamp(floor, latest)
}

/// The folder of the edition, with its `/`, and the id of the article that a page belongs to.
pub(super) fn article_of(path: &SitePath) -> Option<(String, &str)> {
    let mut parts = path.as_str().split('/');
    let first = parts.next()?;
    let edition = match first {
        "a" => String::new(),
        edition => {
            parts.next().filter(|part| *part == "a")?;
            format!("{edition}/")
        }
    };
    let id = parts.next()?;
    parts.next().map(|_| (edition, id))
}

/// When the review of a page's article ended, if it has.
pub(super) fn expired(store: &Store, path: &SitePath, now: Timestamp) -> Option<Timestamp> {
    let (_, id) = article_of(path).filter(|_| path.extension() == "html")?;
    end(store, &format!("provenance/{id}.json")).filter(|until| *until <= now)
}

/// When the next review of what is shown ends.
pub(super) fn next_end(store: &Store, now: Timestamp) -> Option<Timestamp> {
    let files = store.manifest()?.entries().iter().map(|line| line.path.as_str());
    let proofs = files.filter(|path| path.starts_with("provenance/") && path.ends_with(".json"));
    proofs.filter_map(|path| end(store, path)).filter(|until| *until > now).min()
}

fn end(store: &Store, provenance: &str) -> Option<Timestamp> {
    let Lookup::Found(line) = store.lookup(provenance) else { return None };
    // A damaged one takes nothing away: the page itself is signed.
    let bytes = store.object_checked(&line).ok()?;
    serde_json::from_slice::<Provenance>(&bytes).ok()?.valid_until
}
