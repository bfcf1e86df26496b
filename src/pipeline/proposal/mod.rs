//! A proposed change judged by the branch it wants to enter: policy, people, events and records of the base tip,
//! content and new records of the head.
//!
//! Two steps, so that the shell can look up history between them: [`touched`] names the article directories of a
//! change, [`review`] judges it. Deliberately absent: git, and any belief in what the head says about people.

mod edited;
pub(super) mod hands;
mod protected;
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::Judged;
use super::contexts;
use super::judging::{Past, judge_with};
use crate::diag::{Code, Diagnostic, Findings};
use crate::gate::{self, Contributors, policy_at};
use crate::load::{self, Library, LoadStop};
use crate::markup;
use crate::markup::href::{Href, Relative};
use crate::model::article::{ArticleId, Asset};
use crate::model::history::History;
pub use crate::model::history::StoredVersion;
use crate::model::path::SourcePath;
use crate::model::sources::{SourceError, Sources};
use crate::model::units::Sha256;
use crate::rules::change::{ChangeCx, ChangedArticle, ChangedFile, protects};
use crate::rules::check_change;

pub use hands::is_web_button;
pub use protected::protected_files;
pub use sources::Proposed;

/// The files of a change and where its two sides are read.
#[derive(Clone, Copy)]
pub struct Proposal<'a> {
    /// The tip of the base branch.
    pub base: &'a dyn Sources,
    /// The head.
    pub head: &'a dyn Sources,
    /// What differs between the point where the head left the base and the head.
    pub files: &'a [ChangedFile],
    /// Directories that must be known besides the changed ones; `None` loads every article.
    pub neighbours: Option<&'a BTreeSet<String>>,
    /// Addresses of those who made the commits (without committers that are a platform's own button), by touched directory; the empty name stands for the whole change.
    pub hands: &'a BTreeMap<String, BTreeSet<String>>,
    /// What the base has held.
    pub history: &'a dyn History,
    /// The clock, as a value.
    pub now: Timestamp,
}

/// A judged change.
pub struct Reviewed {
    /// What was loaded: the whole site, or the changed articles and their neighbours.
    pub library: Library,
    /// Its judgement.
    pub judged: Judged,
    /// The findings that concern the change, in order of file and place.
    pub findings: Vec<Diagnostic>,
    /// The touched articles.
    pub articles: Vec<ChangedArticle>,
    /// Ids of the touched articles, of the base and of the head.
    pub ids: BTreeSet<ArticleId>,
}

/// The article directories that a change touches: the nearest folder above each changed file that holds, or held, an
/// `index.md`. `holds` answers for both sides.
#[must_use]
pub fn touched(files: &[ChangedFile], holds: &dyn Fn(&str) -> bool) -> BTreeSet<String> {
    let mut dirs = BTreeSet::new();
    for file in files.iter().filter(|file| file.path.below("content").is_some()) {
        let mut dir = file.path.parent();
        while let Some(here) = dir.filter(|dir| dir.as_str() != "content") {
            if holds(&format!("{here}/index.md")) {
                dirs.insert(here.to_string());
                break;
            }
            dir = here.parent();
        }
    }
    dirs
}

/// Ids whose records a change touches.
#[must_use]
pub fn with_records(files: &[ChangedFile]) -> BTreeSet<ArticleId> {
    let folders = files.iter().filter_map(|file| file.path.below("records")?.split('/').next().map(str::to_owned));
    folders.filter_map(|folder| ArticleId::new(&folder)).collect()
}

/// Articles that the touched ones link to: their directories must be known for the links to be judged.
///
/// # Errors
/// When a file cannot be read.
pub fn linked(head: &dyn Sources, dirs: &BTreeSet<String>) -> Result<BTreeSet<String>, SourceError> {
    let mut linked = BTreeSet::new();
    for dir in dirs {
        let Ok(index) = SourcePath::new(&format!("{dir}/index.md")) else { continue };
        let Some(bytes) = head.bytes(&index)? else { continue };
        let document = markup::parse(&load::encoding::shown(&bytes));
        let targets = document.outline.links.iter().filter_map(|link| match Href::read(&link.dest) {
            Href::Relative(relative) => directory(dir, &relative),
            _ => None,
        });
        for target in targets {
            let holds = SourcePath::new(&format!("{target}/index.md")).ok();
            if holds.map(|index| head.bytes(&index)).transpose()?.flatten().is_some() {
                linked.insert(target);
            }
        }
    }
    Ok(linked)
}

fn directory(from: &str, relative: &Relative) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.truncate(parts.len().checked_sub(relative.up)?);
    parts.extend(relative.names.iter().map(String::as_str).filter(|name| *name != "index.md"));
    (parts.len() > 1).then(|| parts.join("/"))
}

/// Ids of the articles in some directories, on one side.
///
/// # Errors
/// When a file cannot be read.
pub fn ids(side: &dyn Sources, dirs: &BTreeSet<String>) -> Result<BTreeMap<String, ArticleId>, SourceError> {
    let mut ids = BTreeMap::new();
    for dir in dirs {
        let Ok(index) = SourcePath::new(&format!("{dir}/index.md")) else { continue };
        let Some(bytes) = side.bytes(&index)? else { continue };
        if let Some(id) = load::id_in(&load::encoding::shown(&bytes), &index) {
            ids.insert(dir.clone(), id);
        }
    }
    Ok(ids)
}

/// What lies in a directory, if it has an id and readable front matter.
///
/// # Errors
/// When a file cannot be read.
pub fn version_in(tree: &dyn Sources, dir: &str) -> Result<Option<StoredVersion>, SourceError> {
    let Ok(index) = SourcePath::new(&format!("{dir}/index.md")) else { return Ok(None) };
    let Some(bytes) = tree.bytes(&index)? else { return Ok(None) };
    let text = load::encoding::shown(&bytes);
    let (Some((authored, body)), Some(id)) = (load::front_matter(&text, &index).0, load::id_in(&text, &index)) else {
        return Ok(None);
    };
    let mut assets = Vec::new();
    for file in tree.list(dir)?.into_iter().filter(|file| file.path != index) {
        let Some(bytes) = tree.bytes(&file.path)? else { continue };
        let name = file.path.below(dir).unwrap_or_default().to_owned();
        let (size, sum) = (bytes.len() as u64, Sha256::of(&bytes));
        assets.push(Asset { name, path: file.path, size, sum, picture: None });
    }
    let body = text.get(body as usize..).unwrap_or_default();
    let digest = gate::Manifest::of_parts(id.as_str(), &authored, body, &assets).digest();
    Ok(Some(StoredVersion { id, digest, body: body.to_owned(), authored, assets }))
}

/// The rule that names what links to a corrected article.
const LEANS_ON: Code = Code(910);

/// Judges a change.
///
/// # Errors
/// When a file cannot be read, or the base's settings are unusable (KP802).
pub fn review(proposal: &Proposal<'_>, dirs: &BTreeSet<String>) -> Result<Reviewed, LoadStop> {
    let (before, after) = (ids(proposal.base, dirs)?, ids(proposal.head, dirs)?);
    let mut own: BTreeSet<ArticleId> = before.values().chain(after.values()).cloned().collect();
    own.extend(with_records(proposal.files));
    let scope = proposal.neighbours.map(|neighbours| dirs.union(neighbours).cloned().collect());
    let sources = Proposed::new(proposal.base, proposal.head, scope, &own);
    let mut library = load::library(&sources)?;
    let articles = changed_articles(dirs, &before, &after);
    let mut findings = Findings::default();
    let contributors = contributors(proposal, &library, &articles, &mut findings);
    let policy = policy_at(&library.roster, proposal.now).cloned();
    let committers = hands::people(&library.roster, proposal.hands.get("").into_iter().flatten()).known;
    protected::check(proposal, &library, policy.as_ref(), &committers, &mut findings)?;
    refuse_late(proposal, &mut library, &contributors, &mut findings)?;
    check_files(proposal, &library, &articles, policy.as_ref(), &mut findings)?;
    let past = Past { history: proposal.history, contributors: &contributors, proposed: Some(&own) };
    let judged = judge_with(&library, &sources, past, proposal.now.into())?;
    let concerns = |finding: &&Diagnostic| {
        let path = &finding.primary.path;
        let below = |dir: &str| path.below(dir).is_some();
        dirs.iter().any(|dir| below(dir))
            || own.iter().any(|id| below(&format!("records/{id}")))
            || proposal.files.iter().any(|file| file.path == *path)
            // What leans on a corrected article is named where the correction is proposed.
            || finding.code == LEANS_ON && finding.others.iter().any(|label| dirs.iter().any(|dir| label.path.below(dir).is_some()))
    };
    let all = proposal.neighbours.is_none();
    let edited = edited::Edited::of(proposal, &judged.findings, (&before, &after))?;
    // Of a changed settings file the judgement has seen the base's text; what the new text says is told above.
    let told_above = |finding: &&Diagnostic| {
        let path = &finding.primary.path;
        protects(policy.as_ref(), path.as_str()) && proposal.files.iter().any(|file| file.path == *path)
    };
    let judgement = judged.findings.iter().filter(|finding| !told_above(finding) && (all || concerns(finding)));
    findings.extend(judgement.filter(|finding| edited.tells(finding)).cloned());
    Ok(Reviewed { library, judged, findings: findings.sorted(), articles, ids: own })
}

fn changed_articles(
    dirs: &BTreeSet<String>,
    before: &BTreeMap<String, ArticleId>,
    after: &BTreeMap<String, ArticleId>,
) -> Vec<ChangedArticle> {
    let change = |dir: &String| {
        let path = SourcePath::new(dir).ok()?;
        Some(ChangedArticle { dir: path, before: before.get(dir).cloned(), after: after.get(dir).cloned() })
    };
    dirs.iter().filter_map(change).collect()
}

/// Who changed which article; addresses that nobody on the roster has are findings (KP709).
fn contributors(
    proposal: &Proposal<'_>,
    library: &Library,
    articles: &[ChangedArticle],
    out: &mut Findings,
) -> Contributors {
    let mut contributors = Contributors::new();
    for article in articles {
        let Some(emails) = proposal.hands.get(article.dir.as_str()) else { continue };
        let hands = hands::people(&library.roster, emails);
        if let Ok(source) = article.dir.join("index.md") {
            let nobody = emails.iter().filter(|email| hands::is_web_button(email));
            out.extend(hands.unknown.iter().chain(nobody).map(|email| hands::unknown(&source, email)));
        }
        let ids = [article.before.as_ref(), article.after.as_ref()];
        for id in ids.into_iter().flatten() {
            contributors.entry(id.clone()).or_default().extend(hands.known.iter().cloned());
        }
    }
    contributors
}

/// Takes out the records that may not enter any more, and says why.
fn refuse_late(
    proposal: &Proposal<'_>,
    library: &mut Library,
    contributors: &Contributors,
    out: &mut Findings,
) -> Result<(), SourceError> {
    let mut entering = BTreeSet::new();
    for record in library.records.values().flat_map(|records| records.iter()) {
        if proposal.base.bytes(&record.path)?.is_none() {
            entering.insert(record.path.clone());
        }
    }
    let cx = contexts::gate(library, contributors, proposal.history, proposal.now);
    let mut late = BTreeSet::new();
    for (folder, records) in library.records.iter() {
        for record in records.iter().filter(|record| entering.contains(&record.path)) {
            if let Some(finding) = gate::entry(&cx, folder, record) {
                late.insert(record.path.clone());
                out.push(finding);
            }
        }
    }
    Arc::make_mut(&mut library.records)
        .values_mut()
        .filter(|records| records.iter().any(|record| late.contains(&record.path)))
        .for_each(|records| Arc::make_mut(records).retain(|record| !late.contains(&record.path)));
    Ok(())
}

fn check_files(
    proposal: &Proposal<'_>,
    library: &Library,
    articles: &[ChangedArticle],
    policy: Option<&crate::model::policy::PolicyVersion>,
    out: &mut Findings,
) -> Result<(), SourceError> {
    let proposed = protected::proposed_library(proposal)?;
    let used: BTreeSet<ArticleId> = {
        let before = articles.iter().filter_map(|article| article.before.as_ref());
        let has = |id: &&ArticleId| proposal.base.list(&format!("records/{id}")).is_ok_and(|files| !files.is_empty());
        before.filter(has).cloned().collect()
    };
    let id_spans =
        library.articles.iter().map(|(id, article)| (id.clone(), article.front.id.span)).collect::<BTreeMap<_, _>>();
    let cx = ChangeCx {
        files: proposal.files,
        articles,
        policy,
        roster: &library.roster,
        proposed_roster: proposed.as_ref().map(|library| &library.roster),
        has_records: &|id| used.contains(id),
        head_bytes: &|path| proposal.head.bytes(path).ok().flatten(),
        id_spans: &id_spans,
        now: proposal.now,
    };
    check_change(&cx, out);
    Ok(())
}
