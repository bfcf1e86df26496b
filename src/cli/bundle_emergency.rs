//! `kepu bundle emergency`: notices in force, signed for every channel at once.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::bundle::{fault, read_roots};
use super::context::{self, Site};
use super::exit::{CliError, Exit};
use super::keys::secret_key;
use super::{Globals, say};
use crate::bundle::emergency::MAX_BYTES;
use crate::bundle::publish;
use crate::bundle::siren::{Chain, Notices, Sent, SirenFault};
use crate::diag::Lang;
use crate::gate::clearance::{Cleared, Production};
use crate::gate::shelf::Shelf;
use crate::host::repository::Folder;
use crate::host::{HostError, files};
use crate::model::repository::Repository;
use crate::model::units::china_rfc3339;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let root = context::root(globals)?;
    let out = args.get_one::<PathBuf>("out").cloned().unwrap_or_else(|| root.join("dist"));
    // Before the tree is read: what was read first is never signed last.
    let _lock = hold(&out)?;
    let site = Site::open(globals)?;
    let key = |name: &str| args.get_one::<PathBuf>(name).map(|path| secret_key(path)).transpose();
    let (live_key, drill_key) = (key("key")?, key("drill-key")?);
    let roots = args.get_one::<PathBuf>("roots").cloned().unwrap_or_else(|| site.root.join("roots"));
    let settings = &site.library.settings;
    // A channel without any root has no kiosks yet; it must not keep those of the others from hearing.
    let (begun, bare): (Vec<&str>, Vec<&str>) = settings
        .channels
        .iter()
        .map(|channel| channel.id.value.as_str())
        .partition(|id| files::exists(&roots.join(id).join("1.root.json")));
    let named = if begun.is_empty() { &bare } else { &begun };
    let roots = named.iter().map(|id| read_roots(&roots.join(id)).map(|roots| (*id, roots)));
    let roots = roots.collect::<Result<Vec<_>, _>>()?;
    let chains: Vec<Chain<'_>> = roots.iter().map(|(channel, roots)| Chain { channel, roots }).collect();
    let judged = site.judge(globals)?;
    let repository = Folder(out.clone());
    // What a duty officer called back is announced by nobody, whatever the records say.
    let mut opened = Vec::new();
    for (id, roots) in &roots {
        match publish::look(roots, id, &repository) {
            Ok(one) => opened.push(one),
            // One damaged channel must not keep all others from hearing.
            Err(error) => say(&fault(error).of(id).render(globals.lang))?,
        }
    }
    let past = (globals.now, &repository as &dyn Repository);
    let is_away = |cleared: &Cleared<Production>| opened.iter().any(|opened| opened.keeps_away(cleared, past));
    let shelf = judged.shelf.narrowed(|cleared| !is_away(cleared));
    let notices = Notices::of(&shelf, (settings, &site.library.emergencies), globals.now);
    let what = (chains.as_slice(), globals.now);
    let mut text = withheld(globals, &judged.shelf, &is_away);
    if let Some(key) = live_key {
        let sent = notices.send(&key, what, &repository).map_err(|fault| told(&fault))?;
        text += &summary(globals, &sent, false);
    }
    match drill_key {
        Some(key) => {
            let sent = notices.send_drill(&key, what, &repository).map_err(|fault| told(&fault))?;
            text += &summary(globals, &sent, true);
        }
        None if notices.has_drill() => {
            text += globals.t(
                "有演练提示，没有给 --drill-key，没有发布\n",
                "there is a drill; without --drill-key it was not published\n",
            );
        }
        None => {}
    }
    say(&(text + &format!("  {}\n", out.display())))?;
    Ok(Exit::Fine)
}

/// Notices in the records that somebody called back.
fn withheld(globals: &Globals, shelf: &Shelf<Production>, is_away: &dyn Fn(&Cleared<Production>) -> bool) -> String {
    let is_notice = |cleared: &&Cleared<Production>| cleared.article().front.emergency.is_some() && is_away(cleared);
    let ids: Vec<&str> = shelf.listed().filter(is_notice).map(|cleared| cleared.id().as_str()).collect();
    match (ids.is_empty(), globals.lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("已撤下、不再提示：{}\n", ids.join(" ")),
        (false, Lang::En) => format!("called back and not announced: {}\n", ids.join(" ")),
    }
}

/// One sender at a time; another one is done within seconds.
fn hold(out: &Path) -> Result<std::fs::File, CliError> {
    const SECONDS: u32 = 30;
    files::make_folder(out)?;
    let lock = files::lock_within(&out.join("emergency.lock"), SECONDS)?;
    Ok(lock.ok_or_else(|| HostError::Busy(out.to_owned()))?)
}

fn summary(globals: &Globals, sent: &Sent, is_drill: bool) -> String {
    use std::fmt::Write as _;
    let what = match is_drill {
        true => globals.t("演练", "drill"),
        false => globals.t("应急提示", "emergency notices"),
    };
    let bulletin = &sent.bulletin;
    let (version, n, bytes) = (bulletin.version, bulletin.notices.len(), sent.bytes);
    let news = if sent.is_news {
        globals.t("", "")
    } else {
        globals.t("，没有变化，已重签", ", no news, signed again")
    };
    let mut text = match globals.lang {
        Lang::Zh => format!("{what}：{n} 条，序号 {version}，{bytes} 字节（上限 {MAX_BYTES}）{news}\n"),
        Lang::En => format!("{what}: {n}, number {version}, {bytes} bytes (of {MAX_BYTES}){news}\n"),
    };
    // Writing to a String cannot fail.
    for alert in &bulletin.notices {
        let provisional = if alert.provisional { globals.t("，先行发布", ", before the full review") } else { "" };
        let (level, area, title) = (alert.level.token(), alert.area.join("、"), &alert.title);
        let (from, until) = (china_rfc3339(alert.issued), china_rfc3339(alert.expires));
        let _ = match globals.lang {
            Lang::Zh => writeln!(text, "  {level}级 {area}：{title}（{from} 至 {until}{provisional}）"),
            Lang::En => writeln!(text, "  level {level}, {area}: {title} ({from} to {until}{provisional})"),
        };
    }
    for clear in &bulletin.clear {
        let (event, at) = (&clear.event, china_rfc3339(clear.at));
        let _ = match globals.lang {
            Lang::Zh => writeln!(text, "  已解除 {event}（{at}）"),
            Lang::En => writeln!(text, "  all-clear for {event} ({at})"),
        };
    }
    if bulletin.omitted > 0 {
        let n = bulletin.omitted;
        let _ = match globals.lang {
            Lang::Zh => writeln!(text, "  放不下，略去级别较低的 {n} 条"),
            Lang::En => writeln!(text, "  no room for {n} of a lower level"),
        };
    }
    if !sent.deaf.is_empty() {
        let deaf = sent.deaf.join(" ");
        let _ = match globals.lang {
            Lang::Zh => writeln!(text, "  注意：频道 {deaf} 的根文件没有这把钥匙，那里的终端不认；请安排换根文件"),
            Lang::En => writeln!(text, "  note: the roots of {deaf} do not name this key, kiosks there refuse it"),
        };
    }
    text
}

/// What a fault means to a person.
pub(super) fn told(fault: &SirenFault) -> CliError {
    let (exit, zh) = match fault {
        SirenFault::Root(channel, refusal) => (Exit::Trust, format!("KB110 频道 {channel} 的根文件不能用：{refusal}")),
        SirenFault::Key(role) => (Exit::Trust, format!("KB111 根文件没有把 {role} 交给这把钥匙")),
        SirenFault::Foreign(file, refusal) => {
            (Exit::Trust, format!("KB112 离线包库里的 {file} 不是这些根文件认可的：{refusal}"))
        }
        SirenFault::Clock(file, at) => (Exit::Usage, format!("KB118 {file} 上一次签于 {at}，比这次的时刻还晚")),
        SirenFault::TooLong { article, bytes } => {
            (Exit::Usage, format!("KB119 {article} 一条就要 {bytes} 字节，上限 {MAX_BYTES}"))
        }
        SirenFault::Encode(reason) => (Exit::Files, format!("签名失败：{reason}")),
        SirenFault::Repository(file, source) => (Exit::Files, format!("离线包库的 {file} 读写失败：{source}")),
    };
    let error = CliError::new(exit, zh, fault.to_string());
    match fault {
        SirenFault::Key(_) => error.hint(
            "写新的根文件：kepu keys root … --emergency-key 应急.pub --drill-key 演练.pub，两位保管人签名",
            "write a new root: kepu keys root … --emergency-key FILE.pub --drill-key FILE.pub, and have it signed",
        ),
        SirenFault::Clock(..) => error.hint("校准这台机器的时钟", "set the clock of this machine"),
        SirenFault::TooLong { .. } => error.hint(
            "缩短这一篇的标题和摘要，或少写几个地区",
            "make its title and summary shorter, or name fewer regions",
        ),
        _ => error,
    }
}
