//! Text to a tree of strings with the place of every key and value (the only serde_yaml).
//!
//! The tree is built from the parser's events, not through serde: only events tell a plain scalar from a quoted
//! one and give the place of anchors, tags and aliases, which this schema refuses.
//! Deliberately absent: types, words for people, and any repair.

use serde_yaml::granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span as RawSpan, StrInput, options};

use crate::model::span::{Span, Spanned};
use crate::model::tree::{Entry, Node};

/// How large a document may be. There are no aliases, so the tree never outgrows its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes of YAML.
    pub(super) bytes: usize,
    /// Scalars, lists and mappings.
    pub(super) nodes: usize,
    /// Nesting of block and, apart from it, of flow collections.
    pub(super) depth: usize,
}

impl Limits {
    /// Front matter: some ten times the longest seen.
    pub(super) const ARTICLE: Self = Self { bytes: 64 << 10, nodes: 2_000, depth: 16 };
    /// Settings: a province lists over a thousand experts with keys and accounts.
    pub(super) const SETTINGS: Self = Self { bytes: 4 << 20, nodes: 400_000, depth: 16 };
}

/// What was read.
#[derive(Debug)]
pub(super) struct Tree {
    /// The root; an empty mapping when there is nothing.
    pub(super) root: Spanned<Node>,
    /// Well-formed YAML that the subset refuses, in file order.
    pub(super) marks: Vec<Mark>,
}

/// Something the subset refuses.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) kind: MarkKind,
    pub(super) span: Span,
}

/// Kinds of [`Mark`].
#[derive(Debug, PartialEq, Eq)]
pub(super) enum MarkKind {
    /// `&name`.
    Anchor,
    /// `*name`.
    Alias,
    /// `!tag`.
    Tag,
    /// `<<:`.
    Merge,
    /// A second document.
    Document,
    /// A key that is a list or a mapping.
    ComplexKey,
    /// The same key again; the place of the first.
    Duplicate(Span),
    /// A ` #` that cut a value short although it hardly meant a comment.
    CutByHash,
}

/// Why the text is no YAML, and the byte at which the parser noticed.
#[derive(Debug)]
pub(super) struct Slip {
    pub(super) kind: SlipKind,
    pub(super) at: usize,
}

/// Kinds of [`Slip`], as far as people need them told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SlipKind {
    /// A quote is not closed.
    Quote,
    /// Text after a closing quote.
    AfterQuote,
    /// An escape in double quotes that does not exist.
    Escape,
    /// A bracket is not closed, or closed by another.
    Bracket,
    /// A comma or colon is missing between brackets.
    Separator,
    /// A line that is neither `key: value` nor part of one.
    NotAKey,
    /// A colon where none can be.
    Colon,
    /// Indentation.
    Indent,
    /// `- ` where a list cannot begin.
    Item,
    /// A character no value can begin with.
    Reserved(char),
    /// `%YAML` and the like.
    Directive,
    /// Nested too deeply.
    Depth,
    /// Too many values.
    Size,
    /// Anything else.
    Other,
}

/// Parses `text`, which begins at byte `base` of its file.
pub(super) fn tree(text: &str, base: usize, limits: Limits) -> Result<Tree, Slip> {
    if text.len() > limits.bytes {
        return Err(Slip { kind: SlipKind::Size, at: base });
    }
    let settings = options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        emit_comments: false,
        disallow_directives: true,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
    };
    let parser = Parser::new_from_str_with_options(text, settings);
    let mut builder = Builder { text, base, parser, nodes_left: limits.nodes, marks: Vec::new() };
    let root = builder.document()?;
    builder.marks.sort_by_key(|mark| mark.span);
    Ok(Tree { root, marks: builder.marks })
}

struct Builder<'t> {
    text: &'t str,
    base: usize,
    parser: Parser<'t, StrInput<'t>>,
    nodes_left: usize,
    marks: Vec<Mark>,
}

impl<'t> Builder<'t> {
    fn document(&mut self) -> Result<Spanned<Node>, Slip> {
        let mut root = None;
        let mut end = 0..0;
        while let Some((event, raw)) = self.next()? {
            match event {
                Event::StreamStart | Event::StreamEnd => {}
                Event::DocumentEnd => end = self.bytes(&raw),
                Event::DocumentStart(..) if root.is_some() => {
                    let own = self.bytes(&raw);
                    let range = if own.is_empty() { end } else { own };
                    self.mark(MarkKind::Document, self.span(range));
                    break;
                }
                Event::DocumentStart(..) => {}
                event => root = Some(self.node(event, &raw)?),
            }
        }
        let nothing = Span::new(self.base, self.base);
        Ok(root.unwrap_or_else(|| Spanned::new(Node::Map(Vec::new()), nothing)))
    }

    /// The next event that is no anchor; anchors are marked on the way.
    fn next(&mut self) -> Result<Option<(Event<'t>, RawSpan)>, Slip> {
        loop {
            match self.parser.next_event() {
                None => return Ok(None),
                Some(Err(error)) => return Err(self.slip(&error)),
                Some(Ok((Event::Anchor(..), raw))) => self.mark(MarkKind::Anchor, self.span(self.bytes(&raw))),
                Some(Ok(found)) => return Ok(Some(found)),
            }
        }
    }

    fn node(&mut self, event: Event<'t>, raw: &RawSpan) -> Result<Spanned<Node>, Slip> {
        let range = self.bytes(raw);
        let Some(left) = self.nodes_left.checked_sub(1) else {
            return Err(Slip { kind: SlipKind::Size, at: self.base + range.start });
        };
        self.nodes_left = left;
        if let Some(tag) = raw.tag_span() {
            self.mark(MarkKind::Tag, self.span(self.bytes(&tag)));
        }
        match event {
            Event::Scalar(text, style, ..) => Ok(self.scalar(&text, style, range)),
            Event::SequenceStart(..) => self.list(range),
            Event::MappingStart(..) => self.map(range),
            _ => {
                let span = self.span(range.clone());
                self.mark(MarkKind::Alias, span);
                Ok(Spanned::new(Node::Scalar(self.text[range].to_owned()), span))
            }
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, range: std::ops::Range<usize>) -> Spanned<Node> {
        let written = self.text[range.clone()].trim_end();
        let span = self.span(range.start..range.start + written.len());
        // The parser gives an absent value as `~`; here it is the empty text, and a written `~` is a tilde.
        let absent = style == ScalarStyle::Plain && written.is_empty();
        if style == ScalarStyle::Plain && !absent {
            self.look_for_cut(range.start + written.len());
        }
        let text = if absent { String::new() } else { text.to_owned() };
        Spanned::new(Node::Scalar(text), span)
    }

    /// `得分 #1` ends before the `#`; a comment proper has a space after it.
    fn look_for_cut(&mut self, end: usize) {
        let rest = self.text[end..].split('\n').next().unwrap_or_default();
        let comment = rest.trim_start();
        let means_text = comment.strip_prefix('#').and_then(|after| after.chars().next());
        if rest.len() > comment.len() && means_text.is_some_and(|c| !matches!(c, ' ' | '\t' | '#')) {
            let start = end + rest.len() - comment.len();
            self.mark(MarkKind::CutByHash, self.span(start..end + rest.trim_end().len()));
        }
    }

    fn list(&mut self, open: std::ops::Range<usize>) -> Result<Spanned<Node>, Slip> {
        let mut items = Vec::new();
        let mut end = open.end;
        loop {
            match self.next()? {
                Some((Event::SequenceEnd, raw)) => {
                    return Ok(Spanned::new(Node::List(items), self.span(open.start..self.end_of(&raw, end))));
                }
                Some((event, raw)) => {
                    let item = self.node(event, &raw)?;
                    end = end.max(item.span.end as usize - self.base);
                    items.push(item);
                }
                None => return Err(Slip { kind: SlipKind::Other, at: self.base + end }),
            }
        }
    }

    fn map(&mut self, open: std::ops::Range<usize>) -> Result<Spanned<Node>, Slip> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut end = open.end;
        loop {
            let (event, raw) = match self.next()? {
                Some((Event::MappingEnd, raw)) => {
                    return Ok(Spanned::new(Node::Map(entries), self.span(open.start..self.end_of(&raw, end))));
                }
                Some(found) => found,
                None => return Err(Slip { kind: SlipKind::Other, at: self.base + end }),
            };
            let key = self.node(event, &raw)?;
            let Some((event, raw)) = self.next()? else {
                return Err(Slip { kind: SlipKind::Other, at: key.span.end as usize });
            };
            let value = self.node(event, &raw)?;
            end = end.max(value.span.end.max(key.span.end) as usize - self.base);
            self.enter(&mut entries, key, value);
        }
    }

    /// Adds an entry; of equal keys the first counts, so that what follows is never ambiguous.
    fn enter(&mut self, entries: &mut Vec<Entry>, key: Spanned<Node>, value: Spanned<Node>) {
        let Node::Scalar(name) = key.value else {
            self.mark(MarkKind::ComplexKey, key.span);
            return;
        };
        if name == "<<" {
            self.mark(MarkKind::Merge, key.span);
        } else if let Some(first) = entries.iter().find(|entry| entry.key.value == name) {
            self.mark(MarkKind::Duplicate(first.key.span), key.span);
        } else {
            entries.push(Entry { key: Spanned::new(name, key.span), value });
        }
    }

    /// A flow collection ends with its bracket, a block collection with its last value.
    fn end_of(&self, raw: &RawSpan, last: usize) -> usize {
        let close = self.bytes(raw);
        if close.is_empty() { last } else { close.end }
    }

    fn mark(&mut self, kind: MarkKind, span: Span) {
        self.marks.push(Mark { kind, span });
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.base + range.start, self.base + range.end)
    }

    /// The parser's own range, held inside the text and on character boundaries whatever it says.
    fn bytes(&self, raw: &RawSpan) -> std::ops::Range<usize> {
        let range = raw.byte_range().unwrap_or(0..0);
        let (start, end) = (self.boundary(range.start), self.boundary(range.end));
        start..end.max(start)
    }

    fn boundary(&self, at: usize) -> usize {
        self.text.floor_char_boundary(at)
    }

    fn slip(&self, error: &ScanError) -> Slip {
        let at = self.base + self.boundary(error.marker().byte_offset().unwrap_or(0));
        Slip { kind: kind_of(error.kind()), at }
    }
}

fn kind_of(kind: &ErrorKind) -> SlipKind {
    use ErrorKind as K;
    match kind {
        K::UnclosedQuotedScalar | K::DocumentIndicatorInQuotedScalar | K::InvalidQuotedScalarIndent => SlipKind::Quote,
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => SlipKind::AfterQuote,
        K::UnknownQuotedScalarEscape
        | K::InvalidQuotedScalarHexEscape
        | K::InvalidLowSurrogateHexEscape
        | K::InvalidLowSurrogate
        | K::MissingLowSurrogate
        | K::UnpairedLowSurrogate
        | K::InvalidUnicodeEscape => SlipKind::Escape,
        K::UnclosedFlowCollection { .. }
        | K::UnexpectedEofFlowSequence
        | K::UnexpectedEofFlowMapping
        | K::UnexpectedEofImplicitFlowMapping
        | K::MisplacedFlowCollectionEnd
        | K::MismatchedFlowCollectionEnd { .. } => SlipKind::Bracket,
        K::ExpectedFlowMappingSeparator
        | K::ExpectedFlowSequenceSeparator
        | K::FlowMappingValueAdjacentCollection
        | K::InvalidFlowScalarIndent => SlipKind::Separator,
        K::SimpleKeyExpected | K::InvalidSimpleKey | K::ExpectedBlockMappingKey => SlipKind::NotAKey,
        K::MappingValueNotAllowed | K::InvalidColonPlacement | K::InvalidMappingValueWhitespace => SlipKind::Colon,
        K::InvalidIndentation | K::InvalidBlockScalarIndent | K::ExpectedBlockSequenceEntry => SlipKind::Indent,
        K::BlockSequenceEntryNotAllowed | K::BlockEntryInFlowCollection | K::InvalidBlockEntryWhitespace => {
            SlipKind::Item
        }
        K::UnexpectedCharacter { character } => SlipKind::Reserved(*character),
        K::DirectiveDisallowed | K::MissingDirectiveName | K::InvalidDirectiveName => SlipKind::Directive,
        K::RecursionLimitExceeded => SlipKind::Depth,
        _ => SlipKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Tree {
        tree(text, 0, Limits::ARTICLE).expect("well formed")
    }

    fn scalars(node: &Spanned<Node>, out: &mut Vec<(String, Span)>) {
        match &node.value {
            Node::Scalar(text) => out.push((text.clone(), node.span)),
            Node::List(items) => items.iter().for_each(|item| scalars(item, out)),
            Node::Map(entries) => entries.iter().for_each(|entry| {
                out.push((entry.key.value.clone(), entry.key.span));
                scalars(&entry.value, out);
            }),
        }
    }

    #[test]
    fn scalars_stay_what_was_written() {
        let text = "a: no\nb: 0755\nc: 2026-03-01\nd: 1e3\ne: ~\nf: null\ng:\nh: 'it''s'\ni: \"\\u9ad8\"\nj: |\n  一行\n  两行\nk: [12:30, true, '']\n";
        let mut found = Vec::new();
        scalars(&read(text).root, &mut found);
        let values: Vec<&str> = found.iter().map(|(value, _)| value.as_str()).collect();
        assert_eq!(
            values,
            [
                "a",
                "no",
                "b",
                "0755",
                "c",
                "2026-03-01",
                "d",
                "1e3",
                "e",
                "~",
                "f",
                "null",
                "g",
                "",
                "h",
                "it's",
                "i",
                "高",
                "j",
                "一行\n两行\n",
                "k",
                "12:30",
                "true",
                ""
            ]
        );
        for (value, span) in &found {
            let written = &text[span.range()];
            assert!(
                written.contains(value.as_str()) || written.starts_with(['\'', '"', '一']),
                "{value:?} {written:?}"
            );
        }
    }

    #[test]
    fn collections_know_their_whole_place() {
        let text = "a:\n  - x\n  - {b: c, d: [e]}\n\nf: 1\n";
        let root = read(text).root;
        let place = |key: &str| root.value.get(key).map(|entry| &text[entry.value.span.range()]);
        assert_eq!(place("a"), Some("- x\n  - {b: c, d: [e]}"));
        let shifted = tree("f: 1\n", 100, Limits::ARTICLE).expect("well formed").root;
        assert_eq!(shifted.value.get("f").map(|entry| entry.value.span), Some(Span::new(103, 104)));
    }

    #[test]
    fn marks_everything_outside_the_subset() {
        let text = "a: &x 1\nb: *x\nc: !!str 1\nd: {q: 1, q: 2}\n<<: {z: 1}\n[k]: v\na: 3\ne: 得分 #1\ng: v # fine\n";
        let marks: Vec<_> =
            read(text).marks.into_iter().map(|mark| (text[mark.span.range()].to_owned(), mark.kind)).collect();
        assert_eq!(
            marks,
            [
                ("&x".to_owned(), MarkKind::Anchor),
                ("*x".to_owned(), MarkKind::Alias),
                ("!!str".to_owned(), MarkKind::Tag),
                ("q".to_owned(), MarkKind::Duplicate(Span::new(29, 30))),
                ("<<".to_owned(), MarkKind::Merge),
                ("[k]".to_owned(), MarkKind::ComplexKey),
                ("a".to_owned(), MarkKind::Duplicate(Span::new(0, 1))),
                ("#1".to_owned(), MarkKind::CutByHash),
            ]
        );
        assert_eq!(read("a: 1\n---\nb: 2\n").marks[0].kind, MarkKind::Document);
        assert_eq!(read("a: 1\n...\nb: 2\n").marks[0].span, Span::new(5, 8));
    }

    #[test]
    fn bombs_end_early() {
        let deep = format!("a: {}{}\n", "[".repeat(40), "]".repeat(40));
        assert_eq!(tree(&deep, 0, Limits::ARTICLE).map(|_| ()).map_err(|slip| slip.kind), Err(SlipKind::Depth));
        let wide = format!("a: [{}]\n", "x,".repeat(3_000));
        assert_eq!(tree(&wide, 0, Limits::ARTICLE).map(|_| ()).map_err(|slip| slip.kind), Err(SlipKind::Size));
        assert!(tree("", 0, Limits::ARTICLE).is_ok_and(|tree| tree.root.value == Node::Map(Vec::new())));
    }

    proptest::proptest! {
        #[test]
        fn every_span_is_a_slice(text in "([a-c:,\\[\\]{}\"' \n\t#&*!|>-]|高|：){0,60}") {
            if let Ok(tree) = tree(&text, 0, Limits::ARTICLE) {
                let mut found = Vec::new();
                scalars(&tree.root, &mut found);
                for (_, span) in found {
                    proptest::prop_assert!(text.get(span.range()).is_some());
                }
                for mark in tree.marks {
                    proptest::prop_assert!(text.get(mark.span.range()).is_some());
                }
            }
        }
    }
}
