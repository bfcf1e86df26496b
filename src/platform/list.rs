//! Reviews read from a forge's list instead of an event, to make up for events that were lost.
//!
//! Off unless the policy allows it: a forge may bind a listed review to a newer commit afterwards. Every entry is
//! marked as listed, so that the recorder can compare its time with that of the commit. GitLab's list names no commit
//! and Gitee's marks no version, so neither is read. Source: the list endpoints named in [`super::Platform`].

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use super::wire::{self, NamedUser, User};
use super::{Act, Platform, Refusal, Remarks, ReviewEvent, gitea, github};
use crate::model::units::Sha256;

/// The pull request as both interfaces give it.
#[derive(Deserialize)]
struct PullRequest {
    number: Option<u64>,
    user: Option<NamedUser>,
    base: Option<Base>,
    updated_at: Option<String>,
}

#[derive(Deserialize)]
struct Base {
    repo: Option<Repository>,
}

#[derive(Deserialize)]
struct Repository {
    full_name: Option<String>,
}

/// What both lists say.
struct Entry {
    id: Option<u64>,
    user: Option<User>,
    act: Act,
    commit: Option<String>,
    at: Option<Timestamp>,
    body: Option<String>,
    url: Option<String>,
}

/// Reads the freshly fetched list of reviews beside the freshly fetched pull request: of each account the latest
/// decision. An entry that cannot count is a refusal of its own and stops no other.
///
/// # Errors
/// When the forge's lists are not fit, or the files cannot be read.
pub fn read_list(
    platform: Platform,
    reviews: &[u8],
    request: &[u8],
) -> Result<Vec<Result<ReviewEvent, Refusal>>, Refusal> {
    let entries = match platform {
        Platform::Github => of_github(wire::event(reviews)?),
        Platform::Gitea => of_gitea(wire::event(reviews)?),
        Platform::Gitlab | Platform::Gitee => {
            return Err(Refusal::unbound(
                "这个平台的审批列表不指明版本，不能补录",
                "the list of this forge names no version, so nothing can be made up for",
                ("请审核人重新审查，或用 kepu sign 签署", "have the reviewer review again, or sign with kepu sign"),
            ));
        }
    };
    let request: PullRequest = wire::copy(request)?;
    let updated = wire::time(request.updated_at.as_deref());
    let base = request.base.and_then(|base| base.repo).and_then(|repo| repo.full_name);
    let (repo, author) = (wire::repo(base)?, wire::opener(request.user.and_then(|user| user.id))?);
    let number = wire::needed(request.number, "number")?;
    let mut latest: BTreeMap<Option<i64>, Entry> = BTreeMap::new();
    for entry in entries {
        let who = entry.user.as_ref().and_then(|user| user.id);
        if latest.get(&who).is_none_or(|known| (known.at, known.id) <= (entry.at, entry.id)) {
            latest.insert(who, entry);
        }
    }
    let event = |entry: Entry| {
        if !wire::names_request(entry.url.as_deref(), &repo, number) {
            return Err(wire::unconfirmed("列表里的审查属于另一个合并请求", "a listed review is of another request"));
        }
        let given = wire::needed(entry.at, "submitted_at")?;
        Ok(ReviewEvent {
            platform,
            repo: repo.clone(),
            pull_request: number,
            act: entry.act,
            account: wire::reviewer(entry.user)?,
            actor: None,
            author: author.clone(),
            commit: wire::commit(entry.commit)?,
            review: Some(wire::needed(entry.id, "id")?.to_string()),
            // A dismissal is later than the review; the request's own time is the nearest that is known.
            at: if entry.act == Act::Withdraw { updated.map_or(given, |updated| updated.max(given)) } else { given },
            remarks: Remarks::read(entry.body.as_deref().unwrap_or_default())?,
            emails: Vec::new(),
            listed: true,
            sum: Sha256::of(reviews),
        })
    };
    Ok(latest.into_values().map(event).collect())
}

fn of_github(reviews: Vec<github::Review>) -> Vec<Entry> {
    let entry = |review: github::Review| {
        let act = match review.state.as_deref()? {
            "APPROVED" => Act::Approve,
            "CHANGES_REQUESTED" => Act::Reject,
            "DISMISSED" => Act::Withdraw,
            // A comment changes nothing.
            _ => return None,
        };
        Some(Entry {
            id: review.id,
            user: review.user,
            act,
            commit: review.commit_id,
            at: wire::time(review.submitted_at.as_deref()),
            body: review.body,
            url: review.pull_request_url,
        })
    };
    reviews.into_iter().filter_map(entry).collect()
}

fn of_gitea(reviews: Vec<gitea::Review>) -> Vec<Entry> {
    let entry = |review: gitea::Review| {
        let act = match (review.state.as_deref()?, review.dismissed == Some(true)) {
            ("APPROVED" | "REQUEST_CHANGES", true) => Act::Withdraw,
            ("APPROVED", false) => Act::Approve,
            ("REQUEST_CHANGES", false) => Act::Reject,
            _ => return None,
        };
        // A stale approval is of a version that is gone; without the event nobody knows of which.
        let stale = review.stale == Some(true) && act == Act::Approve;
        (!stale).then(|| Entry {
            id: review.id,
            user: review.user.map(Into::into),
            act,
            commit: review.commit_id,
            at: wire::time(review.submitted_at.as_deref()),
            body: review.body,
            url: review.pull_request_url,
        })
    };
    reviews.into_iter().filter_map(entry).collect()
}
