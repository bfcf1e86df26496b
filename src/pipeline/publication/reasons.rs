//! Why an article comes, changes or goes: the decision, the date or the edit behind it, in both languages.

use jiff::Timestamp;

use super::{ArticleAct, Next, Shown};
use crate::diag::{Bilingual, Lang};
use crate::gate::clearance::{Approval, Credit};
use crate::gate::shelf::Tombstone;
use crate::model::article::{ArticleHead, ArticleId};
use crate::model::record::{Decision, SignOff};
use crate::model::state::State;
use crate::model::units::china_datetime;
use crate::pipeline::Standing;
use crate::site::list;

/// Everything that reasons are found in.
pub(super) struct Reasons<'a> {
    next: &'a Next<'a>,
}

/// The title of an article, where the content still has it.
pub(super) fn title(next: &Next<'_>, id: &ArticleId) -> Option<String> {
    standing(next, id).and_then(|standing| standing.title.clone())
}

fn standing<'a>(next: &Next<'a>, id: &ArticleId) -> Option<&'a Standing> {
    let standings = next.standings;
    let found = standings.binary_search_by(|standing| standing.id.as_str().cmp(id.as_str())).ok()?;
    standings.get(found)
}

impl<'a> Reasons<'a> {
    pub(super) fn new(next: &'a Next<'a>) -> Self {
        Self { next }
    }

    /// Why this happens to an article.
    pub(super) fn of(
        &self,
        id: &ArticleId,
        act: ArticleAct,
        (before, after): (Option<&Shown>, Option<&Shown>),
    ) -> Bilingual {
        let cleared = self.next.shelf.get(id.as_str());
        let stones = self.next.shelf.tombstones();
        let stone = stones.binary_search_by(|stone| stone.id().cmp(id)).ok().and_then(|at| stones.get(at));
        match (act, after, cleared, stone) {
            (ArticleAct::Pages, ..) => pages(),
            (ArticleAct::Review, _, Some(cleared), _) => joined(&[
                Bilingual::new("审核人、时间或期限变了", "reviewers, times or terms differ"),
                given(cleared.approval()),
            ]),
            (_, Some(Shown::Notice), _, Some(stone)) => self.withdrawn(id, stone),
            (_, Some(Shown::Text { .. }), Some(cleared), _) => {
                self.shown(id, act, (cleared.article(), cleared.approval()), before)
            }
            (_, None, Some(_), _) => Bilingual::new(
                "已没有一版收它：受众或站点设置变了",
                "no edition takes it any more: the audiences or the settings changed",
            ),
            _ => self.gone(id),
        }
    }

    /// Why its text is shown as it would be.
    fn shown(
        &self,
        id: &ArticleId,
        act: ArticleAct,
        (article, approval): (&ArticleHead, &Approval),
        before: Option<&Shown>,
    ) -> Bilingual {
        let by_state = of_state(article, approval);
        match (act, by_state) {
            (ArticleAct::Withdrawn, _) if approval.state == State::Retracted => self.retracted(article, approval),
            (ArticleAct::State, Some(reason)) => reason,
            (ArticleAct::State, None) => given(approval),
            (ArticleAct::Back, _) if before == Some(&Shown::Notice) => self.resumed(id, approval),
            (_, Some(reason)) => joined(&[given(approval), reason]),
            (_, None) => match article.front.publish_at.as_ref().filter(|at| at.value > approval.completed) {
                Some(at) => joined(&[given(approval), timed(at.value)]),
                None => given(approval),
            },
        }
    }

    /// A suspension names its record; what time alone took away has only its date.
    fn withdrawn(&self, id: &ArticleId, stone: &Tombstone) -> Bilingual {
        let (at, state) = (when(stone.since()), stone.state());
        let suspension = self.record(id, Decision::Suspend).filter(|_| state == State::Suspended);
        match (suspension.map(|record| self.decided(record)), stone.reason()) {
            (Some(fact), Some(reason)) => {
                Bilingual::new(format!("{}：{}", fact.zh, reason.zh), format!("{}: {}", fact.en, reason.en))
            }
            (Some(fact), None) => fact,
            (None, Some(reason)) => {
                Bilingual::new(format!("{at} 起：{}", reason.zh), format!("since {at}: {}", reason.en))
            }
            (None, None) => Bilingual::new(format!("{at} 起{}", state.zh()), format!("{} since {at}", state.en())),
        }
    }

    fn retracted(&self, article: &ArticleHead, approval: &Approval) -> Bilingual {
        let fact = match self.record(article.id(), Decision::Retract) {
            Some(record) => self.decided(record),
            None => given(approval),
        };
        let reason = article.front.retraction.as_ref().map_or("", |retraction| retraction.reason.value.as_str());
        Bilingual::new(format!("{}：{reason}", fact.zh), format!("{}: {reason}", fact.en))
    }

    /// Back after a notice: by a record that lifts it, or by a review that came in.
    fn resumed(&self, id: &ArticleId, approval: &Approval) -> Bilingual {
        let resumed = self.record(id, Decision::Resume).filter(|record| record.statement.at >= approval.completed);
        resumed.map_or_else(|| given(approval), |record| self.decided(record))
    }

    /// Why nothing is shown any more.
    fn gone(&self, id: &ArticleId) -> Bilingual {
        let Some(standing) = standing(self.next, id) else {
            return Bilingual::new("内容里已没有这篇文章", "the content has this article no more");
        };
        let mut zh = format!("现为“{}”", standing.state.zh());
        let mut en = format!("is now {}", standing.state.en());
        if !standing.missing.is_empty() {
            zh.push_str(&format!("：{}", list(&standing.missing, Lang::Zh)));
            en.push_str(&format!(": {}", list(&standing.missing, Lang::En)));
        }
        Bilingual::new(zh, en)
    }

    /// The last record of a decision on an article.
    fn record(&self, id: &ArticleId, decision: Decision) -> Option<&SignOff> {
        let records = self.next.library.records_of(id.as_str()).iter();
        records.filter(|record| record.statement.decision == decision).max_by_key(|record| record.statement.at)
    }

    fn decided(&self, record: &SignOff) -> Bilingual {
        let said = &record.statement;
        let people = &self.next.library.roster.people;
        let name = people.get(&said.reviewer).map_or(said.reviewer.as_str(), |person| &*person.name);
        let (at, path) = (when(said.at), &record.path);
        Bilingual::new(
            format!("{at} 由 {name} {}（{path}）", said.decision.zh()),
            format!("{} by {name} at {at} ({path})", said.decision.en()),
        )
    }
}

/// Neither text nor review changed; what did cannot be told from what was published.
fn pages() -> Bilingual {
    Bilingual::new(
        "文字和审核都没变；变的是设置、主题、名册、日期、kepu 版本或别的文章",
        "text and review are the same; settings, theme, people, the day, kepu itself or other articles changed",
    )
}

/// What a state says by itself; nothing for an article that is simply published.
fn of_state(article: &ArticleHead, approval: &Approval) -> Option<Bilingual> {
    let until = approval.valid_until.map(when).unwrap_or_default();
    Some(match approval.state {
        State::Expiring => Bilingual::new(format!("审核将于 {until} 到期"), format!("the review expires at {until}")),
        State::Expired => Bilingual::new(format!("审核已于 {until} 到期"), format!("the review expired at {until}")),
        State::Provisional => Bilingual::new(
            format!("先行发布，{until} 前补审"),
            format!("fast track; the full review is due by {until}"),
        ),
        State::Archived => {
            let end = article.front.emergency.as_ref().map(|notice| when(notice.expires.value)).unwrap_or_default();
            Bilingual::new(format!("应急信息已于 {end} 结束"), format!("the emergency notice ended at {end}"))
        }
        State::Retracted => Bilingual::new("已撤稿", "retracted"),
        _ => return None,
    })
}

/// Who gave the last approval that was needed, and when.
fn given(approval: &Approval) -> Bilingual {
    match &approval.fix {
        Some(fix) => by(fix.credits.last(), fix.at, ("同意小改", "small fix agreed to")),
        None => by(approval.credits.last(), approval.completed, ("批准", "approved")),
    }
}

fn by(credit: Option<&Credit>, at: Timestamp, (zh, en): (&str, &str)) -> Bilingual {
    let at = when(at);
    match credit {
        Some(credit) => {
            let (name, stage) = (&credit.name, credit.stage);
            Bilingual::new(
                format!("{at} 由 {name}（{}）{zh}", stage.zh()),
                format!("{en} by {name} ({}) at {at}", stage.en()),
            )
        }
        None => Bilingual::new(format!("{at} {zh}"), format!("{en} at {at}")),
    }
}

fn timed(at: Timestamp) -> Bilingual {
    let at = when(at);
    Bilingual::new(format!("定于 {at} 发布"), format!("timed for {at}"))
}

fn joined(parts: &[Bilingual]) -> Bilingual {
    let texts = |text: fn(&Bilingual) -> &str| parts.iter().map(text).collect::<Vec<_>>();
    Bilingual::new(texts(|part| &part.zh).join("；"), texts(|part| &part.en).join("; "))
}

/// Minutes of China's clock, in which people plan.
fn when(at: Timestamp) -> String {
    let at = china_datetime(at);
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}
