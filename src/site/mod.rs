//! Pages to a whole site: addresses, lists, feeds, and the ordered plan of every output file.
//!
//! Deliberately absent: the library. Everything here takes a [`Shelf`](crate::gate::shelf::Shelf), so that nothing
//! the gate has not cleared can be named.

pub mod alerts;
mod article_pages;
mod assemble;
mod calendar;
mod card_pages;
mod cards;
mod catalogue;
mod chrome;
mod darkroom;
pub mod desk;
mod drawn;
mod emergency;
mod farm_work;
pub mod feed;
mod font;
mod gist;
pub mod ledger;
pub mod letters;
mod lists;
mod notices;
pub mod output;
mod paging;
mod part;
mod pictures;
pub mod plan;
mod prepared;
mod provenance;
pub mod route;
mod script;
mod search;
mod sharing;
mod sitemap;
mod structured;
mod subscriptions;
mod terms;
mod witness;
mod xml;

use crate::diag::{Bilingual, Lang};

pub use assemble::assemble;
pub use desk::{Frame, Inputs};

/// Several things in a row, in one language.
#[must_use]
pub fn list(things: &[Bilingual], lang: Lang) -> String {
    let words: Vec<&str> = things.iter().map(|thing| thing.get(lang)).collect();
    words.join(if lang == Lang::Zh { "、" } else { ", " })
}

/// Why an output file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BuildFault {
    /// A template is wrong.
    #[error("{0}")]
    Template(#[from] crate::render::template::TemplateFault),
    /// A source file changed or vanished between the gate and the page.
    #[error("{path}: the file changed while the site was being built")]
    Changed {
        /// The file.
        path: String,
    },
    /// A source file could not be read.
    #[error("{0}")]
    Source(#[from] crate::model::sources::SourceError),
    /// A picture could not be decoded.
    #[error("{path}: the picture {}", reason.en)]
    Picture {
        /// The file.
        path: String,
        /// Why, as a sentence about it.
        reason: Bilingual,
    },
    /// KP909: a page that does not show what a reader has a right to see.
    #[error("KP909 {page}: made with {template}, it does not show {}", list(missing, Lang::En))]
    Concealed {
        /// Address of the page below the site's root.
        page: String,
        /// Path of the template.
        template: String,
        /// What is missing.
        missing: Vec<Bilingual>,
    },
    /// A wire format could not be written.
    #[error("{0}")]
    Encode(String),
}
