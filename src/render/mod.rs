//! Tickets to pages: the edition of one article, and the templates every page uses.
//!
//! Deliberately absent: addresses of the site (they come in as closures), the library, files.

pub mod article;
pub mod body;
pub mod card;
pub mod card_page;
pub mod colour;
pub mod highlight;
pub mod html;
pub mod image;
mod list_view;
pub mod page;
pub mod pages_view;
pub mod profile;
pub mod template;
pub mod terms;
pub mod tokens;
pub mod view;
pub mod visible;
