//! `kepu check`: everything that still blocks an article.

use clap::ArgMatches;

use super::context::Site;
use super::exit::{CliError, Exit};
use super::{Globals, change, report, say};
use crate::diag::Diagnostic;
use crate::diag::source_map::SourceMap;
use crate::pipeline::repairing;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    if let Some(base) = args.get_one::<String>("base") {
        let change = change::review(globals, args, base)?;
        if args.get_one::<String>("format").is_some_and(|format| format == "markdown") {
            let counts = report::Counts::of(&change.reviewed.findings);
            say(&change.comment(globals))?;
            return Ok(if counts.errors > 0 { Exit::Findings } else { Exit::Fine });
        }
        return print(&change.reviewed.findings, &change.texts, globals, args);
    }
    let site = Site::open(globals)?;
    let words: Vec<String> = args.get_many::<String>("path").into_iter().flatten().cloned().collect();
    let wanted = site.select(&words)?;
    let judged = site.judge(globals)?;
    let belongs = |finding: &Diagnostic| {
        wanted.as_ref().is_none_or(|dirs| {
            let path = finding.primary.path.as_str();
            dirs.iter().any(|dir| finding.primary.path.below(dir).is_some() || is_record_of(&site, dir, path))
        })
    };
    let mut findings: Vec<Diagnostic> = judged.findings.into_iter().filter(belongs).collect();
    // A site that could be loaded and judged a moment ago may have lost a file since; the findings stand without hints.
    let _ = repairing::hint(&mut findings, &site.library, &*site.sources, globals.now);
    print(&findings, &site.texts(&findings), globals, args)
}

fn print(findings: &[Diagnostic], texts: &SourceMap, globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let counts = report::Counts::of(findings);
    match args.get_one::<String>("format").map(String::as_str) {
        Some("json") => say(&report::json(findings, texts, globals))?,
        Some("short") => say(&report::short(findings, texts, globals))?,
        _ => {
            say(&report::human(findings, texts, globals))?;
            if !globals.quiet {
                say(&counts.line(globals))?;
            }
        }
    }
    Ok(if counts.errors > 0 { Exit::Findings } else { Exit::Fine })
}

/// Records stand outside the article's folder; their findings belong to it all the same.
fn is_record_of(site: &Site, dir: &str, path: &str) -> bool {
    let article = site.library.articles.values().find(|article| article.dir.as_str() == dir);
    article.is_some_and(|article| path.starts_with(&format!("records/{}/", article.id())))
}
