//! How often a drawing draws itself: `<use>` and `url(#…)` copy whole groups, and copies of copies grow without end.

use std::collections::BTreeMap;

/// Elements that may come out at most; the largest honest map has fewer than a tenth.
const MAX_ELEMENTS: u64 = 200_000;

/// Counts elements and references by the group they stand in.
#[derive(Default)]
pub(super) struct Reuse {
    groups: Vec<Group>,
    by_id: BTreeMap<String, usize>,
    /// Groups around the current place, innermost last.
    open: Vec<usize>,
}

/// An element and what it holds itself.
#[derive(Default)]
struct Group {
    parts: Vec<usize>,
    references: Vec<String>,
}

impl Reuse {
    /// An element begins; its attributes follow.
    pub(super) fn element(&mut self) {
        let at = self.groups.len();
        self.groups.push(Group::default());
        if let Some(parent) = self.open.last().and_then(|parent| self.groups.get_mut(*parent)) {
            parent.parts.push(at);
        }
    }

    /// An attribute of the element that began last.
    pub(super) fn attribute(&mut self, local: &str, value: &str) {
        let last = self.groups.len().saturating_sub(1);
        let Some(group) = self.groups.get_mut(last) else { return };
        match local {
            "id" => drop(self.by_id.entry(value.to_owned()).or_insert(last)),
            "href" => group.references.extend(value.strip_prefix('#').map(str::to_owned)),
            _ => group.references.extend(urls(value)),
        }
    }

    /// What follows stands inside the element that began last.
    pub(super) fn enter(&mut self) {
        self.open.push(self.groups.len().saturating_sub(1));
    }

    pub(super) fn leave(&mut self) {
        self.open.pop();
    }

    /// Whether more elements come out than can be drawn. A drawing that refers to itself counts as one that does.
    pub(super) fn is_excessive(&mut self) -> bool {
        for group in &mut self.groups {
            let copied = group.references.iter().filter_map(|id| self.by_id.get(id));
            group.parts.extend(copied);
        }
        self.count().is_none_or(|count| count > MAX_ELEMENTS)
    }

    /// Elements that the root comes out as; `None` when it holds itself. Every element is walked once.
    fn count(&self) -> Option<u64> {
        let mut counts = vec![Count::Unknown; self.groups.len()];
        *counts.first_mut()? = Count::Open;
        let mut path = vec![(0, 0)];
        while let Some((at, next)) = path.pop() {
            match self.part(at, next) {
                Some(part) => {
                    path.push((at, next + 1));
                    match *counts.get(part)? {
                        Count::Unknown => {
                            counts[part] = Count::Open;
                            path.push((part, 0));
                        }
                        Count::Open => return None,
                        Count::Known(_) => {}
                    }
                }
                None => {
                    let known = |part| if let Count::Known(count) = counts[part] { count } else { 0 };
                    let parts = (0..next).filter_map(|turn| self.part(at, turn)).map(known);
                    let sum = parts.fold(1_u64, u64::saturating_add);
                    *counts.get_mut(at)? = Count::Known(sum);
                }
            }
        }
        counts.first().map(|count| if let Count::Known(count) = count { *count } else { 0 })
    }

    fn part(&self, at: usize, turn: usize) -> Option<usize> {
        self.groups.get(at)?.parts.get(turn).copied()
    }
}

#[derive(Clone, Copy)]
enum Count {
    Unknown,
    /// Being counted further out.
    Open,
    Known(u64),
}

fn urls(value: &str) -> impl Iterator<Item = String> {
    value.split("url(").skip(1).filter_map(|rest| {
        let inner = rest.trim_start().trim_start_matches(['"', '\'']).strip_prefix('#')?;
        Some(inner.split(['"', '\'', ')', ' ']).next().unwrap_or_default().to_owned())
    })
}
