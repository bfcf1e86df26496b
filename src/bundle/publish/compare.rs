//! Whether a published release is what this content gives: anybody with the sources can find out, without a key.

use std::collections::BTreeMap;
use std::io;

use super::archive::zipped;
use super::history::Known;
use super::plan::object;
use super::{Called, Content, Opened, PublishFault, reading};
use crate::bundle::delta::{self, Supply};
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::place;
use crate::bundle::release::{ARCHIVE, Piece, SUMS};
use crate::bundle::retracted;
use crate::model::path::SitePath;
use crate::model::repository::Repository;
use crate::model::units::Sha256;

/// The first thing that is not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A file of the site: here and there, or only on one side.
    File(String),
    /// Articles that would be called back or would come back.
    CalledBack(String),
    /// What is kept longest where space is short.
    Keep,
    /// A pack, or the plain consumers' archive, made of the same files.
    Pack(String),
}

/// Makes the release in force again, without writing anything, and compares; nothing when all is the same.
///
/// # Errors
/// When the site cannot be made or the published folder not be read.
pub fn compare(
    content: &Content<'_, '_>,
    (opened, called): (&Opened, &Called),
    published: &dyn Repository,
) -> Result<Option<Difference>, PublishFault> {
    let Some(known) = opened.past.last() else { return Ok(None) };
    if let Some(entry) = called.entries.first() {
        return Ok(Some(Difference::CalledBack(entry.article.clone())));
    }
    let mut made = Made { content: *content, paths: BTreeMap::new(), old: BTreeMap::new(), published };
    let mut lines = Vec::new();
    for path in content.paths() {
        let Some(bytes) = content.make(path) else { continue };
        let bytes = bytes?;
        let line = ManifestEntry { sum: Sha256::of(&bytes), size: bytes.len() as u64, path: path.clone() };
        made.paths.insert(line.sum, path.clone());
        lines.push(line);
    }
    let (ours, theirs) = (Manifest::new(lines)?, known.manifest(published)?);
    if let Some(path) = first_difference(&ours, &theirs) {
        return Ok(Some(Difference::File(path)));
    }
    let keep = Sha256::of(&content.guide.order()).hex();
    if known.release.keep.as_ref().is_some_and(|named| named.sha256 != keep) {
        return Ok(Some(Difference::Keep));
    }
    if let Some(pack) = made.packs(&ours, opened, known)? {
        return Ok(Some(Difference::Pack(pack)));
    }
    let called_back = retracted::text(&known.release, opened.past.deny.entries().iter());
    made.archive(&ours, known, &called_back)
}

/// The first path, in order, that is not the same on both sides.
fn first_difference(ours: &Manifest, theirs: &Manifest) -> Option<String> {
    let lacks = |entries: &[ManifestEntry], other: &Manifest| {
        let differs = |entry: &&ManifestEntry| other.find(entry.path.as_str()) != Some(*entry);
        entries.iter().find(differs).map(|entry| entry.path.to_string())
    };
    let both = [lacks(ours.entries(), theirs), lacks(theirs.entries(), ours)];
    both.into_iter().flatten().min()
}

/// New files from the site, old ones from the published folder.
struct Made<'a, 's> {
    content: Content<'a, 's>,
    paths: BTreeMap<Sha256, SitePath>,
    old: BTreeMap<Sha256, u64>,
    published: &'a dyn Repository,
}

impl Supply for Made<'_, '_> {
    fn object(&self, sum: &Sha256) -> io::Result<Vec<u8>> {
        match self.paths.get(sum).and_then(|path| self.content.make(path)) {
            Some(made) => made.map_err(|fault| io::Error::other(fault.to_string())),
            None => object(sum, self.old.get(sum).copied().unwrap_or_default(), self.published),
        }
    }
}

impl Made<'_, '_> {
    fn packs(&mut self, ours: &Manifest, opened: &Opened, known: &Known) -> Result<Option<String>, PublishFault> {
        let deny = &opened.past.deny;
        let full = (Manifest::default(), None, 0, &known.release.full);
        let mut ways = vec![full];
        for delta in &known.release.deltas {
            let older = opened.past.releases().iter().find(|older| older.release.manifest.sha256 == delta.from);
            let Some(older) = older else { continue };
            let manifest = older.manifest(self.published)?;
            self.old.extend(manifest.entries().iter().map(|entry| (entry.sum, entry.size)));
            ways.push((manifest, Sha256::from_hex(&delta.from), delta.from_serial, &delta.parts));
        }
        let to = Sha256::of(ours.text().as_bytes());
        for (from, sum, serial, named) in ways {
            let has = |line: &ManifestEntry| deny.denies(serial, line).is_none();
            let parts = reading("", delta::write((&from, &has), ours, self))?;
            let pieces = parts.iter().zip(1..).map(|(part, n)| Piece::of(place::pack(sum.as_ref(), &to, n), part));
            let pieces: Vec<Piece> = pieces.collect();
            if pieces != *named {
                let odd = pieces.iter().chain(named).find(|piece| !(pieces.contains(piece) && named.contains(piece)));
                return Ok(odd.map(|piece| piece.path.clone()));
            }
        }
        Ok(None)
    }

    fn archive(&self, ours: &Manifest, known: &Known, called_back: &str) -> Result<Option<Difference>, PublishFault> {
        let channel = &known.release.channel;
        let at = place::plain(channel, SUMS);
        let sums = reading(&at, self.published.read(&at))?.unwrap_or_default();
        let sum = Sha256::of(&zipped(ours, called_back, &|entry| self.object(&entry.sum))?).hex();
        let is_same = String::from_utf8_lossy(&sums).lines().any(|line| line == format!("{sum}  {ARCHIVE}"));
        Ok((!is_same).then(|| Difference::Pack(place::plain(channel, ARCHIVE))))
    }
}
