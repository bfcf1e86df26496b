//! Authored YAML as a tree of strings: nothing is typed yet, so nothing can be misread.

use super::span::{Span, Spanned};

/// One authored value. Every scalar is text (`no`, `0755` and `2026-03-01` stay what they are).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A plain, quoted or block scalar; an empty value is the empty string.
    Scalar(String),
    /// A sequence.
    List(Vec<Spanned<Node>>),
    /// A mapping in authored order.
    Map(Vec<Entry>),
}

/// One key with its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The key.
    pub key: Spanned<String>,
    /// The value.
    pub value: Spanned<Node>,
}

impl Node {
    /// The entry of a mapping with this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        match self {
            Self::Map(entries) => entries.iter().find(|entry| entry.key.value == key),
            _ => None,
        }
    }

    /// The text of a scalar.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Scalar(text) => Some(text),
            _ => None,
        }
    }
}

impl Entry {
    /// From the first byte of the key to the last of the value.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { start: self.key.span.start, end: self.value.span.end.max(self.key.span.end) }
    }
}
