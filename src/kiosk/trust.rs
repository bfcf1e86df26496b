//! What a kiosk believes. It only rises: a file that is torn, old or played back lowers nothing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fault::StoreFault;
use super::pointer::{Named, WireNamed};
use super::store::Current;
use crate::bundle::deny::DenyList;
use crate::model::units::Sha256;
use crate::tuf::trust::Highest;

/// What a kiosk believes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    /// The channel, for good.
    pub channel: String,
    /// Version of the root.
    pub root_version: u64,
    /// Sum of the root.
    pub root: Sha256,
    /// The highest versions of metadata.
    pub highest: Highest,
    /// The highest release that metadata vouched for.
    pub serial: u64,
    /// The highest version of a roster that a release was counted by.
    pub roster: u64,
    /// The deny list.
    pub deny: DenyMark,
    /// The latest signed time: no clock is before it.
    pub floor: Timestamp,
    /// What was last put on the screen, and what before it: where the records of what is shown are lost, these were counted
    /// in their time and need not be counted again by a clock, a roster or an operator's word of today.
    pub shown: Vec<Current>,
}

/// Which deny list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DenyMark {
    /// Its lines.
    pub count: u64,
    /// Sum of its text.
    pub sum: Sha256,
}

/// Roles whose keys a new root took away: what they said before counts no more, or a thief who signed the highest
/// version there is would have locked the kiosk for good. Source: specification §5.3.11.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forget {
    /// Keys of the timestamp, and with them the time: one signed far ahead would let everything be over for good.
    pub timestamp: bool,
    /// Keys of the snapshot.
    pub snapshot: bool,
    /// Keys of the targets, and with them the serial.
    pub targets: bool,
    /// Keys of the roster.
    pub roster: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    channel: String,
    root_version: u64,
    root: String,
    timestamp: u64,
    snapshot: u64,
    targets: u64,
    serial: u64,
    #[serde(default)]
    roster: u64,
    deny_count: u64,
    deny: String,
    floor: Timestamp,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    shown: Vec<WireNamed>,
}

impl DenyMark {
    /// Of this list.
    #[must_use]
    pub fn of(list: &DenyList) -> Self {
        Self { count: list.entries().len() as u64, sum: Sha256::of(list.text().as_bytes()) }
    }

    /// Whether a list is the marked one or goes on from it.
    #[must_use]
    pub fn begins(&self, list: &DenyList) -> bool {
        list.sum_of(self.count) == Some(self.sum)
    }
}

impl Trust {
    /// What a kiosk believes on its first day.
    pub(super) fn first(channel: &str, root_version: u64, root: Sha256) -> Self {
        Self {
            channel: channel.to_owned(),
            root_version,
            root,
            highest: Highest::default(),
            serial: 0,
            roster: 0,
            deny: DenyMark::of(&DenyList::default()),
            floor: Timestamp::UNIX_EPOCH,
            shown: Vec::new(),
        }
    }

    /// Whether `new` lowers nothing. The deny list changes through [`super::Store::set_deny`] and the root through
    /// [`super::Store::rotate_root`] alone, as each has bytes that must be durable first.
    pub(super) fn allows(&self, new: &Self) -> Result<(), StoreFault> {
        let same = [
            ("channel", self.channel == new.channel),
            ("root", (self.root_version, self.root) == (new.root_version, new.root)),
            ("deny list", self.deny == new.deny),
        ];
        let not_lower = [
            ("timestamp", self.highest.timestamp <= new.highest.timestamp),
            ("snapshot", self.highest.snapshot <= new.highest.snapshot),
            ("targets", self.highest.targets <= new.highest.targets),
            ("serial", self.serial <= new.serial),
            ("roster", self.roster <= new.roster),
            ("time", self.floor <= new.floor),
        ];
        match same.into_iter().chain(not_lower).find(|(_, holds)| !holds) {
            Some((what, _)) => Err(StoreFault::Lowered(what)),
            None => Ok(()),
        }
    }

    /// With a newer root.
    pub(super) fn rotated(&self, root_version: u64, root: Sha256, forget: Forget) -> Self {
        let kept = |forgotten: bool, version: u64| if forgotten { 0 } else { version };
        let highest = Highest {
            timestamp: kept(forget.timestamp, self.highest.timestamp),
            snapshot: kept(forget.snapshot, self.highest.snapshot),
            targets: kept(forget.targets, self.highest.targets),
        };
        let (serial, roster) = (kept(forget.targets, self.serial), kept(forget.roster, self.roster));
        let floor = if forget.timestamp { Timestamp::UNIX_EPOCH } else { self.floor };
        // What a thief may have released is not chosen again.
        let shown = if forget.targets { Vec::new() } else { self.shown.clone() };
        Self { root_version, root, highest, serial, roster, floor, shown, ..self.clone() }
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let wire = Wire {
            channel: self.channel.clone(),
            root_version: self.root_version,
            root: self.root.hex(),
            timestamp: self.highest.timestamp,
            snapshot: self.highest.snapshot,
            targets: self.highest.targets,
            serial: self.serial,
            roster: self.roster,
            deny_count: self.deny.count,
            deny: self.deny.sum.hex(),
            floor: self.floor,
            shown: self.shown.iter().map(|one| WireNamed::from(Named::from(*one))).collect(),
        };
        // Texts and whole numbers always have a JSON form.
        serde_json::to_vec(&wire).unwrap_or_default()
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let wire: Wire = serde_json::from_slice(bytes).ok()?;
        Some(Self {
            channel: wire.channel,
            root_version: wire.root_version,
            root: Sha256::from_hex(&wire.root)?,
            highest: Highest { timestamp: wire.timestamp, snapshot: wire.snapshot, targets: wire.targets },
            serial: wire.serial,
            roster: wire.roster,
            deny: DenyMark { count: wire.deny_count, sum: Sha256::from_hex(&wire.deny)? },
            floor: wire.floor,
            shown: wire.shown.iter().map(|one| one.named().map(Current::from)).collect::<Option<_>>()?,
        })
    }
}
