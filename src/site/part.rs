//! Parts of an edition that can be subscribed to: a topic, a region, a topic in a region, an age of its readers.
//!
//! A region's part holds what applies there: what was written for it and for every region around it. What was written
//! for one city is neither in another city's part nor in the province's, as it does not apply there; whoever wants
//! everything takes the whole edition. A topic or region has a part of its own once a listed article names it, so each
//! listed article is in the parts of its own topics and regions, and the parts together hold every one.

use std::collections::BTreeSet;

use super::desk::{Desk, Edition};
use super::route::Part;
use crate::gate::clearance::Lane;
use crate::model::article::FrontMatter;
use crate::model::audience::Audience;
use crate::model::site::{SiteSettings, contains};

impl Part {
    /// Whether an article belongs to the part.
    pub(super) fn holds(&self, audience: &Audience, front: &FrontMatter) -> bool {
        let topic = self.topic.as_ref().is_none_or(|topic| front.topics.iter().any(|own| &own.value == topic));
        let region = self.region.as_ref().is_none_or(|region| applies_in(front, region));
        let band = self.band.as_ref().is_none_or(|id| is_for(audience, front, id));
        topic && region && band
    }

    /// The part in words, as `防暑 · 赣州市`; nothing for the whole edition.
    pub(super) fn label(&self, settings: &SiteSettings, audience: &Audience) -> String {
        let topic = self.topic.as_deref().map(|id| settings.topic(id).map_or(id, |topic| topic.label.as_str()));
        let region = self.region.as_deref().map(|code| settings.region_label(code));
        let band = self.band.as_deref().map(|id| band_label(audience, id));
        topic.into_iter().chain(region).chain(band).collect::<Vec<_>>().join(" · ")
    }
}

/// Whether an article names an age of an edition.
pub(super) fn is_for(audience: &Audience, front: &FrontMatter, band: &str) -> bool {
    audience.bands_of(&front.editions).any(|own| own.id == band)
}

/// The name of an age of an edition.
pub(super) fn band_label<'a>(audience: &'a Audience, id: &'a str) -> &'a str {
    audience.bands.iter().find(|band| band.id == id).map_or(id, |band| &band.label)
}

/// Whether an article is meant for a region: for itself, or for one that has it inside.
pub(super) fn applies_in(front: &FrontMatter, region: &str) -> bool {
    front.region.iter().any(|own| contains(&own.value, region))
}

/// Every part of an edition that a listed article names, the whole first. From a kiosk nobody subscribes, so a bundle
/// has the whole alone.
pub(super) fn found<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> BTreeSet<Part> {
    let mut parts = BTreeSet::from([Part::default()]);
    if !desk.inputs.online {
        return parts;
    }
    for front in desk.articles(desk.listed(edition)).map(|p| &p.cleared.article().front) {
        let topics: Vec<_> = front.topics.iter().map(|topic| Some(topic.value.clone())).chain([None]).collect();
        for region in front.region.iter().map(|region| Some(region.value.clone())).chain([None]) {
            parts.extend(topics.iter().map(|topic| Part { topic: topic.clone(), region: region.clone(), band: None }));
        }
        let bands = edition.audience.bands_of(&front.editions).map(|band| Some(band.id.clone()));
        parts.extend(bands.map(|band| Part { band, ..Part::default() }));
    }
    parts
}

/// The listed articles of a part, newest first.
pub(super) fn listed<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    part: &Part,
) -> impl Iterator<Item = usize> + use<L> {
    let list = desk.of_part(edition, part);
    (0..list.len()).filter_map(move |n| list.get(n).copied())
}
