//! What the rules about cards share.

use crate::markup::anatomy::Anatomy;
use crate::markup::container::{Container, Kind};
use crate::model::span::Span;

use super::ArticleCx;

/// Every card of a kind with its parts.
pub(super) fn cards<'a>(cx: &ArticleCx<'a>, kind: Kind) -> Vec<(&'a Container, Anatomy)> {
    let cards = cx.document.containers.iter().filter(|card| card.kind == kind);
    cards.map(|card| (card, cx.document.anatomy(card))).collect()
}

/// The line that opens a card.
pub(super) fn opening(cx: &ArticleCx<'_>, card: &Container) -> Span {
    let whole = cx.article.body.text.get(card.span.range()).unwrap_or_default();
    let start = card.span.range().start;
    Span::new(start, start + whole.lines().next().map_or(0, |line| line.trim_end().len()))
}
