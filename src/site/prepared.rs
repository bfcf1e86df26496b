//! One cleared article made ready: its pictures known, its body at hand, for all editions.

use std::sync::Arc;

use super::BuildFault;
use super::darkroom::Darkroom;
use super::desk::{Edition, Frame};
use super::gist::{Gist, Gists};
use super::pictures::Picture;
use crate::gate::clearance::{Cleared, Lane};
use crate::markup::Document;
use crate::markup::documents::Documents;
use crate::markup::href::Href;
use crate::model::article::{Article, Asset};
use crate::model::cache::Cache;
use crate::model::path::SourcePath;
use crate::model::sources::Sources;
use crate::model::units::Sha256;

/// A cleared article and what belongs to it.
pub(super) struct Prepared<'a, L: Lane> {
    pub(super) cleared: &'a Cleared<L>,
    documents: &'a Documents,
    gists: Gists,
    /// By file name.
    pub(super) pictures: Vec<Picture<'a>>,
    /// Other files that the body links to.
    pub(super) downloads: Vec<&'a Asset>,
}

impl<'a, L: Lane> Prepared<'a, L> {
    pub(super) fn new(
        (cleared, documents): (&'a Cleared<L>, &'a Documents),
        edges: &[u32],
        files: (&'a dyn Sources, &'a dyn Cache),
        darkroom: &Arc<Darkroom>,
    ) -> Self {
        let article = cleared.article();
        let (mut pictures, mut downloads) = (Vec::<Picture<'_>>::new(), Vec::new());
        if article.assets.is_empty() {
            return Self { cleared, documents, gists: Gists::default(), pictures, downloads };
        }
        let document = documents.of(cleared.shared());
        let images = document.outline.images.iter().map(|image| image.dest.as_str());
        let links = document.outline.links.iter().map(|link| link.dest.as_str());
        for name in images.chain(links) {
            let Some(asset) = asset_named(article.assets.as_slice(), name) else { continue };
            if pictures.iter().any(|picture| picture.name() == asset.name) {
                continue;
            }
            match Picture::new(asset, &article.assets, article.id(), edges, (files, darkroom)) {
                Some(picture) => pictures.push(picture),
                None => downloads.push(asset),
            }
        }
        pictures.shrink_to_fit();
        downloads.extend(article.assets.iter().filter(|asset| is_sound(&asset.name) && is_credited(article, asset)));
        Self { cleared, documents, gists: Gists::default(), pictures, downloads }
    }

    /// The parsed body. Who needs something of many articles asks [`Prepared::gist`] for it.
    pub(super) fn document(&self) -> Arc<Document> {
        self.documents.of(self.cleared.shared())
    }

    /// What an edition shows of the body, in few words.
    pub(super) fn gist(&self, frame: &Frame<'_>, edition: &Edition<'_>) -> &Gist {
        self.gists.of(self, frame, edition)
    }

    /// The recording of an article: that of an edition before that of all.
    pub(super) fn sound(&self, edition: &str) -> Option<&'a Asset> {
        let own = format!("read-{edition}.mp3");
        let found = self.sounds().find(|asset| asset.name == own);
        found.or_else(|| self.sounds().find(|asset| SOUNDS.contains(&&*asset.name)))
    }

    /// Every recording beside the article.
    pub(super) fn sounds(&self) -> impl Iterator<Item = &'a Asset> {
        self.downloads.iter().copied().filter(|asset| is_sound(&asset.name))
    }

    /// A picture by the name of its file.
    pub(super) fn picture_named(&self, name: &str) -> Option<&Picture<'a>> {
        self.pictures.iter().find(|picture| picture.name() == name)
    }

    /// The picture a destination in the body means.
    pub(super) fn picture(&self, name: &str) -> Option<&Picture<'a>> {
        self.picture_named(&asset_named(&self.cleared.article().assets, name)?.name)
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
