//! Numbers with a unit, as the list of units has them.

use std::ops::Range;

use crate::lexicon::{Entry, Lexicon};

/// A number with its unit.
pub(super) struct Figure<'a> {
    /// Both together, bytes of the text.
    pub(super) range: Range<usize>,
    /// The unit's line: what it measures in the first column, what may not follow it in the second.
    pub(super) unit: &'a Entry,
}

/// Every number with a unit. Units that only a medicine has count leaves and grains in farm texts.
pub(super) fn figures<'a>(text: &'a str, units: &'a Lexicon, is_medical: bool) -> impl Iterator<Item = Figure<'a>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(c) = text[at..].chars().next() {
            if !is_digit(c) && !is_numeral(c) {
                at += c.len_utf8();
                continue;
            }
            let (start, spoken) = (at, is_numeral(c));
            at += number_len(&text[at..], spoken);
            let rest = text[at..].trim_start();
            let unit = unit_of(rest, units)
                .filter(|unit| (!spoken || unit.has(0, "spoken")) && (is_medical || !unit.has(0, "pill")));
            if let Some(unit) = unit {
                let range = start..text.len() - rest.len() + unit.word.len();
                return Some(Figure { range, unit });
            }
        }
        None
    })
}

fn number_len(text: &str, spoken: bool) -> usize {
    let part = |c: char| if spoken { is_numeral(c) } else { is_digit(c) || matches!(c, '.' | ',' | '．') };
    text.find(|c: char| !part(c)).unwrap_or(text.len())
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_numeral(c: char) -> bool {
    matches!(c, '一' | '二' | '两' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千' | '万' | '半')
}

/// The unit a text begins with, unless it is the beginning of another word (`4G`, `3克服`, `2片叶`).
fn unit_of<'a>(text: &str, units: &'a Lexicon) -> Option<&'a Entry> {
    let unit = units.at_start(text)?;
    let goes_on = text[unit.word.len()..].chars().next().is_some_and(|next| {
        let is_latin = unit.word.ends_with(|c: char| c.is_ascii_alphabetic());
        (is_latin && next.is_ascii_alphanumeric()) || unit.text(1).contains(next)
    });
    (!goes_on).then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Name, built_in};

    #[test]
    fn figures_with_units() {
        let units = built_in().get(Name::DoseUnits);
        let table: &[(&str, &[&str])] = &[
            ("每次500毫克", &["500毫克"]),
            ("每次 0.5 g", &["0.5 g"]),
            ("每亩15～20千克", &["20千克"]),
            ("稀释1,000倍液", &["1,000倍液"]),
            ("三毫升", &["三毫升"]),
            ("体温37.5℃", &["37.5℃"]),
            ("占３％", &["３％"]),
            ("吃2片药", &["2片"]),
            ("第2片叶", &[]),
            ("一克拉", &[]),
            ("4G手机", &[]),
            ("打120", &[]),
            ("3天", &[]),
            ("第三升高", &[]),
            ("2升高", &[]),
            ("10 Lux", &[]),
            ("早3克，晚5毫克", &["3克", "5毫克"]),
        ];
        for (text, found) in table {
            let shown: Vec<&str> = figures(text, units, true).map(|figure| &text[figure.range]).collect();
            assert_eq!(&shown, found, "{text}");
        }
        assert_eq!(figures("每穗120粒", units, false).count(), 0);
    }
}
