//! A build after an edit is, byte for byte, the build from nothing: random edits of everything a site is made from, each
//! followed by both builds. `KEPU_EDITS=1000 cargo test --release --test it -- incremental` runs a thousand.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan as _};
use kepu::gate::clearance::{Cleared, Lane, Preview, Production};
use kepu::gate::shelf::Shelf;
use kepu::host::disk::DiskSources;
use kepu::host::memory::MemorySources;
use kepu::load::Library;
use kepu::model::cache::NoCache;
use kepu::model::history::NoHistory;
use kepu::model::path::{SitePath, SourcePath};
use kepu::model::sources::Sources;
use kepu::pipeline::{self, Aside};
use kepu::site::ledger::Ledger;
use kepu::site::output::SiteOutput;

/// Edits in an ordinary run: enough to meet each kind, few enough for every day.
const EDITS: usize = 20;
/// Articles of the sample that are looked at, by the beginning of their folder: pictures, cards, a glossary, rumours,
/// notices, links, every way to be withdrawn.
const KEPT: [&str; 8] = [
    "content/agriculture/citrus-huanglongbing/",
    "content/agriculture/early-rice-calendar/",
    "content/emergency/emergency-coldwave",
    "content/glossary/terms-agriculture/",
    "content/health/heatstroke-outdoor/",
    "content/rumours/rumour-hlb-fruit/",
    "content/states/state-corrected/",
    "content/states/state-retracted/",
];
/// Folders that an edit may touch; the empty one is the whole tree.
const TOUCHED: [&str; 8] = ["content/", "content/", "content/", "content/", "records/", "records/", "themes/", ""];

type Files = BTreeMap<SitePath, Vec<u8>>;

/// An edition of chance that is the same every time (xorshift64*; Vigna 2016).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let roll = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        usize::try_from(roll).expect("32 bits") % sides.max(1)
    }

    pub(crate) fn pick<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        of.get(self.roll(of.len()))
    }
}

/// What one lane was last built to.
#[derive(Default)]
struct Last {
    ledger: Ledger,
    files: Files,
    kept: usize,
    made: usize,
}

fn make<L: Lane>(site: &SiteOutput<'_, L>, path: &SitePath) -> Result<Vec<u8>, String> {
    site.make(path).expect("a planned file").map_err(|fault| fault.to_string())
}

impl Last {
    /// Builds from nothing and after the last build, and compares.
    fn follow<L: Lane>(&mut self, whole: &SiteOutput<'_, L>, after: SiteOutput<'_, L>, edit: &str) {
        let after = after.after(std::mem::take(&mut self.ledger));
        let mut files = Files::new();
        let paths: Vec<&SitePath> = whole.paths().collect();
        assert!(paths.iter().copied().eq(after.paths()), "{edit}: other files");
        for path in paths {
            let expected = make(whole, path);
            let found = match self.files.get(path) {
                Some(known) if after.stands(path) => {
                    self.kept += 1;
                    Ok(known.clone())
                }
                _ => {
                    self.made += 1;
                    make(&after, path)
                }
            };
            assert!(found == expected, "{edit}: {path} is not what a build from nothing makes");
            // A site with a fault is not written, so the last one stays.
            let Ok(bytes) = found else { return };
            files.insert(path.clone(), bytes);
        }
        let ledger = serde_json::to_vec(&after.into_ledger().expect("recorded")).expect("plain data");
        self.ledger = serde_json::from_slice(&ledger).expect("what was written");
        self.files = files;
    }
}

#[test]
fn a_build_after_any_edit_is_the_build_from_nothing() {
    let edits = std::env::var("KEPU_EDITS").ok().map_or(EDITS, |edits| edits.parse().expect("a number"));
    let seed = std::env::var("KEPU_SEED").ok().map_or(1, |seed| seed.parse().expect("a number"));
    let mut dice = Dice(seed);
    let first = sample();
    let mut tree = first.clone();
    let mut now: Timestamp = "2026-11-24T00:00:00Z".parse().expect("a time");
    let (mut production, mut preview) = (Last::default(), Last::default());
    for turn in 0..edits {
        let mut next = tree.clone();
        let edit = if turn == 0 { "nothing yet".to_owned() } else { touch(&mut next, &mut now, &first, &mut dice) };
        let edit = format!("edit {turn} (seed {seed}), {edit}");
        // What stops a build leaves the site as it was; the editor takes it back.
        let Ok(library) = pipeline::load(&next) else { continue };
        let Ok(theme) = pipeline::compile_theme(&library, &next) else { continue };
        let judged = pipeline::judge(&library, &next, &NoHistory, now).expect("a tree in memory");
        let materials = (&theme, (&next as &dyn Sources, &NoCache as _), now.into());
        let site = |shelf| pipeline::site::<Production>(shelf, &library, materials);
        // Each lane meets every kind of edit, and gaps of several edits, at half the cost.
        if dice.roll(2) == 0 {
            if turn % 3 > 0 {
                production.follow(&site(&judged.shelf), site(&judged.shelf), &edit);
            } else {
                // As the program does it: texts are read again.
                let mut library = pipeline::load(&next).expect("loaded before");
                let again = pipeline::judge(&library, &next, &NoHistory, now).expect("a tree in memory");
                let aside = Aside::of(again.shelf, &mut library, &next);
                production.follow(&site(&judged.shelf), aside.site(&library, materials), &edit);
            }
            tree = next;
            continue;
        }
        let desk = desk_shelf(&library);
        let site = |shelf| pipeline::desk(shelf, &library, materials, turn % 40 < 37);
        preview.follow(&site(&desk), site(&desk), &edit);
        tree = next;
    }
    for last in [&production, &preview] {
        assert!(last.made > 0 && last.kept > 0, "{} kept, {} made", last.kept, last.made);
    }
    println!(
        "{edits} edits; kept/made: production {}/{}, preview {}/{}",
        production.kept, production.made, preview.kept, preview.made
    );
}

/// On the desk no article leaves by itself, so that the end of a notice shows in banners alone.
#[test]
fn the_end_of_a_notice_is_seen_by_every_page() {
    let tree = sample();
    let library = pipeline::load(&tree).expect("the sample");
    let theme = pipeline::compile_theme(&library, &tree).expect("the sample's theme");
    let desk = desk_shelf(&library);
    let ends = library.articles.values().filter_map(|article| article.front.emergency.as_ref());
    let end = ends.map(|notice| notice.expires.value).max().expect("a notice");
    let mut last = Last::default();
    for now in [end - 1.second(), end] {
        let site =
            || pipeline::desk(&desk, &library, (&theme, (&tree as &dyn Sources, &NoCache as _), now.into()), true);
        last.follow(&site(), site(), &format!("the clock at {now}"));
    }
    assert!(last.kept > 0, "a second changes what it must and no more");
}

fn desk_shelf(library: &Library) -> Shelf<Preview> {
    Shelf::collect(library.articles.values().map(|article| Cleared::unreviewed(article.clone())))
}

/// The settings of the sample with some of its articles and their records.
pub(crate) fn sample() -> MemorySources {
    let disk = DiskSources::new(env!("CARGO_MANIFEST_DIR").into());
    let mut tree = MemorySources::default();
    let mut put = |path: &SourcePath| {
        let bytes = disk.bytes(path).expect("readable").expect("listed");
        tree.put(path.as_str(), bytes).expect("a clean path");
    };
    for name in ["site.yaml", "reviewers.yaml", "emergencies.yaml", "days.yaml", "stations.yaml"] {
        put(&SourcePath::new(name).expect("a clean path"));
    }
    for folder in ["themes", "lexicons", "records", "roots", "content"] {
        for file in disk.list(folder).expect("listed") {
            let path = file.path.as_str();
            let is_kept = match folder {
                "content" => KEPT.iter().any(|kept| path.starts_with(kept)),
                // The records of articles that are left out would leave a notice each.
                "records" => {
                    KEPT.iter().any(|kept| path.contains(kept.trim_end_matches('/').rsplit('/').next().unwrap_or(kept)))
                }
                _ => true,
            };
            if is_kept {
                put(&file.path);
            }
        }
    }
    // Two editions are made as all are.
    let site = SourcePath::new("site.yaml").expect("a clean path");
    let mut settings = tree.bytes(&site).expect("in memory").expect("put above");
    settings.extend(b"audiences: [public, farmers]\n");
    tree.put("site.yaml", settings).expect("a clean path");
    tree
}

/// One edit, in words.
pub(crate) fn touch(tree: &mut MemorySources, now: &mut Timestamp, first: &MemorySources, dice: &mut Dice) -> String {
    if dice.roll(10) == 0 {
        let hours = i64::try_from(dice.roll(24 * 40)).expect("small") - 24 * 10;
        *now = now.checked_add(hours.hours()).expect("within the calendar");
        return format!("the clock at {now}");
    }
    let folder = dice.pick(&TOUCHED).copied().unwrap_or_default();
    let all: Vec<SourcePath> = tree.paths().filter(|path| path.as_str().starts_with(folder)).cloned().collect();
    let Some(path) = dice.pick(&all).cloned() else { return "nothing".to_owned() };
    match dice.roll(12) {
        0 => {
            let dir = path.parent().unwrap_or_else(|| path.clone());
            let gone: Vec<SourcePath> = all.iter().filter(|file| file.below(dir.as_str()).is_some()).cloned().collect();
            gone.iter().for_each(|file| tree.remove(file));
            format!("{dir} deleted")
        }
        1 | 2 => {
            for file in first.paths() {
                tree.put(file.as_str(), first.bytes(file).expect("in memory").expect("there")).expect("a clean path");
            }
            "everything put back".to_owned()
        }
        3 => {
            let bytes = tree.bytes(&path).expect("in memory").unwrap_or_default();
            tree.remove(&path);
            let moved = format!("{}-{}", path.parent().map_or_else(String::new, |dir| dir.to_string()), dice.roll(3));
            let moved = format!("{}/{}", moved.trim_start_matches('-'), path.file_name());
            tree.put(&moved, bytes).expect("a clean path");
            format!("{path} moved to {moved}")
        }
        _ => {
            let bytes = tree.bytes(&path).expect("in memory").unwrap_or_default();
            let Ok(text) = String::from_utf8(bytes.clone()) else {
                tree.put(path.as_str(), bytes.into_iter().chain([0]).collect::<Vec<_>>()).expect("a clean path");
                return format!("{path}, a byte more");
            };
            tree.put(path.as_str(), rewritten(&text, dice)).expect("a clean path");
            format!("{path} rewritten")
        }
    }
}

/// A text with one line or one sign changed, as hands do.
fn rewritten(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = dice.roll(lines.len());
    let Some(line) = lines.get(at).cloned() else { return "x\n".to_owned() };
    match dice.roll(5) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, line),
        2 => lines.push("又加了一句，说的还是这件事。".to_owned()),
        3 if at + 1 < lines.len() => lines.swap(at, at + 1),
        _ => {
            let signs: Vec<char> = line.chars().collect();
            let place = dice.roll(signs.len());
            let new = dice.pick(&['水', '3', '稻', ' ', 'a']).copied().unwrap_or('水');
            lines[at] = signs.iter().enumerate().map(|(n, sign)| if n == place { new } else { *sign }).collect();
        }
    }
    lines.join("\n") + "\n"
}
