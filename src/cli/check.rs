//! `kepu check`: everything that still blocks an article.

use std::collections::BTreeMap;

use clap::ArgMatches;

use super::context::{Site, prefix};
use super::exit::{CliError, Exit};
use super::outputs::{Judgement, Outputs};
use super::{Globals, change};
use crate::diag::json::Counts;
use crate::diag::{Diagnostic, Report};
use crate::pipeline::comment::{Comment, Subject};
use crate::pipeline::repairing;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let outputs = Outputs::read(args)?;
    let judged = match args.get_one::<String>("base") {
        Some(base) => of_change(globals, args, base, &outputs),
        None => of_site(globals, args, &outputs),
    };
    judged.map_err(|fault| match fault {
        Stop::Unjudged(error) => outputs.failed(error, globals),
        Stop::Unwritten(error) => error,
    })
}

/// Why there is no result: nothing was judged, or what was judged could not be told.
enum Stop {
    Unjudged(CliError),
    Unwritten(CliError),
}

impl From<CliError> for Stop {
    fn from(error: CliError) -> Self {
        Self::Unjudged(error)
    }
}

fn of_change(globals: &Globals, args: &ArgMatches, base: &str, outputs: &Outputs) -> Result<Exit, Stop> {
    let change = change::review(globals, args, base)?;
    let findings = change.reviewed.findings.as_slice();
    let report = Report { findings, sources: &change.texts, lang: globals.lang, prefix: &change.prefix };
    let comment = Comment {
        report,
        subject: Subject::of_change(&change.reviewed),
        since: &change.since,
        ends: Some((change.ends.0.short(), change.ends.1.short())),
        links: outputs.links.as_ref(),
        now: globals.now,
    };
    tell(outputs, &Judgement { report, comment }, globals)
}

fn of_site(globals: &Globals, args: &ArgMatches, outputs: &Outputs) -> Result<Exit, Stop> {
    let site = Site::open(globals)?;
    let words: Vec<String> = args.get_many::<String>("path").into_iter().flatten().cloned().collect();
    let wanted = site.select(&words)?;
    let judged = site.judge(globals)?;
    let belongs = |finding: &&Diagnostic| {
        wanted.as_ref().is_none_or(|dirs| {
            let path = finding.primary.path.as_str();
            dirs.iter().any(|dir| finding.primary.path.below(dir).is_some() || is_record_of(&site, dir, path))
        })
    };
    let mut findings: Vec<Diagnostic> = judged.findings.iter().filter(belongs).cloned().collect();
    // A site that could be loaded and judged a moment ago may have lost a file since; the findings stand without hints.
    let _ = repairing::hint(&mut findings, &site.library, &*site.sources, globals.now);
    let (texts, since) = (site.texts(&findings), BTreeMap::new());
    let prefix = if outputs.for_a_host() { prefix(&site.root) } else { String::new() };
    let report = Report { findings: &findings, sources: &texts, lang: globals.lang, prefix: &prefix };
    let comment = Comment {
        report,
        subject: Subject::of_site(&site.library, &judged, &findings),
        since: &since,
        ends: None,
        links: outputs.links.as_ref(),
        now: globals.now,
    };
    tell(outputs, &Judgement { report, comment }, globals)
}

fn tell(outputs: &Outputs, judgement: &Judgement<'_>, globals: &Globals) -> Result<Exit, Stop> {
    outputs.tell(judgement, globals).map_err(Stop::Unwritten)?;
    let errors = Counts::of(judgement.report.findings).errors;
    Ok(if errors > 0 { Exit::Findings } else { Exit::Fine })
}

/// Records stand outside the article's folder; their findings belong to it all the same.
fn is_record_of(site: &Site, dir: &str, path: &str) -> bool {
    let article = site.library.articles.values().find(|article| article.dir.as_str() == dir);
    article.is_some_and(|article| path.starts_with(&format!("records/{}/", article.id())))
}
