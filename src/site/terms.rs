//! The terms that each edition explains: those of the glossaries on the shelf that this edition shows.

use super::prepared::Prepared;
use crate::gate::clearance::Lane;
use crate::markup::glossary;
use crate::model::article::Kind;
use crate::model::audience::Audience;
use crate::render::terms::{Term, Terms};

/// Reads the glossaries of an edition; an expired or retracted one explains nothing.
///
/// Also what search takes its synonyms from: [`Terms::all`] gives each term with its folk names.
pub(super) fn of_edition<L: Lane>((audience, listed): (&Audience, &[usize]), prepared: &[Prepared<'_, L>]) -> Terms {
    let mut listed = listed.to_vec();
    // The order of the articles' ids, whatever was approved last.
    listed.sort_unstable();
    let glossaries = listed.iter().filter_map(|at| prepared.get(*at));
    let glossaries = glossaries.filter(|prepared| prepared.cleared.article().front.kind.value == Kind::Glossary);
    let terms = glossaries.flat_map(|prepared| {
        let article = prepared.cleared.article();
        let title = article.front.title_for(&audience.id);
        glossary::entries(&prepared.document()).into_iter().filter_map(move |entry| {
            Some(Term {
                meaning: entry.meaning()?.to_owned(),
                name: entry.name.value,
                folk: entry.folk.into_iter().map(|name| name.value).collect(),
                article: article.id().clone(),
                title: title.to_owned(),
            })
        })
    });
    Terms::new(terms.collect())
}
