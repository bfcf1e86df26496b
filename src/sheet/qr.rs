//! The QR code of a version as inline SVG (the only `qrcodegen`).

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// Light modules around the code. Source: ISO/IEC 18004, the quiet zone is four modules wide.
const QUIET: i32 = 4;

/// A code that holds the text, with 15 % of spare bits; `None` when the text is too long for any code.
pub(super) fn svg(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let edge = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{} {}h{}v1h-{}z", start + QUIET, y + QUIET, x - start, x - start);
            }
            x += 1;
        }
    }
    Some(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {edge} {edge}\" shape-rendering=\"crispEdges\" role=\"img\" \
         aria-label=\"本版本的二维码\"><path fill=\"#fff\" d=\"M0 0h{edge}v{edge}h-{edge}z\"/><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_fit_and_endless_ones_do_not() {
        let made = svg("kepu:p:jx-demo-0001:sha256:00").expect("a code");
        // The first finder pattern: seven dark modules after the quiet zone.
        assert!(made.contains("d=\"M4 4h7v1h-7z"), "{made}");
        assert_eq!(svg(&"x".repeat(5000)), None);
    }
}
