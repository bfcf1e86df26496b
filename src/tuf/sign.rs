//! Metadata written and signed. The same values and keys give the same bytes.

use serde::Serialize;
use serde_json::{Value, json};

use super::canonical::{self, NotCanonical};
use super::metadata::{Key, Kind, SPEC_VERSION};
use crate::model::units::hex;
use crate::seal::ed25519::SecretKey;

/// A metadata file: what is signed, and a signature of each key.
///
/// The file itself is canonical JSON with a line end, so that it has one spelling.
///
/// # Errors
/// When the metadata holds a number that is not whole.
pub fn file<T: Kind + Serialize>(content: &T, keys: &[&SecretKey]) -> Result<Vec<u8>, NotCanonical> {
    let signed = signed(content);
    let message = canonical::bytes(&signed)?;
    let mut signatures: Vec<(String, String)> =
        keys.iter().map(|key| (Key::new(&key.public()).id(), hex(&key.sign(&message)))).collect();
    signatures.sort();
    signatures.dedup();
    envelope(signed, &signatures)
}

/// Adds the signature of one more key to a file that others signed before: the ceremony of a root.
///
/// # Errors
/// When the file is no metadata.
pub fn add(bytes: &[u8], key: &SecretKey) -> Result<Vec<u8>, super::metadata::Malformed> {
    let read = super::metadata::Envelope::read(bytes)?;
    let id = Key::new(&key.public()).id();
    let mut signatures: Vec<(String, String)> =
        read.signatures.iter().filter(|(known, _)| **known != id).map(|(id, sig)| (id.clone(), hex(sig))).collect();
    signatures.push((id, hex(&key.sign(&read.message))));
    signatures.sort();
    envelope(read.signed, &signatures).map_err(|error| super::metadata::Malformed(error.to_string()))
}

fn signed<T: Kind + Serialize>(content: &T) -> Value {
    // Metadata is made of texts, whole numbers and maps of texts, which always have a JSON form.
    let mut signed = serde_json::to_value(content).unwrap_or_default();
    signed["_type"] = json!(T::NAME);
    signed["spec_version"] = json!(SPEC_VERSION);
    signed
}

fn envelope(signed: Value, signatures: &[(String, String)]) -> Result<Vec<u8>, NotCanonical> {
    let list: Vec<Value> = signatures.iter().map(|(keyid, sig)| json!({"keyid": keyid, "sig": sig})).collect();
    let mut bytes = canonical::bytes(&json!({"signatures": list, "signed": signed}))?;
    bytes.push(b'\n');
    Ok(bytes)
}
