//! One cleared article made ready: parsed once, its pictures known, for all editions.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{BuildFault, route};
use crate::gate::clearance::{Cleared, Lane};
use crate::markup::href::Href;
use crate::markup::{self, Document};
use crate::model::article::Asset;
use crate::model::path::{SitePath, SourcePath};
use crate::model::sources::Sources;
use crate::model::units::Sha256;
use crate::render::image;

/// A cleared article with its parsed body.
pub(super) struct Prepared<'a, L: Lane> {
    pub(super) cleared: &'a Cleared<L>,
    pub(super) document: Document,
    /// The first picture: file name and replacement text.
    pub(super) cover: Option<(String, String)>,
    pub(super) pictures: BTreeMap<PictureKey, Picture<'a>>,
    /// Other files that the body links to.
    pub(super) downloads: Vec<&'a Asset>,
}

/// A picture at one size: file name and longest edge in px (0 for drawings, which have no pixels).
pub(super) type PictureKey = (String, u32);

/// A picture of an article in one size, measured when first asked for.
pub(super) struct Picture<'a> {
    pub(super) path: SitePath,
    asset: &'a Asset,
    edge: u32,
    sources: &'a dyn Sources,
    planned: OnceLock<Result<(u32, u32), String>>,
}

/// File endings that are shown as pictures.
const PIXELS: &[&str] = &["png", "jpg", "jpeg", "webp", "gif"];

impl<'a, L: Lane> Prepared<'a, L> {
    pub(super) fn new(cleared: &'a Cleared<L>, edges: &[u32], sources: &'a dyn Sources) -> Self {
        let article = cleared.article();
        let document = markup::parse(&article.body.text);
        let mut pictures = BTreeMap::new();
        let mut downloads = Vec::new();
        let images = document.outline.images.iter().map(|image| image.dest.as_str());
        let links = document.outline.links.iter().map(|link| link.dest.as_str());
        for name in images.chain(links) {
            let Some(asset) = asset_named(article.assets.as_slice(), name) else { continue };
            match asset.path.extension().as_str() {
                "svg" => insert(&mut pictures, asset, 0, sources, article.id()),
                ext if PIXELS.contains(&ext) => {
                    edges.iter().for_each(|edge| insert(&mut pictures, asset, *edge, sources, article.id()));
                }
                _ => downloads.push(asset),
            }
        }
        let cover = document.outline.images.first();
        let cover = cover.and_then(|image| {
            asset_named(&article.assets, &image.dest).map(|asset| (asset.name.clone(), image.alt.clone()))
        });
        Self { cleared, cover, pictures, downloads, document }
    }

    /// The picture of a file in the size an edition wants.
    pub(super) fn picture(&self, name: &str, edge: u32) -> Option<&Picture<'a>> {
        let asset = asset_named(&self.cleared.article().assets, name)?;
        let drawn = self.pictures.get(&(asset.name.clone(), 0));
        drawn.or_else(|| self.pictures.get(&(asset.name.clone(), edge)))
    }
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

fn insert<'a>(
    pictures: &mut BTreeMap<PictureKey, Picture<'a>>,
    asset: &'a Asset,
    edge: u32,
    sources: &'a dyn Sources,
    id: &crate::model::article::ArticleId,
) {
    let name = if edge == 0 { asset.name.clone() } else { sized_name(&asset.name, edge) };
    let path = route::media(id, &name);
    pictures.entry((asset.name.clone(), edge)).or_insert_with(|| Picture {
        path,
        asset,
        edge,
        sources,
        planned: OnceLock::new(),
    });
}

/// `lake.png` at 1200 px becomes `lake-1200.png`; photos keep JPEG, all else becomes PNG.
fn sized_name(name: &str, edge: u32) -> String {
    let (stem, ext) = name.rsplit_once('.').unwrap_or((name, "png"));
    let ext = match ext.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "jpg",
        _ => "png",
    };
    format!("{stem}-{edge}.{ext}")
}

impl Picture<'_> {
    /// Width and height in px as shown.
    pub(super) fn size(&self) -> Result<(u32, u32), BuildFault> {
        let plan = self.planned.get_or_init(|| self.measure().map_err(|fault| fault.to_string()));
        plan.clone().map_err(|reason| self.fault(reason))
    }

    /// The bytes to publish; asked for once a build, so they are not kept.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, BuildFault> {
        self.make()
    }

    fn fault(&self, reason: String) -> BuildFault {
        BuildFault::Picture { path: self.asset.path.to_string(), reason }
    }

    /// The size alone, without decoding every pixel: a page needs no more.
    fn measure(&self) -> Result<(u32, u32), BuildFault> {
        let bytes = approved_bytes(self.asset, self.sources)?;
        if self.edge == 0 {
            let size = image::size_of_svg(&bytes);
            return size.ok_or_else(|| self.fault("the drawing has no width, height or viewBox".to_owned()));
        }
        let plan = image::plan(&bytes, self.edge).map_err(|error| self.fault(error.to_string()))?;
        Ok((plan.width, plan.height))
    }

    fn make(&self) -> Result<Vec<u8>, BuildFault> {
        let bytes = approved_bytes(self.asset, self.sources)?;
        if self.edge == 0 {
            return Ok(bytes);
        }
        Ok(image::raster(&bytes, self.edge).map_err(|error| self.fault(error.to_string()))?.bytes)
    }
}

/// The bytes of an asset, refused if they are not the bytes that the gate judged.
pub(super) fn approved_bytes(asset: &Asset, sources: &dyn Sources) -> Result<Vec<u8>, BuildFault> {
    let changed = || BuildFault::Changed { path: asset.path.to_string() };
    let bytes = sources.bytes(&asset.path)?.ok_or_else(changed)?;
    if Sha256::of(&bytes) == asset.sum { Ok(bytes) } else { Err(changed()) }
}
