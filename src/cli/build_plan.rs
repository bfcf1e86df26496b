//! `kepu build --plan`: what a build would publish, change and withdraw, and why. Nothing is written.

use std::collections::BTreeMap;
use std::path::Path;

use clap::ArgMatches;
use serde::Serialize;

use super::build::build_fault;
use super::context::Site;
use super::exit::{CliError, Exit};
use super::report::pad;
use super::{Globals, say};
use crate::diag::json::Counts;
use crate::diag::{Bilingual, Lang};
use crate::host::cache::FolderCache;
use crate::host::published::Published;
use crate::model::cache::{Cache, ReadOnly};
use crate::pipeline::publication::{
    ArticleAct, ArticleChange, FileAct, FileChange, Next, Present, Publication, Shown, Tally, publication,
};
use crate::pipeline::{self, Judged};
use crate::render::template::Theme;

/// Files of an edition that people are shown; programs get all of them.
const SHOWN_FILES: usize = 8;
/// Columns of the label of an edition.
const EDITION_COLUMNS: usize = 20;

/// What was loaded and judged for a build.
type Loaded<'a> = (&'a Site, &'a Judged, &'a Theme);

/// Runs the command.
pub(super) fn run(
    globals: &Globals,
    args: &ArgMatches,
    (site, judged, theme): Loaded<'_>,
    out: &Path,
) -> Result<Exit, CliError> {
    let there = Published::look(out, &site.root)?;
    let kept = FolderCache::of_site(&site.root);
    let cache = ReadOnly(&kept);
    let materials = (theme, (&*site.sources, &cache as &dyn Cache), globals.now.into());
    let waiting = globals.waiting("准备图片和页面", "preparing pictures and pages");
    let output = pipeline::site(&judged.shelf, &site.library, materials);
    drop(waiting);
    let progress = globals.making(output.paths().count());
    let made = || progress.step();
    let read = |path: &_| there.read(path);
    let present = Present { paths: there.paths(), read: &read };
    let next = Next { shelf: &judged.shelf, standings: &judged.standings, library: &site.library };
    let plan = publication(present, &next, (&output, &made)).map_err(|fault| build_fault(&fault))?;
    drop(progress);
    let text = match args.get_one::<String>("format").map(String::as_str) {
        Some("json") => json(&plan, globals, (site, judged), None),
        _ => human(&plan, globals, (site, judged), out),
    };
    say(&text)?;
    Ok(if plan.is_empty() { Exit::Fine } else { Exit::Findings })
}

fn human(plan: &Publication, globals: &Globals, (site, judged): (&Site, &Judged), out: &Path) -> String {
    let (title, folder) = (&site.library.settings.title, out.display());
    let mut text = match (globals.quiet, globals.lang) {
        (true, _) => String::new(),
        (_, Lang::Zh) => format!("{title}：与 {folder} 相比\n\n"),
        (_, Lang::En) => format!("{title}: compared with {folder}\n\n"),
    };
    changes(&mut text, plan, globals, site);
    if globals.quiet {
        return text;
    }
    let is_listed = |id: &str| judged.shelf.get(id).is_some_and(|cleared| cleared.state().is_listed());
    let held = judged.standings.iter().filter(|standing| !is_listed(&standing.id)).count();
    text.push_str(&match globals.lang {
        Lang::Zh => format!("暂缓或已撤下 {held} 篇，原因见 kepu status\n"),
        Lang::En => format!("{held} articles held back or withdrawn; kepu status says why\n"),
    });
    text.push_str(match plan.is_empty() {
        true => globals.t("与现有的网站相同，不必发布\n", "the same as the site that is there; nothing to publish\n"),
        false => {
            globals.t("什么也没有写；去掉 --plan 就照此发布\n", "nothing was written; without --plan this is done\n")
        }
    });
    text
}

/// What happens to articles and files, in words.
pub(super) fn changes(text: &mut String, plan: &Publication, globals: &Globals, site: &Site) {
    for act in ArticleAct::ALL {
        articles(text, *act, plan, globals);
    }
    files(text, plan, globals, site);
}

fn articles(text: &mut String, act: ArticleAct, plan: &Publication, globals: &Globals) {
    let own: Vec<&ArticleChange> = plan.articles.iter().filter(|change| change.act == act).collect();
    if own.is_empty() {
        return;
    }
    text.push_str(&match globals.lang {
        Lang::Zh => format!("{} {} 篇\n", act.zh(), own.len()),
        Lang::En => format!("{}: {}\n", act.en(), own.len()),
    });
    if act == ArticleAct::Pages {
        // One reason for all of them.
        let ids: Vec<&str> = own.iter().map(|change| change.id.as_str()).collect();
        let more = if ids.len() > SHOWN_FILES { " …" } else { "" };
        let reason = own.first().map_or("", |change| change.reason.get(globals.lang));
        let ids: Vec<&str> = ids.into_iter().take(SHOWN_FILES).collect();
        text.push_str(&format!("  {}{more}\n    {reason}\n\n", ids.join(" ")));
        return;
    }
    for change in own {
        let title = change.title.as_deref().unwrap_or_default();
        let line = format!("  {}  {title}", change.id);
        text.push_str(&format!("{}\n    {}\n", line.trim_end(), change.reason.get(globals.lang)));
    }
    text.push('\n');
}

fn files(text: &mut String, plan: &Publication, globals: &Globals, site: &Site) {
    for (edition, mut own) in by_edition(&plan.files, site) {
        // What comes and goes says more than what is made anew each day.
        own.sort_by_key(|file| file.act == FileAct::Changed);
        let audience = site.library.audiences.iter().find(|audience| Some(audience.id.as_str()) == edition);
        let label = match (audience, edition, globals.lang) {
            (Some(audience), _, Lang::Zh) => audience.label.as_str(),
            (Some(audience), _, Lang::En) => audience.label_en.as_str(),
            (None, Some(gone), _) => gone,
            (None, None, _) => globals.t("各版共用", "shared"),
        };
        text.push_str(&format!(
            "{} {}\n",
            pad(label, EDITION_COLUMNS),
            counts(Tally::of(own.iter().copied()), globals)
        ));
        for file in own.iter().take(SHOWN_FILES) {
            text.push_str(&format!("  {} {}\n", sign(file.act), file.path));
        }
        if let Some(more) = own.len().checked_sub(SHOWN_FILES).filter(|more| *more > 0) {
            text.push_str(&match globals.lang {
                Lang::Zh => format!("  …… 另有 {more} 个，--format json 列出全部\n"),
                Lang::En => format!("  … and {more} more; --format json lists all\n"),
            });
        }
    }
    let total = Tally::of(&plan.files);
    let label = globals.t("合计", "total");
    text.push_str(&format!("{} {}", pad(label, EDITION_COLUMNS), counts(total, globals)));
    text.push_str(&match globals.lang {
        Lang::Zh => format!("，不变 {} 个\n\n", plan.unchanged),
        Lang::En => format!(", {} unchanged\n\n", plan.unchanged),
    });
}

/// Files by edition, in the order of the site, then those of editions that it has no more; last what editions share.
fn by_edition<'p>(files: &'p [FileChange], site: &Site) -> Vec<(Option<&'p str>, Vec<&'p FileChange>)> {
    let mut editions: BTreeMap<Option<&str>, Vec<&FileChange>> = BTreeMap::new();
    files.iter().for_each(|file| editions.entry(file.edition.as_deref()).or_default().push(file));
    let place = |id: &str| site.library.audiences.iter().position(|audience| audience.id == id).unwrap_or(usize::MAX);
    let mut editions: Vec<_> = editions.into_iter().collect();
    editions.sort_by_key(|(edition, _)| edition.map_or((true, 0), |id| (false, place(id))));
    editions
}

fn sign(act: FileAct) -> char {
    match act {
        FileAct::Added => '+',
        FileAct::Changed => '~',
        FileAct::Removed => '-',
    }
}

fn counts(tally: Tally, globals: &Globals) -> String {
    let Tally { added, changed, removed } = tally;
    match globals.lang {
        Lang::Zh => format!("新增 {added} 个，变更 {changed} 个，删除 {removed} 个"),
        Lang::En => format!("{added} added, {changed} changed, {removed} removed"),
    }
}

/// What a plan of a channel tells besides.
#[derive(Serialize)]
pub(super) struct WireRelease {
    /// The channel.
    pub(super) channel: String,
    /// The release in force; 0 for none.
    pub(super) from: u64,
    /// The next one; the same where there is none.
    pub(super) to: u64,
    /// Files of it.
    pub(super) files: u64,
    /// Their bytes.
    pub(super) bytes: u64,
    /// Bytes of the pack from nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) full: Option<u64>,
    /// Packs from older releases.
    pub(super) packs: Vec<WirePack>,
}

/// A pack.
#[derive(Serialize)]
pub(super) struct WirePack {
    /// The release that a kiosk has.
    pub(super) from: u64,
    /// Bytes.
    pub(super) bytes: u64,
}

/// Version 1 of `kepu build --plan --format json`, and of `kepu bundle build --plan`.
#[derive(Serialize)]
struct WirePlan<'a> {
    version: u32,
    now: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<WireRelease>,
    /// Errors that hold articles back; the build would end with exit code 1 for them.
    errors: usize,
    articles: Vec<WireArticle<'a>>,
    counts: WireCounts,
    editions: Vec<WireEdition<'a>>,
    files: Vec<WireFile<'a>>,
}

#[derive(Serialize)]
struct WireArticle<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    act: &'static str,
    reason: WireText<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<WireShown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<WireShown>,
}

#[derive(Serialize)]
struct WireText<'a> {
    zh: &'a str,
    en: &'a str,
}

#[derive(Serialize)]
struct WireShown {
    text: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
}

#[derive(Serialize)]
struct WireCounts {
    added: usize,
    changed: usize,
    removed: usize,
    unchanged: usize,
}

#[derive(Serialize)]
struct WireEdition<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<&'a str>,
    added: usize,
    changed: usize,
    removed: usize,
}

#[derive(Serialize)]
struct WireFile<'a> {
    path: &'a str,
    act: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<&'a str>,
}

pub(super) fn json(
    plan: &Publication,
    globals: &Globals,
    (site, judged): (&Site, &Judged),
    release: Option<WireRelease>,
) -> String {
    let Tally { added, changed, removed } = Tally::of(&plan.files);
    let edition = |(edition, own): (_, Vec<&FileChange>)| {
        let Tally { added, changed, removed } = Tally::of(own);
        WireEdition { edition, added, changed, removed }
    };
    let wire = WirePlan {
        version: 1,
        now: globals.now.to_string(),
        release,
        errors: Counts::of(&judged.findings).errors,
        articles: plan.articles.iter().map(wire_article).collect(),
        counts: WireCounts { added, changed, removed, unchanged: plan.unchanged },
        editions: by_edition(&plan.files, site).into_iter().map(edition).collect(),
        files: plan
            .files
            .iter()
            .map(|file| WireFile {
                path: file.path.as_str(),
                act: file.act.token(),
                edition: file.edition.as_deref(),
                article: file.article.as_deref(),
            })
            .collect(),
    };
    // The wire structs hold only text and numbers, which always have a JSON form.
    serde_json::to_string_pretty(&wire).unwrap_or_default() + "\n"
}

fn wire_article(change: &ArticleChange) -> WireArticle<'_> {
    let Bilingual { zh, en } = &change.reason;
    WireArticle {
        id: &change.id,
        title: change.title.as_deref(),
        act: change.act.token(),
        reason: WireText { zh, en },
        before: change.before.as_ref().map(wire_shown),
        after: change.after.as_ref().map(wire_shown),
    }
}

fn wire_shown(shown: &Shown) -> WireShown {
    match shown {
        Shown::Notice => WireShown { text: false, state: None, digest: None },
        Shown::Text { state, digest } => WireShown {
            text: true,
            state: state.map(crate::model::state::State::token),
            digest: digest.map(|digest| digest.to_string()),
        },
    }
}
