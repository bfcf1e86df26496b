//! One sentence as HTML: its number, its marks, its emphasis, and where its links lead.

use std::collections::BTreeMap;
use std::ops::Range;

use super::marks::{Mark, Marked, marks};
use crate::compare::escape;
use crate::compare::sentence::Sentence;
use crate::diag::Code;
use crate::markup::outline::Block;
use crate::markup::{Document, Event, Tag};

/// What of the source a reader sees by other means than words.
#[derive(Default)]
pub(super) struct Styles {
    strong: Vec<Range<usize>>,
    struck: Vec<Range<usize>>,
    /// Place of each link and where it leads.
    links: Vec<(Range<usize>, String)>,
}

impl Styles {
    /// Reads them from a body.
    pub(super) fn of(document: &Document) -> Self {
        let mut styles = Self::default();
        for (event, range) in &document.events {
            match event {
                Event::Start(Tag::Strong | Tag::Emphasis) => styles.strong.push(range.clone()),
                Event::Start(Tag::Strikethrough) => styles.struck.push(range.clone()),
                Event::Start(Tag::Link { dest_url, .. }) => styles.links.push((range.clone(), dest_url.to_string())),
                _ => {}
            }
        }
        styles
    }

    fn link(&self, at: usize) -> Option<usize> {
        let after = self.links.partition_point(|(range, _)| range.start <= at);
        let last = after.checked_sub(1)?;
        self.links.get(last).filter(|(range, _)| range.contains(&at)).map(|_| last)
    }
}

/// Ranges are in order of their start and one inside another ends sooner.
fn holds(ranges: &[Range<usize>], at: usize) -> bool {
    let after = ranges.partition_point(|range| range.start <= at);
    // Marks nest a few levels deep at most where people write them.
    ranges.get(..after).unwrap_or_default().iter().rev().take(8).any(|range| range.contains(&at))
}

/// How one character is shown.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Look {
    mark: Option<usize>,
    finding: Option<Code>,
    strong: bool,
    struck: bool,
    code: bool,
    link: Option<usize>,
}

/// What a sentence is shown with.
pub(super) struct Inline<'a> {
    pub(super) styles: &'a Styles,
    /// Findings by their place in the body.
    pub(super) findings: &'a BTreeMap<(u32, u32), Code>,
}

impl Inline<'_> {
    /// The sentence with its number, which is also its anchor.
    pub(super) fn sentence(&self, number: usize, sentence: &Sentence, block: &Block, is_sourced: bool) -> String {
        let text = sentence.text.as_str();
        let marked = marks(text, is_sourced);
        let mut html = format!("<span class=\"sentence\" id=\"j{number}\"><span class=\"number\">{number}</span>");
        let mut run = String::new();
        let mut look = Look::default();
        for (offset, c) in text.char_indices() {
            let next = self.look(&marked, (offset, c), sentence.range.start + offset, block);
            if next != look {
                self.close(&mut html, &mut run, (look, next), &marked);
                look = next;
            }
            run.push(c);
        }
        self.close(&mut html, &mut run, (look, Look::default()), &marked);
        html.push_str("</span>");
        html
    }

    fn look(&self, marked: &[Marked], (offset, c): (usize, char), at: usize, block: &Block) -> Look {
        let place = block.place(at, at + c.len_utf8());
        let source = place.range().start;
        let before = self.findings.range(..=(place.start, u32::MAX)).rev().take(8);
        let found = before.filter(|((_, end), _)| place.start < *end).last();
        let mark = marked.partition_point(|marked| marked.range.end <= offset);
        Look {
            mark: marked.get(mark).filter(|marked| marked.range.start <= offset).map(|_| mark),
            finding: found.map(|(_, code)| *code),
            strong: holds(&self.styles.strong, source),
            struck: holds(&self.styles.struck, source),
            code: block.is_code(at),
            link: self.styles.link(source),
        }
    }

    /// Writes the characters gathered so far, then what follows the last one of a mark, a finding or a link.
    fn close(&self, html: &mut String, run: &mut String, (look, next): (Look, Look), marked: &[Marked]) {
        if run.is_empty() {
            return;
        }
        let mut classes: Vec<&str> = Vec::new();
        let mark = look.mark.and_then(|at| marked.get(at));
        classes.extend(mark.map(|marked| marked.mark.class()));
        classes.extend(look.finding.map(|_| "finding"));
        classes.extend(look.strong.then_some("strong"));
        classes.extend(look.struck.then_some("struck"));
        classes.extend(look.code.then_some("code"));
        classes.extend(look.link.map(|_| "link"));
        let text = escape::html(run);
        if classes.is_empty() {
            html.push_str(&text);
        } else {
            html.push_str(&format!("<span class=\"{}\">{text}</span>", classes.join(" ")));
        }
        run.clear();
        if let Some(marked) = mark.filter(|marked| marked.unsourced && look.mark != next.mark) {
            html.push_str(if marked.mark == Mark::Absolute { "" } else { "<sup class=\"unsourced\">缺源</sup>" });
        }
        if let Some(code) = look.finding.filter(|code| next.finding != Some(*code)) {
            html.push_str(&format!("<sup class=\"code-of-finding\">{code}</sup>"));
        }
        if let Some((_, dest)) = look.link.filter(|at| next.link != Some(*at)).and_then(|at| self.styles.links.get(at))
        {
            html.push_str(&format!("<span class=\"leads\">（→ {}）</span>", escape::html(dest)));
        }
    }
}

/// A text of the front matter with its marks; it has no number and cites nothing.
pub(super) fn passage(text: &str) -> String {
    let mut html = String::new();
    let mut from = 0;
    for marked in marks(text, true) {
        html.push_str(&escape::html(&text[from..marked.range.start]));
        let (class, part) = (marked.mark.class(), escape::html(&text[marked.range.clone()]));
        html.push_str(&format!("<span class=\"{class}\">{part}</span>"));
        from = marked.range.end;
    }
    html.push_str(&escape::html(&text[from..]));
    html
}
