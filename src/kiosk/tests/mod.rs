//! The store on a simulated disk.

mod night;
mod power;
mod space;
mod store;

use std::fmt::Write as _;

use serde_json::json;

use crate::seal::ed25519::{SecretKey, new_pair};
use crate::tuf::canonical;
use crate::tuf::metadata::Key;

/// A root that its own key signs, made here so that the agent's tests need no publisher.
pub(super) fn root(version: u64) -> Vec<u8> {
    let key = SecretKey::from_openssh(&new_pair(&[7; 32], "test").expect("a pair").0).expect("a key");
    let public = Key::new(&key.public());
    let role = json!({"keyids": [public.id()], "threshold": 1});
    let signed = json!({
        "_type": "root", "spec_version": "1.0.33", "version": version, "expires": "2036-01-01T00:00:00Z",
        "consistent_snapshot": true,
        "keys": {public.id(): {"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": public.keyval.public}}},
        "roles": {"root": role, "targets": role, "snapshot": role, "timestamp": role},
    });
    let message = canonical::bytes(&signed).expect("whole numbers");
    let sig = key.sign(&message).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes all");
        text
    });
    json!({"signed": signed, "signatures": [{"keyid": public.id(), "sig": sig}]}).to_string().into_bytes()
}
