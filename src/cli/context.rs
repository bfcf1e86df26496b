//! The site a command works on, loaded and judged once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::Globals;
use super::change::git_error;
use super::exit::{CliError, Exit};
use super::history::GitHistory;
use super::report;
use crate::diag::source_map::SourceMap;
use crate::diag::{Diagnostic, Findings};
use crate::gate::Milestones;
use crate::host::disk::DiskSources;
use crate::host::files;
use crate::host::git::Repository;
use crate::host::trace::{Trace, Traced};
use crate::load::encoding::shown;
use crate::load::{Library, LoadStop};
use crate::model::article::Article;
use crate::model::clock::Clock;
use crate::model::history::{History, NoHistory};
use crate::model::path::SourcePath;
use crate::model::sources::{SourceError, Sources};
use crate::model::units::ContentDigest;
use crate::pipeline::{self, Judged, Standing};

/// The marker of a site root.
pub(super) const MARKER: &str = "site.yaml";

/// A site on disk.
pub(super) struct Site {
    pub(super) root: PathBuf,
    pub(super) sources: Box<dyn Sources>,
    pub(super) library: Library,
    /// What the branch has held, where the site lies in git.
    history: Box<dyn History>,
}

impl Site {
    /// Finds and loads the site in the working copy.
    pub(super) fn open(globals: &Globals) -> Result<Self, CliError> {
        let root = root(globals)?;
        let sources = DiskSources::new(root.clone());
        let history = history_of(&root);
        Self::load(globals, root, Box::new(sources), history)
    }

    /// Finds and loads the site, and notes what of the working copy is looked at from now on.
    pub(super) fn open_traced(globals: &Globals, rev: Option<&str>) -> Result<(Self, Option<Arc<Trace>>), CliError> {
        if let Some(rev) = rev {
            return Ok((Self::open_at(globals, rev)?, None));
        }
        let root = root(globals)?;
        let sources = Traced::new(DiskSources::new(root.clone()));
        let trace = sources.trace();
        let history = history_of(&root);
        Ok((Self::load(globals, root, Box::new(sources), history)?, Some(trace)))
    }

    /// Finds the site and loads it as a revision has it, from git objects.
    pub(super) fn open_at(globals: &Globals, rev: &str) -> Result<Self, CliError> {
        let root = root(globals)?;
        let repository = Repository::around(&root).map_err(|error| git_error(&error))?;
        let commit = repository.commit(rev).map_err(|error| git_error(&error))?;
        let tree = repository.tree(&commit).map_err(|error| git_error(&error))?;
        Self::load(globals, root, Box::new(tree), Some(GitHistory::new(repository, commit)))
    }

    fn load(
        globals: &Globals,
        root: PathBuf,
        sources: Box<dyn Sources>,
        history: Option<GitHistory>,
    ) -> Result<Self, CliError> {
        let waiting = globals.waiting("读稿件", "reading articles");
        let library = pipeline::load(&*sources).map_err(|stop| match stop {
            LoadStop::Source(error) => source_error(&error),
            LoadStop::Settings(findings) => settings_fault(globals, &*sources, findings),
        })?;
        drop(waiting);
        let faults = pipeline::preflight(&library);
        if !faults.is_empty() {
            return Err(settings_fault(globals, &*sources, faults));
        }
        let at_tip = library.articles.values().map(|article| (article.id().clone(), article.dir.to_string())).collect();
        let history: Box<dyn History> = match history {
            Some(history) => Box::new(history.knowing(at_tip)),
            None => Box::new(NoHistory),
        };
        Ok(Self { root, sources, library, history })
    }

    /// When the steps of an article were taken, and when it was first committed.
    pub(super) fn milestones(&self, globals: &Globals, article: &Arc<Article>) -> (Milestones, Option<Timestamp>) {
        let milestones = pipeline::milestones(&self.library, article, (&*self.history, globals.now));
        (milestones, self.history.begun(article.id()))
    }

    /// Judges every article.
    pub(super) fn judge(&self, globals: &Globals) -> Result<Judged, CliError> {
        self.judge_at(globals, globals.now.into())
    }

    /// Judges every article by a clock.
    pub(super) fn judge_at<'a>(&'a self, globals: &Globals, now: Clock<'a>) -> Result<Judged, CliError> {
        let _waiting = globals.waiting("核对规则和审核", "checking rules and reviews");
        pipeline::judge(&self.library, &*self.sources, &*self.history, now).map_err(|error| source_error(&error))
    }

    /// Judges one article.
    pub(super) fn standing(&self, article: &Arc<Article>, globals: &Globals) -> Result<(Standing, Findings), CliError> {
        pipeline::judge_article(&self.library, article, &*self.sources, (&*self.history, globals.now))
            .map_err(|error| source_error(&error))
    }

    /// What speaks against a small fix of an article.
    pub(super) fn small_fix_faults(
        &self,
        globals: &Globals,
        article: &Article,
        from: ContentDigest,
    ) -> Vec<Diagnostic> {
        pipeline::small_fix_faults(&self.library, &*self.history, article, (from, globals.now))
    }

    /// The directories of the articles that a person names by folder, file or id; all when nothing is named.
    pub(super) fn select(&self, words: &[String]) -> Result<Option<BTreeSet<String>>, CliError> {
        if words.is_empty() {
            return Ok(None);
        }
        words.iter().map(|word| self.directory(word)).collect::<Result<_, _>>().map(Some)
    }

    /// The article that a person names.
    pub(super) fn article(&self, word: &str) -> Result<Option<&Arc<Article>>, CliError> {
        let dir = self.directory(word)?;
        Ok(self.library.articles.values().find(|article| article.dir.as_str() == dir))
    }

    fn directory(&self, word: &str) -> Result<String, CliError> {
        let sound = self.library.articles.values().map(|article| (article.id(), &article.dir));
        // Who mends a text that cannot be loaded calls it by its id, too.
        let faulty = self.library.faulty.iter().filter_map(|faulty| Some((faulty.id.as_ref()?, &faulty.dir)));
        if let Some((_, dir)) = sound.chain(faulty).find(|(id, _)| id.as_str() == word) {
            return Ok(dir.to_string());
        }
        let below_root = std::path::absolute(Path::new(word)).ok();
        let real_root = std::path::absolute(&self.root).ok();
        let from_here =
            below_root.zip(real_root).and_then(|(path, root)| path.strip_prefix(root).ok().map(Path::to_owned));
        let spelled = from_here.map(|path| path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"));
        let candidates = [spelled.unwrap_or_default(), word.replace('\\', "/")];
        let tidy =
            |text: &str| text.trim_end_matches('/').trim_end_matches("index.md").trim_end_matches('/').to_owned();
        let articles = self.library.articles.values().map(|article| article.dir.as_str());
        let dirs: BTreeSet<&str> =
            articles.chain(self.library.faulty.iter().map(|faulty| faulty.dir.as_str())).collect();
        candidates.iter().map(|text| tidy(text)).find(|dir| dirs.contains(dir.as_str())).ok_or_else(|| {
            CliError::new(Exit::Usage, format!("没有这篇稿件：{word}"), format!("no such article: {word}")).hint(
                "写稿件目录或编号；kepu status 列出全部稿件",
                "give a folder or an id; kepu status lists every article",
            )
        })
    }

    /// The texts that findings point into.
    pub(super) fn texts<'a>(&self, findings: impl IntoIterator<Item = &'a Diagnostic>) -> SourceMap {
        texts(&*self.sources, findings)
    }
}

/// The folder of a site below the top of its repository with a slash at its end; nothing at the top or without git.
pub(super) fn prefix(root: &Path) -> String {
    Repository::around(root).map_or_else(|_| String::new(), |repository| repository.prefix().to_owned())
}

/// The history of a working copy: that of the commit it stands on. Without git nothing of the past is known.
fn history_of(root: &Path) -> Option<GitHistory> {
    let repository = Repository::around(root).ok()?;
    let commit = repository.commit("HEAD").ok()?;
    Some(GitHistory::new(repository, commit))
}

/// The tip of the branch, and whether what was before it is all here: what the past of a site hangs on.
pub(super) fn tip(root: &Path) -> Option<String> {
    let repository = Repository::around(root).ok()?;
    let commit = repository.commit("HEAD").ok()?;
    Some(format!("{commit} {}", repository.is_shallow()))
}

/// What the branch of a working copy has held, as far as that can be known.
pub(super) fn history(root: &Path) -> Box<dyn History> {
    history_of(root).map_or_else(|| Box::new(NoHistory) as Box<dyn History>, |history| Box::new(history))
}

/// The folder that holds `site.yaml`.
pub(super) fn root(globals: &Globals) -> Result<PathBuf, CliError> {
    if let Some(root) = &globals.root {
        if files::exists(&root.join(MARKER)) {
            return Ok(root.clone());
        }
        let shown = root.display();
        return Err(CliError::new(
            Exit::Usage,
            format!("{shown} 里没有 site.yaml"),
            format!("{shown} has no site.yaml"),
        ));
    }
    let here = std::path::absolute(".").unwrap_or_else(|_| PathBuf::from("."));
    files::find_upwards(&here, MARKER).ok_or_else(|| {
        CliError::new(
            Exit::Usage,
            "当前目录及其上级都不是 kepu 站点（找不到 site.yaml）",
            "neither this folder nor one above it is a kepu site (no site.yaml)",
        )
        .hint(
            "进入站点目录，或用 --root 指定；新建站点：kepu new site 目录名",
            "go to the site, or use --root; to start one: kepu new site DIR",
        )
    })
}

/// What a file fault means to a person.
pub(super) fn source_error(error: &SourceError) -> CliError {
    CliError::new(Exit::Files, format!("{}：{}", error.path, error.reason), error.to_string())
}

/// What unusable settings mean to a person.
pub(super) fn settings_fault(globals: &Globals, sources: &dyn Sources, findings: Findings) -> CliError {
    settings_fault_of(globals, sources, findings.sorted(), Exit::Usage)
}

/// Settings that cannot be used, shown with their lines.
pub(super) fn settings_fault_of(
    globals: &Globals,
    sources: &dyn Sources,
    findings: Vec<Diagnostic>,
    exit: Exit,
) -> CliError {
    let map = texts(sources, &findings);
    let shown = report::human(&findings, &map, globals);
    CliError::new(
        exit,
        format!("站点设置有误，未做任何事\n\n{shown}"),
        format!("the site's settings are wrong; nothing was done\n\n{shown}"),
    )
}

/// The texts that findings point into.
pub(super) fn texts<'a>(sources: &dyn Sources, findings: impl IntoIterator<Item = &'a Diagnostic>) -> SourceMap {
    let labels = findings.into_iter().flat_map(|finding| std::iter::once(&finding.primary).chain(&finding.others));
    let paths: BTreeSet<SourcePath> = labels.map(|label| label.path.clone()).collect();
    let mut map = SourceMap::default();
    for path in paths {
        // A file that cannot be read is shown without its lines; the finding says why.
        if let Some(bytes) = sources.bytes(&path).ok().flatten() {
            map.insert(path, shown(&bytes));
        }
    }
    map
}
