//! A picture as WebP, never larger than the file it stands beside.

use image::DynamicImage;
use webpx::{Encoder, EncoderConfig, Unstoppable};

use super::damaged;
use crate::model::picture::{PictureFault, PictureFormat};

/// Quality of photographs: by eye the equal of JPEG at 82.
const PHOTO_QUALITY: f32 = 78.0;

/// Quality of drawings and screens, whose edges show every fault.
const DRAWING_QUALITY: f32 = 90.0;

/// Tried in turn until the file is smaller; the last is smaller than any JPEG or PNG of the same pixels.
const FALLING: [f32; 4] = [60.0, 40.0, 20.0, 0.0];

/// The WebP of a picture, in fewer bytes than `limit`.
pub(super) fn smaller_than(
    limit: usize,
    picture: &DynamicImage,
    format: PictureFormat,
) -> Result<Vec<u8>, PictureFault> {
    let mut best = if format == PictureFormat::Jpeg {
        lossy(picture, PHOTO_QUALITY)?
    } else {
        // Flat colours pack better without loss, photographs saved as PNG with it.
        let (exact, close) = (lossless(picture)?, lossy(picture, DRAWING_QUALITY)?);
        if exact.len() <= close.len() { exact } else { close }
    };
    for quality in FALLING {
        if best.len() < limit {
            break;
        }
        best = lossy(picture, quality)?;
    }
    Ok(best)
}

fn lossy(picture: &DynamicImage, quality: f32) -> Result<Vec<u8>, PictureFault> {
    encoded(picture, EncoderConfig::new().quality(quality))
}

fn lossless(picture: &DynamicImage) -> Result<Vec<u8>, PictureFault> {
    encoded(picture, EncoderConfig::new_lossless())
}

fn encoded(picture: &DynamicImage, config: EncoderConfig) -> Result<Vec<u8>, PictureFault> {
    let (width, height) = (picture.width(), picture.height());
    let made = match picture {
        DynamicImage::ImageRgba8(pixels) => Encoder::new_rgba(pixels, width, height).config(config).encode(Unstoppable),
        DynamicImage::ImageRgb8(pixels) => Encoder::new_rgb(pixels, width, height).config(config).encode(Unstoppable),
        other => {
            let pixels = other.to_rgb8();
            Encoder::new_rgb(&pixels, width, height).config(config).encode(Unstoppable)
        }
    };
    made.map_err(|error| damaged(&error))
}
