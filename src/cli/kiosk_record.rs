//! After a run: what it came to is written down, and told outwards if the operator wished it. A failure of telling
//! changes nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::Globals;
use super::exit::{CliError, Exit};
use super::kiosk::{open, settings};
use super::kiosk_fault::pull_fault;
use crate::bundle::place;
use crate::diag::Lang;
use crate::host::kiosk_disk::KioskDisk;
use crate::host::{files, outward, terminal};
use crate::kiosk::journal::{Checked, Clock, Outcome};
use crate::kiosk::pull::{PullFault, Report};
use crate::kiosk::settings::Settings;
use crate::kiosk::status::Status;
use crate::kiosk::{Store, beacon, clock};
use crate::model::disk::Disk as _;

/// Whole files are hashed after every change, and at night once a week.
const VERIFY_DAYS: i64 = 7;

/// What a pull ran with.
pub(super) struct Desk<'a> {
    pub(super) globals: &'a Globals,
    pub(super) settings: &'a Settings,
    pub(super) store: &'a Store,
    pub(super) system: Timestamp,
    pub(super) stick: Option<&'a PathBuf>,
}

/// Refuses settings with which nothing could be told.
pub(super) fn can_report(settings: &Settings) -> Result<(), CliError> {
    if !beacon::is_station_id(&settings.id) {
        let id = &settings.id;
        return Err(CliError::new(
            Exit::Usage,
            format!("KB192 站点编号“{id}”不合规"),
            format!("KB192 the station id `{id}` is malformed"),
        )
        .hint(
            "照登记册 stations.yaml 写：小写字母、数字，中间可用 - _ .",
            "as in stations.yaml: lower-case letters and digits, with - _ . between them",
        ));
    }
    let is_web = |address: &&String| !address.starts_with("http://") && !address.starts_with("https://");
    match settings.beacon.iter().chain(&settings.status_put).find(is_web) {
        Some(_) => Err(CliError::new(
            Exit::Usage,
            "KB192 --beacon 和 --status-put 要写完整网址",
            "KB192 --beacon and --status-put take whole web addresses",
        )
        .hint("以 https:// 或 http:// 开头", "begin with https:// or http://")),
        None => Ok(()),
    }
}

/// After a pull.
pub(super) fn pulled(desk: &Desk<'_>, outcome: Result<Report, PullFault>) -> Result<Report, CliError> {
    let clock = clock_of(desk, outcome.as_ref().err());
    let fetched = outcome.as_ref().map(|report| report.bytes).unwrap_or_default();
    let source = outcome.as_ref().map(|report| plain(&report.source)).unwrap_or_default();
    let waits = outcome.as_ref().ok().and_then(|report| report.waits);
    let is_new = outcome.as_ref().is_ok_and(|report| report.from != report.to);
    let mut told = outcome.map_err(|fault| pull_fault(&fault));
    let damaged = if told.is_ok() { check(desk, is_new) } else { 0 };
    if damaged > 0 {
        told = Err(CliError::new(
            Exit::Damaged,
            format!("KB190 换上后核对，有 {damaged} 个文件损坏"),
            format!("KB190 {damaged} files are damaged after the switch"),
        )
        .hint(
            "kepu kiosk verify --repair；反复出现就换盘",
            "kepu kiosk verify --repair; change the disk if it comes again",
        ));
    }
    let code = match &told {
        Ok(report) if report.from == report.to => Exit::NothingNew.code(),
        Ok(_) => Exit::Fine.code(),
        Err(error) => error.exit.code(),
    };
    let serial = desk.store.current().map_or(0, |current| current.serial);
    let bare =
        Outcome { at: desk.system, code, fault: None, message: String::new(), source, serial, bytes: fetched, waits };
    let outcome = match &told {
        Ok(_) => bare,
        Err(error) => bare.told(&plain(error.message().get(Lang::Zh))),
    };
    // A disk that takes no more is told by the run itself.
    let _ = desk.store.note_pull(outcome, clock);
    let status = desk.store.status(&desk.settings.id, desk.system);
    let _ = desk.store.leave_status(&status);
    for note in outwards(desk, &status, code) {
        let _ = terminal::print_error(&note);
    }
    told
}

/// After a check: written down unless somebody else is writing.
pub(super) fn verified(folder: &Path, holds_lock: bool, (now, store, damaged): (Timestamp, &Store, usize)) {
    let lock = if holds_lock { None } else { files::lock(&folder.join("lock")).ok().flatten() };
    if lock.is_none() && !holds_lock {
        return;
    }
    note_check(store, now, damaged);
    if let Ok(settings) = settings(folder) {
        // A disk that takes no more loses this and nothing else.
        let _ = store.leave_status(&store.status(&settings.id, now));
    }
}

/// After a notice was given to the screen for the first time: a receipt is not to wait for the next pull. A beacon tells
/// how the last pull ended, so that there is none before the first.
pub(super) fn shown(folder: &Path, now: Timestamp) {
    let (Ok(settings), Ok(store)) = (settings(folder), open(folder)) else { return };
    let status = store.status(&settings.id, now);
    // Whoever holds the store leaves a status at its end.
    if let Some(_lock) = files::lock(&folder.join("lock")).ok().flatten() {
        let _ = store.leave_status(&status);
    }
    if let (Some(address), Some(pull)) = (&settings.beacon, &status.last_pull) {
        let _ = outward::get(&joined(address, &beacon::query(&settings.id, pull.code, Some(&status))));
    }
    if let Some(address) = &settings.status_put {
        let _ = outward::put(address, status.text().as_bytes());
    }
}

/// A station that cannot read its store can still say so.
pub(super) fn lost(folder: &Path, error: &CliError) {
    let settings = settings(folder).ok().filter(|_| error.exit == Exit::Enrolment);
    if let Some(settings) = settings
        && let Some(address) = &settings.beacon
    {
        let query = beacon::query(&settings.id, error.exit.code(), None);
        let _ = outward::get(&joined(address, &query));
    }
}

fn check(desk: &Desk<'_>, is_new: bool) -> usize {
    let Some(current) = desk.store.current() else { return 0 };
    let known = desk.store.last().verify.filter(|checked| checked.manifest == current.manifest.hex());
    let is_due =
        known.is_none_or(|checked| desk.system.duration_since(checked.at).abs().as_hours() >= VERIFY_DAYS * 24);
    if !is_new && !is_due {
        return 0;
    }
    // What could not be looked at is not noted as looked at: the status says "not verified".
    let Ok(damaged) = desk.store.damaged(current.serial) else { return 0 };
    note_check(desk.store, desk.system, damaged.len());
    damaged.len()
}

pub(super) fn note_check(store: &Store, now: Timestamp, damaged: usize) {
    if let Some(current) = store.current() {
        let (serial, manifest) = (current.serial, current.manifest.hex());
        let _ = store.note_verify(Checked { at: now, serial, manifest, damaged: damaged as u64 });
    }
}

/// When everything is over, a server's clock tells whether it is ours that runs ahead.
fn clock_of(desk: &Desk<'_>, fault: Option<&PullFault>) -> Clock {
    let floor = desk.store.trust().floor;
    if !matches!(fault, Some(PullFault::Refused(refusal)) if refusal.is_expiry()) {
        return clock::look(desk.system, floor, None);
    }
    let channel = &desk.store.trust().channel;
    let webs = desk.settings.sources.iter().filter(|source| source.contains("://"));
    let look = |source: &String| served_clock(source, channel, (desk.system, floor));
    webs.map(look).find(|clock| *clock == Clock::Ahead).unwrap_or_else(|| clock::look(desk.system, floor, None))
}

/// What a web source makes of our clock.
pub(super) fn served_clock(source: &str, channel: &str, (system, floor): (Timestamp, Timestamp)) -> Clock {
    use crate::host::fetch::Web;
    use crate::model::fetch::Source as _;
    let path = place::timestamp(channel);
    let served = outward::date(&format!("{}/{path}", source.trim_end_matches('/')));
    let bytes = Web::new(source, None).small(&path, crate::tuf::trust::MAX_TIMESTAMP_BYTES).unwrap_or_default();
    let signed = clock::claimed(&bytes).map_or(floor, |claimed| claimed.max(floor));
    clock::look(system, signed.min(system), served.as_deref().and_then(clock::of_header))
}

fn outwards(desk: &Desk<'_>, status: &Status, code: u8) -> Vec<String> {
    let mut notes = Vec::new();
    let mut say = |what: (&str, &str), result: Result<(), String>| {
        if let Err(why) = result {
            notes.push(match desk.globals.lang {
                Lang::Zh => format!("KB191 {}没有送出：{why}（不影响更新）\n", what.0),
                Lang::En => format!("KB191 the {} was not sent: {why} (the update is not affected)\n", what.1),
            });
        }
    };
    if let Some(stick) = desk.stick {
        say(("U 盘上的回执", "receipt on the stick"), receipt(stick, status));
    }
    if let Some(address) = &desk.settings.beacon {
        let query = beacon::query(&desk.settings.id, code, Some(status));
        say(("信标", "beacon"), outward::get(&joined(address, &query)));
    }
    if let Some(address) = &desk.settings.status_put {
        say(("状态", "status"), outward::put(address, status.text().as_bytes()));
    }
    notes
}

/// Leaves the status on a stick that can be written to, never through a link.
fn receipt(stick: &Path, status: &Status) -> Result<(), String> {
    if !files::exists(&stick.join("c")) {
        return Err("no stick".to_owned());
    }
    if !beacon::is_station_id(&status.id) {
        return Err("KB192".to_owned());
    }
    let disk = Arc::new(KioskDisk::new(stick.to_owned()).map_err(|error| error.to_string())?);
    let (new, path) = (format!("outbox/{}.new", status.id), format!("outbox/{}.json", status.id));
    let write = || -> std::io::Result<()> {
        disk.make_dir("outbox")?;
        disk.write(&new, status.text().as_bytes())?;
        disk.sync(&new)?;
        disk.rename(&new, &path)?;
        disk.sync(&path)
    };
    write().map_err(|error| error.to_string())
}

fn joined(address: &str, query: &str) -> String {
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}{query}")
}

/// A text without what may be secret in web addresses: who logs in, and what stands behind `?`.
pub(super) fn plain(text: &str) -> String {
    let word = |word: &str| match word.split_once("://") {
        None => word.to_owned(),
        Some((scheme, rest)) => {
            let rest = rest.split('?').next().unwrap_or_default();
            let (host, path) = rest.split_once('/').map_or((rest, ""), |(host, path)| (host, path));
            let host = host.rsplit('@').next().unwrap_or_default();
            let slash = if path.is_empty() { "" } else { "/" };
            format!("{scheme}://{host}{slash}{path}")
        }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
