//! A text as a search should see it: full-width letters and digits made plain, and no space between Chinese
//! characters, so that a folded line or a blank cannot hide a word.

use std::ops::Range;

use crate::markup::hanzi::is_han;

/// The text and the way back to what was written.
pub(super) struct Folded<'a> {
    /// As the search sees it.
    pub(super) text: String,
    written: &'a str,
    /// For each byte of the text, where its character begins in what was written.
    origins: Vec<usize>,
}

impl<'a> Folded<'a> {
    pub(super) fn new(written: &'a str) -> Self {
        let mut folded = Self { text: String::with_capacity(written.len()), written, origins: Vec::new() };
        let mut before = None;
        for (at, c) in written.char_indices() {
            let joins = || written[at..].chars().find(|c| !c.is_whitespace()).is_some_and(is_han);
            if c.is_whitespace() && before.is_some_and(is_han) && joins() {
                continue;
            }
            let plain = plain(c);
            folded.text.push(plain);
            folded.origins.resize(folded.text.len(), at);
            before = Some(plain);
        }
        folded
    }

    /// The bytes of what was written that a part of the text stands for.
    pub(super) fn written(&self, part: &Range<usize>) -> Range<usize> {
        let start = self.origins.get(part.start).copied().unwrap_or(self.written.len());
        let Some(last) = part.end.checked_sub(1).and_then(|last| self.origins.get(last)) else { return start..start };
        let len = self.written[*last..].chars().next().map_or(0, char::len_utf8);
        start..(last + len).max(start)
    }
}

/// Full-width letters, digits and the marks of numbers; Chinese punctuation stays.
fn plain(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' | '．' | '／' | '－' => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_and_finds_the_way_back() {
        let written = "服 布\n洛芬 ５００ｍｇ，a b";
        let folded = Folded::new(written);
        assert_eq!(folded.text, "服布洛芬 500mg，a b");
        let back = |part: &str| {
            let at = folded.text.find(part).expect("a part");
            &written[folded.written(&(at..at + part.len()))]
        };
        assert_eq!((back("布洛芬"), back("500mg"), back("服")), ("布\n洛芬", "５００ｍｇ", "服"));
        assert_eq!(folded.written(&(0..0)), 0..0);
    }

    proptest! {
        #[test]
        fn every_part_goes_back_to_a_slice(written in "[水 ０ａ\\n，a]{0,20}") {
            let folded = Folded::new(&written);
            for (at, c) in folded.text.char_indices() {
                let back = folded.written(&(at..at + c.len_utf8()));
                prop_assert_eq!(plain(written[back].chars().next().unwrap_or(' ')), c);
            }
        }
    }
}
