//! When the steps of an article were taken, by its records.

use std::sync::Arc;

use jiff::Timestamp;

use super::contexts;
use crate::gate::{self, Contributors, Milestones};
use crate::load::Library;
use crate::model::article::Article;
use crate::model::history::History;

/// Moments in the life of one article of a library.
#[must_use]
pub fn milestones(library: &Library, article: &Arc<Article>, (history, now): (&dyn History, Timestamp)) -> Milestones {
    let nobody = Contributors::new();
    let cx = contexts::gate(library, &nobody, history, now);
    gate::milestones(&cx, article, library.records_of(article.id().as_str()))
}
