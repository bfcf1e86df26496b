//! What a picture file says before it is decoded: format, upright size, memory to come (`image` reads the heads).
//!
//! Contract: nothing here takes memory in proportion to the pixels, so a file that claims 60,000 × 60,000 of them is
//! told at once. Rules and pages read the same facts, and so never disagree about which pictures can be shown.
//!
//! Deliberately absent: pixels; files; judgement of taste (that is `rules`).

mod structure;

use std::io::Cursor;

use image::metadata::Orientation;
use image::{ColorType, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::svg;
use crate::diag::Bilingual;
use crate::model::picture::{PictureFault, PictureFormat, PictureShape};

/// Pixels at most: more than any telephone's ordinary photograph (48 megapixels) has.
pub const MAX_PIXELS: u64 = 60_000_000;

/// Bytes that decoding one picture may take: what the smallest build machine can spare.
pub const MAX_MEMORY: u64 = 400_000_000;

/// What the file of this ending says; `None` when the ending promises no picture.
#[must_use]
pub fn inspect(extension: &str, bytes: &[u8]) -> Option<Result<PictureShape, PictureFault>> {
    let promised = PictureFormat::of_extension(extension)?;
    let shape = if promised == PictureFormat::Svg { drawing(bytes) } else { open(bytes).map(|opened| opened.shape) };
    Some(shape.and_then(|shape| if shape.format == promised { Ok(shape) } else { Err(misnamed(shape.format)) }))
}

fn misnamed(format: PictureFormat) -> PictureFault {
    PictureFault::Misnamed(format)
}

fn drawing(bytes: &[u8]) -> Result<PictureShape, PictureFault> {
    let facts = svg::inspect(bytes).map_err(|fault| PictureFault::Damaged(fault.what.en))?;
    let side = |px: Option<f64>| px.and_then(whole).ok_or(PictureFault::Sizeless);
    let (width, height) = (side(facts.width)?, side(facts.height)?);
    let active = !facts.active.is_empty();
    Ok(PictureShape { format: PictureFormat::Svg, width, height, moving: false, active, memory: 0 })
}

/// Whole px that a layout can hold.
fn whole(px: f64) -> Option<u32> {
    let whole = px.round().max(1.0);
    // The range makes the cast exact.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range check beside it")]
    (whole <= 100_000.0).then_some(whole as u32)
}

/// A picture whose head has been read.
pub(crate) struct Opened<D> {
    /// The pixels, still packed.
    pub(crate) decoder: D,
    /// How to turn them upright.
    pub(crate) orientation: Orientation,
    /// What the head says, upright.
    pub(crate) shape: PictureShape,
}

/// Reads the head of a JPEG, PNG, WebP or GIF file.
///
/// # Errors
/// When it is none of them, is not whole, or would take more memory than can be borne.
pub(crate) fn open(bytes: &[u8]) -> Result<Opened<impl ImageDecoder>, PictureFault> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| PictureFault::Unknown)?;
    let format = match reader.format() {
        Some(ImageFormat::Jpeg) => PictureFormat::Jpeg,
        Some(ImageFormat::Png) => PictureFormat::Png,
        Some(ImageFormat::WebP) => PictureFormat::WebP,
        Some(ImageFormat::Gif) => PictureFormat::Gif,
        _ if structure::is_phone_photo(bytes) => return Err(PictureFault::Phone),
        _ => return Err(PictureFault::Unknown),
    };
    let structure = structure::read(format, bytes);
    if !structure.whole {
        return Err(PictureFault::Cut);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| PictureFault::Damaged(error.to_string()))?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(PictureFault::Damaged("no pixels".to_owned()));
    }
    let pixels = u64::from(width) * u64::from(height);
    let memory = memory(format, pixels, decoder.color_type(), structure.progressive) + 2 * bytes.len() as u64;
    if pixels > MAX_PIXELS || memory > MAX_MEMORY {
        return Err(PictureFault::TooLarge { width, height });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let (width, height) = if lies_down(orientation) { (height, width) } else { (width, height) };
    let shape = PictureShape { format, width, height, moving: structure.moving, active: false, memory };
    Ok(Opened { decoder, orientation, shape })
}

fn lies_down(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}

/// Bytes a decoder takes: its pixels; coefficients of a progressive JPEG; a second frame where frames are laid over
/// another; a copy in eight bits where the source has sixteen.
fn memory(format: PictureFormat, pixels: u64, colour: ColorType, progressive: bool) -> u64 {
    let channels = u64::from(colour.channel_count());
    let raw = pixels * u64::from(colour.bytes_per_pixel());
    let copy = if colour.bits_per_pixel() / u16::from(colour.channel_count()) > 8 { pixels * channels } else { 0 };
    let extra = match format {
        PictureFormat::Jpeg if progressive => pixels * channels * 2,
        PictureFormat::WebP | PictureFormat::Gif => pixels * 4,
        _ => 0,
    };
    raw + copy + extra
}

/// The fault as a sentence about a file.
#[must_use]
pub fn words(fault: &PictureFault) -> Bilingual {
    let zh = match fault {
        PictureFault::Unknown => "不是 JPEG、PNG、WebP 或 GIF 图片".to_owned(),
        PictureFault::Phone => "是手机的 HEIC 或 AVIF 照片，很多浏览器打不开".to_owned(),
        PictureFault::Misnamed(format) => format!("内容其实是 {} 图片", format.name()),
        PictureFault::TooLarge { width, height } => format!("有 {width} × {height} 像素，大到不能安全解码"),
        PictureFault::Cut => "不完整，文件没有到结尾".to_owned(),
        PictureFault::Damaged(reason) => format!("已损坏，无法解码（{reason}）"),
        PictureFault::Sizeless => "没有写宽高，也没有 viewBox".to_owned(),
    };
    Bilingual::new(zh, fault.to_string())
}

#[cfg(test)]
mod tests;
