//! `kepu kiosk export-tree`: what is shown, as files for another server. Built also without `studio`.
//!
//! Never unreviewed: an article whose review is over leaves the page that the screen shows in its place. Never half: every
//! file is read and checked before the first one is written.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::exit::{CliError, Exit};
use super::kiosk::{nothing_shown, open};
use super::{Globals, kiosk_status, say};
use crate::bundle::manifest::ManifestEntry;
use crate::diag::Lang;
use crate::host::files;
use crate::kiosk::screen::Exported;
use crate::kiosk::{Lookup, Store};
use crate::model::units::china_date;

/// Runs the command.
pub(super) fn run(globals: &Globals, folder: &Path, args: &ArgMatches) -> Result<Exit, CliError> {
    let store = open(folder)?;
    let to = args.get_one::<PathBuf>("dir").cloned().unwrap_or_default();
    let Some(manifest) = store.manifest() else { return Err(nothing_shown()) };
    if files::has_entries(&to)? {
        let shown = to.display();
        return Err(CliError::new(Exit::Usage, format!("{shown} 不是空目录"), format!("{shown} is not empty")));
    }
    let is_shown = |entry: &&ManifestEntry| matches!(store.lookup(entry.path.as_str()), Lookup::Found(_));
    let shown: Vec<&ManifestEntry> = manifest.entries().iter().filter(is_shown).collect();
    for entry in &shown {
        checked(&store, entry)?;
    }
    let exported = Exported { store: &store, system: globals.now };
    let mut ended = 0;
    for entry in &shown {
        let page = exported.in_place_of(entry);
        ended += usize::from(page.is_some());
        let bytes = page.map_or_else(|| checked(&store, entry), Ok)?;
        files::write_whole(&to.join(entry.path.as_str()), &bytes)?;
    }
    say(&told(globals, (&exported, shown.len(), ended), &to))?;
    Ok(Exit::Fine)
}

fn checked(store: &Store, entry: &ManifestEntry) -> Result<Vec<u8>, CliError> {
    store.object_checked(entry).map_err(|error| {
        CliError::new(Exit::Damaged, format!("{}：{error}", entry.path), format!("{}: {error}", entry.path))
            .hint("先运行 kepu kiosk verify --repair", "run kepu kiosk verify --repair first")
    })
}

fn told(globals: &Globals, (exported, n, ended): (&Exported<'_>, usize, usize), to: &Path) -> String {
    let at = to.display();
    let mut text = match globals.lang {
        Lang::Zh => format!("{n} 个文件写到 {at}\n"),
        Lang::En => format!("{n} files were written to {at}\n"),
    };
    if ended > 0 {
        text += &match globals.lang {
            Lang::Zh => format!("{ended} 页的审核已到期，换成了说明页\n"),
            Lang::En => format!("{ended} pages whose review is over were replaced by a notice\n"),
        };
    }
    if let Some(until) = exported.next_end().map(china_date) {
        text += &match globals.lang {
            Lang::Zh => format!("下一篇在 {until} 到期；导出的目录自己不会知道，到那天之前请再导出一次\n"),
            Lang::En => {
                format!("the next review ends on {until}; a tree of files cannot know, so export again by then\n")
            }
        };
    }
    let left = exported.store.left_out_of_shown();
    if !left.is_nothing() {
        text += &format!("{}\n", kiosk_status::left_out(left).get(globals.lang));
    }
    text
}
