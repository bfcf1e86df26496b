//! Gitea and Forgejo: the review hooks, whose body has no number of the review; the list of reviews gives it.
//!
//! Source: Gitea's API reference (`PullReview`), and the hook body of both programs (`review.type`,
//! `pull_request.head.sha`, `sender`).

use serde::Deserialize;

use super::wire::{self, NamedUser, Tip};
use super::{Act, Claim, Platform, Refusal, Remarks, ReviewEvent};
use crate::model::units::Sha256;

#[derive(Deserialize)]
struct Payload {
    pull_request: Option<PullRequest>,
    repository: Option<Repository>,
    sender: Option<NamedUser>,
    review: Option<HookReview>,
}

#[derive(Deserialize)]
struct HookReview {
    #[serde(rename = "type")]
    kind: Option<String>,
    content: Option<String>,
}

#[derive(Deserialize)]
struct PullRequest {
    number: Option<u64>,
    user: Option<NamedUser>,
    head: Option<Tip>,
    updated_at: Option<String>,
}

#[derive(Deserialize)]
struct Repository {
    full_name: Option<String>,
}

/// One entry of the list of reviews.
#[derive(Deserialize)]
pub(super) struct Review {
    pub(super) id: Option<u64>,
    pub(super) user: Option<NamedUser>,
    pub(super) state: Option<String>,
    pub(super) body: Option<String>,
    pub(super) commit_id: Option<String>,
    pub(super) stale: Option<bool>,
    pub(super) dismissed: Option<bool>,
    pub(super) submitted_at: Option<String>,
    pub(super) pull_request_url: Option<String>,
}

pub(super) fn read(bytes: &[u8]) -> Result<Claim, Refusal> {
    let payload: Payload = wire::event(bytes)?;
    let review = wire::needed(payload.review, "review")?;
    let kind = review.kind.unwrap_or_default();
    let act = match kind.as_str() {
        "pull_request_review_approved" => Act::Approve,
        "pull_request_review_rejected" => Act::Reject,
        other => return Err(wire::no_decision(other)),
    };
    let request = wire::needed(payload.pull_request, "pull_request")?;
    let event = ReviewEvent {
        platform: Platform::Gitea,
        repo: wire::repo(payload.repository.and_then(|repository| repository.full_name))?,
        pull_request: wire::needed(request.number, "pull_request.number")?,
        act,
        account: wire::reviewer(payload.sender.map(Into::into))?,
        actor: None,
        author: wire::opener(request.user.and_then(|user| user.id))?,
        commit: wire::commit(request.head.and_then(|head| head.sha))?,
        review: None,
        at: wire::needed_time(wire::time(request.updated_at.as_deref()), "pull_request.updated_at")?,
        remarks: Remarks::read(review.content.as_deref().unwrap_or_default())?,
        emails: Vec::new(),
        listed: false,
        sum: Sha256::of(&[]),
    };
    Ok(Claim { event, project: None, comment: false })
}

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
    let wanted = if event.act == Act::Approve { "APPROVED" } else { "REQUEST_CHANGES" };
    let own = |review: &Review| {
        let id = review.user.as_ref().and_then(|user| user.id);
        id.is_some_and(|id| id.to_string() == event.account.id)
            && review.state.as_deref() == Some(wanted)
            && wire::names_request(review.pull_request_url.as_deref(), &event.repo, event.pull_request)
    };
    let own: Vec<Review> = reviews.into_iter().filter(own).collect();
    if own.is_empty() {
        return Err(wire::unconfirmed("平台上没有这条审查", "the forge has no such review"));
    }
    // What is not said is taken as the worse: old programs leave the marks out only when both are unset.
    let here = |review: &Review| {
        review.commit_id.as_deref() == Some(event.commit.as_str())
            && review.stale != Some(true)
            && review.dismissed != Some(true)
    };
    let found = own.into_iter().filter(here).max_by_key(|review| wire::time(review.submitted_at.as_deref()));
    let Some(fresh) = found else {
        return Err(wire::unconfirmed(
            "平台上的审查对应另一个提交，或已过时、已被撤销",
            "the review is bound to another commit, stale or dismissed",
        ));
    };
    event.at = wire::needed_time(wire::time(fresh.submitted_at.as_deref()), "submitted_at")?;
    event.review = Some(wire::needed(fresh.id, "id")?.to_string());
    event.remarks = Remarks::read(fresh.body.as_deref().unwrap_or_default())?;
    Ok(event)
}
