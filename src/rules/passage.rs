//! Every text of an article that a reviewer or a reader may meet, for the rules of text integrity.
//!
//! The body is looked at as written, which gives exact places, and once more as decoded, which shows what entities
//! hide. Front matter is walked as authored, so that a new field is covered on the day it comes.

use std::ops::Range;

use crate::diag::Diagnostic;
use crate::markup::{Event, Tag};
use crate::model::article::Asset;
use crate::model::span::Span;
use crate::model::tree::Node;

use super::{ArticleCx, Rule};

/// One text and its place.
pub(super) struct Passage<'a> {
    /// The text as a reader's program sees it.
    pub(super) text: &'a str,
    place: Place<'a>,
}

enum Place<'a> {
    /// The body as written.
    Body,
    /// A decoded part of the body, and what is written there.
    Decoded { span: Span, source: &'a str },
    /// A key or value of the front matter.
    Front(Span),
    /// The name of a file.
    Asset(&'a Asset),
}

/// Every passage of an article.
pub(super) fn passages<'a>(cx: &ArticleCx<'a>) -> Vec<Passage<'a>> {
    let body: &str = &cx.article.body.text;
    let mut found = vec![Passage { text: body, place: Place::Body }];
    let decoded = |text: &'a str, span: Span| {
        let source = body.get(span.range()).unwrap_or("");
        Passage { text, place: Place::Decoded { span, source } }
    };
    for block in &cx.document.outline.blocks {
        found.extend(block.rewritten().map(|(text, span)| decoded(text, span)));
    }
    for (event, range) in &cx.document.events {
        let span = Span::new(range.start, range.end);
        if let Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }) = event {
            found.extend([decoded(dest_url, span), decoded(title, span)]);
        }
    }
    let authored = authored(cx).into_iter();
    found.extend(authored.map(|(text, span)| Passage { text, place: Place::Front(span) }));
    found.extend(cx.article.assets.iter().map(|asset| Passage { text: &asset.name, place: Place::Asset(asset) }));
    found
}

/// Every key and value of the front matter as authored, with its place in the file.
pub(super) fn authored<'a>(cx: &ArticleCx<'a>) -> Vec<(&'a str, Span)> {
    let mut found = Vec::new();
    texts_of(cx.authored, Span::default(), &mut found);
    found
}

/// Every key and value below a node.
pub(super) fn texts_of<'a>(node: &'a Node, span: Span, found: &mut Vec<(&'a str, Span)>) {
    match node {
        Node::Scalar(text) => found.push((text, span)),
        Node::List(items) => items.iter().for_each(|item| texts_of(&item.value, item.span, found)),
        Node::Map(entries) => {
            for entry in entries {
                found.push((&entry.key.value, entry.key.span));
                texts_of(&entry.value.value, entry.value.span, found);
            }
        }
    }
}

impl Passage<'_> {
    /// Whether it is the body as written.
    pub(super) fn is_body(&self) -> bool {
        matches!(self.place, Place::Body)
    }

    /// A finding about a part of the text.
    pub(super) fn finding(
        &self,
        cx: &ArticleCx<'_>,
        rule: &Rule,
        part: Range<usize>,
        says: (String, String),
    ) -> Diagnostic {
        let (zh, en) = says;
        match self.place {
            Place::Body => rule.in_body(cx, Span::new(part.start, part.end), zh, en),
            Place::Decoded { span, .. } => rule.in_body(cx, span, zh, en),
            Place::Front(span) => rule.in_front(cx, span, zh, en),
            Place::Asset(asset) => rule.on_asset(asset, zh, en),
        }
    }

    /// Whether a part was already seen in the body as written.
    fn is_seen_before(&self, part: &str) -> bool {
        matches!(self.place, Place::Decoded { source, .. } if source.contains(part))
    }

    /// The runs of characters for which `is_bad(character before, character)` holds.
    pub(super) fn runs(&self, is_bad: impl Fn(Option<char>, char) -> bool) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        let mut before = None;
        for (at, c) in self.text.char_indices() {
            if is_bad(before, c) {
                match runs.last_mut() {
                    Some(run) if run.end == at => run.end += c.len_utf8(),
                    _ => runs.push(at..at + c.len_utf8()),
                }
            }
            before = Some(c);
        }
        runs.retain(|run| !self.is_seen_before(&self.text[run.clone()]));
        runs
    }
}

/// `U+200B U+200C …` for a run of characters that cannot be shown; four at most.
pub(super) fn code_points(run: &str) -> String {
    let mut names: Vec<String> = run.chars().take(4).map(|c| format!("U+{:04X}", u32::from(c))).collect();
    if run.chars().count() > names.len() {
        names.push("…".to_owned());
    }
    names.join(" ")
}
