//! `kepu cap`: what was signed as messages of the Common Alerting Protocol, and messages of others as drafts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::context::Site;
use super::exit::{CliError, Exit};
use super::fleet_ledger::chains;
use super::{Globals, bundle_emergency, say};
use crate::bundle::emergency::Bulletin;
use crate::bundle::siren::{Chain, signed};
use crate::cap::draft::{Draft, Meaning, Wanted, meaning, origin};
use crate::cap::message::Message;
use crate::cap::outbox::{Sender, Sheet, messages};
use crate::cap::{CapFault, read, write};
use crate::diag::Lang;
use crate::host::repository::Folder;
use crate::host::{files, terminal};
use crate::model::article::{EmergencyCategory, EmergencyLevel};
use crate::model::emergency::EmergencyEvent;
use crate::model::path::SourcePath;
use crate::model::units::china_rfc3339;
use crate::pipeline;
use crate::pipeline::repairing::Patched;

const REGISTER: &str = "emergencies.yaml";
/// More than this is no message; the reader says so.
const MOST_BYTES: u64 = 1 << 20;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    match args.subcommand() {
        Some(("export", args)) => export(globals, args),
        Some(("import", args)) => import(globals, args),
        _ => Ok(Exit::Usage),
    }
}

fn export(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let site = Site::open(globals)?;
    let folder =
        |name: &str, usual: &str| args.get_one::<PathBuf>(name).cloned().unwrap_or_else(|| site.root.join(usual));
    let roots = chains(&site, &folder("roots", "roots"))?;
    let chains: Vec<Chain<'_>> = roots.iter().map(|(channel, roots)| Chain { channel, roots }).collect();
    let past = signed(&chains, &Folder(folder("dist", "dist"))).map_err(|fault| bundle_emergency::told(&fault))?;
    let project = site.library.settings.project.value.as_str();
    let given = args.get_one::<String>("sender").cloned();
    let sender = given.unwrap_or_else(|| format!("urn:uuid:{project}"));
    if sender.is_empty()
        || sender.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | '<' | '&'))
    {
        return Err(CliError::new(
            Exit::Usage,
            format!("KB161 --sender “{sender}”里有 CAP 不许的字符"),
            format!("KB161 --sender `{sender}` has characters that CAP does not allow"),
        )
        .hint("不能有空格、逗号、< 和 &", "no spaces, commas, < or &"));
    }
    let of = |files: &[Bulletin], is_drill: bool| {
        let sheets: Vec<Sheet<'_>> = files.iter().map(sheet).collect();
        messages(&sheets, Sender { sender: &sender, project, is_drill })
    };
    let mut all = of(&past.live, false);
    all.extend(of(&past.drill, true));
    let out = folder("out", "cap");
    let mut text = String::new();
    let mut new = 0;
    for message in &all {
        let path = out.join(format!("{}.xml", message.identifier));
        let bytes = write(message).map_err(|error| CliError::new(Exit::Files, error.to_string(), error.to_string()))?;
        if files::read_if_there(&path)?.is_none_or(|there| there != bytes) {
            files::write_whole(&path, &bytes)?;
            new += 1;
            text += &line(globals, message);
        }
    }
    let (count, refused, shown) = (all.len(), past.refused, out.display());
    text += &match globals.lang {
        Lang::Zh => format!("CAP 1.2 消息 {count} 条，新写 {new} 条\n  {shown}\n"),
        Lang::En => format!("{count} CAP 1.2 messages, {new} of them new\n  {shown}\n"),
    };
    if refused > 0 {
        text += &match globals.lang {
            Lang::Zh => format!("注意：{refused} 份文件不是这些根文件认可的，没有导出\n"),
            Lang::En => format!("note: {refused} files are not vouched for by these roots and were left out\n"),
        };
    }
    say(&text)?;
    Ok(Exit::Fine)
}

fn sheet(file: &Bulletin) -> Sheet<'_> {
    Sheet { number: file.version, signed: file.published, notices: &file.notices, omitted: file.omitted }
}

fn line(globals: &Globals, message: &Message) -> String {
    let title = message.infos.first().and_then(|info| info.headline.as_deref()).unwrap_or_default();
    let at = china_rfc3339(message.sent);
    match globals.lang {
        Lang::Zh => format!("  {}（{}） {at} {title}\n", message.kind.zh(), message.status.zh()),
        Lang::En => format!("  {} ({}) {at} {title}\n", message.kind.en(), message.status.en()),
    }
}

fn import(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let site = Site::open(globals)?;
    let Some(path) = args.get_one::<PathBuf>("message") else { return Ok(Exit::Usage) };
    let bytes = files::read_at_most(path, MOST_BYTES)?;
    let list = |name: &str| -> Vec<String> { args.get_many::<String>(name).into_iter().flatten().cloned().collect() };
    let word = |name: &str| args.get_one::<String>(name).map(String::as_str);
    let (topics, regions) = (list("topic"), list("region"));
    let known: Vec<String> = site.library.settings.regions.iter().map(|region| region.code.value.clone()).collect();
    let wanted = Wanted {
        id: word("id"),
        topics: &topics,
        level: word("level").and_then(EmergencyLevel::read),
        category: word("category").and_then(EmergencyCategory::read),
        regions: &regions,
        known_regions: &known,
        now: globals.now,
    };
    let read = read(&bytes).and_then(|message| meaning(&message, wanted).map(|meaning| (message, meaning)));
    match read {
        Err(faults) => told(globals, path, &bytes, &faults),
        Ok((_, Meaning::Closes { events, at })) => {
            say(&closing(globals, &site, &events, &china_rfc3339(at)))?;
            Ok(Exit::Fine)
        }
        Ok((message, Meaning::Opens(draft))) => match site.library.emergencies.event(&draft.id) {
            Some(known) => {
                say(&changes(globals, known, &draft))?;
                Ok(Exit::Fine)
            }
            None => opening(globals, &site, (&message, &draft), args.get_flag("write")),
        },
    }
}

/// Every fault with its place, on standard error. A file that was made to harm its reader is a matter of trust.
fn told(globals: &Globals, path: &Path, bytes: &[u8], faults: &[CapFault]) -> Result<Exit, CliError> {
    let text = String::from_utf8_lossy(bytes);
    let shown = path.display();
    let mut out = String::new();
    for fault in faults {
        let (line, column) = fault.place(&text);
        let code = if fault.is_refused { "KB160" } else { "KB161" };
        let help = globals.t("怎么办", "help");
        let (what, to_do) = (fault.what.get(globals.lang), fault.help.get(globals.lang));
        out += &format!("{shown}:{line}:{column}: {code} {what}\n  {help}: {to_do}\n");
    }
    let n = faults.len();
    out += &match globals.lang {
        Lang::Zh => format!("问题 {n} 个，没有登记\n"),
        Lang::En => format!("{n} faults; nothing was registered\n"),
    };
    let _ = terminal::print_error(&out);
    Ok(if faults.iter().any(|fault| fault.is_refused) { Exit::Trust } else { Exit::Findings })
}

fn closing(globals: &Globals, site: &Site, events: &[String], at: &str) -> String {
    let mut text = String::new();
    for id in events {
        let known = site.library.emergencies.event(id);
        text += &match (known, globals.lang) {
            (None, Lang::Zh) => format!("{id}：登记里没有，不用改\n"),
            (None, Lang::En) => format!("{id}: not registered; nothing to change\n"),
            (Some(known), lang) => match (known.closed, lang) {
                (Some(closed), Lang::Zh) => format!("{id}：已于 {} 关闭\n", china_rfc3339(closed)),
                (Some(closed), Lang::En) => format!("{id}: closed at {} already\n", china_rfc3339(closed)),
                (None, Lang::Zh) => {
                    format!("{id}：消息说已解除。核实后在 {REGISTER} 这一条加上，再走审批：\n    closed: {at}\n")
                }
                (None, Lang::En) => format!(
                    "{id}: the message gives the all-clear. When that is confirmed, add to its entry of {REGISTER} and have it approved:\n    closed: {at}\n"
                ),
            },
        };
    }
    text
}

/// What a message says otherwise than the entry that is there.
fn changes(globals: &Globals, known: &EmergencyEvent, draft: &Draft) -> String {
    let mut lines = Vec::new();
    if known.level != draft.level {
        lines.push(format!("    level: {} → {}\n", known.level.token(), draft.level.token()));
    }
    if known.category != draft.category {
        lines.push(format!("    category: {} → {}\n", known.category.token(), draft.category.token()));
    }
    if BTreeSet::from_iter(&known.region) != BTreeSet::from_iter(&draft.region) {
        lines.push(format!("    region: {} → {}\n", known.region.join(" "), draft.region.join(" ")));
    }
    if known.drill != draft.is_drill {
        lines.push(format!("    drill: {} → {}\n", known.drill, draft.is_drill));
    }
    let id = &draft.id;
    match (lines.is_empty(), globals.lang) {
        (true, Lang::Zh) => format!("{id}：登记里已有，没有不同\n"),
        (true, Lang::En) => format!("{id}: registered already, with no difference\n"),
        (false, Lang::Zh) => {
            format!("{id}：登记里已有，消息不同。核实后手改 {REGISTER}，再走审批：\n{}", lines.concat())
        }
        (false, Lang::En) => {
            format!(
                "{id}: registered already; the message differs. When confirmed, change {REGISTER} by hand and have it approved:\n{}",
                lines.concat()
            )
        }
    }
}

/// The draft, proved to be an entry that the register takes, with the whole file as it would be.
fn opening(
    globals: &Globals,
    site: &Site,
    (message, draft): (&Message, &Draft),
    is_written: bool,
) -> Result<Exit, CliError> {
    let entry = origin(message) + &draft.yaml();
    let path = site.root.join(REGISTER);
    let old = files::read_if_there(&path)?.unwrap_or_default();
    let new = appended(&String::from_utf8_lossy(&old), &entry);
    proved(globals, site, &new, draft)?;
    let mut text = entry;
    if is_written {
        if old.is_empty() {
            files::write_new(&path, new.as_bytes())?;
        } else {
            files::replace(&path, &old, new.as_bytes())?;
        }
    }
    let id = &draft.id;
    text += &match (is_written, globals.lang) {
        (true, Lang::Zh) => {
            format!("已加到 {REGISTER}；{id} 还没有开启：提交合并请求，由值班人员按 @emergencies 签署\n")
        }
        (true, Lang::En) => {
            format!("appended to {REGISTER}; {id} is not open yet: send a change and have it signed as @emergencies\n")
        }
        (false, Lang::Zh) => format!("只是草稿，没有写入；加 --write 写进 {REGISTER}\n"),
        (false, Lang::En) => format!("a draft, nothing was written; --write appends it to {REGISTER}\n"),
    };
    say(&text)?;
    Ok(Exit::Fine)
}

/// The register with one entry more at its end.
fn appended(old: &str, entry: &str) -> String {
    if old.trim().is_empty() {
        return format!("kepu_emergencies: 1\nevents:\n{entry}");
    }
    let old = old.strip_suffix('\n').unwrap_or(old);
    let has_events = old.lines().any(|line| line.starts_with("events:"));
    let old = old.replace("\nevents: []", "\nevents:");
    if has_events { format!("{old}\n{entry}") } else { format!("{old}\nevents:\n{entry}") }
}

/// Reads the register as it would be: the one new entry, every other as before, and no new fault.
fn proved(globals: &Globals, site: &Site, new: &str, draft: &Draft) -> Result<(), CliError> {
    let path =
        SourcePath::new(REGISTER).map_err(|fault| CliError::new(Exit::Bug, fault.to_string(), fault.to_string()))?;
    let changed = BTreeMap::from([(path.clone(), new.as_bytes().to_vec())]);
    let patched = Patched::new(&*site.sources, changed, Some(BTreeSet::new()));
    let stop = |_| CliError::new(Exit::Usage, "站点设置有误", "the site's settings are wrong");
    let library = pipeline::load(&patched).map_err(stop)?;
    let before = site.library.findings.get(&path).map_or(0, |findings| findings.iter().count());
    let findings = library.findings.get(&path).map(|findings| findings.clone().sorted()).unwrap_or_default();
    let is_there = library.emergencies.event(&draft.id).is_some_and(|event| {
        let is_same = (&event.title, event.level, event.opened) == (&draft.title, draft.level, draft.opened);
        is_same && event.drill == draft.is_drill && event.region == draft.region && event.topics == draft.topics
    });
    if is_there && findings.len() <= before {
        return Ok(());
    }
    let shown: Vec<&str> = findings.iter().map(|finding| finding.message.get(globals.lang)).collect();
    let shown = shown.join("；");
    Err(CliError::new(
        Exit::Findings,
        format!("KB161 草稿写不进 {REGISTER}：{shown}\n{}", draft.yaml()),
        format!("KB161 the draft does not fit into {REGISTER}: {shown}\n{}", draft.yaml()),
    )
    .hint("改正 --id、--topic、--region，或手工登记", "mend --id, --topic, --region, or register it by hand"))
}
