//! One mistake and the only right form of it, as data: what `kepu fix` may do by itself.

use std::ops::Range;

use super::{Bilingual, Code};

/// A change of some bytes of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// The rule that tells of the mistake.
    pub code: Code,
    /// The bytes that are replaced; empty where something is put in.
    pub place: Range<usize>,
    /// What takes their place.
    pub with: String,
    /// What was done, in the past tense of a list: `补上冒号后面的空格`.
    pub did: Bilingual,
}

impl Remedy {
    /// A replacement.
    #[must_use]
    pub fn new(code: u16, place: Range<usize>, with: impl Into<String>, did: (&str, &str)) -> Self {
        Self { code: Code(code), place, with: with.into(), did: Bilingual::new(did.0, did.1) }
    }
}

/// A text with some remedies applied. Of two that overlap, the first of the text counts.
#[must_use]
pub fn apply(text: &str, remedies: &[Remedy]) -> String {
    let mut sorted: Vec<&Remedy> = remedies.iter().collect();
    sorted.sort_by_key(|remedy| (remedy.place.start, remedy.place.end));
    let mut out = String::with_capacity(text.len() + 64);
    let mut from = 0;
    for remedy in sorted {
        if let Some(kept) = text.get(from..remedy.place.start) {
            out.push_str(kept);
            out.push_str(&remedy.with);
            from = remedy.place.end.max(remedy.place.start);
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remedies_are_laid_over_a_text_in_order() {
        let did = ("改", "changed");
        let remedies = [
            Remedy::new(208, 4..5, "～", did),
            Remedy::new(102, 0..0, "题", did),
            Remedy::new(102, 3..5, "不会用到", did),
            Remedy::new(102, 5..99, "也不会", did),
        ];
        assert_eq!(apply("成1~2片", &remedies[..2]), "题成1～2片");
        assert_eq!(apply("成1~2", &[remedies[0].clone(), remedies[3].clone()]), "成1～也不会");
        assert_eq!(apply("成1~2", &[remedies[2].clone(), remedies[0].clone()]), "成不会用到2");
    }
}
