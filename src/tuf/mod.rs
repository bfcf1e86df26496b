//! The Update Framework, as far as a channel needs it: four roles, Ed25519, no delegations, metadata in JSON.
//!
//! Floor 2. Values in, values out: what is fetched, stored and compared with an older visit is the caller's. Source: The
//! Update Framework Specification 1.0.33 (theupdateframework.github.io/specification), sections named where they are
//! used. Deliberately absent: RSA and ECDSA keys, delegated roles, other hashes than SHA-256, files, the network.

pub mod canonical;
pub mod metadata;
#[cfg(feature = "studio")]
pub mod sign;
pub mod trust;
