//! Chinese levels, colours and kinds of events in the words of the standard. These tables are the whole mapping.

use super::message::{Category, Certainty, Severity, Urgency};
use crate::model::article::{EmergencyCategory, EmergencyLevel};

/// One level.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Level.
    pub level: EmergencyLevel,
    /// Colour of its warnings. Source: 突发事件应对法, article on levels of warnings.
    pub colour: &'static str,
    /// How bad.
    pub severity: Severity,
    /// How soon one has to act.
    pub urgency: Urgency,
    /// How sure it is.
    pub certainty: Certainty,
}

/// Levels, the highest first. A level says how bad an event is; how soon and how sure is what a warning of that level
/// asks of its readers.
pub const STEPS: [Step; 4] = [
    Step {
        level: EmergencyLevel::I,
        colour: "红色",
        severity: Severity::Extreme,
        urgency: Urgency::Immediate,
        certainty: Certainty::Observed,
    },
    Step {
        level: EmergencyLevel::II,
        colour: "橙色",
        severity: Severity::Severe,
        urgency: Urgency::Immediate,
        certainty: Certainty::Likely,
    },
    Step {
        level: EmergencyLevel::III,
        colour: "黄色",
        severity: Severity::Moderate,
        urgency: Urgency::Expected,
        certainty: Certainty::Likely,
    },
    Step {
        level: EmergencyLevel::IV,
        colour: "蓝色",
        severity: Severity::Minor,
        urgency: Urgency::Future,
        certainty: Certainty::Possible,
    },
];

/// Kinds of events. Source: 国家突发事件总体应急预案: damage to the environment is an accident there.
const KINDS: [(EmergencyCategory, &[Category], &[Category]); 4] = [
    // Ours, what is written, what is read besides.
    (EmergencyCategory::NaturalDisaster, &[Category::Geo, Category::Met], &[]),
    (
        EmergencyCategory::Accident,
        &[Category::Safety],
        &[Category::Rescue, Category::Fire, Category::Env, Category::Transport, Category::Infra, Category::Cbrne],
    ),
    (EmergencyCategory::PublicHealth, &[Category::Health], &[]),
    (EmergencyCategory::SocialSecurity, &[Category::Security], &[]),
];

/// A level's step.
#[must_use]
pub fn step(level: EmergencyLevel) -> Step {
    let [first, ..] = STEPS;
    STEPS.into_iter().find(|step| step.level == level).unwrap_or(first)
}

/// The level of a severity; none where that is not known.
#[must_use]
pub fn level_of(severity: Severity) -> Option<EmergencyLevel> {
    STEPS.iter().find(|step| step.severity == severity).map(|step| step.level)
}

/// The level of a colour, `橙色` or `橙`.
#[must_use]
pub fn level_of_colour(colour: &str) -> Option<EmergencyLevel> {
    let is = |step: &&Step| step.colour == colour || step.colour.strip_suffix('色') == Some(colour);
    STEPS.iter().find(is).map(|step| step.level)
}

/// How a kind of event is written.
#[must_use]
pub fn categories(kind: EmergencyCategory) -> &'static [Category] {
    KINDS.iter().find(|(own, ..)| *own == kind).map_or(&[], |(_, written, _)| written)
}

/// The kind of event of some categories; none where they are of several kinds, or of none.
#[must_use]
pub fn kind_of(categories: &[Category]) -> Option<EmergencyCategory> {
    let kind = |category: &Category| {
        let is =
            |(_, written, more): &&(_, &[Category], &[Category])| written.contains(category) || more.contains(category);
        KINDS.iter().find(is).map(|(kind, ..)| *kind)
    };
    let mut kinds = categories.iter().map(kind);
    let first = kinds.next()??;
    kinds.all(|other| other == Some(first)).then_some(first)
}
