//! What a kiosk or a plain consumer receives: objects by their sum, a manifest that names them, packs between manifests,
//! a release that names all of these, metadata that vouches for the release; and one archive with signed sums.
//!
//! Deliberately absent: files, clocks, and what a kiosk does with it.

pub mod delta;
pub mod deny;
pub mod emergency;
pub mod keep;
pub mod manifest;
#[cfg(feature = "studio")]
pub mod pack;
pub mod place;
pub mod provenance;
#[cfg(feature = "studio")]
pub mod publish;
pub mod release;
#[cfg(feature = "studio")]
pub mod retracted;
#[cfg(feature = "studio")]
pub mod siren;
pub(crate) mod squeeze;
pub mod trust;

/// The SSHSIG namespace of plain consumers' sums; a sign-off never passes for one.
pub const RELEASE_NAMESPACE: &str = "kepu-release-v1";
