//! `kepu bundle build --plan`: what a channel's next release would hold, and what it would weigh. Nothing is written.

use std::collections::{BTreeMap, BTreeSet};

use clap::ArgMatches;

use super::build_plan::{WirePack, WireRelease, changes, json};
use super::bundle::{Desk, LADDER, Made, fault, further, guided, joined, read_roots, turned_away};
use super::exit::{CliError, Exit};
use super::{Globals, bundle_provenance, bundle_retract, say};
use crate::bundle::manifest::Manifest;
use crate::bundle::publish::{self, Called, Content, Foreseen, Guide, Occasion};
use crate::bundle::release::size_of;
use crate::diag::Lang;
use crate::host::repository::Workshop;
use crate::model::cache::ReadOnly;
use crate::model::path::SitePath;
use crate::model::site::Channel;
use crate::pipeline::publication::{Next, Present, Publication, publication_of};

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let desk = Desk::open(globals, args)?;
    let made = Made::of(globals, &desk.site)?;
    let mut exit = Exit::Fine;
    for channel in desk.channels(args)? {
        if one(globals, args, (&desk, &made), channel)? {
            exit = Exit::Findings;
        }
    }
    Ok(exit)
}

/// Tells about one channel, and whether anything would differ.
fn one(
    globals: &Globals,
    args: &ArgMatches,
    (desk, made): (&Desk, &Made),
    channel: &Channel,
) -> Result<bool, CliError> {
    let (id, site) = (&channel.id.value, &desk.site);
    let cache = ReadOnly(&desk.cache);
    let repository = Workshop::new(desk.out.clone(), &cache);
    let roots = read_roots(&desk.roots.join(id))?;
    let opened = publish::look(&roots, id, &repository).map_err(fault)?;
    let (roster, notes) = bundle_provenance::roster(globals, site, (&desk.roots, &roots))?.unzip();
    let (shelf, audiences, near) = made.share(site, channel);
    let called = opened.call((&shelf, &audiences), None, globals.now, &repository).map_err(fault)?;
    let waiting = globals.waiting("准备页面和包", "preparing pages and packs");
    let output = made.output_with(desk, (&called, &audiences, &near), (&cache, globals.now));
    let further = further(roster, (&called, &output), site)?;
    let percent = args.get_one::<u8>("rollout").copied();
    let guide = Guide::new(channel, &called.shelf, percent, globals.now);
    let content = Content { site: &output, further: &further, guide: &guide };
    let label = desk.label(channel);
    let occasion = Occasion { label: &label, ladder: LADDER, now: globals.now };
    let foreseen = publish::foresee(&content, (&opened, &called), occasion, &repository).map_err(fault)?;
    drop(waiting);
    let plan = compared((&foreseen, &called), (desk, made));
    let is_news = foreseen.release.is_some();
    let text = if args.get_one::<String>("format").is_some_and(|format| format == "json") {
        json(&plan, globals, (site, &made.judged), Some(wire(channel, &foreseen)))
    } else {
        let told = bundle_retract::told(globals, &called) + &guided(globals, channel, &guide, percent);
        human(globals, (desk, channel), (&foreseen, &plan)) + &told + &notes.unwrap_or_default() + end(globals, is_news)
    };
    say(&text)?;
    Ok(is_news)
}

fn compared((foreseen, called): (&Foreseen<'_>, &Called), (desk, made): (&Desk, &Made)) -> Publication {
    let none = Manifest::default();
    let old = foreseen.before.as_ref().map_or(&none, |(_, manifest)| manifest);
    let paths: BTreeSet<SitePath> = old.entries().iter().map(|line| line.path.clone()).collect();
    // What a text was is read from its provenance; pages are compared by their sums.
    let proofs = old.entries().iter().filter(|line| line.path.as_str().starts_with("provenance/"));
    let proofs: BTreeMap<&SitePath, Vec<u8>> =
        proofs.filter_map(|line| Some((&line.path, foreseen.read(line).ok()?))).collect();
    let read = |path: &SitePath| proofs.get(path).cloned();
    let next = Next { shelf: &called.shelf, standings: &made.judged.standings, library: &desk.site.library };
    publication_of(Present { paths: &paths, read: &read }, &next, (old, &foreseen.manifest))
}

fn human(
    globals: &Globals,
    (desk, channel): (&Desk, &Channel),
    (foreseen, plan): (&Foreseen<'_>, &Publication),
) -> String {
    let (title, id) = (&channel.title, &channel.id.value);
    let before = foreseen.before.as_ref().map(|(release, _)| release.serial);
    let mut text = match (globals.lang, before) {
        (Lang::Zh, Some(serial)) => format!("{title}（{id}）：与第 {serial} 版相比\n\n"),
        (Lang::En, Some(serial)) => format!("{title} ({id}): compared with release {serial}\n\n"),
        (Lang::Zh, None) => format!("{title}（{id}）：还没有发布过\n\n"),
        (Lang::En, None) => format!("{title} ({id}): has no release yet\n\n"),
    };
    changes(&mut text, plan, globals, &desk.site);
    let Some(next) = &foreseen.release else { return text };
    let kib = |bytes: u64| bytes.div_ceil(1024);
    let (serial, files, size, full) = (next.serial, next.files, kib(next.bytes), kib(size_of(&next.full)));
    let packs = next.deltas.iter().map(|delta| format!("{}→{serial} {} KiB", delta.from_serial, kib(delta.size())));
    let packs: Vec<String> = packs.collect();
    text += &match globals.lang {
        Lang::Zh => {
            format!("将是第 {serial} 版：{files} 个文件，{size} KiB\n  整包 {full} KiB{}\n", joined("；增量 ", &packs))
        }
        Lang::En => format!(
            "would be release {serial}: {files} files, {size} KiB\n  full pack {full} KiB{}\n",
            joined("; deltas ", &packs)
        ),
    };
    text + turned_away(globals, foreseen.is_unproven)
}

fn end(globals: &Globals, is_news: bool) -> &'static str {
    if is_news {
        globals.t(
            "什么也没有写；去掉 --plan、给出私钥就照此发布\n",
            "nothing was written; without --plan and with the keys this is done\n",
        )
    } else {
        globals.t(
            "与现有的一版相同，发布只会重新签名\n",
            "the same as the release in force; publishing would sign it anew\n",
        )
    }
}

fn wire(channel: &Channel, foreseen: &Foreseen<'_>) -> WireRelease {
    let from = foreseen.before.as_ref().map_or(0, |(release, _)| release.serial);
    let next = foreseen.release.as_ref();
    let deltas = next.map_or(&[][..], |next| &next.deltas);
    WireRelease {
        channel: channel.id.value.clone(),
        from,
        to: next.map_or(from, |next| next.serial),
        files: foreseen.manifest.entries().len() as u64,
        bytes: foreseen.manifest.bytes(),
        full: next.map(|next| size_of(&next.full)),
        packs: deltas.iter().map(|delta| WirePack { from: delta.from_serial, bytes: delta.size() }).collect(),
    }
}
