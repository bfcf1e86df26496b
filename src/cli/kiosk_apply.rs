//! `kepu kiosk apply`: the local part of a pull, without any source.

use std::path::Path;

use super::exit::{CliError, Exit};
use super::kiosk::{open_to_write, settings, told};
use super::kiosk_fault::{pull_fault, store_fault};
use super::kiosk_record::note_check;
use super::{Globals, say};
use crate::kiosk::pull::{PullFault, Visit, apply};

/// Runs the command.
pub(super) fn run(globals: &Globals, folder: &Path) -> Result<Exit, CliError> {
    let settings = settings(folder)?;
    let (_lock, mut store) = open_to_write(folder)?;
    let visit = Visit { system: globals.now, courier_days: settings.courier_days };
    let report = apply(&mut store, visit, &settings.terms()).map_err(|fault| match fault {
        PullFault::Incomplete(what) => CliError::new(
            Exit::SourceIncomplete,
            format!("KB193 还有没取到的，或取来的已经过时：{what}"),
            format!("KB193 something is still to be fetched, or what was fetched is out of date: {what}"),
        )
        .hint("kepu kiosk pull；现在展示的内容没有动", "kepu kiosk pull; what is shown was not touched"),
        fault => pull_fault(&fault),
    })?;
    if report.from == report.to {
        say(globals.t("没有取了一半的更新\n", "no update was left half done\n"))?;
        return Ok(Exit::NothingNew);
    }
    let damaged = store.damaged(report.to).map_err(|fault| store_fault(&fault))?.len();
    note_check(&store, globals.now, damaged);
    // A disk that takes no more loses the file for collectors and nothing else.
    let _ = store.leave_status(&store.status(&settings.id, globals.now));
    say(&told(globals, &report))?;
    Ok(if damaged > 0 { Exit::Damaged } else { Exit::Fine })
}
