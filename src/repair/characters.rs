//! KP201, KP202 and KP203: characters that nobody can see, and radicals that stand for ordinary characters.

use crate::diag::remedy::Remedy;
use crate::markup;
use crate::markup::signs::{hidden, is_bidi_control, ordinary};

/// Remedies for a whole text as written, and for what entities hide in its body.
pub(super) fn hidden_ones(text: &str, body: usize) -> Vec<Remedy> {
    let mut found = Vec::new();
    let mut begin = 0;
    for line in text.split_inclusive('\n') {
        for place in if line.is_ascii() { Vec::new() } else { hidden(line) } {
            let turning = line[place.clone()].chars().any(is_bidi_control);
            found.push(gone(turning, begin + place.start..begin + place.end));
        }
        begin += line.len();
    }
    found.extend(entities(&text[body..]).map(|(turning, place)| gone(turning, body + place.start..body + place.end)));
    found
}

fn gone(turning: bool, place: std::ops::Range<usize>) -> Remedy {
    match turning {
        true => Remedy::new(201, place, "", ("删去双向控制字符", "took controls of direction away")),
        false => Remedy::new(202, place, "", ("删去看不见的字符", "took invisible characters away")),
    }
}

/// `&#8203;` and its like: an entity of which nothing is left.
fn entities(body: &str) -> impl Iterator<Item = (bool, std::ops::Range<usize>)> {
    let has_entity = body.contains('&');
    let blocks = if has_entity { markup::parse(body).outline.blocks } else { Vec::new() };
    let body = body.to_owned();
    blocks.into_iter().flat_map(move |block| {
        let empty = |(text, span): (&str, crate::model::span::Span)| {
            let source = body.get(span.range())?;
            let whole = source.starts_with('&') && source.ends_with(';') && source.matches('&').count() == 1;
            let nothing = hidden(text).into_iter().map(|range| range.len()).sum::<usize>() == text.len();
            (whole && nothing).then(|| (text.chars().any(is_bidi_control), span.range()))
        };
        block.rewritten().filter_map(empty).collect::<Vec<_>>()
    })
}

/// Remedies for radicals: `⽇` is `日`.
pub(super) fn radicals(text: &str) -> Vec<Remedy> {
    let remedy = |(at, c): (usize, char)| {
        let plain = ordinary(c)?;
        let did = ("形似的部首换成通用汉字", "replaced radicals by the characters they stand for");
        Some(Remedy::new(203, at..at + c.len_utf8(), plain, did))
    };
    text.char_indices().filter_map(remedy).collect()
}
