//! How old what a kiosk shows is: by the last signature it saw, whatever its own clock says.

use jiff::Timestamp;

use super::store::Store;

/// Days without a signature after which the content is told to be old. Source: `design/kiosk.md` §7 (2).
const STALE_DAYS: i64 = 14;

/// How old the content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// The last signed time.
    pub signed: Timestamp,
    /// Whole days since then, by a clock that is never before it.
    pub days: i64,
    /// Whether people should be told.
    pub is_stale: bool,
}

impl Store {
    /// How old the content is, by the system's clock.
    #[must_use]
    pub fn freshness(&self, system: Timestamp) -> Freshness {
        let signed = self.trust().floor;
        let days = system.max(signed).duration_since(signed).as_hours() / 24;
        Freshness { signed, days, is_stale: days >= STALE_DAYS }
    }
}
