//! Running text: citations, readings and terms at their places.
//!
//! A term is explained at its first use outside headings, links, quotations, notes and cards; a card is also shown by
//! itself, where the explanations would be missing. Printed once at the end, with the glossary that answers for it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Writer;
use crate::markup::ruby::Syllable;
use crate::markup::{Annotation, Event, Tag, TagEnd, What, citations};
use crate::model::audience::Pinyin;
use crate::render::terms::{Term, Terms};

/// What an edition explains.
#[derive(Clone, Copy)]
pub struct TermCx<'a> {
    /// The terms.
    pub terms: &'a Terms,
    /// The address of a term's glossary.
    pub href: &'a dyn Fn(&Term) -> String,
}

/// Readings and terms so far.
#[derive(Default)]
pub(super) struct Words {
    /// Words whose reading was printed.
    read: BTreeSet<String>,
    /// Terms in order of their first use, with whether that use can be gone back to.
    used: Vec<usize>,
    linked: BTreeMap<usize, usize>,
    /// Headings, links and quotations that stand open.
    shut: usize,
    /// Whether a card is being written.
    pub(super) in_card: bool,
}

/// Something that is printed otherwise than its characters.
enum Inner<'a> {
    Citation { id: &'a str, number: usize },
    Reading(&'a [Syllable]),
}

impl Writer<'_> {
    /// Follows what stands open; called for every event.
    pub(super) fn follow(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) if is_shut(tag) => self.words.shut += 1,
            Event::End(TagEnd::Heading(_) | TagEnd::Link | TagEnd::BlockQuote(None) | TagEnd::FootnoteDefinition) => {
                self.words.shut = self.words.shut.saturating_sub(1);
            }
            _ => {}
        }
    }

    /// Writes the text event at a place, from a byte of it on.
    pub(super) fn text_at(&mut self, at: usize, from: usize) {
        let Some((Event::Text(text), range)) = self.events.get(at) else { return };
        if let Some((_, code)) = &mut self.open.code {
            return code.push_str(text.get(from..).unwrap_or_default());
        }
        let annotations = self.document.annotations_of(range);
        let inner = self.inner(text, annotations);
        let mut done = from;
        for (words, term) in self.terms_in(text, annotations, &inner) {
            if words.start < done {
                continue;
            }
            self.plain(text, done..words.start, &inner);
            match self.use_term(term) {
                Some(number) => {
                    self.out.push_str(&format!("<a class=\"term\" href=\"#term-{number}\" id=\"termref-{number}\">"));
                    self.plain(text, words.clone(), &inner);
                    self.out.push_str("</a>");
                }
                None => self.plain(text, words.clone(), &inner),
            }
            done = words.end;
        }
        self.plain(text, done..text.len(), &inner);
    }

    fn inner<'t>(&self, text: &'t str, annotations: &'t [Annotation]) -> Vec<(Range<usize>, Inner<'t>)> {
        let number = |id: &str| self.cx.sources.iter().position(|source| source == id).map(|at| at + 1);
        let cited = citations(text).into_iter();
        let cited = cited.filter_map(|(range, id)| Some((range, Inner::Citation { id, number: number(id)? })));
        let read = annotations.iter().filter_map(|one| match &one.what {
            What::Reading(parts) if !parts.is_empty() => Some((one.text.clone(), Inner::Reading(parts))),
            _ => None,
        });
        let mut inner: Vec<_> = cited.chain(read).collect();
        inner.sort_by_key(|(range, _)| range.start);
        inner
    }

    /// The terms of a text: marked ones, and what is found; none that cuts a reading or a citation.
    fn terms_in(
        &self,
        text: &str,
        annotations: &[Annotation],
        inner: &[(Range<usize>, Inner<'_>)],
    ) -> Vec<(Range<usize>, usize)> {
        let Some(cx) = self.cx.terms.filter(|_| self.words.shut == 0) else { return Vec::new() };
        let is_cut = |words: &Range<usize>| {
            inner.iter().any(|(range, _)| {
                let apart = range.end <= words.start || words.end <= range.start;
                let inside = words.start <= range.start && range.end <= words.end;
                !apart && !inside
            })
        };
        let marked = annotations.iter().filter(|one| one.what == What::Term);
        let mut found: Vec<_> =
            marked.filter_map(|one| Some((one.text.clone(), cx.terms.named(one.words.trim())?))).collect();
        let new = |(words, term): &(Range<usize>, usize)| {
            let apart = annotations
                .iter()
                .filter(|one| one.what == What::Term)
                .all(|one| one.text.end <= words.start || words.end <= one.text.start);
            apart && !self.words.linked.contains_key(term) && !is_cut(words)
        };
        found.extend(cx.terms.find(text).into_iter().filter(new));
        found.sort_by_key(|(words, _)| words.start);
        found
    }

    /// Takes note of a term; gives its number when this use is the one that leads to its explanation.
    fn use_term(&mut self, term: usize) -> Option<usize> {
        let at = self.words.used.iter().position(|used| *used == term).unwrap_or_else(|| {
            self.words.used.push(term);
            self.words.used.len() - 1
        });
        if self.words.in_card || self.words.linked.contains_key(&term) {
            return None;
        }
        self.words.linked.insert(term, at + 1);
        Some(at + 1)
    }

    /// Writes a part of a text with its citations and readings.
    fn plain(&mut self, text: &str, part: Range<usize>, inner: &[(Range<usize>, Inner<'_>)]) {
        let mut from = part.start;
        for (range, what) in inner.iter().filter(|(range, _)| part.start <= range.start && range.end <= part.end) {
            if range.start < from {
                continue;
            }
            self.push_escaped(text.get(from..range.start).unwrap_or_default());
            match what {
                Inner::Citation { id, number } => self.citation(id, *number),
                Inner::Reading(parts) => self.reading(text.get(range.clone()).unwrap_or_default(), parts),
            }
            from = range.end;
        }
        self.push_escaped(text.get(from..part.end).unwrap_or_default());
    }

    /// A word with its reading above, where the edition shows it.
    fn reading(&mut self, word: &str, parts: &[Syllable]) {
        let first = self.words.read.insert(word.to_owned());
        let shows = match self.cx.pinyin {
            Pinyin::None => false,
            Pinyin::Marked => true,
            Pinyin::FirstUse => first,
        };
        if !shows {
            return self.push_escaped(word);
        }
        self.out.push_str("<ruby>");
        for part in parts {
            self.push_escaped(&part.han);
            self.out.push_str("<rp>（</rp><rt>");
            self.push_escaped(&part.reading);
            self.out.push_str("</rt><rp>）</rp>");
        }
        self.out.push_str("</ruby>");
    }

    /// Writes what the terms mean.
    pub(super) fn explanations(&mut self) {
        let Some(cx) = self.cx.terms.filter(|_| !self.words.used.is_empty()) else { return };
        self.out.push_str("<section class=\"terms\">\n<h2 id=\"terms\">术语</h2>\n<ul>\n");
        for (at, index) in std::mem::take(&mut self.words.used).into_iter().enumerate() {
            let Some(term) = cx.terms.get(index) else { continue };
            let number = at + 1;
            self.out.push_str(&format!("<li id=\"term-{number}\"><dfn>"));
            self.push_escaped(&term.name);
            self.out.push_str("</dfn>：");
            self.push_escaped(&term.meaning);
            if !term.folk.is_empty() {
                self.out.push_str("<span class=\"folk\">（又叫：");
                self.push_escaped(&term.folk.join("、"));
                self.out.push_str("）</span>");
            }
            self.out.push_str("<a class=\"from\" href=\"");
            self.push_escaped(&(cx.href)(term));
            self.out.push_str("\">见《");
            self.push_escaped(&term.title);
            self.out.push_str("》</a>");
            if self.words.linked.contains_key(&index) {
                let back = format!("<a class=\"back\" href=\"#termref-{number}\" aria-label=\"回到正文\">↩</a>");
                self.out.push_str(&back);
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ul>\n</section>\n");
    }

    /// The formula at a place, or its source where it could not be converted.
    pub(super) fn formula(&mut self, at: usize, latex: &str) {
        let start = self.events.get(at).map_or(0, |(_, range)| range.start);
        let formulas = &self.document.formulas;
        let found = formulas.iter().find(|formula| formula.span.range().start == start);
        match found.and_then(|formula| formula.mathml.as_ref().ok()) {
            Some(mathml) => self.out.push_str(mathml),
            None => {
                self.out.push_str("<code>");
                self.push_escaped(latex);
                self.out.push_str("</code>");
            }
        }
    }
}

fn is_shut(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Heading { .. } | Tag::Link { .. } | Tag::BlockQuote(None) | Tag::FootnoteDefinition(_))
}
