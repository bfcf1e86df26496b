//! Tickets to pages: the edition of one article, and the templates every page uses.
//!
//! Deliberately absent: addresses of the site (they come in as closures), the library, files.

pub mod article;
pub mod body;
pub mod card;
pub mod card_page;
pub mod chart;
pub mod colour;
pub mod font;
pub mod highlight;
pub mod html;
pub mod image;
mod list_view;
pub mod page;
pub mod pages_view;
pub mod profile;
pub mod spoken;
pub mod style_floor;
mod stylesheet;
pub mod template;
pub mod terms;
pub mod tokens;
pub mod view;
pub mod visible;
