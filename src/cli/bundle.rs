//! `kepu bundle`: channels published as a repository of plain files.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::build::{build_fault, theme};
use super::context::Site;
use super::exit::{CliError, Exit};
use super::keys::secret_key;
use super::{Globals, say};
use crate::bundle::publish::{self, Keys, Label, Night, PublishFault, Published, ROOT_WARNING_DAYS};
use crate::diag::Lang;
use crate::host::cache::FolderCache;
use crate::host::files;
use crate::host::repository::Folder;
use crate::model::cache::Cache;
use crate::model::site::Channel;
use crate::pipeline;

/// Ages of releases, in days, from which there is a pack. Source: `design/kiosk.md` §2.3.
const LADDER: &[u32] = &[1, 7, 28];

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let Some((verb, args)) = args.subcommand() else { return Ok(Exit::Usage) };
    if verb == "emergency" {
        return super::bundle_emergency::run(globals, args);
    }
    let site = Site::open(globals)?;
    let channel = channel(&site, args.get_one::<String>("channel").map_or("", String::as_str))?;
    let key = |name: &str| secret_key(&args.get_one::<PathBuf>(name).cloned().unwrap_or_default());
    let keys = Keys { targets: key("targets-key")?, online: key("online-key")? };
    let folder =
        |name: &str, usual: &str| args.get_one::<PathBuf>(name).cloned().unwrap_or_else(|| site.root.join(usual));
    let (out, roots) = (folder("out", "dist"), folder("roots", "roots"));
    let label = Label {
        project: site.library.settings.project.value.clone(),
        channel: channel.id.value.clone(),
        title: channel.title.clone(),
    };
    let roots = read_roots(&roots.join(&channel.id.value))?;
    let night = Night { label: &label, roots: &roots, keys: &keys, ladder: LADDER, now: globals.now };
    let repository = Folder(out.clone());
    let (done, articles) = if verb == "build" {
        build(globals, &site, channel, &night, &repository)?
    } else {
        (publish::refresh(&night, &repository).map_err(fault)?.ok_or_else(|| nothing_yet(channel))?, None)
    };
    say(&summary(globals, &out, channel, &done, articles))?;
    Ok(Exit::Fine)
}

fn build(
    globals: &Globals,
    site: &Site,
    channel: &Channel,
    night: &Night<'_>,
    repository: &Folder,
) -> Result<(Published, Option<usize>), CliError> {
    let judged = site.judge(globals)?;
    let theme = theme(globals, site)?;
    let shelf = pipeline::channel_shelf(&judged.shelf, channel);
    let audiences = pipeline::channel_audiences(&site.library, channel);
    let near: Vec<String> = channel.regions.iter().map(|region| region.value.clone()).collect();
    let cache = FolderCache::of_site(&site.root);
    let what = (&theme, (&*site.sources, &cache as &dyn Cache), globals.now);
    let output = pipeline::channel_site(&shelf, &site.library, (&audiences, &near), what);
    let done = publish::publish(&output, night, repository).map_err(fault)?;
    let commons = site.library.audiences.iter().find(|audience| audience.common).map_or("", |audience| &audience.id);
    let shown = shelf.listed().filter(|cleared| audiences.iter().any(|a| cleared.ticket(a, commons).is_some())).count();
    Ok((done, Some(shown)))
}

/// `1.root.json`, `2.root.json`, … as far as they go.
pub(super) fn read_roots(folder: &Path) -> Result<Vec<Vec<u8>>, CliError> {
    let mut roots = Vec::new();
    while let Some(root) = files::read_if_there(&folder.join(format!("{}.root.json", roots.len() + 1)))? {
        roots.push(root);
    }
    if !roots.is_empty() {
        return Ok(roots);
    }
    let shown = folder.display();
    Err(CliError::new(
        Exit::Usage,
        format!("{shown} 里没有 1.root.json：这个频道还没有根文件"),
        format!("{shown} has no 1.root.json: the channel has no root yet"),
    )
    .hint(
        "先用 kepu keys root 写根文件，再由各位保管人用 kepu keys sign-root 签名",
        "write one with kepu keys root and have its keepers sign it with kepu keys sign-root",
    ))
}

fn channel<'a>(site: &'a Site, id: &str) -> Result<&'a Channel, CliError> {
    let channels = &site.library.settings.channels;
    channels.iter().find(|channel| channel.id.value == id).ok_or_else(|| {
        let known: Vec<&str> = channels.iter().map(|channel| channel.id.value.as_str()).collect();
        let known = known.join(" ");
        CliError::new(Exit::Usage, format!("没有这个频道：{id}"), format!("no such channel: {id}"))
            .hint(format!("site.yaml 里有：{known}"), format!("site.yaml has: {known}"))
    })
}

fn nothing_yet(channel: &Channel) -> CliError {
    let id = &channel.id.value;
    CliError::new(Exit::Usage, format!("频道 {id} 还没有发布过"), format!("channel {id} has no release yet"))
        .hint("先运行 kepu bundle build", "run kepu bundle build first")
}

fn fault(fault: PublishFault) -> CliError {
    let zh = match &fault {
        PublishFault::Build(fault) => return build_fault(fault),
        PublishFault::Manifest(fault) => format!("有文件名不能进离线包：{fault}"),
        PublishFault::Encode(reason) => format!("打包失败：{reason}"),
        PublishFault::Repository { path, source } => format!("离线包库的 {path} 读写失败：{source}"),
        PublishFault::Root(refusal) => format!("KB110 根文件不能用：{refusal}"),
        PublishFault::Key(role) => format!("KB111 根文件没有把 {role} 交给这把钥匙"),
        PublishFault::Foreign(refusal) => format!("KB112 离线包库里的签名不是这些根文件认可的：{refusal}"),
        PublishFault::Trust(error) => format!("KB113 离线包库里上一版不可信：{error}"),
        PublishFault::Object(path) => format!("KB114 离线包库缺少或损坏了 {path}"),
        PublishFault::Clock(last) => format!("上一版发布于 {last}，比这次的时刻还晚"),
    };
    let exit = match fault {
        PublishFault::Root(_) | PublishFault::Key(_) | PublishFault::Foreign(_) | PublishFault::Trust(_) => Exit::Trust,
        PublishFault::Clock(_) => Exit::Usage,
        _ => Exit::Files,
    };
    CliError::new(exit, zh, fault.to_string())
}

fn summary(globals: &Globals, out: &Path, channel: &Channel, done: &Published, articles: Option<usize>) -> String {
    use std::fmt::Write as _;
    let (title, serial, files) = (&channel.title, done.serial, done.files);
    let identity = done.manifest.get(..12).unwrap_or_default();
    let kib = |bytes: u64| bytes.div_ceil(1024);
    let mut text = match (globals.lang, articles.filter(|_| done.is_new)) {
        (Lang::Zh, Some(n)) => format!("{title}：第 {serial} 版，{n} 篇，{files} 个文件，清单 {identity}\n"),
        (Lang::En, Some(n)) => format!("{title}: release {serial}, {n} articles, {files} files, manifest {identity}\n"),
        (Lang::Zh, None) => format!("{title}：没有变化，第 {serial} 版重新签名，清单 {identity}\n"),
        (Lang::En, None) => format!("{title}: nothing new, release {serial} signed again, manifest {identity}\n"),
    };
    let packs: Vec<String> = done
        .deltas
        .iter()
        .filter(|_| done.is_new)
        .map(|(from, bytes)| format!("{from}→{serial} {} KiB", kib(*bytes)))
        .collect();
    // Writing to a String cannot fail.
    let _ = match globals.lang {
        Lang::Zh => writeln!(text, "  整包 {} KiB{}", kib(done.full), joined("；增量 ", &packs)),
        Lang::En => writeln!(text, "  full pack {} KiB{}", kib(done.full), joined("; deltas ", &packs)),
    };
    let left = done.root_ends.duration_since(globals.now).as_hours() / 24;
    if left < ROOT_WARNING_DAYS {
        let _ = match globals.lang {
            Lang::Zh => writeln!(text, "  注意：根文件还有 {left} 天到期，请安排重签"),
            Lang::En => writeln!(text, "  note: the root ends in {left} days; have a new one signed"),
        };
    }
    let _ = writeln!(text, "  {}", out.display());
    text
}

fn joined(before: &str, packs: &[String]) -> String {
    if packs.is_empty() { String::new() } else { format!("{before}{}", packs.join("，")) }
}
