//! An authored tree in few bytes: a site holds one for each of its articles, and looks into few of them at a time.

use std::fmt;

use super::number;
use super::span::{Span, Spanned};
use super::tree::{Entry, Node};

/// A [`Node`] packed to about the length of what was written; equal trees are packed alike.
///
/// Each value is its kind, a length, and its content; each place is the distance from the place before it, and a length.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PackedNode(Box<[u8]>);

impl PackedNode {
    /// Packs a tree.
    #[must_use]
    pub fn of(node: &Node) -> Self {
        let mut packer = Packer { bytes: Vec::new(), last: 0 };
        packer.node(node);
        Self(packer.bytes.into())
    }

    /// The tree.
    #[must_use]
    pub fn node(&self) -> Node {
        // Nothing but `of` makes one, so it can always be read.
        Unpacker { rest: &self.0, last: 0 }.node().unwrap_or_else(|| Node::Map(Vec::new()))
    }
}

impl Default for PackedNode {
    /// A mapping of nothing.
    fn default() -> Self {
        Self::of(&Node::Map(Vec::new()))
    }
}

impl fmt::Debug for PackedNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node().fmt(f)
    }
}

const SCALAR: u8 = 0;
const LIST: u8 = 1;
const MAP: u8 = 2;

struct Packer {
    bytes: Vec<u8>,
    /// Where the last place began.
    last: u32,
}

impl Packer {
    fn node(&mut self, node: &Node) {
        match node {
            Node::Scalar(text) => {
                self.bytes.push(SCALAR);
                self.text(text);
            }
            Node::List(items) => {
                self.bytes.push(LIST);
                self.count(items.len());
                items.iter().for_each(|item| self.placed(item));
            }
            Node::Map(entries) => {
                self.bytes.push(MAP);
                self.count(entries.len());
                for Entry { key, value } in entries {
                    self.span(key.span);
                    self.text(&key.value);
                    self.placed(value);
                }
            }
        }
    }

    fn placed(&mut self, node: &Spanned<Node>) {
        self.span(node.span);
        self.node(&node.value);
    }

    fn span(&mut self, span: Span) {
        number::put_signed(i64::from(span.start) - i64::from(self.last), &mut self.bytes);
        // Signed too: a place is whatever it was given.
        number::put_signed(i64::from(span.end) - i64::from(span.start), &mut self.bytes);
        self.last = span.start;
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn count(&mut self, n: usize) {
        number::put(n as u64, &mut self.bytes);
    }
}

struct Unpacker<'a> {
    rest: &'a [u8],
    last: u32,
}

impl Unpacker<'_> {
    fn node(&mut self) -> Option<Node> {
        let (kind, rest) = self.rest.split_first()?;
        self.rest = rest;
        match *kind {
            SCALAR => self.text().map(Node::Scalar),
            LIST => {
                let n = self.count()?;
                (0..n).map(|_| self.placed()).collect::<Option<_>>().map(Node::List)
            }
            MAP => {
                let n = self.count()?;
                (0..n).map(|_| self.entry()).collect::<Option<_>>().map(Node::Map)
            }
            _ => None,
        }
    }

    fn entry(&mut self) -> Option<Entry> {
        let span = self.span()?;
        let key = Spanned::new(self.text()?, span);
        Some(Entry { key, value: self.placed()? })
    }

    fn placed(&mut self) -> Option<Spanned<Node>> {
        let span = self.span()?;
        Some(Spanned::new(self.node()?, span))
    }

    fn span(&mut self) -> Option<Span> {
        let start = i64::from(self.last) + number::take_signed(&mut self.rest)?;
        let end = start + number::take_signed(&mut self.rest)?;
        self.last = u32::try_from(start).ok()?;
        Some(Span { start: self.last, end: u32::try_from(end).ok()? })
    }

    fn text(&mut self) -> Option<String> {
        let len = self.count()?;
        let (text, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        std::str::from_utf8(text).ok().map(str::to_owned)
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(number::take(&mut self.rest)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn placed<T: std::fmt::Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Spanned<T>> {
        // A place may be anything, as may the order of two of them.
        (value, any::<u32>(), any::<u32>()).prop_map(|(value, start, end)| Spanned::new(value, Span { start, end }))
    }

    fn tree() -> impl Strategy<Value = Node> {
        let leaf = "[甲a: \n\u{10FFFF}]{0,200}".prop_map(Node::Scalar);
        leaf.prop_recursive(4, 40, 6, |inner| {
            let entry = (placed("[甲a]{0,9}"), placed(inner.clone())).prop_map(|(key, value)| Entry { key, value });
            prop_oneof![
                prop::collection::vec(placed(inner), 0..6).prop_map(Node::List),
                prop::collection::vec(entry, 0..6).prop_map(Node::Map),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_tree_comes_back_whole(tree in tree()) {
            prop_assert_eq!(PackedNode::of(&tree).node(), tree);
        }
    }

    #[test]
    fn it_takes_about_what_was_written() {
        let at = |text: &str, start: usize| Spanned::new(text.to_owned(), Span::new(start, start + text.len()));
        let entry = |n: usize| {
            let value = at("高温天气如何预防中暑", 40 * n + 7).map(Node::Scalar);
            Entry { key: at("title", 40 * n), value }
        };
        let packed = PackedNode::of(&Node::Map((0..20).map(entry).collect()));
        assert!(packed.0.len() < 20 * 44, "{}", packed.0.len());
        assert_eq!(PackedNode::default().node(), Node::Map(Vec::new()));
    }
}
