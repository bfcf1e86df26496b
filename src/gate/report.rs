//! Findings about the weighing itself: why approvals that were given do not make a quorum, and what a state means.

use super::case::Case;
use super::expiry::Term;
use super::quorum::{Lack, Misfit, Seat, Voice, misfit};
use super::records::{Accepted, Refusal, at_field, holds_back};
use super::requirement::Requirement;
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::record::Decision;
use crate::model::roster::Stage;
use crate::model::state::State;
use crate::model::units::china_rfc3339;

/// Approvals of this digest that do not fit what is asked (KP706, KP707, KP723), and people at two stages (KP711).
pub(super) fn misfits(case: &Case<'_, '_>, refusals: &mut Vec<Refusal>) {
    let mut last: Vec<Accepted<'_>> = Vec::new();
    for given in &case.here {
        let same = |other: &Accepted<'_>| other.person.id.value == given.person.id.value;
        let before = last.iter().find(|other| same(other) && other.stage() != given.stage());
        if let (Decision::Approve, Some(earlier)) = (given.decision(), before) {
            refusals.push(Refusal { decision: Decision::Approve, finding: two_stages(earlier, given).into() });
        }
        let asked = match given.decision() {
            Decision::Approve => Requirement::full(case.cx, case.article, given.at()),
            Decision::Minor => Requirement::minor(case.cx, case.article, given.at()),
            _ => None,
        };
        if let Some(misfit) = asked.and_then(|asked| misfit(&asked, given)) {
            refusals.push(Refusal { decision: given.decision(), finding: misfitting(given, &misfit).into() });
        }
        last.retain(|other| !same(other));
        if !holds_back(given.decision()) {
            last.push(*given);
        }
    }
}

fn two_stages(earlier: &Accepted<'_>, later: &Accepted<'_>) -> Diagnostic {
    let stage = |record: &Accepted<'_>| record.stage().unwrap_or(Stage::Initial);
    let name = &later.person.name;
    let zh = format!("{name} 先签{}，又签{}，只计后一次", stage(earlier).zh(), stage(later).zh());
    let en = format!(
        "{} gave the {} and then the {}; only the later counts",
        later.person.id.value,
        stage(earlier).en(),
        stage(later).en()
    );
    at_field(711, later.record, "stage", zh, en)
        .help("请另一人签署空出来的审次", "have another person give the stage that is left empty")
}

fn misfitting(given: &Accepted<'_>, misfit: &Misfit) -> Diagnostic {
    let (name, id) = (&given.person.name, &given.person.id.value);
    let stage = given.stage().unwrap_or(Stage::Initial);
    match misfit {
        Misfit::Role => at_field(
            706,
            given.record,
            "stage",
            format!("{name} 没有本文{}所要求的职务", stage.zh()),
            format!("{id} has not the duty that the {} of this article asks for", stage.en()),
        )
        .help("请有相应职务的人签署", "have a person with that duty sign"),
        Misfit::Domain(domains) => at_field(
            707,
            given.record,
            "reviewer",
            format!("{name} 的领域是 {}，本文{}需要 {}", list(&given.person.domains), stage.zh(), list(domains)),
            format!("{id} knows {}, the {} needs {}", list(&given.person.domains), stage.en(), list(domains)),
        )
        .help("请对口领域的审核人签署", "have a reviewer of that domain sign"),
        Misfit::ForeignKey => at_field(
            723,
            given.record,
            "via",
            format!("本文{}须由本人密钥签署，这条记录来自 {}", stage.zh(), given.statement().via.zh()),
            format!("the {} must be signed with the own key, this came by {}", stage.en(), given.statement().via.en()),
        )
        .help("请本人用 kepu sign 签署", "have the person sign with kepu sign"),
    }
}

fn list(words: &[String]) -> String {
    if words.is_empty() { "—".to_owned() } else { words.join("、") }
}

/// Finals given before their time (KP715), and people enough who are not fit or independent enough (KP707, KP714).
pub(super) fn near_misses(
    voices: &[Voice<'_>],
    asked: &Requirement,
    weighed: (&[Lack], &[Seat<'_>]),
    out: &mut Findings,
) {
    let (lacks, seats) = weighed;
    for voice in voices.iter().filter(|voice| voice.stage == Stage::Final) {
        let counted = seats.iter().any(|seat| seat.voice.person.id.value == voice.person.id.value);
        // A final that does not fit has its own finding.
        let fitting = voice.given.iter().rfind(|given| misfit(asked, given).is_none());
        if let (false, Some(last)) = (counted, fitting) {
            let zh = format!("{} 的终审早于其他审次完成，不计入", voice.person.name);
            let en =
                format!("the final review of {} came before the other stages were complete", voice.person.id.value);
            let finding = at_field(715, last.record, "at", zh, en);
            out.push(
                finding.help("其他审次完成后请终审人再签一次", "sign the final review again after the other stages"),
            );
        }
    }
    for lack in lacks {
        let crowded = !lacks.iter().any(|other| matches!(other, Lack::People { .. }) && other.stage() == lack.stage());
        let last = seats.iter().filter(|seat| seat.stage == lack.stage()).max_by_key(|seat| seat.voice.at());
        if let (true, Some(seat)) = (crowded, last) {
            out.extend(unfit_together(lack, seat));
        }
    }
}

fn unfit_together(lack: &Lack, last: &Seat<'_>) -> Option<Diagnostic> {
    let zh = lack.stage().zh();
    let (code, zh, en) = match lack {
        Lack::People { .. } => return None,
        Lack::Qualified { short, any, .. } => (
            707,
            format!("{zh}中还差 {short} 名具备资质的人：{}", list(any)),
            format!("{short} more with one of these: {}", list(any)),
        ),
        Lack::Organisations { have, need, .. } => (
            714,
            format!("{zh}只来自 {have} 个单位，需要 {need} 个"),
            format!("{have} organisations, {need} are needed"),
        ),
        Lack::Independent { short, .. } => (
            714,
            format!("{zh}中与作者不同单位的还差 {short} 人"),
            format!("{short} more who share no organisation with the authors"),
        ),
    };
    Some(
        at_field(code, last.voice.record, "reviewer", zh, en)
            .help("请再加一位符合条件的审核人", "add a reviewer who meets this"),
    )
}

/// KP712: approvals that speak of another text.
pub(super) fn other_versions(case: &Case<'_, '_>, out: &mut Findings) {
    for record in case.elsewhere.iter().filter(|record| record.decision() == Decision::Approve) {
        let (theirs, ours) = (record.digest().short(), case.digest.short());
        let zh = format!("{} 签的是版本 {theirs}，现在的版本是 {ours}", record.person.name);
        let en = format!("{} signed version {theirs}, the text is version {ours} now", record.person.id.value);
        let mut finding = at_field(712, record.record, "digest", zh, en);
        finding.severity = Severity::Info;
        out.push(finding.help("内容改过之后须重新签署", "sign again after a change of the content"));
    }
}

/// KP713: what is missing.
pub(super) fn unmet(case: &Case<'_, '_>, missing: &[Bilingual]) -> Diagnostic {
    let zh: Vec<&str> = missing.iter().map(|line| line.zh.as_str()).collect();
    let en: Vec<&str> = missing.iter().map(|line| line.en.as_str()).collect();
    let (zh, en) = if missing.is_empty() {
        ("审核未完成：没有适用的审核政策".to_owned(), "the review is not complete: no policy is in force".to_owned())
    } else {
        (
            format!("审核未完成，尚缺：{}", zh.join("｜")),
            format!("the review is not complete; missing: {}", en.join(" | ")),
        )
    };
    let article = case.article;
    Diagnostic::error(713, &article.source, article.front.id.span, zh, en)
        .help("请所列人员阅读预览后用 kepu sign 签署", "have the people named read the preview and sign with kepu sign")
}

/// KP716, one for each open objection.
pub(super) fn objections(open: &[Accepted<'_>], out: &mut Findings) {
    for objection in open {
        let note = objection.statement().note.as_deref().unwrap_or("—");
        let zh = format!("{} 不同意发布：{note}", objection.person.name);
        let en = format!("{} objects: {note}", objection.person.id.value);
        out.push(at_field(716, objection.record, "note", zh, en).help(
            "与提出人沟通修改后请其重新签署，或由终审人签署裁定（overrule）",
            "settle it with the objector, who then signs again, or have a final approver overrule",
        ));
    }
}

/// The finding that goes with a state for its own sake.
pub(super) fn state(case: &Case<'_, '_>, state: State, term: Option<&Term<'_>>) -> Option<Diagnostic> {
    let end = term.and_then(|term| term.valid_until).map_or_else(|| "—".to_owned(), china_rfc3339);
    let (code, severity, zh, en, help_zh, help_en) = match state {
        State::Overdue => (
            604,
            Severity::Error,
            "先行发布后未按期完成全部审核，已停止展示".to_owned(),
            "the full review did not follow in time; the text is withheld".to_owned(),
            "尽快补齐全部审核",
            "complete the full review",
        ),
        State::RolledBack => (
            720,
            Severity::Error,
            format!("版本 {} 已被后来审核通过的版本取代", case.digest.short()),
            format!("version {} was replaced by a version approved later", case.digest.short()),
            "恢复最新版本；确要改回旧文，请重新走完全部审核",
            "restore the newer version, or have this one reviewed in full again",
        ),
        State::Expired => (
            903,
            Severity::Error,
            format!("审核有效期已于 {end} 结束"),
            format!("the review expired at {end}"),
            "请审核人复核后重新签署",
            "have the reviewers read it again and sign",
        ),
        State::Expiring => (
            904,
            Severity::Warning,
            format!("审核有效期将于 {end} 结束"),
            format!("the review expires at {end}"),
            "请安排复核",
            "arrange a re-review",
        ),
        _ => return None,
    };
    let article = case.article;
    let message = Bilingual::new(zh, en);
    Some(Diagnostic::at(code, severity, &article.source, article.front.id.span, message).help(help_zh, help_en))
}

/// KP906: who suspended it and why.
pub(super) fn suspended(record: &Accepted<'_>) -> Diagnostic {
    let note = record.statement().note.as_deref().unwrap_or("—");
    let zh = format!("{} 已暂停展示：{note}", record.person.name);
    let en = format!("suspended by {}: {note}", record.person.id.value);
    let mut finding = at_field(906, record.record, "note", zh, en);
    finding.severity = Severity::Info;
    finding.help("复核无误后签署恢复（resume）", "sign a resumption when the matter is settled")
}

/// Records that do not count, weighed: an approval that was not needed must not fail the site for ever, as records
/// are never removed; one that wanted to hold the article back and is not believed is never quieted.
pub(super) fn refused(refusals: Vec<Refusal>, shown: bool, out: &mut Findings) {
    for Refusal { decision, mut finding } in refusals {
        if shown && !holds_back(decision) {
            finding.severity = finding.severity.min(Severity::Warning);
        }
        out.push(*finding);
    }
}
