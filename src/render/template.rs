//! A theme: compiled templates, static files, edition styles (the only tera).
//!
//! Templates see finished data and nothing else: no files, no clock, no functions of ours. Deliberately absent:
//! reading of the theme's folder; addresses; knowledge of what a view means.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, ReportError, Tera};

use super::card::CardPartView;
use super::tokens;
use crate::diag::Bilingual;
use crate::model::audience::Audience;

/// Templates without which pages could not be made; each is rendered with the view of its name.
pub const REQUIRED: &[&str] = &[
    "article.html",
    "home.html",
    "list.html",
    "index.html",
    "search.html",
    "az.html",
    "notices.html",
    "tombstone.html",
    "about.html",
    "feeds.html",
];

/// Something wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{path}:{line}:{column}: {}", message.en)]
pub struct TemplateFault {
    /// Path below the theme's folder.
    pub path: String,
    /// Line from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// Column in characters from 1; 0 when the file as a whole is meant.
    pub column: usize,
    /// What is wrong.
    pub message: Bilingual,
}

/// A compiled theme. Cheap to share between threads.
pub struct Theme {
    name: String,
    base: Arc<TemplateSet>,
    /// Editions with templates of their own.
    own: BTreeMap<String, Arc<TemplateSet>>,
    statics: BTreeMap<String, Vec<u8>>,
    edition_css: BTreeMap<String, String>,
}

/// The templates of one edition by name, and where each was read.
struct TemplateSet {
    tera: Tera,
    paths: BTreeMap<String, String>,
}

/// Compiles a theme from its files, keyed by their path below the theme's folder.
///
/// `audience_ids` are the editions to be built; `audiences/<id>/templates/*.html` replace templates of the same
/// name for one of them.
///
/// # Errors
/// Every fault that can be told in one go: all syntax errors, or else all broken references.
pub fn compile(
    name: &str,
    files: &BTreeMap<String, Vec<u8>>,
    audience_ids: &[String],
) -> Result<Theme, Vec<TemplateFault>> {
    let mut faults = Vec::new();
    let base_sources = sources(files, "templates/", &mut faults);
    missing(&base_sources, &mut faults);
    let mut own_sources = BTreeMap::new();
    let mut edition_css = BTreeMap::new();
    for id in audience_ids {
        let own = sources(files, &format!("audiences/{id}/templates/"), &mut faults);
        if !own.is_empty() {
            let mut merged = base_sources.clone();
            merged.extend(own);
            own_sources.insert(id.clone(), merged);
        }
        let path = format!("audiences/{id}/edition.css");
        if let Some(css) = files.get(&path).and_then(|bytes| text(&path, bytes, &mut faults)) {
            edition_css.insert(id.clone(), css.to_owned());
        }
    }
    let base = TemplateSet::build(&base_sources, &mut faults);
    let mut own = BTreeMap::new();
    for (id, merged) in &own_sources {
        if let Some(set) = TemplateSet::build(merged, &mut faults) {
            own.insert(id.clone(), Arc::new(set));
        }
    }
    faults.sort();
    faults.dedup();
    match base {
        Some(base) if faults.is_empty() => {
            let statics = files
                .iter()
                .filter_map(|(path, bytes)| Some((path.strip_prefix("static/")?.to_owned(), bytes.clone())))
                .collect();
            Ok(Theme { name: name.to_owned(), base: Arc::new(base), own, statics, edition_css })
        }
        _ => Err(faults),
    }
}

impl Theme {
    /// Folder name below `themes/`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Renders a view with a template of one edition.
    ///
    /// # Errors
    /// When the template reads something that the view does not have.
    pub fn render<T: Serialize>(&self, audience: &str, template: &str, view: &T) -> Result<String, TemplateFault> {
        let set = self.own.get(audience).unwrap_or(&self.base);
        let context = Context::from_serialize(view).map_err(|error| set.fault(template, &error))?;
        set.tera.render(template, &context).map_err(|error| set.fault(template, &error))
    }

    /// Whether an edition has a template of this name.
    #[must_use]
    pub fn has(&self, audience: &str, template: &str) -> bool {
        self.own.get(audience).unwrap_or(&self.base).paths.contains_key(template)
    }

    /// Prints a card with `cards/<kind>.html`, or plainly when the theme has no such template.
    ///
    /// # Errors
    /// When the template reads something that the view does not have.
    pub fn card(&self, audience: &str, card: &CardPartView) -> Result<String, TemplateFault> {
        let template = format!("cards/{}.html", card.kind);
        if self.has(audience, &template) { self.render(audience, &template, card) } else { Ok(card.plain()) }
    }

    /// Where a template of one edition was read, below the theme's folder.
    #[must_use]
    pub fn path_of(&self, audience: &str, template: &str) -> String {
        let set = self.own.get(audience).unwrap_or(&self.base);
        set.paths.get(template).cloned().unwrap_or_else(|| template.to_owned())
    }

    /// Files to be copied as they are, by path below `static/`, in order of path.
    pub fn static_files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.statics.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The style sheet of one edition: the tokens of its profile, then what the theme adds for it.
    #[must_use]
    pub fn edition_css(&self, audience: &Audience, all: &[Audience]) -> String {
        let mut css = tokens::css(audience, all);
        if let Some(own) = self.edition_css.get(&audience.id) {
            css.push_str(own);
        }
        css
    }
}

impl fmt::Debug for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Theme").field("name", &self.name).field("own", &self.own.keys()).finish_non_exhaustive()
    }
}

/// One template file.
#[derive(Clone, Copy)]
struct Source<'a> {
    path: &'a str,
    text: &'a str,
}

fn sources<'a>(
    files: &'a BTreeMap<String, Vec<u8>>,
    dir: &str,
    faults: &mut Vec<TemplateFault>,
) -> BTreeMap<&'a str, Source<'a>> {
    let mut found = BTreeMap::new();
    for (path, bytes) in files {
        let Some(name) = path.strip_prefix(dir).filter(|name| name.ends_with(".html")) else { continue };
        if let Some(text) = text(path, bytes, faults) {
            found.insert(name, Source { path, text });
        }
    }
    found
}

fn text<'a>(path: &str, bytes: &'a [u8], faults: &mut Vec<TemplateFault>) -> Option<&'a str> {
    let text = std::str::from_utf8(bytes).ok();
    if text.is_none() {
        faults.push(whole(path, Bilingual::new("文件不是 UTF-8 文本", "the file is not UTF-8 text")));
    }
    text
}

fn missing(sources: &BTreeMap<&str, Source<'_>>, faults: &mut Vec<TemplateFault>) {
    for name in REQUIRED.iter().filter(|name| !sources.contains_key(**name)) {
        let message = Bilingual::new("主题缺少这个模板", "the theme lacks this template");
        faults.push(whole(&format!("templates/{name}"), message));
    }
}

fn whole(path: &str, message: Bilingual) -> TemplateFault {
    TemplateFault { path: path.to_owned(), line: 0, column: 0, message }
}

impl TemplateSet {
    /// Compiles templates that may use each other; tera stops at the first syntax error of a set, so each file is
    /// tried alone before.
    fn build(sources: &BTreeMap<&str, Source<'_>>, faults: &mut Vec<TemplateFault>) -> Option<Self> {
        let paths = sources.iter().map(|(name, source)| ((*name).to_owned(), source.path.to_owned())).collect();
        let mut set = Self { tera: Tera::default(), paths };
        let before = faults.len();
        for (name, source) in sources {
            if let Err(error) = Tera::default().add_raw_template(name, source.text)
                && let ErrorKind::SyntaxError(report) = error.kind()
            {
                faults.push(set.reported(report));
            }
        }
        if faults.len() > before {
            return None;
        }
        let all = sources.iter().map(|(name, source)| (*name, source.text));
        if let Err(error) = set.tera.add_raw_templates(all) {
            faults.extend(set.references(&error));
            return None;
        }
        Some(set)
    }

    fn path(&self, name: &str) -> String {
        self.paths.get(name).cloned().unwrap_or_else(|| format!("templates/{name}"))
    }

    fn reported(&self, report: &ReportError) -> TemplateFault {
        let span = report.span();
        TemplateFault {
            path: self.path(report.filename()),
            line: span.start_line,
            column: span.start_col + 1,
            message: words(report.message()),
        }
    }

    fn fault(&self, template: &str, error: &tera::Error) -> TemplateFault {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => self.reported(report),
            _ => whole(&self.path(template), words(&error.to_string())),
        }
    }

    /// Broken references come as one text of reports; their places are read back from it.
    fn references(&self, error: &tera::Error) -> Vec<TemplateFault> {
        let name = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => return vec![self.reported(report)],
            ErrorKind::MissingParent { current: tpl, .. }
            | ErrorKind::CircularExtend { tpl, .. }
            | ErrorKind::CircularInclude { tpl, .. } => tpl.as_str(),
            ErrorKind::Msg(text) => {
                let faults: Vec<_> = text.split("\n\nerror: ").filter_map(|report| self.read_report(report)).collect();
                if !faults.is_empty() {
                    return faults;
                }
                ""
            }
            _ => "",
        };
        let path = if name.is_empty() { "templates".to_owned() } else { self.path(name) };
        vec![whole(&path, words(&error.to_string()))]
    }

    fn read_report(&self, report: &str) -> Option<TemplateFault> {
        let (message, rest) = report.split_once('\n')?;
        let place = rest.lines().next()?.trim_start().strip_prefix("--> ")?;
        let mut parts = place.rsplitn(3, ':');
        let column = parts.next()?.parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        let path = self.path(parts.next()?);
        let message = words(message.strip_prefix("error: ").unwrap_or(message));
        Some(TemplateFault { path, line, column, message })
    }
}

/// Tera speaks English; its words are kept and framed.
fn words(english: &str) -> Bilingual {
    let english = english.trim_end_matches('.');
    Bilingual::new(format!("模板有误：{english}"), english)
}

#[cfg(test)]
mod base_theme;
#[cfg(test)]
mod tests;
