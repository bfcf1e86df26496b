//! Articles as entries of lists. A rumour never stands there without its verdict.

use super::BuildFault;
use super::desk::{Desk, Edition, approved_at};
use super::route::{self, Route};
use crate::gate::clearance::Lane;
use crate::model::path::SitePath;
use crate::model::state::State;
use crate::model::units::{china_date, china_rfc3339};
use crate::render::view::{CardClaim, CardView, CoverView};

/// Pixels that a card's picture is worth: its width on a telephone, twice as dense as the screen of old.
const CARD_PX: u32 = 720;

/// The card of one article on one page.
pub(super) fn card<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    here: &SitePath,
    at: usize,
) -> Result<Option<CardView>, BuildFault> {
    let Some(prepared) = desk.article(at) else { return Ok(None) };
    let cleared = prepared.cleared;
    let front = &cleared.article().front;
    let topic = front.topics.first().map(|topic| topic.value.as_str()).unwrap_or_default();
    let claim = front.claim.as_ref().map(|claim| CardClaim {
        text: claim.text.value.clone(),
        verdict: claim.verdict.value.token(),
        verdict_label: claim.verdict.value.zh(),
    });
    let badge = match cleared.state() {
        State::Provisional => Some("先行发布，正在复核".to_owned()),
        _ => None,
    };
    let ages = edition.audience.bands_of(&front.editions).map(|band| band.label.clone()).collect();
    Ok(Some(CardView {
        id: cleared.id().to_string(),
        href: route::relative(here, &route::path(edition.audience, &Route::Article(cleared.id().clone()))),
        title: front.title_for(&edition.audience.id).to_owned(),
        summary: front.summary_for(&edition.audience.id).to_owned(),
        kind: front.kind.value.token(),
        topic: desk.inputs.settings.topic(topic).map_or(topic, |topic| &topic.label).to_owned(),
        date: china_date(approved_at(cleared)).to_string(),
        claim,
        badge,
        ages,
        expires: front.emergency.as_ref().map(|notice| china_rfc3339(notice.expires.value)),
        cover: cover(desk, edition, here, at)?,
    }))
}

/// The cards of several articles, in the given order.
pub(super) fn cards<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    here: &SitePath,
    articles: impl IntoIterator<Item = usize>,
) -> Result<Vec<CardView>, BuildFault> {
    let cards = articles.into_iter().map(|at| card(desk, edition, here, at));
    Ok(cards.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// The first picture of an article; else what the theme draws for the domain of its topic.
fn cover<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    here: &SitePath,
    at: usize,
) -> Result<Option<CoverView>, BuildFault> {
    let Some(prepared) = desk.article(at) else { return Ok(None) };
    let own = prepared.gist(&desk.inputs, edition).cover.as_ref();
    let own = own.and_then(|(name, alt)| Some((prepared.picture_named(name)?, alt)));
    let Some((picture, alt)) = own else {
        let topic = prepared.cleared.article().front.topics.first().map(|topic| topic.value.as_str());
        return Ok(desk.drawn().get(desk.inputs.settings, topic.unwrap_or_default()).map(|drawn| drawn.view(here)));
    };
    let steps = picture.steps(edition.audience.image_edge_px)?;
    // A card is no wider than this on any screen.
    let Some(step) = steps.iter().find(|step| step.width >= CARD_PX).or(steps.last()) else { return Ok(None) };
    let webp = step.webp.as_ref().map(|webp| route::relative(here, webp));
    let (src, width, height) = (route::relative(here, &step.fallback), step.width, step.height);
    Ok(Some(CoverView { src, webp, alt: alt.to_owned(), width, height }))
}
