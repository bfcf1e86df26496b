//! Emergency notices for every channel at once: two small signed files at the root of a repository, fetched apart from
//! the nightly bundle.
//!
//! A drill is another kind of metadata, signed by other keys: nothing that was signed as one is ever read as the other,
//! whichever name the file has.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::alert::{Alert, Cleared};
use crate::tuf::metadata::Kind;

/// Largest file: a kiosk asks for it every other minute, over whatever line there is.
pub const MAX_BYTES: u64 = 4096;

/// What one of the files says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulletin {
    /// Project UUID.
    pub project: String,
    /// Its number; the highest one counts, whatever any clock says.
    pub version: u64,
    /// When it was signed.
    pub published: Timestamp,
    /// When nobody has signed for too long. Notices have ends of their own.
    pub expires: Timestamp,
    /// Notices that are not over, the highest level first. One that is absent is over.
    pub notices: Vec<Alert>,
    /// Lower notices that had no room.
    #[serde(default, skip_serializing_if = "is_none")]
    pub omitted: usize,
    /// Events that ended lately.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clear: Vec<Cleared>,
    /// Whom to call, as printed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hotlines: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_none(omitted: &usize) -> bool {
    *omitted == 0
}

/// Notices that are real.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency(pub Bulletin);

/// Notices of a drill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drill(pub Bulletin);

/// A kind of bulletin.
pub trait Siren: Kind + Serialize {
    /// Its file at the root of a repository.
    const FILE: &'static str;
    /// Makes one.
    fn of(bulletin: Bulletin) -> Self;
    /// What it says.
    fn bulletin(self) -> Bulletin;
}

macro_rules! sirens {
    ($($type:ident $name:literal $file:literal),*) => {$(
        impl Kind for $type {
            const NAME: &'static str = $name;
            fn version(&self) -> u64 { self.0.version }
            fn expires(&self) -> Timestamp { self.0.expires }
        }
        impl Siren for $type {
            const FILE: &'static str = $file;
            fn of(bulletin: Bulletin) -> Self { Self(bulletin) }
            fn bulletin(self) -> Bulletin { self.0 }
        }
    )*};
}
sirens!(Emergency "emergency" "emergency.json", Drill "drill" "drill.json");
