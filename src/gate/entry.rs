//! Records that are entering the branch now: they must be fresh, and their key must be good today as well.
//!
//! Afterwards only the time of signing counts, so a retired reviewer's old approvals stay good. Without this door a
//! key that has ended, or a person who has left, could still make "old" approvals.

use super::GateCx;
use super::records::{at_field, distrust_on, genuine};
use super::requirement::policy_at;
use crate::diag::Diagnostic;
use crate::model::record::SignOff;
use crate::model::units::{china_date, plus_seconds};

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Why a record may not enter now (KP704, KP717), although it may be genuine. Records that are not genuine pass
/// here: the gate refuses them with a better reason.
#[must_use]
pub fn entry(cx: &GateCx<'_>, article: &str, record: &SignOff) -> Option<Diagnostic> {
    let person = genuine(cx, article, record).ok()?;
    let limit = policy_at(cx.roster, cx.now).map(|policy| policy.clock).unwrap_or_default().max_entry_age_days;
    let at = record.statement.at;
    if cx.now > plus_seconds(at, i64::from(limit) * DAY_SECONDS) {
        let (signed, today) = (china_date(at), cx.now.day());
        let zh = format!("签署于 {signed}，{today} 才补录，超过 {limit} 天");
        let en = format!("signed on {signed}, entering on {today}: more than {limit} days later");
        let finding = at_field(717, record, "at", zh, en);
        return Some(finding.help("请本人重新签署", "have the person sign again"));
    }
    let reason = distrust_on(cx, person, record, cx.now.day())?;
    let finding = at_field(704, record, "reviewer", reason.0, reason.1);
    Some(finding.help("请用现在有效的密钥重新签署", "sign again with a key that is valid now"))
}
