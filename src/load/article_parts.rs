//! The nested parts of the front matter: authors, sources, media, claim, emergency, review and their like.

use std::collections::BTreeMap;

use super::article::{Words, known_person};
use super::decode::{Shape, Table, may, must};
use super::form::{Form, SiteWord, of};
use super::report::Report;
use super::values::Choice;
use crate::model::article::{
    AiDeclaration, AiUse, Appearance, Author, CitedSource, Claim, Correction, CorrectionType, EditionWords,
    EmergencyCategory, EmergencyLevel, EmergencyNotice, Evidence, Harm, Intent, MapApproval, Medium, Origin,
    Retraction, ReviewIntent, SourceType, VerdictWord,
};
use crate::model::roster::Stage;
use crate::model::span::{Span, Spanned};

pub(super) static AUTHOR: Shape = Shape {
    zh: "作者",
    en: "an author",
    unknown: 103,
    keys: &[
        must("name", "姓名", "name: 张三").is(Form::Line),
        may("org", "单位").is(Form::Site(SiteWord::OrganisationName)),
        may("person", "人员编号").is(Form::Site(SiteWord::Person)),
        may("interests", "利益声明"),
    ],
};

pub(super) static SOURCE: Shape = Shape {
    zh: "来源",
    en: "a source",
    unknown: 103,
    keys: &[
        must("id", "编号", "id: s1").is(Form::Name),
        must("type", "类别", "type: guideline").is(Form::Word(of::<SourceType>)),
        must("title", "题名", "title: 高温中暑预防指南"),
        must("publisher", "发布机构", "publisher: 国家疾控局"),
        may("published", "发布日期").is(Form::Published),
        may("url", "网址").is(Form::Line),
        may("accessed", "查阅日期").is(Form::Day),
    ],
};

pub(super) static MEDIUM: Shape = Shape {
    zh: "素材",
    en: "a media entry",
    unknown: 103,
    keys: &[
        must("src", "文件名", "src: cover.svg").is(Form::Line),
        may("credit", "署名"),
        may("licence", "许可"),
        may("origin", "来历").is(Form::Word(of::<Origin>)),
        may("map", "地图审批").is(Form::Table(&MAP)),
    ],
};

static MAP: Shape = Shape {
    zh: "地图审批",
    en: "the map approval",
    unknown: 103,
    keys: &[
        may("approval_no", "审图号"),
        may("unit", "制作单位"),
        may("modified", "是否改动").is(Form::Flag).usually("false"),
    ],
};

pub(super) static AI: Shape = Shape {
    zh: "ai 区",
    en: "the ai block",
    unknown: 103,
    keys: &[
        must("use", "使用方式", "use: assisted").is(Form::Word(of::<AiUse>)),
        may("scope", "范围").is(Form::List(&Form::Word(scopes))),
        may("tool", "工具"),
    ],
};

pub(super) static CORRECTION: Shape = Shape {
    zh: "更正",
    en: "a correction",
    unknown: 103,
    keys: &[
        must("date", "日期", "date: 2026-04-02").is(Form::Day),
        must("type", "类别", "type: correction").is(Form::Word(of::<CorrectionType>)),
        may("of", "被更正的版本").is(Form::Digest),
        must("summary", "说明", "summary: 更正饮水量单位。"),
    ],
};

pub(super) static RETRACTION: Shape = Shape {
    zh: "撤稿",
    en: "the retraction",
    unknown: 103,
    keys: &[
        must("date", "日期", "date: 2026-04-02").is(Form::Day),
        must("reason", "原因", "reason: 所引研究已被撤回。"),
        may("replaced_by", "替代文章").is(Form::Line),
        may("remove_body", "是否移除正文").is(Form::Flag).usually("false"),
    ],
};

pub(super) static CLAIM: Shape = Shape {
    zh: "流言（claim）",
    en: "the claim",
    unknown: 103,
    keys: &[
        must("text", "流言原话", "text: 西瓜打针能增甜").is(Form::Line),
        must("verdict", "结论类型", "verdict: false_claim").is(Form::Word(of::<VerdictWord>)),
        must("conclusion", "真相", "conclusion: 打过针的西瓜会很快腐烂。").is(Form::Line),
        may("explanation_needed", "尚需的证据"),
        may("fallacy", "误导手法"),
        may("harm", "危害").is(Form::Word(of::<Harm>)),
        may("first_seen", "首次出现").is(Form::Day),
        may("appearances", "出处").is(Form::List(&Form::Table(&APPEARANCE))),
        may("evidence", "证据").is(Form::List(&Form::Table(&EVIDENCE))),
        may("related", "相关辟谣").is(Form::List(&Form::Text)),
    ],
};

static APPEARANCE: Shape = Shape {
    zh: "出处",
    en: "an appearance",
    unknown: 103,
    keys: &[
        must("platform", "平台", "platform: 微信群"),
        may("url", "网址"),
        may("archive", "存档").is(Form::Line),
        may("seen", "日期").is(Form::Day),
    ],
};

static EVIDENCE: Shape = Shape {
    zh: "证据",
    en: "a piece of evidence",
    unknown: 103,
    keys: &[
        must("source", "来源编号", "source: s1").is(Form::Line),
        must("says", "说明", "says: 打孔后细菌大量繁殖。"),
    ],
};

pub(super) static EMERGENCY: Shape = Shape {
    zh: "应急（emergency）",
    en: "the emergency block",
    unknown: 103,
    keys: &[
        must("event", "事件编号", "event: 2026-06-flood").is(Form::Line),
        must("category", "类别", "category: natural_disaster").is(Form::Word(of::<EmergencyCategory>)),
        must("level", "级别", "level: II").is(Form::Word(of::<EmergencyLevel>)),
        must("authority", "发布机关", "authority: 省应急管理厅"),
        must("issued", "发布时间", "issued: 2026-06-20T08:00:00+08:00").is(Form::Instant),
        must("expires", "失效时间", "expires: 2026-06-27T08:00:00+08:00").is(Form::Instant),
        may("fast_track", "快速通道").is(Form::Flag).usually("false"),
    ],
};

static EDITIONS: Shape = Shape { zh: "各版用语（editions）", en: "the editions", unknown: 103, keys: &[] };

pub(super) static EDITION: Shape = Shape {
    zh: "单版用语",
    en: "an edition",
    unknown: 103,
    keys: &[
        may("title", "标题").is(Form::Line),
        may("summary", "摘要").is(Form::Line),
        may("order", "次序").is(Form::List(&Form::Text)),
        may("bands", "年龄段").is(Form::List(&Form::Text)),
        may("own", "自成一篇").is(Form::Flag).usually("false"),
    ],
};

pub(super) static REVIEW: Shape = Shape {
    zh: "review 区",
    en: "the review block",
    unknown: 109,
    keys: &[
        must("status", "状态", "status: draft").is(Form::Word(of::<Intent>)),
        may("request", "请谁审").is(Form::List(&Form::Site(SiteWord::Person))),
        may("extra", "加审").is(Form::Names(&Form::Word(of::<Stage>), &Form::Whole(1))),
        may("note", "留言"),
    ],
};

static EXTRA: Shape =
    Shape { zh: "加审（extra）", en: "extra", unknown: 109, keys: &[may("knowledge", "知识审核")] };

pub(super) fn authors(table: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> Vec<Author> {
    let items = report.tables(table, "authors", &AUTHOR);
    items
        .iter()
        .filter_map(|item| {
            let name = report.line(item, "name");
            let (org, person) = (report.words(item, "org"), report.line(item, "person"));
            let interests = report.words(item, "interests");
            if let Some(person) = &person {
                known_person(person, ("作者", "author"), words, report);
            }
            Some(Author { name: name?, org, person, interests })
        })
        .collect()
}

pub(super) fn sources(table: &Table<'_>, report: &mut Report<'_>) -> Vec<CitedSource> {
    let mut found: Vec<CitedSource> = Vec::new();
    for item in report.tables(table, "sources", &SOURCE) {
        let id = report.read(&item, "id", |report, text| report.name(text, "sources.id"));
        let source_type = report.word(&item, "type");
        let (title, publisher) = (report.words(&item, "title"), report.words(&item, "publisher"));
        let published = report.read(&item, "published", published).map(|text| text.value);
        let (url, accessed) = (report.line(&item, "url"), report.date(&item, "accessed"));
        let (Some(id), Some(source_type), Some(title), Some(publisher)) = (id, source_type, title, publisher) else {
            continue;
        };
        if let Some(first) = found.iter().find(|source| source.id.value == id.value) {
            report.twice(("来源编号", "source id"), &id.value, first.id.span, id.span);
            continue;
        }
        let accessed = accessed.map(|date| date.value);
        found.push(CitedSource { id, source_type, title, publisher, published, url, accessed });
    }
    found
}

/// `YYYY`, `YYYY-MM` or a day: many documents carry no day.
fn published(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    let given = text.value.trim();
    let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let month = |part: &str| digits(part, 2) && ("01"..="12").contains(&part);
    let parts: Vec<&str> = given.split('-').collect();
    match parts[..] {
        [year] if digits(year, 4) => Some(given.to_owned()),
        [year, part] if digits(year, 4) && month(part) => Some(given.to_owned()),
        [_, _, _] => report.day(text, "published").map(|_| given.to_owned()),
        _ => {
            let finding = report.wrong(
                text,
                format!("published“{given}”不是日期"),
                format!("`{given}` is no date for `published`"),
            );
            report.push(finding.help("写成 2025、2025-06 或 2025-06-01", "write 2025, 2025-06 or 2025-06-01"));
            None
        }
    }
}

pub(super) fn media(table: &Table<'_>, report: &mut Report<'_>) -> Vec<Medium> {
    let items = report.tables(table, "media", &MEDIUM);
    items
        .iter()
        .filter_map(|item| {
            let src = report.line(item, "src");
            let (credit, licence) = (report.words(item, "credit"), report.words(item, "licence"));
            let origin = report.word(item, "origin").map(|origin| origin.value);
            let map = report.sub(item, "map", &MAP).map(|map| MapApproval {
                approval_no: report.words(&map, "approval_no"),
                unit: report.words(&map, "unit"),
                modified: report.flag(&map, "modified").unwrap_or(false),
            });
            Some(Medium { src: src?, credit, licence, origin, map })
        })
        .collect()
}

/// What artificial intelligence can make.
fn scopes() -> Vec<Choice<'static>> {
    vec![
        Choice::new("text", "文字"),
        Choice::new("image", "图片"),
        Choice::new("audio", "音频"),
        Choice::new("video", "视频"),
    ]
}

pub(super) fn ai(table: &Table<'_>, report: &mut Report<'_>) -> Option<AiDeclaration> {
    let block = report.sub(table, "ai", &AI)?;
    let usage = report.word(&block, "use");
    let scope = report.list(&block, "scope", |report, text| report.choose(text, "scope", &scopes()));
    let tool = report.words(&block, "tool");
    Some(AiDeclaration { usage: usage?, scope: scope.into_iter().map(|word| word.value).collect(), tool })
}

pub(super) fn corrections(table: &Table<'_>, report: &mut Report<'_>) -> Vec<Correction> {
    let items = report.tables(table, "corrections", &CORRECTION);
    items
        .iter()
        .filter_map(|item| {
            let (date, correction_type) = (report.date(item, "date"), report.word(item, "type"));
            let (of, summary) = (report.digest(item, "of"), report.words(item, "summary"));
            Some(Correction { date: date?, correction_type: correction_type?.value, of, summary: summary? })
        })
        .collect()
}

pub(super) fn retraction(table: &Table<'_>, report: &mut Report<'_>) -> Option<Retraction> {
    let block = report.sub(table, "retraction", &RETRACTION)?;
    let (date, reason) = (report.date(&block, "date"), report.text(&block, "reason"));
    let replaced_by = report.line(&block, "replaced_by");
    let remove_body = report.flag(&block, "remove_body").unwrap_or(false);
    Some(Retraction { date: date?, reason: reason?, replaced_by, remove_body })
}

pub(super) fn claim(table: &Table<'_>, report: &mut Report<'_>) -> Option<Claim> {
    let block = report.sub(table, "claim", &CLAIM)?;
    let (text, verdict) = (report.line(&block, "text"), report.word(&block, "verdict"));
    let (conclusion, harm) = (report.line(&block, "conclusion"), report.word(&block, "harm"));
    let explanation_needed = report.words(&block, "explanation_needed");
    let fallacy = report.words(&block, "fallacy");
    let first_seen = report.date(&block, "first_seen");
    let (appearances, evidence) = (appearances(&block, report), evidence(&block, report));
    let related = report.list(&block, "related", |_, text| Some(text.value.clone()));
    Some(Claim {
        text: text?,
        verdict: verdict?,
        conclusion: conclusion?,
        explanation_needed,
        fallacy,
        harm: harm.map(|harm| harm.value),
        first_seen: first_seen.map(|date| date.value),
        appearances,
        evidence,
        related,
    })
}

fn appearances(block: &Table<'_>, report: &mut Report<'_>) -> Vec<Appearance> {
    let items = report.tables(block, "appearances", &APPEARANCE);
    items
        .iter()
        .filter_map(|item| {
            let (platform, url) = (report.words(item, "platform"), report.words(item, "url"));
            let (archive, seen) = (report.line(item, "archive"), report.date(item, "seen"));
            Some(Appearance { platform: platform?, url, archive, seen: seen.map(|date| date.value) })
        })
        .collect()
}

fn evidence(block: &Table<'_>, report: &mut Report<'_>) -> Vec<Evidence> {
    let items = report.tables(block, "evidence", &EVIDENCE);
    items
        .iter()
        .filter_map(|item| {
            let (source, says) = (report.line(item, "source"), report.words(item, "says"));
            Some(Evidence { source: source?, says: says? })
        })
        .collect()
}

pub(super) fn emergency(table: &Table<'_>, report: &mut Report<'_>) -> Option<EmergencyNotice> {
    let block = report.sub(table, "emergency", &EMERGENCY)?;
    let (event, authority) = (report.line(&block, "event"), report.words(&block, "authority"));
    let (category, level) = (report.word(&block, "category"), report.word(&block, "level"));
    let (issued, expires) = (report.instant(&block, "issued"), report.instant(&block, "expires"));
    let fast_track = report.flag(&block, "fast_track").unwrap_or(false);
    Some(EmergencyNotice {
        event: event?,
        category: category?,
        level: level?,
        authority: authority?,
        issued: issued?,
        expires: expires?,
        fast_track,
    })
}

pub(super) fn editions(table: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> BTreeMap<String, EditionWords> {
    let mut found = BTreeMap::new();
    let Some(block) = report.sub_names(table, "editions", &EDITIONS) else { return found };
    let choices = words.audiences();
    for entry in block.entries() {
        let Some(id) = report.choose(&entry.key, "editions", &choices) else { continue };
        let Some(own) = report.table(&entry.value, &EDITION, entry.key.span) else { continue };
        let edition = EditionWords {
            title: report.line(&own, "title"),
            summary: report.line(&own, "summary"),
            order: report.list(&own, "order", |_, text| Some(text.value.clone())),
            bands: report.list(&own, "bands", |_, text| Some(text.value.clone())),
            own: report.flag(&own, "own").unwrap_or(false),
        };
        if found.insert(id, edition).is_some() {
            report.twice(("受众", "audience"), &entry.key.value, block.place, entry.key.span);
        }
    }
    found
}

pub(super) fn review(table: &Table<'_>, open: Span, words: Words<'_>, report: &mut Report<'_>) -> Option<ReviewIntent> {
    let block = report.sub(table, "review", &REVIEW)?;
    let status = report.word(&block, "status");
    let request = report.list(&block, "request", |_, text| Some(text.value.clone()));
    request.iter().for_each(|id| known_person(id, ("被请的审核人", "requested reviewer"), words, report));
    let note = report.words(&block, "note");
    let extra = report.sub_names(&block, "extra", &EXTRA).unwrap_or(Table::empty(open));
    Some(ReviewIntent { status: status?, request, extra: extras(&extra, report), note })
}

fn extras(block: &Table<'_>, report: &mut Report<'_>) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::new();
    for entry in block.entries() {
        let stage = report.member::<Stage>(&entry.key, "extra");
        let number = report.scalar(&entry.value, "extra").and_then(|text| report.count(&text, "extra"));
        let (Some(stage), Some(number)) = (stage, number) else { continue };
        if number == 0 {
            let finding = report.error(
                109,
                entry.value.span,
                format!("{}的加审人数不能是 0：这里只能加严", stage.zh()),
                format!("extra {} cannot be 0: extra can only tighten", stage.token()),
            );
            report.push(
                finding
                    .help("删去这一项，或写比审核政策更大的人数", "delete it, or write more than the policy asks for"),
            );
            continue;
        }
        found.insert(stage.token().to_owned(), number);
    }
    found
}
