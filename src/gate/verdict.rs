//! Judging one article: gather the facts, look up the state, say what is missing, and make the permission.
//!
//! The permission cannot be swapped inside a verdict, only taken out of it:
//!
//! ```
//! # use kepu::gate::{Outcome, Verdict};
//! fn forge(verdict: Verdict) -> Outcome {
//!     verdict.into_cleared()
//! }
//! ```
//!
//! ```compile_fail
//! # use kepu::gate::{Outcome, Verdict};
//! fn forge(verdict: Verdict) -> Outcome {
//!     verdict.outcome
//! }
//! ```

use std::sync::Arc;

use jiff::Timestamp;

use super::case::Case;
use super::clearance::{Approval, Cleared, Credit, Production, SmallFix};
use super::emergency::{self, Fast};
use super::expiry::{self, Term};
use super::fingerprint::{Manifest, changed_parts};
use super::history::{self, Version, first_ever};
use super::minor::{self, Attempt};
use super::quorum::{Completion, Lack, Seat, completion, shortfall};
use super::records::{Accepted, accept};
use super::requirement::Requirement;
use super::shelf::{Place, Tombstone};
use super::transition::{self, Facts, FastQuorum, FullQuorum, Retraction};
use super::{GateCx, Submission, lifecycle, objection, report, suspend, wording};
use crate::diag::{Bilingual, Findings};
use crate::model::article::{Article, ArticleId, Intent, Kind};
use crate::model::roster::Roster;
use crate::model::state::State;
use crate::model::units::ContentDigest;

/// What the gate says of one article.
#[derive(Debug)]
pub struct Verdict {
    /// The article.
    pub id: ArticleId,
    /// Its state.
    pub state: State,
    /// The digest of exactly this text.
    pub digest: ContentDigest,
    /// Findings at the article or its records.
    pub findings: Findings,
    /// Exactly what is missing, one line an item, with those who may give it.
    pub missing: Vec<Bilingual>,
    /// What changed since the last approved version, one line a part.
    pub changed: Vec<Bilingual>,
    /// When time alone changes the state next.
    pub next: Option<Timestamp>,
    /// The place that the article keeps while its text may not be shown, if any version of it ever might.
    pub place: Option<Place>,
    outcome: Outcome,
}

/// What a verdict permits.
#[derive(Debug)]
pub enum Outcome {
    /// The text may be shown.
    Cleared(Cleared<Production>),
    /// A notice takes its place.
    Withdrawn(Tombstone),
    /// Nothing is shown.
    Held,
}

impl Verdict {
    /// The permission, to look at.
    #[cfg(test)]
    pub(super) fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// The permission.
    #[must_use]
    pub fn into_cleared(self) -> Outcome {
        self.outcome
    }
}

/// Judges one article. The only way to production.
#[must_use]
pub fn judge(cx: &GateCx<'_>, submission: &Submission<'_>) -> Verdict {
    let article: &Article = submission.article;
    let manifest = Manifest::of(article);
    let digest = manifest.digest();
    let mut refusals = Vec::new();
    let records = accept(cx, article.id().as_str(), submission.records, &mut refusals);
    let suspension = suspend::in_force(cx, Some(article), &records, &mut refusals);
    let case = Case::open(cx, article, digest, records, &mut refusals);
    let open = objection::open(&case, &mut refusals);
    report::misfits(&case, &mut refusals);

    let weighed = Weighed::of(&case);
    let unexplained = lifecycle::unexplained_change(cx, article, &weighed.versions, (weighed.own_first, weighed.fixes));
    let burnt = lifecycle::burnt_id(cx, article, &weighed.versions);
    let facts = Facts {
        suspended: suspension.is_some(),
        faulty: submission.has_errors || unexplained.is_some() || burnt.is_some(),
        objected: !open.is_empty(),
        ..weighed.facts(&case)
    };
    let state = transition::state(&facts, cx.now);
    let outcome = outcome(cx, submission, state, &weighed, suspension.as_ref());
    let missing = weighed.missing(&case, state);

    let mut findings = Findings::default();
    let shown = matches!(outcome, Outcome::Cleared(_));
    let place = weighed.first_published().filter(|_| !shown).map(|first| Place::of(article, first));
    report::refused(refusals, shown, &mut findings);
    findings.extend(unexplained);
    findings.extend(burnt);
    findings.extend(lifecycle::back_to_draft(article, &|| weighed.was_public(&case)));
    findings.extend(suspension.as_ref().map(report::suspended));
    report::objections(&open, &mut findings);
    findings.extend(report::state(&case, state, weighed.term.as_ref()));
    weighed.report(&case, state, &missing, &mut findings);
    let changed = if weighed.settled() { Vec::new() } else { changed(&weighed, submission.parts, &manifest) };
    let next = transition::next_change(&facts, cx.now);
    Verdict { id: article.id().clone(), state, digest, findings, missing, changed, next, place, outcome }
}

/// Everything that counting gives.
pub(super) struct Weighed<'a> {
    pub(super) versions: Vec<Version>,
    /// When this digest was first complete, even if decisions were withdrawn since.
    pub(super) own_first: Option<Timestamp>,
    term: Option<Term<'a>>,
    /// The fully approved version of which the present text is a small fix, agreed to or about to be.
    fixes: Option<ContentDigest>,
    /// What came of the small-fix lane, where the full quorum is not there.
    attempt: Attempt<'a>,
    fast: Option<Fast<'a>>,
    /// Whether the text says that it is retracted, and if that is decided, when and by whom.
    wants_retraction: bool,
    retraction: Option<Completion<'a>>,
}

impl<'a> Weighed<'a> {
    pub(super) fn of(case: &Case<'_, 'a>) -> Self {
        let (cx, article) = (case.cx, case.article);
        let versions = history::versions(cx, article.id(), &case.elsewhere);
        let full = |at| Requirement::full(cx, article, at);
        let asked = |at| Requirement::retraction(cx, at);
        let wants_retraction = article.front.retraction.is_some();
        let (term, fixes, attempt) = match (expiry::term(case), minor::attempt(case, &versions)) {
            // Read in full besides, the text is still a fix that owes nobody a correction: who counts may differ
            // between a change and the build after it, what is owed may not.
            (own, Attempt::Done { from, term }) => (Some(own.unwrap_or(*term)), Some(from), Attempt::None),
            (Some(own), _) => (Some(own), None, Attempt::None),
            (None, Attempt::Open { from, asked, lacks, seats }) => {
                (None, Some(from), Attempt::Open { from, asked, lacks, seats })
            }
            (None, attempt) => (None, None, attempt),
        };
        let fixed = term.as_ref().and_then(|term| term.fix.as_ref()).map(|fix| fix.at);
        Self {
            own_first: first_ever(cx, Some(article), &full, &case.here, case.digest).or(fixed),
            term,
            fixes,
            attempt,
            fast: emergency::fast(case, &versions),
            wants_retraction,
            retraction: wants_retraction
                .then(|| completion(cx, Some(article), &asked, &case.retractions(), None))
                .flatten(),
            versions,
        }
    }

    fn facts(&self, case: &Case<'_, 'a>) -> Facts {
        let front = &case.article.front;
        // Approvals arrive before their text: only a version that the branch has held takes this one's place.
        let held = |version: &&Version| case.cx.history.held(case.article.id(), &version.digest);
        let later = |at: Timestamp, fast: bool| {
            let late = |version: &&Version| {
                version.latest.max(version.fixed).max(version.fast_latest.filter(|_| fast)) > Some(at)
            };
            self.versions.iter().filter(late).any(|version| held(&version))
        };
        let outrun = |term: &Term<'_>| match &term.fix {
            None => later(term.completed, false),
            // Any full version after the one that was fixed; among fixes of the same one the last.
            Some(fix) => {
                let others = self.versions.iter().filter(|version| version.digest != fix.from);
                let late = |version: &&Version| version.latest > Some(term.completed) || version.fixed > Some(fix.at);
                others.filter(late).any(|version| held(&version))
            }
        };
        let retraction = match (&front.retraction, &self.retraction) {
            (None, _) => Retraction::None,
            (Some(_), None) => Retraction::Asked,
            (Some(_), Some(_)) => Retraction::Decided,
        };
        let notice = front.emergency.as_ref().filter(|_| front.kind.value == Kind::Emergency);
        Facts {
            retraction,
            draft: front.review.status.value == Intent::Draft,
            full: self.term.as_ref().map(|term| FullQuorum { superseded: outrun(term), valid_until: term.valid_until }),
            fast: self
                .fast
                .as_ref()
                .map(|fast| FastQuorum { superseded: later(fast.completion.at, true), due: fast.due }),
            publish_at: front.publish_at.as_ref().map(|at| at.value),
            ends: notice.map(|notice| notice.expires.value),
            ..Facts::default()
        }
    }

    fn predecessor(&self) -> Option<&Version> {
        lifecycle::predecessor(&self.versions, self.own_first)
    }

    /// Whether any complete version of the article has been on the branch.
    fn was_public(&self, case: &Case<'_, 'a>) -> bool {
        let held = |digest| case.cx.history.held(case.article.id(), digest);
        let others = self.versions.iter().filter(|version| version.first.is_some());
        self.own_first.is_some_and(|_| held(&case.digest)) || others.map(|version| &version.digest).any(held)
    }

    /// Whether nothing is missing on this digest for good.
    fn settled(&self) -> bool {
        // Approvals of the words do not decide the retraction that they announce.
        self.retraction.is_some() || (self.term.is_some() && !self.wants_retraction)
    }

    /// When any version first went out.
    fn first_published(&self) -> Option<Timestamp> {
        let versions = self.versions.iter().filter_map(|version| version.first);
        versions.chain(self.own_first).chain(self.fast.as_ref().map(|fast| fast.first)).min()
    }

    /// What the present state waits for.
    pub(super) fn shortfall(&self, case: &Case<'_, 'a>) -> Option<(Requirement, Vec<Lack>, Vec<Seat<'a>>)> {
        let (cx, article) = (case.cx, case.article);
        let (asked, voices, since) = if article.front.retraction.is_some() {
            (Requirement::retraction(cx, cx.now)?, case.retractions(), None)
        } else {
            let full = Requirement::full(cx, article, cx.now)?;
            let brief = self.term.as_ref().filter(|term| expiry::short_review_open(term, cx.now));
            let asked = brief.and_then(|_| Requirement::short_review(&full)).unwrap_or(full);
            let read = self.term.as_ref().filter(|term| term.fix.is_none());
            (asked, case.approvals(), read.map(|term| term.completed))
        };
        let (lacks, seats) = shortfall(cx, article, &asked, &voices, since);
        Some((asked, lacks, seats))
    }

    fn missing(&self, case: &Case<'_, 'a>, state: State) -> Vec<Bilingual> {
        let renewing = matches!(state, State::Expired | State::Expiring | State::RolledBack);
        if self.settled() && !renewing {
            return Vec::new();
        }
        if let Attempt::Open { asked, lacks, seats, .. } = &self.attempt {
            return wording::missing(case, asked, lacks, seats);
        }
        let shortfall = self.shortfall(case);
        shortfall.map(|(asked, lacks, seats)| wording::missing(case, &asked, &lacks, &seats)).unwrap_or_default()
    }

    /// Findings about an unmet quorum.
    fn report(&self, case: &Case<'_, 'a>, state: State, missing: &[Bilingual], out: &mut Findings) {
        if self.settled() {
            return;
        }
        report::other_versions(case, out);
        if let Attempt::Refused(why) = &self.attempt {
            out.extend(why.iter().cloned());
        }
        // Two people let it out in haste; that the others still have to speak is no fault of theirs.
        if self.fast.is_none() {
            let fault = emergency::fault(case);
            let named = fault.is_some() || case.article.front.retraction.is_some();
            out.extend(fault);
            if let (Some((asked, lacks, seats)), false) = (self.shortfall(case), named) {
                report::near_misses(&case.approvals(), &asked, (&lacks, &seats), out);
            }
        }
        if state == State::InReview {
            out.push(report::unmet(case, missing));
        }
    }
}

fn outcome(
    cx: &GateCx<'_>,
    submission: &Submission<'_>,
    state: State,
    weighed: &Weighed<'_>,
    suspension: Option<&Accepted<'_>>,
) -> Outcome {
    let id = submission.article.id();
    let said = |zh: &str, en: &str| Some(Bilingual::new(zh, en));
    let term = weighed.term.as_ref();
    match (state, term, &weighed.fast, &weighed.retraction) {
        (State::Suspended, ..) => suspension.map_or(Outcome::Held, |record| {
            let reason = record.statement().note.clone().map(|note| Bilingual::new(note.clone(), note));
            Outcome::Withdrawn(Tombstone::new(id.clone(), state, record.at(), reason))
        }),
        (State::Overdue, _, Some(fast), _) => {
            let reason = said("先行发布后未按期完成全部审核", "the full review did not follow in time");
            Outcome::Withdrawn(Tombstone::new(id.clone(), state, fast.due, reason))
        }
        (State::Expired, Some(term), ..) if term.requirement.withhold => {
            let reason = said("审核已过期，正在复核", "the review has expired; the text is being read again");
            let since = term.valid_until.unwrap_or_else(|| cx.now.exactly());
            Outcome::Withdrawn(Tombstone::new(id.clone(), state, since, reason))
        }
        (State::Retracted, _, _, Some(done)) => clear(cx, submission, state, weighed, (done.at, &done.seats, None)),
        (State::Published | State::Expiring | State::Expired | State::Archived, Some(term), ..) => {
            clear(cx, submission, state, weighed, (term.completed, &term.seats, term.valid_until))
        }
        (State::Provisional | State::Archived, None, Some(fast), _) => {
            let done = &fast.completion;
            clear(cx, submission, state, weighed, (done.at, &done.seats, Some(fast.due)))
        }
        // Named in full, so that a new state cannot slip through to readers.
        (
            State::Draft
            | State::InReview
            | State::Objected
            | State::Scheduled
            | State::RolledBack
            | State::Invalid
            | State::Published
            | State::Expiring
            | State::Expired
            | State::Provisional
            | State::Overdue
            | State::Retracted
            | State::Archived,
            ..,
        ) => Outcome::Held,
    }
}

fn clear(
    cx: &GateCx<'_>,
    submission: &Submission<'_>,
    state: State,
    weighed: &Weighed<'_>,
    (completed, seats, valid_until): (Timestamp, &[Seat<'_>], Option<Timestamp>),
) -> Outcome {
    let approval = Approval {
        digest: super::digest(submission.article),
        state,
        credits: seats.iter().map(|seat| credit(cx.roster, seat)).collect(),
        completed,
        first_published: weighed.first_published().map_or(completed, |first| first.min(completed)),
        valid_until,
        fix: weighed.term.as_ref().and_then(|term| term.fix.as_ref()).map(|fix| SmallFix {
            from: fix.from,
            at: fix.at,
            credits: fix.seats.iter().map(|seat| credit(cx.roster, seat)).collect(),
        }),
    };
    Outcome::Cleared(Cleared::seal(Arc::clone(submission.article), approval))
}

fn credit(roster: &Roster, seat: &Seat<'_>) -> Credit {
    let (person, record) = (seat.voice.person, seat.voice.record);
    let org = person.orgs_on(seat.voice.day()).next().and_then(|id| roster.organisations.get(id));
    Credit {
        person: person.id.value.as_str().into(),
        name: person.name.clone(),
        title: person.title.clone(),
        org: org.map(|org| org.name.clone()),
        stage: seat.stage,
        at: seat.voice.at(),
        via: record.statement.via,
        record: record.path.file_name().into(),
    }
}

/// What changed since the version that was last complete, or else last approved by anybody.
fn changed(
    weighed: &Weighed<'_>,
    parts: &dyn Fn(ContentDigest) -> Option<Manifest>,
    present: &Manifest,
) -> Vec<Bilingual> {
    let approved = weighed.versions.iter().max_by_key(|version| version.approved);
    let Some(version) = weighed.predecessor().or(approved) else { return Vec::new() };
    if let Some(old) = parts(version.digest) {
        return changed_parts(&old, present);
    }
    let short = version.digest.short();
    vec![Bilingual::new(
        format!("与版本 {short} 不同；没有它的 .parts 清单，无法指出是哪一部分"),
        format!("differs from version {short}; without its .parts list the part cannot be named"),
    )]
}
