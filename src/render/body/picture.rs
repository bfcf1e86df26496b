//! A picture in several sizes and formats; the browser takes the one that fits.

use super::Picture;
use crate::model::audience::Typography;
use crate::render::html::{escape_into, escaped, is_safe};

/// One size a browser may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Width in px.
    pub width: u32,
    /// Address of the file for every browser.
    pub src: String,
    /// Address of the same as WebP.
    pub webp: Option<String>,
}

/// How wide the column of text is, in `rem` so that it follows the reader's own type size: on a kiosk, on a screen
/// wider than the column, on a telephone. The first three conditions are those of the theme for `--kiosk`.
#[must_use]
pub fn sizes(face: &Typography) -> String {
    let rem = |px: u32| f64::from(px * face.measure) / 16.0;
    let (kiosk, body) = (rem(face.kiosk_px), rem(face.body_px));
    format!(
        "(min-width: 1080px) and (pointer: coarse) {kiosk}rem, (min-width: 1800px) {kiosk}rem, \
         (min-width: 1080px) and (min-height: 1800px) {kiosk}rem, (min-width: {body}rem) {body}rem, 100vw"
    )
}

/// Prints `<img>`, inside `<picture>` where there is a WebP.
pub(super) fn print(out: &mut String, picture: &Picture, alt: &str) {
    let choices: Vec<&Choice> = picture.choices.iter().filter(|choice| is_safe(&choice.src)).collect();
    let webp: Vec<(&str, u32)> =
        choices.iter().filter_map(|choice| Some((choice.webp.as_deref()?, choice.width))).collect();
    if !webp.is_empty() {
        out.push_str("<picture><source type=\"image/webp\"");
        set(out, &webp, &picture.sizes);
        out.push('>');
    }
    out.push_str("<img src=\"");
    escape_into(out, &picture.src);
    out.push('"');
    let plain: Vec<(&str, u32)> = choices.iter().map(|choice| (choice.src.as_str(), choice.width)).collect();
    if plain.len() > 1 {
        set(out, &plain, &picture.sizes);
    }
    out.push_str(" alt=\"");
    escape_into(out, alt);
    let size = format!("\" width=\"{}\" height=\"{}\"", picture.width, picture.height);
    out.push_str(&size);
    out.push_str(" loading=\"lazy\" decoding=\"async\">");
    if !webp.is_empty() {
        out.push_str("</picture>");
    }
}

/// Addresses hold neither spaces nor commas: the site's own escaping sees to that.
fn set(out: &mut String, choices: &[(&str, u32)], sizes: &str) {
    let list: Vec<String> = choices.iter().map(|(src, width)| format!("{} {width}w", escaped(src))).collect();
    out.push_str(&format!(" srcset=\"{}\" sizes=\"{}\"", list.join(", "), escaped(sizes)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(choices: Vec<Choice>) -> String {
        let (src, sizes) = ("m/a-960.jpg".to_owned(), "(min-width: 40rem) 38rem, 100vw".to_owned());
        let picture = Picture { src, width: 960, height: 640, credit: None, sizes, choices };
        let mut out = String::new();
        print(&mut out, &picture, "稻\"田");
        out
    }

    fn choice(width: u32, webp: bool) -> Choice {
        let webp = webp.then(|| format!("m/a-{width}.webp"));
        Choice { width, src: format!("m/a-{width}.jpg"), webp }
    }

    #[test]
    fn the_browser_may_choose_size_and_format() {
        let (sizes, img) = (
            "sizes=\"(min-width: 40rem) 38rem, 100vw\"",
            "alt=\"稻&quot;田\" width=\"960\" height=\"640\" loading=\"lazy\" decoding=\"async\">",
        );
        assert_eq!(printed(Vec::new()), format!("<img src=\"m/a-960.jpg\" {img}"));
        assert_eq!(
            printed(vec![choice(480, false), choice(960, false)]),
            format!("<img src=\"m/a-960.jpg\" srcset=\"m/a-480.jpg 480w, m/a-960.jpg 960w\" {sizes} {img}")
        );
        assert_eq!(
            printed(vec![choice(960, true)]),
            format!(
                "<picture><source type=\"image/webp\" srcset=\"m/a-960.webp 960w\" {sizes}><img src=\"m/a-960.jpg\" {img}</picture>"
            )
        );
    }

    #[test]
    fn the_width_of_the_column_follows_the_profile() {
        let face = crate::render::profile::tests::sound().typography;
        let sizes = sizes(&face);
        assert!(sizes.starts_with("(min-width: 1080px) and (pointer: coarse) 55.25rem, "), "{sizes}");
        assert!(sizes.ends_with("(min-width: 38.25rem) 38.25rem, 100vw"), "{sizes}");
    }
}
