//! All stations on one page, without a server: what they left on sticks, put to an address, or said in an access log.
//!
//! Everything here is a claim of the station itself, and nobody signs it. Two rules hold throughout: what was not heard
//! is "no data", never zero and never good; and good is said only of a release that is the channel's newest, whose
//! every file the station hashed.
//!
//! Deliberately absent: files, and any word about visitors.

pub mod access_log;
mod csv;
mod heard;
mod judge;
pub mod ledger;
mod months;
pub mod objects;
mod page;
pub mod report;
mod totals;
mod view;

pub use heard::{Heard, Seen, Way, of_status};
pub use judge::{Grade, Verdict};
pub use report::{Ground, Inputs, Outputs, Report};
