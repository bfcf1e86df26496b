//! A repository in memory: a main branch, one pull request, people, and a clock.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kepu::host::memory::MemorySources;
use kepu::model::article::ArticleId;
use kepu::model::history::{History, StoredVersion};
use kepu::model::path::SourcePath;
use kepu::model::record::{Decision, SIGNOFF_NAMESPACE, Statement, Via};
use kepu::model::roster::Stage;
use kepu::model::units::{ContentDigest, china_date, plus_seconds};
use kepu::pipeline::proposal::version_in;
use kepu::seal;

use super::clerk::Given;

/// Paths and bytes of one branch.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The articles of the site.
pub(crate) const ARTICLES: [&str; 2] = ["jx-first", "jx-second"];

const PROJECT: &str = "3f2b7c1e-5a64-4f0e-9d0c-2b8f6f7a1c55";

/// Somebody on the roster.
pub(crate) struct Member {
    pub(crate) id: &'static str,
    pub(crate) org: &'static str,
    pub(crate) stages: &'static [Stage],
    pub(crate) knows_medicine: bool,
    key: &'static str,
}

macro_rules! people {
    ($($id:literal, $org:literal, $stages:expr, $knows:literal;)*) => {
        /// Everybody on the roster.
        pub(crate) const PEOPLE: &[Member] = &[$(Member {
            id: $id,
            org: $org,
            stages: $stages,
            knows_medicine: $knows,
            key: include_str!(concat!("../../../demo/keys/", $id)),
        }),*];
    };
}

people! {
    "ed-lin", "center", &[Stage::Initial], false;
    "ed-wu", "center", &[Stage::Initial], false;
    "kn-med-a", "hospital", &[Stage::Knowledge], true;
    "kn-med-b", "cdc", &[Stage::Knowledge], true;
    "kn-gen-a", "cdc", &[Stage::Knowledge], true;
    "kn-agr-a", "farm", &[Stage::Knowledge], false;
    "se-luo", "center", &[Stage::Second, Stage::Initial], false;
    "se-chen", "center", &[Stage::Second], false;
    "fi-zhou", "center", &[Stage::Final], false;
    "fi-xu", "center", &[Stage::Final], false;
    "gov-sun", "center", &[Stage::Governance], false;
    "gov-qian", "center", &[Stage::Governance], false;
}

const RECORDER: &str = include_str!("../../../demo/keys/publisher");
const OUTSIDER: &str = include_str!("../../../demo/keys/outsider");

/// What the roster says of people besides their entry: the last day of some, the day from which keys are distrusted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Staff {
    pub(crate) ended: BTreeMap<&'static str, Date>,
    pub(crate) distrusted: BTreeMap<&'static str, Date>,
}

impl Staff {
    /// The trust file.
    fn roster(&self) -> String {
        let mut text = String::from(
            "kepu_reviewers: 1\norganisations:\n  center: {name: 中心}\n  hospital: {name: 医院}\n  cdc: {name: 疾控}\n  \
             farm: {name: 农科院}\npeople:\n",
        );
        for person in PEOPLE {
            let (id, org, key) = (person.id, person.org, seal::public_line(person.key).expect("a demo key"));
            let stages: Vec<&str> = person.stages.iter().map(|stage| stage.token()).collect();
            let roles = if id.starts_with("fi-") { "\n    roles: [duty, chief]" } else { "" };
            let domains = if person.knows_medicine { "medicine, education" } else { "agriculture" };
            let until = self.ended.get(id).map(|day| format!(", until: {day}")).unwrap_or_default();
            let revoked = self
                .distrusted
                .get(id)
                .map(|day| format!(", revoked: {{on: {day}, reason: compromised, distrust_from: {day}}}"));
            text += &format!(
                "  - id: {id}\n    name: {id}\n    orgs: [{{id: {org}, from: 2022-01-01}}]\n    active: {{from: 2022-01-01{until}}}\n    \
                 stages: [{}]{roles}\n    domains: [{domains}]\n    accounts: [{{platform: gitee, id: {}, from: 2022-01-01}}]\n    \
                 keys: [{{key: \"{key}\", from: 2022-01-01, until: 2036-12-31{}}}]\n    emails: [{id}@kepu.example.org]\n",
                stages.join(", "),
                account(id),
                revoked.unwrap_or_default(),
            );
        }
        let recorder = seal::public_line(RECORDER).expect("a demo key");
        text + &format!(
            "recorders:\n  - {{id: ci, platforms: [gitee], repos: [\"gitee:demo/kepu\"], keys: [{{key: \"{recorder}\", from: 2022-01-01, until: 2036-12-31}}]}}\n{}",
            include_str!("policy.yaml")
        )
    }
}

/// The numeric account of a person on the platform.
fn account(id: &str) -> usize {
    90_000 + PEOPLE.iter().position(|person| person.id == id).unwrap_or(0)
}

/// The wordings of the texts. The second corrects a slip of the first; the third says something else; the fourth
/// differs from the first in a negation.
pub(crate) const WORDINGS: [&str; 4] = [
    "中午少出门，多和加人一起待在凉快的地方。",
    "中午少出门，多和家人一起待在凉快的地方。",
    "中午多出门，多和家人一起待在太阳底下晒。",
    "中午不出门，多和加人一起待在凉快的地方。",
];

/// A text as an editor writes it.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) wording: usize,
    pub(crate) risky: bool,
    pub(crate) figure: usize,
    /// Whether it says that the article is retracted.
    pub(crate) retracts: bool,
    /// Digests of the versions that it says it corrects.
    pub(crate) corrects: BTreeSet<String>,
}

impl Text {
    /// The files of the article's directory.
    pub(crate) fn files(&self, article: usize) -> Files {
        let (id, wording) = (ARTICLES[article], WORDINGS[self.wording]);
        let risk = if self.risky { "risk: [medical]\n" } else { "" };
        let retraction =
            if self.retracts { "retraction: {date: 2026-11-24, reason: 有误。, remove_body: false}\n" } else { "" };
        let mut corrections = String::new();
        for of in &self.corrects {
            corrections += &format!("  - {{date: 2026-11-24, type: correction, of: \"{of}\", summary: 更正。}}\n");
        }
        let corrections = if corrections.is_empty() { corrections } else { format!("corrections:\n{corrections}") };
        let index = format!(
            "---\nkepu: 1\nid: {id}\ntitle: 例文\nsummary: 一句话说清读者能做什么。\nlang: zh-CN\nkind: article\naudience: [public]\n\
             topics: [health.heat]\nregion: [\"360000\"]\nauthors:\n  - {{name: 示例作者, org: 示例社, interests: none}}\neditor: ed-lin\n\
             created: 2026-11-01\n{risk}sources:\n  - {{id: s1, type: guideline, title: 示例指南, publisher: 示例社, published: 2025-01-01}}\n\
             media:\n  - {{src: fig.svg, credit: 示例作者, licence: CC-BY-4.0, origin: original}}\n{corrections}{retraction}\
             review:\n  status: ready\n---\n\n# 防暑\n\n{wording}\n\n身体不适请及时就医。\n\n![树荫下乘凉的一家人](fig.svg)\n"
        );
        let figure = self.figure;
        let drawing =
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\"><circle r=\"{figure}\"/></svg>\n");
        let dir = dir(article);
        Files::from([(format!("{dir}/index.md"), index.into_bytes()), (format!("{dir}/fig.svg"), drawing.into_bytes())])
    }
}

/// The directory of an article.
pub(crate) fn dir(article: usize) -> String {
    format!("content/{}", ARTICLES[article])
}

/// The part of a branch that makes up one article.
pub(crate) fn text_of(files: &Files, article: usize) -> Files {
    let below = format!("{}/", dir(article));
    files
        .iter()
        .filter(|(path, _)| path.starts_with(&below))
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect()
}

/// Puts a text in the place of the one that a branch has.
pub(crate) fn put_text(files: &mut Files, article: usize, text: &Files) {
    let below = format!("{}/", dir(article));
    files.retain(|path, _| !path.starts_with(&below));
    files.extend(text.clone());
}

/// What the pipeline reads.
pub(crate) fn sources(files: &Files) -> MemorySources {
    let mut sources = MemorySources::default();
    for (path, bytes) in files {
        sources.put(path, bytes.clone()).expect("a clean path");
    }
    sources
}

/// The digest of a text; `None` when there is none.
pub(crate) fn digest_of(text: &Files, article: usize) -> Option<ContentDigest> {
    version_in(&sources(text), &dir(article)).expect("memory can be read").map(|version| version.digest)
}

/// Every text that main has held.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held(pub(crate) BTreeMap<(String, ContentDigest), Files>);

impl History for Held {
    fn held(&self, article: &ArticleId, version: &ContentDigest) -> bool {
        self.0.contains_key(&(article.to_string(), *version))
    }

    fn text(&self, article: &ArticleId, version: &ContentDigest) -> Option<StoredVersion> {
        let text = self.0.get(&(article.to_string(), *version))?;
        version_in(&sources(text), &format!("content/{article}")).expect("memory can be read")
    }
}

/// How a decision is to be made.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) article: usize,
    pub(crate) who: usize,
    pub(crate) stage: Option<Stage>,
    pub(crate) what: Decision,
    pub(crate) by_machine: bool,
    pub(crate) forged: bool,
    pub(crate) days_off: i64,
    /// The version that a small fix names.
    pub(crate) from: Option<ContentDigest>,
}

/// The world of one run.
pub(crate) struct World {
    pub(crate) main: Files,
    pub(crate) branch: Files,
    /// Where the branch left main.
    pub(crate) fork: Files,
    pub(crate) held: Held,
    pub(crate) staff: Staff,
    pub(crate) now: Timestamp,
    /// Addresses of those who changed an article on the branch, by its directory.
    pub(crate) hands: BTreeMap<String, BTreeSet<String>>,
    /// Texts that were ever written, by article.
    pub(crate) seen: [Vec<Files>; 2],
    /// Every record that its person did sign, by its bytes.
    pub(crate) ledger: BTreeMap<Vec<u8>, Given>,
    records: usize,
}

impl World {
    pub(crate) fn new() -> Self {
        let staff = Staff::default();
        let main = Files::from([
            ("site.yaml".to_owned(), include_bytes!("site.yaml").to_vec()),
            ("reviewers.yaml".to_owned(), staff.roster().into_bytes()),
            (
                "themes/base/audiences/public/audience.yaml".to_owned(),
                include_bytes!("../../../themes/base/audiences/public/audience.yaml").to_vec(),
            ),
        ]);
        Self {
            branch: main.clone(),
            fork: main.clone(),
            main,
            held: Held::default(),
            staff,
            now: "2026-11-24T00:00:00Z".parse().expect("a time"),
            hands: BTreeMap::new(),
            seen: [Vec::new(), Vec::new()],
            ledger: BTreeMap::new(),
            records: 0,
        }
    }

    /// Writes the roster anew, on main: an administrator's doing.
    pub(crate) fn set_staff(&mut self) {
        self.main.insert("reviewers.yaml".to_owned(), self.staff.roster().into_bytes());
    }

    /// Today, in China.
    pub(crate) fn today(&self) -> Date {
        china_date(self.now)
    }

    /// Notes what main holds now.
    pub(crate) fn remember(&mut self) {
        for (article, id) in ARTICLES.iter().enumerate() {
            let text = text_of(&self.main, article);
            if let Some(digest) = digest_of(&text, article) {
                self.held.0.insert(((*id).to_owned(), digest), text);
            }
        }
    }

    /// A record about a text, and its file name. Every record has a second of its own.
    pub(crate) fn sign(&mut self, order: &Order, text: &Files) -> Option<(String, Vec<u8>)> {
        let digest = digest_of(text, order.article)?;
        self.records += 1;
        let second = i64::try_from(self.records % 60).expect("few");
        let at = plus_seconds(self.now, order.days_off * 86_400 + second);
        let person = &PEOPLE[order.who];
        let evidence = format!(
            "gitee:demo/kepu#7 review=1 commit={} account={} event=sha256:{}",
            "a".repeat(40),
            account(person.id),
            "b".repeat(64)
        );
        let statement = Statement {
            project: PROJECT.into(),
            article: ARTICLES[order.article].to_owned(),
            digest,
            from: order.from,
            decision: order.what,
            stage: order.stage,
            reviewer: person.id.to_owned(),
            conflict_declared: false,
            at,
            via: if order.by_machine { Via::Gitee } else { Via::Ssh },
            evidence: order.by_machine.then_some(evidence),
            note: Some("说明".to_owned()),
        };
        let key = match (order.forged, order.by_machine) {
            (true, _) => OUTSIDER,
            (false, true) => RECORDER,
            (false, false) => person.key,
        };
        let signed = statement.signed_text();
        let armour = seal::sign(key, SIGNOFF_NAMESPACE, signed.as_bytes()).expect("a signature");
        let bytes = format!("{signed}{}\n", armour.trim_end()).into_bytes();
        if !order.forged {
            let given = Given {
                article: order.article,
                who: order.who,
                stage: order.stage,
                what: order.what,
                text: text.clone(),
                from: order.from,
                at,
                by_machine: order.by_machine,
            };
            self.ledger.insert(bytes.clone(), given);
        }
        let name = format!("records/{}/{:04}.signoff", ARTICLES[order.article], self.records);
        Some((name, bytes))
    }

    /// Main with the branch put in, and whether both had changed the same file.
    pub(crate) fn merged(&self) -> (Files, bool) {
        let mut merged = self.main.clone();
        let mut conflict = false;
        let paths: BTreeSet<&String> = self.fork.keys().chain(self.branch.keys()).collect();
        for path in paths {
            let (old, new, theirs) = (self.fork.get(path), self.branch.get(path), self.main.get(path));
            if old == new || new == theirs {
                continue;
            }
            conflict |= old != theirs;
            match new {
                Some(bytes) => drop(merged.insert(path.clone(), bytes.clone())),
                None => drop(merged.remove(path)),
            }
        }
        (merged, conflict)
    }

    /// Main becomes these files, and the next branch begins there.
    pub(crate) fn advance(&mut self, files: Files) {
        self.main = files;
        self.remember();
        self.start_branch();
    }

    /// A fresh branch.
    pub(crate) fn start_branch(&mut self) {
        self.branch = self.main.clone();
        self.fork = self.main.clone();
        self.hands.clear();
    }

    /// The branch takes in what main has by now; where both changed a file, the branch keeps its own.
    pub(crate) fn update_branch(&mut self) {
        self.branch = self.merged().0;
        self.fork = self.main.clone();
    }

    /// A path of one of the two branches.
    pub(crate) fn side(&mut self, on_main: bool) -> &mut Files {
        if on_main { &mut self.main } else { &mut self.branch }
    }
}

/// Files that differ between two branches.
pub(crate) fn difference(old: &Files, new: &Files) -> Vec<kepu::rules::change::ChangedFile> {
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let differs = paths.into_iter().filter(|path| old.get(*path) != new.get(*path));
    differs
        .map(|path| kepu::rules::change::ChangedFile {
            path: SourcePath::new(path).expect("a clean path"),
            before: old.contains_key(path),
            after: new.contains_key(path),
        })
        .collect()
}
