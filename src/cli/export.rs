//! `kepu export`: files for other programs. Who signed may be checked with `ssh-keygen` alone.

use std::path::PathBuf;

use clap::ArgMatches;

use super::context::Site;
use super::exit::{CliError, Exit};
use super::{Globals, say};
use crate::gate::signers::signers;
use crate::host::files;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    match args.subcommand() {
        Some(("allowed-signers", args)) => allowed_signers(globals, args),
        _ => Ok(Exit::Usage),
    }
}

fn allowed_signers(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let site = match args.get_one::<String>("ref") {
        Some(rev) => Site::open_at(globals, rev)?,
        None => Site::open(globals)?,
    };
    let made = signers(&site.library.roster);
    if let Some(path) = args.get_one::<PathBuf>("revoked") {
        files::write_whole(path, made.revoked.as_bytes())?;
    }
    match args.get_one::<PathBuf>("output") {
        Some(path) => files::write_whole(path, made.allowed.as_bytes())?,
        None => say(&made.allowed)?,
    }
    Ok(Exit::Fine)
}
