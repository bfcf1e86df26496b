//! What each edition shows of a body, in few words. Plans, lists and calendars look at many articles at once, and parsed
//! bodies are not kept for all of them.
//!
//! Contract: a gist rests on the article and on what every file may rest on, so whoever may look at the article may look
//! at its gist.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::card_pages;
use super::desk::{Edition, Frame};
use super::prepared::{Prepared, asset_named};
use crate::edition::{self, Layout, Readers};
use crate::gate::clearance::Lane;
use crate::markup::container::Kind;
use crate::markup::{Container, Document};
use crate::model::site::Region;

/// What one edition shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gist {
    /// The first picture: file name and replacement text.
    pub(super) cover: Option<(String, String)>,
    /// Names of the files that are shown, linked to or played; those of another edition's passages are not its own.
    pub(super) files: Vec<String>,
    /// Kinds of the cards that can have a page of their own.
    pub(super) sheets: Vec<Kind>,
    /// Farm cards.
    pub(super) work: Vec<FarmCard>,
}

/// A farm card (农时).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FarmCard {
    /// Its own words; empty when it goes by the title of the article.
    pub(super) words: String,
    /// The season as the card has it, such as `春分前后`.
    pub(super) season: String,
    pub(super) crop: Option<String>,
    pub(super) stage: Option<String>,
    pub(super) act: Option<String>,
    /// Codes and names of the regions it names for itself.
    pub(super) regions: Vec<(String, String)>,
}

static NOTHING: Gist = Gist { cover: None, files: Vec::new(), sheets: Vec::new(), work: Vec::new() };

impl Gist {
    fn of<L: Lane>(prepared: &Prepared<'_, L>, document: &Document, layout: &Layout, regions: &[Region]) -> Self {
        let cards = document.containers.iter().zip(&layout.hidden).filter(|(_, hidden)| !**hidden);
        let cards: Vec<&Container> = cards.map(|(card, _)| card).collect();
        let farm = cards.iter().filter(|card| card.kind == Kind::Season);
        Self {
            cover: cover(prepared, document, layout),
            files: files(prepared, document, layout),
            sheets: cards.iter().map(|card| card.kind).filter(|kind| card_pages::can_have(*kind)).collect(),
            work: farm.filter_map(|card| farm_card(document, card, regions)).collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.cover.is_none() && self.files.is_empty() && self.sheets.is_empty() && self.work.is_empty()
    }
}

fn cover<L: Lane>(prepared: &Prepared<'_, L>, document: &Document, layout: &Layout) -> Option<(String, String)> {
    let image = document.outline.images.iter().find(|image| layout.shows(document, image.span))?;
    let asset = asset_named(&prepared.cleared.article().assets, &image.dest)?;
    Some((asset.name.clone(), image.alt.clone()))
}

fn files<L: Lane>(prepared: &Prepared<'_, L>, document: &Document, layout: &Layout) -> Vec<String> {
    let outline = &document.outline;
    let images = outline.images.iter().map(|image| (image.dest.as_str(), image.span));
    let links = outline.links.iter().map(|link| (link.dest.as_str(), link.span));
    let shown = images.chain(links).filter(|(_, span)| layout.shows(document, *span));
    let assets = prepared.cleared.article().assets.as_slice();
    let named = shown.filter_map(|(dest, _)| asset_named(assets, dest));
    let named: BTreeSet<&str> = named.chain(prepared.sounds()).map(|asset| asset.name.as_str()).collect();
    named.into_iter().map(str::to_owned).collect()
}

fn farm_card(document: &Document, card: &Container, known: &[Region]) -> Option<FarmCard> {
    let anatomy = document.anatomy(card);
    let field = |name: &str| anatomy.field(name).map(|field| field.text.trim().to_owned());
    let named = card.regions.iter().filter_map(|word| known.iter().find(|region| region.is_called(&word.value)));
    Some(FarmCard {
        words: card.words.clone(),
        season: field("节气")?,
        crop: field("作物"),
        stage: field("生育期"),
        act: field("做法"),
        regions: named.map(|region| (region.code.value.clone(), region.label.clone())).collect(),
    })
}

/// The gists of an article, by edition; most have nothing to say. Made when first asked for, all from one reading.
#[derive(Default)]
pub(super) struct Gists(OnceLock<Box<[Option<Arc<Gist>>]>>);

impl Gists {
    pub(super) fn of<L: Lane>(&self, prepared: &Prepared<'_, L>, frame: &Frame<'_>, edition: &Edition<'_>) -> &Gist {
        let all = self.0.get_or_init(|| {
            let document = prepared.document();
            let mut gists: Vec<Option<Arc<Gist>>> = Vec::with_capacity(frame.audiences.len());
            for audience in frame.audiences {
                let layout = layout(frame, audience, (prepared, &document));
                let gist = Gist::of(prepared, &document, &layout, &frame.settings.regions);
                // Most editions show the same of a body.
                let known = gists.iter().flatten().find(|known| ***known == gist).map(Arc::clone);
                gists.push(known.or_else(|| (!gist.is_empty()).then(|| Arc::new(gist))));
            }
            gists.into_boxed_slice()
        });
        all.get(edition.number).and_then(Option::as_deref).unwrap_or(&NOTHING)
    }
}

/// How an edition lays a body out.
pub(super) fn layout<L: Lane>(
    frame: &Frame<'_>,
    audience: &crate::model::audience::Audience,
    (prepared, document): (&Prepared<'_, L>, &Document),
) -> Layout {
    let readers = Readers { audience, audiences: frame.audiences, regions: &frame.settings.regions, near: frame.near };
    edition::layout(document, &prepared.cleared.article().front.editions, &readers)
}
