//! From files to voices: which records are genuine, of this project, and by a person who could sign then.
//!
//! Whatever fails here counts for nothing, but is reported. Deliberately absent: who may hold which stage
//! (`entitle`), what a quorum needs (`quorum`).

use jiff::Timestamp;
use jiff::civil::Date;

use super::GateCx;
use super::evidence::Evidence;
use crate::diag::{Diagnostic, Severity};
use crate::model::record::{Decision, SIGNOFF_NAMESPACE, SignOff, Statement, Via};
use crate::model::roster::{Person, Recorder, Roster, RosterKey, Stage};
use crate::model::span::Span;
use crate::model::units::{ContentDigest, china_date, plus_seconds};
use crate::seal;

/// A genuine record together with the person it speaks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Accepted<'a> {
    pub(super) record: &'a SignOff,
    pub(super) person: &'a Person,
}

impl<'a> Accepted<'a> {
    pub(super) fn statement(&self) -> &'a Statement {
        &self.record.statement
    }

    pub(super) fn decision(&self) -> Decision {
        self.record.statement.decision
    }

    pub(super) fn stage(&self) -> Option<Stage> {
        self.record.statement.stage
    }

    pub(super) fn digest(&self) -> ContentDigest {
        self.record.statement.digest
    }

    pub(super) fn at(&self) -> Timestamp {
        self.record.statement.at
    }

    /// The day of the decision, in China.
    pub(super) fn day(&self) -> Date {
        china_date(self.at())
    }

    /// Whether the person's own key signed, rather than a recorder's.
    pub(super) fn own_key(&self) -> bool {
        self.record.statement.via == Via::Ssh
    }
}

/// A value, or why a record does not count.
pub(super) type Checked<T> = Result<T, Box<Diagnostic>>;

/// A record that does not count, and why.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    /// What the record wanted.
    pub(super) decision: Decision,
    /// Why it does not count.
    pub(super) finding: Box<Diagnostic>,
}

/// Checks every record of one article and puts the genuine ones in order of time.
///
/// Order: at the same second a decision that holds back comes after one that lets through, so it wins.
pub(super) fn accept<'a>(
    cx: &GateCx<'a>,
    article: &str,
    records: &'a [SignOff],
    refusals: &mut Vec<Refusal>,
) -> Vec<Accepted<'a>> {
    let mut accepted = Vec::new();
    for record in records {
        match genuine(cx, article, record) {
            Ok(person) => accepted.push(Accepted { record, person }),
            Err(finding) => refusals.push(Refusal { decision: record.statement.decision, finding }),
        }
    }
    accepted.sort_by_key(|a| (a.at(), holds_back(a.decision()), a.record.path.clone()));
    accepted
}

/// Whether a decision can only hold an article back.
pub(super) fn holds_back(decision: Decision) -> bool {
    match decision {
        Decision::Reject | Decision::Withdraw | Decision::Suspend | Decision::Retract => true,
        Decision::Approve | Decision::Minor | Decision::Resume | Decision::Overrule => false,
    }
}

/// A finding at one line of a record.
pub(super) fn at_field(code: u16, record: &SignOff, field: &str, zh: String, en: String) -> Diagnostic {
    let mut start = 0;
    for line in record.signed().split_inclusive('\n') {
        if line.split_once(": ").is_some_and(|(name, _)| name == field) {
            return Diagnostic::error(code, &record.path, Span::new(start, start + line.trim_end().len()), zh, en);
        }
        start += line.len();
    }
    Diagnostic::whole_file(code, Severity::Error, &record.path, crate::diag::Bilingual::new(zh, en))
}

pub(super) fn genuine<'a>(cx: &GateCx<'a>, article: &str, record: &SignOff) -> Checked<&'a Person> {
    well_formed(record)?;
    about_this(cx, article, record)?;
    let statement = &record.statement;
    let Some(person) = cx.roster.people.get(&statement.reviewer) else {
        let (zh, en) =
            (format!("名册中没有 {}", statement.reviewer), format!("{} is not on the roster", statement.reviewer));
        return Err(at_field(705, record, "reviewer", zh, en)
            .help(
                "先在 reviewers.yaml 登记此人，再由本人重新签署",
                "register the person in reviewers.yaml, then sign again",
            )
            .into());
    };
    signed_by(cx, person, record)?;
    let day = china_date(statement.at);
    if !person.active.holds(day) {
        let zh = format!("{} 在 {day} 不在任期内", person.id.value);
        let en = format!("{} was not active on {day}", person.id.value);
        return Err(at_field(705, record, "at", zh, en)
            .help("请任期内的审核人签署", "have a person sign who was active then")
            .into());
    }
    not_ahead(cx, record)?;
    Ok(person)
}

fn well_formed(record: &SignOff) -> Checked<()> {
    let statement = &record.statement;
    let fault = |field: &str, zh: &str, en: &str| {
        Err(at_field(701, record, field, zh.to_owned(), en.to_owned())
            .help("用 kepu sign 重新签署，不要手改记录", "sign again with kepu sign; do not edit records by hand")
            .into())
    };
    let needs_note =
        matches!(statement.decision, Decision::Reject | Decision::Suspend | Decision::Retract | Decision::Overrule);
    let needs_stage = matches!(statement.decision, Decision::Approve | Decision::Retract | Decision::Minor);
    if needs_note && statement.note.as_deref().is_none_or(|note| note.trim().is_empty()) {
        return fault("note", "这种决定必须写明理由", "this decision needs a reason");
    }
    if needs_stage && statement.stage.is_none() {
        return fault("stage", "这种决定必须写明审次", "this decision needs a stage");
    }
    if statement.from.is_some() != (statement.decision == Decision::Minor) {
        return fault("from", "只有小改记录写 from", "only a minor edit has a from digest");
    }
    if statement.evidence.is_some() != (statement.via != Via::Ssh) {
        return fault(
            "evidence",
            "平台审批必须有凭据，本人签署不得有",
            "platform decisions, and only they, have evidence",
        );
    }
    Ok(())
}

fn about_this(cx: &GateCx<'_>, article: &str, record: &SignOff) -> Checked<()> {
    let (ours, theirs) = (cx.settings.project.value.as_str(), &*record.statement.project);
    if ours != theirs {
        let zh = format!("记录属于项目 {theirs}，本站是 {ours}");
        let en = format!("the record belongs to project {theirs}, this site is {ours}");
        return Err(at_field(703, record, "project", zh, en).help("移走这个文件", "move the file away").into());
    }
    let named = &record.statement.article;
    if named != article {
        let zh = format!("记录签的是文章 {named}，却放在 {article} 名下");
        let en = format!("the record is about {named} but lies under {article}");
        return Err(at_field(703, record, "article", zh, en).help("移走这个文件", "move the file away").into());
    }
    Ok(())
}

fn signed_by(cx: &GateCx<'_>, person: &Person, record: &SignOff) -> Checked<()> {
    let (signed, armour) = (record.signed(), record.armour.text());
    let broken = |reason: &seal::SealError| {
        let span = Span::new(signed.len(), signed.len() + armour.trim_end().len());
        let (zh, en) = ("签名与记录内容不符或无法读取".to_owned(), format!("the signature does not hold: {reason}"));
        Diagnostic::error(702, &record.path, span, zh, en).help(
            "记录一经签署不可改动；请本人重新签署",
            "a signed record cannot be changed; have the person sign again",
        )
    };
    let signer = seal::signer(&armour).map_err(|reason| broken(&reason))?;
    let keys = match record.statement.via {
        Via::Ssh => person.keys.as_slice(),
        _ => recorder_keys(cx, person, record)?,
    };
    let held = entries_of(keys, &signer);
    let day = china_date(record.statement.at);
    if let Some(reason) = distrust(&held, day) {
        return Err(at_field(704, record, "reviewer", reason.0, reason.1)
            .help("请用名册中有效的密钥重新签署", "sign again with a key that is valid on the roster")
            .into());
    }
    seal::verify(&signer, SIGNOFF_NAMESPACE, signed.as_bytes(), &armour).map_err(|reason| broken(&reason).into())
}

/// Whether one of some entries lets a public key sign on a day.
pub(super) fn trusted_now(keys: &[RosterKey], line: &str, day: Date) -> bool {
    let Ok(line) = seal::canonical_line(line) else { return false };
    distrust(&entries_of(keys, &line), day).is_none()
}

fn entries_of<'k>(keys: &'k [RosterKey], signer: &str) -> Vec<&'k RosterKey> {
    let same = |key: &&RosterKey| seal::canonical_line(&key.key.value).is_ok_and(|line| line == signer);
    keys.iter().filter(same).collect()
}

/// Why the key of a genuine record would not be believed for a record made on another day.
pub(super) fn distrust_on(cx: &GateCx<'_>, person: &Person, record: &SignOff, day: Date) -> Option<(String, String)> {
    let signer = seal::signer(&record.armour.text()).ok()?;
    let keys = match record.statement.via {
        Via::Ssh => person.keys.as_slice(),
        _ => recorder_keys(cx, person, record).ok()?,
    };
    distrust(&entries_of(keys, &signer), day)
}

/// The first day on which a key is not believed, over all its entries.
///
/// Once one entry of a key is revoked, another entry of the same key does not heal it.
pub(super) fn distrusted_from<'k>(entries: impl Iterator<Item = &'k RosterKey>) -> Option<Date> {
    let revoked = entries.filter_map(|key| key.revoked.as_ref());
    revoked.map(|revoked| revoked.distrust_from.unwrap_or(revoked.on)).min()
}

/// Why none of the entries for a key lets it sign on a day.
fn distrust(held: &[&RosterKey], day: Date) -> Option<(String, String)> {
    if held.is_empty() {
        return Some(("签名所用密钥未登记".to_owned(), "the signing key is not registered for this signer".to_owned()));
    }
    if let Some(end) = distrusted_from(held.iter().copied())
        && end <= day
    {
        let zh = format!("密钥自 {end} 起不再可信，签署日期是 {day}");
        return Some((zh, format!("the key is distrusted from {end}, the record is of {day}")));
    }
    if held.iter().any(|key| key.window.holds(day)) {
        return None;
    }
    Some((format!("密钥在 {day} 不在有效期内"), format!("the key was not valid on {day}")))
}

/// The keys of the recorder that may speak for the platform, repository and account of the evidence.
fn recorder_keys<'a>(cx: &GateCx<'a>, person: &Person, record: &SignOff) -> Checked<&'a [RosterKey]> {
    let statement = &record.statement;
    let evidence = statement.evidence.as_deref().and_then(Evidence::read);
    let Some(evidence) = evidence.filter(|evidence| evidence.platform == statement.via.token()) else {
        let (zh, en) = ("平台凭据无法读取或平台不符", "the platform evidence cannot be read or names another platform");
        return Err(at_field(701, record, "evidence", zh.to_owned(), en.to_owned())
            .help("用 kepu record 重新登记", "record it again with kepu record")
            .into());
    };
    let day = china_date(statement.at);
    let mapped = person.accounts.iter().any(|account| {
        account.platform == evidence.platform && account.id.value == evidence.account && account.window.holds(day)
    });
    if !mapped {
        let zh = format!("{} 账号 {} 在 {day} 不是 {} 的账号", evidence.platform, evidence.account, person.id.value);
        let en = format!("{} account {} was not {}'s on {day}", evidence.platform, evidence.account, person.id.value);
        return Err(at_field(705, record, "evidence", zh, en)
            .help("在名册中登记账号的数字编号", "register the account's numeric id on the roster")
            .into());
    }
    let speaks = recorder_for(cx.roster, evidence.platform, evidence.repo);
    speaks.map(|recorder| recorder.keys.as_slice()).ok_or_else(|| {
        let zh = format!("没有登记可代 {} 记录审批的程序", evidence.repo);
        let en = format!("no recorder is registered for {}", evidence.repo);
        at_field(704, record, "evidence", zh, en)
            .help(
                "在 reviewers.yaml 的 recorders 中登记，或由本人用密钥签署",
                "register a recorder, or sign with the own key",
            )
            .into()
    })
}

/// The recorder that may speak for a repository, `platform:owner/name`.
pub(super) fn recorder_for<'a>(roster: &'a Roster, platform: &str, repo: &str) -> Option<&'a Recorder> {
    roster.recorders.values().find(|recorder| {
        recorder.platforms.iter().any(|named| named == platform) && recorder.repos.iter().any(|named| named == repo)
    })
}

fn not_ahead(cx: &GateCx<'_>, record: &SignOff) -> Checked<()> {
    let at = record.statement.at;
    let clock = super::requirement::policy_at(cx.roster, at).map(|policy| policy.clock).unwrap_or_default();
    if cx.now >= plus_seconds(at, -i64::from(clock.max_future_seconds)) {
        return Ok(());
    }
    let zh = format!("签署时间 {at} 晚于现在 {}", cx.now.exactly());
    let en = format!("signed at {at}, now is {}", cx.now.exactly());
    Err(at_field(717, record, "at", zh, en)
        .help("校准签署电脑的时钟后重新签署", "set the signer's clock and sign again")
        .into())
}
