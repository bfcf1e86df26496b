//! In which order a channel's articles are kept where space is short.

use std::cmp::Reverse;

use jiff::Timestamp;

use crate::bundle::keep::KeepList;
use crate::gate::clearance::{Cleared, Production};
use crate::gate::shelf::Shelf;

/// Never left out: what the channel names, and what is in force of an emergency. All others by the day on which they
/// were first published, the newest first.
#[must_use]
pub fn keep_list(shelf: &Shelf<Production>, named: &[String], now: Timestamp) -> KeepList {
    let id = |cleared: &Cleared<Production>| cleared.id().as_str().to_owned();
    let is_urgent = |cleared: &&Cleared<Production>| {
        cleared.article().front.emergency.as_ref().is_some_and(|e| e.expires.value > now)
    };
    let is_here = |named: &&String| shelf.get(named).is_some();
    let mut always: Vec<String> = named.iter().filter(is_here).cloned().collect();
    always.extend(shelf.articles().iter().filter(is_urgent).map(id));
    always.sort();
    always.dedup();
    let mut articles: Vec<&Cleared<Production>> = shelf.articles().iter().collect();
    articles.sort_by_key(|cleared| (Reverse(cleared.approval().first_published), cleared.id().as_str()));
    KeepList::new(always, articles.into_iter().map(id).collect())
}
