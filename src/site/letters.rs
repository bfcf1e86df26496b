//! Every character that pages of a site may show, so that one font holds them all.
//!
//! Taken from the texts, not from rendered pages: a page that is not made anew still counts. The program's own words are
//! collected when it is built.

use std::collections::BTreeSet;

use crate::gate::clearance::{Cleared, Lane};
use crate::gate::shelf::Shelf;
use crate::markup::documents::Texts;
use crate::model::path::SourcePath;
use crate::model::sources::Sources;
use crate::model::tree::Node;
use crate::render::template::Theme;

/// Every character beyond ASCII in the words that this program prints; collected by `build.rs`.
const PROGRAM: &str = include_str!(concat!(env!("OUT_DIR"), "/letters.txt"));

/// Marks over vowels, for readings of characters.
const READINGS: &str = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹ";

/// Files at the root of a site whose words stand on pages: names of people, places, days and events.
const SETTINGS: [&str; 4] = ["site.yaml", "reviewers.yaml", "emergencies.yaml", "days.yaml"];

/// The characters of what was cleared and of the site's own files.
#[must_use]
pub fn of_texts<L: Lane>(shelf: &Shelf<L>, sources: &dyn Sources, aside: &dyn Texts) -> BTreeSet<char> {
    let mut letters = aside.letters().clone();
    let mut add = |text: &str| letters.extend(text.chars());
    for article in shelf.articles().iter().filter_map(Cleared::whole) {
        add(&article.body.text);
        scalars(&article.authored.node(), &mut add);
    }
    // Taken whole: a field that pages begin to show is in the font already. A file that cannot be read has been told.
    for path in SETTINGS.iter().filter_map(|name| SourcePath::new(name).ok()) {
        let bytes = sources.bytes(&path).ok().flatten().unwrap_or_default();
        add(&String::from_utf8_lossy(&bytes));
    }
    letters.retain(|c| !c.is_control());
    letters
}

/// The characters of the theme and of the program, and everything on a keyboard.
pub(super) fn of_frame(theme: &Theme) -> BTreeSet<char> {
    let mut letters: BTreeSet<char> = (' '..='~').chain(PROGRAM.chars()).chain(READINGS.chars()).collect();
    letters.extend(theme.letters());
    letters.retain(|c| !c.is_control());
    letters
}

fn scalars(node: &Node, add: &mut impl FnMut(&str)) {
    match node {
        Node::Scalar(text) => add(text),
        Node::List(items) => items.iter().for_each(|item| scalars(&item.value, add)),
        Node::Map(entries) => entries.iter().for_each(|entry| scalars(&entry.value.value, add)),
    }
}
