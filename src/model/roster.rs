//! `reviewers.yaml`: who may say what, when, with which key.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::policy::PolicyVersion;
use super::span::{Span, Spanned};
use super::token::vocabulary;

vocabulary! {
    /// The stages of review (三审制 plus the knowledge review), in their order.
    Stage {
        Initial = "initial", "初审", "initial review";
        Knowledge = "knowledge", "知识审核", "knowledge review";
        Second = "second", "复审", "second review";
        Final = "final", "终审", "final review";
        Governance = "governance", "治理审批", "governance";
    }
}

vocabulary! {
    /// Special duties of a person.
    Role {
        Duty = "duty", "值班负责人", "duty officer";
        Chief = "chief", "总负责人", "chief";
    }
}

/// The whole trust file.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    /// Organisations by id.
    pub organisations: BTreeMap<String, Organisation>,
    /// People by id.
    pub people: BTreeMap<String, Person>,
    /// Machines that turn platform approvals into records.
    pub recorders: BTreeMap<String, Recorder>,
    /// Policy versions, oldest first.
    pub policy: Vec<PolicyVersion>,
}

/// One organisation.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// Name as printed.
    pub name: Arc<str>,
    /// Free word: hospital, university …
    pub org_type: Option<String>,
}

/// One person; ended with `until`, never deleted.
#[derive(Clone, Debug)]
pub struct Person {
    /// Id.
    pub id: Spanned<String>,
    /// Name as printed. It stands in every approval by the person, as does the title.
    pub name: Arc<str>,
    /// Professional title as printed (审核专家).
    pub title: Option<Arc<str>>,
    /// Employers over time.
    pub orgs: Vec<Membership>,
    /// When the person may act.
    pub active: Window,
    /// Stages the person may hold.
    pub stages: Vec<Stage>,
    /// Duties.
    pub roles: Vec<Role>,
    /// Domains; `medicine` covers `medicine.cardiology`.
    pub domains: Vec<String>,
    /// Qualifications.
    pub qualifications: Vec<Qualification>,
    /// Platform accounts, matched by numeric id.
    pub accounts: Vec<Account>,
    /// Signing keys over time.
    pub keys: Vec<RosterKey>,
    /// Commit addresses.
    pub emails: Vec<Spanned<String>>,
    /// Standing interests.
    pub interests: Vec<Interest>,
}

/// Days on which something holds; both ends included, open when absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

impl Window {
    /// Whether a day lies inside.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// Employment at an organisation.
#[derive(Clone, Debug)]
pub struct Membership {
    /// Organisation id.
    pub org: Spanned<String>,
    /// When.
    pub window: Window,
}

/// A professional qualification.
#[derive(Clone, Debug)]
pub struct Qualification {
    /// Type token such as `physician`.
    pub kind: Spanned<String>,
    /// Last day.
    pub until: Option<Date>,
}

/// A platform account.
#[derive(Clone, Debug)]
pub struct Account {
    /// `github`, `gitlab`, `gitea` or `gitee`.
    pub platform: String,
    /// Numeric id, as text.
    pub id: Spanned<String>,
    /// Display only.
    pub login: Option<String>,
    /// When.
    pub window: Window,
}

/// A public key and when it counts.
#[derive(Clone, Debug)]
pub struct RosterKey {
    /// OpenSSH one-line form without comment: `ssh-ed25519 AAAA…`.
    pub key: Spanned<String>,
    /// When.
    pub window: Window,
    /// Present once revoked.
    pub revoked: Option<Revocation>,
}

/// The end of a key before its time.
#[derive(Clone, Debug)]
pub struct Revocation {
    /// Day of revocation.
    pub on: Date,
    /// Why.
    pub reason: String,
    /// Signatures made on or after this day do not count; the day of revocation when absent.
    pub distrust_from: Option<Date>,
}

/// A standing interest; it counts until three years after its end.
#[derive(Clone, Debug)]
pub struct Interest {
    /// With whom.
    pub party: String,
    /// Nature.
    pub nature: Option<String>,
    /// Topics or domains concerned, by prefix.
    pub topics: Vec<String>,
    /// When.
    pub window: Window,
}

/// A machine identity.
#[derive(Clone, Debug)]
pub struct Recorder {
    /// Id.
    pub id: Spanned<String>,
    /// Platforms it may speak for.
    pub platforms: Vec<String>,
    /// Repositories, `platform:owner/name`.
    pub repos: Vec<String>,
    /// Keys.
    pub keys: Vec<RosterKey>,
}

impl Person {
    /// Organisations on a day.
    pub fn orgs_on(&self, day: Date) -> impl Iterator<Item = &str> {
        self.orgs.iter().filter(move |m| m.window.holds(day)).map(|m| m.org.value.as_str())
    }

    /// Where the entry stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.id.span
    }
}
