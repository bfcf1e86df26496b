//! A line break inside a Chinese sentence is the editor's, not the reader's: browsers would show it as a gap.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Ranged;
use super::citation::citations;
use super::hanzi::{is_han, is_wide_punctuation};

/// Drops each soft break whose neighbours on both sides are Han characters or full-width punctuation, and each beside
/// punctuation that brings its own space: `今年，⏎WHO` has no gap after the comma.
///
/// Emphasis and links are looked through, and so are citations: neither `。[^s1]⏎水` nor `水⏎[^s1]，` has a gap.
pub(super) fn drop_between_han(events: Vec<Ranged>) -> Vec<Ranged> {
    let mut line = String::new();
    let mut dropped = Vec::new();
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Text(text) | Event::Code(text) => line.push_str(text),
            Event::SoftBreak => {
                let first = first_char(&events[at + 1..]);
                if last_char(&line).zip(first).is_some_and(|(last, first)| is_without_gap(last, first)) {
                    dropped.push(at);
                }
                line.clear();
            }
            other if is_transparent(other) => {}
            _ => line.clear(),
        }
    }
    let mut at = 0..;
    events.into_iter().filter(|_| at.next().is_some_and(|at| dropped.binary_search(&at).is_err())).collect()
}

/// The first character that the events show, when they begin with text.
fn first_char(events: &[Ranged]) -> Option<char> {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            // The parser cuts a citation into pieces.
            Event::Text(piece) => text.push_str(piece),
            Event::Code(code) if text.is_empty() => return code.chars().next(),
            other if is_transparent(other) => {}
            _ => break,
        }
        if let Some(first) = after_citations(&text).chars().next().filter(|&c| c != '[') {
            return Some(first);
        }
    }
    after_citations(&text).chars().next()
}

fn after_citations(text: &str) -> &str {
    let mut from = 0;
    for (range, _) in citations(text) {
        if range.start == from {
            from = range.end;
        }
    }
    &text[from..]
}

fn is_transparent(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
            | Event::FootnoteReference(_)
    )
}

fn is_chinese(c: char) -> bool {
    is_han(c) || is_wide_punctuation(c)
}

fn is_without_gap(last: char, first: char) -> bool {
    is_chinese(last) && is_chinese(first) || is_spaced(last) || is_spaced(first)
}

/// Punctuation of Chinese alone. Quotation marks, dashes and dots are also those of English, which needs its space.
fn is_spaced(c: char) -> bool {
    is_wide_punctuation(c) && c >= '\u{3000}'
}

/// The last character that a line shows, before its citations.
fn last_char(line: &str) -> Option<char> {
    let mut end = line.len();
    for (range, _) in citations(line).into_iter().rev() {
        if range.end == end {
            end = range.start;
        }
    }
    line[..end].chars().next_back()
}

#[cfg(test)]
mod tests {
    use crate::markup::{Event, parse};

    #[test]
    fn looks_through_marks_but_not_through_pictures() {
        let table = [
            ("水\n稻", false),
            ("水。\n稻", false),
            ("**水**\n稻", false),
            ("水\n**稻**", false),
            ("水[^s1]\n稻", false),
            ("水\n[^s1]，稻", false),
            ("水\n[^s1][^s2]**稻**", false),
            ("水\n[^s1]5", true),
            ("水\n[^ s1]稻", true),
            ("[水](a)\n稻", false),
            ("水\n![图](a.png)", true),
            ("水\n5", true),
            ("水，\nDNA", false),
            ("水，[^s1]\nDNA", false),
            ("**水，**\n`code`", false),
            ("水\n（a）", false),
            ("DNA\n（脱氧核糖核酸）", false),
            ("“hello”\nworld", true),
            ("水——\nDNA", true),
            ("水，\n![图](a.png)", true),
            ("a\n稻", true),
            ("`a`\n稻", true),
            ("`水`\n稻", false),
            ("> 水\n> 稻", false),
            ("- 水\n  稻", false),
        ];
        for (body, kept) in table {
            let has_break = parse(body).events.iter().any(|(event, _)| matches!(event, Event::SoftBreak));
            assert_eq!(has_break, kept, "{body:?}");
        }
    }
}
