//! Repairs over a whole site: which article could be written better, what that would cost, and what is left for people.

mod patched;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rayon::prelude::*;

use super::{contexts, judging};
use crate::diag::{Diagnostic, Severity};
use crate::gate::fingerprint::Manifest;
use crate::gate::{self, Contributors};
use crate::load::encoding::shown;
use crate::load::schema::SiteWords;
use crate::load::{self, Library, LoadStop};
use crate::model::article::{Article, ArticleId};
use crate::model::history::NoHistory;
use crate::model::path::SourcePath;
use crate::model::record::Decision;
use crate::model::roster::Stage;
use crate::model::sources::{EntryKind, ListedFile, SourceError, Sources};
use crate::model::units::ContentDigest;
use crate::repair::{self, Outcome, Repaired};

pub use patched::Patched;

/// One article that could be written better.
#[derive(Clone, Debug)]
pub struct Case {
    /// The file.
    pub source: SourcePath,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What the repair would do; `None` when it could not be proved to change no word.
    pub repaired: Option<Repaired>,
    /// Approvals of the present version that would be lost, as it would be another one.
    pub lost: Vec<Approval>,
}

/// An approval that counts today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Id of the person.
    pub person: String,
    /// Name of the person.
    pub name: String,
    /// What was approved.
    pub stage: Stage,
}

/// Why repairs could not be looked for.
pub type Stop = LoadStop;

/// Looks at the articles in some directories, or at all; nothing is written.
///
/// # Errors
/// When a file cannot be read, or a settings file is unusable.
pub fn cases(
    library: &Library,
    sources: &dyn Sources,
    dirs: Option<&BTreeSet<String>>,
    now: Timestamp,
) -> Result<Vec<Case>, Stop> {
    let site = load::site_words(sources)?;
    let wanted = |file: &ListedFile| {
        let regular = matches!(file.kind, EntryKind::File | EntryKind::Executable);
        let dir = file.path.parent().filter(|dir| file.path.file_name() == "index.md" && dir.as_str() != "content");
        dir.is_some_and(|dir| regular && dirs.is_none_or(|dirs| dirs.contains(dir.as_str())))
    };
    let files: Vec<ListedFile> = sources.list("content")?.into_iter().filter(wanted).collect();
    let mut taken = taken(library);
    let tried: Vec<Result<Tried, SourceError>> =
        files.into_par_iter().map(|file| Tried::of(file.path, sources, &site, &taken)).collect();
    let mut found = Vec::new();
    for tried in tried {
        found.extend(tried?.settled(&site, &mut taken).map(|(source, bytes, repaired)| {
            let article = library.articles.values().find(|article| article.source == source);
            let lost = article.zip(repaired.as_ref()).map(|(article, after)| lost(library, article, after, now));
            Case { source, bytes, repaired, lost: lost.unwrap_or_default() }
        }));
    }
    Ok(found)
}

/// A file and what came of it, before it is known which ids its neighbours get.
struct Tried {
    source: SourcePath,
    bytes: Vec<u8>,
    outcome: Outcome,
}

impl Tried {
    fn of(
        source: SourcePath,
        sources: &dyn Sources,
        site: &SiteWords,
        taken: &BTreeSet<String>,
    ) -> Result<Self, SourceError> {
        let bytes = sources.bytes(&source)?.unwrap_or_default();
        let outcome = of_file(&bytes, &source, site, taken);
        Ok(Self { source, bytes, outcome })
    }

    /// What is to be done; of two files that would get the same new id the later one gets another.
    fn settled(
        mut self,
        site: &SiteWords,
        taken: &mut BTreeSet<String>,
    ) -> Option<(SourcePath, Vec<u8>, Option<Repaired>)> {
        let id = |outcome: &Outcome| match outcome {
            Outcome::Repaired(repaired) => load::id_in(&repaired.after, &self.source).map(|id| id.to_string()),
            _ => None,
        };
        let new = |outcome: &Outcome| id(outcome).filter(|_| load::id_in(&shown(&self.bytes), &self.source).is_none());
        if new(&self.outcome).is_some_and(|id| taken.contains(&id)) {
            self.outcome = of_file(&self.bytes, &self.source, site, taken);
        }
        taken.extend(new(&self.outcome));
        match self.outcome {
            Outcome::Nothing => None,
            Outcome::Unproven => Some((self.source, self.bytes, None)),
            Outcome::Repaired(repaired) => Some((self.source, self.bytes, Some(repaired))),
        }
    }
}

fn of_file(bytes: &[u8], source: &SourcePath, site: &SiteWords, taken: &BTreeSet<String>) -> Outcome {
    let dir = source.parent().unwrap_or_else(|| source.clone());
    repair::repair(bytes, site, &|front| repair::id_for(&dir, front, &|id| taken.contains(id)))
}

/// Every id that is or was somebody's.
fn taken(library: &Library) -> BTreeSet<String> {
    let articles = library.articles.keys().map(ToString::to_string);
    let faulty = library.faulty.iter().filter_map(|faulty| faulty.id.as_ref()).map(ToString::to_string);
    articles.chain(faulty).chain(library.records.keys().cloned()).collect()
}

/// The approvals that hold for the article as it is and would not hold for it as repaired.
fn lost(library: &Library, article: &Article, after: &Repaired, now: Timestamp) -> Vec<Approval> {
    let digest = gate::digest(article);
    if digest_of(article, &after.after) == Some(digest) {
        return Vec::new();
    }
    approvals(library, article.id(), digest, now)
}

/// The digest the article would have with another text.
fn digest_of(article: &Article, text: &str) -> Option<ContentDigest> {
    let (front, _) = load::front_matter(text, &article.source);
    let (front, body) = front?;
    let body = text.get(body as usize..)?;
    Some(Manifest::of_parts(article.id().as_str(), &front, body, &article.assets).digest())
}

fn approvals(library: &Library, id: &ArticleId, digest: ContentDigest, now: Timestamp) -> Vec<Approval> {
    let nobody = Contributors::new();
    let cx = contexts::gate(library, &nobody, &NoHistory, now);
    let records = library.records_of(id.as_str());
    let mut standing: BTreeMap<(&str, Stage), Approval> = BTreeMap::new();
    for record in gate::genuine(&cx, id.as_str(), records) {
        let (person, statement) = (record.statement.reviewer.as_str(), &record.statement);
        match (statement.decision, statement.stage) {
            (Decision::Approve | Decision::Minor, Some(stage)) if statement.digest == digest => {
                let name = library.roster.people.get(person).map_or(person, |known| &known.name).to_owned();
                standing.insert((person, stage), Approval { person: person.to_owned(), name, stage });
            }
            (Decision::Withdraw | Decision::Reject, _) => standing.retain(|(other, _), _| *other != person),
            _ => {}
        }
    }
    let mut found: Vec<Approval> = standing.into_values().collect();
    found.sort_by(|a, b| (a.stage, &a.person).cmp(&(b.stage, &b.person)));
    found
}

/// How many errors of some articles only people can mend, as the site would be with some files changed.
///
/// # Errors
/// When a file cannot be read, or a settings file is unusable.
pub fn left_over(
    sources: &dyn Sources,
    changed: BTreeMap<SourcePath, Vec<u8>>,
    dirs: Option<&BTreeSet<String>>,
    now: Timestamp,
) -> Result<usize, Stop> {
    let patched = Patched::new(sources, changed, None);
    let library = super::load(&patched)?;
    let findings = judging::documents(&library, &patched, dirs, now);
    // Approvals are the reviewers' matter, not the editor's.
    let counts = |finding: &&Diagnostic| finding.severity >= Severity::Error && finding.code.0 < 700;
    Ok(findings.values().flat_map(|found| found.iter().filter(counts)).count())
}

/// Adds to each finding that `kepu fix` would make go that it does.
///
/// # Errors
/// When a file cannot be read, or a settings file is unusable.
pub fn hint(findings: &mut [Diagnostic], library: &Library, sources: &dyn Sources, now: Timestamp) -> Result<(), Stop> {
    let paths = findings.iter().filter(|finding| repair::serves(finding.code)).map(|finding| &finding.primary.path);
    let paths: BTreeSet<SourcePath> = paths.filter(|path| path.file_name() == "index.md").cloned().collect();
    let dirs: BTreeSet<String> = paths.iter().filter_map(SourcePath::parent).map(|dir| dir.to_string()).collect();
    if dirs.is_empty() {
        return Ok(());
    }
    let cases = cases(library, sources, Some(&dirs), now)?;
    let repaired = cases.into_iter().filter_map(|case| Some((case.source, case.repaired?.after.into_bytes())));
    let changed: BTreeMap<SourcePath, Vec<u8>> = repaired.collect();
    let seen: BTreeSet<String> = changed.keys().filter_map(SourcePath::parent).map(|dir| dir.to_string()).collect();
    let patched = Patched::new(sources, changed.clone(), Some(seen));
    let after = judging::documents(&super::load(&patched)?, &patched, None, now);
    for finding in findings.iter_mut().filter(|finding| repair::serves(finding.code)) {
        let path = &finding.primary.path;
        let still = after.get(path).is_some_and(|found| {
            found.iter().any(|other| (other.code, &other.message) == (finding.code, &finding.message))
        });
        if changed.contains_key(path) && !still {
            *finding = finding.clone().help("运行 kepu fix 可自动改好", "kepu fix does it for you");
        }
    }
    Ok(())
}

/// The files that a set of cases would change.
#[must_use]
pub fn changes<'a>(cases: impl IntoIterator<Item = &'a Case>) -> BTreeMap<SourcePath, Vec<u8>> {
    let change = |case: &Case| Some((case.source.clone(), case.repaired.as_ref()?.after.clone().into_bytes()));
    cases.into_iter().filter_map(change).collect()
}
