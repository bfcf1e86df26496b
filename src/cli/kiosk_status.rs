//! `kepu kiosk status`.

use std::path::Path;

use clap::ArgMatches;
use serde::Serialize;

use super::exit::{CliError, Exit};
use super::kiosk::{open, settings};
use super::kiosk_emergency::{Told, line, standing};
use super::{Globals, say};
use crate::diag::{Bilingual, Lang};
use crate::kiosk::LeftOut;
use crate::kiosk::beacon::is_verified;
use crate::kiosk::journal::{Clock, Outcome};
use crate::kiosk::rollout::Waits;
use crate::kiosk::status::{State, Status};
use crate::model::units::china_rfc3339;

/// Runs the command.
pub(super) fn run(globals: &Globals, folder: &Path, args: &ArgMatches) -> Result<Exit, CliError> {
    let (settings, store) = (settings(folder)?, open(folder)?);
    let mut status = store.status(&settings.id, globals.now);
    let emergency = standing((&store, status.emergency.take()), &settings, globals.now)?;
    say(&if args.get_flag("json") {
        // A struct of texts and numbers always has a JSON form.
        serde_json::to_string_pretty(&Wire { status: &status, emergency }).unwrap_or_default() + "\n"
    } else {
        shown(globals, &status) + &line(globals, &emergency)
    })?;
    Ok(if status.is_stale { Exit::Findings } else { Exit::Fine })
}

/// The status, and what is known of emergencies.
#[derive(Serialize)]
struct Wire<'a> {
    #[serde(flatten)]
    status: &'a Status,
    emergency: Told,
}

/// A state in a word.
pub(super) fn word(state: State) -> Bilingual {
    match state {
        State::Current => Bilingual::new("正常", "fresh"),
        State::Behind => Bilingual::new("落后", "behind"),
        State::Unverified => Bilingual::new("未核对", "not verified"),
        State::Stale => Bilingual::new("过旧", "stale"),
        State::Damaged => Bilingual::new("有损坏", "damaged"),
        State::Empty => Bilingual::new("还没有内容", "nothing to show yet"),
    }
}

/// A newer release that is not for this kiosk yet, in words.
pub(super) fn waits(waits: Waits) -> Bilingual {
    let Waits { serial, percent } = waits;
    Bilingual::new(
        format!("第 {serial} 版分批发布，先给 {percent}% 的终端，还没轮到这台"),
        format!("release {serial} goes to {percent} % of the kiosks first, and not to this one yet"),
    )
}

/// What the disk does not take, in words.
pub(super) fn left_out(left: LeftOut) -> Bilingual {
    let LeftOut { articles, files, bytes } = left;
    let mib = bytes.div_ceil(1 << 20);
    Bilingual::new(
        format!("本机空间不足，没有下载：{articles} 篇文章，连图片共 {files} 个文件，{bytes} 字节（{mib} MiB）"),
        format!(
            "left out for lack of space: {articles} articles, {files} files with pictures, {bytes} bytes ({mib} MiB)"
        ),
    )
}

/// Status for people.
pub(super) fn shown(globals: &Globals, status: &Status) -> String {
    let Status { id, channel, serial, newest_serial, days_since_signed, denied, denied_through, .. } = status;
    let state = word(status.state);
    let state = state.get(globals.lang);
    let signed = china_rfc3339(status.signed);
    let mut lines = vec![match (globals.lang, status.state) {
        (Lang::Zh, State::Empty) => format!("{id}（{channel}）：{state}"),
        (Lang::En, State::Empty) => format!("{id} ({channel}): {state}"),
        (Lang::Zh, _) => format!(
            "{id}（{channel}）：{state}，展示第 {serial} 版，已知最新第 {newest_serial} 版；最近一次签名 {signed}，{days_since_signed} 天前；已撤下 {denied} 篇（到第 {denied_through} 版已清除）"
        ),
        (Lang::En, _) => format!(
            "{id} ({channel}): {state}, shows release {serial}, newest known {newest_serial}; last signed {signed}, {days_since_signed} days ago; {denied} retracted (purged through release {denied_through})"
        ),
    }];
    match status.clock {
        Clock::Sound => {}
        Clock::Behind => lines.push(globals.t("时钟慢了", "clock behind").to_owned()),
        Clock::Ahead => lines.push(globals.t("时钟快了", "clock ahead").to_owned()),
    }
    let (zh, en) = if is_verified(status) { ("完好", "sound") } else { ("不能算数", "of no account") };
    if let Some(checked) = &status.last_verify {
        let (at, of, damaged) = (china_rfc3339(checked.at), checked.serial, checked.damaged);
        lines.push(match globals.lang {
            Lang::Zh => format!("上次核对：{at}，第 {of} 版，坏 {damaged} 个，{zh}"),
            Lang::En => format!("last check: {at}, release {of}, {damaged} damaged, {en}"),
        });
    }
    lines.extend(status.waits().map(|one| waits(one).get(globals.lang).to_owned()));
    if let Some(window) = &status.window {
        lines.push(match globals.lang {
            Lang::Zh => format!("发布方建议的更新时段：{window}（本机写了 window 的照本机）"),
            Lang::En => format!("hours that the release suggests: {window} (the box's own `window` goes before)"),
        });
    }
    if !status.left_out.is_nothing() {
        lines.push(left_out(status.left_out).get(globals.lang).to_owned());
    }
    if let Some(pull) = &status.last_pull {
        lines.push(globals.t("上次更新：", "last pull: ").to_owned() + &outcome(globals, pull));
    }
    let is_other = status.last_success != status.last_pull;
    if let Some(pull) = status.last_success.as_ref().filter(|_| is_other) {
        lines.push(globals.t("上次成功：", "last good pull: ").to_owned() + &outcome(globals, pull));
    }
    let mib = |bytes: Option<u64>| bytes.map_or_else(|| "?".to_owned(), |bytes| (bytes >> 20).to_string());
    let (free, used) = (mib(status.free_bytes), mib(status.store_bytes));
    let (version, root) = (&status.version, status.root_version);
    let end = status.root_expires.map(china_rfc3339).unwrap_or_default();
    lines.push(match globals.lang {
        Lang::Zh => format!("空闲 {free} MiB，存储 {used} MiB；kepu {version}；根文件第 {root} 份，到 {end}"),
        Lang::En => format!("{free} MiB free, {used} MiB used; kepu {version}; root {root}, until {end}"),
    });
    lines.join("\n  ") + "\n"
}

pub(super) fn outcome(globals: &Globals, pull: &Outcome) -> String {
    let (at, code, source) = (china_rfc3339(pull.at), pull.code, &pull.source);
    let what = if pull.message.is_empty() { source } else { &pull.message };
    match globals.lang {
        Lang::Zh => format!("{at}，退出码 {code}，{what}"),
        Lang::En => format!("{at}, exit code {code}, {what}"),
    }
}
