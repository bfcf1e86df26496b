//! A small site's reviewers and articles, signed with the demo keys, for tests of both sides.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;

use super::{ProofFile, Snapshot};
use crate::gate::fingerprint::{FilePart, Manifest as Parts};
use crate::model::article::Risk;
use crate::model::policy::{
    ClockRule, DomainRule, FastTrack, MinorLane, Need, OnExpiry, PolicyVersion, PullRequestRule, QuorumClass,
    SuspendRule, When,
};
use crate::model::record::{Decision, SIGNOFF_NAMESPACE, Statement, Via};
use crate::model::roster::{Membership, Organisation, Person, Role, Roster, RosterKey, Stage, Window};
use crate::model::site::Topic;
use crate::model::span::{Span, Spanned};
use crate::model::units::{ContentDigest, Sha256};
use crate::seal;
use crate::tuf::sign;

fn here<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

pub(crate) fn private(id: &str) -> &'static str {
    match id {
        "ed-wu" => include_str!("../../../demo/keys/ed-wu"),
        "kn-gen-a" => include_str!("../../../demo/keys/kn-gen-a"),
        "kn-gen-b" => include_str!("../../../demo/keys/kn-gen-b"),
        "se-chen" => include_str!("../../../demo/keys/se-chen"),
        "fi-zhou" => include_str!("../../../demo/keys/fi-zhou"),
        _ => include_str!("../../../demo/keys/outsider"),
    }
}

pub(crate) fn person(id: &str, stage: Stage) -> Person {
    let window = Window { from: Some(date(2022, 1, 1)), until: None };
    let key = seal::public_line(private(id)).expect("a demo key");
    Person {
        id: here(id.to_owned()),
        name: id.into(),
        title: None,
        orgs: vec![Membership { org: here(format!("org-{id}")), window }],
        active: window,
        stages: vec![stage],
        roles: if stage == Stage::Final { vec![Role::Duty] } else { Vec::new() },
        domains: vec!["science".to_owned()],
        qualifications: Vec::new(),
        accounts: Vec::new(),
        keys: vec![RosterKey { key: here(key), window, revoked: None }],
        emails: Vec::new(),
        interests: Vec::new(),
    }
}

fn class(id: &str, when: When, need: &[(Stage, u32)]) -> QuorumClass {
    let need = Need { need: need.iter().copied().collect(), role: BTreeMap::new(), direct: [Stage::Final].into() };
    let domain = [(Stage::Knowledge, DomainRule::PrimaryTopic)].into();
    let (qualified, distinct_orgs) = (BTreeMap::new(), BTreeMap::new());
    let (valid_days, on_expiry) = (Some(365), Some(OnExpiry::Withhold));
    QuorumClass {
        id: here(id.to_owned()),
        when,
        need,
        domain,
        qualified,
        distinct_orgs,
        independent: 0,
        valid_days,
        on_expiry,
    }
}

/// Four stages; medical content takes two experts.
pub(crate) fn roster() -> Roster {
    let people = [
        person("ed-wu", Stage::Initial),
        person("kn-gen-a", Stage::Knowledge),
        person("kn-gen-b", Stage::Knowledge),
        person("se-chen", Stage::Second),
        person("fi-zhou", Stage::Final),
    ];
    let one = [(Stage::Initial, 1), (Stage::Knowledge, 1), (Stage::Second, 1), (Stage::Final, 1)];
    let policy = PolicyVersion {
        since: here(date(2022, 1, 1)),
        classes: vec![
            class("base", When::default(), &one),
            class("medical", When { risk: vec![Risk::Medical], ..When::default() }, &[(Stage::Knowledge, 2)]),
        ],
        fast_track: None::<FastTrack>,
        suspend: SuspendRule { roles: vec![Role::Duty], stages: Vec::new() },
        retract: Need { need: [(Stage::Final, 1)].into(), role: BTreeMap::new(), direct: BTreeSet::new() },
        minor: MinorLane::default(),
        governance: Need::default(),
        emergencies_file: Need::default(),
        clock: ClockRule::default(),
        pr: PullRequestRule::default(),
        protected: Vec::new(),
    };
    let organisation = |person: &Person| {
        let org = person.orgs[0].org.value.clone();
        (org.clone(), Organisation { name: org.into(), org_type: None })
    };
    Roster {
        organisations: people.iter().map(organisation).collect(),
        people: people.map(|person| (person.id.value.clone(), person)).into(),
        recorders: BTreeMap::new(),
        policy: vec![policy],
    }
}

/// The `version`-th roster of a project, signed by keys that stand for numbers.
pub(crate) fn signed(version: u64, roster: &Roster, keys: &[u8]) -> String {
    let mut snapshot = snapshot(roster);
    snapshot.version = version;
    let keys: Vec<_> = keys.iter().map(|n| crate::bundle::publish::testing::key(*n)).collect();
    let keys: Vec<&_> = keys.iter().collect();
    String::from_utf8(sign::file(&snapshot, &keys).expect("whole numbers")).expect("JSON")
}

pub(crate) fn snapshot(roster: &Roster) -> Snapshot {
    let mut settings = Snapshot::nothing("p");
    settings.topics = vec![Topic {
        id: here("science.method".to_owned()),
        label: "科学方法".to_owned(),
        domain: "science".to_owned(),
    }];
    Snapshot::of((&settings, roster), &[], crate::bundle::publish::testing::day(0))
}

/// An article as it goes into a release.
#[derive(Clone)]
pub(crate) struct Piece {
    pub(crate) id: String,
    pub(crate) meta: String,
    pub(crate) body: String,
    pub(crate) records: Vec<String>,
}

const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

impl Piece {
    /// Approved by everybody whom an ordinary article needs; `more` goes into its front matter.
    pub(crate) fn approved(id: &str, more: &str) -> Self {
        let meta = format!(
            r#"{{"audience":["all"],"authors":[{{"name":"某某"}}],"editor":"ed-lin","id":"{id}","kind":"article",{more}"title":"题","topics":["科学方法"]}}"#
        );
        let mut piece =
            Self { id: id.to_owned(), meta, body: format!("{id}：看天打药。\n"), records: Vec::new() };
        for (hour, said) in
            ["approve initial ed-wu", "approve knowledge kn-gen-a", "approve second se-chen", "approve final fi-zhou"]
                .into_iter()
                .enumerate()
        {
            piece.sign(said, hour);
        }
        piece
    }

    pub(crate) fn parts(&self) -> Parts {
        let drawing = FilePart { sum: Sha256::of(DRAWING.as_bytes()), size: DRAWING.len() as u64 };
        Parts {
            id: self.id.clone(),
            meta: Sha256::of(self.meta.as_bytes()),
            body: Sha256::of(self.body.as_bytes()),
            assets: [("fig.svg".to_owned(), drawing)].into(),
        }
    }

    /// Adds a decision, with the key of the person or of `key=…`.
    pub(crate) fn sign(&mut self, said: &str, hour: usize) {
        self.records.push(record(&self.id, self.parts().digest(), said, hour));
    }

    /// Its files in a release.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let Self { id, meta, body, records } = self.clone();
        let proof = ProofFile::new(&id, (self.parts().text(), meta), records).text();
        [
            (format!("farmers/a/{id}/index.html"), format!("<p>{body}</p>\n")),
            (format!("media/{id}/fig.svg"), DRAWING.to_owned()),
            (format!("provenance/{id}.proof"), String::from_utf8(proof).expect("JSON")),
            (format!("provenance/{id}.md"), body),
        ]
        .into()
    }
}

pub(crate) fn record(id: &str, digest: ContentDigest, said: &str, hour: usize) -> String {
    let words: Vec<&str> = said.split(' ').collect();
    let [decision, stage, reviewer, rest @ ..] = words.as_slice() else { panic!("{said}") };
    let decision = Decision::read(decision).expect("a decision");
    let statement = Statement {
        project: "p".into(),
        article: id.to_owned(),
        digest,
        from: None,
        decision,
        stage: Stage::read(stage),
        reviewer: (*reviewer).to_owned(),
        conflict_declared: false,
        at: format!("2026-11-01T{hour:02}:00:00Z").parse().expect("a time"),
        via: Via::Ssh,
        evidence: None,
        note: (decision != Decision::Approve).then(|| "理由".to_owned()),
    };
    let key = rest.iter().find_map(|word| word.strip_prefix("key=")).unwrap_or(reviewer);
    let signed = statement.signed_text();
    let armour = seal::sign(private(key), SIGNOFF_NAMESPACE, signed.as_bytes()).expect("a signature");
    format!("{signed}{armour}")
}

/// A release of these articles under a roster.
pub(crate) fn tree(articles: &[Piece], roster: &str) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = articles.iter().flat_map(Piece::files).collect();
    files.insert("farmers/index.html".to_owned(), "首页\n".to_owned());
    files.insert(super::ROSTER.to_owned(), roster.to_owned());
    files
}
