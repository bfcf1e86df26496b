//! `kepu bundle gc`: nights that nobody needs any more.

use clap::ArgMatches;

use super::bundle::{Desk, fault, hold};
use super::exit::{CliError, Exit};
use super::{Globals, say};
use crate::bundle::publish::{self, PublishFault};
use crate::diag::Lang;
use crate::host::repository::Folder;
use crate::model::repository::Attic as _;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let desk = Desk::open(globals, args)?;
    let nights = args.get_one::<u32>("keep-nights").copied().unwrap_or(60);
    let is_trial = args.get_flag("dry-run");
    let _lock = hold(&desk.out)?;
    let folder = Folder(desk.out.clone());
    let swept = publish::sweepable(nights, globals.now, &folder).map_err(fault)?;
    if is_trial {
        let list: String = swept.files.iter().map(|(path, size)| format!("{size:>12} {path}\n")).collect();
        say(&list)?;
    } else {
        for (path, _) in &swept.files {
            let failed = |source| fault(PublishFault::Repository { path: path.clone(), source });
            folder.remove(path).map_err(failed)?;
        }
    }
    let (n, releases, freed) = (swept.files.len(), swept.releases, swept.freed().div_ceil(1024));
    let kept = swept.kept.div_ceil(1024);
    let done = if is_trial { globals.t("可以清掉", "could go:") } else { globals.t("清掉", "removed:") };
    say(&match globals.lang {
        Lang::Zh => format!("{done} {releases} 个旧版、{n} 个文件，{freed} KiB；留下 {kept} KiB\n"),
        Lang::En => format!("{done} {releases} old releases, {n} files, {freed} KiB; {kept} KiB stay\n"),
    })?;
    Ok(Exit::Fine)
}
