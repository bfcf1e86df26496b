//! What a station holds, file by file, and why another one holds something else: from its entry in the register to its
//! channel, to the release, to what its kind of box has room for.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::bundle::keep::KeepList;
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::release::Release;
use crate::kiosk::budget::{article_of, left_on_new_box};
use crate::model::site::{Channel, Region};
use crate::model::station::{Station, Stations};
use crate::model::units::Sha256;

/// One side: a station and the release that it is to hold.
#[derive(Debug)]
pub struct Side<'a> {
    /// The station.
    pub station: &'a Station,
    /// Its channel.
    pub channel: &'a Channel,
    /// The release.
    pub release: &'a Release,
    /// Its files.
    pub manifest: &'a Manifest,
    /// What a box of its kind leaves out.
    pub left_out: BTreeSet<Sha256>,
    /// Articles that were called back by then.
    pub called_back: BTreeSet<String>,
}

/// What is known of an article's place.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Regions.
    pub regions: Vec<String>,
    /// Audiences.
    pub audiences: Vec<String>,
}

/// Why a file is on one side only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It belongs to an edition that the other channel does not have.
    Edition,
    /// Its article is for other regions.
    Region,
    /// Its article is for other audiences.
    Audience,
    /// Its article was called back.
    CalledBack,
    /// The other kind of box has no room for it.
    Disk,
    /// The other release does not have it: it is new, gone, or made of another list.
    Release,
}

/// A file of one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Only {
    /// Path.
    pub path: String,
    /// Its article, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Why the other side lacks it.
    pub why: Why,
}

/// What two sides do not share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Files that are the same on both.
    pub same: usize,
    /// Paths of other contents.
    pub changed: Vec<String>,
    /// Files of the first side alone.
    pub only_first: Vec<Only>,
    /// Files of the second side alone.
    pub only_second: Vec<Only>,
}

impl<'a> Side<'a> {
    /// A station with a release of its channel; nothing when its kind of box cannot even hold what is never left out.
    #[must_use]
    pub fn new(
        (stations, station, channel): (&Stations, &'a Station, &'a Channel),
        (release, manifest, keep): (&'a Release, &'a Manifest, &KeepList),
        called_back: BTreeSet<String>,
    ) -> Option<Self> {
        let left_out = match stations.store_mib(&station.hardware.value) {
            Some(mib) => left_on_new_box((release, manifest), keep, u64::from(mib) << 20)?,
            None => BTreeSet::new(),
        };
        Some(Self { station, channel, release, manifest, left_out, called_back })
    }

    /// The files that it holds, in order of path.
    pub fn objects(&self) -> impl Iterator<Item = &'a ManifestEntry> {
        self.manifest.entries().iter().filter(|line| !self.left_out.contains(&line.sum))
    }

    /// The file of a path, if it holds it.
    fn find(&self, path: &str) -> Option<&'a ManifestEntry> {
        self.manifest.find(path).filter(|line| !self.left_out.contains(&line.sum))
    }

    /// Why it lacks a file that another one has.
    fn why(&self, path: &str, editions: &[String], place: &dyn Fn(&str) -> Option<Place>) -> Why {
        if self.manifest.find(path).is_some_and(|line| self.left_out.contains(&line.sum)) {
            return Why::Disk;
        }
        let has = |audience: &String| self.channel.audiences.iter().any(|own| own.value == *audience);
        let edition = editions.iter().find(|edition| {
            path.split('/').next() == Some(edition.as_str()) || path == format!("assets/edition-{edition}.css")
        });
        if edition.is_some_and(|edition| !has(edition)) {
            return Why::Edition;
        }
        let Some(id) = article(path) else { return Why::Release };
        if self.called_back.contains(id) {
            return Why::CalledBack;
        }
        let Some(place) = place(id) else { return Why::Release };
        let wanted: Vec<&str> = self.channel.regions.iter().map(|region| region.value.as_str()).collect();
        let is_near = |own: &String| wanted.iter().any(|wanted| Region::related(own, wanted));
        if !wanted.is_empty() && !place.regions.iter().any(is_near) {
            return Why::Region;
        }
        if place.audiences.iter().any(has) { Why::Release } else { Why::Audience }
    }
}

/// The article of a file, its proofs included.
fn article(path: &str) -> Option<&str> {
    let proof = || path.strip_prefix("provenance/")?.rsplit_once('.').map(|(id, _)| id).filter(|id| *id != "roster");
    article_of(path).or_else(proof)
}

/// Compares two sides. `editions` are the audiences of the site, `place` knows its articles.
#[must_use]
pub fn difference(
    first: &Side<'_>,
    second: &Side<'_>,
    editions: &[String],
    place: &dyn Fn(&str) -> Option<Place>,
) -> Difference {
    let mut found = Difference::default();
    for line in first.objects() {
        match second.find(line.path.as_str()) {
            Some(other) if other.sum == line.sum => found.same += 1,
            Some(_) => found.changed.push(line.path.to_string()),
            None => {}
        }
    }
    let only = |own: &Side<'_>, other: &Side<'_>| -> Vec<Only> {
        let lacks = own.objects().filter(|line| other.find(line.path.as_str()).is_none());
        let told = lacks.map(|line| {
            let path = line.path.as_str();
            let article = article(path).map(str::to_owned);
            Only { path: path.to_owned(), article, why: other.why(path, editions, place) }
        });
        told.collect()
    };
    found.only_first = only(first, second);
    found.only_second = only(second, first);
    found
}
