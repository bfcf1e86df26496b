//! Counting: the one function that says what a set of decisions still lacks.
//!
//! People are counted, never keys, accounts or records; one person sits at one stage. Deliberately absent: time
//! other than the order of decisions, states, words.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::GateCx;
use super::entitle::{knows, qualified};
use super::records::Accepted;
use super::requirement::{Demand, Requirement};
use crate::model::article::Article;
use crate::model::record::Decision;
use crate::model::roster::{Person, Stage};
use crate::model::units::ContentDigest;

/// A person whose word on one digest stands, with every time it was given since it last lapsed.
#[derive(Clone, Debug)]
pub(super) struct Voice<'a> {
    /// Who.
    pub(super) person: &'a Person,
    /// For which stage: that of the latest record.
    pub(super) stage: Stage,
    /// The records, oldest first; never empty.
    pub(super) given: Vec<Accepted<'a>>,
}

/// One counted decision.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seat<'a> {
    /// The record.
    pub(super) voice: Accepted<'a>,
    /// Its stage.
    pub(super) stage: Stage,
}

/// What is lacking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    /// People at a stage, of one of some domains where such are asked.
    People { stage: Stage, short: u32, domain: Option<Vec<String>> },
    /// People with a qualification among them.
    Qualified { stage: Stage, short: u32, domain: Option<Vec<String>>, any: Vec<String> },
    /// Different organisations among them.
    Organisations { stage: Stage, have: u32, need: u32, domain: Option<Vec<String>> },
    /// People independent of the authors among them.
    Independent { stage: Stage, short: u32, domain: Option<Vec<String>> },
}

impl Lack {
    /// The stage.
    pub(super) fn stage(&self) -> Stage {
        match self {
            Self::People { stage, .. }
            | Self::Qualified { stage, .. }
            | Self::Organisations { stage, .. }
            | Self::Independent { stage, .. } => *stage,
        }
    }
}

/// The moment a quorum was complete, and who made it so.
#[derive(Clone, Debug)]
pub(super) struct Completion<'a> {
    /// `at` of the last decision it needed.
    pub(super) at: Timestamp,
    /// Counted decisions in order of stage and time.
    pub(super) seats: Vec<Seat<'a>>,
    /// What was asked.
    pub(super) requirement: Requirement,
}

/// The voices that stand on one digest after some records (in order of time): the latest decision of a person
/// counts, so a withdrawal or rejection silences, and a word for another stage replaces the earlier one.
pub(super) fn standing<'a>(records: &[Accepted<'a>], digest: ContentDigest, mark: Decision) -> Vec<Voice<'a>> {
    let mut voices: Vec<Voice<'a>> = Vec::new();
    for record in records.iter().filter(|record| record.digest() == digest) {
        let silences = matches!(record.decision(), Decision::Withdraw | Decision::Reject);
        let place = voices.iter().position(|voice| voice.person.id.value == record.person.id.value);
        match (place, record.stage()) {
            (Some(at), _) if silences => drop(voices.remove(at)),
            (Some(at), Some(stage)) if record.decision() == mark => {
                if voices[at].stage != stage {
                    voices[at] = Voice { person: record.person, stage, given: Vec::new() };
                }
                voices[at].given.push(*record);
            }
            (None, Some(stage)) if record.decision() == mark => {
                voices.push(Voice { person: record.person, stage, given: vec![*record] });
            }
            _ => {}
        }
    }
    voices
}

/// The first moment after `since` at which some voices meet what was asked at that moment. The final review must
/// come last: one given before the other stages were complete does not count until it is given again.
pub(super) fn completion<'a>(
    cx: &GateCx<'_>,
    article: Option<&Article>,
    asked: &dyn Fn(Timestamp) -> Option<Requirement>,
    voices: &[Voice<'a>],
    since: Option<Timestamp>,
) -> Option<Completion<'a>> {
    let times: BTreeSet<Timestamp> = voices.iter().flat_map(|voice| voice.given.iter().map(Accepted::at)).collect();
    times.into_iter().filter(|at| Some(*at) > since).find_map(|at| {
        let requirement = asked(at)?;
        let seats = seats(&requirement, voices, (since, at));
        let (finals, others) = split(&seats);
        let ready = ready_at(cx, article, &requirement, &others)?;
        let heard = finals_after(voices, &requirement, ready, (since, at), &finals);
        let met = lacks(cx, article, &requirement, &heard).iter().all(|lack| lack.stage() != Stage::Final);
        let mut seats: Vec<Seat<'a>> = others.into_iter().chain(heard).collect();
        seats.sort_by_key(|seat| (seat.stage, seat.voice.at()));
        met.then_some(Completion { at, seats, requirement })
    })
}

/// One seat a voice: its first fitting record in a span of time (after `.0`, up to `.1`).
fn seats<'a>(
    requirement: &Requirement,
    voices: &[Voice<'a>],
    (since, until): (Option<Timestamp>, Timestamp),
) -> Vec<Seat<'a>> {
    let within = |given: &&Accepted<'_>| Some(given.at()) > since && given.at() <= until;
    let fits = |given: &&Accepted<'_>| misfit(requirement, given).is_none();
    let seat = |voice: &Voice<'a>| {
        let first = voice.given.iter().filter(within).find(fits)?;
        requirement.need.contains_key(&voice.stage).then_some(Seat { voice: *first, stage: voice.stage })
    };
    voices.iter().filter_map(seat).collect()
}

/// Why a decision does not fit what is asked of its stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Misfit {
    /// The person lacks a duty.
    Role,
    /// The person knows none of these domains.
    Domain(Vec<String>),
    /// Not signed with the own key.
    ForeignKey,
}

/// Measures one decision against what is asked of its stage.
pub(super) fn misfit(requirement: &Requirement, given: &Accepted<'_>) -> Option<Misfit> {
    let stage = given.stage()?;
    let roles = requirement.roles.get(&stage);
    if roles.is_some_and(|roles| !roles.iter().all(|role| given.person.roles.contains(role))) {
        return Some(Misfit::Role);
    }
    if let Some(domains) = requirement.domains(stage).filter(|domains| !knows(given.person, domains)) {
        return Some(Misfit::Domain(domains));
    }
    (requirement.direct.contains(&stage) && !given.own_key()).then_some(Misfit::ForeignKey)
}

/// The one count: everything that some seats still lack.
fn lacks(cx: &GateCx<'_>, article: Option<&Article>, requirement: &Requirement, seats: &[Seat<'_>]) -> Vec<Lack> {
    let mut lacks = Vec::new();
    for (stage, need) in &requirement.need {
        let here: Vec<Seat<'_>> = seats.iter().copied().filter(|seat| seat.stage == *stage).collect();
        lacks.extend(people_lacking(requirement, *stage, *need, &here));
        for demand in requirement.demands.iter().filter(|demand| demand.stage == *stage) {
            lacks.extend(demand_lacking(cx, article, demand, &here));
        }
    }
    lacks
}

/// What some voices still lack, and the seats they fill: finals count only after the other stages are complete.
pub(super) fn shortfall<'a>(
    cx: &GateCx<'_>,
    article: &Article,
    requirement: &Requirement,
    voices: &[Voice<'a>],
    since: Option<Timestamp>,
) -> (Vec<Lack>, Vec<Seat<'a>>) {
    let span = (since, Timestamp::MAX);
    let (finals, mut filled) = split(&seats(requirement, voices, span));
    let ready = ready_at(cx, Some(article), requirement, &filled);
    filled.extend(ready.map(|ready| finals_after(voices, requirement, ready, span, &finals)).unwrap_or_default());
    (lacks(cx, Some(article), requirement, &filled), filled)
}

fn split<'a>(seats: &[Seat<'a>]) -> (Vec<Seat<'a>>, Vec<Seat<'a>>) {
    seats.iter().partition(|seat| seat.stage == Stage::Final)
}

/// The first moment at which the stages before the final one lacked nothing.
fn ready_at(
    cx: &GateCx<'_>,
    article: Option<&Article>,
    requirement: &Requirement,
    others: &[Seat<'_>],
) -> Option<Timestamp> {
    let times: BTreeSet<Timestamp> = others.iter().map(|seat| seat.voice.at()).collect();
    std::iter::once(Timestamp::MIN).chain(times).find(|at| {
        // Most moments lack people, which is told by counting heads.
        let heads = |stage: Stage| others.iter().filter(|seat| seat.stage == stage && seat.voice.at() <= *at).count();
        let mut needs = requirement.need.iter().filter(|(stage, _)| **stage != Stage::Final);
        if needs.any(|(stage, need)| short(*need, heads(*stage)) > 0) {
            return false;
        }
        let early: Vec<Seat<'_>> = others.iter().copied().filter(|seat| seat.voice.at() <= *at).collect();
        lacks(cx, article, requirement, &early).iter().all(|lack| lack.stage() == Stage::Final)
    })
}

fn finals_after<'a>(
    voices: &[Voice<'a>],
    requirement: &Requirement,
    ready: Timestamp,
    (since, until): (Option<Timestamp>, Timestamp),
    finals: &[Seat<'a>],
) -> Vec<Seat<'a>> {
    let again = |seat: &Seat<'a>| {
        let voice = voices.iter().find(|voice| voice.person.id.value == seat.voice.person.id.value)?;
        let heard = |given: &&Accepted<'_>| Some(given.at()) > since && given.at() >= ready && given.at() <= until;
        let first = voice.given.iter().filter(heard).find(|given| misfit(requirement, given).is_none())?;
        Some(Seat { voice: *first, stage: seat.stage })
    };
    finals.iter().filter_map(again).collect()
}

fn short(need: u32, have: usize) -> u32 {
    need.saturating_sub(u32::try_from(have).unwrap_or(u32::MAX))
}

/// People lacking at a stage: per asked domain first, then what is still short of the total.
fn people_lacking(requirement: &Requirement, stage: Stage, need: u32, here: &[Seat<'_>]) -> Vec<Lack> {
    let mut by_domain: Vec<(Vec<String>, u32)> = Vec::new();
    for demand in requirement.demands.iter().filter(|demand| demand.stage == stage) {
        let Some(domain) = &demand.domain else { continue };
        let missing = short(demand.min, fitting(demand, here).len());
        match by_domain.iter_mut().find(|(known, _)| known == domain) {
            Some((_, known)) => *known = missing.max(*known),
            None => by_domain.push((domain.clone(), missing)),
        }
    }
    let in_domains: u32 = by_domain.iter().map(|(_, missing)| *missing).sum();
    let rest = short(need, here.len()).saturating_sub(in_domains);
    let all = requirement.domains(stage);
    match (by_domain.as_mut_slice(), rest) {
        (_, 0) => {}
        ([(_, only)], rest) => *only += rest,
        (_, rest) => return lines(stage, by_domain, Some((all, rest))),
    }
    lines(stage, by_domain, None)
}

fn lines(stage: Stage, by_domain: Vec<(Vec<String>, u32)>, rest: Option<(Option<Vec<String>>, u32)>) -> Vec<Lack> {
    let named = by_domain.into_iter().map(|(domain, short)| (Some(domain), short));
    let all = named.chain(rest).filter(|(_, short)| *short > 0);
    all.map(|(domain, short)| Lack::People { stage, short, domain }).collect()
}

fn fitting<'s, 'a>(demand: &Demand, here: &'s [Seat<'a>]) -> Vec<&'s Seat<'a>> {
    let fits = |seat: &&Seat<'a>| demand.domain.as_ref().is_none_or(|domain| knows(seat.voice.person, domain));
    here.iter().filter(fits).collect()
}

fn demand_lacking(cx: &GateCx<'_>, article: Option<&Article>, demand: &Demand, here: &[Seat<'_>]) -> Vec<Lack> {
    let seats = fitting(demand, here);
    let (stage, domain) = (demand.stage, demand.domain.clone());
    let mut lacks = Vec::new();
    if let Some(rule) = &demand.qualified {
        let have = seats.iter().filter(|seat| qualified(seat.voice.person, &rule.any, seat.voice.day())).count();
        let short = short(rule.min, have);
        if short > 0 {
            lacks.push(Lack::Qualified { stage, short, domain: domain.clone(), any: rule.any.clone() });
        }
    }
    let have = distinct_organisations(&seats, demand.distinct_orgs);
    if have < demand.distinct_orgs {
        lacks.push(Lack::Organisations { stage, have, need: demand.distinct_orgs, domain: domain.clone() });
    }
    let free = |seat: &&&Seat<'_>| article.is_none_or(|article| independent(cx, article, &seat.voice));
    let short = short(demand.independent, seats.iter().filter(free).count());
    if short > 0 {
        lacks.push(Lack::Independent { stage, short, domain });
    }
    lacks
}

/// The largest number of people, up to `enough`, of whom no two share an organisation. Somebody without any known
/// organisation counts for none: absence of an entry is no proof of independence.
fn distinct_organisations(seats: &[&Seat<'_>], enough: u32) -> u32 {
    let sets: Vec<BTreeSet<&str>> =
        seats.iter().map(|seat| seat.voice.person.orgs_on(seat.voice.day()).collect::<BTreeSet<_>>()).collect();
    let sets: Vec<BTreeSet<&str>> = sets.into_iter().filter(|set| !set.is_empty()).collect();
    choose(&sets, &BTreeSet::new(), enough)
}

/// Tries each person with and without; `enough` comes from the policy and keeps the search shallow.
fn choose(sets: &[BTreeSet<&str>], taken: &BTreeSet<&str>, enough: u32) -> u32 {
    if enough == 0 {
        return 0;
    }
    let mut best = 0;
    for (at, set) in sets.iter().enumerate() {
        if !set.is_disjoint(taken) {
            continue;
        }
        let union: BTreeSet<&str> = taken.union(set).copied().collect();
        best = best.max(1 + choose(&sets[at + 1..], &union, enough - 1));
        if best == enough {
            break;
        }
    }
    best
}

/// Whether a reviewer shares no organisation with any author, by roster entry and by printed name.
pub(super) fn independent(cx: &GateCx<'_>, article: &Article, voice: &Accepted<'_>) -> bool {
    independent_on(cx, article, voice.person, voice.day())
}

/// [`independent`] for somebody who has not signed yet.
pub(super) fn independent_on(cx: &GateCx<'_>, article: &Article, person: &Person, day: jiff::civil::Date) -> bool {
    let own: BTreeSet<&str> = person.orgs_on(day).collect();
    let names: BTreeSet<&str> =
        own.iter().filter_map(|id| cx.roster.organisations.get(*id)).map(|org| org.name.trim()).collect();
    let shares = |author: &crate::model::article::Author| {
        let entry = author.person.as_ref().and_then(|id| cx.roster.people.get(&id.value));
        let by_entry = entry.is_some_and(|entry| entry.orgs_on(day).any(|org| own.contains(org)));
        by_entry || author.org.as_deref().is_some_and(|org| names.contains(org.trim()) || own.contains(org.trim()))
    };
    !own.is_empty() && !article.front.authors.iter().any(shares)
}
