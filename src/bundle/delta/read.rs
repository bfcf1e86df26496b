//! A pack read group by group, in bounded memory.

use std::io::{self, Read, Seek, SeekFrom};

use super::{LARGEST_FILE, MAGIC, MAX_GROUPS, PREFIX_BYTES, ROW_BYTES};
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::squeeze::unsqueeze;
use crate::model::number;
use crate::model::units::Sha256;

/// Largest manifest text: room for a million files.
const MAX_MANIFEST_BYTES: u64 = 256 << 20;

/// Why a pack cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// It is no pack, or not whole.
    #[error("the pack is broken: {0}")]
    Broken(&'static str),
    /// A group is not the one of the table.
    #[error("group {0} of the pack is damaged")]
    Group(usize),
    /// A group gives other bytes than the manifest names: the kiosk's own old files are damaged, or the pack is for
    /// others.
    #[error("group {0} of the pack gives other bytes than the manifest names")]
    Output(usize),
    /// The file of the pack, or an old file, cannot be read; or a new one not written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// One row of the table.
#[derive(Clone, Debug)]
struct Group {
    offset: u64,
    length: u64,
    sum: Sha256,
    output: u64,
    prefix: u64,
}

/// An opened pack.
#[derive(Debug)]
pub struct Pack<R> {
    reader: R,
    groups: Vec<Group>,
}

/// A group without its frame.
struct Head<'a> {
    old: Vec<usize>,
    new: Vec<usize>,
    is_stored: bool,
    frame: &'a [u8],
}

impl<R: Read + Seek> Pack<R> {
    /// Reads the table. Everything in it is checked, as memory and places follow from it.
    ///
    /// # Errors
    /// When it is no pack, or its table cannot be true.
    pub fn open(mut reader: R) -> Result<Self, PackError> {
        let end = reader.seek(SeekFrom::End(0))?;
        reader.seek(SeekFrom::Start(0))?;
        let mut head = [0; 8];
        reader.read_exact(&mut head).map_err(|_| PackError::Broken("it has no head"))?;
        let (magic, count) = head.split_at(4);
        let count = u32::from_le_bytes(count.try_into().map_err(|_| PackError::Broken("it has no head"))?);
        if magic != MAGIC || count == 0 || count > MAX_GROUPS {
            return Err(PackError::Broken("it does not begin as a pack does"));
        }
        let rows = u64::from(count) * ROW_BYTES as u64;
        if 8 + rows > end {
            return Err(PackError::Broken("its table is cut off"));
        }
        let mut groups = Vec::new();
        let mut next = 8 + rows;
        let mut row = [0; ROW_BYTES];
        for _ in 0..count {
            reader.read_exact(&mut row)?;
            let group = Group::read(&row);
            let most = if groups.is_empty() { MAX_MANIFEST_BYTES } else { LARGEST_FILE };
            let fits = group.offset == next && group.length <= end - next && group.output <= most;
            if !fits || (!groups.is_empty() && group.prefix > PREFIX_BYTES) {
                return Err(PackError::Broken("its table cannot be true"));
            }
            next += group.length;
            groups.push(group);
        }
        if next == end { Ok(Self { reader, groups }) } else { Err(PackError::Broken("it has bytes of no group")) }
    }

    /// How many groups of files there are.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups.len() - 1
    }

    /// The text of the new manifest, from that of the old one; nothing in a further part.
    ///
    /// # Errors
    /// When the group is damaged or was made from another manifest.
    pub fn manifest(&mut self, old: &str) -> Result<Option<String>, PackError> {
        let Some((frame, group)) = self.bytes(0)? else { return Ok(None) };
        if group.prefix != old.len() as u64 {
            return Err(PackError::Output(0));
        }
        let text = unsqueeze(&frame, old.as_bytes(), group.output).map_err(|_| PackError::Output(0))?;
        String::from_utf8(text).map(Some).map_err(|_| PackError::Output(0))
    }

    /// Makes the files of one group, from 0, and hands each over with its line of the new manifest. Nothing is handed
    /// over that the manifest does not name byte for byte.
    ///
    /// # Errors
    /// When the group is damaged, an old file is missing or other than the old manifest names, or the taker fails.
    pub fn files(
        &mut self,
        at: usize,
        (old, new): (&Manifest, &Manifest),
        have: &mut dyn FnMut(&ManifestEntry) -> io::Result<Vec<u8>>,
        take: &mut dyn FnMut(&ManifestEntry, &[u8]) -> io::Result<()>,
    ) -> Result<(), PackError> {
        let at = at + 1;
        let Some((bytes, group)) = self.bytes(at)? else { return Ok(()) };
        let head = Head::read(&bytes).ok_or(PackError::Group(at))?;
        let lines = |manifest: &Manifest, lines: &[usize]| -> Option<Vec<ManifestEntry>> {
            lines.iter().map(|line| manifest.entries().get(*line).cloned()).collect()
        };
        let old = lines(old, &head.old).ok_or(PackError::Group(at))?;
        let new = lines(new, &head.new).ok_or(PackError::Group(at))?;
        let size = |entries: &[ManifestEntry]| entries.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.size));
        if size(&old) != group.prefix || size(&new) != group.output {
            return Err(PackError::Output(at));
        }
        let mut prefix = Vec::new();
        for entry in &old {
            prefix.extend(have(entry)?);
        }
        let output = if head.is_stored {
            head.frame.to_vec()
        } else {
            unsqueeze(head.frame, &prefix, group.output).map_err(|_| PackError::Output(at))?
        };
        let mut rest = output.as_slice();
        for entry in &new {
            let (file, tail) = usize::try_from(entry.size)
                .ok()
                .and_then(|size| rest.split_at_checked(size))
                .ok_or(PackError::Output(at))?;
            if Sha256::of(file) != entry.sum {
                return Err(PackError::Output(at));
            }
            take(entry, file)?;
            rest = tail;
        }
        if rest.is_empty() { Ok(()) } else { Err(PackError::Output(at)) }
    }

    /// The bytes of a group, once they are those of the table; nothing when it has none.
    fn bytes(&mut self, at: usize) -> Result<Option<(Vec<u8>, Group)>, PackError> {
        let group = self.groups.get(at).cloned().ok_or(PackError::Group(at))?;
        if group.length == 0 {
            return Ok(None);
        }
        self.reader.seek(SeekFrom::Start(group.offset))?;
        let mut bytes = Vec::new();
        (&mut self.reader).take(group.length).read_to_end(&mut bytes)?;
        if bytes.len() as u64 == group.length && Sha256::of(&bytes) == group.sum {
            return Ok(Some((bytes, group)));
        }
        Err(PackError::Group(at))
    }
}

impl Group {
    fn read(row: &[u8; ROW_BYTES]) -> Self {
        let number = |at: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&row[at..at + 8]);
            u64::from_le_bytes(bytes)
        };
        let mut sum = [0; 32];
        sum.copy_from_slice(&row[16..48]);
        Self { offset: number(0), length: number(8), sum: Sha256(sum), output: number(48), prefix: number(56) }
    }
}

impl<'a> Head<'a> {
    fn read(mut bytes: &'a [u8]) -> Option<Self> {
        let bytes = &mut bytes;
        let old = lines(bytes, number::take_signed)?;
        let new = lines(bytes, |bytes| number::take(bytes).and_then(|step| i64::try_from(step).ok()))?;
        let (how, frame) = bytes.split_first()?;
        Some(Self { old, new, is_stored: *how == 1, frame }).filter(|_| *how <= 1)
    }
}

fn lines(bytes: &mut &[u8], step: impl Fn(&mut &[u8]) -> Option<i64>) -> Option<Vec<usize>> {
    let count = number::take(bytes)?;
    let mut next = 0_i64;
    let mut found = Vec::new();
    for _ in 0..count {
        let line = next.checked_add(step(bytes)?)?;
        found.push(usize::try_from(line).ok()?);
        next = line.checked_add(1)?;
    }
    Some(found)
}
