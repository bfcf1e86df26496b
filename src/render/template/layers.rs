//! Which file of which theme is taken: the chosen theme goes before the one it stands on, an audience before all.

use std::collections::{BTreeMap, BTreeSet};

use super::{TemplateFault, blocks, whole};
use crate::diag::Bilingual;
use crate::model::theme::places;

/// One theme of the chain with its files, keyed by their path below its folder.
#[derive(Clone, Debug, Hash)]
pub struct Layer {
    /// Folder name below `themes/`.
    pub name: String,
    /// Its files.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// One template file.
#[derive(Clone, Debug)]
pub(super) struct Source<'a> {
    /// Path below the site.
    pub(super) path: String,
    pub(super) text: &'a str,
}

/// Template files by the name that templates call each other by.
pub(super) type Sources<'a> = BTreeMap<String, Source<'a>>;

/// Whether any theme of the chain has templates for one audience alone.
pub(super) fn has_own(layers: &[Layer], id: &str) -> bool {
    let dir = format!("audiences/{id}/templates/");
    layers.iter().any(|layer| layer.files.keys().any(|path| path.starts_with(&dir)))
}

/// The templates of one edition, or of all editions without templates of their own.
///
/// A template that wants to change a part of another one of the same name calls it `theme/name.html`.
pub(super) fn templates<'a>(
    layers: &'a [Layer],
    audience: Option<&str>,
    faults: &mut Vec<TemplateFault>,
) -> Sources<'a> {
    let mut found = Sources::new();
    for name in names(layers, audience) {
        if let Some((layer, path, bytes)) = winner(layers, &name, audience)
            && let Some(source) = source(layer, path, bytes, faults)
        {
            found.insert(name, source);
        }
    }
    let mut wanted: Vec<String> = found.values().flat_map(|source| blocks::read(source.text).named).collect();
    while let Some(called) = wanted.pop() {
        if found.contains_key(&called) {
            continue;
        }
        let Some((theme, name)) = called.split_once('/') else { continue };
        let Some(layer) = layers.iter().find(|layer| layer.name == theme) else { continue };
        let Some((path, bytes)) = layer.files.get_key_value(&format!("templates/{name}")) else { continue };
        if let Some(source) = source(layer, path, bytes, faults) {
            wanted.extend(blocks::read(source.text).named);
            found.insert(called, source);
        }
    }
    found
}

fn names(layers: &[Layer], audience: Option<&str>) -> BTreeSet<String> {
    let own = audience.map(|id| format!("audiences/{id}/templates/"));
    let dirs: Vec<&str> = ["templates/"].into_iter().chain(own.as_deref()).collect();
    let paths = layers.iter().flat_map(|layer| layer.files.keys()).filter(|path| path.ends_with(".html"));
    paths.filter_map(|path| dirs.iter().find_map(|dir| path.strip_prefix(dir))).map(str::to_owned).collect()
}

/// The file that is taken for a part: its theme, its path below it, its bytes.
fn winner<'a>(layers: &'a [Layer], part: &str, audience: Option<&str>) -> Option<(&'a Layer, &'a str, &'a [u8])> {
    let places = places(part, audience);
    layers.iter().find_map(|layer| {
        let (path, bytes) = places.iter().find_map(|place| layer.files.get_key_value(place))?;
        Some((layer, path.as_str(), bytes.as_slice()))
    })
}

fn source<'a>(layer: &Layer, path: &str, bytes: &'a [u8], faults: &mut Vec<TemplateFault>) -> Option<Source<'a>> {
    let path = format!("themes/{}/{path}", layer.name);
    let text = text(&path, bytes, faults)?;
    Some(Source { path, text })
}

fn text<'a>(path: &str, bytes: &'a [u8], faults: &mut Vec<TemplateFault>) -> Option<&'a str> {
    let text = std::str::from_utf8(bytes).ok();
    if text.is_none() {
        faults.push(whole(path, Bilingual::new("文件不是 UTF-8 文本", "the file is not UTF-8 text")));
    }
    text
}

/// What the themes add to the tokens of each edition.
pub(super) fn edition_css(
    layers: &[Layer],
    ids: &[String],
    faults: &mut Vec<TemplateFault>,
) -> BTreeMap<String, String> {
    let mut sheets = BTreeMap::new();
    for id in ids {
        if let Some((layer, path, bytes)) = winner(layers, "edition.css", Some(id))
            && let Some(css) = text(&format!("themes/{}/{path}", layer.name), bytes, faults)
        {
            sheets.insert(id.clone(), css.to_owned());
        }
    }
    sheets
}

/// Files to be copied as they are, by path below `static/`.
pub(super) fn statics(layers: &[Layer]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for (path, bytes) in layers.iter().flat_map(|layer| &layer.files) {
        if let Some(name) = path.strip_prefix("static/") {
            files.entry(name.to_owned()).or_insert_with(|| bytes.clone());
        }
    }
    files
}

/// Every style sheet that reaches a page, with its path below the site: those of all editions, then those of each.
pub(crate) fn sheets<'a>(layers: &'a [Layer], ids: &[&str]) -> Vec<(String, Option<String>, &'a [u8])> {
    let css = |layer: &'a Layer| layer.files.keys().filter(|path| path.ends_with(".css"));
    let general: BTreeSet<&str> = layers.iter().flat_map(css).filter_map(|path| path.strip_prefix("static/")).collect();
    let general = general.into_iter().map(|name| (format!("static/{name}"), None));
    let own = ids.iter().map(|id| ("edition.css".to_owned(), Some((*id).to_owned())));
    let find = |(part, id): (String, Option<String>)| {
        let (layer, path, bytes) = winner(layers, &part, id.as_deref())?;
        Some((format!("themes/{}/{path}", layer.name), id, bytes))
    };
    general.chain(own).filter_map(find).collect()
}
