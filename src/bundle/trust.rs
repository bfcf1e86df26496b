//! What came over a wire becomes a verified manifest, or nothing.
//!
//! Trusted surface: one constructor, private fields, no `Default`, no `Deserialize`.

use super::RELEASE_NAMESPACE;
use super::manifest::{Manifest, ManifestFault};
use super::release::{FORMAT, MANIFEST, RELEASE, Release};
use crate::model::units::Sha256;
use crate::seal;
use crate::tuf::trust::TrustedTargets;

/// Largest release file that is read at all.
pub const MAX_RELEASE_BYTES: u64 = 256 * 1024;
/// Largest manifest: room for a million files.
pub const MAX_MANIFEST_BYTES: u64 = 256 * 1024 * 1024;

/// What a plain consumer holds, from anywhere.
#[derive(Clone, Copy, Debug)]
pub struct Untrusted<'a> {
    /// `SHA256SUMS`.
    pub sums: &'a [u8],
    /// `SHA256SUMS.sig`.
    pub signature: &'a str,
    /// `manifest.txt`.
    pub manifest: &'a [u8],
}

/// The sums of a plain consumer's files: name, sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums(pub Vec<(String, Sha256)>);

/// A value that a trusted key vouches for. Only [`release`], its `manifest` and [`plain`] make one:
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
    #[error("KB102 no trusted key vouches for this release")]
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

/// Believes the release that the targets metadata of a channel names.
///
/// # Errors
/// When these are not the bytes that it names, or they are no release of the channel.
pub fn release(targets: &TrustedTargets, bytes: &[u8], channel: &str) -> Result<Verified<Release>, TrustError> {
    let named = targets.file(RELEASE).ok_or(TrustError::Signature)?;
    if bytes.len() as u64 > MAX_RELEASE_BYTES {
        return Err(TrustError::TooLarge("release"));
    }
    if named.length != bytes.len() as u64 || named.sha256() != Some(Sha256::of(bytes)) {
        return Err(TrustError::Signature);
    }
    let release: Release = serde_json::from_slice(bytes).map_err(|error| TrustError::Release(error.to_string()))?;
    if release.format != FORMAT {
        return Err(TrustError::Release(format!("format {}", release.format)));
    }
    // A release of one channel is never taken for another's.
    if release.channel != channel {
        return Err(TrustError::Channel { found: release.channel, expected: channel.to_owned() });
    }
    Ok(Verified(release))
}

impl Verified<Release> {
    /// Believes the manifest that the release names; its paths are safe even if the signer was careless.
    ///
    /// # Errors
    /// When it is another one, unsafe, or larger than the release says.
    pub fn manifest(&self, text: &[u8]) -> Result<Verified<Manifest>, TrustError> {
        let named = &self.0.manifest;
        if text.len() as u64 > MAX_MANIFEST_BYTES {
            return Err(TrustError::TooLarge("manifest"));
        }
        if named.size != text.len() as u64 || named.sha256 != Sha256::of(text).hex() {
            return Err(TrustError::Manifest);
        }
        let manifest = Manifest::read(std::str::from_utf8(text).map_err(|_| TrustError::Manifest)?)?;
        let largest = manifest.entries().iter().map(|entry| entry.size).max().unwrap_or_default();
        let counts = (manifest.entries().len() as u64, manifest.bytes(), largest);
        if counts == (self.0.files, self.0.bytes, self.0.largest) {
            return Ok(Verified(manifest));
        }
        Err(TrustError::Manifest)
    }
}

/// Believes what a plain consumer holds, in this order: sizes, signature, sums, paths.
///
/// # Errors
/// The first step that fails; nothing of the input may be used then.
pub fn plain(input: Untrusted<'_>, keys: &[String]) -> Result<(Verified<Sums>, Verified<Manifest>), TrustError> {
    if input.sums.len() as u64 > MAX_RELEASE_BYTES || input.signature.len() as u64 > MAX_RELEASE_BYTES {
        return Err(TrustError::TooLarge("list of sums"));
    }
    if input.manifest.len() as u64 > MAX_MANIFEST_BYTES {
        return Err(TrustError::TooLarge("manifest"));
    }
    let signed = |key: &String| seal::verify(key, RELEASE_NAMESPACE, input.sums, input.signature).is_ok();
    if !keys.iter().any(signed) {
        return Err(TrustError::Signature);
    }
    let sums = Sums::read(input.sums).ok_or_else(|| TrustError::Release("no list of sums".to_owned()))?;
    if sums.of(MANIFEST) != Some(Sha256::of(input.manifest)) {
        return Err(TrustError::Manifest);
    }
    let manifest = Manifest::read(std::str::from_utf8(input.manifest).map_err(|_| TrustError::Manifest)?)?;
    Ok((Verified(sums), Verified(manifest)))
}

impl Sums {
    /// The sum of a file.
    #[must_use]
    pub fn of(&self, name: &str) -> Option<Sha256> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, sum)| *sum)
    }

    /// The form that `sha256sum -c` reads.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|(name, sum)| format!("{}  {name}\n", sum.hex())).collect()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let line = |line: &str| {
            let (sum, name) = line.split_once("  ")?;
            // Names only: nothing that could lead out of the folder.
            let is_plain = !name.is_empty() && !name.contains(['/', '\\', ':']) && !name.starts_with('.');
            Some((name.to_owned(), Sha256::from_hex(sum)?)).filter(|_| is_plain)
        };
        std::str::from_utf8(bytes).ok()?.lines().map(line).collect::<Option<Vec<_>>>().map(Self)
    }
}
