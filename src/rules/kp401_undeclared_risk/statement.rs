//! What an article says, one statement at a time: a sentence, or a row of a table.

use std::ops::Range;

use crate::markup::hanzi::sentences;
use crate::markup::outline::{Block, BlockKind};
use crate::model::span::{Span, Spanned};

use super::super::ArticleCx;
use super::super::folded::Folded;
use super::super::passage::texts_of;

/// Every statement with the texts it was cut from.
pub(super) struct Statements<'a> {
    texts: Vec<Text<'a>>,
    /// Statements in reading order.
    pub(super) list: Vec<Statement>,
}

/// A text of the article, folded.
struct Text<'a> {
    folded: Folded<'a>,
    place: Place<'a>,
}

enum Place<'a> {
    Front(Span),
    Body { block: &'a Block, offset: u32 },
}

/// One statement.
pub(super) struct Statement {
    /// The text and the bytes of it; more than one for the cells of a row.
    pub(super) parts: Vec<(usize, Range<usize>)>,
    /// Whether a part of the article begins with it: what was named before is not meant any more.
    pub(super) is_heading: bool,
    /// Whether it is the title: what it names is meant everywhere.
    pub(super) is_title: bool,
}

impl<'a> Statements<'a> {
    pub(super) fn of(cx: &ArticleCx<'a>) -> Self {
        let mut all = Self { texts: Vec::new(), list: Vec::new() };
        all.front(cx);
        let offset = cx.article.body.offset;
        let mut row_before = None;
        for block in &cx.document.outline.blocks {
            let text = all.add(&block.text, Place::Body { block, offset });
            let row = if let BlockKind::Cell { row } = block.kind { Some(row) } else { None };
            let parts = all.parts(text);
            if row.is_some() && row == row_before {
                all.list.last_mut().into_iter().for_each(|statement| statement.parts.extend(parts.clone()));
            } else if row.is_some() {
                all.list.push(Statement { parts, is_heading: false, is_title: false });
            } else {
                let is_heading = matches!(block.kind, BlockKind::Heading(_));
                all.list.extend(parts.into_iter().map(|part| Statement {
                    parts: vec![part],
                    is_heading,
                    is_title: false,
                }));
            }
            row_before = row;
        }
        all
    }

    /// Titles, summaries and what a rebuttal says of its rumour.
    fn front(&mut self, cx: &ArticleCx<'a>) {
        let front = &cx.article.front;
        let titles = [&front.title].into_iter().chain(front.editions.values().filter_map(|words| words.title.as_ref()));
        titles.for_each(|title| self.front_text(&title.value, title.span, true));
        let summaries = front.editions.values().filter_map(|words| words.summary.as_ref());
        [&front.summary].into_iter().chain(summaries).for_each(|text| self.front_text(&text.value, text.span, false));
        if let Some(claim) = &front.claim {
            let typed: [&Spanned<String>; 2] = [&claim.text, &claim.conclusion];
            typed.into_iter().for_each(|text| self.front_text(&text.value, text.span, false));
        }
        if let Some(evidence) = cx.authored.get("claim").and_then(|claim| claim.value.value.get("evidence")) {
            let mut says = Vec::new();
            texts_of(&evidence.value.value, evidence.value.span, &mut says);
            says.into_iter().for_each(|(text, span)| self.front_text(text, span, false));
        }
    }

    fn front_text(&mut self, text: &'a str, span: Span, is_title: bool) {
        let text = self.add(text, Place::Front(span));
        let parts = self.parts(text).into_iter();
        self.list.extend(parts.map(|part| Statement { parts: vec![part], is_heading: false, is_title }));
    }

    fn add(&mut self, text: &'a str, place: Place<'a>) -> usize {
        self.texts.push(Text { folded: Folded::new(text), place });
        self.texts.len() - 1
    }

    fn parts(&self, text: usize) -> Vec<(usize, Range<usize>)> {
        sentences(&self.texts[text].folded.text).into_iter().map(|part| (text, part)).collect()
    }

    /// The words of one part of a statement.
    pub(super) fn words(&self, (text, part): &(usize, Range<usize>)) -> &str {
        &self.texts[*text].folded.text[part.clone()]
    }

    /// Where bytes of a part's words stand in the file.
    pub(super) fn place(&self, (text, part): &(usize, Range<usize>), range: &Range<usize>) -> Span {
        let Text { folded, place } = &self.texts[*text];
        let written = folded.written(&(part.start + range.start..part.start + range.end));
        match place {
            Place::Front(span) => *span,
            Place::Body { block, offset } => block.place(written.start, written.end).shifted(*offset),
        }
    }
}
