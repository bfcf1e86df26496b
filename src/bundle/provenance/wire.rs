//! People and policy in JSON, field by field. A field that is not known is refused: it may ask for more than is counted.
#![cfg_attr(not(feature = "studio"), expect(dead_code, reason = "a kiosk reads rosters and makes none"))]

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::policy::{
    ClockRule, DomainRule, FastTrack, MinorLane, Need, PolicyVersion, PullRequestRule, QualifiedRule, QuorumClass,
    SuspendRule, When,
};
use crate::model::roster::{
    Account, Interest, Membership, Person, Qualification, Recorder, Revocation, RosterKey, Stage, Window,
};
use crate::model::span::{Span, Spanned};
use crate::model::token::Vocabulary;

macro_rules! wire {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name { $(pub(super) $field: $type,)+ }
    )+};
}

wire! {
    /// Days, both included.
    Days { from: Option<Date>, until: Option<Date>, }
    /// A person.
    PersonWire {
        id: String, name: String, title: Option<String>, orgs: Vec<(String, Days)>, active: Days, stages: Vec<String>,
        roles: Vec<String>, domains: Vec<String>, qualifications: Vec<(String, Option<Date>)>,
        accounts: Vec<(String, String, Days)>, keys: Vec<KeyWire>, interests: Vec<(Vec<String>, Days)>,
    }
    /// A key, and the first day on which it is not believed.
    KeyWire { key: String, days: Days, distrusted: Option<Date>, }
    /// A recorder.
    RecorderWire { id: String, platforms: Vec<String>, repos: Vec<String>, keys: Vec<KeyWire>, }
    /// A version of the policy.
    PolicyWire {
        since: Date, classes: Vec<ClassWire>, fast_track: Option<FastWire>, suspend_roles: Vec<String>,
        suspend_stages: Vec<String>, retract: NeedWire, minor: Option<NeedWire>, max_future_seconds: u32,
    }
    /// People, duties and own keys by stage.
    NeedWire { need: BTreeMap<String, u32>, role: BTreeMap<String, String>, direct: Vec<String>, }
    /// A class. A domain of nothing is that of the first topic.
    ClassWire {
        id: String, when: WhenWire, need: NeedWire, domain: BTreeMap<String, Option<Vec<String>>>,
        qualified: BTreeMap<String, (u32, Vec<String>)>, distinct_orgs: BTreeMap<String, u32>, independent: u32,
        valid_days: Option<u32>, on_expiry: Option<String>,
    }
    /// A condition.
    WhenWire { risk: Vec<String>, kind: Vec<String>, audience: Vec<String>, ai: Vec<String>, }
    /// The fast track.
    FastWire { when: WhenWire, need: NeedWire, full_quorum_hours: u32, max_days: u32, }
}

fn here(text: &str) -> Spanned<String> {
    Spanned::new(text.to_owned(), Span::default())
}

fn token<V: Vocabulary>(text: &str) -> Option<V> {
    V::all().iter().copied().find(|member| member.token() == text)
}

fn tokens<V: Vocabulary, C: FromIterator<V>>(texts: &[String]) -> Option<C> {
    texts.iter().map(|text| token(text)).collect()
}

fn words<'v, V: Vocabulary>(members: impl IntoIterator<Item = &'v V>) -> Vec<String> {
    members.into_iter().map(|member| member.token().to_owned()).collect()
}

fn by_stage<T, U>(map: &BTreeMap<String, T>, value: impl Fn(&T) -> Option<U>) -> Option<BTreeMap<Stage, U>> {
    map.iter().map(|(stage, own)| Some((token(stage)?, value(own)?))).collect()
}

fn by_word<T, U>(map: &BTreeMap<Stage, T>, value: impl Fn(&T) -> U) -> BTreeMap<String, U> {
    map.iter().map(|(stage, own)| (stage.token().to_owned(), value(own))).collect()
}

impl Days {
    fn of(window: Window) -> Self {
        Self { from: window.from, until: window.until }
    }

    fn window(&self) -> Window {
        Window { from: self.from, until: self.until }
    }
}

impl KeyWire {
    fn of(key: &RosterKey) -> Self {
        let distrusted = key.revoked.as_ref().map(|revoked| revoked.distrust_from.unwrap_or(revoked.on));
        Self { key: key.key.value.clone(), days: Days::of(key.window), distrusted }
    }

    fn key(&self) -> RosterKey {
        let revoked = self.distrusted.map(|on| Revocation { on, reason: String::new(), distrust_from: None });
        RosterKey { key: here(&self.key), window: self.days.window(), revoked }
    }
}

impl PersonWire {
    pub(super) fn of(person: &Person) -> Self {
        Self {
            id: person.id.value.clone(),
            name: person.name.to_string(),
            title: person.title.as_deref().map(str::to_owned),
            orgs: person.orgs.iter().map(|own| (own.org.value.clone(), Days::of(own.window))).collect(),
            active: Days::of(person.active),
            stages: words(&person.stages),
            roles: words(&person.roles),
            domains: person.domains.clone(),
            qualifications: person.qualifications.iter().map(|own| (own.kind.value.clone(), own.until)).collect(),
            accounts: person
                .accounts
                .iter()
                .map(|own| (own.platform.clone(), own.id.value.clone(), Days::of(own.window)))
                .collect(),
            keys: person.keys.iter().map(KeyWire::of).collect(),
            interests: person.interests.iter().map(|own| (own.topics.clone(), Days::of(own.window))).collect(),
        }
    }

    pub(super) fn person(&self) -> Option<Person> {
        let membership = |(org, days): &(String, Days)| Membership { org: here(org), window: days.window() };
        let account = |(platform, id, days): &(String, String, Days)| Account {
            platform: platform.clone(),
            id: here(id),
            login: None,
            window: days.window(),
        };
        let interest = |(topics, days): &(Vec<String>, Days)| Interest {
            party: String::new(),
            nature: None,
            topics: topics.clone(),
            window: days.window(),
        };
        let qualified = |(kind, until): &(String, Option<Date>)| Qualification { kind: here(kind), until: *until };
        Some(Person {
            id: here(&self.id),
            name: self.name.as_str().into(),
            title: self.title.as_deref().map(Into::into),
            orgs: self.orgs.iter().map(membership).collect(),
            active: self.active.window(),
            stages: tokens(&self.stages)?,
            roles: tokens(&self.roles)?,
            domains: self.domains.clone(),
            qualifications: self.qualifications.iter().map(qualified).collect(),
            accounts: self.accounts.iter().map(account).collect(),
            keys: self.keys.iter().map(KeyWire::key).collect(),
            emails: Vec::new(),
            interests: self.interests.iter().map(interest).collect(),
        })
    }
}

impl RecorderWire {
    pub(super) fn of(recorder: &Recorder) -> Self {
        Self {
            id: recorder.id.value.clone(),
            platforms: recorder.platforms.clone(),
            repos: recorder.repos.clone(),
            keys: recorder.keys.iter().map(KeyWire::of).collect(),
        }
    }

    pub(super) fn recorder(&self) -> Recorder {
        Recorder {
            id: here(&self.id),
            platforms: self.platforms.clone(),
            repos: self.repos.clone(),
            keys: self.keys.iter().map(KeyWire::key).collect(),
        }
    }
}

impl NeedWire {
    fn of(need: &Need) -> Self {
        Self {
            need: by_word(&need.need, |count| *count),
            role: by_word(&need.role, |role| role.token().to_owned()),
            direct: words(&need.direct),
        }
    }

    fn need(&self) -> Option<Need> {
        Some(Need {
            need: by_stage(&self.need, |count| Some(*count))?,
            role: by_stage(&self.role, |role| token(role))?,
            direct: tokens(&self.direct)?,
        })
    }
}

impl WhenWire {
    fn of(when: &When) -> Self {
        let audience = when.audience.clone();
        Self { risk: words(&when.risk), kind: words(&when.kind), audience, ai: words(&when.ai) }
    }

    fn when(&self) -> Option<When> {
        let audience = self.audience.clone();
        Some(When { risk: tokens(&self.risk)?, kind: tokens(&self.kind)?, audience, ai: tokens(&self.ai)? })
    }
}

impl ClassWire {
    fn of(class: &QuorumClass) -> Self {
        let domain = |rule: &DomainRule| match rule {
            DomainRule::PrimaryTopic => None,
            DomainRule::AnyOf(domains) => Some(domains.clone()),
        };
        Self {
            id: class.id.value.clone(),
            when: WhenWire::of(&class.when),
            need: NeedWire::of(&class.need),
            domain: by_word(&class.domain, domain),
            qualified: by_word(&class.qualified, |rule| (rule.min, rule.any.clone())),
            distinct_orgs: by_word(&class.distinct_orgs, |count| *count),
            independent: class.independent,
            valid_days: class.valid_days,
            on_expiry: class.on_expiry.map(|end| end.token().to_owned()),
        }
    }

    fn class(&self) -> Option<QuorumClass> {
        let domain =
            |domains: &Option<Vec<String>>| Some(domains.clone().map_or(DomainRule::PrimaryTopic, DomainRule::AnyOf));
        let on_expiry = match &self.on_expiry {
            None => None,
            Some(word) => Some(token(word)?),
        };
        Some(QuorumClass {
            id: here(&self.id),
            when: self.when.when()?,
            need: self.need.need()?,
            domain: by_stage(&self.domain, domain)?,
            qualified: by_stage(&self.qualified, |(min, any)| Some(QualifiedRule { min: *min, any: any.clone() }))?,
            distinct_orgs: by_stage(&self.distinct_orgs, |count| Some(*count))?,
            independent: self.independent,
            valid_days: self.valid_days,
            on_expiry,
        })
    }
}

impl PolicyWire {
    pub(super) fn of(policy: &PolicyVersion) -> Self {
        let fast = |track: &FastTrack| FastWire {
            when: WhenWire::of(&track.when),
            need: NeedWire::of(&track.need),
            full_quorum_hours: track.full_quorum_hours,
            max_days: track.max_days,
        };
        Self {
            since: policy.since.value,
            classes: policy.classes.iter().map(ClassWire::of).collect(),
            fast_track: policy.fast_track.as_ref().map(fast),
            suspend_roles: words(&policy.suspend.roles),
            suspend_stages: words(&policy.suspend.stages),
            retract: NeedWire::of(&policy.retract),
            minor: policy.minor.enabled.then(|| NeedWire::of(&policy.minor.need)),
            max_future_seconds: policy.clock.max_future_seconds,
        }
    }

    /// What only changes of the site need is left empty.
    pub(super) fn policy(&self) -> Option<PolicyVersion> {
        let fast_track = match &self.fast_track {
            None => None,
            Some(track) => Some(FastTrack {
                when: track.when.when()?,
                need: track.need.need()?,
                full_quorum_hours: track.full_quorum_hours,
                max_days: track.max_days,
            }),
        };
        let minor = match &self.minor {
            None => MinorLane::default(),
            Some(need) => MinorLane { enabled: true, need: need.need()?, ..MinorLane::default() },
        };
        Some(PolicyVersion {
            since: Spanned::new(self.since, Span::default()),
            classes: self.classes.iter().map(ClassWire::class).collect::<Option<_>>()?,
            fast_track,
            suspend: SuspendRule { roles: tokens(&self.suspend_roles)?, stages: tokens(&self.suspend_stages)? },
            retract: self.retract.need()?,
            minor,
            governance: Need::default(),
            emergencies_file: Need::default(),
            clock: ClockRule { max_future_seconds: self.max_future_seconds, ..ClockRule::default() },
            pr: PullRequestRule::default(),
            protected: Vec::new(),
        })
    }
}
