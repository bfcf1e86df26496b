//! What an edition's index reads of an article: all that its page says about the subject.
//!
//! Deliberately absent: names of reviewers and notes about review, which stand on every page and find nothing.

use super::index::Weight;
use crate::edition::Layout;
use crate::gate::clearance::Lane;
use crate::markup::citation::without_citations;
use crate::markup::outline::{Block, BlockKind};
use crate::model::article::{Claim, FrontMatter};
use crate::model::audience::Audience;
use crate::model::site::SiteSettings;
use crate::site::article_pages::body_is_removed;
use crate::site::prepared::Prepared;

/// Calls `note` with each text of an article as one edition shows it.
pub(super) fn each<L: Lane>(
    prepared: &Prepared<'_, L>,
    layout: &Layout,
    (audience, settings): (&Audience, &SiteSettings),
    mut note: impl FnMut(Weight, &str),
) {
    let front = &prepared.cleared.article().front;
    note(Weight::Title, front.title_for(&audience.id));
    note(Weight::Heading, front.summary_for(&audience.id));
    names(front, settings, &mut note);
    if let Some(of_claim) = &front.claim {
        claim(of_claim, &mut note);
    }
    if !body_is_removed(prepared) {
        layout.blocks(&prepared.document()).into_iter().for_each(|part| block(part, &mut note));
    }
}

fn names(front: &FrontMatter, settings: &SiteSettings, note: &mut impl FnMut(Weight, &str)) {
    for topic in &front.topics {
        note(Weight::Heading, settings.topic(&topic.value).map_or("", |topic| &topic.label));
    }
    front.region.iter().for_each(|code| note(Weight::Heading, settings.region_label(&code.value)));
    front.season.iter().for_each(|season| note(Weight::Heading, season));
    front.authors.iter().for_each(|author| note(Weight::Body, &author.name.value));
    front.sources.iter().for_each(|source| note(Weight::Body, &source.title));
    front.media.iter().filter_map(|medium| medium.credit.as_ref()).for_each(|credit| note(Weight::Body, credit));
}

fn claim(claim: &Claim, note: &mut impl FnMut(Weight, &str)) {
    note(Weight::Claim, &claim.text.value);
    note(Weight::Heading, &claim.conclusion.value);
    let more = claim.explanation_needed.iter().chain(&claim.fallacy);
    more.chain(claim.evidence.iter().map(|evidence| &evidence.says)).for_each(|words| note(Weight::Body, words));
}

fn block(block: &Block, note: &mut impl FnMut(Weight, &str)) {
    let weight = match block.kind {
        BlockKind::Heading(_) | BlockKind::Label | BlockKind::Term => Weight::Heading,
        _ => Weight::Body,
    };
    note(weight, &without_citations(&block.text));
}
