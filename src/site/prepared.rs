//! One cleared article made ready: its pictures known, its body at hand, for all editions.

use std::sync::{Arc, OnceLock};

use super::BuildFault;
use super::darkroom::Darkroom;
use super::desk::{Edition, Frame};
use super::gist::{Gist, Gists};
use super::pictures::Picture;
use crate::gate::clearance::{Cleared, Lane};
use crate::markup::documents::{Documents, Texts};
use crate::markup::href::Href;
use crate::markup::{self, Document};
use crate::model::article::{ArticleHead, Asset};
use crate::model::cache::Cache;
use crate::model::path::SourcePath;
use crate::model::sources::{SourceError, Sources};
use crate::model::units::Sha256;

/// A cleared article and what belongs to it.
pub(super) struct Prepared<'a, L: Lane> {
    pub(super) cleared: &'a Cleared<L>,
    kit: Arc<Kit<'a>>,
    gists: Gists,
    /// Found when somebody first asks.
    beside: OnceLock<Box<Beside<'a>>>,
}

/// What the files of all articles are made with.
pub(super) struct Kit<'a> {
    documents: &'a Documents,
    texts: &'a dyn Texts,
    /// What kept a text from being read again.
    fault: OnceLock<TextFault>,
    /// Every longest edge that some edition wants of a picture.
    edges: Vec<u32>,
    files: (&'a dyn Sources, &'a dyn Cache),
    darkroom: Arc<Darkroom>,
}

enum TextFault {
    Changed(SourcePath),
    Source(SourceError),
}

impl<'a> Kit<'a> {
    pub(super) fn new(
        (documents, texts): (&'a Documents, &'a dyn Texts),
        edges: Vec<u32>,
        files: (&'a dyn Sources, &'a dyn Cache),
    ) -> Self {
        Self { documents, texts, fault: OnceLock::new(), edges, files, darkroom: Arc::default() }
    }

    /// What kept a text from being read again, if anything did.
    pub(super) fn fault(&self) -> Option<BuildFault> {
        self.fault.get().map(|fault| match fault {
            TextFault::Changed(path) => BuildFault::Changed { path: path.to_string() },
            TextFault::Source(error) => BuildFault::Source(error.clone()),
        })
    }

    fn document(&self, article: &Arc<ArticleHead>) -> Arc<Document> {
        let fault = match self.documents.read(article, self.texts) {
            Ok(Some(document)) => return document,
            Ok(None) => TextFault::Changed(article.source.clone()),
            Err(error) => TextFault::Source(error),
        };
        // Whoever makes a file asks for this afterwards, so nothing that was made from the empty text is shown.
        let _ = self.fault.set(fault);
        Arc::new(markup::parse(""))
    }
}

/// Files beside an article that its body shows.
struct Beside<'a> {
    /// By file name.
    pictures: Vec<Picture<'a>>,
    /// Other files that the body links to.
    downloads: Vec<&'a Asset>,
}

impl<'a, L: Lane> Prepared<'a, L> {
    pub(super) fn new(cleared: &'a Cleared<L>, kit: &Arc<Kit<'a>>) -> Self {
        Self { cleared, kit: Arc::clone(kit), gists: Gists::default(), beside: OnceLock::new() }
    }

    /// Nothing beside most articles, and then the body need not be read for it.
    fn beside(&self) -> Option<&Beside<'a>> {
        let found = || {
            let document = self.document();
            Box::new(Beside::of(self.cleared.article(), &document, &self.kit))
        };
        (!self.cleared.article().assets.is_empty()).then(|| &**self.beside.get_or_init(found))
    }

    /// Its pictures.
    pub(super) fn pictures(&self) -> &[Picture<'a>] {
        self.beside().map_or(&[], |beside| &beside.pictures)
    }

    /// Other files that the body links to, and recordings.
    pub(super) fn downloads(&self) -> &[&'a Asset] {
        self.beside().map_or(&[], |beside| &beside.downloads)
    }

    /// The parsed body. Who needs something of many articles asks [`Prepared::gist`] for it.
    pub(super) fn document(&self) -> Arc<Document> {
        let whole = self.cleared.whole().map(|article| self.kit.documents.of(article));
        whole.unwrap_or_else(|| self.kit.document(self.cleared.article()))
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
        self.downloads().iter().copied().filter(|asset| is_sound(&asset.name))
    }

    /// A picture by the name of its file.
    pub(super) fn picture_named(&self, name: &str) -> Option<&Picture<'a>> {
        self.pictures().iter().find(|picture| picture.name() == name)
    }

    /// The picture a destination in the body means.
    pub(super) fn picture(&self, name: &str) -> Option<&Picture<'a>> {
        self.picture_named(&asset_named(&self.cleared.article().assets, name)?.name)
    }
}

impl<'a> Beside<'a> {
    fn of(article: &'a ArticleHead, document: &Document, kit: &Kit<'a>) -> Self {
        let (mut pictures, mut downloads) = (Vec::<Picture<'_>>::new(), Vec::new());
        let images = document.outline.images.iter().map(|image| image.dest.as_str());
        let links = document.outline.links.iter().map(|link| link.dest.as_str());
        for name in images.chain(links) {
            let Some(asset) = asset_named(article.assets.as_slice(), name) else { continue };
            if pictures.iter().any(|picture| picture.name() == asset.name) {
                continue;
            }
            let made = Picture::new(asset, &article.assets, article.id(), &kit.edges, (kit.files, &kit.darkroom));
            match made {
                Some(picture) => pictures.push(picture),
                None => downloads.push(asset),
            }
        }
        pictures.shrink_to_fit();
        downloads.extend(article.assets.iter().filter(|asset| is_sound(&asset.name) && is_credited(article, asset)));
        Self { pictures, downloads }
    }
}

/// Names of a recording that is for every edition; `read-<edition>.mp3` is for one.
const SOUNDS: [&str; 2] = ["朗读.mp3", "read.mp3"];

fn is_sound(name: &str) -> bool {
    SOUNDS.contains(&name) || (name.starts_with("read-") && name.ends_with(".mp3"))
}

/// A recording nobody answers for is not shown.
fn is_credited(article: &ArticleHead, asset: &Asset) -> bool {
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
