//! A finished page, which remembers the lane its content travelled in.
//!
//! Trusted surface: private fields, and constructors that take a witness of the lane. A page of unreviewed content
//! cannot be relabelled:
//!
//! ```compile_fail,E0308
//! use kepu::gate::clearance::{Preview, Production, Ticket};
//! use kepu::render::page::Page;
//!
//! fn forge(ticket: &Ticket<'_, Preview>) -> Page<Production> {
//!     Page::article(ticket, String::new())
//! }
//! ```
//!
//! nor written down without a witness:
//!
//! ```compile_fail,E0451
//! use kepu::gate::clearance::Production;
//! use kepu::render::page::Page;
//!
//! fn forge() -> Page<Production> {
//!     Page { html: String::new(), lane: std::marker::PhantomData }
//! }
//! ```
//!
//! while the honest ways compile:
//!
//! ```
//! use kepu::gate::clearance::{Lane, Production, Ticket};
//! use kepu::gate::shelf::Shelf;
//! use kepu::render::page::Page;
//!
//! fn article<L: Lane>(ticket: &Ticket<'_, L>, html: String) -> Page<L> {
//!     Page::article(ticket, html)
//! }
//!
//! fn listing(shelf: &Shelf<Production>, html: String) -> Page<Production> {
//!     Page::listing(shelf, html)
//! }
//! ```

use std::marker::PhantomData;

use crate::gate::clearance::{Lane, Ticket};
use crate::gate::shelf::Shelf;

/// The HTML of one page of lane `L`.
#[derive(Debug)]
pub struct Page<L: Lane> {
    html: String,
    lane: PhantomData<fn() -> L>,
}

impl<L: Lane> Page<L> {
    /// The page of one article; the ticket vouches for the lane.
    #[must_use]
    pub fn article(_witness: &Ticket<'_, L>, html: String) -> Self {
        Self { html, lane: PhantomData }
    }

    /// A page about several articles; the shelf vouches for the lane.
    #[must_use]
    pub fn listing(_witness: &Shelf<L>, html: String) -> Self {
        Self { html, lane: PhantomData }
    }

    /// The HTML.
    #[must_use]
    pub fn html(&self) -> &str {
        &self.html
    }

    /// The bytes to be written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.html.into_bytes()
    }
}
