//! Units: those that are no longer used, one unit in two spellings, local units without their metric value.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::Slip;

/// The lists of `data/units.txt`.
struct Lists {
    /// A unit that is not used, with what to write.
    old: Vec<(&'static str, &'static str)>,
    /// Spellings of one unit.
    same: Vec<Vec<&'static str>>,
    /// A local unit with the metric units that may stand beside it.
    local: Vec<(&'static str, Vec<&'static str>)>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists { old: Vec::new(), same: Vec::new(), local: Vec::new() };
    for line in include_str!("../data/units.txt").lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('|').map(str::trim).collect();
        match fields[..] {
            ["旧", unit, instead] => lists.old.push((unit, instead)),
            ["乡", unit, metric] => lists.local.push((unit, metric.split(' ').collect())),
            ["同", ref spellings @ ..] => lists.same.push(spellings.to_vec()),
            _ => {}
        }
    }
    lists
});

/// A unit that follows a number.
struct Unit<'t> {
    word: &'t str,
    /// The unit alone.
    range: Range<usize>,
    /// Where its number begins.
    number: usize,
}

/// The units of a list that stand behind a number, in order; of those that begin together, the longest.
fn units<'t>(text: &'t str, words: &[&str]) -> Vec<Unit<'t>> {
    let mut found = Vec::new();
    let mut before = None;
    let mut number = None;
    for (at, c) in text.char_indices() {
        let is_digit = c.is_ascii_digit() || ('０'..='９').contains(&c);
        let is_part = is_digit || (number.is_some() && matches!(c, '.' | ',' | '．'));
        match (is_part, number) {
            (true, None) => number = Some(at),
            (false, Some(start)) if c != ' ' => {
                let rest = &text[at..];
                let fits = words.iter().filter(|word| rest.starts_with(**word) && is_whole(rest, word));
                if let Some(word) = fits.max_by_key(|word| word.len()).filter(|_| before != Some('第')) {
                    found.push(Unit { word: &text[at..at + word.len()], range: at..at + word.len(), number: start });
                }
                number = None;
            }
            _ => {}
        }
        if number.is_none() {
            before = Some(c);
        }
    }
    found
}

/// Whether a text goes on after a unit as after a whole word: not `mgB`, 升高, 里面.
fn is_whole(rest: &str, word: &str) -> bool {
    let next = rest[word.len()..].chars().next();
    let is_latin = word.ends_with(|c: char| c.is_ascii_alphabetic());
    next.is_none_or(|next| {
        let goes_on = is_latin && next.is_ascii_alphanumeric();
        let other = (word == "升" && "高级温至到旗".contains(next)) || (word == "里" && "面边头外".contains(next));
        !goes_on && !other
    })
}

pub(super) fn old(text: &str) -> Vec<Slip> {
    let words: Vec<&str> = LISTS.old.iter().map(|(word, _)| *word).collect();
    let slip = |unit: Unit<'_>| {
        let instead = LISTS.old.iter().find(|(word, _)| *word == unit.word).map_or("", |(_, instead)| instead);
        Slip {
            range: unit.range,
            says: (format!("“{}”不是法定计量单位", unit.word), format!("“{}” is no legal unit", unit.word)),
            help: (format!("换算成{instead}"), format!("convert it to {instead}")),
        }
    };
    units(text, &words).into_iter().map(slip).collect()
}

/// The spellings of each unit that a text has used so far.
#[derive(Default)]
pub(super) struct Spellings {
    first: BTreeMap<usize, &'static str>,
    told: BTreeMap<usize, ()>,
}

impl Spellings {
    /// Reads on; gives each second spelling of a unit, once a unit.
    pub(super) fn read(&mut self, text: &str) -> Vec<Slip> {
        let mut slips = Vec::new();
        for (n, spellings) in LISTS.same.iter().enumerate() {
            for unit in units(text, spellings).into_iter().filter(|unit| !is_bracketed(text, unit)) {
                let Some(own) = spellings.iter().copied().find(|word| *word == unit.word) else { continue };
                let first = *self.first.entry(n).or_insert(own);
                if first != own && self.told.insert(n, ()).is_none() {
                    slips.push(Slip {
                        range: unit.range,
                        says: (format!("前面用“{first}”，这里用“{own}”"), format!("“{first}” before, “{own}” here")),
                        help: (
                            format!("全文都用“{first}”；要写两种，把换算放进括号"),
                            format!("write “{first}” throughout, or put the conversion in brackets"),
                        ),
                    });
                }
            }
        }
        slips
    }
}

/// Whether a quantity stands in brackets, as a conversion does.
fn is_bracketed(text: &str, unit: &Unit<'_>) -> bool {
    let before = &text[..unit.number];
    let open = before.rfind(['（', '(']);
    open.is_some_and(|at| !before[at..].contains(['）', ')', '。']))
}

/// The first quantity in each local unit that never has its metric value in brackets, with the text it stands in.
pub(super) fn without_metric(texts: &[&str]) -> Vec<(usize, Slip)> {
    let mut slips = Vec::new();
    for (unit, metric) in &LISTS.local {
        let has_metric = |text: &&str| {
            units(text, &[unit]).iter().any(|found| {
                let rest: String = text[found.range.end..].chars().take(14).collect();
                let before: String = text[..found.number].chars().rev().take(14).collect();
                let beside = |part: &str| {
                    part.contains(['（', '(', '合', '约']) && metric.iter().any(|word| part.contains(word))
                };
                beside(&rest) || beside(&before.chars().rev().collect::<String>())
            })
        };
        if texts.iter().any(has_metric) {
            continue;
        }
        let first = texts.iter().enumerate().find_map(|(at, text)| {
            let found = units(text, &[unit]).into_iter().next()?;
            Some((at, found.number..found.range.end))
        });
        slips.extend(first.map(|(at, range)| (at, slip(&texts[at][range.clone()], range, metric))));
    }
    slips
}

fn slip(quantity: &str, range: Range<usize>, metric: &[&str]) -> Slip {
    let unit = metric.first().copied().unwrap_or_default();
    Slip {
        range,
        says: (
            format!("“{quantity}”第一次出现，旁边没有公制"),
            format!("“{quantity}” has no metric value at its first use"),
        ),
        help: (format!("在后面加括号，写约合多少{unit}"), format!("add brackets with the value in {unit}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_whole() {
        let lines = include_str!("../data/units.txt").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(LISTS.old.len() + LISTS.same.len() + LISTS.local.len(), lines);
    }

    #[test]
    fn local_units_want_their_metric_value_once() {
        let found = |texts: &[&str]| without_metric(texts).into_iter().map(|(at, _)| at).collect::<Vec<_>>();
        assert_eq!(found(&["每亩收", "收800斤，种3亩"]), [1, 1]);
        assert_eq!(found(&["种3亩（约2000平方米）", "又种5亩"]), Vec::<usize>::new());
        assert_eq!(found(&["收400公斤，合800斤"]), Vec::<usize>::new());
        assert_eq!(found(&["第3里面，走5里面"]), Vec::<usize>::new());
    }
}
