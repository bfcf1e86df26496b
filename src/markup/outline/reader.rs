//! One walk over the events of a body, before texts are merged, so that every piece knows its own place.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::{Block, BlockKind, Definition, Heading, Image, Link, Outline};
use crate::markup::Ranged;
use crate::markup::citation::without_citations;
use crate::markup::formula::spoken;
use crate::markup::pinyin::slug;
use crate::model::span::{Span, Spanned};

/// Reads the outline of a body.
///
/// `labels` are the thematic breaks that stand for a line of colons, with the place of its words.
pub(in crate::markup) fn read(
    events: &[Ranged],
    definitions: Vec<Definition>,
    labels: BTreeMap<usize, Option<Span>>,
    body: &str,
) -> Outline {
    let outline = Outline { definitions, ..Outline::default() };
    let mut reader = Reader { outline, body, labels, ..Reader::default() };
    for (event, range) in events {
        reader.event(event, range);
    }
    reader.close_block();
    reader.outline
}

#[derive(Default)]
struct Reader<'a> {
    outline: Outline,
    body: &'a str,
    labels: BTreeMap<usize, Option<Span>>,
    open: Option<Block>,
    link: Option<Link>,
    /// Pictures being read, innermost last, each with its alternative text.
    images: Vec<(Image, Block)>,
    item_depth: usize,
    n_rows: u32,
    /// Ids of headings so far.
    ids: BTreeSet<String>,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        let span = Span::new(range.start, range.end);
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => self.text(text, span, false),
            Event::Code(text) => self.text(text, span, true),
            Event::InlineMath(latex) | Event::DisplayMath(latex) => self.formula(latex, span),
            Event::SoftBreak => self.text(" ", span, false),
            Event::HardBreak => self.text("\n", span, false),
            Event::FootnoteReference(label) => {
                self.outline.note_references.push(Spanned::new(label.to_string(), span));
                self.text(&format!("[^{label}]"), span, false);
            }
            Event::Rule => self.rule(range.start),
            Event::Html(_) => self.close_block(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
            Tag::Link { link_type, dest_url, title, .. } => {
                let is_autolink = matches!(link_type, LinkType::Autolink | LinkType::Email);
                let (dest, title) = (dest_url.to_string(), title.to_string());
                self.link = Some(Link { dest, title, text: String::new(), is_autolink, span });
            }
            Tag::Image { dest_url, title, .. } => {
                let (dest, title) = (dest_url.to_string(), title.to_string());
                self.images.push((Image { dest, title, alt: String::new(), span }, Block::new(BlockKind::Alt)));
            }
            block => self.start_block(block, span),
        }
    }

    fn start_block(&mut self, tag: &Tag<'_>, span: Span) {
        self.close_block();
        self.open = match tag {
            Tag::Heading { level, .. } => {
                let level = *level as u8;
                self.outline.headings.push(Heading { level, text: String::new(), id: String::new(), span });
                Some(BlockKind::Heading(level))
            }
            Tag::Paragraph if self.item_depth > 0 => Some(BlockKind::Item),
            Tag::Paragraph => Some(BlockKind::Paragraph),
            Tag::CodeBlock(kind) => {
                self.code_language(kind, span);
                Some(BlockKind::Code)
            }
            Tag::TableCell => Some(BlockKind::Cell { row: self.n_rows }),
            Tag::DefinitionListTitle | Tag::DefinitionListDefinition => Some(BlockKind::Term),
            _ => None,
        }
        .map(Block::new);
        match tag {
            Tag::Item => self.item_depth += 1,
            Tag::TableHead | Tag::TableRow => self.n_rows += 1,
            Tag::FootnoteDefinition(label) => self.outline.notes.push(Spanned::new(label.to_string(), span)),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::Link => self.outline.links.extend(self.link.take()),
            TagEnd::Image => self.end_image(),
            TagEnd::Heading(_) => {
                self.end_heading();
                self.close_block();
            }
            other => {
                self.close_block();
                if other == TagEnd::Item {
                    self.item_depth = self.item_depth.saturating_sub(1);
                }
            }
        }
    }

    fn end_image(&mut self) {
        if let Some((mut image, alt)) = self.images.pop() {
            image.alt = alt.spoken();
            if let Some(link) = &mut self.link {
                link.text.push_str(&image.alt);
            }
            self.outline.images.push(image);
            if !alt.is_blank() {
                self.outline.blocks.push(alt);
            }
        }
    }

    fn text(&mut self, text: &str, span: Span, is_code: bool) {
        let source = self.body.get(span.range()).unwrap_or("");
        if let Some((_, alt)) = self.images.last_mut() {
            return alt.push(text, span, source, is_code);
        }
        if let Some(link) = &mut self.link {
            link.text.push_str(text);
        }
        let kind = if self.item_depth > 0 { BlockKind::Item } else { BlockKind::Paragraph };
        self.open.get_or_insert_with(|| Block::new(kind)).push(text, span, source, is_code);
    }

    fn formula(&mut self, latex: &str, span: Span) {
        let source = self.body.get(span.range()).unwrap_or("");
        if let Some((_, alt)) = self.images.last_mut() {
            return alt.push_formula(latex, span, source);
        }
        if let Some(link) = &mut self.link {
            link.text.push_str(spoken(latex));
        }
        let kind = if self.item_depth > 0 { BlockKind::Item } else { BlockKind::Paragraph };
        self.open.get_or_insert_with(|| Block::new(kind)).push_formula(latex, span, source);
    }

    fn rule(&mut self, at: usize) {
        self.close_block();
        if let Some(span) = self.labels.get(&at).copied().flatten() {
            let words = self.body.get(span.range()).unwrap_or("");
            let mut label = Block::new(BlockKind::Label);
            label.push(words, span, words, false);
            self.outline.blocks.push(label);
        }
    }

    fn close_block(&mut self) {
        self.outline.blocks.extend(self.open.take().filter(|block| !block.is_blank()));
    }

    fn code_language(&mut self, kind: &CodeBlockKind<'_>, span: Span) {
        if let CodeBlockKind::Fenced(words) = kind
            && let Some(language) = words.split_whitespace().next()
        {
            self.outline.code_languages.push(Spanned::new(language.to_owned(), span));
        }
    }

    /// The id comes from the words of the heading alone, so that what stands around it may change; only of headings with
    /// the same words the later ones carry a number.
    fn end_heading(&mut self) {
        let Some(heading) = self.outline.headings.last_mut() else { return };
        if let Some(block) = &self.open {
            heading.text = without_citations(&block.text).trim().to_owned();
        }
        let first = slug(&heading.text);
        let mut id = first.clone();
        let mut nth = 1;
        while !self.ids.insert(id.clone()) {
            nth += 1;
            id = format!("{first}-{nth}");
        }
        heading.id = id;
    }
}
