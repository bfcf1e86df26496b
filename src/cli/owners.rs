//! `kepu owners`: the code owners file of a platform, printed, written, or compared with the one that is there.

use clap::ArgMatches;

use super::context::Site;
use super::exit::{CliError, Exit};
use super::{Globals, drift, say};
use crate::diag::Lang;
use crate::gate::owners::{Host, owners};
use crate::host::files;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let site = Site::open(globals)?;
    let named = args.get_one::<String>("host").and_then(|word| Host::read(word));
    let text = |host| owners(&site.library.settings, &site.library.roster, globals.now, host);
    if !args.get_flag("write") && !args.get_flag("check") {
        // The command line asks for a host here.
        say(&named.map_or_else(String::new, text))?;
        return Ok(Exit::Fine);
    }
    let there = |host: &Host| files::exists(&site.root.join(host.file()));
    let hosts = named.map_or_else(|| Host::ALL.iter().copied().filter(there).collect(), |host| vec![host]);
    if hosts.is_empty() {
        return none(globals, args.get_flag("write"));
    }
    if args.get_flag("write") {
        for host in hosts {
            say(&write(globals, &site, host, &text(host))?)?;
        }
        return Ok(Exit::Fine);
    }
    let mut exit = Exit::Fine;
    for host in hosts {
        let told = check(globals, &site, host, &text(host))?;
        if !told.is_empty() {
            exit = Exit::Findings;
            say(&told)?;
        }
    }
    Ok(exit)
}

/// No platform has a file: nothing can have drifted, and nobody said what to write.
fn none(globals: &Globals, write: bool) -> Result<Exit, CliError> {
    if write {
        let fault = CliError::new(Exit::Usage, "没有说明是哪个平台", "no platform is named");
        return Err(
            fault.hint("加上 --host gitee（或 github、gitlab、gitea）", "add --host github (or gitlab, gitee, gitea)")
        );
    }
    if !globals.quiet {
        say(globals.t("还没有 CODEOWNERS 文件\n", "there is no code owners file yet\n"))?;
    }
    Ok(Exit::Fine)
}

fn write(globals: &Globals, site: &Site, host: Host, text: &str) -> Result<String, CliError> {
    let path = site.root.join(host.file());
    let same = files::read_if_there(&path)?.is_some_and(|old| old == text.as_bytes());
    if !same {
        files::write_whole(&path, text.as_bytes())?;
    }
    let word = if same { globals.t("未变", "same") } else { globals.t("已写", "written") };
    Ok(format!("{word} {}\n{}", host.file(), rivals(globals, site, host)))
}

/// What differs and what to do; empty when nothing does.
fn check(globals: &Globals, site: &Site, host: Host, text: &str) -> Result<String, CliError> {
    let file = host.file();
    let mut told = rivals(globals, site, host);
    match files::read_if_there(&site.root.join(file))? {
        None => {
            told.push_str(&match globals.lang {
                Lang::Zh => format!("缺少 {file}\n"),
                Lang::En => format!("{file} is missing\n"),
            });
            told.push_str(&fix(globals, host));
        }
        Some(bytes) => {
            let there = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
            if there != text {
                let (now, should) = (globals.t("现有的", "as it is"), globals.t("按名册应为", "by the roster"));
                told.push_str(&format!("--- {file}  {now}\n+++ {file}  {should}\n{}", drift::unified(&there, text)));
                told.push_str(&fix(globals, host));
            }
        }
    }
    Ok(told)
}

fn fix(globals: &Globals, host: Host) -> String {
    let host = host.token();
    match globals.lang {
        Lang::Zh => format!("改法：运行 kepu owners --host {host} --write，再提交\n"),
        Lang::En => format!("fix: run kepu owners --host {host} --write and commit\n"),
    }
}

/// Other files that the platform may read instead.
fn rivals(globals: &Globals, site: &Site, host: Host) -> String {
    let there = host.rivals().iter().filter(|rival| files::exists(&site.root.join(rival)));
    let line = |rival: &&str| match globals.lang {
        Lang::Zh => format!("{} 可能改读 {rival}，而不读 {}：删去 {rival}\n", host.zh(), host.file()),
        Lang::En => format!("{} may read {rival} instead of {}: delete {rival}\n", host.en(), host.file()),
    };
    there.map(line).collect()
}
