//! What the policy asks for one article: every matching class applies, the stricter value wins.
//!
//! Deliberately absent: people and records.

use std::collections::{BTreeMap, BTreeSet};

use super::GateCx;
use crate::model::article::{AiUse, Article};
use crate::model::clock::OfDay;
use crate::model::policy::{DomainRule, Need, OnExpiry, PolicyVersion, QualifiedRule, QuorumClass, When};
use crate::model::roster::{Role, Roster, Stage};

/// The merged demand of a policy on one article.
#[derive(Clone, Debug, Default)]
pub(super) struct Requirement {
    /// People per stage.
    pub(super) need: BTreeMap<Stage, u32>,
    /// Duties that each of them must have.
    pub(super) roles: BTreeMap<Stage, BTreeSet<Role>>,
    /// Stages that need the person's own key.
    pub(super) direct: BTreeSet<Stage>,
    /// What single classes ask of the people of a stage.
    pub(super) demands: Vec<Demand>,
    /// Days of validity.
    pub(super) valid_days: Option<u32>,
    /// Whether the text is withheld after that.
    pub(super) withhold: bool,
    /// Whether only unconditional classes apply: ordinary content, which has the short re-review.
    pub(super) ordinary: bool,
}

/// What one class asks of the people of one stage.
#[derive(Clone, Debug)]
pub(super) struct Demand {
    /// Stage.
    pub(super) stage: Stage,
    /// The domains of which each counted person must have one; `None` takes anybody.
    pub(super) domain: Option<Vec<String>>,
    /// So many people with that domain.
    pub(super) min: u32,
    /// Qualifications among them.
    pub(super) qualified: Option<QualifiedRule>,
    /// Organisations among them.
    pub(super) distinct_orgs: u32,
    /// People among them who share no organisation with any author.
    pub(super) independent: u32,
}

/// The version in force on the day of an instant.
#[must_use]
pub fn policy_at(roster: &Roster, at: impl OfDay) -> Option<&PolicyVersion> {
    let day = at.day();
    roster.policy.iter().filter(|version| version.since.value <= day).max_by_key(|version| version.since.value)
}

impl Requirement {
    /// Everything that the policy in force at an instant asks of an article.
    pub(super) fn full(cx: &GateCx<'_>, article: &Article, at: impl OfDay) -> Option<Self> {
        let policy = policy_at(cx.roster, at)?;
        let classes: Vec<&QuorumClass> = policy.classes.iter().filter(|class| applies(&class.when, article)).collect();
        let mut merged = Self::of_classes(&classes);
        for (token, wanted) in &article.front.review.extra {
            // The intent block lies outside the digest, so it may only add to what the policy asks.
            if let Some(stage) = Stage::read(token) {
                raise(&mut merged.need, stage, *wanted);
            }
        }
        merged.demands = classes.iter().flat_map(|class| demands(cx, article, class, &merged.need)).collect();
        // A policy that asks for nobody is a mistake, not a permission.
        Some(merged).filter(|merged| !merged.need.is_empty())
    }

    /// What the policy asks of any article whatever: used for digests whose front matter is not known any more.
    pub(super) fn unconditional(cx: &GateCx<'_>, at: impl OfDay) -> Option<Self> {
        let policy = policy_at(cx.roster, at)?;
        let classes: Vec<&QuorumClass> = policy.classes.iter().filter(|class| class.when.is_empty()).collect();
        Some(Self::of_classes(&classes)).filter(|merged| !merged.need.is_empty())
    }

    /// What a retraction needs.
    pub(super) fn retraction(cx: &GateCx<'_>, at: impl OfDay) -> Option<Self> {
        policy_at(cx.roster, at).map(|policy| Self::of_need(&policy.retract)).filter(|merged| !merged.need.is_empty())
    }

    /// What a change of protected files needs, or of the register of emergencies alone.
    pub(super) fn protected(cx: &GateCx<'_>, emergencies: bool, at: impl OfDay) -> Option<Self> {
        let policy = policy_at(cx.roster, at)?;
        let need = if emergencies { &policy.emergencies_file } else { &policy.governance };
        Some(Self::of_need(need)).filter(|merged| !merged.need.is_empty())
    }

    /// What the fast track needs, if the policy has one for such an article.
    ///
    /// Domains and own-key stages of the full quorum hold here too: speed lowers the number of people, not their
    /// fitness, and a recorder's key alone must never publish high-risk content.
    pub(super) fn fast(cx: &GateCx<'_>, article: &Article, at: impl OfDay) -> Option<Self> {
        let track = policy_at(cx.roster, at)?.fast_track.as_ref().filter(|track| applies(&track.when, article))?;
        let full = Self::full(cx, article, at)?;
        Some(Self::fewer(&track.need, full)).filter(|fast| !fast.need.is_empty())
    }

    /// Fewer people than the full quorum, and no less fit ones.
    fn fewer(need: &Need, full: Self) -> Self {
        let mut fewer = Self::of_need(need);
        fewer.direct.extend(full.direct.iter().filter(|stage| fewer.need.contains_key(stage)));
        let stages = fewer.need.clone();
        let kept = full.demands.into_iter().filter(|demand| demand.domain.is_some());
        // One fitting person is enough at each stage; `min` falls away and the filter by domain stays.
        fewer.demands = kept
            .filter(|demand| stages.contains_key(&demand.stage))
            .map(|demand| Demand { min: 0, qualified: None, distinct_orgs: 0, independent: 0, ..demand })
            .collect();
        fewer
    }

    /// What a small fix of a fully approved text needs. Duties of the full quorum hold as well: nothing is urgent.
    pub(super) fn minor(cx: &GateCx<'_>, article: &Article, at: impl OfDay) -> Option<Self> {
        let lane = &policy_at(cx.roster, at)?.minor;
        let full = Self::full(cx, article, at)?;
        let roles = full.roles.clone();
        let mut minor = Self::fewer(&lane.need, full);
        for (stage, duties) in roles.into_iter().filter(|(stage, _)| lane.need.need.contains_key(stage)) {
            minor.roles.entry(stage).or_default().extend(duties);
        }
        Some(minor).filter(|minor| lane.enabled && !minor.need.is_empty())
    }

    /// The small fix for a digest whose front matter is not known any more.
    pub(super) fn minor_unconditional(cx: &GateCx<'_>, at: impl OfDay) -> Option<Self> {
        let lane = &policy_at(cx.roster, at)?.minor;
        Some(Self::of_need(&lane.need)).filter(|minor| lane.enabled && !minor.need.is_empty())
    }

    /// The fast track for a digest whose front matter is not known any more.
    pub(super) fn fast_unconditional(cx: &GateCx<'_>, at: impl OfDay) -> Option<Self> {
        let track = policy_at(cx.roster, at)?.fast_track.as_ref()?;
        Some(Self::of_need(&track.need)).filter(|fast| !fast.need.is_empty())
    }

    /// The short re-review of unchanged ordinary content: one expert and the final approver read it again.
    pub(super) fn short_review(full: &Self) -> Option<Self> {
        let mut short = full.clone();
        short.need.retain(|stage, _| matches!(stage, Stage::Knowledge | Stage::Final));
        short.need.values_mut().for_each(|count| *count = 1);
        short.demands.retain(|demand| demand.stage == Stage::Knowledge && demand.domain.is_some());
        for demand in &mut short.demands {
            demand.min = demand.min.min(1);
            demand.distinct_orgs = demand.distinct_orgs.min(1);
            demand.independent = demand.independent.min(1);
        }
        (full.ordinary && short.need.len() == 2).then_some(short)
    }

    fn of_need(need: &Need) -> Self {
        let mut merged = Self::default();
        merged.absorb(need);
        merged.need.retain(|_, count| *count > 0);
        merged
    }

    fn of_classes(classes: &[&QuorumClass]) -> Self {
        let mut merged = Self { ordinary: true, ..Self::default() };
        for class in classes {
            merged.absorb(&class.need);
            merged.ordinary &= class.when.is_empty();
            merged.valid_days = merged.valid_days.into_iter().chain(class.valid_days).min();
            merged.withhold |= class.on_expiry == Some(OnExpiry::Withhold);
        }
        merged.need.retain(|_, count| *count > 0);
        merged
    }

    fn absorb(&mut self, need: &Need) {
        need.need.iter().for_each(|(stage, count)| raise(&mut self.need, *stage, *count));
        for (stage, role) in &need.role {
            self.roles.entry(*stage).or_default().insert(*role);
        }
        self.direct.extend(&need.direct);
    }

    /// What every counted person of a stage must know one of; `None` when nothing is asked.
    ///
    /// An expert of another class's domain still counts for the total, a wholly foreign one never does.
    pub(super) fn domains(&self, stage: Stage) -> Option<Vec<String>> {
        let here = self.demands.iter().filter(|demand| demand.stage == stage);
        let asked: Vec<&Vec<String>> = here.filter_map(|demand| demand.domain.as_ref()).collect();
        let union: BTreeSet<&String> = asked.iter().copied().flatten().collect();
        (!asked.is_empty()).then(|| union.into_iter().cloned().collect())
    }
}

/// Whether a condition holds for an article. An absent `ai` block means that none was used.
pub(super) fn applies(when: &When, article: &Article) -> bool {
    let front = &article.front;
    let usage = front.ai.as_ref().map_or(AiUse::None, |ai| ai.usage.value);
    let risk = when.risk.is_empty() || front.risk.iter().any(|risk| when.risk.contains(&risk.value));
    let audience = when.audience.is_empty() || front.audience.iter().any(|id| when.audience.contains(&id.value));
    let kind = when.kind.is_empty() || when.kind.contains(&front.kind.value);
    let ai = when.ai.is_empty() || when.ai.contains(&usage);
    risk && audience && kind && ai
}

fn raise(need: &mut BTreeMap<Stage, u32>, stage: Stage, count: u32) {
    let entry = need.entry(stage).or_default();
    *entry = count.max(*entry);
}

fn demands(cx: &GateCx<'_>, article: &Article, class: &QuorumClass, merged: &BTreeMap<Stage, u32>) -> Vec<Demand> {
    let one = |stage: Stage| {
        let domain = class.domain.get(&stage).map(|rule| match rule {
            DomainRule::AnyOf(domains) => domains.clone(),
            // An unknown topic has no domain; then nobody fits, and the topic has its own finding.
            DomainRule::PrimaryTopic => {
                let primary = article.front.topics.first().and_then(|topic| cx.settings.topic(&topic.value));
                primary.map(|topic| topic.domain.clone()).into_iter().collect()
            }
        });
        // A class that names no number means everybody the other classes ask for.
        let own = class.need.need.get(&stage).or_else(|| merged.get(&stage)).copied().unwrap_or(0);
        let qualified = class.qualified.get(&stage).cloned();
        let distinct_orgs = class.distinct_orgs.get(&stage).copied().unwrap_or(0);
        let independent = if stage == Stage::Knowledge { class.independent } else { 0 };
        let asks = domain.is_some() || qualified.is_some() || distinct_orgs > 0 || independent > 0;
        asks.then_some(Demand { stage, domain, min: own, qualified, distinct_orgs, independent })
    };
    Stage::ALL.iter().copied().filter_map(one).collect()
}
