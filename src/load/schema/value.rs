//! The schema of one value: its keywords, and the Chinese words an editor shows beside it.

use super::json::Json;
use super::{Document, SiteWords, example};
use crate::load::article::audience_choices;
use crate::load::decode::{Key, Shape};
use crate::load::form::{Form, NAME, SiteWord};
use crate::load::roster::key_pattern;
use crate::load::values::Choice;

const DAY: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
const PUBLISHED: &str = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$";
const INSTANT: &str =
    "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$";
const ONE_LINE: &str = "^[^\\n]*[^\\s][^\\n]*\\n*$";
const ARTICLE_ID: &str = "^(?=.{6,64}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$";
const FRACTION: &str = "^(?=.*[1-9])([0-9]+[.]?[0-9]*|[.][0-9]+)$";

/// More words than this are not all repeated in a description; the list of values has them.
const MAX_TOLD: usize = 12;

type Members = Vec<(String, Json)>;

fn members<const N: usize>(pairs: [(&str, Json); N]) -> Members {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Writes the schemas of one document.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    pub(super) document: Document,
    pub(super) words: Option<&'a SiteWords>,
}

impl<'a> Writer<'a> {
    /// The keywords of a mapping.
    pub(super) fn table(self, shape: &Shape) -> Members {
        let properties = shape.keys.iter().map(|key| (key.name.to_owned(), Json::Map(self.field(key)))).collect();
        let required: Vec<&str> = shape.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
        let mut found = members([("type", Json::text("object"))]);
        if !required.is_empty() {
            found.extend(members([("required", Json::texts(required))]));
        }
        found.extend(members([("properties", Json::Map(properties)), ("additionalProperties", Json::Flag(false))]));
        found
    }

    fn field(self, key: &Key) -> Members {
        let must = if key.required { "必填。" } else { "" };
        let description = format!("{must}{}", self.told(&key.form));
        let mut found = members([("title", Json::text(key.zh)), ("description", Json::text(description))]);
        found.extend(self.value(&key.form));
        if key.required {
            // An empty list or mapping is a missing field to the loader.
            match key.form {
                Form::List(_) => found.extend(members([("minItems", Json::whole(1))])),
                Form::Table(_) | Form::Names(..) => found.extend(members([("minProperties", Json::whole(1))])),
                _ => {}
            }
        }
        found.extend(example::usual(key).map(|usual| ("default".to_owned(), usual)));
        let told = found.iter().any(|(name, _)| name == "examples");
        // An example with words of the sample site would be wrong in another.
        let foreign = self.words.is_some() && names_site_words(&key.form);
        if !told && !foreign {
            found.extend(example::of_key(key).map(|one| ("examples".to_owned(), Json::List(vec![one]))));
        }
        found
    }

    /// The keywords of a value.
    pub(super) fn value(self, form: &Form) -> Members {
        match form {
            Form::Text => members([("type", Json::texts(["string", "number"])), ("pattern", Json::text("[^\\s]"))]),
            Form::Line => members([("type", Json::texts(["string", "number"])), ("pattern", Json::text(ONE_LINE))]),
            Form::Schema => members([("enum", Json::List(vec![Json::whole(1)]))]),
            Form::Name => pattern(NAME),
            Form::ArticleId => pattern(ARTICLE_ID),
            Form::Day => dated("date", DAY, "2026-03-18"),
            Form::Instant => dated("date-time", INSTANT, "2026-03-25T08:00:00+08:00"),
            Form::Published => members([
                ("type", Json::texts(["string", "integer"])),
                ("pattern", Json::text(PUBLISHED)),
                ("minimum", Json::whole(1000)),
                ("maximum", Json::whole(9999)),
                ("examples", Json::texts(["2025", "2025-06", "2025-06-01"])),
            ]),
            Form::Flag => {
                let words = [Json::Flag(true), Json::Flag(false), Json::text("是"), Json::text("否")];
                members([("enum", Json::List(words.into()))])
            }
            Form::Whole(least) => whole(*least),
            Form::Integer => members([
                ("type", Json::texts(["integer", "string"])),
                ("pattern", Json::text("^[+-]?[0-9]+$")),
                ("minimum", Json::Number(i32::MIN.into())),
                ("maximum", Json::Number(i32::MAX.into())),
            ]),
            Form::Factor => members([
                ("type", Json::texts(["number", "string"])),
                ("pattern", Json::text(FRACTION)),
                ("exclusiveMinimum", Json::whole(0)),
            ]),
            Form::Digest => pattern("^sha256:[0-9a-f]{64}$"),
            Form::Pattern(text, _) => pattern(text),
            Form::Digits(text, _) => members([
                ("type", Json::texts(["string", "integer"])),
                ("pattern", Json::text(*text)),
                ("minimum", Json::whole(1)),
            ]),
            Form::PublicKey => pattern(&key_pattern()),
            Form::Exactly(word) => members([("enum", Json::texts([*word]))]),
            Form::Word(choices) => words(&choices()),
            Form::Site(word) => self.site_word(*word),
            Form::List(of) => self.list(of),
            Form::Table(shape) => self.table(shape),
            Form::Names(key, of) => self.names(key, of),
            Form::Either(forms) => {
                let forms = forms.iter().map(|form| Json::Map(self.value(form))).collect();
                members([("anyOf", Json::List(forms))])
            }
        }
    }

    fn list(self, of: &Form) -> Members {
        let mut item = match of {
            Form::Table(shape) => members([("title", Json::text(shape.zh))]),
            _ => Members::new(),
        };
        item.extend(self.value(of));
        let mut found = members([("type", Json::text("array")), ("items", Json::Map(item))]);
        if !matches!(of, Form::Table(_)) {
            found.extend(members([("uniqueItems", Json::Flag(true))]));
        }
        found
    }

    /// A mapping whose keys are words: tokens are properties, so that editors offer them; labels are understood.
    fn names(self, key: &Form, of: &Form) -> Members {
        let value = Json::Map(self.value(of));
        let object = ("type", Json::text("object"));
        let choices = match key {
            Form::Word(choices) => choices(),
            Form::Site(word) => self.closed(*word),
            _ => Vec::new(),
        };
        if choices.is_empty() {
            return members([object, ("propertyNames", Json::Map(self.value(key))), ("additionalProperties", value)]);
        }
        let titled = |choice: &Choice<'_>| {
            let mut own = members([("title", Json::text(choice.labels.first().copied().unwrap_or(choice.token)))]);
            own.extend(self.value(of));
            (choice.token.to_owned(), Json::Map(own))
        };
        let labels: Vec<String> =
            choices.iter().flat_map(|choice| &choice.labels).map(|label| escaped(label)).collect();
        let labels = vec![(format!("^({})$", labels.join("|")), value)];
        members([
            object,
            ("properties", Json::Map(choices.iter().map(titled).collect())),
            ("patternProperties", Json::Map(labels)),
            ("additionalProperties", Json::Flag(false)),
        ])
    }

    fn site_word(self, word: SiteWord) -> Members {
        let closed = self.closed(word);
        if word == SiteWord::Person && !closed.is_empty() {
            // Only the id may stand for a person, so the name is no further word.
            let ids = closed.iter().map(|choice| choice.token);
            let names = closed.iter().map(|choice| choice.labels.first().copied().unwrap_or_default());
            return members([("enum", Json::texts(ids)), ("enumDescriptions", Json::texts(names))]);
        }
        if !closed.is_empty() {
            return words(&closed);
        }
        let mut found = match word {
            SiteWord::Domain | SiteWord::Organisation => pattern(NAME),
            SiteWord::OrganisationName => self.value(&Form::Text),
            _ => members([("type", Json::text("string")), ("pattern", Json::text(ONE_LINE))]),
        };
        let open = self.offered(word);
        if !open.is_empty() {
            found.extend(members([("examples", Json::texts(open.iter().map(|choice| choice.token)))]));
        }
        found
    }

    /// The only words that may stand; none when others may too.
    fn closed(self, word: SiteWord) -> Vec<Choice<'a>> {
        // A file that defines words is ahead of its own schema: they are offered there, never enforced.
        let own = match word {
            SiteWord::Organisation | SiteWord::Person => self.document == Document::Reviewers,
            SiteWord::Topic | SiteWord::Region => self.document == Document::Site,
            SiteWord::OrganisationName | SiteWord::Domain => true,
            SiteWord::Audience | SiteWord::TopicPrefix => false,
        };
        if own { Vec::new() } else { self.offered(word) }
    }

    pub(super) fn offered(self, word: SiteWord) -> Vec<Choice<'a>> {
        let Some(site) = self.words else { return Vec::new() };
        let topics = || site.settings.topics.iter().map(|topic| Choice::new(&topic.id.value, &topic.label));
        let organisations = || site.roster.organisations.iter();
        match word {
            SiteWord::Audience => audience_choices(&site.audiences),
            SiteWord::Topic => topics().collect(),
            SiteWord::TopicPrefix => {
                let dots =
                    |id: &str| id.char_indices().filter(|(_, c)| *c == '.').map(|(at, _)| at).collect::<Vec<_>>();
                let prefixes: std::collections::BTreeSet<&str> = (site.settings.topics.iter())
                    .flat_map(|topic| dots(&topic.id.value).into_iter().filter_map(|at| topic.id.value.get(..at)))
                    .collect();
                let prefix = |token| Choice { token, labels: Vec::new() };
                topics().chain(prefixes.into_iter().map(prefix)).collect()
            }
            SiteWord::Region => {
                site.settings.regions.iter().map(|region| Choice::new(&region.code.value, &region.label)).collect()
            }
            SiteWord::Person => site.roster.people.iter().map(|(id, person)| Choice::new(id, &person.name)).collect(),
            SiteWord::Organisation => organisations().map(|(id, own)| Choice::new(id, &own.name)).collect(),
            SiteWord::OrganisationName => {
                organisations().map(|(_, own)| Choice { token: &own.name, labels: Vec::new() }).collect()
            }
            SiteWord::Domain => {
                let domains: std::collections::BTreeSet<&str> =
                    site.settings.topics.iter().map(|topic| topic.domain.as_str()).collect();
                domains.into_iter().map(|token| Choice { token, labels: Vec::new() }).collect()
            }
        }
    }

    /// What to write, in words.
    fn told(self, form: &Form) -> String {
        match form {
            Form::Text => "文字".to_owned(),
            Form::Line => "一行文字".to_owned(),
            Form::Schema => "固定写 1".to_owned(),
            Form::Name => "编号：小写字母、数字，中间可用 - _ .".to_owned(),
            Form::ArticleId => "小写字母开头的小写字母、数字和单个连字符，6 至 64 个字符；终身不变".to_owned(),
            Form::Day => "日期，写成 年-月-日，如 2026-03-18".to_owned(),
            Form::Published => "写成 2025、2025-06 或 2025-06-01".to_owned(),
            Form::Instant => "时间，带时区，如 2026-03-25T08:00:00+08:00（北京时间）".to_owned(),
            Form::Flag => "true（是）或 false（否）".to_owned(),
            Form::Whole(0) | Form::Integer => "整数".to_owned(),
            Form::Whole(least) => format!("整数，不小于 {least}"),
            Form::Factor => "大于零的数".to_owned(),
            Form::Digest => "内容摘要值 sha256:…，由 kepu status 抄来".to_owned(),
            Form::Pattern(_, zh) | Form::Digits(_, zh) => (*zh).to_owned(),
            Form::PublicKey => ".pub 文件的一整行，以 ssh-ed25519 开头".to_owned(),
            Form::Exactly(word) => (*word).to_owned(),
            Form::Word(choices) => listed(&choices()),
            Form::Site(word) => self.told_site(*word),
            Form::List(of) => format!("清单。每一项：{}", self.told(of)),
            Form::Table(shape) => {
                format!("一组字段：{}", shape.keys.iter().map(|key| key.name).collect::<Vec<_>>().join("、"))
            }
            Form::Names(key, of) => format!("一组“名: 值”。名：{}；值：{}", self.told(key), self.told(of)),
            Form::Either(forms) => forms.iter().map(|form| self.told(form)).collect::<Vec<_>>().join("，或"),
        }
    }

    fn told_site(self, word: SiteWord) -> String {
        let what = match word {
            SiteWord::Audience => "受众编号，即主题目录 audiences/ 下的目录名",
            SiteWord::Topic => "site.yaml 里的主题编号",
            SiteWord::TopicPrefix => "site.yaml 里的主题编号，或其前段",
            SiteWord::Region => "site.yaml 里的地区代码，加英文双引号",
            SiteWord::Person => "reviewers.yaml 里的人员编号",
            SiteWord::Organisation => "reviewers.yaml 里的单位编号",
            SiteWord::OrganisationName => "单位名称",
            SiteWord::Domain => "领域编号：小写字母、数字，中间可用 - _ .",
        };
        let closed = self.closed(word);
        if closed.is_empty() { what.to_owned() } else { format!("{what}。{}", listed(&closed)) }
    }
}

fn pattern(text: &str) -> Members {
    members([("type", Json::text("string")), ("pattern", Json::text(text))])
}

fn dated(format: &str, text: &str, example: &str) -> Members {
    let mut found = pattern(text);
    found.extend(members([("format", Json::text(format)), ("examples", Json::texts([example]))]));
    found
}

fn whole(least: u32) -> Members {
    let digits = if least == 0 { "^[0-9]+$" } else { "^0*[1-9][0-9]*$" };
    members([
        ("type", Json::texts(["integer", "string"])),
        ("pattern", Json::text(digits)),
        ("minimum", Json::whole(least)),
        ("maximum", Json::whole(u32::MAX)),
    ])
}

/// Every token, then every label; each with its other name.
fn words(choices: &[Choice<'_>]) -> Members {
    let mut found: Vec<(&str, &str)> =
        choices.iter().map(|choice| (choice.token, choice.labels.first().copied().unwrap_or(choice.token))).collect();
    for choice in choices {
        for label in &choice.labels {
            if !found.iter().any(|(word, _)| word == label) {
                found.push((label, choice.token));
            }
        }
    }
    members([
        ("enum", Json::texts(found.iter().map(|(word, _)| *word))),
        ("enumDescriptions", Json::texts(found.iter().map(|(_, told)| *told))),
    ])
}

fn listed(choices: &[Choice<'_>]) -> String {
    let one = |choice: &Choice<'_>| match choice.labels.first() {
        Some(label) if *label != choice.token => format!("{}（{label}）", choice.token),
        _ => choice.token.to_owned(),
    };
    let shown: Vec<String> = choices.iter().take(MAX_TOLD).map(one).collect();
    let more = if choices.len() > MAX_TOLD { format!("等 {} 个", choices.len()) } else { String::new() };
    format!("可写：{}{more}", shown.join("、"))
}

fn names_site_words(form: &Form) -> bool {
    match form {
        Form::Site(_) => true,
        Form::List(of) => names_site_words(of),
        Form::Names(key, of) => names_site_words(key) || names_site_words(of),
        Form::Table(shape) => shape.keys.iter().any(|key| names_site_words(&key.form)),
        Form::Either(forms) => forms.iter().any(names_site_words),
        _ => false,
    }
}

/// A word as a pattern that means itself.
fn escaped(word: &str) -> String {
    let mut text = String::new();
    for c in word.chars() {
        if c.is_ascii_punctuation() && !matches!(c, '-' | '_' | '\'' | '"' | ',' | ' ') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}
