//! A production site to an archive, a manifest and an unsigned release.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::manifest::{Manifest, ManifestEntry, ManifestFault};
use super::release::{ARCHIVE, FORMAT, MANIFEST, NamedFile, Release};
use crate::gate::clearance::Production;
use crate::model::units::Sha256;
use crate::site::BuildFault;
use crate::site::output::SiteOutput;

/// What a release says of itself.
#[derive(Clone, Debug)]
pub struct Label {
    /// Project UUID.
    pub project: String,
    /// Channel id.
    pub channel: String,
    /// Channel title.
    pub title: String,
    /// RFC 3339.
    pub published: String,
}

/// A packed channel, not yet signed.
#[derive(Debug)]
pub struct Bundle {
    archive: Vec<u8>,
    manifest: Manifest,
    release: Release,
}

/// A packed channel with its signature; consumes the bundle.
#[derive(Debug)]
pub struct SealedBundle {
    bundle: Bundle,
    release_text: String,
    signature: String,
}

/// Why packing failed.
#[derive(Debug, thiserror::Error)]
pub enum PackFault {
    /// A page could not be made.
    #[error(transparent)]
    Build(#[from] BuildFault),
    /// A path cannot be packed.
    #[error(transparent)]
    Manifest(#[from] ManifestFault),
    /// The archive could not be written.
    #[error("{0}")]
    Archive(String),
}

/// Deflate level: 6 is what every unpacker's author tested with, and higher ones gain under 1 % on HTML.
const LEVEL: i64 = 6;

/// Packs a production site; a preview site has no place here:
///
/// ```
/// use kepu::bundle::pack::{Bundle, Label, PackFault, pack};
/// use kepu::gate::clearance::Production;
/// use kepu::site::output::SiteOutput;
/// fn publish(site: &SiteOutput<'_, Production>, label: Label) -> Result<Bundle, PackFault> {
///     pack(site, label)
/// }
/// ```
///
/// ```compile_fail
/// use kepu::bundle::pack::{Bundle, Label, PackFault, pack};
/// use kepu::gate::clearance::Preview;
/// use kepu::site::output::SiteOutput;
/// fn publish(site: &SiteOutput<'_, Preview>, label: Label) -> Result<Bundle, PackFault> {
///     pack(site, label)
/// }
/// ```
///
/// # Errors
/// When a file cannot be made or a path cannot be packed.
pub fn pack(site: &SiteOutput<'_, Production>, label: Label) -> Result<Bundle, PackFault> {
    let fault = |error: zip::result::ZipError| PackFault::Archive(error.to_string());
    let mut entries = Vec::new();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for path in site.paths() {
        let Some(bytes) = site.make(path) else { continue };
        let bytes = bytes?;
        zip.start_file(path.as_str(), options(path.extension().as_str())).map_err(fault)?;
        zip.write_all(&bytes).map_err(|error| PackFault::Archive(error.to_string()))?;
        entries.push(ManifestEntry { sum: Sha256::of(&bytes), size: bytes.len() as u64, path: path.clone() });
    }
    let manifest = Manifest::new(entries)?;
    let archive = zip.finish().map_err(fault)?.into_inner();
    let text = manifest.text();
    let release = Release {
        format: FORMAT.to_owned(),
        project: label.project,
        channel: label.channel,
        title: label.title,
        published: label.published,
        manifest: named(MANIFEST, text.as_bytes()),
        archive: named(ARCHIVE, &archive),
        files: manifest.entries().len() as u64,
        bytes: manifest.bytes(),
    };
    Ok(Bundle { archive, manifest, release })
}

/// The same bytes on every machine: fixed date, fixed level, no owner, pictures stored as they are.
fn options(extension: &str) -> SimpleFileOptions {
    let stored = matches!(extension, "png" | "jpg" | "webp" | "mp3" | "pdf");
    let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    SimpleFileOptions::default()
        .compression_method(method)
        .compression_level((!stored).then_some(LEVEL))
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644)
}

fn named(name: &str, bytes: &[u8]) -> NamedFile {
    NamedFile { name: name.to_owned(), sha256: Sha256::of(bytes).hex(), size: bytes.len() as u64 }
}

impl Bundle {
    /// The archive.
    #[must_use]
    pub fn archive(&self) -> &[u8] {
        &self.archive
    }

    /// The manifest.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The release.
    #[must_use]
    pub fn release(&self) -> &Release {
        &self.release
    }

    /// Signs the release with a function that turns bytes into an armoured SSHSIG of [`super::RELEASE_NAMESPACE`].
    ///
    /// # Errors
    /// What the signer says.
    pub fn seal<E>(self, sign: impl FnOnce(&[u8]) -> Result<String, E>) -> Result<SealedBundle, E> {
        // The wire struct holds only text and numbers, which always have a JSON form.
        let mut text = serde_json::to_string_pretty(&self.release).unwrap_or_default();
        text.push('\n');
        let signature = sign(text.as_bytes())?;
        Ok(SealedBundle { bundle: self, release_text: text, signature })
    }
}

impl SealedBundle {
    /// Every file to put on the host, the release last: whoever sees it finds all that it names.
    #[must_use]
    pub fn files(&self) -> Vec<(&'static str, Vec<u8>)> {
        use super::release::{RELEASE, SIGNATURE, SUMS};
        let manifest = self.bundle.manifest.text().into_bytes();
        let mut files = vec![
            (ARCHIVE, self.bundle.archive.clone()),
            (MANIFEST, manifest),
            (SIGNATURE, self.signature.clone().into_bytes()),
            (RELEASE, self.release_text.clone().into_bytes()),
        ];
        let line = |(name, bytes): &(&str, Vec<u8>)| format!("{}  {name}\n", Sha256::of(bytes).hex());
        let sums: String = files.iter().map(line).collect();
        files.insert(2, (SUMS, sums.into_bytes()));
        files
    }

    /// The bundle.
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        &self.bundle
    }
}
