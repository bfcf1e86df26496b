//! `site.yaml` to [`SiteSettings`].
//!
//! Deliberately absent: whether audiences, themes and channels fit together; `pipeline` looks when all are there.

use super::decode::{Shape, Table, may, must};
use super::form::{self, Form, SiteWord};
use super::report::Report;
use super::values::Choice;
use crate::model::audience::Audience;
use crate::model::path::SourcePath;
use crate::model::site::{Channel, Complaint, Filing, Hotline, Region, SiteFont, SiteSettings, Topic};
use crate::model::span::Spanned;
use crate::model::tree::Node;

/// Entries of a feed when the site says nothing: what most readers fetch at once.
const FEED_ENTRIES: u32 = 20;
/// Articles on one page of a list, in editions that do not say otherwise: ten rows of three on a wide screen.
const LIST_ENTRIES: u32 = 30;

pub(super) static SHAPE: Shape = Shape {
    zh: "site.yaml",
    en: "site.yaml",
    unknown: 103,
    keys: &[
        must("kepu_site", "版式号", "kepu_site: 1").is(Form::Schema),
        must("project", "项目编号", "project: 3f2b7c1e-5a64-4f0e-9d0c-2b8f6f7a1c55")
            .is(Form::Pattern(form::UUID, "由 kepu new site 生成的 UUID")),
        must("title", "站名", "title: 科普某省"),
        may("description", "简介"),
        must("publisher", "主办单位", "publisher: 某省科普中心"),
        must("base_url", "网址", "base_url: https://kepu.example.org/")
            .is(Form::Pattern(form::BASE_URL, "完整网址，以 / 结尾")),
        may("lang", "语言").usually("zh-CN"),
        may("theme", "主题目录").is(Form::Name).usually("base"),
        may("audiences", "受众").is(Form::List(&Form::Site(SiteWord::Audience))),
        may("feed_entries", "订阅条数").is(Form::Whole(0)).usually("20"),
        may("list_entries", "目录每页篇数").is(Form::Whole(1)).usually("30"),
        may("filings", "备案号").is(Form::List(&Form::Table(&FILING))),
        may("complaint", "投诉入口").is(Form::Table(&COMPLAINT)),
        may("hotlines", "求助电话").is(Form::List(&Form::Table(&HOTLINE))),
        must("topics", "主题", "topics: [{id: health.heat, label: 防暑, domain: medicine}]")
            .is(Form::List(&Form::Table(&TOPIC))),
        must("regions", "地区", "regions: [{code: \"360000\", label: 江西省}]").is(Form::List(&Form::Table(&REGION))),
        may("channels", "频道").is(Form::List(&Form::Table(&CHANNEL))),
        may("font", "字体").is(Form::Table(&FONT)),
    ],
};

static TOPIC: Shape = Shape {
    zh: "主题",
    en: "a topic",
    unknown: 103,
    keys: &[
        must("id", "编号", "id: health.heat").is(Form::Name),
        must("label", "名称", "label: 防暑"),
        must("domain", "领域", "domain: medicine"),
    ],
};

static REGION: Shape = Shape {
    zh: "地区",
    en: "a region",
    unknown: 103,
    keys: &[
        must("code", "代码", "code: \"360000\"")
            .is(Form::Pattern(form::REGION_CODE, "GB/T 2260 六位数字，加英文双引号")),
        must("label", "名称", "label: 江西省"),
    ],
};

static CHANNEL: Shape = Shape {
    zh: "频道",
    en: "a channel",
    unknown: 103,
    keys: &[
        must("id", "编号", "id: village").is(Form::Pattern(form::CHANNEL_ID, "小写字母、数字和连字符")),
        must("title", "名称", "title: 乡村科普e站"),
        must("audiences", "受众", "audiences: [farmers]").is(Form::List(&Form::Site(SiteWord::Audience))),
        may("regions", "地区").is(Form::List(&Form::Site(SiteWord::Region))),
        may("always", "空间再少也保留的文章").is(Form::List(&Form::Name)),
        may("rollout", "新版先给百分之几的终端").is(Form::Whole(1)).usually("100"),
        may("window", "建议的更新时段").is(Form::Pattern(form::HOURS, "HH:MM-HH:MM，北京时间")),
    ],
};

static FILING: Shape = Shape {
    zh: "备案号",
    en: "a filing",
    unknown: 103,
    keys: &[
        must("number", "编号", "number: 某ICP备00000000号"),
        must("url", "网址", "url: \"https://beian.miit.gov.cn/\"")
            .is(Form::Pattern(form::WEB_URL, "以 https:// 或 http:// 开头")),
    ],
};

static COMPLAINT: Shape = Shape {
    zh: "投诉入口",
    en: "the complaint entry",
    unknown: 103,
    keys: &[
        must("label", "文字", "label: 内容有误？告诉我们"),
        must("url", "网址", "url: \"mailto:a@example.org\"")
            .is(Form::Pattern(form::COMPLAINT_URL, "以 https:// 或 mailto: 开头")),
    ],
};

static FONT: Shape = Shape {
    zh: "字体（font）",
    en: "font",
    unknown: 103,
    keys: &[
        must("file", "字体文件", "file: themes/base/fonts/LXGWWenKai-Regular.ttf")
            .is(Form::Pattern(form::THEME_FILE, "themes/ 下面的文件")),
        must("family", "字体名", "family: LXGW WenKai").is(Form::Pattern(form::FONT_NAME, "一个字体名，不带标点")),
        must("licence", "许可", "licence: OFL-1.1"),
        must("licence_file", "许可文本", "licence_file: themes/base/fonts/OFL.txt")
            .is(Form::Pattern(form::THEME_FILE, "themes/ 下面的文件")),
        may("audiences", "受众").is(Form::List(&Form::Site(SiteWord::Audience))),
    ],
};

static HOTLINE: Shape = Shape {
    zh: "求助电话",
    en: "a hotline",
    unknown: 103,
    keys: &[
        must("number", "号码", "number: 119").is(Form::Digits(form::HOTLINE, "3 至 12 位数字")),
        must("label", "找谁", "label: 火灾、救援"),
    ],
};

/// Decodes the settings of a site.
pub(super) fn decode(tree: &Spanned<Node>, report: &mut Report<'_>) -> Option<SiteSettings> {
    let table = report.table(tree, &SHAPE, tree.span)?;
    report.schema_number(&table, "kepu_site");
    let project = report.read(&table, "project", project);
    let (title, publisher) = (report.words(&table, "title"), report.words(&table, "publisher"));
    let base_url = report.read(&table, "base_url", base_url);
    let theme = report.read(&table, "theme", |report, text| report.name(text, "theme"));
    let (topics, regions) = (topics(&table, report), regions(&table, report));
    Some(SiteSettings {
        project: project?,
        title: title?,
        description: report.words(&table, "description").unwrap_or_default(),
        publisher: publisher?,
        base_url: base_url?,
        lang: report.words(&table, "lang").unwrap_or_else(|| "zh-CN".to_owned()),
        theme: theme.unwrap_or_else(|| Spanned::new("base".to_owned(), table.place)),
        audiences: report.list(&table, "audiences", |_, text| Some(text.value.clone())),
        channels: channels(&table, &regions, report),
        topics,
        regions,
        feed_entries: report.number(&table, "feed_entries").unwrap_or(FEED_ENTRIES),
        list_entries: report.number(&table, "list_entries").unwrap_or(LIST_ENTRIES),
        filings: filings(&table, report),
        complaint: complaint(&table, report),
        font: font(&table, report),
        hotlines: hotlines(&table, report),
    })
}

/// Writes the ids of audiences where labels or aliases stand; unknown words stay and are told later.
pub(super) fn resolve_audiences(settings: &mut SiteSettings, audiences: &[Audience]) {
    let resolve = |word: &mut Spanned<String>| {
        let choices = super::article::audience_choices(audiences);
        let known =
            choices.iter().find(|choice| choice.token == word.value || choice.labels.contains(&word.value.as_str()));
        if let Some(known) = known {
            known.token.clone_into(&mut word.value);
        }
    };
    settings.audiences.iter_mut().for_each(resolve);
    settings.channels.iter_mut().flat_map(|channel| &mut channel.audiences).for_each(resolve);
    settings.font.iter_mut().flat_map(|font| &mut font.audiences).for_each(resolve);
}

fn project(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    let lengths: Vec<usize> = text.value.split('-').map(str::len).collect();
    let hex = text.value.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'));
    if lengths == [8, 4, 4, 4, 12] && hex {
        return Some(text.value.clone());
    }
    let finding =
        report.wrong(text, format!("project“{}”不是 UUID", text.value), format!("`{}` is no UUID", text.value));
    report.push(finding.help("由 kepu new site 生成，写定后不再改动", "kepu new site makes one; it is never changed"));
    None
}

fn base_url(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    let rest = text.value.strip_prefix("https://").or_else(|| text.value.strip_prefix("http://"));
    let sound = rest.is_some_and(|rest| {
        rest.ends_with('/')
            && !rest.starts_with('/')
            && rest.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '"' | '<' | '>'))
    });
    if sound {
        return Some(text.value.clone());
    }
    let finding = report.wrong(
        text,
        format!("base_url“{}”不是完整网址", text.value),
        format!("`{}` is no absolute address", text.value),
    );
    report.push(finding.help("写成 https://域名/，以 / 结尾，不带 ? 和 #", "write https://domain/ with a final /"));
    None
}

fn topics(table: &Table<'_>, report: &mut Report<'_>) -> Vec<Topic> {
    let mut found: Vec<Topic> = Vec::new();
    for item in report.tables(table, "topics", &TOPIC) {
        let id = report.read(&item, "id", |report, text| report.name(text, "topics.id"));
        let (label, domain) = (report.words(&item, "label"), report.words(&item, "domain"));
        let (Some(id), Some(label), Some(domain)) = (id, label, domain) else { continue };
        match found.iter().find(|topic| topic.id.value == id.value) {
            Some(first) => report.twice(("主题", "topic"), &id.value, first.id.span, id.span),
            None => found.push(Topic { id, label, domain }),
        }
    }
    found
}

fn regions(table: &Table<'_>, report: &mut Report<'_>) -> Vec<Region> {
    let mut found: Vec<Region> = Vec::new();
    for item in report.tables(table, "regions", &REGION) {
        let code = report.read(&item, "code", region_code);
        let label = report.words(&item, "label");
        let (Some(code), Some(label)) = (code, label) else { continue };
        match found.iter().find(|region| region.code.value == code.value) {
            Some(first) => report.twice(("地区", "region"), &code.value, first.code.span, code.span),
            None => found.push(Region { code, label }),
        }
    }
    found
}

pub(super) fn region_code(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    if text.value.len() == 6 && text.value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.value.clone());
    }
    let finding = report.wrong(
        text,
        format!("“{}”不是六位行政区划代码", text.value),
        format!("`{}` is no six-digit region code", text.value),
    );
    report.push(finding.help("按 GB/T 2260 写六位数字，如 \"360000\"", "write six digits of GB/T 2260, as \"360000\""));
    None
}

fn channels(table: &Table<'_>, regions: &[Region], report: &mut Report<'_>) -> Vec<Channel> {
    let mut found: Vec<Channel> = Vec::new();
    let choices: Vec<_> = regions.iter().map(|region| Choice::new(&region.code.value, &region.label)).collect();
    for item in report.tables(table, "channels", &CHANNEL) {
        let id = report.read(&item, "id", channel_id);
        let title = report.words(&item, "title");
        let audiences = report.list(&item, "audiences", |_, text| Some(text.value.clone()));
        let regions = report.list(&item, "regions", |report, text| report.choose(text, "regions", &choices));
        let always = report.list(&item, "always", |report, text| report.article_id(text).map(|id| id.to_string()));
        let rollout = report.read(&item, "rollout", percent).map_or(100, |percent| percent.value);
        let window = report.read(&item, "window", hours).map(|hours| hours.value);
        let (Some(id), Some(title)) = (id, title) else { continue };
        match found.iter().find(|channel| channel.id.value == id.value) {
            Some(first) => report.twice(("频道", "channel"), &id.value, first.id.span, id.span),
            None => found.push(Channel { id, title, audiences, regions, always, rollout, window }),
        }
    }
    found
}

fn percent(report: &mut Report<'_>, text: &Spanned<String>) -> Option<u8> {
    let number = report.count(text, "rollout")?;
    let percent = u8::try_from(number).ok().filter(|percent| (1..=100).contains(percent));
    if percent.is_none() {
        let finding = report.wrong(
            text,
            format!("rollout“{number}”不在 1 到 100 之间"),
            format!("`rollout` must be from 1 to 100, not {number}"),
        );
        report.push(finding.help("写百分之几，如 rollout: 10", "write a percentage, as in rollout: 10"));
    }
    percent
}

fn hours(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    let minute = |text: &str| {
        let (hour, minute) = text.split_once(':').filter(|(hour, minute)| hour.len() == 2 && minute.len() == 2)?;
        Some((hour.parse::<u32>().ok()?, minute.parse::<u32>().ok()?))
            .filter(|(hour, minute)| *hour < 24 && *minute < 60)
    };
    let sound = text.value.split_once('-').and_then(|(from, to)| Some((minute(from)?, minute(to)?)));
    if sound.is_some_and(|(from, to)| from != to) {
        return Some(text.value.clone());
    }
    let finding =
        report.wrong(text, format!("window“{}”不是时段", text.value), format!("`{}` is no span of hours", text.value));
    report.push(finding.help("写成 \"01:00-05:00\"，加引号，北京时间", "write \"01:00-05:00\", quoted, China time"));
    None
}

pub(super) fn channel_id(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if text.value.chars().all(plain) && !text.value.starts_with('-') {
        return Some(text.value.clone());
    }
    let finding = report.wrong(
        text,
        format!("频道编号“{}”不合规", text.value),
        format!("the channel id `{}` is malformed", text.value),
    );
    report.push(finding.help("只用小写字母、数字和连字符", "use lower-case letters, digits and hyphens"));
    None
}

fn filings(table: &Table<'_>, report: &mut Report<'_>) -> Vec<Filing> {
    let items = report.tables(table, "filings", &FILING);
    items
        .iter()
        .filter_map(|item| {
            let (number, url) = (report.words(item, "number"), report.read(item, "url", web_url));
            Some(Filing { number: number?, url: url?.value })
        })
        .collect()
}

fn complaint(table: &Table<'_>, report: &mut Report<'_>) -> Option<Complaint> {
    let block = report.sub(table, "complaint", &COMPLAINT)?;
    let (label, url) = (report.words(&block, "label"), report.read(&block, "url", complaint_url));
    Some(Complaint { label: label?, url: url?.value })
}

fn font(table: &Table<'_>, report: &mut Report<'_>) -> Option<SiteFont> {
    let block = report.sub(table, "font", &FONT)?;
    let file = report.read(&block, "file", theme_file);
    let family = report.read(&block, "family", family);
    let licence = report.words(&block, "licence");
    let licence_file = report.read(&block, "licence_file", theme_file);
    let audiences = report.list(&block, "audiences", |_, text| Some(text.value.clone()));
    Some(SiteFont { file: file?, family: family?.value, licence: licence?, licence_file: licence_file?, audiences })
}

/// Files of the theme are protected as a whole, so a font cannot be changed by who may only write articles.
fn theme_file(report: &mut Report<'_>, text: &Spanned<String>) -> Option<SourcePath> {
    if let Some(path) = SourcePath::new(&text.value).ok().filter(|path| path.as_str().starts_with("themes/")) {
        return Some(path);
    }
    let finding = report.wrong(
        text,
        format!("“{}”不是 themes/ 下面的文件", text.value),
        format!("`{}` is no file below themes/", text.value),
    );
    report.push(
        finding.help("字体放在主题里，与模板一样受保护", "keep fonts in the theme, protected like its templates"),
    );
    None
}

/// A name that a style sheet can hold between quotes.
fn family(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    if !text.value.chars().any(|c| c.is_control() || ",;:!?\"'(){}<>[]\\/*@#&%|+=~`^$".contains(c)) {
        return Some(text.value.clone());
    }
    let finding =
        report.wrong(text, format!("字体名“{}”里有标点", text.value), format!("`{}` holds punctuation", text.value));
    report.push(finding.help("只写字体名，如 LXGW WenKai", "write the name alone, as LXGW WenKai"));
    None
}

fn hotlines(table: &Table<'_>, report: &mut Report<'_>) -> Vec<Hotline> {
    let mut found: Vec<Hotline> = Vec::new();
    for item in report.tables(table, "hotlines", &HOTLINE) {
        let (number, label) = (report.read(&item, "number", hotline), report.words(&item, "label"));
        if let (Some(number), Some(label)) = (number, label) {
            found.push(Hotline { number: number.value, label });
        }
    }
    found
}

fn hotline(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    let given = text.value.trim();
    if (3..=12).contains(&given.len()) && given.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(given.to_owned());
    }
    let finding = report.wrong(text, format!("“{given}”不是求助电话"), format!("`{given}` is no emergency number"));
    report.push(finding.help("只写 3 至 12 位半角数字，例如 119", "write 3 to 12 ASCII digits, as 119"));
    None
}

/// It becomes a link on every page, so nothing that could run may stand here.
fn web_url(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    let rest = ["https://", "http://"].iter().find_map(|scheme| text.value.strip_prefix(scheme));
    if rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_graphic() && b != b'"')) {
        return Some(text.value.clone());
    }
    let (zh, en) = (format!("“{}”不是网址", text.value), format!("`{}` is no web address", text.value));
    let finding = report.wrong(text, zh, en);
    report.push(finding.help("以 https:// 或 http:// 开头", "begin it with https:// or http://"));
    None
}

fn complaint_url(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    if text.value.starts_with("https://") || text.value.starts_with("mailto:") {
        return Some(text.value.clone());
    }
    let finding = report.wrong(
        text,
        format!("投诉入口“{}”不是网址或邮箱链接", text.value),
        format!("`{}` is no https: or mailto: address", text.value),
    );
    report.push(finding.help("以 https:// 或 mailto: 开头", "begin it with https:// or mailto:"));
    None
}
