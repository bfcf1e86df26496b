//! A font cut to the characters that pages use (the only font-subset).
//!
//! Contract: pure. Only single TrueType files are taken: of other outlines the library keeps everything, and no browser
//! would thank us for eleven megabytes. Vertical metrics go: text here runs across, and a browser refuses a file whose
//! vertical table does not fit its glyphs.
//!
//! Deliberately absent: files; which characters pages use.

use std::collections::BTreeSet;

use crate::diag::Bilingual;

/// Whether this program can cut fonts.
pub const CUTS_FONTS: bool = cfg!(feature = "fonts");

/// Why a font cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FontFault {
    /// Several fonts in one file.
    Collection,
    /// PostScript outlines.
    Outlines,
    /// Packed for the web already.
    Packed,
    /// No font.
    Unknown,
    /// Its own permissions forbid embedding or cutting.
    Forbidden,
    /// Damaged, or of a kind the library does not read.
    Damaged(String),
    /// This program was built without the feature.
    Unable,
}

impl FontFault {
    /// As a sentence about the file.
    #[must_use]
    pub fn words(&self) -> Bilingual {
        match self {
            Self::Collection => {
                Bilingual::new("是字体集（.ttc），里面有几个字体", "is a collection (.ttc) of several fonts")
            }
            Self::Outlines => Bilingual::new(
                "是 CFF 轮廓的 OpenType 字体（.otf），裁不小",
                "has CFF outlines (.otf), which cannot be cut small",
            ),
            Self::Packed => Bilingual::new("是 WOFF 网页字体", "is a WOFF file"),
            Self::Unknown => Bilingual::new("不是 TrueType 字体", "is no TrueType font"),
            Self::Forbidden => {
                Bilingual::new("自带的权限不许嵌入或裁剪", "forbids embedding or cutting in its own permissions")
            }
            Self::Damaged(reason) => {
                Bilingual::new(format!("读不了（{reason}）"), format!("cannot be read ({reason})"))
            }
            Self::Unable => Bilingual::new(
                "用不上：这个程序生成时没有打开 fonts 功能",
                "cannot be used: this program was built without the feature `fonts`",
            ),
        }
    }

    /// What to do.
    #[must_use]
    pub fn help(&self) -> Bilingual {
        match self {
            Self::Unable => Bilingual::new("换用带 fonts 功能的 kepu", "use a kepu with the feature `fonts`"),
            Self::Forbidden => Bilingual::new("换一个开放许可的字体", "use a font with an open licence"),
            _ => Bilingual::new(
                "换成单个 TrueType 字体（.ttf），如霞鹜文楷 LXGWWenKai-Regular.ttf",
                "use a single TrueType file (.ttf) such as LXGWWenKai-Regular.ttf",
            ),
        }
    }
}

/// Tells by its first bytes whether a file can be a font of the right kind.
///
/// # Errors
/// When it cannot.
pub fn kind(bytes: &[u8]) -> Result<(), FontFault> {
    match bytes.get(..4) {
        Some(b"ttcf") => Err(FontFault::Collection),
        Some(b"OTTO") => Err(FontFault::Outlines),
        Some(b"wOFF" | b"wOF2") => Err(FontFault::Packed),
        Some([0, 1, 0, 0]) => {
            // The library divides by the number of tables.
            let tables = bytes.get(4..6).map_or(0, |count| u16::from_be_bytes([count[0], count[1]]));
            if (1..=64).contains(&tables) { Ok(()) } else { Err(FontFault::Damaged("no tables".to_owned())) }
        }
        _ => Err(FontFault::Unknown),
    }
}

#[cfg(not(feature = "fonts"))]
mod cut {
    use super::{BTreeSet, FontFault};

    /// The characters that a font lacks.
    ///
    /// # Errors
    /// Always: this program cuts no fonts.
    pub fn lacking(_bytes: &[u8], _chars: &BTreeSet<char>) -> Result<Vec<char>, FontFault> {
        Err(FontFault::Unable)
    }

    /// The font as WOFF2 with these characters alone.
    ///
    /// # Errors
    /// Always: this program cuts no fonts.
    pub fn subset(_bytes: &[u8], _chars: &BTreeSet<char>) -> Result<Vec<u8>, FontFault> {
        Err(FontFault::Unable)
    }
}

#[cfg(feature = "fonts")]
mod cut {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use font_subset::{Font, OpenTypeReader};

    use super::{BTreeSet, FontFault, kind};

    /// The characters that a font lacks.
    ///
    /// # Errors
    /// When the font cannot be used.
    pub fn lacking(bytes: &[u8], chars: &BTreeSet<char>) -> Result<Vec<char>, FontFault> {
        with(bytes, |font| Ok(chars.iter().copied().filter(|c| !font.contains_char(*c)).collect()))
    }

    /// The font as WOFF2 with these characters alone.
    ///
    /// # Errors
    /// When the font cannot be used.
    pub fn subset(bytes: &[u8], chars: &BTreeSet<char>) -> Result<Vec<u8>, FontFault> {
        with(bytes, |font| {
            let known: BTreeSet<char> = chars.iter().copied().filter(|c| font.contains_char(*c)).collect();
            font.subset(&known).map(|cut| cut.to_woff2()).map_err(|error| FontFault::Damaged(error.to_string()))
        })
    }

    /// The library is young and takes its input for well-formed: where it panics, the font is damaged.
    fn with<T>(bytes: &[u8], work: impl FnOnce(&Font<'_>) -> Result<T, FontFault>) -> Result<T, FontFault> {
        kind(bytes)?;
        let all = || {
            let damaged = |error: font_subset::ParseError| FontFault::Damaged(error.to_string());
            let font = OpenTypeReader::new(bytes).and_then(|reader| reader.read()).map_err(damaged)?;
            let permissions = font.permissions();
            if !permissions.embedding.is_lenient() || !permissions.allow_subsetting {
                return Err(FontFault::Forbidden);
            }
            work(&font)
        };
        catch_unwind(AssertUnwindSafe(all)).unwrap_or_else(|_| Err(FontFault::Damaged("malformed tables".to_owned())))
    }
}

pub use cut::{lacking, subset};

#[cfg(test)]
mod tests {
    use super::*;

    /// Drawn for this test: `水`, `稻`, `a` and nothing else, in 1.5 KB.
    #[cfg(feature = "fonts")]
    const SMALL: &[u8] = include_bytes!("font/samples/small.ttf");

    #[test]
    fn other_kinds_are_told_apart() {
        for (head, fault) in [
            (&b"ttcf\0\x01\0\0"[..], FontFault::Collection),
            (b"OTTO\0\x01", FontFault::Outlines),
            (b"wOF2", FontFault::Packed),
            (b"<html>", FontFault::Unknown),
            (b"", FontFault::Unknown),
            (b"\0\x01\0\0\0\0", FontFault::Damaged("no tables".to_owned())),
        ] {
            assert_eq!(kind(head), Err(fault), "{head:?}");
        }
    }

    #[cfg(feature = "fonts")]
    #[test]
    fn a_cut_font_holds_what_was_asked_for() -> Result<(), FontFault> {
        let chars: BTreeSet<char> = "水牛a".chars().collect();
        assert_eq!(lacking(SMALL, &chars)?, ['牛']);
        let cut = subset(SMALL, &chars)?;
        assert_eq!(&cut[..4], b"wOF2");
        assert_eq!(cut, subset(SMALL, &chars)?);
        let read = font_subset::FontReader::new(&cut).map_err(|error| FontFault::Damaged(error.to_string()))?;
        let font = read.read().map_err(|error| FontFault::Damaged(error.to_string()))?;
        assert!(font.contains_char('水') && font.contains_char('a') && !font.contains_char('稻'));
        Ok(())
    }

    #[cfg(feature = "fonts")]
    #[test]
    fn damage_is_told_and_never_panics() {
        let chars: BTreeSet<char> = "水".chars().collect();
        for at in (12..SMALL.len()).step_by(7) {
            let mut bytes = SMALL.to_vec();
            bytes[at] ^= 0xff;
            let _ = subset(&bytes, &chars);
            let _ = subset(&SMALL[..at], &chars);
        }
        assert!(matches!(subset(&SMALL[..40], &chars), Err(FontFault::Damaged(_))));
    }
}
