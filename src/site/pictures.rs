//! The pictures of an article in every size its editions want, made when first asked for and decoded once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::darkroom::Darkroom;
use super::{BuildFault, prepared, route};
use crate::markup::picture::words;
use crate::model::article::{ArticleId, Asset};
use crate::model::cache::Cache;
use crate::model::path::SitePath;
use crate::model::picture::{PictureFormat, PictureShape};
use crate::model::sources::Sources;
use crate::model::units::Sha256;
use crate::render::image;

/// Longest edges between a telephone's width and the edition's own, in px.
const STEPS: [u32; 2] = [480, 960];

/// A picture of an article.
pub(super) struct Picture<'a> {
    asset: &'a Asset,
    article: &'a ArticleId,
    /// What its files are called before the size.
    stem: String,
    /// Every longest edge that some edition wants.
    edges: Box<[u32]>,
    sources: &'a dyn Sources,
    cache: &'a dyn Cache,
    darkroom: Arc<Darkroom>,
    /// Files made together with one that was asked for, kept until they are asked for.
    waiting: Mutex<BTreeMap<File, Vec<u8>>>,
}

/// One file of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum File {
    /// The drawing as it was approved.
    Drawing,
    /// Shrunk to a longest edge, for every browser.
    Fallback(u32),
    /// The same as WebP.
    WebP(u32),
}

/// One size of a picture on a page.
pub(super) struct Step {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) fallback: SitePath,
    pub(super) webp: Option<SitePath>,
}

impl<'a> Picture<'a> {
    /// The picture of an asset; `None` when the asset is none.
    pub(super) fn new(
        asset: &'a Asset,
        beside: &'a [Asset],
        article: &'a ArticleId,
        edges: &[u32],
        ((sources, cache), darkroom): ((&'a dyn Sources, &'a dyn Cache), &Arc<Darkroom>),
    ) -> Option<Self> {
        let shape = asset.picture.as_ref()?;
        let longest = shape.as_ref().map_or(0, |shape| shape.width.max(shape.height));
        let all: BTreeSet<u32> = edges.iter().flat_map(|edge| steps(*edge, longest)).collect();
        Some(Self {
            asset,
            article,
            stem: stem(asset, beside),
            edges: all.into_iter().collect(),
            sources,
            cache,
            darkroom: Arc::clone(darkroom),
            waiting: Mutex::default(),
        })
    }

    /// The name of its file.
    pub(super) fn name(&self) -> &'a str {
        &self.asset.name
    }

    /// Whether it is made of lines, not of pixels.
    pub(super) fn is_drawing(&self) -> bool {
        matches!(&self.asset.picture, Some(Ok(shape)) if shape.format == PictureFormat::Svg)
    }

    fn shape(&self) -> Result<&PictureShape, BuildFault> {
        match &self.asset.picture {
            Some(Ok(shape)) => Ok(shape),
            Some(Err(fault)) => Err(self.fault(fault)),
            None => Err(BuildFault::Encode(format!("{} is no picture", self.asset.path))),
        }
    }

    fn fault(&self, fault: &crate::model::picture::PictureFault) -> BuildFault {
        BuildFault::Picture { path: self.asset.path.to_string(), reason: words(fault) }
    }

    /// Every size an edition shows, smallest first; a drawing has one.
    pub(super) fn steps(&self, edge: u32) -> Result<Vec<Step>, BuildFault> {
        let shape = self.shape()?;
        if shape.format == PictureFormat::Svg {
            let fallback = self.path(File::Drawing);
            return Ok(vec![Step { width: shape.width, height: shape.height, fallback, webp: None }]);
        }
        let step = |edge: u32| {
            let (width, height) = image::fitted(shape.width, shape.height, edge);
            let webp = image::MAKES_WEBP.then(|| self.path(File::WebP(edge)));
            Step { width, height, fallback: self.path(File::Fallback(edge)), webp }
        };
        Ok(steps(edge, shape.width.max(shape.height)).into_iter().map(step).collect())
    }

    /// The largest size an edition shows.
    pub(super) fn largest(&self, edge: u32) -> Result<Step, BuildFault> {
        // `steps` always ends with the edition's own edge.
        self.steps(edge)?.pop().ok_or_else(|| BuildFault::Encode(format!("{} has no size", self.asset.path)))
    }

    /// Every file an edition shows, with its place.
    pub(super) fn files(&self, edge: u32) -> Vec<(SitePath, File)> {
        let files = match &self.asset.picture {
            Some(Ok(shape)) if shape.format == PictureFormat::Svg => vec![File::Drawing],
            Some(Ok(shape)) => {
                let edges = steps(edge, shape.width.max(shape.height)).into_iter();
                edges.flat_map(|edge| [File::Fallback(edge), File::WebP(edge)]).collect()
            }
            _ => Vec::new(),
        };
        let made = files.into_iter().filter(|file| image::MAKES_WEBP || !matches!(file, File::WebP(_)));
        made.map(|file| (self.path(file), file)).collect()
    }

    fn path(&self, file: File) -> SitePath {
        let name = match (file, &self.asset.picture) {
            (File::WebP(edge), _) => format!("{}-{edge}.webp", self.stem),
            (File::Fallback(edge), Some(Ok(shape))) => {
                format!("{}-{edge}.{}", self.stem, image::fallback_extension(shape.format))
            }
            _ => self.asset.name.clone(),
        };
        route::media(self.article, &name)
    }

    /// The bytes of one file. All sizes are made from one decoding; the others wait here until they are fetched.
    pub(super) fn bytes(&self, file: File) -> Result<Vec<u8>, BuildFault> {
        if file == File::Drawing {
            return prepared::approved_bytes(self.asset, self.sources);
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = waiting.remove(&file) {
            return Ok(bytes);
        }
        let key = self.key(file);
        if let Some(bytes) = self.cache.get(&key) {
            return Ok(bytes);
        }
        *waiting = self.develop()?;
        waiting.remove(&file).ok_or_else(|| BuildFault::Encode(format!("{} has no such size", self.asset.path)))
    }

    /// Everything that the bytes of one file are made from: the picture, the sizes, the program.
    fn key(&self, file: File) -> Sha256 {
        let (sum, edges) = (self.asset.sum.hex(), &self.edges);
        Sha256::of(format!("{sum} {edges:?} {file:?} {}", image::recipe()).as_bytes())
    }

    fn develop(&self) -> Result<BTreeMap<File, Vec<u8>>, BuildFault> {
        let _place = self.darkroom.enter(self.shape()?.memory);
        let bytes = prepared::approved_bytes(self.asset, self.sources)?;
        let sizes = image::sizes(&bytes, &self.edges).map_err(|fault| self.fault(&fault))?;
        let mut files = BTreeMap::new();
        for (edge, size) in self.edges.iter().zip(sizes) {
            files.insert(File::Fallback(*edge), size.fallback);
            files.extend(size.webp.map(|webp| (File::WebP(*edge), webp)));
        }
        files.iter().for_each(|(file, bytes)| self.cache.put(&self.key(*file), bytes));
        Ok(files)
    }
}

/// The longest edges an edition shows of a picture: the steps well below its largest, and that.
fn steps(edge: u32, longest: u32) -> Vec<u32> {
    let largest = edge.min(longest);
    let below = STEPS.into_iter().filter(|step| step * 5 < largest * 4);
    below.chain([largest]).collect()
}

/// The name without its ending; two files that differ in nothing else are told apart by their sum.
fn stem(asset: &Asset, beside: &[Asset]) -> String {
    fn stem_of(name: &str) -> &str {
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
    let stem = stem_of(&asset.name);
    let alike = |other: &&Asset| stem_of(&other.name).eq_ignore_ascii_case(stem);
    if beside.iter().filter(alike).count() < 2 {
        return stem.to_owned();
    }
    let sum = asset.sum.hex();
    format!("{stem}-{}", sum.get(..8).unwrap_or(&sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stay_below_the_picture_and_apart() {
        assert_eq!(steps(1280, 4000), [480, 960, 1280]);
        assert_eq!(steps(1600, 1100), [480, 1100]);
        assert_eq!(steps(1280, 500), [500]);
        assert_eq!(steps(320, 4000), [320]);
        assert_eq!(steps(1280, 1), [1]);
    }
}
