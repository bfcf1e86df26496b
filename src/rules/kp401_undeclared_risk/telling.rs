//! What in a statement tells of a risk: a name with a dose or an instruction, or a word that tells by itself.

use std::ops::Range;

use crate::lexicon::{Entry, Found, Lexicons, Name};
use crate::markup::hanzi::is_han;
use crate::model::article::Risk;
use crate::model::span::Span;

use super::super::figure::figures;
use super::statement::{Statement, Statements};

/// A place that tells, and the words that do.
pub(super) struct Telling {
    pub(super) span: Span,
    pub(super) words: Vec<String>,
}

/// Words that may tell by themselves: of each statement those of each part, found once for all risks.
pub(super) struct RiskWords<'s>(Vec<Vec<Vec<Found<'s>>>>);

impl<'s> RiskWords<'s> {
    pub(super) fn of(statements: &'s Statements<'_>, lists: &'s Lexicons) -> Self {
        let words = lists.get(Name::RiskWords);
        let in_parts = |statement: &'s Statement| {
            statement.parts.iter().map(|part| words.find(statements.words(part)).collect()).collect()
        };
        Self(statements.list.iter().map(in_parts).collect())
    }
}

/// Every statement that tells of a risk, in reading order.
pub(super) fn tellings(
    statements: &Statements<'_>,
    risky: &RiskWords<'_>,
    lists: &Lexicons,
    risk: Risk,
) -> Vec<Telling> {
    let mut found = Vec::new();
    let (mut titled, mut named) = (false, false);
    for (statement, risky) in statements.list.iter().zip(&risky.0) {
        if statement.is_heading {
            named = false;
        }
        let mut clues = Clues { named: titled || named, ..Clues::default() };
        if let Some(names) = names(risk) {
            clues.read(statements, statement, lists, (risk, names));
        }
        titled |= statement.is_title && clues.name.is_some();
        named |= !statement.is_title && clues.name.is_some();
        found.extend(clues.telling(risk).or_else(|| risk_word(statements, statement, risky, risk)));
    }
    found
}

/// The list of what a risk is about.
fn names(risk: Risk) -> Option<Name> {
    match risk {
        Risk::Medical => Some(Name::Drugs),
        Risk::Agrichem => Some(Name::Pesticides),
        _ => None,
    }
}

/// A word at its place.
struct Clue {
    word: String,
    span: Span,
}

/// What one statement holds.
#[derive(Default)]
struct Clues {
    /// A name from the list.
    name: Option<Clue>,
    /// Whether the name was said before, in the title or the same part.
    named: bool,
    /// A number with the unit of a dose.
    dose: Option<Clue>,
    /// A number of times that something is thinned.
    rate: Option<Clue>,
    /// An instruction that tells together with a name.
    act: Option<Clue>,
    /// An instruction that tells together with a dose.
    route: Option<Clue>,
    /// How often; tells with a dose, where a name was said.
    dosing: Option<Clue>,
    /// An instruction for a mixture; tells with a rate.
    mix: Option<Clue>,
    /// Whether a field is spoken of.
    of_field: bool,
}

impl Clues {
    fn read(&mut self, statements: &Statements<'_>, statement: &Statement, lists: &Lexicons, what: (Risk, Name)) {
        let (risk, names) = what;
        for part in &statement.parts {
            let words = statements.words(part);
            let clue = |range: &Range<usize>| Clue {
                word: words[range.clone()].to_owned(),
                span: statements.place(part, range),
            };
            let found: Vec<Range<usize>> = lists.get(names).find(words).map(|found| found.range).collect();
            if let Some(first) = found.first() {
                self.name.get_or_insert_with(|| clue(first));
            }
            // A formulation, `10%吡虫啉`, is said by those who use it.
            if let Some(name) = found.iter().find(|name| words[..name.start].ends_with('%')) {
                self.act.get_or_insert_with(|| clue(&(name.start - 1..name.end)));
            }
            for hit in lists.get(Name::Instructions).find(words).filter(|hit| hit.entry.has(0, risk.token())) {
                let slot = match hit.entry {
                    own if own.has(1, "before") => &mut self.act,
                    own if own.has(1, "dosing") => &mut self.dosing,
                    own if own.has(1, "route") => &mut self.route,
                    own if own.has(1, "mix") => &mut self.mix,
                    _ => &mut self.act,
                };
                if !hit.entry.has(1, "before") || found.iter().any(|name| is_next(words, hit.range.end, name.start)) {
                    slot.get_or_insert_with(|| clue(&hit.range));
                }
            }
            for figure in figures(words, lists.get(Name::DoseUnits), risk == Risk::Medical) {
                let rest = &words[figure.range.end..];
                if figure.unit.has(0, "rate") {
                    self.rate.get_or_insert_with(|| clue(&figure.range));
                } else if is_dose(figure.unit, risk) && !is_concentration(rest) {
                    self.dose.get_or_insert_with(|| clue(&figure.range));
                }
            }
            if risk == Risk::Medical && self.dosing.is_some() && self.act.is_none() {
                self.act = spoken_pill(words, lists).map(|pill| clue(&pill));
            }
            self.of_field |= words.contains('亩');
        }
    }

    /// The place and the words that tell of the risk, if they do.
    fn telling(self, risk: Risk) -> Option<Telling> {
        let Self { name, named, dose, rate, act, route, dosing, mix, of_field } = self;
        if let Some(name) = name {
            let with = [dose, rate, act, route, mix].into_iter().flatten().next();
            return with.map(|with| pair(name, with.word));
        }
        if let Some(mix) = mix {
            let amount = rate.or(dose.filter(|_| of_field));
            return amount.map(|amount| pair(amount, mix.word));
        }
        if risk != Risk::Medical {
            return None;
        }
        let how = route.or(dosing.filter(|_| named))?;
        dose.map(|dose| pair(dose, how.word))
    }
}

fn pair(place: Clue, with: String) -> Telling {
    Telling { span: place.span, words: vec![place.word, with] }
}

/// Whether a name follows at once, or after one character (`吃了布洛芬`).
fn is_next(words: &str, end: usize, name: usize) -> bool {
    words.get(end..name).is_some_and(|between| between.chars().count() <= 1)
}

/// `一片`, `两粒`: with a name and how often it is a dose, and anywhere else a way of speaking.
fn spoken_pill(words: &str, lists: &Lexicons) -> Option<Range<usize>> {
    let units = lists.get(Name::DoseUnits).entries().iter().filter(|unit| unit.has(0, "pill"));
    units.flat_map(|unit| words.match_indices(&unit.word)).find_map(|(at, unit)| {
        let number = words[..at].chars().next_back().filter(|c| "一二两三四五六七八九十半".contains(*c))?;
        let next = words[at + unit.len()..].chars().next();
        if next.is_some_and(|c| is_han(c) && c != '药') {
            return None;
        }
        Some(at - number.len_utf8()..at + unit.len())
    })
}

/// Whether a unit measures doses: bulk goods are weighed by the kilogram, medicines are not.
fn is_dose(unit: &Entry, risk: Risk) -> bool {
    unit.has(0, "dose") || (risk == Risk::Agrichem && unit.has(0, "bulk"))
}

/// `毫克/升`, `毫克/千克`: how much of it is in something. A dose by weight of a person is no such thing.
fn is_concentration(rest: &str) -> bool {
    let Some(per) = rest.strip_prefix('/').or_else(|| rest.strip_prefix("每")).or_else(|| rest.strip_prefix('∕'))
    else {
        return false;
    };
    let units = ["千克", "公斤", "kg", "升", "L", "毫升", "mL", "ml", "立方米", "m³", "克", "g", "100"];
    let unit = units.iter().find(|unit| per.starts_with(**unit));
    unit.is_some_and(|unit| !per[unit.len()..].trim_start().starts_with("体重"))
}

/// A word that tells by itself, or with one of the words that its line asks for.
fn risk_word(
    statements: &Statements<'_>,
    statement: &Statement,
    risky: &[Vec<Found<'_>>],
    risk: Risk,
) -> Option<Telling> {
    let own = |entry: &Entry| entry.has(0, risk.token());
    statement.parts.iter().zip(risky).find_map(|(part, hits)| {
        hits.iter().filter(|hit| own(hit.entry)).find_map(|hit| {
            let mut told = vec![hit.entry.word.clone()];
            if !hit.entry.text(1).is_empty() {
                told.push(context(statements, statement, hit.entry)?.to_owned());
            }
            Some(Telling { span: statements.place(part, &hit.range), words: told })
        })
    })
}

fn context<'a>(statements: &Statements<'_>, statement: &Statement, entry: &'a Entry) -> Option<&'a str> {
    let holds = |word: &&str| statement.parts.iter().any(|part| statements.words(part).contains(*word));
    entry.words(1).find(holds)
}
