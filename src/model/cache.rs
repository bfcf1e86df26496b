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

/// Uses what is kept and keeps nothing more, for work that must leave no trace.
#[derive(Clone, Copy)]
pub struct ReadOnly<'a>(pub &'a dyn Cache);

impl Cache for ReadOnly<'_> {
    fn get(&self, key: &Sha256) -> Option<Vec<u8>> {
        self.0.get(key)
    }

    fn put(&self, _key: &Sha256, _bytes: &[u8]) {}
}

impl std::fmt::Debug for ReadOnly<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReadOnly")
    }
}
