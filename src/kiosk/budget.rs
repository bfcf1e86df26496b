//! What of a release a disk takes: values in, a choice out.
//!
//! **Order**, the first kept longest: the frame (lists, search, style, proofs) and the articles that the publisher names
//! `always`; the texts of all other articles, the newest first, each whole with its editions; then pictures, sounds and
//! files to take away, the newest article first, of one article the smallest first. What does not fit is passed over and
//! the next is tried, so nothing that is left out would still have fitted. No half article: pictures go before texts, and
//! without its text an article has none.
//!
//! **No loop**: what is new is taken up to nine tenths of the room, what is here already stays up to 95 hundredths. A
//! disk whose other users come and go within that changes nothing, and a second choice is the first.

use std::collections::{BTreeMap, BTreeSet};

use crate::bundle::keep::KeepList;
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::place;
use crate::bundle::provenance::owner;
use crate::bundle::release::Release;
use crate::model::units::Sha256;

/// Below this a system and its browser are in trouble themselves.
pub const RESERVE_BYTES: u64 = 64 << 20;
/// Metadata, records, the log.
pub(super) const RECORDS_BYTES: u64 = 32 * 1024;
/// What file systems give out at a time, mostly; a smaller file takes as much.
const BLOCK_BYTES: u64 = 4096;

/// What the operator allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Bytes that the store may take; nothing for as many as there are.
    pub max: Option<u64>,
    /// Bytes of the disk that stay free.
    pub reserve: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self { max: None, reserve: RESERVE_BYTES }
    }
}

/// What a file takes on a disk.
#[must_use]
pub fn weight(size: u64) -> u64 {
    size.div_ceil(BLOCK_BYTES).saturating_mul(BLOCK_BYTES)
}

/// How far files may fill the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    /// For what is new.
    pub(super) fill: u64,
    /// For what is here already.
    pub(super) stay: u64,
}

impl Limits {
    /// Of a room that the next night needs a part of.
    pub(super) fn of(room: u64) -> Self {
        Self { fill: room / 10 * 9, stay: room / 20 * 19 }
    }

    /// Of a room that is used to the full.
    pub(super) fn all(room: u64) -> Self {
        Self { fill: room, stay: room }
    }
}

/// What a release takes beside its files.
pub(super) fn own_weight(release: &Release) -> u64 {
    let keep = release.keep.as_ref().map_or(0, |named| named.size);
    // Twice: the record of what is left out is never longer.
    weight(release.manifest.size).saturating_mul(2).saturating_add(weight(keep)).saturating_add(RECORDS_BYTES)
}

/// What a new box leaves out of a release when its store may take so many bytes; nothing when not even what is never
/// left out fits.
#[must_use]
pub fn left_on_new_box(
    (release, manifest): (&Release, &Manifest),
    keep: &KeepList,
    max: u64,
) -> Option<BTreeSet<Sha256>> {
    let kept_beside = weight(release.manifest.size).saturating_add(2 * BLOCK_BYTES);
    let limits = Limits::of(max.saturating_sub(own_weight(release)).saturating_sub(kept_beside));
    let choice = Ranked::new(manifest.entries().iter(), keep).choose(limits, |_| false);
    let left = manifest.entries().iter().map(|line| line.sum).filter(|sum| !choice.kept.contains(sum));
    (choice.least <= limits.stay).then(|| left.collect())
}

/// What is kept or left out together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Least,
    /// The place of an article in the order, and its id for those without one.
    Text(usize, String),
    /// A file of an article, by size.
    Media(usize, String, u64, String),
}

/// Files in the order in which they are kept.
pub(super) struct Ranked(BTreeMap<Rank, BTreeMap<Sha256, u64>>);

/// A choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Choice {
    /// Sums that are kept.
    pub(super) kept: BTreeSet<Sha256>,
    /// What they take.
    pub(super) weight: u64,
    /// What of them can never be left out.
    pub(super) least: u64,
}

impl Ranked {
    /// Ranks lines of one or more manifests; articles of the same id go together.
    pub(super) fn new<'a>(lines: impl Iterator<Item = &'a ManifestEntry>, keep: &KeepList) -> Self {
        let always: BTreeSet<&str> = keep.always.iter().map(String::as_str).collect();
        let order: BTreeMap<&str, usize> = keep.articles.iter().map(String::as_str).zip(0..).collect();
        let mut ranked: BTreeMap<Rank, BTreeMap<Sha256, u64>> = BTreeMap::new();
        for line in lines {
            let rank = match article_of(line.path.as_str()).filter(|id| !always.contains(id)) {
                None => Rank::Least,
                Some(id) => {
                    let at = order.get(id).copied().unwrap_or(usize::MAX);
                    if is_media(line.path.as_str()) {
                        Rank::Media(at, id.to_owned(), line.size, line.path.to_string())
                    } else {
                        Rank::Text(at, id.to_owned())
                    }
                }
            };
            ranked.entry(rank).or_default().insert(line.sum, weight(line.size));
        }
        Self(ranked)
    }

    /// Chooses; `is_here` says what is on the disk.
    pub(super) fn choose(&self, limits: Limits, is_here: impl Fn(&Sha256) -> bool) -> Choice {
        let mut choice = Choice::default();
        let mut dropped: BTreeSet<&str> = BTreeSet::new();
        for (rank, files) in &self.0 {
            let new: Vec<(&Sha256, u64)> = files
                .iter()
                .filter(|(sum, _)| !choice.kept.contains(*sum))
                .map(|(sum, weight)| (sum, *weight))
                .collect();
            let cost = new.iter().fold(0_u64, |all, (_, weight)| all.saturating_add(*weight));
            let limit = if new.iter().all(|(sum, _)| is_here(sum)) { limits.stay } else { limits.fill };
            let fits = choice.weight.saturating_add(cost) <= limit;
            let is_kept = match rank {
                Rank::Least => true,
                Rank::Text(_, id) => {
                    if !fits {
                        dropped.insert(id);
                    }
                    fits
                }
                Rank::Media(_, id, ..) => fits && !dropped.contains(id.as_str()),
            };
            if is_kept {
                choice.kept.extend(new.iter().map(|(sum, _)| **sum));
                choice.weight = choice.weight.saturating_add(cost);
            }
            if *rank == Rank::Least {
                choice.least = choice.weight;
            }
        }
        choice
    }
}

/// The article that a file goes with; nothing for the frame, which holds everything together, and for proofs, by which
/// an approval is counted whether or not its article is here.
#[must_use]
pub fn article_of(path: &str) -> Option<&str> {
    owner(path).or_else(|| path.strip_prefix("provenance/")?.strip_suffix(".md"))
}

/// Whether a file is no text: a picture, a sound, a file to take away.
pub(super) fn is_media(path: &str) -> bool {
    path.starts_with("media/") || place::is_dense(path)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::path::SitePath;

    fn line(path: &str, size: u64) -> ManifestEntry {
        ManifestEntry { sum: Sha256::of(path.as_bytes()), size, path: SitePath::new(path).expect("a clean path") }
    }

    /// Four articles, `d` the newest, one picture each beside a smaller one.
    fn release() -> Vec<ManifestEntry> {
        let mut lines = vec![line("index.html", 4096), line("provenance/roster.json", 1)];
        for id in ["a", "b", "c", "d"] {
            lines.push(line(&format!("farmers/a/{id}/index.html"), 4096));
            lines.push(line(&format!("provenance/{id}.md"), 4096));
            lines.push(line(&format!("media/{id}/1280.webp"), 3 * 4096));
            lines.push(line(&format!("media/{id}/480.webp"), 4096));
        }
        lines
    }

    fn keep(always: &[&str]) -> KeepList {
        let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        KeepList::new(owned(always), owned(&["d", "c", "b", "a"]))
    }

    fn left(always: &[&str], blocks: u64) -> Vec<String> {
        let lines = release();
        let choice = Ranked::new(lines.iter(), &keep(always)).choose(Limits::all(blocks * 4096), |_| false);
        assert!(choice.weight <= blocks * 4096 || choice.weight == choice.least);
        lines.iter().filter(|line| !choice.kept.contains(&line.sum)).map(|line| line.path.to_string()).collect()
    }

    #[test]
    fn large_pictures_of_old_articles_go_first_and_texts_of_old_articles_last() {
        assert_eq!(left(&[], 26), [""; 0]);
        assert_eq!(left(&[], 25), ["media/a/1280.webp"]);
        assert_eq!(left(&[], 22), ["media/a/1280.webp", "media/a/480.webp"]);
        assert_eq!(left(&[], 10).len(), 8, "every picture, no text");
        let gone = left(&[], 9);
        assert!(gone.contains(&"farmers/a/a/index.html".to_owned()) && gone.contains(&"provenance/a.md".to_owned()));
        assert!(!gone.contains(&"farmers/a/b/index.html".to_owned()), "{gone:?}");
        assert!(!gone.contains(&"media/d/480.webp".to_owned()), "what still fits is kept: {gone:?}");
    }

    #[test]
    fn what_is_always_kept_is_kept_with_its_pictures() {
        let gone = left(&["a"], 8);
        assert!(!gone.iter().any(|path| path.contains("/a/1280") || path.contains("a/a/")), "{gone:?}");
        assert!(gone.contains(&"farmers/a/d/index.html".to_owned()), "{gone:?}");
        assert!(!left(&["a"], 1).iter().any(|path| path.contains("/a/1280")), "not even where nothing fits");
    }

    proptest! {
        #[test]
        fn a_second_choice_is_the_first_and_nothing_left_out_would_fit(
            sizes in proptest::collection::vec((0_usize..9, 0_u64..60_000, any::<bool>()), 1..60),
            room in 0_u64..900_000,
        ) {
            let path = |n: usize, at: usize, is_media: bool| {
                if is_media { format!("media/x{n}/{at}.webp") } else { format!("farmers/a/x{n}/{at}.html") }
            };
            let lines: Vec<ManifestEntry> =
                sizes.iter().enumerate().map(|(at, (n, size, m))| line(&path(*n, at, *m), *size)).collect();
            let order = (0..9).map(|n| format!("x{n}")).collect();
            let ranked = Ranked::new(lines.iter(), &KeepList::new(vec!["x0".into()], order));
            let limits = Limits::of(room);
            let first = ranked.choose(limits, |_| false);
            let second = ranked.choose(limits, |sum| first.kept.contains(sum));
            prop_assert_eq!(&second, &first);
            prop_assert!(first.weight <= limits.fill || first.weight == first.least);
            for line in lines.iter().filter(|line| !first.kept.contains(&line.sum) && is_media(line.path.as_str())) {
                let id = article_of(line.path.as_str());
                let has_text = lines.iter().any(|other| {
                    !is_media(other.path.as_str()) && article_of(other.path.as_str()) == id && !first.kept.contains(&other.sum)
                });
                prop_assert!(has_text || first.weight + weight(line.size) > limits.fill);
            }
            // A little less or more room changes nothing of what is here.
            let wobble = ranked.choose(Limits::of(room - room / 50), |sum| first.kept.contains(sum));
            prop_assert!(wobble.kept.is_superset(&first.kept) || first.weight == first.least);
        }
    }
}
