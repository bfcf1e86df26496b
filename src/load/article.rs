//! Front matter to [`FrontMatter`], field by field.
//!
//! Deliberately absent: judgement across articles, people or time; those are rules.

use jiff::civil::Date;

use super::article_parts as parts;
use super::decode::{Shape, Table, may, must, nearest};
use super::form::{self, Form, SiteWord, of};
use super::report::Report;
use super::stand_in;
use super::values::Choice;
pub(super) use super::vocabulary::Words;
use crate::model::article::{ArticleId, FrontMatter, Kind, Risk};
use crate::model::audience::Audience;
use crate::model::span::{Span, Spanned};
use crate::model::tree::Node;

/// The fields of the front matter.
pub(super) static SHAPE: Shape = Shape {
    zh: "前置元数据",
    en: "the front matter",
    unknown: 103,
    keys: &[
        must("kepu", "版式号", "kepu: 1").is(Form::Schema),
        must("id", "文章编号", "id: jx-2026-0318-heatstroke").is(Form::ArticleId),
        must("title", "标题", "title: 高温天气如何预防中暑").is(Form::Line),
        must("summary", "摘要", "summary: 七句话讲清补水、避暑和送医。").is(Form::Line),
        may("lang", "语言").is(Form::Pattern(form::LANG, "语言标签")).usually("zh-CN"),
        must("kind", "类型", "kind: article").is(Form::Word(of::<Kind>)),
        must("audience", "受众", "audience: [farmers, elderly]").is(Form::List(&Form::Site(SiteWord::Audience))),
        must("topics", "主题", "topics: [health.heat]").is(Form::List(&Form::Site(SiteWord::Topic))),
        must("region", "地区", "region: [\"360000\"]").is(Form::List(&Form::Site(SiteWord::Region))),
        must("authors", "作者", "authors: [{name: 张三, org: 某某医院, interests: none}]")
            .is(Form::List(&Form::Table(&parts::AUTHOR))),
        must("editor", "责任编辑", "editor: ed-lin").is(Form::Site(SiteWord::Person)),
        must("created", "撰写日期", "created: 2026-03-18").is(Form::Day),
        may("updated", "修改日期").is(Form::Day),
        may("publish_at", "定时发布").is(Form::Instant),
        may("review_by", "复核日期").is(Form::Day),
        may("risk", "风险").is(Form::List(&Form::Word(of::<Risk>))),
        may("sources", "来源").is(Form::List(&Form::Table(&parts::SOURCE))),
        may("media", "素材").is(Form::List(&Form::Table(&parts::MEDIUM))),
        may("ai", "人工智能").is(Form::Table(&parts::AI)),
        may("corrections", "更正").is(Form::List(&Form::Table(&parts::CORRECTION))),
        may("retraction", "撤稿").is(Form::Table(&parts::RETRACTION)),
        may("claim", "流言").is(Form::Table(&parts::CLAIM)),
        may("emergency", "应急").is(Form::Table(&parts::EMERGENCY)),
        may("season", "节气").is(Form::Line),
        may("editions", "各版用语").is(Form::Names(&Form::Site(SiteWord::Audience), &Form::Table(&parts::EDITION))),
        must("review", "送审", "review: {status: draft}").is(Form::Table(&parts::REVIEW)),
    ],
};

/// The id alone, as far as it can be read; for naming an article that cannot be loaded.
pub(super) fn id_of(tree: &Node) -> Option<Spanned<ArticleId>> {
    let entry = tree.get("id")?;
    ArticleId::new(entry.value.value.as_str()?).map(|id| Spanned::new(id, entry.value.span))
}

/// Front matter as far as it could be read.
#[derive(Debug)]
pub(super) struct Decoded {
    /// With neutral stand-ins for required fields that are missing or cannot be read.
    pub(super) front: FrontMatter,
    /// Whether nothing stands in for a required field.
    pub(super) whole: bool,
}

/// Decodes the whole front matter.
pub(super) fn decode(
    tree: Option<&Spanned<Node>>,
    open: Span,
    words: Words<'_>,
    report: &mut Report<'_>,
) -> Option<Decoded> {
    let Some(table) = tree.and_then(|tree| report.table(tree, &SHAPE, open)) else {
        return Some(Decoded { front: stand_in::front(open)?, whole: false });
    };
    report.schema_number(&table, "kepu");
    // Every field is read before any `?`, so that one fault does not hide the next.
    let id = report.read(&table, "id", Report::article_id);
    let title = report.line(&table, "title");
    let summary = report.line(&table, "summary");
    let kind = report.word(&table, "kind");
    let audience = audiences(&table, words, report);
    let topics = topics(&table, words, report);
    let region = regions(&table, words, report);
    let authors = parts::authors(&table, words, report);
    let editor = report.line(&table, "editor").inspect(|id| known_person(id, ("责任编辑", "editor"), words, report));
    let created = report.date(&table, "created");
    let updated = report.date(&table, "updated");
    order_of_days(created.as_ref(), updated.as_ref(), report);
    let review = parts::review(&table, open, words, report);
    let lang = lang(&table, report);
    let (publish_at, review_by) = (report.instant(&table, "publish_at"), report.date(&table, "review_by"));
    let risk = report.members(&table, "risk");
    let (sources, media) = (parts::sources(&table, report), parts::media(&table, report));
    let (ai, corrections) = (parts::ai(&table, report), parts::corrections(&table, report));
    let (retraction, claim) = (parts::retraction(&table, report), parts::claim(&table, report));
    let emergency = parts::emergency(&table, report);
    let season = report.line(&table, "season").map(|season| season.value);
    let editions = parts::editions(&table, words, report);
    let (audience, topics, region) = (filled(audience), filled(topics), filled(region));
    let required =
        [id.is_some(), title.is_some(), summary.is_some(), kind.is_some(), editor.is_some(), created.is_some()];
    let lists = [audience.is_some(), topics.is_some(), region.is_some(), !authors.is_empty(), review.is_some()];
    let whole = required.into_iter().chain(lists).all(|there| there);
    let neutral = stand_in::front(open)?;
    let front = FrontMatter {
        id: id.unwrap_or(neutral.id),
        title: title.unwrap_or(neutral.title),
        summary: summary.unwrap_or(neutral.summary),
        lang,
        kind: kind.unwrap_or(neutral.kind),
        audience: audience.unwrap_or_default(),
        topics: topics.unwrap_or_default(),
        region: region.unwrap_or_default(),
        authors,
        editor: editor.unwrap_or(neutral.editor),
        created: created.unwrap_or(neutral.created),
        updated,
        publish_at,
        review_by,
        risk,
        sources,
        media,
        ai: ai.map(Box::new),
        corrections,
        retraction: retraction.map(Box::new),
        claim: claim.map(Box::new),
        emergency: emergency.map(Box::new),
        season,
        editions,
        review: review.unwrap_or(neutral.review),
    };
    Some(Decoded { front: fitted(front), whole })
}

/// Gives back what lists took in advance: every article of a site is held at once.
fn fitted(mut front: FrontMatter) -> FrontMatter {
    let FrontMatter { audience, topics, region, authors, risk, sources, media, corrections, .. } = &mut front;
    [audience, topics, region].into_iter().for_each(Vec::shrink_to_fit);
    authors.shrink_to_fit();
    risk.shrink_to_fit();
    sources.shrink_to_fit();
    media.shrink_to_fit();
    corrections.shrink_to_fit();
    front
}

fn filled<T>(items: Vec<T>) -> Option<Vec<T>> {
    if items.is_empty() { None } else { Some(items) }
}

/// What may be written for an audience: its id, its labels, its aliases.
pub(super) fn audience_choices(audiences: &[Audience]) -> Vec<Choice<'_>> {
    audiences
        .iter()
        .map(|audience| {
            let aliases = audience.aliases.iter().map(String::as_str);
            let labels = [audience.label.as_str(), audience.label_en.as_str()].into_iter().chain(aliases).collect();
            Choice { token: &audience.id, labels }
        })
        .collect()
}

fn audiences(table: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> Vec<Spanned<String>> {
    let choices = words.audiences();
    report.list(table, "audience", |report, text| report.choose(text, "audience", &choices))
}

fn topics(table: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> Vec<Spanned<String>> {
    let choices = words.topics();
    report.list(table, "topics", |report, text| report.choose(text, "topics", &choices))
}

fn regions(table: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> Vec<Spanned<String>> {
    let choices = words.regions();
    report.list(table, "region", |report, text| report.choose(text, "region", &choices))
}

fn lang(table: &Table<'_>, report: &mut Report<'_>) -> String {
    let read = |report: &mut Report<'_>, text: &Spanned<String>| {
        let mut parts = text.value.split('-');
        let primary = parts
            .next()
            .is_some_and(|part| matches!(part.len(), 2 | 3) && part.bytes().all(|b| b.is_ascii_lowercase()));
        let sound =
            primary && parts.all(|part| matches!(part.len(), 2..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        if sound {
            return Some(text.value.clone());
        }
        let finding = report.wrong(
            text,
            format!("lang“{}”不是语言标签", text.value),
            format!("`{}` is no language tag", text.value),
        );
        report.push(finding.help("中文写成 zh-CN", "write zh-CN for Chinese"));
        None
    };
    report.read(table, "lang", read).map_or_else(|| "zh-CN".to_owned(), |lang| lang.value)
}

/// Tells of a person id that is not on the roster (KP110); whether the person is in office is a rule's matter.
pub(super) fn known_person(id: &Spanned<String>, what: (&str, &str), words: Words<'_>, report: &mut Report<'_>) {
    if words.has_person(&id.value) {
        return;
    }
    let finding = report.error(
        110,
        id.span,
        format!("{}“{}”不在名册里", what.0, id.value),
        format!("the {} `{}` is not on the roster", what.1, id.value),
    );
    let ids: Vec<&str> = words.people().map(|(id, _)| id).collect();
    let by_name = words.people().find(|(_, name)| *name == id.value);
    let near = by_name.or_else(|| {
        let near = nearest(&id.value, &ids)?;
        words.people().find(|(id, _)| *id == near)
    });
    let finding = match near {
        Some((id, name)) => finding.help(format!("是不是 {id}（{name}）？"), format!("did you mean {id}?")),
        None => finding.help("写 reviewers.yaml 里的人员编号", "write a person id of reviewers.yaml"),
    };
    report.push(finding);
}

fn order_of_days(created: Option<&Spanned<Date>>, updated: Option<&Spanned<Date>>, report: &mut Report<'_>) {
    let (Some(created), Some(updated)) = (created, updated) else { return };
    if updated.value < created.value {
        let finding = report
            .error(
                105,
                updated.span,
                format!("修改日期 {} 早于撰写日期 {}", updated.value, created.value),
                format!("updated {} lies before created {}", updated.value, created.value),
            )
            .also(report.path, created.span, "撰写日期", "created")
            .help("核对两个日期", "check both dates");
        report.push(finding);
    }
}
