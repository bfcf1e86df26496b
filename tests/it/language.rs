//! What `docs/language.md` publishes: the limits of the profiles, the formulas, the golden table of counts and cuts.

use std::fs;

use kepu::host::disk::DiskSources;
use kepu::markup::counting::{count_words, reading_minutes};
use kepu::markup::excerpt::excerpt;
use kepu::markup::parse;
use kepu::markup::reading::Measure;
use kepu::pipeline;

/// Words a minute in the table; slow, so that short texts take several minutes.
const PER_MINUTE: u32 = 5;

/// words, minutes, limit, text, what is left of it within the limit (`=`: all of it)
const TABLE: &str = include_str!("../fixtures/texts.tsv");

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

#[test]
fn the_page_tells_the_limits_of_every_profile() {
    let page = fs::read_to_string(crate::support::checkout().join("docs/language.md")).expect("docs/language.md");
    let sources = DiskSources::new(crate::support::checkout());
    let library = pipeline::load(&sources).unwrap_or_else(|_| panic!("the sample loads"));
    assert!(library.audiences.len() >= 6);
    for audience in &library.audiences {
        let (reading, language) = (&audience.reading, &audience.language);
        let row = format!(
            "| {} | {} | {} | {} |",
            audience.label, reading.mean_sentence, reading.p90_sentence, reading.mean_clause
        );
        assert!(page.contains(&row), "docs/language.md lacks {row}");
        let is_rate =
            |line: &&str| line.contains(&audience.label) && line.contains(&format!("| {} |", language.per_minute));
        assert!(page.lines().any(|line| is_rate(&line)), "{}: {} a minute", audience.label, language.per_minute);
        if let Some(length) = language.length {
            let line = page.lines().find(|line| line.contains("KP421") && line.contains("`length`")).expect("KP421");
            let after = line.split(&audience.label).nth(1).unwrap_or_default();
            let number: String =
                after.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            assert_eq!(number, length.to_string(), "{}", audience.label);
        }
    }
}

#[test]
fn the_example_of_the_page_is_measured_as_it_says() {
    let document = parse("早稻好，晚稻也好。[^s1]");
    let measure = Measure::of(&document.outline.blocks.iter().collect::<Vec<_>>()).expect("a measure");
    assert_eq!((measure.n_sentences, measure.n_han, measure.p90_sentence), (1, 7, 7));
    assert_eq!((measure.mean_sentence, measure.mean_clause), (7.0, 3.5));
}
