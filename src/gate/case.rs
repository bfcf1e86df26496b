//! One article before the gate: its digest and the genuine records, sorted by what they may be used for.

use super::GateCx;
use super::entitle::{may_hold, may_review};
use super::quorum::{Voice, standing};
use super::records::{Accepted, Refusal};
use crate::model::article::Article;
use crate::model::record::Decision;
use crate::model::units::ContentDigest;

/// What the parts of the gate look at together.
pub(super) struct Case<'c, 'a> {
    pub(super) cx: &'c GateCx<'a>,
    pub(super) article: &'c Article,
    pub(super) digest: ContentDigest,
    /// Every genuine record of the article, in order of time.
    pub(super) records: Vec<Accepted<'a>>,
    /// The decisions on exactly this digest that may count.
    pub(super) here: Vec<Accepted<'a>>,
    /// The decisions on other digests, by people who hold their stage.
    pub(super) elsewhere: Vec<Accepted<'a>>,
}

impl<'c, 'a> Case<'c, 'a> {
    /// Sorts the genuine records; decisions on this digest by people who may not give them are refused here.
    pub(super) fn open(
        cx: &'c GateCx<'a>,
        article: &'c Article,
        digest: ContentDigest,
        records: Vec<Accepted<'a>>,
        refusals: &mut Vec<Refusal>,
    ) -> Self {
        let mut here = Vec::new();
        let mut elsewhere = Vec::new();
        for record in records.iter().filter(|record| decides_text(record.decision())) {
            let lets_through = matches!(record.decision(), Decision::Approve | Decision::Minor | Decision::Retract);
            if record.digest() != digest {
                // Authors, topics and risks of another version are not known any more, so its voices are measured
                // by the stage alone. Believing too many of them can only hold this version back.
                elsewhere.extend((!lets_through || may_hold(record).is_ok()).then_some(*record));
                continue;
            }
            match if lets_through { may_review(cx, article, record) } else { Ok(()) } {
                Ok(()) => here.push(*record),
                Err(finding) => refusals.push(Refusal { decision: record.decision(), finding }),
            }
        }
        Self { cx, article, digest, records, here, elsewhere }
    }

    /// The standing approvals of this digest.
    pub(super) fn approvals(&self) -> Vec<Voice<'a>> {
        standing(&self.here, self.digest, Decision::Approve)
    }

    /// The standing retractions of this digest.
    pub(super) fn retractions(&self) -> Vec<Voice<'a>> {
        standing(&self.here, self.digest, Decision::Retract)
    }
}

fn decides_text(decision: Decision) -> bool {
    use Decision::{Approve, Minor, Reject, Retract, Withdraw};
    matches!(decision, Approve | Minor | Retract | Reject | Withdraw)
}
