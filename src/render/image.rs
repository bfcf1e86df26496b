//! Pictures made fit to publish: bounded, upright, no larger than the editions need, without metadata (the only
//! fast_image_resize and webpx).
//!
//! Contract: pure. The same bytes and edges give the same files on every machine; all arithmetic on pixels is done in
//! integers. A moving picture becomes its first frame: nothing on a page moves by itself.
//!
//! Deliberately absent: files; names; cropping; colour profiles (dropped with the rest of the metadata).

use std::io::Cursor;

use fast_image_resize::{ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, RgbaImage};

use crate::markup::picture;
use crate::model::picture::{PictureFault, PictureFormat};
use crate::model::units::Sha256;

#[cfg(feature = "webp")]
mod webp;

/// Whether this program makes a WebP beside each picture.
pub const MAKES_WEBP: bool = cfg!(feature = "webp");

/// What stands for the way in which this program makes pictures: its own code and that of the crates below it.
#[must_use]
pub fn recipe() -> &'static str {
    static RECIPE: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let code = [include_str!("image.rs"), include_str!("image/webp.rs"), include_str!("../../Cargo.lock")];
        let sums: Vec<String> = code.map(|text| Sha256::of(text.as_bytes()).hex()).into();
        Sha256::of(sums.concat().as_bytes()).hex()
    });
    &RECIPE
}

/// JPEG quality: above 80 the eye gains nothing on a kiosk, below 75 text in photographs breaks up.
const JPEG_QUALITY: u8 = 82;

/// One picture in one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// Width in px.
    pub width: u32,
    /// Height in px.
    pub height: u32,
    /// The file that every browser shows: JPEG for photographs, PNG for all else.
    pub fallback: Vec<u8>,
    /// The same as WebP, smaller than the fallback; `None` when this program makes none.
    pub webp: Option<Vec<u8>>,
}

/// The ending of the file that every browser shows.
#[must_use]
pub fn fallback_extension(format: PictureFormat) -> &'static str {
    if format == PictureFormat::Jpeg { "jpg" } else { "png" }
}

/// Width and height after shrinking so that the longest edge is at most `edge`; never larger, never below one px.
#[must_use]
pub fn fitted(width: u32, height: u32, edge: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= edge || edge == 0 {
        return (width, height);
    }
    let scale = |side: u32| {
        let scaled = (u64::from(side) * u64::from(edge) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(edge).max(1)
    };
    (scale(width), scale(height))
}

/// Decodes once, turns upright, and encodes afresh in every size, given as longest edges in px.
///
/// # Errors
/// When the file is no picture, is damaged, or is larger than can be decoded safely.
pub fn sizes(bytes: &[u8], edges: &[u32]) -> Result<Vec<Size>, PictureFault> {
    let opened = picture::open(bytes)?;
    let (orientation, format) = (opened.orientation, opened.shape.format);
    let decoded = DynamicImage::from_decoder(opened.decoder).map_err(|error| damaged(&error))?;
    // Shrunk before it is turned: the large one is never in memory twice.
    let mut largest = shrunk(eight_bit(decoded), edges.iter().copied().max().unwrap_or(0))?;
    largest.apply_orientation(orientation);
    edges.iter().map(|edge| size(shrunk(largest.clone(), *edge)?, format)).collect()
}

fn size(picture: DynamicImage, format: PictureFormat) -> Result<Size, PictureFault> {
    let mut out = Cursor::new(Vec::new());
    let written = if fallback_extension(format) == "jpg" {
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY))
    } else {
        picture.write_with_encoder(PngEncoder::new_with_quality(&mut out, CompressionType::Best, FilterType::Adaptive))
    };
    written.map_err(|error| damaged(&error))?;
    let fallback = out.into_inner();
    #[cfg(feature = "webp")]
    let webp = Some(webp::smaller_than(fallback.len(), &picture, format)?);
    #[cfg(not(feature = "webp"))]
    let webp = None;
    Ok(Size { width: picture.width(), height: picture.height(), fallback, webp })
}

fn damaged(error: &dyn std::fmt::Display) -> PictureFault {
    PictureFault::Damaged(error.to_string())
}

/// Eight bits a channel; an alpha channel only where the source has one.
fn eight_bit(picture: DynamicImage) -> DynamicImage {
    use image::ColorType;
    match picture.color() {
        ColorType::L8 | ColorType::L16 => picture.into_luma8().into(),
        colour if colour.has_alpha() => picture.into_rgba8().into(),
        _ => picture.into_rgb8().into(),
    }
}

/// Alpha is multiplied in and out here, in integers: the library's own way rounds differently on different CPUs.
fn shrunk(picture: DynamicImage, edge: u32) -> Result<DynamicImage, PictureFault> {
    let mut source = picture;
    let (width, height) = fitted(source.width(), source.height(), edge);
    if (width, height) == (source.width(), source.height()) {
        return Ok(source);
    }
    if let DynamicImage::ImageRgba8(pixels) = &mut source {
        each_pixel(pixels, |channel, alpha| (channel * alpha + 127) / 255);
    }
    let mut target = DynamicImage::new(width, height, source.color());
    let options = ResizeOptions::new().use_alpha(false);
    Resizer::new().resize(&source, &mut target, &options).map_err(|error| damaged(&error))?;
    if let DynamicImage::ImageRgba8(pixels) = &mut target {
        each_pixel(pixels, |channel, alpha| (channel * 255 + alpha / 2).checked_div(alpha).unwrap_or(0));
    }
    Ok(target)
}

fn each_pixel(pixels: &mut RgbaImage, change: impl Fn(u32, u32) -> u32) {
    for pixel in pixels.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let changed = |channel: u8| u8::try_from(change(u32::from(channel), u32::from(alpha))).unwrap_or(u8::MAX);
        pixel.0 = [changed(red), changed(green), changed(blue), alpha];
    }
}

#[cfg(test)]
mod tests;
