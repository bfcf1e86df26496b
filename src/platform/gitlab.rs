//! GitLab: Merge Request Hook with an approval action.
//!
//! Source: GitLab Docs, "Webhook events" (merge request events), "Merge request approvals API" (get approvals of a
//! merge request) and "Merge requests API" (get single MR, field `sha`). GitLab has no rejection, and its list of
//! approvals names no commit, so the copy must hold the merge request too.

use serde::Deserialize;

use super::wire::{self, NamedUser};
use super::{Act, Claim, Platform, Refusal, Remarks, ReviewEvent};
use crate::model::units::Sha256;

#[derive(Deserialize)]
struct Payload {
    object_kind: Option<String>,
    user: Option<NamedUser>,
    project: Option<Project>,
    object_attributes: Option<Attributes>,
}

#[derive(Deserialize)]
struct Project {
    id: Option<i64>,
    path_with_namespace: Option<String>,
}

#[derive(Deserialize)]
struct Attributes {
    iid: Option<u64>,
    action: Option<String>,
    author_id: Option<i64>,
    updated_at: Option<String>,
    last_commit: Option<LastCommit>,
    /// Done by the forge itself, such as a reset of approvals after a push.
    system: Option<bool>,
}

#[derive(Deserialize)]
struct LastCommit {
    id: Option<String>,
    author: Option<CommitAuthor>,
}

#[derive(Deserialize)]
struct CommitAuthor {
    email: Option<String>,
}

pub(super) fn read(bytes: &[u8]) -> Result<Claim, Refusal> {
    let payload: Payload = wire::event(bytes)?;
    if payload.object_kind.as_deref() != Some("merge_request") {
        return Err(wire::no_decision(payload.object_kind.as_deref().unwrap_or("?")));
    }
    let attributes = wire::needed(payload.object_attributes, "object_attributes")?;
    let act = match attributes.action.as_deref().unwrap_or_default() {
        "approved" | "approval" => Act::Approve,
        "unapproved" | "unapproval" => Act::Withdraw,
        other => return Err(wire::no_decision(other)),
    };
    if attributes.system == Some(true) {
        // The digest binds an approval to its text; a push does not make it untrue.
        return Err(Refusal::unbound(
            "这是平台自动清除审批，不是审核人的决定",
            "the forge reset the approvals by itself; no reviewer decided",
            ("无须处理；内容改动后原审批自然只对原版本有效", "nothing to do; an approval stays bound to its version"),
        )
        .idle());
    }
    let project = wire::needed(payload.project, "project")?;
    let last = wire::needed(attributes.last_commit, "object_attributes.last_commit")?;
    let email = last.author.and_then(|author| author.email);
    let event = ReviewEvent {
        platform: Platform::Gitlab,
        repo: wire::repo(project.path_with_namespace)?,
        pull_request: wire::needed(attributes.iid, "object_attributes.iid")?,
        act,
        account: wire::reviewer(payload.user.map(Into::into))?,
        actor: None,
        author: wire::opener(attributes.author_id)?,
        commit: wire::commit(last.id)?,
        review: None,
        at: wire::needed_time(wire::time(attributes.updated_at.as_deref()), "object_attributes.updated_at")?,
        remarks: Remarks::default(),
        emails: email.into_iter().collect(),
        listed: false,
        sum: Sha256::of(&[]),
    };
    let project = Some(wire::needed(project.id, "project.id")?);
    Ok(Claim { event, project, comment: false })
}

/// The merge request and its approvals in one object.
#[derive(Deserialize)]
struct Copy {
    iid: Option<u64>,
    project_id: Option<i64>,
    web_url: Option<String>,
    sha: Option<String>,
    approved_by: Option<Vec<Approver>>,
}

#[derive(Deserialize)]
struct Approver {
    user: Option<NamedUser>,
    approved_at: Option<String>,
}

pub(super) fn confirm(claim: Claim, copy: &[u8]) -> Result<ReviewEvent, Refusal> {
    let mut event = claim.event;
    let fresh: Copy = wire::copy(copy)?;
    // The number of a project says nothing about its name, and the name is what the roster lists.
    let place = format!("/{}/-/merge_requests/{}", event.repo, event.pull_request);
    let elsewhere = fresh.web_url.is_none_or(|url| !url.ends_with(&place));
    let same = fresh.iid == Some(event.pull_request) && fresh.project_id.is_some() && fresh.project_id == claim.project;
    if elsewhere || !same {
        return Err(wire::unconfirmed("核对文件是另一个合并请求", "the copy is of another merge request"));
    }
    let Some(approvers) = fresh.approved_by else {
        return Err(wire::unconfirmed("核对文件里没有审批名单（approved_by）", "the copy has no approved_by"));
    };
    let own = |approver: &&Approver| {
        let id = approver.user.as_ref().and_then(|user| user.id);
        id.is_some_and(|id| id.to_string() == event.account.id)
    };
    let standing = approvers.iter().find(own);
    match (event.act, standing) {
        (Act::Withdraw, None) => Ok(event),
        (Act::Withdraw, Some(_)) => {
            Err(wire::unconfirmed("平台上的审批还在，没有撤回", "the approval still stands on the forge"))
        }
        (_, None) => Err(wire::unconfirmed("平台上没有这个人的审批", "the forge has no approval by this account")),
        (_, Some(approver)) => {
            // Without the head beside it, the list of approvals could be of any version.
            if fresh.sha.as_deref() != Some(&event.commit) {
                return Err(wire::unconfirmed(
                    "合并请求的最新提交（sha）与事件不同或缺失",
                    "the head (sha) of the merge request differs or is missing",
                ));
            }
            event.at = wire::time(approver.approved_at.as_deref()).unwrap_or(event.at);
            Ok(event)
        }
    }
}
