//! The check of a whole release: every page at an article's address was approved by enough of the right people.

use std::collections::BTreeMap;
use std::io;

use jiff::Timestamp;

use super::proof::ProofFile;
use super::roster::Snapshot;
use super::{MAX_PROOF_BYTES, MAX_ROSTER_BYTES, ROLE, ROSTER, article, record};
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::gate::fingerprint::{Manifest as Parts, parse_manifest};
use crate::gate::proof::{self, Held, Proof};
use crate::gate::{Contributors, GateCx};
use crate::model::emergency::Emergencies;
use crate::model::record::SignOff;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;
use crate::model::units::{ContentDigest, Sha256};
use crate::tuf::trust::{Refusal, TrustedRoot};

/// Bytes of a line of the manifest.
pub type Read<'r> = &'r dyn Fn(&ManifestEntry) -> io::Result<Vec<u8>>;

/// Why nothing of a release can be proven.
#[derive(Debug, thiserror::Error)]
pub enum RosterFault {
    /// The root gives the role to nobody.
    #[error("KB170 the root names no keys for rosters")]
    NoRole,
    /// The release has no roster.
    #[error("KB171 the release has no roster")]
    Absent,
    /// Not signed by those whom the root names, or not a roster.
    #[error("KB172 the roster is not signed as the root asks: {0}")]
    Refused(#[from] Refusal),
    /// Somebody plays back the past.
    #[error("KB173 the roster has version {found}; version {known} was seen before")]
    Older {
        /// Its version.
        found: u64,
        /// The highest seen.
        known: u64,
    },
    /// Its time is over.
    #[error("KB174 the roster ended at {0}")]
    Ended(Timestamp),
    /// It holds what this program does not understand, or is for another project.
    #[error("KB175 the roster is of another form or project")]
    Foreign,
    /// Its bytes cannot be read.
    #[error("KB171 the roster cannot be read: {0}")]
    Unreadable(io::Error),
}

/// Why an article is not proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It has pages and no proof.
    NoProof,
    /// Its proof cannot be read, or is of another article or text than it says.
    Broken(&'static str),
    /// Its records do not let it be shown.
    Held(Held),
    /// A file beside the page is not the one that was approved.
    File(String),
}

/// What became of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Id, as it stands in addresses.
    pub article: String,
    /// The digest that its approvals are about.
    pub digest: Option<ContentDigest>,
    /// Files at its addresses.
    pub files: usize,
    /// Whether only the notice of its withdrawal is left, which its records ask for.
    pub is_withdrawn: bool,
    /// How it was approved, or why that is not shown.
    pub proof: Result<Option<Proof>, Flaw>,
}

/// A release that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Version of the roster.
    pub roster: u64,
    /// When it stops being believed.
    pub roster_ends: Timestamp,
    /// Articles in order of id.
    pub verdicts: Vec<Verdict>,
    /// Files that are no article's: lists, feeds, search, the theme.
    pub others: usize,
}

impl Checked {
    /// Articles that nobody is shown to have approved.
    pub fn unproven(&self) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(|verdict| verdict.proof.is_err())
    }
}

/// What a release shows.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// Project UUID.
    pub project: &'a str,
    /// The clock of its build.
    pub published: Timestamp,
    /// Its files.
    pub manifest: &'a Manifest,
}

/// The article that an address belongs to: `a/ID/…` of the common edition, `EDITION/a/ID/…`, `media/ID/…`.
#[must_use]
pub fn owner(path: &str) -> Option<&str> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["a" | "media", id, _, ..] | [_, "a", id, _, ..] => Some(id),
        _ => None,
    }
}

/// The roster of a release, as far as the root vouches for it and nothing newer was seen.
///
/// # Errors
/// Why it is not believed.
pub fn roster_of(
    root: &TrustedRoot,
    manifest: &Manifest,
    read: Read<'_>,
    (known, now): (u64, Timestamp),
) -> Result<Snapshot, RosterFault> {
    if !root.get().further.contains_key(ROLE) {
        return Err(RosterFault::NoRole);
    }
    let line = manifest.find(ROSTER).filter(|line| line.size <= MAX_ROSTER_BYTES).ok_or(RosterFault::Absent)?;
    let snapshot: Snapshot = root.further(&read(line).map_err(RosterFault::Unreadable)?)?;
    if snapshot.version < known {
        return Err(RosterFault::Older { found: snapshot.version, known });
    }
    // Expiry is the last thing asked, so that a wrong clock hides no forgery.
    if snapshot.expires <= now { Err(RosterFault::Ended(snapshot.expires)) } else { Ok(snapshot) }
}

/// Checks every article of a release; lines that `is_denied` are shown to nobody. Approvals are judged at the time of the
/// release, the roster by the clock.
///
/// # Errors
/// When there is no roster to count by.
pub fn check(
    root: &TrustedRoot,
    shown: Shown<'_>,
    (read, is_denied): (Read<'_>, &dyn Fn(&ManifestEntry) -> bool),
    (known, now): (u64, Timestamp),
) -> Result<Checked, RosterFault> {
    let Shown { project, published, manifest } = shown;
    let snapshot = roster_of(root, manifest, read, (known, now))?;
    let roster = snapshot.roster().filter(|_| snapshot.project == project).ok_or(RosterFault::Foreign)?;
    let settings = snapshot.settings();
    let judge = Judge { snapshot: &snapshot, roster: &roster, settings: &settings, at: published, read };
    let mut owned: BTreeMap<&str, Vec<&ManifestEntry>> = BTreeMap::new();
    let mut others = 0;
    for line in manifest.entries() {
        match owner(line.path.as_str()) {
            Some(_) if is_denied(line) => {}
            Some(id) => owned.entry(id).or_default().push(line),
            None => others += 1,
        }
    }
    let verdicts = owned.into_iter().map(|(id, lines)| judge.verdict(manifest, id, &lines)).collect();
    Ok(Checked { roster: snapshot.version, roster_ends: snapshot.expires, verdicts, others })
}

/// What an article is judged by.
struct Judge<'a> {
    snapshot: &'a Snapshot,
    roster: &'a Roster,
    settings: &'a SiteSettings,
    at: Timestamp,
    read: Read<'a>,
}

impl Judge<'_> {
    fn verdict(&self, manifest: &Manifest, id: &str, lines: &[&ManifestEntry]) -> Verdict {
        let mut verdict = Verdict {
            article: id.to_owned(),
            digest: None,
            files: lines.len(),
            is_withdrawn: false,
            proof: Err(Flaw::NoProof),
        };
        let path = format!("provenance/{id}.proof");
        let Some(line) = manifest.find(&path).filter(|line| line.size <= MAX_PROOF_BYTES) else { return verdict };
        let Some(file) = (self.read)(line).ok().and_then(|bytes| ProofFile::read(&bytes)) else {
            verdict.proof = Err(Flaw::Broken("form"));
            return verdict;
        };
        verdict.proof = self.proven(manifest, (id, lines), &file, &mut verdict.digest);
        if let Err(Flaw::Held(Held::Suspended | Held::Ended(_))) = verdict.proof
            && lines.iter().all(|line| is_notice(line.path.as_str()))
        {
            (verdict.is_withdrawn, verdict.proof) = (true, Ok(None));
        }
        verdict
    }

    fn proven(
        &self,
        manifest: &Manifest,
        (id, lines): (&str, &[&ManifestEntry]),
        file: &ProofFile,
        digest: &mut Option<ContentDigest>,
    ) -> Result<Option<Proof>, Flaw> {
        if file.article != id {
            return Err(Flaw::Broken("article"));
        }
        let read = |(at, text): (usize, &String)| record::read(id, at, text);
        let records: Vec<SignOff> =
            file.records.iter().enumerate().map(read).collect::<Option<_>>().ok_or(Flaw::Broken("records"))?;
        let (nobody, events) = (Contributors::new(), Emergencies::default());
        let cx = GateCx::counting(self.settings, self.roster, (&events, &nobody), self.at);
        if file.parts.is_empty() {
            return Err(proof::withdrawn(&cx, id, &records).map_or(Flaw::NoProof, Flaw::Held));
        }
        let parts = parse_manifest(&file.parts).filter(|parts| parts.id == id).ok_or(Flaw::Broken("parts"))?;
        let own = parts.digest();
        *digest = Some(own);
        if Sha256::of(file.meta.as_bytes()) != parts.meta {
            return Err(Flaw::Broken("meta"));
        }
        let article = article::read(&file.meta, self.snapshot).ok_or(Flaw::Broken("meta"))?;
        if article.id().as_str() != id {
            return Err(Flaw::Broken("article"));
        }
        let found = proof::prove(&cx, &article, own, &records).map_err(Flaw::Held)?;
        // A retraction may take the body away.
        if article.front.retraction.is_none() {
            body(manifest, id, &parts)?;
        }
        files(lines, &parts)?;
        Ok(Some(found))
    }
}

/// The page that is left of an article: at its own address, with nothing beside it.
fn is_notice(path: &str) -> bool {
    matches!(path.split('/').collect::<Vec<_>>().as_slice(), ["a", _, "index.html"] | [_, "a", _, "index.html"])
}

fn body(manifest: &Manifest, id: &str, parts: &Parts) -> Result<(), Flaw> {
    let path = format!("provenance/{id}.md");
    let is_approved = manifest.find(&path).is_some_and(|line| line.sum == parts.body);
    if is_approved { Ok(()) } else { Err(Flaw::File(path)) }
}

/// What travels as it was approved: drawings, sounds, files to take away. Photographs are made smaller, so their bytes
/// are the publisher's.
fn files(lines: &[&ManifestEntry], parts: &Parts) -> Result<(), Flaw> {
    const MADE_SMALLER: &[&str] = &[".jpg", ".jpeg", ".png", ".webp", ".gif"];
    let is_own = |line: &&&ManifestEntry| {
        let path = line.path.as_str();
        let is_page = path.split('/').take(2).any(|part| part == "a");
        let is_photograph = MADE_SMALLER.iter().any(|end| path.to_ascii_lowercase().ends_with(end));
        is_page || is_photograph || parts.assets.values().any(|asset| asset.sum == line.sum)
    };
    match lines.iter().find(|line| !is_own(line)) {
        Some(line) => Err(Flaw::File(line.path.to_string())),
        None => Ok(()),
    }
}
