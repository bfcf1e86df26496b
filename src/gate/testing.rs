//! Articles, people and records made in memory, signed with the demo keys.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::{Contributors, GateCx, Outcome, Submission, Verdict, judge};
use crate::model::armour::Armour;
use crate::model::article::{
    AiDeclaration, AiUse, Article, ArticleId, Asset, Author, Body, Correction, CorrectionType, EmergencyCategory,
    EmergencyLevel, EmergencyNotice, FrontMatter, Intent, Kind, Retraction, ReviewIntent, Risk,
};
use crate::model::emergency::{Emergencies, EmergencyEvent};
use crate::model::history::NoHistory;
use crate::model::packed::PackedNode;
use crate::model::path::SourcePath;
use crate::model::policy::{
    DomainRule, FastTrack, MinorLane, Need, OnExpiry, PolicyVersion, QualifiedRule, QuorumClass, SuspendRule, When,
};
use crate::model::record::{Decision, SIGNOFF_NAMESPACE, SignOff, Statement, Via};
use crate::model::roster::{
    Account, Membership, Organisation, Person, Qualification, Recorder, Role, Roster, RosterKey, Stage, Window,
};
use crate::model::site::{SiteSettings, Topic};
use crate::model::span::{Span, Spanned};
use crate::model::tree::{Entry, Node};
use crate::model::units::{ContentDigest, Sha256};
use crate::seal;

pub(in crate::gate) const ID: &str = "jx-demo-0001";
const PROJECT: &str = "3f2b7c1e-5a64-4f0e-9d0c-2b8f6f7a1c55";

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

fn path(text: &str) -> SourcePath {
    SourcePath::new(text).expect("a clean path")
}

pub(in crate::gate) fn at(text: &str) -> Timestamp {
    let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
    whole.parse().expect("an instant")
}

pub(in crate::gate) fn text(value: &str) -> Node {
    Node::Scalar(value.to_owned())
}

pub(in crate::gate) fn list(items: &[&str]) -> Node {
    Node::List(items.iter().map(|item| spanned(text(item))).collect())
}

pub(in crate::gate) fn map(entries: &[(&str, Node)]) -> Node {
    let entry = |(key, value): &(&str, Node)| Entry { key: spanned((*key).to_owned()), value: spanned(value.clone()) };
    Node::Map(entries.iter().map(entry).collect())
}

pub(in crate::gate) fn asset(name: &str, bytes: &[u8]) -> Asset {
    let path = path(&format!("content/a/{name}"));
    Asset { name: name.to_owned(), path, size: bytes.len() as u64, sum: Sha256::of(bytes), picture: None }
}

/// An ordinary article on methods of science (domain `education`), ready for review; `edit` changes what matters.
pub(in crate::gate) fn article(body: &str, edit: impl FnOnce(&mut FrontMatter)) -> Arc<Article> {
    let mut front = plain_front();
    edit(&mut front);
    let mut hashed = front.clone();
    hashed.review = plain_front().review;
    let authored = map(&[("front", text(&format!("{hashed:?}")))]);
    let place = (path("content/a"), path("content/a/index.md"));
    let assets = vec![asset("fig.png", b"pixels")];
    Arc::new(Article::new(place, (front, PackedNode::of(&authored)), Body::plain(body, 0), assets))
}

fn plain_front() -> FrontMatter {
    FrontMatter {
        id: spanned(ArticleId::new(ID).expect("an id")),
        title: spanned("怎样读一份研究".to_owned()),
        summary: spanned("先看方法，再看结论。".to_owned()),
        lang: "zh-CN".to_owned(),
        kind: spanned(Kind::Article),
        audience: vec![spanned("farmers".to_owned())],
        topics: vec![spanned("science.method".to_owned())],
        region: vec![spanned("360000".to_owned())],
        authors: vec![Author {
            name: spanned("示例作者".to_owned()),
            org: Some("示例科普中心".to_owned()),
            person: None,
            interests: None,
        }],
        editor: spanned("ed-lin".to_owned()),
        created: spanned(date(2026, 1, 10)),
        updated: None,
        publish_at: None,
        review_by: None,
        risk: Vec::new(),
        sources: Vec::new(),
        media: Vec::new(),
        ai: None,
        corrections: Vec::new(),
        retraction: None,
        claim: None,
        emergency: None,
        season: None,
        editions: BTreeMap::new(),
        review: ReviewIntent {
            status: spanned(Intent::Ready),
            request: Vec::new(),
            extra: BTreeMap::new(),
            note: None,
        },
    }
}

pub(in crate::gate) fn medical(front: &mut FrontMatter) {
    front.risk = vec![spanned(Risk::Medical)];
    front.topics = vec![spanned("health.heat".to_owned())];
}

pub(in crate::gate) fn rebuttal(front: &mut FrontMatter) {
    front.kind = spanned(Kind::Rebuttal);
}

pub(in crate::gate) fn generated(front: &mut FrontMatter) {
    front.ai = Some(Box::new(AiDeclaration { usage: spanned(AiUse::Generated), scope: Vec::new(), tool: None }));
}

pub(in crate::gate) fn for_audience(id: &str) -> impl FnOnce(&mut FrontMatter) {
    let audience = vec![spanned(id.to_owned())];
    move |front| front.audience = audience
}

pub(in crate::gate) fn emergency(front: &mut FrontMatter) {
    front.kind = spanned(Kind::Emergency);
    front.emergency = Some(Box::new(EmergencyNotice {
        event: spanned("flood".to_owned()),
        category: spanned(EmergencyCategory::NaturalDisaster),
        level: spanned(EmergencyLevel::III),
        authority: "示例应急管理部门".to_owned(),
        issued: spanned(at("2026-06-20")),
        expires: spanned(at("2026-07-10")),
        fast_track: true,
    }));
}

pub(in crate::gate) fn retraction(front: &mut FrontMatter) {
    front.retraction = Some(Box::new(Retraction {
        date: spanned(date(2026, 9, 1)),
        reason: spanned("依据的标准已废止。".to_owned()),
        replaced_by: None,
        remove_body: true,
    }));
}

pub(in crate::gate) fn correcting(of: ContentDigest) -> impl FnOnce(&mut FrontMatter) {
    move |front| {
        let summary = "更正饮水量单位。".to_owned();
        let (date, correction_type) = (spanned(date(2026, 4, 2)), CorrectionType::Correction);
        front.corrections = vec![Correction { date, correction_type, of: Some(spanned(of)), summary }];
    }
}

/// A private demo key.
fn key_of(id: &str) -> &'static str {
    match id {
        "ed-lin" => include_str!("../../demo/keys/ed-lin"),
        "ed-wu" => include_str!("../../demo/keys/ed-wu"),
        "kn-gen-a" => include_str!("../../demo/keys/kn-gen-a"),
        "kn-gen-b" => include_str!("../../demo/keys/kn-gen-b"),
        "kn-med-a" => include_str!("../../demo/keys/kn-med-a"),
        "kn-med-b" => include_str!("../../demo/keys/kn-med-b"),
        "kn-agr-a" => include_str!("../../demo/keys/kn-agr-a"),
        "kn-inf-a" => include_str!("../../demo/keys/kn-inf-a"),
        "se-chen" => include_str!("../../demo/keys/se-chen"),
        "se-luo" => include_str!("../../demo/keys/se-luo"),
        "fi-zhou" => include_str!("../../demo/keys/fi-zhou"),
        "fi-xu" => include_str!("../../demo/keys/fi-xu"),
        "gov-sun" => include_str!("../../demo/keys/gov-sun"),
        "publisher" => include_str!("../../demo/keys/publisher"),
        _ => include_str!("../../demo/keys/outsider"),
    }
}

/// A roster key of a demo key, valid for the years of the tests.
pub(in crate::gate) fn roster_key(id: &str) -> RosterKey {
    let window = Window { from: Some(date(2022, 1, 1)), until: Some(date(2036, 12, 31)) };
    RosterKey { key: spanned(seal::public_line(key_of(id)).expect("a demo key")), window, revoked: None }
}

/// A site with people, policy and a clock; its records are made with [`Desk::sign`].
pub(in crate::gate) struct Desk {
    pub(in crate::gate) settings: SiteSettings,
    pub(in crate::gate) roster: Roster,
    pub(in crate::gate) emergencies: Emergencies,
    pub(in crate::gate) contributors: Contributors,
    pub(in crate::gate) now: Timestamp,
}

/// One decision in short: `approve knowledge kn-gen-a 2026-03-20`, with `; note=… ; key=… ; conflict ; via=…`.
pub(in crate::gate) fn sign(short: &str, digest: ContentDigest) -> SignOff {
    let mut parts = short.split(';').map(str::trim);
    let words: Vec<&str> = parts.next().unwrap_or_default().split(' ').collect();
    let [decision, stage, reviewer, when] = words.as_slice() else { panic!("{short}") };
    let mut statement = Statement {
        project: PROJECT.into(),
        article: ID.to_owned(),
        digest,
        from: None,
        decision: Decision::read(decision).expect("a decision"),
        stage: Stage::read(stage),
        reviewer: (*reviewer).to_owned(),
        conflict_declared: false,
        at: at(when),
        via: Via::Ssh,
        evidence: None,
        note: None,
    };
    let mut key = *reviewer;
    for option in parts {
        match option.split_once('=').unwrap_or((option, "")) {
            ("note", note) => statement.note = Some(note.to_owned()),
            ("key", id) => key = id,
            ("conflict", _) => statement.conflict_declared = true,
            ("via", via) => statement.via = Via::read(via).expect("a platform"),
            ("evidence", evidence) => statement.evidence = Some(evidence.to_owned()),
            ("article", article) => statement.article = article.to_owned(),
            ("project", project) => statement.project = project.into(),
            other => panic!("{other:?}"),
        }
    }
    let signed = statement.signed_text();
    let armour = seal::sign(key_of(key), SIGNOFF_NAMESPACE, signed.as_bytes()).expect("a signature");
    let name = format!("{}-{decision}-{stage}-{reviewer}.signoff", statement.at).replace(':', "");
    SignOff { path: path(&format!("records/{ID}/{name}")), statement, armour: Armour::of(&armour) }
}

/// Signs several decisions on one digest.
pub(in crate::gate) fn sign_all(shorts: &[&str], digest: ContentDigest) -> Vec<SignOff> {
    shorts.iter().map(|short| sign(short, digest)).collect()
}

/// The four approvals an ordinary article needs, on one day.
pub(in crate::gate) fn ordinary(day: &str, digest: ContentDigest) -> Vec<SignOff> {
    let hours =
        [("initial ed-wu", "01"), ("knowledge kn-gen-a", "02"), ("second se-chen", "03"), ("final fi-zhou", "04")];
    let short = |(who, hour): (&str, &str)| sign(&format!("approve {who} {day}T{hour}:00:00Z"), digest);
    hours.into_iter().map(short).collect()
}

impl Desk {
    pub(in crate::gate) fn new(now: &str) -> Self {
        Self {
            settings: settings(),
            roster: roster(),
            emergencies: events(),
            contributors: BTreeMap::new(),
            now: at(now),
        }
    }

    pub(in crate::gate) fn cx(&self) -> GateCx<'_> {
        GateCx {
            settings: &self.settings,
            audiences: &[],
            roster: &self.roster,
            emergencies: &self.emergencies,
            lexicons: crate::lexicon::built_in(),
            contributors: &self.contributors,
            history: &NoHistory,
            now: self.now.into(),
        }
    }

    pub(in crate::gate) fn judge(&self, article: &Arc<Article>, records: &[SignOff]) -> Verdict {
        let verdict = judge(&self.cx(), &Submission { article, has_errors: false, records, parts: &|_| None });
        // A kiosk must prove whatever the editors' gate clears.
        if matches!(verdict.outcome(), Outcome::Cleared(_)) {
            let (nothing, nobody) = (Emergencies::default(), Contributors::new());
            let cx = GateCx::counting(&self.settings, &self.roster, (&nothing, &nobody), self.now);
            let proven = super::proof::prove(&cx, article, verdict.digest, records);
            assert!(proven.is_ok(), "{:?} is not proven: {proven:?}", verdict.state);
        }
        verdict
    }

    pub(in crate::gate) fn person(&mut self, id: &str) -> &mut Person {
        self.roster.people.get_mut(id).expect("a person")
    }
}

/// The rule numbers of a verdict's findings, sorted, each once.
pub(in crate::gate) fn codes(verdict: &Verdict) -> Vec<u16> {
    let set: BTreeSet<u16> = verdict.findings.iter().map(|finding| finding.code.0).collect();
    set.into_iter().collect()
}

fn settings() -> SiteSettings {
    let topic =
        |id: &str, domain: &str| Topic { id: spanned(id.to_owned()), label: id.to_owned(), domain: domain.to_owned() };
    SiteSettings {
        project: spanned(PROJECT.to_owned()),
        title: "示例".to_owned(),
        description: String::new(),
        publisher: String::new(),
        base_url: spanned("https://kepu.example.org/".to_owned()),
        lang: "zh-CN".to_owned(),
        theme: spanned("base".to_owned()),
        audiences: Vec::new(),
        topics: vec![topic("science.method", "education"), topic("health.heat", "medicine")],
        regions: Vec::new(),
        channels: Vec::new(),
        feed_entries: 20,
        list_entries: 30,
        filings: Vec::new(),
        complaint: None,
        font: None,
        hotlines: Vec::new(),
    }
}

fn events() -> Emergencies {
    let event = EmergencyEvent {
        id: spanned("flood".to_owned()),
        title: "（演示）洪水".to_owned(),
        category: EmergencyCategory::NaturalDisaster,
        level: EmergencyLevel::III,
        topics: vec!["science".to_owned()],
        region: vec!["360000".to_owned()],
        drill: false,
        opened: at("2026-06-19"),
        closed: Some(at("2026-07-15")),
    };
    Emergencies { events: vec![event] }
}

fn roster() -> Roster {
    let people = [
        person("ed-lin", "center", &[Stage::Initial], &[]),
        person("ed-wu", "center", &[Stage::Initial], &[]),
        person("kn-gen-a", "univ", &[Stage::Knowledge], &["education", "policy"]),
        person("kn-gen-b", "academy", &[Stage::Knowledge], &["education", "policy"]),
        person("kn-inf-a", "univ", &[Stage::Knowledge], &["education"]),
        person("kn-med-a", "hospital", &[Stage::Knowledge], &["medicine"]),
        person("kn-med-b", "cdc", &[Stage::Knowledge], &["medicine"]),
        person("kn-agr-a", "agri", &[Stage::Knowledge], &["agriculture"]),
        person("se-chen", "center", &[Stage::Second], &["education", "policy"]),
        person("se-luo", "edu", &[Stage::Second, Stage::Initial], &["education"]),
        person("fi-zhou", "center", &[Stage::Final], &[]),
        person("fi-xu", "center", &[Stage::Final], &[]),
        person("gov-sun", "center", &[Stage::Governance], &[]),
    ];
    let mut people: BTreeMap<String, Person> =
        people.into_iter().map(|person| (person.id.value.clone(), person)).collect();
    for (id, person) in &mut people {
        match id.as_str() {
            "fi-zhou" => person.roles = vec![Role::Chief, Role::Duty],
            "kn-med-a" => person.qualifications = vec![qualification("physician")],
            _ => {}
        }
    }
    let orgs = ["center", "univ", "academy", "hospital", "cdc", "agri", "edu"];
    let organisation = |id: &str| (id.to_owned(), Organisation { name: format!("示例{id}").into(), org_type: None });
    let recorder = Recorder {
        id: spanned("ci-gitee".to_owned()),
        platforms: vec!["gitee".to_owned()],
        repos: vec!["gitee:jxkx/kepu".to_owned()],
        keys: vec![roster_key("publisher")],
    };
    Roster {
        organisations: orgs.into_iter().map(organisation).collect(),
        people,
        recorders: BTreeMap::from([("ci-gitee".to_owned(), recorder)]),
        policy: vec![policy(date(2022, 1, 1))],
    }
}

fn qualification(kind: &str) -> Qualification {
    Qualification { kind: spanned(kind.to_owned()), until: Some(date(2036, 12, 31)) }
}

fn person(id: &str, org: &str, stages: &[Stage], domains: &[&str]) -> Person {
    let window = Window { from: Some(date(2022, 1, 1)), until: Some(date(2036, 12, 31)) };
    let account = Account {
        platform: "gitee".to_owned(),
        id: spanned(id.bytes().map(|byte| byte.to_string()).collect()),
        login: None,
        window,
    };
    Person {
        id: spanned(id.to_owned()),
        name: format!("示例·{id}").into(),
        title: Some("研究员".into()),
        orgs: vec![Membership { org: spanned(org.to_owned()), window }],
        active: window,
        stages: stages.to_vec(),
        roles: Vec::new(),
        domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
        qualifications: Vec::new(),
        accounts: vec![account],
        keys: vec![roster_key(id)],
        emails: Vec::new(),
        interests: Vec::new(),
    }
}

fn need(counts: &[(Stage, u32)]) -> Need {
    Need { need: counts.iter().copied().collect(), ..Need::default() }
}

fn class(id: &str, when: When, need: Need) -> QuorumClass {
    QuorumClass {
        id: spanned(id.to_owned()),
        when,
        need,
        domain: BTreeMap::new(),
        qualified: BTreeMap::new(),
        distinct_orgs: BTreeMap::new(),
        independent: 0,
        valid_days: None,
        on_expiry: None,
    }
}

/// The policy of the sample site, without agrichemicals.
pub(in crate::gate) fn policy(since: Date) -> PolicyVersion {
    use Stage::{Final, Governance, Initial, Knowledge, Second};
    let any_of = |domain: &str| DomainRule::AnyOf(vec![domain.to_owned()]);
    let two = || Need { direct: BTreeSet::from([Final]), ..need(&[(Knowledge, 2)]) };
    let when = When::default;

    let mut base = class("base", when(), need(&[(Initial, 1), (Knowledge, 1), (Second, 1), (Final, 1)]));
    base.domain = BTreeMap::from([(Knowledge, DomainRule::PrimaryTopic)]);
    (base.valid_days, base.on_expiry) = (Some(1095), Some(OnExpiry::Banner));

    let mut medical = class("medical", When { risk: vec![Risk::Medical], ..when() }, two());
    medical.domain = BTreeMap::from([(Knowledge, any_of("medicine"))]);
    let any = vec!["physician".to_owned(), "pharmacist".to_owned()];
    medical.qualified = BTreeMap::from([(Knowledge, QualifiedRule { min: 1, any })]);
    medical.distinct_orgs = BTreeMap::from([(Knowledge, 2)]);
    medical.independent = 1;
    (medical.valid_days, medical.on_expiry) = (Some(365), Some(OnExpiry::Withhold));

    let mut rebuttal = class("rebuttal", When { kind: vec![Kind::Rebuttal], ..when() }, two());
    rebuttal.distinct_orgs = BTreeMap::from([(Knowledge, 2)]);
    (rebuttal.independent, rebuttal.valid_days) = (1, Some(730));

    let mut minors = class("minors", When { audience: vec!["minors".to_owned()], ..when() }, Need::default());
    minors.domain = BTreeMap::from([(Second, any_of("education"))]);

    let chief = Need { role: BTreeMap::from([(Final, Role::Chief)]), ..Need::default() };
    let mut officials = class("officials", When { audience: vec!["officials".to_owned()], ..when() }, chief);
    officials.domain = BTreeMap::from([(Second, any_of("policy"))]);
    officials.valid_days = Some(365);

    let ai = class("generated", When { ai: vec![AiUse::Generated], ..when() }, need(&[(Knowledge, 2)]));
    let duty = BTreeMap::from([(Final, Role::Duty)]);
    PolicyVersion {
        since: spanned(since),
        classes: vec![base, medical, rebuttal, minors, officials, ai],
        fast_track: Some(FastTrack {
            when: When { kind: vec![Kind::Emergency], ..when() },
            need: Need { role: duty.clone(), ..need(&[(Knowledge, 1), (Final, 1)]) },
            full_quorum_hours: 72,
            max_days: 30,
        }),
        suspend: SuspendRule { roles: vec![Role::Duty, Role::Chief], stages: vec![Final] },
        retract: Need { direct: BTreeSet::from([Final]), ..need(&[(Knowledge, 1), (Final, 1)]) },
        minor: MinorLane::default(),
        governance: need(&[(Governance, 2)]),
        emergencies_file: Need { role: duty, ..need(&[(Final, 1)]) },
        clock: crate::model::policy::ClockRule::default(),
        pr: crate::model::policy::PullRequestRule::default(),
        protected: Vec::new(),
    }
}
