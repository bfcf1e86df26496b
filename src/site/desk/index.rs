//! What an edition's articles are about, found once: a page must not look at every article.

use std::collections::{BTreeMap, BTreeSet};

use crate::gate::clearance::Lane;
use crate::model::article::Kind;
use crate::model::audience::Audience;
use crate::site::prepared::Prepared;

/// Articles by what they are about, as indices into the desk's prepared ones. Lists are in the order of the edition's.
#[derive(Default)]
pub(super) struct Index {
    is_member: Vec<bool>,
    topics: BTreeMap<String, Vec<usize>>,
    regions: BTreeMap<String, Vec<usize>>,
    bands: BTreeSet<String>,
    /// Listed emergency texts.
    pub(super) emergencies: Vec<usize>,
}

impl Index {
    pub(super) fn new<L: Lane>(
        audience: &Audience,
        (members, listed): (&[usize], &[usize]),
        prepared: &[Prepared<'_, L>],
    ) -> Self {
        let mut index = Self { is_member: vec![false; prepared.len()], ..Self::default() };
        for at in members {
            if let Some(is_member) = index.is_member.get_mut(*at) {
                *is_member = true;
            }
        }
        for at in listed {
            let Some(front) = prepared.get(*at).map(|prepared| &prepared.cleared.article().front) else { continue };
            for (words, by) in [(&front.topics, &mut index.topics), (&front.region, &mut index.regions)] {
                for word in words.iter().map(|word| word.value.as_str()) {
                    match by.get_mut(word) {
                        Some(named) if named.last() == Some(at) => {}
                        Some(named) => named.push(*at),
                        None => drop(by.insert(word.to_owned(), vec![*at])),
                    }
                }
            }
            for band in audience.bands_of(&front.editions) {
                if !index.bands.contains(&band.id) {
                    index.bands.insert(band.id.clone());
                }
            }
            if front.kind.value == Kind::Emergency {
                index.emergencies.push(*at);
            }
        }
        index
    }

    /// Whether an article has a page in the edition.
    pub(super) fn has(&self, at: usize) -> bool {
        self.is_member.get(at).copied().unwrap_or_default()
    }

    /// Listed articles of a topic.
    pub(super) fn of_topic(&self, topic: &str) -> &[usize] {
        self.topics.get(topic).map_or(&[], Vec::as_slice)
    }

    /// Listed articles of a region.
    pub(super) fn of_region(&self, code: &str) -> &[usize] {
        self.regions.get(code).map_or(&[], Vec::as_slice)
    }

    /// Regions that a listed article names.
    pub(super) fn regions(&self) -> impl Iterator<Item = &String> {
        self.regions.keys()
    }

    /// Whether a listed article names an age of the edition.
    pub(super) fn has_band(&self, id: &str) -> bool {
        self.bands.contains(id)
    }
}
