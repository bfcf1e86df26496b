//! Objections stick to the article, not to a version: editing a comma does not shake off a veto.
//!
//! Nothing that the editor can write — authors, topics, risks — makes an objection go away; only the objector's
//! own later word does, or an overruling by a final approver. Deliberately absent: whether the objector is right.

use super::case::Case;
use super::entitle::may_hold;
use super::records::{Accepted, Checked, Refusal, at_field};
use super::suspend::may_loosen;
use crate::model::record::Decision;
use crate::model::roster::Stage;

/// The objections that nobody has settled, oldest first.
pub(super) fn open<'a>(case: &Case<'_, 'a>, refusals: &mut Vec<Refusal>) -> Vec<Accepted<'a>> {
    let mut open: Vec<Accepted<'a>> = Vec::new();
    for record in &case.records {
        let allowed = match record.decision() {
            Decision::Reject => may_object(record),
            Decision::Overrule => may_overrule(case, record),
            Decision::Approve | Decision::Withdraw => Ok(()),
            _ => continue,
        };
        let same = |other: &Accepted<'a>| other.person.id.value == record.person.id.value;
        match (allowed, record.decision()) {
            (Err(finding), decision) => refusals.push(Refusal { decision, finding }),
            (Ok(()), Decision::Reject) => {
                open.retain(|other| !same(other));
                open.push(*record);
            }
            // Nobody settles his own objection by authority; he takes it back.
            (Ok(()), Decision::Overrule) => open.retain(same),
            (Ok(()), _) => open.retain(|other| !same(other)),
        }
    }
    open
}

fn may_object(record: &Accepted<'_>) -> Checked<()> {
    may_hold(record)?;
    let (person, statement) = (record.person, record.statement());
    if statement.conflict_declared {
        let zh = format!("{} 声明与本文存在利益冲突，签署不计入", person.name);
        let en = format!("{} declared a conflict of interest; the decision does not count", person.id.value);
        return Err(at_field(710, record.record, "conflict", zh, en)
            .help("请没有利益关系的审核人签署", "have a person without interests sign")
            .into());
    }
    let reviews = person.stages.iter().any(|stage| *stage != Stage::Governance);
    if reviews {
        return Ok(());
    }
    let zh = format!("{} 不承担任何审次，反对意见不计入", person.name);
    let en = format!("{} holds no stage of review; the objection does not count", person.id.value);
    Err(at_field(706, record.record, "reviewer", zh, en).help("请审核人签署", "have a reviewer sign").into())
}

fn may_overrule(case: &Case<'_, '_>, record: &Accepted<'_>) -> Checked<()> {
    if !record.person.stages.contains(&Stage::Final) || record.statement().conflict_declared {
        let zh = format!("{} 无权裁定反对意见", record.person.name);
        let en = format!("{} may not overrule an objection", record.person.id.value);
        return Err(at_field(706, record.record, "decision", zh, en)
            .help("请没有利益关系的终审人裁定", "have a final approver without interests decide")
            .into());
    }
    may_loosen(case.cx, Some(case.article), record)
}
