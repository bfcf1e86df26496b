//! What is missing, in words: how many, at which stage, with which knowledge, and who could give it.

use std::collections::BTreeSet;

use super::case::Case;
use super::entitle::{contributed, knows, own_work, qualified, reachable, standing_interest};
use super::quorum::{Lack, Seat, independent_on};
use super::requirement::Requirement;
use crate::diag::Bilingual;
use crate::model::roster::{Person, Stage};

/// People named in one line at most; more would hide the fact behind names.
const NAMES: usize = 6;

/// Lines for what some seats lack.
pub(super) fn missing(
    case: &Case<'_, '_>,
    requirement: &Requirement,
    lacks: &[Lack],
    seats: &[Seat<'_>],
) -> Vec<Bilingual> {
    let mut lines: Vec<Bilingual> = Vec::new();
    for lack in lacks {
        let who = named(&candidates(case, requirement, lack, seats));
        let what = said(requirement, lack);
        let line = Bilingual::new(format!("{}；{}", what.zh, who.zh), format!("{}; {}", what.en, who.en));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn said(requirement: &Requirement, lack: &Lack) -> Bilingual {
    let stage = lack.stage();
    let (zh, en) = (stage.zh(), stage.en());
    match lack {
        Lack::People { short, domain, .. } => {
            let (field_zh, field_en) = in_domain(domain.as_deref());
            let (rule_zh, rule_en) = manner(requirement, stage);
            Bilingual::new(
                format!("{zh}还差 {short} 人{field_zh}{rule_zh}"),
                format!("{en}: {short} more{field_en}{rule_en}"),
            )
        }
        Lack::Qualified { short, any, .. } => Bilingual::new(
            format!("{zh}中还须有 {short} 人具备资质（{} 之一）", any.join("、")),
            format!("{en}: {short} of them must be qualified as one of {}", any.join(", ")),
        ),
        Lack::Organisations { have, need, .. } => Bilingual::new(
            format!("{zh}须来自 {need} 个不同单位，现有 {have} 个"),
            format!("{en}: {need} different organisations are needed, there are {have}"),
        ),
        Lack::Independent { short, .. } => Bilingual::new(
            format!("{zh}中还须有 {short} 人与作者不同单位"),
            format!("{en}: {short} of them must share no organisation with the authors"),
        ),
    }
}

fn in_domain(domain: Option<&[String]>) -> (String, String) {
    match domain {
        None => (String::new(), String::new()),
        Some([]) => ("（主题没有对应的专业领域）".to_owned(), " (the topic has no domain)".to_owned()),
        Some(domains) => (format!("（{} 领域）", domains.join("、")), format!(" (domain {})", domains.join(", "))),
    }
}

fn manner(requirement: &Requirement, stage: Stage) -> (String, String) {
    let mut rules: Vec<(String, String)> = Vec::new();
    for role in requirement.roles.get(&stage).into_iter().flatten() {
        rules.push((format!("须为{}", role.zh()), format!("a {}", role.en())));
    }
    if requirement.direct.contains(&stage) {
        rules.push(("须本人密钥签署".to_owned(), "with the own key".to_owned()));
    }
    if stage == Stage::Final && requirement.need.len() > 1 {
        rules.push(("须在其他审次之后".to_owned(), "after the other stages".to_owned()));
    }
    let (zh, en): (Vec<String>, Vec<String>) = rules.into_iter().unzip();
    if zh.is_empty() { Default::default() } else { (format!("，{}", zh.join("，")), format!(", {}", en.join(", "))) }
}

/// Everybody who could give what is lacking today.
fn candidates<'a>(case: &Case<'_, 'a>, requirement: &Requirement, lack: &Lack, seats: &[Seat<'_>]) -> Vec<&'a Person> {
    let today = case.cx.now.day();
    let stage = lack.stage();
    let seated: BTreeSet<&str> = seats.iter().map(|seat| seat.voice.person.id.value.as_str()).collect();
    let taken: BTreeSet<&str> = seats.iter().flat_map(|seat| seat.voice.person.orgs_on(seat.voice.day())).collect();
    let fits = |person: &&&Person| {
        let roles = requirement.roles.get(&stage);
        let domains = match lack {
            Lack::People { domain, .. } | Lack::Qualified { domain, .. } => domain.clone(),
            Lack::Organisations { domain, .. } | Lack::Independent { domain, .. } => domain.clone(),
        };
        let special = match lack {
            Lack::People { .. } => true,
            Lack::Qualified { any, .. } => qualified(person, any, today),
            Lack::Organisations { .. } => person.orgs_on(today).all(|org| !taken.contains(org)),
            Lack::Independent { .. } => independent_on(case.cx, case.article, person, today),
        };
        person.active.holds(today)
            && person.stages.contains(&stage)
            && !seated.contains(person.id.value.as_str())
            && roles.is_none_or(|roles| roles.iter().all(|role| person.roles.contains(role)))
            && domains.or_else(|| requirement.domains(stage)).is_none_or(|domains| knows(person, &domains))
            && !contributed(case.cx, case.article, person, stage)
            && own_work(case.article, person, stage).is_none()
            && standing_interest(case.cx.settings, case.article, person, today).is_none()
            && reachable(person, requirement.direct.contains(&stage), today)
            && special
    };
    let people: Vec<&'a Person> = case.cx.roster.people.values().collect();
    people.iter().filter(fits).copied().collect()
}

fn named(people: &[&Person]) -> Bilingual {
    if people.is_empty() {
        return Bilingual::new("名册上暂无可签署的人", "nobody on the roster may give it");
    }
    let names: Vec<String> =
        people.iter().take(NAMES).map(|person| format!("{}（{}）", person.name, person.id.value)).collect();
    let ids: Vec<&str> = people.iter().take(NAMES).map(|person| person.id.value.as_str()).collect();
    let (more_zh, more_en) = match people.len().checked_sub(NAMES) {
        Some(rest @ 1..) => (format!(" 等 {} 人", rest + NAMES), format!(" and {rest} more")),
        _ => (String::new(), String::new()),
    };
    Bilingual::new(
        format!("可签署：{}{more_zh}", names.join("、")),
        format!("may be given by {}{more_en}", ids.join(", ")),
    )
}
