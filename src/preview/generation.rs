//! One state of the tree, loaded.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::address::View;
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::gate::clearance::{Cleared, Preview};
use crate::gate::shelf::Shelf;
use crate::load::{Library, LoadStop, Memo};
use crate::model::article::Article;
use crate::model::cache::Cache;
use crate::model::path::SourcePath;
use crate::model::sources::{SourceError, Sources};
use crate::pipeline::{self, ThemeStop};
use crate::render::template::Theme;
use crate::site::output::SiteOutput;

/// The tree as shared by everything that looks at it.
pub type Tree = Arc<dyn Sources + Send + Sync>;

/// Whether a change of these paths may have changed the theme.
#[must_use]
pub fn touches_theme(changed: &[String]) -> bool {
    changed.iter().any(|path| path.starts_with("themes") || path == "site.yaml")
}

/// One state of the tree. What of it cannot be loaded is that of the state before.
#[derive(Clone)]
pub struct Generation {
    number: u64,
    sources: Tree,
    memo: Arc<Memo>,
    library: Option<Arc<Library>>,
    theme: Option<Arc<Theme>>,
    trouble: Vec<Diagnostic>,
}

impl Generation {
    /// The first state.
    #[must_use]
    pub fn first(sources: Tree) -> Self {
        let (number, tree, memo) = (0, Arc::clone(&sources), Arc::new(Memo::keeping()));
        let nothing = Self { number, sources: tree, memo, library: None, theme: None, trouble: Vec::new() };
        nothing.next(sources, true)
    }

    /// The state after a change; `is_theme` says that the theme may be another.
    #[must_use]
    pub fn next(&self, sources: Tree, is_theme: bool) -> Self {
        let mut next = Self { number: self.number + 1, sources, trouble: Vec::new(), ..self.clone() };
        match library(&*next.sources, &next.memo) {
            Ok(library) => next.library = Some(Arc::new(library)),
            Err(findings) => next.trouble.extend(findings.sorted()),
        }
        // A theme that was wrong stays so until it is mended, and its faults with it.
        let had_trouble = !self.trouble.is_empty() || self.theme.is_none();
        if let Some(library) = next.library.clone().filter(|_| is_theme || had_trouble) {
            match theme(&library, &*next.sources) {
                Ok(theme) => next.theme = Some(Arc::new(theme)),
                Err(findings) => next.trouble.extend(findings.sorted()),
            }
        }
        next
    }

    /// Its number; a browser that shows another one looks again.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// What keeps the newest settings or theme from being shown.
    #[must_use]
    pub fn trouble(&self) -> &[Diagnostic] {
        &self.trouble
    }

    /// The articles and settings, unless they could not be loaded even once.
    #[must_use]
    pub fn library(&self) -> Option<&Library> {
        self.library.as_deref()
    }

    /// The tree.
    #[must_use]
    pub fn sources(&self) -> &dyn Sources {
        &*self.sources
    }

    /// Plans the site of an editor's desk, and works with it. Nothing when there is none to plan.
    pub fn with_site<R>(
        &self,
        view: &View,
        (cache, now): (&dyn Cache, Timestamp),
        work: impl FnOnce(&SiteOutput<'_, Preview>) -> R,
    ) -> Option<R> {
        let (library, theme) = (self.library.as_deref()?, self.theme.as_deref()?);
        let shelf = shelf(library);
        let materials = (theme, (&*self.sources as &dyn Sources, cache), view.now(now).into());
        Some(work(&pipeline::desk(&shelf, library, materials, !view.is_kiosk)))
    }
}

impl fmt::Debug for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generation")
            .field("number", &self.number)
            .field("trouble", &self.trouble)
            .finish_non_exhaustive()
    }
}

/// Everything on the desk, also what has faults as long as there is a text to look at.
fn shelf(library: &Library) -> Shelf<Preview> {
    let sound = library.articles.values().cloned();
    let texts = library.faulty.iter().filter_map(|faulty| faulty.text.clone().filter(|text| is_own(library, text)));
    Shelf::collect(sound.chain(texts).map(Cleared::unreviewed))
}

/// Of two articles with one id neither can be told from the other.
fn is_own(library: &Library, text: &Article) -> bool {
    let sharing = library.faulty.iter().filter(|other| other.id.as_ref() == Some(text.id())).count();
    sharing == 1 && !library.articles.contains_key(text.id())
}

fn library(sources: &dyn Sources, memo: &Memo) -> Result<Library, Findings> {
    let library = pipeline::load_with(sources, memo).map_err(|stop| match stop {
        LoadStop::Source(error) => unreadable(&error),
        LoadStop::Settings(findings) => findings,
    })?;
    let faults = pipeline::preflight(&library);
    if faults.is_empty() { Ok(library) } else { Err(faults) }
}

fn theme(library: &Library, sources: &dyn Sources) -> Result<Theme, Findings> {
    pipeline::compile_theme(library, sources).map_err(|stop| match stop {
        ThemeStop::Source(error) => unreadable(&error),
        ThemeStop::Faults(findings) => findings,
        ThemeStop::Missing(name) => {
            let message = Bilingual::new(format!("没有主题 themes/{name}"), format!("there is no theme themes/{name}"));
            whole("site.yaml", message)
        }
    })
}

fn unreadable(error: &SourceError) -> Findings {
    whole(&error.path, Bilingual::new(format!("读不到：{}", error.reason), format!("cannot be read: {}", error.reason)))
}

fn whole(path: &str, message: Bilingual) -> Findings {
    let path = SourcePath::new(path).or_else(|_| SourcePath::new("site.yaml"));
    path.into_iter().map(|path| Diagnostic::whole_file(112, Severity::Fatal, &path, message.clone())).collect()
}
