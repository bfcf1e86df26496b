//! Citations of sources, `[^s1]`: text to the parser, because the list of sources is their definition.

use std::ops::Range;

/// Finds every `[^id]` in a text node and gives its range in the text with the id inside.
///
/// An id is 1 to 64 ASCII letters, digits, `-`, `_` or `.`; anything else is ordinary text.
#[must_use]
pub fn citations(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    // By one sign, which is found faster than two: most texts have none, and every rule asks this of every block.
    while let Some(at) = text[from..].find('[').map(|at| at + from) {
        let Some(rest) = text[at + 1..].strip_prefix('^') else {
            from = at + 1;
            continue;
        };
        let len = rest.bytes().take_while(|&b| is_id_byte(b)).count();
        if (1..=64).contains(&len) && rest.as_bytes().get(len) == Some(&b']') {
            found.push((at..at + len + 3, &rest[..len]));
        }
        from = at + 2 + len;
    }
    found
}

fn is_id_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// The text without its citations.
#[must_use]
pub fn without_citations(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for (range, _) in citations(text) {
        plain.push_str(&text[from..range.start]);
        from = range.end;
    }
    plain.push_str(&text[from..]);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finds_ids_and_nothing_else() {
        let table: &[(&str, &[&str])] = &[
            ("水。[^s1]土[^who-2021.b]", &["s1", "who-2021.b"]),
            ("[^]", &[]),
            ("[^ s1]", &[]),
            ("[^甲]", &[]),
            ("[^s1", &[]),
            ("[^[^s1]]", &["s1"]),
            ("[^s1][^s2]", &["s1", "s2"]),
        ];
        for (text, ids) in table {
            let found: Vec<&str> = citations(text).into_iter().map(|(_, id)| id).collect();
            assert_eq!(&found, ids, "{text}");
        }
        assert_eq!(without_citations("水。[^s1]土"), "水。土");
    }

    proptest! {
        #[test]
        fn ranges_hold_their_citation(text in "([\\[\\]^]|s1|[水 .]){0,40}") {
            for (range, id) in citations(&text) {
                prop_assert_eq!(&text[range], format!("[^{id}]"));
            }
        }
    }
}
