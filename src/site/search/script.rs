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

/// `K(n,"terms","postings")`: first all pairs without a space, then each other term after a space.
///
/// Postings are varints in base 64: how many terms follow that stand in the same number of articles, that number, and
/// for each term its articles, each as the difference to the one before, with two bits of weight at the low end.
pub(super) fn shard(n: usize, mut lists: Vec<List>) -> String {
    lists.sort_by_cached_key(|list| (!list.is_pair(), list.places.len(), list.term.clone()));
    let mut terms = String::new();
    let mut bytes = Vec::new();
    for run in lists.chunk_by(|a, b| a.places.len() == b.places.len()) {
        push_varint(&mut bytes, run.len() as u64);
        push_varint(&mut bytes, run.first().map_or(0, |list| list.places.len()) as u64);
        for list in run {
            if !list.is_pair() {
                terms.push(' ');
            }
            terms.push_str(&list.term);
            push_places(&mut bytes, &list.places);
        }
    }
    format!("K({n},{},\"{}\");\n", quoted(&terms), base64(&bytes))
}

fn push_places(bytes: &mut Vec<u8>, places: &[(u32, u8)]) {
    let mut before = 0;
    for &(article, weight) in places {
        push_varint(bytes, u64::from(article - before) << 2 | u64::from(weight));
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
        let mut words = parts[1].split(' ');
        let pairs: Vec<char> = words.next().unwrap_or("").chars().collect();
        let terms = pairs.chunks(2).map(|pair| pair.iter().collect()).chain(words.map(str::to_owned));
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
        let (mut left, mut size) = (0, 0);
        let mut lists = Vec::new();
        for term in terms {
            if left == 0 {
                (left, size) = (next(), next());
            }
            left -= 1;
            let mut article = 0;
            let mut place = || {
                let value = next();
                article += value >> 2;
                (article as u32, (value & 3) as u8)
            };
            lists.push((term, (0..size).map(|_| place()).collect()));
        }
        assert_eq!((left, bytes.next()), (0, None));
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
    fn an_empty_shard_is_a_script_too() {
        assert_eq!(shard(7, Vec::new()), "K(7,\"\",\"\");\n");
        assert_eq!(json(&"a\u{2028}\"b").ok().as_deref(), Some("\"a\\u2028\\\"b\""));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(
            found in proptest::collection::btree_map(
                "[一-丠]{2}|[a-c0-9]{1,4}|[一-丠]|~[a-z]{2}|[\u{20000}-\u{20003}一]{2}",
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
