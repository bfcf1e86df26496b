//! `kepu fleet ledger`: for each emergency when it was drafted, approved, signed and shown, and how long each step took.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;

use super::context::Site;
use super::exit::{CliError, Exit};
use super::{Globals, bundle, bundle_emergency, fleet, say};
use crate::bundle::siren::{Chain, Past, past};
use crate::fleet::Inputs;
use crate::fleet::ledger::{DraftSource, Evidence, Ledger, Origin, Track};
use crate::host::files;
use crate::host::repository::Folder;
use crate::model::article::{Article, EmergencyNotice, Kind};

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let site = Site::open(globals)?;
    let folder =
        |name: &str, usual: &str| args.get_one::<PathBuf>(name).cloned().unwrap_or_else(|| site.root.join(usual));
    let inputs = fleet::inputs(globals, args)?;
    let only: Vec<String> = args.get_many::<String>("event").into_iter().flatten().cloned().collect();
    let (dist, roots) = (folder("dist", "dist"), folder("roots", "roots"));
    let ledger = ledger(globals, (&site, &dist, &roots), &inputs, &only)?;
    let known = |id: &&String| ledger.events.iter().any(|event| event.id == **id);
    if let Some(id) = only.iter().find(|id| !known(id)) {
        return Err(CliError::new(Exit::Usage, format!("没有这个应急事件：{id}"), format!("no such event: {id}"))
            .hint(
                "emergencies.yaml 里的编号；不写就列出全部",
                "an id of emergencies.yaml; without one all are listed",
            ));
    }
    say(&match args.get_one::<String>("format").map(String::as_str) {
        Some("json") => ledger.json(),
        Some("csv") => ledger.csv(),
        _ => ledger.text(globals.lang),
    })?;
    Ok(Exit::Fine)
}

/// The ledger of a site; with ids only these events.
pub(super) fn ledger(
    globals: &Globals,
    (site, dist, roots): (&Site, &Path, &Path),
    inputs: &Inputs,
    only: &[String],
) -> Result<Ledger, CliError> {
    let origins: Vec<Origin> =
        site.library.articles.values().filter_map(|article| origin(globals, site, article)).collect();
    let evidence = Evidence {
        emergencies: &site.library.emergencies,
        origins: &origins,
        past: &signed(site, dist, roots)?,
        stations: &site.library.stations,
        now: globals.now,
    };
    Ok(Ledger::new(evidence, inputs, only))
}

fn origin(globals: &Globals, site: &Site, article: &Arc<Article>) -> Option<Origin> {
    let front = &article.front;
    let notice: &EmergencyNotice = front.emergency.as_ref().filter(|_| front.kind.value == Kind::Emergency)?;
    let (made, begun) = site.milestones(globals, article);
    // Whichever tells of the draft first: a merge that squashes makes the commit younger than the first approval.
    let draft = [(begun, DraftSource::Commit), (made.first_record, DraftSource::Record)];
    let approved = [(made.full, Track::Full), (made.fast, Track::Fast)];
    Some(Origin {
        article: article.id().to_string(),
        event: notice.event.value.clone(),
        title: front.title.value.clone(),
        level: notice.level.value,
        regions: front.region.iter().map(|code| code.value.clone()).collect(),
        draft: draft.into_iter().filter_map(|(at, by)| Some((at?, by))).min_by_key(|(at, _)| *at),
        approved: approved.into_iter().filter_map(|(at, by)| Some((at?, by))).min_by_key(|(at, _)| *at),
        reviewed: made.full,
    })
}

/// Channels with their roots.
type Roots<'a> = Vec<(&'a str, Vec<Vec<u8>>)>;

/// The roots of every channel that has any.
pub(super) fn chains<'a>(site: &'a Site, roots: &Path) -> Result<Roots<'a>, CliError> {
    let channels = site.library.settings.channels.iter().map(|channel| channel.id.value.as_str());
    let begun = channels.filter(|id| files::exists(&roots.join(id).join("1.root.json")));
    begun.map(|id| bundle::read_roots(&roots.join(id)).map(|roots| (id, roots))).collect()
}

/// What was signed with news, as far as the roots of the channels vouch for it.
fn signed(site: &Site, dist: &Path, roots: &Path) -> Result<Past, CliError> {
    let roots = chains(site, roots)?;
    let chains: Vec<Chain<'_>> = roots.iter().map(|(channel, roots)| Chain { channel, roots }).collect();
    past(&chains, &Folder(dist.to_owned())).map_err(|fault| bundle_emergency::told(&fault))
}
