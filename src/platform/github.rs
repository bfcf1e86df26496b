//! GitHub: event `pull_request_review`.
//!
//! Source: GitHub Docs, "Webhook events and payloads" (pull_request_review) and "REST API endpoints for pull request
//! reviews" (get a review, list reviews).

use serde::Deserialize;

use super::wire::{self, User};
use super::{Act, Claim, Platform, Refusal, Remarks, ReviewEvent};
use crate::model::units::Sha256;

#[derive(Deserialize)]
struct Payload {
    action: Option<String>,
    review: Option<Review>,
    pull_request: Option<PullRequest>,
    repository: Option<Repository>,
    sender: Option<User>,
}

#[derive(Deserialize)]
pub(super) struct Review {
    pub(super) id: Option<u64>,
    pub(super) user: Option<User>,
    pub(super) body: Option<String>,
    pub(super) state: Option<String>,
    pub(super) commit_id: Option<String>,
    pub(super) submitted_at: Option<String>,
    pub(super) pull_request_url: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct PullRequest {
    pub(super) number: Option<u64>,
    pub(super) user: Option<User>,
    updated_at: Option<String>,
}

#[derive(Deserialize)]
struct Repository {
    full_name: Option<String>,
}

pub(super) fn read(bytes: &[u8]) -> Result<Claim, Refusal> {
    let payload: Payload = wire::event(bytes)?;
    let review = wire::needed(payload.review, "review")?;
    let state = review.state.as_deref().unwrap_or_default().to_ascii_lowercase();
    let act = match (payload.action.as_deref().unwrap_or_default(), state.as_str()) {
        ("submitted", "approved") => Act::Approve,
        ("submitted", "changes_requested") => Act::Reject,
        ("dismissed", "dismissed") => Act::Withdraw,
        ("submitted", other) => return Err(wire::no_decision(other)),
        (other, _) => return Err(wire::no_decision(other)),
    };
    let request = wire::needed(payload.pull_request, "pull_request")?;
    let submitted = wire::needed_time(wire::time(review.submitted_at.as_deref()), "review.submitted_at")?;
    // A dismissal has no time of its own; the request was last touched by it.
    let touched = wire::time(request.updated_at.as_deref()).filter(|touched| *touched >= submitted);
    let at = if act == Act::Withdraw { touched.unwrap_or(submitted) } else { submitted };
    let event = ReviewEvent {
        platform: Platform::Github,
        repo: wire::repo(payload.repository.and_then(|repository| repository.full_name))?,
        pull_request: wire::needed(request.number, "pull_request.number")?,
        act,
        account: wire::reviewer(review.user)?,
        actor: payload.sender.and_then(|sender| sender.id).map(|id| id.to_string()),
        author: wire::opener(request.user.and_then(|user| user.id))?,
        commit: wire::commit(review.commit_id)?,
        review: Some(wire::needed(review.id, "review.id")?.to_string()),
        at,
        remarks: Remarks::read(review.body.as_deref().unwrap_or_default())?,
        emails: Vec::new(),
        listed: false,
        sum: Sha256::of(&[]),
    };
    Ok(Claim { event, project: None, comment: false })
}

/// One review, or the list of all.
#[derive(Deserialize)]
#[serde(untagged)]
enum Copy {
    List(Vec<Review>),
    One(Box<Review>),
}

pub(super) fn confirm(claim: Claim, copy: &[u8]) -> Result<ReviewEvent, Refusal> {
    let mut event = claim.event;
    let reviews = match wire::copy(copy)? {
        Copy::List(list) => list,
        Copy::One(one) => vec![*one],
    };
    let same = |review: &Review| review.id.map(|id| id.to_string()) == event.review;
    let Some(fresh) = reviews.into_iter().find(same) else {
        return Err(wire::unconfirmed("平台上没有这条审查", "the forge has no such review"));
    };
    if !wire::names_request(fresh.pull_request_url.as_deref(), &event.repo, event.pull_request) {
        return Err(wire::unconfirmed("平台上的审查属于另一个合并请求", "the review belongs to another request"));
    }
    if fresh.user.and_then(|user| user.id).map(|id| id.to_string()).as_deref() != Some(&event.account.id) {
        return Err(wire::unconfirmed("平台上的审查人是另一个账号", "another account gave the review"));
    }
    let wanted = match event.act {
        Act::Approve => "APPROVED",
        Act::Reject => "CHANGES_REQUESTED",
        Act::Withdraw => "DISMISSED",
    };
    if !fresh.state.is_some_and(|state| state.eq_ignore_ascii_case(wanted)) {
        return Err(wire::unconfirmed("平台上的审查结论与事件不同", "the review has another state there"));
    }
    if fresh.commit_id.as_deref() != Some(&event.commit) {
        return Err(wire::unconfirmed("平台上的审查对应另一个提交", "the review is bound to another commit there"));
    }
    let submitted = wire::time(fresh.submitted_at.as_deref());
    if event.act != Act::Withdraw && submitted != Some(event.at) {
        return Err(wire::unconfirmed("审查时间与事件不同", "the review was submitted at another time"));
    }
    // Whoever forges an event could leave a declared conflict out; the forge's own text counts.
    event.remarks = Remarks::read(fresh.body.as_deref().unwrap_or_default())?;
    Ok(event)
}
