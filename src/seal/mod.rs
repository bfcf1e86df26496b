//! Signatures in the SSHSIG form: make one, check one, read who made it.
//!
//! Floor 1: the approval gate and the bundle both stand on it, with and without feature `studio`. The only user
//! of `ssh-key`. Deliberately absent: whose key it is, when it counts, files, agents, pass phrases.

pub mod ed25519;

use ssh_key::public::KeyData;
use ssh_key::{Algorithm, EcdsaCurve, HashAlg, LineEnding, PrivateKey, PublicKey, SshSig};

/// Why a key or a signature was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The public key line cannot be read.
    #[error("the public key is not an OpenSSH line")]
    PublicKey,
    /// The private key cannot be read.
    #[error("the private key is not in OpenSSH form")]
    PrivateKey,
    /// The private key has a pass phrase; an agent or `ssh-keygen` has to sign.
    #[error("the private key is protected by a pass phrase")]
    Encrypted,
    /// The armour cannot be read, or names an unknown hash.
    #[error("the signature block cannot be read")]
    Armour,
    /// RSA, DSA and whatever else is not on the short list.
    #[error("signatures of type {0} are not accepted")]
    Algorithm(String),
    /// Made for another purpose.
    #[error("the signature was made for {found:?}, not for {expected:?}")]
    Namespace {
        /// What was asked for.
        expected: String,
        /// What stands in the signature.
        found: String,
    },
    /// Made by another key.
    #[error("the signature was made by another key")]
    OtherKey,
    /// A security key signed without being touched.
    #[error("the security key signed without a touch")]
    NoTouch,
    /// The bytes, the key and the signature do not belong together.
    #[error("the signature does not fit the text")]
    Mismatch,
    /// The key could not sign.
    #[error("the key could not sign")]
    Sign,
}

/// The bit of a security key's flags that says somebody touched it. Source: FIDO U2F raw messages, §5.4.
const USER_PRESENT: u8 = 0x01;

/// Bytes behind a security key's signature: one of flags, four of counter. Source: OpenSSH `PROTOCOL.u2f`.
const SECURITY_KEY_TRAILER: usize = 5;

/// Checks that `armour` is a signature of exactly `message`, for `namespace`, by exactly this key.
///
/// Accepted are Ed25519 keys, on disk or in a security key, and ECDSA P-256 keys, over SHA-256 or SHA-512.
///
/// # Errors
/// Anything else, named.
pub fn verify(public_key_line: &str, namespace: &str, message: &[u8], armour: &str) -> Result<(), SealError> {
    let key = PublicKey::from_openssh(public_key_line).map_err(|_| SealError::PublicKey)?;
    let signature = read(armour)?;
    if key.key_data() != signature.public_key() {
        return Err(SealError::OtherKey);
    }
    if signature.namespace() != namespace {
        let (expected, found) = (namespace.to_owned(), signature.namespace().to_owned());
        return Err(SealError::Namespace { expected, found });
    }
    touched(&signature)?;
    key.verify(namespace, message, &signature).map_err(|_| SealError::Mismatch)
}

/// The public key inside a signature, as `ssh-ed25519 AAAA…` without comment.
///
/// A claim, not a proof: look the key up, then [`verify`] with it.
///
/// # Errors
/// When the armour cannot be read or is of a refused type.
pub fn signer(armour: &str) -> Result<String, SealError> {
    line_of(read(armour)?.public_key())
}

/// Signs `message` for `namespace`; the answer is the armoured block with a final line end.
///
/// Deterministic for Ed25519 and, after RFC 6979, for P-256.
///
/// # Errors
/// [`SealError::Encrypted`] for a key with a pass phrase, others for keys that cannot be read or are refused.
pub fn sign(private_key_openssh: &str, namespace: &str, message: &[u8]) -> Result<String, SealError> {
    let key = private(private_key_openssh)?;
    if key.is_encrypted() {
        return Err(SealError::Encrypted);
    }
    let signature = key.sign(namespace, HashAlg::Sha512, message).map_err(|_| SealError::Sign)?;
    let mut armour = signature.to_pem(LineEnding::LF).map_err(|_| SealError::Sign)?;
    if !armour.ends_with('\n') {
        armour.push('\n');
    }
    Ok(armour)
}

/// The public line of a private key; it is readable even behind a pass phrase.
///
/// # Errors
/// When the key cannot be read or is of a refused type.
pub fn public_line(private_key_openssh: &str) -> Result<String, SealError> {
    line_of(private(private_key_openssh)?.public_key().key_data())
}

/// A public key line without its comment, in canonical form: the one to compare.
///
/// # Errors
/// When the line cannot be read or is of a refused type.
pub fn canonical_line(public_key_line: &str) -> Result<String, SealError> {
    let key = PublicKey::from_openssh(public_key_line.trim()).map_err(|_| SealError::PublicKey)?;
    line_of(key.key_data())
}

fn private(text: &str) -> Result<PrivateKey, SealError> {
    let key = PrivateKey::from_openssh(text).map_err(|_| SealError::PrivateKey)?;
    accepted(&key.algorithm())?;
    Ok(key)
}

fn read(armour: &str) -> Result<SshSig, SealError> {
    let signature = SshSig::from_pem(armour).map_err(|_| SealError::Armour)?;
    let algorithm = signature.public_key().algorithm();
    accepted(&algorithm)?;
    // The decoder lets an older version number and wrong inner lengths pass, which are not among the signed
    // bytes: one decision could be written in many ways. Only the one true form is read.
    let written = signature.to_pem(LineEnding::LF).map_err(|_| SealError::Armour)?;
    let same = written.split_ascii_whitespace().eq(armour.split_ascii_whitespace());
    let usual = signature.version() == SshSig::VERSION && signature.reserved().is_empty();
    if same && usual && signature.algorithm() == algorithm { Ok(signature) } else { Err(SealError::Armour) }
}

/// RSA is left out because its short keys and SHA-1 forms need rules of their own; DSA is broken; the library
/// cannot write a P-256 security-key signature back, which the check for the one true form needs.
fn accepted(algorithm: &Algorithm) -> Result<(), SealError> {
    match algorithm {
        Algorithm::Ed25519 | Algorithm::SkEd25519 | Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 } => Ok(()),
        other => Err(SealError::Algorithm(other.as_str().to_owned())),
    }
}

fn touched(signature: &SshSig) -> Result<(), SealError> {
    if signature.algorithm() != Algorithm::SkEd25519 {
        return Ok(());
    }
    let bytes = signature.signature_bytes();
    let flags = bytes.len().checked_sub(SECURITY_KEY_TRAILER).and_then(|at| bytes.get(at));
    if flags.is_some_and(|flags| flags & USER_PRESENT != 0) { Ok(()) } else { Err(SealError::NoTouch) }
}

fn line_of(key: &KeyData) -> Result<String, SealError> {
    accepted(&key.algorithm())?;
    let line = PublicKey::new(key.clone(), "").to_openssh().map_err(|_| SealError::PublicKey)?;
    Ok(line.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = include_str!("../../demo/keys/kn-agr-a");
    const LINE: &str = include_str!("../../demo/keys/kn-agr-a.pub");
    const OTHER: &str = include_str!("../../demo/keys/outsider.pub");
    const TEXT: &[u8] = "一字不差".as_bytes();

    /// The record printed in the design, signed by OpenSSH 9.2 with a throw-away key.
    const PUBLISHED: &str = "kepu-signoff-v1\nproject: 3f2b7c1e-5a64-4f0e-9d0c-2b8f6f7a1c55\narticle: jx-demo-0001\n\
        digest: sha256:b3ab92f7428f06f020887028288da49b888d93475e4acb6e4330424d1668459f\nfrom: -\n\
        decision: approve\nstage: knowledge\nreviewer: zhao-li\nconflict: none\nat: 2026-03-20T08:12:33Z\n\
        via: ssh\nevidence: -\nnote: -\n";
    const PUBLISHED_ARMOUR: &str = "-----BEGIN SSH SIGNATURE-----\n\
        U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg+T3ESXTeh7ZgUUqev1Dfa9A2U0\n\
        LhHJqk+B+rVqiqmNIAAAAPa2VwdS1zaWdub2ZmLXYxAAAAAAAAAAZzaGE1MTIAAABTAAAA\n\
        C3NzaC1lZDI1NTE5AAAAQDn6ovAXu4y0sXlzPKwrkVk9Jm+nZKUz97qGahGhBTKN+G5GKi\n\
        +34I6Zt5iatm3un6ZTWmsjXgRFxSGnHfU00gI=\n-----END SSH SIGNATURE-----\n";
    const PUBLISHED_KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPk9xEl03oe2YFFKnr9Q32vQNlNC4RyapPgfq1aoqpjS";

    #[test]
    fn signs_and_verifies() -> Result<(), SealError> {
        let armour = sign(KEY, "kepu-signoff-v1", TEXT)?;
        verify(LINE, "kepu-signoff-v1", TEXT, &armour)?;
        assert_eq!(sign(KEY, "kepu-signoff-v1", TEXT)?, armour, "Ed25519 signatures are deterministic");
        assert_eq!(signer(&armour)?, public_line(KEY)?);
        assert_eq!(signer(&armour)?, canonical_line(LINE)?);
        assert!(!public_line(KEY)?.contains("DEMO"), "no comment");
        Ok(())
    }

    #[test]
    fn the_published_record_verifies() {
        let check = |text: &str| verify(PUBLISHED_KEY, "kepu-signoff-v1", text.as_bytes(), PUBLISHED_ARMOUR);
        assert_eq!(check(PUBLISHED), Ok(()));
        assert_eq!(signer(PUBLISHED_ARMOUR).as_deref(), Ok(PUBLISHED_KEY));
        assert_eq!(check(&PUBLISHED.replace("zhao-li", "zhao-lj")), Err(SealError::Mismatch));
        assert_eq!(check(PUBLISHED.trim_end()), Err(SealError::Mismatch));
    }

    #[test]
    fn names_what_is_wrong() -> Result<(), SealError> {
        let armour = sign(KEY, "kepu-signoff-v1", TEXT)?;
        let wrong = verify(LINE, "file", TEXT, &armour);
        assert!(matches!(wrong, Err(SealError::Namespace { .. })), "{wrong:?}");
        assert_eq!(verify(OTHER, "kepu-signoff-v1", TEXT, &armour), Err(SealError::OtherKey));
        assert_eq!(verify(LINE, "kepu-signoff-v1", b"x", &armour), Err(SealError::Mismatch));
        assert_eq!(verify("ssh-ed25519 ?", "kepu-signoff-v1", TEXT, &armour), Err(SealError::PublicKey));
        for broken in ["", "-----BEGIN SSH SIGNATURE-----\n", &armour.replace('A', "B"), &armour[..armour.len() / 2]] {
            assert!(verify(LINE, "kepu-signoff-v1", TEXT, broken).is_err(), "{broken}");
        }
        assert_eq!(sign("no key", "n", TEXT), Err(SealError::PrivateKey));
        Ok(())
    }

    #[test]
    fn every_single_changed_character_of_the_armour_is_refused() -> Result<(), SealError> {
        let armour = sign(KEY, "n", TEXT)?;
        let body = "-----BEGIN SSH SIGNATURE-----\n".len()..armour.len() - "-----END SSH SIGNATURE-----\n".len();
        for at in body {
            let mut bytes = armour.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8_lossy(&bytes).into_owned();
            assert!(verify(LINE, "n", TEXT, &changed).is_err(), "accepted a change at {at}");
        }
        Ok(())
    }

    fn raw(key: &impl ssh_key::SigningKey, bytes: &[u8]) -> Option<ssh_key::Signature> {
        key.try_sign(bytes).ok()
    }

    /// A security key cannot be plugged into a test; this makes what one would answer. Source: OpenSSH `PROTOCOL.u2f`.
    fn security_key(flags: u8) -> Result<(String, String), ssh_key::Error> {
        let string = |bytes: &[u8]| [&u32::try_from(bytes.len()).unwrap_or(0).to_be_bytes(), bytes].concat();
        let key = PrivateKey::from_openssh(KEY)?;
        let point = key.public_key().key_data().ed25519().ok_or(ssh_key::Error::PublicKey)?.0;
        let name: &[u8] = b"sk-ssh-ed25519@openssh.com";
        let public = PublicKey::from_bytes(&[string(name), string(&point), string(b"ssh:")].concat())?;
        let asked = SshSig::signed_data("n", HashAlg::Sha512, TEXT)?;
        let trailer = [&[flags][..], &7_u32.to_be_bytes()].concat();
        let answered = [&HashAlg::Sha256.digest(b"ssh:")[..], &trailer, &HashAlg::Sha256.digest(&asked)].concat();
        let inner = raw(&key, &answered).ok_or(ssh_key::Error::Crypto)?;
        let bytes = [inner.as_bytes(), &trailer].concat();
        let signature = ssh_key::Signature::new(Algorithm::SkEd25519, bytes)?;
        let armour = SshSig::new(public.key_data().clone(), "n", HashAlg::Sha512, signature)?.to_pem(LineEnding::LF)?;
        Ok((public.to_openssh()?, armour))
    }

    #[test]
    fn a_security_key_counts_only_when_touched() -> Result<(), ssh_key::Error> {
        let (line, armour) = security_key(1)?;
        assert_eq!(verify(&line, "n", TEXT, &armour), Ok(()));
        assert_eq!(verify(&line, "n", b"x", &armour), Err(SealError::Mismatch));
        let (line, armour) = security_key(0)?;
        assert_eq!(verify(&line, "n", TEXT, &armour), Err(SealError::NoTouch));
        Ok(())
    }

    #[test]
    fn refuses_rsa() {
        let rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7";
        assert!(canonical_line(rsa).is_err());
        let algorithm = Algorithm::Rsa { hash: None };
        assert_eq!(accepted(&algorithm), Err(SealError::Algorithm("ssh-rsa".to_owned())));
    }
}
