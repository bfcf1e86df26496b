//! A pack made of two manifests and the objects they name.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::{GROUP_BYTES, LARGEST_FILE, MAGIC, PREFIX_BYTES, ROW_BYTES};
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::place::is_dense;
use crate::bundle::squeeze::{squeeze, squeezer};
use crate::model::number;
use crate::model::units::Sha256;

/// Raw output of one part at most, so that neither side holds more.
const PART_BYTES: u64 = 64 << 20;

/// On the average, one path in so many ends a group, so that channels and nights that differ in some files have the
/// other groups in common.
const GROUP_FILES: u32 = 64;

/// Where the writer gets its bytes from.
pub trait Supply {
    /// Reads an object of either manifest.
    ///
    /// # Errors
    /// When it cannot be read.
    fn object(&self, sum: &Sha256) -> io::Result<Vec<u8>>;

    /// A frame that was squeezed before under this key.
    fn recall(&self, _key: &Sha256) -> Option<Vec<u8>> {
        None
    }

    /// Keeps a frame for other packs.
    fn keep(&self, _key: &Sha256, _frame: &[u8]) {}
}

impl<F: Fn(&Sha256) -> io::Result<Vec<u8>>> Supply for F {
    fn object(&self, sum: &Sha256) -> io::Result<Vec<u8>> {
        self(sum)
    }
}

/// What a kiosk has: a manifest, and which of its lines are still there.
pub type Held<'a> = (&'a Manifest, &'a dyn Fn(&ManifestEntry) -> bool);

/// Lines of the old manifest that are the prefix, and of the new one that are the output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Plan {
    old: Vec<usize>,
    new: Vec<usize>,
    is_stored: bool,
}

struct Made {
    bytes: Vec<u8>,
    output: u64,
    prefix: u64,
}

/// Writes a pack, in as many files as it needs.
///
/// # Errors
/// When an object cannot be read.
pub fn write((old, has): Held<'_>, new: &Manifest, supply: &dyn Supply) -> io::Result<Vec<Vec<u8>>> {
    let (old_text, new_text) = (old.text(), new.text());
    let frame = squeeze(new_text.as_bytes(), old_text.as_bytes())?;
    let mut parts = Vec::new();
    let mut made = vec![Made { bytes: frame, output: new_text.len() as u64, prefix: old_text.len() as u64 }];
    let mut raw = 0;
    for plan in plans((old, has), new) {
        let group = group(&plan, (old, new), supply)?;
        if raw > 0 && raw + group.output > PART_BYTES {
            parts.push(part(&made));
            made = vec![Made { bytes: Vec::new(), output: 0, prefix: 0 }];
            raw = 0;
        }
        raw += group.output;
        made.push(group);
    }
    parts.push(part(&made));
    Ok(parts)
}

/// Which files a kiosk with the old manifest lacks, in groups.
fn plans((old, has): Held<'_>, new: &Manifest) -> Vec<Plan> {
    let have: BTreeSet<Sha256> = old.entries().iter().filter(|entry| has(entry)).map(|entry| entry.sum).collect();
    let mut seen = have.clone();
    let lacks: Vec<(usize, &ManifestEntry)> = new
        .entries()
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.size <= LARGEST_FILE && seen.insert(entry.sum))
        .collect();
    let (stored, mut squeezed): (Vec<_>, Vec<_>) =
        lacks.into_iter().partition(|(_, entry)| is_dense(entry.path.as_str()));
    let neighbours = Neighbours::new(old, has);
    squeezed.sort_by_cached_key(|(_, entry)| neighbours.shelf(entry.path.as_str()));
    let mut plans = Vec::new();
    for (files, is_stored) in [(squeezed, false), (stored, true)] {
        for mut files in groups(&files) {
            // The form wants the lines of a group to rise.
            files.sort_unstable_by_key(|(line, _)| *line);
            let new: Vec<usize> = files.iter().map(|(line, _)| *line).collect();
            let old = if is_stored { Vec::new() } else { neighbours.prefix(old, &files) };
            plans.push(Plan { old, new, is_stored });
        }
    }
    plans
}

fn groups<'m>(files: &[(usize, &'m ManifestEntry)]) -> Vec<Vec<(usize, &'m ManifestEntry)>> {
    let mut groups: Vec<Vec<(usize, &ManifestEntry)>> = Vec::new();
    let (mut bytes, mut is_over) = (0, false);
    for file in files {
        match groups.last_mut() {
            Some(group) if !is_over && bytes + file.1.size <= GROUP_BYTES => group.push(*file),
            _ => {
                groups.push(vec![*file]);
                bytes = 0;
            }
        }
        bytes += file.1.size;
        is_over = ends_group(file.1.path.as_str());
    }
    groups
}

fn ends_group(path: &str) -> bool {
    // FNV-1a: a choice that is the same everywhere, not a secret.
    let mixed = path.bytes().fold(0x811c_9dc5_u32, |mixed, byte| (mixed ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (mixed >> 8).is_multiple_of(GROUP_FILES)
}

/// Old files by path, and by what their neighbours would be called.
struct Neighbours<'m> {
    by_path: BTreeMap<&'m str, usize>,
    /// By file name: a page of a new article is like the page of another.
    by_name: BTreeMap<&'m str, Vec<usize>>,
}

impl<'m> Neighbours<'m> {
    fn new(old: &'m Manifest, has: &dyn Fn(&ManifestEntry) -> bool) -> Self {
        let mut by_path = BTreeMap::new();
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (line, entry) in old.entries().iter().enumerate().filter(|(_, entry)| has(entry)) {
            let path = entry.path.as_str();
            by_path.insert(path, line);
            by_name.entry(path.rsplit('/').next().unwrap_or(path)).or_default().push(line);
        }
        Self { by_path, by_name }
    }

    /// Which files are put into one group: what is new in a night stands in new pages and in the feeds and texts of every
    /// edition, so these come together; after them files of one kind and name, whichever edition they are of. Against
    /// the order of paths this saves a quarter of what a night costs beside its pictures (`docs/performance.md`).
    fn shelf<'p>(&self, path: &'p str) -> (bool, &'p str, &'p str, &'p str) {
        const WORDS: &[&str] = &["json", "xml", "txt"];
        const INDEX: &str = "js";
        let name = path.rsplit('/').next().unwrap_or(path);
        let kind = name.rsplit('.').next().unwrap_or(name);
        let has_words = WORDS.contains(&kind) || (kind != INDEX && !self.by_path.contains_key(path));
        (!has_words, kind, name, path)
    }

    /// Old files that are like the new ones, as many as the prefix holds: each file's own past first.
    fn prefix(&self, old: &Manifest, files: &[(usize, &ManifestEntry)]) -> Vec<usize> {
        let size = |line: usize| old.entries().get(line).map_or(0, |entry| entry.size);
        let mut chosen = BTreeSet::new();
        let mut left = PREFIX_BYTES;
        let mut choose = |line: usize| {
            if size(line) <= left && chosen.insert(line) {
                left -= size(line);
            }
        };
        let past = |entry: &ManifestEntry| self.by_path.get(entry.path.as_str()).copied();
        files.iter().filter_map(|(_, entry)| past(entry)).for_each(&mut choose);
        let newcomers = files.iter().filter(|(_, entry)| past(entry).is_none());
        newcomers.filter_map(|(_, entry)| self.nearest(old, entry)).for_each(&mut choose);
        chosen.into_iter().collect()
    }

    /// The old file of the same name that stands nearest in the order of paths.
    fn nearest(&self, old: &Manifest, entry: &ManifestEntry) -> Option<usize> {
        let path = entry.path.as_str();
        let lines = self.by_name.get(path.rsplit('/').next()?)?;
        let after = lines.partition_point(|line| old.entries().get(*line).is_some_and(|old| old.path.as_str() < path));
        let shared = |line: &&usize| {
            let other = old.entries().get(**line).map_or("", |entry| entry.path.as_str());
            path.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count()
        };
        let near = lines.get(after.saturating_sub(1)..(after + 1).min(lines.len()))?;
        near.iter().max_by_key(shared).copied()
    }
}

fn group(plan: &Plan, (old, new): (&Manifest, &Manifest), supply: &dyn Supply) -> io::Result<Made> {
    let named = |manifest: &Manifest, lines: &[usize]| -> Vec<ManifestEntry> {
        lines.iter().filter_map(|line| manifest.entries().get(*line).cloned()).collect()
    };
    let size = |entries: &[ManifestEntry]| entries.iter().map(|entry| entry.size).sum();
    let (prefix, output) = (named(old, &plan.old), named(new, &plan.new));
    let mut bytes = Vec::new();
    number::put(plan.old.len() as u64, &mut bytes);
    steps(&plan.old, number::put_signed, &mut bytes);
    number::put(plan.new.len() as u64, &mut bytes);
    steps(&plan.new, |step, bytes| number::put(step.unsigned_abs(), bytes), &mut bytes);
    bytes.push(u8::from(plan.is_stored));
    let joined = |entries: &[ManifestEntry]| -> io::Result<Vec<u8>> {
        entries.iter().try_fold(Vec::new(), |mut all, entry| {
            all.extend(supply.object(&entry.sum)?);
            Ok(all)
        })
    };
    if plan.is_stored {
        bytes.extend(joined(&output)?);
    } else {
        let key = key(&prefix, &output);
        let frame = match supply.recall(&key) {
            Some(frame) => frame,
            None => {
                let frame = squeeze(&joined(&output)?, &joined(&prefix)?)?;
                supply.keep(&key, &frame);
                frame
            }
        };
        bytes.extend(frame);
    }
    Ok(Made { bytes, output: size(&output), prefix: size(&prefix) })
}

/// What a frame depends on: the files before, the files after, and who squeezes them.
fn key(prefix: &[ManifestEntry], output: &[ManifestEntry]) -> Sha256 {
    let mut text = format!("kepu-group/1 {}\n", squeezer());
    for (mark, entries) in [('-', prefix), ('+', output)] {
        for entry in entries {
            text.push(mark);
            text.push_str(&entry.sum.hex());
        }
    }
    Sha256::of(text.as_bytes())
}

fn steps(lines: &[usize], put: impl Fn(i64, &mut Vec<u8>), out: &mut Vec<u8>) {
    let mut next = 0_i64;
    for line in lines {
        // A manifest has far fewer lines than an i64 has numbers.
        let line = i64::try_from(*line).unwrap_or(i64::MAX - 1);
        put(line - next, out);
        next = line + 1;
    }
}

fn part(groups: &[Made]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    // PART_BYTES and GROUP_BYTES keep the number of groups far below u32.
    bytes.extend(u32::try_from(groups.len()).unwrap_or(u32::MAX).to_le_bytes());
    let mut offset = (8 + groups.len() * ROW_BYTES) as u64;
    for group in groups {
        let length = group.bytes.len() as u64;
        bytes.extend(offset.to_le_bytes());
        bytes.extend(length.to_le_bytes());
        bytes.extend(Sha256::of(&group.bytes).0);
        bytes.extend(group.output.to_le_bytes());
        bytes.extend(group.prefix.to_le_bytes());
        offset += length;
    }
    groups.iter().for_each(|group| bytes.extend(&group.bytes));
    bytes
}
