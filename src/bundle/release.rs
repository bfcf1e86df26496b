//! The release: one small JSON file that names everything a kiosk may fetch. The targets metadata of the channel vouches
//! for it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::units::Sha256;
use crate::tuf::metadata::Staged;

/// Version 1 of `release.json`. Fields are added, never changed: an older kiosk reads a newer release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// `kepu-release/1`.
    pub format: String,
    /// Project UUID.
    pub project: String,
    /// Channel id.
    pub channel: String,
    /// Channel title.
    pub title: String,
    /// Number of the release in its channel; it only grows.
    pub serial: u64,
    /// The clock of the build.
    pub published: Timestamp,
    /// The manifest.
    pub manifest: Squeezed,
    /// Files in the manifest.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes of the largest of them.
    pub largest: u64,
    /// Packs from older manifests, the newest first.
    pub deltas: Vec<Delta>,
    /// Packs between older manifests, by which a kiosk that was away for some nights comes to one that `deltas` starts
    /// from: a list of [`Step`], fetched only by those who need it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<Squeezed>,
    /// The pack from nothing, in its parts.
    pub full: Vec<Piece>,
    /// What must be shown no more.
    pub deny: Deny,
    /// What a kiosk with too little space keeps longest: a [`super::keep::KeepList`], fetched only by those who need it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<Squeezed>,
    /// To which part of the kiosks it goes first; nothing for all. A hint: a kiosk's own file has the last word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<Rollout>,
    /// Hours in which kiosks without hours of their own come, `01:00-05:00`, China time. A hint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
    /// Version of zstd that squeezed: packs are the same bytes only with the same one.
    pub zstd: String,
}

/// A file that travels squeezed. What is fetched is checked before it is opened, what comes out once more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Squeezed {
    /// Sum of the file itself.
    pub sha256: String,
    /// Its bytes.
    pub size: u64,
    /// What is fetched.
    pub squeezed: Piece,
}

/// A file as it is fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Path below the repository's root.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Sum.
    pub sha256: String,
}

/// A pack for kiosks that have one older manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
    /// Sum of that manifest.
    pub from: String,
    /// Serial of its release.
    pub from_serial: u64,
    /// The pack in its parts.
    pub parts: Vec<Piece>,
}

/// A pack between two manifests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Sum of the manifest it starts from.
    pub from: String,
    /// Sum of the manifest it leads to.
    pub to: String,
    /// The pack in its parts.
    pub parts: Vec<Piece>,
}

/// The list of what must be shown no more. It only grows, and each list begins with the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deny {
    /// Its lines.
    pub count: u64,
    /// The list; nothing to fetch while it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<Piece>,
}

/// The part of the kiosks that a release goes to first. Which ones follows from their ids and the salt alone, so that a
/// host of plain files can stage a release; a higher percentage with the same salt only adds to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rollout {
    /// Of a hundred.
    pub percent: u8,
    /// Another one for each release, so that not the same kiosks are first every time.
    pub salt: String,
}

/// The format this program writes and reads.
pub const FORMAT: &str = "kepu-release/1";
/// The name under which the targets metadata lists the release.
pub const RELEASE: &str = "release.json";
/// Plain consumers' list of files.
pub const MANIFEST: &str = "manifest.txt";
/// Plain consumers' archive.
pub const ARCHIVE: &str = "bundle.zip";
/// What was called back, in words; in the archive and beside it.
pub const RETRACTED: &str = "RETRACTED.txt";
/// Sums for `sha256sum -c`.
pub const SUMS: &str = "SHA256SUMS";
/// The signature of the sums, for `ssh-keygen -Y verify`.
pub const SIGNATURE: &str = "SHA256SUMS.sig";

impl Release {
    /// What kiosks are told of it before they fetch it; nothing when it is for all.
    #[must_use]
    pub fn staged(&self) -> Option<Staged> {
        let Rollout { percent, salt } = self.rollout.clone()?;
        Some(Staged { serial: self.serial, percent, salt, denied: self.deny.count })
    }
}

impl Piece {
    /// Names these bytes.
    #[must_use]
    pub fn of(path: impl Into<String>, bytes: &[u8]) -> Self {
        Self { path: path.into(), size: bytes.len() as u64, sha256: Sha256::of(bytes).hex() }
    }

    /// Whether these are the bytes that are named.
    #[must_use]
    pub fn names(&self, bytes: &[u8]) -> bool {
        self.size == bytes.len() as u64 && self.sha256 == Sha256::of(bytes).hex()
    }
}

impl Delta {
    /// Bytes to fetch.
    #[must_use]
    pub fn size(&self) -> u64 {
        size_of(&self.parts)
    }
}

/// Bytes of some pieces together.
#[must_use]
pub fn size_of(pieces: &[Piece]) -> u64 {
    pieces.iter().fold(0, |sum, piece| sum.saturating_add(piece.size))
}
