//! `emergencies.yaml` to [`Emergencies`].
//!
//! An entry that cannot be read is left out and told: it opens no fast track, and it stops no other publication.

use super::article::Words;
use super::decode::{Shape, Table, may, must};
use super::form::{Form, SiteWord, of};
use super::report::Report;
use crate::model::article::{EmergencyCategory, EmergencyLevel};
use crate::model::emergency::{Emergencies, EmergencyEvent};
use crate::model::span::Spanned;
use crate::model::tree::Node;

pub(super) static SHAPE: Shape = Shape {
    zh: "emergencies.yaml",
    en: "emergencies.yaml",
    unknown: 103,
    keys: &[
        must("kepu_emergencies", "版式号", "kepu_emergencies: 1").is(Form::Schema),
        may("events", "事件").is(Form::List(&Form::Table(&EVENT))),
    ],
};

static EVENT: Shape = Shape {
    zh: "应急事件",
    en: "an emergency event",
    unknown: 103,
    keys: &[
        must("id", "编号", "id: 2026-06-flood").is(Form::Name),
        must("title", "名称", "title: 赣江洪水"),
        must("category", "类别", "category: natural_disaster").is(Form::Word(of::<EmergencyCategory>)),
        must("level", "级别", "level: III").is(Form::Word(of::<EmergencyLevel>)),
        must("topics", "主题", "topics: [safety.water]").is(Form::List(&Form::Site(SiteWord::TopicPrefix))),
        must("region", "地区", "region: [\"360000\"]").is(Form::List(&Form::Site(SiteWord::Region))),
        must("opened", "开启时间", "opened: 2026-06-19T20:00:00+08:00").is(Form::Instant),
        may("closed", "关闭时间").is(Form::Instant),
        may("drill", "演练").is(Form::Flag).usually("false"),
    ],
};

/// Decodes the register.
pub(super) fn decode(tree: &Spanned<Node>, words: Words<'_>, report: &mut Report<'_>) -> Option<Emergencies> {
    let table = report.table(tree, &SHAPE, tree.span)?;
    report.schema_number(&table, "kepu_emergencies");
    let mut events: Vec<EmergencyEvent> = Vec::new();
    for item in report.tables(&table, "events", &EVENT) {
        let Some(event) = event(&item, words, report) else { continue };
        match events.iter().find(|earlier| earlier.id.value == event.id.value) {
            Some(first) => report.twice(("应急事件", "event"), &event.id.value, first.id.span, event.id.span),
            None => events.push(event),
        }
    }
    Some(Emergencies { events })
}

fn event(item: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> Option<EmergencyEvent> {
    let regions = words.regions();
    let id = report.read(item, "id", |report, text| report.name(text, "events.id"));
    let title = report.words(item, "title");
    let (category, level) = (report.word(item, "category"), report.word(item, "level"));
    let topics = report.list(item, "topics", |report, text| topic_prefix(text, words, report));
    let region = report.list(item, "region", |report, text| report.choose(text, "region", &regions));
    let drill = report.flag(item, "drill");
    let (opened, closed) = (report.instant(item, "opened"), report.instant(item, "closed"));
    // A closing time that cannot be read must not leave the event open for ever.
    let closing_lost = closed.is_none() && item.entry("closed").is_some();
    if let (Some(opened), Some(closed)) = (&opened, &closed)
        && closed.value < opened.value
    {
        let finding = report.error(105, closed.span, "关闭时间早于开启时间", "closed before it was opened");
        report.push(
            finding.also(report.path, opened.span, "开启时间", "opened").help("核对两个时间", "check both times"),
        );
    }
    Some(EmergencyEvent {
        id: id?,
        title: title?,
        category: category?.value,
        level: level?.value,
        topics: plain(topics),
        region: plain(region),
        opened: opened?.value,
        drill: drill.unwrap_or(false),
        closed: closed.map(|closed| closed.value),
    })
    .filter(|event| !closing_lost && !event.topics.is_empty() && !event.region.is_empty())
}

/// A topic, or what several topics begin with, as `health`.
pub(super) fn topic_prefix(text: &Spanned<String>, words: Words<'_>, report: &mut Report<'_>) -> Option<String> {
    let given = text.value.trim();
    let covers = |id: &str| id.strip_prefix(given).is_some_and(|rest| rest.starts_with('.'));
    let choices = words.topics();
    if choices.iter().any(|topic| covers(topic.token)) {
        return Some(given.to_owned());
    }
    report.choose(text, "topics", &choices)
}

fn plain(values: Vec<Spanned<String>>) -> Vec<String> {
    values.into_iter().map(|value| value.value).collect()
}
