//! Traditional characters read as simplified ones, so that either way of typing finds the same.
//!
//! Deliberately absent: phrases and regional words; a search needs both sides folded alike, not a translation.

use std::sync::LazyLock;

use super::script::quoted;

const PAIRS: &str = include_str!("traditional.txt");
/// First and last of the block that nearly all text is written in.
const BLOCK: std::ops::RangeInclusive<char> = '\u{4E00}'..='\u{9FFF}';

/// By place in the block: the simplified form, or the character itself.
static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = BLOCK.collect();
    for (from, to) in pairs() {
        if let Some(place) = table.get_mut(from as usize - *BLOCK.start() as usize) {
            *place = to;
        }
    }
    table
});

/// The simplified form of a character.
pub(super) fn simplified(c: char) -> char {
    if BLOCK.contains(&c) { TABLE.get(c as usize - *BLOCK.start() as usize).copied().unwrap_or(c) } else { c }
}

/// The table as a script for the reader.
pub(super) fn script() -> String {
    let (from, to): (String, String) = pairs().unzip();
    format!("K.fold({},{});\n", quoted(&from), quoted(&to))
}

fn pairs() -> impl Iterator<Item = (char, char)> {
    let words = PAIRS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    words.filter_map(|pair| {
        let mut chars = pair.chars();
        Some((chars.next()?, chars.next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_leads_nowhere_twice() {
        let all: Vec<(char, char)> = pairs().collect();
        assert!(all.len() > 1_800 && all.is_sorted() && all.windows(2).all(|two| two[0].0 != two[1].0));
        for (from, to) in all {
            assert!(BLOCK.contains(&from) && BLOCK.contains(&to) && from != to, "{from}{to}");
            assert_eq!((simplified(from), simplified(to)), (to, to));
        }
        assert_eq!("黃龍病防治與農藥".chars().map(simplified).collect::<String>(), "黄龙病防治与农药");
    }
}
