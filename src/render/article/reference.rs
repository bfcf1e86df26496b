//! How to cite an article: an electronic resource by GB/T 7714—2015 §8.1 (people), §8.2 (title, `[EB/OL]`), §8.4
//! (publisher, year, day of change; an unknown place is left out), §8.6 and §8.7 (address, identifier).
//!
//! The identifier is the digest as the page prints it: it tells which version was read. Deliberately absent: the day of
//! reading, which only the reader knows.

use crate::gate::clearance::Approval;
use crate::model::article::FrontMatter;
use crate::model::units::china_date;
use crate::render::view::CitationView;

/// More people than this are cut short.
const NAMED: usize = 3;

/// The reference to an article with this title at this address.
pub(super) fn of(
    front: &FrontMatter,
    (title, publisher, address): (&str, &str, &str),
    approval: &Approval,
) -> CitationView {
    let changed = china_date(approval.fix.as_ref().map_or(approval.completed, |fix| fix.at));
    let year = china_date(approval.first_published).year();
    let publisher = if publisher.is_empty() { String::new() } else { format!("{publisher}, ") };
    let address = if address.is_empty() { String::new() } else { format!("{address}. ") };
    CitationView {
        before: format!("{}{title}[EB/OL]. {publisher}{year}({changed})", people(front)),
        after: format!(". {address}核对码 {}.", approval.digest.short()),
    }
}

fn people(front: &FrontMatter) -> String {
    let names: Vec<&str> = front.authors.iter().take(NAMED).map(|author| author.name.value.as_str()).collect();
    let more = if front.authors.len() > NAMED { ", 等" } else { "" };
    if names.is_empty() { String::new() } else { format!("{}{more}. ", names.join(", ")) }
}
