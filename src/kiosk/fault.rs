//! Why the store does not do what it was asked.

use std::io::{self, ErrorKind};

use crate::bundle::deny::DenyFault;
use crate::bundle::manifest::ManifestFault;
use crate::model::units::Sha256;
use crate::tuf::trust::Refusal;

/// Why the store does not do what it was asked. What was shown before is still shown.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// No kiosk was enrolled here.
    #[error("no kiosk was enrolled here")]
    NoStore,
    /// A kiosk was enrolled here already.
    #[error("a kiosk was enrolled here already")]
    Enrolled,
    /// What was believed cannot be read any more. Whoever starts afresh here could be shown the past, so somebody at
    /// the box must enrol it again.
    #[error("what this kiosk believed cannot be read any more; it must be enrolled again at the box")]
    TrustLost,
    /// A record is sound and says more than this program understands.
    #[error("the {0} record was written by a newer program")]
    Newer(&'static str),
    /// The new trust is lower than the old one.
    #[error("the {0} would be lower than what was seen before")]
    Lowered(&'static str),
    /// The root is refused.
    #[error(transparent)]
    Root(#[from] Refusal),
    /// The deny list is refused.
    #[error(transparent)]
    Deny(#[from] DenyFault),
    /// The new deny list does not begin with the old one.
    #[error("the new deny list does not begin with the old one")]
    DenyShrinks,
    /// The manifest is refused.
    #[error(transparent)]
    Manifest(#[from] ManifestFault),
    /// Another release of this serial is kept.
    #[error("release {0} is kept with other contents")]
    Conflict(u64),
    /// The release is not in the store, or not whole.
    #[error("release {0} is not in the store")]
    Absent(u64),
    /// Files of the release are missing or damaged.
    #[error("release {serial} lacks {count} files")]
    Incomplete {
        /// Which.
        serial: u64,
        /// How many.
        count: usize,
    },
    /// The bytes are not those of the sum.
    #[error("the bytes are not those of {0:?}")]
    Wrong(Sha256),
    /// Even what is never left out does not fit.
    #[error("what is never left out takes {needed} bytes, and the disk has room for {room}")]
    NoRoom {
        /// Bytes of it.
        needed: u64,
        /// Bytes that there are.
        room: u64,
    },
    /// Nothing more can be written: no space, no inodes, a quota, or a disk that was made read-only.
    #[error("{path}: the disk takes no more: {source}")]
    DiskFull {
        /// What was touched.
        path: String,
        /// The system's own words.
        #[source]
        source: io::Error,
    },
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// What was touched.
        path: String,
        /// The system's own words.
        #[source]
        source: io::Error,
    },
}

impl StoreFault {
    /// Ties a system error to a path.
    pub(super) fn at(path: &str) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| {
            let path = path.to_owned();
            match source.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::ReadOnlyFilesystem => {
                    Self::DiskFull { path, source }
                }
                _ => Self::Io { path, source },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_have_no_room_is_the_same_fault() {
        // No space and no inodes are one number to the system.
        for kind in [ErrorKind::StorageFull, ErrorKind::QuotaExceeded, ErrorKind::ReadOnlyFilesystem] {
            let fault = StoreFault::at("objects")(kind.into());
            assert!(matches!(fault, StoreFault::DiskFull { .. }), "{fault}");
        }
        let other = StoreFault::at("objects")(ErrorKind::PermissionDenied.into());
        assert!(matches!(other, StoreFault::Io { .. }), "{other}");
    }
}
