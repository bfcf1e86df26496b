//! Single values: dates, instants, numbers, closed vocabularies, ids (KP105, KP106).
//!
//! Deliberately absent: guessing. A value that could mean two things is told, with what to write instead.

use jiff::Timestamp;
use jiff::civil::Date;

use super::decode::{Table, nearest};
use super::report::Report;
use crate::model::article::ArticleId;
use crate::model::span::{Span, Spanned};
use crate::model::token::Vocabulary;
use crate::model::units::ContentDigest;

/// More choices than this are not all listed; nobody reads them.
const MAX_LISTED: usize = 12;

/// A word that may be written, and everything else that means it.
#[derive(Clone, Debug)]
pub(super) struct Choice<'a> {
    pub(super) token: &'a str,
    pub(super) labels: Vec<&'a str>,
}

impl<'a> Choice<'a> {
    pub(super) fn new(token: &'a str, label: &'a str) -> Self {
        Self { token, labels: vec![label] }
    }

    pub(super) fn means(&self, text: &str) -> bool {
        self.token == text || self.labels.contains(&text)
    }
}

impl Report<'_> {
    /// A member of a closed vocabulary, by token or Chinese label.
    pub(super) fn member<V: Vocabulary>(&mut self, text: &Spanned<String>, key: &str) -> Option<V> {
        let choices: Vec<Choice<'_>> = V::all().iter().map(|member| Choice::new(member.token(), member.zh())).collect();
        let token = self.choose(text, key, &choices)?;
        V::all().iter().copied().find(|member| member.token() == token)
    }

    /// The field of a closed vocabulary.
    pub(super) fn word<V: Vocabulary>(&mut self, table: &Table<'_>, key: &str) -> Option<Spanned<V>> {
        self.read(table, key, |report, text| report.member(text, key))
    }

    /// A list of members of a closed vocabulary.
    pub(super) fn members<V: Vocabulary + PartialEq>(&mut self, table: &Table<'_>, key: &str) -> Vec<Spanned<V>> {
        self.list(table, key, |report, text| report.member(text, key))
    }

    /// One of some words, in canonical form.
    pub(super) fn choose(&mut self, text: &Spanned<String>, key: &str, choices: &[Choice<'_>]) -> Option<String> {
        let given = text.value.trim();
        if let Some(choice) = choices.iter().find(|choice| choice.means(given)) {
            return Some(choice.token.to_owned());
        }
        let finding = self.wrong(text, format!("{key} 不能是“{given}”"), format!("`{given}` is no value of `{key}`"));
        let finding = match writing_slip(given) {
            Some((zh, en)) => finding.help(zh, en),
            None => {
                let (zh, en) = suggestion(given, choices);
                finding.help(zh, en)
            }
        };
        self.push(finding);
        None
    }

    /// A calendar day.
    pub(super) fn day(&mut self, text: &Spanned<String>, key: &str) -> Option<Date> {
        match read_day(text.value.trim()) {
            Ok(date) => Some(date),
            Err(fault) => {
                let given = text.value.trim();
                let finding = self.wrong(
                    text,
                    format!("{key} 的日期“{given}”不对：{}", fault.zh),
                    format!("`{given}` is no date for `{key}`: {}", fault.en),
                );
                let right = fault.meant.map_or_else(|| "2026-03-18".to_owned(), |date| date.to_string());
                let for_instance =
                    if fault.meant.is_some() { ("：", ": ") } else { ("，例如 ", ", for instance ") };
                self.push(finding.help(
                    format!("写成 年-月-日{}{right}", for_instance.0),
                    format!("write year-month-day{}{right}", for_instance.1),
                ));
                None
            }
        }
    }

    /// The day of a field.
    pub(super) fn date(&mut self, table: &Table<'_>, key: &str) -> Option<Spanned<Date>> {
        self.read(table, key, |report, text| report.day(text, key))
    }

    /// The instant of a field; it must name its offset, as an editor's local time is not the reader's.
    pub(super) fn instant(&mut self, table: &Table<'_>, key: &str) -> Option<Spanned<Timestamp>> {
        self.read(table, key, |report, text| {
            let given = text.value.trim();
            if let Some(at) = read_instant(given) {
                return Some(at);
            }
            let day = read_day(given.get(..10).unwrap_or_default())
                .map_or_else(|_| "2026-03-25".to_owned(), |date| date.to_string());
            let finding = report.wrong(
                text,
                format!("{key} 的时间“{given}”不完整：要有日期、时分秒和时区"),
                format!("`{given}` is no instant for `{key}`: date, time and offset are needed"),
            );
            report.push(
                finding.help(
                    format!("例如 {day}T08:00:00+08:00（北京时间）"),
                    format!("for instance {day}T08:00:00+08:00"),
                ),
            );
            None
        })
    }

    /// A yes-or-no field.
    pub(super) fn flag(&mut self, table: &Table<'_>, key: &str) -> Option<bool> {
        let choices = [Choice { token: "true", labels: vec!["是"] }, Choice { token: "false", labels: vec!["否"] }];
        self.read(table, key, |report, text| report.choose(text, key, &choices)).map(|token| token.value == "true")
    }

    /// A whole number of a field.
    pub(super) fn number(&mut self, table: &Table<'_>, key: &str) -> Option<u32> {
        self.read(table, key, |report, text| report.count(text, key)).map(|number| number.value)
    }

    /// A whole number.
    pub(super) fn count(&mut self, text: &Spanned<String>, key: &str) -> Option<u32> {
        let given = text.value.trim();
        let digits = given.bytes().all(|byte| byte.is_ascii_digit());
        let number = if digits { given.parse().ok() } else { None };
        if number.is_none() {
            let finding = self.wrong(
                text,
                format!("{key} 应是整数，不能是“{given}”"),
                format!("`{key}` must be a whole number, not `{given}`"),
            );
            self.push(finding.help("只写半角数字", "write ASCII digits only"));
        }
        number
    }

    /// A finite number with an optional fraction, above zero.
    pub(super) fn factor(&mut self, table: &Table<'_>, key: &str) -> Option<f64> {
        let read = |report: &mut Self, text: &Spanned<String>| {
            let given = text.value.trim();
            let plain = given.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            let number = given.parse::<f64>().ok().filter(|number| plain && number.is_finite() && *number > 0.0);
            if number.is_none() {
                let finding = report.wrong(
                    text,
                    format!("{key} 应是大于零的数，不能是“{given}”"),
                    format!("`{key}` must be a number above zero, not `{given}`"),
                );
                report.push(finding.help("例如 1.75", "for instance 1.75"));
            }
            number
        };
        self.read(table, key, read).map(|number| number.value)
    }

    /// A content digest of a field.
    pub(super) fn digest(&mut self, table: &Table<'_>, key: &str) -> Option<Spanned<ContentDigest>> {
        self.read(table, key, |report, text| {
            let digest = ContentDigest::parse(text.value.trim());
            if digest.is_none() {
                let finding =
                    report.wrong(text, format!("{key} 不是内容摘要值"), format!("`{key}` is no content digest"));
                report.push(finding.help(
                    "写成 sha256: 加 64 位小写十六进制数，可由 kepu status 抄来",
                    "copy sha256:… from kepu status",
                ));
            }
            digest
        })
    }

    /// The schema number of a file.
    pub(super) fn schema_number(&mut self, table: &Table<'_>, key: &str) {
        let Some(text) = self.text(table, key) else { return };
        if text.value.trim() != "1" {
            let finding = self.wrong(
                &text,
                format!("{key} 的版式号“{}”未知", text.value),
                format!("unknown schema number `{}`", text.value),
            );
            self.push(finding.help(
                format!("写成 {key}: 1；更高的版式要用新版 kepu"),
                format!("write {key}: 1, or use a newer kepu"),
            ));
        }
    }

    /// The id of an article (KP106).
    pub(super) fn article_id(&mut self, text: &Spanned<String>) -> Option<ArticleId> {
        let given = text.value.as_str();
        let id = ArticleId::new(given);
        if id.is_none() {
            let (zh, en) = id_fault(given);
            let finding = self.error(
                106,
                text.span,
                format!("文章编号“{given}”不合规：{zh}"),
                format!("the id `{given}` is malformed: {en}"),
            );
            self.push(finding.help(
                "用小写字母开头的小写字母、数字和单个连字符，6 至 64 个字符，例如 jx-2026-0318-heatstroke",
                "use lower-case letters, digits and single hyphens, 6 to 64 characters, as in jx-2026-0318-heatstroke",
            ));
        }
        id
    }

    /// A short name that other places refer to: lower-case letters, digits, and `-`, `_` or `.` between them.
    pub(super) fn name(&mut self, text: &Spanned<String>, key: &str) -> Option<String> {
        let given = text.value.as_str();
        if is_name(given) {
            return Some(given.to_owned());
        }
        let finding =
            self.wrong(text, format!("{key} 的编号“{given}”不合规"), format!("`{given}` is malformed for `{key}`"));
        self.push(
            finding
                .help("用小写字母、数字，中间可用 - _ .", "use lower-case letters and digits, with - _ . between them"),
        );
        None
    }

    /// Tells that a name stands for two things.
    pub(super) fn twice(&mut self, what: (&str, &str), name: &str, first: Span, again: Span) {
        let finding = self
            .error(105, again, format!("{}“{name}”重复", what.0), format!("the {} `{name}` stands twice", what.1))
            .also(self.path, first, "第一次在这里", "first written here")
            .help("改名或删去其中一处", "rename or delete one of them");
        self.push(finding);
    }
}

/// Whether a text is a short name.
pub(super) fn is_name(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let ends = text.starts_with(inner) && text.ends_with(inner);
    ends && text.len() <= 64 && text.chars().all(|c| inner(c) || matches!(c, '-' | '_' | '.'))
}

fn id_fault(given: &str) -> (&'static str, &'static str) {
    if given.chars().any(|c| c.is_ascii_uppercase()) {
        ("有大写字母", "it has capital letters")
    } else if !given.is_ascii() {
        ("有汉字或全角字符", "it has characters outside ASCII")
    } else if given.contains('_') {
        ("有下划线，应为连字符 -", "it has underscores, use hyphens")
    } else if given.contains([' ', '.', '/']) {
        ("有空格或标点", "it has spaces or punctuation")
    } else if given.len() < 6 {
        ("少于 6 个字符", "it is shorter than 6 characters")
    } else if given.len() > 64 {
        ("超过 64 个字符", "it is longer than 64 characters")
    } else if !given.starts_with(|c: char| c.is_ascii_lowercase()) {
        ("不是以小写字母开头", "it does not begin with a lower-case letter")
    } else {
        ("连字符在末尾或相连", "hyphens stand together or at the end")
    }
}

fn writing_slip(given: &str) -> Option<(&'static str, &'static str)> {
    if given.starts_with(['“', '”', '‘', '’', '「', '《']) {
        Some(("去掉全角引号；需要引号时用英文引号", "remove the full-width quotes"))
    } else if given.contains(['，', '、', '；']) {
        Some(("清单各项之间要用半角逗号“,”", "separate items with ASCII commas"))
    } else {
        None
    }
}

fn suggestion(given: &str, choices: &[Choice<'_>]) -> (String, String) {
    let words: Vec<&str> =
        choices.iter().flat_map(|choice| std::iter::once(choice.token).chain(choice.labels.iter().copied())).collect();
    // An English label is understood but never proposed: the token is what stands in files.
    let near = nearest(given, &words).map(|near| {
        let owner = choices.iter().find(|choice| near.is_ascii() && choice.means(near));
        owner.map_or(near, |choice| choice.token)
    });
    let shown: Vec<String> = choices
        .iter()
        .take(MAX_LISTED)
        .map(|choice| match choice.labels.first() {
            Some(label) if *label != choice.token => format!("{}（{label}）", choice.token),
            _ => choice.token.to_owned(),
        })
        .collect();
    let more = choices.len().saturating_sub(MAX_LISTED);
    let (more_zh, more_en) = if more > 0 {
        (format!("等 {} 个", choices.len()), format!(" and {more} more"))
    } else {
        (String::new(), String::new())
    };
    if let Some(near) = near.filter(|_| more > 0) {
        return (format!("是不是“{near}”？"), format!("did you mean `{near}`?"));
    }
    let tokens: Vec<&str> = choices.iter().take(MAX_LISTED).map(|choice| choice.token).collect();
    let list = (format!("可写：{}{more_zh}", shown.join("、")), format!("write one of {}{more_en}", tokens.join(", ")));
    match near {
        Some(near) => (format!("是不是“{near}”？{}", list.0), format!("did you mean `{near}`? {}", list.1)),
        None => list,
    }
}

/// What is wrong with a date, and which one was probably meant.
pub(super) struct DayFault {
    zh: String,
    en: String,
    pub(super) meant: Option<Date>,
}

pub(super) fn read_day(given: &str) -> Result<Date, DayFault> {
    let numbers: Vec<i16> = given
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    let shaped = given.len() == 10
        && given
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    let fault = |zh: String, en: String, meant| Err(DayFault { zh, en, meant });
    if given.contains(|c| matches!(c, '０'..='９')) {
        let meant = read_day(&narrow(given)).ok();
        return fault("数字是全角的".to_owned(), "its digits are full-width".to_owned(), meant);
    }
    let [year, month, day] = numbers[..] else {
        return fault("应有年、月、日".to_owned(), "year, month and day are needed".to_owned(), None);
    };
    let small = |number: i16| i8::try_from(number).unwrap_or(i8::MAX);
    if !(1..=12).contains(&month) {
        return fault(format!("没有 {month} 月"), format!("there is no month {month}"), None);
    }
    match Date::new(year, small(month), small(day)) {
        Ok(date) if shaped => Ok(date),
        Ok(date) => fault(
            "写法不统一".to_owned(),
            "it is not in the usual form".to_owned(),
            Some(date).filter(|_| year >= 1000),
        ),
        Err(_) => fault(
            format!("{year} 年 {month} 月没有 {day} 日"),
            format!("there is no day {day} in {year}-{month:02}"),
            None,
        ),
    }
}

/// Full-width digits and signs as the keyboard has them. Source: Unicode block FF00, at a fixed distance to ASCII.
pub(super) fn narrow(text: &str) -> String {
    let plain = |c: char| match u32::from(c) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(plain).collect()
}

/// `YYYY-MM-DDTHH:MM:SS` with `Z` or an offset; nothing shorter, no zone names.
pub(super) fn read_instant(given: &str) -> Option<Timestamp> {
    let pattern = |text: &str, form: &str| {
        text.len() == form.len()
            && text
                .bytes()
                .zip(form.bytes())
                .all(|(byte, form)| if form == b'0' { byte.is_ascii_digit() } else { byte == form })
    };
    let offset = given.strip_prefix(given.get(..19).filter(|local| pattern(local, "0000-00-00T00:00:00"))?)?;
    let sound = offset == "Z" || pattern(offset, "+00:00") || pattern(offset, "-00:00");
    if sound { given.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_wrong_with_a_date() {
        for (given, words, meant) in [
            ("2026-13-01", "没有 13 月", None),
            ("2026-02-30", "2026 年 2 月没有 30 日", None),
            ("2026/3/18", "写法不统一", Some("2026-03-18")),
            ("2026年3月18日", "写法不统一", Some("2026-03-18")),
            ("2026-3-8", "写法不统一", Some("2026-03-08")),
            ("２０２６-03-18", "数字是全角的", Some("2026-03-18")),
            ("春分", "应有年、月、日", None),
            ("2026-03", "应有年、月、日", None),
        ] {
            let fault = read_day(given).err();
            assert_eq!(fault.as_ref().map(|fault| fault.zh.as_str()), Some(words), "{given}");
            assert_eq!(fault.and_then(|fault| fault.meant).map(|date| date.to_string()).as_deref(), meant, "{given}");
        }
        assert!(read_day("2026-03-18").is_ok_and(|date| date.day() == 18));
    }

    #[test]
    fn an_instant_names_its_offset() {
        assert!(read_instant("2026-03-25T08:00:00+08:00").is_some());
        assert!(read_instant("2026-03-25T00:00:00Z").is_some());
        for bad in [
            "2026-03-25T08:00:00",
            "2026-03-25",
            "2026-03-25 08:00:00+08:00",
            "2026-03-25T08:00+08:00",
            "2026-13-25T08:00:00Z",
            "高温",
            "2026-03-25T08:00:00+08:00[Asia/Shanghai]",
        ] {
            assert!(read_instant(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn names_are_plain() {
        assert!(is_name("health.first_aid") && is_name("2026-06-flood") && is_name("s1"));
        for bad in ["", "-a", "a-", "A", "高", "a/b", ".."] {
            assert!(!is_name(bad), "{bad:?}");
        }
    }
}
