//! Every character that pages of a site may show, so that one font holds them all.
//!
//! Taken from the texts, not from rendered pages: a page that is not made anew still counts. The program's own words are
//! collected when it is built.

use std::collections::BTreeSet;

use crate::gate::clearance::Lane;
use crate::gate::shelf::Shelf;
use crate::model::audience::Audience;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;
use crate::model::tree::Node;
use crate::render::template::Theme;

/// Every character beyond ASCII in the words that this program prints; collected by `build.rs`.
const PROGRAM: &str = include_str!(concat!(env!("OUT_DIR"), "/letters.txt"));

/// Marks over vowels, for readings of characters.
const READINGS: &str = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹ";

/// The characters of what was cleared, of the people who reviewed it, and of the site's settings.
#[must_use]
pub fn of_texts<L: Lane>(
    shelf: &Shelf<L>,
    settings: &SiteSettings,
    roster: &Roster,
    audiences: &[Audience],
) -> BTreeSet<char> {
    let mut letters = BTreeSet::new();
    let mut add = |text: &str| letters.extend(text.chars());
    for cleared in shelf.articles() {
        let article = cleared.article();
        add(&article.body.text);
        scalars(&article.authored, &mut add);
    }
    for organisation in roster.organisations.values() {
        add(&organisation.name);
    }
    for person in roster.people.values() {
        add(&person.name);
        person.title.iter().for_each(|title| add(title));
    }
    [&settings.title, &settings.description, &settings.publisher].into_iter().for_each(|text| add(text));
    settings.topics.iter().for_each(|topic| add(&topic.label));
    settings.regions.iter().for_each(|region| add(&region.label));
    settings.filings.iter().for_each(|filing| add(&filing.number));
    settings.complaint.iter().for_each(|complaint| add(&complaint.label));
    audiences.iter().flat_map(|audience| [&audience.label, &audience.intro]).for_each(|text| add(text));
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
