//! An audience profile as CSS custom properties: the only bridge from profiles to style sheets.
//!
//! Deliberately absent: selectors other than `:root`; anything a theme should decide.

use std::fmt::Write as _;

use super::colour::Colour;
use super::profile::is_family_list;
use crate::model::audience::Audience;

/// Ground and text in the dark; the contrast of the pair is 15.6.
const NIGHT: (Colour, Colour) =
    (Colour { red: 0x16, green: 0x18, blue: 0x1c }, Colour { red: 0xec, green: 0xec, blue: 0xe8 });

/// What browsers take `1rem` for. Sizes are written in it so that a reader who has set larger type gets larger type.
const ROOT_PX: f64 = 16.0;

/// The custom properties of one edition, in light and in dark.
///
/// A value that [`super::profile::faults`] refuses is replaced by a safe one, so the sheet is always well formed.
#[must_use]
pub fn css(audience: &Audience) -> String {
    let face = &audience.typography;
    let family = if is_family_list(&face.family) { face.family.as_str() } else { "sans-serif" };
    let mut css = String::from(":root{\n");
    let sizes = [
        ("body", face.body_px),
        ("kiosk", face.kiosk_px),
        ("target", face.target_px),
        ("kiosk-target", face.kiosk_target_px),
    ];
    for (name, px) in sizes {
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(css, "--{name}:{}rem;", f64::from(px) / ROOT_PX);
    }
    let gap = (face.line_height - 1.0) * face.paragraph_gap;
    let _ = writeln!(
        css,
        "--line:{};\n--measure:{}em;\n--gap:{gap:.3}em;\n--family:{family};",
        face.line_height, face.measure
    );
    let colours = &audience.colour;
    let ground = Colour::parse(&colours.ground).unwrap_or(Colour::WHITE);
    let text = Colour::parse(&colours.text).unwrap_or(Colour::BLACK);
    let accent = Colour::parse(&colours.accent).unwrap_or(text);
    // The band that tells editions apart keeps its colour in the dark.
    let _ = writeln!(css, "--brand:{accent};\n--on-brand:{};", readable_on(accent));
    palette(&mut css, "light", &Palette { ground, text, accent, contrast: colours.contrast_min });
    let (ground, text) = NIGHT;
    let accent = accent.moved(Colour::WHITE, ground, colours.contrast_min);
    css.push_str("}\n@media (prefers-color-scheme:dark){:root{\n");
    palette(&mut css, "dark", &Palette { ground, text, accent, contrast: colours.contrast_min });
    css.push_str("}}\n");
    css
}

struct Palette {
    ground: Colour,
    text: Colour,
    accent: Colour,
    contrast: f64,
}

/// Tints follow from three colours, so no theme can mix one that breaks the profile's contrast.
fn palette(css: &mut String, scheme: &str, base: &Palette) {
    let Palette { ground, text, accent, contrast } = *base;
    let soft = accent.over(ground, 8);
    let on_accent = readable_on(accent);
    let raised = if readable_on(ground) == Colour::WHITE { text.over(ground, 7) } else { Colour::WHITE };
    // Words may stand on any of the three; the one nearest to the text decides how pale they may be.
    let nearer = |a: Colour, b: Colour| if text.contrast(a) <= text.contrast(b) { a } else { b };
    let hardest = nearer(ground, nearer(soft, raised));
    let _ = writeln!(css, "color-scheme:{scheme};");
    let tones = [
        ("ground", ground),
        ("raised", raised),
        ("text", text),
        ("muted", text.faded(hardest, contrast.max(4.5))),
        ("rule", text.over(ground, 16)),
        ("edge", text.faded(ground, 3.2)),
        ("accent", accent),
        ("accent-text", accent.moved(readable_on(ground), hardest, contrast.max(4.5))),
        ("on-accent", on_accent),
        ("soft", soft),
        ("soft-rule", accent.over(ground, 28)),
    ];
    for (name, colour) in tones {
        let _ = writeln!(css, "--{name}:{colour};");
    }
}

fn readable_on(colour: Colour) -> Colour {
    if Colour::WHITE.contrast(colour) >= Colour::BLACK.contrast(colour) { Colour::WHITE } else { Colour::BLACK }
}

#[cfg(test)]
mod tests {
    use super::super::profile::tests::sound;
    use super::*;

    fn value<'a>(css: &'a str, name: &str) -> Option<&'a str> {
        css.split([';', '\n']).find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
    }

    #[test]
    fn prints_the_profile() {
        let css = css(&sound());
        assert_eq!(value(&css, "--body"), Some("1.125rem"));
        assert_eq!(value(&css, "--kiosk-target"), Some("4.5rem"));
        assert_eq!(value(&css, "--measure"), Some("34em"));
        assert_eq!(value(&css, "--accent"), Some("#1b5e20"));
        assert_eq!(css.matches('{').count(), css.matches('}').count());
    }

    #[test]
    fn every_tint_keeps_the_contrast_in_light_and_dark() {
        let css = css(&sound());
        for half in css.split("@media") {
            let read = |name: &str| value(half, name).and_then(Colour::parse).unwrap_or(Colour::WHITE);
            for front in ["--text", "--muted", "--accent-text"] {
                for back in ["--ground", "--soft", "--raised"] {
                    let ratio = read(front).contrast(read(back));
                    assert!(ratio >= 6.9, "{front} on {back}: {ratio}");
                }
            }
            assert!(read("--on-accent").contrast(read("--accent")) >= 7.0);
            assert!(read("--edge").contrast(read("--ground")) >= 3.0);
        }
    }

    #[test]
    fn a_profile_may_be_light_on_dark() {
        let mut audience = sound();
        (audience.colour.text, audience.colour.ground) = ("#ffffff".into(), "#000000".into());
        audience.colour.accent = "#ffd24d".into();
        let css = css(&audience);
        let read = |name: &str| value(&css, name).and_then(Colour::parse).unwrap_or(Colour::WHITE);
        assert!(read("--text").contrast(read("--raised")) >= 7.0, "{css}");
    }

    #[test]
    fn a_hostile_profile_stays_inside_its_declarations() {
        let mut audience = sound();
        audience.typography.family = "x;}</style><script>".into();
        audience.colour.ground = "red;}".into();
        let css = css(&audience);
        assert!(!css.contains("script") && !css.contains("red;"), "{css}");
    }
}
