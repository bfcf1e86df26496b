//! Mistakes of writing that have exactly one right form, found with the knowledge that also tells people of them.
//!
//! Contract: a remedy changes layout and spelling of the front matter, never what a value says; [`front`] gives the
//! values by which whoever applies remedies can prove that. Deliberately absent: the body, and any writing.

mod fences;
mod meaning;
mod spaces;
mod syntax;
mod words;

use std::ops::Range;

use super::article::Words;
use super::front;
use super::report::{Report, Voice};
use super::schema::SiteWords;
use super::yaml::Limits;
use super::{fence, yaml};
use crate::diag::remedy::Remedy;
use crate::diag::{Code, Findings};
use crate::model::path::SourcePath;
use crate::model::span::Spanned;
use crate::model::tree::Node;

pub use fences::fences;
pub use meaning::{Front, front};

/// Where the YAML of a text stands, when both its fences are as they should be.
fn sound(text: &str) -> Option<fence::Fence> {
    let mut findings = Findings::default();
    fence::split(text, &any_path()?, &mut findings).filter(|_| findings.is_empty())
}

/// The tree of a front matter in which the YAML itself is as it should be.
fn tree(text: &str) -> Option<(Spanned<Node>, Range<usize>)> {
    let range = sound(text)?.yaml;
    let path = any_path()?;
    let mut report = Report::new(&path, Voice::Article);
    let front = front::read(text, &mut report)?;
    let unreadable = report.finish().iter().any(|finding| matches!(finding.code, Code(101 | 102)));
    front.tree.filter(|_| !unreadable).map(|tree| (tree, range))
}

/// The findings are thrown away, so the path in them is nobody's.
fn any_path() -> Option<SourcePath> {
    SourcePath::new("index.md").ok()
}

/// Remedies for YAML that cannot be read: spaces, colons, quotes and brackets (KP102).
#[must_use]
pub fn yaml(text: &str) -> Vec<Remedy> {
    let Some(range) = sound(text).map(|fence| fence.yaml) else { return Vec::new() };
    let spaces = spaces::remedies(text, &range);
    if spaces.is_empty() { syntax::remedies(text, &range, Limits::ARTICLE) } else { spaces }
}

/// Remedies for words that have a canonical form: field names, closed vocabularies, lists, days (KP102, KP103, KP105).
#[must_use]
pub fn words(text: &str, site: &SiteWords) -> Vec<Remedy> {
    let Some((tree, _)) = tree(text) else { return Vec::new() };
    words::remedies(text, &tree, Words::new(&site.audiences, &site.settings, &site.roster.people))
}

/// Remedies for fields that the program itself can fill: the schema number, and the id that `id` gives (KP104).
#[must_use]
pub fn missing(text: &str, id: impl FnOnce(&Node) -> Option<String>) -> Vec<Remedy> {
    let Some((tree, range)) = tree(text) else { return Vec::new() };
    if matches!(&tree.value, Node::Map(entries) if entries.is_empty()) || text[tree.span.range()].starts_with('{') {
        return Vec::new();
    }
    let empty = |key: &str| match tree.value.get(key) {
        None => Some(None),
        Some(entry) => entry.value.value.as_str().is_some_and(|text| text.trim().is_empty()).then_some(Some(entry)),
    };
    let at = tree.value.get("kepu").map_or(range.start, |entry| line_end(text, entry.value.span.range().end));
    let fill = |key: &str, value: &str, at: usize, did: (&str, &str)| match empty(key)? {
        None => Some(Remedy::new(104, at..at, format!("{key}: {value}\n"), did)),
        Some(entry) => {
            let end = entry.key.span.range().end;
            let colon = end + text[end..].find(':')? + 1;
            Some(Remedy::new(104, colon..colon, format!(" {value}"), did))
        }
    };
    let number = fill("kepu", "1", range.start, ("补上版式号 kepu: 1", "filled in kepu: 1"));
    let id = empty("id").and_then(|_| fill("id", &id(&tree.value)?, at, ("补上文章编号 id", "filled in the id")));
    number.into_iter().chain(id).collect()
}

/// The begin of the next line.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length + 1)
}

/// Whether `text` parses as a mapping.
fn is_readable(text: &str, limits: Limits) -> bool {
    yaml::tree(text, 0, limits).is_ok_and(|tree| matches!(tree.root.value, Node::Map(_)))
}

/// Where the body of a text begins, when both fences are as they should be.
#[must_use]
pub fn body(text: &str) -> Option<usize> {
    sound(text).map(|fence| fence.body)
}
