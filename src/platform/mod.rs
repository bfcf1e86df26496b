//! What the four forges say of a review: one small payload reader each, one common [`ReviewEvent`].
//!
//! A webhook file proves nothing by itself, because anybody who can start a job can write one. [`read`] therefore
//! gives a [`Claim`], and only [`Claim::confirm`] with a fresh copy from the forge's own interface turns it into a
//! [`ReviewEvent`]. Whatever cannot be tied to one numbered account and one commit is a [`Refusal`] that says why.
//! Fields that are not needed are not read. Deliberately absent: people, policy, digests, network.

mod gitea;
mod gitee;
mod github;
mod gitlab;
mod list;
mod remarks;
#[cfg(test)]
mod tests;
mod wire;

use jiff::Timestamp;

use crate::diag::Bilingual;
use crate::model::record::{Decision, Via};
use crate::model::token::vocabulary;
use crate::model::units::Sha256;

pub use list::read_list;
pub use remarks::Remarks;

vocabulary! {
    /// A forge.
    Platform {
        Github = "github", "GitHub", "GitHub";
        Gitlab = "gitlab", "GitLab", "GitLab";
        Gitea = "gitea", "Gitea", "Gitea or Forgejo";
        Gitee = "gitee", "码云", "Gitee";
    }
}

impl Platform {
    /// The word in a record.
    #[must_use]
    pub fn via(self) -> Via {
        match self {
            Self::Github => Via::Github,
            Self::Gitlab => Via::Gitlab,
            Self::Gitea => Via::Gitea,
            Self::Gitee => Via::Gitee,
        }
    }

    /// What has to be fetched for `--confirm`, as a path of the forge's interface.
    #[must_use]
    pub fn fresh_copy(self) -> Bilingual {
        let (zh, en) = match self {
            Self::Github => (
                "GET /repos/{owner}/{repo}/pulls/{number}/reviews/{review_id}",
                "GET /repos/{owner}/{repo}/pulls/{number}/reviews/{review_id}",
            ),
            Self::Gitlab => (
                "GET /projects/{id}/merge_requests/{iid} 与 …/{iid}/approvals，用 jq -s add 合成一个对象",
                "GET /projects/{id}/merge_requests/{iid} and …/{iid}/approvals, made one object with jq -s add",
            ),
            Self::Gitea => {
                ("GET /repos/{owner}/{repo}/pulls/{index}/reviews", "GET /repos/{owner}/{repo}/pulls/{index}/reviews")
            }
            Self::Gitee => (
                "GET /v5/repos/{owner}/{repo}/pulls/{number}；评论则为 …/pulls/comments/{id}",
                "GET /v5/repos/{owner}/{repo}/pulls/{number}; for a comment …/pulls/comments/{id}",
            ),
        };
        Bilingual::new(zh, en)
    }
}

/// Largest payload that is read. The forges themselves cut at 25 MiB, but a review needs a few kilobytes.
pub const MAX_BYTES: usize = 4 << 20;

/// Why an event makes no record: the rule, the fact, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Rule number.
    pub code: u16,
    /// The fact.
    pub message: Bilingual,
    /// What to do.
    pub help: Bilingual,
    /// Whether nothing was decided at all, such as by a comment: then nobody has to do anything.
    pub idle: bool,
}

impl Refusal {
    /// A refusal with both texts, Chinese first.
    #[must_use]
    pub fn new(code: u16, message: (String, String), help: (&str, &str)) -> Self {
        let message = Bilingual::new(message.0, message.1);
        Self { code, message, help: Bilingual::new(help.0, help.1), idle: false }
    }

    /// The same for an event that decides nothing.
    fn idle(self) -> Self {
        Self { idle: true, ..self }
    }

    /// KP719 with fixed words.
    fn unbound(zh: &str, en: &str, help: (&str, &str)) -> Self {
        Self::new(719, (zh.to_owned(), en.to_owned()), help)
    }
}

/// What somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Approved.
    Approve,
    /// Asked for changes.
    Reject,
    /// Took an approval back, or had it taken back.
    Withdraw,
}

impl Act {
    /// The word in a record.
    #[must_use]
    pub fn decision(self) -> Decision {
        match self {
            Self::Approve => Decision::Approve,
            Self::Reject => Decision::Reject,
            Self::Withdraw => Decision::Withdraw,
        }
    }
}

/// An account of a forge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The number, which never passes to somebody else.
    pub id: String,
    /// The present name, for texts only.
    pub login: String,
}

/// One review, seen in the event and in the forge's own fresh copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewEvent {
    /// Forge.
    pub platform: Platform,
    /// `owner/name`, as the forge spells it.
    pub repo: String,
    /// Number of the pull request.
    pub pull_request: u64,
    /// What was done.
    pub act: Act,
    /// Whose review it is.
    pub account: Account,
    /// Who pressed the button, where that may be somebody else (a dismissal).
    pub actor: Option<String>,
    /// Who opened the pull request.
    pub author: String,
    /// The commit that was looked at: 40 or 64 lower-case hexadecimal digits.
    pub commit: String,
    /// The forge's number of the review, where it has one.
    pub review: Option<String>,
    /// When, to the second.
    pub at: Timestamp,
    /// What the reviewer wrote with it, understood.
    pub remarks: Remarks,
    /// Addresses of contributors that the event names.
    pub emails: Vec<String>,
    /// Whether it comes from a list rather than an event, and its commit may have been set later.
    pub listed: bool,
    /// Sum of the event file.
    pub sum: Sha256,
}

/// What an event file claims. Nothing is recorded from it before [`Claim::confirm`].
#[derive(Clone, Debug)]
pub struct Claim {
    event: ReviewEvent,
    /// Number of the project, where the fresh copy speaks of that.
    project: Option<i64>,
    /// Whether the event is a comment, so that the fresh copy is one too.
    comment: bool,
}

/// Reads an event file.
///
/// # Errors
/// KP718 or KP719 when it is no review of one account on one commit.
pub fn read(platform: Platform, bytes: &[u8]) -> Result<Claim, Refusal> {
    let mut claim = match platform {
        Platform::Github => github::read(bytes),
        Platform::Gitlab => gitlab::read(bytes),
        Platform::Gitea => gitea::read(bytes),
        Platform::Gitee => gitee::read(bytes),
    }?;
    claim.event.sum = Sha256::of(bytes);
    Ok(claim)
}

impl Claim {
    /// What is claimed, for texts and for finding the clone; not yet believed.
    #[must_use]
    pub fn unconfirmed(&self) -> &ReviewEvent {
        &self.event
    }

    /// Compares with a fresh copy from the forge's interface, whose words then count.
    ///
    /// # Errors
    /// KP719 when the copy does not hold the same review.
    pub fn confirm(self, copy: &[u8]) -> Result<ReviewEvent, Refusal> {
        match self.event.platform {
            Platform::Github => github::confirm(self, copy),
            Platform::Gitlab => gitlab::confirm(self, copy),
            Platform::Gitea => gitea::confirm(self, copy),
            Platform::Gitee => gitee::confirm(self, copy),
        }
    }
}
