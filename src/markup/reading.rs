//! How hard a text is to read, from the lengths of its sentences and clauses; the formula is published in
//! `docs/language.md`.
//!
//! Deliberately absent: limits and audiences. What is measured is a list of blocks, so that an edition can be.

use super::hanzi::{clauses, count_han, lengths, sentences};
use super::outline::Block;

/// The three numbers that separate easy from hard texts, in Chinese characters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// Sentences with a Chinese character in them; a heading or a cell of a table is one.
    pub n_sentences: usize,
    /// Chinese characters.
    pub n_han: usize,
    /// Mean sentence.
    pub mean_sentence: f64,
    /// The length that nine sentences in ten do not exceed, by nearest rank.
    pub p90_sentence: usize,
    /// Mean clause.
    pub mean_clause: f64,
}

impl Measure {
    /// Measures the running text of some blocks; nothing when there is no Chinese in them.
    #[must_use]
    pub fn of(blocks: &[&Block]) -> Option<Self> {
        let texts = || blocks.iter().filter(|block| block.kind.is_prose()).map(|block| block.text.as_str());
        let of_sentences: Vec<usize> = texts().flat_map(|text| lengths(text, &sentences(text))).collect();
        let of_clauses: Vec<usize> = texts().flat_map(|text| lengths(text, &clauses(text))).collect();
        (!of_sentences.is_empty()).then(|| Self {
            n_sentences: of_sentences.len(),
            n_han: texts().map(count_han).sum(),
            mean_sentence: mean(&of_sentences),
            p90_sentence: percentile_90(&of_sentences),
            mean_clause: mean(&of_clauses),
        })
    }
}

fn percentile_90(lengths: &[usize]) -> usize {
    let mut sorted = lengths.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * 9).div_ceil(10);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0)
}

fn mean(lengths: &[usize]) -> f64 {
    lengths.iter().sum::<usize>() as f64 / lengths.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::parse;

    fn measure(body: &str) -> Option<Measure> {
        let document = parse(body);
        Measure::of(&document.outline.blocks.iter().collect::<Vec<_>>())
    }

    #[test]
    fn headings_and_cells_are_sentences_and_code_is_not() {
        let body = "## 四个汉字\n\n早稻好，晚稻也好。OK。[^s1]\n\n| 甲 | 乙丙 |\n|--|--|\n\n```\n很长很长的代码\n```\n\n![很长的图](a.png)";
        let found = measure(body).expect("a measure");
        assert_eq!((found.n_sentences, found.n_han, found.p90_sentence), (4, 14, 7));
        assert_eq!((found.mean_sentence, found.mean_clause), (3.5, 14.0 / 5.0));
        assert_eq!(measure("OK. 2026"), None);
    }

    #[test]
    fn the_ninetieth_percentile_is_the_nearest_rank() {
        assert_eq!([percentile_90(&[]), percentile_90(&[5, 1])], [0, 5]);
        assert_eq!(percentile_90(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 9);
    }
}
