//! A parsed body to HTML, once per edition.
//!
//! Deliberately absent: inline styles and scripts; raw HTML (it is printed as text); addresses (they come in as
//! closures); soft-break and emphasis repair, which `markup` has done.

mod block;
mod inline;
mod notes;
mod picture;

use std::ops::Range;

use super::html::escape_into;
use crate::markup::outline::Heading;
use crate::markup::{Alignment, Document, Event};
use notes::Notes;
pub use picture::{Choice, sizes};

/// What the body of one edition needs from outside.
#[derive(Clone, Copy)]
pub struct BodyCx<'a> {
    /// The address of a link's target from this page; `None` prints the words only.
    pub link: &'a dyn Fn(&str) -> Option<String>,
    /// The picture behind an authored address; `None` prints its replacement text.
    pub picture: &'a dyn Fn(&str) -> Option<Picture>,
    /// Source ids in authored order: `[^id]` becomes its number.
    pub sources: &'a [String],
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

/// Renders a body.
#[must_use]
pub fn html(document: &Document, cx: &BodyCx<'_>) -> String {
    let text: usize = document.events.last().map_or(0, |(_, range)| range.end);
    let mut writer = Writer {
        cx,
        events: &document.events,
        at: 0,
        out: String::with_capacity(text + text / 2),
        open: Open::default(),
        headings: document.outline.headings.iter(),
        opened: 0,
        closed: 0,
        notes: Notes::default(),
    };
    while let Some((event, _)) = writer.events.get(writer.at) {
        writer.borders(document);
        writer.at += 1;
        writer.event(event);
    }
    writer.borders(document);
    let Writer { mut out, notes, .. } = writer;
    notes.print(&mut out);
    out
}

type Ranged = (Event<'static>, Range<usize>);

struct Writer<'a> {
    cx: &'a BodyCx<'a>,
    events: &'a [Ranged],
    /// The event after the one being written.
    at: usize,
    out: String,
    open: Open,
    /// The headings not yet written.
    headings: std::slice::Iter<'a, Heading>,
    /// Containers opened and closed so far.
    opened: usize,
    closed: usize,
    notes: Notes,
}

/// What stands open around the current event.
#[derive(Default)]
struct Open {
    /// A paragraph that holds pictures only and needs no `<p>`.
    figures: bool,
    /// The label of a task's tick box.
    label: bool,
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
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(text),
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => {
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

    fn push_escaped(&mut self, text: &str) {
        escape_into(&mut self.out, text);
    }
}

#[cfg(test)]
mod tests;
