//! Who approved exactly which bytes of an article, for machines and assessors.

use serde::Serialize;

use super::desk::Desk;
use super::plan::Plan;
use super::{BuildFault, route};
use crate::gate::clearance::{Cleared, Credit, Lane};
use crate::model::article::ArticleId;

/// Version 1 of `provenance/<id>.json`.
#[derive(Serialize)]
struct WireProvenance<'a> {
    version: u32,
    project: &'a str,
    article: &'a str,
    digest: String,
    state: &'static str,
    completed: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
    approvals: Vec<WireApproval<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    small_fix: Option<WireSmallFix<'a>>,
}

/// A fix of slips of the pen after the full review, which `approvals` and `completed` are about.
#[derive(Serialize)]
struct WireSmallFix<'a> {
    from: String,
    at: String,
    approvals: Vec<WireApproval<'a>>,
}

#[derive(Serialize)]
struct WireApproval<'a> {
    stage: &'static str,
    person: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<&'a str>,
    at: String,
    via: &'static str,
    record: String,
}

/// Plans the provenance of an article; the editor's desk has none, as nobody has approved anything there.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, member: usize, output: &mut Plan<'a, L>) {
    let Some(prepared) = desk.article(member) else { return };
    let cleared = prepared.cleared;
    let shown = desk.editions().iter().any(|edition| desk.member(edition, cleared.id().as_str()).is_some());
    if shown && L::approval(cleared.stamp()).is_some() {
        let project = desk.inputs.settings.project.value.as_str();
        output.asset(route::provenance(cleared.id()), cleared, move |desk| {
            let cleared = desk.article(member).map(|prepared| prepared.cleared).unwrap_or(cleared);
            provenance(cleared, project)
        });
    }
}

fn provenance<L: Lane>(cleared: &Cleared<L>, project: &str) -> Result<Vec<u8>, BuildFault> {
    let nothing = || BuildFault::Encode("an unreviewed article has no provenance".to_owned());
    let approval = L::approval(cleared.stamp()).ok_or_else(nothing)?;
    let wire = WireProvenance {
        version: 1,
        project,
        article: cleared.id().as_str(),
        digest: approval.digest.to_string(),
        state: approval.state.token(),
        completed: approval.completed.to_string(),
        valid_until: approval.valid_until.map(|until| until.to_string()),
        approvals: approvals(cleared.id(), &approval.credits),
        small_fix: approval.fix.as_ref().map(|fix| WireSmallFix {
            from: fix.from.to_string(),
            at: fix.at.to_string(),
            approvals: approvals(cleared.id(), &fix.credits),
        }),
    };
    pretty(&wire)
}

fn approvals<'a>(id: &ArticleId, credits: &'a [Credit]) -> Vec<WireApproval<'a>> {
    let wire = |credit: &'a Credit| WireApproval {
        stage: credit.stage.token(),
        person: &credit.person,
        name: &credit.name,
        title: credit.title.as_deref(),
        organisation: credit.org.as_deref(),
        at: credit.at.to_string(),
        via: credit.via.token(),
        record: format!("records/{id}/{}", credit.record),
    };
    credits.iter().map(wire).collect()
}

/// JSON that a person can read, with a final line end.
pub(super) fn pretty<T: Serialize>(value: &T) -> Result<Vec<u8>, BuildFault> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|error| BuildFault::Encode(error.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
