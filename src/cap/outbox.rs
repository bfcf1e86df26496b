//! From signed files to messages: the first file that names a notice is an alert, one that says it otherwise an update,
//! one that leaves it out a cancellation. The same files give the same messages, whoever asks and whenever.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::message::{Area, Category, Info, Message, MessageType, Reference, ResponseType, Scope, Status, Urgency};
use super::scale;
use crate::model::alert::Alert;
use crate::model::article::EmergencyCategory;

/// What codes of areas are codes of.
pub const CODES: &str = "GB/T 2260";
/// Name of the parameter that holds a level.
pub const LEVEL: &str = "kepu:level";
/// Name of the parameter that holds the colour of a level.
pub const COLOUR: &str = "kepu:colour";
/// What stands before the title of a drill.
pub const DRILL: &str = "【演练】";

/// One signed file with news.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// Number.
    pub number: u64,
    /// When it was signed.
    pub signed: Timestamp,
    /// Its notices.
    pub notices: &'a [Alert],
    /// Lower notices that had no room.
    pub omitted: usize,
}

/// Who sends.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// Unique in the world.
    pub sender: &'a str,
    /// Project UUID.
    pub project: &'a str,
    /// Whether all of it is a drill.
    pub is_drill: bool,
}

/// The messages of some files in order of number.
#[must_use]
pub fn messages(sheets: &[Sheet<'_>], from: Sender<'_>) -> Vec<Message> {
    let mut out: Vec<Message> = Vec::new();
    let mut open: BTreeMap<&str, (&Alert, Reference)> = BTreeMap::new();
    for sheet in sheets {
        for alert in sheet.notices {
            let before = open.get(alert.article.as_str());
            if before.is_some_and(|(known, _)| *known == alert) {
                continue;
            }
            let kind = if before.is_some() { MessageType::Update } else { MessageType::Alert };
            let earlier = before.map(|(_, reference)| reference.clone());
            let message = message(alert, (kind, earlier), sheet, from);
            open.insert(&alert.article, (alert, reference(&message)));
            out.push(message);
        }
        let is_named = |article: &str| sheet.notices.iter().any(|alert| alert.article == article);
        let left: Vec<&str> = open.keys().copied().filter(|article| !is_named(article)).collect();
        for article in left {
            let Some((alert, earlier)) = open.get(article).cloned() else { continue };
            let is_over = alert.expires <= sheet.signed;
            // A notice that had no room is not over, and one that ended by itself needs no cancellation.
            if sheet.omitted > 0 && !is_over {
                continue;
            }
            open.remove(article);
            if !is_over {
                out.push(message(alert, (MessageType::Cancel, Some(earlier)), sheet, from));
            }
        }
    }
    out
}

fn reference(message: &Message) -> Reference {
    Reference { sender: message.sender.clone(), identifier: message.identifier.clone(), sent: message.sent }
}

fn message(
    alert: &Alert,
    (kind, earlier): (MessageType, Option<Reference>),
    sheet: &Sheet<'_>,
    from: Sender<'_>,
) -> Message {
    let lane = if from.is_drill { "drill" } else { "emergency" };
    Message {
        identifier: format!("{}.{lane}.{}.{}", from.project, sheet.number, alert.article),
        sender: from.sender.to_owned(),
        sent: sheet.signed,
        status: if from.is_drill { Status::Exercise } else { Status::Actual },
        kind,
        scope: Scope::Public,
        note: from.is_drill.then(|| format!("演练：{}", alert.event)),
        references: earlier.into_iter().collect(),
        incidents: vec![alert.event.clone()],
        infos: vec![info(alert, kind, from.is_drill)],
    }
}

fn info(alert: &Alert, kind: MessageType, is_drill: bool) -> Info {
    let step = scale::step(alert.level);
    let is_over = kind == MessageType::Cancel;
    let (drill, over) = (if is_drill { DRILL } else { "" }, if is_over { "解除：" } else { "" });
    let area = alert.area.join("、");
    let review = if alert.provisional { "先行发布，正在复核。" } else { "" };
    let (level, word, category) = (alert.level.token(), alert.level.zh(), &alert.category);
    let known = EmergencyCategory::read(category).map(scale::categories);
    Info {
        language: "zh-CN".to_owned(),
        categories: known.map_or_else(|| vec![Category::Other], <[Category]>::to_vec),
        event: category.clone(),
        responses: if is_over { vec![ResponseType::AllClear] } else { Vec::new() },
        urgency: if is_over { Urgency::Past } else { step.urgency },
        severity: step.severity,
        certainty: step.certainty,
        effective: Some(alert.issued),
        onset: None,
        expires: Some(alert.expires),
        sender_name: Some(alert.authority.clone()).filter(|name| !name.trim().is_empty()),
        headline: Some(format!("{drill}{over}{}", alert.title)),
        description: Some(format!("{drill}{category}，{word}（{level}级，{}），{area}。{review}", step.colour)),
        instruction: Some(alert.act.clone()).filter(|act| !is_over && !act.trim().is_empty()),
        parameters: vec![(LEVEL.to_owned(), level.to_owned()), (COLOUR.to_owned(), step.colour.to_owned())],
        areas: vec![Area {
            name: area,
            codes: alert.regions.iter().map(|code| (CODES.to_owned(), code.clone())).collect(),
        }],
    }
}
