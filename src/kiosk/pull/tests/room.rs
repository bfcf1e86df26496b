//! Disks that do not take the whole release. Source of the demand: FEATURES KB-04, `design/kiosk.md` §9, fault 8.

use super::*;
use crate::kiosk::budget::weight;
use crate::kiosk::simulated::{Full, Kind, cuts};
use crate::model::disk::Disk as _;

/// Free space that is never touched in these tests.
const FLOOR: u64 = 100 << 10;

fn noise(seed: u32, bytes: usize) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9) | 1;
    let mut letter = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        char::from(b'0' + (state % 64) as u8)
    };
    (0..bytes).map(|_| letter()).collect()
}

/// A home page, and articles with a text of one block, a large picture and a small one; the highest number is the newest.
/// Texts of another `night` are other texts.
fn library(articles: std::ops::Range<u32>, night: u32) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([("index.html".to_owned(), noise(1 + night, 3000))]);
    for n in articles {
        files.insert(format!("farmers/a/x{n:03}/index.html"), noise(1000 * (1 + night) + n, 4000));
        files.insert(format!("media/x{n:03}/field-1280.jpg"), noise(500_000 + n, 60_000));
        files.insert(format!("media/x{n:03}/field-480.jpg"), noise(700_000 + n, 4000));
    }
    files
}

fn total(files: &BTreeMap<String, String>) -> u64 {
    files.values().map(|text| weight(text.len() as u64)).sum()
}

/// A box whose disk has room for so many bytes above the floor.
fn small(room: u64) -> Station {
    let station = kiosk();
    station.disk.size(room + FLOOR);
    station
}

fn terms(max: Option<u64>) -> Terms {
    Terms { budget: Budget { max, reserve: FLOOR }, ..Terms::default() }
}

impl Station {
    fn visits(&mut self, memory: &Memory, at: i64) -> Result<Report, PullFault> {
        pull_on(&mut self.store, &[&Road::new(memory)], visit(at), &terms(None))
    }

    /// Every line is here whole, denied, or said to be left out; what is not here is no damage.
    fn is_sound(&self) {
        let current = self.store.current().expect("a release is shown");
        assert!(self.store.damaged(current.serial).expect("kept").is_empty(), "nothing of it is damage");
        let left = self.store.left_out(current.serial, self.store.manifest().expect("shown"));
        for line in self.store.manifest().expect("shown").entries() {
            match self.store.lookup(line.path.as_str()) {
                Lookup::Found(line) => drop(self.store.object_checked(&line).expect("whole")),
                Lookup::LeftOut(line) => assert!(left.contains(&line.sum)),
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn half_a_disk_takes_the_best_part_and_no_night_takes_it_back() {
    let memory = Memory::default();
    let files = library(0..40, 0);
    night(&files, 0, &memory).expect("published");
    let room = total(&files) / 2;
    let mut station = small(room);
    let report = station.visits(&memory, 0).expect("pulled");
    assert!(station.disk.least_free() >= FLOOR, "the floor held: {}", station.disk.least_free());
    station.is_sound();
    let shown = screen(&station);
    let texts = shown.keys().filter(|path| path.contains("/a/")).count();
    assert_eq!(texts, 40, "every text is here: {:?}", report.left_out);
    assert!(shown.contains_key("media/x039/field-1280.jpg") && !shown.contains_key("media/x000/field-1280.jpg"));
    let bytes: u64 = shown.values().map(|bytes| weight(bytes.len() as u64)).sum();
    assert!(bytes > room / 10 * 7, "and as much as fits: {bytes} of {room}");
    assert_eq!(report.left_out.files, files.len() as u64 - shown.len() as u64);
    assert_eq!(report.left_out.articles, 0);
    // Nights without news: two requests, and nothing is written among the objects.
    let before = station.disk.tree();
    for at in 1..5 {
        night(&files, at, &memory).expect("signed");
        let quiet = station.visits(&memory, at).expect("pulled");
        assert_eq!((quiet.requests, quiet.left_out), (2, report.left_out), "{quiet:?}");
    }
    let objects = |tree: &crate::kiosk::simulated::Tree| -> Vec<String> {
        tree.files.keys().filter(|path| path.starts_with("objects/")).cloned().collect()
    };
    assert_eq!(objects(&station.disk.tree()), objects(&before));
    // Nights with one new article: what comes is the article, its lists and no more.
    for n in 40..50_u32 {
        let files = library(n - 39..n + 1, 0);
        night(&files, i64::from(n), &memory).expect("published");
        let report = station.visits(&memory, i64::from(n)).expect("pulled");
        station.is_sound();
        assert!(report.bytes < 100_000, "{n}: {report:?}");
        assert!(matches!(station.store.lookup(&format!("media/x{n:03}/field-1280.jpg")), Lookup::Found(_)), "{n}");
        assert!(station.disk.least_free() >= FLOOR, "{n}");
    }
}

#[test]
fn what_is_always_kept_stays_and_too_small_a_disk_is_told_before_anything_is_fetched() {
    let memory = Memory::default();
    memory.keep_always(&["x000"]);
    let files = library(0..20, 0);
    night(&files, 0, &memory).expect("published");
    let mut station = small(220_000);
    let report = station.visits(&memory, 0).expect("pulled");
    assert!(report.left_out.articles > 0, "{report:?}");
    for path in ["farmers/a/x000/index.html", "media/x000/field-1280.jpg", "index.html"] {
        assert!(matches!(station.store.lookup(path), Lookup::Found(_)), "{path}");
    }
    assert!(matches!(station.store.lookup("farmers/a/x001/index.html"), Lookup::LeftOut(_)), "the oldest");
    let before = screen(&station);
    // The operator gives it next to nothing.
    night(&library(0..21, 0), 1, &memory).expect("published");
    let road = Road::new(&memory);
    let fault = pull_on(&mut station.store, &[&road], visit(1), &terms(Some(60_000))).expect_err("no room");
    assert!(matches!(fault, PullFault::Store(StoreFault::NoRoom { needed, .. }) if needed > 60_000), "{fault}");
    assert!(screen(&station) == before, "what was shown is shown");
    let asked = road.asked.into_inner().expect("nobody panicked");
    let objects =
        asked.iter().filter(|path| path.starts_with("o/") && !path.starts_with("o/m/") && !path.starts_with("o/k/"));
    assert_eq!(objects.count(), 0, "it is found out before: {asked:?}");
}

#[test]
fn room_that_comes_is_filled_and_room_that_goes_is_given_back() {
    let memory = Memory::default();
    let files = library(0..20, 0);
    night(&files, 0, &memory).expect("published");
    let room = total(&files) / 2;
    let mut station = small(room);
    let half = station.visits(&memory, 0).expect("pulled");
    assert!(!half.left_out.is_nothing());
    station.disk.size(4 * room + FLOOR);
    let all = station.visits(&memory, 0).expect("nothing new, and room for the rest");
    assert!(all.left_out.is_nothing() && all.from == all.to, "{all:?}");
    assert_eq!(all.filled, half.left_out.files);
    assert!(screen(&station) == tree(&files));
    let road = Road::new(&memory);
    let less = pull_on(&mut station.store, &[&road], visit(0), &terms(Some(room / 2))).expect("the operator's word");
    assert!(less.left_out.files > half.left_out.files, "{less:?}");
    station.is_sound();
    let (objects, others) = station.store.weights().expect("memory");
    assert!(objects + others <= room / 2, "{objects} {others}");
    assert_eq!(road.asked.lock().expect("nobody panicked").len(), 2, "nothing is fetched for that");
    let fault = pull_on(&mut station.store, &[&road], visit(0), &terms(Some(8192))).expect_err("not even the frame");
    assert!(matches!(fault, PullFault::Store(StoreFault::NoRoom { .. })), "{fault}");
    station.is_sound();
    assert!(matches!(station.store.lookup("index.html"), Lookup::Found(_)));
}

#[test]
fn a_night_in_which_everything_changes_keeps_the_old_texts_until_the_new_are_here() {
    let memory = Memory::default();
    night(&library(0..30, 0), 0, &memory).expect("published");
    let room = total(&library(0..30, 0)) / 2;
    let mut station = small(room);
    station.visits(&memory, 0).expect("pulled");
    let alone = {
        let memory = Memory::default();
        night(&library(0..30, 1), 1, &memory).expect("published");
        let mut fresh = small(room);
        fresh.visits(&memory, 1).expect("pulled");
        screen(&fresh)
    };
    night(&library(0..30, 1), 1, &memory).expect("published");
    let lost = Road::changing(&memory, |path, bytes| {
        let is_object =
            path.starts_with("o/") && path.len() > 60 && !path.starts_with("o/m/") && !path.starts_with("o/k/");
        if is_object || path.ends_with(".kpd") { Answer::Silent } else { Answer::Bytes(bytes) }
    });
    assert!(pull_on(&mut station.store, &[&lost], visit(1), &terms(None)).is_err(), "the line goes just then");
    station.is_sound();
    let texts = screen(&station).keys().filter(|path| path.contains("/a/")).count();
    assert_eq!(texts, 30, "pictures made way, no text did");
    let report = station.visits(&memory, 1).expect("pulled");
    station.is_sound();
    assert!(station.disk.least_free() >= FLOOR, "{}", station.disk.least_free());
    let shown = screen(&station);
    let texts = |shown: &BTreeMap<String, Vec<u8>>| shown.keys().filter(|path| path.contains("/a/")).count();
    assert_eq!((texts(&shown), texts(&alone)), (30, 30));
    let bytes = |shown: &BTreeMap<String, Vec<u8>>| shown.values().map(Vec::len).sum::<usize>();
    assert!(bytes(&shown) * 10 > bytes(&alone) * 9, "as much as on a new box: {} {}", bytes(&shown), bytes(&alone));
    let again = station.visits(&memory, 1).expect("nothing new");
    assert_eq!((again.requests, again.left_out), (2, report.left_out));
}

#[test]
fn a_full_disk_at_every_write_of_a_small_box_keeps_what_is_always_kept() {
    let memory = Memory::default();
    memory.keep_always(&["x001"]);
    night(&library(0..8, 0), 0, &memory).expect("published");
    let mut station = small(total(&library(0..8, 0)) * 6 / 10);
    assert!(!station.visits(&memory, 0).expect("pulled").left_out.is_nothing());
    night(&library(1..9, 0), 1, &memory).expect("published");
    let (mut failed, mut at) = (0, 0);
    loop {
        let mut trial = station.twin();
        trial.disk.size(u64::MAX / 4);
        trial.disk.fill(Some(Full { at, stays: true }));
        let budget = Budget { max: Some(total(&library(0..8, 0)) * 6 / 10), reserve: 0 };
        let terms = Terms { budget, ..Terms::default() };
        let done = pull_on(&mut trial.store, &[&Road::new(&memory)], visit(1), &terms);
        let is_over = trial.disk.calls() <= at;
        match done {
            Err(PullFault::Store(StoreFault::DiskFull { .. })) => failed += 1,
            Err(fault) => panic!("{at}: {fault}"),
            Ok(_) => {}
        }
        trial.disk.fill(None);
        let mut trial = Station { store: Store::open(trial.disk.clone()).expect("it opens"), disk: trial.disk };
        assert!(matches!(trial.store.current().expect("shown").serial, 1 | 2), "{at}");
        for path in ["farmers/a/x001/index.html", "media/x001/field-1280.jpg"] {
            assert!(matches!(trial.store.lookup(path), Lookup::Found(_)), "{at} {path}");
        }
        trial.is_sound();
        trial.store.recover().expect("mended");
        assert!(trial.disk.tree().names("tmp").is_empty(), "{at}");
        pull_on(&mut trial.store, &[&Road::new(&memory)], visit(1), &terms).expect("the next run");
        trial.is_sound();
        if is_over {
            break;
        }
        at += 1;
    }
    assert!(failed > 30, "{failed}");
}

#[test]
fn cut_at_every_call_of_a_small_box() {
    let memory = Memory::default();
    night(&library(0..5, 0), 0, &memory).expect("published");
    let room = total(&library(0..5, 0)) * 6 / 10;
    let mut station = small(room);
    assert!(!station.visits(&memory, 0).expect("pulled").left_out.is_nothing());
    night(&library(1..6, 0), 1, &memory).expect("published");
    station.disk.record();
    station.visits(&memory, 1).expect("pulled");
    let mut tried = 0_usize;
    for (at, moment) in station.disk.moments().iter().enumerate() {
        cuts(moment, Kind::Journal, at as u64 + 1, &mut |files| {
            tried += 1;
            let disk = Simulated::of(files);
            let mut cut = Station { store: Store::open(disk.clone()).expect("it opens"), disk };
            cut.is_sound();
            if tried.is_multiple_of(37) {
                cut.disk.size(room + FLOOR);
                cut.store.recover().expect("mended");
                cut.visits(&memory, 1).expect("the next run");
                assert_eq!(cut.store.current().expect("shown").serial, 2);
                cut.is_sound();
            }
        });
    }
    assert!(tried > 1_000, "{tried}");
}

#[test]
fn a_lost_record_of_what_is_left_out_fetches_nothing_twice() {
    let memory = Memory::default();
    let files = library(0..20, 0);
    night(&files, 0, &memory).expect("published");
    let mut station = small(total(&files) / 2);
    let report = station.visits(&memory, 0).expect("pulled");
    for copy in ["left.0", "left.1"] {
        station.disk.write(copy, b"torn").expect("memory");
    }
    let mut station = Station { store: Store::open(station.disk.clone()).expect("it opens"), disk: station.disk };
    assert_eq!(station.store.damaged(1).expect("kept").len() as u64, report.left_out.files, "nothing says otherwise");
    let healed = station.visits(&memory, 0).expect("nothing new");
    assert_eq!((healed.requests, healed.left_out), (2, report.left_out));
    station.is_sound();
}

#[test]
fn a_plan_says_what_would_be_left_out() {
    let memory = Memory::default();
    let files = library(0..20, 0);
    night(&files, 0, &memory).expect("published");
    let mut station = small(total(&files) / 2);
    let before = station.disk.tree();
    let mut store = Store::open(Arc::new(crate::kiosk::overlay::Overlay::new(station.disk.clone()))).expect("it opens");
    let planned = plan(&mut store, &[&Road::new(&memory)], (visit(0), &terms(None))).expect("planned");
    assert!(station.disk.tree() == before, "nothing was written");
    let report = station.visits(&memory, 0).expect("pulled");
    assert_eq!((planned.left_out, planned.way), (report.left_out, report.way));
}
