//! KP209: `**锈病。**发病` shows its asterisks on a forge; `**锈病**。发病` reads the same and does not.

use std::ops::Range;

use crate::diag::remedy::{Remedy, apply};
use crate::markup::literal::{LiteralPair, literal_pairs};

/// Each try reads the body anew, so a body made of marks alone must come to an end.
const MAX_TRIES: usize = 100;

/// Brackets and quotes that go out together, or not at all.
const PAIRS: &[(char, char)] = &[
    ('（', '）'),
    ('“', '”'),
    ('‘', '’'),
    ('《', '》'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
    ('〈', '〉'),
    ('(', ')'),
];

/// Remedies for a body: punctuation at the ends of an emphasis is moved out of its marks. Each is tried by itself, as a
/// mark that takes effect changes what the next one pairs with.
pub(super) fn remedies(body: &str) -> Vec<Remedy> {
    let pairs = literal_pairs(body);
    let works = |remedy: &Remedy| literal_pairs(&apply(body, std::slice::from_ref(remedy))).len() < pairs.len();
    pairs.iter().filter_map(|pair| remedy(body, pair)).take(MAX_TRIES).find(works).into_iter().collect()
}

fn remedy(body: &str, pair: &LiteralPair) -> Option<Remedy> {
    let inner = body.get(pair.open.end..pair.close.start)?;
    let mark = body.get(pair.open.clone())?;
    // To strike out a full stop or not is another text.
    if mark.starts_with('~') || inner.contains('\n') {
        return None;
    }
    let core = core(inner);
    let words = &inner[core.clone()];
    if words.is_empty() || core == (0..inner.len()) || words.starts_with(' ') || words.ends_with(' ') {
        return None;
    }
    let with = format!("{}{mark}{words}{mark}{}", &inner[..core.start], &inner[core.end..]);
    let did = ("标点移到强调符号外面", "moved punctuation out of emphasis");
    Some(Remedy::new(209, pair.open.start..pair.close.end, with, did))
}

/// What is left when punctuation is taken off the end, and brackets that embrace everything off both ends.
fn core(inner: &str) -> Range<usize> {
    let (mut start, mut end) = (0, inner.len());
    loop {
        let text = &inner[start..end];
        let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else { return start..end };
        if ends_a_clause(last) {
            end -= last.len_utf8();
        } else if text.len() > first.len_utf8() && embraces(text, first, last) {
            start += first.len_utf8();
            end -= last.len_utf8();
        } else {
            return start..end;
        }
    }
}

fn ends_a_clause(c: char) -> bool {
    matches!(c, '。' | '，' | '、' | '；' | '：' | '！' | '？' | '…' | '—' | '.' | ',' | ';' | ':' | '!' | '?')
}

/// Whether the first character opens what the last one closes, and not earlier.
fn embraces(text: &str, first: char, last: char) -> bool {
    if !PAIRS.contains(&(first, last)) {
        return false;
    }
    let mut depth = 0_i32;
    for (at, c) in text.char_indices() {
        depth += i32::from(c == first) - i32::from(c == last);
        if depth == 0 {
            return at + c.len_utf8() == text.len();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_goes_out_of_the_marks() {
        let fixed = |body: &str| {
            let mut text = body.to_owned();
            for _ in 0..9 {
                text = apply(&text, &remedies(&text));
            }
            text
        };
        for (body, right) in [
            ("**锈病。**发病", "**锈病**。发病"),
            ("每次**500毫克。**每日**三次，**连服", "每次**500毫克**。每日**三次**，连服"),
            ("古籍**《本草》**已载", "古籍《**本草**》已载"),
            ("他说**“快走。”**再走", "他说“**快走**。”再走"),
            ("*提示：*注", "*提示*：注"),
            ("水__稻。__螟", "水__稻。__螟"),
            ("**见《本草》**已载", "**见《本草》**已载"),
            ("~~错（谣）。~~正", "~~错（谣）。~~正"),
            ("**好**。\\*\\*水。\\*\\*稻 `**水。**稻`", "**好**。\\*\\*水。\\*\\*稻 `**水。**稻`"),
            ("- **水。**稻\n\n| **甲。**乙 |\n|--|\n", "- **水**。稻\n\n| **甲**。乙 |\n|--|\n"),
            ("**没有合上的话。", "**没有合上的话。"),
        ] {
            assert_eq!(fixed(body), right, "{body}");
        }
    }
}
