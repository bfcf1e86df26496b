//! A loaded site as the rules and the gate want to see it.

use std::collections::BTreeMap;

use crate::gate::{Contributors, GateCx};
use crate::load::Library;
use crate::model::article::ArticleId;
use crate::model::clock::Clock;
use crate::model::history::History;
use crate::model::path::SourcePath;
use crate::rules::SiteCx;
use crate::rules::claims::Claims;
use crate::rules::terms::Terms;

/// What the rules may see.
pub(super) fn site<'a>(
    library: &'a Library,
    directories: &'a BTreeMap<SourcePath, ArticleId>,
    claims: &'a Claims,
    now: impl Into<Clock<'a>>,
) -> SiteCx<'a> {
    SiteCx {
        settings: &library.settings,
        audiences: &library.audiences,
        roster: &library.roster,
        emergencies: &library.emergencies,
        days: &library.days,
        stations: &library.stations,
        lexicons: &library.lexicons,
        articles: &library.articles,
        directories,
        claims,
        terms: Terms::of(&library.articles),
        now: now.into(),
    }
}

/// What the gate may see.
pub(super) fn gate<'a>(
    library: &'a Library,
    contributors: &'a Contributors,
    history: &'a dyn History,
    now: impl Into<Clock<'a>>,
) -> GateCx<'a> {
    GateCx {
        settings: &library.settings,
        audiences: &library.audiences,
        roster: &library.roster,
        emergencies: &library.emergencies,
        lexicons: &library.lexicons,
        contributors,
        history,
        now: now.into(),
    }
}
