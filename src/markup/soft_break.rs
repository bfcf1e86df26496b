//! A line break inside a Chinese sentence is the editor's, not the reader's: browsers would show it as a gap.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Ranged;
use super::citation::citations;
use super::hanzi::{is_han, is_wide_punctuation};

/// Drops each soft break whose neighbours on both sides are Han characters or full-width punctuation.
///
/// Emphasis and links are looked through, and so are citations: `。[^s1]⏎水` has no gap either.
pub(super) fn drop_between_han(events: Vec<Ranged>) -> Vec<Ranged> {
    let mut kept: Vec<Ranged> = Vec::with_capacity(events.len());
    let mut line = String::new();
    // Place in `kept` of a soft break after Chinese whose next character is not known yet.
    let mut pending: Option<usize> = None;
    for (event, range) in events {
        if let Some(first) = first_char(&event)
            && let Some(at) = pending.take().filter(|_| first.is_some_and(is_chinese))
        {
            kept.remove(at);
        }
        match &event {
            Event::Text(text) | Event::Code(text) => line.push_str(text),
            Event::SoftBreak => {
                pending = ends_in_chinese(&line).then_some(kept.len());
                line.clear();
            }
            other if is_transparent(other) => {}
            _ => line.clear(),
        }
        kept.push((event, range));
    }
    kept
}

/// `None` when the event shows nothing; `Some(None)` when what it shows begins with no character.
fn first_char(event: &Event<'_>) -> Option<Option<char>> {
    match event {
        Event::Text(text) | Event::Code(text) => (!text.is_empty()).then(|| text.chars().next()),
        other if is_transparent(other) => None,
        _ => Some(None),
    }
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

fn ends_in_chinese(line: &str) -> bool {
    let mut end = line.len();
    for (range, _) in citations(line).into_iter().rev() {
        if range.end == end {
            end = range.start;
        }
    }
    line[..end].chars().next_back().is_some_and(is_chinese)
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
            ("[水](a)\n稻", false),
            ("水\n![图](a.png)", true),
            ("水\n5", true),
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
