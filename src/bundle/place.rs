//! Where things stand below a repository's root. Names are lower-case ASCII without `:` or a leading dot, so that a FAT32
//! stick takes them. Source: `design/kiosk.md` §6.1.

use crate::model::units::Sha256;

/// The folder of a channel.
#[must_use]
pub fn channel(id: &str) -> String {
    format!("c/{id}")
}

/// A root of a channel.
#[must_use]
pub fn root(channel: &str, version: u64) -> String {
    format!("c/{channel}/metadata/{version}.root.json")
}

/// The one metadata file that changes its bytes under its name.
#[must_use]
pub fn timestamp(channel: &str) -> String {
    format!("c/{channel}/metadata/timestamp.json")
}

/// A snapshot or targets, by version.
#[must_use]
pub fn metadata(channel: &str, role: &str, version: u64) -> String {
    format!("c/{channel}/metadata/{version}.{role}.json")
}

/// A release, by its sum.
#[must_use]
pub fn release(channel: &str, sum: &str) -> String {
    format!("c/{channel}/targets/{sum}.release.json")
}

/// Where what was signed with news is kept: files of a kind of notices, by number.
pub const NOTICES: &str = "e";

/// A file of emergency notices as it was signed with news.
#[must_use]
pub fn notices(kind: &str, number: u64) -> String {
    format!("{NOTICES}/{number}.{kind}.json")
}

/// A file of a channel with a fixed name, for plain consumers.
#[must_use]
pub fn plain(channel: &str, name: &str) -> String {
    format!("c/{channel}/{name}")
}

/// An object, squeezed or as it is.
#[must_use]
pub fn object(sum: &Sha256, is_squeezed: bool) -> String {
    let hex = sum.hex();
    format!("o/{}/{hex}{}", &hex[..2], if is_squeezed { ".zst" } else { "" })
}

/// A manifest, squeezed.
#[must_use]
pub fn manifest(sum: &Sha256) -> String {
    format!("o/m/{}.zst", sum.hex())
}

/// A list of what must be shown no more.
#[must_use]
pub fn deny(sum: &Sha256) -> String {
    format!("o/n/{}", sum.hex())
}

/// A list of packs between older manifests, squeezed.
#[must_use]
pub fn steps(sum: &Sha256) -> String {
    format!("o/s/{}.zst", sum.hex())
}

/// What a kiosk with too little space keeps longest, squeezed.
#[must_use]
pub fn keep(sum: &Sha256) -> String {
    format!("o/k/{}.zst", sum.hex())
}

/// Part `n`, from 1, of the pack between two manifests; from nothing when there is no first.
#[must_use]
pub fn pack(from: Option<&Sha256>, to: &Sha256, n: usize) -> String {
    let short = |sum: &Sha256| sum.hex()[..12].to_owned();
    match from {
        Some(from) => format!("o/d/{}-{}.{n:03}.kpd", short(from), short(to)),
        None => format!("o/f/{}.{n:03}.kpd", short(to)),
    }
}

/// Whether an object of this path is stored as it is: squeezing it again gains nothing.
#[must_use]
pub fn is_dense(path: &str) -> bool {
    const DENSE: &[&str] = &["jpg", "jpeg", "png", "webp", "gif", "mp3", "mp4", "pdf", "woff2", "zip"];
    path.rsplit('.').next().is_some_and(|end| DENSE.contains(&end))
}
