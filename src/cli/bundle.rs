//! `kepu bundle`: channels published as a repository of plain files.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use jiff::Timestamp;

use super::build::{build_fault, theme};
use super::context::Site;
use super::exit::{CliError, Exit};
use super::keys::secret_key;
use super::{Globals, bundle_compare, bundle_gc, bundle_plan, bundle_provenance, bundle_retract, bundle_usb, say};
use crate::bundle::publish::{
    self, Called, Content, Guide, Keys, Label, Night, Order, PublishFault, Published, ROOT_WARNING_DAYS,
};
use crate::diag::Lang;
use crate::gate::clearance::{Cleared, Production};
use crate::gate::shelf::Shelf;
use crate::host::cache::FolderCache;
use crate::host::progress::Progress;
use crate::host::repository::Workshop;
use crate::host::{HostError, files};
use crate::model::audience::Audience;
use crate::model::cache::Cache;
use crate::model::path::SitePath;
use crate::model::site::Channel;
use crate::pipeline::{self, Judged};
use crate::render::template::Theme;
use crate::site::output::SiteOutput;

/// Ages of releases, in days, from which there is a pack. Source: `design/kiosk.md` §2.3.
pub(super) const LADDER: &[u32] = &[1, 7, 28];

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    match args.subcommand() {
        Some(("build", args)) if args.contains_id("verify-against") => bundle_compare::run(globals, args),
        Some(("build", args)) if args.get_flag("plan") => bundle_plan::run(globals, args),
        Some(("build", args)) => {
            let desk = Desk::open(globals, args)?;
            let made = Made::of(globals, &desk.site)?;
            let percent = args.get_one::<u8>("rollout").copied();
            let exit = desk.each(globals, args, |press| Ok(Some(press.build(globals, &made, (None, percent))?)));
            desk.cache.tidy();
            exit
        }
        Some(("refresh", args)) => Desk::open(globals, args)?.each(globals, args, |press| {
            let done = publish::refresh(&press.night, press.repository).map_err(fault)?;
            let done = done.ok_or_else(|| nothing_yet(press.channel))?;
            Ok(Some(summary(globals, press, &done, None)))
        }),
        Some(("retract", args)) => bundle_retract::run(globals, args),
        Some(("usb", args)) => bundle_usb::run(globals, args),
        Some(("emergency", args)) => super::bundle_emergency::run(globals, args),
        Some(("gc", args)) => bundle_gc::run(globals, args),
        _ => Ok(Exit::Usage),
    }
}

/// Where channels are published from, and where to.
pub(super) struct Desk {
    pub(super) site: Site,
    pub(super) out: PathBuf,
    pub(super) roots: PathBuf,
    /// What was made before: pictures, and groups of packs.
    pub(super) cache: FolderCache,
}

/// The content of this hour, judged once for every channel.
pub(super) struct Made {
    pub(super) judged: Judged,
    theme: Theme,
}

/// One channel on one night.
pub(super) struct Press<'a> {
    pub(super) desk: &'a Desk,
    pub(super) channel: &'a Channel,
    pub(super) night: Night<'a>,
    pub(super) repository: &'a Workshop<'a>,
}

impl Made {
    pub(super) fn of(globals: &Globals, site: &Site) -> Result<Self, CliError> {
        Ok(Self { judged: site.judge(globals)?, theme: theme(globals, site)? })
    }

    /// The part of the shelf that a channel shows, its editions, and the codes of its regions.
    pub(super) fn share(&self, site: &Site, channel: &Channel) -> (Shelf<Production>, Vec<Audience>, Vec<String>) {
        let near = channel.regions.iter().map(|region| region.value.clone()).collect();
        let shelf = pipeline::channel_shelf(&self.judged.shelf, channel);
        (shelf, pipeline::channel_audiences(&site.library, channel), near)
    }

    /// The site of a shelf that was decided upon.
    pub(super) fn output<'a>(
        &'a self,
        desk: &'a Desk,
        decided: (&'a Called, &'a [Audience], &'a [String]),
        now: Timestamp,
    ) -> SiteOutput<'a, Production> {
        self.output_with(desk, decided, (&desk.cache, now))
    }

    /// The same with pictures from another cache.
    pub(super) fn output_with<'a>(
        &'a self,
        desk: &'a Desk,
        (called, audiences, near): (&'a Called, &'a [Audience], &'a [String]),
        (cache, now): (&'a dyn Cache, Timestamp),
    ) -> SiteOutput<'a, Production> {
        let what = (&self.theme, (&*desk.site.sources, cache), now.into());
        pipeline::channel_site(&called.shelf, &desk.site.library, (audiences, near), what)
    }
}

impl Desk {
    pub(super) fn open(globals: &Globals, args: &ArgMatches) -> Result<Self, CliError> {
        let site = Site::open(globals)?;
        let folder = |name: &str, usual: &str| {
            args.try_get_one::<PathBuf>(name).ok().flatten().cloned().unwrap_or_else(|| site.root.join(usual))
        };
        let (out, roots) = (folder("out", "dist"), folder("roots", "roots"));
        let cache = FolderCache::of_site(&site.root);
        Ok(Self { site, out, roots, cache })
    }

    /// The channels that were named: one, some, or all.
    pub(super) fn channels(&self, args: &ArgMatches) -> Result<Vec<&Channel>, CliError> {
        let named = args.get_many::<String>("channel").into_iter().flatten();
        let named: Vec<&Channel> = named.map(|id| channel(&self.site, id)).collect::<Result<_, _>>()?;
        Ok(if named.is_empty() { self.site.library.settings.channels.iter().collect() } else { named })
    }

    /// Does something for each channel that was named. What fails for one leaves the others their night.
    pub(super) fn each(
        &self,
        globals: &Globals,
        args: &ArgMatches,
        act: impl Fn(&Press<'_>) -> Result<Option<String>, CliError>,
    ) -> Result<Exit, CliError> {
        let channels = self.channels(args)?;
        let is_one = channels.len() == 1;
        let _lock = hold(&self.out)?;
        let repository = Workshop::new(self.out.clone(), &self.cache);
        let mut first = None;
        for channel in channels {
            let waiting = Progress::waiting(globals.watched, &channel.title);
            let done = keys(args, &channel.id.value).and_then(|keys| {
                let roots = read_roots(&self.roots.join(&channel.id.value))?;
                let label = self.label(channel);
                let night = Night { label: &label, roots: &roots, keys: &keys, ladder: LADDER, now: globals.now };
                act(&Press { desk: self, channel, night, repository: &repository })
            });
            drop(waiting);
            match done {
                Ok(told) => told.iter().try_for_each(|told| say(told))?,
                Err(error) if first.is_none() => first = Some((channel, error)),
                Err(error) => say(&format!("{}：{}", channel.id.value, error.render(globals.lang)))?,
            }
        }
        first.map_or(Ok(Exit::Fine), |(channel, error)| Err(if is_one { error } else { error.of(&channel.id.value) }))
    }

    pub(super) fn label(&self, channel: &Channel) -> Label {
        Label {
            project: self.site.library.settings.project.value.clone(),
            channel: channel.id.value.clone(),
            title: channel.title.clone(),
        }
    }
}

impl Press<'_> {
    /// Makes the release of tonight, or signs the one of last night anew.
    pub(super) fn build(
        &self,
        globals: &Globals,
        made: &Made,
        (order, percent): (Option<&Order>, Option<u8>),
    ) -> Result<String, CliError> {
        let found = bundle_provenance::roster(globals, &self.desk.site, (&self.desk.roots, self.night.roots));
        let (roster, notes) = match found {
            // A call back waits for no roster.
            Err(_) if order.is_some() => (None, None),
            found => found?.unzip(),
        };
        let (shelf, audiences, near) = made.share(&self.desk.site, self.channel);
        let opened = publish::open(&self.night, self.repository).map_err(fault)?;
        let called = opened.call((&shelf, &audiences), order, globals.now, self.repository).map_err(fault)?;
        let output = made.output(self.desk, (&called, &audiences, &near), globals.now);
        let further = further(roster, (&called, &output), &self.desk.site)?;
        let guide = Guide::new(self.channel, &called.shelf, percent, globals.now);
        let content = Content { site: &output, further: &further, guide: &guide };
        let done = publish::publish(&content, (&opened, &called), &self.night, self.repository).map_err(fault)?;
        let audiences_of = &self.desk.site.library.audiences;
        let commons = audiences_of.iter().find(|audience| audience.common).map_or("", |audience| &audience.id);
        let is_shown = |cleared: &&Cleared<Production>| audiences.iter().any(|a| cleared.ticket(a, commons).is_some());
        let shown = called.shelf.listed().filter(is_shown).count();
        let told = summary(globals, self, &done, Some(shown))
            + &bundle_retract::told(globals, &called)
            + &guided(globals, self.channel, &guide, percent);
        Ok(told + &notes.unwrap_or_default())
    }
}

/// What kiosks are told of the release, as far as somebody should know.
pub(super) fn guided(globals: &Globals, channel: &Channel, guide: &Guide, percent: Option<u8>) -> String {
    let named = channel.always.iter().map(|id| id.value.as_str());
    let gone: Vec<&str> = named.filter(|id| !guide.keep.always.iter().any(|known| known == id)).collect();
    let mut text = String::new();
    if !gone.is_empty() {
        let list = gone.join(" ");
        text += &match globals.lang {
            Lang::Zh => format!("  注意：site.yaml 的 always 里，这一版没有：{list}（没有过审，或编号写错）\n"),
            Lang::En => format!("  note: `always` of site.yaml names what this release lacks: {list}\n"),
        };
    }
    let asked = Some(percent.unwrap_or(channel.rollout)).filter(|percent| *percent < 100);
    text += &match (globals.lang, guide.rollout, asked) {
        (Lang::Zh, Some(n), _) => format!("  先给 {n}% 的终端；放开：下次 kepu bundle build --rollout 100\n"),
        (Lang::En, Some(n), _) => {
            format!("  for {n} % of the kiosks first; for all: kepu bundle build --rollout 100\n")
        }
        (Lang::Zh, None, Some(_)) => "  有应急文章在生效，给所有终端，不分批\n".to_owned(),
        (Lang::En, None, Some(_)) => "  an emergency is in force: for all kiosks at once\n".to_owned(),
        (_, None, None) => String::new(),
    };
    text
}

/// The files that say who approved what is shown, where there is a roster.
pub(super) fn further(
    roster: Option<Vec<u8>>,
    (called, output): (&Called, &SiteOutput<'_, Production>),
    site: &Site,
) -> Result<Vec<(SitePath, Vec<u8>)>, CliError> {
    let Some(roster) = roster else { return Ok(Vec::new()) };
    pipeline::provenance(roster, (&called.shelf, output), &site.library)
        .map_err(|error| CliError::new(Exit::Bug, error.to_string(), error.to_string()))
}

/// One publisher at a time: another one could name what this one is about to remove.
pub(super) fn hold(out: &Path) -> Result<std::fs::File, CliError> {
    files::make_folder(out)?;
    Ok(files::lock(&out.join("kepu.lock"))?.ok_or_else(|| HostError::Busy(out.to_owned()))?)
}

fn keys(args: &ArgMatches, channel: &str) -> Result<Keys, CliError> {
    let targets = args.get_one::<PathBuf>("targets-key").cloned().unwrap_or_default();
    Ok(Keys { targets: secret_key(&targets)?, online: secret_key(&online_key(args, channel)?)? })
}

/// The key of a channel's nights: the one that was named, or the channel's own in a folder of them.
fn online_key(args: &ArgMatches, channel: &str) -> Result<PathBuf, CliError> {
    if let Some(path) = args.get_one::<PathBuf>("online-key") {
        return Ok(path.clone());
    }
    let folder = args.get_one::<PathBuf>("online-keys").ok_or_else(|| {
        CliError::new(
            Exit::Usage,
            "还要值守私钥：--online-key 文件，或 --online-keys 目录",
            "the key of the nights is missing: --online-key FILE or --online-keys DIR",
        )
    })?;
    Ok(folder.join(format!("online-{channel}")))
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

pub(super) fn channel<'a>(site: &'a Site, id: &str) -> Result<&'a Channel, CliError> {
    let channels = &site.library.settings.channels;
    channels.iter().find(|channel| channel.id.value == id).ok_or_else(|| {
        let known: Vec<&str> = channels.iter().map(|channel| channel.id.value.as_str()).collect();
        let known = known.join(" ");
        CliError::new(Exit::Usage, format!("没有这个频道：{id}"), format!("no such channel: {id}"))
            .hint(format!("site.yaml 里有：{known}"), format!("site.yaml has: {known}"))
    })
}

pub(super) fn nothing_yet(channel: &Channel) -> CliError {
    let id = &channel.id.value;
    CliError::new(Exit::Usage, format!("频道 {id} 还没有发布过"), format!("channel {id} has no release yet"))
        .hint("先运行 kepu bundle build", "run kepu bundle build first")
}

pub(super) fn fault(fault: PublishFault) -> CliError {
    let zh = match &fault {
        PublishFault::Build(fault) => return build_fault(fault),
        PublishFault::Roster(fault) => return bundle_provenance::roster_fault(fault),
        PublishFault::Unproven(unproven) => return bundle_provenance::unproven(unproven),
        PublishFault::Manifest(fault) => format!("有文件名不能进离线包：{fault}"),
        PublishFault::Encode(reason) => format!("打包失败：{reason}"),
        PublishFault::Repository { path, source } => format!("离线包库的 {path} 读写失败：{source}"),
        PublishFault::Root(refusal) => format!("KB110 根文件不能用：{refusal}"),
        PublishFault::Key(role) => format!("KB111 根文件没有把 {role} 交给这把钥匙"),
        PublishFault::Foreign(refusal) => format!("KB112 离线包库里的签名不是这些根文件认可的：{refusal}"),
        PublishFault::Trust(error) => format!("KB113 离线包库里上一版不可信：{error}"),
        PublishFault::Object(path) => format!("KB114 离线包库缺少或损坏了 {path}"),
        PublishFault::TooLarge(path) => format!("KB115 {path} 超过 512 MiB，U 盘放不下"),
        PublishFault::Written(path) => format!("KB116 {path} 写下去和读回来的不一样"),
        PublishFault::Clock(last) => format!("上一版发布于 {last}，比这次的时刻还晚"),
    };
    let exit = match fault {
        PublishFault::Root(_) | PublishFault::Key(_) | PublishFault::Foreign(_) | PublishFault::Trust(_) => Exit::Trust,
        PublishFault::Clock(_) => Exit::Usage,
        _ => Exit::Files,
    };
    let en = match &fault {
        PublishFault::Root(refusal) => format!("the roots cannot be used: {refusal}"),
        PublishFault::Trust(error) => format!("the last release of the published folder is refused: {error}"),
        fault => fault.to_string(),
    };
    CliError::new(exit, zh, en)
}

fn summary(globals: &Globals, press: &Press<'_>, done: &Published, articles: Option<usize>) -> String {
    use std::fmt::Write as _;
    let (channel, out) = (press.channel, &press.desk.out);
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
    text += turned_away(globals, done.is_unproven);
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

/// A note about a release of which kiosks take the deny list alone.
pub(super) fn turned_away(globals: &Globals, is_unproven: bool) -> &'static str {
    if !is_unproven {
        return "";
    }
    globals.t(
        "  注意：撤稿名单已生效；这一版还有批准数不够的文章，终端只收名单、不换版（退出码 30），等名册重签后再构建\n",
        "  note: the call back holds; kiosks take its list and turn the rest away (exit 30) until the roster is signed again\n",
    )
}

pub(super) fn joined(before: &str, packs: &[String]) -> String {
    if packs.is_empty() { String::new() } else { format!("{before}{}", packs.join("，")) }
}
