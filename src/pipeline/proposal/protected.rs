//! Protected files of a change: they are read for sense and weighed by the governance rule of the base.

use std::collections::BTreeSet;

use super::super::contexts;
use super::Proposal;
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::gate::governance::{EMERGENCIES, GOVERNANCE};
use crate::gate::{self, Contributors, Protected, policy_at};
use crate::load::{self, Library, LoadStop};
use crate::model::article::Asset;
use crate::model::path::SourcePath;
use crate::model::policy::PolicyVersion;
use crate::model::sources::{ListedFile, SourceError, Sources};
use crate::model::units::Sha256;
use crate::pipeline::preflight;
use crate::rules;
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
            files.push(Asset { name: path.to_string(), path, size, sum, picture: None });
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
    let proposed = settings_of(proposal.head, out)?;
    // The proposed policy says what belongs together: who signs has only the proposed files before him.
    let asked = proposed.as_ref().and_then(|library| policy_at(&library.roster, proposal.now)).unwrap_or(policy);
    let files = protected_files(proposal.head, asked, register_only)?;
    for path in changed.iter().filter(|path| !protects(Some(asked), path.as_str())) {
        out.push(unprotected(path));
    }
    if let Some(library) = &proposed {
        check_settings(library, proposal.now, out);
    }
    let nobody = Contributors::new();
    let cx = contexts::gate(library, &nobody, proposal.history, proposal.now);
    let records = library.records_of(id);
    out.absorb(gate::governance(&cx, &Protected { id, files: &files, changed: first, committers }, records));
    Ok(())
}

/// The settings of a tree; why they cannot be read is added to the findings.
fn settings_of(tree: &dyn Sources, out: &mut Findings) -> Result<Option<Library>, SourceError> {
    match load::library(&SettingsOnly(tree)) {
        Ok(library) => Ok(Some(library)),
        Err(LoadStop::Settings(findings)) => {
            out.absorb(findings);
            Ok(None)
        }
        Err(LoadStop::Source(error)) => Err(error),
    }
}

/// What the rules say of the proposed people and settings.
fn check_settings(library: &Library, now: jiff::Timestamp, out: &mut Findings) {
    out.absorb(preflight::faults(library));
    let directories = rules::by_directory(&library.articles);
    // No article is judged here.
    let claims = rules::claims::Claims::default();
    let cx = contexts::site(library, &directories, &claims, now);
    rules::check_site(&cx, out);
}

/// KP804: a file that changes in the same breath in which it stops being protected is in nobody's digest.
fn unprotected(path: &SourcePath) -> Diagnostic {
    let message = Bilingual::new(
        format!("{path} 在改动的同时被移出受保护的范围"),
        format!("{path} changes while it is taken from the protected paths"),
    );
    Diagnostic::whole_file(804, Severity::Error, path, message).help(
        "先单独改动 protected，合并后再改这个文件",
        "change protected first, on its own, and this file afterwards",
    )
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
