//! The emergency fast track: two people let a notice out at once, everybody else follows before a clock runs out.
//!
//! The clock starts once for an article and is not wound up again by a new version.

use jiff::Timestamp;

use super::case::Case;
use super::history::{Version, first_ever};
use super::quorum::{Completion, completion};
use super::requirement::{Requirement, policy_at};
use crate::diag::Diagnostic;
use crate::model::article::EmergencyNotice;
use crate::model::units::plus_seconds;

/// A completed fast track.
#[derive(Clone, Debug)]
pub(super) struct Fast<'a> {
    /// Who let it out, and when.
    pub(super) completion: Completion<'a>,
    /// When the article first went out by the fast track, in any version.
    pub(super) first: Timestamp,
    /// When the full quorum is due.
    pub(super) due: Timestamp,
}

/// The fast track of the present digest: asked for, allowed, and complete.
pub(super) fn fast<'a>(case: &Case<'_, 'a>, versions: &[Version]) -> Option<Fast<'a>> {
    let notice = asked(case)?;
    let need = |at| Requirement::fast(case.cx, case.article, at).filter(|_| event_open(case, notice, at));
    let completion = completion(case.cx, Some(case.article), &need, &case.approvals(), None)?;
    let own = first_ever(case.cx, Some(case.article), &need, &case.here, case.digest);
    // A version that went the whole way has no clock running; before any event there was no fast track.
    let unfinished = versions.iter().filter(|version| version.first.is_none()).filter_map(|version| version.fast_first);
    let in_event = unfinished.filter(|at| case.cx.emergencies.events.iter().any(|event| event.is_open(*at)));
    let first = in_event.chain(own).chain([completion.at]).min()?;
    let hours = policy_at(case.cx.roster, first)?.fast_track.as_ref()?.full_quorum_hours;
    Some(Fast { completion, first, due: plus_seconds(first, i64::from(hours) * 3600) })
}

/// When any version was first complete by the fast track that the editor asks for.
pub(super) fn first(case: &Case<'_, '_>, versions: &[Version]) -> Option<Timestamp> {
    let notice = asked(case)?;
    let need = |at| Requirement::fast(case.cx, case.article, at).filter(|_| event_open(case, notice, at));
    let own = first_ever(case.cx, Some(case.article), &need, &case.here, case.digest);
    let others = versions.iter().filter_map(|version| version.fast_first).filter(|at| event_open(case, notice, *at));
    others.chain(own).min()
}

/// Why the fast track that the editor asked for cannot be had (KP603).
pub(super) fn fault(case: &Case<'_, '_>) -> Option<Diagnostic> {
    let notice = asked(case)?;
    let finding = |zh: String, en: String| {
        Diagnostic::error(603, &case.article.source, notice.event.span, zh, en).help(
            "按普通程序完成全部审核，或写 fast_track: false",
            "complete the full review, or write fast_track: false",
        )
    };
    let Some(need) = Requirement::fast(case.cx, case.article, case.cx.now) else {
        let zh = "现行政策没有适用于本文的快速通道".to_owned();
        return Some(finding(zh, "the policy has no fast track for this article".to_owned()));
    };
    let event = &notice.event.value;
    let would = |at| Requirement::fast(case.cx, case.article, at);
    if let Some(done) = completion(case.cx, Some(case.article), &would, &case.approvals(), None) {
        let zh = format!("快速通道于 {} 完成签署时，应急事件 {event} 未开启", done.at);
        let en = format!("event {event} was not open when the fast track was complete at {}", done.at);
        return Some(finding(zh, en));
    }
    let without_roles = |at| would(at).map(|need| Requirement { roles: std::collections::BTreeMap::new(), ..need });
    let done = completion(case.cx, Some(case.article), &without_roles, &case.approvals(), None)?;
    let seat = done.seats.iter().find(|seat| {
        need.roles
            .get(&seat.stage)
            .is_some_and(|roles| !roles.iter().all(|role| seat.voice.person.roles.contains(role)))
    })?;
    let roles: Vec<&str> = need.roles.get(&seat.stage)?.iter().map(|role| role.zh()).collect();
    let name = &seat.voice.person.name;
    let zh = format!("快速通道的{}须由{}签署，{name} 不是", seat.stage.zh(), roles.join("、"));
    let en = format!("{} has not the duty that the fast track asks for", seat.voice.person.id.value);
    Some(finding(zh, en))
}

fn asked<'c>(case: &Case<'c, '_>) -> Option<&'c EmergencyNotice> {
    case.article.front.emergency.as_deref().filter(|notice| notice.fast_track)
}

fn event_open(case: &Case<'_, '_>, notice: &EmergencyNotice, at: Timestamp) -> bool {
    case.cx.emergencies.event(&notice.event.value).is_some_and(|event| event.is_open(at))
}
