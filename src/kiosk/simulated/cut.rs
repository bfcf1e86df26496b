//! What a disk may look like after the power was cut.

use std::sync::Arc;

use super::{Moment, Op, Tree, parent};

/// Pending changes up to which every combination is tried.
const ALL_COMBINATIONS: usize = 10;
/// Combinations drawn where there are too many.
const DRAWN: u32 = 200;

/// Rules of renames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::kiosk) enum Kind {
    /// A journal of names, as ext4, NTFS or APFS keep it: a rename happens or does not, but may be durable before the
    /// bytes are.
    Journal,
    /// None, as on FAT: a rename may leave both names or neither.
    Fat,
}

/// What becomes of a pending change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Lost,
    Kept,
    /// Only so many bytes were written.
    Torn(usize),
    /// The length is right, and from here on there are zeros.
    Zeroed(usize),
    /// A rename that left both names.
    Both,
    /// A rename that left neither.
    Neither,
    /// A rename that removed what was there and went no further.
    TargetGone,
}

impl Op {
    pub(super) fn apply(&self, tree: &mut Tree, fate: Fate, kind: Kind) {
        if fate == Fate::Lost {
            return;
        }
        match self {
            Self::MakeDir { path } => tree.make_dir(path),
            Self::Remove { path } => tree.remove(path),
            Self::Rename { from, to } if tree.has_folder(parent(to)) => rename(tree, (from, to), fate, kind),
            Self::Write { path, bytes } if tree.has_folder(parent(path)) => {
                tree.files.insert(path.clone(), written(bytes, fate));
            }
            Self::Append { path, at, bytes } if tree.has_folder(parent(path)) => {
                let mut all = tree.files.get(path).map_or_else(Vec::new, |bytes| bytes.to_vec());
                // What was appended before and lost is a hole.
                all.resize(*at, 0);
                all.extend(written(bytes, fate).iter());
                tree.files.insert(path.clone(), all.into());
            }
            // Its folder was lost.
            Self::Rename { .. } | Self::Write { .. } | Self::Append { .. } => {}
        }
    }

    fn fates(&self, kind: Kind) -> Vec<Fate> {
        match self {
            Self::Write { bytes, .. } | Self::Append { bytes, .. } => {
                let (half, last) = (bytes.len() / 2, bytes.len().saturating_sub(1));
                vec![Fate::Torn(0), Fate::Torn(half), Fate::Torn(last), Fate::Zeroed(0), Fate::Zeroed(half)]
            }
            Self::Rename { .. } if kind == Kind::Fat => vec![Fate::Both, Fate::Neither, Fate::TargetGone],
            _ => Vec::new(),
        }
    }
}

fn written(bytes: &Arc<[u8]>, fate: Fate) -> Arc<[u8]> {
    match fate {
        Fate::Torn(end) => bytes[..end].into(),
        Fate::Zeroed(end) => bytes.iter().enumerate().map(|(at, byte)| if at < end { *byte } else { 0 }).collect(),
        _ => bytes.clone(),
    }
}

fn rename(tree: &mut Tree, (from, to): (&str, &str), fate: Fate, kind: Kind) {
    let bytes = tree.files.get(from).cloned();
    match (fate, bytes) {
        (Fate::Both, Some(bytes)) => {
            tree.files.insert(to.to_owned(), bytes);
        }
        (Fate::Neither, _) => {
            tree.files.remove(from);
            tree.files.remove(to);
        }
        (Fate::TargetGone, _) => {
            tree.files.remove(to);
        }
        (_, Some(bytes)) => {
            tree.files.remove(from);
            tree.files.insert(to.to_owned(), bytes);
        }
        // The name is durable and the bytes are not: an empty file.
        (_, None) if kind == Kind::Journal => {
            tree.files.insert(to.to_owned(), Arc::default());
        }
        (_, None) => {}
    }
}

/// Small numbers that are the same in every run. Source: Marsaglia, Xorshift RNGs, 2003.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

/// Every disk that is tried for a moment: all combinations of up to ten pending changes, else all beginnings, all
/// single losses and two hundred drawn ones; beside them each change damaged in each way, alone and as the last one.
pub(in crate::kiosk) fn cuts(moment: &Moment, kind: Kind, seed: u64, each: &mut dyn FnMut(Tree)) {
    let pending = &moment.pending;
    let mut cut = |fates: &[Fate]| {
        let mut tree = moment.durable.clone();
        pending.iter().zip(fates).for_each(|(op, fate)| op.apply(&mut tree, *fate, kind));
        each(tree);
    };
    let kept = |keeps: &dyn Fn(usize) -> bool| -> Vec<Fate> {
        (0..pending.len()).map(|at| if keeps(at) { Fate::Kept } else { Fate::Lost }).collect()
    };
    if pending.len() <= ALL_COMBINATIONS {
        (0..1_usize << pending.len()).for_each(|mask| cut(&kept(&|at| mask >> at & 1 == 1)));
    } else {
        (0..=pending.len()).for_each(|end| cut(&kept(&|at| at < end)));
        (0..pending.len()).for_each(|lost| cut(&kept(&|at| at != lost)));
        let mut draw = Draw(seed | 1);
        for _ in 0..DRAWN {
            let mut fate = |op: &Op| match (draw.below(8), op.fates(kind)) {
                (0..=2, _) => Fate::Lost,
                (3, fates) if !fates.is_empty() => fates[draw.below(fates.len())],
                _ => Fate::Kept,
            };
            cut(&pending.iter().map(&mut fate).collect::<Vec<_>>());
        }
    }
    for (at, op) in pending.iter().enumerate() {
        for fate in op.fates(kind) {
            for mut fates in [kept(&|_| true), kept(&|other| other <= at)] {
                fates[at] = fate;
                cut(&fates);
            }
        }
    }
}
