//! The state machine: one table, one function. The first row that fits decides.
//!
//! Deliberately absent: how the facts are found, and what a state shows.

use jiff::Timestamp;

use super::expiry::NOTICE_DAYS;
use crate::model::clock::Clock;
use crate::model::state::State;
use crate::model::units::plus_days;

/// Everything the state depends on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts {
    /// A suspension is in force.
    pub(super) suspended: bool,
    /// A document rule failed.
    pub(super) faulty: bool,
    /// The text asks to be retracted.
    pub(super) retraction: Retraction,
    /// The editor calls it a draft.
    pub(super) draft: bool,
    /// Somebody's objection is open.
    pub(super) objected: bool,
    /// The full quorum on this digest.
    pub(super) full: Option<FullQuorum>,
    /// The fast track on this digest.
    pub(super) fast: Option<FastQuorum>,
    /// Not shown before.
    pub(super) publish_at: Option<Timestamp>,
    /// End of an emergency notice.
    pub(super) ends: Option<Timestamp>,
}

/// Whether a retraction is asked for, and whether it has its quorum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Retraction {
    /// No.
    #[default]
    None,
    /// Asked for.
    Asked,
    /// Decided.
    Decided,
}

/// A complete full quorum.
#[derive(Clone, Copy, Debug)]
pub(super) struct FullQuorum {
    /// Another version was complete later.
    pub(super) superseded: bool,
    /// End of validity.
    pub(super) valid_until: Option<Timestamp>,
}

/// A complete fast track.
#[derive(Clone, Copy, Debug)]
pub(super) struct FastQuorum {
    /// Another version went out later.
    pub(super) superseded: bool,
    /// When the full quorum is due.
    pub(super) due: Timestamp,
}

/// The state at an instant.
pub(super) fn state(facts: &Facts, now: Clock<'_>) -> State {
    let past = |at: Option<Timestamp>| at.is_some_and(|at| now >= at);
    let before = |at: Option<Timestamp>| at.is_some_and(|at| now < at);
    // A suspension is looked at before the faults of the text: breaking the front matter must not turn a notice
    // to readers into silence. A retraction asked for closes the way to ordinary publication.
    match (facts.retraction, facts.full, facts.fast) {
        _ if facts.suspended => State::Suspended,
        _ if facts.faulty => State::Invalid,
        (Retraction::Decided, _, _) => State::Retracted,
        _ if facts.draft => State::Draft,
        _ if facts.objected => State::Objected,
        (Retraction::Asked, _, _) => State::InReview,
        (_, Some(_), _) if past(facts.ends) => State::Archived,
        (_, Some(full), _) if full.superseded => State::RolledBack,
        (_, Some(_), _) if before(facts.publish_at) => State::Scheduled,
        (_, Some(full), _) if past(full.valid_until) => State::Expired,
        (_, Some(full), _) if past(full.valid_until.map(|end| plus_days(end, -NOTICE_DAYS))) => State::Expiring,
        (_, Some(_), _) => State::Published,
        (_, _, Some(fast)) if fast.superseded => State::RolledBack,
        // Overdue goes before archived: waiting for the end must not spare the full review.
        (_, _, Some(fast)) if past(Some(fast.due)) => State::Overdue,
        (_, _, Some(_)) if past(facts.ends) => State::Archived,
        (_, _, Some(_)) if before(facts.publish_at) => State::Scheduled,
        (_, _, Some(_)) => State::Provisional,
        _ => State::InReview,
    }
}

/// When time alone changes the state next.
pub(super) fn next_change(facts: &Facts, now: Clock<'_>) -> Option<Timestamp> {
    let end = facts.full.and_then(|full| full.valid_until);
    let moments = [
        facts.publish_at,
        facts.ends,
        end,
        end.map(|end| plus_days(end, -NOTICE_DAYS)),
        facts.fast.map(|fast| fast.due),
    ];
    let present = state(facts, now);
    let mut ahead: Vec<Timestamp> = moments.into_iter().flatten().filter(|at| now < *at).collect();
    ahead.sort();
    ahead.into_iter().find(|at| state(facts, (*at).into()) != present)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap_or(Timestamp::MIN)
    }

    fn full(valid_until: &str) -> Option<FullQuorum> {
        Some(FullQuorum { superseded: false, valid_until: Some(at(valid_until)) })
    }

    fn fast(due: &str) -> Option<FastQuorum> {
        Some(FastQuorum { superseded: false, due: at(due) })
    }

    const NOW: &str = "2026-06-15T00:00:00Z";
    const PAST: &str = "2026-06-15T00:00:00Z";
    const SOON: &str = "2026-06-20T00:00:00Z";
    const LATER: &str = "2027-06-15T00:00:00Z";

    #[test]
    fn every_row_of_the_table() {
        let none = Facts::default();
        let done = Facts { full: full(LATER), ..none };
        let track = Facts { fast: fast(SOON), ..none };
        let gone = Some(FullQuorum { superseded: true, valid_until: None });
        let outrun = Some(FastQuorum { superseded: true, due: at(SOON) });
        let (past, later) = (Some(at(PAST)), Some(at(LATER)));
        let rows: &[(&str, Facts, State)] = &[
            ("nothing", none, State::InReview),
            ("quorum", done, State::Published),
            (
                "no end",
                Facts { full: Some(FullQuorum { superseded: false, valid_until: None }), ..none },
                State::Published,
            ),
            ("end soon", Facts { full: full(SOON), ..none }, State::Expiring),
            ("end now", Facts { full: full(PAST), ..none }, State::Expired),
            ("scheduled", Facts { publish_at: later, ..done }, State::Scheduled),
            ("schedule over", Facts { publish_at: past, ..done }, State::Published),
            ("schedule goes before the end", Facts { publish_at: later, full: full(PAST), ..none }, State::Scheduled),
            ("older version", Facts { full: gone, ..none }, State::RolledBack),
            ("notice over", Facts { ends: past, ..done }, State::Archived),
            ("notice over, older", Facts { ends: past, full: gone, ..none }, State::Archived),
            ("notice on", Facts { ends: later, ..done }, State::Published),
            ("objection", Facts { objected: true, ..done }, State::Objected),
            ("objection to a draft", Facts { objected: true, draft: true, ..done }, State::Draft),
            ("draft", Facts { draft: true, ..done }, State::Draft),
            ("retraction asked", Facts { retraction: Retraction::Asked, ..done }, State::InReview),
            ("retracted", Facts { retraction: Retraction::Decided, ..done }, State::Retracted),
            (
                "retracted despite objection",
                Facts { retraction: Retraction::Decided, objected: true, draft: true, ..none },
                State::Retracted,
            ),
            ("faulty", Facts { faulty: true, retraction: Retraction::Decided, ..done }, State::Invalid),
            ("suspended", Facts { suspended: true, faulty: true, ..done }, State::Suspended),
            ("fast", track, State::Provisional),
            ("fast and full", Facts { full: full(LATER), ..track }, State::Published),
            ("fast, due", Facts { fast: fast(PAST), ..none }, State::Overdue),
            ("fast, due and over", Facts { fast: fast(PAST), ends: past, ..none }, State::Overdue),
            ("fast, over", Facts { ends: past, ..track }, State::Archived),
            ("fast, older", Facts { fast: outrun, ..none }, State::RolledBack),
            ("fast, scheduled", Facts { publish_at: later, ..track }, State::Scheduled),
            ("fast, objection", Facts { objected: true, ..track }, State::Objected),
        ];
        for (name, facts, expected) in rows {
            assert_eq!(state(facts, at(NOW).into()), *expected, "{name}");
        }
    }

    #[test]
    fn time_moves_the_state_at_the_said_moment() {
        let facts = Facts { full: full(LATER), publish_at: Some(at(SOON)), ..Facts::default() };
        let mut now = at(NOW);
        let mut seen = vec![state(&facts, now.into())];
        while let Some(next) = next_change(&facts, now.into()) {
            now = next;
            seen.push(state(&facts, now.into()));
        }
        assert_eq!(seen, [State::Scheduled, State::Published, State::Expiring, State::Expired]);
        assert_eq!(now, at(LATER));
        let track = Facts { fast: fast(SOON), ends: Some(at(LATER)), ..Facts::default() };
        assert_eq!(next_change(&track, at(NOW).into()), Some(at(SOON)));
        assert_eq!(next_change(&track, at(SOON).into()), None, "overdue stays until people act");
        assert_eq!(next_change(&Facts { suspended: true, ..facts }, at(NOW).into()), None);
    }
}
