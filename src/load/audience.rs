//! `themes/<theme>/audiences/<id>/audience.yaml` to [`Audience`].
//!
//! Deliberately absent: whether the numbers are kind to readers; a rule weighs them against their floors.

use super::decode::{Shape, Table, may, must};
use super::form::{self, Form, of};
use super::report::Report;
use super::values::Choice;
use crate::markup::container::{KINDS, Kind};
use crate::model::article::Risk;
use crate::model::audience::{
    Audience, Band, CharacterLimit, Colours, Language, Look, Manner, Pinyin, ReadingLimits, Typography,
};
use crate::model::path::SourcePath;
use crate::model::span::Spanned;
use crate::model::tree::Node;

/// What a profile has that does not say otherwise; the key tables print the same.
const SMALL_PX: u32 = 16;
const TARGET_GAP_PX: u32 = 8;
const KIOSK_TARGET_GAP_PX: u32 = 16;

pub(super) static SHAPE: Shape = Shape {
    zh: "受众档案",
    en: "the audience profile",
    unknown: 103,
    keys: &[
        may("kepu_audience", "版式号").is(Form::Schema),
        must("label", "名称", "label: 老年人"),
        must("label_en", "英文名称", "label_en: older people"),
        may("aliases", "别名").is(Form::List(&Form::Text)),
        must("order", "次序", "order: 4").is(Form::Integer),
        may("common", "公共版").is(Form::Flag).usually("false"),
        must("intro", "简介", "intro: 字大、步骤清楚。"),
        may("excludes_risk", "不收的风险").is(Form::List(&Form::Word(of::<Risk>))),
        may("outside_links", "站外链接").is(Form::Flag).usually("true"),
        must("reading", "阅读上限", "reading: {mean_sentence: 15, p90_sentence: 30, mean_clause: 8}")
            .is(Form::Table(&READING)),
        may("language", "语言").is(Form::Table(&LANGUAGE)),
        may("bands", "年龄段").is(Form::List(&Form::Table(&BAND))),
        must("type", "字号", "type: {body_px: 22, …}").is(Form::Table(&TYPE)),
        must("colour", "颜色", "colour: {text: \"#111111\", …}").is(Form::Table(&COLOUR)),
        may("parts", "各部分的次序").is(Form::List(&Form::Word(part_words))),
        may("leaves_out", "不放的卡片").is(Form::List(&Form::Word(cards))),
        may("needs_adult_mark", "实验须写大人陪同").is(Form::Flag).usually("false"),
        may("feedback", "问读者看懂了没有").is(Form::Flag).usually("true"),
        may("pinyin", "注音").is(Form::Word(of::<Pinyin>)).usually("none"),
        may("terms", "文末术语").is(Form::Flag).usually("true"),
        must("image_edge_px", "图片边长", "image_edge_px: 1280").is(Form::Whole(0)),
        may("mark", "标记").is(Form::Name),
        may("lead_label", "摘要前的词"),
        may("rest_minutes", "休息提醒").is(Form::Whole(1)),
        may("note", "给照看读者的人").is(Form::Text),
        may("contents", "文章目录").is(Form::Flag).usually("false"),
        may("citation", "引用格式").is(Form::Flag).usually("false"),
        may("feed_entries", "订阅条数").is(Form::Whole(0)),
        may("list_entries", "目录每页篇数").is(Form::Whole(1)),
        may("source_tier", "来源等级下限").is(Form::Whole(0)),
    ],
};

static READING: Shape = Shape {
    zh: "阅读上限（reading）",
    en: "reading",
    unknown: 103,
    keys: &[
        must("mean_sentence", "平均句长", "mean_sentence: 15").is(Form::Factor),
        must("p90_sentence", "长句", "p90_sentence: 30").is(Form::Factor),
        must("mean_clause", "平均分句长", "mean_clause: 8").is(Form::Factor),
    ],
};

static LANGUAGE: Shape = Shape {
    zh: "语言（language）",
    en: "language",
    unknown: 103,
    keys: &[
        may("length", "篇幅").is(Form::Whole(1)),
        may("per_minute", "每分钟字数").is(Form::Whole(1)).usually("300"),
        may("characters", "用字").is(Form::Table(&CHARACTERS)),
        may("terms_per_500", "每500字新术语").is(Form::Whole(0)),
        may("manners", "写法").is(Form::List(&Form::Word(of::<Manner>))),
    ],
};

static CHARACTERS: Shape = Shape {
    zh: "用字（characters）",
    en: "characters",
    unknown: 103,
    keys: &[
        may("official", "规范字表位次").is(Form::Whole(1)),
        may("frequency", "频率位次").is(Form::Whole(1)),
        may("known", "认得的字"),
    ],
};

static BAND: Shape = Shape {
    zh: "年龄段（bands）",
    en: "an age band",
    unknown: 103,
    keys: &[
        must("id", "编号", "id: 8-12").is(Form::Name),
        must("label", "名称", "label: 8至12岁").is(Form::Line),
        must("label_en", "英文名称", "label_en: ages 8 to 12").is(Form::Line),
        may("length", "篇幅").is(Form::Whole(1)),
        may("characters", "用字").is(Form::Table(&CHARACTERS)),
    ],
};

static TYPE: Shape = Shape {
    zh: "字号（type）",
    en: "type",
    unknown: 103,
    keys: &[
        must("body_px", "正文字号", "body_px: 22").is(Form::Whole(0)),
        must("kiosk_px", "终端字号", "kiosk_px: 32").is(Form::Whole(0)),
        must("line_height", "行高", "line_height: 1.8").is(Form::Factor),
        must("measure", "每行字数", "measure: 26").is(Form::Whole(0)),
        must("paragraph_gap", "段距", "paragraph_gap: 1.6").is(Form::Factor),
        must("target_px", "按钮边长", "target_px: 60").is(Form::Whole(0)),
        must("kiosk_target_px", "终端按钮边长", "kiosk_target_px: 88").is(Form::Whole(0)),
        may("small_px", "最小字号").is(Form::Whole(0)).usually("16"),
        may("target_gap_px", "按钮间距").is(Form::Whole(0)).usually("8"),
        may("kiosk_target_gap_px", "终端按钮间距").is(Form::Whole(0)).usually("16"),
        must("family", "字体", "family: sans-serif").is(Form::Pattern(form::FAMILY, "字体名，用逗号分开")),
    ],
};

static COLOUR: Shape = Shape {
    zh: "颜色（colour）",
    en: "colour",
    unknown: 103,
    keys: &[
        must("text", "文字", "text: \"#111111\"").is(Form::Pattern(form::COLOUR, "带引号的 #rrggbb")),
        must("ground", "背景", "ground: \"#fffef5\"").is(Form::Pattern(form::COLOUR, "带引号的 #rrggbb")),
        must("accent", "强调", "accent: \"#7b1010\"").is(Form::Pattern(form::COLOUR, "带引号的 #rrggbb")),
        must("contrast_min", "最低对比度", "contrast_min: 7").is(Form::Factor),
    ],
};

/// Decodes the profile of the audience `id`.
pub(super) fn decode(id: &str, source: &SourcePath, tree: &Spanned<Node>, report: &mut Report<'_>) -> Option<Audience> {
    let table = report.table(tree, &SHAPE, tree.span)?;
    report.schema_number(&table, "kepu_audience");
    if !is_address_part(id) {
        let finding = report.error(
            105,
            tree.span,
            format!("受众目录名“{id}”不能用作网址"),
            format!("the audience directory `{id}` cannot be part of an address"),
        );
        report.push(
            finding.help("目录名只用小写字母、数字和连字符", "name it with lower-case letters, digits and hyphens"),
        );
    }
    let (label, label_en) = (report.words(&table, "label"), report.words(&table, "label_en"));
    let order = report.read(&table, "order", order);
    let intro = report.words(&table, "intro");
    let reading = reading(&table, report);
    let language = language(&table, report);
    let bands = bands(&table, report);
    let typography = typography(&table, report);
    let colour = colours(&table, report);
    let manner = manner(&table, report);
    let image_edge_px = report.number(&table, "image_edge_px");
    let aliases = report.list(&table, "aliases", |_, text| Some(text.value.clone()));
    let excludes_risk = report.members(&table, "excludes_risk");
    let (parts, leaves_out) = (parts(&table, report), left_out(&table, report));
    let needs_adult_mark = report.flag(&table, "needs_adult_mark").unwrap_or(false);
    let feedback = report.flag(&table, "feedback").unwrap_or(true);
    let common = report.flag(&table, "common").unwrap_or(false);
    let outside_links = report.flag(&table, "outside_links").unwrap_or(true);
    let pinyin = report.word(&table, "pinyin").map_or(Pinyin::None, |word| word.value);
    let terms = report.flag(&table, "terms").unwrap_or(true);
    let feed_entries = report.number(&table, "feed_entries");
    let list_entries = report.number(&table, "list_entries");
    let source_tier = report.number(&table, "source_tier").and_then(|tier| u8::try_from(tier).ok());
    Some(Audience {
        id: id.to_owned(),
        source: source.clone(),
        label: label?,
        label_en: label_en?,
        aliases: aliases.into_iter().map(|alias| alias.value).collect(),
        order: order?.value,
        common,
        intro: intro?,
        excludes_risk: excludes_risk.into_iter().map(|risk| risk.value).collect(),
        outside_links,
        sources_tier_min: source_tier,
        reading: reading?,
        language,
        bands,
        typography: typography?,
        colour: colour?,
        parts: parts.into_iter().map(|part| part.value).collect(),
        leaves_out: leaves_out.into_iter().map(|kind| kind.value).collect(),
        manner,
        needs_adult_mark,
        feedback,
        pinyin,
        terms,
        image_edge_px: image_edge_px?,
        feed_entries,
        list_entries,
    })
}

/// The cards that an edition may order and leave out; passages are none.
fn cards() -> Vec<Choice<'static>> {
    let cards = KINDS.iter().filter(|(kind, ..)| *kind != Kind::Audience);
    cards.map(|(_, zh, token)| Choice::new(token, zh)).collect()
}

/// The same, and running text.
fn part_words() -> Vec<Choice<'static>> {
    let mut words = cards();
    words.push(Choice::new("text", "正文"));
    words
}

fn parts(table: &Table<'_>, report: &mut Report<'_>) -> Vec<Spanned<String>> {
    report.list(table, "parts", |report, text| report.choose(text, "parts", &part_words()))
}

fn left_out(table: &Table<'_>, report: &mut Report<'_>) -> Vec<Spanned<String>> {
    report.list(table, "leaves_out", |report, text| report.choose(text, "leaves_out", &cards()))
}

fn is_address_part(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    id.starts_with(|c: char| c.is_ascii_lowercase()) && id.chars().all(plain)
}

fn order(report: &mut Report<'_>, text: &Spanned<String>) -> Option<i32> {
    let order = text.value.trim().parse().ok();
    if order.is_none() {
        let finding = report.wrong(
            text,
            format!("order 应是整数，不能是“{}”", text.value),
            format!("`order` must be a whole number, not `{}`", text.value),
        );
        report.push(finding.help("例如 4", "for instance 4"));
    }
    order
}

fn reading(table: &Table<'_>, report: &mut Report<'_>) -> Option<ReadingLimits> {
    let block = report.sub(table, "reading", &READING)?;
    let mean_sentence = report.factor(&block, "mean_sentence");
    let p90_sentence = report.factor(&block, "p90_sentence");
    let mean_clause = report.factor(&block, "mean_clause");
    Some(ReadingLimits { mean_sentence: mean_sentence?, p90_sentence: p90_sentence?, mean_clause: mean_clause? })
}

fn manner(table: &Table<'_>, report: &mut Report<'_>) -> Look {
    Look {
        mark: report.text(table, "mark").and_then(|mark| report.name(&mark, "mark")),
        lead_label: report.words(table, "lead_label"),
        rest_minutes: report.number(table, "rest_minutes"),
        note: report.words(table, "note"),
        contents: report.flag(table, "contents").unwrap_or(false),
        citation: report.flag(table, "citation").unwrap_or(false),
    }
}

/// A whole number that is not zero.
fn positive(table: &Table<'_>, key: &str, report: &mut Report<'_>) -> Option<u32> {
    let read = |report: &mut Report<'_>, text: &Spanned<String>| {
        let number = report.count(text, key)?;
        if number == 0 {
            let finding = report.wrong(text, format!("{key} 不能是 0"), format!("`{key}` cannot be 0"));
            report.push(finding.help("至少写 1；没有要求就删掉这一行", "write 1 or more, or delete the line"));
        }
        Some(number).filter(|&number| number > 0)
    };
    report.read(table, key, read).map(|number| number.value)
}

fn language(table: &Table<'_>, report: &mut Report<'_>) -> Language {
    let Some(block) = report.sub(table, "language", &LANGUAGE) else { return Language::default() };
    let characters = characters(&block, report);
    Language {
        length: positive(&block, "length", report),
        per_minute: positive(&block, "per_minute", report).unwrap_or(Language::PER_MINUTE),
        characters,
        terms_per_500: report.number(&block, "terms_per_500"),
        manners: report.members(&block, "manners").into_iter().map(|manner| manner.value).collect(),
    }
}

fn characters(table: &Table<'_>, report: &mut Report<'_>) -> Option<CharacterLimit> {
    report.sub(table, "characters", &CHARACTERS).map(|limit| CharacterLimit {
        official: positive(&limit, "official", report),
        frequency: positive(&limit, "frequency", report),
        known: report.words(&limit, "known").unwrap_or_default(),
    })
}

fn bands(table: &Table<'_>, report: &mut Report<'_>) -> Vec<Band> {
    let mut found: Vec<Band> = Vec::new();
    for item in report.tables(table, "bands", &BAND) {
        let id = report.read(&item, "id", |report, text| report.name(text, "bands.id"));
        let (label, label_en) = (report.line(&item, "label"), report.line(&item, "label_en"));
        let (length, characters) = (positive(&item, "length", report), characters(&item, report));
        let (Some(id), Some(label), Some(label_en)) = (id, label, label_en) else { continue };
        if found.iter().any(|band| band.id == id.value) {
            report.twice(("年龄段", "age band"), &id.value, table.place, id.span);
            continue;
        }
        found.push(Band { id: id.value, label: label.value, label_en: label_en.value, length, characters });
    }
    found
}

fn typography(table: &Table<'_>, report: &mut Report<'_>) -> Option<Typography> {
    let block = report.sub(table, "type", &TYPE)?;
    let (body_px, kiosk_px) = (report.number(&block, "body_px"), report.number(&block, "kiosk_px"));
    let (line_height, measure) = (report.factor(&block, "line_height"), report.number(&block, "measure"));
    let paragraph_gap = report.factor(&block, "paragraph_gap");
    let (target_px, kiosk_target_px) = (report.number(&block, "target_px"), report.number(&block, "kiosk_target_px"));
    let small_px = report.number(&block, "small_px").unwrap_or(SMALL_PX);
    let target_gap_px = report.number(&block, "target_gap_px").unwrap_or(TARGET_GAP_PX);
    let kiosk_target_gap_px = report.number(&block, "kiosk_target_gap_px").unwrap_or(KIOSK_TARGET_GAP_PX);
    let family = report.read(&block, "family", family);
    Some(Typography {
        body_px: body_px?,
        kiosk_px: kiosk_px?,
        line_height: line_height?,
        measure: measure?,
        paragraph_gap: paragraph_gap?,
        target_px: target_px?,
        kiosk_target_px: kiosk_target_px?,
        small_px,
        target_gap_px,
        kiosk_target_gap_px,
        family: family?.value,
    })
}

/// The value goes into a style sheet as it is, so nothing that could end the declaration may stand in it.
fn family(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    if text.value.chars().any(|c| matches!(c, ';' | '{' | '}' | '<' | '>' | '\\' | '(' | ')' | '/') || c.is_control()) {
        let finding = report.wrong(
            text,
            "family 里有样式表不允许的字符".to_owned(),
            "`family` holds characters a style sheet cannot take".to_owned(),
        );
        report.push(finding.help("只写字体名，用逗号分开", "write font names separated by commas"));
        return None;
    }
    Some(text.value.clone())
}

fn colours(table: &Table<'_>, report: &mut Report<'_>) -> Option<Colours> {
    let block = report.sub(table, "colour", &COLOUR)?;
    let text = report.read(&block, "text", colour);
    let ground = report.read(&block, "ground", colour);
    let accent = report.read(&block, "accent", colour);
    let contrast_min = report.factor(&block, "contrast_min");
    Some(Colours { text: text?.value, ground: ground?.value, accent: accent?.value, contrast_min: contrast_min? })
}

fn colour(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    let digits =
        text.value.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if let Some(digits) = digits {
        return Some(format!("#{}", digits.to_ascii_lowercase()));
    }
    let finding = report.wrong(text, format!("“{}”不是颜色值", text.value), format!("`{}` is no colour", text.value));
    report.push(finding.help("写成带引号的 \"#rrggbb\"", "write \"#rrggbb\" in quotes"));
    None
}
