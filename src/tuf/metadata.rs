//! The four kinds of metadata and the envelope around them. Source: specification §4.
//!
//! Unknown fields are kept for the signature and otherwise ignored, as §4.1 asks.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::canonical;
use crate::model::units::{Sha256, from_hex, hex};
use crate::seal::ed25519;

/// The version of the specification that is written; any 1.x is read (§4.3).
pub const SPEC_VERSION: &str = "1.0.33";

/// Metadata that nobody has vouched for yet.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// What is signed, as it came.
    pub signed: Value,
    /// Signatures, 64 bytes each, by key id; one key counts once.
    pub signatures: BTreeMap<String, [u8; ed25519::SIGNATURE_BYTES]>,
    /// The canonical form of what is signed.
    pub message: Vec<u8>,
}

/// Why metadata cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(pub String);

#[derive(Deserialize)]
struct WireEnvelope {
    signed: Value,
    signatures: Vec<WireSignature>,
}

#[derive(Deserialize)]
struct WireSignature {
    keyid: String,
    sig: String,
}

impl Envelope {
    /// Reads an envelope. Signatures of another length are left out: they can be nobody's.
    ///
    /// # Errors
    /// When it is no envelope, has numbers that are not whole, or names one key twice.
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let wire: WireEnvelope = serde_json::from_slice(bytes).map_err(|error| Malformed(error.to_string()))?;
        let message = canonical::bytes(&wire.signed).map_err(|error| Malformed(error.to_string()))?;
        let mut seen = BTreeSet::new();
        let mut signatures = BTreeMap::new();
        for one in wire.signatures {
            if !seen.insert(one.keyid.clone()) {
                return Err(Malformed(format!("key {} signs twice", one.keyid)));
            }
            if let Some(signature) = from_hex(&one.sig) {
                signatures.insert(one.keyid, signature);
            }
        }
        Ok(Self { signed: wire.signed, signatures, message })
    }

    /// Reads what is signed as one kind of metadata.
    ///
    /// # Errors
    /// When it is of another kind, of another major version, or lacks a field.
    pub fn content<T: Kind>(&self) -> Result<T, Malformed> {
        let text = |name: &str| self.signed.get(name).and_then(Value::as_str).unwrap_or_default();
        if text("_type") != T::NAME {
            return Err(Malformed(format!("{} metadata instead of {}", text("_type"), T::NAME)));
        }
        if text("spec_version").split('.').next() != SPEC_VERSION.split('.').next() {
            return Err(Malformed(format!("version {} of the specification", text("spec_version"))));
        }
        T::deserialize(&self.signed).map_err(|error| Malformed(error.to_string()))
    }
}

/// A kind of metadata.
pub trait Kind: for<'de> Deserialize<'de> {
    /// The value of `_type`.
    const NAME: &'static str;
    /// Number of this state.
    fn version(&self) -> u64;
    /// When it stops being believed.
    fn expires(&self) -> Timestamp;
}

macro_rules! kinds {
    ($($type:ident $name:literal),*) => {$(
        impl Kind for $type {
            const NAME: &'static str = $name;
            fn version(&self) -> u64 { self.version }
            fn expires(&self) -> Timestamp { self.expires }
        }
    )*};
}
kinds!(Root "root", TimestampRole "timestamp", Snapshot "snapshot", Targets "targets");

/// Who may sign what. Source: §4.3.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// Number of this root.
    pub version: u64,
    /// End.
    pub expires: Timestamp,
    /// Whether versions and sums stand in file names.
    pub consistent_snapshot: bool,
    /// Public keys by id.
    pub keys: BTreeMap<String, Key>,
    /// Roles by name.
    pub roles: BTreeMap<String, Role>,
    /// Roles beside the four, by the `_type` of what they sign. Other clients pass over the field (§4.1).
    #[serde(rename = "x-roles", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub further: BTreeMap<String, Role>,
}

/// A public key. Keys of another type are read and never count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// `ed25519`.
    pub keytype: String,
    /// The key itself.
    pub keyval: KeyValue,
    /// `ed25519`.
    pub scheme: String,
}

/// The value of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyValue {
    /// 64 hexadecimal digits.
    pub public: String,
}

/// Who signs in a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Ids of keys.
    pub keyids: Vec<String>,
    /// How many of them must sign.
    pub threshold: usize,
}

/// What is current. Source: §4.6; signed each night.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimestampRole {
    /// Number.
    pub version: u64,
    /// End.
    pub expires: Timestamp,
    /// `snapshot.json` alone.
    pub meta: BTreeMap<String, MetaFile>,
    /// When it was signed; a kiosk's clock is never before it.
    #[serde(rename = "x-published", default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Timestamp>,
    /// What it leads to, while that is not for all: who need not fetch it yet finds out here.
    #[serde(rename = "x-staged", default, skip_serializing_if = "Option::is_none")]
    pub staged: Option<Staged>,
}

/// A release that goes to a part of those who ask first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staged {
    /// Its number.
    pub serial: u64,
    /// Of a hundred.
    pub percent: u8,
    /// From which, and their ids, follows who they are.
    pub salt: String,
    /// How many entries its list of what is called back has: whoever knows fewer does not wait.
    pub denied: u64,
}

/// Which versions belong together. Source: §4.4.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Number.
    pub version: u64,
    /// End.
    pub expires: Timestamp,
    /// `targets.json`.
    pub meta: BTreeMap<String, MetaFile>,
}

/// A metadata file as another one names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetaFile {
    /// Its version.
    pub version: u64,
    /// Its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// Its sums; `sha256` is read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hashes: BTreeMap<String, String>,
}

/// The files that are vouched for. Source: §4.5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Targets {
    /// Number.
    pub version: u64,
    /// End.
    pub expires: Timestamp,
    /// Files by name.
    pub targets: BTreeMap<String, TargetFile>,
}

/// A file that is vouched for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetFile {
    /// Its bytes.
    pub length: u64,
    /// Its sums; `sha256` is read.
    pub hashes: BTreeMap<String, String>,
}

impl Key {
    /// The Ed25519 key of these bytes.
    #[must_use]
    pub fn new(public: &[u8; ed25519::KEY_BYTES]) -> Self {
        let (keytype, scheme) = ("ed25519".to_owned(), "ed25519".to_owned());
        Self { keytype, keyval: KeyValue { public: hex(public) }, scheme }
    }

    /// The id: the sum of the canonical form (§4.2).
    #[must_use]
    pub fn id(&self) -> String {
        let Key { keytype, keyval, scheme } = self;
        let value = serde_json::json!({"keytype": keytype, "keyval": {"public": keyval.public}, "scheme": scheme});
        // Texts alone always have a canonical form.
        canonical::bytes(&value).map(|bytes| Sha256::of(&bytes).hex()).unwrap_or_default()
    }

    /// The 32 bytes of an Ed25519 key.
    #[must_use]
    pub fn bytes(&self) -> Option<[u8; ed25519::KEY_BYTES]> {
        if self.keytype == "ed25519" && self.scheme == "ed25519" { from_hex(&self.keyval.public) } else { None }
    }
}

impl MetaFile {
    /// Names these bytes.
    #[must_use]
    pub fn of(version: u64, bytes: &[u8]) -> Self {
        Self { version, length: Some(bytes.len() as u64), hashes: sums(bytes) }
    }

    /// Whether these are the bytes that are named, as far as they are named.
    #[must_use]
    pub fn names(&self, bytes: &[u8]) -> bool {
        self.length.is_none_or(|length| length == bytes.len() as u64)
            && self.hashes.get("sha256").is_none_or(|sum| *sum == Sha256::of(bytes).hex())
    }
}

impl TargetFile {
    /// Names these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self { length: bytes.len() as u64, hashes: sums(bytes) }
    }

    /// The sum in force; a target without one is nobody's word for anything.
    #[must_use]
    pub fn sha256(&self) -> Option<Sha256> {
        self.hashes.get("sha256").and_then(|sum| Sha256::from_hex(sum))
    }
}

fn sums(bytes: &[u8]) -> BTreeMap<String, String> {
    BTreeMap::from([("sha256".to_owned(), Sha256::of(bytes).hex())])
}
