//! Link definitions: text of the source that no reader sees unless a link uses it.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, RefDefs, Tag};

use crate::markup::Ranged;
use crate::model::span::Span;

/// A line `[label]: address "title"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The label as written.
    pub label: String,
    /// Place, as far as the line goes.
    pub span: Span,
    /// Whether a link or picture of the body uses it. A second definition of a label is never used.
    pub used: bool,
}

/// The places of the definitions that a link or a picture uses.
pub(in crate::markup) fn used_definitions(
    kept: &RefDefs<'_>,
    events: &[(Event<'_>, Range<usize>)],
) -> Vec<Range<usize>> {
    let labels = events.iter().filter_map(|(event, _)| label_of(event));
    labels.filter_map(|id| kept.get(id)).map(|definition| definition.span.clone()).collect()
}

/// Finds every definition: those the parser keeps, and those it drops because the label is taken.
pub(in crate::markup) fn definitions(used: &[Range<usize>], events: &[Ranged], body: &str) -> Vec<Definition> {
    let shown = shown_ranges(events);
    let mut found = Vec::new();
    let mut line_start = 0;
    for line in body.split_inclusive('\n') {
        let at = line_start + marker_len(line);
        if let Some(label) = label_at(&body[at..line_start + line.len()]).filter(|_| !covers(&shown, at)) {
            let span = Span::new(at, line_start + line.trim_end().len());
            let used = used.iter().any(|range| range.contains(&at));
            found.push(Definition { label: label.to_owned(), span, used });
        }
        line_start += line.len();
    }
    found
}

fn label_of<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    let (Event::Start(Tag::Link { link_type, id, .. }) | Event::Start(Tag::Image { link_type, id, .. })) = event else {
        return None;
    };
    matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut).then_some(&**id)
}

/// The merged, sorted ranges of everything that became a visible event.
fn shown_ranges(events: &[Ranged]) -> Vec<Range<usize>> {
    let container = |event: &Event<'_>| match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::List(_)
                | Tag::Item
                | Tag::BlockQuote(_)
                | Tag::FootnoteDefinition(_)
                | Tag::DefinitionList
                | Tag::DefinitionListDefinition
        ),
        Event::End(_) => true,
        _ => false,
    };
    let mut ranges: Vec<Range<usize>> =
        events.iter().filter(|(event, _)| !container(event)).map(|(_, range)| range.clone()).collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

fn covers(ranges: &[Range<usize>], at: usize) -> bool {
    let after = ranges.partition_point(|range| range.start <= at);
    after > 0 && ranges[after - 1].contains(&at)
}

/// Bytes of indentation, quotation and list marks before the text of a line.
fn marker_len(line: &str) -> usize {
    let rest = line.trim_start_matches([' ', '\t', '>', '-', '*', '+', ':']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = &rest[digits..];
    match after.strip_prefix(['.', ')']) {
        Some(text) if digits > 0 => line.len() - text.trim_start_matches([' ', '\t']).len(),
        _ => line.len() - rest.len(),
    }
}

fn label_at(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('[')?;
    let end = rest.find("]:")?;
    let label = &rest[..end];
    (!label.starts_with('^') && !label.trim().is_empty() && !label.contains(['[', ']'])).then_some(label)
}
