//! The text of an article as it is read aloud: what a speaker records, in the order of one edition.
//!
//! Contract: a claim is never read before its verdict, and always with 有人说 in front; pictures that mark a place to
//! tap are left to the eye; what is struck out is not read.
//!
//! Deliberately absent: HTML, addresses, notes and citations.

mod card;

use std::ops::Range;

use crate::edition::Layout;
use crate::markup::annotation::What;
use crate::markup::citation::without_citations;
use crate::markup::container::{Container, Kind};
use crate::markup::{Document, Event, Tag, TagEnd};
use crate::model::article::Claim;

/// What is read before the body.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// Title in this edition.
    pub title: &'a str,
    /// Summary in this edition.
    pub summary: &'a str,
    /// The rumour of a refutation.
    pub claim: Option<&'a Claim>,
}

/// The lines to be read, one paragraph each.
#[must_use]
pub fn lines(opening: &Opening<'_>, document: &Document, layout: &Layout) -> Vec<String> {
    let mut reader = Reader { document, layout, lines: Vec::new(), line: String::new(), open: Open::default() };
    reader.say(opening.title);
    reader.say(opening.summary);
    if let Some(claim) = opening.claim {
        reader.say(&format!("结论：{}。", claim.verdict.value.zh()));
        reader.say(&claim.conclusion.value);
        reader.say(&format!("有人说：“{}”", claim.text.value));
    }
    for part in &layout.parts {
        reader.run(part.clone(), 0..document.containers.len());
    }
    reader.flush();
    reader.lines
}

struct Reader<'a> {
    document: &'a Document,
    layout: &'a Layout,
    lines: Vec<String>,
    line: String,
    open: Open,
}

/// What stands open around the current event.
#[derive(Default)]
struct Open {
    /// Elements that are not read, inside each other.
    mute: usize,
    /// Next number of each open list; bullets have none.
    lists: Vec<Option<u64>>,
    /// The head of the open table.
    head: Vec<String>,
    /// The cells of the open row.
    cells: Vec<String>,
    /// Whether pictures are described.
    skips_pictures: bool,
}

impl Reader<'_> {
    fn say(&mut self, words: &str) {
        self.flush();
        self.line.push_str(words);
        self.flush();
    }

    /// Ends a paragraph; what holds no word is not kept.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line).trim().to_owned();
        if line.chars().any(char::is_alphanumeric) {
            self.lines.push(line);
        }
    }

    /// Reads events; of the named containers, each that begins among them is read whole.
    fn run(&mut self, range: Range<usize>, containers: Range<usize>) {
        let (mut at, mut next) = (range.start, containers.start);
        while at < range.end {
            match self.document.containers.get(next).filter(|_| next < containers.end) {
                Some(card) if card.events.start < at || card.events.is_empty() => next += 1,
                Some(card) if card.events.start == at => {
                    self.container(next, card);
                    at = card.events.end;
                }
                _ => {
                    if let Some((event, range)) = self.document.events.get(at) {
                        self.event(event, range);
                    }
                    at += 1;
                }
            }
        }
    }

    fn container(&mut self, index: usize, container: &Container) {
        self.flush();
        if self.layout.hidden.get(index).copied().unwrap_or(false) {
            return;
        }
        if let Some(label) = self.layout.labels.get(index).cloned().flatten() {
            self.say(&format!("{label}。"));
        }
        if container.kind == Kind::Audience {
            self.run(container.events.clone(), index + 1..self.document.containers.len());
        } else {
            self.card(container);
        }
        self.flush();
    }

    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) if self.open.mute == 0 => self.text(text, range),
            Event::Code(text) if self.open.mute == 0 => self.line.push_str(text),
            // No program of ours can say a formula; whoever records it can.
            Event::InlineMath(_) | Event::DisplayMath(_) => self.line.push_str("（公式见原文）"),
            Event::SoftBreak | Event::HardBreak => self.line.push(' '),
            _ => {}
        }
    }

    /// Text as a speaker needs it: behind a word whose reading is given, that reading.
    fn text(&mut self, text: &str, range: &Range<usize>) {
        let (mut said, mut from) = (String::new(), 0);
        let marks = self.document.annotations_of(range).iter();
        for one in marks.filter(|one| matches!(one.what, What::Reading(_))) {
            said.push_str(text.get(from..one.text.end).unwrap_or_default());
            said.push_str(&format!("（{}）", one.said()));
            from = one.text.end;
        }
        said.push_str(text.get(from..).unwrap_or_default());
        self.line.push_str(&without_citations(&said));
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Image { .. } if self.open.skips_pictures => self.open.mute += 1,
            Tag::Image { .. } => self.line.push_str("图上是："),
            Tag::Strikethrough | Tag::CodeBlock(_) | Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_) => {
                self.open.mute += 1;
            }
            Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Superscript | Tag::Subscript => {}
            Tag::List(from) => {
                self.flush();
                self.open.lists.push(*from);
            }
            Tag::Item => {
                self.flush();
                if let Some(Some(number)) = self.open.lists.last_mut() {
                    self.line.push_str(&format!("第{}，", chinese_number(*number)));
                    *number += 1;
                }
            }
            // An item that holds paragraphs begins with its number, so the line goes on.
            Tag::Paragraph if self.line.ends_with('，') => {}
            Tag::TableHead | Tag::TableRow | Tag::TableCell => {}
            _ => self.flush(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image if self.open.skips_pictures => self.open.mute = self.open.mute.saturating_sub(1),
            TagEnd::Strikethrough | TagEnd::CodeBlock | TagEnd::FootnoteDefinition | TagEnd::MetadataBlock(_) => {
                self.open.mute = self.open.mute.saturating_sub(1);
            }
            TagEnd::Image => self.line.push('。'),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::List(_) => {
                self.flush();
                self.open.lists.pop();
            }
            TagEnd::TableCell => self.open.cells.push(std::mem::take(&mut self.line)),
            TagEnd::TableHead => self.open.head = std::mem::take(&mut self.open.cells),
            TagEnd::TableRow => self.row(),
            _ => self.flush(),
        }
    }

    /// `35℃以上。怎么干：换班轮休。`: each cell with the name of its column, as nobody sees the columns.
    fn row(&mut self) {
        let mut line = String::new();
        for (at, cell) in std::mem::take(&mut self.open.cells).iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            match self.open.head.get(at).filter(|name| at > 0 && !name.is_empty()) {
                Some(name) => line.push_str(&format!("{name}：{cell}")),
                None => line.push_str(cell),
            }
            if !line.ends_with(['。', '？', '！']) {
                line.push('。');
            }
        }
        self.say(&line);
    }
}

/// `一`, `十二`, `二十`; digits from a hundred on.
fn chinese_number(number: u64) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: u64| usize::try_from(value).ok().and_then(|at| DIGITS.get(at)).copied().unwrap_or("");
    match number {
        0 => "零".to_owned(),
        1..10 => digit(number).to_owned(),
        10..20 => format!("十{}", digit(number % 10)),
        20..100 => format!("{}十{}", digit(number / 10), digit(number % 10)),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests;
