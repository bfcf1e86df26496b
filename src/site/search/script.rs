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
/// Postings are numbers of one to a few characters: for each term its articles, each as the difference to the one
/// before, at the low end two bits of weight and one that says whether another article follows. A number begins and ends
/// with a character, so that one more article moves what stands behind it and changes nothing of it.
pub(super) fn shard(n: usize, mut lists: Vec<List>) -> String {
    lists.sort_by_cached_key(|list| (!list.is_pair(), list.term.clone()));
    let (mut pairs, mut others) = (String::new(), String::new());
    let mut postings = String::new();
    let mut group = None;
    for list in &lists {
        let first = list.term.chars().next();
        match list.term.strip_prefix(|c| list.is_pair() && group == Some(c)) {
            Some(second) => pairs.push_str(second),
            None if list.is_pair() => push_parted(&mut pairs, &list.term),
            None => push_parted(&mut others, &list.term),
        }
        group = first;
        push_places(&mut postings, &list.places);
    }
    format!("K({n},{},{});\n", quoted(&format!("{pairs}|{others}")), quoted(&postings))
}

fn push_parted(all: &mut String, next: &str) {
    if !all.is_empty() {
        all.push(' ');
    }
    all.push_str(next);
}

fn push_places(postings: &mut String, places: &[(u32, u8)]) {
    let mut before = 0;
    for (at, &(article, weight)) in (1..).zip(places) {
        let more = u64::from(at < places.len());
        push_number(postings, u64::from(article - before) << 3 | u64::from(weight) << 1 | more);
        before = article;
    }
}

/// Digits of numbers, those of base 64 (RFC 4648 §4): five bits each, the lowest first; the upper half says that more follow.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn push_number(postings: &mut String, mut value: u64) {
    loop {
        let (digit, rest) = ((value & 31) as usize, value >> 5);
        postings.push(char::from(DIGITS[digit | usize::from(rest > 0) << 5]));
        if rest == 0 {
            return;
        }
        value = rest;
    }
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
        let mut digits = parts[3].bytes();
        let mut next = || {
            let mut value = 0;
            for shift in (0..).step_by(5) {
                let digit = digits.next().expect("a digit");
                let digit = DIGITS.iter().position(|one| *one == digit).expect("a digit") as u64;
                value |= (digit & 31) << shift;
                if digit < 32 {
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
        assert_eq!(digits.next(), None);
        lists
    }

    #[test]
    fn numbers_are_short_and_end_with_a_character() {
        let text = |values: &[u64]| {
            let mut text = String::new();
            values.iter().for_each(|value| push_number(&mut text, *value));
            text
        };
        assert_eq!(text(&[0, 31, 32, 1023, 1024]), "AfgB/fggB");
        assert_eq!(text(&[5, 700]), text(&[5]) + &text(&[700]));
    }

    /// One more article in one list: all else stays as it is.
    #[test]
    fn what_is_added_changes_nothing_else() {
        let list = |term: &str, articles: &[u32]| List {
            term: term.to_owned(),
            places: articles.iter().map(|article| (*article, 0)).collect(),
        };
        let with =
            |more: &[u32]| shard(1, vec![list("黄龙", &[1, 70, 900]), list("黄梢", more), list("病虫", &[4, 5])]);
        let (before, after) = (with(&[3, 20]), with(&[3, 20, 2000]));
        let same = |a: &mut dyn Iterator<Item = (u8, u8)>| a.take_while(|(a, b)| a == b).count();
        let head = same(&mut before.bytes().zip(after.bytes()));
        let tail = same(&mut before.bytes().rev().zip(after.bytes().rev()));
        // The number before it says now that another follows.
        assert!(head + tail + 2 >= before.len(), "{before}{after}");
    }

    #[test]
    fn pairs_share_their_first_character() {
        assert_eq!(shard(7, Vec::new()), "K(7,\"|\",\"\");\n");
        let lists =
            ["黄龙", "dna", "病虫", "黄", "黄梢", "hl~"].map(|term| List { term: term.into(), places: vec![(0, 0)] });
        assert_eq!(shard(1, lists.into()), "K(1,\"病虫 黄梢龙|dna hl~ 黄\",\"AAAAAA\");\n");
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
