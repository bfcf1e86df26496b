//! What single steps cost over the sample content, in time and in allocations: `cargo bench --bench micro [-- NAME]`.
//!
//! Allocations do not depend on what else the machine does; those of `load`, `judge` and `plan` are counted only in part,
//! as they work on all cores and only the thread that measures is counted. `RAYON_NUM_THREADS=1` shows their whole time.
#![expect(
    clippy::expect_used,
    reason = "a sample that does not load is a broken checkout: there is nothing to measure"
)]

use std::path::Path;
use std::sync::{Arc, LazyLock};

use divan::counter::{BytesCount, ItemsCount};
use divan::{AllocProfiler, Bencher, black_box_drop};
use jiff::Timestamp;
use kepu::gate::fingerprint;
use kepu::host::disk::DiskSources;
use kepu::host::memory::MemorySources;
use kepu::load::{Library, signoff};
use kepu::markup;
use kepu::model::cache::{Cache, NoCache};
use kepu::model::history::NoHistory;
use kepu::model::path::{SitePath, SourcePath};
use kepu::model::record::{SIGNOFF_NAMESPACE, Via};
use kepu::model::sources::Sources;
use kepu::pipeline::{self, Judged};
use kepu::render::template::Theme;
use kepu::seal;

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

/// When the sample is looked at.
const NOW: &str = "2026-11-24T00:00:00Z";

fn main() {
    divan::main();
}

/// The sample in memory and every stage of it, so that a step can begin where the one before it ended.
struct Sample {
    sources: MemorySources,
    library: Library,
    judged: Judged,
    theme: Theme,
    now: Timestamp,
}

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| {
    let sources = in_memory(Path::new(env!("CARGO_MANIFEST_DIR")));
    let now: Timestamp = NOW.parse().expect("a time");
    let library = pipeline::load(&sources).expect("the sample loads");
    let judged = pipeline::judge(&library, &sources, &NoHistory, now).expect("the sample is judged");
    let theme = pipeline::compile_theme(&library, &sources).expect("the theme compiles");
    Sample { sources, library, judged, theme, now }
});

fn in_memory(root: &Path) -> MemorySources {
    let disk = DiskSources::new(root.to_owned());
    let mut memory = MemorySources::default();
    for top in ["site.yaml", "reviewers.yaml", "emergencies.yaml", "days.yaml", "stations.yaml"] {
        let path = SourcePath::new(top).expect("a clean path");
        if let Some(bytes) = disk.bytes(&path).expect("read") {
            memory.put(top, bytes).expect("a clean path");
        }
    }
    for top in ["content", "records", "themes", "lexicons"] {
        for file in disk.list(top).expect("listed") {
            let bytes = disk.bytes(&file.path).expect("read").unwrap_or_default();
            memory.put(file.path.as_str(), bytes).expect("a clean path");
        }
    }
    memory
}

fn articles() -> ItemsCount {
    ItemsCount::new(SAMPLE.library.articles.len())
}

/// Front matter, settings, people, records and texts: bytes to values.
#[divan::bench]
fn load(bencher: Bencher<'_, '_>) {
    bencher.counter(articles()).bench(|| pipeline::load(&SAMPLE.sources));
}

/// Bodies as facts.
#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let bodies: Vec<&str> = SAMPLE.library.articles.values().map(|article| &*article.body.text).collect();
    let bytes = BytesCount::new(bodies.iter().map(|body| body.len()).sum::<usize>());
    bencher.counter(bytes).bench(|| bodies.iter().for_each(|body| black_box_drop(markup::parse(body))));
}

/// The sum of what was approved.
#[divan::bench]
fn digest(bencher: Bencher<'_, '_>) {
    let all = || SAMPLE.library.articles.values();
    bencher.counter(articles()).bench(|| all().for_each(|article| black_box_drop(fingerprint::digest(article))));
}

/// Records from bytes, without a look at the signature.
#[divan::bench]
fn records(bencher: Bencher<'_, '_>) {
    let files = SAMPLE.sources.list("records").expect("listed");
    let files = files.into_iter().filter(|file| file.path.as_str().ends_with(".signoff"));
    let files: Vec<_> = files.map(|file| (SAMPLE.sources.bytes(&file.path).expect("read"), file.path)).collect();
    let read = |(bytes, path): &(Option<Vec<u8>>, SourcePath)| {
        black_box_drop(signoff::parse(bytes.as_deref().unwrap_or_default(), path));
    };
    bencher.counter(ItemsCount::new(files.len())).bench(|| files.iter().for_each(read));
}

/// One signature, as the gate looks at it: who signed, and whether it holds.
#[divan::bench]
fn signature(bencher: Bencher<'_, '_>) {
    let mut records = SAMPLE.library.records.values().flat_map(|records| records.iter());
    let record = records.find(|record| record.statement.via == Via::Ssh).expect("a record");
    bencher.bench(|| {
        let signer = seal::signer(&record.armour.text())?;
        seal::verify(&signer, SIGNOFF_NAMESPACE, record.signed().as_bytes(), &record.armour.text())
    });
}

/// Rules and approvals of every article, on all cores.
#[divan::bench]
fn judge(bencher: Bencher<'_, '_>) {
    let Sample { sources, library, now, .. } = &*SAMPLE;
    bencher.counter(articles()).bench(|| pipeline::judge(library, sources, &NoHistory, *now));
}

/// The same with nothing signed: what rules cost without signatures and quorum.
#[divan::bench]
fn judge_unsigned(bencher: Bencher<'_, '_>) {
    let mut library = pipeline::load(&SAMPLE.sources).expect("the sample loads");
    library.records = Arc::default();
    let judge = || pipeline::judge(&library, &SAMPLE.sources, &NoHistory, SAMPLE.now);
    drop(judge());
    bencher.counter(articles()).bench(judge);
}

/// Templates and style sheets.
#[divan::bench]
fn theme(bencher: Bencher<'_, '_>) {
    bencher.bench(|| pipeline::compile_theme(&SAMPLE.library, &SAMPLE.sources).is_ok());
}

/// The plan of the site: articles made ready for all editions, nothing rendered.
#[divan::bench]
fn plan(bencher: Bencher<'_, '_>) {
    let Sample { sources, library, judged, theme, now } = &*SAMPLE;
    let materials = (theme, (sources as &dyn Sources, &NoCache as &dyn Cache), (*now).into());
    bencher.counter(articles()).bench(|| pipeline::site(&judged.shelf, library, materials));
}

/// Makes the files of one kind, one after the other, from a plan that has made nothing yet.
fn make(bencher: Bencher<'_, '_>, wanted: fn(&str) -> bool) {
    let Sample { sources, library, judged, theme, now } = &*SAMPLE;
    let materials = (theme, (sources as &dyn Sources, &NoCache as &dyn Cache), (*now).into());
    let plan = || pipeline::site(&judged.shelf, library, materials);
    let paths: Vec<SitePath> = plan().paths().filter(|path| wanted(path.as_str())).cloned().collect();
    assert!(!paths.is_empty(), "the site has none of these files");
    bencher.with_inputs(plan).counter(ItemsCount::new(paths.len())).bench_refs(|plan| {
        let sizes = paths.iter().map(|path| plan.make(path).expect("planned").expect("made").len());
        sizes.sum::<usize>()
    });
}

fn is_article(path: &str) -> bool {
    let rest = path.split_once("a/").filter(|(edition, _)| edition.is_empty() || edition.ends_with('/'));
    rest.is_some_and(|(_, rest)| rest.ends_with("/index.html") && rest.matches('/').count() == 1)
}

fn is_feed(path: &str) -> bool {
    ["feed.xml", "rss.xml", "feed.json"].iter().any(|name| path.ends_with(name))
}

/// Article pages of all editions.
#[divan::bench]
fn pages(bencher: Bencher<'_, '_>) {
    make(bencher, is_article);
}

/// Home pages, lists and whatever else is HTML.
#[divan::bench]
fn lists(bencher: Bencher<'_, '_>) {
    make(bencher, |path| path.ends_with(".html") && !is_article(path));
}

/// Atom, RSS and JSON of every part.
#[divan::bench]
fn feeds(bencher: Bencher<'_, '_>) {
    make(bencher, is_feed);
}

/// The search index of all editions.
#[divan::bench]
fn search(bencher: Bencher<'_, '_>) {
    make(bencher, |path| path.contains("search/") && path.ends_with(".js"));
}

/// Who approved what, for machines.
#[divan::bench]
fn provenance(bencher: Bencher<'_, '_>) {
    make(bencher, |path| path.starts_with("provenance/"));
}

/// Texts to be read aloud.
#[divan::bench]
fn scripts(bencher: Bencher<'_, '_>) {
    make(bencher, |path| path.ends_with("script.txt"));
}
