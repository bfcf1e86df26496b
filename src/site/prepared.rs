//! One cleared article made ready: parsed once, its pictures known, for all editions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::BuildFault;
use super::darkroom::Darkroom;
use super::pictures::Picture;
use crate::edition::Layout;
use crate::gate::clearance::{Cleared, Lane};
use crate::markup::Document;
use crate::markup::documents::Documents;
use crate::markup::href::Href;
use crate::model::article::{Article, Asset};
use crate::model::cache::Cache;
use crate::model::path::SourcePath;
use crate::model::sources::Sources;
use crate::model::units::Sha256;

/// A cleared article with its parsed body.
pub(super) struct Prepared<'a, L: Lane> {
    pub(super) cleared: &'a Cleared<L>,
    pub(super) document: Arc<Document>,
    /// By file name.
    pub(super) pictures: BTreeMap<String, Picture<'a>>,
    /// Other files that the body links to.
    pub(super) downloads: Vec<&'a Asset>,
}

impl<'a, L: Lane> Prepared<'a, L> {
    pub(super) fn new(
        (cleared, documents): (&'a Cleared<L>, &Documents),
        edges: &[u32],
        files: (&'a dyn Sources, &'a dyn Cache),
        darkroom: &Arc<Darkroom>,
    ) -> Self {
        let article = cleared.article();
        let document = documents.of(cleared.shared());
        let mut pictures = BTreeMap::new();
        let mut downloads = Vec::new();
        let images = document.outline.images.iter().map(|image| image.dest.as_str());
        let links = document.outline.links.iter().map(|link| link.dest.as_str());
        for name in images.chain(links) {
            let Some(asset) = asset_named(article.assets.as_slice(), name) else { continue };
            match Picture::new(asset, &article.assets, article.id(), edges, (files, darkroom)) {
                Some(picture) => drop(pictures.entry(asset.name.clone()).or_insert(picture)),
                None => downloads.push(asset),
            }
        }
        downloads.extend(article.assets.iter().filter(|asset| is_sound(&asset.name) && is_credited(article, asset)));
        Self { cleared, pictures, downloads, document }
    }

    /// The first picture that an edition shows: file name and replacement text.
    pub(super) fn cover(&self, layout: &Layout) -> Option<(&str, &str)> {
        let image = self.document.outline.images.iter().find(|image| layout.shows(&self.document, image.span))?;
        let asset = asset_named(&self.cleared.article().assets, &image.dest)?;
        Some((&asset.name, &image.alt))
    }

    /// Names of the files that an edition shows, links to or plays; those of another edition's passages are not its own.
    pub(super) fn files(&self, layout: &Layout) -> BTreeSet<&str> {
        let outline = &self.document.outline;
        let images = outline.images.iter().map(|image| (image.dest.as_str(), image.span));
        let links = outline.links.iter().map(|link| (link.dest.as_str(), link.span));
        let shown = images.chain(links).filter(|(_, span)| layout.shows(&self.document, *span));
        let assets = self.cleared.article().assets.as_slice();
        let named = shown.filter_map(|(dest, _)| asset_named(assets, dest));
        let sounds = self.downloads.iter().copied().filter(|asset| is_sound(&asset.name));
        named.chain(sounds).map(|asset| asset.name.as_str()).collect()
    }

    /// The recording of an article: that of an edition before that of all.
    pub(super) fn sound(&self, edition: &str) -> Option<&'a Asset> {
        let own = format!("read-{edition}.mp3");
        let sounds = || self.downloads.iter().copied().filter(|asset| is_sound(&asset.name));
        let found = sounds().find(|asset| asset.name == own);
        found.or_else(|| sounds().find(|asset| SOUNDS.contains(&&*asset.name)))
    }

    /// The picture a destination in the body means.
    pub(super) fn picture(&self, name: &str) -> Option<&Picture<'a>> {
        self.pictures.get(&asset_named(&self.cleared.article().assets, name)?.name)
    }
}

/// Names of a recording that is for every edition; `read-<edition>.mp3` is for one.
const SOUNDS: [&str; 2] = ["朗读.mp3", "read.mp3"];

fn is_sound(name: &str) -> bool {
    SOUNDS.contains(&name) || (name.starts_with("read-") && name.ends_with(".mp3"))
}

/// A recording nobody answers for is not shown.
fn is_credited(article: &Article, asset: &Asset) -> bool {
    article.front.media.iter().any(|medium| medium.src.value == asset.name)
}

/// The asset a destination in the body means: `fig.svg`, `./fig.svg` or percent-encoded.
pub(super) fn asset_named<'a>(assets: &'a [Asset], dest: &str) -> Option<&'a Asset> {
    match Href::read(dest) {
        Href::Relative(relative) if relative.up == 0 => {
            let name = relative.path();
            assets.iter().find(|asset| asset.name == name)
        }
        _ => None,
    }
}

/// The directory of the article that a relative destination means, seen from the directory of another.
pub(super) fn article_dir(from: &SourcePath, dest: &str) -> Option<String> {
    let Href::Relative(relative) = Href::read(dest) else { return None };
    let mut parts: Vec<&str> = from.as_str().split('/').collect();
    parts.truncate(parts.len().checked_sub(relative.up)?);
    parts.extend(relative.names.iter().map(String::as_str));
    if parts.last() == Some(&"index.md") {
        parts.pop();
    }
    Some(parts.join("/"))
}

/// The bytes of an asset, refused if they are not the bytes that the gate judged.
pub(super) fn approved_bytes(asset: &Asset, sources: &dyn Sources) -> Result<Vec<u8>, BuildFault> {
    let changed = || BuildFault::Changed { path: asset.path.to_string() };
    let bytes = sources.bytes(&asset.path)?.ok_or_else(changed)?;
    if Sha256::of(&bytes) == asset.sum { Ok(bytes) } else { Err(changed()) }
}
