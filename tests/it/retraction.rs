//! An article that was called back is gone: from the screen, from the store, from older releases and from sticks.
//!
//! Source: `design/kiosk.md` §8 "Retraction" and "USB", §9 fault 19.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use kepu::model::units::Sha256;

use crate::support::{Base, Ran, Scratch, checkout, key};

const ARTICLE: &str = "jx-myopia-outdoor";
const PAGE: &str = "/minors/a/jx-myopia-outdoor/index.html";
const DAYS: [&str; 5] = [
    "2026-11-24T08:00:00+08:00",
    "2026-11-25T08:00:00+08:00",
    "2026-11-26T08:00:00+08:00",
    "2026-11-27T08:00:00+08:00",
    "2026-11-28T08:00:00+08:00",
];

/// The sample's school channel and a box that shows it.
struct Night {
    site: Scratch,
}

impl Night {
    /// After the first night.
    fn first() -> Self {
        let night = Self { site: Scratch::new(Base::Sample) };
        night.builds(DAYS[0]);
        let root = checkout().join("roots/school/1.root.json");
        let root = root.to_str().expect("a path").to_owned();
        let enrol = ["enrol", &root, "--channel", "school", "--id", "jx-1", "--source", "dist"];
        assert_eq!(night.kiosk(&enrol, DAYS[0]).code, 0);
        assert_eq!(night.kiosk(&["pull"], DAYS[0]).code, 0);
        night
    }

    fn builds(&self, day: &str) -> String {
        let ran = self.site.bundle("school", day);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.stdout
    }

    fn kiosk(&self, args: &[&str], day: &str) -> Ran {
        self.site.kepu(&[&["kiosk"], args, &["--store", "box", "--now", day]].concat())
    }

    fn bundle(&self, args: &[&str], day: &str) -> Ran {
        self.site.kepu(&[&["bundle"], args, &["--now", day]].concat())
    }

    fn retract(&self, args: &[&str], day: &str) -> Ran {
        let path = |name: &str| checkout().join(name).to_str().expect("a path").to_owned();
        let (targets, online, roots) = (path("demo/keys/publisher"), path("demo/keys"), path("roots"));
        let keys = ["--targets-key", &targets, "--online-keys", &online, "--roots", &roots];
        self.bundle(&[&["retract"], args, &keys].concat(), day)
    }

    fn sign(&self, person: &str, decision: &str, at: &str) {
        let key = key(person);
        let key = key.to_str().expect("a path");
        let args = ["sign", ARTICLE, "--as", person, "--stage", "final", "--decision", decision, "--note", "步骤有误"];
        let ran = self.site.kepu(&[&args[..], &["--key", key, "--yes", "--now", at]].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
    }

    /// What plain consumers are told was called back, in the archive as beside it; the sums vouch for both.
    fn told(&self) -> String {
        let beside = self.site.read("dist/c/school/RETRACTED.txt");
        let archive = fs::File::open(self.site.path("dist/c/school/bundle.zip")).expect("the archive");
        let mut archive = zip::ZipArchive::new(archive).expect("a plain archive");
        let mut inside = String::new();
        archive.by_name("RETRACTED.txt").expect("in it").read_to_string(&mut inside).expect("a text");
        assert_eq!(inside, beside);
        let sums = self.site.read("dist/c/school/SHA256SUMS");
        assert!(sums.contains(&format!("{}  RETRACTED.txt\n", Sha256::of(beside.as_bytes()).hex())), "{sums}");
        beside
    }

    /// Sums of the article's files in the release in force.
    fn files(&self) -> Vec<(String, String)> {
        let text = self.site.read("dist/c/school/manifest.txt");
        let is_own = |path: &&str| path.split('/').any(|part| part.trim_end_matches(".json") == ARTICLE);
        let lines = text.lines().filter_map(|line| Some((line.split(' ').nth(3)?, line.split(' ').next()?)));
        lines.filter(|(path, _)| is_own(path)).map(|(path, sum)| (path.to_owned(), sum.to_owned())).collect()
    }

    fn has_object(&self, sum: &str) -> bool {
        self.site.path(&format!("box/objects/{}/{sum}", &sum[..2])).exists()
    }

    fn screen(&self) -> Screen {
        Screen::of(&self.site)
    }
}

/// `kepu kiosk serve`, asked as a browser asks.
struct Screen {
    child: Child,
    address: String,
}

impl Screen {
    fn of(site: &Scratch) -> Self {
        use std::io::BufRead as _;
        let mut command = Command::new(env!("CARGO_BIN_EXE_kepu"));
        command.current_dir(site.root()).args(["kiosk", "serve", "--store", "box", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it runs");
        let mut line = String::new();
        let out = child.stdout.take().expect("a pipe");
        std::io::BufReader::new(out).read_line(&mut line).expect("a line");
        let address = line.split("http://").nth(1).expect("an address");
        let address = address.split('/').next().expect("a host").to_owned();
        Self { child, address }
    }

    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        (answer.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status"), answer)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_the_records_suspend_is_gone_from_the_screen_the_store_older_releases_and_sticks() {
    let night = Night::first();
    let old = night.bundle(&["usb", "old", "--channel", "school"], DAYS[0]);
    assert_eq!(old.code, 0, "{old:?}");
    let before = night.files();
    assert!(before.len() >= 4 && before.iter().any(|(path, _)| path.ends_with("cover.svg")), "{before:?}");
    assert!(before.iter().all(|(_, sum)| night.has_object(sum)));
    assert_eq!(night.screen().get(PAGE).0, 200);

    night.sign("fi-zhou", "suspend", "2026-11-24T12:00:00+08:00");
    let said = night.builds(DAYS[1]);
    assert!(said.contains(&format!("新撤下：{ARTICLE}")), "{said}");
    assert!(!night.builds(DAYS[1]).contains("新撤下"), "once is enough");
    let pulled = night.kiosk(&["pull"], DAYS[1]);
    assert!(pulled.code == 0 && pulled.stdout.contains("新撤下 1 篇"), "{pulled:?}");
    let gone = |night: &Night, when: &str| {
        let (status, page) = night.screen().get(PAGE);
        assert!(status == 410 && page.contains("步骤有误"), "{when}: {page}");
        let left: Vec<_> = before.iter().filter(|(_, sum)| night.has_object(sum)).collect();
        assert!(left.is_empty(), "{when}: {left:?}");
    };
    gone(&night, "after the pull");
    assert!(night.screen().get("/minors/index.html").0 == 200);

    assert_eq!(night.kiosk(&["rollback"], DAYS[1]).code, 0);
    gone(&night, "after going back");
    let repaired = night.kiosk(&["verify", "--repair"], DAYS[1]);
    assert!(repaired.code == 0, "what was called back is not missed: {repaired:?}");
    gone(&night, "after a repair");
    assert_eq!(night.kiosk(&["export-tree", "tree"], DAYS[1]).code, 0);
    let exported = night.site.files("tree");
    assert!(exported.len() > 50 && !exported.keys().any(|path| path.contains(ARTICLE)), "nor exported");
    for stick in ["old", "dist"] {
        let _ = night.kiosk(&["rollback", "--unpin"], DAYS[1]);
        let ran = night.kiosk(&["pull", "--from", stick], DAYS[1]);
        assert!(ran.code == if stick == "old" { 10 } else { 0 }, "{stick}: {ran:?}");
        gone(&night, stick);
    }
    // The old pack by itself is not believed either, whoever puts it in the place of the new one.
    let note = night.site.path("old/outbox/jx-1.json");
    assert!(fs::read_to_string(&note).expect("a note").contains("\"denied\": 1"), "the stick tells how the box is");

    night.sign("fi-xu", "resume", "2026-11-25T12:00:00+08:00");
    let said = night.builds(DAYS[2]);
    assert!(said.contains(&format!("恢复展示：{ARTICLE}")), "{said}");
    assert_eq!(night.kiosk(&["pull"], DAYS[2]).code, 0);
    assert_eq!(night.screen().get(PAGE).0, 200, "the word that took it away gives it back");
    assert_eq!(night.kiosk(&["verify"], DAYS[2]).code, 0);
}

#[test]
fn the_brake_works_before_the_records_and_holds_until_another_version_is_approved() {
    let night = Night::first();
    let before = night.files();
    let unknown = night.retract(&["jx-no-such-thing", "--reason", "x", "--channel", "school"], DAYS[0]);
    assert_eq!(unknown.code, 10, "{unknown:?}");
    assert!(night.told().contains("Nothing has been retracted so far."), "also that there is nothing is told");
    let args = [ARTICLE, "--reason", "图里的时长有误", "--channel", "school", "--replaced-by", "jx-drowning"];
    let ran = night.retract(&args, "2026-11-24T20:00:00+08:00");
    assert!(ran.code == 0 && ran.stdout.contains(&format!("新撤下：{ARTICLE}")), "{ran:?}");
    assert_eq!(night.retract(&args, "2026-11-24T20:01:00+08:00").code, 10, "once is enough");
    let told = night.told();
    let line = format!(
        "2026-11-24 从第 2 版起撤下 / retracted from release 2: {ARTICLE}\n  原因 / reason: 图里的时长有误\n  改看 / read instead: jx-drowning\n"
    );
    assert!(told.contains(&line) && told.contains(&format!("  文件 / file: {}\n", &PAGE[1..])), "{told}");
    assert!(!told.contains("Nothing has been retracted"), "{told}");
    assert_eq!(night.kiosk(&["pull"], "2026-11-24T20:00:00+08:00").code, 0);
    let (status, page) = night.screen().get(PAGE);
    assert!(status == 410 && page.contains("图里的时长有误") && page.contains("jx-drowning"), "{page}");
    assert!(before.iter().all(|(_, sum)| !night.has_object(sum)));

    let said = night.builds(DAYS[1]);
    assert!(said.contains("仍不展示") && said.contains(ARTICLE), "the records still say yes: {said}");
    let sitemap = night.site.read("dist/c/school/manifest.txt");
    assert!(!sitemap.contains(&format!("provenance/{ARTICLE}.json")));
    let _ = night.kiosk(&["pull"], DAYS[1]);
    assert_eq!(night.screen().get(PAGE).0, 410, "the nightly build brings nothing back");

    let file = "content/health/myopia-outdoor/index.md";
    let text = night.site.read(file);
    let record = night.site.read(&format!("records/{ARTICLE}/20260831T010000Z-ed-wu-initial-approve.signoff"));
    let digest = record.lines().find_map(|line| line.strip_prefix("digest: ")).expect("a digest");
    let said = format!("corrections:\n  - {{date: 2026-11-25, type: correction, of: \"{digest}\", summary: 一句。}}\n");
    let text = text.replace("戴上眼镜也别难过。", "戴上眼镜，心里别难过。");
    night.site.write(file, text.replace("\nreview:\n", &format!("\nupdated: 2026-11-25\n{said}review:\n")));
    night.site.approve(
        ARTICLE,
        "2026-11-25T12:00:00+08:00",
        &["ed-wu:initial", "kn-med-a:knowledge", "kn-med-b:knowledge", "se-luo:second", "fi-zhou:final"],
    );
    let said = night.builds(DAYS[2]);
    assert!(said.contains(&format!("恢复展示：{ARTICLE}")), "{said}");
    assert_eq!(night.kiosk(&["pull"], DAYS[2]).code, 0);
    let (status, page) = night.screen().get(PAGE);
    assert!(status == 200 && page.contains("心里别难过"), "{page}");
    assert_eq!(night.screen().get("/media/jx-myopia-outdoor/cover.svg").0, 200, "its picture is as before");
    assert_eq!(night.kiosk(&["rollback"], DAYS[2]).code, 0);
    assert_eq!(night.kiosk(&["verify", "--repair"], DAYS[2]).code, 0);
    assert!(!before.iter().any(|(path, sum)| path.ends_with(".html") && night.has_object(sum)));

    let again = night.retract(&[ARTICLE, "--reason", "又错了", "--channel", "school"], DAYS[3]);
    assert_eq!(again.code, 0, "{again:?}");
    let back = night.retract(&[ARTICLE, "--reason", "误撤", "--channel", "school", "--restore"], DAYS[4]);
    assert!(back.code == 0 && back.stdout.contains("恢复展示"), "{back:?}");
    let told = night.told();
    let days: Vec<&str> = told.lines().filter(|line| line.ends_with(ARTICLE)).collect();
    assert!(days.len() == 4 && days[1].contains("shown again") && days[3].contains("shown again"), "{told}");
    let _ = night.kiosk(&["rollback", "--unpin"], DAYS[4]);
    assert_eq!(night.kiosk(&["pull"], DAYS[4]).code, 0);
    assert_eq!(night.screen().get(PAGE).0, 200, "a mistake of the officer is put right at once");
}

#[test]
fn a_stick_is_whole_or_is_not_marked() {
    let night = Night::first();
    let ran = night.bundle(&["usb", "stick", "--channel", "school"], DAYS[0]);
    assert!(ran.code == 0 && ran.stdout.contains("MiB"), "{ran:?}");
    for (path, bytes) in night.site.files("stick") {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
        assert!(path.chars().all(plain) && bytes.len() < 512 << 20, "{path}");
    }
    let mark = night.site.read("stick/KEPU.ok");
    for line in mark.lines() {
        let (sum, path) = line.split_once("  ").expect("a line of sha256sum");
        assert_eq!(Sha256::of(&fs::read(night.site.path(&format!("stick/{path}"))).expect("there")).hex(), sum);
    }
    let root = checkout().join("roots/school/1.root.json");
    let kiosk = |args: &[&str], store: &str, day: &str| {
        night.site.kepu(&[&["kiosk"], args, &["--store", store, "--now", day]].concat())
    };
    let enrol = ["enrol", root.to_str().expect("a path"), "--channel", "school", "--id", "far", "--source", "none"];
    assert_eq!(kiosk(&enrol, "far", DAYS[0]).code, 0);
    assert_eq!(kiosk(&["pull", "--from", "stick"], "far", "2026-12-24T08:00:00+08:00").code, 0, "a month on the road");
    assert_eq!(kiosk(&["pull", "--from", "stick"], "far", DAYS[0]).code, 10);
    let net = kiosk(&["status", "--json"], "box", DAYS[0]).stdout;
    let far = night.site.read("stick/outbox/far.json");
    let manifest = |text: &str| text.lines().find(|line| line.contains("manifest")).map(str::to_owned);
    assert_eq!(manifest(&far), manifest(&net), "a stick is as good as a network: {far}");

    let template = "themes/base/templates/opening.html";
    let page = night.site.read(template);
    night.site.write(template, page.replace("<h1>", "<h1 class=\"t\">"));
    night.builds(DAYS[1]);
    let small = night.bundle(&["usb", "small", "--channel", "school", "--since", "1"], DAYS[1]);
    assert_eq!(small.code, 0, "{small:?}");
    let size = |folder: &str| night.site.files(folder).values().map(Vec::len).sum::<usize>();
    assert!(!night.site.files("small").keys().any(|path| path.starts_with("o/f/")));
    let without_zip =
        |folder: &str| size(folder) - night.site.files(folder).get("c/school/bundle.zip").map_or(0, Vec::len);
    assert!(without_zip("small") < without_zip("stick") / 2);
    assert_eq!(kiosk(&["pull", "--from", "small"], "far", DAYS[1]).code, 0);

    let again = night.bundle(&["usb", "stick", "--channel", "school"], DAYS[1]);
    assert_eq!(again.code, 0, "{again:?}");
    let stick = night.site.files("stick");
    assert!(stick.keys().filter(|path| path.starts_with("o/f/")).count() == 1, "the old pack went");
    assert!(stick.contains_key("outbox/far.json"), "what is not ours stays");

    let old = night.bundle(&["usb", "late", "--channel", "school"], "2026-12-20T08:00:00+08:00");
    assert!(old.code == 4 && old.stderr.contains("refresh"), "{old:?}");
    let newest = stick.keys().find(|path| path.starts_with("o/f/")).expect("a pack").clone();
    night.site.write(&format!("dist/{newest}"), "half");
    let torn = night.bundle(&["usb", "torn", "--channel", "school"], DAYS[1]);
    assert!(torn.code == 3 && torn.stderr.contains("KB114") && torn.stderr.contains(&newest), "{torn:?}");
    assert!(!night.site.path("torn").exists(), "a courier does not leave with half of it");
}

#[test]
fn a_release_can_be_made_again_by_anybody() {
    let night = Night::first();
    let roots = checkout().join("roots");
    let compare = || {
        let roots = roots.to_str().expect("a path");
        // Another hour and another zone: what counts is the hour of that night.
        night.bundle(&["build", "school", "--verify-against", "dist", "--roots", roots], "2027-01-01T00:00:00Z")
    };
    let before = night.site.files("dist");
    let same = compare();
    assert!(same.code == 0 && same.stdout.contains("完全一样"), "{same:?}");
    assert!(night.site.files("dist") == before, "nothing is written");
    let sums = night.site.read("dist/c/school/SHA256SUMS");
    night.site.write("dist/c/school/SHA256SUMS", sums.replacen(|c: char| c.is_ascii_digit(), "x", 1));
    let other = compare();
    assert!(other.code == 1 && other.stdout.contains("c/school/bundle.zip"), "{other:?}");
    let template = "themes/base/templates/opening.html";
    let page = night.site.read(template);
    night.site.write(template, page.replace("<h1>", "<h1 class=\"t\">"));
    let other = compare();
    assert!(other.code == 1 && other.stdout.contains("第一处不同： minors/a/jx-"), "{other:?}");
}

#[test]
fn every_channel_in_one_run_and_what_fails_for_one_leaves_the_others_their_night() {
    let site = Scratch::new(Base::Sample);
    let settings = site.read("site.yaml");
    let (before, _) = settings.split_once("channels:").expect("channels");
    let two = "channels:\n  - {id: school, title: 校, audiences: [minors]}\n  - {id: none, title: 无, audiences: [minors]}\n  - {id: village, title: 村, audiences: [minors]}\n";
    site.write("site.yaml", format!("{before}{two}"));
    let path = |name: &str| checkout().join(name).to_str().expect("a path").to_owned();
    let (targets, online, roots) = (path("demo/keys/publisher"), path("demo/keys"), path("roots"));
    let keys = ["--targets-key", &targets, "--online-keys", &online, "--roots", &roots, "--now", DAYS[0]];
    let ran = site.kepu(&[&["bundle", "build", "--all-channels"], &keys[..]].concat());
    assert!(ran.code != 0 && ran.stderr.contains("none"), "{ran:?}");
    for id in ["school", "village"] {
        assert!(site.path(&format!("dist/c/{id}/metadata/timestamp.json")).exists(), "{id}: {ran:?}");
    }
    assert!(site.path(".kepu/cache").exists(), "what was squeezed for one serves the other");
}
