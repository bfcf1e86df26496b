//! Which stage a click means.

use std::sync::Arc;

use super::{Part, Request, open_to};
use crate::diag::Bilingual;
use crate::gate::Place;
use crate::model::article::Article;
use crate::model::record::{Decision, SignOff};
use crate::model::roster::{Person, Stage};
use crate::platform::{Refusal, ReviewEvent};

const OTHER_PERSON: (&str, &str) = ("请承担所缺审次的审核人审查", "have a reviewer of a missing stage review");

/// The stage of an approval: the one that the comment asks for, else the first unmet one that the person may give.
pub(super) fn to_approve(
    request: &Request<'_>,
    article: &Arc<Article>,
    person: &Person,
    part: Part,
) -> Result<Stage, Refusal> {
    let offer = request.offer(article, person);
    let digest = crate::gate::digest(article).short();
    if let Some((stage, true)) = offer.given {
        let texts = (
            format!("{} 对版本 {digest} 已签过{}，同一人不得再签", person.name, stage.zh()),
            format!("{} gave the {} of version {digest} before; nobody signs twice", person.id.value, stage.en()),
        );
        return Err(Refusal::new(711, texts, OTHER_PERSON));
    }
    // Somebody whose word at one stage did not count yet gives the same word again, never another one.
    let asked = offer.given.map(|(stage, _)| stage).or(request.event.remarks.stage);
    if let (Some((given, _)), Some(wanted)) = (offer.given, request.event.remarks.stage)
        && given != wanted
    {
        let texts = (
            format!("{} 对版本 {digest} 已签{}，不得改签{}", person.name, given.zh(), wanted.zh()),
            format!("{} gave the {} of version {digest}, not the {}", person.id.value, given.en(), wanted.en()),
        );
        return Err(Refusal::new(711, texts, OTHER_PERSON));
    }
    let places: Vec<&Place> =
        offer.places.iter().filter(|place| asked.is_none_or(|asked| asked == place.stage)).collect();
    let free = places.iter().find(|place| place.hindrance.is_none() && open_to(part, place.stage));
    let Some(place) = free else { return Err(none_open(&places, person, part, asked)) };
    if place.own_key {
        return Err(by_own_key(article, person, place.stage));
    }
    Ok(place.stage)
}

fn none_open(places: &[&Place], person: &Person, part: Part, asked: Option<Stage>) -> Refusal {
    if part == Part::Editor && places.iter().any(|place| place.hindrance.is_none()) {
        let texts = (
            format!("{} 是责任编辑并改过本文，只能给初审", person.name),
            format!("{} edited this article and may give the initial review only", person.id.value),
        );
        return Refusal::new(709, texts, OTHER_PERSON);
    }
    // The stage that the person holds says most; a stage held by others says nothing about him.
    let telling = places.iter().filter(|place| asked.is_some() || person.stages.contains(&place.stage));
    if let Some(hindrance) = telling.filter_map(|place| place.hindrance.as_ref()).next() {
        let Bilingual { zh, en } = hindrance.message.clone();
        return Refusal::new(hindrance.code, (zh, en), OTHER_PERSON);
    }
    let stages = |name: fn(Stage) -> &'static str| {
        asked.map_or_else(|| person.stages.iter().map(|stage| name(*stage)).collect(), |stage| vec![name(stage)])
    };
    let (zh, en): (Vec<&str>, Vec<&str>) = (stages(Stage::zh), stages(Stage::en));
    let texts = (
        format!("本文不缺 {} 能给的审次（{}）", person.name, zh.join("、")),
        format!("no stage that {} may give is missing ({})", person.id.value, en.join(", ")),
    );
    Refusal::new(706, texts, OTHER_PERSON)
}

fn by_own_key(article: &Article, person: &Person, stage: Stage) -> Refusal {
    let (id, who, token) = (article.id(), &person.id.value, stage.token());
    let command = format!("kepu sign {id} --stage {token} --as {who} --key KEY");
    let texts = (
        format!("本文{}须由本人密钥签署，平台上点通过不计", stage.zh()),
        format!("the {} of this article needs the person's own key; a click does not count", stage.en()),
    );
    let (zh, en) = (format!("请本人运行 {command}"), format!("run {command}"));
    Refusal::new(723, texts, (&zh, &en))
}

/// The stage of a rejection: any that the person holds, as an objection is about the text.
pub(super) fn to_reject(event: &ReviewEvent, person: &Person) -> Result<Option<Stage>, Refusal> {
    let own = |stage: &&Stage| **stage != Stage::Governance && event.remarks.stage.is_none_or(|asked| asked == **stage);
    if let Some(stage) = person.stages.iter().find(own) {
        return Ok(Some(*stage));
    }
    let texts = (
        format!("{} 不承担这一审次，反对意见不计", person.name),
        format!("{} does not hold that stage; the objection would not count", person.id.value),
    );
    Err(Refusal::new(706, texts, ("请审核人提出", "have a reviewer object")))
}

/// Whether the last word of somebody on an article, on whatever version, is a rejection.
pub(super) fn objects(own: &[&SignOff]) -> bool {
    let mut words = own.iter().filter(|record| {
        matches!(record.statement.decision, Decision::Approve | Decision::Reject | Decision::Withdraw)
    });
    words.next_back().is_some_and(|record| record.statement.decision == Decision::Reject)
}
