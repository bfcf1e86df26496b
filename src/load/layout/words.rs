//! KP102, KP103 and KP105: field names, words of closed vocabularies, lists and days in their canonical form.

use std::ops::Range;

use crate::diag::remedy::Remedy;
use crate::load::article::{SHAPE, Words};
use crate::load::decode::Shape;
use crate::load::form::Form;
use crate::model::span::Spanned;
use crate::model::tree::{Entry, Node};

use super::meaning::{canonical, parts};

/// Remedies for a whole front matter.
pub(super) fn remedies(text: &str, tree: &Spanned<Node>, words: Words<'_>) -> Vec<Remedy> {
    let mut walk = Walk { text, words, found: Vec::new() };
    walk.table(tree, &SHAPE);
    walk.found
}

struct Walk<'a> {
    text: &'a str,
    words: Words<'a>,
    found: Vec<Remedy>,
}

impl Walk<'_> {
    fn table(&mut self, node: &Spanned<Node>, shape: &Shape) {
        let Node::Map(entries) = &node.value else { return };
        for entry in entries {
            let name = entry.key.value.as_str();
            if let Some(key) = shape.keys.iter().find(|key| key.name == name) {
                self.value(&entry.value, &key.form);
            } else if !self.glued_colon(entry, shape) {
                self.renamed(entry, entries, shape);
            }
        }
    }

    /// `标题: 高温` is the field `title`, if that is not there as well.
    fn renamed(&mut self, entry: &Entry, entries: &[Entry], shape: &Shape) {
        let Some(key) = shape.keys.iter().find(|key| key.zh == entry.key.value) else { return };
        if entries.iter().any(|other| other.key.value == key.name) {
            return;
        }
        let did = ("中文字段名换成规范写法", "wrote a field by its name");
        self.found.push(Remedy::new(103, entry.key.span.range(), key.name, did));
        self.value(&entry.value, &key.form);
    }

    /// `{name：张三}` and `{name:张三}` are read as one long key.
    fn glued_colon(&mut self, entry: &Entry, shape: &Shape) -> bool {
        let place = entry.key.span.range();
        let written = &self.text[place.clone()];
        let Some((at, colon)) = written.char_indices().find(|(_, c)| matches!(c, ':' | '：')) else { return false };
        let known = shape.keys.iter().any(|key| key.name == written[..at].trim() || key.zh == written[..at].trim());
        let empty = entry.value.value.as_str().is_some_and(str::is_empty);
        if known && empty && !written.starts_with(['"', '\'']) {
            let (start, end) = (place.start + written[..at].trim_end().len(), place.start + at + colon.len_utf8());
            let end = end + self.text[end..].len() - self.text[end..].trim_start_matches(' ').len();
            let did = ("字段名后面的冒号改为半角冒号加空格", "wrote a colon and a space after a field");
            self.found.push(Remedy::new(102, start..end, ": ", did));
        }
        known
    }

    fn value(&mut self, node: &Spanned<Node>, form: &Form) {
        match (form, &node.value) {
            (Form::Table(shape), _) => self.table(node, shape),
            (Form::List(inner), Node::List(items)) => self.items(node, items, inner),
            (Form::List(inner), Node::Scalar(given)) => self.single(node, given, inner),
            (Form::Names(name, value), Node::Map(entries)) => {
                for entry in entries {
                    self.scalar(&entry.key.value, entry.key.span.range(), name);
                    self.value(&entry.value, value);
                }
            }
            (_, Node::Scalar(given)) => self.scalar(given, node.span.range(), form),
            _ => {}
        }
    }

    fn items(&mut self, list: &Spanned<Node>, items: &[Spanned<Node>], inner: &Form) {
        let flow = self.text[list.span.range()].starts_with('[');
        for item in items {
            match item.value.as_str().and_then(|given| parts(given, inner, self.words)) {
                Some(words) if flow => {
                    let did = ("清单各项之间改用半角逗号", "separated the items by ASCII commas");
                    self.found.push(Remedy::new(105, item.span.range(), joined(&words), did));
                }
                _ => self.value(item, inner),
            }
        }
    }

    /// `audience: farmers` is a list of one.
    fn single(&mut self, node: &Spanned<Node>, given: &str, inner: &Form) {
        let one = || canonical(given.trim(), inner, self.words).map(|word| vec![word]);
        let Some(words) = parts(given, inner, self.words).or_else(one) else { return };
        let did = ("改写成清单 […]", "wrote it as a list");
        self.found.push(Remedy::new(105, node.span.range(), format!("[{}]", joined(&words)), did));
    }

    fn scalar(&mut self, given: &str, place: Range<usize>, form: &Form) {
        let Some(word) = canonical(given, form, self.words).filter(|word| word != given) else { return };
        let did = match form {
            Form::Day | Form::Published => ("日期改为 年-月-日", "wrote a day as year-month-day"),
            _ => ("规范用语", "wrote a word in its canonical form"),
        };
        self.found.push(Remedy::new(105, place, plain(&word), did));
    }
}

fn joined(words: &[String]) -> String {
    words.iter().map(|word| plain(word)).collect::<Vec<_>>().join(", ")
}

/// A token as YAML; digits alone are quoted, as people and their editors would take them for a number.
fn plain(word: &str) -> String {
    if word.bytes().all(|byte| byte.is_ascii_digit()) { format!("\"{word}\"") } else { word.to_owned() }
}
