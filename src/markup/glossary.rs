//! The terms of a glossary: definition lists of a term, its meaning, and its folk names.
//!
//! Contract: `entries` gives what an author wrote, also when it is no good; a rule judges it. Term notes of articles and
//! the synonyms of search are both read from here.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Document;
use super::citation::without_citations;
use super::formula::spoken;
use crate::model::span::{Span, Spanned};

/// Characters of a meaning at most, without punctuation: it is read beside another text.
pub const LONGEST_MEANING: usize = 40;

/// What begins a line of folk names.
const FOLK: [&str; 3] = ["又叫", "俗称", "又名"];

/// A term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The term.
    pub name: Spanned<String>,
    /// Its meanings; a good entry has one.
    pub meanings: Vec<Spanned<String>>,
    /// Names that people use for it.
    pub folk: Vec<Spanned<String>>,
}

impl Entry {
    /// The meaning, when there is one.
    #[must_use]
    pub fn meaning(&self) -> Option<&str> {
        self.meanings.first().map(|meaning| meaning.value.as_str())
    }

    /// The term and its folk names.
    pub fn names(&self) -> impl Iterator<Item = &Spanned<String>> {
        std::iter::once(&self.name).chain(&self.folk)
    }
}

/// How long a meaning is.
#[must_use]
pub fn length(meaning: &str) -> usize {
    meaning.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Every term that a body defines, in order.
#[must_use]
pub fn entries(document: &Document) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut open: Option<Spanned<String>> = None;
    for (event, range) in &document.events {
        match event {
            Event::Start(Tag::DefinitionListTitle | Tag::DefinitionListDefinition) => {
                open = Some(Spanned::new(String::new(), Span::new(range.end, range.end)));
            }
            Event::End(TagEnd::DefinitionListTitle) => {
                let name = open.take().map(plain);
                entries.extend(name.map(|name| Entry { name, meanings: Vec::new(), folk: Vec::new() }));
            }
            Event::End(TagEnd::DefinitionListDefinition) => {
                if let (Some(text), Some(entry)) = (open.take().map(plain), entries.last_mut()) {
                    define(entry, text);
                }
            }
            Event::Text(text) | Event::Code(text) => add(&mut open, text, range),
            Event::InlineMath(latex) | Event::DisplayMath(latex) => add(&mut open, spoken(latex), range),
            Event::SoftBreak | Event::HardBreak => add(&mut open, " ", range),
            _ => {}
        }
    }
    entries
}

fn add(open: &mut Option<Spanned<String>>, text: &str, range: &std::ops::Range<usize>) {
    let Some(open) = open else { return };
    let place = Span::new(range.start, range.end);
    open.span = if open.value.is_empty() { place } else { Span { end: place.end, ..open.span } };
    open.value.push_str(text);
}

fn plain(text: Spanned<String>) -> Spanned<String> {
    text.map(|text| without_citations(&text).trim().to_owned())
}

/// A definition is a meaning, or a list of folk names.
fn define(entry: &mut Entry, text: Spanned<String>) {
    let list = FOLK.iter().find_map(|word| text.value.strip_prefix(word)?.strip_prefix(['：', ':']));
    match list {
        Some(list) => {
            let names = list.trim_end_matches('。').split(['、', '，', ',', '；', '/']).map(str::trim);
            let names = names.filter(|name| !name.is_empty());
            entry.folk.extend(names.map(|name| Spanned::new(name.to_owned(), text.span)));
        }
        None if !text.value.is_empty() => entry.meanings.push(text),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::parse;

    #[test]
    fn terms_have_meanings_and_folk_names() {
        let body = "说明。\n\n黄龙病\n: 柑橘的细菌病，由**木虱**传播。[^s1]\n: 又叫：黄梢病、青果病。\n\n{中暑|zhòng shǔ}\n: 热出来的病。";
        let found = entries(&parse(body));
        let folk: Vec<&str> = found[0].folk.iter().map(|name| name.value.as_str()).collect();
        assert_eq!(
            (found.len(), found[0].meaning(), folk),
            (2, Some("柑橘的细菌病，由木虱传播。"), vec!["黄梢病", "青果病"])
        );
        assert_eq!((&*found[1].name.value, &body[found[1].name.span.range()]), ("中暑", "中暑"));
        assert_eq!(length("柑橘的细菌病，由木虱传播。"), 11);
    }
}
