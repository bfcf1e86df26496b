//! JSON Schemas of everything that kepu prints for programs. `tests/it/outputs.rs` holds them against real outputs in both
//! directions: no field that is printed is missing here, and none stands here that is never printed.
//!
//! Objects stay open: within a version fields are added, so a reader must pass over what it does not know.

mod fleet;

use super::fix::Fate;
use crate::diag::{Severity, json};
use crate::load::schema::Json;
use crate::model::roster::Stage;
use crate::model::state::State;
use crate::model::token::vocabulary;
use crate::pipeline::publication::{ArticleAct, FileAct};

vocabulary! {
    /// What a schema describes.
    Output {
        Findings = "findings", "kepu check --format json 的输出", "what kepu check --format json prints";
        Status = "status", "kepu status --format json 的输出", "what kepu status --format json prints";
        Rules = "rules", "kepu explain --format json 的输出", "what kepu explain --format json prints";
        Repairs = "repairs", "kepu fix --format json 的输出", "what kepu fix --format json prints";
        Plan = "plan", "kepu build、kepu bundle build 加 --plan --format json 的输出", "what kepu build and kepu bundle build print with --plan --format json";
        ThemeWhy = "theme-why", "kepu theme why --format json 的输出", "what kepu theme why --format json prints";
        KioskStatus = "kiosk-status", "终端的状态文件、kepu kiosk status --json 的输出", "a kiosk's status file, and what kepu kiosk status --json prints";
        Fleet = "fleet", "kepu fleet report 写的 fleet.json", "fleet.json as kepu fleet report writes it";
        Ledger = "ledger", "kepu fleet ledger --format json 的输出、ledger.json", "what kepu fleet ledger --format json prints, and ledger.json";
    }
}

impl Output {
    /// The file the schema is kept in, below the folder `schemas`.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("{}.schema.json", self.token())
    }

    /// The schema as JSON text with a final line end; the same for every site.
    #[must_use]
    pub fn schema(self) -> String {
        let body = match self {
            Self::Findings => findings(),
            Self::Status => status(),
            Self::Rules => rules(),
            Self::Repairs => repairs(),
            Self::Plan => plan(),
            Self::ThemeWhy => theme_why(),
            Self::KioskStatus => fleet::kiosk_status(),
            Self::Fleet => fleet::report(),
            Self::Ledger => fleet::ledger(),
        };
        let mut members = vec![
            ("$schema", Json::text("https://json-schema.org/draft/2020-12/schema")),
            ("$comment", Json::text("kepu schema --write 生成，不要手改")),
            ("title", Json::text(format!("{} / {}", self.zh(), self.en()))),
            (
                "description",
                Json::text(
                    "同一版本内只增加字段，读的程序应忽略不认识的字段；删字段或改含义会换版本号。 / Within a version fields are \
                     added only; pass over unknown ones. A field that goes or changes its meaning makes a new version.",
                ),
            ),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect::<Vec<_>>();
        members.extend(body.0);
        Json::Map(members).print()
    }
}

/// The members of a schema.
struct Schema(Vec<(String, Json)>);

impl Schema {
    fn json(self) -> Json {
        Json::Map(self.0)
    }

    fn with(mut self, name: &str, value: Json) -> Self {
        self.0.push((name.to_owned(), value));
        self
    }

    fn about(self, text: &str) -> Self {
        self.with("description", Json::text(text))
    }
}

fn of(kind: &str) -> Schema {
    Schema(vec![("type".to_owned(), Json::text(kind))])
}

/// A field: name, whether it is always there, its schema.
type Field = (&'static str, bool, Schema);

fn object(fields: Vec<Field>) -> Schema {
    let required: Vec<&str> = fields.iter().filter(|(_, always, _)| *always).map(|(name, ..)| *name).collect();
    let required = Json::texts(required);
    let properties = fields.into_iter().map(|(name, _, schema)| (name.to_owned(), schema.json())).collect();
    of("object").with("required", required).with("properties", Json::Map(properties))
}

fn list(items: Schema) -> Schema {
    of("array").with("items", items.json())
}

fn text() -> Schema {
    of("string")
}

fn matching(pattern: &str) -> Schema {
    text().with("pattern", Json::text(pattern))
}

fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Schema {
    text().with("enum", Json::texts(words))
}

fn count(least: u32) -> Schema {
    of("integer").with("minimum", Json::whole(least))
}

fn version(number: u32) -> Schema {
    of("integer").with("enum", Json::List(vec![Json::whole(number)])).about("格式的版本 / version of the form")
}

fn time() -> Schema {
    matching("^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$")
}

fn both() -> Schema {
    object(vec![("zh", true, text()), ("en", true, text())])
}

fn severity() -> Schema {
    one_of([Severity::Info, Severity::Warning, Severity::Error, Severity::Fatal].map(Severity::token))
}

fn rule() -> Schema {
    matching("^KP\\d{3}$").about("规则编号 / rule number")
}

fn position() -> Schema {
    object(vec![("line", true, count(1)), ("column", true, count(1).about("以字计 / in characters"))])
}

fn findings() -> Schema {
    let related = object(vec![("path", true, text()), ("start", false, position()), ("note", false, both())]);
    let finding = object(vec![
        ("rule", true, rule()),
        ("severity", true, severity().about("error 和 fatal 使稿件暂缓 / error and fatal hold back")),
        ("path", true, text().about("从站点目录算起 / from the site's folder")),
        ("start", false, position().about("没有时指整个文件 / absent: the whole file")),
        ("end", false, position().about("最后一字之后 / one past the last character")),
        ("message", true, both()),
        ("help", true, list(both())),
        (
            "fingerprint",
            true,
            matching("^[0-9a-f]{32}:[1-9]\\d*$").about("所在行不变就不变，不重复 / unique; the same while its line is"),
        ),
        ("related", false, list(related)),
    ]);
    let summary = object(vec![("errors", true, count(0)), ("warnings", true, count(0)), ("infos", true, count(0))]);
    object(vec![
        ("version", true, version(json::VERSION)),
        ("now", true, time().about("以这一时刻为准 / the clock of the run")),
        ("summary", true, summary),
        ("findings", true, list(finding)),
    ])
}

fn status() -> Schema {
    let article = object(vec![
        ("id", true, text()),
        ("path", false, text()),
        ("title", false, text()),
        ("state", true, one_of(State::ALL.iter().map(|state| state.token()))),
        ("shown", true, of("boolean").about("现在是否展示 / whether it is shown now")),
        ("digest", false, text().about("内容摘要值 / digest of the content")),
        ("missing", true, list(both()).about("还差什么 / what is missing")),
        ("changed", true, list(both()).about("自上次通过以来的改动 / changes since the last approval")),
        ("next", false, time().about("状态随时间改变的时刻 / when time alone changes the state")),
    ]);
    object(vec![("version", true, version(1)), ("now", true, time()), ("articles", true, list(article))])
}

fn rules() -> Schema {
    let one = object(vec![
        ("code", true, rule()),
        ("name", true, text()),
        ("severity", true, severity()),
        ("since", true, text()),
        ("zh", true, text()),
        ("en", true, text()),
        ("what", true, text()),
        ("why", true, text()),
        ("fix", true, text()),
        ("english", true, text()),
        ("source", false, text().about("依据 / law, standard or paper")),
        (
            "fixable",
            true,
            of("boolean").about("kepu fix 能否自动改好（至少一部分） / whether kepu fix repairs it, at least in part"),
        ),
    ]);
    object(vec![("version", true, version(1)), ("rules", true, list(one))])
}

fn repairs() -> Schema {
    let repair = object(vec![
        ("rule", true, rule()),
        ("zh", true, text().about("做了什么")),
        ("en", true, text().about("what was done")),
        ("times", true, count(1).about("几处 / how often")),
    ]);
    let approval = object(vec![
        ("person", true, text()),
        ("name", true, text()),
        ("stage", true, one_of(Stage::ALL.iter().map(|stage| stage.token()))),
    ]);
    let file = object(vec![
        ("path", true, text().about("从站点目录算起 / from the site's folder")),
        (
            "status",
            true,
            one_of(Fate::ALL.iter().map(|fate| fate.token()))
                .about("已改、可改、有审批未改、无法证明未改 / done, to do, approved, not proved"),
        ),
        ("repairs", true, list(repair)),
        ("diff", true, text().about("统一格式的差异，看不见的字符写成 ⟨U+200B⟩ / unified difference")),
        ("approvals_lost", true, list(approval).about("改动会使其失效的审批 / approvals that a change voids")),
    ]);
    object(vec![
        ("version", true, version(1)),
        ("dry_run", true, of("boolean")),
        ("files", true, list(file)),
        ("errors_left", true, count(0).about("还要人来改的问题 / errors that are left for people")),
    ])
}

fn plan() -> Schema {
    let shown = || {
        object(vec![
            ("text", true, of("boolean").about("正文；否则只有说明 / the text; else a notice in its place")),
            ("state", false, one_of(State::ALL.iter().map(|state| state.token()))),
            ("digest", false, text().about("内容摘要值 / digest of the content")),
        ])
    };
    let article = object(vec![
        ("id", true, text()),
        ("title", false, text()),
        ("act", true, one_of(ArticleAct::ALL.iter().map(|act| act.token()))),
        ("reason", true, both()),
        ("before", false, shown().about("读者现在看到的；没有就是没有页面 / what readers see; absent: no page")),
        ("after", false, shown().about("发布后看到的 / what they would see")),
    ]);
    let edition = || ("edition", false, text().about("哪一版；没有就是各版共用 / absent: shared by editions"));
    let tally = || vec![("added", true, count(0)), ("changed", true, count(0)), ("removed", true, count(0))];
    let file = object(vec![
        ("path", true, text().about("从输出目录算起 / from the output folder")),
        ("act", true, one_of(FileAct::ALL.iter().map(|act| act.token()))),
        edition(),
        ("article", false, text().about("属于哪篇文章 / the article that it belongs to")),
    ]);
    let counts = tally().into_iter().chain([("unchanged", true, count(0))]).collect();
    let pack = object(vec![("from", true, count(1)), ("bytes", true, count(0))]);
    let release = object(vec![
        ("channel", true, text()),
        ("from", true, count(0).about("现有第几版，0 是还没有 / the release in force; 0: none")),
        ("to", true, count(0).about("将是第几版 / the next one; the same where nothing differs")),
        ("files", true, count(0)),
        ("bytes", true, count(0)),
        ("full", false, count(0).about("整包字节 / bytes of the pack from nothing")),
        ("packs", true, list(pack).about("从各旧版起的增量包 / packs from older releases")),
    ]);
    object(vec![
        ("version", true, version(1)),
        ("now", true, time().about("以这一时刻为准 / the clock of the run")),
        ("release", false, release.about("kepu bundle build --plan 才有 / of kepu bundle build --plan alone")),
        ("errors", true, count(0).about("使稿件暂缓的错误 / errors that hold articles back")),
        ("articles", true, list(article).about("重的在前 / the gravest first")),
        ("counts", true, object(counts).about("不计 kepu-files.txt / without kepu-files.txt")),
        ("editions", true, list(object([edition()].into_iter().chain(tally()).collect()))),
        ("files", true, list(file)),
    ])
}

fn theme_why() -> Schema {
    let candidate = object(vec![
        ("theme", true, text().about("主题目录名 / folder of the theme")),
        ("path", true, text().about("从站点目录算起 / from the site's folder")),
        ("exists", true, of("boolean")),
        ("taken", true, of("boolean").about("页面用的就是它；最多一个 / pages use this one; at most one")),
    ]);
    object(vec![
        ("version", true, version(1)),
        ("part", true, text().about("问的是哪个文件 / the file that was asked for")),
        ("audience", false, text().about("问的是哪一版；没写就没有 / the edition, when one was named")),
        (
            "candidates",
            true,
            list(candidate).about("依次找的地方，先找的在前 / places in the order in which they are tried"),
        ),
    ])
}
