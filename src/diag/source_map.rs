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

    /// The same with the column in UTF-16 code units, as browsers and the viewers of SARIF count.
    #[must_use]
    pub fn position_utf16(&self, path: &SourcePath, byte: u32) -> Position {
        self.text(path).map_or(Position { line: 1, column: 1 }, |text| {
            let (line, start) = before(text, byte as usize);
            Position { line, column: start.encode_utf16().count() + 1 }
        })
    }
}

/// Counts lines and characters up to a byte; a byte inside a character counts as its start.
#[must_use]
pub fn position_in(text: &str, byte: usize) -> Position {
    let (line, start) = before(text, byte);
    Position { line, column: start.chars().count() + 1 }
}

/// The line number of a byte, and what stands before it on its line.
fn before(text: &str, byte: usize) -> (usize, &str) {
    let mut end = byte.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let all = &text[..end];
    (all.matches('\n').count() + 1, all.rsplit('\n').next().unwrap_or(""))
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

    #[test]
    fn other_columns_count_code_units() -> Result<(), crate::model::path::PathFault> {
        let (mut sources, path) = (SourceMap::default(), SourcePath::new("a.md")?);
        // U+20BB7 and the emoji are two units each, though one character.
        sources.insert(path.clone(), "x\n𠮷野😀家".to_owned());
        let columns = ["x\n", "x\n𠮷", "x\n𠮷野", "x\n𠮷野😀"]
            .map(|text| sources.position_utf16(&path, u32::try_from(text.len()).unwrap_or(0)).column);
        assert_eq!(columns, [1, 3, 4, 6]);
        Ok(())
    }
}
