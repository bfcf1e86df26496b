//! `kepu kiosk pull --dry-run` and `--assume-time`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;
use jiff::Timestamp;

use super::exit::{CliError, Exit};
use super::kiosk::{sources, terms};
use super::kiosk_fault::{pull_fault, store_fault};
use super::{Globals, say};
use crate::diag::Lang;
use crate::host::kiosk_disk::KioskDisk;
use crate::kiosk::Store;
use crate::kiosk::overlay::Overlay;
use crate::kiosk::pull::{Plan, Visit, Way, plan};
use crate::kiosk::settings::Settings;
use crate::model::fetch::Source;

/// The time that somebody at the box vouches for.
pub(super) fn assumed(args: &ArgMatches) -> Result<Option<Timestamp>, CliError> {
    let Some(text) = args.get_one::<String>("assume-time") else { return Ok(None) };
    text.parse().map(Some).map_err(|_| {
        CliError::new(
            Exit::Usage,
            format!("--assume-time 不是带时区的时间：{text}"),
            format!("--assume-time is not a time with a zone: {text}"),
        )
        .hint("写成 2026-11-24T08:00:00+08:00", "write 2026-11-24T08:00:00+08:00")
    })
}

/// Says what a pull would fetch; nothing is changed.
pub(super) fn run(globals: &Globals, folder: &Path, settings: &Settings, args: &ArgMatches) -> Result<Exit, CliError> {
    let disk = Arc::new(Overlay::new(Arc::new(KioskDisk::new(folder.to_owned())?)));
    let mut store = Store::open(disk).map_err(|fault| store_fault(&fault))?;
    let sources = sources(settings, args.get_one::<PathBuf>("from"));
    let sources: Vec<&dyn Source> = sources.iter().map(|source| &**source).collect();
    let system = assumed(args)?.unwrap_or(globals.now);
    let visit = Visit { system, courier_days: settings.courier_days };
    let plan = plan(&mut store, &sources, (visit, &terms(settings, args))).map_err(|fault| pull_fault(&fault))?;
    say(&told(globals, &plan))?;
    Ok(if plan.from == plan.to { Exit::NothingNew } else { Exit::Fine })
}

fn told(globals: &Globals, plan: &Plan) -> String {
    let Plan { from, to, requests, spent, .. } = plan;
    let (kib, source) = (plan.bytes.div_ceil(1024), super::kiosk_record::plain(&plan.source));
    let (zh, en) = match plan.way {
        Way::Nothing => ("文件都已在本机", "every file is here"),
        Way::Delta => ("增量", "a delta"),
        Way::Full => ("整包", "the full pack"),
        Way::Objects => ("逐个文件，最多", "file by file, at most"),
    };
    let waits = plan.waits.map(|one| super::kiosk_status::waits(one).get(globals.lang).to_owned() + "\n");
    let left = if plan.left_out.is_nothing() {
        String::new()
    } else {
        format!("{}\n", super::kiosk_status::left_out(plan.left_out).get(globals.lang))
    };
    let told = match (globals.lang, from == to) {
        (Lang::Zh, true) => format!("没有新内容，仍是第 {to} 版（查看用了 {spent} 字节）\n"),
        (Lang::En, true) => format!("nothing new, still release {to} (looking took {spent} bytes)\n"),
        (Lang::Zh, false) => format!(
            "要从第 {from} 版换到第 {to} 版：{zh} {kib} KiB，{requests} 次请求，来自 {source}（查看用了 {spent} 字节）；什么也没有改\n"
        ),
        (Lang::En, false) => format!(
            "release {from} would become {to}: {en} {kib} KiB, {requests} requests, from {source} (looking took {spent} bytes); nothing was changed\n"
        ),
    };
    told + &waits.unwrap_or_default() + &left
}
