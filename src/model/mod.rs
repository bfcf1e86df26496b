//! The nouns of kepu: articles, people, policy, audiences, records.
//!
//! Deliberately absent: parsing, input or output, clocks, and `serde` on authored types.

pub mod address;
pub mod alert;
pub mod armour;
pub mod article;
pub mod audience;
pub mod body;
pub mod cache;
pub mod clock;
pub mod days;
pub mod disk;
pub mod emergency;
pub mod fetch;
pub mod history;
pub mod number;
pub mod packed;
pub mod path;
pub mod picture;
pub mod policy;
pub mod portable;
pub mod recent;
pub mod record;
pub mod repository;
pub mod roster;
pub mod site;
pub mod solar;
pub mod sources;
pub mod span;
pub mod state;
pub mod station;
mod text_form;
pub mod theme;
pub mod token;
pub mod tree;
pub mod units;
pub mod vocabularies;
