//! Pictures inside the sheet itself, so that it needs no other file.

use crate::compare::escape;

/// Larger files are named but not shown: a sheet is mailed and printed.
const MAX_BYTES: usize = 3 * 1024 * 1024;

/// An `<img>` that carries its bytes; `None` for files that are no picture or too large.
///
/// A picture in `<img>` runs nothing and asks for nothing, SVG included.
pub(super) fn img(name: &str, bytes: &[u8]) -> Option<String> {
    let mime = match name.rsplit('.').next()?.to_ascii_lowercase().as_str() {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        _ => return None,
    };
    let name = escape::html(name);
    (bytes.len() <= MAX_BYTES).then(|| format!("<img src=\"data:{mime};base64,{}\" alt=\"{name}\">", base64(bytes)))
}

/// Source: RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard() {
        let table = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (bytes, text) in table {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn only_pictures_are_shown() {
        assert_eq!(img("a.html", b"x"), None);
        assert_eq!(img("a.png", &vec![0; MAX_BYTES + 1]), None);
        assert_eq!(
            img("\"><b.svg", b"foo").as_deref(),
            Some("<img src=\"data:image/svg+xml;base64,Zm9v\" alt=\"&quot;&gt;&lt;b.svg\">")
        );
    }
}
