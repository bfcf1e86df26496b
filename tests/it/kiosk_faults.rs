//! The fault list of the kiosk: each row has its tests, and those that need the real program stand here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::{Base, Ran, Scratch, checkout, list};

const DAYS: [&str; 2] = ["2026-11-24T08:00:00+08:00", "2026-11-25T08:00:00+08:00"];
const CHANNEL: &str = "school";

/// Source: `design/kiosk.md` §9.
#[test]
fn every_fault_of_the_list_has_its_tests() {
    let page = fs::read_to_string(checkout().join("docs/kiosk-faults.md")).expect("the list");
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| ")).skip(2).collect();
    let numbers: Vec<&str> = rows.iter().filter_map(|row| row.split('|').nth(1)).map(str::trim).collect();
    assert_eq!(numbers, (1..=27).map(|n| n.to_string()).collect::<Vec<_>>());
    let mut tests = BTreeSet::new();
    for file in [list(&checkout().join("src")), list(&checkout().join("tests/it"))].concat() {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let names = text.split("#[test]").skip(1).filter_map(|rest| rest.split_once("fn ")?.1.split('(').next());
        tests.extend(names.map(str::to_owned));
        // Properties stand in a macro.
        let names = text.split("proptest! {").skip(1).flat_map(|rest| rest.split("fn ").skip(1));
        tests.extend(names.filter_map(|rest| rest.split('(').next()).map(str::to_owned));
    }
    for row in rows {
        let last = row.trim_end_matches('|').rsplit('|').next().expect("a cell");
        let named: Vec<&str> = last.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "{row}");
        for name in named {
            let is_there = if name.contains('/') { checkout().join(name).is_file() } else { tests.contains(name) };
            assert!(is_there, "{name} is gone: {row}");
        }
    }
}

/// A part of the sample, small enough to be published several times in a test, in the order of its files or against it.
fn small_site(is_reversed: bool) -> Scratch {
    let site = Scratch::new(Base::Settings);
    let mut files: Vec<_> =
        ["content/nature", "records"].into_iter().flat_map(|folder| list(&checkout().join(folder))).collect();
    if is_reversed {
        files.reverse();
    }
    for file in files {
        let name = file.strip_prefix(checkout()).expect("below").to_str().expect("a path").to_owned();
        site.write(&name, fs::read(&file).expect("a file"));
    }
    site
}

/// Publishes two nights: `dist.0` is the first, `dist` the second after it.
fn two_nights(site: &Scratch) {
    assert_eq!(site.bundle(CHANNEL, DAYS[0]).code, 0);
    crate::support::copy_tree(&site.path("dist"), &site.path("dist.0"));
    let page = site.read("themes/base/templates/opening.html");
    site.write("themes/base/templates/opening.html", page.replace("<h1>", "<h1 class=\"t\">"));
    assert_eq!(site.bundle(CHANNEL, DAYS[1]).code, 0);
}

fn kiosk(site: &Scratch, store: &str, args: &[&str]) -> Ran {
    site.kepu(&[&["kiosk"], args, &["--store", store, "--now", DAYS[1]]].concat())
}

fn enrolled(site: &Scratch, store: &str, source: &str) {
    let root = checkout().join("roots").join(CHANNEL).join("1.root.json");
    let root = root.to_str().expect("a path");
    let done = kiosk(site, store, &["enrol", root, "--channel", CHANNEL, "--id", "e-1", "--source", source]);
    assert_eq!(done.code, 0, "{done:?}");
}

fn damage(file: &Path) {
    let mut bytes = fs::read(file).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(file, bytes).expect("written");
}

/// A box that shows the first night while the second is there.
fn box_of_the_first_night(site: &Scratch) {
    enrolled(site, "box", "dist");
    assert_eq!(kiosk(site, "box", &["pull", "--from", "dist.0"]).code, 0);
}

#[test]
fn the_exit_code_says_what_happened() {
    let site = small_site(false);
    two_nights(&site);
    box_of_the_first_night(&site);
    let pull = |from: &str| kiosk(&site, "box", &["pull", "--from", from]).code;
    assert_eq!(pull("dist.0"), 10, "nothing new");
    assert_eq!(kiosk(&site, "box", &["rollback"]).code, 12, "nothing to go back to");
    assert_eq!(pull("nowhere"), 20, "no stick");
    let lock = fs::File::open(site.path("box/lock")).expect("the lock");
    lock.lock().expect("held");
    assert_eq!(pull("dist"), 13, "another run is at work");
    drop(lock);
    let half = |name: &str, lacks: &str| {
        crate::support::copy_tree(&site.path("dist"), &site.path(name));
        fs::remove_dir_all(site.path(&format!("{name}/{lacks}"))).expect("removed");
    };
    half("half", "o");
    assert_eq!(pull("half"), 11, "a mirror half copied");
    crate::support::copy_tree(&site.path("dist"), &site.path("forged"));
    damage(&site.path(&format!("forged/c/{CHANNEL}/metadata/timestamp.json")));
    assert_eq!(pull("forged"), 30);
    // A port of this machine at which nobody listens.
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    enrolled(&site, "far", &format!("http://127.0.0.1:{port}/k"));
    assert_eq!(kiosk(&site, "far", &["pull"]).code, 20, "nobody listens");
    let verify = |args: &[&str]| kiosk(&site, "box", &[&["verify"], args].concat()).code;
    assert_eq!(verify(&[]), 0, "all of that changed nothing");
    damage(list(&site.path("box/objects")).first().expect("an object"));
    assert_eq!((verify(&[]), verify(&["--repair"]), verify(&[])), (31, 0, 0));
    assert_eq!(pull("dist"), 0);
    assert_eq!(pull("dist.0"), 10, "an older stick");
    assert_eq!(verify(&[]), 0);
}

/// Source: `design/kiosk.md` §9, fault 17.
#[cfg(unix)]
#[test]
fn links_among_downloads_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let site = small_site(false);
    two_nights(&site);
    box_of_the_first_night(&site);
    site.write("outside/secret", "secret");
    let parts = |kind: &str| -> Vec<String> {
        let files =
            list(&site.path("dist")).into_iter().filter(|file| file.to_str().is_some_and(|path| path.contains(kind)));
        files.map(|file| kepu::model::units::Sha256::of(&fs::read(file).expect("a file")).hex()).collect()
    };
    fs::create_dir_all(site.path("box/part")).expect("made");
    for (n, name) in parts("/o/d/").into_iter().chain(parts("/o/f/")).enumerate() {
        let at = site.path(&format!("box/part/{name}"));
        if n % 2 == 0 {
            symlink(site.path("outside/secret"), at).expect("linked");
        } else {
            fs::hard_link(site.path("outside/secret"), at).expect("linked");
        }
    }
    let done = kiosk(&site, "box", &["pull"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(site.read("outside/secret"), "secret", "nothing was written through");
    assert_eq!(kiosk(&site, "box", &["verify"]).code, 0);
    // A whole folder of the store that is a link is none.
    fs::rename(site.path("box/objects"), site.path("outside/objects")).expect("moved");
    symlink(site.path("outside/objects"), site.path("box/objects")).expect("linked");
    assert_ne!(kiosk(&site, "box", &["verify"]).code, 0);
}

/// Source: `design/kiosk.md` §9, fault 26.
#[test]
fn the_same_bytes_wherever_and_however_it_is_built() {
    let build = |is_reversed: bool, environment: &[(&str, &str)]| {
        let site = small_site(is_reversed);
        let path = |name: &str| checkout().join(name).to_str().expect("a path").to_owned();
        let (targets, online, roots) =
            (path("demo/keys/publisher"), path(&format!("demo/keys/online-{CHANNEL}")), path("roots"));
        let keys = ["--targets-key", &targets, "--online-key", &online, "--roots", &roots];
        for now in DAYS {
            let done =
                site.kepu_in(&[&["bundle", "build", CHANNEL, "--now", now], keys.as_slice()].concat(), environment);
            assert_eq!(done.code, 0, "{done:?}");
            let page = site.read("themes/base/templates/opening.html");
            site.write("themes/base/templates/opening.html", page.replace("<h1>", "<h1 class=\"t\">"));
        }
        site.files("dist")
    };
    let here = build(false, &[("RAYON_NUM_THREADS", "1"), ("LC_ALL", "C"), ("TZ", "UTC")]);
    let there = build(
        true,
        &[("RAYON_NUM_THREADS", "2"), ("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8"), ("TZ", "Asia/Shanghai")],
    );
    assert!(here.len() > 100, "{}", here.len());
    let differs = here.keys().chain(there.keys()).find(|path| here.get(*path) != there.get(*path));
    assert_eq!(differs, None);
}
