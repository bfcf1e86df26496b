//! Work that need not be done twice.

use super::units::Sha256;

/// Results kept under a sum of everything they were made from. Whoever asks must be as well served by nothing.
pub trait Cache: Sync {
    /// What was kept under this key, whole; nothing when it is not there or was damaged.
    fn get(&self, key: &Sha256) -> Option<Vec<u8>>;

    /// Keeps a result. That it cannot be kept is no fault.
    fn put(&self, key: &Sha256, bytes: &[u8]);
}

/// Keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoCache;

impl Cache for NoCache {
    fn get(&self, _key: &Sha256) -> Option<Vec<u8>> {
        None
    }

    fn put(&self, _key: &Sha256, _bytes: &[u8]) {}
}
