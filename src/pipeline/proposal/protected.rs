//! Protected files of a change: they are read for sense and weighed by the governance rule of the base.

use std::collections::BTreeSet;

use super::Proposal;
use crate::diag::Findings;
use crate::gate::governance::{EMERGENCIES, GOVERNANCE};
use crate::gate::{self, Contributors, GateCx, Protected};
use crate::load::{self, Library, LoadStop};
use crate::model::article::Asset;
use crate::model::path::SourcePath;
use crate::model::policy::PolicyVersion;
use crate::model::sources::{ListedFile, SourceError, Sources};
use crate::model::units::Sha256;
use crate::rules::change::protects;

/// The register that duty officers may change without the whole governance quorum.
const REGISTER: &str = "emergencies.yaml";

/// Every protected file of a tree, whose manifest is what governance decisions are bound to. Line ends of texts are
/// taken as LF, so that a checkout with CRLF has the same sum.
///
/// # Errors
/// When a file cannot be read.
pub fn protected_files(
    tree: &dyn Sources,
    policy: &PolicyVersion,
    register_only: bool,
) -> Result<Vec<Asset>, SourceError> {
    let listed = policy.protected.iter().map(String::as_str);
    let patterns = listed.chain(PolicyVersion::ALWAYS_PROTECTED.iter().copied());
    let mut paths = BTreeSet::new();
    for pattern in patterns.filter(|pattern| !register_only || *pattern == REGISTER) {
        match pattern.strip_suffix("/**") {
            Some(folder) => paths.extend(tree.list(folder)?.into_iter().map(|file| file.path)),
            None => paths.extend(SourcePath::new(pattern)),
        }
    }
    let mut files = Vec::new();
    for path in paths {
        if let Some(bytes) = tree.bytes(&path)? {
            let bytes = with_lf(bytes);
            let (size, sum) = (bytes.len() as u64, Sha256::of(&bytes));
            files.push(Asset { name: path.to_string(), path, size, sum });
        }
    }
    Ok(files)
}

fn with_lf(bytes: Vec<u8>) -> Vec<u8> {
    if bytes.contains(&0) || !bytes.contains(&b'\r') {
        return bytes;
    }
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\r' || rest.peek() != Some(&b'\n') {
            text.push(byte);
        }
    }
    text
}

/// Weighs a change of protected files (KP804) and reads the new ones (KP801 and the rest, from the head's text).
pub(super) fn check(
    proposal: &Proposal<'_>,
    library: &Library,
    policy: Option<&PolicyVersion>,
    committers: &BTreeSet<String>,
    out: &mut Findings,
) -> Result<(), SourceError> {
    let changed: Vec<&SourcePath> =
        proposal.files.iter().map(|file| &file.path).filter(|path| protects(policy, path.as_str())).collect();
    let (Some(first), Some(policy)) = (changed.first(), policy) else { return Ok(()) };
    let register_only = changed.iter().all(|path| path.as_str() == REGISTER);
    let id = if register_only { EMERGENCIES } else { GOVERNANCE };
    let files = protected_files(proposal.head, policy, register_only)?;
    let nobody = Contributors::new();
    let cx = GateCx {
        settings: &library.settings,
        audiences: &library.audiences,
        roster: &library.roster,
        emergencies: &library.emergencies,
        contributors: &nobody,
        now: proposal.now,
    };
    let records = library.records.get(id).map_or(&[][..], Vec::as_slice);
    out.absorb(gate::governance(&cx, &Protected { id, files: &files, changed: first, committers }, records));
    if let Err(LoadStop::Settings(findings)) = load::library(&SettingsOnly(proposal.head)) {
        out.absorb(findings);
    }
    Ok(())
}

/// The settings of the head, if they changed and can be read.
pub(super) fn proposed_library(proposal: &Proposal<'_>) -> Result<Option<Library>, SourceError> {
    if !proposal.files.iter().any(|file| file.path.as_str() == "reviewers.yaml" && file.after) {
        return Ok(None);
    }
    match load::library(&SettingsOnly(proposal.head)) {
        Ok(library) => Ok(Some(library)),
        Err(LoadStop::Settings(_)) => Ok(None),
        Err(LoadStop::Source(error)) => Err(error),
    }
}

/// A tree without articles and records.
struct SettingsOnly<'a>(&'a dyn Sources);

impl Sources for SettingsOnly<'_> {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        if matches!(dir, "content" | "records") { Ok(Vec::new()) } else { self.0.list(dir) }
    }

    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        self.0.bytes(path)
    }
}
