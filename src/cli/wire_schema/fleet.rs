//! Schemas of what stations say of themselves and of what is made of it. Times are Chinese; what is not known is null or
//! absent, never zero.

use super::{Field, Json, Schema, count, list, matching, object, of, one_of, text};
use crate::fleet::ledger::{DraftSource, Track};
use crate::model::article::{EmergencyCategory, EmergencyLevel};

/// The same, or null.
fn or_null(schema: Schema) -> Schema {
    let types = |kind: Json| Json::List(vec![kind, Json::text("null")]);
    let member = |(name, value): (String, Json)| if name == "type" { (name, types(value)) } else { (name, value) };
    Schema(schema.0.into_iter().map(member).collect())
}

fn form(name: &str) -> Schema {
    one_of([name]).about("格式的版本 / version of the form")
}

/// A pattern and no list of words: null fits it, too.
fn word<'a>(words: impl IntoIterator<Item = &'a str>) -> Schema {
    matching(&format!("^({})$", words.into_iter().collect::<Vec<_>>().join("|")))
}

fn china_time() -> Schema {
    matching("^-?\\d{4,6}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\+08:00$")
}

fn whole() -> Schema {
    of("integer")
}

fn yes() -> Schema {
    of("boolean")
}

fn sum() -> Schema {
    matching("^[0-9a-f]{64}$")
}

fn fault() -> Schema {
    matching("^K[BP]\\d{3}$").about("错误号 / number of the fault")
}

fn clock() -> Schema {
    word(["sound", "behind", "ahead"])
}

pub(super) fn kiosk_status() -> Schema {
    let outcome = |further: Vec<Field>| {
        let own = [
            ("at", true, china_time()),
            ("code", true, count(0).about("退出码 / exit code")),
            ("source", false, text()),
            ("serial", true, count(0)),
            ("bytes", true, count(0)),
        ];
        object(own.into_iter().chain(further).collect())
    };
    let failed = vec![("fault", false, fault()), ("message", false, text())];
    let checked = object(vec![
        ("at", true, china_time()),
        ("serial", true, count(0)),
        ("manifest", true, sum()),
        ("damaged", true, count(0)),
    ]);
    let states = ["current", "behind", "unverified", "stale", "damaged", "empty"];
    object(vec![
        ("schema", true, form(crate::kiosk::status::SCHEMA)),
        ("id", true, text()),
        ("channel", true, text()),
        (
            "state",
            true,
            one_of(states).about("current 只给逐个文件核对过的最新版 / current: the newest release, every file hashed"),
        ),
        ("at", true, china_time().about("终端自己的钟 / by the station's own clock")),
        ("serial", true, count(0).about("展示第几版，0 是还没有 / release shown, 0 for none")),
        ("manifest", true, or_null(sum())),
        ("published", false, china_time()),
        ("content_days", false, whole()),
        ("newest_serial", true, count(0)),
        ("signed", true, china_time()),
        ("days_since_signed", true, whole()),
        ("is_stale", true, yes()),
        ("clock", true, clock()),
        ("denied", true, count(0)),
        ("denied_through", true, count(0)),
        ("roster", true, count(0)),
        ("free_bytes", false, count(0)),
        ("store_bytes", false, count(0)),
        ("version", true, text()),
        ("root_version", true, count(0)),
        ("root_expires", false, china_time()),
        ("emergency", false, emergency()),
        ("last_pull", false, outcome(failed)),
        ("last_success", false, outcome(Vec::new())),
        ("last_verify", false, checked),
    ])
}

/// What a status file says of emergencies, and what `kepu kiosk status --json` says besides.
fn emergency() -> Schema {
    let shown = object(vec![
        ("article", true, text()),
        ("is_drill", true, yes()),
        ("sequence", true, count(0).about("当时那份文件的序号 / number of the file then")),
        ("at", true, china_time().about("从何时起展示 / on the screen since")),
        ("is_sure", true, yes().about("否：终端的钟不可信，真实时间不早于 at / false: not before `at`")),
    ]);
    let by_article = of("object").with("additionalProperties", china_time().json());
    object(vec![
        ("sequence", true, count(0).about("应急文件的序号，0 是没有 / number of the file, 0 for none")),
        ("signed", false, or_null(china_time())),
        ("drill_sequence", true, count(0)),
        ("shown", true, list(shown)),
        ("region", false, or_null(text())),
        ("is_silent", false, yes().about("太久没有新签名 / nobody has signed for too long")),
        ("is_drill", false, yes()),
        ("showing", false, list(text()).about("正在展示的稿件 / articles on the screen now")),
        ("shown_at", false, by_article),
    ])
}

fn heard() -> Vec<Field> {
    vec![
        ("at", true, china_time()),
        ("timed", true, yes().about("否：终端的钟不可信 / false: its clock cannot be right")),
        ("way", true, one_of(["file", "log"])),
        ("code", true, or_null(count(0))),
        ("fault", true, or_null(fault())),
        ("serial", true, or_null(count(0))),
        ("verified", true, or_null(yes())),
        ("signed_days", true, or_null(whole())),
        ("content_days", true, or_null(whole())),
        ("free_mib", true, or_null(count(0))),
        ("clock", true, or_null(clock())),
    ]
}

fn months() -> Schema {
    list(object(vec![
        ("month", true, matching("^\\d{4}-\\d{2}$")),
        ("days", true, count(0).about("应在线天数 / days it should have been heard on")),
        ("online", true, count(0)),
        ("content_days", true, or_null(of("number")).about("中位数 / median")),
        ("signed_days", true, or_null(of("number")).about("中位数 / median")),
    ]))
}

fn totals() -> Schema {
    let numbers = ["stations", "bad", "no_data", "attention", "fine"].map(|name| (name, true, count(0)));
    list(object([("id", true, text()), ("label", true, text())].into_iter().chain(numbers).collect()))
}

pub(super) fn report() -> Schema {
    let counts = ["statuses", "broken_statuses", "lines", "beacons", "broken_beacons", "malformed_lines", "untimed"]
        .map(|name| (name, true, count(0)));
    let newest = object(vec![
        ("channel", true, text()),
        ("serial", true, or_null(count(1))),
        ("published", true, or_null(china_time())),
    ]);
    let station = object(vec![
        ("id", true, text()),
        ("name", true, text()),
        ("region", true, text()),
        ("venue", true, text()),
        ("channel", true, text()),
        ("grade", true, one_of(["bad", "no-data", "attention", "fine"])),
        ("verdict", true, text()),
        ("silent_days", true, or_null(whole())),
        ("newest", true, or_null(count(1))),
        ("known", true, or_null(object(heard())).about("失联后为 null / null once nothing is known")),
        ("last", true, or_null(object(heard())).about("最后一次消息 / the last thing ever heard")),
        ("months", true, months()),
    ]);
    let unknown = object(vec![("id", true, text()), ("times", true, count(1)), ("last", true, object(heard()))]);
    let sums = object(vec![("region", true, totals()), ("venue", true, totals()), ("channel", true, totals())]);
    object(vec![
        ("schema", true, form("kepu-fleet/1")),
        ("now", true, china_time()),
        ("silent_days", true, count(1)),
        ("span", true, or_null(list(matching("^\\d{4}-\\d{2}-\\d{2}$")))),
        ("counts", true, object(counts.into_iter().collect())),
        ("newest", true, list(newest)),
        ("stations", true, list(station)),
        ("unknown", true, list(unknown).about("登记册里没有的编号 / not in the register")),
        ("out_of_service", true, list(text())),
        ("totals", true, sums),
        ("months", true, months()),
    ])
}

pub(super) fn ledger() -> Schema {
    let signed = || object(vec![("number", true, count(0)), ("at", true, china_time())]);
    let step = |words: Vec<&str>| object(vec![("at", true, china_time()), ("by", true, one_of(words))]);
    let drafts = DraftSource::ALL.iter().map(|source| source.token()).collect();
    let tracks = Track::ALL.iter().map(|track| track.token()).collect();
    let spread = ["first", "median", "p95", "last"].map(|name| (name, true, whole()));
    let spread = object([("stations", true, count(1))].into_iter().chain(spread).collect());
    let steps = ["event_to_draft", "draft_to_approval", "approval_to_publication", "event_to_publication"]
        .map(|name| (name, true, or_null(whole())));
    let spans = steps.into_iter().chain([("publication_to_screens", true, or_null(spread))]).collect();
    let showing = object(vec![
        ("station", true, text()),
        ("number", true, count(0)),
        ("at", true, china_time()),
        ("sure", true, yes().about("否：终端的钟不可信，不计用时 / false: a wrong clock, of no length")),
        ("addressed", true, yes().about("登记册里在用、在提示地区内 / in service where the notice is for")),
        ("seconds", true, or_null(whole())),
    ]);
    let levels = || EmergencyLevel::ALL.iter().map(|level| level.token());
    let notice = object(vec![
        ("article", true, text()),
        ("title", true, text()),
        ("level", true, one_of(levels())),
        ("regions", true, list(text())),
        ("draft", true, or_null(step(drafts))),
        ("approved", true, or_null(step(tracks))),
        ("reviewed", true, or_null(china_time())),
        ("published", true, or_null(signed())),
        ("dropped", true, or_null(signed())),
        ("seconds", true, object(spans).about("负数：先做的后一步 / negative: the later step came first")),
        ("addressed", true, count(0)),
        ("silent", true, list(text()).about("没有消息的站点 / stations that said nothing")),
        ("shown", true, list(showing)),
    ]);
    let event = object(vec![
        ("id", true, text()),
        ("title", true, or_null(text())),
        ("category", true, or_null(word(EmergencyCategory::ALL.iter().map(|category| category.token())))),
        ("level", true, or_null(word(levels()))),
        ("drill", true, or_null(yes())),
        ("opened", true, or_null(china_time())),
        ("closed", true, or_null(china_time())),
        ("all_clear", true, or_null(signed())),
        ("notices", true, list(notice)),
    ]);
    object(vec![
        ("schema", true, form("kepu-ledger/1")),
        ("now", true, china_time()),
        ("files", true, count(0).about("有内容变化的签名文件 / signed files with news")),
        ("refused_files", true, count(0)),
        ("events", true, list(event)),
    ])
}
