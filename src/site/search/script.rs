//! The index as scripts: plain calls of one function, which a page opened from a disk may load.

/// One term and where it stands: article number and weight, in order of article.
pub(super) struct List {
    pub(super) term: String,
    pub(super) places: Vec<(u32, u8)>,
}

impl List {
    fn is_pair(&self) -> bool {
        let is_basic = |c: char| matches!(c, '\u{4E00}'..='\u{9FFF}');
        self.term.chars().all(is_basic) && self.term.chars().count() == 2
    }
}

/// `K(n,"terms","postings")`: pairs grouped by their first character, groups parted by a space, as `黄梢龙 病虫` for
/// 黄梢, 黄龙 and 病虫; after a bar each other term, parted by a space.
///
/// Postings are varints in base 64: for each term its articles, each as the difference to the one before, at the low
/// end two bits of weight and one that says whether another article follows.
pub(super) fn shard(n: usize, mut lists: Vec<List>) -> String {
    lists.sort_by_cached_key(|list| (!list.is_pair(), list.term.clone()));
    let (mut pairs, mut others) = (String::new(), String::new());
    let mut bytes = Vec::new();
    let mut group = None;
    for list in &lists {
        let first = list.term.chars().next();
        match list.term.strip_prefix(|c| list.is_pair() && group == Some(c)) {
            Some(second) => pairs.push_str(second),
            None if list.is_pair() => push_parted(&mut pairs, &list.term),
            None => push_parted(&mut others, &list.term),
        }
        group = first;
        push_places(&mut bytes, &list.places);
    }
    format!("K({n},{},\"{}\");\n", quoted(&format!("{pairs}|{others}")), base64(&bytes))
}

fn push_parted(all: &mut String, next: &str) {
    if !all.is_empty() {
        all.push(' ');
    }
    all.push_str(next);
}

fn push_places(bytes: &mut Vec<u8>, places: &[(u32, u8)]) {
    let mut before = 0;
    for (at, &(article, weight)) in (1..).zip(places) {
        let more = u64::from(at < places.len());
        push_varint(bytes, u64::from(article - before) << 3 | u64::from(weight) << 1 | more);
        before = article;
    }
}

fn push_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value > 0x7F {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Source: RFC 4648 §4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |n: usize| three.get(n).copied().map_or(0, u32::from);
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            let shown = digit <= three.len();
            text.push(if shown { char::from(DIGITS[(bits >> (18 - 6 * digit) & 63) as usize]) } else { '=' });
        }
    }
    text
}

/// A value as a script may hold it: JSON, with the two line ends that older engines refuse inside a text.
pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string(value)?;
    Ok(text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"))
}

/// A text without control characters, such as terms, in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads a shard as the reader on the page does.
    fn read(script: &str) -> Vec<(String, Vec<(u32, u8)>)> {
        let parts: Vec<&str> = script.split('"').collect();
        let (pairs, others) = parts[1].split_once('|').expect("a bar");
        let pairs = pairs.split(' ').flat_map(|group| {
            let first = group.chars().next();
            group.chars().skip(1).map(move |second| first.into_iter().chain([second]).collect::<String>())
        });
        let others = others.split(' ').filter(|term| !term.is_empty()).map(str::to_owned);
        let mut bytes = from_base64(parts[3]).into_iter();
        let mut next = || {
            let mut value = 0;
            for shift in (0..).step_by(7) {
                let byte = bytes.next().expect("a byte");
                value |= u64::from(byte & 127) << shift;
                if byte < 128 {
                    break;
                }
            }
            value
        };
        let mut lists = Vec::new();
        for term in pairs.chain(others) {
            let (mut article, mut more, mut places) = (0, true, Vec::new());
            while more {
                let value = next();
                article += value >> 3;
                more = value & 1 == 1;
                places.push((article as u32, (value >> 1 & 3) as u8));
            }
            lists.push((term, places));
        }
        assert_eq!(bytes.next(), None);
        lists
    }

    fn from_base64(text: &str) -> Vec<u8> {
        let digit = |c: u8| match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        let digits: Vec<u32> = text.trim_end_matches('=').bytes().map(|c| u32::from(digit(c))).collect();
        let bits = |four: &[u32]| four.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - four.len()));
        digits
            .chunks(4)
            .flat_map(|four| bits(four).to_be_bytes().into_iter().skip(1).take(four.len() - 1).collect::<Vec<_>>())
            .collect()
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        // Source: RFC 4648 §10.
        let vectors = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
        for (len, expected) in vectors.iter().enumerate() {
            assert_eq!(base64(&b"foobar"[..len]), *expected);
            assert_eq!(from_base64(expected), b"foobar"[..len]);
        }
    }

    #[test]
    fn pairs_share_their_first_character() {
        assert_eq!(shard(7, Vec::new()), "K(7,\"|\",\"\");\n");
        let lists =
            ["黄龙", "dna", "病虫", "黄", "黄梢", "hl~"].map(|term| List { term: term.into(), places: vec![(0, 0)] });
        assert_eq!(shard(1, lists.into()), "K(1,\"病虫 黄梢龙|dna hl~ 黄\",\"AAAAAAAA\");\n");
        assert_eq!(json(&"a\u{2028}\"b").ok().as_deref(), Some("\"a\\u2028\\\"b\""));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(
            found in proptest::collection::btree_map(
                "[一-丠]{2}|[a-c0-9]{1,4}|[一-丠]|[a-z]{2}~|[\u{20000}-\u{20003}一]{2}",
                proptest::collection::btree_map(0u32..2_000_000, 0u8..4, 1..20), 0..40)
        ) {
            let lists = found.iter().map(|(term, places)| List { term: term.clone(), places: places.iter().map(|(a, w)| (*a, *w)).collect() });
            let mut got = read(&shard(3, lists.collect()));
            got.sort();
            let expected: Vec<_> = found.into_iter().map(|(term, places)| (term, places.into_iter().collect::<Vec<_>>())).collect();
            prop_assert_eq!(got, expected);
        }
    }
}
