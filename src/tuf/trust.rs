//! The order in which metadata is believed. Source: specification §5, "Detailed client workflow".
//!
//! Each step takes the bytes of one file and what is already trusted, and gives the next trusted value or a refusal. The
//! constructors are the only ones, so a caller that holds a value has taken every step before it.

use jiff::Timestamp;

use super::metadata::{Envelope, Kind, Malformed, MetaFile, Role, Root, Snapshot, TargetFile, Targets, TimestampRole};
use crate::seal::ed25519;

/// Largest root that is read. Source: `design/kiosk.md` §7 (5).
pub const MAX_ROOT_BYTES: u64 = 512 * 1024;
/// Largest timestamp.
pub const MAX_TIMESTAMP_BYTES: u64 = 16 * 1024;
/// Largest snapshot and targets when nothing names their size.
pub const MAX_META_BYTES: u64 = 64 * 1024;
/// Steps from one root to a newer one in one run (§5.3.3).
pub const MAX_ROOT_STEPS: u32 = 256;

/// Why metadata was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It cannot be read.
    #[error("{role} metadata cannot be read: {reason}")]
    Malformed {
        /// Which.
        role: &'static str,
        /// Why.
        reason: Malformed,
    },
    /// Too few of the role's keys signed.
    #[error("{role} metadata is signed by {found} of the {needed} keys that must sign it")]
    Threshold {
        /// Which.
        role: &'static str,
        /// Valid signatures of different keys.
        found: usize,
        /// How many are needed.
        needed: usize,
    },
    /// It is older than what was seen before: somebody plays back the past.
    #[error("{role} metadata has version {found}; version {known} was seen before")]
    Rollback {
        /// Which.
        role: &'static str,
        /// Its version.
        found: u64,
        /// The highest seen.
        known: u64,
    },
    /// Not the version that was asked for or named.
    #[error("{role} metadata has version {found}, not {expected}")]
    Version {
        /// Which.
        role: &'static str,
        /// Its version.
        found: u64,
        /// The one named.
        expected: u64,
    },
    /// Not the bytes that signed metadata names: files of two states are mixed.
    #[error("{0} metadata is not the file that was named")]
    Mixed(&'static str),
    /// Its time is over: somebody freezes the past, or nobody signs any more.
    #[error("{role} metadata ended at {expires}")]
    Expired {
        /// Which.
        role: &'static str,
        /// When.
        expires: Timestamp,
    },
    /// It does not say what it must.
    #[error("{0} metadata lacks {1}")]
    Lacks(&'static str, &'static str),
}

impl Refusal {
    /// Whether only the time is against it: content stays, nothing was forged.
    #[must_use]
    pub fn is_expiry(&self) -> bool {
        matches!(self, Self::Expired { .. })
    }
}

/// A root in force.
#[derive(Clone, Debug)]
pub struct TrustedRoot(Root);

/// A timestamp in force.
#[derive(Clone, Debug)]
pub struct TrustedTimestamp {
    role: TimestampRole,
    snapshot: MetaFile,
}

/// A snapshot in force.
#[derive(Clone, Debug)]
pub struct TrustedSnapshot {
    role: Snapshot,
    targets: MetaFile,
}

/// Targets in force.
#[derive(Clone, Debug)]
pub struct TrustedTargets(Targets);

/// The highest versions ever believed. They live apart from the files, so that a torn file reopens no door.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Highest {
    /// Of the timestamp.
    pub timestamp: u64,
    /// Of the snapshot.
    pub snapshot: u64,
    /// Of the targets.
    pub targets: u64,
}

impl TrustedRoot {
    /// The root that came with the kiosk: believed because somebody put it there, sound in itself all the same.
    ///
    /// # Errors
    /// When it cannot be read or its own keys do not sign it.
    pub fn first(bytes: &[u8]) -> Result<Self, Refusal> {
        let (envelope, root) = read::<Root>(bytes)?;
        signed(&envelope, &root, "root")?;
        Ok(Self(root))
    }

    /// The next root: signed by the keys of this one and by its own (§5.3.4, §5.3.5).
    ///
    /// # Errors
    /// When either set of keys did not sign, or the number is not the next.
    pub fn next(&self, bytes: &[u8]) -> Result<Self, Refusal> {
        let (envelope, root) = read::<Root>(bytes)?;
        signed(&envelope, &self.0, "root")?;
        signed(&envelope, &root, "root")?;
        let expected = self.0.version + 1;
        if root.version != expected {
            return Err(Refusal::Version { role: "root", found: root.version, expected });
        }
        Ok(Self(root))
    }

    /// Whether the last root of the chain still holds (§5.3.10).
    ///
    /// # Errors
    /// When its time is over.
    pub fn in_force(&self, now: Timestamp) -> Result<(), Refusal> {
        unexpired("root", self.0.expires, now)
    }

    /// The root.
    #[must_use]
    pub fn get(&self) -> &Root {
        &self.0
    }

    /// Whether a newer root took keys of a role away: then what those keys said before counts no more (§5.3.11).
    #[must_use]
    pub fn drops_keys_of(&self, older: &Self, role: &str) -> bool {
        let keys = |root: &Root| {
            root.roles.get(role).or_else(|| root.further.get(role)).map_or_else(Vec::new, |role| role.keyids.clone())
        };
        let newer = keys(&self.0);
        keys(&older.0).iter().any(|id| !newer.contains(id))
    }

    /// Believes a timestamp (§5.4).
    ///
    /// # Errors
    /// Unsigned, older than seen, a snapshot older than seen, over.
    pub fn timestamp(&self, bytes: &[u8], highest: Highest, now: Timestamp) -> Result<TrustedTimestamp, Refusal> {
        let (envelope, role) = read::<TimestampRole>(bytes)?;
        signed(&envelope, &self.0, "timestamp")?;
        not_older("timestamp", role.version, highest.timestamp)?;
        let snapshot = role.meta.get("snapshot.json").ok_or(Refusal::Lacks("timestamp", "snapshot.json"))?.clone();
        not_older("snapshot", snapshot.version, highest.snapshot)?;
        unexpired("timestamp", role.expires, now)?;
        Ok(TrustedTimestamp { role, snapshot })
    }

    /// Believes the snapshot that a timestamp names (§5.5).
    ///
    /// # Errors
    /// Not the file named, unsigned, another version, targets older than seen, over.
    pub fn snapshot(
        &self,
        bytes: &[u8],
        timestamp: &TrustedTimestamp,
        highest: Highest,
        now: Timestamp,
    ) -> Result<TrustedSnapshot, Refusal> {
        let role: Snapshot = self.named(bytes, &timestamp.snapshot)?;
        let targets = role.meta.get("targets.json").ok_or(Refusal::Lacks("snapshot", "targets.json"))?.clone();
        not_older("targets", targets.version, highest.targets)?;
        unexpired("snapshot", role.expires, now)?;
        Ok(TrustedSnapshot { role, targets })
    }

    /// Believes the targets that a snapshot names (§5.6).
    ///
    /// # Errors
    /// Not the file named, unsigned, another version, over.
    pub fn targets(&self, bytes: &[u8], snapshot: &TrustedSnapshot, now: Timestamp) -> Result<TrustedTargets, Refusal> {
        let role: Targets = self.named(bytes, &snapshot.targets)?;
        unexpired("targets", role.expires, now)?;
        Ok(TrustedTargets(role))
    }

    /// Believes a file of a role beside the four, as far as its signatures go: its number and its time are the caller's
    /// to judge.
    ///
    /// # Errors
    /// When the root gives the role to nobody, or too few of its keys signed.
    pub fn further<T: Kind>(&self, bytes: &[u8]) -> Result<T, Refusal> {
        let (envelope, content) = read::<T>(bytes)?;
        let role = self.0.further.get(T::NAME).ok_or(Refusal::Lacks("root", T::NAME))?;
        signed_by(&envelope, &self.0, role, T::NAME)?;
        Ok(content)
    }

    fn named<T: Kind>(&self, bytes: &[u8], by: &MetaFile) -> Result<T, Refusal> {
        if !by.names(bytes) {
            return Err(Refusal::Mixed(T::NAME));
        }
        let (envelope, role) = read::<T>(bytes)?;
        signed(&envelope, &self.0, T::NAME)?;
        if role.version() == by.version {
            return Ok(role);
        }
        Err(Refusal::Version { role: T::NAME, found: role.version(), expected: by.version })
    }
}

impl TrustedTimestamp {
    /// The metadata.
    #[must_use]
    pub fn get(&self) -> &TimestampRole {
        &self.role
    }

    /// The snapshot it names.
    #[must_use]
    pub fn snapshot(&self) -> &MetaFile {
        &self.snapshot
    }
}

impl TrustedSnapshot {
    /// The metadata.
    #[must_use]
    pub fn get(&self) -> &Snapshot {
        &self.role
    }

    /// The targets it names.
    #[must_use]
    pub fn targets(&self) -> &MetaFile {
        &self.targets
    }
}

impl TrustedTargets {
    /// The metadata.
    #[must_use]
    pub fn get(&self) -> &Targets {
        &self.0
    }

    /// The file of a name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&TargetFile> {
        self.0.targets.get(name)
    }
}

fn read<T: Kind>(bytes: &[u8]) -> Result<(Envelope, T), Refusal> {
    let malformed = |reason| Refusal::Malformed { role: T::NAME, reason };
    let envelope = Envelope::read(bytes).map_err(malformed)?;
    let content = envelope.content().map_err(malformed)?;
    Ok((envelope, content))
}

/// Whether enough different keys of a role signed. Two ids of one key count once.
fn signed(envelope: &Envelope, root: &Root, name: &'static str) -> Result<(), Refusal> {
    signed_by(envelope, root, root.roles.get(name).ok_or(Refusal::Lacks("root", name))?, name)
}

fn signed_by(envelope: &Envelope, root: &Root, role: &Role, name: &'static str) -> Result<(), Refusal> {
    let Role { keyids, threshold } = role;
    if *threshold == 0 {
        return Err(Refusal::Lacks("root", "a threshold"));
    }
    let mut by = std::collections::BTreeSet::new();
    for id in keyids {
        let key = root.keys.get(id).and_then(super::metadata::Key::bytes);
        let (Some(key), Some(signature)) = (key, envelope.signatures.get(id)) else { continue };
        if ed25519::is_signed(&key, &envelope.message, signature) {
            by.insert(key);
        }
    }
    if by.len() >= *threshold {
        return Ok(());
    }
    Err(Refusal::Threshold { role: name, found: by.len(), needed: *threshold })
}

fn not_older(role: &'static str, found: u64, known: u64) -> Result<(), Refusal> {
    if found >= known { Ok(()) } else { Err(Refusal::Rollback { role, found, known }) }
}

/// Expiry is the last thing asked of any file, so that a wrong clock hides no forgery.
fn unexpired(role: &'static str, expires: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if now < expires { Ok(()) } else { Err(Refusal::Expired { role, expires }) }
}

#[cfg(all(test, feature = "studio"))]
mod tests;
