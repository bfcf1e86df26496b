//! Where the core meets the host: arguments in, text and exit codes out. It decides nothing.

mod arguments;
#[cfg(feature = "studio")]
mod build;
#[cfg(feature = "studio")]
mod build_plan;
#[cfg(feature = "studio")]
mod build_record;
#[cfg(feature = "studio")]
mod bundle;
#[cfg(feature = "studio")]
mod bundle_compare;
#[cfg(feature = "studio")]
mod bundle_emergency;
#[cfg(feature = "studio")]
mod bundle_gc;
#[cfg(feature = "studio")]
mod bundle_plan;
#[cfg(feature = "studio")]
mod bundle_provenance;
#[cfg(feature = "studio")]
mod bundle_retract;
#[cfg(feature = "studio")]
mod bundle_usb;
#[cfg(feature = "studio")]
mod cap;
#[cfg(feature = "studio")]
mod change;
#[cfg(feature = "studio")]
mod check;
mod command_line;
#[cfg(feature = "studio")]
mod context;
#[cfg(feature = "studio")]
mod drift;
pub mod exit;
#[cfg(feature = "studio")]
mod explain;
#[cfg(feature = "studio")]
mod export;
#[cfg(feature = "studio")]
mod fix;
#[cfg(feature = "studio")]
mod fleet;
#[cfg(feature = "studio")]
mod fleet_ledger;
#[cfg(feature = "studio")]
mod fleet_objects;
#[cfg(feature = "studio")]
mod history;
#[cfg(feature = "studio")]
mod keys;
#[cfg(feature = "studio")]
mod keys_roster;
mod kiosk;
mod kiosk_apply;
mod kiosk_doctor;
mod kiosk_emergency;
mod kiosk_export;
mod kiosk_fault;
mod kiosk_night;
mod kiosk_plan;
mod kiosk_provenance;
#[cfg(feature = "studio")]
mod kiosk_rebuild;
mod kiosk_record;
mod kiosk_serve;
mod kiosk_status;
#[cfg(feature = "studio")]
mod new;
#[cfg(feature = "studio")]
mod new_site;
#[cfg(feature = "studio")]
mod new_theme;
#[cfg(feature = "studio")]
mod outputs;
#[cfg(feature = "studio")]
mod owners;
#[cfg(feature = "studio")]
mod preview_diff;
#[cfg(feature = "studio")]
mod record;
pub mod reference;
#[cfg(feature = "studio")]
mod report;
#[cfg(feature = "studio")]
mod schema;
#[cfg(feature = "studio")]
mod serve;
#[cfg(feature = "studio")]
mod sheet;
#[cfg(feature = "studio")]
mod sign;
#[cfg(feature = "studio")]
mod status;
#[cfg(feature = "studio")]
mod theme;
mod verify;
#[cfg(feature = "studio")]
pub mod wire_schema;

use std::ffi::OsString;
use std::process::ExitCode;

use jiff::Timestamp;

use crate::diag::Lang;
use crate::diag::human::Paint;
#[cfg(feature = "studio")]
use crate::host::progress::Progress;
use crate::host::terminal;
use arguments::Parsed;
use exit::{CliError, Exit};

/// What every command is told.
#[derive(Clone, Debug)]
pub struct Globals {
    /// The site root as given; found upwards from the current folder when absent.
    pub root: Option<std::path::PathBuf>,
    /// The clock.
    pub now: Timestamp,
    /// The language of texts.
    pub lang: Lang,
    /// Colour on standard error and output.
    pub paint: Paint,
    /// Say nothing but results and faults.
    pub quiet: bool,
    /// Whether somebody watches standard error: bars of progress are drawn there.
    pub watched: bool,
}

impl Globals {
    /// Something that takes an unknown time; seen for as long as the value lives.
    #[cfg(feature = "studio")]
    fn waiting(&self, zh: &str, en: &str) -> Progress {
        Progress::waiting(self.watched, self.t(zh, en))
    }

    /// Files that are made one by one.
    #[cfg(feature = "studio")]
    fn making(&self, total: usize) -> Progress {
        Progress::counted(self.watched, self.t("生成", "making"), total)
    }

    /// One of two texts.
    #[must_use]
    pub fn t<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    ExitCode::from(run(std::env::args_os().collect()).code())
}

fn run(args: Vec<OsString>) -> Exit {
    let surroundings = arguments::Surroundings::of_process();
    let lang = arguments::language(&args, &surroundings);
    let outcome = match arguments::parse(args, lang, &surroundings) {
        Parsed::Command(globals, matches) => dispatch(&globals, &matches),
        Parsed::Text(text) => say(&text).map(|()| Exit::Fine),
        Parsed::Usage(error) => Err(error),
    };
    outcome.unwrap_or_else(|error| {
        // Standard error may be closed; the exit code still tells.
        let _ = terminal::print_error(&error.render(lang));
        error.exit
    })
}

/// Prints to standard output.
fn say(text: &str) -> Result<(), CliError> {
    terminal::print(text).map_err(|error| CliError::new(Exit::Files, error.to_string(), error.to_string()))
}

#[cfg(feature = "studio")]
fn dispatch(globals: &Globals, matches: &clap::ArgMatches) -> Result<Exit, CliError> {
    match matches.subcommand() {
        Some(("build", args)) => build::run(globals, args),
        Some(("serve", args)) => serve::run(globals, args),
        Some(("preview-diff", args)) => preview_diff::run(globals, args),
        Some(("check", args)) => check::run(globals, args),
        Some(("fix", args)) => fix::run(globals, args),
        Some(("status", args)) => status::run(globals, args),
        Some(("explain", args)) => explain::run(globals, args),
        Some(("sheet", args)) => sheet::run(globals, args),
        Some(("sign", args)) => sign::run(globals, args),
        Some(("record", args)) => record::run(globals, args),
        Some(("bundle", args)) => bundle::run(globals, args),
        Some(("keys", args)) => keys::run(globals, args),
        Some(("new", args)) => new::run(globals, args),
        Some(("owners", args)) => owners::run(globals, args),
        Some(("schema", args)) => schema::run(globals, args),
        Some(("theme", args)) => theme::run(globals, args),
        Some(("export", args)) => export::run(globals, args),
        Some(("fleet", args)) => fleet::run(globals, args),
        Some(("cap", args)) => cap::run(globals, args),
        Some(("kiosk", args)) => kiosk::run(globals, args),
        Some(("verify", args)) => verify::run(globals, args),
        _ => Ok(Exit::Usage),
    }
}

#[cfg(not(feature = "studio"))]
fn dispatch(globals: &Globals, matches: &clap::ArgMatches) -> Result<Exit, CliError> {
    match matches.subcommand() {
        Some(("kiosk", args)) => kiosk::run(globals, args),
        Some(("verify", args)) => verify::run(globals, args),
        _ => Ok(Exit::Usage),
    }
}
