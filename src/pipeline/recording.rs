//! From one confirmed review to one statement, or to the reason why not: everything the recorder decides.
//!
//! Pure: people, policy and records of the base, the text at the commit that was reviewed, the contributors that git
//! names, the clock. Deliberately absent: payloads (`platform`), git, keys, files.

mod person;
mod stage;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::contexts;
use super::judging;
use crate::gate::{self, Click, Contributors, GateCx, Submission, policy_at};
use crate::load::Library;
use crate::model::article::{Article, ArticleId};
use crate::model::history::History;
use crate::model::path::SourcePath;
use crate::model::record::{SignOff, Statement};
use crate::model::roster::{Person, Recorder, Stage};
use crate::model::sources::Sources;
use crate::model::units::plus_seconds;
use crate::platform::{Act, Refusal, ReviewEvent};

/// Contributors are judged here, person by person, before the gate is asked.
static NOBODY: Contributors = Contributors::new();

/// Everything a decision to record rests on.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// Trusted settings, people and records; content at the commit of the event.
    pub library: &'a Library,
    /// Where the library came from.
    pub sources: &'a dyn Sources,
    /// The confirmed event.
    pub event: &'a ReviewEvent,
    /// Directories of the articles that the pull request changes.
    pub touched: &'a BTreeSet<String>,
    /// Everybody who had a hand in the commits that change them.
    pub contributors: &'a [Contributor],
    /// What the base has held.
    pub history: &'a dyn History,
    /// When the commit of the event was made, by its own word.
    pub committed: Option<Timestamp>,
    /// The clock.
    pub now: Timestamp,
}

/// One address found in a commit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contributor {
    /// Address in lower case.
    pub email: String,
    /// Whether it stands as committer only: forges write their own address there for edits on their pages.
    pub committer_only: bool,
}

/// What is to be done.
#[derive(Clone, Debug)]
pub enum Ruling {
    /// Sign and write this statement; the article is there for everything but a withdrawal.
    Record(Box<Statement>, Option<Arc<Article>>),
    /// The event was recorded before.
    Known(SourcePath),
}

/// The recorder that may speak for a repository: the one whose keys the gate will ask.
#[must_use]
pub fn recorder<'a>(library: &'a Library, event: &ReviewEvent) -> Option<&'a Recorder> {
    let platform = event.platform.token();
    let repo = format!("{platform}:{}", event.repo);
    library
        .roster
        .recorders
        .values()
        .find(|recorder| recorder.platforms.iter().any(|own| own == platform) && recorder.repos.contains(&repo))
}

/// Decides what to record of a request that may change several articles, where the policy allows it: one click, and a
/// record of its own for each, so that a change of one leaves the others approved.
#[must_use]
pub fn decide_each(request: &Request<'_>) -> Vec<Result<Ruling, Refusal>> {
    let limit = policy_at(&request.library.roster, request.now).map_or(1, |policy| policy.pr.max_articles) as usize;
    if !(2..=limit).contains(&request.touched.len()) {
        return vec![decide(request)];
    }
    let one = |dir: &String| {
        let article = request.library.articles.values().find(|article| article.dir.as_str() == dir);
        let touched = BTreeSet::from([dir.clone()]);
        decide_about(&Request { touched: &touched, ..*request }, article.map(|article| article.id()))
    };
    request.touched.iter().map(one).collect()
}

/// Decides what to record of a request that changes one article.
///
/// # Errors
/// The rule and the reason why nothing is recorded.
pub fn decide(request: &Request<'_>) -> Result<Ruling, Refusal> {
    decide_about(request, None)
}

/// The same where the click is about several articles and only one of them is meant.
fn decide_about(request: &Request<'_>, only: Option<&ArticleId>) -> Result<Ruling, Refusal> {
    let (library, event) = (request.library, request.event);
    if recorder(library, event).is_none() {
        let (zh, en) = (
            format!("没有登记可代 {}:{} 记录审批的程序", event.platform.token(), event.repo),
            format!("no recorder is registered for {}:{}", event.platform.token(), event.repo),
        );
        let help = (
            "核对事件来自哪个仓库；确是本站仓库的，在 reviewers.yaml 的 recorders 中登记",
            "see which repository the event is of; if it is the site's, register a recorder in reviewers.yaml",
        );
        return Err(Refusal::new(704, (zh, en), help));
    }
    if let Some(path) = request.known(only) {
        return Ok(Ruling::Known(path));
    }
    let person = person::of_account(library, event)?;
    request.in_time()?;
    request.may_come_from_a_list()?;
    if event.act == Act::Withdraw {
        return request.withdrawal(person, only);
    }
    let article = request.article()?;
    let decided = match event.act {
        Act::Approve => {
            let part = person::part(request, person)?;
            request.sound(&article)?;
            Some(stage::to_approve(request, &article, person, part)?)
        }
        _ => stage::to_reject(event, person)?,
    };
    let note = match event.act {
        Act::Reject => Some(reason(event)),
        _ => None,
    };
    let mut statement = request.statement(person, article.id().as_str(), gate::digest(&article));
    (statement.stage, statement.note) = (decided, note);
    Ok(Ruling::Record(Box::new(statement), Some(article)))
}

fn is_about(record: &SignOff, only: Option<&ArticleId>) -> bool {
    only.is_none_or(|id| record.statement.article == id.as_str())
}

/// The reason of a rejection; a record cannot be without one.
fn reason(event: &ReviewEvent) -> String {
    let remarks = &event.remarks;
    let said = remarks.objection.clone().or_else(|| remarks.text.clone());
    said.unwrap_or_else(|| "在平台上要求修改，未写理由".to_owned())
}

impl<'a> Request<'a> {
    fn gate_cx(&self) -> GateCx<'a> {
        contexts::gate(self.library, &NOBODY, self.history, self.now)
    }

    fn records(&self, article: &str) -> &'a [SignOff] {
        self.library.records_of(article)
    }

    fn click(&self) -> Click {
        let event = self.event;
        Click {
            platform: event.platform.token().to_owned(),
            repo: event.repo.clone(),
            pull_request: event.pull_request,
            review: event.review.clone(),
            commit: event.commit.clone(),
            account: event.account.id.clone(),
            event: event.sum,
        }
    }

    fn statement(&self, person: &Person, article: &str, digest: crate::model::units::ContentDigest) -> Statement {
        let event = self.event;
        Statement {
            project: self.library.settings.project.value.as_str().into(),
            article: article.to_owned(),
            digest,
            from: None,
            decision: event.act.decision(),
            stage: None,
            reviewer: person.id.value.clone(),
            conflict_declared: event.act == Act::Approve && event.remarks.conflict,
            at: event.at,
            via: event.platform.via(),
            evidence: Some(self.click().line()),
            note: None,
        }
    }

    /// Every genuine record that came from this pull request. A branch can bring any file along, and a false record
    /// of this very event must not make the recorder keep silent.
    fn of_this_request(&self) -> Vec<(&'a SignOff, Click)> {
        let own = self.click();
        let cx = self.gate_cx();
        let genuine = self.library.records.iter().flat_map(|(id, records)| gate::genuine(&cx, id, records));
        let with_click = genuine.filter_map(|record| {
            let click = Click::read(record.statement.evidence.as_deref()?)?;
            let here = (&click.platform, &click.repo, click.pull_request);
            (here == (&own.platform, &own.repo, own.pull_request)).then_some((record, click))
        });
        with_click.collect()
    }

    /// The record of this very event, if it was written before.
    fn known(&self, only: Option<&ArticleId>) -> Option<SourcePath> {
        let own = self.click();
        let same = |(record, click): &(&SignOff, Click)| {
            if !is_about(record, only) {
                return false;
            }
            let numbered = own.review.is_some() && own.review == click.review;
            record.statement.decision == self.event.act.decision()
                && click.account == own.account
                && (click.event == own.event || numbered)
        };
        self.of_this_request().into_iter().find(same).map(|(record, _)| record.path.clone())
    }

    /// The gate takes no record that enters late or lies ahead.
    fn in_time(&self) -> Result<(), Refusal> {
        let clock = policy_at(&self.library.roster, self.now).map(|policy| policy.clock).unwrap_or_default();
        let oldest = plus_seconds(self.now, -i64::from(clock.max_entry_age_days).saturating_mul(86_400));
        let newest = plus_seconds(self.now, i64::from(clock.max_future_seconds));
        let at = self.event.at;
        if (oldest..=newest).contains(&at) {
            return Ok(());
        }
        let (zh, en) = if at > newest {
            (format!("审查时间 {at} 晚于现在 {}", self.now), format!("reviewed at {at}, now is {}", self.now))
        } else {
            let days = clock.max_entry_age_days;
            (
                format!("审查时间 {at} 早于现在 {days} 天以上，不能补录"),
                format!("reviewed at {at}, more than {days} days ago; too late to enter"),
            )
        };
        let help = ("请审核人重新审查，或用 kepu sign 签署", "have the reviewer review again, or sign with kepu sign");
        Err(Refusal::new(717, (zh, en), help))
    }

    /// A listed review counts when the policy allows lists and the commit is older than the review: one that is
    /// newer was bound to it afterwards.
    fn may_come_from_a_list(&self) -> Result<(), Refusal> {
        if !self.event.listed {
            return Ok(());
        }
        let help = ("请审核人重新审查，或用 kepu sign 签署", "have the reviewer review again, or sign with kepu sign");
        if !policy_at(&self.library.roster, self.now).is_some_and(|policy| policy.pr.list_import) {
            let texts = (
                "审核政策不允许从列表补录（pr.list_import）".to_owned(),
                "the policy does not allow records from lists (pr.list_import)".to_owned(),
            );
            return Err(Refusal::new(719, texts, help));
        }
        if self.event.act != Act::Withdraw && self.committed.is_none_or(|committed| committed > self.event.at) {
            let texts = (
                "被审的提交晚于审查，平台可能把审查改挂到了新的提交".to_owned(),
                "the commit is newer than the review, so the forge may have bound the review to it later".to_owned(),
            );
            return Err(Refusal::new(719, texts, help));
        }
        Ok(())
    }

    /// The one article of the pull request, as it is at the commit of the event.
    fn article(&self) -> Result<Arc<Article>, Refusal> {
        let mut dirs = self.touched.iter();
        let (Some(dir), None) = (dirs.next(), dirs.next()) else {
            let list: Vec<&str> = self.touched.iter().take(5).map(String::as_str).collect();
            let count = self.touched.len();
            let (zh, en) = if count == 0 {
                ("合并请求没有改动任何稿件".to_owned(), "the pull request changes no article".to_owned())
            } else {
                (
                    format!("合并请求改动了 {count} 篇稿件：{}", list.join("、")),
                    format!("the pull request changes {count} articles: {}", list.join(", ")),
                )
            };
            let help = (
                "每个合并请求只改一篇稿件，这样点“通过”才知道通过的是哪一篇；成批送审由政策 pr.max_articles 放宽",
                "let a request change one article, so that a click says which one; the policy may allow more (pr.max_articles)",
            );
            return Err(Refusal::new(724, (zh, en), help));
        };
        let found = self.library.articles.values().find(|article| article.dir.as_str() == dir);
        found.cloned().ok_or_else(|| {
            let texts = (
                format!("{dir} 在被审的提交里已删除，或前置元数据有误，没有可对应的版本"),
                format!("{dir} is deleted or unreadable at the commit that was reviewed; there is no version"),
            );
            Refusal::new(719, texts, ("先改正稿件再审查", "mend the article, then review it"))
        })
    }

    /// Nobody's name goes under a text that cannot be shown.
    fn sound(&self, article: &Arc<Article>) -> Result<(), Refusal> {
        let findings = judging::article_findings(self.library, article, self.sources, self.now);
        let errors = findings.sorted();
        let Some(first) = errors.iter().find(|finding| finding.severity >= crate::diag::Severity::Error) else {
            return Ok(());
        };
        let texts = (
            format!("稿件在被审的提交里还有错误，不能登记通过：{}", first.message.zh),
            format!("the article has errors at the commit that was reviewed: {}", first.message.en),
        );
        let help = ("改正后请审核人再审一次", "mend it, then have the reviewer review again");
        Err(Refusal::new(first.code.0, texts, help))
    }

    /// Takes back what this person's click in this pull request gave; never an objection.
    fn withdrawal(&self, person: &Person, only: Option<&ArticleId>) -> Result<Ruling, Refusal> {
        let id = person.id.value.as_str();
        let nothing = |zh: String, en: String| {
            let help = (
                "反对意见和本人密钥的签署，由本人用 kepu sign 签署 withdraw 撤回",
                "objections, and decisions by own key, are withdrawn by the person with kepu sign",
            );
            Refusal::new(719, (zh, en), help)
        };
        let numbered = |click: &Click| self.event.review.is_none() || self.event.review == click.review;
        let mut given = self.of_this_request();
        given.retain(|(record, click)| {
            let statement = &record.statement;
            let approves = statement.decision == crate::model::record::Decision::Approve;
            statement.reviewer == id && approves && numbered(click) && is_about(record, only)
        });
        let Some((approval, _)) = given.into_iter().max_by_key(|(record, _)| record.statement.at) else {
            return Err(nothing(
                format!("{} 在这个合并请求里没有登记过的通过，无可撤回", person.name),
                format!("{id} has no recorded approval in this pull request to withdraw"),
            ));
        };
        let article = approval.statement.article.as_str();
        let own = gate::genuine(&self.gate_cx(), article, self.records(article));
        let own: Vec<&SignOff> = own.into_iter().filter(|record| record.statement.reviewer == id).collect();
        if stage::objects(&own) {
            // A withdrawal clears objections; whoever may dismiss reviews must not get that power.
            return Err(nothing(
                format!("{} 对本文有未撤回的反对意见，平台上的撤销不能代他撤回", person.name),
                format!("{id} has an open objection, which a dismissal on the forge cannot take back"),
            ));
        }
        let here = own.iter().filter(|record| record.statement.digest == approval.statement.digest);
        let latest = here.max_by_key(|record| record.statement.at);
        if latest.is_none_or(|latest| latest.path != approval.path) {
            return Err(nothing(
                format!("{} 对这一版后来另有签署，平台上的撤销不改变它", person.name),
                format!("{id} decided on this version again since; the forge's withdrawal does not change that"),
            ));
        }
        let mut statement = self.statement(person, article, approval.statement.digest);
        statement.stage = approval.statement.stage;
        let other = self.event.actor.as_ref().filter(|actor| **actor != self.event.account.id);
        statement.note = other.map(|actor| format!("由 {} 账号 {actor} 撤销", self.event.platform.zh()));
        Ok(Ruling::Record(Box::new(statement), None))
    }

    fn offer(&self, article: &Arc<Article>, person: &Person) -> gate::Offer {
        let records = self.records(article.id().as_str());
        gate::offer(&self.gate_cx(), &Submission { article, has_errors: false, records, parts: &|_| None }, person)
    }
}

/// The part of a reviewer in making the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// None.
    None,
    /// The responsible editor worked on it and may give the initial review.
    Editor,
}

/// The stages a part leaves open.
fn open_to(part: Part, stage: Stage) -> bool {
    part == Part::None || stage == Stage::Initial
}
