//! The live preview after an edit answers what a preview answers that starts then: random edits of everything a site is
//! made from, told as paths in the ways that watches tell them. `KEPU_EDITS=1000 cargo test --release --test it --
//! generations` makes a thousand.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, RwLock};

use jiff::Timestamp;
use kepu::diag::Lang;
use kepu::host::memory::MemorySources;
use kepu::host::remembering::Remembering;
use kepu::lexicon::Name;
use kepu::load::Library;
use kepu::model::cache::NoCache;
use kepu::model::history::NoHistory;
use kepu::model::path::{SitePath, SourcePath};
use kepu::model::sources::{EntryKind, ListedFile, SourceError, Sources};
use kepu::preview::{Generation, View, about, told, touches_theme};

use crate::incremental::{Dice, sample, touch};

/// Edits in an ordinary run.
const EDITS: usize = 24;
/// Pages that are compared after each.
const PAGES: usize = 6;

/// A tree that changes behind the back of whoever remembers it; a path that is a file is listed as itself, as on a disk.
#[derive(Clone)]
struct Live(Arc<RwLock<MemorySources>>);

impl Sources for Live {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        let tree = self.0.read().expect("nobody panicked");
        let path = SourcePath::new(dir).expect("a clean path");
        let own = tree.bytes(&path)?.map(|bytes| bytes.len() as u64);
        let own = own.map(|size| ListedFile { path, kind: EntryKind::File, size });
        Ok(own.into_iter().chain(tree.list(dir)?).collect())
    }

    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        self.0.read().expect("nobody panicked").bytes(path)
    }
}

/// The sample's channels name editions that a smaller site does not have, and then there is no preview.
fn without_channels(mut tree: MemorySources) -> MemorySources {
    let site = SourcePath::new("site.yaml").expect("a clean path");
    let text = String::from_utf8(tree.bytes(&site).expect("in memory").expect("there")).expect("a text");
    let (mut kept, mut is_in) = (String::new(), false);
    for line in text.lines() {
        is_in = if line.starts_with(' ') { is_in } else { line.starts_with("channels:") };
        if !is_in {
            kept.extend([line, "\n"]);
        }
    }
    tree.put("site.yaml", kept).expect("a clean path");
    tree
}

/// What differs between two trees, as a watch might tell it: the file, or a folder around it, and some for nothing.
fn changes(before: &MemorySources, after: &MemorySources, dice: &mut Dice) -> Vec<String> {
    let all: BTreeSet<&SourcePath> = before.paths().chain(after.paths()).collect();
    let read = |tree: &MemorySources, path: &SourcePath| tree.bytes(path).expect("in memory");
    let mut told = BTreeSet::new();
    for path in &all {
        if read(before, path) != read(after, path) {
            let folder = path.parent().filter(|_| dice.roll(3) == 0);
            told.insert(folder.map_or_else(|| path.to_string(), |folder| folder.to_string()));
        }
    }
    let all: Vec<&SourcePath> = all.into_iter().collect();
    if dice.roll(4) == 0 {
        told.extend(dice.pick(&all).map(ToString::to_string));
    }
    told.into_iter().collect()
}

fn same(name: &str, found: &impl Debug, expected: &impl Debug, edit: &str) {
    let (found, expected) = (format!("{found:#?}"), format!("{expected:#?}"));
    let differing = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
    assert!(found == expected, "{edit}: {name} is not what a fresh start gives: {differing:?}");
}

fn same_library(found: &Library, expected: &Library, edit: &str) {
    same("settings", &found.settings, &expected.settings, edit);
    same("themes", &found.themes, &expected.themes, edit);
    same("audiences", &found.audiences, &expected.audiences, edit);
    same("roster", &found.roster, &expected.roster, edit);
    same("emergencies", &found.emergencies, &expected.emergencies, edit);
    same("days", &found.days, &expected.days, edit);
    same("stations", &found.stations, &expected.stations, edit);
    same("articles", &found.articles, &expected.articles, edit);
    same("faulty", &found.faulty, &expected.faulty, edit);
    same("records", &found.records, &expected.records, edit);
    same("findings", &found.findings, &expected.findings, edit);
    for name in Name::ALL {
        same("a word list", &found.lexicons.get(*name).entries(), &expected.lexicons.get(*name).entries(), edit);
    }
}

/// The same pages and the same words about them, at some places.
fn same_answers(found: &Generation, expected: &Generation, now: Timestamp, dice: &mut Dice, edit: &str) {
    let view = View { is_kiosk: dice.roll(4) == 0, day: None };
    let paths = |generation: &Generation| {
        generation.with_site(&view, (&NoCache, now), |site| site.paths().cloned().collect::<Vec<SitePath>>())
    };
    let all = paths(expected);
    assert!(paths(found) == all, "{edit}: other files");
    let Some(all) = all else { return };
    let articles: Vec<&SitePath> = all.iter().filter(|path| path.as_str().contains("a/")).collect();
    let pages: Vec<SitePath> = (0..PAGES)
        .filter_map(
            |turn| if turn % 2 == 0 { dice.pick(&articles).copied().cloned() } else { dice.pick(&all).cloned() },
        )
        .collect();
    // Asked one by one, as a browser does, before anybody wants to know of every file.
    let make = |generation: &Generation, path: &SitePath| {
        let made = generation.with_site(&view, (&NoCache, now), |site| site.make(path));
        made.flatten().map(|made| made.map_err(|fault| fault.to_string()))
    };
    for path in &pages {
        let page = make(expected, path);
        assert!(page.is_some(), "{edit}: {path} is in the plan and cannot be made");
        assert!(make(found, path) == page, "{edit}: {path} is another page");
        let said = |generation: &Generation| {
            let about = about(generation, Some(path), (&NoHistory, now), Lang::Zh);
            (format!("{:?}", about.article), format!("{:?}", about.findings))
        };
        assert_eq!(said(found), said(expected), "{edit}: {path}");
    }
}

/// A preview that runs while somebody edits.
struct Running {
    live: Live,
    tree: Arc<Remembering<Live>>,
    generation: Generation,
    /// The paths that were told last.
    changed: Vec<String>,
}

impl Running {
    fn new(first: &MemorySources) -> Self {
        let live = Live(Arc::new(RwLock::new(first.clone())));
        let tree = Arc::new(Remembering::new(live.clone()));
        Self { live, generation: Generation::first(tree.clone()), tree, changed: Vec::new() }
    }

    fn now_there(&self) -> MemorySources {
        self.live.0.read().expect("nobody panicked").clone()
    }

    fn save(&mut self, after: &MemorySources, dice: &mut Dice) {
        self.changed = changes(&self.now_there(), after, dice);
        *self.live.0.write().expect("nobody panicked") = after.clone();
        if !self.changed.is_empty() {
            self.tree = Arc::new(self.tree.changed(&self.changed).expect("a tree in memory"));
            self.generation = self.generation.next(self.tree.clone(), touches_theme(&self.changed));
        }
    }

    /// Compares it with a preview that starts now; whether there is a site to look at.
    fn is_as_fresh(&self, now: Timestamp, dice: &mut Dice, edit: &str) -> bool {
        let (running, fresh) = (&self.generation, Generation::first(Arc::new(self.now_there())));
        let Some(expected) = fresh.library() else {
            assert!(!running.trouble().is_empty(), "{edit}: the trouble is not told");
            return false;
        };
        same("trouble", &running.trouble(), &fresh.trouble(), edit);
        same_library(running.library().expect("there is one"), expected, edit);
        let said = |generation: &Generation| told(generation, &self.changed, (&NoHistory, now), Lang::Zh);
        assert_eq!(said(running), said(&fresh), "{edit}: what the terminal is told");
        if !fresh.trouble().is_empty() {
            return false;
        }
        same_answers(running, &fresh, now, dice, edit);
        true
    }
}

#[test]
fn after_any_edit_the_preview_answers_as_one_that_starts_then() {
    let edits = std::env::var("KEPU_EDITS").ok().map_or(EDITS, |edits| edits.parse().expect("a number"));
    let seed = std::env::var("KEPU_SEED").ok().map_or(1, |seed| seed.parse().expect("a number"));
    let mut dice = Dice(seed);
    let first = without_channels(sample());
    let mut running = Running::new(&first);
    let mut now: Timestamp = "2026-11-24T00:00:00Z".parse().expect("a time");
    let (mut sound, mut broken) = (0, 0);
    for turn in 1..=edits {
        let before = running.now_there();
        let mut after = before.clone();
        let edit = touch(&mut after, &mut now, &first, &mut dice);
        let edit = format!("edit {turn} (seed {seed}), {edit}");
        running.save(&after, &mut dice);
        if running.is_as_fresh(now, &mut dice, &edit) {
            sound += 1;
            continue;
        }
        broken += 1;
        // What stops a preview is taken back, mostly not at once.
        if dice.roll(3) > 0 {
            running.save(&before, &mut dice);
            running.is_as_fresh(now, &mut dice, &format!("{edit}, taken back"));
        }
        if broken % 3 == 0 {
            running.save(&first, &mut dice);
            assert!(
                running.is_as_fresh(now, &mut dice, &format!("{edit}, everything put back")),
                "the sample is sound"
            );
        }
    }
    assert!(sound > edits / 3, "{sound} of {edits}: most edits leave a site to look at");
    println!("{edits} edits: {sound} compared, {broken} in trouble");
}
