//! What came over a wire becomes a verified manifest, or nothing.
//!
//! Trusted surface: one constructor, private fields, no `Default`, no `Deserialize`.

use super::RELEASE_NAMESPACE;
use super::manifest::{Manifest, ManifestFault};
use super::release::{FORMAT, Release};
use crate::model::units::Sha256;
use crate::seal;

/// Largest release file that is read at all.
pub const MAX_RELEASE_BYTES: usize = 256 * 1024;
/// Largest manifest: room for a million files.
pub const MAX_MANIFEST_BYTES: usize = 256 * 1024 * 1024;

/// Bytes from anywhere.
#[derive(Clone, Copy, Debug)]
pub struct Untrusted<'a> {
    /// `release.json`.
    pub release: &'a [u8],
    /// `release.json.sig`.
    pub signature: &'a str,
    /// `manifest.txt`.
    pub manifest: &'a [u8],
}

/// Who may publish, and for which channel.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// Public keys, one-line OpenSSH form.
    pub keys: Vec<String>,
    /// The channel expected; any when absent.
    pub channel: Option<String>,
}

/// A value that a trusted key vouches for. Only [`verify`] makes one:
///
/// ```
/// use kepu::bundle::{manifest::Manifest, trust::Verified};
/// fn take(verified: &Verified<Manifest>) -> &Manifest {
///     verified.get()
/// }
/// ```
///
/// ```compile_fail
/// use kepu::bundle::{manifest::Manifest, trust::Verified};
/// fn forge(manifest: Manifest) -> Verified<Manifest> {
///     Verified(manifest)
/// }
/// ```
#[derive(Debug)]
pub struct Verified<T>(T);

impl<T> Verified<T> {
    /// The value.
    #[must_use]
    pub fn get(&self) -> &T {
        &self.0
    }
}

/// Why a bundle was refused.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// A part is larger than any honest one.
    #[error("KB101 the {0} is larger than any honest one")]
    TooLarge(&'static str),
    /// No trusted key signed the release.
    #[error("KB102 no trusted key signed this release")]
    Signature,
    /// The release is not understood.
    #[error("KB103 the release cannot be read: {0}")]
    Release(String),
    /// The release is for another channel.
    #[error("KB104 the release is for channel {found}, not {expected}")]
    Channel {
        /// Found.
        found: String,
        /// Expected.
        expected: String,
    },
    /// The manifest is not the signed one.
    #[error("KB105 the manifest is not the one that was signed")]
    Manifest,
    /// The manifest is signed but unsafe.
    #[error("KB106 {0}")]
    Unsafe(#[from] ManifestFault),
}

/// Verifies a release and its manifest, in this order: sizes, signature, format, channel, sum, paths.
///
/// # Errors
/// The first step that fails; nothing of the input may be used then.
pub fn verify(input: Untrusted<'_>, anchor: &Anchor) -> Result<(Verified<Release>, Verified<Manifest>), TrustError> {
    // 1. Nothing is parsed before its size is known to be sane.
    if input.release.len() > MAX_RELEASE_BYTES || input.signature.len() > MAX_RELEASE_BYTES {
        return Err(TrustError::TooLarge("release"));
    }
    if input.manifest.len() > MAX_MANIFEST_BYTES {
        return Err(TrustError::TooLarge("manifest"));
    }
    // 2. One trusted key vouches for exactly these bytes.
    let signed = |key: &String| seal::verify(key, RELEASE_NAMESPACE, input.release, input.signature).is_ok();
    if !anchor.keys.iter().any(signed) {
        return Err(TrustError::Signature);
    }
    // 3. Only now are the bytes read as a release.
    let release: Release =
        serde_json::from_slice(input.release).map_err(|error| TrustError::Release(error.to_string()))?;
    if release.format != FORMAT {
        return Err(TrustError::Release(format!("format {}", release.format)));
    }
    // 4. A release of one channel is never taken for another's.
    if let Some(expected) = anchor.channel.as_ref().filter(|expected| **expected != release.channel) {
        return Err(TrustError::Channel { found: release.channel, expected: expected.clone() });
    }
    // 5. The manifest is the named one, byte for byte.
    let sum = Sha256::of(input.manifest).hex();
    if sum != release.manifest.sha256 || input.manifest.len() as u64 != release.manifest.size {
        return Err(TrustError::Manifest);
    }
    // 6. Its paths are safe even if the signer was careless.
    let text = std::str::from_utf8(input.manifest).map_err(|_| TrustError::Manifest)?;
    let manifest = Manifest::read(text)?;
    Ok((Verified(release), Verified(manifest)))
}
