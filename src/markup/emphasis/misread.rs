//! Emphasis that kepu shows as meant and a forge shows as asterisks, and how its punctuation would move out of the marks.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::flank::{Side, is_punctuation, misread_side, run_at};
use crate::markup::citation::citations;
use crate::markup::{Document, Ranged};
use crate::model::span::Span;

/// One emphasis that stands only by the amendment for Chinese.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// From its first to its last mark, in the body.
    pub span: Span,
    /// The changes after which every Markdown program reads it alike: marks and punctuation change places, no
    /// character is added or lost. Empty when that would tear brackets apart or when no punctuation is to be moved.
    pub edits: Vec<Edit>,
}

/// A part of the body and what is to stand there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The part.
    pub span: Span,
    /// The new text.
    pub text: String,
}

impl Misread {
    /// How the emphasis would stand in the body, or nothing when there are no edits.
    #[must_use]
    pub fn rewritten(&self, body: &str) -> Option<String> {
        let mut text = String::new();
        let mut from = self.span.range().start;
        for edit in &self.edits {
            text.push_str(body.get(from..edit.span.range().start)?);
            text.push_str(&edit.text);
            from = edit.span.range().end;
        }
        text.push_str(body.get(from..self.span.range().end)?);
        (!self.edits.is_empty()).then_some(text)
    }
}

/// Every emphasis of a body that a forge would not see, in order; no two edits overlap.
#[must_use]
pub fn misread(document: &Document, body: &str) -> Vec<Misread> {
    let emphases: Vec<&Range<usize>> =
        document.events.iter().filter(|(event, _)| is_emphasis(event)).map(|(_, range)| range).collect();
    let mut finder = Finder { events: &document.events, body, emphases: &emphases, seen: BTreeSet::new() };
    emphases.iter().filter_map(|range| finder.examine(range)).collect()
}

fn is_emphasis(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough))
}

struct Finder<'a> {
    events: &'a [Ranged],
    body: &'a str,
    emphases: &'a [&'a Range<usize>],
    /// Starts of the runs that an emphasis around this one has answered for.
    seen: BTreeSet<usize>,
}

impl Finder<'_> {
    fn examine(&mut self, emphasis: &Range<usize>) -> Option<Misread> {
        if !matches!(self.body.as_bytes().get(emphasis.start), Some(b'*' | b'~')) {
            return None;
        }
        let (open, close) = (run_at(self.body, emphasis.start), run_at(self.body, emphasis.end - 1));
        let hidden_open = misread_side(self.body, &open) == Some(Side::Before) && self.seen.insert(open.start);
        let hidden_close = misread_side(self.body, &close) == Some(Side::After) && self.seen.insert(close.start);
        (hidden_open || hidden_close).then(|| Misread {
            span: Span::new(emphasis.start, emphasis.end),
            edits: self.edits(&open, &close, hidden_open, hidden_close).unwrap_or_default(),
        })
    }

    fn edits(&self, open: &Range<usize>, close: &Range<usize>, at_open: bool, at_close: bool) -> Option<Vec<Edit>> {
        // A run that is used up only in part would give another emphasis elsewhere.
        let whole = self.emphases.iter().any(|other| other.start == open.start)
            && self.emphases.iter().any(|other| other.end == close.end);
        let inner = self.body.get(open.end..close.start).filter(|_| whole)?;
        let leads = leading(self.text(|range| range.start == open.end).unwrap_or_default());
        let tails = trailing(self.text(|range| range.end == close.start).unwrap_or_default());
        let paired = leads.first().zip(tails.first()).is_some_and(|(lead, tail)| has_pair(lead, tail));
        let leads = candidates(leads, at_open, paired);
        let tails = candidates(tails, at_close, paired);
        let pairs = leads.iter().flat_map(|lead| tails.iter().map(move |tail| (*lead, *tail)));
        let fits = |&(lead, tail): &(&str, &str)| {
            let core = inner.get(lead.len()..inner.len().saturating_sub(tail.len())).unwrap_or_default();
            !core.is_empty() && core.trim() == core && !tears(lead, core, tail)
        };
        pairs.into_iter().find(fits).map(|(lead, tail)| self.swaps(open, close, lead, tail))
    }

    /// The text event at a place, when it stands in the body as it reads.
    fn text(&self, here: impl Fn(&Range<usize>) -> bool) -> Option<&str> {
        let (event, range) =
            self.events.iter().find(|(event, range)| matches!(event, Event::Text(_)) && here(range))?;
        let Event::Text(text) = event else { return None };
        self.body.get(range.clone()).filter(|source| **source == **text)
    }

    fn swaps(&self, open: &Range<usize>, close: &Range<usize>, lead: &str, tail: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        if !lead.is_empty() {
            let span = Span::new(open.start, open.end + lead.len());
            edits.push(Edit { span, text: format!("{lead}{}", &self.body[open.clone()]) });
        }
        if !tail.is_empty() {
            let span = Span::new(close.start - tail.len(), close.end);
            edits.push(Edit { span, text: format!("{}{tail}", &self.body[close.clone()]) });
        }
        edits
    }
}

/// Punctuation without a meaning in Markdown.
fn is_movable(c: char) -> bool {
    matches!(c, '.' | ',' | '?' | '%') || (!c.is_ascii() && is_punctuation(c))
}

/// Every piece of punctuation that could leave at the start, longest first.
fn leading(text: &str) -> Vec<&str> {
    let end = text.len() - text.trim_start_matches(is_movable).len();
    text[..end].char_indices().map(|(at, c)| &text[..at + c.len_utf8()]).rev().collect()
}

/// Every piece of punctuation that could leave at the end, longest first; a citation goes as a whole.
fn trailing(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        let citation = citations(rest).pop().filter(|(range, _)| range.end == rest.len());
        match (citation, rest.chars().next_back()) {
            (Some((range, _)), _) => rest = &rest[..range.start],
            (None, Some(c)) if is_movable(c) => rest = &rest[..rest.len() - c.len_utf8()],
            _ => break,
        }
        pieces.push(&text[rest.len()..]);
    }
    pieces.reverse();
    pieces
}

/// A side that must give something gives what it can; the other gives only the second half of a pair.
fn candidates(mut pieces: Vec<&str>, must: bool, may: bool) -> Vec<&str> {
    if !must {
        if !may {
            pieces.clear();
        }
        pieces.push("");
    }
    pieces
}

const PAIRS: [(char, char); 12] = [
    ('（', '）'),
    ('《', '》'),
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
    ('〈', '〉'),
    ('〔', '〕'),
    ('〖', '〗'),
    ('［', '］'),
    ('｛', '｝'),
];

fn has_pair(lead: &str, tail: &str) -> bool {
    PAIRS.iter().any(|&(open, close)| lead.contains(open) && tail.contains(close))
}

/// Whether a bracket that stays inside loses its other half.
fn tears(lead: &str, core: &str, tail: &str) -> bool {
    PAIRS.iter().any(|&(open, close)| {
        let count = |text: &str, wanted: char| text.chars().filter(|&c| c == wanted).count();
        let whole = format!("{lead}{core}{tail}");
        count(&whole, open) == count(&whole, close) && count(core, open) != count(core, close)
    })
}
