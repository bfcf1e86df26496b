//! What a build leaves for the next one into the same folder, and the build that has nothing to do.

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Globals;
use super::exit::Exit;
use crate::diag::Lang;
use crate::host::output::{Stamps, Written};
use crate::host::record::{self, Found};
use crate::host::terminal;
use crate::host::trace::{self, Sight};
use crate::model::clock::Window;
use crate::site::ledger::{Ledger, PROGRAM};

const FILES: &str = "files";
const WHOLE: &str = "whole";

/// What each file was made from.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct BuildRecord {
    pub(super) ledger: Ledger,
    /// Size and time of each file.
    pub(super) stamps: Stamps,
}

/// The record of the last build; one that cannot be read is no more than a loss of time.
pub(super) fn last(root: &Path, out: &Path, globals: &Globals) -> BuildRecord {
    match record::read::<BuildRecord>(root, out, FILES) {
        Found::Whole(last) => *last,
        Found::Nothing => BuildRecord::default(),
        Found::Damaged(path) => {
            damaged(&path, globals);
            BuildRecord::default()
        }
    }
}

pub(super) fn keep(root: &Path, out: &Path, record: &BuildRecord) {
    record::keep(root, out, FILES, record);
}

/// Nothing is lost but time, so nobody needs to act.
fn damaged(path: &Path, globals: &Globals) {
    let path = path.display();
    let note = match globals.lang {
        Lang::Zh => format!("上次生成的记录读不出来，这次全部重新生成：{path}\n"),
        Lang::En => format!("the record of the last build cannot be read, so everything is made anew: {path}\n"),
    };
    // Whoever closed the channel does not want it.
    let _ = terminal::print_error(&note);
}

/// A whole build, down to what it said: it need not be done again while everything that it looked at is as it was, its
/// clock would answer alike, and its output lies as it left it.
#[derive(Serialize, Deserialize)]
pub(super) struct Visit {
    program: String,
    /// What else the answer hangs on: the language, the colours, how the folder is called, the tip of the branch.
    asked: String,
    sight: Sight,
    window: (Timestamp, Timestamp),
    output: String,
    said: String,
    files: usize,
    bytes: u64,
    found_errors: bool,
}

/// What is asked of a build beside its sources.
pub(super) fn asked(globals: &Globals, out: &Path, tip: Option<&str>) -> String {
    format!("{:?} {}", (globals.lang, globals.paint, globals.quiet, out), tip.unwrap_or("-"))
}

impl Visit {
    /// The visit of a build that has just been written, if all that it saw was quiet.
    pub(super) fn of(
        out: &Path,
        (sight, window): (Option<Sight>, &Window),
        asked: String,
        (said, written, exit): (&str, &Written, Exit),
    ) -> Option<Self> {
        Some(Self {
            program: PROGRAM.to_owned(),
            asked,
            sight: sight?,
            window: window.ends(),
            output: trace::sum_of_folder(out).ok()?,
            said: said.to_owned(),
            files: written.files,
            bytes: written.bytes,
            found_errors: exit == Exit::Findings,
        })
    }

    pub(super) fn keep(this: Option<&Self>, root: &Path, out: &Path) {
        match this {
            Some(visit) => record::keep(root, out, WHOLE, visit),
            None => record::forget(root, out, WHOLE),
        }
    }

    /// What the last build into a folder said and did, if this one would be the same.
    pub(super) fn again((root, out): (&Path, &Path), asked: &str, now: Timestamp) -> Option<(String, Written, Exit)> {
        let Found::Whole(visit) = record::read::<Self>(root, out, WHOLE) else { return None };
        let same = visit.program == PROGRAM && visit.asked == asked;
        let in_time = (visit.window.0..=visit.window.1).contains(&now);
        let as_it_was = || {
            let lies = || trace::sum_of_folder(out).is_ok_and(|sum| sum == visit.output);
            let (seen, lies) = rayon::join(|| visit.sight.holds(root), lies);
            seen && lies
        };
        if !(same && in_time && as_it_was()) {
            return None;
        }
        let written = Written { files: visit.files, bytes: visit.bytes, changed: 0, removed: 0 };
        Some((visit.said, written, if visit.found_errors { Exit::Findings } else { Exit::Fine }))
    }
}
