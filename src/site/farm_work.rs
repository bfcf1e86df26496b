//! Farm cards (农时) as lines of the calendar: what to do with which crop in which solar term, and where.

use super::desk::{Desk, Edition};
use super::gist::FarmCard;
use super::part::applies_in;
use super::prepared::Prepared;
use super::route::{self, Route};
use crate::gate::clearance::Lane;
use crate::model::path::SitePath;
use crate::model::site::contains;
use crate::render::pages_view::WorkView;

/// A farm card of a listed article.
pub(super) struct FarmWork {
    /// The season as the card has it, such as `春分前后`.
    season: String,
    /// Codes of the regions the card names for itself.
    regions: Vec<String>,
    /// Index of its article.
    article: usize,
    view: WorkView,
}

impl FarmWork {
    /// What the calendar prints, if the card is for a term.
    pub(super) fn in_term(&self, term: &str) -> Option<&WorkView> {
        self.season.contains(term).then_some(&self.view)
    }

    /// When it is done, in the words of the card.
    pub(super) fn season(&self) -> &str {
        &self.season
    }

    /// Whether the work is done in a region: where its article applies, and its own regions do too.
    pub(super) fn is_done_in<L: Lane>(&self, desk: &Desk<'_, L>, region: &str) -> bool {
        let front = desk.article(self.article).map(|prepared| &prepared.cleared.article().front);
        let own = self.regions.is_empty() || self.regions.iter().any(|outer| contains(outer, region));
        own && front.is_some_and(|front| applies_in(front, region) || self.regions.iter().any(|own| own == region))
    }

    /// The regions it names for itself.
    pub(super) fn regions(&self) -> &[String] {
        &self.regions
    }
}

/// Every farm card that an edition shows, in the order of its lists.
pub(super) fn all<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, here: &SitePath) -> Vec<FarmWork> {
    desk.listed(edition).iter().flat_map(|at| of(desk, edition, here, *at)).collect()
}

/// Those of one article.
pub(super) fn of<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, here: &SitePath, at: usize) -> Vec<FarmWork> {
    let Some(prepared) = desk.article(at) else { return Vec::new() };
    let cards = prepared.gist(&desk.inputs, edition).work.iter();
    cards.map(|card| work(edition, here, (at, prepared), card)).collect()
}

fn work<L: Lane>(
    edition: &Edition<'_>,
    here: &SitePath,
    (article, prepared): (usize, &Prepared<'_, L>),
    card: &FarmCard,
) -> FarmWork {
    let page = route::path(edition.audience, &Route::Article(prepared.cleared.id().clone()));
    let front = &prepared.cleared.article().front;
    let title = if card.words.is_empty() { front.title_for(&edition.audience.id) } else { &card.words };
    FarmWork {
        season: card.season.clone(),
        regions: card.regions.iter().map(|(code, _)| code.clone()).collect(),
        article,
        view: WorkView {
            title: title.to_owned(),
            href: route::relative(here, &page),
            crop: card.crop.clone(),
            stage: card.stage.clone(),
            act: card.act.clone(),
            regions: card.regions.iter().map(|(_, label)| label.clone()).collect(),
        },
    }
}
