//! The quorum policy: what a kind of content needs before it may be shown.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::article::{AiUse, Kind, Risk};
use super::roster::{Role, Stage};
use super::span::Spanned;
use super::token::vocabulary;

vocabulary! {
    /// What a page becomes when its review has expired.
    OnExpiry {
        Banner = "banner", "加提示", "banner";
        Withhold = "withhold", "不再展示", "withhold";
    }
}

/// The policy from one day on. A quorum is judged by the version in force at its last sign-off.
#[derive(Clone, Debug)]
pub struct PolicyVersion {
    /// First day.
    pub since: Spanned<Date>,
    /// Quorum classes; every matching class applies and the stricter value wins.
    pub classes: Vec<QuorumClass>,
    /// Emergency fast track.
    pub fast_track: Option<FastTrack>,
    /// Who may suspend.
    pub suspend: SuspendRule,
    /// What a retraction needs.
    pub retract: Need,
    /// The small-fix lane.
    pub minor: MinorLane,
    /// Changes of protected files.
    pub governance: Need,
    /// Changes of the emergency register.
    pub emergencies_file: Need,
    /// Clock limits.
    pub clock: ClockRule,
    /// Pull-request limits.
    pub pr: PullRequestRule,
    /// Protected paths: a path, or a folder followed by `/**`.
    pub protected: Vec<String>,
}

impl PolicyVersion {
    /// Protected whatever the policy says: who could change these alone could change everything.
    pub const ALWAYS_PROTECTED: &'static [&'static str] = &[
        "site.yaml",
        "reviewers.yaml",
        "emergencies.yaml",
        "days.yaml",
        "themes/**",
        "lexicons/**",
        ".gitattributes",
        ".gitmodules",
        ".mailmap",
        ".github/**",
        ".gitlab/**",
        ".gitlab-ci.yml",
        ".gitee/**",
        ".gitea/**",
        ".forgejo/**",
        ".workflow/**",
        ".ci/**",
        "Jenkinsfile",
        "CODEOWNERS",
    ];

    /// Whether a pattern covers a path: the path itself, or everything below the folder before `/**`.
    #[must_use]
    pub fn covers(pattern: &str, path: &str) -> bool {
        let folder = pattern.strip_suffix("/**").map(|folder| path.strip_prefix(folder));
        folder.map_or(pattern == path, |rest| rest.is_some_and(|rest| rest.starts_with('/')))
    }
}

/// Approvals, per stage, with the attributes they need.
#[derive(Clone, Debug, Default)]
pub struct Need {
    /// Number of people per stage.
    pub need: BTreeMap<Stage, u32>,
    /// Role per stage.
    pub role: BTreeMap<Stage, Role>,
    /// Stages that must be signed with the person's own key.
    pub direct: BTreeSet<Stage>,
}

/// One class.
#[derive(Clone, Debug)]
pub struct QuorumClass {
    /// Id, printed in reasons.
    pub id: Spanned<String>,
    /// When it applies.
    pub when: When,
    /// Numbers, roles, own-key stages.
    pub need: Need,
    /// Domain per stage.
    pub domain: BTreeMap<Stage, DomainRule>,
    /// Qualification per stage.
    pub qualified: BTreeMap<Stage, QualifiedRule>,
    /// Number of different organisations per stage.
    pub distinct_orgs: BTreeMap<Stage, u32>,
    /// Number of knowledge reviewers who share no organisation with any author.
    pub independent: u32,
    /// Days of validity.
    pub valid_days: Option<u32>,
    /// What follows.
    pub on_expiry: Option<OnExpiry>,
}

/// A condition on an article: every listed field must match one of its words; an empty condition always holds.
#[derive(Clone, Debug, Default)]
pub struct When {
    /// Risks.
    pub risk: Vec<Risk>,
    /// Kinds.
    pub kind: Vec<Kind>,
    /// Audience ids.
    pub audience: Vec<String>,
    /// Use of AI.
    pub ai: Vec<AiUse>,
}

impl When {
    /// Whether the condition is empty: such a class binds everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.risk.is_empty() && self.kind.is_empty() && self.audience.is_empty() && self.ai.is_empty()
    }
}

/// Which domain a reviewer must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DomainRule {
    /// The domain that `site.yaml` gives the article's first topic.
    PrimaryTopic,
    /// One of these.
    AnyOf(Vec<String>),
}

/// How many must hold one of some qualifications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualifiedRule {
    /// At least so many.
    pub min: u32,
    /// Any of these types.
    pub any: Vec<String>,
}

/// The emergency fast track.
#[derive(Clone, Debug)]
pub struct FastTrack {
    /// When it may be used.
    pub when: When,
    /// What it needs.
    pub need: Need,
    /// The full quorum must follow within so many hours of the first completion.
    pub full_quorum_hours: u32,
    /// Longest life of emergency content, in days.
    pub max_days: u32,
}

/// Any one person with one of these may suspend.
#[derive(Clone, Debug, Default)]
pub struct SuspendRule {
    /// Roles.
    pub roles: Vec<Role>,
    /// Stages.
    pub stages: Vec<Stage>,
}

/// The small-fix lane.
#[derive(Clone, Debug, Default)]
pub struct MinorLane {
    /// Off by default.
    pub enabled: bool,
    /// Approvals.
    pub need: Need,
    /// Changed characters at most.
    pub max_chars: u32,
    /// Small fixes in a row at most.
    pub max_chain: u32,
}

/// Clock limits of records.
#[derive(Clone, Copy, Debug)]
pub struct ClockRule {
    /// A record entering now is at most this old.
    pub max_entry_age_days: u32,
    /// A record is at most this far ahead.
    pub max_future_seconds: u32,
}

impl Default for ClockRule {
    /// Seven days, because a professor may be on the road; five minutes, because clocks drift.
    fn default() -> Self {
        Self { max_entry_age_days: 7, max_future_seconds: 300 }
    }
}

/// Limits of one pull request.
#[derive(Clone, Copy, Debug)]
pub struct PullRequestRule {
    /// Articles at most.
    pub max_articles: u32,
    /// Whether approvals may be read from lists rather than events.
    pub list_import: bool,
}

impl Default for PullRequestRule {
    /// One article a request, so that a click means that article; lists are off, as they may be re-bound.
    fn default() -> Self {
        Self { max_articles: 1, list_import: false }
    }
}
