//! Front matter to [`FrontMatter`], field by field.
//!
//! Deliberately absent: judgement across articles, people or time; those are rules.

use jiff::civil::Date;

use super::article_parts as parts;
use super::decode::{Shape, Table, may, must};
use super::report::Report;
use super::values::Choice;
use crate::model::article::{ArticleId, FrontMatter};
use crate::model::audience::Audience;
use crate::model::site::SiteSettings;
use crate::model::span::{Span, Spanned};
use crate::model::tree::Node;

/// The words of a site that articles are written with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    /// Every profile of the theme, built or not.
    pub(super) audiences: &'a [Audience],
    pub(super) settings: &'a SiteSettings,
}

/// The fields of the front matter.
pub(super) static SHAPE: Shape = Shape {
    zh: "前置元数据",
    en: "the front matter",
    unknown: 103,
    keys: &[
        must("kepu", "版式号", "kepu: 1"),
        must("id", "文章编号", "id: jx-2026-0318-heatstroke"),
        must("title", "标题", "title: 高温天气如何预防中暑"),
        must("summary", "摘要", "summary: 七句话讲清补水、避暑和送医。"),
        may("lang", "语言"),
        must("kind", "类型", "kind: article"),
        must("audience", "受众", "audience: [farmers, elderly]"),
        must("topics", "主题", "topics: [health.heat]"),
        must("region", "地区", "region: [\"360000\"]"),
        must("authors", "作者", "authors: [{name: 张三, org: 某某医院, interests: none}]"),
        must("editor", "责任编辑", "editor: ed-lin"),
        must("created", "撰写日期", "created: 2026-03-18"),
        may("updated", "修改日期"),
        may("publish_at", "定时发布"),
        may("review_by", "复核日期"),
        may("risk", "风险"),
        may("sources", "来源"),
        may("media", "素材"),
        may("ai", "人工智能"),
        may("corrections", "更正"),
        may("retraction", "撤稿"),
        may("claim", "流言"),
        may("emergency", "应急"),
        may("season", "节气"),
        may("editions", "各版用语"),
        must("review", "送审", "review: {status: draft}"),
    ],
};

/// The id alone, as far as it can be read; for naming an article that cannot be loaded.
pub(super) fn id_of(tree: &Node) -> Option<Spanned<ArticleId>> {
    let entry = tree.get("id")?;
    ArticleId::new(entry.value.value.as_str()?).map(|id| Spanned::new(id, entry.value.span))
}

/// Decodes the whole front matter; `None` when a required field is missing or cannot be read.
pub(super) fn decode(
    tree: &Spanned<Node>,
    open: Span,
    words: Words<'_>,
    report: &mut Report<'_>,
) -> Option<FrontMatter> {
    let table = report.table(tree, &SHAPE, open)?;
    report.schema_number(&table, "kepu");
    // Every field is read before any `?`, so that one fault does not hide the next.
    let id = report.read(&table, "id", Report::article_id);
    let title = report.line(&table, "title");
    let summary = report.line(&table, "summary");
    let kind = report.word(&table, "kind");
    let audience = audiences(&table, words, report);
    let topics = topics(&table, words, report);
    let region = regions(&table, words, report);
    let authors = parts::authors(&table, report);
    let editor = report.line(&table, "editor");
    let created = report.date(&table, "created");
    let updated = report.date(&table, "updated");
    order_of_days(created.as_ref(), updated.as_ref(), report);
    let review = parts::review(&table, open, report);
    let lang = lang(&table, report);
    let (publish_at, review_by) = (report.instant(&table, "publish_at"), report.date(&table, "review_by"));
    let risk = report.members(&table, "risk");
    let (sources, media) = (parts::sources(&table, report), parts::media(&table, report));
    let (ai, corrections) = (parts::ai(&table, report), parts::corrections(&table, report));
    let (retraction, claim) = (parts::retraction(&table, report), parts::claim(&table, report));
    let emergency = parts::emergency(&table, report);
    let season = report.line(&table, "season").map(|season| season.value);
    let editions = parts::editions(&table, words, report);
    Some(FrontMatter {
        id: id?,
        title: title?,
        summary: summary?,
        lang,
        kind: kind?,
        audience: filled(audience)?,
        topics: filled(topics)?,
        region: filled(region)?,
        authors: filled(authors)?,
        editor: editor?,
        created: created?,
        updated,
        publish_at,
        review_by,
        risk,
        sources,
        media,
        ai,
        corrections,
        retraction,
        claim,
        emergency,
        season,
        editions,
        review: review?,
    })
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
    let choices = audience_choices(words.audiences);
    report.list(table, "audience", |report, text| report.choose(text, "audience", &choices))
}

fn topics(table: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> Vec<Spanned<String>> {
    let choices: Vec<_> =
        words.settings.topics.iter().map(|topic| Choice::new(&topic.id.value, &topic.label)).collect();
    report.list(table, "topics", |report, text| report.choose(text, "topics", &choices))
}

fn regions(table: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> Vec<Spanned<String>> {
    let choices: Vec<_> =
        words.settings.regions.iter().map(|region| Choice::new(&region.code.value, &region.label)).collect();
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
