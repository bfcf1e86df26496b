//! What some records prove of a text by themselves, counted as [`judge`](super::judge) counts: for whoever holds the
//! text and the records and nothing else of the site.
//!
//! Deliberately absent: what only the editorial side knows. That is which versions the branch has held, whether an event
//! was open when a fast track was complete, whether a small fix is small, and extra approvals that an editor asked for
//! outside the digest. A text that the gate clears is proven here; what is proven here was approved, by these people,
//! in exactly these bytes.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::case::Case;
use super::expiry::{Term, term};
use super::quorum::{Completion, Seat, completion, shortfall, standing};
use super::records::{Accepted, accept, holds_back};
use super::requirement::{Requirement, policy_at};
use super::{Contributors, GateCx, objection, suspend, wording};
use crate::diag::Bilingual;
use crate::model::article::Article;
use crate::model::emergency::Emergencies;
use crate::model::history::NoHistory;
use crate::model::record::{Decision, SignOff};
use crate::model::roster::{Roster, Stage};
use crate::model::site::SiteSettings;
use crate::model::units::{ContentDigest, plus_seconds};

/// By which way a text was approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The full quorum on exactly this text.
    Full,
    /// The full quorum on another version, and the agreement to a small fix of it.
    SmallFix(ContentDigest),
    /// The fast track; the full quorum is due.
    Fast,
    /// Its retraction was decided, which this text says.
    Retraction,
}

/// A text that was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// How.
    pub way: Way,
    /// When.
    pub at: Timestamp,
    /// Until when it holds, if there is an end.
    pub until: Option<Timestamp>,
    /// The counted people in order of stage and time.
    pub people: Vec<(Stage, String)>,
}

/// Why nothing may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// Too few decisions count. What is missing, and why records that are there do not count.
    Short(Vec<Bilingual>),
    /// Somebody on duty took it off.
    Suspended,
    /// Somebody objects.
    Objected,
    /// It is not yet to be shown.
    Early(Timestamp),
    /// It was approved, and that ended with the text to be withheld.
    Ended(Timestamp),
}

impl<'a> GateCx<'a> {
    /// For counting and nothing else: without editions, words and a past.
    #[must_use]
    pub fn counting(
        settings: &'a SiteSettings,
        roster: &'a Roster,
        (emergencies, contributors): (&'a Emergencies, &'a Contributors),
        now: Timestamp,
    ) -> Self {
        Self {
            settings,
            audiences: &[],
            roster,
            emergencies,
            #[cfg(feature = "studio")]
            lexicons: crate::lexicon::built_in(),
            contributors,
            history: &NoHistory,
            now: now.into(),
        }
    }
}

/// Judges a text by some records at the time of the context.
///
/// # Errors
/// Why it may not be shown.
pub fn prove(cx: &GateCx<'_>, article: &Article, digest: ContentDigest, records: &[SignOff]) -> Result<Proof, Held> {
    let mut refusals = Vec::new();
    let accepted = accept(cx, article.id().as_str(), records, &mut refusals);
    let suspension = suspend::in_force(cx, Some(article), &accepted, &mut refusals);
    let case = Case::open(cx, article, digest, accepted, &mut refusals);
    let open = objection::open(&case, &mut refusals);
    if suspension.is_some() {
        return Err(Held::Suspended);
    }
    let found = if article.front.retraction.is_some() {
        retraction(&case)
    } else if !open.is_empty() {
        return Err(Held::Objected);
    } else if let Some(early) = article.front.publish_at.as_ref().filter(|at| cx.now < at.value) {
        return Err(Held::Early(early.value));
    } else {
        text(&case)?
    };
    found.ok_or_else(|| {
        let mut why = missing(&case);
        why.extend(refusals.into_iter().map(|refusal| refusal.finding.message));
        Held::Short(why)
    })
}

/// Why an article that is not at hand is off the screen: somebody on duty took it off, or some version of it was approved
/// by as many as every article needs, and is not shown any more. Nothing when neither is so.
#[must_use]
pub fn withdrawn(cx: &GateCx<'_>, article: &str, records: &[SignOff]) -> Option<Held> {
    let mut refusals = Vec::new();
    let accepted = accept(cx, article, records, &mut refusals);
    if suspend::in_force(cx, None, &accepted, &mut refusals).is_some() {
        return Some(Held::Suspended);
    }
    let digests: BTreeSet<ContentDigest> = accepted.iter().map(Accepted::digest).collect();
    let full = |at| Requirement::unconditional(cx, at);
    let fast = |at| Requirement::fast_unconditional(cx, at);
    let approved = |digest: ContentDigest| {
        let voices = standing(&accepted, digest, Decision::Approve);
        let done = completion(cx, None, &full, &voices, None).or_else(|| completion(cx, None, &fast, &voices, None));
        done.map(|done| done.at)
    };
    // Who retracts speaks for the notice alone, and needs no approval before it.
    let asked = |at| Requirement::retraction(cx, at);
    let retracted = |digest: ContentDigest| {
        let voices = standing(&accepted, digest, Decision::Retract);
        completion(cx, None, &asked, &voices, None).map(|done| done.at)
    };
    digests.into_iter().filter_map(|digest| approved(digest).or_else(|| retracted(digest))).max().map(Held::Ended)
}

fn text(case: &Case<'_, '_>) -> Result<Option<Proof>, Held> {
    let own = term(case).map(|term| (Way::Full, term));
    if let Some((way, term)) = own.or_else(|| small_fix(case)) {
        let ended = term.valid_until.filter(|until| term.requirement.withhold && case.cx.now >= *until);
        let seats = term.fix.as_ref().map_or(&term.seats, |fix| &fix.seats);
        let at = term.fix.as_ref().map_or(term.completed, |fix| fix.at);
        return ended.map_or(Ok(Some(proof(way, at, term.valid_until, seats))), |until| Err(Held::Ended(until)));
    }
    let Some((done, due)) = fast(case) else { return Ok(None) };
    if case.cx.now >= due {
        return Err(Held::Ended(due));
    }
    Ok(Some(proof(Way::Fast, done.at, Some(due), &done.seats)))
}

fn retraction(case: &Case<'_, '_>) -> Option<Proof> {
    let asked = |at| Requirement::retraction(case.cx, at);
    let done = completion(case.cx, Some(case.article), &asked, &case.retractions(), None)?;
    Some(proof(Way::Retraction, done.at, None, &done.seats))
}

fn fast<'a>(case: &Case<'_, 'a>) -> Option<(Completion<'a>, Timestamp)> {
    case.article.front.emergency.as_ref().filter(|notice| notice.fast_track)?;
    let asked = |at| Requirement::fast(case.cx, case.article, at);
    let voices = case.approvals();
    let after = |since| completion(case.cx, Some(case.article), &asked, &voices, since);
    // The last one: those before may have come before the event. Each lies after the one before, so the walk ends.
    let done = std::iter::successors(after(None), |done| after(Some(done.at))).last()?;
    let hours = policy_at(case.cx.roster, done.at)?.fast_track.as_ref()?.full_quorum_hours;
    let due = plus_seconds(done.at, i64::from(hours) * 3600);
    Some((done, due))
}

/// The version that the latest agreement names, if its full quorum stood when the fix was agreed to.
fn small_fix<'a>(case: &Case<'_, 'a>) -> Option<(Way, Term<'a>)> {
    let asking = case.here.iter().rfind(|record| record.decision() == Decision::Minor)?;
    let from = asking.statement().from?;
    let same = |record: &&Accepted<'a>| record.statement().from.is_none_or(|own| own == from);
    let here: Vec<Accepted<'a>> = case.here.iter().filter(same).copied().collect();
    let asked = |at| Requirement::minor(case.cx, case.article, at);
    let voices = standing(&here, case.digest, Decision::Minor);
    let done = completion(case.cx, Some(case.article), &asked, &voices, None)?;
    let known = case.records.iter().filter(|record| record.at() <= done.at || holds_back(record.decision()));
    let before = Case::open(case.cx, case.article, from, known.copied().collect(), &mut Vec::new());
    let full = term(&before)?;
    let fix = super::expiry::Fix { from, at: done.at, seats: done.seats };
    Some((Way::SmallFix(from), Term { fix: Some(fix), ..full }))
}

fn proof(way: Way, at: Timestamp, until: Option<Timestamp>, seats: &[Seat<'_>]) -> Proof {
    let people = seats.iter().map(|seat| (seat.stage, seat.voice.person.id.value.clone())).collect();
    Proof { way, at, until, people }
}

fn missing(case: &Case<'_, '_>) -> Vec<Bilingual> {
    let (asked, voices) = if case.article.front.retraction.is_some() {
        (Requirement::retraction(case.cx, case.cx.now), case.retractions())
    } else {
        (Requirement::full(case.cx, case.article, case.cx.now), case.approvals())
    };
    let Some(asked) = asked else {
        return vec![Bilingual::new("名册里没有当时有效的审核政策", "the roster has no policy for that time")];
    };
    let (lacks, seats) = shortfall(case.cx, case.article, &asked, &voices, None);
    wording::missing(case, &asked, &lacks, &seats)
}
