//! `days.yaml` to [`ThemedDays`].
//!
//! A day that cannot be read is left out and told; the others stay on the calendar.

use super::article::Words;
use super::decode::{Shape, Table, may, must};
use super::emergencies::topic_prefix;
use super::form::{self, Form, SiteWord, of};
use super::report::Report;
use super::values::Choice;
use crate::model::days::{DayRule, DaySource, DaySpan, MonthDay, ThemedDay, ThemedDays, Weekday};
use crate::model::solar;
use crate::model::span::Spanned;
use crate::model::tree::Node;

/// How long before a day editors begin, when the file says nothing: one round of review and a fortnight.
const LEAD_DAYS: u32 = 30;

pub(super) static SHAPE: Shape = Shape {
    zh: "days.yaml",
    en: "days.yaml",
    unknown: 103,
    keys: &[
        must("kepu_days", "版式号", "kepu_days: 1").is(Form::Schema),
        may("days", "主题日").is(Form::List(&Form::Table(&DAY))),
    ],
};

static DAY: Shape = Shape {
    zh: "主题日",
    en: "a themed day",
    unknown: 103,
    keys: &[
        must("id", "编号", "id: fire-day").is(Form::Name),
        must("title", "名称", "title: 全国消防日"),
        may("intro", "简介").is(Form::Line),
        must("rule", "日期规则", "rule: {date: \"11-09\"}").is(Form::Either(&[
            Form::Table(&FIXED),
            Form::Table(&WEEK),
            Form::Table(&MONTH),
            Form::Table(&TERM),
            Form::Table(&YEARLY),
        ])),
        may("lead", "提前天数").is(Form::Whole(0)).usually("30"),
        must("topics", "主题", "topics: [safety.fire]").is(Form::List(&Form::Site(SiteWord::TopicPrefix))),
        may("region", "地区").is(Form::Site(SiteWord::Region)),
        must("source", "依据", "source: {title: 关于设立某日的通知, publisher: 某部}").is(Form::Table(&SOURCE)),
        may("since", "起始年").is(Form::Digits(form::YEAR, "四位年份")),
        may("until", "有效至（年）").is(Form::Digits(form::YEAR, "四位年份")),
    ],
};

static SOURCE: Shape = Shape {
    zh: "依据",
    en: "the source of a day",
    unknown: 103,
    keys: &[
        must("title", "名称", "title: 关于设立某日的通知"),
        must("publisher", "发布单位", "publisher: 某部"),
        may("url", "网址").is(Form::Pattern(form::WEB_URL, "以 https:// 或 http:// 开头")),
        may("year", "年份").is(Form::Digits(form::YEAR, "四位年份")),
    ],
};

static FIXED: Shape = Shape {
    zh: "固定日期",
    en: "a fixed date",
    unknown: 103,
    keys: &[
        must("date", "日期", "date: \"11-09\"").is(Form::Pattern(form::MONTH_DAY, "月-日，如 \"05-12\"")),
        may("last", "最后一天").is(Form::Pattern(form::MONTH_DAY, "月-日，如 \"05-18\"")),
    ],
};

static WEEK: Shape = Shape {
    zh: "某日所在周",
    en: "the week around a date",
    unknown: 103,
    keys: &[must("week_of", "所在周", "week_of: \"05-12\"").is(Form::Pattern(form::MONTH_DAY, "月-日，如 \"05-12\""))],
};

static MONTH: Shape = Shape {
    zh: "整月，或某月第几个星期几",
    en: "a month, or a weekday of it",
    unknown: 103,
    keys: &[
        must("month", "月份", "month: 9").is(Form::Digits(form::MONTH, "1 至 12")),
        may("nth", "第几个").is(Form::Digits(form::NTH, "1 至 4")),
        may("weekday", "星期几").is(Form::Word(of::<Weekday>)),
    ],
};

static TERM: Shape = Shape {
    zh: "节气",
    en: "a solar term",
    unknown: 103,
    keys: &[must("term", "节气", "term: 秋分").is(Form::Word(term_choices))],
};

static YEARLY: Shape = Shape {
    zh: "每年另行公布",
    en: "dates set each year",
    unknown: 103,
    keys: &[
        may("dates", "各年日期").is(Form::List(&Form::Table(&DATES))),
        may("usual_month", "往年月份").is(Form::Digits(form::MONTH, "1 至 12")),
    ],
};

static DATES: Shape = Shape {
    zh: "某一年的日期",
    en: "the dates of a year",
    unknown: 103,
    keys: &[must("first", "第一天", "first: 2026-05-23").is(Form::Day), may("last", "最后一天").is(Form::Day)],
};

fn term_choices() -> Vec<Choice<'static>> {
    solar::NAMES.iter().map(|name| Choice { token: name, labels: Vec::new() }).collect()
}

/// Decodes the register.
pub(super) fn decode(tree: &Spanned<Node>, words: Words<'_>, report: &mut Report<'_>) -> Option<ThemedDays> {
    let table = report.table(tree, &SHAPE, tree.span)?;
    report.schema_number(&table, "kepu_days");
    let mut days: Vec<ThemedDay> = Vec::new();
    for item in report.tables(&table, "days", &DAY) {
        let Some(day) = day(&item, words, report) else { continue };
        match days.iter().find(|earlier| earlier.id.value == day.id.value) {
            Some(first) => report.twice(("主题日", "day"), &day.id.value, first.id.span, day.id.span),
            None => days.push(day),
        }
    }
    Some(ThemedDays { days })
}

fn day(item: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> Option<ThemedDay> {
    let regions = words.regions();
    let id = report.read(item, "id", |report, text| report.name(text, "days.id"));
    let title = report.words(item, "title");
    let intro = report.line(item, "intro").map(|intro| intro.value);
    let rule = rule(item, report);
    let lead_days = report.number(item, "lead");
    let topics = report.list(item, "topics", |report, text| topic_prefix(text, words, report));
    let region = report.read(item, "region", |report, text| report.choose(text, "region", &regions));
    let source = report.sub(item, "source", &SOURCE).map(|table| source(&table, report));
    let (since, until) = (year(item, "since", report), year(item, "until", report));
    if let (Some(since), Some(until)) = (&since, &until)
        && until.value < since.value
    {
        let finding = report.error(105, until.span, "有效至早于起始年", "until is before since");
        report.push(finding.also(report.path, since.span, "起始年", "since").help("核对两个年份", "check both years"));
    }
    Some(ThemedDay {
        id: id?,
        title: title?,
        intro,
        rule: rule?,
        lead_days: lead_days.unwrap_or(LEAD_DAYS),
        topics: topics.into_iter().map(|topic| topic.value).collect(),
        region: region.map(|region| region.value),
        source: source??,
        since: since.map(|year| year.value),
        until,
    })
    .filter(|day| !day.topics.is_empty())
}

fn source(table: &Table<'_>, report: &mut Report<'_>) -> Option<DaySource> {
    let (title, publisher) = (report.words(table, "title"), report.words(table, "publisher"));
    let url = report.read(table, "url", web_url);
    let year = year(table, "year", report);
    Some(DaySource {
        title: title?,
        publisher: publisher?,
        url: url.map(|url| url.value),
        year: year.map(|year| year.value),
    })
}

fn web_url(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    let rest = text.value.strip_prefix("https://").or_else(|| text.value.strip_prefix("http://"));
    if rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_graphic() && c != '"')) {
        return Some(text.value.clone());
    }
    let finding =
        report.wrong(text, format!("“{}”不是网址", text.value), format!("`{}` is no web address", text.value));
    report.push(finding.help("以 https:// 或 http:// 开头，不带空格", "begin it with https:// or http://, no spaces"));
    None
}

/// The rule, by the field that tells the rules apart.
fn rule(item: &Table<'_>, report: &mut Report<'_>) -> Option<Spanned<DayRule>> {
    let entry = item.entry("rule")?;
    let place = entry.key.span;
    if matches!(&entry.value.value, Node::Map(entries) if entries.is_empty()) {
        // Told as an empty field already.
        return None;
    }
    let has = |key: &str| entry.value.value.get(key).is_some();
    let shapes: [(&[&str], &Shape); 5] = [
        (&["date"], &FIXED),
        (&["week_of"], &WEEK),
        (&["month", "nth", "weekday"], &MONTH),
        (&["term"], &TERM),
        (&["dates", "usual_month"], &YEARLY),
    ];
    let Some((_, shape)) = shapes.iter().find(|(keys, _)| keys.iter().any(|key| has(key))) else {
        report.push(unknown_rule(&entry.value, report));
        return None;
    };
    let table = report.table(&entry.value, shape, place)?;
    let found = match shape.keys.first().map(|key| key.name) {
        Some("date") => fixed(&table, report),
        Some("week_of") => report.read(&table, "week_of", month_day).map(|day| DayRule::WeekOf(day.value)),
        Some("month") => month(&table, report),
        Some("term") => term(&table, report),
        _ => yearly(&table, report),
    };
    found.map(|rule| Spanned::new(rule, entry.value.span))
}

fn unknown_rule(given: &Spanned<Node>, report: &Report<'_>) -> crate::diag::Diagnostic {
    let finding = report.error(105, given.span, "rule 不是认得的日期规则", "`rule` is no known rule of dates");
    finding.help(
        "写成其中一种：{date: \"05-12\"}（固定日期）、{week_of: \"05-12\"}（所在周）、{month: 9}（整月）、\
         {month: 3, nth: 2, weekday: 星期四}（第几个星期几）、{term: 秋分}（节气）、{dates: [{first: 2026-05-23}]}（每年公布）",
        "write one of {date: \"05-12\"}, {week_of: \"05-12\"}, {month: 9}, {month: 3, nth: 2, weekday: thursday}, \
         {term: 秋分}, {dates: [{first: 2026-05-23}]}",
    )
}

fn fixed(table: &Table<'_>, report: &mut Report<'_>) -> Option<DayRule> {
    let first = report.read(table, "date", month_day);
    let last = report.read(table, "last", month_day);
    let (first, lost) = (first?, last.is_none() && table.entry("last").is_some());
    if let Some(last) = last.as_ref().filter(|last| last.value < first.value) {
        let finding = report.error(105, last.span, "最后一天早于第一天", "the last day is before the first");
        report.push(finding.also(report.path, first.span, "第一天", "the first").help(
            "核对两个日期；跨年的分成两条",
            "check both days; make two entries of one that runs into the next year",
        ));
        return None;
    }
    (!lost).then(|| DayRule::Fixed(first.value, last.map_or(first.value, |last| last.value)))
}

fn month(table: &Table<'_>, report: &mut Report<'_>) -> Option<DayRule> {
    let month = within(table, "month", 12, report);
    let nth = within(table, "nth", 4, report);
    let weekday = report.word::<Weekday>(table, "weekday");
    let month = month?;
    let lost = |key: &str, found: bool| !found && table.entry(key).is_some();
    if lost("nth", nth.is_some()) || lost("weekday", weekday.is_some()) {
        return None;
    }
    match (nth, weekday) {
        (Some(nth), Some(weekday)) => Some(DayRule::NthWeekday { month, nth, weekday: weekday.value }),
        (None, None) => Some(DayRule::Month(month)),
        _ => {
            let finding = report.error(104, table.place, "nth 和 weekday 要一起写", "nth and weekday go together");
            report.push(finding.help(
                "例如 {month: 3, nth: 2, weekday: 星期四}；整月只写 month",
                "for instance {month: 3, nth: 2, weekday: thursday}; a whole month is month alone",
            ));
            None
        }
    }
}

fn term(table: &Table<'_>, report: &mut Report<'_>) -> Option<DayRule> {
    let choices = term_choices();
    let name = report.read(table, "term", |report, text| report.choose(text, "term", &choices))?;
    solar::NAMES.iter().position(|known| *known == name.value).map(DayRule::Term)
}

fn yearly(table: &Table<'_>, report: &mut Report<'_>) -> Option<DayRule> {
    let usual_month = within(table, "usual_month", 12, report);
    let mut dates: Vec<Spanned<DaySpan>> = Vec::new();
    for item in report.tables(table, "dates", &DATES) {
        let (first, last) = (report.date(&item, "first"), report.date(&item, "last"));
        let Some(first) = first.filter(|_| last.is_some() || item.entry("last").is_none()) else { continue };
        let last = last.map_or(first.value, |last| last.value);
        let before = dates.last().is_some_and(|earlier| earlier.value.first.year() >= first.value.year());
        if last < first.value || before {
            let (zh, en) = if before {
                ("各年日期要按年份先后，一年一条", "dates stand in order of years, one each")
            } else {
                ("最后一天早于第一天", "the last day is before the first")
            };
            let finding = report.error(105, first.span, zh, en);
            report.push(finding.help("核对这一条的日期和位置", "check this entry and its place"));
            continue;
        }
        dates.push(Spanned::new(DaySpan { first: first.value, last }, first.span));
    }
    Some(DayRule::Yearly { dates: dates.into_iter().map(|span| span.value).collect(), usual_month })
}

/// A number from 1 to a limit.
fn within(table: &Table<'_>, key: &str, most: u32, report: &mut Report<'_>) -> Option<i8> {
    let read = |report: &mut Report<'_>, text: &Spanned<String>| {
        let number = report.count(text, key)?;
        if (1..=most).contains(&number) {
            return i8::try_from(number).ok();
        }
        let finding = report.wrong(text, format!("{key} 没有“{number}”"), format!("there is no {key} {number}"));
        report.push(finding.help(format!("写 1 至 {most}"), format!("write 1 to {most}")));
        None
    };
    report.read(table, key, read).map(|number| number.value)
}

fn year(table: &Table<'_>, key: &str, report: &mut Report<'_>) -> Option<Spanned<i16>> {
    report.read(table, key, |report, text| {
        let given = text.value.trim();
        let plain = given.len() == 4 && given.bytes().all(|byte| byte.is_ascii_digit()) && !given.starts_with('0');
        let year = if plain { given.parse().ok() } else { None };
        if year.is_none() {
            let finding =
                report.wrong(text, format!("{key} 的年份“{given}”不对"), format!("`{given}` is no year for `{key}`"));
            report.push(finding.help("写四位年份，例如 2026", "write four digits, as 2026"));
        }
        year
    })
}

fn month_day(report: &mut Report<'_>, text: &Spanned<String>) -> Option<MonthDay> {
    let given = text.value.trim();
    let parts = given.split_once('-').filter(|(month, day)| month.len() == 2 && day.len() == 2);
    let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
    let found = parts.and_then(|(month, day)| Some(MonthDay { month: number(month)?, day: number(day)? }));
    // A leap year has every day there is.
    if let Some(found) = found.filter(|day| jiff::civil::Date::new(2024, day.month, day.day).is_ok()) {
        return Some(found);
    }
    let finding = report.wrong(text, format!("“{given}”不是月和日"), format!("`{given}` is no month and day"));
    report.push(finding.help("写成 \"月-日\"，两位数字，例如 \"05-12\"", "write \"MM-DD\", as \"05-12\""));
    None
}
