//! Neighbouring text events become one, so that a citation or a word is never cut in two.

use pulldown_cmark::{CowStr, Event};

use super::Ranged;
use super::annotation::Annotation;

/// Joins each run of text events; the range of the joined event reaches from the first to the last byte of the run.
///
/// Annotations, which come in the order of the text, learn where in the joined text their words stand.
pub(super) fn merge(events: Vec<Ranged>, annotations: &mut [Annotation]) -> Vec<Ranged> {
    let mut merged: Vec<Ranged> = Vec::with_capacity(events.len());
    let mut run = String::new();
    let mut annotations = annotations.iter_mut().peekable();
    for (event, range) in events {
        let marked = annotations.next_if(|one| matches!(event, Event::Text(_)) && one.span.range() == range);
        if let (Some(one), Some((Event::Text(first), whole))) = (marked, merged.last()) {
            let at = if run.is_empty() { first.len() } else { run.len() };
            (one.event, one.text) = (whole.start, at..at + one.words.len());
        }
        match (merged.last_mut(), &event) {
            (Some((Event::Text(first), whole)), Event::Text(next)) => {
                if run.is_empty() {
                    run.push_str(first);
                }
                run.push_str(next);
                whole.end = whole.end.max(range.end);
            }
            _ => {
                close(&mut merged, &mut run);
                merged.push((event, range));
            }
        }
    }
    close(&mut merged, &mut run);
    merged
}

/// Writes a run of two or more texts into the event that began it.
fn close(merged: &mut [Ranged], run: &mut String) {
    if let (false, Some((Event::Text(text), _))) = (run.is_empty(), merged.last_mut()) {
        *text = CowStr::from(std::mem::take(run));
    }
}
