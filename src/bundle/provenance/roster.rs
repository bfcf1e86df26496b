//! The roster as kiosks get it: who may say what, when, with which key, and what each kind of content needs.
//!
//! Made from `reviewers.yaml` and the words of `site.yaml`, without what no quorum asks for: addresses, reasons, with
//! whom somebody has an interest. Signed by the keys of the root's role `roster`, which never publish.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::wire::{PersonWire, PolicyWire, RecorderWire};
use crate::model::roster::{Organisation, Roster};
use crate::model::site::{SiteSettings, Topic};
use crate::model::span::{Span, Spanned};
use crate::tuf::metadata::Kind;

/// A roster of one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its number; it only grows.
    pub version: u64,
    /// When it stops being believed.
    pub expires: Timestamp,
    /// What a reader must understand; a kiosk that does not refuses the roster.
    pub form: u32,
    /// Its day, in China.
    pub date: Date,
    /// Project UUID.
    pub project: String,
    /// Topics, with the domain their reviewers need.
    pub topics: Vec<WordWire>,
    /// Editions.
    pub audiences: Vec<WordWire>,
    /// Organisations.
    pub organisations: Vec<WordWire>,
    /// People.
    people: Vec<PersonWire>,
    /// Machines that turn platform approvals into records.
    recorders: Vec<RecorderWire>,
    /// Policy versions, oldest first.
    policy: Vec<PolicyWire>,
}

/// A word of the site: its id, and what else editors may write for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordWire {
    /// Id.
    pub id: String,
    /// Other spellings; for an organisation its name.
    pub labels: Vec<String>,
    /// Domain of a topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
}

/// The form that is written and read.
const FORM: u32 = 1;

impl Kind for Snapshot {
    const NAME: &'static str = super::ROLE;
    fn version(&self) -> u64 {
        self.version
    }
    fn expires(&self) -> Timestamp {
        self.expires
    }
}

impl Snapshot {
    /// The roster of a site on a day, the first of its kind.
    #[cfg(feature = "studio")]
    #[must_use]
    pub fn of(
        (settings, roster): (&SiteSettings, &Roster),
        audiences: &[crate::model::audience::Audience],
        now: Timestamp,
    ) -> Self {
        let topic = |topic: &Topic| WordWire {
            id: topic.id.value.clone(),
            labels: vec![topic.label.clone()],
            domain: Some(topic.domain.clone()),
        };
        let audience = |audience: &crate::model::audience::Audience| {
            let labels = [&audience.label, &audience.label_en].into_iter().chain(&audience.aliases);
            WordWire { id: audience.id.clone(), labels: labels.cloned().collect(), domain: None }
        };
        let organisation = |(id, org): (&String, &Organisation)| WordWire {
            id: id.clone(),
            labels: vec![org.name.to_string()],
            domain: None,
        };
        Self {
            version: 1,
            expires: crate::model::units::plus_days(now, super::ROSTER_DAYS),
            form: FORM,
            date: crate::model::units::china_date(now),
            project: settings.project.value.clone(),
            topics: settings.topics.iter().map(topic).collect(),
            audiences: audiences.iter().map(audience).collect(),
            organisations: roster.organisations.iter().map(organisation).collect(),
            people: roster.people.values().map(PersonWire::of).collect(),
            recorders: roster.recorders.values().map(RecorderWire::of).collect(),
            policy: roster.policy.iter().map(PolicyWire::of).collect(),
        }
    }

    /// Whether two rosters say the same, whatever their number and day.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        *self == Self { version: self.version, expires: self.expires, date: self.date, ..other.clone() }
    }

    /// People and policy as the gate takes them; nothing when it holds what this program does not understand.
    pub(super) fn roster(&self) -> Option<Roster> {
        if self.form != FORM {
            return None;
        }
        let organisation = |word: &WordWire| {
            let name = word.labels.first().cloned().unwrap_or_default();
            (word.id.clone(), Organisation { name: name.into(), org_type: None })
        };
        let people = self.people.iter().map(|person| Some((person.id.clone(), person.person()?)));
        let recorders = self.recorders.iter().map(|recorder| (recorder.id.clone(), recorder.recorder()));
        Some(Roster {
            organisations: self.organisations.iter().map(organisation).collect(),
            people: people.collect::<Option<_>>()?,
            recorders: recorders.collect(),
            policy: self.policy.iter().map(PolicyWire::policy).collect::<Option<_>>()?,
        })
    }

    /// What the gate asks of the settings: the project, and the domain of each topic.
    pub(super) fn settings(&self) -> SiteSettings {
        let topic = |word: &WordWire| Topic {
            id: Spanned::new(word.id.clone(), Span::default()),
            label: String::new(),
            domain: word.domain.clone().unwrap_or_default(),
        };
        SiteSettings { topics: self.topics.iter().map(topic).collect(), ..Self::nothing(&self.project) }
    }

    /// Settings that say nothing but the project.
    pub(super) fn nothing(project: &str) -> SiteSettings {
        let here = |text: &str| Spanned::new(text.to_owned(), Span::default());
        SiteSettings {
            project: here(project),
            title: String::new(),
            description: String::new(),
            publisher: String::new(),
            base_url: here(""),
            lang: String::new(),
            theme: here(""),
            audiences: Vec::new(),
            topics: Vec::new(),
            regions: Vec::new(),
            channels: Vec::new(),
            feed_entries: 0,
            list_entries: 1,
            filings: Vec::new(),
            complaint: None,
            font: None,
            hotlines: Vec::new(),
        }
    }
}
