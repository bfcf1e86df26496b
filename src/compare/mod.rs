//! What changed between two versions of an article, sentence by sentence, what can hurt first.
//!
//! Contract: nothing is left out. Two versions with the same approved content give no change, any others give at
//! least one; every sentence that is not word for word where it was is in the list. The order only says what to read
//! first. The `review` block is no content and is not compared.
//!
//! Deliberately absent: git, files, approvals; judgement whether a change is right.

pub(crate) mod align;
mod body;
pub mod escape;
mod front;
pub mod html;
mod lines;
pub mod markdown;
mod pair;
mod piece;
pub mod plain;
pub mod sentence;
pub mod token;
mod units;
mod words;

use std::borrow::Cow;

use crate::model::article::{Article, Asset};
use crate::model::tree::Node;

pub use lines::changed_lines;
pub use units::Measure;
pub(crate) use units::unit_at;

/// One version of an article: the parts that its digest covers.
#[derive(Clone, Debug)]
pub struct Version<'a> {
    /// The front matter as authored.
    pub front: Cow<'a, Node>,
    /// The Markdown after it.
    pub body: &'a str,
    /// The files beside it.
    pub assets: &'a [Asset],
}

impl<'a> Version<'a> {
    /// The version that an article is.
    #[must_use]
    pub fn of(article: &'a Article) -> Self {
        Self { front: Cow::Owned(article.authored.node()), body: &article.body.text, assets: &article.assets }
    }
}

/// What a change touches; the first is the most dangerous and is read first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A number, a dose, a unit.
    Figure,
    /// A verdict, a negation or limit, a name, a date.
    Meaning,
    /// A link or a source.
    Source,
    /// A picture or another file.
    Media,
    /// A field of the front matter that decides who sees the article and as what.
    Field,
    /// Any other words; also sentences that only moved.
    Wording,
    /// Punctuation, space, marks and layout.
    Form,
}

impl Kind {
    /// Every kind, the most dangerous first.
    pub const ALL: &'static [Self] =
        &[Self::Figure, Self::Meaning, Self::Source, Self::Media, Self::Field, Self::Wording, Self::Form];

    /// 1 for the most dangerous to 7.
    #[must_use]
    pub fn weight(self) -> u8 {
        self as u8 + 1
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Came.
    Added,
    /// Went.
    Removed,
    /// Reads otherwise; it may have moved too, see [`Change::moved`].
    Changed,
    /// Reads the same at another place.
    Moved,
    /// Reads the same; marks, emphasis or layout differ.
    Marks,
}

/// Where a change stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A field of the front matter, as `sources[s1].url`.
    Field(String),
    /// A sentence of the body.
    Sentence {
        /// Its number, from 1: in the new text, or in the old one when it is gone.
        number: usize,
        /// The heading it stands under; empty before the first.
        section: String,
    },
    /// A link of the body, by what the reader sees.
    Link(String),
    /// A picture that the body shows.
    Picture,
    /// A file beside the article.
    File(String),
    /// The body as a whole.
    Body,
}

/// A run of text of one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text. All pieces of a side, joined, are that side.
    pub text: String,
    /// Whether the other side lacks it.
    pub changed: bool,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The most dangerous thing it touches.
    pub kind: Kind,
    /// [`Kind::weight`], for output that knows no kinds.
    pub weight: u8,
    /// What happened.
    pub act: Act,
    /// Where, in the new version if it is still there.
    pub place: Place,
    /// The number of the sentence in the old version, if it had one.
    pub was: Option<usize>,
    /// Whether the sentence stands among others now than before.
    pub moved: bool,
    /// How it read; empty when it was not there.
    pub before: Vec<Piece>,
    /// How it reads; empty when it is gone.
    pub after: Vec<Piece>,
}

impl Change {
    fn new(kind: Kind, act: Act, place: Place) -> Self {
        Self { kind, weight: kind.weight(), act, place, was: None, moved: false, before: Vec::new(), after: Vec::new() }
    }

    /// A text that came, went or reads otherwise; the kind is what the difference touches, at most as harmless as `kind`.
    fn of_texts(place: Place, before: Option<&str>, after: Option<&str>, kind: Kind) -> Self {
        let act = match (before, after) {
            (None, _) => Act::Added,
            (_, None) => Act::Removed,
            _ => Act::Changed,
        };
        let sides = piece::sides(before.unwrap_or(""), after.unwrap_or(""));
        let mut change = Self::new(kind.min(sides.kind), act, place);
        (change.before, change.after) = (sides.before, sides.after);
        change
    }

    fn with_kind(mut self, kind: Kind) -> Self {
        (self.kind, self.weight) = (kind, kind.weight());
        self
    }
}

/// Everything that changed, the most dangerous first, then in reading order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The changes.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Compares two versions.
#[must_use]
pub fn articles(old: &Version<'_>, new: &Version<'_>) -> Comparison {
    let mut changes = front::changes(&old.front, &new.front);
    changes.extend(body::changes(old.body, new.body));
    changes.extend(files(old.assets, new.assets));
    // A stable sort: equal weights stay in reading order.
    changes.sort_by_key(|change| change.kind);
    Comparison { changes }
}

/// Every approved value of a front matter with its path (`sources[s1].url`), in authored order.
#[must_use]
pub fn fields(front: &Node) -> Vec<(String, String)> {
    front::fields(front)
}

/// Files by name: their sums stand for their content.
fn files(old: &[Asset], new: &[Asset]) -> Vec<Change> {
    let describe = |asset: &Asset| {
        let sum = asset.sum.hex();
        format!("{} ({} B)", sum.get(..12).unwrap_or_default(), asset.size)
    };
    let find = |all: &[Asset], name: &str| all.iter().find(|asset| asset.name == name).map(describe);
    let names: std::collections::BTreeSet<&str> = old.iter().chain(new).map(|asset| asset.name.as_str()).collect();
    let sides = names.into_iter().map(|name| (name, find(old, name), find(new, name)));
    sides
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| {
            let place = Place::File(name.to_owned());
            Change::of_texts(place, before.as_deref(), after.as_deref(), Kind::Media).with_kind(Kind::Media)
        })
        .collect()
}

#[cfg(test)]
mod tests;
