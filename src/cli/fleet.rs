//! `kepu fleet report`: one static page for all stations; `kepu fleet ledger`: how emergencies were answered; `objects`
//! stands beside them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::bundle::read_roots;
use super::context::Site;
use super::exit::{CliError, Exit};
use super::{Globals, fleet_ledger, say};
use crate::bundle::publish::{Newest, newest};
use crate::diag::Lang;
use crate::fleet::{Grade, Ground, Inputs, Report};
use crate::host::repository::Folder;
use crate::host::{files, terminal, walk};

/// A pull comes every four hours; after three days of silence something is wrong.
const SILENT_DAYS: u32 = 3;
/// No honest status is larger.
const MAX_STATUS_BYTES: u64 = 64 * 1024;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    match args.subcommand() {
        Some(("report", args)) => report(globals, args),
        Some(("ledger", args)) => fleet_ledger::run(globals, args),
        Some(("objects", args)) => super::fleet_objects::run(globals, args),
        _ => Ok(Exit::Usage),
    }
}

/// What stations said: by files and in logs.
pub(super) fn inputs(globals: &Globals, args: &ArgMatches) -> Result<Inputs, CliError> {
    let mut inputs = Inputs::new(globals.now);
    for folder in args.get_many::<PathBuf>("statuses").into_iter().flatten() {
        for bytes in walk::small_files(folder, "json", MAX_STATUS_BYTES)? {
            inputs.status(&bytes);
        }
    }
    for log in args.get_many::<PathBuf>("log").into_iter().flatten() {
        walk::lines(log, &mut |line| inputs.line(line))?;
    }
    Ok(inputs)
}

fn report(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let site = Site::open(globals)?;
    let folder =
        |name: &str, usual: &str| args.get_one::<PathBuf>(name).cloned().unwrap_or_else(|| site.root.join(usual));
    let stations = &site.library.stations;
    let inputs = inputs(globals, args)?;
    let (dist, roots) = (folder("dist", "dist"), folder("roots", "roots"));
    let ledger = fleet_ledger::ledger(globals, (&site, &dist, &roots), &inputs, &[])?;
    let newest = offered(globals, &site, &dist, &roots);
    let ground = Ground {
        settings: &site.library.settings,
        stations,
        unreadable: site
            .library
            .findings
            .iter()
            .filter(|(path, _)| path.as_str() == "stations.yaml")
            .map(|(_, found)| found.iter().count())
            .sum(),
        newest: &newest,
        now: globals.now,
        silent_days: i64::from(args.get_one::<u32>("silent-days").copied().unwrap_or(SILENT_DAYS)),
    };
    let report = Report { ledger: Some(ledger), ..Report::new(ground, inputs) };
    let out = folder("out", "fleet");
    for (name, text) in report.outputs() {
        files::write_whole(&out.join(name), text.as_bytes())?;
    }
    say(&told(globals, &report, &out))?;
    Ok(Exit::Fine)
}

/// What each channel offers. A channel whose folder cannot be verified is told and has no newest release.
fn offered(globals: &Globals, site: &Site, dist: &Path, roots: &Path) -> BTreeMap<String, Option<Newest>> {
    let used = site.library.stations.stations.iter().map(|station| station.channel.value.as_str());
    let mut channels: Vec<&str> = used.collect();
    channels.sort_unstable();
    channels.dedup();
    let repository = Folder(dist.to_owned());
    let look = |channel: &str| -> Option<Newest> {
        let found = read_roots(&roots.join(channel)).ok().and_then(|roots| newest(&roots, channel, &repository).ok());
        let found = found.flatten();
        if found.is_none() && !globals.quiet {
            let dist = dist.display();
            let note = match globals.lang {
                Lang::Zh => format!("注意：频道 {channel} 的最新版不知道（{dist} 里没有，或签名不是 roots/ 认可的）\n"),
                Lang::En => format!(
                    "note: the newest release of {channel} is not known (none in {dist} that the roots vouch for)\n"
                ),
            };
            let _ = terminal::print_error(&note);
        }
        found
    };
    channels.into_iter().map(|channel| (channel.to_owned(), look(channel))).collect()
}

fn told(globals: &Globals, report: &Report<'_>, out: &Path) -> String {
    let n = |grade| report.count(grade);
    let (bad, none, look, fine) = (n(Grade::Bad), n(Grade::NoData), n(Grade::Attention), n(Grade::Fine));
    let (all, strange) = (report.rows.len(), report.strangers.len());
    let out = out.join("index.html");
    let out = out.display();
    match globals.lang {
        Lang::Zh => format!(
            "{all} 个站点：要处理 {bad}，无数据 {none}，要留意 {look}，正常 {fine}；登记册外 {strange} 个编号\n  {out}\n"
        ),
        Lang::En => format!(
            "{all} stations: {bad} bad, {none} without data, {look} to look at, {fine} fine; {strange} unknown ids\n  {out}\n"
        ),
    }
}
