//! The first day of a kiosk, and the day after its trust was lost.

use std::sync::Arc;

use super::belief::keep_root;
use super::fault::StoreFault;
use super::release;
use super::slot::Held;
use super::store::{DENY, Store, TRUST, is_used, read_deny};
use super::trust::{DenyMark, Trust};
use crate::model::disk::Disk;
use crate::model::units::Sha256;
use crate::tuf::trust::TrustedRoot;

impl Store {
    /// Enrols a kiosk: the first root comes from somebody at the box.
    ///
    /// # Errors
    /// When one was enrolled here, also when what it believed is lost, and when the root is refused.
    pub fn create(disk: Arc<dyn Disk>, root: &[u8], channel: &str) -> Result<Self, StoreFault> {
        match TRUST.read(&*disk).map_err(StoreFault::at(TRUST.0))? {
            Held::Record { .. } => return Err(StoreFault::Enrolled),
            Held::Nothing | Held::Damaged if is_used(&*disk)? => return Err(StoreFault::TrustLost),
            // A first enrolment that was cut short.
            Held::Nothing | Held::Damaged => {}
        }
        enrol(disk, root, |version, sum| Ok(Trust::first(channel, version, sum)))
    }

    /// Enrols a kiosk again whose trust is lost, by somebody at the box. Its releases of the same channel stay, and so
    /// does the deny list.
    ///
    /// # Errors
    /// When its trust is not lost, or the root is refused.
    pub fn enrol_again(disk: Arc<dyn Disk>, root: &[u8], channel: &str) -> Result<Self, StoreFault> {
        let known = match Self::open(disk.clone()) {
            Ok(store) if store.root().is_ok() => return Err(StoreFault::Enrolled),
            // Only the root itself is lost: the versions seen still count.
            Ok(store) => Some(store.trust).filter(|trust| trust.channel == channel),
            Err(StoreFault::TrustLost) => None,
            Err(fault) => return Err(fault),
        };
        let kept = disk.clone();
        enrol(disk, root, |version, sum| {
            let mut trust = Trust::first(channel, version, sum);
            if let Some(known) = known {
                trust = Trust { root_version: version, root: sum, ..known };
            }
            if let Held::Record { payload, .. } = DENY.read(&*kept).map_err(StoreFault::at(DENY.0))? {
                trust.deny = DenyMark::of(&read_deny(&payload)?);
            }
            for serial in release::serials(&*kept)? {
                let stored = release::read(&*kept, serial)?;
                if stored.and_then(|stored| stored.channel()).as_deref() == Some(channel) {
                    trust.serial = trust.serial.max(serial);
                } else {
                    release::remove(&*kept, serial)?;
                }
            }
            Ok(trust)
        })
    }
}

/// The root is durable before the record that names it.
fn enrol(
    disk: Arc<dyn Disk>,
    root: &[u8],
    trust: impl FnOnce(u64, Sha256) -> Result<Trust, StoreFault>,
) -> Result<Store, StoreFault> {
    let version = TrustedRoot::first(root)?.get().version;
    keep_root(&*disk, version, root)?;
    let trust = trust(version, Sha256::of(root))?;
    TRUST.write(&*disk, &trust.write()).map_err(StoreFault::at(TRUST.0))?;
    Store::open(disk)
}
