//! Whether a release is for this kiosk yet.
//!
//! A plain host cannot tell kiosks apart, so the release says for how many it is, and each kiosk finds out by itself
//! whether it is one of them. What calls an article back is for all, and so is the first release that a box shows.

use ring::hmac;
use serde::{Deserialize, Serialize};

use crate::bundle::release::Release;
use crate::tuf::metadata::Staged;

/// When this kiosk takes releases that are not for all yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pace {
    /// When it is among those that the release names.
    #[default]
    AsRelease,
    /// At once: a box on somebody's desk.
    First,
    /// When they are for all.
    Last,
}

/// A release that is not for this kiosk yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waits {
    /// Which.
    pub serial: u64,
    /// For how many of a hundred it is.
    pub percent: u8,
}

/// The place of a kiosk in a rollout, from 0 to 99: HMAC-SHA-256 of its id by the salt.
#[must_use]
pub fn share(id: &str, salt: &str) -> u8 {
    let first = keyed(salt.as_bytes(), id.as_bytes())
        .as_ref()
        .iter()
        .take(8)
        .fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
    u8::try_from(first % 100).unwrap_or_default()
}

fn keyed(key: &[u8], message: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message)
}

/// Whether the kiosk waits; `shown` is the release that it shows.
#[must_use]
pub fn waits(staged: &Staged, shown: Option<&Release>, (pace, id): (Pace, &str)) -> Option<Waits> {
    let Staged { serial, percent, salt, denied } = staged;
    // What is called back must be gone from every box, and a box without content has nothing to wait with.
    let is_for_all = *percent >= 100 || shown.is_none_or(|shown| *denied > shown.deny.count);
    let is_taken = match pace {
        Pace::First => true,
        Pace::AsRelease => share(id, salt) < *percent,
        Pace::Last => false,
    };
    (!is_for_all && !is_taken).then_some(Waits { serial: *serial, percent: *percent })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(tag: hmac::Tag) -> String {
        crate::model::units::hex(tag.as_ref())
    }

    /// Source: RFC 4231, cases 2 and 6.
    #[test]
    fn it_is_the_hmac_of_the_standard() {
        assert_eq!(
            hex(keyed(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hex(keyed(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn a_higher_percentage_adds_kiosks_and_another_salt_begins_with_others() {
        let first = |percent: u8, salt: &str| -> Vec<u32> {
            (0..2000).filter(|n| share(&format!("jx-{n:06}"), salt) < percent).collect()
        };
        let (ten, thirty) = (first(10, "412"), first(30, "412"));
        assert!(
            (140..260).contains(&ten.len()) && (500..700).contains(&thirty.len()),
            "{} {}",
            ten.len(),
            thirty.len()
        );
        assert!(ten.iter().all(|n| thirty.contains(n)), "nobody has to go back");
        let other = first(10, "413");
        let both = ten.iter().filter(|n| other.contains(n)).count();
        assert!(both < 50, "{both} of {}", ten.len());
        assert_eq!((first(100, "412").len(), first(0, "412").len()), (2000, 0));
    }
}
