//! What a published folder offers now, as far as the roots vouch for it.

use jiff::Timestamp;

use super::PublishFault;
use super::history::Past;
use crate::model::repository::Repository;
use crate::tuf::trust::TrustedRoot;

/// The release that stations of a channel should show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newest {
    /// Its serial.
    pub serial: u64,
    /// When it was published.
    pub published: Timestamp,
    /// Sum of its manifest.
    pub manifest: String,
}

/// The newest release of a channel; nothing when none was published.
///
/// # Errors
/// When the roots do not hold together or vouch for nothing that is there.
pub fn newest(roots: &[Vec<u8>], channel: &str, repository: &dyn Repository) -> Result<Option<Newest>, PublishFault> {
    let (first, rest) = roots.split_first().ok_or(PublishFault::Key("root"))?;
    let mut chain = vec![TrustedRoot::first(first).map_err(PublishFault::Root)?];
    for next in rest {
        let root = chain[0].next(next).map_err(PublishFault::Root)?;
        chain.insert(0, root);
    }
    let past = Past::of_chain(&chain, channel, repository)?;
    Ok(past.last().map(|known| Newest {
        serial: known.release.serial,
        published: known.release.published,
        manifest: known.release.manifest.sha256.clone(),
    }))
}
