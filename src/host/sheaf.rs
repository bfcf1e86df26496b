//! A map in order of path that is cheap to copy: what did not change is shared between the copies.

use std::sync::Arc;

use crate::model::path::SourcePath;

/// Entries of one bunch at most. A copy shares whole bunches, and a change copies one of them.
const MOST: usize = 256;

type Bunch<V> = Vec<(SourcePath, V)>;

/// Values by path, in bunches.
#[derive(Clone, Debug)]
pub(super) struct Sheaf<V> {
    /// None is empty; the paths of each go before those of the next.
    bunches: Vec<Arc<Bunch<V>>>,
}

impl<V> Default for Sheaf<V> {
    fn default() -> Self {
        Self { bunches: Vec::new() }
    }
}

impl<V: Clone> Sheaf<V> {
    /// The bunch that holds a path, if any does, else the last one whose paths all go before it.
    fn bunch(&self, path: &str) -> usize {
        let after =
            self.bunches.partition_point(|bunch| bunch.first().is_some_and(|(first, _)| first.as_str() <= path));
        after.saturating_sub(1)
    }

    /// The value of a path.
    pub(super) fn get(&self, path: &SourcePath) -> Option<&V> {
        let bunch = self.bunches.get(self.bunch(path.as_str()))?;
        let at = bunch.binary_search_by(|(known, _)| known.cmp(path)).ok()?;
        bunch.get(at).map(|(_, value)| value)
    }

    /// Everything, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &(SourcePath, V)> {
        self.bunches.iter().flat_map(|bunch| bunch.iter())
    }

    /// A path and everything below it, in order.
    pub(super) fn at<'s>(&'s self, path: &str) -> impl Iterator<Item = &'s (SourcePath, V)> + use<'s, V> {
        // Between a path and what lies below it stand others: `a`, `a-b`, `a/c`.
        let (own, below) = (path.to_owned(), format!("{path}/"));
        let own = self.from(path).take_while(move |(known, _)| known.as_str() == own);
        own.chain(self.from(&below).take_while(move |(known, _)| known.as_str().starts_with(&below)))
    }

    fn from<'s>(&'s self, path: &str) -> impl Iterator<Item = &'s (SourcePath, V)> + use<'s, V> {
        let first = self.bunch(path);
        let within = |bunch: &Arc<Bunch<V>>| bunch.partition_point(|(known, _)| known.as_str() < path);
        let skipped = self.bunches.get(first).map_or(0, within);
        self.bunches.iter().skip(first).flat_map(|bunch| bunch.iter()).skip(skipped)
    }

    /// Puts in a value, unless the path has one.
    pub(super) fn put(&mut self, path: SourcePath, value: V) {
        let at = self.bunch(path.as_str());
        let Some(bunch) = self.bunches.get_mut(at) else {
            self.bunches.push(Arc::new(vec![(path, value)]));
            return;
        };
        let Err(place) = bunch.binary_search_by(|(known, _)| known.cmp(&path)) else { return };
        let bunch = Arc::make_mut(bunch);
        bunch.insert(place, (path, value));
        if bunch.len() > MOST {
            let rest = bunch.split_off(MOST / 2);
            self.bunches.insert(at + 1, Arc::new(rest));
        }
    }

    /// Takes out a path and everything below it.
    pub(super) fn cut(&mut self, path: &str) {
        self.take_out(path, |known| known == path);
        let below = format!("{path}/");
        self.take_out(&below, |known| known.starts_with(&below));
    }

    /// Takes out the paths in a row that begins at or after `from`.
    fn take_out(&mut self, from: &str, is_out: impl Fn(&str) -> bool) {
        let first = self.bunch(from);
        let mut has_empty = false;
        for bunch in self.bunches.get_mut(first..).into_iter().flatten() {
            let start = bunch.partition_point(|(known, _)| known.as_str() < from);
            let out = bunch.iter().skip(start).take_while(|(known, _)| is_out(known.as_str())).count();
            let is_over = start + out < bunch.len();
            if out > 0 {
                drop(Arc::make_mut(bunch).drain(start..start + out));
                has_empty |= bunch.is_empty();
            }
            if is_over {
                break;
            }
        }
        if has_empty {
            self.bunches.retain(|bunch| !bunch.is_empty());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Act {
        Put(String, u8),
        Cut(String),
        Copy,
    }

    fn act() -> impl Strategy<Value = Act> {
        let path = || proptest::string::string_regex("[ab-](/[ab-][0-9]?){0,2}").expect("a pattern");
        prop_oneof![
            60 => (path(), any::<u8>()).prop_map(|(path, value)| Act::Put(path, value)),
            1 => path().prop_map(Act::Cut),
            1 => Just(Act::Copy),
        ]
    }

    fn same(sheaf: &Sheaf<u8>, map: &BTreeMap<SourcePath, u8>) {
        let all: Vec<_> = sheaf.iter().cloned().collect();
        assert_eq!(all, map.clone().into_iter().collect::<Vec<_>>());
        assert!(sheaf.bunches.iter().all(|bunch| !bunch.is_empty() && bunch.len() <= MOST));
        map.iter().for_each(|(path, value)| assert_eq!(sheaf.get(path), Some(value)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// It holds what a plain map holds, and a copy does not change with the original.
        #[test]
        fn it_is_a_map(acts in proptest::collection::vec(act(), 0..1500)) {
            let path = |text: &str| SourcePath::new(text).expect("a clean path");
            let (mut sheaf, mut map) = (Sheaf::default(), BTreeMap::new());
            let mut copies = Vec::new();
            for act in acts {
                match act {
                    Act::Put(at, value) => {
                        sheaf.put(path(&at), value);
                        map.entry(path(&at)).or_insert(value);
                    }
                    Act::Cut(at) => {
                        let is_at = |known: &SourcePath| known.is_at_or_below(&at);
                        let there: Vec<_> = sheaf.at(&at).map(|(known, _)| known.clone()).collect();
                        prop_assert_eq!(there, map.keys().filter(|known| is_at(known)).cloned().collect::<Vec<_>>());
                        sheaf.cut(&at);
                        map.retain(|known, _| !is_at(known));
                        prop_assert_eq!(sheaf.get(&path(&at)), None);
                    }
                    Act::Copy => copies.push((sheaf.clone(), map.clone())),
                }
            }
            copies.push((sheaf, map));
            copies.iter().for_each(|(sheaf, map)| same(sheaf, map));
        }
    }

    #[test]
    fn many_are_found_again_and_a_folder_of_them_goes_at_once() {
        let path = |n: usize| SourcePath::new(&format!("a/{}/{n}", n % 7)).expect("a clean path");
        let mut sheaf = Sheaf::default();
        (0..5000).for_each(|n| sheaf.put(path(n), n));
        assert!(sheaf.bunches.len() > 20);
        let whole = sheaf.clone();
        sheaf.cut("a/3");
        let left = (0..5000).filter(|n| sheaf.get(&path(*n)) == Some(n)).count();
        assert_eq!(left, (0..5000).filter(|n| n % 7 != 3).count());
        assert!((0..5000).all(|n| whole.get(&path(n)) == Some(&n)));
        sheaf.cut("a");
        assert!(sheaf.bunches.is_empty());
    }
}
