//! An audience profile as CSS custom properties: the only bridge from profiles to style sheets.
//!
//! Every colour of a page is worked out here, so no theme can mix one that breaks the profile's contrast.
//! Deliberately absent: selectors of a theme; anything a theme should decide.

use std::fmt::Write as _;

use super::colour::Colour;
use super::profile::is_family_list;
use crate::model::audience::{Audience, Typography};

/// Every custom property that is made here. A style sheet may point one at another, but not set its own value.
pub const NAMES: &[&str] = &[
    "--body",
    "--kiosk",
    "--small",
    "--kiosk-small",
    "--target",
    "--kiosk-target",
    "--target-gap",
    "--kiosk-target-gap",
    "--line",
    "--measure",
    "--gap",
    "--family",
    "--brand",
    "--on-brand",
    "--ground",
    "--raised",
    "--text",
    "--muted",
    "--rule",
    "--edge",
    "--accent",
    "--accent-text",
    "--on-accent",
    "--soft",
    "--soft-rule",
    "--no",
    "--part",
    "--open",
    "--yes",
    "--alarm",
    "--on-alarm",
    "--signal",
    "--on-signal",
    "--danger",
    "--on-danger",
    "--warning",
    "--on-warning",
    "--notice",
    "--on-notice",
    "--sheet",
    "--tile",
    "--on-tile",
];

/// The attribute of the root element by which a reader asks for high contrast.
pub const CONTRAST_HOOK: &str = "data-kp-contrast=\"more\"";

/// Ground and text in the dark; the contrast of the pair is 15.6.
const NIGHT: (Colour, Colour) = (colour(0x16_18_1c), colour(0xec_ec_e8));
/// Yellow on black: the pair that eyes with cataract tell apart best; its contrast is 14.9.
const STARK: Colour = colour(0xff_d8_4d);

/// What browsers take `1rem` for. Sizes are written in it so that a reader who has set larger type gets larger type.
const ROOT_PX: f64 = 16.0;
/// Contrast of marks that must not be misread, whatever the profile asks for.
const MARK_CONTRAST: f64 = 7.0;

/// Hues of the verdicts, before they are moved to their contrast.
const VERDICTS: [(&str, Colour); 4] = [
    ("no", colour(0x0096_191c)),
    ("part", colour(0x0073_3c00)),
    ("open", colour(0x0033_415c)),
    ("yes", colour(0x000f_5132)),
];

/// The custom properties of one edition, in light, in dark and in high contrast, and the band of every other.
///
/// A value that [`super::profile::faults`] refuses is replaced by a safe one, so the sheet is always well formed.
#[must_use]
pub fn css(audience: &Audience, all: &[Audience]) -> String {
    let mut css = String::from(":root{\n");
    sizes(&mut css, &audience.typography);
    let colours = &audience.colour;
    let ground = Colour::parse(&colours.ground).unwrap_or(Colour::WHITE);
    let text = Colour::parse(&colours.text).unwrap_or(Colour::BLACK);
    let accent = accent(audience);
    let contrast = colours.contrast_min;
    // The band that tells editions apart keeps its colour in the dark.
    band(&mut css, "brand", accent);
    band(&mut css, "tile", accent);
    palette(&mut css, "light", &Palette { ground, text, accent, contrast });
    css.push_str("}\n@media (prefers-color-scheme:dark){:root{\n");
    let (ground, text) = NIGHT;
    palette(
        &mut css,
        "dark",
        &Palette { ground, text, accent: accent.moved(Colour::WHITE, ground, contrast), contrast },
    );
    css.push_str("}}\n");
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(css, "html[{CONTRAST_HOOK}]{{");
    let stark = Palette { ground: Colour::BLACK, text: Colour::WHITE, accent: STARK, contrast: MARK_CONTRAST };
    palette(&mut css, "dark", &stark);
    band(&mut css, "brand", accent.moved(Colour::BLACK, Colour::WHITE, MARK_CONTRAST));
    css.push_str("}\n");
    for other in all.iter().filter(|other| is_plain(&other.id)) {
        let _ = write!(css, "[data-edition=\"{}\"]{{", other.id);
        band(&mut css, "tile", tile(self::accent(other), contrast));
        css.push_str("}\n");
    }
    css
}

fn sizes(css: &mut String, face: &Typography) {
    let kiosk_small = f64::from(face.small_px * face.kiosk_px) / f64::from(face.body_px.max(1));
    let sizes = [
        ("body", f64::from(face.body_px)),
        ("kiosk", f64::from(face.kiosk_px)),
        ("small", f64::from(face.small_px)),
        ("kiosk-small", kiosk_small.round()),
        ("target", f64::from(face.target_px)),
        ("kiosk-target", f64::from(face.kiosk_target_px)),
        ("target-gap", f64::from(face.target_gap_px)),
        ("kiosk-target-gap", f64::from(face.kiosk_target_gap_px)),
    ];
    for (name, px) in sizes {
        let _ = writeln!(css, "--{name}:{}rem;", px / ROOT_PX);
    }
    let gap = (face.line_height - 1.0) * face.paragraph_gap;
    let family = if is_family_list(&face.family) { face.family.as_str() } else { "sans-serif" };
    let _ = writeln!(
        css,
        "--line:{};\n--measure:{}em;\n--gap:{gap:.3}em;\n--family:{family};",
        face.line_height, face.measure
    );
}

fn accent(audience: &Audience) -> Colour {
    let text = || Colour::parse(&audience.colour.text);
    Colour::parse(&audience.colour.accent).or_else(text).unwrap_or(Colour::BLACK)
}

fn band(css: &mut String, name: &str, colour: Colour) {
    let _ = writeln!(css, "--{name}:{colour};--on-{name}:{};", readable_on(colour));
}

/// The band of another edition, where the words on it owe this page's reader their contrast.
fn tile(accent: Colour, contrast: f64) -> Colour {
    let words = readable_on(accent);
    let away = if words == Colour::WHITE { Colour::BLACK } else { Colour::WHITE };
    accent.moved(away, words, contrast)
}

/// An id goes into a selector, so it must be no more than a word.
fn is_plain(id: &str) -> bool {
    id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

struct Palette {
    ground: Colour,
    text: Colour,
    accent: Colour,
    contrast: f64,
}

/// Tints follow from three colours.
fn palette(css: &mut String, scheme: &str, base: &Palette) {
    let Palette { ground, text, accent, contrast } = *base;
    let soft = accent.over(ground, 8);
    let far = readable_on(ground);
    let raised = if far == Colour::WHITE { text.over(ground, 7) } else { Colour::WHITE };
    // Words may stand on any of the three; the one nearest to the text decides how pale they may be.
    let nearer = |a: Colour, b: Colour| if text.contrast(a) <= text.contrast(b) { a } else { b };
    let hardest = nearer(ground, nearer(soft, raised));
    let _ = writeln!(css, "color-scheme:{scheme};");
    let alarm = if far == Colour::WHITE { colour(0x7a_11_14) } else { colour(0x8c_0f_12) };
    let tones = [
        ("ground", ground),
        ("raised", raised),
        ("text", text),
        ("muted", text.faded(hardest, contrast.max(4.5))),
        ("rule", text.over(ground, 16)),
        ("edge", text.faded(hardest, 3.2)),
        ("accent", accent),
        ("accent-text", accent.moved(far, hardest, contrast.max(4.5))),
        ("on-accent", readable_on(accent)),
        ("soft", soft),
        ("soft-rule", accent.over(ground, 28)),
        ("alarm", alarm),
        ("on-alarm", Colour::WHITE),
        ("signal", colour(0xff_d2_4d)),
        ("on-signal", colour(0x2b_18_00)),
        // Red, orange, yellow. Source: GB 2893—2008, safety colours; the words on them are black or white.
        ("danger", colour(0xa8_00_00)),
        ("on-danger", Colour::WHITE),
        ("warning", colour(0xff_9a_3d)),
        ("on-warning", Colour::BLACK),
        ("notice", colour(0xff_d8_3d)),
        ("on-notice", Colour::BLACK),
        // Drawings are made for white paper.
        ("sheet", Colour::WHITE),
    ];
    let verdicts = VERDICTS.map(|(name, hue)| (name, hue.moved(far, hardest, contrast.max(MARK_CONTRAST))));
    for (name, colour) in tones.into_iter().chain(verdicts) {
        let _ = writeln!(css, "--{name}:{colour};");
    }
}

fn readable_on(colour: Colour) -> Colour {
    if Colour::WHITE.contrast(colour) >= Colour::BLACK.contrast(colour) { Colour::WHITE } else { Colour::BLACK }
}

/// A colour as `0xrrggbb`.
#[expect(clippy::cast_possible_truncation, reason = "each byte is cut out on purpose")]
const fn colour(rgb: u32) -> Colour {
    Colour { red: (rgb >> 16) as u8, green: (rgb >> 8) as u8, blue: rgb as u8 }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::profile::tests::sound;
    use super::*;

    fn value<'a>(css: &'a str, name: &str) -> Option<&'a str> {
        css.split([';', '\n']).find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
    }

    #[test]
    fn prints_the_profile() {
        let css = css(&sound(), &[]);
        assert_eq!(value(&css, "--body"), Some("1.125rem"));
        assert_eq!(value(&css, "--kiosk-target"), Some("4.5rem"));
        assert_eq!(value(&css, "--measure"), Some("34em"));
        assert_eq!(value(&css, "--accent"), Some("#1b5e20"));
        assert_eq!(css.matches('{').count(), css.matches('}').count());
    }

    #[test]
    fn every_tint_keeps_the_contrast_in_light_and_dark() {
        let css = css(&sound(), &[]);
        for half in css.split("\ncolor-scheme:").skip(1) {
            let half = half.split('}').next().unwrap_or_default();
            let read = |name: &str| value(half, name).and_then(Colour::parse).unwrap_or(Colour::WHITE);
            for front in ["--text", "--muted", "--accent-text", "--no", "--part", "--open", "--yes"] {
                for back in ["--ground", "--soft", "--raised"] {
                    let ratio = read(front).contrast(read(back));
                    assert!(ratio >= 6.9, "{front} on {back}: {ratio}");
                }
            }
            assert!(read("--on-accent").contrast(read("--accent")) >= 7.0);
            assert!(read("--on-alarm").contrast(read("--alarm")) >= 7.0);
            for pair in ["signal", "danger", "warning", "notice"] {
                assert!(read(&format!("--on-{pair}")).contrast(read(&format!("--{pair}"))) >= 7.0, "{pair}");
            }
            assert!(read("--edge").contrast(read("--ground")) >= 3.0);
        }
        assert_eq!(css.matches("\ncolor-scheme:").count(), 3);
    }

    #[test]
    fn the_bands_of_others_keep_the_contrast_of_the_page() {
        let pale = Colour::parse("#0b5fa5").expect("a colour");
        assert!(Colour::WHITE.contrast(pale) < 7.0 && Colour::WHITE.contrast(tile(pale, 7.0)) >= 7.0);
        assert_eq!(tile(pale, 4.5), pale);
        let bright = Colour::parse("#e0a000").expect("a colour");
        assert!(Colour::BLACK.contrast(tile(bright, 12.0)) >= 12.0);
    }

    #[test]
    fn every_name_is_made_and_every_made_name_is_listed() {
        let css = css(&sound(), &[sound()]);
        let made: BTreeSet<&str> =
            css.split([';', '\n', '{']).filter_map(|part| part.split_once(':')).map(|(name, _)| name).collect();
        let made: BTreeSet<&str> = made.into_iter().filter(|name| name.starts_with("--")).collect();
        assert_eq!(made, NAMES.iter().copied().collect());
        assert!(css.contains("[data-edition=\"readers\"]{--tile:#1b5e20;--on-tile:#ffffff;"), "{css}");
    }

    #[test]
    fn a_profile_may_be_light_on_dark() {
        let mut audience = sound();
        (audience.colour.text, audience.colour.ground) = ("#ffffff".into(), "#000000".into());
        audience.colour.accent = "#ffd24d".into();
        let css = css(&audience, std::slice::from_ref(&audience));
        let read = |name: &str| value(&css, name).and_then(Colour::parse).unwrap_or(Colour::WHITE);
        assert!(read("--text").contrast(read("--raised")) >= 7.0, "{css}");
    }

    #[test]
    fn a_hostile_profile_stays_inside_its_declarations() {
        let mut audience = sound();
        audience.typography.family = "x;}</style><script>".into();
        audience.colour.ground = "red;}".into();
        audience.id = "x\"]{}</style><script>".into();
        let css = css(&audience, std::slice::from_ref(&audience));
        assert!(!css.contains("script") && !css.contains("red;"), "{css}");
    }
}
