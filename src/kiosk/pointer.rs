//! Which release is shown.

use serde::{Deserialize, Serialize};

use super::store::Current;
use crate::model::units::Sha256;

/// A release by number and contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) serial: u64,
    pub(super) manifest: Sha256,
}

impl From<Named> for Current {
    fn from(Named { serial, manifest }: Named) -> Self {
        Self { serial, manifest }
    }
}

impl From<Current> for Named {
    fn from(Current { serial, manifest }: Current) -> Self {
        Self { serial, manifest }
    }
}

/// Which release is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pointer {
    pub(super) current: Named,
    /// The one before it, kept for the way back.
    pub(super) previous: Option<Named>,
    /// The highest release that was turned away after it had been shown.
    pub(super) set_aside: Option<u64>,
    /// The keys of releases were taken away since: nobody vouches for it any more, and no way leads back to it.
    pub(super) is_doubtful: bool,
}

impl Pointer {
    /// What is shown and what was before, where somebody vouches for it.
    pub(super) fn vouched(&self) -> Vec<Current> {
        let both = [Some(self.current), self.previous].into_iter().flatten();
        if self.is_doubtful { Vec::new() } else { both.map(Current::from).collect() }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireNamed {
    serial: u64,
    manifest: String,
}

impl From<Named> for WireNamed {
    fn from(named: Named) -> Self {
        Self { serial: named.serial, manifest: named.manifest.hex() }
    }
}

impl WireNamed {
    /// Nothing when the sum is none.
    pub(super) fn named(&self) -> Option<Named> {
        Sha256::from_hex(&self.manifest).map(|manifest| Named { serial: self.serial, manifest })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    current: WireNamed,
    previous: Option<WireNamed>,
    set_aside: Option<u64>,
    is_doubtful: bool,
}

impl Pointer {
    pub(super) fn write(&self) -> Vec<u8> {
        let (current, previous) = (self.current.into(), self.previous.map(WireNamed::from));
        let wire = Wire { current, previous, set_aside: self.set_aside, is_doubtful: self.is_doubtful };
        // Texts and whole numbers always have a JSON form.
        serde_json::to_vec(&wire).unwrap_or_default()
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let wire: Wire = serde_json::from_slice(bytes).ok()?;
        let previous = match &wire.previous {
            Some(wire) => Some(wire.named()?),
            None => None,
        };
        Some(Self {
            current: wire.current.named()?,
            previous,
            set_aside: wire.set_aside,
            is_doubtful: wire.is_doubtful,
        })
    }
}
