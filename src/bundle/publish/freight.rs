//! What a stick takes along of a channel: all that a kiosk may ask for on its way to the release in force. No key is
//! needed; what is not whole and in force is not taken.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::history::Known;
use super::sweep::files_named;
use super::{Opened, PublishFault, look, plan, reading, replace};
use crate::bundle::delta::LARGEST_FILE;
use crate::bundle::emergency::{Drill, Emergency, Siren as _};
use crate::bundle::manifest::ManifestEntry;
use crate::bundle::place;
use crate::bundle::release::{ARCHIVE, MANIFEST, Piece, RETRACTED, Release, SIGNATURE, SUMS, size_of};
use crate::model::path::SitePath;
use crate::model::repository::{Attic, Repository};
use crate::model::units::Sha256;
use crate::tuf::trust::Highest;

/// The file that is written last: sums of all others, for `sha256sum -c`.
pub const OK: &str = "KEPU.ok";
/// The largest file on a stick.
const LARGEST: u64 = 512 << 20;

/// Files of one channel, in the order in which they are written: the timestamp last.
#[derive(Clone, Debug)]
pub struct Freight {
    /// The release in force.
    pub serial: u64,
    /// When it was published.
    pub published: Timestamp,
    /// The files.
    pub pieces: Vec<Piece>,
    /// Whether the plain consumers' archive is too large to come along.
    pub is_without_archive: bool,
}

impl Freight {
    /// Bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        size_of(&self.pieces)
    }
}

/// Gathers and checks every file. With `since`, kiosks are known to show at least that release, and only what they lack
/// comes along.
///
/// # Errors
/// When the source is incomplete, damaged, or not in force.
pub fn freight(
    channel: &str,
    since: Option<u64>,
    now: Timestamp,
    repository: &dyn Repository,
) -> Result<Freight, PublishFault> {
    let mut roots = Vec::new();
    while let Some(root) = read(&place::root(channel, roots.len() as u64 + 1), repository)? {
        roots.push(root);
    }
    let opened = look(&roots, channel, repository)?;
    let gone = || PublishFault::Object(place::timestamp(channel));
    let known = opened.past.last().ok_or_else(gone)?;
    let mut hold = Hold { repository, pieces: Vec::new(), seen: BTreeSet::new() };
    content(&mut hold, &opened, known, since)?;
    further(&mut hold, &place::release(channel, &known.sum))?;
    let is_without_archive = !plain(&mut hold, channel)?;
    hold.take(&place::release(channel, &known.sum))?;
    for version in 1..=roots.len() as u64 {
        hold.take(&place::root(channel, version))?;
    }
    // Notices are signed for every channel and stand beside them all.
    for file in [Emergency::FILE, Drill::FILE] {
        if reading(file, repository.has(file))? {
            hold.take(file)?;
        }
    }
    signatures(&mut hold, &opened, channel, now)?;
    let Release { serial, published, .. } = known.release;
    Ok(Freight { serial, published, pieces: hold.pieces, is_without_archive })
}

/// Packs, or with `since` the files since then; the manifest; what was called back.
fn content(hold: &mut Hold<'_>, opened: &Opened, known: &Known, since: Option<u64>) -> Result<(), PublishFault> {
    let release = &known.release;
    let manifest = known.manifest(hold.repository)?;
    let is_wanted = |serial: u64| since.is_none_or(|since| serial >= since);
    for delta in release.deltas.iter().filter(|delta| is_wanted(delta.from_serial)) {
        delta.parts.iter().try_for_each(|piece| hold.named(piece))?;
    }
    let loose: Vec<&ManifestEntry> = if since.is_some() {
        let held = held_by_all(opened, is_wanted, hold.repository)?;
        manifest.entries().iter().filter(|entry| !held.contains(&entry.sum)).collect()
    } else {
        release.full.iter().try_for_each(|piece| hold.named(piece))?;
        // No pack holds the largest files.
        manifest.entries().iter().filter(|entry| entry.size > LARGEST_FILE).collect()
    };
    for entry in loose {
        // Opened and hashed once here; what is copied later must be these bytes.
        plan::object(&entry.sum, entry.size, hold.repository)
            .map_err(|_| PublishFault::Object(entry.path.to_string()))?;
        let at = [false, true].map(|is_squeezed| place::object(&entry.sum, is_squeezed));
        for path in at {
            if reading(&path, hold.repository.has(&path))? {
                hold.take(&path)?;
            }
        }
    }
    hold.named(&release.manifest.squeezed)?;
    release.deny.list.iter().try_for_each(|piece| hold.named(piece))
}

/// What a newer program's release names beside what is known here.
fn further(hold: &mut Hold<'_>, release: &str) -> Result<(), PublishFault> {
    let mut fields: serde_json::Value = serde_json::from_slice(&hold.read(release)?).unwrap_or_default();
    for known in ["manifest", "deltas", "full", "deny"] {
        fields.as_object_mut().map(|fields| fields.remove(known));
    }
    let mut paths = BTreeSet::new();
    files_named(&fields, &mut paths);
    paths.iter().try_for_each(|path| hold.take(path))
}

/// Sums that every known release from some point on has: what each kiosk that shows one of them has.
fn held_by_all(
    opened: &Opened,
    is_wanted: impl Fn(u64) -> bool,
    repository: &dyn Repository,
) -> Result<BTreeSet<Sha256>, PublishFault> {
    let mut held: Option<BTreeSet<Sha256>> = None;
    for known in opened.past.releases().iter().filter(|known| is_wanted(known.release.serial)) {
        let (manifest, deny) = (known.manifest(repository)?, &opened.past.deny);
        let lines = manifest.entries().iter().filter(|line| deny.denies(known.release.serial, line).is_none());
        let own: BTreeSet<Sha256> = lines.map(|line| line.sum).collect();
        held = Some(held.map_or_else(|| own.clone(), |held| &held & &own));
    }
    Ok(held.unwrap_or_default())
}

/// What plain consumers take; tells whether the archive is small enough to come along.
fn plain(hold: &mut Hold<'_>, channel: &str) -> Result<bool, PublishFault> {
    let archive = place::plain(channel, ARCHIVE);
    let size = read(&archive, hold.repository)?.map_or(0, |bytes| bytes.len() as u64);
    if size > LARGEST {
        return Ok(false);
    }
    // A release of an older program has no such file.
    let called_back = place::plain(channel, RETRACTED);
    if reading(&called_back, hold.repository.has(&called_back))? {
        hold.take(&called_back)?;
    }
    for name in [ARCHIVE, MANIFEST, SUMS, SIGNATURE] {
        hold.take(&place::plain(channel, name))?;
    }
    Ok(true)
}

fn signatures(hold: &mut Hold<'_>, opened: &Opened, channel: &str, now: Timestamp) -> Result<(), PublishFault> {
    let (root, seen, at) = (&opened.root, Highest::default(), place::timestamp(channel));
    root.in_force(now).map_err(PublishFault::Foreign)?;
    let timestamp = hold.read(&at)?;
    let timestamp = root.timestamp(&timestamp, seen, now).map_err(PublishFault::Foreign)?;
    let snapshot_at = place::metadata(channel, "snapshot", timestamp.snapshot().version);
    let snapshot = hold.read(&snapshot_at)?;
    let snapshot = root.snapshot(&snapshot, &timestamp, seen, now).map_err(PublishFault::Foreign)?;
    let targets_at = place::metadata(channel, "targets", snapshot.targets().version);
    root.targets(&hold.read(&targets_at)?, &snapshot, now).map_err(PublishFault::Foreign)?;
    [targets_at, snapshot_at, at].iter().try_for_each(|path| hold.take(path))
}

/// What was gathered.
struct Hold<'a> {
    repository: &'a dyn Repository,
    pieces: Vec<Piece>,
    seen: BTreeSet<String>,
}

impl Hold<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, PublishFault> {
        read(path, self.repository)?.ok_or_else(|| PublishFault::Object(path.to_owned()))
    }

    fn take(&mut self, path: &str) -> Result<(), PublishFault> {
        let piece = Piece::of(path, &self.read(path)?);
        self.put(piece)
    }

    /// A file whose size and sum the release names.
    fn named(&mut self, piece: &Piece) -> Result<(), PublishFault> {
        if !piece.names(&self.read(&piece.path)?) {
            return Err(PublishFault::Object(piece.path.clone()));
        }
        self.put(piece.clone())
    }

    fn put(&mut self, piece: Piece) -> Result<(), PublishFault> {
        if piece.size > LARGEST {
            return Err(PublishFault::TooLarge(piece.path));
        }
        if self.seen.insert(piece.path.clone()) {
            self.pieces.push(piece);
        }
        Ok(())
    }
}

fn read(path: &str, repository: &dyn Repository) -> Result<Option<Vec<u8>>, PublishFault> {
    reading(path, repository.read(path))
}

/// Writes what was gathered to a stick, reads all of it again, and marks the stick as whole. What an earlier run put
/// there and nobody needs any more goes. Gives the number of bytes that had to be written.
///
/// # Errors
/// When the source changed meanwhile, or the stick does not hold what was written; it is then not marked.
pub fn stowed(pieces: &[Piece], from: &dyn Repository, stick: &dyn Attic) -> Result<u64, PublishFault> {
    let before = reading(OK, stick.read(OK))?.unwrap_or_default();
    reading(OK, stick.remove(OK))?;
    let mut written = 0;
    for piece in pieces {
        if reading(&piece.path, stick.read(&piece.path))?.is_some_and(|there| piece.names(&there)) {
            continue;
        }
        let bytes = read(&piece.path, from)?.filter(|bytes| piece.names(bytes));
        replace(stick, &piece.path, &bytes.ok_or_else(|| PublishFault::Object(piece.path.clone()))?)?;
        written += piece.size;
    }
    for piece in pieces {
        if !reading(&piece.path, stick.read(&piece.path))?.is_some_and(|there| piece.names(&there)) {
            return Err(PublishFault::Written(piece.path.clone()));
        }
    }
    let sums: BTreeMap<&str, &str> = pieces.iter().map(|piece| (piece.path.as_str(), piece.sha256.as_str())).collect();
    for path in listed(&String::from_utf8_lossy(&before)).filter(|path| !sums.contains_key(path.as_str())) {
        reading(path.as_str(), stick.remove(path.as_str()))?;
    }
    let text: String = sums.iter().map(|(path, sum)| format!("{sum}  {path}\n")).collect();
    replace(stick, OK, text.as_bytes())?;
    Ok(written)
}

/// The files that a stick's mark names; only names that a publisher gives.
fn listed(text: &str) -> impl Iterator<Item = SitePath> {
    let path = |line: &str| SitePath::new(line.split_once("  ")?.1).ok();
    let is_ours = |path: &SitePath| path.as_str().starts_with("c/") || path.as_str().starts_with("o/");
    text.lines().filter_map(path).filter(is_ours)
}
