//! Which records are believed.

use crate::gate::testing::{Desk, article, at, codes, medical, ordinary, rebuttal, roster_key, sign, sign_all};
use crate::gate::{Outcome, digest};
use crate::model::armour::Armour;
use crate::model::record::{Decision, SignOff, Statement};
use crate::model::roster::{Revocation, Stage};
use crate::model::state::State;
use crate::model::units::ContentDigest;

const I: &str = "approve initial ed-wu 2026-03-01";
const K: &str = "approve knowledge kn-gen-a 2026-03-02";
const S: &str = "approve second se-chen 2026-03-03";
const F: &str = "approve final fi-zhou 2026-03-04";

/// What a desk says when the knowledge review is replaced by something else.
fn with_knowledge(desk: &Desk, make: impl FnOnce(ContentDigest) -> SignOff) -> (State, Vec<u16>) {
    let article = article("正文\n", |_| {});
    let mut records = sign_all(&[I, S, F], digest(&article));
    records.push(make(digest(&article)));
    let verdict = desk.judge(&article, &records);
    (verdict.state, codes(&verdict))
}

fn refused(desk: &Desk, code: u16, make: impl FnOnce(ContentDigest) -> SignOff) {
    assert_eq!(with_knowledge(desk, make), (State::InReview, vec![code, 713, 715]), "KP{code}");
}

#[test]
fn every_changed_field_of_a_record_is_refused() {
    let desk = Desk::new("2026-06-01");
    let good = sign(K, digest(&article("正文\n", |_| {})));
    type Change = fn(&mut Statement);
    let changes: [(&str, Change); 10] = [
        ("project", |said| said.project = format!("{}0", said.project).into()),
        ("article", |said| said.article.push('0')),
        ("digest", |said| said.digest = digest(&article("别的正文\n", |_| {}))),
        ("from", |said| said.from = Some(said.digest)),
        ("decision", |said| said.decision = Decision::Retract),
        ("stage", |said| said.stage = Some(Stage::Final)),
        ("reviewer", |said| said.reviewer = "se-chen".to_owned()),
        ("conflict", |said| said.conflict_declared = true),
        ("at", |said| said.at = at("2026-03-06")),
        ("note", |said| said.note = Some("好".to_owned())),
    ];
    for (name, change) in changes {
        let mut record = good.clone();
        change(&mut record.statement);
        assert_ne!(record.signed(), good.signed(), "{name}");
        let (state, codes) = with_knowledge(&desk, |_| record);
        assert_eq!(state, State::InReview, "{name}");
        assert!(codes.contains(&713), "{name}: {codes:?}");
    }
}

#[test]
fn a_statement_that_was_not_signed_is_refused() {
    let desk = Desk::new("2026-06-01");
    refused(&desk, 702, |digest| {
        let mut record = sign(K, digest);
        record.statement.note = Some("改过".to_owned());
        record
    });
    refused(&desk, 702, |digest| SignOff { armour: Armour::of("-----BEGIN SSH SIGNATURE-----"), ..sign(K, digest) });
    refused(&desk, 702, |digest| {
        let other = sign("approve knowledge kn-gen-a 2026-03-05", digest);
        SignOff { armour: other.armour, ..sign(K, digest) }
    });
}

#[test]
fn replays_on_another_article_project_or_version_are_refused() {
    let desk = Desk::new("2026-06-01");
    refused(&desk, 703, |digest| sign("approve knowledge kn-gen-a 2026-03-02; article=jx-other-0001", digest));
    refused(&desk, 703, |digest| sign("approve knowledge kn-gen-a 2026-03-02; project=other", digest));
    let other = digest(&article("别的\n", |_| {}));
    refused(&desk, 712, |_| sign(K, other));
}

#[test]
fn only_registered_keys_in_their_time_count() {
    let desk = Desk::new("2026-06-01");
    refused(&desk, 704, |digest| sign("approve knowledge kn-gen-a 2026-03-02; key=outsider", digest));
    refused(&desk, 704, |digest| sign("approve knowledge kn-gen-a 2026-03-02; key=kn-gen-b", digest));
    let mut closed = Desk::new("2026-06-01");
    closed.person("kn-gen-a").keys[0].window.until = Some(jiff::civil::date(2026, 3, 1));
    refused(&closed, 704, |digest| sign(K, digest));
    assert_eq!(
        with_knowledge(&closed, |digest| sign("approve knowledge kn-gen-a 2026-03-01", digest)).0,
        State::Published
    );
}

#[test]
fn a_stolen_key_is_distrusted_from_a_day_on() {
    let mut desk = Desk::new("2026-06-01");
    let revoked = |from| {
        let on = jiff::civil::date(2026, 5, 1);
        Some(Revocation { on, reason: "compromised".to_owned(), distrust_from: from })
    };
    desk.person("kn-gen-a").keys[0].revoked = revoked(None);
    assert_eq!(with_knowledge(&desk, |digest| sign(K, digest)).0, State::Published, "made before the revocation");
    desk.person("kn-gen-a").keys[0].revoked = revoked(Some(jiff::civil::date(2026, 3, 2)));
    refused(&desk, 704, |digest| sign(K, digest));
    desk.person("kn-gen-a").keys.push(roster_key("kn-gen-a"));
    refused(&desk, 704, |digest| sign(K, digest));
}

#[test]
fn only_people_of_the_time_count() {
    let mut desk = Desk::new("2026-06-01");
    refused(&desk, 705, |digest| sign("approve knowledge nobody 2026-03-02; key=kn-gen-a", digest));
    desk.person("kn-gen-a").active.until = Some(jiff::civil::date(2026, 3, 2));
    assert_eq!(with_knowledge(&desk, |digest| sign(K, digest)).0, State::Published, "retired since: still good");
    refused(&desk, 705, |digest| sign("approve knowledge kn-gen-a 2026-03-03", digest));
}

#[test]
fn the_day_is_that_of_china() {
    let mut desk = Desk::new("2026-06-01");
    desk.person("kn-gen-a").active.until = Some(jiff::civil::date(2026, 3, 2));
    let before_midnight = "approve knowledge kn-gen-a 2026-03-02T15:59:59Z";
    assert_eq!(with_knowledge(&desk, |digest| sign(before_midnight, digest)).0, State::Published);
    refused(&desk, 705, |digest| sign("approve knowledge kn-gen-a 2026-03-02T16:00:00Z", digest));
}

#[test]
fn the_future_does_not_count_yet() {
    let desk = Desk::new("2026-03-04");
    let at_the_limit = ["approve final fi-zhou 2026-03-04T00:05:00Z", "approve final fi-zhou 2026-03-04T00:05:01Z"];
    let article = article("正文\n", |_| {});
    let judged = |last| {
        let verdict = desk.judge(&article, &sign_all(&[I, K, S, last], digest(&article)));
        (verdict.state, codes(&verdict))
    };
    assert_eq!(judged(at_the_limit[0]), (State::Published, vec![]));
    assert_eq!(judged(at_the_limit[1]), (State::InReview, vec![713, 717]));
}

const CLICK: &str = "gitee:jxkx/kepu#12 review=7 commit=0123 account=";

/// A click on a platform, recorded by the registered machine unless `key` says otherwise.
fn click(who: &str, stage: &str, when: &str, account_of: &str, options: &str) -> String {
    let account: String = account_of.bytes().map(|byte| byte.to_string()).collect();
    format!(
        "approve {stage} {who} {when}; via=gitee; evidence={CLICK}{account} event=sha256:ab; key=publisher{options}"
    )
}

#[test]
fn a_click_counts_when_the_recorder_may_speak_for_it() {
    let mut desk = Desk::new("2026-06-01");
    let good = click("kn-gen-a", "knowledge", "2026-03-02", "kn-gen-a", "");
    assert_eq!(with_knowledge(&desk, |digest| sign(&good, digest)), (State::Published, vec![]));
    let foreign_key = click("kn-gen-a", "knowledge", "2026-03-02", "kn-gen-a", "; key=outsider");
    refused(&desk, 704, |digest| sign(&foreign_key, digest));
    let own_key = click("kn-gen-a", "knowledge", "2026-03-02", "kn-gen-a", "; key=kn-gen-a");
    refused(&desk, 704, |digest| sign(&own_key, digest));
    let other_account = click("kn-gen-a", "knowledge", "2026-03-02", "kn-gen-b", "");
    refused(&desk, 705, |digest| sign(&other_account, digest));
    refused(&desk, 704, |digest| sign(&good.replace("jxkx/kepu", "jxkx/fork"), digest));
    refused(&desk, 701, |digest| sign(&good.replace("gitee:jxkx", "github:jxkx"), digest));
    refused(&desk, 701, |digest| sign("approve knowledge kn-gen-a 2026-03-02; via=gitee; key=publisher", digest));
    refused(&desk, 704, |digest| sign("approve knowledge kn-gen-a 2026-03-02; key=publisher", digest));
    desk.roster.recorders.clear();
    refused(&desk, 704, |digest| sign(&good, digest));
}

#[test]
fn a_recorder_alone_never_publishes_what_is_dangerous() {
    let desk = Desk::new("2026-06-01");
    let article = article("正文\n", |front| {
        medical(front);
        rebuttal(front);
    });
    let doctors = ["approve knowledge kn-med-a 2026-03-02", "approve knowledge kn-med-b 2026-03-02"];
    let mut records = sign_all(&[I, doctors[0], doctors[1], S], digest(&article));
    records.push(sign(&click("fi-zhou", "final", "2026-03-04", "fi-zhou", ""), digest(&article)));
    let verdict = desk.judge(&article, &records);
    assert_eq!((verdict.state, codes(&verdict)), (State::InReview, vec![713, 723]));
    records.push(sign("approve final fi-zhou 2026-03-05", digest(&article)));
    assert_eq!(desk.judge(&article, &records).state, State::Published);
}

#[test]
fn decisions_need_their_reasons() {
    let desk = Desk::new("2026-06-01");
    let article = article("正文\n", |_| {});
    for short in
        ["reject knowledge kn-gen-b 2026-03-05", "suspend - fi-zhou 2026-03-05", "overrule final fi-zhou 2026-03-05"]
    {
        let mut records = ordinary("2026-03-04", digest(&article));
        records.push(sign(short, digest(&article)));
        let verdict = desk.judge(&article, &records);
        assert_eq!((verdict.state, codes(&verdict)), (State::Published, vec![701]), "{short}");
        let tightens = !short.starts_with("overrule");
        assert_eq!(verdict.findings.has_errors(), tightens, "{short}: an unheard warning is never quieted");
    }
}

#[test]
fn a_record_that_was_not_needed_does_not_fail_the_site_for_ever() {
    let desk = Desk::new("2026-06-01");
    let article = article("正文\n", |_| {});
    let mut records = ordinary("2026-03-04", digest(&article));
    records.push(sign("approve knowledge kn-gen-b 2026-03-05; key=outsider", digest(&article)));
    let verdict = desk.judge(&article, &records);
    assert_eq!((verdict.state, codes(&verdict)), (State::Published, vec![704]));
    assert!(!verdict.findings.has_errors());
}

#[test]
fn a_small_edit_record_without_its_origin_is_malformed() {
    let desk = Desk::new("2026-06-01");
    let article = article("正文\n", |_| {});
    let mut record = sign("approve final fi-zhou 2026-03-05", digest(&article));
    record.statement.decision = Decision::Minor;
    let verdict = desk.judge(&article, &[record]);
    assert_eq!((verdict.state, codes(&verdict)), (State::InReview, vec![701, 713]));
    assert!(matches!(verdict.into_cleared(), Outcome::Held));
    assert_eq!(desk.now, at("2026-06-01"));
}
