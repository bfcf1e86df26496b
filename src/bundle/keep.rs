//! What a kiosk with too little space keeps longest. The publisher knows what is urgent and what is new; the kiosk knows
//! its disk. So the order travels with the release, signed, and the choice is made on the box.
//!
//! Only a kiosk whose disk does not take the whole release fetches the list.

use serde::{Deserialize, Serialize};

/// The format this program writes and reads.
pub const FORMAT: &str = "kepu-keep/1";
/// The largest list that is read: room for a hundred thousand articles.
pub const MAX_KEEP_BYTES: u64 = 8 << 20;

/// The order in which articles are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepList {
    /// [`FORMAT`].
    pub format: String,
    /// Articles that are never left out, with their pictures: what the channel names, and what is urgent.
    pub always: Vec<String>,
    /// Every article, the newest first: those at the end are left out first.
    pub articles: Vec<String>,
}

impl KeepList {
    /// A list in this program's format.
    #[must_use]
    pub fn new(always: Vec<String>, articles: Vec<String>) -> Self {
        Self { format: FORMAT.to_owned(), always, articles }
    }

    /// Reads a list; nothing when it is of another form.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice::<Self>(bytes).ok().filter(|list| list.format == FORMAT)
    }
}
