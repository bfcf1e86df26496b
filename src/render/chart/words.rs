//! Words inside a drawing, measured without a font: a Han character is one em wide, others about half.

use super::tenths;
use crate::render::html::escaped;

/// Width in units, a little on the wide side.
pub(super) fn width(text: &str, em: f64) -> f64 {
    text.chars()
        .map(|c| {
            if c.is_ascii_uppercase() {
                0.72
            } else if c.is_ascii() {
                0.58
            } else {
                1.0
            }
        })
        .sum::<f64>()
        * em
}

/// Lines no wider than `room`. Digits and Latin words stay whole where they fit.
pub(super) fn lines(text: &str, room: f64, em: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(text) {
        let is_wide = |line: &str| width(line, em) + width(word.trim_end(), em) > room;
        if lines.last().is_some_and(|line| !line.is_empty() && is_wide(line)) {
            lines.push(String::new());
        }
        for piece in pieces(word, room, em) {
            match lines.last_mut() {
                Some(line) if line.is_empty() || !is_wide(line) => line.push_str(&piece),
                _ => lines.push(piece),
            }
        }
    }
    lines.into_iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// Runs of ASCII, and every other character by itself.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut from = 0;
    let mut was_ascii = false;
    for (at, c) in text.char_indices() {
        let is_ascii = c.is_ascii() && c != ' ';
        if at > from && !(is_ascii && was_ascii) && c != ' ' {
            words.push(&text[from..at]);
            from = at;
        }
        was_ascii = is_ascii;
    }
    words.push(&text[from..]);
    words
}

/// A word that is wider than a whole line is cut.
fn pieces(word: &str, room: f64, em: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        if pieces
            .last()
            .is_some_and(|piece| !piece.is_empty() && width(piece, em) + width(c.encode_utf8(&mut [0; 4]), em) > room)
        {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces
}

/// Where a text hangs on its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// One line of text with its baseline at `y`.
pub(super) fn text(x: f64, y: f64, anchor: Anchor, class: &str, words: &str) -> String {
    let anchor = match anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    };
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    format!("<text x=\"{}\" y=\"{}\"{anchor}{class}>{}</text>\n", tenths(x), tenths(y), escaped(words))
}
