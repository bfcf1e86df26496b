//! Which release is shown.

use serde::{Deserialize, Serialize};

use crate::model::units::Sha256;

/// A release by number and contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) serial: u64,
    pub(super) manifest: Sha256,
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

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireNamed {
    serial: u64,
    manifest: String,
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
        let named = |named: Named| WireNamed { serial: named.serial, manifest: named.manifest.hex() };
        let (current, previous) = (named(self.current), self.previous.map(named));
        let wire = Wire { current, previous, set_aside: self.set_aside, is_doubtful: self.is_doubtful };
        // Texts and whole numbers always have a JSON form.
        serde_json::to_vec(&wire).unwrap_or_default()
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let wire: Wire = serde_json::from_slice(bytes).ok()?;
        let named =
            |wire: &WireNamed| Sha256::from_hex(&wire.manifest).map(|manifest| Named { serial: wire.serial, manifest });
        let previous = match &wire.previous {
            Some(wire) => Some(named(wire)?),
            None => None,
        };
        Some(Self {
            current: named(&wire.current)?,
            previous,
            set_aside: wire.set_aside,
            is_doubtful: wire.is_doubtful,
        })
    }
}
