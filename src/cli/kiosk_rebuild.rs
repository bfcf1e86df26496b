//! `kepu kiosk verify --rebuild`: an assessor with the sources makes the release that a kiosk shows once more.

use std::collections::BTreeMap;

use super::build::{build_fault, theme};
use super::bundle::channel;
use super::context::Site;
use super::exit::{CliError, Exit};
use super::kiosk::nothing_shown;
use super::kiosk_fault::store_fault;
use super::{Globals, say};
use crate::bundle::deny::DenyList;
use crate::bundle::provenance::ROSTER;
use crate::bundle::publish;
use crate::bundle::release::Release;
use crate::diag::Lang;
use crate::kiosk::{Store, StoreFault};
use crate::model::cache::{Cache, NoCache};
use crate::model::units::Sha256;
use crate::pipeline;

/// Compares every file of the release with one made from the site around, by the clock of the release.
pub(super) fn rebuild(globals: &Globals, store: &Store) -> Result<Exit, CliError> {
    let current = store.current().ok_or_else(nothing_shown)?;
    let absent = || store_fault(&StoreFault::Absent(current.serial));
    let stored = store.release(current.serial).map_err(|fault| store_fault(&fault))?.ok_or_else(absent)?;
    let release: Release = serde_json::from_slice(&stored.release).map_err(|_| absent())?;
    let globals = Globals { now: release.published, ..globals.clone() };
    let site = Site::open(&globals)?;
    let roster = stored.manifest.find(ROSTER).map(|line| store.object_checked(line)).transpose();
    let roster = roster.map_err(|error| CliError::new(Exit::Damaged, error.to_string(), error.to_string()))?;
    let deny = store.deny().beginning(release.deny.count);
    let own = made(&globals, &site, (&release.channel, &deny), roster)?;
    let shown = stored.manifest.entries().iter().map(|line| (line.path.to_string(), line.sum));
    let mut differing: Vec<String> =
        shown.clone().filter(|(path, sum)| own.get(path) != Some(sum)).map(|(path, _)| path).collect();
    let shown: BTreeMap<String, Sha256> = shown.collect();
    differing.extend(own.keys().filter(|path| !shown.contains_key(*path)).cloned());
    let (serial, files) = (current.serial, shown.len());
    if differing.is_empty() {
        say(&match globals.lang {
            Lang::Zh => format!("第 {serial} 版：{files} 个文件与从这份原稿重新生成的逐字节相同\n"),
            Lang::En => format!("release {serial}: all {files} files are byte for byte what these sources give\n"),
        })?;
        return Ok(Exit::Fine);
    }
    let n = differing.len();
    let list: String = differing.iter().take(20).map(|path| format!("\n    {path}")).collect();
    Err(CliError::new(
        Exit::Unproven,
        format!("KB181 第 {serial} 版有 {n} 个文件与从这份原稿重新生成的不同：{list}"),
        format!("KB181 release {serial}: {n} files differ from what these sources give:{list}"),
    )
    .hint(
        "先确认仓库停在发布这一版的提交上、kepu 版本相同；仍不同就当作发布机或发布钥匙出了问题",
        "make sure that the checkout is at the commit of the release and kepu is the same version; if it still differs, distrust the publisher's machine or key",
    ))
}

fn made(
    globals: &Globals,
    site: &Site,
    (id, deny): (&str, &DenyList),
    roster: Option<Vec<u8>>,
) -> Result<BTreeMap<String, Sha256>, CliError> {
    let channel = channel(site, id)?;
    let judged = site.judge(globals)?;
    let theme = theme(globals, site)?;
    let shelf = publish::shown_under(&pipeline::channel_shelf(&judged.shelf, channel), deny);
    let audiences = pipeline::channel_audiences(&site.library, channel);
    let near: Vec<String> = channel.regions.iter().map(|region| region.value.clone()).collect();
    // Nothing made before is believed: the pictures are made anew.
    let what = (&theme, (&*site.sources, &NoCache as &dyn Cache), globals.now.into());
    let output = pipeline::channel_site(&shelf, &site.library, (&audiences, &near), what);
    let mut sums = BTreeMap::new();
    for path in output.paths() {
        if let Some(bytes) = output.make(path) {
            sums.insert(path.to_string(), Sha256::of(&bytes.map_err(|fault| build_fault(&fault))?));
        }
    }
    if let Some(roster) = roster {
        let further = pipeline::provenance(roster, (&shelf, &output), &site.library)
            .map_err(|error| CliError::new(Exit::Bug, error.to_string(), error.to_string()))?;
        sums.extend(further.into_iter().map(|(path, bytes)| (path.to_string(), Sha256::of(&bytes))));
    }
    Ok(sums)
}
