//! A theme: compiled templates, static files, edition styles (the only tera).
//!
//! Templates see finished data and nothing else: no files, no clock, no functions of ours. Deliberately absent:
//! reading of the theme's folder; addresses; knowledge of what a view means.

mod blocks;
pub(super) mod layers;
mod set;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use tera::Context;

use super::card::CardPartView;
use super::tokens;
use crate::diag::Bilingual;
use crate::model::audience::Audience;
use crate::model::units::{Sha256, sum_of};
pub use layers::Layer;
use set::TemplateSet;

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
    "calendar.html",
    "emergency-page.html",
];

/// Something wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{path}:{line}:{column}: {}", message.en)]
pub struct TemplateFault {
    /// Path below the site.
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
    letters: BTreeSet<char>,
    sum: Sha256,
}

/// Compiles a theme from its files and those of the themes it stands on, the chosen theme first.
///
/// `audience_ids` are the editions to be built; `audiences/<id>/templates/*.html` replace templates of the same
/// name for one of them.
///
/// # Errors
/// Every fault that can be told in one go: all syntax errors, or else all broken references.
pub fn compile(layers: &[Layer], audience_ids: &[String]) -> Result<Theme, Vec<TemplateFault>> {
    let mut faults = Vec::new();
    let general = layers::templates(layers, None, &mut faults);
    let top = layers.first().map_or("", |layer| &layer.name);
    missing(top, &general, &mut faults);
    let mut own_sources = BTreeMap::new();
    for id in audience_ids.iter().filter(|id| layers::has_own(layers, id)) {
        own_sources.insert(id.clone(), layers::templates(layers, Some(id), &mut faults));
    }
    let edition_css = layers::edition_css(layers, audience_ids, &mut faults);
    let base = TemplateSet::build(&general, &mut faults);
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
            let statics = layers::statics(layers);
            let letters = letters(layers);
            let sum = sum_of(layers);
            Ok(Theme { name: top.to_owned(), base: Arc::new(base), own, statics, edition_css, letters, sum })
        }
        _ => Err(faults),
    }
}

fn letters(layers: &[Layer]) -> BTreeSet<char> {
    let prints = |path: &str| [".html", ".js", ".css", ".svg", ".yaml"].iter().any(|end| path.ends_with(end));
    let files = layers.iter().flat_map(|layer| &layer.files);
    let texts = files.filter(|(path, _)| prints(path)).filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok());
    texts.flat_map(str::chars).collect()
}

impl Theme {
    /// Folder name below `themes/`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The sum of every file that it was compiled from.
    #[must_use]
    pub fn sum(&self) -> Sha256 {
        self.sum
    }

    /// Renders a view with a template of one edition.
    ///
    /// # Errors
    /// When the template reads something that the view does not have.
    pub fn render<T: Serialize>(&self, audience: &str, template: &str, view: &T) -> Result<String, TemplateFault> {
        let set = self.own.get(audience).unwrap_or(&self.base);
        let context = Context::from_serialize(view).map_err(|error| set.fault(template, &error))?;
        set.render(template, &context)
    }

    /// Whether an edition has a template of this name.
    #[must_use]
    pub fn has(&self, audience: &str, template: &str) -> bool {
        self.own.get(audience).unwrap_or(&self.base).has(template)
    }

    /// Prints a card with `cards/<kind>.html`, or plainly when the theme has no such template.
    ///
    /// # Errors
    /// When the template reads something that the view does not have.
    pub fn card(&self, audience: &str, card: &CardPartView) -> Result<String, TemplateFault> {
        let template = format!("cards/{}.html", card.kind);
        if self.has(audience, &template) { self.render(audience, &template, card) } else { Ok(card.plain()) }
    }

    /// Where a template of one edition was read.
    #[must_use]
    pub fn path_of(&self, audience: &str, template: &str) -> String {
        let set = self.own.get(audience).unwrap_or(&self.base);
        set.path(template)
    }

    /// Files to be copied as they are, by path below `static/`, in order of path.
    pub fn static_files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.statics.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// Every character of its templates, and of its scripts and drawings, which write words too.
    #[must_use]
    pub fn letters(&self) -> &BTreeSet<char> {
        &self.letters
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

fn missing(top: &str, sources: &layers::Sources<'_>, faults: &mut Vec<TemplateFault>) {
    for name in REQUIRED.iter().filter(|name| !sources.contains_key(**name)) {
        let message = Bilingual::new("主题缺少这个模板", "the theme lacks this template");
        faults.push(whole(&format!("themes/{top}/templates/{name}"), message));
    }
}

fn whole(path: &str, message: Bilingual) -> TemplateFault {
    TemplateFault { path: path.to_owned(), line: 0, column: 0, message }
}

#[cfg(test)]
mod base_theme;
#[cfg(test)]
mod base_theme_cards;
#[cfg(test)]
mod tests;
