//! Text of the files that findings point into, and positions as people count them.

use std::collections::BTreeMap;

use crate::model::path::SourcePath;

/// Normalised texts by path.
#[derive(Debug, Default)]
pub struct SourceMap(BTreeMap<SourcePath, String>);

/// A position as editors show it: both numbers from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column in characters.
    pub column: usize,
}

impl SourceMap {
    /// Adds a text.
    pub fn insert(&mut self, path: SourcePath, text: String) {
        self.0.insert(path, text);
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, path: &SourcePath) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// The position of a byte, or the start of the file when the text is not known.
    #[must_use]
    pub fn position(&self, path: &SourcePath, byte: u32) -> Position {
        self.text(path).map_or(Position { line: 1, column: 1 }, |text| position_in(text, byte as usize))
    }
}

/// Counts lines and characters up to a byte; a byte inside a character counts as its start.
#[must_use]
pub fn position_in(text: &str, byte: usize) -> Position {
    let mut end = byte.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    Position { line, column }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        assert_eq!(position_in("标题: 高温\nid: x", "标题: ".len()), Position { line: 1, column: 5 });
        assert_eq!(position_in("标题: 高温\nid: x", "标题: 高温\nid".len()), Position { line: 2, column: 3 });
        assert_eq!(position_in("高", 1), Position { line: 1, column: 1 });
    }
}
