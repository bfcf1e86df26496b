//! `kepu theme`: which themes stand on each other, and from which of them a part is taken.

use clap::ArgMatches;
use serde::Serialize;

use super::context;
use super::exit::{CliError, Exit};
use super::{Globals, say};
use crate::diag::{Bilingual, Lang};
use crate::host::disk::DiskSources;
use crate::load::{self, LoadStop};
use crate::model::sources::Sources;
use crate::model::theme::{ThemeLayer, is_of_edition, places};

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let sources = DiskSources::new(context::root(globals)?);
    let themes = load::themes(&sources).map_err(|stop| match stop {
        LoadStop::Source(error) => context::source_error(&error),
        LoadStop::Settings(findings) => context::settings_fault(globals, &sources, findings),
    })?;
    match args.subcommand() {
        Some(("why", args)) => why(globals, &sources, &themes, args),
        _ => say(&listed(globals, &themes)).map(|()| Exit::Fine),
    }
}

fn why(globals: &Globals, sources: &dyn Sources, themes: &[ThemeLayer], args: &ArgMatches) -> Result<Exit, CliError> {
    let part = args.get_one::<String>("part").map(String::as_str).unwrap_or_default();
    let audience = args.get_one::<String>("audience").map(String::as_str);
    if is_of_edition(part) && audience.is_none() {
        return Err(CliError::new(
            Exit::Usage,
            format!("{part} 每一版各有一个，要写明是哪一版"),
            format!("every edition has a {part} of its own; name the edition"),
        )
        .hint("加 --audience 受众目录名", "add --audience ID"));
    }
    let files = files(sources, themes)?;
    let candidates = candidates(themes, &files, part, audience);
    if !candidates.iter().any(|candidate| candidate.exists) {
        return Err(unknown(&files, part, audience));
    }
    let is_json = args.get_one::<String>("format").is_some_and(|format| format == "json");
    say(&if is_json { json(part, audience, &candidates) } else { human(globals, &candidates) })?;
    Ok(Exit::Fine)
}

/// Every file of every theme of the chain, by its path below the site.
fn files(sources: &dyn Sources, themes: &[ThemeLayer]) -> Result<Vec<String>, CliError> {
    let mut files = Vec::new();
    for theme in themes {
        let listed = sources.list(&format!("themes/{}", theme.folder));
        let listed = listed.map_err(|error| context::source_error(&error))?;
        files.extend(listed.into_iter().map(|file| file.path.to_string()));
    }
    Ok(files)
}

/// A place where a part is looked for.
#[derive(Serialize)]
struct Candidate {
    theme: String,
    path: String,
    exists: bool,
    /// Whether this is the file that is taken.
    taken: bool,
}

fn candidates(themes: &[ThemeLayer], files: &[String], part: &str, audience: Option<&str>) -> Vec<Candidate> {
    let mut is_open = true;
    let places = places(part, audience);
    let all = themes.iter().flat_map(|theme| places.iter().map(move |place| (&theme.folder, place)));
    let candidate = |(theme, place): (&String, &String)| {
        let path = format!("themes/{theme}/{place}");
        let exists = files.contains(&path);
        let taken = exists && is_open;
        is_open &= !taken;
        Candidate { theme: theme.clone(), path, exists, taken }
    };
    all.map(candidate).collect()
}

fn unknown(files: &[String], part: &str, audience: Option<&str>) -> CliError {
    let last = part.rsplit('/').next().unwrap_or(part);
    let stem = last.split('.').next().unwrap_or(last);
    let mut near: Vec<String> =
        files.iter().filter_map(|path| named(path)).filter(|name| name.contains(stem)).collect();
    near.sort();
    near.dedup();
    let of = audience.map(|id| format!("（{id}）")).unwrap_or_default();
    let error = CliError::new(
        Exit::Usage,
        format!("哪个主题里都没有 {part}{of}"),
        format!("no theme has {part}{}", audience.map(|id| format!(" for {id}")).unwrap_or_default()),
    );
    if near.is_empty() || stem.is_empty() {
        error.hint(
            "写模板名（article.html）、静态文件名（base.css、js/size.js）或 edition.css、audience.yaml",
            "name a template (article.html), a static file (base.css, js/size.js), edition.css or audience.yaml",
        )
    } else {
        error.hint(format!("相近的有：{}", near.join("、")), format!("near to it: {}", near.join(", ")))
    }
}

/// The name a part is asked for by.
fn named(path: &str) -> Option<String> {
    let below = path.strip_prefix("themes/")?.split_once('/')?.1;
    let own = below.strip_prefix("audiences/").and_then(|rest| rest.split_once('/')).map(|(_, rest)| rest);
    let rest = own.unwrap_or(below);
    let name = rest.strip_prefix("templates/").or_else(|| rest.strip_prefix("static/"));
    name.map(str::to_owned).or_else(|| is_of_edition(rest).then(|| rest.to_owned()))
}

fn human(globals: &Globals, candidates: &[Candidate]) -> String {
    let line = |candidate: &Candidate| {
        let word = match (candidate.taken, candidate.exists) {
            (true, _) => Bilingual::new("采用  ", "taken   "),
            (_, true) => Bilingual::new("被顶替", "replaced"),
            _ => Bilingual::new("没有  ", "missing "),
        };
        let arrow = if candidate.taken { "→" } else { " " };
        format!("{arrow} {}  {}\n", word.get(globals.lang), candidate.path)
    };
    candidates.iter().map(line).collect()
}

/// Version 1 of `kepu theme why --format json`.
#[derive(Serialize)]
struct WireWhy<'a> {
    version: u32,
    part: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    audience: Option<&'a str>,
    candidates: &'a [Candidate],
}

fn json(part: &str, audience: Option<&str>, candidates: &[Candidate]) -> String {
    let wire = WireWhy { version: 1, part, audience, candidates };
    // Strings and flags always have a JSON form.
    serde_json::to_string_pretty(&wire).map(|text| text + "\n").unwrap_or_default()
}

/// The chain, the chosen theme first.
fn listed(globals: &Globals, themes: &[ThemeLayer]) -> String {
    let line = |(at, theme): (usize, &ThemeLayer)| {
        let role = match (at, globals.lang) {
            (0, Lang::Zh) => "本站用",
            (0, Lang::En) => "chosen",
            (_, Lang::Zh) => "其上级",
            (_, Lang::En) => "parent",
        };
        let words = [theme.name.as_deref(), theme.version.as_deref()];
        let words: Vec<&str> = words.into_iter().flatten().collect();
        format!("{role}  themes/{}  {}\n", theme.folder, words.join(" "))
    };
    themes.iter().enumerate().map(line).collect()
}
