//! A text as it is shown above carets: characters whose width depends on their neighbours give way to ones without
//! width, so that every terminal agrees on the columns. Bytes and characters keep their places.

/// The text for display.
#[must_use]
pub(super) fn steady(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            // Selectors of text or picture; a joiner is as long and is left out when lines are drawn.
            '\u{fe0e}' | '\u{fe0f}' => '\u{200d}',
            // Skin tones: some terminals draw them as a second picture. A tag is as long and never drawn.
            '\u{1f3fb}'..='\u{1f3ff}' => '\u{e0020}',
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves() {
        let text = "看 👍🏽❤\u{fe0f}水\n";
        let shown = steady(text);
        assert_eq!(shown, "看 👍\u{e0020}❤\u{200d}水\n");
        assert_eq!((shown.len(), shown.chars().count()), (text.len(), text.chars().count()));
    }
}
