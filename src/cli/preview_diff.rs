//! `kepu preview-diff`: a folder in which a reviewer sees every page of a change before and after, offline.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;

use super::build::{build_fault, write_error};
use super::change::git_error;
use super::context::{self, source_error};
use super::exit::{CliError, Exit};
use super::history::GitHistory;
use super::{Globals, say};
use crate::diag::Lang;
use crate::host::cache::FolderCache;
use crate::host::disk::DiskSources;
use crate::host::git::{Oid, Repository};
use crate::host::output::{self, Stamps};
use crate::load::{Library, LoadStop};
use crate::model::cache::Cache;
use crate::model::path::SourcePath;
use crate::model::sources::{SourceError, Sources};
use crate::model::units::{Sha256, china_datetime};
use crate::pipeline::proposal::Proposed;
use crate::pipeline::{self, Judged};
use crate::preview::difference::{Compared, Folder, Pair, Telling, Told};
use crate::preview::{Generation, Tree, View};

/// Where the result goes, if nothing else is said.
const FOLDER: &str = "preview-diff";
const WEB: View = View::WEB;
const KIOSK: View = View { is_kiosk: true, day: None };

/// The two trees, and what they are called.
struct Ends {
    repository: Repository,
    /// The tip of the branch to compare with: its people and policy are believed.
    tip: Oid,
    /// Where the change began.
    fork: Oid,
    head: Option<Oid>,
}

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let root = context::root(globals)?;
    let out = args.get_one::<PathBuf>("out").cloned().unwrap_or_else(|| root.join(FOLDER));
    // Refused before any work is spent; checked again at the switch.
    output::refuse_foreign(&out)?;
    let ends = Ends::find(&root, args)?;
    let waiting = globals.waiting("读两边的稿件", "reading both sides");
    let before = loaded(globals, ends.tree(&ends.fork)?, ends.fork.short())?;
    let after = loaded(globals, ends.head(&root)?, ends.word(globals.lang))?;
    drop(waiting);
    let cache = FolderCache::of_site(&root);
    let limit = args.get_one::<usize>("limit").copied().unwrap_or(usize::MAX);
    let telling = ends.telling(globals, limit);
    let told = write(globals, (&ends, &root), (&before, &after), (&out, &cache, &telling))?;
    cache.tidy();
    say(&summary(globals, told, &out))?;
    Ok(Exit::Fine)
}

impl Ends {
    fn find(root: &Path, args: &ArgMatches) -> Result<Self, CliError> {
        let faulty = |error| git_error(&error);
        let repository = Repository::around(root).map_err(faulty)?;
        let word = |name: &str| args.get_one::<String>(name).map(String::as_str);
        let tip = repository.commit(word("base").unwrap_or("HEAD")).map_err(faulty)?;
        let head = word("head").map(|rev| repository.commit(rev)).transpose().map_err(faulty)?;
        let end = match &head {
            Some(head) => head.clone(),
            None => repository.commit("HEAD").map_err(faulty)?,
        };
        // What others brought to the base meanwhile is no part of this change.
        let fork = repository.merge_base(&tip, &end).map_err(faulty)?;
        Ok(Self { repository, tip, fork, head })
    }

    fn tree(&self, commit: &Oid) -> Result<Tree, CliError> {
        self.repository.tree(commit).map(|tree| Arc::new(tree) as Tree).map_err(|error| git_error(&error))
    }

    fn head(&self, root: &Path) -> Result<Tree, CliError> {
        match &self.head {
            Some(head) => self.tree(head),
            None => Ok(Arc::new(DiskSources::new(root.to_owned()))),
        }
    }

    fn word(&self, lang: Lang) -> &str {
        match (&self.head, lang) {
            (Some(head), _) => head.short(),
            (None, Lang::Zh) => "工作目录",
            (None, Lang::En) => "working copy",
        }
    }

    fn telling(&self, globals: &Globals, limit: usize) -> Telling {
        let at = china_datetime(globals.now);
        Telling {
            before: self.fork.short().to_owned(),
            after: self.word(globals.lang).to_owned(),
            now: format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute()),
            lang: globals.lang,
            limit,
        }
    }

    fn history(&self, commit: &Oid) -> GitHistory {
        GitHistory::new(self.repository.clone(), commit.clone())
    }
}

/// One tree with a theme; whatever keeps it from being shown is said.
fn loaded(globals: &Globals, tree: Tree, name: &str) -> Result<Generation, CliError> {
    let generation = Generation::first(tree);
    let trouble = generation.trouble();
    if trouble.is_empty() && generation.library().is_some() {
        return Ok(generation);
    }
    let sources = generation.sources();
    Err(context::settings_fault_of(globals, sources, trouble.to_vec(), Exit::Usage).of(name))
}

fn write(
    globals: &Globals,
    (ends, root): (&Ends, &Path),
    (before, after): (&Generation, &Generation),
    (out, cache, telling): (&Path, &FolderCache, &Telling),
) -> Result<Told, CliError> {
    let libraries = before.library().zip(after.library());
    let (old, new) =
        libraries.ok_or_else(|| CliError::new(Exit::Usage, "没有可比的站点", "there is no site to compare"))?;
    let waiting = globals.waiting("核对规则和审核", "checking rules and reviews");
    let history = ends.history(&ends.fork);
    let was = pipeline::judge(old, before.sources(), &history, globals.now).map_err(|error| source_error(&error))?;
    let is = believed(globals, ends, after.sources())?;
    drop(waiting);
    let theme_differs = differs(before.sources(), after.sources(), "themes").map_err(|error| source_error(&error))?;
    let with = (cache as &dyn Cache, globals.now);
    let done = before.with_site(&WEB, with, |web_before| {
        before.with_site(&KIOSK, with, |kiosk_before| {
            after.with_site(&WEB, with, |web_after| {
                after.with_site(&KIOSK, with, |kiosk_after| {
                    let compared = Compared {
                        web: Pair { before: web_before, after: web_after },
                        kiosk: Pair { before: kiosk_before, after: kiosk_after },
                        before: (old, &was),
                        after: (new, &is),
                        theme_differs,
                    };
                    laid_out(globals, compared, telling, (out, root))
                })
            })
        })
    });
    done.flatten().flatten().flatten().ok_or_else(|| CliError::new(Exit::Usage, "没有主题", "there is no theme"))?
}

fn laid_out(
    globals: &Globals,
    compared: Compared<'_>,
    telling: &Telling,
    (out, root): (&Path, &Path),
) -> Result<Told, CliError> {
    let waiting = globals.waiting("比较页面", "comparing pages");
    let folder = Folder::plan(compared, telling).map_err(|fault| build_fault(&fault))?;
    drop(waiting);
    let paths = folder.paths();
    let progress = globals.making(paths.len());
    let make = |path: &_| {
        progress.step();
        folder.make(path)
    };
    output::replace(out, root, (&paths, &Stamps::new()), make).map_err(write_error)?;
    Ok(folder.told())
}

/// The tree after the change, judged by the people and the policy of the branch it wants to enter.
fn believed(globals: &Globals, ends: &Ends, head: &dyn Sources) -> Result<Judged, CliError> {
    let tip = ends.tree(&ends.tip)?;
    let sources = Proposed::new(&*tip, head, None, &BTreeSet::new());
    let library: Library = pipeline::load(&sources).map_err(|stop| match stop {
        LoadStop::Source(error) => source_error(&error),
        LoadStop::Settings(findings) => context::settings_fault(globals, &sources, findings),
    })?;
    let history = ends.history(&ends.tip);
    pipeline::judge(&library, &sources, &history, globals.now).map_err(|error| source_error(&error))
}

/// Whether any file below a folder differs.
fn differs(before: &dyn Sources, after: &dyn Sources, folder: &str) -> Result<bool, SourceError> {
    let sums = |side: &dyn Sources| -> Result<BTreeMap<SourcePath, Sha256>, SourceError> {
        let files = side.list(folder)?.into_iter();
        files.map(|file| Ok((file.path.clone(), Sha256::of(&side.bytes(&file.path)?.unwrap_or_default())))).collect()
    };
    Ok(sums(before)? != sums(after)?)
}

fn summary(globals: &Globals, told: Told, out: &Path) -> String {
    let Told { articles, pages, taken, kiosk } = told;
    let index = out.join("index.html");
    let index = index.display();
    match globals.lang {
        Lang::Zh => {
            format!("对照：{index}（文章 {articles} 篇，网页 {pages} 页，收入 {taken} 页；e站屏幕 {kiosk} 页）\n")
        }
        Lang::En => {
            format!(
                "compared: {index} ({articles} articles, {pages} pages, {taken} of them taken in; {kiosk} on kiosks)\n"
            )
        }
    }
}
