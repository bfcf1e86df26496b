//! Pictures made fit to publish: bounded, upright, no larger than the edition needs, without metadata (the only
//! image and fast_image_resize).
//!
//! Deliberately absent: files; names; cropping; colour profiles (dropped with the rest of the metadata).

use std::io::Cursor;

use fast_image_resize::{ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbaImage};
use quick_xml::events::Event;

/// Pixels at most: 50 megapixels decode to 200 MB, what the smallest build machine can still hold.
const MAX_PIXELS: u64 = 50_000_000;

/// Memory a decoder may take: two buffers of the largest picture in four channels.
const MAX_ALLOC: u64 = MAX_PIXELS * 8;

/// JPEG quality: above 80 the eye gains nothing on a kiosk, below 75 text in photographs breaks up.
const JPEG_QUALITY: u8 = 82;

/// A picture ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// The file.
    pub bytes: Vec<u8>,
    /// Width in px.
    pub width: u32,
    /// Height in px.
    pub height: u32,
    /// `jpg` or `png`, which may differ from the source's.
    pub extension: &'static str,
}

/// What [`raster`] will make, read from the header alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Width in px.
    pub width: u32,
    /// Height in px.
    pub height: u32,
    /// `jpg` or `png`.
    pub extension: &'static str,
}

/// Why a picture was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImageFault {
    /// Not JPEG, PNG, WebP or GIF, whatever its name says.
    #[error("not a JPEG, PNG, WebP or GIF file")]
    Format,
    /// More pixels than fit.
    #[error("{width} × {height} pixels, at most {MAX_PIXELS} in all")]
    TooLarge {
        /// Width in px.
        width: u32,
        /// Height in px.
        height: u32,
    },
    /// Damaged.
    #[error("cannot be decoded: {0}")]
    Damaged(String),
}

/// Decodes, turns upright, shrinks so that the longest edge is at most `edge_px`, and encodes afresh.
///
/// The same bytes and edge give the same bytes on every machine: all arithmetic on pixels is done in integers.
///
/// # Errors
/// When the file is no picture, is damaged, or is larger than can be decoded safely.
pub fn raster(bytes: &[u8], edge_px: u32) -> Result<Raster, ImageFault> {
    let (mut decoder, format) = open(bytes)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = eight_bit(DynamicImage::from_decoder(decoder).map_err(|error| damaged(&error))?);
    picture.apply_orientation(orientation);
    let (width, height) = fitted(picture.width(), picture.height(), edge_px);
    if (width, height) != (picture.width(), picture.height()) {
        picture = shrunk(picture, width, height)?;
    }
    let mut out = Cursor::new(Vec::new());
    let extension = extension(format);
    let written = if extension == "jpg" {
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY))
    } else {
        picture.write_with_encoder(PngEncoder::new_with_quality(&mut out, CompressionType::Best, FilterType::Adaptive))
    };
    written.map_err(|error| damaged(&error))?;
    Ok(Raster { bytes: out.into_inner(), width, height, extension })
}

/// Size and extension that [`raster`] will give, without decoding the pixels.
///
/// # Errors
/// As [`raster`], as far as the header tells.
pub fn plan(bytes: &[u8], edge_px: u32) -> Result<Plan, ImageFault> {
    let (mut decoder, format) = open(bytes)?;
    let (width, height) = decoder.dimensions();
    let turned = matches!(
        decoder.orientation().unwrap_or(Orientation::NoTransforms),
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    );
    let (width, height) = if turned { (height, width) } else { (width, height) };
    let (width, height) = fitted(width, height, edge_px);
    Ok(Plan { width, height, extension: extension(format) })
}

/// Width and height of an SVG in px: from `width` and `height`, else from `viewBox`.
#[must_use]
pub fn size_of_svg(bytes: &[u8]) -> Option<(u32, u32)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut reader = quick_xml::Reader::from_str(text);
    let root = loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => break element,
            Event::Eof => return None,
            _ => {}
        }
    };
    if root.local_name().as_ref() != "svg" {
        return None;
    }
    let value = |name: &str| Some(root.try_get_attribute(name).ok()??.value.into_owned());
    let stated = |name: &str| pixels(value(name)?.trim_end_matches("px"));
    if let (Some(width), Some(height)) = (stated("width"), stated("height")) {
        return Some((width, height));
    }
    let boxed = value("viewBox")?;
    let numbers: Vec<_> = boxed.split([' ', ',', '\t', '\n']).filter(|part| !part.is_empty()).collect();
    let [_, _, width, height] = numbers[..] else { return None };
    Some((pixels(width)?, pixels(height)?))
}

/// Whole px from a number that lies between 1 and what a layout can hold.
fn pixels(text: &str) -> Option<u32> {
    let number: f64 = text.trim().parse().ok()?;
    let whole = number.round();
    // The range makes the cast exact.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range check above it")]
    (1.0..=100_000.0).contains(&whole).then_some(whole as u32)
}

fn open(bytes: &[u8]) -> Result<(impl ImageDecoder, ImageFormat), ImageFault> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| ImageFault::Format)?;
    let format = reader.format().ok_or(ImageFault::Format)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif) {
        return Err(ImageFault::Format);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOC);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|error| damaged(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(ImageFault::TooLarge { width, height });
    }
    if width == 0 || height == 0 {
        return Err(ImageFault::Damaged("no pixels".to_owned()));
    }
    Ok((decoder, format))
}

fn damaged(error: &dyn std::fmt::Display) -> ImageFault {
    ImageFault::Damaged(error.to_string())
}

fn extension(format: ImageFormat) -> &'static str {
    if format == ImageFormat::Jpeg { "jpg" } else { "png" }
}

/// Shrinks in whole px so that the longest edge is at most `edge`; never enlarges, never below one px.
fn fitted(width: u32, height: u32, edge: u32) -> (u32, u32) {
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
fn shrunk(picture: DynamicImage, width: u32, height: u32) -> Result<DynamicImage, ImageFault> {
    let mut source = picture;
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
mod tests {
    use super::*;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).expect("memory takes every picture");
        out.into_inner()
    }

    fn gradient(width: u32, height: u32) -> DynamicImage {
        let wave = |n: u32| u8::try_from(n % 256).unwrap_or(0);
        image::RgbImage::from_fn(width, height, |x, y| image::Rgb([wave(x), wave(y), wave(x + y)])).into()
    }

    /// A JPEG whose EXIF says "turn right" and carries a word that must not survive.
    fn photo() -> Vec<u8> {
        let plain = encoded(&gradient(40, 20), ImageFormat::Jpeg);
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS-SECRET".to_vec();
        let mut with = plain[..2].to_vec();
        with.extend([0xff, 0xe1]);
        with.extend(u16::try_from(exif.len() + 2).unwrap_or(0).to_be_bytes());
        with.append(&mut exif);
        with.extend(&plain[2..]);
        with
    }

    #[test]
    fn shrinks_and_never_enlarges() -> Result<(), ImageFault> {
        let png = encoded(&gradient(400, 100), ImageFormat::Png);
        for (edge, size) in [(200, (200, 50)), (400, (400, 100)), (5000, (400, 100)), (1, (1, 1))] {
            let made = raster(&png, edge)?;
            assert_eq!((made.width, made.height, made.extension), (size.0, size.1, "png"));
            let planned = plan(&png, edge)?;
            assert_eq!((planned.width, planned.height, planned.extension), (size.0, size.1, "png"));
            let read = image::load_from_memory(&made.bytes).map_err(|error| damaged(&error))?;
            assert_eq!((read.width(), read.height()), size);
        }
        Ok(())
    }

    #[test]
    fn turns_upright_and_drops_metadata() -> Result<(), ImageFault> {
        let photo = photo();
        let made = raster(&photo, 1000)?;
        assert_eq!((made.width, made.height, made.extension), (20, 40, "jpg"));
        assert_eq!(plan(&photo, 1000)?, Plan { width: 20, height: 40, extension: "jpg" });
        let has = |needle: &[u8]| made.bytes.windows(needle.len()).any(|window| window == needle);
        assert!(!has(b"GPS-SECRET") && !has(b"Exif"));
        assert_eq!(made, raster(&photo, 1000)?);
        Ok(())
    }

    #[test]
    fn other_formats_become_png_and_keep_alpha() -> Result<(), ImageFault> {
        let clear = image::RgbaImage::from_fn(8, 8, |x, _| image::Rgba([200, 100, 50, if x < 4 { 0 } else { 255 }]));
        for format in [ImageFormat::Gif, ImageFormat::WebP] {
            let made = raster(&encoded(&clear.clone().into(), format), 4)?;
            assert_eq!(made.extension, "png");
            let read = image::load_from_memory(&made.bytes).map_err(|error| damaged(&error))?.into_rgba8();
            assert_eq!(read.get_pixel(0, 0).0[3], 0);
            let [red, _, _, alpha] = read.get_pixel(3, 3).0;
            assert!(alpha > 200 && red.abs_diff(200) < 12, "{:?}", read.get_pixel(3, 3));
        }
        Ok(())
    }

    #[test]
    fn refuses_what_it_cannot_bear() {
        assert_eq!(raster(b"<svg/>", 100), Err(ImageFault::Format));
        assert_eq!(raster(b"", 100), Err(ImageFault::Format));
        let png = encoded(&gradient(8, 8), ImageFormat::Png);
        assert!(matches!(raster(&png[..png.len() / 2], 100), Err(ImageFault::Damaged(_))));
        // A header that claims 60,000 × 60,000 pixels is refused before any memory is taken.
        let mut bomb = png;
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let crc = crc32(&bomb[12..29]).to_be_bytes();
        bomb[29..33].copy_from_slice(&crc);
        assert!(matches!(raster(&bomb, 100), Err(ImageFault::TooLarge { .. } | ImageFault::Damaged(_))));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 })
        })
    }

    #[test]
    fn reads_svg_sizes() {
        let table: [(&str, Option<(u32, u32)>); 8] = [
            ("<?xml version=\"1.0\"?><!-- x --><svg width=\"640\" height=\"360px\"/>", Some((640, 360))),
            ("<svg viewBox=\"0 0 320.4 200\" width=\"100%\"><g/></svg>", Some((320, 200))),
            ("<svg:svg xmlns:svg=\"x\" viewBox=\"0,0,10,20\"/>", Some((10, 20))),
            ("<svg/>", None),
            ("<svg width=\"-1\" height=\"5\"/>", None),
            ("<svg width=\"1e9\" height=\"5\"/>", None),
            ("<html width=\"5\" height=\"5\"/>", None),
            ("not xml", None),
        ];
        for (svg, size) in table {
            assert_eq!(size_of_svg(svg.as_bytes()), size, "{svg}");
        }
    }
}
