//! kepu turns Markdown science articles in git into sites, feeds and kiosk bundles that people can trust.
//!
//! Read the modules in this order: [`model`] (nouns), [`diag`] (faults as data), [`seal`] (signatures), [`tuf`] (whom a kiosk believes),
//! [`markup`], [`lexicon`] and [`load`] (bytes to values), [`compare`] (two versions), [`edition`] (what each audience sees of a text), [`rules`] and [`gate`] (what may be shown),
//! [`sheet`] (paper for reviewers), [`render`] and [`site`] (pages), [`bundle`] (what a kiosk receives), [`kiosk`] (where it keeps it), [`fleet`] (what all of them say), [`cap`] (alerts for other systems), [`pipeline`] (the walk), [`preview`] (what an editor sees meanwhile), [`host`] (files, clock,
//! programs) and [`cli`] (where they meet).

pub mod bundle;
#[cfg(feature = "studio")]
pub mod cap;
pub mod cli;
#[cfg(feature = "studio")]
pub mod compare;
pub mod diag;
#[cfg(feature = "studio")]
pub mod edition;
#[cfg(feature = "studio")]
pub mod fleet;
pub mod gate;
pub mod host;
pub mod kiosk;
#[cfg(feature = "studio")]
pub mod lexicon;
#[cfg(feature = "studio")]
pub mod load;
#[cfg(feature = "studio")]
pub mod markup;
pub mod model;
#[cfg(feature = "studio")]
pub mod pipeline;
#[cfg(feature = "studio")]
pub mod platform;
#[cfg(feature = "studio")]
pub mod preview;
#[cfg(feature = "studio")]
pub mod render;
#[cfg(feature = "studio")]
pub mod repair;
#[cfg(feature = "studio")]
pub mod rules;
pub mod seal;
#[cfg(feature = "studio")]
pub mod sheet;
#[cfg(feature = "studio")]
pub mod site;
pub mod tuf;
