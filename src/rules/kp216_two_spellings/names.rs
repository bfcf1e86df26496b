//! What looks like the name of a programme or a document.

use std::ops::Range;

use crate::markup::hanzi::is_han;

use super::super::prose::Prose;

/// How a name is known to be one. Only names of one kind are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// In 《》.
    Document,
    /// In quotation marks.
    Quoted,
    /// The last characters before 计划, 行动 and the like.
    Loose,
}

/// A name and its place.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// Number of the text it stands in.
    pub(super) unit: usize,
    pub(super) part: Range<usize>,
    /// Characters at the end that are the same in every such name.
    suffix: usize,
}

/// Words that end the name of a programme.
const ENDINGS: &[&str] = &["行动", "计划", "工程", "规划", "纲要", "专项", "条例", "办法", "方案", "大赛", "论坛"];

/// Characters of a loose name before its ending: enough that two programmes hardly share four of them.
const LOOSE: usize = 5;

/// Differences in the first of these are what the sentence says of the programme: 推动…, 实施….
const LOOSE_HEAD: usize = 2;

/// Shorter titles differ in one character by chance.
const SHORTEST_TITLE: usize = 6;

/// Longer quotations are sentences.
const LONGEST: usize = 40;

/// Every name of a text.
pub(super) fn names(unit: usize, text: &Prose<'_>) -> Vec<Name> {
    let mut found = Vec::new();
    for (open, close, kind) in [('《', '》', Kind::Document), ('“', '”', Kind::Quoted), ('「', '」', Kind::Quoted)]
    {
        for part in between(text.text, open, close) {
            let inner = &text.text[part.clone()];
            let suffix = match kind {
                Kind::Document => (inner.chars().count() >= SHORTEST_TITLE).then_some(0),
                _ => ending(inner, &text.text[part.end + close.len_utf8()..]),
            };
            let sound = inner.chars().count() <= LONGEST && !text.is_code(part.start);
            if let Some(suffix) = suffix.filter(|_| sound) {
                found.push(Name { kind, text: inner.to_owned(), unit, part, suffix });
            }
        }
    }
    found.extend(loose(text.text).into_iter().filter(|part| !text.is_code(part.start)).map(|part| Name {
        kind: Kind::Loose,
        text: text.text[part.clone()].to_owned(),
        unit,
        part,
        suffix: 2,
    }));
    found
}

fn between(text: &str, open: char, close: char) -> Vec<Range<usize>> {
    let parts = text.match_indices(open).filter_map(|(at, _)| {
        let start = at + open.len_utf8();
        let end = start + text[start..].find([open, close])?;
        text[end..].starts_with(close).then_some(start..end)
    });
    parts.collect()
}

/// Characters that the ending takes inside the quotation; nothing when it names no programme.
fn ending(inner: &str, after: &str) -> Option<usize> {
    let inside = ENDINGS.iter().any(|ending| inner.ends_with(ending));
    let own = if inside { 2 } else { 0 };
    let is_name = inside || ENDINGS.iter().any(|ending| after.starts_with(ending));
    let stem = inner.chars().count().saturating_sub(own);
    (is_name && stem >= 2 && inner.chars().all(|c| is_han(c) || c.is_ascii_alphanumeric())).then_some(own)
}

/// The last characters of unquoted names, with the ending.
fn loose(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for ending in ENDINGS.iter().take(5) {
        for (at, _) in text.match_indices(ending) {
            let stem: Vec<(usize, char)> = text[..at].char_indices().rev().take(LOOSE).collect();
            if stem.len() == LOOSE && stem.iter().all(|&(_, c)| is_han(c)) {
                found.extend(stem.last().map(|&(start, _)| start..at + ending.len()));
            }
        }
    }
    found
}

impl Name {
    /// The name without each character that may differ, with the place of that character.
    pub(super) fn holes(&self) -> Vec<(usize, String)> {
        let chars: Vec<char> = self.text.chars().collect();
        let first = if self.kind == Kind::Loose { LOOSE_HEAD } else { 0 };
        let last = chars.len().saturating_sub(self.suffix);
        let without = |hole: usize| chars.iter().enumerate().filter(move |(at, _)| *at != hole).map(|(_, c)| *c);
        (first..last).filter(|&hole| is_han(chars[hole])).map(|hole| (hole, without(hole).collect())).collect()
    }
}

/// Characters that tell two things of one kind apart; 规划 and 计划 of one name are two documents.
const COUNTED: &str =
    "一二三四五六七八九十百千甲乙丙丁上中下前后东西南北左右省市县区乡镇村国新旧老大小男女早晚春夏秋冬规计";

/// Whether two names differ as the first from the second: by number, place, level or season.
pub(super) fn are_counted(one: &Name, other: &Name, at: usize) -> bool {
    let counts = |name: &Name| name.text.chars().nth(at).is_some_and(|c| COUNTED.contains(c));
    counts(one) && counts(other)
}
