//! How long an approval holds: the term of the policy, the date the editor set, and re-review of unchanged text.

use jiff::Timestamp;

use super::case::Case;
use super::quorum::{Completion, Seat, completion};
use super::requirement::Requirement;
use crate::model::clock::Clock;
use crate::model::units::{ContentDigest, china_midnight, plus_days};

/// How long before its end an approval counts as expiring: time enough for one round of review by post.
pub(super) const NOTICE_DAYS: i64 = 30;

/// How long after its end ordinary unchanged text may have the short re-review.
const SHORT_REVIEW_DAYS: i64 = 180;

/// The time during which an article is approved.
#[derive(Clone, Debug)]
pub(super) struct Term<'a> {
    /// When the quorum was complete, last time.
    pub(super) completed: Timestamp,
    /// The counted decisions in order of stage and time.
    pub(super) seats: Vec<Seat<'a>>,
    /// The end, if there is one.
    pub(super) valid_until: Option<Timestamp>,
    /// What was asked.
    pub(super) requirement: Requirement,
    /// The small fix by which the text differs from the one that was read in full.
    pub(super) fix: Option<Fix<'a>>,
}

/// A small fix that those whom the policy asks have agreed to.
#[derive(Clone, Debug)]
pub(super) struct Fix<'a> {
    /// The version with the full quorum.
    pub(super) from: ContentDigest,
    /// When the fix was agreed to.
    pub(super) at: Timestamp,
    /// By whom.
    pub(super) seats: Vec<Seat<'a>>,
}

/// The term of the present digest, if its full quorum is complete.
pub(super) fn term<'a>(case: &Case<'_, 'a>) -> Option<Term<'a>> {
    let voices = case.approvals();
    let full = |at| Requirement::full(case.cx, case.article, at);
    let begun = completion(case.cx, Some(case.article), &full, &voices, None)?;
    let mut term = Term {
        completed: begun.at,
        valid_until: end(case, &begun),
        seats: begun.seats,
        requirement: begun.requirement,
        fix: None,
    };
    // Each renewal lies after the one before, so the walk ends.
    loop {
        let since = Some(term.completed);
        let whole = completion(case.cx, Some(case.article), &full, &voices, since);
        let short = |at| full(at).and_then(|full| Requirement::short_review(&full));
        let brief = completion(case.cx, Some(case.article), &short, &voices, since)
            .filter(|brief| term.valid_until.is_none_or(|until| brief.at <= plus_days(until, SHORT_REVIEW_DAYS)));
        match (whole, brief) {
            (Some(whole), brief) if brief.as_ref().is_none_or(|brief| whole.at <= brief.at) => {
                renew(case, &mut term, whole, Vec::new());
            }
            (_, Some(brief)) => {
                // The first reading and the second reading of the unchanged text stay credited.
                let anew = |seat: &Seat<'_>| brief.seats.iter().any(|new| new.stage == seat.stage);
                let kept: Vec<Seat<'a>> = term.seats.iter().copied().filter(|seat| !anew(seat)).collect();
                let full = full(brief.at).unwrap_or_default();
                renew(case, &mut term, Completion { requirement: full, ..brief }, kept);
            }
            _ => return Some(term),
        }
    }
}

/// Whether ordinary text that expired may still have the short re-review.
pub(super) fn short_review_open(term: &Term<'_>, now: Clock<'_>) -> bool {
    // A text with a small fix has not been read in full itself.
    term.fix.is_none()
        && term.requirement.ordinary
        && term.valid_until.is_some_and(|until| now <= plus_days(until, SHORT_REVIEW_DAYS))
}

fn renew<'a>(case: &Case<'_, 'a>, term: &mut Term<'a>, done: Completion<'a>, kept: Vec<Seat<'a>>) {
    term.completed = done.at;
    term.valid_until = end(case, &done);
    term.requirement = done.requirement;
    term.seats = kept.into_iter().chain(done.seats).collect();
    term.seats.sort_by_key(|seat| (seat.stage, seat.voice.at()));
}

/// The earlier of the policy's term and the end of the day the editor set.
fn end(case: &Case<'_, '_>, done: &Completion<'_>) -> Option<Timestamp> {
    let by_policy = done.requirement.valid_days.map(|days| plus_days(done.at, i64::from(days)));
    let by_editor =
        case.article.front.review_by.as_ref().map(|last| last.value.tomorrow().map_or(Timestamp::MAX, china_midnight));
    by_policy.into_iter().chain(by_editor).min()
}
