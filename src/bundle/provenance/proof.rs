//! The file of one article.

use serde::{Deserialize, Serialize};

/// Version 1 of `provenance/ID.proof`. Texts stand as they were signed or summed, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofFile {
    /// `kepu-proof/1`.
    pub format: String,
    /// Id of the article.
    pub article: String,
    /// `kepu-content-v1`: its sum is the digest. Empty when only a suspension is known.
    pub parts: String,
    /// The front matter in canonical JSON, without intent; its sum is one of the parts.
    pub meta: String,
    /// Records as they stand in `records/ID/`, in order of name.
    pub records: Vec<String>,
}

/// The format that is written and read.
const FORMAT: &str = "kepu-proof/1";

impl ProofFile {
    /// A proof of these texts.
    #[must_use]
    pub fn new(article: &str, (parts, meta): (String, String), records: Vec<String>) -> Self {
        Self { format: FORMAT.to_owned(), article: article.to_owned(), parts, meta, records }
    }

    /// Reads one of this format.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|proof: &Self| proof.format == FORMAT)
    }

    /// The bytes of the file.
    #[must_use]
    pub fn text(&self) -> Vec<u8> {
        // Texts always have a JSON form.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}
