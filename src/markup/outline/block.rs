//! The text of one smallest block and the way back from a place in it to the source.

use std::ops::Range;

use crate::markup::formula;
use crate::model::span::Span;

/// What a block of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of this level.
    Heading(u8),
    /// A paragraph, also inside a quotation or a note.
    Paragraph,
    /// The own text of a list item.
    Item,
    /// A table cell; cells of one row share the number, which counts all rows of the body from 1.
    Cell {
        /// Number of the row.
        row: u32,
    },
    /// A term or a meaning of a definition list.
    Term,
    /// The words of a line `::: 步骤 …`.
    Label,
    /// A code block.
    Code,
    /// The alternative text of a picture.
    Alt,
}

impl BlockKind {
    /// Whether a reader reads it as running text.
    #[must_use]
    pub fn is_prose(self) -> bool {
        !matches!(self, Self::Code | Self::Alt)
    }
}

/// One smallest block that holds text.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// From its first to its last character in the body.
    pub span: Span,
    /// Decoded text: entities and escapes resolved, marks gone, citations `[^s1]` kept.
    pub text: String,
    pieces: Vec<Piece>,
    /// Bytes of the text that are formulas.
    formulas: Vec<Range<usize>>,
}

/// A run of the text that came from one place.
#[derive(Clone, Copy, Debug)]
struct Piece {
    at: usize,
    span: Span,
    is_verbatim: bool,
    is_code: bool,
}

impl Block {
    pub(super) fn new(kind: BlockKind) -> Self {
        Self { kind, span: Span::default(), text: String::new(), pieces: Vec::new(), formulas: Vec::new() }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Adds text that came from `span`, where `source` is what stands there.
    pub(super) fn push(&mut self, text: &str, span: Span, source: &str, is_code: bool) {
        if text.is_empty() {
            return;
        }
        let inner = if is_code { source.find(text) } else { (source == text).then_some(0) };
        let place = match inner {
            Some(at) => Span::new(span.range().start + at, span.range().start + at + text.len()),
            None => span,
        };
        if self.pieces.is_empty() {
            self.span = place;
        }
        self.span.end = self.span.end.max(place.end);
        self.pieces.push(Piece { at: self.text.len(), span: place, is_verbatim: inner.is_some(), is_code });
        self.text.push_str(text);
    }

    /// Adds the source of a formula. It counts as code: no rule reads it as words.
    pub(super) fn push_formula(&mut self, latex: &str, span: Span, source: &str) {
        self.formulas.push(self.text.len()..self.text.len() + latex.len());
        self.push(latex, span, source, true);
    }

    /// The text as it is said: a formula by its source when that can be read, else by the word for it.
    #[must_use]
    pub fn spoken(&self) -> String {
        let mut spoken = String::with_capacity(self.text.len());
        let mut from = 0;
        for formula in &self.formulas {
            spoken.push_str(&self.text[from..formula.start]);
            spoken.push_str(formula::spoken(&self.text[formula.clone()]));
            from = formula.end;
        }
        spoken + &self.text[from..]
    }

    /// The place in the body of bytes `start..end` of the text.
    #[must_use]
    pub fn place(&self, start: usize, end: usize) -> Span {
        let (Some(first), Some(last)) = (self.piece(start), self.piece(end.saturating_sub(1).max(start))) else {
            return self.span;
        };
        let from =
            if first.is_verbatim { first.span.range().start + (start - first.at) } else { first.span.range().start };
        let to = if last.is_verbatim { last.span.range().start + (end - last.at) } else { last.span.range().end };
        Span::new(from, to.min(last.span.range().end).max(from))
    }

    /// Whether the byte at this place of the text stands in code.
    #[must_use]
    pub fn is_code(&self, at: usize) -> bool {
        self.kind == BlockKind::Code || self.piece(at).is_some_and(|piece| piece.is_code)
    }

    /// Each run of the text whose source is written otherwise (an entity, a folded line), with its place.
    pub fn rewritten(&self) -> impl Iterator<Item = (&str, Span)> {
        let ends = self.pieces.iter().skip(1).map(|piece| piece.at).chain([self.text.len()]);
        let pieces = self.pieces.iter().zip(ends).filter(|(piece, _)| !piece.is_verbatim);
        pieces.map(|(piece, end)| (&self.text[piece.at..end], piece.span))
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.at <= at);
        self.pieces.get(after.checked_sub(1)?)
    }
}
