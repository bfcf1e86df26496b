//! Where a relative address of an article leads.

use std::sync::Arc;

use crate::markup::href::{Href, Relative};
use crate::model::article::{Article, Asset};
use crate::model::path::SourcePath;

use super::ArticleCx;

/// The end of a link.
pub(super) enum Target<'a> {
    /// No file: an address with a scheme, or a place on the same page.
    NoFile,
    /// A file beside the article.
    Asset(&'a Asset),
    /// An article of the site; also the article itself.
    Article(&'a Arc<Article>),
    /// Nothing. `near` is what differs in case only.
    Missing { path: String, near: Option<String> },
    /// A file outside the directory that is no article, or no place of the site at all.
    Outside,
}

/// Follows an address as the parser gives it.
pub(super) fn resolve<'a>(cx: &ArticleCx<'a>, dest: &str) -> Target<'a> {
    match Href::read(dest) {
        Href::Here | Href::Scheme(_) | Href::ProtocolRelative => Target::NoFile,
        Href::Rooted => Target::Outside,
        Href::Relative(relative) if relative.up == 0 && !is_page(&relative) => beside(cx, &relative),
        Href::Relative(relative) => elsewhere(cx, &relative),
    }
}

/// Whether it names a directory or its `index.md`: only pages are addressed so.
fn is_page(relative: &Relative) -> bool {
    relative.is_directory || relative.names.last().is_none_or(|name| name == "index.md")
}

fn beside<'a>(cx: &ArticleCx<'a>, relative: &Relative) -> Target<'a> {
    let name = relative.path();
    match cx.article.asset(&name) {
        Some(asset) => Target::Asset(asset),
        None => match elsewhere(cx, relative) {
            article @ Target::Article(_) => article,
            _ => Target::Missing { near: near_asset(cx.article, &name), path: name },
        },
    }
}

/// The asset whose name differs in case only.
pub(super) fn near_asset(article: &Article, name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    article.assets.iter().find(|asset| asset.name.to_lowercase() == lower).map(|asset| asset.name.clone())
}

fn elsewhere<'a>(cx: &ArticleCx<'a>, relative: &Relative) -> Target<'a> {
    let mut parts: Vec<&str> = cx.article.dir.as_str().split('/').collect();
    if relative.up >= parts.len() {
        return Target::Outside;
    }
    parts.truncate(parts.len() - relative.up);
    parts.extend(relative.names.iter().map(String::as_str));
    let names_file = relative.names.last().is_some_and(|name| name.contains('.') && name != "index.md");
    if parts.last() == Some(&"index.md") {
        parts.pop();
    }
    let Ok(dir) = SourcePath::new(&parts.join("/")) else {
        return Target::Outside;
    };
    let found = cx.site.directories.get(&dir).and_then(|id| cx.site.articles.get(id));
    match found {
        Some(article) => Target::Article(article),
        None if names_file && !relative.is_directory => Target::Outside,
        None => Target::Missing { near: near_article(cx, &dir), path: dir.to_string() },
    }
}

fn near_article(cx: &ArticleCx<'_>, dir: &SourcePath) -> Option<String> {
    let lower = dir.as_str().to_lowercase();
    cx.site.directories.keys().find(|known| known.as_str().to_lowercase() == lower).map(ToString::to_string)
}
