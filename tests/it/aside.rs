//! A build reads each text again for its pages: they are those of texts at hand, and of a text that changed nothing is made.

use std::collections::BTreeMap;
use std::sync::Mutex;

use jiff::Timestamp;
use kepu::host::disk::DiskSources;
use kepu::load::Library;
use kepu::model::article::ArticleId;
use kepu::model::cache::NoCache;
use kepu::model::history::NoHistory;
use kepu::model::path::{SitePath, SourcePath};
use kepu::model::sources::{ListedFile, SourceError, Sources};
use kepu::pipeline::{self, Aside, Judged};
use kepu::site::BuildFault;
use kepu::site::output::SiteOutput;

/// The sample, some files of which change while it is read.
struct Live(DiskSources, Mutex<BTreeMap<String, Option<Vec<u8>>>>);

impl Sources for Live {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        self.0.list(dir)
    }
    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        let changed = self.1.lock().expect("nobody panicked").get(path.as_str()).cloned();
        changed.map_or_else(|| self.0.bytes(path), Ok)
    }
}

fn live() -> Live {
    Live(DiskSources::new(env!("CARGO_MANIFEST_DIR").into()), Mutex::default())
}

fn judged(sources: &Live) -> (Library, Judged, Timestamp) {
    let now = "2026-11-24T00:00:00Z".parse().expect("a time");
    let library = pipeline::load(sources).unwrap_or_else(|stop| panic!("{stop:?}"));
    let judged = pipeline::judge(&library, sources, &NoHistory, now).expect("readable");
    (library, judged, now)
}

/// Pages and data; pictures are not made from texts.
fn words<L: kepu::gate::clearance::Lane>(site: &SiteOutput<'_, L>) -> Vec<SitePath> {
    let is_word = |path: &&SitePath| matches!(path.extension().as_str(), "html" | "xml" | "json" | "txt" | "ics");
    site.paths().filter(is_word).cloned().collect()
}

#[test]
fn pages_are_the_same_whether_texts_are_at_hand_or_read_again() {
    let sources = live();
    let (mut library, judged, now) = judged(&sources);
    let theme = pipeline::compile_theme(&library, &sources).unwrap_or_else(|stop| panic!("{stop:?}"));
    let materials = (&theme, (&sources as &dyn Sources, &NoCache as &_), now.into());
    // Of every article some pages, and of every kind of page some.
    let (every, wanted): (Vec<SitePath>, BTreeMap<SitePath, Vec<u8>>) = {
        let held = pipeline::site(&judged.shelf, &library, materials);
        let of = |path: &SitePath| held.make(path).expect("planned").unwrap_or_else(|fault| panic!("{path}: {fault}"));
        let words = words(&held);
        let made = words.iter().step_by(7).map(|path| (path.clone(), of(path))).collect();
        (held.paths().cloned().collect(), made)
    };
    assert!(wanted.len() > 100, "{}", wanted.len());
    let aside = Aside::of(judged.shelf, &mut library, &sources);
    assert!(library.articles.is_empty() && library.records.is_empty(), "nothing is kept twice");
    let site = aside.site(&library, materials);
    assert!(site.paths().eq(&every));
    for (path, bytes) in wanted {
        assert_eq!(site.make(&path).expect("planned").expect("made"), bytes, "{path}");
    }
}

#[test]
fn of_a_text_that_changed_after_it_was_judged_nothing_is_made() {
    for change in [Some(b"\n".as_slice()), None] {
        let sources = live();
        let (mut library, judged, now) = judged(&sources);
        let theme = pipeline::compile_theme(&library, &sources).unwrap_or_else(|stop| panic!("{stop:?}"));
        let first = judged.shelf.listed().next().expect("the sample shows something");
        let (id, shown) = (first.id().clone(), first.article().source.clone());
        let other = judged.shelf.listed().nth(1).expect("and something else").id().clone();
        let aside = Aside::of(judged.shelf, &mut library, &sources);
        let before = sources.bytes(&shown).expect("readable").expect("there");
        let changed = change.map(|more| [before.as_slice(), more].concat());
        sources.1.lock().expect("nobody panicked").insert(shown.to_string(), changed);
        let site = aside.site(&library, (&theme, (&sources, &NoCache), now.into()));
        let fault = |path: &SitePath| match site.make(path).expect("planned") {
            Err(BuildFault::Changed { path }) => path,
            other => panic!("{path}: {:?}", other.map(|bytes| bytes.len())),
        };
        let pages = words(&site);
        let page_of = |id: &ArticleId| {
            let is_own = |path: &&SitePath| path.as_str().contains(&format!("/{id}/"));
            pages.iter().find(is_own).unwrap_or_else(|| panic!("no page of {id}"))
        };
        for page in [page_of(&id), page_of(&other)] {
            assert_eq!(fault(page), shown.as_str(), "{page}");
        }
    }
}
