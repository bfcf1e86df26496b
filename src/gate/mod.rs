//! The one door to production.
//!
//! Deliberately absent: files, clocks, pages.

pub mod clearance;
pub mod shelf;
