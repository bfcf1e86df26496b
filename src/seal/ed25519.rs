//! Plain Ed25519, as the metadata of a bundle repository wants it; keys on disk are OpenSSH keys like all others.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{LineEnding, PrivateKey, PublicKey};

use super::SealError;

/// Bytes of a public key and of a seed.
pub const KEY_BYTES: usize = 32;
/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// A key that signs. It has no `Debug` and no way out but its signatures.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// Reads the text of an OpenSSH private key.
    ///
    /// # Errors
    /// [`SealError::Encrypted`] for a key with a pass phrase, others for keys that are unreadable or of another type.
    pub fn from_openssh(text: &str) -> Result<Self, SealError> {
        let key = PrivateKey::from_openssh(text).map_err(|_| SealError::PrivateKey)?;
        if key.is_encrypted() {
            return Err(SealError::Encrypted);
        }
        match key.key_data() {
            KeypairData::Ed25519(pair) => Ok(Self(SigningKey::from_bytes(&pair.private.to_bytes()))),
            _ => Err(SealError::Algorithm(key.algorithm().to_string())),
        }
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> [u8; KEY_BYTES] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs; the same text always has the same signature (RFC 8032).
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.0.sign(message).to_bytes()
    }
}

impl SecretKey {
    /// Signs for a purpose in the SSHSIG form, as [`super::sign`] does.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn seal(&self, namespace: &str, message: &[u8]) -> Result<String, SealError> {
        let pair = Ed25519Keypair::from_seed(&self.0.to_bytes());
        let key = PrivateKey::new(KeypairData::Ed25519(pair), "").map_err(|_| SealError::PrivateKey)?;
        let text = key.to_openssh(LineEnding::LF).map_err(|_| SealError::PrivateKey)?;
        super::sign(&text, namespace, message)
    }
}

/// A new key pair from 32 random bytes: the private key in OpenSSH form, and its public line.
///
/// # Errors
/// When the key cannot be written down.
pub fn new_pair(seed: &[u8; KEY_BYTES], comment: &str) -> Result<(String, String), SealError> {
    let pair = Ed25519Keypair::from_seed(seed);
    let key = PrivateKey::new(KeypairData::Ed25519(pair), comment).map_err(|_| SealError::PrivateKey)?;
    let line = key.public_key().to_openssh().map_err(|_| SealError::PublicKey)?;
    let text = key.to_openssh(LineEnding::LF).map_err(|_| SealError::PrivateKey)?;
    Ok((text.to_string(), line))
}

/// The 32 bytes of an Ed25519 public line, `ssh-ed25519 AAAA…`.
///
/// # Errors
/// When the line cannot be read or is of another type.
pub fn public_bytes(line: &str) -> Result<[u8; KEY_BYTES], SealError> {
    let key = PublicKey::from_openssh(line.trim()).map_err(|_| SealError::PublicKey)?;
    key.key_data().ed25519().map(|key| key.0).ok_or_else(|| SealError::Algorithm(key.algorithm().to_string()))
}

/// Whether a signature is one of exactly this message by exactly this key.
///
/// Strict: keys of small order and other spellings of one signature are refused (RFC 8032 §5.1.7, without cofactor).
#[must_use]
pub fn is_signed(public: &[u8; KEY_BYTES], message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
    let Ok(key) = VerifyingKey::from_bytes(public) else { return false };
    key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_signs_what_its_public_half_verifies_and_nothing_else() {
        let (private, line) = new_pair(&[7; 32], "demo").expect("a pair");
        let key = SecretKey::from_openssh(&private).expect("the key just written");
        let public = public_bytes(&line).expect("the line just written");
        assert_eq!(key.public(), public);
        let signature = key.sign(b"text");
        assert!(is_signed(&public, b"text", &signature));
        assert!(!is_signed(&public, b"texts", &signature));
        assert!(!is_signed(&[0; 32], b"text", &signature), "the neutral point signs nothing");
        assert_eq!(new_pair(&[7; 32], "demo").expect("a pair").0, private, "written down the same each time");
    }
}
