//! Suspension: one person of duty can take an article off every screen at once.
//!
//! It looks at the article as a whole, not at a digest: an edit does not shake it off.

use super::GateCx;
use super::entitle::{contributed, own_work};
use super::records::{Accepted, Checked, Refusal, at_field};
use super::requirement::{Requirement, policy_at};
use crate::model::article::Article;
use crate::model::record::Decision;
use crate::model::roster::Stage;

/// The suspension in force: the newest of all suspensions and resumptions by people who may give them.
pub(super) fn in_force<'a>(
    cx: &GateCx<'a>,
    article: Option<&Article>,
    records: &[Accepted<'a>],
    refusals: &mut Vec<Refusal>,
) -> Option<Accepted<'a>> {
    let mut newest = None;
    for record in records {
        let allowed = match record.decision() {
            Decision::Suspend => on_duty(cx, record),
            Decision::Resume => on_duty(cx, record).and_then(|()| may_loosen(cx, article, record)),
            _ => continue,
        };
        match allowed {
            Ok(()) => newest = Some(*record),
            Err(finding) => refusals.push(Refusal { decision: record.decision(), finding }),
        }
    }
    newest.filter(|record| record.decision() == Decision::Suspend)
}

/// What lets an article through again against somebody's warning must not come from its author, nor, where the
/// final review needs an own key, from a recorder's key.
pub(super) fn may_loosen(cx: &GateCx<'_>, article: Option<&Article>, record: &Accepted<'_>) -> Checked<()> {
    let Some(article) = article else { return Ok(()) };
    if contributed(cx, article, record.person, Stage::Final) {
        let zh = format!("{} 在这次改动中提交过本文", record.person.name);
        let en = format!("{} made commits of this change to the article", record.person.id.value);
        return Err(at_field(709, record.record, "reviewer", zh, en)
            .help("请没有参与修改的人决定", "have a person decide who took no part in the change")
            .into());
    }
    if let Some(why) = own_work(article, record.person, Stage::Final) {
        return Err(at_field(708, record.record, "reviewer", why.zh, why.en)
            .help("请未参与本文写作的人决定", "have a person decide who took no part in the article")
            .into());
    }
    let direct = Requirement::full(cx, article, record.at()).is_none_or(|full| full.direct.contains(&Stage::Final));
    if direct && !record.own_key() {
        let (zh, en) = ("这项决定须由本人密钥签署", "this decision must be signed with the person's own key");
        return Err(at_field(723, record.record, "via", zh.to_owned(), en.to_owned())
            .help("请本人用 kepu sign 签署", "have the person sign with kepu sign")
            .into());
    }
    Ok(())
}

fn on_duty(cx: &GateCx<'_>, record: &Accepted<'_>) -> Checked<()> {
    let person = record.person;
    let allowed = policy_at(cx.roster, record.at()).is_some_and(|policy| {
        let rule = &policy.suspend;
        rule.roles.iter().any(|role| person.roles.contains(role))
            || rule.stages.iter().any(|stage| person.stages.contains(stage))
    });
    if allowed {
        return Ok(());
    }
    let zh = format!("{} 无权暂停或恢复展示", person.name);
    let en = format!("{} may not suspend or resume", person.id.value);
    Err(at_field(706, record.record, "decision", zh, en)
        .help("请值班负责人、总负责人或终审人决定", "have a duty officer, chief or final approver decide")
        .into())
}
