//! What the templates of posters and briefs see.

use serde::Serialize;

use super::card::CardPartView;
use super::view::ArticleView;

/// A page made of some cards of one article.
#[derive(Clone, Debug, Serialize)]
pub struct CardPageView {
    /// The article without its body.
    #[serde(flatten)]
    pub view: ArticleView,
    /// The cards in the order of the article.
    pub cards: Vec<CardPartView>,
    /// The address of the article.
    pub article: String,
}
