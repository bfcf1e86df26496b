//! The golden table of word counts, reading times and cuts; `docs/language.md` publishes the formula.
#![cfg(feature = "studio")]

use kepu::markup::counting::{count_words, reading_minutes};
use kepu::markup::excerpt::excerpt;

/// Words a minute in the table; slow, so that short texts take several minutes.
const PER_MINUTE: u32 = 5;

/// words, minutes, limit, text, what is left of it within the limit (`=`: all of it)
const TABLE: &str = include_str!("fixtures/texts.tsv");

#[test]
fn every_text_of_the_table() {
    let mut faults = Vec::new();
    let mut n = 0;
    for line in TABLE.lines().filter(|line| !line.starts_with("# ")) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [words, minutes, limit, text, left] = fields[..] else { panic!("five fields: {line}") };
        let text = text.replace("\\n", "\n");
        let left = if left == "=" { text.as_str() } else { left };
        let found = count_words(&text);
        let cut = excerpt(&text, limit.parse().expect("a limit"));
        if (found.to_string().as_str(), &*cut) != (words, left) {
            faults.push(format!("{text}: {found}, “{cut}”; expected {words}, “{left}”"));
        }
        assert_eq!(reading_minutes(found, PER_MINUTE).to_string(), minutes, "{text}");
        n += 1;
    }
    assert!(n >= 100, "{n} texts");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
