//! Sign-off records (`*.signoff`): one signed decision each, append-only.

use std::sync::Arc;

use jiff::Timestamp;

use super::armour::Armour;
use super::path::SourcePath;
use super::roster::Stage;
use super::token::vocabulary;
use super::units::ContentDigest;

/// The SSHSIG namespace of sign-offs; a signature made for anything else never verifies.
pub const SIGNOFF_NAMESPACE: &str = "kepu-signoff-v1";

vocabulary! {
    /// What was decided.
    Decision {
        Approve = "approve", "通过", "approve";
        Reject = "reject", "不通过", "reject";
        Withdraw = "withdraw", "撤回", "withdraw";
        Minor = "minor", "小改", "minor edit";
        Suspend = "suspend", "暂停", "suspend";
        Resume = "resume", "恢复", "resume";
        Retract = "retract", "撤稿", "retract";
        Overrule = "overrule", "裁定驳回反对意见", "overrule";
    }
}

vocabulary! {
    /// How the decision was given.
    Via {
        Ssh = "ssh", "本人密钥", "own key";
        Github = "github", "GitHub", "GitHub";
        Gitlab = "gitlab", "GitLab", "GitLab";
        Gitea = "gitea", "Gitea", "Gitea";
        Gitee = "gitee", "Gitee", "Gitee";
    }
}

/// One parsed record. Nothing in it is believed until its signature is checked by the gate.
#[derive(Clone, Debug)]
pub struct SignOff {
    /// The file.
    pub path: SourcePath,
    /// The statement.
    pub statement: Statement,
    /// The armoured signature.
    pub armour: Armour,
}

/// The signed statement, field by field in file order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Project UUID; records that are read together share it.
    pub project: Arc<str>,
    /// Article id (or `@governance`, `@emergencies`).
    pub article: String,
    /// The digest decided on.
    pub digest: ContentDigest,
    /// The digest before, for a minor edit.
    pub from: Option<ContentDigest>,
    /// Decision.
    pub decision: Decision,
    /// Stage; absent where a decision has none.
    pub stage: Option<Stage>,
    /// Person id.
    pub reviewer: String,
    /// Whether a conflict of interest was declared.
    pub conflict_declared: bool,
    /// When.
    pub at: Timestamp,
    /// How.
    pub via: Via,
    /// Platform evidence.
    pub evidence: Option<String>,
    /// One line of reason.
    pub note: Option<String>,
}

impl SignOff {
    /// What was signed. A statement has one spelling, and whoever reads a record refuses any other, so the text need
    /// not be kept beside it.
    #[must_use]
    pub fn signed(&self) -> String {
        self.statement.signed_text()
    }
}

impl Statement {
    /// The exact bytes that are signed.
    ///
    /// Source: `kepu-signoff-v1`, thirteen lines, LF, an absent value is `-`.
    #[must_use]
    pub fn signed_text(&self) -> String {
        let dash = |value: Option<&str>| value.unwrap_or("-").to_owned();
        format!(
            "{SIGNOFF_NAMESPACE}\nproject: {}\narticle: {}\ndigest: {}\nfrom: {}\ndecision: {}\nstage: {}\nreviewer: {}\nconflict: {}\nat: {}\nvia: {}\nevidence: {}\nnote: {}\n",
            self.project,
            self.article,
            self.digest,
            self.from.map_or_else(|| "-".to_owned(), |digest| digest.to_string()),
            self.decision.token(),
            dash(self.stage.map(Stage::token)),
            self.reviewer,
            if self.conflict_declared { "declared" } else { "none" },
            self.at,
            self.via.token(),
            dash(self.evidence.as_deref()),
            dash(self.note.as_deref()),
        )
    }
}
