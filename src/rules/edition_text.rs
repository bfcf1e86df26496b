//! The audiences that an article names and the text that each of their editions shows.

use crate::edition::{Readers, layout};
use crate::markup::outline::Block;
use crate::model::audience::{Audience, Manner};
use crate::model::span::Span;

use super::ArticleCx;

/// The edition of a named audience.
pub(super) struct Named<'a> {
    /// The audience.
    pub(super) audience: &'a Audience,
    /// Where the front matter names it.
    pub(super) span: Span,
    /// The running text of its edition, in reading order.
    pub(super) blocks: Vec<&'a Block>,
}

/// The editions that an article is written for, in the order of its front matter.
pub(super) fn editions<'a>(cx: &ArticleCx<'a>) -> Vec<Named<'a>> {
    let named = cx.article.front.audience.iter().filter_map(|id| {
        let audience = cx.site.audiences.iter().find(|audience| audience.id == id.value)?;
        Some((audience, id.span))
    });
    named.map(|(audience, span)| Named { audience, span, blocks: blocks(cx, audience) }).collect()
}

/// The editions whose profile asks for a manner of writing.
pub(super) fn editions_asking<'a>(cx: &ArticleCx<'a>, manner: Manner) -> Vec<Named<'a>> {
    let mut editions = editions(cx);
    editions.retain(|named| named.audience.language.asks(manner));
    editions
}

/// What an edition shows wherever it is read.
fn blocks<'a>(cx: &ArticleCx<'a>, audience: &Audience) -> Vec<&'a Block> {
    let readers = Readers { audience, audiences: cx.site.audiences, regions: &cx.site.settings.regions, near: &[] };
    let layout = layout(cx.document, &cx.article.front.editions, &readers);
    layout.blocks(cx.document).into_iter().filter(|block| block.kind.is_prose()).collect()
}

/// The blocks that any of some editions shows, each once.
pub(super) fn shown_by<'a>(editions: &[Named<'a>]) -> Vec<&'a Block> {
    let mut blocks: Vec<&Block> = editions.iter().flat_map(|named| named.blocks.iter().copied()).collect();
    blocks.sort_by_key(|block| (block.span.start, block.span.end));
    blocks.dedup_by(|a, b| std::ptr::eq(*a, *b));
    blocks
}

/// The names of some editions in both languages: 老年人、农民; Elderly, Farmers.
pub(super) fn labels(editions: &[&Named<'_>]) -> (String, String) {
    let zh: Vec<&str> = editions.iter().map(|named| named.audience.label.as_str()).collect();
    let en: Vec<&str> = editions.iter().map(|named| named.audience.label_en.as_str()).collect();
    (zh.join("、"), en.join(", "))
}
