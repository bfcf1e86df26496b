//! A parsed body to HTML, once per edition.
//!
//! Deliberately absent: inline styles and scripts; raw HTML (it is printed as text); addresses (they come in as
//! closures); soft-break and emphasis repair, which `markup` has done.

mod block;
mod card;
mod inline;
mod notes;
mod picture;
mod pins;
mod words;

use std::ops::Range;

use super::card::{CardPartView, StepPicture};
use super::html::escape_into;
use super::template::TemplateFault;
use crate::edition::Layout;
use crate::markup::outline::Heading;
use crate::markup::{Alignment, Container, Document, Event, Tag};
use crate::model::audience::Pinyin;
use notes::Notes;
pub use picture::{Choice, sizes};
use words::Words;

pub use words::TermCx;

/// What the body of one edition needs from outside.
#[derive(Clone, Copy)]
pub struct BodyCx<'a> {
    /// The address of a link's target from this page; `None` prints the words only.
    pub link: &'a dyn Fn(&str) -> Option<String>,
    /// The picture behind an authored address; `None` prints its replacement text.
    pub picture: &'a dyn Fn(&str) -> Option<Picture>,
    /// Size of the edition's text in px, which words in drawings keep.
    pub body_px: u32,
    /// What a finger needs in px, which links in drawings keep.
    pub target_px: u32,
    /// Source ids in authored order: `[^id]` becomes its number.
    pub sources: &'a [String],
    /// Which readings are printed.
    pub pinyin: Pinyin,
    /// Terms to be explained at the end; none where nothing follows the body.
    pub terms: Option<TermCx<'a>>,
    /// Audience id of the edition.
    pub edition: &'a str,
    /// Prints a card.
    pub card: &'a dyn Fn(&CardPartView) -> Result<String, TemplateFault>,
}

impl std::fmt::Debug for BodyCx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BodyCx").field("sources", &self.sources).finish_non_exhaustive()
    }
}

/// A picture as this edition shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Address from this page.
    pub src: String,
    /// Width in px.
    pub width: u32,
    /// Height in px.
    pub height: u32,
    /// Credit line, from the article's `media`.
    pub credit: Option<String>,
    /// How wide the picture stands on the page, for `sizes`.
    pub sizes: String,
    /// The sizes a browser may choose from, smallest first; empty when there is only `src`.
    pub choices: Vec<Choice>,
}

/// A body as one edition prints it.
#[derive(Clone, Debug, Default)]
pub struct Printed {
    /// The HTML.
    pub html: String,
    /// Its cards in the order of the page, for pages made of one card.
    pub cards: Vec<CardPartView>,
}

/// Renders a body as an edition lays it out.
///
/// # Errors
/// When the template of a card reads what is not there.
pub fn html(document: &Document, layout: &Layout, cx: &BodyCx<'_>) -> Result<Printed, TemplateFault> {
    let text: usize = document.events.last().map_or(0, |(_, range)| range.end);
    let mut writer = Writer {
        cx,
        document,
        layout,
        events: &document.events,
        at: 0,
        out: String::with_capacity(text + text / 2),
        open: Open::default(),
        n_cards: 0,
        cards: Vec::new(),
        fault: None,
        notes: Notes::default(),
        words: Words::default(),
    };
    for part in &layout.parts {
        writer.run(part.clone(), 0..document.containers.len());
    }
    std::mem::take(&mut writer.notes).print(&mut writer.out);
    writer.explanations();
    let Writer { out: html, cards, fault, .. } = writer;
    fault.map_or(Ok(Printed { html, cards }), Err)
}

type Ranged = (Event<'static>, Range<usize>);

struct Writer<'a> {
    cx: &'a BodyCx<'a>,
    document: &'a Document,
    layout: &'a Layout,
    events: &'a [Ranged],
    /// The event after the one being written.
    at: usize,
    out: String,
    open: Open,
    n_cards: usize,
    cards: Vec<CardPartView>,
    /// The first fault of a card's template.
    fault: Option<TemplateFault>,
    notes: Notes,
    words: Words,
}

/// What stands open around the current event.
#[derive(Default)]
struct Open {
    /// A paragraph that holds pictures only and needs no `<p>`.
    figures: bool,
    /// The label of a task's tick box.
    label: bool,
    /// The pictures of the step being written, which are kept out of its text.
    step: Option<Vec<StepPicture>>,
    links: Vec<OpenLink>,
    /// Alignment of the columns of the table.
    columns: Vec<Alignment>,
    /// Tables so far.
    tables: u32,
    /// Next column.
    column: usize,
    in_table_head: bool,
    /// Buffers set aside while a note is written.
    asides: Vec<(String, String)>,
    /// A code block: its language and its text so far.
    code: Option<(String, String)>,
}

struct OpenLink {
    /// Where its words begin in the output.
    from: usize,
    /// What follows the words instead of a link.
    printed: Option<String>,
}

impl Writer<'_> {
    /// Writes a range of events; of the named containers, each that begins in it is written whole.
    fn run(&mut self, range: Range<usize>, containers: Range<usize>) {
        self.at = range.start;
        let mut next = containers.start;
        loop {
            let card = self.document.containers.get(next).filter(|_| next < containers.end);
            match card {
                Some(card) if card.events.start < self.at => next += 1,
                Some(card) if card.events.start == self.at && self.is_due(card, &range) => {
                    self.container(next);
                    self.at = card.events.end;
                    next = self.after(next);
                }
                _ => {
                    let Some((event, _)) = self.events.get(self.at).filter(|_| self.at < range.end) else { return };
                    self.at += 1;
                    self.event(event);
                }
            }
        }
    }

    /// Whether a container that begins here belongs to this range: an empty one on its border belongs to the next.
    fn is_due(&self, card: &Container, range: &Range<usize>) -> bool {
        self.at < range.end || (card.events.is_empty() && range.end == self.events.len())
    }

    /// The first container that does not stand in this one.
    fn after(&self, index: usize) -> usize {
        let Some(outer) = self.document.containers.get(index) else { return index + 1 };
        let inner = self.document.containers[index + 1..].iter().take_while(|card| card.span.end <= outer.span.end);
        index + 1 + inner.count()
    }

    fn event(&mut self, event: &Event<'_>) {
        self.follow(event);
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(_) => self.text_at(self.at - 1, 0),
            Event::InlineMath(latex) | Event::DisplayMath(latex) => self.formula(self.at - 1, latex),
            Event::Code(code) => {
                self.out.push_str("<code>");
                escape_into(&mut self.out, code);
                self.out.push_str("</code>");
            }
            // Refused by a rule long before; printed as text so that it can never run.
            Event::Html(text) | Event::InlineHtml(text) => escape_into(&mut self.out, text),
            Event::FootnoteReference(label) => self.reference(label),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => {
                self.close_label();
                self.out.push_str("<hr>\n");
            }
            Event::TaskListMarker(done) => {
                // Not disabled: on a touch screen the reader ticks the list while working through it.
                self.out.push_str("<label><input type=\"checkbox\"");
                self.out.push_str(if *done { " checked> " } else { "> " });
                self.open.label = true;
            }
        }
    }

    /// The heading whose start was just met.
    fn heading_here(&self) -> Option<&Heading> {
        let before = self.events.get(..self.at.saturating_sub(1))?;
        let nth = before.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::Heading { .. }))).count();
        self.document.outline.headings.get(nth)
    }

    fn push_escaped(&mut self, text: &str) {
        escape_into(&mut self.out, text);
    }
}

#[cfg(test)]
mod tests;
