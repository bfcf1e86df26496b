//! What a kiosk or a plain consumer receives: a manifest of sizes and sums, a signed release, one archive.
//!
//! First form: one archive a channel. The manifest and the release keep their shape when the repository of objects
//! and deltas comes. Deliberately absent: files and clocks.

pub mod delta;
pub mod deny;
pub mod manifest;
#[cfg(feature = "studio")]
pub mod pack;
pub mod release;
mod squeeze;
pub mod trust;

/// The SSHSIG namespace of releases; a sign-off never passes for one.
pub const RELEASE_NAMESPACE: &str = "kepu-release-v1";
