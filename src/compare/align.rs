//! Which items of two sequences correspond: a longest common subsequence, bounded in work, the same on every machine.
//!
//! Contract: the pairs rise on both sides and hold equal items. Where the two sides are too long for the exact table,
//! items that occur once on each side serve as anchors (the idea of "patience" comparison), so hostile input of any
//! size ends soon; a coarser answer is the price.

use std::collections::BTreeMap;
use std::ops::Range;

/// Cells of the largest exact table: two texts of about a thousand sentences each.
const MAX_CELLS: usize = 1_000_000;

/// The pairs `(place in a, place in b)` of equal items, in order.
pub(crate) fn pairs<T: Ord>(a: &[T], b: &[T]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open = vec![(0..a.len(), 0..b.len())];
    while let Some((left, right)) = open.pop() {
        let (left, right) = trimmed(a, b, left, right, &mut found);
        if left.is_empty() || right.is_empty() {
            continue;
        }
        if left.len().saturating_mul(right.len()) <= MAX_CELLS {
            exact(a, b, &left, &right, &mut found);
        } else {
            open.extend(split_at_anchors(a, b, &left, &right));
        }
    }
    found.sort_unstable();
    found
}

/// Takes the equal items off both ends; what is left begins and ends differently.
fn trimmed<T: Ord>(
    a: &[T],
    b: &[T],
    mut left: Range<usize>,
    mut right: Range<usize>,
    found: &mut Vec<(usize, usize)>,
) -> (Range<usize>, Range<usize>) {
    while !left.is_empty() && !right.is_empty() && a[left.start] == b[right.start] {
        found.push((left.start, right.start));
        (left.start, right.start) = (left.start + 1, right.start + 1);
    }
    while !left.is_empty() && !right.is_empty() && a[left.end - 1] == b[right.end - 1] {
        (left.end, right.end) = (left.end - 1, right.end - 1);
        found.push((left.end, right.end));
    }
    (left, right)
}

/// The textbook table of lengths, then the walk through it.
fn exact<T: Ord>(a: &[T], b: &[T], left: &Range<usize>, right: &Range<usize>, found: &mut Vec<(usize, usize)>) {
    let (a, b) = (&a[left.clone()], &b[right.clone()]);
    let width = b.len() + 1;
    let mut table = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            table[i * width + j] = if a[i] == b[j] {
                table[(i + 1) * width + j + 1] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            found.push((left.start + i, right.start + j));
            (i, j) = (i + 1, j + 1);
        } else if table[(i + 1) * width + j] >= table[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
}

/// Cuts both sides after each anchor; no anchors means no cut and no pairs.
fn split_at_anchors<T: Ord>(
    a: &[T],
    b: &[T],
    left: &Range<usize>,
    right: &Range<usize>,
) -> Vec<(Range<usize>, Range<usize>)> {
    let mut parts = Vec::new();
    let (mut i, mut j) = (left.start, right.start);
    let anchors = rising(&anchors(a, b, left, right));
    if anchors.is_empty() {
        return parts;
    }
    for (at, to) in anchors {
        // Each part ends with its anchor, which trimming takes off at once: every part gets shorter.
        parts.push((i..at + 1, j..to + 1));
        (i, j) = (at + 1, to + 1);
    }
    parts.push((i..left.end, j..right.end));
    parts
}

/// Items that occur once on each side, in order of the left one.
fn anchors<T: Ord>(a: &[T], b: &[T], left: &Range<usize>, right: &Range<usize>) -> Vec<(usize, usize)> {
    let mut seen: BTreeMap<&T, (usize, usize, usize, usize)> = BTreeMap::new();
    for at in left.clone() {
        let entry = seen.entry(&a[at]).or_default();
        (entry.0, entry.1) = (entry.0 + 1, at);
    }
    for at in right.clone() {
        let entry = seen.entry(&b[at]).or_default();
        (entry.2, entry.3) = (entry.2 + 1, at);
    }
    let once = seen.values().filter(|entry| entry.0 == 1 && entry.2 == 1);
    let mut found: Vec<(usize, usize)> = once.map(|entry| (entry.1, entry.3)).collect();
    found.sort_unstable();
    found
}

/// The longest run of anchors that rises on the right side too.
fn rising(anchors: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(anchors.len());
    for (at, &(_, to)) in anchors.iter().enumerate() {
        let place = tails.partition_point(|&tail| anchors[tail].1 < to);
        before.push(place.checked_sub(1).map(|place| tails[place]));
        match tails.get_mut(place) {
            Some(tail) => *tail = at,
            None => tails.push(at),
        }
    }
    let mut run = Vec::with_capacity(tails.len());
    let mut next = tails.last().copied();
    while let Some(at) = next {
        run.push(anchors[at]);
        next = before[at];
    }
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn finds_the_longest() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        let common = |a: &str, b: &str| -> String {
            let (a, b) = (chars(a), chars(b));
            pairs(&a, &b).into_iter().map(|(at, _)| a[at]).collect()
        };
        assert_eq!(common("每天五次", "每天吃五次"), "每天五次");
        assert_eq!(common("甲乙丙丁", "甲丙乙丁").chars().count(), 3);
        assert_eq!(common("", "甲"), "");
    }

    #[test]
    fn long_sides_are_cut_at_anchors() {
        let a: Vec<usize> = (0..3000).collect();
        let mut b = a.clone();
        b[1] = 9001;
        b[1500] = 9002;
        b[2998] = 9003;
        assert_eq!(pairs(&a, &b).len(), 2997);
        let same = vec![1; 3000];
        let other: Vec<usize> = std::iter::once(2).chain(vec![1; 3000]).chain([3]).collect();
        assert!(pairs(&same, &other).len() <= 3000);
    }

    proptest! {
        #[test]
        fn pairs_rise_and_hold_equal_items(a in proptest::collection::vec(0_u8..5, 0..40), b in proptest::collection::vec(0_u8..5, 0..40)) {
            let found = pairs(&a, &b);
            for (at, to) in &found {
                prop_assert_eq!(a[*at], b[*to]);
            }
            for two in found.windows(2) {
                prop_assert!(two[0].0 < two[1].0 && two[0].1 < two[1].1);
            }
            prop_assert_eq!(pairs(&a, &a).len(), a.len());
        }
    }
}
