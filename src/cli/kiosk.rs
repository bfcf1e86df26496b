//! `kepu kiosk`: a box that fetches, checks and shows. Built also without `studio`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;
use jiff::SignedDuration;

use super::exit::{CliError, Exit};
use super::kiosk_fault::{pull_fault, store_fault};
use super::kiosk_night::night;
use super::kiosk_record::{self, Desk};
use super::kiosk_serve::serve;
use super::{Globals, kiosk_provenance, say};
use super::{kiosk_apply, kiosk_doctor, kiosk_export, kiosk_plan, kiosk_status};
use crate::bundle::manifest::ManifestEntry;
use crate::diag::Lang;
use crate::host::fetch::{Folder, Web};
use crate::host::kiosk_disk::KioskDisk;
use crate::host::meter::Metered;
use crate::host::{files, terminal};
use crate::kiosk::pull::{ClockState, Report, Terms, Visit, Way, repair};
use crate::kiosk::rollout::Pace;
use crate::kiosk::settings::{Disk, SETTINGS, Settings, Window, courier_days, is_code};
use crate::kiosk::{Store, StoreFault};
use crate::model::fetch::Source;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let Some((verb, args)) = args.subcommand() else { return Ok(Exit::Usage) };
    let folder = args.get_one::<PathBuf>("store").cloned().unwrap_or_else(|| PathBuf::from("kepu-kiosk"));
    match verb {
        "enrol" => enrol(globals, &folder, args),
        "pull" => fetch(globals, &folder, args).inspect_err(|error| kiosk_record::lost(&folder, error)),
        "verify" => verify(globals, &folder, args),
        "emergency" => super::kiosk_emergency::run(globals, &folder, args),
        "serve" => serve(globals, &folder, args),
        "rollback" => rollback(globals, &folder, args),
        "status" => kiosk_status::run(globals, &folder, args),
        "apply" => kiosk_apply::run(globals, &folder),
        "doctor" => kiosk_doctor::run(globals, &folder),
        "gc" => gc(globals, &folder),
        "export-tree" => kiosk_export::run(globals, &folder, args),
        _ => Ok(Exit::Usage),
    }
}

fn enrol(globals: &Globals, folder: &Path, args: &ArgMatches) -> Result<Exit, CliError> {
    let word = |name: &str| args.get_one::<String>(name).cloned();
    let root = files::read(&args.get_one::<PathBuf>("root-file").cloned().unwrap_or_default())?;
    let channel = word("channel").unwrap_or_default();
    let window = word("window");
    if let Some(window) = window.as_ref().filter(|window| Window::read(window).is_none()) {
        return Err(CliError::new(
            Exit::Usage,
            format!("--window {window} 不是时段"),
            format!("--window {window} is no span of hours"),
        )
        .hint("例如 --window 01:00-05:00", "for instance --window 01:00-05:00"));
    }
    let region = word("region");
    if let Some(code) = region.as_ref().filter(|code| !is_code(code)) {
        return Err(CliError::new(
            Exit::Usage,
            format!("--region {code} 不是六位行政区划代码"),
            format!("--region {code} is no administrative code of six digits"),
        )
        .hint("例如 --region 360733", "for instance --region 360733"));
    }
    let settings = Settings {
        region,
        id: word("id").unwrap_or_default(),
        sources: args.get_many::<String>("source").into_iter().flatten().cloned().collect(),
        window,
        limit_kib: args.get_one::<u64>("limit").copied(),
        courier_days: courier_days(),
        provenance: kiosk_provenance::demand(args),
        disk: Disk {
            max_mib: args.get_one::<u64>("disk-max").copied(),
            reserve_mib: args.get_one::<u64>("disk-reserve").copied(),
        },
        rollout: Pace::default(),
        beacon: word("beacon"),
        status_put: word("status-put"),
    };
    kiosk_record::can_report(&settings)?;
    let disk = Arc::new(KioskDisk::new(folder.to_owned())?);
    let made = if args.get_flag("again") {
        Store::enrol_again(disk, &root, &channel)
    } else {
        Store::create(disk, &root, &channel)
    };
    made.map_err(|fault| store_fault(&fault))?;
    // A struct of texts and numbers always has a JSON form.
    let text = serde_json::to_string_pretty(&settings).unwrap_or_default() + "\n";
    files::write_whole(&folder.join(SETTINGS), text.as_bytes())?;
    let id = &settings.id;
    say(&match globals.lang {
        Lang::Zh => format!("{id} 已入网，频道 {channel}；下一步：kepu kiosk pull\n"),
        Lang::En => format!("{id} is enrolled for channel {channel}; next: kepu kiosk pull\n"),
    })?;
    Ok(Exit::Fine)
}

fn fetch(globals: &Globals, folder: &Path, args: &ArgMatches) -> Result<Exit, CliError> {
    let settings = settings(folder)?;
    let assumed = kiosk_plan::assumed(args)?;
    if args.get_flag("dry-run") {
        return kiosk_plan::run(globals, folder, &settings, args);
    }
    let window = if args.get_flag("in-window") { hours(&settings, folder) } else { None };
    let wait = window.map_or(0, |window| window.wait(&settings.id, globals.now));
    terminal::sleep(wait);
    // A poll for emergencies may hold the store for some seconds; it must not cost a box its night.
    let patience = if window.is_some() { 60 } else { 0 };
    let (_lock, mut store) = open_to_write_within(folder, patience)?;
    let from = args.get_one::<PathBuf>("from");
    // Hours may have passed in waiting.
    let system = globals.now.saturating_add(SignedDuration::from_secs(wait.cast_signed())).unwrap_or(globals.now);
    let system = assumed.unwrap_or(system);
    let visit = Visit { system, courier_days: settings.courier_days };
    let hours = window.map(|window| (window, settings.id.as_str()));
    let outcome = {
        // What they draw is gone before anything is told.
        let sources = watched(globals, sources(&settings, from));
        let sources: Vec<&dyn Source> = sources.iter().map(|source| &**source).collect();
        night(&mut store, &sources, (visit, &terms(&settings, args)), hours)
    };
    let desk = Desk { globals, settings: &settings, store: &store, system, stick: from };
    let report = kiosk_record::pulled(&desk, outcome)?;
    say(&told(globals, &report))?;
    Ok(if report.from == report.to { Exit::NothingNew } else { Exit::Fine })
}

/// The box's own hours, else those that the release suggests.
fn hours(settings: &Settings, folder: &Path) -> Option<Window> {
    let own = settings.window.clone();
    let suggested = || open(folder).ok().and_then(|store| store.status(&settings.id, jiff::Timestamp::MIN).window);
    own.or_else(suggested).as_deref().and_then(Window::read)
}

/// What the box's own file says. Whoever carries a stick has come for all that is on it.
pub(super) fn terms(settings: &Settings, args: &ArgMatches) -> Terms {
    let is_carried = args.get_one::<PathBuf>("from").is_some();
    let pace = if is_carried { Pace::First } else { settings.rollout };
    Terms { pace, ..settings.terms() }
}

pub(super) fn sources(settings: &Settings, stick: Option<&PathBuf>) -> Vec<Box<dyn Source>> {
    match stick {
        Some(stick) => vec![Box::new(Folder::new(stick.clone()))],
        None => settings.sources.iter().map(|source| source_of(source, settings)).collect(),
    }
}

/// The same before somebody's eyes.
fn watched(globals: &Globals, sources: Vec<Box<dyn Source>>) -> Vec<Box<dyn Source>> {
    if !globals.watched {
        return sources;
    }
    let words = globals.t("取回", "fetched");
    sources.into_iter().map(|source| Box::new(Metered::new(source, words)) as Box<dyn Source>).collect()
}

pub(super) fn source_of(address: &str, settings: &Settings) -> Box<dyn Source> {
    if address.contains("://") {
        Box::new(Web::new(address, settings.limit_kib.map(|kib| kib.saturating_mul(1024))))
    } else {
        Box::new(Folder::new(PathBuf::from(address)))
    }
}

pub(super) fn told(globals: &Globals, report: &Report) -> String {
    let (to, kib, requests, source) = (report.to, report.bytes.div_ceil(1024), report.requests, &report.source);
    let mut text = match (globals.lang, report.from == report.to) {
        (Lang::Zh, true) => format!("没有新内容，仍是第 {to} 版（{requests} 次请求，{} 字节）\n", report.bytes),
        (Lang::En, true) => format!("nothing new, still release {to} ({requests} requests, {} bytes)\n", report.bytes),
        (Lang::Zh, false) => {
            let way = match report.way {
                Way::Nothing => "文件都已在本机",
                Way::Delta => "增量",
                Way::Full => "整包",
                Way::Objects => "逐个文件",
            };
            format!("已换上第 {to} 版：{way}，{kib} KiB，{requests} 次请求，来自 {source}\n")
        }
        (Lang::En, false) => {
            let way = match report.way {
                Way::Nothing => "every file was here",
                Way::Delta => "a delta",
                Way::Full => "the full pack",
                Way::Objects => "file by file",
            };
            format!("release {to} is shown: {way}, {kib} KiB, {requests} requests, from {source}\n")
        }
    };
    if report.denied > 0 {
        text += &match globals.lang {
            Lang::Zh => format!("新撤下 {} 篇\n", report.denied),
            Lang::En => format!("{} articles were retracted\n", report.denied),
        };
    }
    if let Some(waits) = report.waits {
        text += &format!("{}\n", kiosk_status::waits(waits).get(globals.lang));
    }
    if report.filled > 0 {
        text += &match globals.lang {
            Lang::Zh => format!("补上先前放不下的 {} 个文件\n", report.filled),
            Lang::En => format!("{} files came that had been left out\n", report.filled),
        };
    }
    if !report.left_out.is_nothing() {
        text += &format!("{}\n", kiosk_status::left_out(report.left_out).get(globals.lang));
    }
    if report.clock == ClockState::Behind {
        text += globals.t(
            "本机时钟慢了，按已签名的时间计算；请校准或换电池\n",
            "the clock is behind; the signed time was used. Set it, or change the battery\n",
        );
    }
    text
}

fn verify(globals: &Globals, folder: &Path, args: &ArgMatches) -> Result<Exit, CliError> {
    #[cfg(feature = "studio")]
    if args.get_flag("rebuild") {
        return super::kiosk_rebuild::rebuild(globals, &open(folder)?);
    }
    if args.get_flag("provenance") {
        return kiosk_provenance::verify(globals, &open(folder)?, args);
    }
    let is_repair = args.get_flag("repair");
    let (_lock, store) =
        if is_repair { open_to_write(folder).map(|(lock, store)| (Some(lock), store))? } else { (None, open(folder)?) };
    let Some(current) = store.current() else { return Err(nothing_shown()) };
    let damaged = store.damaged(current.serial).map_err(|fault| store_fault(&fault))?;
    kiosk_record::verified(folder, is_repair, (globals.now, &store, damaged.len()));
    let list: String = damaged.iter().map(|entry| format!("    {}\n", entry.path)).collect();
    if damaged.is_empty() {
        let left = store.left_out_of_shown();
        let files = store.manifest().map_or(0, |manifest| manifest.entries().len() as u64) - left.files;
        say(&match globals.lang {
            Lang::Zh => format!("第 {} 版，{files} 个文件全部完好\n", current.serial),
            Lang::En => format!("release {}: all {files} files are sound\n", current.serial),
        })?;
        if !left.is_nothing() {
            say(&format!("{}\n", kiosk_status::left_out(left).get(globals.lang)))?;
        }
        return Ok(Exit::Fine);
    }
    if is_repair {
        let settings = settings(folder)?;
        let sources: Vec<Box<dyn Source>> = settings.sources.iter().map(|one| source_of(one, &settings)).collect();
        let sources: Vec<&dyn Source> = sources.iter().map(|source| &**source).collect();
        repair(&store, &sources, &damaged).map_err(|fault| pull_fault(&fault))?;
        let left = store.damaged(current.serial).map_err(|fault| store_fault(&fault))?;
        kiosk_record::verified(folder, true, (globals.now, &store, left.len()));
        if !left.is_empty() {
            return Err(still_damaged(current.serial, &left));
        }
        say(&match globals.lang {
            Lang::Zh => format!("修好 {} 个文件：\n{list}", damaged.len()),
            Lang::En => format!("{} files were repaired:\n{list}", damaged.len()),
        })?;
        return Ok(Exit::Fine);
    }
    Err(CliError::new(
        Exit::Damaged,
        format!("第 {} 版有 {} 个文件缺失或损坏：\n{list}", current.serial, damaged.len()),
        format!("release {}: {} files are missing or damaged:\n{list}", current.serial, damaged.len()),
    )
    .hint("kepu kiosk verify --repair 会把它们重新取来", "kepu kiosk verify --repair fetches them again"))
}

fn still_damaged(serial: u64, left: &[ManifestEntry]) -> CliError {
    let list: String = left.iter().map(|entry| format!("    {}\n", entry.path)).collect();
    let n = left.len();
    CliError::new(
        Exit::Damaged,
        format!("第 {serial} 版还有 {n} 个文件没修好：\n{list}"),
        format!("release {serial}: {n} files are still damaged:\n{list}"),
    )
    .hint("反复出现就换盘", "change the disk if it comes again")
}

fn rollback(globals: &Globals, folder: &Path, args: &ArgMatches) -> Result<Exit, CliError> {
    let (_lock, mut store) = open_to_write(folder)?;
    if args.get_flag("unpin") {
        store.unpin().map_err(|fault| store_fault(&fault))?;
        say(globals.t("下次更新时取新版\n", "the next update takes the newest release\n"))?;
        return Ok(Exit::Fine);
    }
    let kept = store.releases().map_err(|fault| store_fault(&fault))?;
    let Some(before) = kept.get(1) else {
        return Err(CliError::new(Exit::NoRelease, "没有留着更早的版本", "no earlier release is kept"));
    };
    store.roll_back(before.serial).map_err(|fault| store_fault(&fault))?;
    let serial = before.serial;
    say(&match globals.lang {
        Lang::Zh => format!("已退回第 {serial} 版；撤下的文章仍不会出现\n"),
        Lang::En => format!("release {serial} is shown again; what was retracted stays away\n"),
    })?;
    Ok(Exit::Fine)
}

fn gc(globals: &Globals, folder: &Path) -> Result<Exit, CliError> {
    let (_lock, mut store) = open_to_write(folder)?;
    let swept = store.gc().map_err(|fault| store_fault(&fault))?;
    let n = swept.objects;
    say(&match globals.lang {
        Lang::Zh => format!("清掉 {n} 个文件\n"),
        Lang::En => format!("{n} files were removed\n"),
    })?;
    Ok(Exit::Fine)
}

pub(super) fn settings(folder: &Path) -> Result<Settings, CliError> {
    let path = folder.join(SETTINGS);
    let Some(bytes) = files::read_if_there(&path)? else { return Err(store_fault(&StoreFault::NoStore)) };
    serde_json::from_slice(&bytes).map_err(|error| {
        let shown = path.display();
        CliError::new(Exit::Usage, format!("{shown} 读不懂：{error}"), format!("{shown} cannot be read: {error}"))
    })
}

pub(super) fn open(folder: &Path) -> Result<Store, CliError> {
    let disk = Arc::new(KioskDisk::new(folder.to_owned())?);
    Store::open(disk).map_err(|fault| store_fault(&fault))
}

/// A run that writes holds the lock, as mending clears away what another run may be about to move into its place.
pub(super) fn open_to_write(folder: &Path) -> Result<(std::fs::File, Store), CliError> {
    open_to_write_within(folder, 0)
}

fn open_to_write_within(folder: &Path, seconds: u32) -> Result<(std::fs::File, Store), CliError> {
    let lock = files::lock_within(&folder.join("lock"), seconds)?.ok_or_else(busy)?;
    let mut store = open(folder)?;
    store.recover().map_err(|fault| store_fault(&fault))?;
    Ok((lock, store))
}

pub(super) fn busy() -> CliError {
    CliError::new(Exit::Busy, "另一次更新正在进行", "another run is at work")
}

pub(super) fn nothing_shown() -> CliError {
    CliError::new(Exit::NoRelease, "还没有内容", "there is nothing to show yet")
        .hint("kepu kiosk pull", "kepu kiosk pull")
}
