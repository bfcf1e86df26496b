//! The outer structure of picture files, walked without decoding: whole or cut off, still or moving.

use crate::model::picture::PictureFormat;

/// What the walk saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Structure {
    /// Whether the file reaches its own end.
    pub(super) whole: bool,
    /// Whether it has more than one frame.
    pub(super) moving: bool,
    /// Whether it is a progressive JPEG, which is decoded from coefficients of the whole picture.
    pub(super) progressive: bool,
}

pub(super) fn read(format: PictureFormat, bytes: &[u8]) -> Structure {
    let still = |whole| Structure { whole, moving: false, progressive: false };
    match format {
        PictureFormat::Jpeg => jpeg(bytes).unwrap_or(still(false)),
        PictureFormat::Png => png(bytes),
        PictureFormat::Gif => gif(bytes),
        PictureFormat::WebP => webp(bytes).unwrap_or(still(false)),
        PictureFormat::Svg => still(true),
    }
}

/// HEIC and AVIF are both ISO media files; the brand tells. Source: ISO/IEC 23008-12, annex B.
pub(super) fn is_phone_photo(bytes: &[u8]) -> bool {
    const BRANDS: &[&[u8]] = &[b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"];
    bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}

/// Segments up to the first scan, then its end. A thumbnail inside a segment ends too, and does not count.
/// Source: ITU-T T.81, annex B.
fn jpeg(bytes: &[u8]) -> Option<Structure> {
    let mut at = 2;
    let mut progressive = false;
    loop {
        while *bytes.get(at)? != 0xff || *bytes.get(at + 1)? == 0xff {
            at += 1;
        }
        let marker = *bytes.get(at + 1)?;
        at += 2;
        match marker {
            0x01 | 0xd0..=0xd8 => continue,
            0xd9 => return None,
            0xc2 | 0xc6 | 0xca | 0xce => progressive = true,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        at += length;
        if marker == 0xda {
            let whole = bytes.get(at..)?.windows(2).rev().any(|pair| pair == [0xff, 0xd9]);
            return Some(Structure { whole, moving: false, progressive });
        }
    }
}

/// Chunks up to `IEND`; `acTL` announces an animation. Source: W3C PNG, third edition, section 5.
fn png(bytes: &[u8]) -> Structure {
    let mut structure = Structure { whole: false, moving: false, progressive: false };
    let mut at = 8;
    while let (Some(length), Some(kind)) = (be32(bytes, at), bytes.get(at + 4..at + 8)) {
        structure.moving |= kind == b"acTL";
        let next = at.saturating_add(12).saturating_add(length);
        if next > bytes.len() {
            break;
        }
        if kind == b"IEND" {
            structure.whole = true;
            break;
        }
        at = next;
    }
    structure
}

/// Blocks up to the trailer; a file whose first frame is whole can be shown. Source: GIF89a, section 17 onwards.
fn gif(bytes: &[u8]) -> Structure {
    let mut frames = 0;
    let _ = gif_blocks(bytes, &mut frames);
    Structure { whole: frames > 0, moving: frames > 1, progressive: false }
}

fn gif_blocks(bytes: &[u8], frames: &mut u32) -> Option<()> {
    let mut at = 13 + colour_table(*bytes.get(10)?);
    loop {
        match *bytes.get(at)? {
            0x21 => at = sub_blocks(bytes, at + 2)?,
            0x2c => {
                let table = colour_table(*bytes.get(at + 9)?);
                at = sub_blocks(bytes, at + 11 + table)?;
                *frames += 1;
            }
            _ => return Some(()),
        }
    }
}

fn colour_table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// The byte after a chain of sub-blocks.
fn sub_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

/// Source: RFC 9649, sections 2.4 and 2.7.
fn webp(bytes: &[u8]) -> Option<Structure> {
    let length = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
    let moving = bytes.get(12..16)? == b"VP8X" && bytes.get(20)? & 2 != 0;
    Some(Structure { whole: bytes.len() >= length.saturating_add(8), moving, progressive: false })
}

fn be32(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize)
}
