//! The local part of a visit: what the last one brought, verified anew and put in its place without any source.

use super::{PullFault, Report, Terms, Visit, pull_on};
use crate::bundle::place;
use crate::kiosk::store::Store;
use crate::model::fetch::{FetchFault, Sink, Source};

/// Metadata and the release of the last visit that had news, as they came.
pub(super) const KEPT: [&str; 4] = ["timestamp.json", "snapshot.json", "targets.json", "release.json"];

/// Answers from what is kept. It is no more believed than a stick.
struct Kept {
    timestamp: String,
    files: [Option<Vec<u8>>; 4],
}

impl Source for Kept {
    fn name(&self) -> &str {
        "store"
    }

    fn small(&self, path: &str, _: u64) -> Result<Vec<u8>, FetchFault> {
        if path.ends_with(".root.json") {
            return Err(FetchFault::Absent(path.to_owned()));
        }
        let is_it = |name: &str| path.ends_with(&format!(".{name}"));
        let at = if path == self.timestamp { Some(0) } else { KEPT.iter().position(|name| is_it(name)) };
        let found = at.and_then(|at| self.files.get(at)?.clone());
        found.ok_or_else(|| FetchFault::Network(format!("{path} is to be fetched")))
    }

    fn rest(&self, path: &str, _: u64, _: u64, _: &mut dyn Sink) -> Result<(), FetchFault> {
        Err(FetchFault::Network(format!("{path} is to be fetched")))
    }
}

/// Finishes what a visit left half done. Everything is verified again from the roots on.
///
/// # Errors
/// [`PullFault::Incomplete`] when something is still to be fetched, or the store does not take it.
pub fn apply(store: &mut Store, visit: Visit, terms: &Terms) -> Result<Report, PullFault> {
    let shown = store.current().map_or(0, |current| current.serial);
    if shown == store.trust().serial || store.set_aside().is_some_and(|aside| store.trust().serial <= aside) {
        return Ok(Report { from: shown, to: shown, ..Report::default() });
    }
    let kept = Kept { timestamp: place::timestamp(&store.trust().channel), files: KEPT.map(|name| store.meta(name)) };
    match pull_on(store, &[&kept], visit, terms) {
        // It was believed when it came. Refused now, it is over, or something newer was seen since.
        Err(PullFault::Network(what)) => Err(PullFault::Incomplete(what)),
        Err(fault @ PullFault::Refused(_)) => Err(PullFault::Incomplete(fault.to_string())),
        done => done,
    }
}
