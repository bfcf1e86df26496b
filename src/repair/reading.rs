//! What a reader gets of a text, whatever its spelling: the proof that a repair changed no word.
//!
//! Two texts read the same when the values of their front matter are the same and their bodies show the same: the same
//! text, links, pictures, headings, lists with their numbers, tables and code, in the same order. Taken as the same on
//! purpose: normal form C, radicals and the characters they stand for, characters without a shape, `~` and `～`, and
//! where emphasis begins and ends beside punctuation. Deliberately absent: HTML, editions.

use std::fmt::Write as _;

use crate::load::layout::{self, Front};
use crate::load::schema::SiteWords;
use crate::markup::hanzi::{is_han, is_wide_punctuation};
use crate::markup::signs::seen;
use crate::markup::{self, Document, Event, Tag, TagEnd};

/// Whether two texts of an article say the same to a reader.
pub(super) fn same(before: &str, after: &str, site: &SiteWords) -> bool {
    Front::same(before, after, site) && bodies(before, after)
}

/// Without sound fences nobody knows where the body begins; then all lines of the file have been compared.
pub(super) fn bodies(before: &str, after: &str) -> bool {
    match (layout::body(before), layout::body(after)) {
        (Some(old), Some(new)) => same_body(&before[old..], &after[new..]),
        _ => true,
    }
}

/// Whether two bodies show the same.
pub(super) fn same_body(before: &str, after: &str) -> bool {
    before == after || shown(before) == shown(after)
}

/// Everything a body shows, in order.
fn shown(body: &str) -> Vec<String> {
    let document = markup::parse(body);
    let mut reading = Reading { found: Vec::new(), text: String::new() };
    for (at, (event, _)) in document.events.iter().enumerate() {
        reading.containers(&document, at);
        reading.event(event);
    }
    reading.containers(&document, document.events.len());
    reading.close();
    reading.found.extend(document.annotations.iter().map(|one| format!("{} {}", one.words, one.said())));
    reading.found.extend(document.wrong_readings.iter().map(|one| format!("{:?}", one.what)));
    reading.found.extend(document.faults.iter().map(|fault| format!("{:?}", fault.what)));
    reading.found
}

struct Reading {
    found: Vec<String>,
    text: String,
}

impl Reading {
    /// The blocks that begin or end before an event.
    fn containers(&mut self, document: &Document, at: usize) {
        for container in &document.containers {
            if container.events.end == at {
                self.close();
                self.found.push(format!("end {:?}", container.kind));
            }
            if container.events.start == at {
                self.close();
                self.found.push(format!("{:?} {}", container.kind, plain(&container.words)));
            }
        }
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Emphasis | Tag::Strong) | Event::End(TagEnd::Emphasis | TagEnd::Strong) => {}
            Event::Text(text) => self.text.push_str(text),
            Event::SoftBreak => self.text.push(' '),
            // Code is read as it stands; the frame keeps it apart from text that looks the same.
            Event::Code(text) => drop(write!(self.text, "\u{1}{text}\u{2}")),
            other => {
                self.close();
                self.found.push(format!("{other:?}"));
            }
        }
    }

    fn close(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            self.found.push(plain(&text));
        }
    }
}

fn plain(text: &str) -> String {
    without_marks(&seen(text)).replace('～', "~")
}

/// Marks of emphasis beside Chinese that had no effect: they are no words.
fn without_marks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['*', '_']) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let after = from.trim_start_matches(['*', '_']);
        let chinese = |c: char| is_han(c) || is_wide_punctuation(c);
        let beside = plain.chars().next_back().is_some_and(chinese) || after.chars().next().is_some_and(chinese);
        if !beside {
            plain.push_str(&from[..from.len() - after.len()]);
        }
        rest = after;
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_is_not_read_and_words_are() {
        for (a, b) in [
            ("每日1~2片", "每日1～2片"),
            ("**锈病。**发病", "**锈病**。发病"),
            ("两\u{200b}次", "两次"),
            ("⽇⽤", "日用"),
            ("1. 甲\n3. 乙", "1. 甲\n2. 乙"),
            ("水稻\n螟虫", "水稻螟虫"),
        ] {
            assert!(same_body(a, b), "{a:?} {b:?}");
        }
        for (a, b) in [
            ("每日1~2片", "每日1～3片"),
            ("**锈病。**发病", "**锈病**，发病"),
            ("1. 甲\n2. 乙", "2. 甲\n3. 乙"),
            ("# 甲", "## 甲"),
            ("[甲](a.md)", "[甲](b.md)"),
            ("![甲](a\u{200b}.png)", "![甲](a.png)"),
            ("甲\n\n乙", "甲乙"),
            ("`甲`", "甲"),
            ("~~甲~~乙", "甲乙"),
            ("~~甲。~~乙", "~~甲~~。乙"),
            ("| a |\n|--|\n| 甲 |", "| a |\n|--|\n| 乙 |"),
            ("- 甲\n  - 乙", "- 甲\n- 乙"),
            ("2 * 3 * 4", "2 3 4"),
            ("::: 步骤\n1. 甲\n:::", "::: 安全\n1. 甲\n:::"),
            ("::: 步骤 甲\n1. 甲\n:::", "::: 步骤 乙\n1. 甲\n:::"),
            ("::: 步骤\n甲\n\n乙\n:::", "::: 步骤\n甲\n:::\n\n乙"),
            ("::: 步骤\n甲\n:::", "::: 步骤\n甲"),
        ] {
            assert!(!same_body(a, b), "{a:?} {b:?}");
        }
    }
}
