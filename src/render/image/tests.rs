//! Real files, made here; what comes out is decoded again.

use image::{ImageFormat, Rgb, RgbImage, Rgba};

use super::*;

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).expect("memory takes every picture");
    out.into_inner()
}

fn gradient(width: u32, height: u32) -> DynamicImage {
    let wave = |n: u32| u8::try_from(n % 256).unwrap_or(0);
    RgbImage::from_fn(width, height, |x, y| Rgb([wave(x), wave(y), wave(x + y)])).into()
}

fn one(bytes: &[u8], edge: u32) -> Result<Size, PictureFault> {
    sizes(bytes, &[edge])?.pop().ok_or(PictureFault::Unknown)
}

fn decoded(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).expect("what was made can be read")
}

/// A JPEG that EXIF turns by a quarter and that carries a place, a camera and a comment.
fn photo() -> Vec<u8> {
    let halves = RgbImage::from_fn(400, 200, |x, _| if x < 200 { Rgb([250, 20, 20]) } else { Rgb([20, 20, 250]) });
    let plain = encoded(&halves.into(), ImageFormat::Jpeg);
    let mut with = plain[..2].to_vec();
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"); // Orientation 6: turn right
    exif.extend(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0"); // GPS directory at 38
    exif.extend(b"\0\0\0\0");
    exif.extend(b"\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0 28.6820N 115.8579E MAKERNOTE-SECRET");
    for (marker, body) in [
        (0xe1, exif),
        (0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>XMP-SECRET".to_vec()),
        (0xfe, b"COMMENT-SECRET".to_vec()),
    ] {
        with.extend([0xff, marker]);
        with.extend(u16::try_from(body.len() + 2).unwrap_or(0).to_be_bytes());
        with.extend(body);
    }
    with.extend(&plain[2..]);
    with
}

#[test]
fn shrinks_and_never_enlarges() -> Result<(), PictureFault> {
    let png = encoded(&gradient(400, 100), ImageFormat::Png);
    for (edge, size) in [(200, (200, 50)), (400, (400, 100)), (5000, (400, 100)), (1, (1, 1))] {
        let made = one(&png, edge)?;
        assert_eq!((made.width, made.height), size);
        assert_eq!(fitted(400, 100, edge), size);
        let read = decoded(&made.fallback);
        assert_eq!((read.width(), read.height()), size);
    }
    Ok(())
}

#[test]
fn every_size_comes_from_one_decoding_in_the_order_asked_for() -> Result<(), PictureFault> {
    let made = sizes(&encoded(&gradient(900, 600), ImageFormat::Jpeg), &[300, 900, 600])?;
    let widths: Vec<u32> = made.iter().map(|size| size.width).collect();
    assert_eq!(widths, [300, 900, 600]);
    Ok(())
}

#[test]
fn turns_upright_and_drops_every_word_about_place_and_camera() -> Result<(), PictureFault> {
    let photo = photo();
    let secret = |bytes: &[u8]| {
        [&b"SECRET"[..], b"Exif", b"115.8579", b"xmpmeta"]
            .iter()
            .any(|word| bytes.windows(word.len()).any(|w| w == *word))
    };
    assert!(secret(&photo));
    let made = one(&photo, 1000)?;
    assert_eq!((made.width, made.height), (200, 400));
    for bytes in std::iter::once(&made.fallback).chain(&made.webp) {
        assert!(!secret(bytes));
        let upright = decoded(bytes).into_rgb8();
        let (top, bottom) = (upright.get_pixel(100, 40).0, upright.get_pixel(100, 360).0);
        assert!(top[0] > 200 && top[2] < 80 && bottom[2] > 200 && bottom[0] < 80, "{top:?} {bottom:?}");
    }
    assert_eq!(made, one(&photo, 1000)?);
    Ok(())
}

#[test]
fn other_formats_become_png_and_keep_alpha() -> Result<(), PictureFault> {
    let clear = RgbaImage::from_fn(8, 8, |x, _| Rgba([200, 100, 50, if x < 4 { 0 } else { 255 }]));
    for format in [ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Png] {
        let made = one(&encoded(&clear.clone().into(), format), 4)?;
        assert_eq!(image::guess_format(&made.fallback).ok(), Some(ImageFormat::Png));
        for bytes in std::iter::once(&made.fallback).chain(&made.webp) {
            let read = decoded(bytes).into_rgba8();
            assert_eq!(read.get_pixel(0, 0).0[3], 0);
            let [red, _, _, alpha] = read.get_pixel(3, 3).0;
            assert!(alpha > 200 && red.abs_diff(200) < 12, "{:?}", read.get_pixel(3, 3));
        }
    }
    Ok(())
}

#[test]
fn sixteen_bits_and_grey_are_shown_as_they_look() -> Result<(), PictureFault> {
    let deep = DynamicImage::from(gradient(16, 16).into_rgba16());
    let grey = DynamicImage::from(gradient(16, 16).into_luma16());
    for picture in [deep, grey] {
        let made = one(&encoded(&picture, ImageFormat::Png), 16)?;
        let (before, after) = (picture.to_rgb8(), decoded(&made.fallback).to_rgb8());
        assert!(before.iter().zip(after.iter()).all(|(a, b)| a.abs_diff(*b) <= 1));
    }
    Ok(())
}

/// Small files of kinds that no encoder here can write, made with another program.
#[test]
fn print_colours_and_progressive_files_keep_their_look() -> Result<(), PictureFault> {
    let cases: [(&[u8], [u8; 3]); 3] = [
        (include_bytes!("samples/cmyk.jpg"), [230, 30, 30]),
        (include_bytes!("samples/progressive.jpg"), [230, 30, 30]),
        (include_bytes!("samples/grey.jpg"), [90, 90, 90]),
    ];
    for (bytes, expected) in cases {
        let made = one(bytes, 16)?;
        let pixel = decoded(&made.fallback).into_rgb8().get_pixel(8, 8).0;
        assert!(pixel.iter().zip(expected).all(|(a, b)| a.abs_diff(b) < 24), "{pixel:?}");
    }
    Ok(())
}

#[test]
fn a_moving_picture_becomes_its_first_frame() -> Result<(), PictureFault> {
    use image::codecs::gif::GifEncoder;
    let mut bytes = Vec::new();
    let frame = |red| image::Frame::new(RgbaImage::from_pixel(6, 6, Rgba([red, 0, 0, 255])));
    GifEncoder::new(&mut bytes).encode_frames([frame(250), frame(20)]).expect("memory takes every picture");
    let made = one(&bytes, 6)?;
    assert!(decoded(&made.fallback).into_rgb8().get_pixel(3, 3).0[0] > 240);
    Ok(())
}

/// Flat, stepped and noisy; opaque and clear; from one pixel up.
#[cfg(feature = "webp")]
#[test]
fn a_webp_is_never_larger_than_what_it_stands_beside() -> Result<(), PictureFault> {
    let mut seed = 1_u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed.to_be_bytes()
    };
    for edge in [1, 2, 3, 7, 16, 33, 64] {
        let noisy = RgbaImage::from_fn(edge, edge, |_, _| Rgba(noise()));
        let opaque: DynamicImage = DynamicImage::from(noisy.clone()).into_rgb8().into();
        let flat = RgbaImage::from_pixel(edge, edge, Rgba([12, 200, 40, 255]));
        for picture in [noisy.into(), opaque, flat.into(), gradient(edge, edge)] {
            for format in [ImageFormat::Png, ImageFormat::Jpeg] {
                let source = if format == ImageFormat::Jpeg { picture.to_rgb8().into() } else { picture.clone() };
                let made = one(&encoded(&source, format), edge)?;
                let webp = made.webp.unwrap_or_default();
                assert!(
                    !webp.is_empty() && webp.len() < made.fallback.len(),
                    "{edge} {format:?}: {} of {}",
                    webp.len(),
                    made.fallback.len()
                );
            }
        }
    }
    Ok(())
}

#[test]
fn refuses_what_it_cannot_bear() {
    assert_eq!(one(b"<svg/>", 100), Err(PictureFault::Unknown));
    let png = encoded(&gradient(8, 8), ImageFormat::Png);
    assert_eq!(one(&png[..png.len() / 2], 100), Err(PictureFault::Cut));
    // The head is whole and the end is there; the pixels between are not what their sum says.
    let mut rotten = png.clone();
    let middle = rotten.len() / 2;
    rotten[middle..middle + 8].fill(0xa5);
    assert!(matches!(one(&rotten, 100), Err(PictureFault::Damaged(_))));
}
