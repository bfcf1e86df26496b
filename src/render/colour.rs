//! Colours as numbers: reading `#rrggbb`, contrast by the WCAG formula, mixing.
//!
//! Deliberately absent: named colours, transparency, colour spaces beyond sRGB.

use std::fmt;

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

impl Colour {
    /// White.
    pub const WHITE: Self = Self { red: 255, green: 255, blue: 255 };
    /// Black.
    pub const BLACK: Self = Self { red: 0, green: 0, blue: 0 };

    /// Reads `#rrggbb`, digits in either case; no other notation.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let at = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
        Some(Self { red: at(0)?, green: at(2)?, blue: at(4)? })
    }

    /// Relative luminance from 0 to 1. Source: WCAG 2.2, "relative luminance".
    #[must_use]
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// Contrast ratio from 1 to 21. Source: WCAG 2.2, "contrast ratio".
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// `percent` of this colour on `ground`, in whole steps so that every machine agrees.
    #[must_use]
    pub fn over(self, ground: Self, percent: u8) -> Self {
        let share = u16::from(percent.min(100));
        let mix = |front: u8, back: u8| {
            let sum = u16::from(front) * share + u16::from(back) * (100 - share);
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self { red: mix(self.red, ground.red), green: mix(self.green, ground.green), blue: mix(self.blue, ground.blue) }
    }

    /// The palest mix with `ground` that still has `contrast` on it; this colour itself if even that has not.
    #[must_use]
    pub fn faded(self, ground: Self, contrast: f64) -> Self {
        let pale = (1..=100).map(|percent| self.over(ground, percent));
        pale.into_iter().find(|mixed| mixed.contrast(ground) >= contrast).unwrap_or(self)
    }

    /// This colour moved towards `end` until it has `contrast` on `ground`; `end` if it never has.
    #[must_use]
    pub fn moved(self, end: Self, ground: Self, contrast: f64) -> Self {
        let steps = (0..=100).map(|percent| end.over(self, percent));
        steps.into_iter().find(|mixed| mixed.contrast(ground) >= contrast).unwrap_or(end)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_six_digits_only() {
        assert_eq!(Colour::parse("#0B5fa5").map(|c| c.to_string()).as_deref(), Some("#0b5fa5"));
        for bad in ["", "#", "#fff", "0b5fa5", "#0b5fa", "#0b5fa55", "#0b5fag", "red", "#12345é", "#+12345"] {
            assert_eq!(Colour::parse(bad), None, "{bad:?}");
        }
    }

    /// Pairs measured by hand with the formula of WCAG 2.2.
    #[test]
    fn contrast_follows_the_standard() -> Result<(), String> {
        let table = [
            ("#000000", "#ffffff", 21.0),
            ("#ffffff", "#ffffff", 1.0),
            ("#777777", "#ffffff", 4.48),
            ("#0b5fa5", "#fffdf7", 6.5),
        ];
        for (front, back, expected) in table {
            let read = |text| Colour::parse(text).ok_or_else(|| format!("{text} is no colour"));
            let ratio = read(front)?.contrast(read(back)?);
            assert!((ratio - expected).abs() < 0.06, "{front} on {back}: {ratio}");
        }
        Ok(())
    }

    #[test]
    fn fading_and_moving_keep_the_contrast() {
        for contrast in [4.5, 7.0] {
            assert!(Colour::BLACK.faded(Colour::WHITE, contrast).contrast(Colour::WHITE) >= contrast);
            let red = Colour { red: 0x8b, green: 0, blue: 0 };
            assert!(red.moved(Colour::WHITE, Colour::BLACK, contrast).contrast(Colour::BLACK) >= contrast);
        }
    }
}
