//! Emphasis beside Chinese punctuation, as the author meant it: `**锈病。**发病` is bold, not asterisks.
//!
//! CommonMark decides whether a run of `*` opens or closes from the characters on both sides, and counts `。` as it
//! counts `.`: punctuation inside and a letter outside means "no end of a word here". Chinese has no spaces between
//! words, so the rule misfires. The amendment for Chinese, Japanese and Korean (commonmark-spec #650) mends it, and
//! released pulldown-cmark does not know it. So a sign of punctuation that the body does not use is put *outside* such
//! a run, between it and the letter: to the parser that is a border. Every trace of the sign is taken from the events
//! again, and every range is moved back, so that nobody after this module can tell.
//!
//! The sign stands between a letter and a run of `*` or `~~`, so it cannot touch an escape, an entity, a code mark, a
//! bracket, a table border or the start of a line. To be deleted when the crate's own option is released.

mod flank;
mod misread;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};

use super::Ranged;
use flank::Side;

pub use misread::{Edit, Misread, misread};

/// A body with its signs, and the way back.
pub(super) struct Prepared<'a> {
    text: Cow<'a, str>,
    sign: char,
    /// Where each sign stands in `text`, ascending.
    signs: Vec<usize>,
}

/// Puts a sign beside every run that the parser would misread.
pub(super) fn prepare(body: &str) -> Prepared<'_> {
    let places: Vec<usize> = flank::runs(body).filter_map(|run| place(body, &run)).collect();
    let sign = if places.is_empty() { None } else { unused_sign(body) };
    match sign {
        Some(sign) => with_signs(body, sign, &places),
        None => Prepared { text: Cow::Borrowed(body), sign: '\0', signs: Vec::new() },
    }
}

fn place(body: &str, run: &Range<usize>) -> Option<usize> {
    flank::misread_side(body, run).map(|side| match side {
        Side::Before => run.start,
        Side::After => run.end,
    })
}

fn with_signs<'a>(body: &'a str, sign: char, places: &[usize]) -> Prepared<'a> {
    let mut text = String::with_capacity(body.len() + places.len() * sign.len_utf8());
    let mut signs = Vec::with_capacity(places.len());
    let mut from = 0;
    for &place in places {
        text.push_str(&body[from..place]);
        signs.push(text.len());
        text.push(sign);
        from = place;
    }
    text.push_str(&body[from..]);
    Prepared { text: Cow::Owned(text), sign, signs }
}

/// A sign of the Phaistos disc, which nobody can read: the first that the body neither holds nor writes as a number.
///
/// A body that uses all of them keeps its asterisks.
fn unused_sign(body: &str) -> Option<char> {
    let numbers = numeric_references(body);
    ('\u{101D0}'..='\u{101FC}').find(|sign| !body.contains(*sign) && !numbers.contains(&u32::from(*sign)))
}

/// The numbers of `&#65;` and `&#x41;`.
fn numeric_references(body: &str) -> Vec<u32> {
    let number = |text: &str| {
        let digits = text.get(..text.find(';')?)?;
        match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        }
    };
    body.split("&#").skip(1).filter_map(number).collect()
}

impl Prepared<'_> {
    /// What the parser is to read.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A range of the body from a range of the prepared text.
    pub(super) fn original(&self, range: &Range<usize>) -> Range<usize> {
        self.place(range.start)..self.place(range.end)
    }

    fn place(&self, at: usize) -> usize {
        let n_before = self.signs.partition_point(|&sign| sign < at);
        at - n_before * self.sign.len_utf8()
    }

    /// An event of the prepared text as an event of the body.
    pub(super) fn restored(&self, event: Event<'_>, range: &Range<usize>) -> Ranged {
        let mut event = event.into_static();
        if !self.signs.is_empty() {
            self.clear(&mut event);
        }
        (event, self.original(range))
    }

    fn clear(&self, event: &mut Event<'static>) {
        match event {
            Event::Text(text)
            | Event::Code(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text)
            | Event::Start(Tag::FootnoteDefinition(text) | Tag::CodeBlock(CodeBlockKind::Fenced(text))) => {
                self.clear_text(text);
            }
            Event::Start(Tag::Link { dest_url, title, id, .. } | Tag::Image { dest_url, title, id, .. }) => {
                [dest_url, title, id].into_iter().for_each(|text| self.clear_text(text));
            }
            _ => {}
        }
    }

    fn clear_text(&self, text: &mut CowStr<'static>) {
        if text.contains(self.sign) {
            *text = CowStr::from(text.replace(self.sign, ""));
        }
    }
}
