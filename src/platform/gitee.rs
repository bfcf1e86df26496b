//! Gitee: Merge Request Hook with action `approved`, and Note Hook for a comment `不通过：…`.
//!
//! Source: Gitee help centre, "WebHook 推送数据格式说明" and "WebHook 推送数据类型说明"; API v5, `GET
//! /repos/{owner}/{repo}/pulls/{number}` (`assignees[].accept`) and `GET …/pulls/comments/{id}`. Gitee has no
//! rejection and no number of an approval; its `accept` marks name no commit, so the head must agree as well.

use jiff::Timestamp;
use serde::Deserialize;

use super::wire::{self, NamedUser, Tip};
use super::{Act, Claim, Platform, Refusal, Remarks, ReviewEvent};
use crate::model::units::Sha256;

#[derive(Deserialize)]
struct Payload {
    hook_name: Option<String>,
    action: Option<String>,
    noteable_type: Option<String>,
    pull_request: Option<PullRequest>,
    repository: Option<Repository>,
    project: Option<Repository>,
    updated_by: Option<NamedUser>,
    comment: Option<Comment>,
    timestamp: Option<Stamp>,
}

#[derive(Deserialize)]
struct PullRequest {
    number: Option<u64>,
    user: Option<NamedUser>,
    head: Option<Tip>,
    base: Option<Target>,
    updated_at: Option<String>,
}

#[derive(Deserialize)]
struct Target {
    repo: Option<Repository>,
}

#[derive(Deserialize)]
struct Repository {
    path_with_namespace: Option<String>,
}

#[derive(Deserialize)]
struct Comment {
    id: Option<u64>,
    body: Option<String>,
    user: Option<NamedUser>,
    created_at: Option<String>,
}

/// Milliseconds since 1970, as text or number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stamp {
    Text(String),
    Number(i64),
}

impl Stamp {
    fn time(&self) -> Option<Timestamp> {
        let millis = match self {
            Self::Text(text) => text.parse().ok()?,
            Self::Number(number) => *number,
        };
        Timestamp::from_second(millis.checked_div(1000)?).ok()
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<Claim, Refusal> {
    let payload: Payload = wire::event(bytes)?;
    match payload.hook_name.as_deref().unwrap_or_default() {
        "merge_request_hooks" => review(payload),
        "note_hooks" => objection(payload),
        other => Err(wire::no_decision(other)),
    }
}

fn review(mut payload: Payload) -> Result<Claim, Refusal> {
    let act = match payload.action.as_deref().unwrap_or_default() {
        "approved" => Act::Approve,
        // Taking an approval back is one of several things an update may be; the fresh copy tells.
        "update" => Act::Withdraw,
        other => return Err(wire::no_decision(other)),
    };
    let updated = payload.pull_request.as_ref().and_then(|request| wire::time(request.updated_at.as_deref()));
    let at = updated.or_else(|| payload.timestamp.as_ref().and_then(Stamp::time));
    let user = payload.updated_by.take();
    let event = whole(payload, (act, user, at, None), Remarks::default())?;
    Ok(Claim { event, project: None, comment: false })
}

fn objection(mut payload: Payload) -> Result<Claim, Refusal> {
    if payload.noteable_type.as_deref() != Some("PullRequest") || payload.action.as_deref() != Some("comment") {
        return Err(wire::no_decision(payload.action.as_deref().unwrap_or("note")));
    }
    let comment = wire::needed(payload.comment.take(), "comment")?;
    let remarks = Remarks::read(comment.body.as_deref().unwrap_or_default())?;
    if remarks.objection.is_none() {
        return Err(wire::no_decision("comment"));
    }
    let at = wire::time(comment.created_at.as_deref());
    let id = wire::needed(comment.id, "comment.id")?.to_string();
    let event = whole(payload, (Act::Reject, comment.user, at, Some(id)), remarks)?;
    Ok(Claim { event, project: None, comment: true })
}

type Core = (Act, Option<NamedUser>, Option<Timestamp>, Option<String>);

fn whole(payload: Payload, (act, user, at, review): Core, remarks: Remarks) -> Result<ReviewEvent, Refusal> {
    let request = wire::needed(payload.pull_request, "pull_request")?;
    let target = request.base.and_then(|base| base.repo);
    let named = [target, payload.repository, payload.project].into_iter().flatten();
    let mut names = named.filter_map(|repository| repository.path_with_namespace);
    let repo = wire::repo(names.next())?;
    if names.any(|other| other != repo) {
        return Err(Refusal::unbound(
            "事件里的仓库名前后不一",
            "the event names two repositories",
            ("核对事件来自哪个仓库", "see which repository the event is of"),
        ));
    }
    Ok(ReviewEvent {
        platform: Platform::Gitee,
        repo,
        pull_request: wire::needed(request.number, "pull_request.number")?,
        act,
        account: wire::reviewer(user.map(Into::into))?,
        actor: None,
        author: wire::opener(request.user.and_then(|user| user.id))?,
        commit: wire::commit(request.head.and_then(|head| head.sha))?,
        review,
        at: wire::needed_time(at, "updated_at")?,
        remarks,
        emails: Vec::new(),
        listed: false,
        sum: Sha256::of(&[]),
    })
}

/// The pull request as the interface gives it.
#[derive(Deserialize)]
struct Copy {
    html_url: Option<String>,
    head: Option<Tip>,
    assignees: Option<Vec<Assignee>>,
    assignees_number: Option<i64>,
}

#[derive(Deserialize)]
struct Assignee {
    id: Option<i64>,
    accept: Option<bool>,
}

pub(super) fn confirm(claim: Claim, copy: &[u8]) -> Result<ReviewEvent, Refusal> {
    let event = claim.event;
    if claim.comment {
        return confirm_comment(event, copy);
    }
    let fresh: Copy = wire::copy(copy)?;
    if !wire::names_request(fresh.html_url.as_deref(), &event.repo, event.pull_request) {
        return Err(wire::unconfirmed("核对文件是另一个合并请求", "the copy is of another pull request"));
    }
    let own = |assignee: &&Assignee| assignee.id.is_some_and(|id| id.to_string() == event.account.id);
    let accept = fresh.assignees.iter().flatten().find(own).and_then(|assignee| assignee.accept);
    match (event.act, accept) {
        (Act::Withdraw, Some(false)) => Ok(event),
        (Act::Withdraw, _) => Err(wire::no_decision("update")),
        (_, Some(true)) => {
            if fresh.assignees_number == Some(0) {
                return Err(wire::unconfirmed(
                    "合并请求设为无须审查（assignees_number 为 0），通过标记没有意义",
                    "the request needs no review (assignees_number is 0), so its marks mean nothing",
                ));
            }
            if fresh.head.and_then(|head| head.sha).as_deref() != Some(&event.commit) {
                return Err(wire::unconfirmed(
                    "通过之后又有新的提交，无法确定审的是哪一版",
                    "commits were added since, so the version that was approved is not certain",
                ));
            }
            Ok(event)
        }
        _ => Err(wire::unconfirmed("平台上没有这个人的通过标记", "the forge shows no acceptance by this account")),
    }
}

/// A comment as the interface gives it.
#[derive(Deserialize)]
struct FreshComment {
    id: Option<u64>,
    body: Option<String>,
    user: Option<NamedUser>,
    html_url: Option<String>,
}

fn confirm_comment(mut event: ReviewEvent, copy: &[u8]) -> Result<ReviewEvent, Refusal> {
    let fresh: FreshComment = wire::copy(copy)?;
    let same = fresh.id.map(|id| id.to_string()) == event.review
        && fresh.user.and_then(|user| user.id).map(|id| id.to_string()).as_deref() == Some(&event.account.id)
        && wire::names_request(fresh.html_url.as_deref(), &event.repo, event.pull_request);
    let remarks = Remarks::read(fresh.body.as_deref().unwrap_or_default())?;
    if !same || remarks.objection.is_none() {
        return Err(wire::unconfirmed("平台上没有这条“不通过”评论", "the forge has no such comment"));
    }
    event.remarks = remarks;
    Ok(event)
}
