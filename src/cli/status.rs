//! `kepu status`: where each article stands and exactly what is missing.

use clap::ArgMatches;
use serde::Serialize;

use super::context::Site;
use super::exit::{CliError, Exit};
use super::report::pad;
use super::{Globals, say};
use crate::diag::{Bilingual, Lang};
use crate::model::units::china_datetime;
use crate::pipeline::Standing;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let site = Site::open(globals)?;
    let words: Vec<String> = args.get_many::<String>("path").into_iter().flatten().cloned().collect();
    let wanted = site.select(&words)?;
    let judged = site.judge(globals)?;
    let belongs = |standing: &&Standing| {
        let dir = standing.source.as_ref().and_then(crate::model::path::SourcePath::parent);
        wanted.as_ref().is_none_or(|dirs| dir.is_some_and(|dir| dirs.contains(dir.as_str())))
    };
    let standings: Vec<&Standing> = judged.standings.iter().filter(belongs).collect();
    let text = match args.get_one::<String>("format").map(String::as_str) {
        Some("json") => json(&standings, globals),
        _ => standings.iter().map(|standing| line(standing, globals)).collect(),
    };
    say(&text)?;
    Ok(Exit::Fine)
}

/// The widest column of ids in the table; longer ids push their own line.
const ID_COLUMNS: usize = 34;
/// The widest state label in either language, in columns.
const STATE_COLUMNS: usize = 16;

/// One article: id, state, then what is missing, one item a line under the first.
pub(super) fn line(standing: &Standing, globals: &Globals) -> String {
    let state = match globals.lang {
        Lang::Zh => standing.state.zh(),
        Lang::En => standing.state.en(),
    };
    let digest = standing.digest.map_or_else(|| "--------".to_owned(), |digest| digest.short());
    let mut text = format!("{} {} {digest}", pad(&standing.id, ID_COLUMNS), pad(state, STATE_COLUMNS));
    let mut items: Vec<String> = Vec::new();
    items.extend(standing.changed.iter().map(|item| item.get(globals.lang).to_owned()));
    items.extend(standing.missing.iter().map(|item| item.get(globals.lang).to_owned()));
    if let Some(next) = standing.next {
        let at = china_datetime(next);
        let when = format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute());
        items.push(match globals.lang {
            Lang::Zh => format!("状态将于 {when} 改变"),
            Lang::En => format!("the state changes at {when} (+08:00)"),
        });
    }
    let separator = match globals.lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    };
    if !items.is_empty() {
        text.push_str("  ");
        text.push_str(&items.join(separator));
    }
    text.push('\n');
    text
}

/// Version 1 of `kepu status --format json`.
#[derive(Serialize)]
struct WireStatus<'a> {
    version: u32,
    now: String,
    articles: Vec<WireStanding<'a>>,
}

#[derive(Serialize)]
struct WireStanding<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    state: &'static str,
    shown: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    missing: Vec<WireText<'a>>,
    changed: Vec<WireText<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Serialize)]
struct WireText<'a> {
    zh: &'a str,
    en: &'a str,
}

fn json(standings: &[&Standing], globals: &Globals) -> String {
    fn texts(items: &[Bilingual]) -> Vec<WireText<'_>> {
        items.iter().map(|item| WireText { zh: &item.zh, en: &item.en }).collect()
    }
    let wire = WireStatus {
        version: 1,
        now: globals.now.to_string(),
        articles: standings
            .iter()
            .map(|standing| WireStanding {
                id: &standing.id,
                path: standing.source.as_ref().map(crate::model::path::SourcePath::as_str),
                title: standing.title.as_deref(),
                state: standing.state.token(),
                shown: standing.state.is_listed(),
                digest: standing.digest.map(|digest| digest.to_string()),
                missing: texts(&standing.missing),
                changed: texts(&standing.changed),
                next: standing.next.map(|next| next.to_string()),
            })
            .collect(),
    };
    // The wire structs hold only text and booleans, which always have a JSON form.
    serde_json::to_string_pretty(&wire).unwrap_or_default() + "\n"
}
