//! `kepu sheet`: a printable review sheet for somebody without an account.

use std::path::PathBuf;

use clap::ArgMatches;

use super::context::Site;
use super::exit::{CliError, Exit};
use super::{Globals, say, sign};
use crate::diag::Diagnostic;
use crate::gate::fingerprint;
use crate::host::files;
use crate::model::article::Asset;
use crate::model::roster::Stage;
use crate::sheet::Sheet;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let site = Site::open(globals)?;
    let word = args.get_one::<String>("article").cloned().unwrap_or_default();
    let article = site.article(&word)?.ok_or_else(|| unreadable(&word))?;
    let reviewer = args.get_one::<String>("for").map(|id| sign::person(&site, id)).transpose()?;
    let asked = args.get_one::<String>("stage").and_then(|word| Stage::read(word));
    let only = reviewer.and_then(|person| if let [only] = person.stages.as_slice() { Some(*only) } else { None });
    let judged = site.judge(globals)?;
    let own = judged.standings.iter().find(|standing| standing.id == article.id().as_str());
    let own = own.ok_or_else(|| unreadable(&word))?;
    let belongs = |finding: &&Diagnostic| finding.primary.path.below(article.dir.as_str()).is_some();
    let findings: Vec<&Diagnostic> = judged.findings.iter().filter(belongs).collect();
    let bytes = |asset: &Asset| site.sources.bytes(&asset.path).ok().flatten();
    let sheet = Sheet {
        settings: &site.library.settings,
        audiences: &site.library.audiences,
        article,
        digest: fingerprint::digest(article),
        state: own.state,
        missing: &own.missing,
        findings: &findings,
        reviewer,
        stage: asked.or(only),
        bytes: &bytes,
        now: globals.now,
    };
    let html = sheet.html();
    let Some(output) = args.get_one::<PathBuf>("output") else {
        say(&html)?;
        return Ok(Exit::Fine);
    };
    files::write_whole(output, html.as_bytes())?;
    if !globals.quiet {
        let (path, short) = (output.display(), sheet.digest.short());
        say(&match globals.lang {
            crate::diag::Lang::Zh => format!("审核单：{path}，版本 {short}；用浏览器打开并打印\n"),
            crate::diag::Lang::En => format!("review sheet: {path}, version {short}; open it in a browser and print\n"),
        })?;
    }
    Ok(Exit::Fine)
}

fn unreadable(word: &str) -> CliError {
    CliError::new(
        Exit::Findings,
        format!("{word} 的前置元数据有误，不能出审核单"),
        format!("the front matter of {word} is wrong; no sheet can be made"),
    )
    .hint(format!("运行 kepu check {word}"), format!("run kepu check {word}"))
}
