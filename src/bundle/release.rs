//! The release: one small JSON file that names the manifest and the archive, and is signed.

use serde::{Deserialize, Serialize};

/// Version 1 of `release.json`, read by kiosks and plain consumers. Fields are added, never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// `kepu-release/1`.
    pub format: String,
    /// Project UUID.
    pub project: String,
    /// Channel id.
    pub channel: String,
    /// Channel title.
    pub title: String,
    /// RFC 3339; the clock of the build.
    pub published: String,
    /// The manifest.
    pub manifest: NamedFile,
    /// The archive.
    pub archive: NamedFile,
    /// Number of files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// A file with its sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedFile {
    /// File name.
    pub name: String,
    /// SHA-256, 64 hexadecimal digits.
    pub sha256: String,
    /// Size in bytes.
    pub size: u64,
}

/// The format this program writes and reads.
pub const FORMAT: &str = "kepu-release/1";
/// File name of the release.
pub const RELEASE: &str = "release.json";
/// File name of its signature.
pub const SIGNATURE: &str = "release.json.sig";
/// File name of the manifest.
pub const MANIFEST: &str = "manifest.txt";
/// File name of the archive.
pub const ARCHIVE: &str = "bundle.zip";
/// File name of the sums for `sha256sum -c`.
pub const SUMS: &str = "SHA256SUMS";
