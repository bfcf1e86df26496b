//! Examples and usual values of the key tables as JSON of the form they stand for.

use super::json::Json;
use crate::load::decode::Key;
use crate::load::form::Form;
use crate::load::yaml::{Limits, tree};
use crate::model::tree::Node;

/// The value of a key's example; none when the key has none or leaves something out with `…`.
pub(super) fn of_key(key: &Key) -> Option<Json> {
    if key.example.is_empty() || key.example.contains('…') {
        return None;
    }
    let read = tree(key.example, 0, Limits::ARTICLE).ok()?;
    value(&read.root.value.get(key.name)?.value.value, &key.form)
}

/// What holds when the key is left out.
pub(super) fn usual(key: &Key) -> Option<Json> {
    value(&Node::Scalar(key.usual?.to_owned()), &key.form)
}

/// A tree of strings as JSON; none where it does not fit the form.
pub(super) fn value(node: &Node, form: &Form) -> Option<Json> {
    match (node, form) {
        (Node::Scalar(text), form) => Some(scalar(text, form)),
        (Node::List(items), Form::List(of)) => {
            items.iter().map(|item| value(&item.value, of)).collect::<Option<_>>().map(Json::List)
        }
        (Node::Map(entries), Form::Table(shape)) => {
            let field = |name: &str| shape.keys.iter().find(|key| key.name == name).map(|key| &key.form);
            let member = |entry: &crate::model::tree::Entry| {
                let name = &entry.key.value;
                Some((name.clone(), value(&entry.value.value, field(name)?)?))
            };
            entries.iter().map(member).collect::<Option<_>>().map(Json::Map)
        }
        (Node::Map(entries), Form::Names(_, of)) => entries
            .iter()
            .map(|entry| Some((entry.key.value.clone(), value(&entry.value.value, of)?)))
            .collect::<Option<_>>()
            .map(Json::Map),
        (node, Form::Either(forms)) => forms.iter().find_map(|form| value(node, form)),
        _ => None,
    }
}

fn scalar(text: &str, form: &Form) -> Json {
    let number = || text.parse().ok().map(Json::Number);
    match form {
        Form::Schema | Form::Whole(_) | Form::Integer | Form::Factor | Form::Digits(..) => number(),
        Form::Flag => text.parse().ok().map(Json::Flag),
        _ => None,
    }
    .unwrap_or_else(|| Json::text(text))
}
