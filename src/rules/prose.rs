//! What a reader reads as running text: titles, summaries, the claim, and every block of prose, for proofreading.

use std::ops::Range;

use crate::diag::Diagnostic;
use crate::markup::outline::{Block, BlockKind};
use crate::model::span::{Span, Spanned};

use super::{ArticleCx, Rule};

/// One text and its place.
pub(super) struct Prose<'a> {
    /// The text as shown; citations `[^s1]` are still in it.
    pub(super) text: &'a str,
    place: Place<'a>,
}

enum Place<'a> {
    Block(&'a Block),
    Front(Span),
}

/// Every text of an article, front matter first, in reading order.
pub(super) fn prose<'a>(cx: &ArticleCx<'a>) -> Vec<Prose<'a>> {
    let front = &cx.article.front;
    let own = front.editions.values().flat_map(|words| [&words.title, &words.summary]).flatten();
    let claim = front.claim.iter().flat_map(|claim| [&claim.text, &claim.conclusion]);
    let fields = [&front.title, &front.summary].into_iter().chain(own).chain(claim);
    let field = |Spanned { value, span }: &'a Spanned<String>| Prose { text: value, place: Place::Front(*span) };
    let blocks = cx.document.outline.blocks.iter().filter(|block| block.kind.is_prose());
    fields.map(field).chain(blocks.map(|block| Prose { text: &block.text, place: Place::Block(block) })).collect()
}

impl Prose<'_> {
    /// What kind of block it is; nothing for the front matter.
    pub(super) fn kind(&self) -> Option<BlockKind> {
        match self.place {
            Place::Block(block) => Some(block.kind),
            Place::Front(_) => None,
        }
    }

    /// Whether the byte at this place stands in code.
    pub(super) fn is_code(&self, at: usize) -> bool {
        matches!(self.place, Place::Block(block) if block.is_code(at))
    }

    /// The place of a part in the file. A field of the front matter is one place.
    pub(super) fn span(&self, cx: &ArticleCx<'_>, part: Range<usize>) -> Span {
        match self.place {
            Place::Block(block) => block.place(part.start, part.end).shifted(cx.article.body.offset),
            Place::Front(span) => span,
        }
    }

    /// What is written in the body where a part stands; nothing for the front matter.
    pub(super) fn source<'c>(&self, cx: &'c ArticleCx<'_>, part: Range<usize>) -> Option<&'c str> {
        let Place::Block(block) = self.place else { return None };
        cx.article.body.text.get(block.place(part.start, part.end).range())
    }

    /// A finding about a part of the text.
    pub(super) fn finding(
        &self,
        cx: &ArticleCx<'_>,
        rule: &Rule,
        part: Range<usize>,
        (zh, en): (String, String),
    ) -> Diagnostic {
        rule.in_front(cx, self.span(cx, part), zh, en)
    }
}
