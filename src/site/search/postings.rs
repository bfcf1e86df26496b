//! Postings of one shard in few bytes: an index of a large edition is the largest thing that a build holds.
//!
//! They come article by article. Whenever there are enough of them they are sorted and written as differences: of terms,
//! which lie near each other then, and of articles, which came one after the other.

use crate::model::number;

/// How many are squeezed at once.
const BLOCK: usize = 1_024;

/// Bits of a posting below those of its term: article and weight.
const BELOW: u32 = 32;

#[derive(Clone, Debug, Default)]
pub(super) struct Postings {
    open: Vec<u64>,
    blocks: Vec<Box<[u8]>>,
}

impl Postings {
    pub(super) fn push(&mut self, posting: u64) {
        self.open.push(posting);
        if self.open.len() == BLOCK {
            self.open.sort_unstable();
            self.blocks.push(squeezed(&self.open));
            self.open.clear();
        }
    }

    /// All of them, sorted.
    pub(super) fn sorted(&self) -> Vec<u64> {
        let mut all = Vec::with_capacity(self.blocks.len() * BLOCK + self.open.len());
        self.blocks.iter().for_each(|block| open(block, &mut all));
        all.extend(&self.open);
        // Runs of sorted postings, which this sort knows to merge.
        all.sort();
        all
    }
}

fn squeezed(sorted: &[u64]) -> Box<[u8]> {
    let place = |posting: &u64| posting & ((1 << BELOW) - 1);
    let first = sorted.iter().map(place).min().unwrap_or_default();
    let mut bytes = Vec::with_capacity(sorted.len() * 6);
    number::put(first, &mut bytes);
    let mut term = 0;
    for posting in sorted {
        let own = posting >> BELOW;
        number::put(own - term, &mut bytes);
        number::put(place(posting) - first, &mut bytes);
        term = own;
    }
    bytes.into()
}

fn open(block: &[u8], into: &mut Vec<u64>) {
    let mut rest = block;
    let Some(first) = number::take(&mut rest) else { return };
    let mut term = 0;
    while let (Some(further), Some(place)) = (number::take(&mut rest), number::take(&mut rest)) {
        term += further;
        into.push(term << BELOW | (first + place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// What goes in comes out, in order.
        #[test]
        fn nothing_is_lost(mut postings in proptest::collection::vec(0_u64..=u64::MAX >> 1, 0..3 * BLOCK)) {
            let mut held = Postings::default();
            postings.iter().for_each(|posting| held.push(*posting));
            postings.sort_unstable();
            prop_assert_eq!(held.sorted(), postings);
        }
    }
}
