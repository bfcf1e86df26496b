//! Real files, made here, and what was done to them.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;

use super::*;

fn plain(width: u32, height: u32) -> DynamicImage {
    let wave = |n: u32| u8::try_from(n % 256).unwrap_or(0);
    RgbImage::from_fn(width, height, |x, y| Rgb([wave(x * 3), wave(y * 5), wave(x + y)])).into()
}

fn file(format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    plain(40, 20).write_to(&mut out, format).expect("memory takes every picture");
    out.into_inner()
}

fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    tiff
}

/// A JPEG whose EXIF turns it, with a thumbnail that ends long before the picture does.
fn photo(orientation: u8) -> Vec<u8> {
    let plain = file(ImageFormat::Jpeg);
    let mut segment = b"Exif\0\0".to_vec();
    segment.extend(exif(orientation));
    segment.extend(b"\xff\xd8\xff\xd9");
    let mut with = plain[..2].to_vec();
    with.extend([0xff, 0xe1]);
    with.extend(u16::try_from(segment.len() + 2).unwrap_or(0).to_be_bytes());
    with.extend(segment);
    with.extend(&plain[2..]);
    with
}

fn size(extension: &str, bytes: &[u8]) -> Result<(u32, u32), PictureFault> {
    inspect(extension, bytes).expect("the ending promises a picture").map(|shape| (shape.width, shape.height))
}

#[test]
fn every_format_tells_its_size() {
    for (extension, format) in [
        ("jpg", ImageFormat::Jpeg),
        ("jpeg", ImageFormat::Jpeg),
        ("png", ImageFormat::Png),
        ("webp", ImageFormat::WebP),
        ("gif", ImageFormat::Gif),
    ] {
        assert_eq!(size(extension, &file(format)), Ok((40, 20)), "{extension}");
    }
    assert_eq!(inspect("mp3", b"ID3"), None);
}

#[test]
fn the_size_is_that_of_the_upright_picture() {
    for turned in 1..=8 {
        let upright = if turned < 5 { (40, 20) } else { (20, 40) };
        assert_eq!(size("jpg", &photo(turned)), Ok(upright), "orientation {turned}");
    }
}

#[test]
fn a_file_cut_off_is_told_from_a_whole_one() {
    for (extension, whole) in [
        ("jpg", photo(6)),
        ("png", file(ImageFormat::Png)),
        ("webp", file(ImageFormat::WebP)),
        ("gif", file(ImageFormat::Gif)),
    ] {
        let cut = &whole[..whole.len() * 2 / 3];
        assert_eq!(size(extension, cut), Err(PictureFault::Cut), "{extension}");
        // Telephones append films and maps of depth to a photograph.
        let longer = [whole.as_slice(), b"appended"].concat();
        assert!(size(extension, &longer).is_ok(), "{extension}");
    }
}

#[test]
fn a_name_that_promises_another_format() {
    assert_eq!(size("png", &file(ImageFormat::Jpeg)), Err(PictureFault::Misnamed(PictureFormat::Jpeg)));
    assert_eq!(size("jpg", b"<html></html>"), Err(PictureFault::Unknown));
    assert_eq!(size("gif", b""), Err(PictureFault::Unknown));
    assert_eq!(size("jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), Err(PictureFault::Phone));
}

/// A head that claims more pixels than memory holds; the sums of the chunk are right.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut png = file(ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc32(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&sum);
    png
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 })
    })
}

#[test]
fn a_bomb_is_refused_by_its_head() {
    assert_eq!(size("png", &bomb(60_000, 60_000)), Err(PictureFault::TooLarge { width: 60_000, height: 60_000 }));
    assert!(matches!(
        size("png", &bomb(u32::MAX, u32::MAX)),
        Err(PictureFault::TooLarge { .. } | PictureFault::Damaged(_))
    ));
    assert!(matches!(size("png", &bomb(0, 5)), Err(PictureFault::Damaged(_))));
    let gif = b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02L\x01\0;";
    assert_eq!(size("gif", gif), Err(PictureFault::TooLarge { width: 65_535, height: 65_535 }));
}

#[test]
fn memory_counts_what_decoding_takes() {
    let memory = |format: ImageFormat, picture: DynamicImage| {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).expect("memory takes every picture");
        let bytes = out.into_inner();
        open(&bytes).map(|opened| opened.shape.memory - 2 * bytes.len() as u64)
    };
    assert_eq!(memory(ImageFormat::Png, plain(10, 10)), Ok(300));
    assert_eq!(memory(ImageFormat::Png, plain(10, 10).into_rgba16().into()), Ok(800 + 400));
    assert_eq!(memory(ImageFormat::Jpeg, plain(10, 10)), Ok(300));
}

#[test]
fn moving_pictures_are_known() {
    let mut bytes = Vec::new();
    let frame = || Frame::new(RgbaImage::from_pixel(4, 4, Rgba([9, 9, 9, 255])));
    GifEncoder::new(&mut bytes).encode_frames([frame(), frame()]).expect("memory takes every picture");
    assert!(open(&bytes).is_ok_and(|opened| opened.shape.moving));
    assert!(open(&file(ImageFormat::Gif)).is_ok_and(|opened| !opened.shape.moving));
    let mut png = file(ImageFormat::Png);
    let control =
        [&[0, 0, 0, 8][..], b"acTL\0\0\0\x02\0\0\0\0", &crc32(b"acTL\0\0\0\x02\0\0\0\0").to_be_bytes()].concat();
    png.splice(33..33, control);
    assert!(open(&png).is_ok_and(|opened| opened.shape.moving));
}

#[test]
fn drawings_need_a_size() {
    let svg = |attributes: &str| {
        let text = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" {attributes}/>");
        size("svg", text.as_bytes())
    };
    assert_eq!(svg("width=\"640\" height=\"360px\""), Ok((640, 360)));
    assert_eq!(svg("viewBox=\"0 0 320.4 200\" width=\"100%\""), Ok((320, 200)));
    assert_eq!(svg("viewBox=\"0 0 0.1 0.1\""), Ok((1, 1)));
    assert_eq!(svg(""), Err(PictureFault::Sizeless));
    assert_eq!(svg("width=\"1e9\" height=\"5\""), Err(PictureFault::Sizeless));
    assert_eq!(svg("width=\"999999\" height=\"5\""), Err(PictureFault::Sizeless));
    assert!(matches!(size("svg", b"<html/>"), Err(PictureFault::Damaged(_))));
}

proptest! {
    /// Whatever is done to a file, its head is read without a panic.
    #[test]
    fn no_damage_makes_it_panic(kind in 0_usize..4, changes in prop::collection::vec((0_usize..900, any::<u8>()), 0..12), cut in 0_usize..900) {
        let formats = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif];
        let mut bytes = file(formats[kind]);
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        bytes.truncate(cut.max(4));
        let _ = inspect("png", &bytes);
    }
}
