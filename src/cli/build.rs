//! `kepu build`: the site of everything that passed, and a word about everything that did not.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::build_record::{self, BuildRecord, Visit};
use super::context::{self, Site, source_error};
use super::exit::{CliError, Exit};
use super::report::{self, pad};
use super::status;
use super::{Globals, build_plan, say};
use crate::diag::json::Counts;
use crate::diag::{Findings, Lang};
use crate::gate::clearance::Production;
use crate::host::cache::FolderCache;
use crate::host::output::{self, Stamps, WriteError, Written};
use crate::model::cache::Cache;
use crate::model::clock::{Clock, Window};
use crate::model::state::State;
use crate::pipeline::{self, Aside, Judged, ThemeStop};
use crate::render::template::Theme;
use crate::site::output::SiteOutput;
use crate::site::route::article_of;
use crate::site::{BuildFault, list};

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let rev = args.get_one::<String>("ref").map(String::as_str);
    let root = context::root(globals)?;
    let out = args.get_one::<PathBuf>("out").cloned().unwrap_or_else(|| root.join("public"));
    let asked = build_record::asked(globals, &out, context::tip(&root).as_deref());
    let strict = args.get_flag("strict");
    // A revision is read from git, where looking costs as much as building.
    if rev.is_none()
        && !args.get_flag("plan")
        && let Some((said, written, exit)) = Visit::again((&root, &out), &asked, globals.now)
        && !(strict && exit == Exit::Findings)
    {
        say(&(said + &files(&written, &out, globals)))?;
        return Ok(exit);
    }
    let (mut site, trace) = Site::open_traced(globals, rev)?;
    // Refused before any work is spent; checked again at the switch.
    output::refuse_foreign(&out)?;
    let window = Window::default();
    let now = Clock::noting(globals.now, &window);
    let judged = site.judge_at(globals, now)?;
    let counts = Counts::of(&judged.findings);
    if strict && counts.errors > 0 {
        let texts = site.texts(&judged.findings);
        say(&report::human(&judged.findings, &texts, globals))?;
        return Err(CliError::new(
            Exit::Findings,
            format!("有 {} 个错误；按 --strict 的要求没有写任何文件", counts.errors),
            format!("{} errors; nothing was written, as --strict asks", counts.errors),
        ));
    }
    let theme = theme(globals, &site)?;
    if args.get_flag("plan") {
        return build_plan::run(globals, args, (&site, &judged, &theme), &out);
    }
    let said = summary(&site, &judged, &out, globals);
    let exit = if counts.errors > 0 { Exit::Findings } else { Exit::Fine };
    let aside = Aside::of(judged.shelf, &mut site.library, &*site.sources);
    drop((judged.findings, judged.standings));
    let cache = FolderCache::of_site(&site.root);
    let materials = (&theme, (&*site.sources, &cache as &dyn Cache), now);
    let waiting = globals.waiting("准备图片和页面", "preparing pictures and pages");
    let plan = aside.site(&site.library, materials);
    drop(waiting);
    let written = write(&site, &out, plan, globals)?;
    cache.tidy();
    let sight = trace.and_then(|trace| trace.sight(&site.root));
    let visit = Visit::of(&out, (sight, &window), asked, (&said, &written, exit));
    Visit::keep(visit.as_ref(), &site.root, &out);
    say(&(said + &files(&written, &out, globals)))?;
    Ok(exit)
}

/// Writes what is new or changed since the last build into this folder; the record of that build is a help and never a
/// condition.
fn write(site: &Site, out: &Path, plan: SiteOutput<'_, Production>, globals: &Globals) -> Result<Written, CliError> {
    let BuildRecord { ledger, stamps } = build_record::last(&site.root, out, globals);
    let plan = plan.after(ledger);
    if let Some(fault) = plan.fault() {
        return Err(build_fault(&fault));
    }
    let mut paths: Vec<_> = plan.paths().cloned().collect();
    // Files of one article after each other: its body is parsed once for all of them.
    paths.sort_by(|a, b| (article_of(a), a).cmp(&(article_of(b), b)));
    let standing: Stamps = stamps.into_iter().filter(|(path, _)| plan.stands(path)).collect();
    let progress = globals.making(paths.len().saturating_sub(standing.len()));
    let make = |path: &_| {
        let made = plan.make(path);
        progress.step();
        made.unwrap_or_else(|| Err(BuildFault::Encode(format!("{path} is not planned"))))
    };
    let (written, stamps) = output::replace(out, &site.root, (&paths, &standing), make).map_err(write_error)?;
    drop((progress, paths, standing));
    let ledger = plan.into_ledger().unwrap_or_default();
    build_record::keep(&site.root, out, &BuildRecord { ledger, stamps });
    Ok(written)
}

/// Compiles the theme, saying every fault of every template and style sheet at once.
pub(super) fn theme(globals: &Globals, site: &Site) -> Result<Theme, CliError> {
    pipeline::compile_theme(&site.library, &*site.sources).map_err(|stop| match stop {
        ThemeStop::Source(error) => source_error(&error),
        ThemeStop::Missing(name) => {
            CliError::new(Exit::Usage, format!("没有主题 themes/{name}"), format!("there is no theme themes/{name}"))
                .hint("检查 site.yaml 的 theme", "look at theme in site.yaml")
        }
        ThemeStop::Faults(findings) => theme_fault(globals, site, findings),
    })
}

fn theme_fault(globals: &Globals, site: &Site, findings: Findings) -> CliError {
    let findings = findings.sorted();
    let shown = report::human(&findings, &site.texts(&findings), globals);
    CliError::new(
        Exit::Usage,
        format!("主题有误，没有写任何文件\n\n{shown}"),
        format!("the theme is wrong; nothing was written\n\n{shown}"),
    )
}

/// What a fault while an output is written means to a person.
pub(super) fn write_error(error: WriteError<BuildFault>) -> CliError {
    match error {
        WriteError::Host(error) => error.into(),
        WriteError::Content(fault) => build_fault(&fault),
    }
}

/// What a fault while pages are made means to a person.
pub(super) fn build_fault(fault: &BuildFault) -> CliError {
    let (exit, zh) = match fault {
        BuildFault::Template(fault) => (Exit::Usage, format!("主题模板有误：{fault}")),
        BuildFault::Changed { path } => (Exit::Files, format!("{path}：生成期间文件被改动")),
        BuildFault::Source(error) => (Exit::Files, format!("{}：{}", error.path, error.reason)),
        BuildFault::Picture { path, reason } => (Exit::Files, format!("{path}：图片{}", reason.zh)),
        BuildFault::Concealed { page, template, missing } => {
            let missing = list(missing, Lang::Zh);
            (Exit::Usage, format!("KP909 {page}：按模板 {template} 生成的页面上看不到{missing}"))
        }
        BuildFault::Encode(reason) => (Exit::Files, reason.clone()),
    };
    let error = CliError::new(exit, zh, fault.to_string());
    let error = match fault {
        BuildFault::Concealed { .. } => error.hint(
            "在主题里恢复这些内容；注释、属性、hidden 和 display:none 里的不算",
            "put them back into the theme; comments, attributes, hidden and display:none do not count",
        ),
        _ => error,
    };
    error.hint("原有网站没有变动", "the site as it was has not been touched")
}

fn summary(site: &Site, judged: &Judged, out: &Path, globals: &Globals) -> String {
    let of = |wanted: fn(State) -> bool| judged.standings.iter().filter(move |standing| wanted(standing.state));
    let shown = of(State::is_listed).count();
    let withdrawn = |state: State| !state.is_listed() && kept(state);
    let held = |state: State| !state.is_listed() && !kept(state);
    let mut text = String::new();
    if !globals.quiet {
        text.push_str(&match globals.lang {
            Lang::Zh => format!("{}：发布 {shown} 篇\n\n", site.library.settings.title),
            Lang::En => format!("{}: {shown} articles published\n\n", site.library.settings.title),
        });
        text.push_str(&editions(site, judged, out, globals));
        text.push_str(&settings(site, judged, globals));
        section(
            &mut text,
            judged,
            globals,
            ("撤下或加注（读者看到说明）", "Withdrawn or marked (readers see a notice)"),
            withdrawn,
        );
        section(&mut text, judged, globals, ("暂缓（读者看不到）", "Held back (readers see nothing)"), held);
        if of(|state| state == State::Invalid).count() > 0 {
            text.push_str(globals.t(
                "稿件有误的，运行 kepu check 查看位置、原因和改法。\n\n",
                "For faults, run kepu check: place, cause, fix.\n\n",
            ));
        }
    }
    text
}

/// What is wrong with the settings of the site: no article is held back by it, so nothing else would say so.
fn settings(site: &Site, judged: &Judged, globals: &Globals) -> String {
    let findings: Vec<_> =
        judged.findings.iter().filter(|finding| finding.primary.path.as_str() == "site.yaml").cloned().collect();
    let told = report::short(&findings, &site.texts(&findings), globals.lang);
    if told.is_empty() { told } else { told + "\n" }
}

/// States that leave a page or a notice behind.
fn kept(state: State) -> bool {
    matches!(state, State::Expired | State::Overdue | State::Suspended | State::Retracted | State::Archived)
}

fn section(text: &mut String, judged: &Judged, globals: &Globals, title: (&str, &str), wanted: fn(State) -> bool) {
    let standings: Vec<_> = judged.standings.iter().filter(|standing| wanted(standing.state)).collect();
    if standings.is_empty() {
        return;
    }
    text.push_str(&match globals.lang {
        Lang::Zh => format!("{} {} 篇\n", title.0, standings.len()),
        Lang::En => format!("{}: {}\n", title.1, standings.len()),
    });
    for standing in standings {
        text.push_str("  ");
        text.push_str(&status::line(standing, globals));
    }
    text.push('\n');
}

fn editions(site: &Site, judged: &Judged, out: &Path, globals: &Globals) -> String {
    let commons = site.library.audiences.iter().find(|audience| audience.common).map_or("", |audience| &audience.id);
    let mut text = String::new();
    for audience in &site.library.audiences {
        let count = judged.shelf.listed().filter(|cleared| cleared.ticket(audience, commons).is_some()).count();
        let label = match globals.lang {
            Lang::Zh => &audience.label,
            Lang::En => &audience.label_en,
        };
        let home = if audience.common { out.join("index.html") } else { out.join(&audience.id).join("index.html") };
        let count = match globals.lang {
            Lang::Zh => format!("{count} 篇"),
            Lang::En => format!("{count}"),
        };
        text.push_str(&format!("  {} {}  {}\n", pad(label, 20), pad(&count, 7), home.display()));
    }
    text.push('\n');
    text
}

fn files(written: &Written, out: &Path, globals: &Globals) -> String {
    let kib = written.bytes.div_ceil(1024);
    let (files, changed, removed, out) = (written.files, written.changed, written.removed, out.display());
    match globals.lang {
        Lang::Zh => format!("{out}：{files} 个文件，{kib} KiB；写了 {changed} 个，删了 {removed} 个\n"),
        Lang::En => format!("{out}: {files} files, {kib} KiB; {changed} written, {removed} removed\n"),
    }
}
