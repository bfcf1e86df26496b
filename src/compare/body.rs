//! Changes of the body: sentences, then what sentences do not show (addresses, pictures, marks).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::align;
use super::pair::{Step, steps};
use super::piece::whole;
use super::sentence::{Sentence, sentences};
use super::{Act, Change, Kind, Place};
use crate::markup::container;
use crate::markup::outline::BlockKind;
use crate::markup::{Annotation, Document, parse};
use crate::model::span::Span;

/// Every change from one body to another.
pub(super) fn changes(old: &str, new: &str) -> Vec<Change> {
    if old == new {
        return Vec::new();
    }
    let (before, after) = (Side::of(old), Side::of(new));
    let mut changes: Vec<Change> = steps(&before.sentences, &after.sentences)
        .into_iter()
        .filter_map(|step| sentence(&before, &after, step))
        .collect();
    changes.extend(links(&before.document, &after.document));
    changes.extend(pictures(&before.document, &after.document));
    if changes.is_empty() {
        // The bytes differ, so something does: blank lines, list marks, the language of a code block.
        changes.push(Change::new(Kind::Form, Act::Marks, Place::Body));
    }
    changes
}

struct Side<'a> {
    body: &'a str,
    document: Document,
    sentences: Vec<Sentence>,
}

impl<'a> Side<'a> {
    fn of(body: &'a str) -> Self {
        let document = parse(body);
        let sentences = sentences(&document);
        Self { body, document, sentences }
    }

    fn place(&self, at: usize) -> Place {
        Place::Sentence { number: at + 1, section: self.sentences[at].section.clone() }
    }

    /// The block between `:::` and `:::` that a sentence stands in.
    fn card(&self, at: usize) -> Option<container::Kind> {
        let span = self.sentences[at].span;
        let around = self.document.containers.iter().rfind(|c| c.span.start <= span.start && span.end <= c.span.end);
        around.map(|container| container.kind)
    }

    fn text(&self, at: usize) -> &str {
        &self.sentences[at].text
    }

    /// Marks inside a sentence: emphasis, strike-through, code. Addresses are compared as links.
    fn marks(&self, at: usize) -> String {
        let mut source = self.body.get(self.sentences[at].span.range()).unwrap_or("");
        let mut marks = String::new();
        while let Some(link) = source.find("](") {
            marks.extend(source[..link].chars().filter(|c| is_mark(*c)));
            let rest = &source[link..];
            source = rest.find(')').map_or("", |end| &rest[end + 1..]);
        }
        marks.extend(source.chars().filter(|c| is_mark(*c)));
        marks
    }

    /// What the marks of words say: readings and terms.
    fn said(&self, at: usize) -> Vec<String> {
        self.annotations(at).map(|one| format!("{} {}", one.words, one.said())).collect()
    }

    fn annotations(&self, at: usize) -> impl Iterator<Item = &Annotation> {
        let span = self.sentences[at].span;
        self.document.annotations.iter().filter(move |one| span.start <= one.span.start && one.span.end <= span.end)
    }

    /// The source of a sentence with the whole of every mark in it.
    fn source(&self, at: usize) -> &str {
        let mut span = self.sentences[at].span;
        for one in self.annotations(at) {
            span = Span { start: span.start.min(one.whole.start), end: span.end.max(one.whole.end) };
        }
        self.body.get(span.range()).unwrap_or("")
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '*' | '_' | '~' | '`')
}

fn sentence(old: &Side<'_>, new: &Side<'_>, step: Step) -> Option<Change> {
    let was = match step {
        Step::Kept(from, _)
        | Step::Changed(from, _)
        | Step::Moved(from, _)
        | Step::MovedAndChanged(from, _)
        | Step::Removed(from) => Some(from + 1),
        Step::Added(_) => None,
    };
    let moved = matches!(step, Step::Moved(..) | Step::MovedAndChanged(..));
    let change = match step {
        Step::Added(to) => Change::of_texts(new.place(to), None, Some(new.text(to)), Kind::Wording),
        Step::Removed(from) => Change::of_texts(old.place(from), Some(old.text(from)), None, Kind::Wording),
        Step::Changed(from, to) => {
            let least = if old.said(from) == new.said(to) { Kind::Form } else { Kind::Wording };
            Change::of_texts(new.place(to), Some(old.text(from)), Some(new.text(to)), least)
        }
        Step::MovedAndChanged(from, to) => {
            Change::of_texts(new.place(to), Some(old.text(from)), Some(new.text(to)), Kind::Wording)
        }
        Step::Moved(_, to) => {
            let text = whole(new.text(to));
            let change = Change::new(Kind::Wording, Act::Moved, new.place(to));
            Change { before: text.clone(), after: text, ..change }
        }
        Step::Kept(from, to) => marks(old, new, from, to)?,
    };
    Some(Change { was, moved, ..change })
}

/// The same words, written otherwise. Strike-through takes words back, so it is no mere form.
fn marks(old: &Side<'_>, new: &Side<'_>, from: usize, to: usize) -> Option<Change> {
    let (before, after) = (old.marks(from), new.marks(to));
    // The number of a table row says where it stands, not what it is.
    let shape = |sentence: &Sentence| match sentence.kind {
        BlockKind::Cell { .. } => BlockKind::Cell { row: 0 },
        other => other,
    };
    if old.card(from) != new.card(to) {
        let shown = |side: &Side<'_>, at: usize| {
            let card = side.card(at).map_or("正文", |kind| kind.label());
            whole(&format!("〔{card}〕{}", side.text(at)))
        };
        let change = Change::new(Kind::Meaning, Act::Marks, new.place(to));
        return Some(Change { before: shown(old, from), after: shown(new, to), ..change });
    }
    let same_kind = shape(&old.sentences[from]) == shape(&new.sentences[to]);
    let says_otherwise = old.said(from) != new.said(to);
    if before == after && same_kind && !says_otherwise {
        return None;
    }
    let struck = |marks: &str| marks.matches("~~").count();
    let kind = match struck(&before) == struck(&after) {
        false => Kind::Meaning,
        true if says_otherwise => Kind::Wording,
        true => Kind::Form,
    };
    let change = Change::new(kind, Act::Marks, new.place(to));
    Some(Change { before: whole(old.source(from)), after: whole(new.source(to)), ..change })
}

/// Links by what the reader sees and where they lead.
fn links(old: &Document, new: &Document) -> Vec<Change> {
    let all = |document: &Document| -> Vec<(String, String)> {
        document.outline.links.iter().map(|link| (link.text.clone(), address(&link.dest, &link.title))).collect()
    };
    let (left, right) = unmatched(all(old), all(new));
    // The same words now lead elsewhere: the change that a reader cannot see.
    let (led_elsewhere, left, right) = matched_by(left, right, |(text, _)| text);
    let mut changes: Vec<Change> =
        led_elsewhere.iter().map(|((_, before), (text, after))| link(text, Some(before), Some(after))).collect();
    // Other words that lead to the same place are a change of the sentence.
    let (_, left, right) = matched_by(left, right, |(_, dest)| dest);
    changes.extend(right.iter().map(|(text, dest)| link(text, None, Some(dest))));
    changes.extend(left.iter().map(|(text, dest)| link(text, Some(dest), None)));
    changes
}

/// Pairs the items of two sides that share a key, first come first served; then what is left of each side.
fn matched_by<T, K: Ord + Clone>(left: Vec<T>, right: Vec<T>, key: impl Fn(&T) -> &K) -> (Vec<(T, T)>, Vec<T>, Vec<T>) {
    let mut waiting: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
    left.iter().enumerate().for_each(|(at, item)| waiting.entry(key(item).clone()).or_default().push_back(at));
    let mut left: Vec<Option<T>> = left.into_iter().map(Some).collect();
    let (mut pairs, mut rest) = (Vec::new(), Vec::new());
    for item in right {
        let at = waiting.get_mut(key(&item)).and_then(VecDeque::pop_front);
        match at.and_then(|at| left.get_mut(at)?.take()) {
            Some(old) => pairs.push((old, item)),
            None => rest.push(item),
        }
    }
    (pairs, left.into_iter().flatten().collect(), rest)
}

fn link(text: &str, before: Option<&str>, after: Option<&str>) -> Change {
    Change::of_texts(Place::Link(text.to_owned()), before, after, Kind::Source).with_kind(Kind::Source)
}

fn address(dest: &str, title: &str) -> String {
    if title.is_empty() { dest.to_owned() } else { format!("{dest} “{title}”") }
}

/// Pictures that the body shows; their words are sentences, their content is a file.
fn pictures(old: &Document, new: &Document) -> Vec<Change> {
    let all = |document: &Document| -> Vec<String> {
        document.outline.images.iter().map(|image| address(&image.dest, &image.title)).collect()
    };
    let (left, right) = unmatched(all(old), all(new));
    let n = left.len().max(right.len());
    (0..n)
        .map(|at| {
            let (before, after) = (left.get(at).map(String::as_str), right.get(at).map(String::as_str));
            Change::of_texts(Place::Picture, before, after, Kind::Media).with_kind(Kind::Media)
        })
        .collect()
}

/// What stands on one side only; items that merely moved are on both.
fn unmatched<T: Ord + Clone>(old: Vec<T>, new: Vec<T>) -> (Vec<T>, Vec<T>) {
    let pairs = align::pairs(&old, &new);
    let rest = |all: &[T], kept: BTreeSet<usize>| -> Vec<T> {
        all.iter().enumerate().filter(|(at, _)| !kept.contains(at)).map(|(_, item)| item.clone()).collect()
    };
    let left = rest(&old, pairs.iter().map(|pair| pair.0).collect());
    let right = rest(&new, pairs.iter().map(|pair| pair.1).collect());
    let (_, left, right) = matched_by(left, right, |item| item);
    (left, right)
}
