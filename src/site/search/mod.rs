//! Search without a server: for each edition an index of plain scripts, a page that reads it, and an A–Z for readers
//! without scripts. `docs/design-notes.md`, "The search index", has the format and the reasons.
//!
//! Deliberately absent: anything that is not listed in the edition.

mod index;
mod pages;
mod postings;
mod script;
mod terms;
mod text;
mod titles;
mod traditional;

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use self::index::{Index, shard_count};
use super::BuildFault;
use super::article_pages::layout;
use super::desk::{Desk, Edition, Seen};
use super::plan::Plan;
use super::route::{self, Route};
use crate::gate::clearance::Lane;
use crate::render::terms::Terms;

/// Plans pages and index of one edition.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, at: usize, output: &mut Plan<'a, L>) {
    let Ok(edition) = desk.edition(at) else { return };
    pages::plan(desk, at, output);
    if at == 0 {
        output.theme_file(route::search_fold(), traditional::script().into_bytes());
    }
    let mut add = |route: Route, make: Box<Make<'a, L>>| {
        output.data(route::path(edition.audience, &route), move |desk| make(desk, desk.edition(at)?));
    };
    add(Route::SearchStart, Box::new(start::<L>));
    let places = desk.places(edition).len();
    for n in 0..places.div_ceil(titles::IN_ONE_FILE) {
        add(Route::SearchTitles(n), Box::new(move |desk, edition| titles::file(desk, edition, n)));
    }
    let shards = shard_count(places);
    let held = Arc::new(Held::new(shards));
    for n in 0..shards {
        let held = Arc::clone(&held);
        add(
            Route::SearchShard(n),
            Box::new(move |desk, edition| {
                let (index, seen) = &*held.lend(|| desk.aside(|desk| filled(desk, edition)));
                desk.saw(seen);
                Ok(script::shard(n, index.shard(n)).into_bytes())
            }),
        );
    }
}

/// Makes one file of an edition's index.
type Make<'a, L> = dyn Fn(&Desk<'a, L>, &Edition<'a>) -> Result<Vec<u8>, BuildFault> + Send + Sync + 'a;

/// The index of an edition. The number of an article is its place by first publication: it stays when others come, go or
/// are read again, so that a night changes the lists of its own words and no others.
fn filled<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Index {
    let places = desk.places(edition);
    let mut index = Index::new(places.len());
    for (number, at) in (0..).zip(places) {
        let Some(prepared) = at.and_then(|at| desk.article(at)) else { continue };
        let layout = layout(desk, edition, prepared);
        let of = (edition.audience, desk.inputs.settings);
        text::each(prepared, &layout, of, |weight, text| index.note(weight, text));
        index.close(number);
    }
    index
}

/// What the reader must know first.
#[derive(Serialize)]
struct Start {
    count: usize,
    shards: usize,
    rows: usize,
    /// Names of one thing: a search for one finds all.
    same: Vec<Vec<String>>,
}

fn start<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Result<Vec<u8>, BuildFault> {
    let count = desk.count(edition);
    let shards = shard_count(desk.places(edition).len());
    let start = Start { count, shards, rows: titles::IN_ONE_FILE, same: synonyms(desk.terms(edition)) };
    let start = script::json(&start).map_err(|error| BuildFault::Encode(error.to_string()))?;
    Ok(format!("K.start({start});\n").into_bytes())
}

/// The names of each term that has several.
fn synonyms(terms: &Terms) -> Vec<Vec<String>> {
    let several = terms.all().iter().filter(|term| !term.folk.is_empty());
    several.map(|term| std::iter::once(&term.name).chain(&term.folk).cloned().collect()).collect()
}

/// An index, and what was looked at for it.
type Filled = (Index, Seen);

/// An index made when its first shard is asked for and dropped after its last, so that a build holds few at a time.
struct Held {
    shards: usize,
    /// The index, and how many shards have still to be asked for.
    state: Mutex<(Option<Arc<Filled>>, usize)>,
}

impl Held {
    fn new(shards: usize) -> Self {
        Self { shards, state: Mutex::new((None, shards)) }
    }

    /// `make` must not wait for other threads: they may wait here.
    fn lend(&self, make: impl FnOnce() -> Filled) -> Arc<Filled> {
        // A thread that panicked while it held the lock left no half-made index: the index is set when it is whole.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let index = state.0.take().unwrap_or_else(|| Arc::new(make()));
        state.1 -= 1;
        if state.1 == 0 {
            state.1 = self.shards;
        } else {
            state.0 = Some(Arc::clone(&index));
        }
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_made_once_a_round() {
        let held = Held::new(3);
        let mut made = 0;
        for _ in 0..6 {
            held.lend(|| {
                made += 1;
                (Index::new(0), Seen::default())
            });
        }
        assert_eq!(made, 2);
    }
}
