//! Tickets to pages: the edition of one article, and the templates every page uses.
//!
//! Deliberately absent: addresses of the site (they come in as closures), the library, files.

pub mod view;
