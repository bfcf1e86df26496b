//! Bytes to values: settings, roster, events, articles and records, each with its findings.
//!
//! Bad content is never an `Err`: it becomes findings beside what could be read, all of a file in one run.
//! Deliberately absent: belief (signatures, quorums), clocks, and anything about pages.

mod article;
mod article_parts;
mod audience;
mod bundle;
mod cause;
mod collection;
mod days;
mod decode;
mod emergencies;
pub mod encoding;
mod fence;
mod form;
mod front;
mod include;
pub mod layout;
mod lexicons;
mod library;
mod memo;
mod mend;
mod policy;
mod records;
mod report;
mod roster;
pub mod schema;
mod settings;
pub mod signoff;
mod site;
mod stand_in;
mod stations;
#[cfg(test)]
mod tests;
mod theme;
mod values;
mod vocabulary;
mod walk;
mod wording;
mod yaml;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::Findings;
use crate::lexicon::Lexicons;
use crate::markup::documents::Documents;
use crate::model::article::{Article, ArticleId};
use crate::model::audience::Audience;
use crate::model::days::ThemedDays;
use crate::model::emergency::Emergencies;
use crate::model::path::SourcePath;
use crate::model::record::SignOff;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;
use crate::model::sources::SourceError;
use crate::model::station::Stations;
use crate::model::theme::ThemeLayer;

pub use bundle::text_of;
pub use encoding::normalise;
pub use front::{front_matter, id_in};
pub use library::{library, library_with, site_words, themes};
pub use memo::Memo;

/// Everything a site says of itself, before any judgement.
///
/// Invariant: an article in `articles` has every required field, but its file may have findings of error weight,
/// and then optional fields may be missing from it. Whoever judges must count `findings` of its source first.
#[derive(Debug)]
pub struct Library {
    /// `site.yaml`.
    pub settings: SiteSettings,
    /// The theme and those it stands on, the chosen one first.
    pub themes: Vec<ThemeLayer>,
    /// The editions that are built, by order and id.
    pub audiences: Vec<Audience>,
    /// `reviewers.yaml`.
    pub roster: Roster,
    /// `emergencies.yaml`.
    pub emergencies: Emergencies,
    /// `days.yaml`.
    pub days: ThemedDays,
    /// `stations.yaml`.
    pub stations: Stations,
    /// Word lists: the built-in ones, as far as the site has none of its own.
    pub lexicons: Lexicons,
    /// Articles by id.
    pub articles: BTreeMap<ArticleId, Arc<Article>>,
    /// Their bodies, parsed when first asked for.
    pub documents: Arc<Documents>,
    /// Articles that cannot be had as values, or whose id is not theirs alone.
    pub faulty: Vec<Faulty>,
    /// Records by the folder they lie in: an article id, `@governance` or `@emergencies`. In order of path.
    pub records: Arc<BTreeMap<String, Arc<Vec<SignOff>>>>,
    /// Findings by file: an article's `index.md` (also for what lies beside it), a record, or a settings file.
    pub findings: BTreeMap<SourcePath, Findings>,
}

impl Library {
    /// The records in the folder of an article, or in another of that name; in order of path.
    #[must_use]
    pub fn records_of(&self, folder: &str) -> &[SignOff] {
        self.records.get(folder).map_or(&[], |records| records.as_slice())
    }
}

/// An article that cannot be loaded. Why stands in [`Library::findings`] under `source`.
#[derive(Clone, Debug)]
pub struct Faulty {
    /// The directory.
    pub dir: SourcePath,
    /// The file.
    pub source: SourcePath,
    /// The id, if it could be read.
    pub id: Option<ArticleId>,
    /// The text with what could be read of its front matter, for rules that look at the text alone.
    pub text: Option<Arc<Article>>,
}

/// Why there is no library.
#[derive(Debug, thiserror::Error)]
pub enum LoadStop {
    /// A file could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A settings file is unusable: nothing can be judged without it.
    #[error("the settings of the site are unusable")]
    Settings(Findings),
}
