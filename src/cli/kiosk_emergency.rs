//! `kepu kiosk emergency`, and the same beside the screen for as long as it is served.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use clap::ArgMatches;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::exit::{CliError, Exit};
use super::kiosk::{busy, open, settings, source_of};
use super::kiosk_fault::{pull_fault, store_fault};
use super::{Globals, kiosk_record, say};
use crate::diag::Lang;
use crate::host::fetch::Folder;
use crate::host::loopback::now;
use crate::host::uptime::uptime;
use crate::host::{files, terminal};
use crate::kiosk::Store;
use crate::kiosk::emergency::receipt::{Receipt, Shown};
use crate::kiosk::emergency::{Board, Clocks, Heard, Showing, Uptime, ask, believe};
use crate::kiosk::settings::Settings;
use crate::model::fetch::Source;
use crate::model::units::china_rfc3339;

/// Held by whoever writes what is known of emergencies; never for longer than one poll.
const LOCK: &str = "lock.emergency";
/// Held by whoever writes the store, perhaps for hours.
const STORE_LOCK: &str = "lock";
/// Seconds between looks at the clocks.
const BEAT: u64 = 5;

/// Both clocks of this machine.
pub(super) fn clocks(system: Timestamp) -> Clocks {
    let (boot, seconds) = uptime();
    Clocks { system, uptime: Uptime { boot, seconds } }
}

/// Runs the command: one poll.
pub(super) fn run(globals: &Globals, folder: &Path, args: &ArgMatches) -> Result<Exit, CliError> {
    let settings = settings(folder)?;
    let sources = match args.get_one::<PathBuf>("from") {
        Some(stick) => vec![Box::new(Folder::new(stick.clone())) as Box<dyn Source>],
        None => settings.sources.iter().map(|source| source_of(source, &settings)).collect(),
    };
    let clocks = clocks(globals.now);
    let (heard, board) = once(folder, &sources, &clocks)?.ok_or_else(busy)?;
    let showing = board.showing(settings.region.as_deref(), &clocks);
    say(&told(globals, &settings, &heard, showing.as_ref()))?;
    Ok(if heard.is_news { Exit::Fine } else { Exit::NothingNew })
}

/// One poll; nothing when another one is at work.
fn once(folder: &Path, sources: &[Box<dyn Source>], clocks: &Clocks) -> Result<Option<(Heard, Board)>, CliError> {
    let Some(_lock) = files::lock(&folder.join(LOCK))? else { return Ok(None) };
    let sources: Vec<&dyn Source> = sources.iter().map(|source| &**source).collect();
    // Without the store's lock, as a dead line takes its time.
    let answers = ask(&sources);
    let fault = |fault| store_fault(&fault);
    let mut store = open(folder)?;
    let mut board = store.emergency().map_err(fault)?;
    // A new root is written into the store, which a long download may hold: then that one looks for roots.
    let is_new = answers.iter().any(|answer| answer.is_new(&board));
    let store_lock = if is_new { files::lock(&folder.join(STORE_LOCK))? } else { None };
    if store_lock.is_some() {
        store = open(folder)?;
        store.recover().map_err(fault)?;
    }
    let heard = believe(&mut store, &mut board, answers, (clocks, store_lock.is_some()));
    drop(store_lock);
    board.settle(&BTreeSet::new(), clocks);
    store.keep_emergency(&mut board).map_err(fault)?;
    Ok(Some((heard.map_err(|fault| pull_fault(&fault))?, board)))
}

fn told(globals: &Globals, settings: &Settings, heard: &Heard, showing: Option<&Showing>) -> String {
    let news = if heard.is_news {
        globals.t("应急提示有变化", "emergency notices changed")
    } else {
        globals.t("应急提示没有变化", "no news of emergencies")
    };
    let place = settings.region.as_deref().unwrap_or(globals.t("未设地区，全部展示", "no region, all are shown"));
    let mut text = match globals.lang {
        Lang::Zh => format!("{news}（{} 字节；本站地区：{place}）\n", heard.bytes),
        Lang::En => format!("{news} ({} bytes; region: {place})\n", heard.bytes),
    };
    let Some(showing) = showing else {
        return text + globals.t("  现在没有要展示的\n", "  nothing is to be shown now\n");
    };
    for alert in &showing.notices {
        let drill = if showing.is_drill { globals.t("【演练】", "[drill] ") } else { "" };
        let (level, title, end) = (alert.level.token(), &alert.title, china_rfc3339(alert.expires));
        text += &match globals.lang {
            Lang::Zh => format!("  {drill}{level}级 {title}，到 {end}\n"),
            Lang::En => format!("  {drill}level {level}: {title}, until {end}\n"),
        };
    }
    text
}

/// What `kepu kiosk status --json` says of emergencies. Fields are added, never changed.
#[derive(Serialize)]
pub(super) struct Told {
    region: Option<String>,
    sequence: u64,
    signed: Option<String>,
    is_silent: bool,
    drill_sequence: u64,
    is_drill: bool,
    showing: Vec<String>,
    shown_at: std::collections::BTreeMap<String, String>,
    shown: Vec<Shown>,
}

/// What a kiosk knows of emergencies, with the receipt of its status.
pub(super) fn standing(
    (store, receipt): (&Store, Option<Receipt>),
    settings: &Settings,
    system: Timestamp,
) -> Result<Told, CliError> {
    let board = store.emergency().map_err(|fault| store_fault(&fault))?;
    let clocks = clocks(system);
    let [live, drill] = board.standing(&clocks);
    let showing = board.showing(settings.region.as_deref(), &clocks);
    let shown = live.iter().chain(&drill).flat_map(|standing| &standing.shown);
    Ok(Told {
        region: settings.region.clone(),
        sequence: live.as_ref().map_or(0, |live| live.sequence),
        signed: live.as_ref().map(|live| china_rfc3339(live.signed)),
        is_silent: live.as_ref().is_some_and(|live| live.is_silent),
        drill_sequence: drill.as_ref().map_or(0, |drill| drill.sequence),
        is_drill: showing.as_ref().is_some_and(|showing| showing.is_drill),
        shown_at: shown.map(|(article, first)| (article.clone(), china_rfc3339(first.at))).collect(),
        shown: receipt.map(|receipt| receipt.shown).unwrap_or_default(),
        showing: showing.iter().flat_map(|showing| &showing.notices).map(|alert| alert.article.clone()).collect(),
    })
}

/// The line that `kepu kiosk status` adds; none where there is nothing to be told.
pub(super) fn line(globals: &Globals, told: &Told) -> String {
    if told.showing.is_empty() {
        return String::new();
    }
    let drill = if told.is_drill { globals.t("（演练）", " (drill)") } else { "" };
    let list = told.showing.join(globals.t("、", ", "));
    match globals.lang {
        Lang::Zh => format!("应急提示{drill}正在展示：{list}\n"),
        Lang::En => format!("emergency notices{drill} on the screen: {list}\n"),
    }
}

/// Articles that were given to the screen since they were last written down.
#[derive(Clone, Default)]
pub(super) struct Handed(Arc<Mutex<BTreeSet<String>>>);

impl Handed {
    /// Remembers what an answer held.
    pub(super) fn note(&self, showing: &Showing) {
        let mut handed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        handed.extend(showing.notices.iter().map(|alert| alert.article.clone()));
    }

    fn take(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Polls every so many seconds and writes down what ended and what was shown, for as long as the program runs. With 0
/// it only looks at the clocks.
pub(super) fn start(folder: PathBuf, seconds: u64, (offset, lang): (SignedDuration, Lang), handed: Handed) {
    std::thread::spawn(move || {
        let mut last: Option<u64> = None;
        let mut said = String::new();
        loop {
            let system = Timestamp::try_from(now()).unwrap_or(Timestamp::UNIX_EPOCH);
            let clocks = clocks(system.saturating_add(offset).unwrap_or(system));
            let is_due = last.is_none_or(|last| clocks.uptime.seconds.saturating_sub(last) >= seconds);
            let done = if seconds > 0 && is_due {
                last = Some(clocks.uptime.seconds);
                polled(&folder, &clocks)
            } else {
                Ok(())
            };
            let settled = done.and_then(|()| settled(&folder, &handed, &clocks));
            let done = settled.map(|is_first| {
                if is_first {
                    kiosk_record::shown(&folder, clocks.system);
                }
            });
            // The same fault every other minute would fill the journal.
            let words = done.err().map(|error| error.render(lang)).unwrap_or_default();
            if words != said && !words.is_empty() {
                // Nobody may be listening; the screen goes on.
                let _ = terminal::print_error(&words);
            }
            said = words;
            terminal::sleep(BEAT.min(if seconds == 0 { BEAT } else { seconds }));
        }
    });
}

fn polled(folder: &Path, clocks: &Clocks) -> Result<(), CliError> {
    let settings = settings(folder)?;
    let sources: Vec<Box<dyn Source>> = settings.sources.iter().map(|one| source_of(one, &settings)).collect();
    once(folder, &sources, clocks).map(drop)
}

/// Says whether a notice was given to the screen for the first time.
fn settled(folder: &Path, handed: &Handed, clocks: &Clocks) -> Result<bool, CliError> {
    let Some(_lock) = files::lock(&folder.join(LOCK))? else { return Ok(false) };
    let store = open(folder)?;
    let fault = |fault| store_fault(&fault);
    let mut board = store.emergency().map_err(fault)?;
    let is_first = board.settle(&handed.take(), clocks);
    store.keep_emergency(&mut board).map_err(fault)?;
    Ok(is_first)
}
