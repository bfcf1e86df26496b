//! `kepu fleet objects`: what a station holds, and why another one holds something else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::ArgMatches;
use serde::Serialize;

use super::bundle::{channel, fault, nothing_yet, read_roots};
use super::context::Site;
use super::exit::{CliError, Exit};
use super::{Globals, say};
use crate::bundle::publish::{self, Listed};
use crate::diag::Lang;
use crate::fleet::objects::{Difference, Only, Place, Side, Why, difference};
use crate::host::repository::Folder;
use crate::model::article::ArticleId;
use crate::model::site::Channel;
use crate::model::station::Station;

/// A station with what its channel offers.
struct Found<'a> {
    station: &'a Station,
    channel: &'a Channel,
    listed: Listed,
    called_back: BTreeSet<String>,
}

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let site = Site::open(globals)?;
    let id = args.get_one::<String>("station").cloned().unwrap_or_default();
    let serial = |name: &str| args.get_one::<u64>(name).copied();
    let first = found(&site, args, (&id, serial("release")))?;
    let second = match (args.get_one::<String>("against"), serial("since")) {
        (Some(other), serial) => Some(found(&site, args, (other, serial))?),
        (None, Some(serial)) => Some(found(&site, args, (&id, Some(serial)))?),
        (None, None) => None,
    };
    let own = side(&site, &first)?;
    let other = second.as_ref().map(|second| side(&site, second)).transpose()?;
    let editions: Vec<String> = site.library.audiences.iter().map(|audience| audience.id.clone()).collect();
    let place = |id: &str| {
        let article = site.library.articles.get(&ArticleId::new(id)?)?;
        let values =
            |words: &[crate::model::span::Spanned<String>]| words.iter().map(|word| word.value.clone()).collect();
        Some(Place { regions: values(&article.front.region), audiences: values(&article.front.audience) })
    };
    let differs = other.as_ref().map(|other| difference(&own, other, &editions, &place));
    say(&if args.get_flag("json") {
        let wire = Wire { first: wire(&own), second: other.as_ref().map(wire), difference: differs.as_ref() };
        // A struct of texts and numbers always has a JSON form.
        serde_json::to_string_pretty(&wire).unwrap_or_default() + "\n"
    } else {
        let compared = other.as_ref().zip(differs.as_ref());
        let rest = match compared {
            Some((other, differs)) => told(globals, (&own, other), differs),
            None => own.objects().map(|line| format!("{}  {}\n", line.sum.hex(), line.path)).collect(),
        };
        heading(globals, &site, &own) + &rest
    })?;
    Ok(if differs.is_some_and(|differs| !is_same(&differs)) { Exit::Findings } else { Exit::Fine })
}

fn is_same(differs: &Difference) -> bool {
    differs.changed.is_empty() && differs.only_first.is_empty() && differs.only_second.is_empty()
}

fn found<'a>(site: &'a Site, args: &ArgMatches, (id, serial): (&str, Option<u64>)) -> Result<Found<'a>, CliError> {
    let folder =
        |name: &str, usual: &str| args.get_one::<PathBuf>(name).cloned().unwrap_or_else(|| site.root.join(usual));
    let station = site.library.stations.station(id).ok_or_else(|| {
        CliError::new(Exit::Usage, format!("登记册里没有这个站点：{id}"), format!("no such station: {id}"))
            .hint("编号见 stations.yaml", "stations.yaml has their ids")
    })?;
    let channel = channel(site, &station.channel.value)?;
    let roots = read_roots(&folder("roots", "roots").join(&channel.id.value))?;
    let repository = Folder(folder("dist", "dist"));
    let opened = publish::look(&roots, &channel.id.value, &repository).map_err(fault)?;
    let listed = opened.listed(serial, &repository).map_err(fault)?;
    let listed = listed.ok_or_else(|| match serial {
        Some(serial) => CliError::new(
            Exit::Usage,
            format!("离线包库里没有频道 {} 的第 {serial} 版", channel.id.value),
            format!("channel {} has no release {serial} in the published folder", channel.id.value),
        ),
        None => nothing_yet(channel),
    })?;
    let ids = listed.manifest.entries().iter().filter_map(|line| line.path.as_str().split('/').nth_back(1));
    let called_back = ids.filter(|id| opened.is_called_back(id)).map(str::to_owned).collect();
    Ok(Found { station, channel, listed, called_back })
}

fn side<'a>(site: &Site, found: &'a Found<'a>) -> Result<Side<'a>, CliError> {
    let Listed { release, manifest, keep } = &found.listed;
    let who = (&site.library.stations, found.station, found.channel);
    Side::new(who, (release, manifest, keep), found.called_back.clone()).ok_or_else(|| {
        let (id, kind) = (&found.station.id.value, &found.station.hardware.value);
        CliError::new(
            Exit::Findings,
            format!("{id} 的机型 {kind} 连频道必须保留的都放不下"),
            format!("the kind of box of {id}, {kind}, cannot hold even what its channel never leaves out"),
        )
        .hint("放宽 stations.yaml 里的 store_mib，或换机型", "widen store_mib in stations.yaml, or take another box")
    })
}

fn heading(globals: &Globals, site: &Site, side: &Side<'_>) -> String {
    let Side { station, channel, release, .. } = side;
    let (id, name, serial, title) = (&station.id.value, &station.name, release.serial, &channel.title);
    let label = |id: &str| {
        let known = site.library.audiences.iter().find(|audience| audience.id == id);
        known.map_or_else(|| id.to_owned(), |audience| audience.label.clone())
    };
    let audiences: Vec<String> = channel.audiences.iter().map(|audience| label(&audience.value)).collect();
    let region = |code: &str| site.library.settings.region_label(code).to_owned();
    let regions: Vec<String> = channel.regions.iter().map(|code| region(&code.value)).collect();
    let regions =
        if regions.is_empty() { globals.t("不限地区", "any region").to_owned() } else { regions.join(" ") };
    let (venue, hardware) =
        (site.library.stations.venue(&station.venue.value), site.library.stations.box_kind(&station.hardware.value));
    let objects: BTreeMap<_, u64> = side.objects().map(|line| (line.sum, line.size)).collect();
    let (files, bytes) = (side.objects().count(), objects.values().sum::<u64>());
    let left = side.manifest.entries().len() - files;
    let identity = release.manifest.sha256.get(..12).unwrap_or_default();
    let audiences = audiences.join(" ");
    match globals.lang {
        Lang::Zh => format!(
            "{id} {name}\n  {venue}，{hardware}\n  频道 {}（{title}）：{audiences}；{regions}\n  第 {serial} 版，清单 {identity}：{files} 个文件，{bytes} 字节；这种机型放不下 {left} 个\n",
            channel.id.value
        ),
        Lang::En => format!(
            "{id} {name}\n  {venue}, {hardware}\n  channel {} ({title}): {audiences}; {regions}\n  release {serial}, manifest {identity}: {files} files, {bytes} bytes; {left} are too much for this kind of box\n",
            channel.id.value
        ),
    }
}

fn told(globals: &Globals, (own, other): (&Side<'_>, &Side<'_>), differs: &Difference) -> String {
    let (id, serial, channel) = (&other.station.id.value, other.release.serial, &other.channel.id.value);
    let (same, changed) = (differs.same, differs.changed.len());
    let mut text = match globals.lang {
        Lang::Zh => format!("与 {id}（频道 {channel}，第 {serial} 版）相比：相同 {same} 个，内容不同 {changed} 个\n"),
        Lang::En => format!("against {id} (channel {channel}, release {serial}): {same} the same, {changed} differ\n"),
    };
    text += &differs.changed.iter().map(|path| format!("  ~ {path}\n")).collect::<String>();
    for (side, mark, only) in [(own, '+', &differs.only_first), (other, '-', &differs.only_second)] {
        let mut by_reason: BTreeMap<Why, Vec<&Only>> = BTreeMap::new();
        only.iter().for_each(|one| by_reason.entry(one.why).or_default().push(one));
        for (why, files) in by_reason {
            let (id, n, reason) = (&side.station.id.value, files.len(), reason(globals, why));
            text += &match globals.lang {
                Lang::Zh => format!("只在 {id} 第 {} 版：{n} 个，{reason}\n", side.release.serial),
                Lang::En => format!("only {id}, release {}: {n}, {reason}\n", side.release.serial),
            };
            text += &files.iter().map(|one| format!("  {mark} {}\n", one.path)).collect::<String>();
        }
    }
    text
}

fn reason(globals: &Globals, why: Why) -> &'static str {
    match why {
        Why::Edition => globals.t("对方频道没有这个受众的版", "the other channel lacks this edition"),
        Why::Region => globals.t("文章的地区不在对方频道里", "the article is for regions that the other channel lacks"),
        Why::Audience => {
            globals.t("文章不是给对方频道的受众的", "the article is for audiences that the other channel lacks")
        }
        Why::CalledBack => globals.t("对方已撤下这篇", "the other one has called the article back"),
        Why::Disk => globals.t("对方的机型放不下", "the other kind of box has no room for it"),
        Why::Release => globals
            .t("对方那一版没有（新加、删去，或列表不同）", "the other release lacks it: new, gone, or of another list"),
    }
}

/// For programs.
#[derive(Serialize)]
struct Wire<'a> {
    #[serde(flatten)]
    first: SideWire<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<SideWire<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<&'a Difference>,
}

#[derive(Serialize)]
struct SideWire<'a> {
    station: &'a str,
    venue: &'a str,
    hardware: &'a str,
    region: &'a str,
    channel: &'a str,
    audiences: Vec<&'a str>,
    regions: Vec<&'a str>,
    serial: u64,
    manifest: &'a str,
    left_out: usize,
    objects: Vec<ObjectWire<'a>>,
}

#[derive(Serialize)]
struct ObjectWire<'a> {
    path: &'a str,
    sha256: String,
    size: u64,
}

fn wire<'a>(side: &'a Side<'a>) -> SideWire<'a> {
    let object = |line: &'a crate::bundle::manifest::ManifestEntry| ObjectWire {
        path: line.path.as_str(),
        sha256: line.sum.hex(),
        size: line.size,
    };
    let objects: Vec<ObjectWire<'a>> = side.objects().map(object).collect();
    SideWire {
        station: &side.station.id.value,
        venue: &side.station.venue.value,
        hardware: &side.station.hardware.value,
        region: &side.station.region,
        channel: &side.channel.id.value,
        audiences: side.channel.audiences.iter().map(|audience| audience.value.as_str()).collect(),
        regions: side.channel.regions.iter().map(|region| region.value.as_str()).collect(),
        serial: side.release.serial,
        manifest: &side.release.manifest.sha256,
        left_out: side.manifest.entries().len() - objects.len(),
        objects,
    }
}
