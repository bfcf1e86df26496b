//! What the page of an article tells other sites and machines: cover, times, topics, where its approvals stand.

use super::desk::{Desk, Edition, approved_at};
use super::prepared::Prepared;
use super::route::{self, Route};
use super::structured;
use crate::edition::Layout;
use crate::gate::clearance::Lane;
use crate::model::units::china_rfc3339;
use crate::render::view::{CoverView, SharingView};

/// What the template prints; nothing on the editor's desk.
pub(super) fn view<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    prepared: &Prepared<'_, L>,
) -> Option<SharingView> {
    let cleared = prepared.cleared;
    let approval = L::approval(cleared.stamp())?;
    let front = &cleared.article().front;
    let here = route::path(edition.audience, &Route::Article(cleared.id().clone()));
    let label = |id: &str| desk.inputs.settings.topic(id).map_or(id, |topic| &topic.label).to_owned();
    let topics: Vec<String> = front.topics.iter().map(|topic| label(&topic.value)).collect();
    Some(SharingView {
        image: cover(desk, edition, prepared),
        published: china_rfc3339(approval.first_published),
        modified: china_rfc3339(approved_at(cleared)),
        section: topics.first().cloned().unwrap_or_default(),
        tags: topics.into_iter().chain(front.seasons().map(str::to_owned)).collect(),
        provenance: route::relative(&here, &route::provenance(cleared.id())),
        provenance_link: desk.inputs.online,
    })
}

/// What the nodes of JSON-LD are made from.
pub(super) fn for_machines<'d, L: Lane>(
    desk: &'d Desk<'_, L>,
    edition: &Edition<'_>,
    prepared: &'d Prepared<'_, L>,
    shown: &Layout,
) -> structured::Page<'d> {
    let path = route::path(edition.audience, &Route::Article(prepared.cleared.id().clone()));
    structured::Page {
        settings: desk.inputs.settings,
        audiences: desk.inputs.audiences,
        roster: desk.inputs.roster,
        url: route::absolute(&desk.inputs.settings.base_url.value, &path),
        image: cover(desk, edition, prepared).map(|cover| cover.src),
        document: prepared.document(),
        hidden: shown.hidden.clone(),
        is_over: prepared.cleared.article().front.emergency.as_ref().is_some_and(|it| desk.is_past(it.expires.value)),
    }
}

/// The first picture, if it is made of pixels: most sites show no drawings. A page whose text is gone has none.
fn cover<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, prepared: &Prepared<'_, L>) -> Option<CoverView> {
    if super::article_pages::body_is_removed(prepared) {
        return None;
    }
    let (name, alt) = prepared.gist(&desk.inputs, edition).cover.as_ref()?;
    let picture = prepared.picture_named(name).filter(|picture| !picture.is_drawing())?;
    // A picture that cannot be measured is a fault of the body, which is made first.
    let largest = picture.largest(edition.audience.image_edge_px).ok()?;
    let (width, height) = (largest.width, largest.height);
    let src = route::absolute(&desk.inputs.settings.base_url.value, &largest.fallback);
    Some(CoverView { src, webp: None, alt: alt.clone(), width, height })
}
