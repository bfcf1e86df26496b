//! The live preview: what an editor's browser is answered while the files change.
//!
//! A [`Generation`] is one state of the tree, loaded; pages are made when they are asked for, by the same code and in
//! the same theme as the published ones. What cannot be loaded leaves the last good state on screen and says why:
//! no mistake in a file ends the preview. Nothing made here can be published, because its lane is `Preview`.
//!
//! Deliberately absent: sockets, threads, clocks, the watch of the tree; they are `host`'s and `cli`'s.

mod address;
pub mod difference;
mod generation;
mod pages;
mod standing;

pub use address::{View, Wanted, wanted};
pub use generation::{Generation, Tree, touches_theme};
pub use pages::{Answer, absent, dressed, fault, file, kiosk_frame, moved};
pub use standing::{About, about, told};
