//! The small-fix lane: a version that differs from a fully approved one by slips of the pen alone.
//!
//! Its records name the version with the full quorum, and the text is measured against that version, however many
//! fixes lie between: small fixes cannot add up to a change. The lane gives a term of the full version, which it
//! never lengthens. Deliberately absent: what a slip is (`mechanical`).

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::case::Case;
use super::expiry::{Fix, Term, term};
use super::fingerprint::Manifest;
use super::history::Version;
use super::mechanical::{Excess, Parts, excesses};
use super::quorum::{Completion, Lack, Seat, completion, shortfall, standing};
use super::records::{Accepted, at_field, holds_back};
use super::requirement::{Requirement, policy_at};
use super::{Contributors, GateCx};
use crate::diag::{Bilingual, Diagnostic};
use crate::model::article::{Article, ArticleId};
use crate::model::history::StoredVersion;
use crate::model::record::Decision;
use crate::model::units::ContentDigest;

/// What came of the lane for the present text.
#[derive(Debug)]
pub(super) enum Attempt<'a> {
    /// Nobody asked for it.
    None,
    /// It is not to be had, and why (KP722).
    Refused(Vec<Diagnostic>),
    /// It is, from this version, and this is what it still needs.
    Open { from: ContentDigest, asked: Requirement, lacks: Vec<Lack>, seats: Vec<Seat<'a>> },
    /// It is complete: the term of the full version, with the fix in it.
    Done { from: ContentDigest, term: Box<Term<'a>> },
}

/// Tries the lane for the present text, from the version that its latest records name.
pub(super) fn attempt<'a>(case: &Case<'_, 'a>, versions: &[Version]) -> Attempt<'a> {
    let asks = |record: &&Accepted<'a>| record.decision() == Decision::Minor;
    let Some(asking) = case.here.iter().rfind(asks) else { return Attempt::None };
    let Some(from) = asking.statement().from else { return Attempt::None };
    let refuse = |message: Bilingual| {
        let finding = at_field(722, asking.record, "from", message.zh, message.en);
        Attempt::Refused(vec![finding.help("走完全部审核", "have the text reviewed in full")])
    };
    let same = |record: &&Accepted<'a>| record.decision() != Decision::Minor || record.statement().from == Some(from);
    let here: Vec<Accepted<'a>> = case.here.iter().filter(same).copied().collect();
    let voices = standing(&here, case.digest, Decision::Minor);
    let need = |at| Requirement::minor(case.cx, case.article, at);
    let done = completion(case.cx, Some(case.article), &need, &voices, None);
    let at = done.as_ref().map_or_else(|| case.cx.now.exactly(), |done| done.at);
    match admissible(case.cx, case.article, from, at) {
        Ok(()) => {}
        Err(Refusal::Whole(message)) => return refuse(message),
        Err(Refusal::Text(excesses)) => {
            return Attempt::Refused(excesses.iter().map(|one| beyond(case.article, one)).collect());
        }
    }
    let Some(full) = full_term(case, from, at) else { return refuse(not_complete(from)) };
    if let Some(message) = too_many(case, versions, from, at) {
        return refuse(message);
    }
    match done {
        Some(Completion { at, seats, .. }) => {
            let term = Box::new(Term { fix: Some(Fix { from, at, seats }), ..full });
            Attempt::Done { from, term }
        }
        None => {
            let Some(asked) = need(at) else { return refuse(closed()) };
            let (lacks, seats) = shortfall(case.cx, case.article, &asked, &voices, None);
            Attempt::Open { from, asked, lacks, seats }
        }
    }
}

/// Why the lane is closed to a text.
enum Refusal {
    /// For a reason beside the text.
    Whole(Bilingual),
    /// For these things in the text.
    Text(Vec<Excess>),
}

fn admissible(cx: &GateCx<'_>, article: &Article, from: ContentDigest, at: Timestamp) -> Result<(), Refusal> {
    let lane = policy_at(cx.roster, at).map(|policy| &policy.minor).filter(|lane| lane.enabled);
    let Some(lane) = lane else { return Err(Refusal::Whole(closed())) };
    let Some(old) = text(cx, article.id(), from) else { return Err(Refusal::Whole(not_found(from))) };
    let front = article.authored.node();
    let new = Parts { front: &front, body: &article.body.authored, assets: &article.assets };
    match excesses(cx, &parts_of(&old), &new, lane.max_chars) {
        found if found.is_empty() => Ok(()),
        found => Err(Refusal::Text(found)),
    }
}

/// The text of a version as the branch held it. Its sum is its proof, so nobody need be believed.
fn text(cx: &GateCx<'_>, id: &ArticleId, version: ContentDigest) -> Option<StoredVersion> {
    let found = cx.history.text(id, &version)?;
    let sum = Manifest::of_parts(id.as_str(), &found.authored, &found.body, &found.assets).digest();
    (sum == version).then_some(found)
}

fn parts_of(version: &StoredVersion) -> Parts<'_> {
    Parts { front: &version.authored, body: &version.body, assets: &version.assets }
}

/// The term of the full version as it stood when the fix was agreed to. What takes an approval back counts whenever
/// it came; a later reading of the old text says nothing of the new one.
fn full_term<'a>(case: &Case<'_, 'a>, from: ContentDigest, at: Timestamp) -> Option<Term<'a>> {
    // Whoever made the fix was no contributor to the version before it.
    static NOBODY: Contributors = Contributors::new();
    let cx = GateCx { contributors: &NOBODY, ..*case.cx };
    let known = case.records.iter().filter(|record| record.at() <= at || holds_back(record.decision()));
    let before = Case::open(&cx, case.article, from, known.copied().collect(), &mut Vec::new());
    term(&before)
}

/// Whether so many fixes of the same version went before this one that the text must be read in full again.
fn too_many(case: &Case<'_, '_>, versions: &[Version], from: ContentDigest, at: Timestamp) -> Option<Bilingual> {
    let limit = policy_at(case.cx.roster, at).map_or(0, |policy| policy.minor.max_chain) as usize;
    let held = |version: &&Version| case.cx.history.held(case.article.id(), &version.digest);
    let earlier =
        |version: &&Version| version.fixes == Some(from) && version.fixed < Some(at) && version.fixed.is_some();
    let n = versions.iter().filter(earlier).filter(held).count() + 1;
    (n > limit).then(|| {
        Bilingual::new(
            format!("这是版本 {} 之后的第 {n} 次小改，最多连续 {limit} 次", from.short()),
            format!("this is small fix {n} of version {}, {limit} in a row at most", from.short()),
        )
    })
}

/// When another version was made complete as a small fix, first and last, and of which version: by what still stands
/// and by its own text, so that a junk version takes nobody's place.
pub(super) fn fixed(
    cx: &GateCx<'_>,
    id: &ArticleId,
    records: &[Accepted<'_>],
    digest: ContentDigest,
) -> Option<(Timestamp, ContentDigest)> {
    let on_it = records.iter().filter(|record| record.digest() == digest);
    let origins: BTreeSet<ContentDigest> = on_it
        .clone()
        .filter(|record| record.decision() == Decision::Minor)
        .filter_map(|r| r.statement().from)
        .collect();
    let complete = |from: ContentDigest| {
        let same = |record: &&Accepted<'_>| record.statement().from.is_none_or(|own| own == from);
        let here: Vec<Accepted<'_>> = on_it.clone().filter(same).copied().collect();
        let need = |at| Requirement::minor_unconditional(cx, at);
        let done = completion(cx, None, &need, &standing(&here, digest, Decision::Minor), None)?;
        let lane = &policy_at(cx.roster, done.at)?.minor;
        let (old, new) = (text(cx, id, from)?, text(cx, id, digest)?);
        excesses(cx, &parts_of(&old), &parts_of(&new), lane.max_chars).is_empty().then_some((done.at, from))
    };
    origins.into_iter().filter_map(complete).max()
}

/// Everything that speaks against a small fix of an article, before anybody signs it.
#[must_use]
pub fn small_fix_faults(cx: &GateCx<'_>, article: &Article, from: ContentDigest) -> Vec<Diagnostic> {
    let whole =
        |message| Diagnostic::at(722, crate::diag::Severity::Error, &article.source, article.front.id.span, message);
    match admissible(cx, article, from, cx.now.exactly()) {
        Ok(()) => Vec::new(),
        Err(Refusal::Whole(message)) => vec![whole(message)],
        Err(Refusal::Text(found)) => found.iter().map(|one| beyond(article, one)).collect(),
    }
}

/// KP722 at the place in the text.
fn beyond(article: &Article, excess: &Excess) -> Diagnostic {
    let offset = article.body.offset;
    let span = excess.place.map_or(article.front.id.span, |place| place.shifted(offset));
    Diagnostic::at(722, crate::diag::Severity::Error, &article.source, span, excess.message.clone())
        .help("撤回这处改动，或走完全部审核", "take this change back, or have the text reviewed in full")
}

fn closed() -> Bilingual {
    Bilingual::new("现行政策没有开放小改（minor.enabled）", "the policy has no small-fix lane (minor.enabled)")
}

fn not_found(from: ContentDigest) -> Bilingual {
    let short = from.short();
    Bilingual::new(
        format!("在主分支的历史里找不到版本 {short} 的原文，无法比对"),
        format!("the text of version {short} is not in the history of the main branch, so nothing can be compared"),
    )
}

fn not_complete(from: ContentDigest) -> Bilingual {
    let short = from.short();
    Bilingual::new(
        format!("版本 {short} 没有走完全部审核；from 要写走完全部审核的那一版"),
        format!("version {short} has no full quorum; `from` names the version that has"),
    )
}
