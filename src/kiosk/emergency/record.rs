//! What a kiosk remembers of emergency notices, in two slots of its own: it is written every few minutes, also while a
//! long download holds the store, so nothing else is in it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::clock::{Anchor, Uptime};
use crate::kiosk::fault::StoreFault;
use crate::kiosk::slot::{Held, Pair};
use crate::model::disk::Disk;

pub(super) const EMERGENCY: Pair = Pair("emergency");

/// Of either kind the file that counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    pub(super) live: Option<Kept>,
    pub(super) drill: Option<Kept>,
}

/// A file and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    /// As it came. It is verified each time, so that a new root forgets what its keys no longer say (§5.3.11).
    pub(super) file: String,
    pub(super) anchor: Anchor,
    /// When a source last had no other.
    pub(super) confirmed: Uptime,
    /// Notices that a clock which was believed found to be over; it may be lost later, and they must not come back.
    pub(super) over: BTreeSet<String>,
    /// When each notice was first given to the screen.
    pub(super) shown: BTreeMap<String, FirstShown>,
}

/// The moment at which a notice was first given to the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstShown {
    /// The instant by which notices were judged then.
    pub at: Timestamp,
    /// Number of the file that it stood in.
    pub sequence: u64,
    /// Whether the machine's own clock could be believed; without it the truth is not before `at`.
    pub is_sure: bool,
}

impl Record {
    /// Reads it; a damaged one is as good as none, as the next poll brings the file again.
    pub(super) fn read(disk: &dyn Disk) -> Result<Self, StoreFault> {
        match EMERGENCY.read(disk).map_err(StoreFault::at(EMERGENCY.0))? {
            Held::Record { payload, .. } => {
                serde_json::from_slice(&payload).map_err(|_| StoreFault::Newer(EMERGENCY.0))
            }
            Held::Nothing | Held::Damaged => Ok(Self::default()),
        }
    }

    pub(super) fn write(&self, disk: &dyn Disk) -> Result<(), StoreFault> {
        // Texts and whole numbers always have a JSON form.
        let payload = serde_json::to_vec(self).unwrap_or_default();
        EMERGENCY.write(disk, &payload).map_err(StoreFault::at(EMERGENCY.0))
    }
}
