//! Changes of the front matter: every value by its path, whatever the field, so that a new field is covered at once.

use std::collections::{BTreeMap, BTreeSet};

use super::align;
use super::{Change, Kind, Place};
use crate::model::tree::Node;

/// Intent of the editor, outside what is approved.
const INTENT: &str = "review";

/// Keys by which an entry of a list is known, the first that it has.
const NAMES: &[&str] = &["id", "src", "source", "name", "platform", "date"];

/// How a field is read: what a change of it means at least, and whether it is prose whose words can weigh more.
fn reading(path: &str) -> (Kind, bool) {
    let first = path.split(['.', '[']).next().unwrap_or(path);
    match first {
        _ if path == "claim.verdict" => (Kind::Meaning, false),
        "sources" => (Kind::Source, false),
        _ if path.starts_with("claim.evidence") || path.starts_with("claim.related") => (Kind::Source, true),
        _ if path.starts_with("claim.appearances") => (Kind::Source, false),
        "media" => (Kind::Media, false),
        "title" | "summary" | "claim" | "editions" | "corrections" => (Kind::Field, !path.ends_with("date")),
        "retraction" => (Kind::Field, path == "retraction.reason"),
        "risk" | "audience" | "kind" | "id" | "emergency" | "publish_at" | "review_by" | "region" | "topics" | "ai" => {
            (Kind::Field, false)
        }
        _ => (Kind::Wording, false),
    }
}

/// Every change from one front matter to another.
pub(super) fn changes(old: &Node, new: &Node) -> Vec<Change> {
    let (old_values, new_values) = (values(old), values(new));
    let paths: Vec<&String> = new_values.order.iter().chain(&old_values.order).collect();
    let mut seen = BTreeSet::new();
    let mut changes = Vec::new();
    for path in paths.into_iter().filter(|path| seen.insert(path.as_str())) {
        changes.extend(field(path, old_values.of(path), new_values.of(path)));
    }
    if changes.is_empty() && shape(old) != shape(new) {
        let place = Place::Field(String::new());
        changes.push(Change::new(Kind::Field, super::Act::Marks, place));
    }
    changes
}

/// Every approved value of a front matter with its path, in authored order.
pub(super) fn fields(node: &Node) -> Vec<(String, String)> {
    let values = values(node);
    let with_path = |path: &String| -> Vec<(String, String)> {
        values.of(path).iter().map(|value| (path.clone(), value.clone())).collect()
    };
    values.order.iter().flat_map(with_path).collect()
}

/// Changes of the values at one path: one for a scalar, any number for a list of words.
fn field(path: &str, old: &[String], new: &[String]) -> Vec<Change> {
    let (least, is_prose) = reading(path);
    let change = |before: Option<&str>, after: Option<&str>| {
        let change = Change::of_texts(Place::Field(path.to_owned()), before, after, least);
        if is_prose { change } else { change.with_kind(least) }
    };
    let mut left: Vec<&str> = Vec::new();
    let mut right: Vec<&str> = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (from, to) in align::pairs(old, new).into_iter().chain([(old.len(), new.len())]) {
        left.extend(old[i..from].iter().map(String::as_str));
        right.extend(new[j..to].iter().map(String::as_str));
        (i, j) = ((from + 1).min(old.len()), (to + 1).min(new.len()));
    }
    let n = left.len().max(right.len());
    (0..n).map(|at| change(left.get(at).copied(), right.get(at).copied())).collect()
}

#[derive(Default)]
struct Values {
    order: Vec<String>,
    by_path: BTreeMap<String, Vec<String>>,
}

impl Values {
    fn of(&self, path: &str) -> &[String] {
        self.by_path.get(path).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, path: String, value: &str) {
        let values = self.by_path.entry(path.clone()).or_default();
        if values.is_empty() {
            self.order.push(path);
        }
        values.push(value.to_owned());
    }

    fn walk(&mut self, path: &str, node: &Node) {
        match node {
            Node::Scalar(text) => self.add(path.to_owned(), text),
            Node::List(items) if items.is_empty() => self.add(path.to_owned(), "[]"),
            Node::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    match name(&item.value) {
                        Some(name) => self.walk(&format!("{path}[{name}]"), &item.value),
                        None if matches!(item.value, Node::Scalar(_)) => self.walk(path, &item.value),
                        None => self.walk(&format!("{path}[{}]", at + 1), &item.value),
                    }
                }
            }
            Node::Map(entries) if entries.is_empty() && !path.is_empty() => self.add(path.to_owned(), "{}"),
            Node::Map(entries) => {
                for entry in entries {
                    let key = &entry.key.value;
                    match path {
                        "" if key == INTENT => {}
                        "" => self.walk(key, &entry.value.value),
                        _ => self.walk(&format!("{path}.{key}"), &entry.value.value),
                    }
                }
            }
        }
    }
}

fn name(node: &Node) -> Option<&str> {
    NAMES.iter().find_map(|key| node.get(key)?.value.value.as_str())
}

fn values(node: &Node) -> Values {
    let mut values = Values::default();
    values.walk("", node);
    values
}

/// The tree without places, keys in order of their names, without intent: equal exactly when the approved content is.
fn shape(node: &Node) -> String {
    fn write(node: &Node, is_top: bool, out: &mut String) {
        match node {
            Node::Scalar(text) => out.push_str(&format!("{text:?}")),
            Node::List(items) => {
                out.push('[');
                for item in items {
                    write(&item.value, false, out);
                    out.push(',');
                }
                out.push(']');
            }
            Node::Map(entries) => {
                let mut sorted: Vec<_> = entries.iter().filter(|e| !(is_top && e.key.value == INTENT)).collect();
                sorted.sort_by(|a, b| a.key.value.cmp(&b.key.value));
                out.push('{');
                for entry in sorted {
                    out.push_str(&format!("{:?}:", entry.key.value));
                    write(&entry.value.value, false, out);
                    out.push(',');
                }
                out.push('}');
            }
        }
    }
    let mut out = String::new();
    write(node, true, &mut out);
    out
}
