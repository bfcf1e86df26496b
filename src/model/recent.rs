//! What was looked at last: a bounded memory for work that is wanted again soon or not at all.

use std::collections::HashMap;
use std::hash::Hash;

/// Values by key; the one that nobody looked at for longest makes room for a new one.
#[derive(Debug)]
pub struct Recent<K, V> {
    room: usize,
    /// Each with the number of the last look at it.
    values: HashMap<K, (u64, V)>,
    looks: u64,
}

impl<K: Clone + Eq + Hash, V> Recent<K, V> {
    /// A memory with room for so many values.
    #[must_use]
    pub fn new(room: usize) -> Self {
        Self { room, values: HashMap::new(), looks: 0 }
    }

    /// Looks at a value.
    pub fn get(&mut self, key: &K) -> Option<&V> {
        self.looks += 1;
        let (seen, value) = self.values.get_mut(key)?;
        *seen = self.looks;
        Some(value)
    }

    /// Takes a value in, and gives out the one that it replaces or that makes room for it.
    pub fn put(&mut self, key: K, value: V) -> Option<V> {
        self.looks += 1;
        if let Some((_, before)) = self.values.insert(key, (self.looks, value)) {
            return Some(before);
        }
        if self.values.len() <= self.room {
            return None;
        }
        let oldest = self.values.iter().min_by_key(|(_, (seen, _))| *seen).map(|(key, _)| key.clone());
        oldest.and_then(|key| self.values.remove(&key)).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_at_last_stays() {
        let mut recent = Recent::new(2);
        assert_eq!((recent.put("first", 1), recent.put("second", 2)), (None, None));
        assert_eq!(recent.get(&"first"), Some(&1));
        assert_eq!(recent.put("third", 3), Some(2), "the second makes room");
        assert_eq!(recent.put("first", 4), Some(1), "the same key again takes no room");
        let got = ["second", "first", "third"].map(|key| recent.get(&key).copied());
        assert_eq!(got, [None, Some(4), Some(3)]);
    }
}
