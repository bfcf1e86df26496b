//! The Markdown of an article, with every included file in its place.

use std::sync::Arc;

use super::path::SourcePath;
use super::span::Span;

/// Markdown text and where it begins in its file.
#[derive(Clone, Debug, Hash)]
pub struct Body {
    /// What a reader gets: the bytes after the closing `---` line with every included file in its place.
    pub text: Arc<str>,
    /// The same as authored, where an included file is a link; its digest and its small fixes are about this.
    pub authored: Arc<str>,
    /// Byte offset of the text in the normalised file: add it to a span of the body to get a span of the file.
    pub offset: u32,
    /// The included files, in order.
    pub parts: Vec<Part>,
}

/// An included file in a body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    /// The file.
    pub source: SourcePath,
    /// Its text in [`Body::text`].
    pub at: Span,
    /// What it takes the place of in [`Body::authored`].
    pub removed: Span,
}

impl Body {
    /// A body that includes nothing.
    #[must_use]
    pub fn plain(text: &str, offset: u32) -> Self {
        let text: Arc<str> = text.into();
        Self { authored: text.clone(), text, offset, parts: Vec::new() }
    }

    /// The file and the place in it of a span of the text, which counts from the start of the article's file: the
    /// article's own file when there is none.
    #[must_use]
    pub fn authored_place(&self, span: Span) -> (Option<&SourcePath>, Span) {
        let Some(start) = span.start.checked_sub(self.offset) else { return (None, span) };
        let before = self.parts.partition_point(|part| part.at.start <= start);
        let Some(part) = before.checked_sub(1).and_then(|last| self.parts.get(last)) else { return (None, span) };
        let end = span.end - self.offset;
        if start < part.at.end {
            let inner = Span { start: start - part.at.start, end: end.min(part.at.end) - part.at.start };
            return (Some(&part.source), inner);
        }
        let after = |at: u32| part.removed.end + at.saturating_sub(part.at.end + JOINT);
        (None, Span { start: after(start), end: after(end) }.shifted(self.offset))
    }

    /// The place in the text of a span of a file: the article's own, or an included one.
    #[must_use]
    pub fn place_of(&self, included: Option<&SourcePath>, span: Span) -> Option<Span> {
        if let Some(source) = included {
            let part = self.parts.iter().find(|part| part.source == *source)?;
            return Some(span.shifted(part.at.start));
        }
        let (start, end) = (span.start.checked_sub(self.offset)?, span.end.checked_sub(self.offset)?);
        let before = self.parts.partition_point(|part| part.removed.end <= start);
        let Some(part) = before.checked_sub(1).and_then(|last| self.parts.get(last)) else {
            return Some(Span { start, end });
        };
        let after = |at: u32| part.at.end + JOINT + (at - part.removed.end);
        Some(Span { start: after(start), end: after(end) })
    }
}

/// Bytes between an included file and what follows it.
pub const JOINT: u32 = 2;
