//! What an article that was public once still owes its readers: a word about every change, and no quiet departure.

use super::GateCx;
use super::history::{Version, versions};
use super::records::{Refusal, accept};
use super::requirement::policy_at;
use super::shelf::Tombstone;
use super::suspend;
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::article::{Article, ArticleId, Intent};
use crate::model::record::SignOff;
use crate::model::state::State;
use crate::model::units::ContentDigest;
use jiff::Timestamp;

/// The version that the present text replaces: the last one that was complete before this digest first was.
pub(super) fn predecessor(versions: &[Version], own_first: Option<Timestamp>) -> Option<&Version> {
    let earlier = versions.iter().filter(|version| version.first.is_some());
    earlier.filter(|version| own_first.is_none_or(|own| version.first < Some(own))).max_by_key(|version| version.first)
}

/// KP901: changed public text says so. A retraction is such a word itself. What was approved and never reached the
/// branch owes nobody a word.
pub(super) fn unexplained_change(
    cx: &GateCx<'_>,
    article: &Article,
    versions: &[Version],
    (own_first, fixes): (Option<Timestamp>, Option<ContentDigest>),
) -> Option<Diagnostic> {
    let front = &article.front;
    if front.retraction.is_some() || front.review.status.value == Intent::Draft {
        return None;
    }
    let named = |old| front.corrections.iter().any(|entry| entry.of.as_ref().is_some_and(|of| of.value == old));
    let mut earlier: Vec<&Version> = versions.iter().filter(|version| version.first.is_some()).collect();
    // A small fix says so on the page; otherwise it owes what the version owed that it fixes.
    let fixed =
        fixes.map(|from| versions.iter().find(|version| version.digest == from).and_then(|version| version.first));
    let own_first = fixed.unwrap_or(own_first);
    earlier.retain(|version| own_first.is_none_or(|own| version.first < Some(own)));
    earlier.sort_by_key(|version| std::cmp::Reverse(version.first));
    let last =
        earlier.iter().find(|version| named(version.digest) || cx.history.held(article.id(), &version.digest))?;
    let old = last.digest;
    if named(old) {
        return None;
    }
    let zh = format!("版本 {} 已通过全部审核，现在的文字与它不同，却没有更正说明", old.short());
    let en =
        format!("version {} was approved in full and the text has changed, but no correction says so", old.short());
    let (mut help_zh, mut help_en) = (
        format!("在 corrections 中加一条：{{date: …, type: update, of: \"{old}\", summary: …}}"),
        format!("add to corrections: {{date: …, type: update, of: \"{old}\", summary: …}}"),
    );
    if policy_at(cx.roster, cx.now).is_some_and(|policy| policy.minor.enabled) {
        help_zh.push_str("；只改了错别字：kepu sign --decision minor --from 走完全部审核的那一版");
        help_en.push_str("; for a slip of the pen: kepu sign --decision minor --from the fully approved version");
    }
    Some(Diagnostic::error(901, &article.source, front.id.span, zh, en).help(help_zh, help_en))
}

/// KP905: a retracted article stays retracted; under its id readers would take another text for the first one cleared.
pub(super) fn burnt_id(cx: &GateCx<'_>, article: &Article, versions: &[Version]) -> Option<Diagnostic> {
    let asked_for = |version: &&Version| {
        let text = cx.history.text(article.id(), &version.digest);
        text.is_none_or(|text| text.authored.get("retraction").is_some())
    };
    let retracted = versions.iter().filter(|version| version.retracted.is_some());
    let held = retracted.filter(|version| cx.history.held(article.id(), &version.digest));
    let last = held.filter(asked_for).max_by_key(|version| version.retracted)?;
    article.front.retraction.is_none().then(|| {
        let short = last.digest.short();
        let zh = format!("本文已经撤稿（版本 {short}），这个编号不能再发布别的文字");
        let en = format!("this article was retracted (version {short}); its id takes no other text");
        Diagnostic::error(905, &article.source, article.front.id.span, zh, en).help(
            "恢复撤稿后的版本；新写的文章用新编号，并可在原文的 replaced_by 里指向它",
            "bring the retracted version back; a new text gets a new id, which `replaced_by` of the old one may name",
        )
    })
}

/// KP905: public once, a draft now.
pub(super) fn back_to_draft(article: &Article, was_public: &dyn Fn() -> bool) -> Option<Diagnostic> {
    let status = &article.front.review.status;
    (status.value == Intent::Draft && was_public()).then(|| {
        let zh = "本文曾通过全部审核，现在退回了草稿".to_owned();
        let en = "this article was approved in full once and is a draft now".to_owned();
        Diagnostic::error(905, &article.source, status.span, zh, en).help(
            "要撤下请用 kepu sign --decision suspend，或写 retraction 并签署撤稿",
            "to take it down, suspend it or retract it",
        )
    })
}

/// Why an id with records has no article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// No directory holds it.
    Gone,
    /// Its article could not be loaded; that has findings of its own.
    Faulty,
}

/// An id that has records and no loaded article.
#[derive(Clone, Debug)]
pub struct Orphan<'a> {
    /// The id: the directory below `records/`.
    pub id: ArticleId,
    /// Why.
    pub absence: Absence,
    /// Its records.
    pub records: &'a [SignOff],
}

/// Judges ids without an article, in the order given: a suspension still leaves its notice, and what was public
/// must not vanish without a word (KP905).
#[must_use]
pub fn orphans<'a>(cx: &GateCx<'a>, orphans: &[Orphan<'a>]) -> Vec<(Option<Tombstone>, Findings)> {
    orphans.iter().map(|orphan| judge_orphan(cx, orphan)).collect()
}

fn judge_orphan<'a>(cx: &GateCx<'a>, orphan: &Orphan<'a>) -> (Option<Tombstone>, Findings) {
    let mut refusals: Vec<Refusal> = Vec::new();
    let records = accept(cx, orphan.id.as_str(), orphan.records, &mut refusals);
    let suspension = suspend::in_force(cx, None, &records, &mut refusals);
    let mut findings = Findings::default();
    findings.extend(refusals.into_iter().map(|refusal| *refusal.finding));
    let known: Vec<Version> = versions(cx, &orphan.id, &records);
    let gone = orphan.absence == Absence::Gone;
    let held = |version: &&Version| gone && cx.history.held(&orphan.id, &version.digest);
    let complete = known.iter().filter(|version| version.first.is_some());
    let public = complete.filter(held).max_by_key(|version| version.first);
    let last_record = records.iter().rfind(|record| public.is_some_and(|version| version.digest == record.digest()));
    if let Some(record) = last_record {
        let id = &orphan.id;
        let message = Bilingual::new(
            format!("文章 {id} 曾通过全部审核，现在内容中找不到它"),
            format!("article {id} was approved in full once and is not in the content any more"),
        );
        findings.push(Diagnostic::whole_file(905, Severity::Error, &record.record.path, message).help(
            "恢复该文章目录；要撤下请签署暂停或撤稿，编号不得他用",
            "bring the article back; to take it down, suspend or retract it; never reuse the id",
        ));
    }
    let tombstone = suspension.map(|record| {
        let reason = record.statement().note.clone().map(|note| Bilingual::new(note.clone(), note));
        Tombstone::new(orphan.id.clone(), State::Suspended, record.at(), reason)
    });
    (tombstone, findings)
}
